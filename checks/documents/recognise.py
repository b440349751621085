"""Which files are delivery documents: prose that reports what has been built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from checks.documents import tongues
from checks.patterns import regex

_ENDINGS = (".md", ".markdown", ".mdown", ".txt")
_FOREIGN = frozenset(
    "node_modules vendor third_party templates prompts template site-packages dist build venv __pycache__"
    " bower_components _build attached_assets fixtures __fixtures__ testdata snapshots __snapshots__".split()
)
# What tools are told in their hidden folders; notes and reports of the work itself may stand in one as well.
_TOLD_TOOLS = frozenset(
    ".git .github .gitlab .vscode .idea .venv .cache .next .pytest_cache agents commands skills rules prompts workflows hooks references bin".split()
)
_OTHER_NAME = regex(
    r"(?:^|[_\W])(?:readme|changelog|changes|history|news|release[_\W]?notes|contributing|license|licence|copying|notice|authors|security|"
    r"code[_\W]of[_\W]conduct|architecture|design|spec(?:s|ification)?s?|requirements?|prd|rfc|adr|roadmap|todo|plan|planned|planning|blueprint|strategy|proposal|guide|"
    r"tutorial|how[_\W]?to|quick[_\W]?start|getting[_\W]started|quick[_\W]?reference|reference|setup|install(?:ation)?|template|instructions?|prompt|claude|agents?|"
    r"gemini|skill|glossary|faq|usage|runbook|playbook|checklist|index|cheat[_\W]?sheet|next[_\W]steps)(?:$|[_\W])",
    re.IGNORECASE,
)
_DELIVERY_NAME = regex(
    r"(?:^|[_\W])(?:complete[d]?|completion|implemented|delivered|delivery|deliverables?|status|summary|verification|verified|report|audit|"
    r"gap[_\W]analysis|gaps|hand[_\W]?off|hand[_\W]?over|done|progress|results?|findings|removed|fixed|fixes|finished|achievements?|"
    r"accomplishments?|reality[_\W]check|implementation|walkthrough|postmortem|review|changes[_\W](?:summary|made|applied|done|implemented|detailed)|applied|ready|readiness|resolved)(?:$|[_\W])",
    re.IGNORECASE,
)
_STRONG_NAME = regex(
    r"(?:complete[d]?|completion|implementation[_\W]?summary|delivery|verification|audit|gap[_\W]analysis|hand[_\W]?off|status[_\W]?report|"
    r"_report|_summary|_status|reality[_\W]check)",
    re.IGNORECASE,
)
# Judgements of what is there are delivery documents, whatever they judge: an architecture's audit, a design's verification.
_AUDIT = regex(
    r"(?:audit|gap[_\W]analysis|verification|reality[_\W]check|completion|status)(?:[_\W]report|[_\W]results?)?(?:[_\W]+(?:v?\d+|final))*$",
    re.IGNORECASE,
)
# What was changed in one piece of work, not the log of a project's changes.
_CHANGES_DONE = regex(
    r"(?i)(?:^|(?<=[_\W]))(?:(?:code|all|recent|key)[_\W])?changes[_\W](?=(?:made|done|applied|implemented|complete\w*|delivered|detailed|overview)(?:$|[_\W]))"
)
_FINISHED = regex(
    r"(?:^|[_\W])(?:completed?|implemented|delivered|finished|progress|applied|resolved)(?:[_\W]+(?:v?\d+|final|summary))*$",
    re.IGNORECASE,
)
_IMPLEMENTATION = regex(r"(?:^|[_\W])implementation(?:[_\W]+(?:v?\d+|final|summary))*$", re.IGNORECASE)
# What somebody did, or says for a pull request, where the text is full of what was done.
_TOLD_DEED = regex(
    r"(?:^|[_\W])(?:fix|improvements?|enhancements?|optimi[sz]ations?|refactor(?:ing|ed)?|migration|upgrade|updated|connected|integrated|migrated|enabled|working|success|confirmation|pr[_\W](?:body|description)(?:[_\W]\w{1,20})?|"
    r"pull[_\W]request)(?:[_\W]+(?:v?\d+|final))*$",
    re.IGNORECASE,
)
_NEVER = regex(
    r"(?:readme|changelog|contributing|license|licence|architecture|design|specs?|specification|requirements?|prd|rfc|adr|roadmap|todo|plan|"
    r"planning|blueprint|proposal|guide|template|prompt|glossary|quick[_\W]?start|how[_\W]?to|tutorial)(?:$|[_\W])",
    re.IGNORECASE,
)
_FUTURE_NAME = regex(
    r"(?:plan|planned|planning|template|guide|strategy|proposal|roadmap|spec|todo|reference|readme|quick[_\W]?start|tutorial|how[_\W]?to|cheat[_\W]?sheet|setup|instructions?|"
    r"manual|examples?|catalog(?:ue)?)(?:[_\W]v?\d+)?$|(?:^|[_\W])(?:reference|tutorial)[_\W]|[_\W]plan(?:ning|ned)?[_\W]",
    re.IGNORECASE,
)
_TITLE = regex(
    r"\b(?:complete[d]?|completion|implemented|implementation (?:summary|report|status|complete)|delivered|delivery|verification|audit|gap analysis|"
    r"handoff|status report|final report|summary of changes|reality check|progress report|(?:test|check|success|deployment|session|migration|fix) (?:report|summary)|fix(?:es)? applied|what was (?:built|done|implemented))\b",
    re.IGNORECASE,
)
_STATUS_LINE = regex(
    r"^\W*(?:overall |final |current |project |implementation |verification )*status\W{1,6}\W*(?:[^\n]{0,40}?)\b(?:complete[d]?|done|implemented|"
    r"verified|production[- ]ready|ready|delivered|finished|not (?:implemented|production|ready)|critical gaps?|incomplete|partial\w*)\b",
    re.IGNORECASE | re.MULTILINE,
)
# What a test runner or an interpreter writes: frames of a stack, verdicts on files, sums of a run.
_RUN = regex(
    r"^(?:\s{1,20}at [^\n]{1,200}:\d+:\d+\)?|\s*(?:PASS|FAIL)(?:ED)? \S+[./]\S+|Test Suites: .*|\s*File \"[^\"\n]{1,200}\", line \d+.*|={5,} .{1,80} ={5,}|\S+::\S+ (?:PASSED|FAILED).*)$",
    re.MULTILINE,
)
_RUN_LINES = 5
_BETWEEN = regex(r"[_-]+")
_LOOKED_AT = 3_000
"""Characters by which it is told whether a file is in another language."""
_SOME = 0.03
_MUCH = 0.1
_TELLING = 0.15
_DONE = regex(
    r"[✅✔✓❌✗⚠]|\[[xX]\]|\b(?:completed?|implemented|created|fixed|added|delivered|verified|passing|working|resolved)\b|âœ…",
    re.IGNORECASE,
)


def delivery(path: str, text: str) -> bool:
    """Whether a file reports what has been built, by its name and by what it says.

    A telling name is enough unless the text says nothing of the kind; without one, the title or a status line
    and a text full of ticks and "implemented" are. READMEs, change logs, plans, specifications and templates
    are none.
    """
    if _reports(path, text):
        return True
    tongue = tongues.of(text[:_LOOKED_AT].split("\n"))
    if not tongue:
        return False
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    own = "_".join("".join(tongues.in_english(tongue, [_BETWEEN.sub(" ", stem)])).split())
    said = "\n".join(tongues.in_english(tongue, text[:60_000].split("\n")))
    told = _STRONG_NAME.search(own) or _density(said) >= _MUCH
    return bool(told) and _reports(f"{folder}/{own}{dot}{ending}".lstrip("/"), said)


def _reports(path: str, text: str) -> bool:
    parts = PurePosixPath(path).parts
    if (
        not parts
        or not path.lower().endswith(_ENDINGS)
        or any(part.lower() in _FOREIGN for part in parts[:-1])
    ):
        return False
    stem = PurePosixPath(parts[-1]).stem
    head = text[:60_000]
    if any(part.startswith((".", "_")) for part in parts[:-1]) and not _reports_in_hiding(
        parts[:-1], stem, head
    ):
        return False
    if path.lower().endswith(".txt") and len(_RUN.findall(head)) >= _RUN_LINES:
        return False
    if _STRONG_NAME.search(stem) and (_AUDIT.search(stem) or not _starts_other(stem)):
        return not path.lower().endswith(".txt") or _density(head) >= _SOME
    finished = _FINISHED.search(stem) or (_IMPLEMENTATION.search(stem) and not _NEVER.match(stem))
    if finished and _density(head) >= _MUCH:
        return True  # the pages of prompts that are complete, not a prompt
    if _OTHER_NAME.search(_CHANGES_DONE.sub("", stem)):
        return False
    if _DELIVERY_NAME.search(stem):
        return _density(head) >= _SOME
    if _TOLD_DEED.search(stem) and _density(head) >= _TELLING:
        return True
    return _by_content(head)


def _reports_in_hiding(folders: Iterable[str], stem: str, head: str) -> bool:
    """Whether a file in a hidden folder, or in one with a leading underscore, reports on the work (".planning/phases/02/VERIFICATION.md"), not tells a tool what
    to do: by a telling name, and by how much it says is done."""
    told = any(folder.lower() in _TOLD_TOOLS for folder in folders)
    return not told and bool(_STRONG_NAME.search(stem)) and _density(head) >= _MUCH


def _starts_other(stem: str) -> bool:
    return bool(_NEVER.match(stem)) or bool(_FUTURE_NAME.search(stem))


def _by_content(head: str) -> bool:
    title = next((line for line in head.split("\n", 40) if line.startswith("#")), "")
    density = _density(head)
    return (bool(_TITLE.search(title[:200])) and density >= 0.1) or (
        bool(_STATUS_LINE.search(head[:20_000])) and density >= 0.15
    )


def _density(head: str) -> float:
    """The share of lines with words that carry a tick or say that something was done."""
    lines = [line for line in head.split("\n") if line.strip()]
    return sum(bool(_DONE.search(line[:500])) for line in lines) / len(lines) if lines else 0.0

"""Every word of a check run, as pure functions of a report.

Text from a pull request goes through `bot.inert` before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

import msgspec

from bot.inert import code, prose
from bot.words import _claims, _findings, _ids
from bot.words._ids import ends as ends_with
from bot.words._ids import overrides as overrides_in
from bot.words._ids import pulls as pulls_in
from bot.words._ids import read as shown_ids_in
from bot.words._moments import (
    NOT_CHECKED,
    REPLACED,
    crowded,
    misconfigured,
    not_checked,
    started,
    superseded,
    unwanted,
)
from bot.words._page import (
    LIMIT,
    Links,
    Output,
    Page,
    claims,
    counted,
    counts,
    explained,
    place_of,
    rank,
    stands,
)
from checks.model import Report

_TITLE = 250

_RULE_WORDS = {
    "mock-response": "mock response",
    "mock-data": "made-up data source",
    "client-without-server": "client call without a server",
    "mock-fallback": "made-up fallback",
    "orphan-module": "orphan module",
    "unused-setting": "unused setting",
    "unused-dependency": "unused dependency",
    "duplicate-file": "duplicate file",
    "hollow-test": "hollow test",
    "shadowed-route": "shadowed route",
    "missing-member": "missing member",
    "unwired-router": "unwired router",
    "no-entry-point": "missing entry point",
    "never-started": "service never started",
    "discarded-input": "discarded input",
    "always-succeeds": "check that cannot fail",
    "in-memory-store": "in-memory store",
}
_PLURALS = {
    "service never started": "services never started",
    "check that cannot fail": "checks that cannot fail",
}


# --- the title -----------------------------------------------------------------------------------


def title(report: Report) -> str:
    """One line that a person can act on."""
    faults = _faults(report)
    if faults:
        return ", ".join(faults)
    if report.note:
        return report.note[:1].upper() + report.note[1:]
    lowering = sum(skip.lowers for skip in report.skipped)
    if report.conclusion == "neutral" and lowering:
        return f"Not everything could be read: {counted(lowering, 'gap')}"
    verdicts = Counter(claim.verdict for _, claim in claims(report))
    overruled = _overruled(report)
    parts = [f"{overruled} overruled"] if overruled else []
    if verdicts["supported"] or not parts:
        parts.append(f"{counted(verdicts['supported'], 'claim')} supported")
    if verdicts["unverifiable"]:
        parts.append(f"{verdicts['unverifiable']} unverifiable")
    return ", ".join(parts)


def _faults(report: Report) -> list[str]:
    refuted = sum(counts(claim) for _, claim in claims(report))
    parts = [f"{counted(refuted, 'claim')} refuted"] if refuted else []
    failing = Counter(f.rule for f in report.findings if f.level == "failure" and stands(f))
    parts += [_times(number, _RULE_WORDS.get(rule, rule)) for rule, number in failing.most_common(3)]
    if len(failing) > 3:
        parts.append(f"{sum(failing.values()) - sum(n for _, n in failing.most_common(3))} more")
    return parts


def _times(number: int, what: str) -> str:
    return f"{number} {_PLURALS[what]}" if number != 1 and what in _PLURALS else counted(number, what)


def _overruled(report: Report) -> int:
    return sum(claim.override is not None for _, claim in claims(report)) + sum(
        finding.override is not None for finding in report.findings
    )


# --- the summary and the text --------------------------------------------------------------------


def output(
    report: Report,
    links: Links,
    annotated: int = 0,
    unannotated: int = 0,
    notes: Sequence[str] = (),
    share: int = 1,
) -> Output:
    """The whole of what a check run shows. ``annotated`` and ``unannotated`` count annotations; ``notes`` are further
    sentences that the reader has to know; ``share`` is how many pull requests share the run's room (see `joined`)."""
    limit = LIMIT // share - (100 if share > 1 else 0)
    if report.note and not report.documents and not report.findings and not report.skipped:
        return Output(title(report), _nothing(report, notes))
    page = Page(limit)
    page.add(_first_words(report))
    page.add(_what_to_do(report))
    page.add("".join(f"\n> **Note:** {prose(note, 600)}\n" for note in notes))
    _claims.refuted(page, report, links)
    _findings.findings(page, report, links)
    _findings.overruled(page, report, links)
    _findings.allowances(page, report, links)
    _findings.skipped(page, report)
    shown = (
        (f"\n{annotated} places are annotated in the files; {unannotated} more are listed here only.",)
        if unannotated
        else ()
    )
    summary = page.finish(*shown, _coverage(report), _pages(links), _versions(report))
    unseen = _ids.lines(report, limit // 2)
    others = _claims.others(report, links, limit - len(unseen) - _ids.PULLS_ROOM - 4)
    return Output(title(report), summary, "\n\n".join(part for part in (others, unseen) if part))


def joined(sections: Sequence[tuple[int, Output]], numbers: Sequence[int] = ()) -> Output:
    """One output for a head that several pull requests share: a section each, under its number. Each was made with
    ``share`` set to how many there are, so that all fit. ``numbers`` are those of all who have the head; the text names
    them in a line that people do not see (`pulls_in`)."""
    shown = sections[0][1] if len(sections) == 1 else _sectioned(sections)
    line = _ids.pulls_line(numbers)
    text = _fitting(shown.text, LIMIT - len(line) - 2)
    return msgspec.structs.replace(shown, text="\n\n".join(part for part in (text, line) if part))


def _sectioned(sections: Sequence[tuple[int, Output]]) -> Output:
    numbers = ", ".join(f"#{number}" for number, _ in sections)
    titles = "; ".join(f"#{number}: {shown.title}" for number, shown in sections)
    head = f"{len(sections)} open pull requests have this head ({numbers}); the worst conclusion counts."
    parts = [f"## Pull request #{number}\n\n{shown.summary}" for number, shown in sections]
    texts = [f"## Pull request #{number}\n\n{shown.text}" for number, shown in sections if shown.text]
    return Output(
        titles if len(titles) <= _TITLE else titles[: _TITLE - 1] + "…",
        _fitting("\n\n".join((head, *parts)), LIMIT),
        "\n\n".join(texts),
    )


def _fitting(text: str, limit: int) -> str:
    data = text.encode()
    return text if len(data) <= limit else data[:limit].decode("utf-8", "ignore").rpartition("\n")[0]


def _nothing(report: Report, notes: Sequence[str]) -> str:
    said = "".join(f"> **Note:** {prose(note, 600)}\n\n" for note in notes)
    return (
        "This change adds or edits no delivery document, and its description claims nothing that could be "
        "checked, so there is nothing to judge.\n\n"
        "A delivery document is prose that reports what has been built, such as `IMPLEMENTATION_COMPLETE.md`."
        f"\n\n{said}{_versions(report)}"
    )


def _coverage(report: Report) -> str:
    read = report.stats.coverage
    return (
        f"\n{counted(read.statements, 'statement')} read, {counted(read.claims, 'claim')} found in them: "
        f"{read.judged} judged, {read.unverifiable} that nothing in the repository can settle."
    )


def _pages(links: Links) -> str:
    where = "" if links.pages else " `asbuilt explain` prints the page of a rule or a kind of claim."
    return f"`/asbuilt help` in a comment lists what can be said.{where}"


def _first_words(report: Report) -> str:
    all_claims = [claim for _, claim in claims(report)]
    refuted = sum(counts(claim) for claim in all_claims)
    failing = sum(f.level == "failure" and stands(f) for f in report.findings)
    overruled = _overruled(report)
    if refuted:
        words = (
            f"**{refuted} of {counted(len(all_claims), 'claim')} {'is' if refuted == 1 else 'are'} refuted**"
        )
    elif all_claims and overruled:
        words = f"**Nothing that is refuted among {counted(len(all_claims), 'claim')} is left open**"
    elif all_claims:
        words = f"**None of {counted(len(all_claims), 'claim')} is refuted**"
    else:
        words = "**No claim was found that could be checked**"
    words += f" by the code at {code(report.head[:12])}."
    if failing:
        words += f" {counted(failing, 'finding')} in the code {'fails' if failing == 1 else 'fail'} as well."
    if overruled:
        words += f" {overruled} {'was' if overruled == 1 else 'were'} overruled."
    return words


def _what_to_do(report: Report) -> str:
    if report.conclusion == "failure":
        return (
            "\n**What to do:** build what is missing, or correct the document to say what is there, and push. "
            "Every row names the place that shows it."
        )
    if _faults(report) and report.conclusion == "neutral" and _only_advised(report):
        return (
            "\n**What to do:** build what is missing, or correct the document to say what is there. "
            "This repository's configuration only advises, so this check does not block."
        )
    if report.conclusion == "neutral" and any(skip.lowers for skip in report.skipped):
        return (
            "\n**What to do:** look at what could not be read (listed below); the rest has been judged, "
            "and this check does not block."
        )
    if _faults(report) or any(f.level == "warning" and stands(f) for f in report.findings):
        return "\nNothing has to be done; what is listed below as a warning is worth a look."
    return "\nNothing needs to be done."


def _only_advised(report: Report) -> bool:
    """Whether something would have failed the check if the configuration let it."""
    refuted = any(counts(claim) and claim.level == "failure" for _, claim in claims(report))
    return refuted or any(f.level == "failure" and stands(f) for f in report.findings)


def _versions(report: Report) -> str:
    base = f", base {code(report.base[:12])}" if report.base else ""
    return (
        f"\n<sub>As-Built {version('asbuilt')} · head {code(report.head[:12])}{base} · "
        f"{counted(report.stats.files, 'file')}</sub>"
    )


__all__ = [
    "LIMIT",
    "NOT_CHECKED",
    "REPLACED",
    "Links",
    "Output",
    "claims",
    "counts",
    "crowded",
    "ends_with",
    "explained",
    "joined",
    "misconfigured",
    "not_checked",
    "output",
    "overrides_in",
    "place_of",
    "pulls_in",
    "rank",
    "shown_ids_in",
    "stands",
    "started",
    "superseded",
    "title",
    "unwanted",
]

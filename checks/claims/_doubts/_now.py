"""Whether what a statement says, ticked or not, has to be in this tree by now: it may be elsewhere, gone, still to come."""

from __future__ import annotations

import re
from collections.abc import Collection

from checks.claims._doubts._said import NEAR, SENTENCES, Said
from checks.documents.model import Document, Statement
from checks.model import Claim
from checks.patterns import regex

_HOSTED = regex(
    r"(?i)\b(?:secrets?|deploy\w*|production|hosting|dashboard|vercel|railway|render|heroku|netlify|aws|azure|gcp|github actions|configured in)\b"
)
_TAKEN_OUT = regex(
    r"(?i)\b(?:removed?|removals?|unused|deleted|dropped|uninstalled|replaced|obsolete|deprecated|cleanup)\b"
)
_NAMES = frozenset(
    {"path", "code-reference", "symbol", "dependency", "setting", "capability", "endpoint", "wiring"}
)
_TAKES_OUT = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:[\w ]{0,20}:\s*)?(?:removed|removes|removing|deleted|dropped|replaced|renamed|moved|eliminated|stripped|cleaned|migrated (?:from|away)|switched from|no longer)\b"
)
_CORRECTED = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:fixed|fixes|resolved|resolves|corrected|cleaned|addressed|eliminated|avoids?|prevents?)\b"
)
_AVOIDED = regex(
    r"(?i)^\W*(?:avoid\w*|do not use|don['’]t use|never use|not (?:used|chosen|needed|included|supported|recommended|in scope)|rejected|out of scope|excluded)\b|"
    r"^\W*(?:[\w-]+\s){1,3}(?:excluded|omitted|left out|not (?:used|chosen|needed|included|supported|exposed|returned|stored))\W*$"
)
_AFFECTED = regex(r"(?i)^\W*(?:affected|vulnerable|impacted|problematic|offending)\b")
_ONCE_DONE = regex(
    r"(?i)\b(?:complete|completed|done|finished) (?:when|once)\b|\b(?:create|add|write) these\b|\bto be (?:created|added|written)\b"
)
_PLANNED = regex(
    r"(?i)\b(?:(?:development|implementation|rollout|migration|release|project|action|work|sprint|launch|next|\w+-by-\w+|daily|weekly|\d+[- ](?:day|week)|execution|delivery) (?:plan|schedule)|roadmap|backlog|strategy|strategies)\W*$"
)
_UNDER_WAY = regex(
    r"(?i)[(\[–—:-]\s*(?:still )?(?:in progress|wip|work in progress|ongoing|not started|upcoming|partial(?:ly)?(?: done| complete)?|\d{1,2}\s?%(?: (?:done|complete)\w*)?)\s*[)\]]?\W*$|🚧|🔄"
)
_OF_A_PLAN = regex(
    r"(?i)\b(?:road-?map|(?:implementation|development|project|feature) plan|backlog|proposal) (?:documents?|files?|documentation)\b"
)
_WEIGHED = regex(r"(?i)^\W*(?:the )?(?:pros|cons|option \w{1,2})\b")
_GAINED = regex(
    r"(?i)^\W*(?:add(?:ed|s|ing|itions?)|extend(?:ed|s)|updated|modified|integrated|registered|inserted|wired)\b"
)
_CHANGED_FILES = regex(
    r"(?i)^\W*(?:\d{1,3}[.)]\s*)?(?:\w+ )?(?:files? |components? |code )?(?:modified|updated|changed|edited|enhanced|extended|changes)(?: (?:files?|components?|code))?\W*(?:\(.{0,20}\)|\d*)?\W*$"
)
_LINES_OF_A_CHANGE = regex(
    r"(?i)\b(?:lines?|code|loc)\b.{0,20}\b(?:removed|saved|added|changed|reduced|modified|deleted|reduction)\b|\b(?:removed|saved|added|changed|reduced|modified|deleted|reduction)\b.{0,20}\b(?:lines?|loc)\b"
)
_SOME_OF_IT = regex(r"\b\d+\+? (?:[a-z-]+ ){0,3}[a-z-]+s\b")
_LEADS_TO = regex(r"^[\s`*\")]{0,4}(?:→|->|=>|➜)\s*[^\W\d]")
"""Behind a file, a part of it: "`feed.py` → quick scan (70 lines)"."""
_SIZE_WORDS = regex(
    r"(?i)\b(?:total|file|code|source|lines?|loc|sloc|size|length|count|of|about|approximately|over|approx)\b|[\d\W_]+"
)
_ESTIMATED = regex(
    r"(?i)\(\s*~?\d+(?:\.\d+)?(?:\s?[-–]\s?\d+)?\s?(?:h|hrs?|hours?|d|days?|weeks?|points?|pts?|sp)\s*\)\W*$"
)
_SPRINT = regex(
    r"(?i)\(~?\d{1,3}\s?[-–]\s?\d{1,3}\s?(?:h|hrs?|hours?|days?|weeks?)\)\W*$|\(P[0-4]\)|\bsprint \d+:|\b\d+ tasks\b|\b(?:implementation (?:priority|priorities|order|plan|schedule)|timeline|estimat\w+|(?:sprint|week) \d+ \((?:week|days?|sprint)\b)"
)
_READY_FOR = regex(
    r"(?i)^\W*(?:\w+ ){0,3}(?:ready (?:for|to)|prepared for|can now|enables?|allows?|unlocks?|foundation for)\b[^.]{0,40}$|\b(?:ready|prepared) for\W*$"
)
_KEPT_BACK = regex(
    r"(?i)\b(?:not (?:yet )?(?:committed|pushed|tracked|in git|in (?:the )?(?:repo(?:sitory)?|version control))|uncommitted|untracked|unpushed|git-?ignored|local(?:ly)? only|(?:never|don['’]t) commit)\b"
)
_MADE = regex(
    r"(?i)\b(?:(?:starter|project|code|page|available|built-in|default|sample) templates?|template library|scaffold\w*|boilerplates?|generated (?:projects?|code|files?|output|structure)|"
    r"(?:output|cache|storage|bucket|s3|runtime|data|generated) (?:structure|layout|directory|folder|format)|for example|sample (?:output|structure|project)|s3|buckets?)\b"
)
_SIBLING = regex(
    r"(?i)(?<![\w./-])[a-z][\w]{1,30}(?:-[\w]{1,30}){0,3}-(?:front-?end|back-?end|client|server|website|webapp|mobile|app|admin|sdk|repo(?:sitory)?)(?![\w./-])"
)
_PHASE = regex(r"(?i)\b(?P<word>phase|sprint|milestone|stage|step|week|iteration)\s*[#:]?\s*(?P<n>\d{1,2})\b")
_LATER = regex(
    r"(?i)[([](?:in |for |see |until )?(?P<word>phase|sprint|milestone|stage|week|iteration)\s*(?P<n>\d{1,2})\b[^)\]]{0,30}[)\]]"
)
_CROSSED = regex(
    r"[❌✗✘]|(?i:\b(?:not (?:yet )?(?:created|implemented|built|written|added|done|there|present)|missing|does not exist)\b)"
)
_SIGN = regex(
    r"[\U0001f4cb\U0001f51c\U0001f6a7\U0001f4dd\U0001f504\U0001f7e0\U0001f7e1\U0001f534\u23f3\u231b\u26a0\u2b1c\u25fb]"
)


def doubt(said: Said) -> str | None:
    """Why what a statement says need not be in this tree by now, as a sentence, or None."""
    return (
        _marked_otherwise(said)
        or _of_another_place(said)
        or _announced(said.claim, said.announcing)
        or _of_later(said)
    )


def _of_another_place(said: Said) -> str | None:
    """Whether it may be kept elsewhere, be gone, or be a part of what is named."""
    claim, statement = said.claim, said.statement
    kept = claim.subject.get("role") != "removed"
    if any(_elsewhere(text, said.tree) for text in said.announcing):
        return "What stands above it names another repository."
    if claim.kind == "path" and str(claim.subject["path"]).endswith("/") and kept:
        return "Git holds no empty folders."
    if claim.kind in ("path", "size") and any(_MADE.search(text) for text in said.above):
        return "It may be a file of what is generated, not of this repository."
    if claim.kind in _NAMES and kept and _TAKES_OUT.match(statement.plain):
        return "It tells what was taken out or put elsewhere."
    if claim.kind == "size" and _of_a_part(said):
        return "It may be the length of a part, or of what was added."
    if claim.kind == "code-reference" and _CORRECTED.match(statement.plain):
        return "It may name what was put right, and is gone."
    if claim.kind == "setting" and any(_HOSTED.search(text) for text in said.announcing):
        return "It may be set where the service runs."
    return None


def _announced(claim: Claim, announced: Collection[str]) -> str | None:
    """Whether the words that announce a statement say that it holds of something else than what is there."""
    if claim.kind in SENTENCES and any(_TAKEN_OUT.search(text) for text in announced if text):
        return "What stands above it says that it was taken out."
    if claim.kind in SENTENCES and any(_WEIGHED.search(text) for text in announced):
        return "What stands above it weighs an option."
    if claim.kind in _NAMES and any(_AVOIDED.search(text) for text in announced):
        return "What stands above it names what is not used."
    if claim.kind in ("path", "size", "code-reference") and any(
        _KEPT_BACK.search(text) for text in announced
    ):
        return "What stands above it says that it is kept out of the repository."
    if any(_READY_FOR.search(text) for text in announced):
        return "What stands above it says what could come, not what is there."
    if claim.kind in ("endpoint", "path", "code-reference", "symbol") and any(
        _AFFECTED.search(text) for text in announced
    ):
        return "It names where something is wrong."
    if any(_ONCE_DONE.search(text) for text in announced):
        return "It says what would have to be there."
    if claim.kind in _NAMES and any(_UNDER_WAY.search(text) for text in announced):
        return "What stands above it says that it is under way."
    if any(_OF_A_PLAN.search(text) or (_PLANNED.search(text) and "✅" not in text) for text in announced):
        return "It stands in a plan."
    return None


def _of_later(said: Said) -> str | None:
    """Whether it is the part of a plan, or of another phase."""
    statement = said.statement
    sprints = (h.plain for h in statement.headings[1:] if h.mark != "done")
    if _ESTIMATED.search(statement.plain) or any(_SPRINT.search(text) for text in sprints):
        return "It may be the tick of a plan."
    if _of_other_phase(said.document, statement):
        return "It speaks of another phase than the document does."
    return None


def _marked_otherwise(said: Said) -> str | None:
    """Whether a drawing ticks some of its entries, and gives this one another sign ("📋 template ready")."""
    statement = said.statement
    if statement.kind == "tree" and _CROSSED.search(statement.plain):
        return "The drawing says that it is not there."
    if statement.kind != "tree" or statement.mark == "done" or not _SIGN.search(statement.plain):
        return None
    around = said.document.statements[max(0, statement.index - NEAR) : statement.index + NEAR]
    ticked = any(each.fence == statement.fence and "✅" in each.plain for each in around)
    return "The drawing marks it otherwise than what is done." if ticked else None


def _of_a_part(said: Said) -> bool:
    """Whether a length is of a file that other words than its own name: it may be of what they say about it."""
    statement = said.statement
    name = str(said.claim.subject.get("path", "")).rstrip("/").rsplit("/", 1)[-1]
    if any(_LINES_OF_A_CHANGE.search(text) for text in (statement.label, said.nearest)):
        return True
    if _CHANGED_FILES.search(said.nearest):
        return True
    if name and name in statement.plain:
        behind = statement.plain.partition(name)[2]
        between = re.split(r"(?i)[(|]?\s*[~≈]?\s*\d[\d,]*\+?\s*(?:lines?|loc)\b", behind)[0]
        return any(sign.search(between) for sign in (_SOME_OF_IT, _GAINED, _LEADS_TO))
    if not name:
        return False
    held = [said.document.statements[i].plain for i in statement.parents]
    return bool(_SIZE_WORDS.sub("", statement.plain).strip()) or any(
        "()" in text and name not in text for text in held
    )


def _elsewhere(text: str, tree: Collection[str]) -> bool:
    """Whether words name a repository beside this one: ``shop-frontend`` where the tree has no such folder."""
    named = (m.group().lower() for m in _SIBLING.finditer(text[:200]))
    return any(not any(f"/{name}/" in f"/{path.lower()}" for path in tree) for name in named)


def _of_other_phase(document: Document, statement: Statement) -> bool:
    """Whether a statement puts what it names into another phase than the title names."""
    later = _LATER.search(statement.plain)
    if later is None:
        return False
    titles = [document.path.rsplit("/", 1)[-1].replace("_", " "), *(h.plain for h in statement.headings[:1])]
    own = [m for text in titles for m in _PHASE.finditer(text) if m["word"].lower() == later["word"].lower()]
    return bool(own) and all(m["n"] != later["n"] for m in own)

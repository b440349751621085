"""Whether numbers that disagree are surely meant to agree: all of them, nothing beside them, and all of what is there."""

from __future__ import annotations

import re
from bisect import bisect_left

from checks.documents.model import Document, Statement
from checks.model import Claim, Verdict

_NUMBERED = re.compile(r"(?<![\w.-])[~≈+]?\d[\d,.]*(?![\w.]*\d)")
_ORDINAL = re.compile(r"^\W*(?:\d{1,3}[.)]|[#*-])\s*")
_NOT_YET = re.compile(
    r"(?i)\b(?:est\.?|estimat\w+|plan(?:ned)?|tbd|to ?do|pending|optional|future|shared|included|overlap\w*|duplicat\w+)\b|📝|⏳|🔜|🚧"
)
_BRACKETED = re.compile(r"\(\d{1,4}(?: [a-z]{1,20})?\)\W*$")
_FAR = 60  # lines: an account that stretches farther is not looked through


def doubt(claim: Claim, verdict: Verdict, document: Document) -> str | None:
    """Why numbers that disagree need not be meant to agree, as a sentence, or None."""
    if claim.subject["stated"] == claim.subject["computed"]:
        return "The numbers are the same."
    dimension = re.search(rf"(?<![\w.]){re.escape(str(claim.subject['stated']))}[A-Za-z]", claim.text)
    if "x" in str(claim.subject.get("what", "")) and dimension:
        return "The number is a part of a word."
    used = sorted({p.line for p in verdict.evidence if p.line and p.path == claim.document} | {claim.line})
    if any(_NOT_YET.search(document.lines[line - 1]) for line in used if line <= len(document.lines)):
        return "A part of it is estimated, planned, or shared with another."
    what = str(claim.subject.get("what", ""))
    if what.endswith("as a percentage"):
        return _apart(used, document)
    if " = " in what and " + " in what and (why := _sections_left_out(used, document)) is not None:
        return why
    return (
        _left_out(used, document)
        if re.match(r"(?i)(?:grand |sub-?|overall )?(?:total|sum)\b", what)
        else None
    )


def _apart(used: list[int], document: Document) -> str | None:
    """Whether a part and what it is a part of stand below different captions."""
    between = document.lines[used[0] : used[-1] - 1][:_FAR]
    caption = any(re.search(r"\w[*_`]{0,3}:[*_`\s]{0,4}$|^#", line.strip()[:200]) for line in between)
    return "It may be a part of something else." if caption else None


def _sections_left_out(used: list[int], document: Document) -> str | None:
    """Whether headings between those that were added up give numbers of their own in brackets."""
    first = used[0]
    beside = (each for each in document.statements if each.kind == "heading" and first < each.line < used[-1])
    lost = any(each.line not in used and _BRACKETED.search(each.plain) for each in beside)
    return "Sections between them give numbers, too." if lost else None


def _left_out(used: list[int], document: Document) -> str | None:
    """Whether lines between those that were added up give numbers of their own."""
    if used[-1] - used[0] > _FAR:
        return None
    first = bisect_left(document.statements, used[0], key=lambda s: s.line)
    beside = [
        each
        for each in document.statements[first:]
        if used[0] < each.line < used[-1] and each.line not in used
    ]
    return "Lines between them give numbers, too." if any(_gives(each) for each in beside) else None


def _gives(statement: Statement) -> bool:
    """Whether a statement gives a number of its own."""
    return bool(_NUMBERED.search(_ORDINAL.sub("", statement.plain[:300])))

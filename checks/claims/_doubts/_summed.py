"""Whether numbers that disagree are surely meant to agree: all of them, nothing beside them, and all of what is there."""

from __future__ import annotations

import re

from checks.claims import _held, _sums
from checks.claims._doubts._advised import ASKS
from checks.documents.model import Document
from checks.model import Claim, Verdict
from checks.patterns import regex

_NOT_YET = regex(
    r"(?i)\b(?:est\.?|estimat\w+|plan(?:ned)?|tbd|to ?do|pending|optional|future|shared|included|overlap\w*|duplicat\w+)\b|📝|⏳|🔜|🚧"
)
_EXPECTED = regex(r"(?i)\b(?:expected|example|sample|illustrati\w+|hypothetical)\b")
_BRANCH = regex(r"\s*[│├└|]")
_CALLED_TOTAL = regex(r"(?i)\b(?:sub-?)?(?:totals?|sum|overall)\b")
_TOTAL_OF_ALL = regex(r"(?i)^\W*(?:grand |overall )?(?:totals?|overall|altogether|in all|sum)\b")
_DIFFERENCE = regex(r"[\d.,]+ - [\d.,]+")
_FAR = 60  # lines: an account that stretches farther is not looked through
_SLIP = 0.3  # of a stated number: by how much one who counts a list is out


def doubt(claim: Claim, verdict: Verdict, document: Document) -> str | None:
    """Why numbers that disagree need not be meant to agree, as a sentence, or None."""
    if claim.subject["stated"] == claim.subject["computed"]:
        return "The numbers are the same."
    what = str(claim.subject.get("what", ""))
    number = re.escape(str(claim.subject["stated"]))
    if any(_EXPECTED.search(heading) for heading in _headings(claim, document)):
        return "What stands there is expected, or an example."
    if "x" in what and re.search(rf"(?<![\w.]){number}[A-Za-z]", claim.text):
        return "The number is a part of a word."
    used = sorted({p.line for p in verdict.evidence if p.line and p.path == claim.document} | {claim.line})
    if any(_NOT_YET.search(document.lines[line - 1]) for line in used if line <= len(document.lines)):
        return "A part of it is estimated, planned, or shared with another."
    listed = [document.lines[line - 1] for line in used if claim.line < line <= len(document.lines)]
    if "listed on" in what and sum(bool(ASKS.match(line)) for line in listed) * 2 >= len(listed) > 0:
        return "What is listed are steps to take."
    if _held.NAMED in what:
        return "A list need not name all of them."
    if "listed on" in what and _far_off(claim):
        return "The list is so much shorter or longer that it need not be of all of them."
    above = "listed on" in what and all(line <= claim.line for line in used)
    if above and _TOTAL_OF_ALL.match(claim.text) and _more(claim) and _of_several(claim, document):
        return "It may be the total of other lists as well."
    if what.endswith("as a percentage"):
        return _apart(used, document)
    if _DIFFERENCE.fullmatch(what):
        return _alone(claim, document)
    if " = " in what and " + " in what:
        return _of_a_sum(claim, document, what, used)
    return None


def _headings(claim: Claim, document: Document) -> tuple[str, ...]:
    """The heading that a claim stands below, or none."""
    at = document.first_from(claim.line)
    above = document.statements[at].headings if at < len(document.statements) else ()
    return tuple(heading.plain for heading in above[-1:])


def _of_a_sum(claim: Claim, document: Document, what: str, used: list[int]) -> str | None:
    """Why what is added up need not make what is stated, or None."""
    if not str(claim.subject["stated"]).replace(",", "").replace(".", "").isdigit() and not _is_row(
        claim, document
    ):
        return "A rough total need not be of these parts alone."
    if _other_size(claim):
        return "What is added up is so far from the total that other parts may belong to it."
    if not _CALLED_TOTAL.search(what.partition(" = ")[0]) and not _branches(used, claim.line, document):
        return "What is added up is not called a total."
    at = document.first_from(claim.line)
    fenced = at < len(document.statements) and document.statements[at].fence is not None
    below = fenced and used[0] == claim.line and not _branches(used, claim.line, document)
    if below and not _with_shares(used, claim.line, document):
        return "What stands below it need not be its parts."
    return _not_adjacent(used, document)


def _alone(claim: Claim, document: Document) -> str | None:
    """Whether no other row of a table has, in the same columns, two figures and the difference between them."""
    at = document.first_from(claim.line)
    row = document.statements[at] if at < len(document.statements) else None
    others = (s for s in document.since(max(0, at - _FAR), at + _FAR) if row and s.group == row.group)
    shown = [r.agrees for s in others if s.cells for r in _sums.differences(s)]
    if row is None or sum(shown) > max(1, len(shown) // 2):
        return None
    return "Few other rows of the table show that its columns are two figures and their difference."


def _is_row(claim: Claim, document: Document) -> bool:
    """Whether a claim stands in a row of a table."""
    at = document.first_from(claim.line)
    return at < len(document.statements) and document.statements[at].kind == "row"


def _with_shares(used: list[int], total: int, document: Document) -> bool:
    """Whether every line below a total says which share of it it is."""
    parts = [document.lines[line - 1] for line in used if line != total and line <= len(document.lines)]
    return len(parts) > 1 and all(re.search(r"\d\s?%", line) for line in parts)


def _of_several(claim: Claim, document: Document) -> bool:
    """Whether the section that a claim stands in has another of its level before it."""
    at = document.first_from(claim.line)
    above = document.statements[at].headings if at < len(document.statements) else ()
    before = (
        s for s in document.statements[:at] if s.kind == "heading" and above and s.line < above[-1].line
    )
    return any(s.headings == above[:-1] for s in before)


def _far_off(claim: Claim) -> bool:
    """Whether a list has more than one, and more than three in ten, too many or too few."""
    stated, computed = (str(claim.subject[key]).replace(",", "") for key in ("stated", "computed"))
    told = stated.isdigit() and computed.isdigit()
    return told and abs(int(stated) - int(computed)) > max(1, int(stated) * _SLIP)


def _other_size(claim: Claim) -> bool:
    """Whether a sum is more than twice what is stated, or less than half."""
    try:
        stated, computed = (
            float(re.sub(r"[^\d.]", "", str(claim.subject[k]))) for k in ("stated", "computed")
        )
    except ValueError:
        return False
    return not stated <= computed * 2 <= stated * 4


def _more(claim: Claim) -> bool:
    """Whether more is stated than was counted."""
    stated, computed = (str(claim.subject[key]).replace(",", "") for key in ("stated", "computed"))
    return stated.isdigit() and computed.isdigit() and int(stated) > int(computed)


def _apart(used: list[int], document: Document) -> str | None:
    """Whether a part and what it is a part of stand below different captions."""
    between = document.lines[used[0] : used[-1] - 1][:_FAR]
    caption = any(re.search(r"\w[*_`]{0,3}:[*_`\s]{0,4}$|^#", line.strip()[:200]) for line in between)
    return "It may be a part of something else." if caption else None


def _branches(used: list[int], line: int, document: Document) -> bool:
    """Whether what is added up is drawn as the branches of the line that states the sum."""
    if line != used[0] or used[-1] - line > _FAR:
        return False
    below = document.lines[line : used[-1]]
    return bool(below) and all(_BRANCH.match(each) for each in below)


def _not_adjacent(used: list[int], document: Document) -> str | None:
    """Whether other lines than those that were added up stand between them."""
    first = document.first_from(used[0])
    last = document.first_from(used[-1])
    beside = (each for each in document.since(first, last) if each.line not in used)
    return "Other lines stand between those that were added up." if any(beside) else None

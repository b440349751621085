"""Whether it is certain that a thing is said to be gone or lacking now."""

from __future__ import annotations

import re

from checks.claims import _paths
from checks.claims._doubts import _mended, _plain, _whose
from checks.claims._doubts._said import Said
from checks.patterns import regex

_DENIES = regex(
    r"(?i)\b(?:no|not|never|none|nothing|zero|0|neither|nor|without|missing|lacks?|lacking|absent|removed?|removes|removing|removal|deleted?|deletes|dropped|eliminat\w+|gone|free|clean\w*|"
    r"replac\w+|purged|stripped|unused|dead|only|100\s?%|empty|cannot|non-?existent|unimplemented|unreachable|incomplete|all real|real data)\b|n't\b|❌|✗|✘"
)
_CONTRAST = regex(
    r"(?i)\b(?:instead of|rather than)\s(?:\w+ly )?(?:\w+ing )?(?:an? |the )?(?:mock|fake|dummy|stub|placeholder|hard-?coded|simulated|sample|static)|[(,;–—-] ?(?:and |but )?not (?:just |only |merely |simply )?(?:an? )?(?:mock|fake|dummy|stub|placeholder|hard-?coded|simulated|sample|static)"
)
_PAST = regex(
    r"(?i)\b(?:previously|formerly|originally|initially|used to|earlier|at first|was|were|had|may not|might not|could)\b(?!.{0,80}\b(?:removed|deleted|dropped|eliminated)\b)"
)


def doubt(said: Said) -> str | None:
    """Why it is not certain that a thing is said to be gone or lacking now, as a sentence, or None."""
    return (
        _mended.names_lack(said)
        or _of_something_else(said)
        or _mended.lacked(said)
        or ("It may tell how things were." if _PAST.search(said.statement.plain) else None)
        or _whose.denial(said)
        or _not_denied(said)
    )


def _of_something_else(said: Said) -> str | None:
    """Whether what is denied may be other than what the tree was asked for."""
    if said.claim.kind not in ("wiring", "cleanliness"):
        return None
    return _plain.doubt(said) or (_of_one(said) if said.claim.kind == "cleanliness" else _of_use(said))


def _not_denied(said: Said) -> str | None:
    marked = said.claim.kind == "cleanliness" or said.statement.mark == "failed"
    return None if marked or _DENIES.search(said.words) else "Its own words do not deny it."


def _of_one(said: Said) -> str | None:
    """Why a statement that nothing is left may be of one part, or of one thing."""
    claim, statement = said.claim, said.statement
    what, label = str(claim.subject["what"]), statement.label
    if _CONTRAST.search(statement.plain):
        return "It says what one thing is not; that nothing else is, it does not say."
    if what in label.lower() and statement.plain[len(label) :].strip(" :*–—-"):
        return "What stands behind it may say of what part."
    if len(what.split()) > 2 and "duplic" in claim.text.lower():
        return "It speaks of one duplicate; another may be left."
    return None


def _of_use(said: Said) -> str | None:
    """Why a statement that something is not used may be borne by a use that is there."""
    if _paths.of(said.statement):
        return "It may speak of the file alone that it names."
    subject = said.claim.subject
    if re.search(r"\w\(\)|\w\.\w", str(subject.get("what", ""))) and subject.get("to"):
        return "That it is used does not show what it calls."
    return None

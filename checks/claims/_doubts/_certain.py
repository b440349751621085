"""What has to be so in a document for a refutation to be certain, whatever the tree shows.

A kind compares a claim with the tree. That the tree shows the contrary is an accusation only where the document
plainly reports, in words that are read, how things are now: not what could be, what is advised, what was wrong,
what another phase holds or what an error message said. Everything here makes a refutation unverifiable, never
anything refuted.
"""

from __future__ import annotations

from checks.claims import _english
from checks.claims._doubts import _advised, _denied, _gone, _mended, _now, _plain, _reporting, _whose
from checks.claims._doubts._said import Said
from checks.documents import moods
from checks.documents.model import Statement
from checks.patterns import regex

_NUMBERS = frozenset({"arithmetic", "size"})
_STORY = regex(r"(?i)\b(?:scenarios?|examples?|e\.g|suppose|assum\w+|imagine|if|when|users?|customers?)\b")


def doubt(said: Said) -> str | None:
    """Why a refutation of a claim is not certain, as a sentence, or None."""
    claim = said.claim
    if claim.kind == "arithmetic":
        told = "listed on" in str(claim.subject.get("what", "")) and _STORY.search(said.statement.plain)
        return "It may be an example, not what is listed." if told else None
    why = _reporting.doubt(said)
    if why is not None:
        return why
    if claim.kind == "status":
        return None if claim.subject.get("scope") else "Of what it speaks is not said."
    if claim.when == "base":
        return "How things were before need not be how they stood at the base."
    sure = claim.kind in _NUMBERS or (claim.polarity == "present" and said.ticked)
    if not sure and not _english.reads(said.document):
        return "The document is in a language that is not read."
    return _denied.doubt(said) if claim.polarity == "absent" else _there(said)


def _there(said: Said) -> str | None:
    """Why it is not certain that a thing is said to be there now."""
    statement = said.statement
    why = _plain.doubt(said) or _now.doubt(said) or _whose.doubt(said) or _gone.doubt(said)
    if why is not None or said.ticked:
        return why
    if statement.mark == "failed":
        return "It is marked as failing, not as there."
    if statement.polarity == "absent" and _denies(statement):
        return "The same words deny something; what they deny may be this."
    return _advised.doubt(said) or _mended.was_wrong(said)


def _denies(statement: Statement) -> bool:
    """Whether a statement's own words deny, not the names that it quotes."""
    words = statement.plain
    for code in statement.codes:
        words = words.replace(code.text, " ")
    return moods.polarity(words, statement.mark) == "absent"

"""Where else a document tells of what a status names, for one whose own lines hold nothing that can be checked: the section
of the same name, or the whole report for what speaks of the whole ("Status: production-ready" below "Conclusion")."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

import msgspec

from checks.claims._identity import ByIdentity
from checks.claims.status._state_scopes import section_of
from checks.documents.model import Document
from checks.model import Claim
from checks.patterns import regex

_OF_A_WHOLE = frozenset({"production-ready", "complete", "implemented", "done"})
_WORD = re.compile(r"[a-z]{2,40}|\d[\d.]{0,8}")
_NUMBERING = regex(r"^\W{0,4}\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s|\bversion\s\S{1,12}|\bv\d[\d.]{0,10}")
_TO_COME = regex(r"(?i)\bready for\b|\bnext\b|\bgoals?\b")
_GENERIC = frozenset(
    """a an the this of for and or to in is are be been all with by now your our my we you it its at as on has have was were
    100 fully full status state overall final project summary executive conclusion conclusions result results outcome report
    complete completed completion implementation implemented production ready readiness deployment deploy deployable deployed
    launch release use go live done finished delivered delivery application app system work working solution codebase version
    success successful successfully congratulations mission accomplished achieved excellent support quality
    assessment verdict recommendation sign off grade mvp""".split()
)
"""Words that name no part of a work."""


class Told(msgspec.Struct, frozen=True):
    """First and last line of a place, what it is in words, and how many claims there have to bear a status out."""

    lines: tuple[int, int]
    where: str
    fewest: int = 1
    whole: bool = False


_MANY = 5
"""Of a whole more has to be seen than of a part."""


def told(claim: Claim, document: Document) -> Told | None:
    """Where else the document tells of it, if it does."""
    scope = _telling(str(claim.subject.get("scope", "")))
    if not scope:
        whole = claim.subject.get("state") in _OF_A_WHOLE and not _telling(_around(claim, document))
        return Told((1, len(document.lines)), "the report", _MANY, whole=True) if whole else None
    for first, last in _sections(ByIdentity(document)).get(scope, ()):
        if not first <= claim.line <= last:
            return Told((first, last), f"the section on lines {first}-{last}")
    return None


@lru_cache(maxsize=4)
def _sections(held: ByIdentity[Document]) -> dict[frozenset[str], list[tuple[int, int]]]:
    """The sections of a document that tell of what is there, by the telling words of their headings."""
    found: dict[frozenset[str], list[tuple[int, int]]] = defaultdict(list)
    for each in held.value.statements:
        if each.kind == "heading" and each.mood == "report" and not _TO_COME.search(each.plain):
            found[_telling(each.plain)].append(section_of(held.value, each))
    return found


def _telling(text: str) -> frozenset[str]:
    """The words of a text that name something, with the numbers of phases and parts, not of its own place in the document."""
    return frozenset(
        word for word in _WORD.findall(_NUMBERING.sub("", text.lower()[:300])) if word not in _GENERIC
    )


def _around(claim: Claim, document: Document) -> str:
    """The status itself, with the headings above it but for the title."""
    at = document.first_from(claim.line)
    headings = document.statements[at].headings if at < len(document.statements) else ()
    return " ".join((claim.text, *(heading.plain for heading in headings if heading.level > 1)))

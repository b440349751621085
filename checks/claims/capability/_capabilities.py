"""The capabilities that a statement speaks of: one phrase a claim, with the catalogue's name where it has one."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.claims._catalogue import named
from checks.claims.capability import _denials, _features, _lacks, _told
from checks.documents.model import Document, Statement
from checks.model import Polarity
from checks.patterns import regex

_PRICED = regex(
    r"^[^:]{1,60}:\s{0,3}(?:~\s?|about\s)?(?:[$€£]\s?\d|\d[\d.,]{0,12}\s?(?:USD|EUR|GBP|[$€£])\B)"
)
"""What something costs: "Redis: $5-10/month"."""


class Said(msgspec.Struct, frozen=True):
    """One capability that a statement gives or denies: the words for it, its name in the catalogue ("" for
    behaviour in plain words)."""

    phrase: str
    name: str
    polarity: Polarity


def said(document: Document, statement: Statement) -> Iterator[Said]:
    """The capabilities of one statement, each once, from left to right."""
    seen: set[tuple[str, Polarity]] = set()
    for phrase, polarity in _phrases(document, statement):
        found = next(named(phrase.partition(": ")[2]), None) or next(named(phrase), None)
        if _features.is_about_tests(document, statement, phrase):
            found = next(named("test suite"), None)
        one = Said(phrase, found.capability.name if found else "", polarity)
        key = (one.phrase.lower(), polarity)
        if key not in seen:
            seen.add(key)
            yield one


def _phrases(document: Document, statement: Statement) -> Iterator[tuple[str, Polarity]]:
    if _features.is_condition(document, statement) or _PRICED.match(statement.plain):
        return
    denials = list(_denials.of(statement)) if _tells_lacks(document, statement) else []
    yield from ((phrase, "absent") for phrase in denials)
    features = [] if denials else list(_features.of(document, statement))
    yield from features
    if not features:
        yield from ((phrase, "present") for phrase in _told.of(document, statement))


def _tells_lacks(document: Document, statement: Statement) -> bool:
    """Whether what a statement denies is lacking, not spared, provided for or the cause of a fault."""
    return not _features.is_cared_for(document, statement) and _lacks.speaks_of_it(document, statement)

"""Whether a document is written in English, whose ways to plan, ask and instruct are the ones that are known here."""

from __future__ import annotations

from itertools import islice

from checks.documents.model import Document
from checks.patterns import regex

_STATEMENTS = 400
_WORD = regex(r"[^\W\d_]+")
_ENGLISH = frozenset("the and of to for with in is are from by on this that all not be as at when it".split())
_OTHER = frozenset(
    "de la el los las en para con por que del una les des du pour avec dans sur und der die das mit für nicht von não uma com dos"
    " yang dan untuk dengan di dari il per che della sono è och på som ir su iki".split()
)
"""The commonest small words of other languages in Latin letters, those left out that English has too."""


def is_english(document: Document) -> bool:
    """Whether more of a document's small words are English ones than other ones; a document with neither is."""
    english = other = 0
    for statement in islice(document.statements, _STATEMENTS):
        if statement.fence is None:
            words = _WORD.findall(statement.plain.lower())
            english += sum(word in _ENGLISH for word in words)
            other += sum(word in _OTHER for word in words)
    return english >= other

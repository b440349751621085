"""Where a document points from the place of a claim: the files named around it, and the words of its headings."""

from __future__ import annotations

from functools import lru_cache

from checks.claims import _subjects
from checks.claims._identity import ByIdentity
from checks.claims._stems import content, telling
from checks.documents.model import Document
from checks.model import Claim

_HEADINGS = 2
_LONGEST = 200


def of(claim: Claim, document: Document) -> tuple[tuple[str, ...], frozenset[str]]:
    """The paths that a claim's statement and what stands above it name, nearest first, then the file that its section is
    about; and the stems of its headings and of the items that it hangs on."""
    statement = _subjects.said(claim, document)
    if statement is None:
        return claim.about, frozenset()
    held = ByIdentity(document)
    return (*claim.about, *_file(held, statement.index)), _words(held, statement.index)


@lru_cache(maxsize=4096)
def _file(held: ByIdentity[Document], index: int) -> tuple[str, ...]:
    document = held.value
    found = _subjects.file_of_section(document, document.statements[index])
    return (found.path,) if found is not None else ()


@lru_cache(maxsize=4096)
def _words(held: ByIdentity[Document], index: int) -> frozenset[str]:
    document = held.value
    statement = document.statements[index]
    above = [s.plain for s in _subjects.above(document, statement)][:2]
    headings = [h.plain for h in (*statement.headings[:1], *statement.headings[-_HEADINGS:])]
    said = (*above, *headings, statement.label)
    return frozenset(telling(word for text in said for word in content(text[:_LONGEST])))

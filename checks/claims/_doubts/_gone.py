"""Whether a document says elsewhere that a file it names was taken out again: struck through, or in a list of what is gone.

A report that is written as the work goes on names a script where it was made, and farther down that it was deleted after
use. Both are true of it, and only the last is true of the tree.
"""

from __future__ import annotations

from functools import lru_cache

from checks.claims import _paths
from checks.claims._doubts._said import Said
from checks.claims._identity import ByIdentity
from checks.documents.model import Document, Statement
from checks.patterns import regex

_STRUCK = regex(r"~~(?P<words>[^~\n]{1,200})~~")
_DELETED = regex(
    r"(?i)\b(?:deleted|removed|cleaned up|thrown away)\b(?! (?:un|the|from|all|old|dead|hard|dup|mock|todo)\w*)"
)


def doubt(said: Said) -> str | None:
    """Why a file that a document names may be gone again, as a sentence, or None."""
    if (
        said.claim.kind not in ("path", "code-reference", "size")
        or said.claim.subject.get("role") == "removed"
    ):
        return None
    name = _last(str(said.claim.subject.get("path", "")))
    gone = name and name in _gone(ByIdentity(said.document))
    return "The document says elsewhere that it was taken out." if gone else None


@lru_cache(maxsize=16)
def _gone(held: ByIdentity[Document]) -> frozenset[str]:
    """The names of the files that a document says were taken out, without their folders."""
    document = held.value
    struck = (found["words"].replace("`", " ") for line in document.lines for found in _STRUCK.finditer(line))
    paths = [mention.path for words in struck for mention in _paths.mentions(words)]
    paths += [path for statement in document.statements for path in _listed_as_gone(statement)]
    return frozenset(map(_last, paths))


def _listed_as_gone(statement: Statement) -> tuple[str, ...]:
    """The file that an item of a section of deleted files is about."""
    if statement.kind not in ("item", "row", "code", "tree") or not statement.headings:
        return ()
    if not _DELETED.search(statement.headings[-1].plain):
        return ()
    return tuple(mention.path for mention in _paths.of(statement)[:1])


def _last(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]

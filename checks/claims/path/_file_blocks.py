"""Fenced blocks that are lists of files, one a line, with no tree drawn: "1. models.py ....... ✅ The models"."""

from __future__ import annotations

from functools import lru_cache

from checks.claims import _paths, _subjects
from checks.claims._identity import ByIdentity
from checks.documents.model import Document, Fence, Statement
from checks.patterns import regex

_LINES = 300
_MOST = 0.75
"""The share of ticked lines that start with a file, where the others say what else was made."""
_TICKED = regex(r"\s{0,12}[✅✓✔☑]\s")
_PLAIN = frozenset(("", "text", "txt", "plaintext", "plain"))
_LINE = regex(
    r"^\s{0,12}(?:\d{1,3}[.)]\s{1,4}|[-*•+✅✓✔☑📄\s]{1,6})?(?P<path>[\w@./\[\]()-]{2,200})(?P<note>\s{1,4}\.{3,60}.{0,200}|\s{1,60}(?:[-–—#←(✅✓✔]|NEW\b|UPDATED\b|MODIFIED\b).{0,200})?\s*$"
)
_CAPTION = regex(r"^\s*$|:\s*$|^\s*(?:#|//)\s|^\W*total\b|^\s{2,12}[-*•]\s[^/]{1,200}$")
# What a run says of the files it went through.
_RAN = regex(
    r"(?i)\(\d+ tests?\b|\b\d[\d.]*\s?ms\b|\b\d+ (?:passed|failed|passing)\b|^\s*\d[\d,.]*\s?(?:%|/\s?\d|(?:[a-z]+\s)?tests?\b|$)|\|"
)


def path(document: Document, statement: Statement) -> str:
    """The file of a line of such a block, or an empty text."""
    fence = statement.fence
    if statement.kind != "code" or fence is None or fence.info.lower().strip() not in _PLAIN:
        return ""
    if fence.shows not in ("unknown", "output", "diagram") or not _lists_files(ByIdentity(document), fence):
        return ""
    return _file(document.lines[statement.line - 1])


def _file(line: str) -> str:
    found = _LINE.match(line[:500])
    if found is None or (found["note"] and _RAN.search(found["note"].lstrip(" .✅✓✔-–—"))):
        return ""
    marked = bool(found["note"]) and line.lstrip()[:1] in "✅✓✔☑📄"
    return found["path"] if _paths.looks_like_path(found["path"], marked) else ""


@lru_cache(maxsize=64)
def _lists_files(held: ByIdentity[Document], fence: Fence) -> bool:
    """Whether a block names a file on each of at least two lines, captions aside; where every line is ticked, on most."""
    lines = [line[:500] for line in _subjects.content(held.value, fence).split("\n")]
    told = [line for line in lines[: _LINES + 1] if not _CAPTION.search(line)]
    files = sum(bool(_file(line)) for line in told)
    ticked = all(_TICKED.match(line) for line in told)
    return files > 1 and len(told) <= _LINES and files >= (len(told) * _MOST if ticked else len(told))

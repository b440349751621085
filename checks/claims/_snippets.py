"""Quoted code, and whether a file holds it: white space, quotes' style, trailing commas and elisions left out."""

from __future__ import annotations

import re

import msgspec

from checks.patterns import regex

HELD, BROKEN = (
    0.8,
    0.34,
)  # shares of a snippet's telling lines: from the first it is there, below the second it is not
_LONG = 24  # letters and digits of an assigned value that tells enough by itself
TELLING = 4  # letters and digits that a line needs to tell anything

_ELIDED = regex(r"\.{3,}|…|/\*\s*\.{2,}\s*\*/")
_WORDLESS = regex(r"[^\w]")
_COMMENT = regex(r"^\s*(?:#|//|/\*|\*|--|<!--)")
_ANNOTATION = regex(r"(?:\s{2,}|\t|[;,{)]\s*)(?://|#|--)\s.*$|\s*(?:✅|❌|⚠|←|<--|<-)\s?.*$")
_PLACE_COMMENT = regex(
    r"(?i)^\s*(?:#|//|/\*|--|<!--)\s*(?:file:?\s|in\s)?.{0,160}?(?:\blines?\s*~?\d|[\w)\]]\.\w{1,5}(?::\d|\b))"
)


class Held(msgspec.Struct, frozen=True):
    """How much of a snippet a file holds: telling lines found, of how many, and the first and last line there."""

    found: int
    total: int
    first: int | None = None
    last: int | None = None

    @property
    def share(self) -> float:
        """Found out of all; 0 for a snippet that tells nothing."""
        return self.found / self.total if self.total else 0.0


def squeezed(text: str) -> str:
    """Code without what people change when they quote it: white space, quotes' style, trailing commas, semicolons."""
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"[\"'`“”‘’]", "'", text)
    return re.sub(r",(?=[)\]}])|[;,]$", "", text).replace(";", "")


def holds_text(needle: str, lines: list[str]) -> int | None:
    """The first line (from 1) of a file that holds a short piece of code, or None."""
    parts = [squeezed(p) for p in _ELIDED.split(needle)]
    parts = [p for p in parts if p]
    if not parts:
        return None
    for number, line in enumerate(lines, 1):
        if _in_order(parts, squeezed(line)):
            return number
    joined, starts = _joined(lines)
    at = joined.find(parts[0])
    return _line_at(at, starts) if at >= 0 and _in_order(parts, joined[at:]) else None


def _joined(lines: list[str]) -> tuple[str, list[int]]:
    """All lines squeezed into one text, and where each begins in it."""
    pieces, starts, length = [], [], 0
    for line in lines:
        starts.append(length)
        pieces.append(squeezed(line))
        length += len(pieces[-1])
    return "".join(pieces), starts


def _line_at(offset: int, starts: list[int]) -> int:
    """The line (from 1) that an offset of the joined text lies in."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if starts[middle] <= offset else (low, middle)
    return max(1, low)


def _in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def compare(snippet: str, lines: list[str], *, verbatim: bool = True) -> Held:
    """How many of a snippet's telling lines a file holds. Comments that only say where the code stands, and what
    the author wrote behind a line, do not count; no comment does where the quotation is not ``verbatim``."""
    squeezed_file = [squeezed(line) for line in lines]
    joined, starts = "".join(squeezed_file), []
    length = 0
    for piece in squeezed_file:
        starts.append(length)
        length += len(piece)
    found, places, total = 0, [], 0
    telling = _telling(snippet)
    verbatim = verbatim and not all(_COMMENT.match(line) for line in telling)
    for line in telling:
        if not verbatim and _COMMENT.match(line):
            continue
        total += 1
        place = _place(line, joined, starts)
        if place is not None:
            found += 1
            places.append(place)
    return Held(found, total, min(places, default=None), max(places, default=None))


def told_in_remarks(snippet: str) -> bool:
    """Whether as many lines of a snippet are remarks as are code: it tells what stands there rather than quotes it."""
    telling = _telling(snippet)
    return 2 * sum(bool(_COMMENT.match(line)) for line in telling) >= len(telling)


def _telling(snippet: str) -> list[str]:
    """The lines of a snippet that tell something, at most 200."""
    kept = []
    for line in snippet.split("\n")[:400]:
        if _PLACE_COMMENT.match(line) or len(_WORDLESS.sub("", _ELIDED.sub("", line))) < TELLING:
            continue
        if _COMMENT.match(line) and (_ELIDED.search(line) or re.search(r"[❌✅⚠]", line)):
            continue
        kept.append(line)
    return kept[:200]


def _place(line: str, joined: str, starts: list[int]) -> int | None:
    """The line of a file that holds one line of a snippet, as it stands, without what was written behind it, or what a
    long one assigns, which the file may have broken into lines."""
    assigned = line.partition(" = ")[2]
    broken = (assigned,) if len(_WORDLESS.sub("", assigned)) >= _LONG else ()
    for text in (line, _ANNOTATION.sub("", line), *broken):
        parts = [p for p in (squeezed(p) for p in _ELIDED.split(text)) if p]
        if not parts or sum(len(_WORDLESS.sub("", p)) for p in parts) < TELLING:
            continue
        at = joined.find(parts[0])
        if at >= 0 and _in_order(parts[1:], joined[at + len(parts[0]) :]):
            return _line_at(at, starts)
    return None


def lines_of(symbol: str, lines: list[str]) -> list[int]:
    """The lines (from 1) of a file where a name stands as a word of its own."""
    name = symbol.split("(", 1)[0].strip().lstrip("@").rstrip(".").rsplit(".", 1)[-1].rsplit("::", 1)[-1]
    if not name:
        return []
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    return [number for number, line in enumerate(lines, 1) if word.search(line)]

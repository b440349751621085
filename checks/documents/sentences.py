"""Inline text -> sentences with their own lines."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.documents import inline
from checks.documents.inline import Inline
from checks.documents.marks import TICKS
from checks.patterns import regex

_END = regex(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9À-ÞА-Я])")
_ABBREVIATION = regex(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|ca|incl|No|Nr|Fig|Sec|St|Dr|Mr|Mrs|Ms|Inc|Ltd|Co|al)|^\d{1,3}|^[A-Za-z])\.$"
)
_BULLET = regex(r"\s*(?:[•▪◦●○■□▶➤→–—]\s|[└├]|\*\*|__|[-*+]\s|\d{1,3}[.)]\s|\|)")
_LABEL = regex(r"\s*[A-Z][\w /&()-]{1,40}:(?:\s|$)")


_LONGEST = 8_000


class Sentence(msgspec.Struct, frozen=True):
    """A sentence: its text and how many lines below the first line of its block it starts and ends."""

    text: Inline
    first: int
    last: int


def units(raw: str) -> Iterator[tuple[int, str]]:
    """The parts of a paragraph that line breaks keep apart: (line offset, raw text).

    A line belongs to the one before it only where a sentence was wrapped: the line before is long and unended,
    and the line itself starts like the middle of a sentence.
    """
    first, held = 0, ""
    for at, line in enumerate(raw.split("\n")):
        if held and _continues(held, line):
            held += "\n" + line
            continue
        if held.strip():
            yield first, held
        first, held = at, line
    if held.strip():
        yield first, held


def _continues(held: str, line: str) -> bool:
    last = held[held.rfind("\n") + 1 :]
    start = line.lstrip()
    if (
        not start
        or len(held) > _LONGEST
        or last.endswith(("  ", "\\", "<br>", "<br/>"))
        or start[0] in TICKS
        or _BULLET.match(line)
        or _LABEL.match(line)
    ):
        return False
    last = last.rstrip().rstrip("*_`")
    return len(last) >= 40 and not last.endswith((".", "!", "?", ":", ";")) and last[-1:] not in TICKS


def split(unit: str) -> Iterator[Sentence]:
    """The sentences of one unit of raw inline Markdown."""
    whole = inline.read(unit)
    start = 0
    for end in _ends(whole):
        yield from _sentence(whole, start, end)
        start = end
    yield from _sentence(whole, start, len(whole.plain))


def _sentence(whole: Inline, start: int, end: int) -> Iterator[Sentence]:
    part = whole.cut(start, end)
    if part.plain or part.marks:
        first = whole.plain.count(
            "\n", 0, start + len(whole.plain[start:end]) - len(whole.plain[start:end].lstrip())
        )
        yield Sentence(flat(part), first, first + part.plain.count("\n"))


def _ends(whole: Inline) -> Iterator[int]:
    spans = [(code.start, code.start + len(code.text)) for code in whole.codes]
    at = 0
    for found in _END.finditer(whole.plain):
        while at < len(spans) and spans[at][1] <= found.start():
            at += 1
        inside = at < len(spans) and spans[at][0] <= found.start()
        if not inside and not _ABBREVIATION.search(
            whole.plain[max(0, found.start() - 12) : found.start() + 1]
        ):
            yield found.end()


def flat(text: Inline) -> Inline:
    """The same text with line breaks as spaces."""
    return msgspec.structs.replace(text, plain=text.plain.replace("\n", " ")) if "\n" in text.plain else text

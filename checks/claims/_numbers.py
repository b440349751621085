"""Numbers in prose: digits and words, how exactly they are meant, and what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from checks.documents.model import Statement
from checks.patterns import regex

Comparator = Literal["=", ">=", "~"]

_WORDS = {
    word: n
    for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"fifteen": 15, "twenty": 20, "no": 0}
_SPELT = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?"
_NUMBER = regex(
    rf"(?<![\w.,/:#$€£@%+-])(?P<about>~\s?|≈\s?)?(?P<figure>{FIGURE})(?P<kilo>[kKM](?![A-Za-z]))?(?P<plus>\+)?(?![\w%]|[.,:]\d|/\d|°)"
)
_BEFORE_ABOUT = regex(
    r"\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|circa|ca\.)\s*$", re.IGNORECASE
)
_BEFORE_MORE = regex(
    r"\b(?:over|more than|at least|greater than|upwards of|minimum of|>=?|≥)\s*$", re.IGNORECASE
)


class Number(msgspec.Struct, frozen=True):
    """A number of a text: its value, how it is meant, and where it stands."""

    value: float
    comparator: Comparator
    start: int
    end: int

    @property
    def whole(self) -> int:
        """The value as an integer."""
        return int(self.value)


class Said(msgspec.Struct, frozen=True):
    """A text that speaks for itself: a statement's, or one cell of a row. ``name`` is what its line is about."""

    text: str
    name: str = ""
    header: str = ""
    before: bool = False


def value(figure: str) -> float:
    """``1,250`` -> 1250."""
    return float(figure.replace(",", ""))


def numbers(text: str) -> Iterator[Number]:
    """The numbers written in digits, in order. Parts of versions, dates, percentages and fractions are none."""
    for found in _NUMBER.finditer(text):
        size = value(found["figure"]) * {"k": 1e3, "K": 1e3, "M": 1e6}.get(found["kilo"] or "", 1)
        head = text[max(0, found.start() - 16) : found.start()]
        if found["plus"] or _BEFORE_MORE.search(head):
            how: Comparator = ">="
        else:
            how = "~" if found["about"] or _BEFORE_ABOUT.search(head) else "="
        yield Number(size, how, found.start(), found.end())


def spelt(text: str) -> Iterator[Number]:
    """The numbers written as words, from two to twelve, fifteen and twenty."""
    for found in re.finditer(rf"(?<![\w-])(?:{_SPELT})(?![\w])", text, re.IGNORECASE):
        yield Number(_WORDS[found.group().lower()], "=", found.start(), found.end())


def holds(stated: float, comparator: str, counted: float) -> bool:
    """Whether a count bears out what is stated."""
    if comparator == ">=":
        return counted >= stated
    if comparator == "~":
        return abs(counted - stated) <= max(1.0, 0.2 * stated)
    return counted == stated


def written(stated: float, comparator: str) -> str:
    """A number as a reader would write it."""
    figure = f"{stated:,.0f}" if stated == int(stated) else f"{stated:g}"
    return {"=": figure, ">=": f"{figure}+", "~": f"~{figure}"}.get(comparator, figure)


def said(statement: Statement) -> Iterator[Said]:
    """The texts of a statement that report: of a row, the cells of reporting columns."""
    if not statement.cells:
        yield Said(statement.plain, statement.label, before=statement.before)
        return
    name = statement.cells[0].plain
    for cell in statement.cells:
        if cell.mood == "report" and cell.plain:
            yield Said(cell.plain, name, cell.header, statement.before or cell.before)

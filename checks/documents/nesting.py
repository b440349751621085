"""List items where their author means them: what is indented below an item, if only by a little, is a part of it.

Markdown asks for as many spaces as the marker is wide (https://spec.commonmark.org/0.31.2/#list-items), so two spaces
below "1." begin another list. People indent by two, by one, or write the points of a numbered item at its own margin.
"""

from __future__ import annotations

import re

import msgspec

from checks.patterns import regex

_ITEM = regex(r"^( *)([-*+]|\d{1,3}[.)])( {1,4})(?=\S)")
_RULE = regex(r"^ *(?:-[ -]*|\*[ *]*)$")
_FENCE = regex(r"^ *(`{3,}|~{3,})")
_ENDS_LISTS = regex(r"^ *(?:#{1,6} |\||>)")
_DEEPEST = 12
"""The indentation, in spaces, up to which a line can begin an item; what stands deeper is left as it is."""


class _Open(msgspec.Struct, frozen=True):
    """An item that what follows may belong to: where its marker and its text stand in the source, and how many
    spaces stand in front of it now."""

    marker: int
    text: int
    shift: int
    numbered: bool


def as_meant(lines: list[str]) -> list[str]:
    """The same lines, with spaces in front of those that are meant as parts of the item above them."""
    if not any(_ITEM.match(line) for line in lines):
        return lines
    walk = _Walk()
    return [walk.line(line) for line in lines]


class _Walk:
    """The items that are open while the lines are read from the top."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.blank = True
        self.fence = ""
        self.fenced = 0

    def line(self, line: str) -> str:
        if self.fence:
            if line.strip().startswith(self.fence) and not line.strip().strip(self.fence[0]):
                self.fence = ""
            return " " * self.fenced + line
        if not line.strip():
            self.blank = True
            return line
        item = None if _RULE.match(line) else _ITEM.match(line)
        shift = self._item(item) if item and len(item[1]) <= _DEEPEST else self._text(line)
        self.blank = False
        return " " * shift + line

    def _item(self, item: re.Match[str]) -> int:
        marker, numbered = len(item[1]), item[2][0].isdigit()
        while self.open and not self._is_part(marker, numbered):
            self.open.pop()
        shift = self._shift(marker)
        self.open.append(_Open(marker, item.end(), shift, numbered))
        return shift

    def _is_part(self, marker: int, numbered: bool) -> bool:
        """Whether an item is a part of the innermost open one: it stands deeper, or is a point right below a number."""
        last = self.open[-1]
        return marker > last.marker or (
            marker == last.marker and last.numbered and not numbered and not self.blank
        )

    def _shift(self, indent: int) -> int:
        if not self.open:
            return 0
        last = self.open[-1]
        return last.shift + max(last.text - indent, 0)

    def _text(self, line: str) -> int:
        """The spaces in front of a line that begins no item; the items that it ends are closed."""
        indent = len(line) - len(line.lstrip(" "))
        fence = _FENCE.match(line)
        if self.blank or fence or _ENDS_LISTS.match(line):
            while self.open and indent <= self.open[-1].marker:
                self.open.pop()
        shift = self._shift(indent) if self.open and indent > self.open[-1].marker else 0
        if fence:
            self.fence, self.fenced = fence[1], shift
        return shift

"""Lists of what is done that stand in a block of code for the look of it: ticked lines with points below each.

A block without a language that holds nothing else is read as the list that it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.documents.marks import TICKS
from checks.patterns import regex

_FENCE = regex(r"^ {0,3}(`{3,}|~{3,})\s*(\S?)")
_POINT = regex(r"^\s+[-*•]\s+\S")
_FIGURE = regex(r"\(\d+(?:\.\d+)?\s?m?s\)\s*$")
"""How long a test ran: what a runner prints."""


def opened(lines: list[str]) -> list[str]:
    """The same lines, the fences around such a list emptied and its ticked lines made items."""
    found = list(lines)
    for first, last in _plain(lines):
        if _is_list(lines[first + 1 : last]):
            found[first] = found[last] = ""
            found[first + 1 : last] = map(_item, lines[first + 1 : last])
    return found


def _plain(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where blocks without a language begin and end."""
    start, fence, named = -1, "", False
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark is None:
            continue
        if not fence:
            start, fence, named = at, mark[1], bool(mark[2])
        elif mark[1].startswith(fence) and not mark[2]:
            if not named:
                yield start, at
            fence = ""


def _is_list(content: list[str]) -> bool:
    """Whether every line is ticked or a point below a ticked one, and there are points."""
    said = [line for line in content if line.strip()]
    ticked = [_is_ticked(line) for line in said]
    points = sum(bool(_POINT.match(line)) for line in said)
    whole = bool(said) and ticked[0] and sum(ticked) + points == len(said)
    return whole and points >= sum(ticked) and not any(map(_FIGURE.search, said))


def _is_ticked(line: str) -> bool:
    return line.lstrip()[:1] in TICKS


def _item(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}- {bare}" if _is_ticked(line) else line.replace("•", "-", 1)

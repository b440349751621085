"""Whether a pattern can share one run of characters out among repetitions, in ever more ways the longer it is.

Where such a pattern then fails, every way is tried: ``(?:[A-Z]\\w*)+!`` takes years for sixty capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
MANY = 10
"""Fewer repetitions cannot be shared out in so many ways that it takes long."""
SAMPLES = [chr(code) for code in range(32, 127)]


def fits(code: Any, value: Any, flags: int) -> set[str]:
    """The sample characters that a part of one character takes."""
    if code is codes.ANY:
        return set(SAMPLES)
    if code not in (codes.LITERAL, codes.NOT_LITERAL, codes.IN):
        return set()
    state = parser.State()
    state.flags = flags & re.IGNORECASE
    state.str = ""
    one = re._compiler.compile(parser.SubPattern(state, [(code, value)]))  # type: ignore[attr-defined]
    return {sample for sample in SAMPLES if one.match(sample)}


def begins(nodes: Iterable[tuple[Any, Any]], flags: int) -> tuple[set[str], bool]:
    """The characters that a sequence may begin with, and whether it may be empty."""
    found: set[str] = set()
    for code, value in nodes:
        inner = inside(code, value)
        ways = [begins(each, flags) for each in inner]
        found |= set().union(*(first for first, _ in ways)) if ways else fits(code, value, flags)
        optional = code in REPEATS and value[0] == 0
        if not optional and not (
            any(empty for _, empty in ways) if ways else code in (codes.AT, codes.ASSERT_NOT)
        ):
            return found, False
    return found, True


def inside(code: Any, value: Any) -> list[Any]:
    """The sequences that a part consists of: none where it is one character, or takes none."""
    if code is codes.SUBPATTERN:
        return [value[-1]]
    if code in REPEATS:
        return [value[2]]
    return list(value[1]) if code is codes.BRANCH else []


def ends(nodes: Iterable[tuple[Any, Any]], flags: int) -> Iterator[set[str]]:
    """What the repetitions take that a sequence may end with."""
    for code, value in reversed(list(nodes)):
        if code in REPEATS and value[1] >= MANY:
            yield begins(value[2], flags)[0]
        for each in inside(code, value):
            yield from ends(each, flags)
        if not begins([(code, value)], flags)[1]:
            return


def _shared_out(nodes: Iterable[tuple[Any, Any]], flags: int) -> Iterator[str]:
    """The characters of which a pattern can share a run out among repetitions in ever more ways."""
    for code, value in nodes:
        for each in inside(code, value):
            yield from _shared_out(each, flags)
        if code in REPEATS and value[1] >= MANY and (len(value[2]) > 1 or inside(*value[2][0])):
            first, _ = begins(value[2], flags)
            yield from ("".join(sorted(first & last)) for last in ends(value[2], flags) if first & last)


def shared_out(pattern: str, flags: int = 0) -> list[str]:
    """The characters, by repetition, of which a pattern can share out a run."""
    told = parser.parse(pattern, flags)
    return list(_shared_out(told, told.state.flags))

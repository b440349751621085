"""What a text has to say for a pattern to be found in it: a few words, of which one stands in every match.

Most patterns look for certain words, and most lines say none of them. To look for words is ten times as fast as to try a
pattern at every character, so a text without them is not looked through (`checks.patterns`). The words are read off the
pattern as Python's own parser understands it (https://docs.python.org/3.11/library/re.html); where it does not tell, there
are none, and every text is looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # the parser has no public name since 3.11
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 40
"""Of more words, looking for them all takes as long as the pattern does."""

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_WIDTHLESS = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
_ODD = frozenset("ſıİ")
"""Letters that a pattern takes for an s or an i where case does not matter, and that `str.lower` does not make one."""


def words(pattern: str, flags: int = 0) -> tuple[str, ...]:
    """Words in small letters of which one stands in every text, made small, that a pattern is found in. None are given where it
    cannot be told, or where the words say too little. Raises re.error where the pattern is none."""
    return tuple(sorted(_best(_of_sequence(parser.parse(pattern, flags)))))


def says(text: str, any_of: Iterable[str]) -> bool:
    """Whether a text says one of such words, or may say one in letters that are rarely seen."""
    small = text.lower()
    for word in any_of:
        if word in small:
            return True
    return not text.isascii() and not _ODD.isdisjoint(text)


def _best(ways: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of several sets of words, of each of which one is needed, the one that says most."""
    told = [way for way in ways if 0 < len(way) <= MOST and all(map(_tells, way))]
    return max(told, key=lambda way: (min(map(_weight, way)), -len(way)), default=frozenset())


def _tells(word: str) -> bool:
    return len(word) > 1 or not (word.isalnum() or word.isspace())


def _weight(word: str) -> int:
    """How much a word says: short ones stand within others, signs stand alone."""
    return min(len(word), 4) if len(word) > 1 else 3


def _of_sequence(nodes: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """What the parts of a pattern need, one after another. Letters beside one another are one word."""
    run = ""
    for code, value in nodes:
        if code is codes.LITERAL and value < 128:
            run += chr(value).lower()
        elif code not in _WIDTHLESS:
            yield from [frozenset([run])] if run else ()
            run = ""
            yield _of_part(code, value)
    yield from [frozenset([run])] if run else ()


def _of_part(code: Any, value: Any) -> frozenset[str]:
    """What one part needs, or nothing."""
    if code is codes.SUBPATTERN:
        return _best(_of_sequence(value[-1]))
    if code is codes.ATOMIC_GROUP:
        return _best(_of_sequence(value))
    if code in _REPEATS and value[0] > 0:
        return _best(_of_sequence(value[2]))
    if code is codes.BRANCH:
        ways = [_best(_of_sequence(branch)) for branch in value[1]]
        return frozenset().union(*ways) if all(ways) else frozenset()
    return frozenset()

"""Which files of a tree say a word: a question about all of them, answered by one look through their words.

The words of all bodies are set one after another, so that the search runs at the speed of memory and costs nothing for
the files that do not say it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from checks.code.facts import FileFacts
from checks.code.vocabulary import plain_word, says


class Wording:
    """The words of some files of a tree."""

    def __init__(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> None:
        """``facts`` by path; only files of ``paths`` are asked."""
        self._facts = facts
        self._paths = tuple(paths)
        parts = [facts[path].said for path in self._paths]
        self._said = b"".join(parts)
        self._starts: list[int] = []
        at = 0
        for part in parts:
            self._starts.append(at)
            at += len(part)

    def saying(self, *words: str) -> tuple[str, ...]:
        """The files that say one of the words as a name or text in their bodies, in the order of ``paths``."""
        found: set[int] = set()
        for word in words:
            found.update(self._places(word))
        return tuple(self._paths[index] for index in sorted(found))

    def _places(self, word: str) -> Iterator[int]:
        needle = plain_word(word)
        if needle is None:  # what is not set down among the words is looked for in the bodies
            yield from (i for i, path in enumerate(self._paths) if says(self._facts[path], word))
            return
        said, starts = self._said, self._starts
        at = said.find(needle)
        while at >= 0:
            index = bisect_right(starts, at) - 1
            yield index
            at = said.find(needle, starts[index + 1]) if index + 1 < len(starts) else -1

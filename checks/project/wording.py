"""Which files of a tree say a word: a question about all of them, answered by one look through their words.

The words of all files are set one after another, so that the search runs at the speed of memory and costs nothing for the
files that do not say it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from checks.code.facts import FileFacts
from checks.code.vocabulary import plain_word, says
from checks.project.kept import Kept

_MANY = 20
"""Searches through the words of all files that take about as long as setting down which files have each word: who asks for
more has the next ones looked up."""

_HELD = (tuple, list)


class Wording:
    """The words of some files of a tree, each between line feeds."""

    def __init__(self, words: Mapping[str, bytes]) -> None:
        """``words`` by path, in the order in which files are to be given out."""
        self.paths = tuple(words)
        self.data = b"".join(words.values())
        self._starts: list[int] = []
        self._searched = 0
        at = 0
        for part in words.values():
            self._starts.append(at)
            at += len(part)

    def holding(self, needle: bytes) -> Iterator[tuple[str, int, int]]:
        """The files that hold some bytes, each with where its words begin and end in ``data``."""
        starts = self._starts
        at = self.data.find(needle)
        while at >= 0:
            index = bisect_right(starts, at) - 1
            end = starts[index + 1] if index + 1 < len(starts) else len(self.data)
            yield self.paths[index], starts[index], end
            at = self.data.find(needle, end)

    def saying(self, word: str) -> Iterator[str]:
        """The files of whose words one is exactly this."""
        sought = word.encode("utf-8", "surrogatepass")
        self._searched += 1
        if self._searched <= _MANY or b"\n" in sought:
            return (path for path, _, _ in self.holding(b"\n%b\n" % sought))
        return (self.paths[index] for index in self._holders.get(sought, ()))

    def beginning(self, *words: str) -> tuple[str, ...]:
        """The files of whose words one begins with one of these, in the order of ``paths``."""
        found: set[int] = set()
        for word in words:
            sought = word.encode("utf-8", "surrogatepass")
            for at in range(bisect_left(self._sorted, sought), len(self._sorted)):
                if not self._sorted[at].startswith(sought):
                    break
                found.update(self._holders[self._sorted[at]])
        return tuple(self.paths[index] for index in sorted(found))

    @cached_property
    def _holders(self) -> Mapping[bytes, Sequence[int]]:
        """The files of each word, by their numbers."""
        found: dict[bytes, list[int]] = {}
        ends = (*self._starts[1:], len(self.data))[: len(self._starts)]  # none where there are no files
        for index, (start, end) in enumerate(zip(self._starts, ends, strict=True)):
            words = self.data[start + 1 : end - 1].split(b"\n") if start < end else ()
            for word in dict.fromkeys(words):
                found.setdefault(word, []).append(index)
        return found

    @cached_property
    def _sorted(self) -> Sequence[bytes]:
        return sorted(self._holders)


def in_bodies(facts: Mapping[str, FileFacts], paths: tuple[str, ...]) -> Callable[..., tuple[str, ...]]:
    """Asks which of some files say one of several words as a name or text in their bodies, in the order of paths."""
    wording = Wording({path: facts[path].said for path in paths})

    def saying(*words: str) -> tuple[str, ...]:
        found: set[str] = set()
        for word in words:
            if plain_word(word) is None:  # what is not set down among the words is looked for in the bodies
                found.update(path for path in paths if says(facts[path], word))
            else:
                found.update(wording.saying(word))
        return tuple(path for path in paths if path in found)

    return saying


def in_outlines(kept: Kept, paths: tuple[str, ...]) -> Wording:
    """The names, texts and types in what outlines hold besides definitions: decorators, bases, defaults, fields."""
    return Wording(kept.each(told, bytes, paths))


def in_imports(kept: Kept, paths: tuple[str, ...]) -> Wording:
    """The modules that some files import."""
    return Wording(kept.each(modules, bytes, paths))


def modules(path: str, facts: FileFacts) -> bytes:  # noqa: ARG001, asked of each file
    """The words of one file's imports."""
    return lines(imported.module for imported in facts.passed.imports)


def told(path: str, facts: FileFacts) -> bytes:  # noqa: ARG001, asked of each file
    """The words of one outline."""
    outline = facts.outline
    values: list[object] = [
        (f.decorators, [(p.default, p.annotation, p.metadata, p.decorators) for p in f.params])
        for f in outline.functions
        if f.decorators or f.params
    ]
    values += [
        (c.decorators, c.bases, c.keywords, [(f.value, f.annotation, f.decorators) for f in c.fields])
        for c in outline.classes
    ]
    return lines(_texts(values))


def lines(texts: Iterable[str]) -> bytes:
    """Texts as the words of a file: each once, between line feeds."""
    words = dict.fromkeys(texts)
    return "\n".join(("", *words, "")).encode("utf-8", "surrogatepass") if words else b""


def _texts(held: object) -> Iterator[str]:
    waiting = [held]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value:
                yield value
        elif isinstance(value, _HELD):
            waiting += value
        elif isinstance(value, msgspec.Struct):
            waiting += msgspec.structs.astuple(value)

"""Which files hold a name as a word: their bytes are read once, in portions, whatever number of names is asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from checks.claims._identity import ByIdentity
from checks.patterns import regex
from checks.project.link import Project

_WORD = re.compile(rb"[\w$]{2,100}")
_PORTION = 200


class Spelled:
    """The words of some files. ``lost`` are those whose bytes are not to be had."""

    def __init__(self, project: Project, paths: Iterable[str]) -> None:
        self._project = project
        self._paths = tuple(sorted(paths))
        self._holders: dict[bytes, list[str]] = defaultdict(list)
        lost = []
        for path, data in self._read(self._paths):
            if data is None:
                lost.append(path)
                continue
            for word in set(_WORD.findall(data)):
                self._holders[word].append(path)
        self.lost = tuple(lost)

    def holding(self, name: str) -> Iterator[tuple[str, int]]:
        """The files that hold a name as a whole word, sorted, with the line of the first."""
        exact = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
        for path, data in self._read(self._likely(name)):
            text = (data or b"").decode("utf-8", "replace")
            found = exact.search(text)
            if found is not None:
                yield path, text.count("\n", 0, found.start()) + 1

    def containing(self, name: str) -> Iterator[str]:
        """The files that hold a longer word with a name in it, whatever its case: ``showResultsModal`` for ``ResultsModal``."""
        wanted = name.replace("_", "").lower().encode("utf-8", "replace")
        for word, files in self._holders.items():
            if len(word) >= len(wanted) and wanted in word.replace(b"_", b"").lower():
                yield from files

    def _likely(self, name: str) -> tuple[str, ...]:
        """The files that hold every plain part of a name: ``node`` and ``cron`` for ``node-cron``."""
        plain = _WORD.findall(name.encode("utf-8", "replace"))
        if not plain:
            return self._paths
        first, *others = (self._holders.get(word, ()) for word in plain)
        return tuple(path for path in first if all(path in held for held in others))

    def _read(self, paths: tuple[str, ...]) -> Iterator[tuple[str, bytes | None]]:
        tree = self._project.snapshot.tree
        for start in range(0, len(paths), _PORTION):
            part = paths[start : start + _PORTION]
            data: Mapping[str, bytes] = self._project.snapshot.blobs.read(
                {tree[p].sha for p in part if p in tree}
            )
            yield from ((p, data.get(tree[p].sha) if p in tree else None) for p in part)


@lru_cache(maxsize=2)
def _unread(held: ByIdentity[Project]) -> Spelled:
    return Spelled(held.value, held.value.unread())


@lru_cache(maxsize=2)
def _code(held: ByIdentity[Project]) -> Spelled:
    facts = held.value.facts
    return Spelled(held.value, (p for p, f in facts.items() if f.language in _LANGUAGES or f.tables))


@lru_cache(maxsize=2)
def _texts(held: ByIdentity[Project]) -> Spelled:
    facts = held.value.facts
    return Spelled(held.value, (p for p, f in facts.items() if f.language == "text" and not _PROSE.search(p)))


_PROSE = regex(r"(?i)\.(?:md|mdx|markdown|rst|txt|adoc|html?)$")
_LANGUAGES = frozenset({"python", "typescript", "javascript", "sql"})


@lru_cache(maxsize=4_096)
def _in_unread(name: str, held: ByIdentity[Project]) -> tuple[str, ...]:
    spelled = _unread(held)
    return tuple(sorted({*spelled.lost, *(path for path, _ in spelled.holding(name))}))


@lru_cache(maxsize=4_096)
def _in_code(name: str, held: ByIdentity[Project]) -> tuple[tuple[str, int], ...]:
    return tuple(_code(held).holding(name))


def in_unread(name: str, project: Project) -> tuple[str, ...]:
    """The files that nobody could read and that hold a name, or whose bytes are not to be had, sorted."""
    return _in_unread(name, ByIdentity(project))


def in_code(name: str, project: Project) -> tuple[tuple[str, int], ...]:
    """The code files, tests among them, whose bytes hold a name as a word, with the line of the first, sorted."""
    return _in_code(name, ByIdentity(project))


def in_names(name: str, project: Project) -> tuple[str, ...]:
    """Files of code, or of texts that are no prose (YAML, scripts of queries, settings), with a word that a name is a part
    of, sorted: a few."""
    held = ByIdentity(project)
    return tuple(sorted({*_code(held).containing(name), *_texts(held).containing(name)})[:3])

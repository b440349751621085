"""What was found out about single files, kept from one tree to the next.

Much of what is asked of a whole tree begins with a look at every file: what it imports, what it changes, what it names. Such
a look depends on the file alone, so its result is kept and the next tree takes it over for all files that it has in common
with this one. Files are kept in bundles, so that a tree costs some dozens of values and not thousands.

Nothing kept can be stale, for a bundle's name says everything that its content depends on: which question was asked, the code
that answers it, the paths and contents of the bundle's files and, where answers depend on more than their own file, a digest
of that as well. A bundle that differs in one file has another name, and its files are asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar
from zlib import crc32

import msgspec

import checks
from checks.code.facts import FileFacts
from checks.snapshot import FactStore

T = TypeVar("T")

BUNDLE = 32
"""About how many files a bundle holds: few enough that a changed file has few others asked anew, enough that a bundle costs
nothing to speak of."""


class Before(msgspec.Struct, frozen=True):
    """Another context, in which the same was found out for all files but a few."""

    context: bytes
    differs: frozenset[str]


class Kept:
    """Asks questions of the files of one tree."""

    def __init__(
        self,
        facts: Mapping[str, FileFacts],
        keys: Mapping[str, str] | None = None,
        store: FactStore | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> None:
        """``facts`` by path; ``keys`` say which contents these are, by path. Without a store nothing is kept. ``changed``
        says which contents some files had in a tree before, whose others are the same; nothing for one that is new."""
        self._facts = facts
        self._keys = keys or {}
        self._store = store
        self._changed = changed or {}
        self._bundled: dict[tuple[str, ...], list[tuple[bytes, list[str]]]] = {}
        self.anew = 0
        """How many files have been asked anew so far, counted for each question."""

    def ahead(self, ask: Callable[[], object]) -> dict[str, bytes]:
        """What is to be kept of the questions that ``ask`` leads to, all asked anew: for a copy of a process, which must not
        use its store and hands that back."""
        handed: dict[str, bytes] = {}
        self._store = _Handed(handed)
        ask()
        return handed

    def take(self, handed: Mapping[str, bytes]) -> None:
        """Keeps what a copy of this process hands back, so that those questions need not be asked here."""
        if self._store is not None:
            self._store.put(handed)

    def close(self) -> None:
        """Keeps nothing from now on: a connection to a store must not be used by two processes."""
        self._store = None

    def each(
        self,
        question: Callable[[str, FileFacts], T],
        kind: type[T],
        paths: tuple[str, ...],
        context: bytes = b"",
        before: Callable[[], Before | None] = lambda: None,
    ) -> dict[str, T]:
        """What a question says of each file, in the order of ``paths``; files of which it says nothing (what counts as
        false) are left out.

        The question may look at nothing but the path and the facts that it is given and at what ``context`` is a digest
        of. ``kind`` is what it answers with, for MessagePack. ``before`` is asked for where something is not known in this
        context.
        """
        named = f"{question.__module__}.{question.__qualname__}"

        def answer(path: str) -> T:
            facts = self._facts[path]
            held = facts.unpacked
            said = question(path, facts)
            if not held:
                facts.forget()  # of a large tree nobody could hold all outlines
            return said

        def ask(wanted: Sequence[str]) -> Mapping[str, T]:
            return {path: answer(path) for path in wanted}

        return self.each_of(ask, named, kind, paths, context, before)

    def each_of(
        self,
        ask: Callable[[Sequence[str]], Mapping[str, T]],
        named: str,
        kind: type[T],
        paths: tuple[str, ...],
        context: bytes = b"",
        before: Callable[[], Before | None] = lambda: None,
    ) -> dict[str, T]:
        """As `each`, of a question that is put once, about all files whose answers are not known; ``named`` tells it from
        other questions. A file that it says nothing of, not even what counts as false, is asked about again the next time."""
        if self._store is None or not self._keys:
            answered = ask(paths)
            return {path: answered[path] for path in paths if answered.get(path)}
        begin = f"{edition()}:{named}:".encode()
        bundles = {_name(begin + context + digest): (digest, held) for digest, held in self._bundles(paths)}
        decoder = msgspec.msgpack.Decoder(dict[int, kind])  # type: ignore[valid-type]
        kept = self._store.get(tuple(bundles))
        missing = {name: held for name, held in bundles.items() if name not in kept}
        earlier = self._earlier(begin, context, before() if missing else None, missing)
        found: dict[str, T] = {}
        lacking: dict[str, tuple[list[str], list[str]]] = {}
        for name, (_, held) in bundles.items():
            places: Sequence[str] = held
            known, differs = _decoded(decoder, kept.get(name)), frozenset[str]()
            if known is None:
                data, places, differs = earlier.get(name, (b"", held, frozenset()))
                known = _decoded(decoder, data)
                lacking[name] = held, [p for p in held if known is None or p in differs]
            found.update(
                (places[i], answer) for i, answer in (known or {}).items() if places[i] not in differs
            )
        found.update(self._anew(ask, lacking, found))
        return {path: found[path] for path in paths if path in found}

    def _anew(
        self,
        ask: Callable[[Sequence[str]], Mapping[str, T]],
        lacking: Mapping[str, tuple[list[str], list[str]]],
        known: Mapping[str, T],
    ) -> dict[str, T]:
        """Asks about files that bundles lack, and keeps the bundles that are whole then. ``lacking`` says of each bundle, by
        its name, which files it holds and which of them it lacks; ``known`` are the answers for the others."""
        wanted = [path for _, lost in lacking.values() for path in lost]
        self.anew += len(wanted)
        answered = ask(wanted) if wanted else {}
        fresh = {}
        for name, (held, lost) in lacking.items():
            if all(path in answered for path in lost):
                said = ((i, answered.get(path) or known.get(path)) for i, path in enumerate(held))
                fresh[name] = msgspec.msgpack.encode({i: answer for i, answer in said if answer})
        if self._store is not None:
            self._store.put(fresh)
        return {path: answer for path, answer in answered.items() if answer}

    def _earlier(
        self,
        begin: bytes,
        context: bytes,
        other: Before | None,
        missing: Mapping[str, tuple[bytes, list[str]]],
    ) -> dict[str, tuple[bytes, Sequence[str], frozenset[str]]]:
        """What is kept of bundles as they were: of files that have changed since, in another context, or both; with the
        files that it is about, and those for which something else may hold now."""
        ways: dict[str, tuple[str, Sequence[str], frozenset[str]]] = {}
        for name, (digest, held) in missing.items():
            new = frozenset(path for path in held if path in self._changed)
            were = [path for path in held if self._changed.get(path) != ""]
            past = self._digest(were, self._changed) if new else digest
            if new:
                ways[_name(begin + context + past)] = name, were, new
            if other is not None:
                ways[_name(begin + other.context + past)] = name, were, new | other.differs
        kept = {} if self._store is None or not ways else self._store.get(tuple(ways))
        return {ways[key][0]: (data, *ways[key][1:]) for key, data in kept.items()}

    def last(self, name: bytes, kind: type[T], value: T) -> T | None:
        """What was set down by this name the last time; ``value`` is set down for the next."""
        if self._store is None or not self._keys:
            return None
        key, encoded = _name(b"last:" + name), msgspec.msgpack.encode(value)
        found = self._store.get((key,)).get(key)
        if found != encoded:
            self._store.put({key: encoded})
        try:
            return None if found is None else msgspec.msgpack.decode(found, type=kind)
        except msgspec.DecodeError:  # damaged
            return None

    def _bundles(self, paths: tuple[str, ...]) -> list[tuple[bytes, list[str]]]:
        """Some files in bundles, each with a digest of its paths and contents."""
        if paths not in self._bundled:
            # A power of two: a tree that grows by a file has the same bundles.
            number = 1 << max(0, (len(paths) // BUNDLE).bit_length() - 1)
            parts: list[list[str]] = [[] for _ in range(number)]
            for path in paths:
                parts[crc32(path.encode()) % number].append(path)
            self._bundled[paths] = [(self._digest(part), part) for part in parts if part]
        return self._bundled[paths]

    def _digest(self, paths: Iterable[str], past: Mapping[str, str] = MappingProxyType({})) -> bytes:
        keys = self._keys
        said = "\0".join(f"{path}\0{past.get(path) or keys[path]}" for path in paths)
        return hashlib.sha256(said.encode()).digest()


class _Handed:
    """A store that has nothing, and sets down in memory what it is given."""

    def __init__(self, handed: dict[str, bytes]) -> None:
        self._handed = handed

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        return {key: self._handed[key] for key in keys if key in self._handed}

    def put(self, values: Mapping[str, bytes]) -> None:
        self._handed.update(values)


def _name(parts: bytes) -> str:
    return f"kept:{hashlib.sha256(parts).hexdigest()}"


def _decoded(decoder: msgspec.msgpack.Decoder[dict[int, T]], data: bytes | None) -> dict[int, T] | None:
    if data is None:
        return None
    try:
        return decoder.decode(data)
    except msgspec.DecodeError:  # damaged: asked anew
        return None


@cache
def edition() -> str:
    """A digest of the code that may answer questions about files."""
    digest = hashlib.sha256()
    waiting: list[Traversable] = [resources.files(checks)]
    while waiting:
        held = waiting.pop()
        if held.is_dir():
            waiting += sorted(held.iterdir(), key=lambda inner: inner.name)
        elif held.name.endswith(".py"):
            digest.update(held.read_bytes())
    return digest.hexdigest()

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
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
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
    ) -> None:
        """``facts`` by path; ``keys`` say which contents these are, by path. Without a store nothing is kept."""
        self._facts = facts
        self._keys = keys or {}
        self._store = store
        self._bundled: dict[tuple[str, ...], list[tuple[bytes, list[str]]]] = {}

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
        if self._store is None or not self._keys:
            return {path: answer for path in paths if (answer := question(path, self._facts[path]))}
        begin = f"{edition()}:{question.__module__}.{question.__qualname__}:".encode()
        bundles = {_name(begin + context + digest): (digest, held) for digest, held in self._bundles(paths)}
        decoder = msgspec.msgpack.Decoder(dict[int, kind])  # type: ignore[valid-type]
        kept = self._store.get(tuple(bundles))
        other = before() if len(kept) < len(bundles) else None
        digests = (
            [] if other is None else [digest for name, (digest, _) in bundles.items() if name not in kept]
        )
        earlier = {} if other is None else self._named(begin + other.context, digests)
        differs = frozenset() if other is None else other.differs
        found: dict[str, T] = {}
        fresh: dict[str, bytes] = {}
        for name, (digest, held) in bundles.items():
            answers = _decoded(decoder, kept.get(name))
            if answers is None:
                known = _decoded(decoder, earlier.get(digest))
                anew = range(len(held)) if known is None else [i for i, p in enumerate(held) if p in differs]
                answers = dict(known or {})
                answers.update((i, question(held[i], self._facts[held[i]])) for i in anew)
                answers = {i: answer for i, answer in answers.items() if answer}
                fresh[name] = msgspec.msgpack.encode(answers)
            for i, answer in answers.items():
                found[held[i]] = answer
        self._store.put(fresh)
        return {path: found[path] for path in paths if path in found}

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

    def _named(self, begin: bytes, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is kept of bundles, by their digests, of those of which anything is."""
        names = {_name(begin + digest): digest for digest in digests}
        kept = {} if self._store is None else self._store.get(tuple(names))
        return {names[name]: data for name, data in kept.items()}

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

    def _digest(self, paths: Iterable[str]) -> bytes:
        keys = self._keys
        return hashlib.sha256("\0".join(f"{path}\0{keys[path]}" for path in paths).encode()).digest()


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

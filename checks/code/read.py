"""Blobs -> facts: asks the cache, reads what it lacks in batches, keeps what was read.

Front ends are the modules of this package that offer `wants` and `read`; the first by name that wants a
path reads it. The same blob is read once however many paths hold it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import cast

import msgspec

import checks.code
from checks.code.facts import FACTS_VERSION, FileFacts, FrontEnd, decode, encode
from checks.code.manifests import manifest_of
from checks.code.paths import extension, listed, why_not_read
from checks.model import Skipped
from checks.snapshot import Blobs, Entry, Executor, FactStore, Progress

BATCH_FILES = 64
BATCH_BYTES = 2 * 1024 * 1024
PORTION_FILES = 1_000
PORTION_BYTES = 64 * 1024 * 1024
_CODE = frozenset(["py", "pyw", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "sql"])
SETUP_PY = "setup.py"
_MINIFIED_LINE = 5_000

Job = tuple[str, str, bytes]
"""Cache key, grammar, the blob's bytes."""


class Reading(msgspec.Struct, frozen=True):
    """Facts by path, what could not be read, how many blobs' facts came from the cache, the facts by their keys, and the
    keys by path."""

    facts: Mapping[str, FileFacts]
    skipped: tuple[Skipped, ...] = ()
    cached: int = 0
    by_key: Mapping[str, FileFacts] = {}
    keys: Mapping[str, str] = {}


@cache
def front_ends() -> tuple[FrontEnd, ...]:
    """Every front end, in the order of module names."""
    names = sorted(module.name for module in pkgutil.iter_modules(checks.code.__path__))
    modules = (
        importlib.import_module(f"checks.code.{name}")
        for name in names
        if name not in ("facts", "read", "paths")
    )
    return tuple(cast("FrontEnd", m) for m in modules if hasattr(m, "wants") and hasattr(m, "read"))


@lru_cache(maxsize=1 << 15)
def grammar_of(path: str) -> str | None:
    """The grammar that a path is read with, as ``frontend/grammar``, or None if no front end wants it."""
    for end in front_ends():
        grammar = end.wants(path)
        if grammar is not None:
            grammar = SETUP_PY if path.rpartition("/")[2] == SETUP_PY else grammar
            return f"{end.__name__.rsplit('.', 1)[-1]}/{grammar}"  # type: ignore[attr-defined]
    return None


def read_file(path: str, data: bytes) -> FileFacts | None:
    """Facts of one file, without any cache; None if no front end wants it."""
    grammar = grammar_of(path)
    return None if grammar is None else read_blob(grammar, data)


def read_blob(grammar: str, data: bytes) -> FileFacts:
    """Facts of one blob read with ``frontend/grammar``."""
    module, _, name = grammar.partition("/")
    if module in ("typescript", "text") and _looks_minified(data):
        lines = data.count(b"\n") + 1
        return FileFacts(language="text", lines=lines, code_lines=lines, digest="", failure="minified")
    end = cast("FrontEnd", importlib.import_module(f"checks.code.{module}"))
    if name != SETUP_PY:
        return end.read(data, name)
    # Code and manifest in one: the only file that two front ends read.
    return msgspec.structs.replace(end.read(data, module), manifest=manifest_of(name, data))


def _looks_minified(data: bytes) -> bool:
    lines = data.count(b"\n") + 1
    return len(data) > _MINIFIED_LINE and len(data) / lines > 400


def read_batch(batch: tuple[Job, ...]) -> list[tuple[str, bytes]]:
    """Facts of a batch of blobs, encoded, by key. Runs in a pool's child when there is much to read."""
    return [(key, encode(read_blob(grammar, data))) for key, grammar, data in batch]


def read(
    tree: Mapping[str, Entry],
    blobs: Blobs,
    store: FactStore,
    executor: Executor,
    progress: Progress | None = None,
    known: Mapping[str, FileFacts] = MappingProxyType({}),
) -> Reading:
    """Facts of every file of a tree that a front end wants. ``known`` are those of another tree, by key: most blobs of
    a head are the base's."""
    reasons: dict[str, str] = {}
    keys: dict[str, str] = {}
    for path, entry in tree.items():
        why = why_not_read(path, entry)
        if why is not None:
            reasons[path] = why
        elif (grammar := grammar_of(path)) is not None:
            keys[path] = f"f{FACTS_VERSION}:{grammar}:{entry.sha}"
    wanted = list(dict.fromkeys(keys.values()))
    by_key = {key: known[key] for key in wanted if key in known}
    unknown = [key for key in wanted if key not in by_key]
    by_key |= {key: kept for key, data in store.get(unknown).items() if (kept := _decoded(data)) is not None}
    missing = [key for key in wanted if key not in by_key]
    sizes = {key: tree[path].size for path, key in keys.items()} if missing else {}
    for fresh in _fresh([(key, sizes[key]) for key in missing], blobs, executor, progress):
        store.put(fresh)
        by_key.update((key, decode(data)) for key, data in fresh.items())
    facts = {path: by_key[key] for path, key in keys.items() if key in by_key}
    reasons.update((path, facts[path].failure) for path in facts if facts[path].failure)
    reasons.update((path, "could not be read") for path, key in keys.items() if key not in by_key)
    lowering = [path for path, why in reasons.items() if extension(path) in _CODE and why not in _HARMLESS]
    skipped = listed(reasons, lowering)
    return Reading(facts=facts, skipped=skipped, cached=len(wanted) - len(missing), by_key=by_key, keys=keys)


_HARMLESS = frozenset(("vendored", "generated", "minified", "binary", "a symbolic link"))


def _decoded(data: bytes) -> FileFacts | None:
    try:
        return decode(data)
    except msgspec.DecodeError:  # kept by a version with another shape: read again
        return None


def _fresh(
    missing: list[tuple[str, int]], blobs: Blobs, executor: Executor, progress: Progress | None
) -> Iterator[dict[str, bytes]]:
    """Encoded facts by key, some megabytes of blobs at a time."""
    given: deque[tuple[Job, ...]] = deque()
    fresh: dict[str, bytes] = {}
    done = 0
    for result in executor.map(read_batch, _noted(_batches(_jobs(missing, blobs)), given)):
        batch = given.popleft()
        fresh.update(result if result is not None else _one_by_one(batch, executor))
        done += len(batch)
        if progress is not None:
            progress("facts", done, len(missing))
        if len(fresh) >= PORTION_FILES:
            yield fresh
            fresh = {}
    if fresh:
        yield fresh


def _noted(batches: Iterable[tuple[Job, ...]], given: deque[tuple[Job, ...]]) -> Iterator[tuple[Job, ...]]:
    """The batches, each set down as it is given out."""
    for batch in batches:
        given.append(batch)
        yield batch


def _one_by_one(batch: tuple[Job, ...], executor: Executor) -> Iterator[tuple[str, bytes]]:
    """What is left of a batch whose child died: each blob alone, so that only the deadly one is lost."""
    for result in executor.map(read_batch, [(job,) for job in batch]):
        if result is not None:
            yield from result


def _jobs(missing: list[tuple[str, int]], blobs: Blobs) -> Iterator[Job]:
    """Jobs with their bytes for the missing keys (each with its size): some megabytes are held at a time, and fetched
    when they are asked for, so that others are worked on meanwhile."""
    portion: list[str] = []
    size = 0
    for number, (key, length) in enumerate(missing, 1):
        portion.append(key)
        size += length
        if len(portion) >= PORTION_FILES or size >= PORTION_BYTES or number == len(missing):
            data = blobs.read(sorted({key.rpartition(":")[2] for key in portion}))
            for each in portion:
                sha = each.rpartition(":")[2]
                if sha in data:
                    yield each, each.split(":")[1], data[sha]
            portion, size = [], 0


def _batches(jobs: Iterable[Job]) -> Iterator[tuple[Job, ...]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += len(job[2])
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)

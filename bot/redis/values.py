"""Values that are kept in Redis for a while: facts, reports, GitHub's answers. Losing them costs time only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

import zstandard

from bot.redis.metrics import KEPT, count
from bot.redis.store import Store, StoreError

FACTS_TTL = 14 * 24 * 3600
_CHUNK = 500
_VALUE_LIMIT = 64 * 1024 * 1024


class Values:
    """Kept values by key, compressed, until a while after their last use. A `checks.snapshot.FactStore`.

    A fault of Redis here is never fatal: what cannot be read is missing, what cannot be kept is not.
    """

    def __init__(self, store: Store, name: str, ttl: int) -> None:
        """``name`` sets these values' keys apart from others'; ``ttl`` is in seconds."""
        self._store, self._prefix, self._ttl = store, f"asbuilt:{name}:", ttl
        self._what = name.partition(":")[0]

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The values that are there."""
        found: dict[str, bytes] = {}
        unpack = zstandard.ZstdDecompressor()
        try:
            for chunk in _chunks(keys):
                values = self._values([self._prefix + key for key in chunk])
                kept = [(key, value) for key, value in zip(chunk, values, strict=True) if value is not None]
                self._store.guarded(partial(self._refresh, [key for key, _ in kept]))
                for key, value in kept:
                    try:
                        found[key] = unpack.decompress(value, max_output_size=_VALUE_LIMIT)
                    except zstandard.ZstdError:
                        continue
        except StoreError:
            pass
        count(KEPT, self._what, "yes", amount=len(found))
        count(KEPT, self._what, "no", amount=len(keys) - len(found))
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keeps values."""
        pack = zstandard.ZstdCompressor(level=3)
        try:
            for chunk in _chunks(list(values)):
                self._store.guarded(partial(self._keep, {key: pack.compress(values[key]) for key in chunk}))
        except StoreError:
            return

    def _values(self, keys: Sequence[str]) -> list[bytes | None]:
        return cast("list[bytes | None]", self._store.guarded(lambda: self._store.client.mget(keys)))

    def _keep(self, packed: Mapping[str, bytes]) -> None:
        with self._store.client.pipeline(transaction=False) as pipe:
            for key, value in packed.items():
                pipe.set(self._prefix + key, value, ex=self._ttl)
            pipe.execute()

    def _refresh(self, keys: Sequence[str]) -> None:
        with self._store.client.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.expire(self._prefix + key, self._ttl)
            pipe.execute()


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(keys), _CHUNK):
        yield keys[first : first + _CHUNK]

"""Redis: the only module that imports its client. Kept facts, and the connection that others build on.

Losing everything in it costs time only: the queue's jobs are rebuilt from GitHub, facts are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import redis
import zstandard
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from bot.errors import UserError
from bot.metrics import KEPT, count

__all__ = ["FACTS_TTL", "Store", "StoreError", "Values", "now"]

FACTS_TTL = 14 * 24 * 3600
_CHUNK = 500
_VALUE_LIMIT = 64 * 1024 * 1024


class StoreError(UserError):
    """Redis cannot be reached or refuses; the text is one line."""


class Store:
    """A connection to Redis or Valkey. Safe to use from several threads, not across a fork."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        """``url`` is ``redis://``, ``rediss://`` or ``unix://``. Connects at the first command."""
        self.url = url
        try:
            self.client: redis.Redis = redis.Redis.from_url(
                url,
                socket_connect_timeout=timeout,
                socket_timeout=timeout,
                retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 2),
                health_check_interval=30,
            )
        except ValueError:  # whose words quote the address, and a password with it
            raise StoreError("REDIS_URL: this is no redis://, rediss:// or unix:// address") from None

    def ping(self) -> None:
        """Raises StoreError unless Redis answers."""
        self.guarded(self.client.ping)

    def guarded(self, action: Callable[[], Any]) -> Any:
        """Runs an action on Redis; every fault of Redis becomes a StoreError."""
        try:
            return action()
        except redis.RedisError as error:
            raise StoreError(f"Redis does not take it: {str(error) or type(error).__name__}") from error
        except OSError as error:
            raise StoreError(f"Redis cannot be reached: {error}") from error

    def now(self) -> float:
        """The time by the clock of Redis, in seconds of the epoch: one clock for all hosts. Raises StoreError."""
        return float(self.guarded(lambda: now(self.client)))

    def close(self) -> None:
        """Closes every connection."""
        self.client.close()


def now(client: redis.Redis) -> float:
    """The time by the clock of the Redis that a client is connected to, in seconds of the epoch."""
    seconds, micro = client.time()
    return seconds + micro / 1e6


class Values:
    """Kept values by key, compressed, until a while after their last use. A `checks.snapshot.FactStore`.

    A fault of Redis here is never fatal: what cannot be read is missing, what cannot be kept is not.
    """

    def __init__(self, store: Store, name: str, ttl: int) -> None:
        """``name`` sets these values' keys apart from others'; ``ttl`` is in seconds."""
        self._client, self._prefix, self._ttl = store.client, f"asbuilt:{name}:", ttl
        self._what = name.partition(":")[0]

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """The values that are there."""
        found: dict[str, bytes] = {}
        unpack = zstandard.ZstdDecompressor()
        try:
            for chunk in _chunks(keys):
                values = cast("list[bytes | None]", self._client.mget([self._prefix + key for key in chunk]))
                kept = [(key, value) for key, value in zip(chunk, values, strict=True) if value is not None]
                self._refresh([key for key, _ in kept])
                for key, value in kept:
                    try:
                        found[key] = unpack.decompress(value, max_output_size=_VALUE_LIMIT)
                    except zstandard.ZstdError:
                        continue
        except (redis.RedisError, OSError):
            pass
        count(KEPT, self._what, "yes", amount=len(found))
        count(KEPT, self._what, "no", amount=len(keys) - len(found))
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keeps values."""
        pack = zstandard.ZstdCompressor(level=3)
        try:
            for chunk in _chunks(list(values)):
                with self._client.pipeline(transaction=False) as pipe:
                    for key in chunk:
                        pipe.set(self._prefix + key, pack.compress(values[key]), ex=self._ttl)
                    pipe.execute()
        except (redis.RedisError, OSError):
            return

    def _refresh(self, keys: Sequence[str]) -> None:
        with self._client.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.expire(self._prefix + key, self._ttl)
            pipe.execute()


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(keys), _CHUNK):
        yield keys[first : first + _CHUNK]

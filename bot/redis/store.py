"""Redis: the only module that imports its client. The connection that others build on.

Losing everything in it costs time only: the queue's jobs are rebuilt from GitHub, facts are read again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from bot.errors import UserError


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

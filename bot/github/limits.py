"""GitHub's limits as all processes of the service obey them: one memory in Redis for each installation.

After a limit nobody asks before it is over, since going on may get an App banned; and writes go one after another,
with a pause between them (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from bot.redis.store import Store

FIRST_WAIT = 60.0
"""Seconds to wait at first where GitHub names none; doubled each time
(https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit)."""

LONGEST_WAIT = 2 * 3600.0
_MEMORY = 3 * 3600
_TURN_SECONDS = 40.0
_LOOK_SECONDS = 0.05


class Limits:
    """What is known of one installation's limits. ``pause`` is the seconds between two writes."""

    def __init__(self, store: Store, host: str, installation: int, pause: float) -> None:
        self._store, self._pause = store, pause
        prefix = f"asbuilt:github:{host}:limit:{installation}"
        self._until, self._strikes, self._turn = f"{prefix}:until", f"{prefix}:strikes", f"{prefix}:turn"

    def wait(self) -> float:
        """For how many seconds GitHub still wants to be left alone; 0 if it does not."""
        left = cast("int", self._store.guarded(lambda: self._store.client.pttl(self._until)))
        return max(left, 0) / 1000

    def hit(self, seconds: float) -> float:
        """Notes that a limit was met, and answers for how long everybody stays away; 0 is a limit without a time."""
        if not seconds:
            strikes = self._store.guarded(lambda: self._store.client.incr(self._strikes))
            self._store.guarded(lambda: self._store.client.expire(self._strikes, _MEMORY))
            seconds = FIRST_WAIT * 2 ** min(int(strikes) - 1, 10)
        seconds = min(max(seconds, 1.0), LONGEST_WAIT)
        self._store.guarded(lambda: self._store.client.set(self._until, b"1", px=int(seconds * 1000)))
        return seconds

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time. Where nobody else gives way, the turn is taken after a while: a lost lock must not
        stop the service."""
        mine = secrets.token_hex(8).encode()
        deadline = time.monotonic() + _TURN_SECONDS
        while not self._store.guarded(
            lambda: self._store.client.set(self._turn, mine, nx=True, px=int(_TURN_SECONDS * 1000))
        ):
            if time.monotonic() > deadline:
                break
            time.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            if self._store.guarded(lambda: self._store.client.get(self._turn)) == mine:
                pause = max(1, int(self._pause * 1000))
                self._store.guarded(lambda: self._store.client.pexpire(self._turn, pause))

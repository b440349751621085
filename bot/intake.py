"""A delivery's body: read as it comes, proved to be GitHub's, and held only while there is room for it.

Nobody needs to be known to send something here, so what is not proved yet may take only so much memory and time.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

BODY_LIMIT = 25 * 1024 * 1024
"""GitHub sends nothing larger (https://docs.github.com/en/webhooks/webhook-events-and-payloads)."""

SMALL = 64 * 1024
"""Most deliveries are far smaller. The first so many bytes of each have a room of their own, which larger ones cannot
use up."""

ROOM = 4 * BODY_LIMIT
"""So many bytes are held at once, over all connections: once for beginnings, and once more for what follows them."""

SECONDS = 30.0
"""So long may a body take: GitHub waits 10 seconds for the answer, an Enterprise Server 30
(https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks)."""

_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")


class RefusalError(Exception):
    """A delivery that is not taken: the status, and one line for whoever sent it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class _Room:
    """Room for bytes, `ROOM` of them, over all connections."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self, size: int) -> None:
        """Takes room for more bytes. Raises RefusalError where there is none."""
        if size and self._taken + size > ROOM:
            raise RefusalError(503, "too much is being sent at once: deliver it again later")
        self._taken += size

    def give_back(self, size: int) -> None:
        """So many bytes are not held any more."""
        self._taken -= size


class _Share:
    """What one body takes of the rooms."""

    def __init__(self, beginnings: _Room, rest: _Room) -> None:
        self._beginnings, self._rest = beginnings, rest
        self._begun = self._followed = 0

    def grow(self, size: int) -> None:
        """The body has so many bytes by now. Raises RefusalError where there is no room for them."""
        begun, followed = min(size, SMALL), max(0, size - SMALL)
        self._beginnings.take(begun - self._begun)
        self._begun = begun
        self._rest.take(followed - self._followed)
        self._followed = followed

    def give_back(self) -> None:
        """The body is not needed any more."""
        self._beginnings.give_back(self._begun)
        self._rest.give_back(self._followed)


class Intake:
    """Reads the deliveries of one receiver, which must be signed with its secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._beginnings, self._rest = _Room(), _Room()

    @asynccontextmanager
    async def body(self, request: Request, *, keep: bool) -> AsyncIterator[bytes]:
        """The raw body, whose signature has been checked, while the context lasts; empty where it is not to be kept.
        Raises RefusalError.

        https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        """
        signature, share = _signature(request), _Share(self._beginnings, self._rest)
        digest = hmac.new(self._secret, digestmod=hashlib.sha256)
        parts: list[bytes] = []
        try:
            await _read(request, parts if keep else None, digest, share)
            if not hmac.compare_digest(f"sha256={digest.hexdigest()}", signature):
                raise RefusalError(401, "the signature does not fit the body")
            body = b"".join(parts)
            parts.clear()  # or the body would be held twice for as long as Redis takes
            yield body
        finally:
            share.give_back()


async def _read(request: Request, parts: list[bytes] | None, digest: hmac.HMAC, share: _Share) -> None:
    size = 0
    try:
        async with asyncio.timeout(SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > BODY_LIMIT:
                    raise RefusalError(413, "the body is larger than 25 MiB")
                digest.update(part)
                if parts is not None:
                    share.grow(size)
                    parts.append(part)
    except TimeoutError:
        raise RefusalError(408, "the body took too long") from None
    except ClientDisconnect:
        raise RefusalError(400, "the delivery broke off before its end") from None


def _signature(request: Request) -> str:
    """The signature that a delivery says it has. Raises RefusalError before any of the body is read."""
    signatures = request.headers.getlist("x-hub-signature-256")
    if len(signatures) != 1:
        raise RefusalError(401, "exactly one X-Hub-Signature-256 header is needed")
    if not _SIGNATURE.fullmatch(signatures[0]):
        raise RefusalError(401, "X-Hub-Signature-256 must be sha256= and 64 digits")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > BODY_LIMIT:
        raise RefusalError(413, "the body is larger than 25 MiB")
    return signatures[0]

"""Deliveries -> events. Payloads are read here, into narrow structs of our own, and travel no further.

GitHub adds fields, actions and events without notice, so only what is used is read and whatever is not
known is left alone (https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from bot.errors import UserError

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_DELIVERY = re.compile(r"[A-Za-z0-9-]{1,64}")


class DeliveryError(UserError):
    """A delivery that is not what its header says it is; the text is one line."""


class Event(msgspec.Struct, frozen=True):
    """What a delivery means for us: this head of this pull request is to be checked.

    ``installation`` and ``repository`` are GitHub's ids, ``name`` is ``owner/name``, ``head`` the head's sha
    when the delivery was written (the present one is asked for later), ``delivery`` its GUID.
    """

    installation: int
    repository: int
    name: str
    number: int
    head: str
    delivery: str


class _Id(msgspec.Struct, frozen=True):
    id: int


class _Repository(msgspec.Struct, frozen=True):
    id: int
    full_name: str


class _Head(msgspec.Struct, frozen=True):
    sha: str


class _PullRequest(msgspec.Struct, frozen=True):
    head: _Head


class _PullRequestPayload(msgspec.Struct, frozen=True):
    action: str
    number: int
    repository: _Repository
    pull_request: _PullRequest
    installation: _Id | None = None


_CHECKED = frozenset(("opened", "reopened", "synchronize", "edited", "ready_for_review"))


def _pull_request(body: bytes, delivery: str) -> Event | None:
    payload = msgspec.json.decode(body, type=_PullRequestPayload)
    if payload.action not in _CHECKED or payload.installation is None:
        return None
    return Event(
        installation=payload.installation.id,
        repository=payload.repository.id,
        name=payload.repository.full_name,
        number=payload.number,
        head=payload.pull_request.head.sha,
        delivery=delivery,
    )


READERS: Mapping[str, Callable[[bytes, str], Event | None]] = {"pull_request": _pull_request}
"""How each event is read that the App subscribes to."""


def parse(name: str, delivery: str, body: bytes) -> Event | None:
    """The event that a delivery means, or None if there is nothing to do.

    ``name`` is the ``X-GitHub-Event`` header, ``delivery`` the ``X-GitHub-Delivery`` one. Raises DeliveryError
    for a body that is not JSON or not such a payload.
    """
    if not _DELIVERY.fullmatch(delivery):
        raise DeliveryError("X-GitHub-Delivery is missing or is no delivery id")
    reader = READERS.get(name)
    try:
        if reader is None:
            msgspec.json.decode(body, type=msgspec.Raw)
            return None
        event = reader(body, delivery)
    except msgspec.ValidationError as error:
        raise DeliveryError(f"this is no {name} payload: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DeliveryError("the body is not JSON") from None
    if event is not None and not (_SHA.fullmatch(event.head) and _NAME.fullmatch(event.name)):
        raise DeliveryError(f"this is no {name} payload: the head or the repository's name is malformed")
    return event


class _Request(msgspec.Struct, frozen=True):
    headers: dict[str, str]
    payload: msgspec.Raw


class _Delivery(msgspec.Struct, frozen=True):
    """A delivery as GitHub's API gives it (https://docs.github.com/en/rest/apps/webhooks)."""

    guid: str
    event: str
    request: _Request


class _Saved(msgspec.Struct, frozen=True):
    headers: dict[str, str]
    payload: msgspec.Raw


def saved(path: Path) -> tuple[str, str, bytes]:
    """Event name, delivery id and body of a delivery that was saved to a file.

    The file holds GitHub's own ``GET /app/hook/deliveries/{id}``, or ``{"headers": {…}, "payload": {…}}``, or
    a bare pull_request payload. Raises DeliveryError for anything else and OSError if it cannot be read.
    """
    data = path.read_bytes()
    try:
        delivery = msgspec.json.decode(data, type=_Delivery)
        return delivery.event, delivery.guid, bytes(delivery.request.payload)
    except msgspec.MsgspecError:
        pass
    try:
        kept = msgspec.json.decode(data, type=_Saved)
    except msgspec.MsgspecError:
        return "pull_request", "replayed", data
    headers = {name.lower(): value for name, value in kept.headers.items()}
    return (
        headers.get("x-github-event", ""),
        headers.get("x-github-delivery", "replayed"),
        bytes(kept.payload),
    )


def replay(path: str | Path) -> str:
    """What a saved delivery means, as lines for people. Raises DeliveryError and OSError as `saved` does."""
    name, delivery, body = saved(Path(path))
    event = parse(name, delivery, body)
    if event is None:
        return f"{name or 'no event'}: nothing to do"
    return "\n".join(
        (
            f"{name} of {event.name}#{event.number}",
            f"head          {event.head}",
            f"delivery      {event.delivery}",
            f"repository    {event.repository}",
            f"installation  {event.installation}",
        )
    )

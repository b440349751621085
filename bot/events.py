"""Deliveries -> events. Payloads are read here, into narrow structs of our own, and travel no further.

GitHub adds fields, actions and events without notice, so only what is used is read and whatever is not
known is left alone (https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from bot.errors import UserError

COMMAND = "/asbuilt"
"""What a comment must hold somewhere to be worth a look."""

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_DELIVERY = re.compile(r"[A-Za-z0-9-]{1,64}")
_REF = re.compile(r"[^\x00-\x20\x7f]{1,255}")

Cause = Literal["change", "asked", "result", "group", "ended"]
"""Why a head is looked at: its pull request changed, a person asked for it, another App's result came, a merge
queue wants it, or it is no longer wanted."""


class DeliveryError(UserError):
    """A delivery that is not what its header says it is; the text is one line."""


class Event(msgspec.Struct, frozen=True, tag="head"):
    """What a delivery means for us: this head is to be checked.

    ``installation`` and ``repository`` are GitHub's ids, ``name`` is ``owner/name``, ``number`` the pull request
    (0 where the delivery names none), ``head`` the head's sha when the delivery was written (the present one is
    asked for later), ``delivery`` its GUID. ``base`` and ``ref`` are a merge group's: the commit that it builds
    on, and its branch.
    """

    installation: int
    repository: int
    name: str
    number: int
    head: str
    delivery: str
    cause: Cause = "change"
    base: str = ""
    ref: str = ""

    @property
    def topic(self) -> str:
        """What jobs are told apart by: there is one of each at a time."""
        return f"{self.repository}-{self.head}"


class Comment(msgspec.Struct, frozen=True, tag="comment"):
    """Somebody wrote, edited or deleted a comment with a command on a pull request. ``author`` is the login of whoever
    wrote it: nobody can be asked once it is gone."""

    installation: int
    repository: int
    name: str
    number: int
    comment: int
    action: Literal["created", "edited", "deleted"]
    delivery: str
    author: str = ""

    @property
    def topic(self) -> str:
        """What jobs are told apart by."""
        return f"{self.repository}-comment-{self.comment}"


class Removal(msgspec.Struct, frozen=True, tag="removal"):
    """The App may no longer see some repositories (ids), or the whole installation if none is named."""

    installation: int
    repositories: tuple[int, ...]
    delivery: str

    @property
    def topic(self) -> str:
        """What jobs are told apart by."""
        return f"removal-{self.delivery}"


AnyEvent = Event | Comment | Removal
"""Everything that a delivery can mean."""


class _Id(msgspec.Struct, frozen=True):
    id: int


class _Repository(msgspec.Struct, frozen=True):
    id: int
    full_name: str


class _Delivered(msgspec.Struct, frozen=True):
    action: str
    repository: _Repository
    installation: _Id | None = None


class _Head(msgspec.Struct, frozen=True):
    sha: str


class _PullRequest(msgspec.Struct, frozen=True):
    head: _Head


class _PullRequestPayload(_Delivered, frozen=True, kw_only=True):
    number: int
    pull_request: _PullRequest


_CHECKED = frozenset(
    ("opened", "reopened", "synchronize", "edited", "ready_for_review", "converted_to_draft")
)


def _pull_request(body: bytes, delivery: str, app: str) -> Event | None:  # noqa: ARG001, as every reader
    payload = msgspec.json.decode(body, type=_PullRequestPayload)
    if payload.action in _CHECKED:
        return _head(payload, delivery, payload.pull_request.head.sha, "change", number=payload.number)
    if payload.action == "closed":
        return _head(payload, delivery, payload.pull_request.head.sha, "ended", number=payload.number)
    return None


def _head(payload: _Delivered, delivery: str, head: str, cause: Cause, number: int = 0) -> Event | None:
    if payload.installation is None:
        return None
    repository = payload.repository
    return Event(
        installation=payload.installation.id,
        repository=repository.id,
        name=repository.full_name,
        number=number,
        head=head,
        delivery=delivery,
        cause=cause,
    )


class _User(msgspec.Struct, frozen=True):
    login: str = ""
    type: str = ""


class _CommentBody(msgspec.Struct, frozen=True):
    id: int
    body: str | None = None
    user: _User | None = None


class _Link(msgspec.Struct, frozen=True):
    """That an issue is a pull request; what it says of it is not used."""


class _Issue(msgspec.Struct, frozen=True):
    number: int
    pull_request: _Link | None = None


class _Before(msgspec.Struct, frozen=True, rename={"text": "from"}):
    text: str | None = None


class _Changes(msgspec.Struct, frozen=True):
    body: _Before | None = None


class _CommentPayload(_Delivered, frozen=True, kw_only=True):
    issue: _Issue
    comment: _CommentBody
    changes: _Changes | None = None


def _issue_comment(body: bytes, delivery: str, app: str) -> Comment | None:  # noqa: ARG001, as every reader
    payload = msgspec.json.decode(body, type=_CommentPayload)
    action, comment = payload.action, payload.comment
    if payload.installation is None or payload.issue.pull_request is None:
        return None
    if comment.user is None or comment.user.type == "Bot":  # our own comments come back too
        return None
    before = payload.changes.body if payload.changes is not None else None
    written = f"{comment.body or ''}\n{before.text or '' if before is not None else ''}"
    if COMMAND not in written.lower() or action not in ("created", "edited", "deleted"):
        return None
    return Comment(
        installation=payload.installation.id,
        repository=payload.repository.id,
        name=payload.repository.full_name,
        number=payload.issue.number,
        comment=comment.id,
        action=action,  # type: ignore[arg-type]  # one of the three
        delivery=delivery,
        author=comment.user.login,
    )


class _CheckRun(msgspec.Struct, frozen=True):
    head_sha: str
    app: _Id | None = None
    pull_requests: tuple[msgspec.Raw, ...] = ()


class _CheckRunPayload(_Delivered, frozen=True, kw_only=True):
    check_run: _CheckRun


class _CheckSuitePayload(_Delivered, frozen=True, kw_only=True):
    check_suite: _CheckRun


def _check_run(body: bytes, delivery: str, app: str) -> Event | None:
    payload = msgspec.json.decode(body, type=_CheckRunPayload)
    if payload.action not in ("rerequested", "requested_action") or not _ours(payload.check_run, app):
        return None
    return _head(payload, delivery, payload.check_run.head_sha, "asked")


def _check_suite(body: bytes, delivery: str, app: str) -> Event | None:
    payload = msgspec.json.decode(body, type=_CheckSuitePayload)
    suite = payload.check_suite
    if payload.action == "rerequested" and _ours(suite, app):
        return _head(payload, delivery, suite.head_sha, "asked")
    # Ours would be an answer to ourselves, and a loop.
    if payload.action == "completed" and app and not _ours(suite, app):
        return _head(payload, delivery, suite.head_sha, "result")
    return None


def _ours(run: _CheckRun, app: str) -> bool:
    return not app or run.app is None or str(run.app.id) == app


class _StatusPayload(msgspec.Struct, frozen=True):
    sha: str
    state: str
    repository: _Repository
    installation: _Id | None = None


def _status(body: bytes, delivery: str, app: str) -> Event | None:  # noqa: ARG001, as every reader
    payload = msgspec.json.decode(body, type=_StatusPayload)
    if payload.state == "pending":
        return None
    return _head(_Delivered("", payload.repository, payload.installation), delivery, payload.sha, "result")


class _MergeGroup(msgspec.Struct, frozen=True):
    head_sha: str
    base_sha: str
    head_ref: str


class _MergeGroupPayload(_Delivered, frozen=True, kw_only=True):
    merge_group: _MergeGroup


def _merge_group(body: bytes, delivery: str, app: str) -> Event | None:  # noqa: ARG001, as every reader
    payload = msgspec.json.decode(body, type=_MergeGroupPayload)
    group = payload.merge_group
    cause: Cause = "group" if payload.action == "checks_requested" else "ended"
    event = _head(payload, delivery, group.head_sha, cause)
    if event is None or payload.action not in ("checks_requested", "destroyed"):
        return None
    if not (_SHA.fullmatch(group.base_sha) and _REF.fullmatch(group.head_ref)):
        raise DeliveryError("this is no merge_group payload: its base or its branch is malformed")
    return msgspec.structs.replace(event, base=group.base_sha, ref=group.head_ref)


class _InstallationPayload(msgspec.Struct, frozen=True):
    action: str
    installation: _Id
    repositories_removed: tuple[_Id, ...] = ()


def _installation(body: bytes, delivery: str, app: str) -> Removal | None:  # noqa: ARG001, as every reader
    payload = msgspec.json.decode(body, type=_InstallationPayload)
    gone = payload.action in ("deleted", "suspend")
    return Removal(payload.installation.id, (), delivery) if gone else None


def _installation_repositories(body: bytes, delivery: str, app: str) -> Removal | None:  # noqa: ARG001
    payload = msgspec.json.decode(body, type=_InstallationPayload)
    removed = tuple(repository.id for repository in payload.repositories_removed)
    return Removal(payload.installation.id, removed, delivery) if removed else None


READERS: Mapping[str, Callable[[bytes, str, str], AnyEvent | None]] = {
    "pull_request": _pull_request,
    "issue_comment": _issue_comment,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "status": _status,
    "merge_group": _merge_group,
    "installation": _installation,
    "installation_repositories": _installation_repositories,
}
"""How each event is read that the App is sent: its body, its delivery's id, and our App's id."""


def parse(name: str, delivery: str, body: bytes, app: str = "") -> AnyEvent | None:
    """The event that a delivery means, or None if there is nothing to do.

    ``name`` is the ``X-GitHub-Event`` header, ``delivery`` the ``X-GitHub-Delivery`` one, ``app`` our App's id, by
    which results of our own are told from others'. Raises DeliveryError for a body that is not JSON or not such a
    payload.
    """
    if not _DELIVERY.fullmatch(delivery):
        raise DeliveryError("X-GitHub-Delivery is missing or is no delivery id")
    reader = READERS.get(name)
    try:
        if reader is None:
            msgspec.json.decode(body, type=msgspec.Raw)
            return None
        event = reader(body, delivery, app)
    except msgspec.ValidationError as error:
        raise DeliveryError(f"this is no {name} payload: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DeliveryError("the body is not JSON") from None
    if isinstance(event, Event | Comment) and not _NAME.fullmatch(event.name):
        raise DeliveryError(f"this is no {name} payload: the repository's name is malformed")
    if isinstance(event, Event) and not _SHA.fullmatch(event.head):
        raise DeliveryError(f"this is no {name} payload: the head is malformed")
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
    if isinstance(event, Removal):
        gone = ", ".join(map(str, event.repositories)) or "every repository"
        return f"{name}: {gone} of installation {event.installation} is forgotten"
    lines = {"delivery": event.delivery, "repository": event.repository, "installation": event.installation}
    if isinstance(event, Event):
        lines = {"head": event.head, "cause": event.cause} | lines
    else:
        lines = {"comment": f"{event.comment} {event.action}"} | lines
    number = f"#{event.number}" if event.number else ""
    return "\n".join((f"{name} of {event.name}{number}", *(f"{k:14}{v}" for k, v in lines.items())))

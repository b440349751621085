"""What may have been lost is looked for: failed deliveries, heads without a completed run or with one that rests on an
override that has ended, jobs that vanished.

GitHub never sends a failed delivery again by itself, but does when it is asked to, for three days
(https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries). A sweep is a job like any
other; that there is one at a time is `Queue.sweep_every`'s business.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import msgspec

from bot.days import is_over
from bot.events import READERS, Event
from bot.github.client import AppClient, Client, DeniedError, GitHubError, RefusedError
from bot.github.runs import Runs
from bot.heads.served import open_pulls
from bot.logs import log
from bot.redis import seen
from bot.redis.queue import Queue
from bot.redis.store import Store
from bot.settings import Settings
from bot.words import ends_with

_REDELIVERIES = 200
"""So many deliveries are asked for again at one sweep."""

_REPOSITORIES = 200
"""So many repositories are looked through at one sweep; the next one goes on behind them."""

_FIRST_PAUSE = 120
_KEPT = 4 * 24 * 3600
_PLACE = "asbuilt:sweep:place"


def sweep(settings: Settings, queue: Queue) -> None:
    """One look. What GitHub refuses or disturbs is left for the next."""
    for event in queue.lost():
        queue.submit(event, again=True)
        log().warning("a job had vanished", topic=event.topic)
    with AppClient(settings) as app:
        for what, look in (("deliveries", _redeliver), ("heads", _look_through)):
            try:
                log().info("swept", looked_at=what, found=look(settings, queue, app))
            except GitHubError as error:
                log().warning("sweep broken off", looked_at=what, why=str(error))


# --- deliveries ----------------------------------------------------------------------------------


class _Delivery(msgspec.Struct, frozen=True):
    """https://docs.github.com/en/rest/apps/webhooks"""

    id: int
    guid: str
    event: str = ""
    status_code: int = 0


class _Asked(msgspec.Struct, frozen=True):
    """The last failed attempt of a delivery that was answered by asking for another: when, and how often."""

    id: int
    times: int
    at: float


def _redeliver(settings: Settings, queue: Queue, app: AppClient) -> int:  # noqa: ARG001, as every look
    """Asks for every failed delivery once more, unless it has arrived meanwhile, with growing pauses."""
    newest: dict[str, _Delivery] = {}
    for each in app.pages("/app/hook/deliveries", _Delivery, status="failure"):
        failed = not 200 <= each.status_code < 400
        if failed and each.event in READERS and (each.guid not in newest or newest[each.guid].id < each.id):
            newest[each.guid] = each
    asked = 0
    for each in sorted(newest.values(), key=lambda delivery: delivery.id):
        if asked < _REDELIVERIES and _is_due(queue.store, each):
            asked += 1
            try:
                app.send("POST", f"/app/hook/deliveries/{each.id}/attempts", Any)
            except (DeniedError, RefusedError) as error:  # too old to be sent again, say
                log().warning("not delivered again", guid=each.guid, why=str(error))
    return asked


def _is_due(store: Store, delivery: _Delivery) -> bool:
    key, now = f"asbuilt:redelivered:{delivery.guid}", store.now()
    if store.guarded(lambda: store.client.exists(f"asbuilt:delivery:{delivery.guid}")):
        return False
    raw = cast("bytes | None", store.guarded(lambda: store.client.get(key)))
    last = _Asked(0, 0, 0.0) if raw is None else msgspec.json.decode(raw, type=_Asked)
    if last.id == delivery.id or now - last.at < _FIRST_PAUSE * 2**last.times * bool(last.times):
        return False
    next_ = msgspec.json.encode(_Asked(delivery.id, last.times + 1, now))
    store.guarded(lambda: store.client.set(key, next_, ex=_KEPT))
    return True


# --- open pull requests --------------------------------------------------------------------------


class _Installation(msgspec.Struct, frozen=True):
    id: int
    suspended_at: str | None = None


class _Repository(msgspec.Struct, frozen=True):
    id: int
    full_name: str
    archived: bool = False
    disabled: bool = False


class _Repositories(msgspec.Struct, frozen=True):
    total_count: int
    repositories: tuple[_Repository, ...]


def _look_through(settings: Settings, queue: Queue, app: AppClient) -> int:
    """Has every open pull request's head checked that has no completed run that holds; answers how many."""
    place = queue.store.guarded(lambda: queue.store.client.get(_PLACE))
    begin = int(cast("bytes", place)) if place is not None else 0
    at, found = 0, 0
    for installation in app.pages("/app/installations", _Installation):
        if installation.suspended_at is not None:
            continue
        try:
            with Client(settings, queue.store, installation.id, 0) as client:
                for repository in _repositories(client):
                    at += 1
                    if at > begin:
                        found += _looked_at(queue, client, installation.id, repository)
                    if at >= begin + _REPOSITORIES:
                        queue.store.guarded(partial(queue.store.client.set, _PLACE, at))
                        return found
        except GitHubError as error:  # one installation's limit is not another's
            log().warning("an installation could not be looked through", why=str(error))
    queue.store.guarded(lambda: queue.store.client.delete(_PLACE))
    return found


def _repositories(client: Client) -> Iterator[_Repository]:
    page, got = 1, 0
    while True:
        answer = client.get("/installation/repositories", _Repositories, per_page=100, page=page)
        yield from (each for each in answer.repositories if not (each.archived or each.disabled))
        page, got = page + 1, got + len(answer.repositories)
        if not answer.repositories or got >= answer.total_count:
            return


def _looked_at(queue: Queue, client: Client, installation: int, repository: _Repository) -> int:
    try:
        return _look_at(queue, client, installation, repository)
    except (DeniedError, RefusedError) as error:  # one repository's trouble is not another's
        log().warning("a repository could not be looked through", repository=repository.id, why=str(error))
        return 0


def _look_at(queue: Queue, client: Client, installation: int, repository: _Repository) -> int:
    heads: dict[str, list[Event]] = {}
    for pull in open_pulls(client, repository.full_name):
        event = Event(
            installation,
            repository.id,
            repository.full_name,
            pull.number,
            pull.head.sha,
            f"sweep-{secrets.token_hex(8)}",
        )
        heads.setdefault(event.head, []).append(event)
    # Whoever comes with one pull request of a head is to find the others, however long ago they were opened.
    seen.note(queue.store, (event for events in heads.values() for event in events))
    unknown = heads.keys() - seen.done(queue.store, repository.id, list(heads))
    return sum(
        _check(queue, client, events[0])
        for head, events in heads.items()
        if head in unknown and not queue.busy(events[0].topic)
    )


def _check(queue: Queue, client: Client, event: Event) -> bool:
    newest = Runs(client, event.name, event.head).newest()
    until = ends_with(newest.output.text) if newest is not None else ""
    if newest is None or newest.status != "completed" or is_over(until, queue.store.now()):
        return queue.submit(event)
    seen.keep_done(queue.store, event.repository, event.head, until=until)
    return False

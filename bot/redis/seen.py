"""What deliveries and checks have told about a head, kept in Redis beside its job. Losing it costs requests only.

GitHub's own look-up of the pull requests that contain a commit knows nothing of forks
(https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit lists what the base
repository's branches hold), and nothing but the delivery tells what a merge group builds on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from bot.days import seconds_left
from bot.events import Event
from bot.redis.store import Store

_TTL = 14 * 24 * 3600
Command = tuple[str | int, ...]


class Group(msgspec.Struct, frozen=True):
    """A merge group: the commit that it builds on, and its branch."""

    base: str
    ref: str


def commands(event: Event) -> list[Command]:
    """The Redis commands that keep what an event tells about its head."""
    found: list[Command] = [("SADD", _installation(event.installation), event.repository)]
    if event.number:
        key = _pulls(event.repository, event.head)
        found += [("SADD", key, event.number), ("EXPIRE", key, _TTL)]
        key = _heads(event.repository, event.number)
        found += [("SADD", key, event.head), ("EXPIRE", key, _TTL)]
    if event.base:
        group = msgspec.json.encode(Group(event.base, event.ref)).decode()
        found.append(("SET", _group(event.repository, event.head), group, "EX", _TTL))
    return found


def repositories(store: Store, installation: int) -> set[int]:
    """The repositories of an installation that anything was heard of, by id."""
    kept = store.guarded(lambda: store.client.smembers(_installation(installation)))
    return {int(each) for each in cast("set[bytes]", kept)}


def forget_repositories(store: Store, installation: int, gone: set[int]) -> None:
    """Forgets that some repositories belonged to an installation."""
    if gone:
        store.guarded(lambda: store.client.srem(_installation(installation), *gone))


def note(store: Store, events: Iterable[Event]) -> None:
    """Keeps what events tell about their heads, without jobs for them."""
    pipe: Any = store.client.pipeline(transaction=False)
    for event in events:
        for command in commands(event):
            pipe.execute_command(*command)
    store.guarded(pipe.execute)


def numbers(store: Store, repository: int, head: str) -> list[int]:
    """The pull requests that deliveries named for a head, in order."""
    kept = store.guarded(lambda: store.client.smembers(_pulls(repository, head)))
    return sorted(int(number) for number in cast("set[bytes]", kept))


def left(store: Store, repository: int, number: int, head: str) -> list[str]:
    """The heads that deliveries named for a pull request before this one and that others were named for as well: a
    run there still speaks of a pull request that is gone."""
    kept = store.guarded(lambda: store.client.smembers(_heads(repository, number)))
    earlier = sorted({each.decode() for each in cast("set[bytes]", kept)} - {head})
    shared = [each for each in earlier if set(numbers(store, repository, each)) - {number}]
    forget_left(store, repository, number, [each for each in earlier if each not in shared])
    return shared


def forget_left(store: Store, repository: int, number: int, heads: list[str]) -> None:
    """Forgets heads that a pull request has left, once they are sure to be checked again."""
    if heads:
        store.guarded(lambda: store.client.srem(_heads(repository, number), *heads))


def group(store: Store, repository: int, head: str) -> Group | None:
    """The merge group whose head this is, if it is one's."""
    kept = store.guarded(lambda: store.client.get(_group(repository, head)))
    return None if kept is None else msgspec.json.decode(cast("bytes", kept), type=Group)


def results_key(repository: int, head: str) -> str:
    """Where it is kept which results of other Apps a head's run rests on: their digest, or ``0`` for none."""
    return f"asbuilt:results:{repository}-{head}"


def keep_results(store: Store, repository: int, head: str, rested_on: str) -> None:
    """Keeps which results of other Apps a head's run rests on, as a digest; empty where no claim asked for any, so
    that a later one is worth no fresh check."""
    value = rested_on or "0"
    store.guarded(lambda: store.client.set(results_key(repository, head), value, ex=_TTL))


def results(store: Store, repository: int, head: str) -> str | None:
    """What `keep_results` has kept of a head, None where nothing is known."""
    kept = store.guarded(lambda: store.client.get(results_key(repository, head)))
    return None if kept is None else "" if kept == b"0" else cast("bytes", kept).decode()


def keep_done(store: Store, repository: int, head: str, at: float = 0.0, until: str = "") -> None:
    """Keeps that a head has a completed run, so that nobody needs to ask; ``at`` is when it was completed by the
    clock of Redis (`Store.now`), 0 where that is not known. ``until`` is the last day on which it holds (`bot.words.ends_with`):
    then it is forgotten, and the next look has the head checked again."""
    seconds = min(_TTL, round(seconds_left(until, store.now()))) if until else _TTL
    if seconds > 0:
        store.guarded(lambda: store.client.set(_done(repository, head), str(at), ex=seconds))


def done_at(store: Store, repository: int, head: str) -> float:
    """When a head's last run was completed that is known; 0 where none is."""
    kept = store.guarded(lambda: store.client.get(_done(repository, head)))
    return float(cast("bytes", kept)) if kept is not None else 0.0


def done(store: Store, repository: int, heads: list[str]) -> set[str]:
    """Those of some heads that are known to have a completed run."""
    if not heads:
        return set()
    kept = store.guarded(lambda: store.client.mget([_done(repository, head) for head in heads]))
    return {head for head, value in zip(heads, cast("list[bytes | None]", kept), strict=True) if value}


def _installation(installation: int) -> str:
    return f"asbuilt:installation:{installation}"


def _pulls(repository: int, head: str) -> str:
    return f"asbuilt:pulls:{repository}-{head}"


def _heads(repository: int, number: int) -> str:
    return f"asbuilt:heads:{repository}-{number}"


def _group(repository: int, head: str) -> str:
    return f"asbuilt:group:{repository}-{head}"


def _done(repository: int, head: str) -> str:
    return f"asbuilt:done:{repository}-{head}"

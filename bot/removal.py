"""What is dropped once the App may no longer see a repository: tokens, kept answers, jobs, facts and reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from bot.events import Removal
from bot.github.client import kept_prefixes
from bot.logs import log
from bot.redis import seen
from bot.redis.queue import WORK, Queue
from bot.redis.store import Store
from bot.settings import Settings

_OF_REPOSITORY = ("facts:{}:", "report:{}:", "pulls:{}-", "heads:{}-", "group:{}-", "results:{}-", "done:{}-")
_SCANNED = 2_000


def forget(settings: Settings, queue: Queue, event: Removal) -> None:
    """Drops what is kept of some repositories of an installation, or of all of them.

    Tokens and kept answers go for the whole installation: the other repositories only have to ask again.
    """
    store = queue.store
    known = seen.repositories(store, event.installation)
    repositories = set(event.repositories) or known
    for topic in list(_topics(store, repositories)):
        queue.forget(topic)
    for job in queue.dead():
        if _owner(job) in repositories:
            store.guarded(job.delete)
    prefixes = [f"asbuilt:{part.format(each)}" for each in repositories for part in _OF_REPOSITORY]
    dropped = _drop(store, (*prefixes, *kept_prefixes(settings, event.installation)))
    seen.forget_repositories(store, event.installation, known if not event.repositories else repositories)
    log().info("forgotten", installation=event.installation, repositories=len(repositories), values=dropped)


def _owner(job: Any) -> int:
    """The repository that a job is about, 0 for none: by its topic, or by the event whose failure it reports."""
    if job.args:
        owner = str(job.args[0]).partition("-")[0]
        return int(owner) if owner.isdigit() else 0
    return int(job.kwargs.get("event", {}).get("repository", 0))


def _topics(store: Store, repositories: set[int]) -> Iterator[str]:
    for key in _keys(store, WORK + "*"):
        topic = key.removeprefix(WORK)
        owner = topic.partition("-")[0]
        if owner.isdigit() and int(owner) in repositories:
            yield topic


def _drop(store: Store, prefixes: tuple[str, ...]) -> int:
    dropped, batch = 0, list[str]()
    for key in _keys(store, "asbuilt:*"):
        if key.startswith(prefixes):
            batch.append(key)
        if len(batch) >= _SCANNED:
            dropped += _unlink(store, batch)
            batch = []
    return dropped + _unlink(store, batch)


def _unlink(store: Store, keys: list[str]) -> int:
    return int(store.guarded(lambda: store.client.unlink(*keys))) if keys else 0


def _keys(store: Store, pattern: str) -> Iterator[str]:
    found = store.guarded(lambda: list(store.client.scan_iter(pattern, count=_SCANNED)))
    return (key.decode("utf-8", "replace") for key in cast("list[bytes]", found))

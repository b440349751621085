"""The jobs: what a worker does with a head. Each can be run again at any point without harm."""

from __future__ import annotations

import os
import time
from contextvars import ContextVar
from typing import Any

import msgspec

from bot import marks
from bot.events import Event
from bot.github import Client, DeniedError, GitHubError, RateLimitedError, RefusedError
from bot.logs import follow, log
from bot.pool import Pool
from bot.publish import MOST, Publisher
from bot.queue import Queue, Work, current_job, postponed
from bot.settings import Settings
from bot.snapshot import Side, descends, pull, snapshot
from bot.store import FACTS_TTL, Store, Values
from bot.words import Links, html_root, not_checked, output
from checks.run import check

SETTINGS: ContextVar[Settings] = ContextVar("settings")
"""The worker's settings; jobs run in its forks."""


def check_head(repository: int, head: str) -> object:
    """Checks one head and completes its run. Answers a postponement if GitHub's limit is used up.

    Raises for whatever another attempt may mend; the queue then tries again, and after the last attempt has
    `report_failure` say so on the head.
    """
    settings = SETTINGS.get()
    store = Store(settings.redis())
    queue = Queue(store, settings.retry_pauses, settings.job_timeout)
    job = current_job().id
    work = queue.begin(repository, head, job)
    if work is None:
        return None
    follow(delivery=work.event.delivery, repository=work.event.name, head=head, job=job)
    try:
        try:
            with Client(settings, store, work.event.installation, repository) as client:
                _judge(client, settings, queue, work)
        except (DeniedError, RefusedError) as error:
            _tell(settings, store, work, error)
    except RateLimitedError as error:
        log().warning("postponed", why=str(error), seconds=error.seconds)
        return postponed(error.seconds)
    queue.end(repository, head, job)
    return None


def report_failure(event: dict[str, Any], why: str) -> object:
    """Says on a head that it could not be checked, after every attempt has failed."""
    settings = SETTINGS.get()
    store = Store(settings.redis())
    failed = msgspec.convert(event, Event)
    follow(delivery=failed.delivery, repository=failed.name, head=failed.head)
    try:
        with Client(settings, store, failed.installation, failed.repository) as client:
            key = f"failed-{failed.delivery}"
            publisher = Publisher(client, failed.name, failed.head, app=settings.app(), key=key)
            publisher.report("neutral", not_checked(why, failed.delivery))
    except RateLimitedError as error:
        return postponed(error.seconds)
    except DeniedError as error:
        if error.status == 403:  # a permission may be given, an installation that is gone stays gone
            raise
        log().error("a failure could not be reported", why=str(error))
    return None


def _judge(client: Client, settings: Settings, queue: Queue, work: Work) -> None:
    event = work.event
    request = pull(client, event)
    if request.state != "open":
        return
    if request.head.sha != event.head:
        _follow_head(client, settings, queue, event, request.head.sha)
        if descends(client, event.name, request.head.sha, event.head):
            return
        # Pushed over, or GitHub's answer is older than its delivery: nobody can tell, so both are checked.
        request = msgspec.structs.replace(request, head=Side(event.head))
    publisher = _publisher(client, settings, work)
    run = publisher.begin()
    if run is None:
        return
    began = time.monotonic()
    taken = snapshot(client, event.name, request)
    report = check(
        taken,
        Values(queue.store, "facts", FACTS_TTL),
        executor=Pool(os.cpu_count() or 1),
        clock=time.monotonic,
        snapshot_seconds=time.monotonic() - began,
    )
    links = Links(html_root(settings.github_url), event.name, event.head, settings.public_url)
    all_marks = marks.of(report, taken.tree, links)
    shown = output(report, links, min(len(all_marks), MOST), max(0, len(all_marks) - MOST))
    publisher.complete(run, report.conclusion, shown, all_marks[:MOST])
    log().info(
        "checked", conclusion=report.conclusion, title=shown.title, seconds=round(time.monotonic() - began, 2)
    )


def _publisher(client: Client, settings: Settings, work: Work) -> Publisher:
    key = f"check-{work.generation}"
    return Publisher(client, work.event.name, work.event.head, app=settings.app(), key=key)


def _follow_head(client: Client, settings: Settings, queue: Queue, event: Event, head: str) -> None:
    """The delivery's head is not the pull request's present one: that is checked, unless it has been or is
    being checked."""
    if Publisher(client, event.name, head, app=settings.app(), key="").newest() is None:
        queue.submit(msgspec.structs.replace(event, head=head), again=True)
    log().info("head has moved on", to=head)


def _tell(settings: Settings, store: Store, work: Work, error: GitHubError) -> None:
    """Reports what no further attempt can mend. If not even that is allowed, the error goes on to the queue:
    a run may have been begun, and it must not stay in progress for a denial that passes."""
    log().error("could not be checked", why=str(error))
    event = work.event
    with Client(settings, store, event.installation, event.repository) as client:
        _publisher(client, settings, work).report("neutral", not_checked(str(error), event.delivery))

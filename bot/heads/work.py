"""The work on a head: from the latest event about it to its completed check run."""

from __future__ import annotations

import time

from bot.events import Event
from bot.github.client import Client, DeniedError, GitHubError, RefusedError
from bot.github.record import HeadRecord
from bot.github.runs import Runs
from bot.github.snapshot import pull
from bot.heads import notice
from bot.heads.judge import Judge, Judged
from bot.heads.moves import follow, look_back, pushed_over
from bot.heads.publish import Publisher
from bot.heads.served import served
from bot.logs import log
from bot.redis import seen
from bot.redis.queue import Queue, Work
from bot.redis.store import Store
from bot.settings import Settings
from bot.words import ends_with, not_checked, superseded, unwanted

_FAILURES = 3
"""A head that could not be checked so often is left alone until somebody asks, whatever results of other Apps come."""


def check(settings: Settings, queue: Queue, work: Work, event: Event) -> None:
    """Has the event's head checked for everybody whom it serves. Raises for whatever another attempt may mend."""
    try:
        with Client(settings, queue.store, event.installation, event.repository) as client:
            _check(client, settings, queue, work, event)
    except (DeniedError, RefusedError) as error:
        _tell(settings, queue, work, event, error)


def _check(client: Client, settings: Settings, queue: Queue, work: Work, event: Event) -> None:
    runs, record = Runs(client, event.name, event.head), HeadRecord(client, event.name, event.head)
    if event.cause == "result" and _is_known(queue.store, event, runs, record):
        log().info("no result that matters is new")
        return
    found = served(client, queue.store, event, runs)
    for moved in found.moved:
        follow(client, queue, event, moved)
    if any(each.number == event.number for each in found.pulls):
        look_back(queue, event)
    pulls = found.pulls or pushed_over(client, event, found)
    publisher = Publisher(client, event.name, event.head, key=_key(work), runs=runs)
    if not pulls and found.group is None:
        _unwanted(queue.store, publisher, event)
        return
    run = publisher.begin()
    if run is None:
        _keep_done(queue.store, event, newest.output.text if (newest := runs.newest()) is not None else "")
        return
    began = time.monotonic()
    judge = Judge(client, settings, queue.store, event, runs, record)
    judged = judge.pulls(pulls) if found.group is None else judge.group(found.group)
    if not queue.holds(work):  # another process has taken it over, and completes the run
        log().warning("given up, another worker has it")
        return
    _publish(client, queue.store, publisher, event, run, judged)
    log().info(
        "checked",
        run=run,
        conclusion=judged.conclusion,
        title=judged.output.title,
        seconds=round(time.monotonic() - began, 2),
    )


def _publish(
    client: Client, store: Store, publisher: Publisher, event: Event, run: int, judged: Judged
) -> None:
    # Before the run is complete: should its answer be lost, nothing after it happens.
    seen.keep_results(store, event.repository, event.head, judged.rested_on)
    publisher.complete(run, judged.conclusion, judged.output, judged.annotations)
    _keep_done(store, event, judged.output.text)
    for told in judged.notices:
        # The comment is one for all heads of a pull request: an older one must not have the last word.
        if pull(client, event.name, told.number).head.sha == event.head:
            notice.keep(client, event.name, told)


def _keep_done(store: Store, event: Event, text: str | None) -> None:
    """Keeps that a head has a completed run with some text."""
    seen.keep_done(store, event.repository, event.head, store.now(), ends_with(text))


def _key(work: Work) -> str:
    """What a run carries that this piece of work has made."""
    return f"check-{work.generation}"


def _is_known(store: Store, event: Event, runs: Runs, record: HeadRecord) -> bool:
    """Whether the results of other Apps are those that the head's newest run rests on. An App that answers each of our
    runs with one of its own would else be answered by us, and so on for ever; also where we fail each time."""
    if runs.failures() >= _FAILURES:
        return True
    rested_on = seen.results(store, event.repository, event.head)
    if rested_on is None:
        return False
    newest = runs.newest()
    if newest is None or not newest.judged:
        return newest is None and not rested_on  # a head that serves nobody any more
    if rested_on:
        record.results()
    return record.rested_on() == rested_on


def _unwanted(store: Store, publisher: Publisher, event: Event) -> None:
    """A head that serves nobody any more: nothing is begun, and nothing stays in progress. Only who asks by hand
    gets a run that says so, since GitHub waits for one then."""
    seen.keep_results(store, event.repository, event.head, "")
    if event.cause == "asked":
        publisher.report("neutral", unwanted())
    else:
        publisher.finish(superseded())


def _tell(settings: Settings, queue: Queue, work: Work, event: Event, error: GitHubError) -> None:
    """Reports what no further attempt can mend. If not even that is allowed, the error goes on to the queue:
    a run may have been begun, and it must not stay in progress for a denial that passes."""
    log().error("could not be checked", why=str(error))
    with Client(settings, queue.store, event.installation, event.repository) as client:
        publisher = Publisher(client, event.name, event.head, key=_key(work))
        publisher.report("neutral", not_checked(str(error), event.delivery))

"""The jobs: what a worker does with an event. Each can be run again at any point without harm."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import msgspec

from bot import commands, removal, sweeper
from bot.events import AnyEvent, Comment, Event
from bot.github.client import Client, DeniedError, RateLimitedError, RefusedError
from bot.github.record import HeadRecord
from bot.github.runs import Runs
from bot.github.snapshot import Pull, pull
from bot.heads.judge import Judge, kept
from bot.heads.publish import Publisher
from bot.heads.work import check
from bot.logs import follow, log
from bot.redis import seen
from bot.redis.queue import Queue, Work, current_job, postponed
from bot.redis.store import Store
from bot.settings import Settings
from bot.words import not_checked, overrides_in
from checks.model import Report

SETTINGS: ContextVar[Settings] = ContextVar("settings")
"""The worker's settings; jobs run in its forks."""


def run(topic: str) -> object:
    """Does what the latest event of a topic asks for. Answers a postponement if GitHub's limit is used up.

    Raises for whatever another attempt may mend; the queue then tries again, and after the last attempt has
    `report_failure` say so.
    """
    settings = SETTINGS.get()
    queue = _queue(settings)
    job = current_job().id
    work = queue.begin(topic, job)
    if work is None:
        return None
    _follow(work.event, job=job)
    try:
        _handle(settings, queue, work)
    except RateLimitedError as error:
        log().warning("postponed", why=str(error), seconds=error.seconds)
        return postponed(error.seconds)
    queue.end(topic, job, work.turn)
    return None


def report_failure(event: dict[str, Any], why: str, at: float) -> object:
    """Says on a head that it could not be checked, after every attempt has failed (``at``, by the clock of Redis). A
    comment's head is checked instead, so that what the comment decides counts all the same."""
    settings = SETTINGS.get()
    queue = _queue(settings)
    failed = msgspec.convert(event, AnyEvent)
    _follow(failed)
    if not isinstance(failed, Event | Comment) or _settled_since(queue, failed, at):
        return None
    try:
        with Client(settings, queue.store, failed.installation, failed.repository) as client:
            if isinstance(failed, Comment):
                _recheck(client, queue, failed)
            else:
                publisher = Publisher(client, failed.name, failed.head, key=f"failed-{failed.delivery}")
                publisher.report("neutral", not_checked(why, failed.delivery))
    except RateLimitedError as error:
        return postponed(error.seconds)
    except DeniedError as error:
        if error.status == 403:  # a permission may be given, an installation that is gone stays gone
            raise
        log().error("a failure could not be reported", why=str(error))
    return None


def _settled_since(queue: Queue, failed: Event | Comment, failure: float) -> bool:
    """Whether a head has been checked, or is being, since its failure, which must not replace what came of that."""
    if isinstance(failed, Comment):
        return False
    checked = seen.done_at(queue.store, failed.repository, failed.head)
    return checked > failure or queue.busy(failed.topic)


def sweep() -> object:
    """Looks for what was lost: see `bot.sweeper`."""
    settings = SETTINGS.get()
    queue = _queue(settings)
    follow(delivery="sweep")
    try:
        sweeper.sweep(settings, queue)
    except RateLimitedError as error:
        log().warning("sweep given up", why=str(error))
    return None


def _queue(settings: Settings) -> Queue:
    store = Store(settings.redis())
    return Queue(store, settings.retry_pauses, settings.job_timeout, settings.result_pause)


def _follow(event: AnyEvent, **more: str) -> None:
    if isinstance(event, Event):
        more |= {"repository": event.name, "head": event.head}
    elif isinstance(event, Comment):
        more |= {"repository": event.name, "comment": str(event.comment)}
    follow(delivery=event.delivery, **more)


def _handle(settings: Settings, queue: Queue, work: Work) -> None:
    event = work.event
    if isinstance(event, Event):
        check(settings, queue, work, event)
    elif isinstance(event, Comment):
        _comment(settings, queue, event)
    else:
        removal.forget(settings, queue, event)


# --- comments ------------------------------------------------------------------------------------


def _comment(settings: Settings, queue: Queue, event: Comment) -> None:
    with Client(settings, queue.store, event.installation, event.repository) as client:
        asked = commands.Asked(event.name, event.number, event.comment, event.author, event.action)
        try:
            answer = commands.answer(client, settings, asked, lambda: _report(client, settings, queue, event))
        except (DeniedError, RefusedError) as error:
            # What a command decides counts even where we may not react to it.
            log().error("a comment could not be answered", why=str(error))
            answer = commands.Answer(recheck=True)
        if answer.recheck or (event.action != "created" and _rested_on(client, queue.store, event)):
            _recheck(client, queue, event)


def _rested_on(client: Client, store: Store, event: Comment) -> bool:
    """Whether the present head's report rests on an override in a comment, whatever right its author has by now."""
    head = pull(client, event.name, event.number).head.sha
    report = kept(store, event.repository, event.number, head)
    made = overrides_in(report) if report is not None else ()
    links = (link for each in made for link in (*each.earlier, each.url))
    return any(link.endswith(f"#issuecomment-{event.comment}") for link in links)


def _recheck(client: Client, queue: Queue, event: Comment) -> None:
    request = pull(client, event.name, event.number)
    if request.state == "open":
        queue.submit(_event(event, request), again=True)


def _report(client: Client, settings: Settings, queue: Queue, event: Comment) -> Report | None:
    request = pull(client, event.name, event.number)
    found = kept(queue.store, event.repository, event.number, request.head.sha)
    if found is not None or request.state != "open":
        return found
    name, head = event.name, request.head.sha
    runs, record = Runs(client, name, head), HeadRecord(client, name, head)
    judge = Judge(client, settings, queue.store, _event(event, request), runs, record)
    return judge.pulls((request,)).reports.get(event.number)


def _event(event: Comment, request: Pull) -> Event:
    return Event(
        installation=event.installation,
        repository=event.repository,
        name=event.name,
        number=event.number,
        head=request.head.sha,
        delivery=event.delivery,
        cause="asked",
    )

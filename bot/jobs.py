"""The jobs: what a worker does with an event. Each can be run again at any point without harm."""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

import msgspec

from bot import commands, notice, removal, seen, sweeper
from bot.events import AnyEvent, Comment, Event
from bot.github import Client, DeniedError, GitHubError, RateLimitedError, RefusedError
from bot.heads import Served, served
from bot.judge import Judge, kept
from bot.logs import follow, log
from bot.publish import Publisher
from bot.queue import Queue, Work, current_job, postponed
from bot.record import HeadRecord
from bot.runs import Runs
from bot.settings import Settings
from bot.snapshot import Pull, Side, descends, pull
from bot.store import Store
from bot.words import ends_with, not_checked, overrides_in, superseded, unwanted
from checks.model import Report

_FAILURES = 3
"""A head that could not be checked so often is left alone until somebody asks, whatever results of other Apps come."""

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
        _head(settings, queue, work, event)
    elif isinstance(event, Comment):
        _comment(settings, queue, event)
    else:
        removal.forget(settings, queue, event)


# --- heads ---------------------------------------------------------------------------------------


def _head(settings: Settings, queue: Queue, work: Work, event: Event) -> None:
    try:
        with Client(settings, queue.store, event.installation, event.repository) as client:
            _judge(client, settings, queue, work, event)
    except (DeniedError, RefusedError) as error:
        _tell(settings, queue, work, event, error)


def _judge(client: Client, settings: Settings, queue: Queue, work: Work, event: Event) -> None:
    runs, record = Runs(client, event.name, event.head), HeadRecord(client, event.name, event.head)
    if event.cause == "result" and _is_known(queue.store, event, runs, record):
        log().info("no result that matters is new")
        return
    found = served(client, queue.store, event)
    for moved in found.moved:
        _follow_head(client, queue, event, moved)
    if any(each.number == event.number for each in found.pulls):
        _look_back(queue, event)
    pulls = found.pulls or _pushed_over(client, event, found)
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
    # Before the run is complete: should its answer be lost, nothing after it happens.
    seen.keep_results(queue.store, event.repository, event.head, judged.rested_on)
    publisher.complete(run, judged.conclusion, judged.output, judged.annotations)
    _keep_done(queue.store, event, judged.output.text)
    for told in judged.notices:
        # The comment is one for all heads of a pull request: an older one must not have the last word.
        if pull(client, event.name, told.number).head.sha == event.head:
            notice.keep(client, event.name, told)
    log().info(
        "checked",
        run=run,
        conclusion=judged.conclusion,
        title=judged.output.title,
        seconds=round(time.monotonic() - began, 2),
    )


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


def _follow_head(client: Client, queue: Queue, event: Event, pull: Pull) -> None:
    """The delivery's head is not the pull request's present one: that is checked, unless it has been or is
    being checked."""
    head = pull.head.sha
    present = msgspec.structs.replace(event, head=head, number=pull.number, cause="change", base="", ref="")
    if not queue.busy(present.topic) and Runs(client, event.name, head).newest() is None:
        queue.submit(present, again=True)
    log().info("head has moved on", to=head)


def _look_back(queue: Queue, event: Event) -> None:
    """The pull request has this head now: what it left is checked again where other pull requests have it still."""
    left = seen.left(queue.store, event.repository, event.number, event.head)
    for head in left:
        behind = msgspec.structs.replace(event, head=head, number=0, cause="ended", base="", ref="")
        queue.submit(behind, again=True)
    seen.forget_left(queue.store, event.repository, event.number, left)


def _pushed_over(client: Client, event: Event, found: Served) -> tuple[Pull, ...]:
    """The delivery's own pull request with the head that the delivery has. It was pushed over, or GitHub's answer is
    older than its delivery: nobody can tell, so both heads are checked, unless one contains the other."""
    for moved in found.moved:
        if moved.number == event.number and event.cause == "change":
            if descends(client, event.name, moved.head.sha, event.head):
                return ()
            return (msgspec.structs.replace(moved, head=Side(event.head)),)
    return ()


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
    return any(each.url.endswith(f"#issuecomment-{event.comment}") for each in made)


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

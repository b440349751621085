"""The queue: the only module that imports RQ. At most one running and one waiting job for each topic.

A topic is a head, a comment or a removal. What holds for it is one hash in Redis: the event that came last
(``event``), its generation (``wanted``), the generation that the job has begun with (``seen``), the job (``job``)
and the turn of the process that works on it (``turn``); whether the event is being worked on (``begun``), and what came
of other Apps meanwhile (``result``). A delivery raises ``wanted`` and enqueues a job only where
none is alive; a job that ends while ``wanted`` is ahead of ``seen`` leaves the next one behind. Each is one step
of Lua (`bot.redis.steps`), so nothing that arrives in between is lost, and a delivery costs one round trip.

Workers may run on several hosts, whose clocks differ. What one host writes and another compares is told by Redis' clock.

Jobs carry ids and shas only and are written as JSON: whoever can write to Redis must not thereby run code.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import msgspec
from rq import Queue as RQQueue
from rq import Retry, Worker, get_current_job
from rq.exceptions import AbandonedJobError, NoSuchJobError
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry, FinishedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.utils import utcformat, utcparse
from rq.worker_registration import clean_worker_registry

from bot.events import AnyEvent, Event
from bot.redis import metrics, seen, steps
from bot.redis.store import Store, now

NAME = "asbuilt"
RUN = "bot.jobs.run"
REPORT_FAILURE = "bot.jobs.report_failure"
SWEEP = "bot.jobs.sweep"

WORK = "asbuilt:work:"
_DELIVERY_TTL = 8 * 24 * 3600  # GitHub lets deliveries be sent again for 3 days, its Enterprise Server for 7
_WORK_TTL = 14 * 24 * 3600
_FAILURE_TTL = 14 * 24 * 3600
_POSTPONEMENTS = 50
_REPORT_PAUSES = (30, 120, 600, 1800, 3600, 4 * 3600, 12 * 3600)
_HOUSEKEEPING = 20
_RESULT_PAUSE = 15
"""Results of other Apps come in swarms: so many seconds after the first of them, one check sees all."""


class Work(msgspec.Struct, frozen=True):
    """What a job has to do: the latest event of its topic, the generation it stands for, and its turn."""

    event: AnyEvent
    generation: str
    turn: str

    @property
    def topic(self) -> str:
        """What the job is about."""
        return self.event.topic


class _RQ(RQQueue):
    """RQ's queue, with a lock on its housekeeping that outlives a killed worker by seconds, not by 15 minutes, and
    with pauses by the clock of Redis."""

    def acquire_maintenance_lock(self) -> bool:
        return bool(self.connection.set(self.registry_cleaning_key, 1, nx=True, ex=_HOUSEKEEPING))

    def schedule_job(self, job: Job, datetime: datetime, *args: Any, **kwargs: Any) -> Job:
        ahead = timedelta(seconds=time.time() - now(self.connection))
        return super().schedule_job(job, datetime - ahead, *args, **kwargs)


class _Running(StartedJobRegistry):
    """RQ's register of the jobs that run, by the clock of Redis: by a host's own, a host whose clock is ahead would take
    the jobs of all others for abandoned."""

    def add_execution(self, execution: Execution, pipeline: Any, ttl: int = 0, xx: bool = False) -> int:
        until = int(now(self.connection)) + ttl
        return cast("int", pipeline.zadd(self.key, {execution.composite_key: until}, xx=xx))

    def cleanup(self, timestamp: float | None = None, exception_handlers: list[Any] | None = None) -> None:
        moment = int(now(self.connection)) if timestamp is None else timestamp
        super().cleanup(moment, exception_handlers)

    def get_queue(self) -> RQQueue:
        return _RQ(self.name, connection=self.connection, job_class=_Job, serializer=self.serializer)


class _Job(Job):
    @property
    def started_job_registry(self) -> _Running:
        return _Running(self.origin, connection=self.connection, job_class=_Job, serializer=self.serializer)


class Queue:
    """The service's queue on one store. ``pauses`` are those between attempts, ``timeout`` a job's limit, all in
    seconds; ``result_pause`` is how long results of other Apps are gathered before they are looked at."""

    def __init__(
        self,
        store: Store,
        pauses: Sequence[int] = (10, 60, 300, 900),
        timeout: int = 900,
        result_pause: int = _RESULT_PAUSE,
    ) -> None:
        self.store, self._pauses, self._timeout = store, tuple(pauses), timeout
        self._result_pause = result_pause
        self.rq = _RQ(
            NAME, connection=store.client, job_class=_Job, serializer=JSONSerializer, default_timeout=timeout
        )
        self._take = store.client.register_script(steps.TAKE)
        self._begin = store.client.register_script(steps.BEGIN)
        self._end = store.client.register_script(steps.END)
        self._wake = store.client.register_script(steps.WAKE)

    def submit(self, event: AnyEvent, *, again: bool = False) -> bool:
        """Puts an event into Redis, with a job if its topic has none alive. Answers False for a delivery that
        has been taken before, unless it is meant ``again``, and for a result that no head waits for. Raises
        StoreError, and then nothing has been taken."""
        result = isinstance(event, Event) and event.cause == "result"
        generation = secrets.token_hex(8)
        job = f"{event.topic}-{generation}"
        notes = seen.commands(event) if isinstance(event, Event) else []
        keys = [WORK + event.topic, f"asbuilt:delivery:{event.delivery}"]
        if isinstance(event, Event):
            keys.append(seen.results_key(event.repository, event.head))
        flags = "again" if again else "result" if result else "new"
        raw = msgspec.json.encode(event)
        pause = self._result_pause if result else 0
        enqueue = self.store.guarded(lambda: self._commands(event.topic, job, pause))
        ours: list[Any] = [flags, raw, generation, job, _WORK_TTL, _DELIVERY_TTL, Job.key_for("")]
        args = [*ours, steps.packed(notes), enqueue]
        return bool(self.store.guarded(lambda: self._take(keys, args)))

    def begin(self, topic: str, job: str) -> Work | None:
        """What there is to do for the job that begins now; None if it is no longer its topic's job."""
        turn = secrets.token_hex(8)
        found = self.store.guarded(lambda: self._begin([WORK + topic], [job, turn]))
        if not found:
            return None
        event, wanted = cast("list[bytes]", found)
        return Work(msgspec.json.decode(event, type=AnyEvent), wanted.decode(), turn)

    def holds(self, work: Work) -> bool:
        """Whether the work is still this process's: a worker that was silent for too long has lost it."""
        turn = self.store.guarded(lambda: self.store.client.hget(WORK + work.topic, "turn"))
        return bool(turn == work.turn.encode())

    def end(self, topic: str, job: str, turn: str = "", *, done: bool = True) -> bool:
        """Ends a topic's job: leaves the next one behind if something arrived meanwhile, else forgets the topic.
        Answers whether the topic is at rest. A ``turn`` that has been lost to another process ends nothing. Where the
        event is not ``done``, it stays the topic's, whatever results of other Apps came in."""
        following = f"{topic}-{secrets.token_hex(8)}"
        commands = self.store.guarded(lambda: self._commands(topic, following))
        args = [job, turn, following, commands, "done" if done else "failed"]
        return bool(self.store.guarded(lambda: self._end([WORK + topic], args)))

    def bury(self, event: AnyEvent, why: str) -> None:
        """Has a failure that no attempt could mend reported, patiently, and lets a redelivery of the same
        delivery through."""
        self.store.guarded(lambda: self.store.client.delete(f"asbuilt:delivery:{event.delivery}"))
        self.store.guarded(
            lambda: self.rq.enqueue_call(
                REPORT_FAILURE,
                kwargs={"event": msgspec.to_builtins(event), "why": why[:300], "at": self.store.now()},
                retry=_retry(_REPORT_PAUSES if any(self._pauses) else (0,) * len(self._pauses)),
                **_LIFETIMES,
            )
        )

    def abandoned(self, job: Job, why: str) -> None:
        """What happens once a job has failed for good: its event is kept with it, and its failure is reported,
        unless a newer event of its topic waits, which then gets its own job."""
        if job.func_name != RUN:
            return
        topic = str(job.args[0])
        raw = self.store.guarded(lambda: self.store.client.hget(WORK + topic, "event"))
        if raw is not None and self.end(topic, job.id, done=False):
            event = msgspec.json.decode(cast("bytes", raw), type=AnyEvent)
            job.meta["event"] = msgspec.to_builtins(event)
            self.store.guarded(job.save_meta)  # what `asbuilt jobs` shows and runs again
            self.bury(event, why)

    def lost(self) -> list[AnyEvent]:
        """The events of topics whose job is nowhere to be found."""
        found: list[AnyEvent] = []
        client = self.store.client
        keys = self.store.guarded(lambda: list(client.scan_iter(WORK + "*", count=1000)))
        for key in cast("list[bytes]", keys):
            kept = self.store.guarded(partial(client.hmget, key, ["job", "event"]))
            job, raw = cast("list[bytes | None]", kept)
            if raw is not None and not self.alive(job.decode() if job else ""):
                found.append(msgspec.json.decode(raw, type=AnyEvent))
        return found

    def busy(self, topic: str) -> bool:
        """Whether a topic has a job that waits, runs or pauses."""
        job = self.store.guarded(lambda: self.store.client.hget(WORK + topic, "job"))
        return job is not None and self.alive(cast("bytes", job).decode())

    def alive(self, job: str) -> bool:
        """Whether a job waits, runs or pauses."""
        status = self.store.guarded(lambda: self.store.client.hget(Job.key_for(job), "status"))
        return status is not None and cast("bytes", status).decode() in _ALIVE

    def sweep_every(self, seconds: int) -> bool:
        """Enqueues a sweep, unless one has been within so many seconds, on whatever host. Answers whether."""
        mine = self.store.guarded(
            lambda: self.store.client.set("asbuilt:sweep", b"1", nx=True, ex=max(1, seconds))
        )
        if mine:
            self.store.guarded(
                lambda: self.rq.enqueue_call(
                    SWEEP, timeout=self._timeout, at_front=True, result_ttl=60, failure_ttl=3600
                )
            )
        return bool(mine)

    def wake(self) -> int:
        """Enqueues the jobs whose pause is over, and those that a worker took and died before it began them; answers
        how many.

        RQ's scheduler is a process of its own beside every worker, behind a lock that outlives it by a minute, and
        RQ lets a job that was taken and not begun lie for a minute.
        """
        keys = [
            self.rq.scheduled_job_registry.key,
            self.rq.key,
            self.rq.intermediate_queue_key,
            "asbuilt:taken",
        ]
        present = self.store.now()
        written = utcformat(datetime.fromtimestamp(present, UTC))
        args: list[Any] = [int(present), Job.key_for(""), written]
        return int(self.store.guarded(lambda: self._wake(keys, args)))

    def counts(self) -> dict[str, int]:
        """How many jobs wait, run, pause and have failed."""
        return {
            "waiting": self.rq.count,
            "running": self.rq.started_job_registry.get_job_count(cleanup=False),
            "paused": self.rq.scheduled_job_registry.get_job_count(cleanup=False),
            "failed": self.rq.failed_job_registry.get_job_count(cleanup=False),
        }

    def oldest(self) -> float:
        """For how many seconds the job that comes next has waited; 0 if none waits."""
        first = self.store.guarded(lambda: self.store.client.lindex(self.rq.key, 0))
        if first is None:
            return 0.0
        key = Job.key_for(cast("bytes", first).decode())
        since = self.store.guarded(lambda: self.store.client.hget(key, "enqueued_at"))
        if since is None:
            return 0.0
        return max(0.0, (datetime.now(UTC) - utcparse(cast("bytes", since).decode())).total_seconds())

    def workers(self) -> int:
        """How many workers are alive, on whatever hosts."""
        return int(self.store.guarded(lambda: Worker.count(queue=self.rq)))

    def dead(self) -> list[Job]:
        """The jobs that have failed for good, the latest last."""
        ids = self.store.guarded(lambda: self.rq.failed_job_registry.get_job_ids(cleanup=False))
        return [job for id_ in ids if (job := self.dead_job(id_)) is not None]

    def dead_job(self, id_: str) -> Job | None:
        """One job that has failed for good, or None."""
        try:
            job = self.store.guarded(
                lambda: Job.fetch(id_, connection=self.store.client, serializer=JSONSerializer)
            )
        except NoSuchJobError:
            return None
        return job if job.get_status(refresh=False) == JobStatus.FAILED else None

    def drop(self, job: str) -> None:
        """Forgets a dead job."""
        found = self.dead_job(job)
        if found is not None:
            self.store.guarded(found.delete)

    def forget(self, topic: str) -> None:
        """Drops a topic with its job, unless the job is running (it then finds nothing to end)."""
        raw = self.store.guarded(lambda: self.store.client.hget(WORK + topic, "job"))
        self.store.guarded(lambda: self.store.client.delete(WORK + topic))
        if raw is not None:
            try:
                job = Job.fetch(
                    cast("bytes", raw).decode(), connection=self.store.client, serializer=JSONSerializer
                )
            except NoSuchJobError:
                return
            if job.get_status(refresh=False) != JobStatus.STARTED:
                self.store.guarded(job.delete)

    def _commands(self, topic: str, job: str, seconds: int = 0) -> bytes:
        """The Redis commands by which RQ enqueues a job, for a script to run."""
        pipe = self.store.client.pipeline(transaction=False)
        made = self.rq.create_job(
            RUN,
            args=(topic,),
            job_id=job,
            retry=_retry(self._pauses),
            timeout=self._timeout,
            status=JobStatus.SCHEDULED if seconds else JobStatus.QUEUED,
            **_LIFETIMES,
        )
        if seconds:
            self.rq.schedule_job(made, datetime.fromtimestamp(time.time() + seconds, UTC), pipeline=pipe)
        else:
            self.rq.enqueue_job(made, pipeline=pipe)
        return steps.packed([args for args, _ in pipe.command_stack])


_ALIVE = frozenset(
    str(s.value) for s in (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED)
)

_TIMEOUT = "JobTimeoutException"
_OUR_ERROR = re.compile(r"^bot(?:\.\w{1,40}){1,4}: ")

_LIFETIMES: dict[str, Any] = {"result_ttl": 60, "failure_ttl": _FAILURE_TTL}


def _retry(pauses: Sequence[int]) -> Retry | None:
    return Retry(max=len(pauses), interval=list(pauses)) if pauses else None


def postponed(seconds: float) -> Retry:
    """What a job answers to be run again after a while without holding a worker (and without using up one
    of its attempts)."""
    return Retry(max=_POSTPONEMENTS, interval=max(1, round(seconds)))


def current_job() -> Job:
    """The job that this process is running. Raises RuntimeError outside a job."""
    job = get_current_job()
    if job is None:
        raise RuntimeError("this is no job of the queue")
    return job


class AsBuiltWorker(Worker):
    """RQ's forking worker with short heartbeats: a killed worker's job runs again within a minute.

    RQ waits 60 seconds on top of the interval and looks for abandoned jobs every 10 minutes; here a job
    whose worker has missed four heartbeats is taken over at the next look, one heartbeat later at most.
    """

    log_result_lifespan = False

    def __init__(self, queue: Queue, *, heartbeat: int = 5, sweep: int = 0, name: str | None = None) -> None:
        super().__init__(
            [queue.rq],
            name=name,
            connection=queue.store.client,
            job_class=_Job,
            queue_class=_RQ,
            serializer=JSONSerializer,
            worker_ttl=15 + heartbeat,  # RQ waits for a job for worker_ttl - 15 seconds at a time
            job_monitoring_interval=heartbeat,
            maintenance_interval=heartbeat,
            exception_handlers=[self._on_exception],
        )
        self._queue, self._sweep = queue, sweep

    def run_maintenance_tasks(self) -> None:
        """RQ's own, when a worker starts and every so often; and ours."""
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        self._queue.wake()
        if self._sweep:
            self._queue.sweep_every(self._sweep)

    def clean_registries(self) -> None:
        """RQ's own, which would ask the clock of this host which jobs were abandoned."""
        for queue in self.queues:
            if queue.acquire_maintenance_lock():
                for register in (FinishedJobRegistry, FailedJobRegistry):
                    register(queue=queue).cleanup()
                _Running(queue=queue, job_class=_Job).cleanup(exception_handlers=self._exc_handlers)
                clean_worker_registry(queue)
                queue.intermediate_queue.cleanup(self, queue)
                queue.release_maintenance_lock()  # type: ignore[no-untyped-call]
        self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment]  # None before the first time

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002, RQ's signature
        """Seconds until a job counts as abandoned unless its worker is heard of."""
        return 4 * int(self.job_monitoring_interval)

    def perform_job(self, job: Job, *args: Any) -> bool:
        """RQ's own, with what happens in it counted. Runs in the job's own process."""
        with metrics.job(self._queue.store, str(job.func_name).rpartition(".")[2]) as counted:
            done = super().perform_job(job, *args)
            counted.outcome = "done" if done else "failed"
        return done

    def handle_job_failure(self, job: Job, queue: RQQueue, *args: Any, **kwargs: Any) -> None:
        """RQ's own book-keeping, and ours once no attempt is left."""
        why = str(kwargs.get("exc_string") or (args[1] if len(args) > 1 else ""))
        if _TIMEOUT in why and job.retries_left:
            # GitHub may have been slow, so once more; what takes too long by itself would do so every time.
            job.retries_left, job.retry_intervals = 1, (job.retry_intervals or [])[:1]
        final = not job.should_retry or self._stopped_job_id == job.id
        super().handle_job_failure(job, queue, *args, **kwargs)
        if final:
            self._queue.abandoned(job, _in_words(why, job))

    def handle_job_retry(self, job: Job, *args: Any, **kwargs: Any) -> None:
        """RQ's own book-keeping for a postponed job, and ours once it has been postponed too often."""
        super().handle_job_retry(job, *args, **kwargs)
        if job.get_status() == JobStatus.FAILED:
            self._queue.abandoned(job, "GitHub's rate limit left no room for it")

    def _on_exception(self, job: Job, kind: type[BaseException], *_: object) -> bool:
        # RQ's look for abandoned jobs fails them by itself and tells only the exception handlers.
        if kind is AbandonedJobError and not job.should_retry:
            self._queue.abandoned(job, "its worker died")
        return True


def _in_words(trace: str, job: Job) -> str:
    """What a traceback ends with, for people."""
    last = trace.strip().rsplit("\n", 1)[-1]
    if _TIMEOUT in last:
        seconds = int(job.timeout or 0)
        limit = f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"
        return f"it takes longer than the {limit} that a check may take"
    if "Work-horse" in last:
        return "the process that worked on it was killed, perhaps for want of memory"
    return _OUR_ERROR.sub("", last)


def work(queue: Queue, *, heartbeat: int = 5, sweep: int = 0, burst: bool = False) -> None:
    """Works on the queue in this process until told to stop (or, in a burst, until it is empty). ``sweep`` is how
    many seconds lie between two looks at what may have been lost; 0 is never."""
    AsBuiltWorker(queue, heartbeat=heartbeat, sweep=sweep).work(
        burst=burst, with_scheduler=False, logging_level="WARNING", max_idle_time=None
    )

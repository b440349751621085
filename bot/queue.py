"""The queue: the only module that imports RQ. At most one running and one waiting job for each head.

What holds for a head is one hash in Redis: the event that came last (``event``), its generation
(``wanted``), the generation that the job has begun with (``seen``) and the job (``job``). A delivery raises
``wanted`` and enqueues a job only where none is alive; a job that ends while ``wanted`` is ahead of ``seen``
leaves the next one behind. Both are single atomic steps, so nothing that arrives in between is lost.

Jobs carry ids and shas only and are written as JSON: whoever can write to Redis must not thereby run code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from rq import Queue as RQQueue
from rq import Retry, Worker, get_current_job
from rq.exceptions import AbandonedJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from bot.events import Event
from bot.store import Pipeline, Store

NAME = "asbuilt"
CHECK = "bot.jobs.check_head"
REPORT_FAILURE = "bot.jobs.report_failure"

_DELIVERY_TTL = 8 * 24 * 3600  # GitHub lets deliveries be sent again for 3 days, its Enterprise Server for 7
_HEAD_TTL = 14 * 24 * 3600
_FAILURE_TTL = 14 * 24 * 3600
_POSTPONEMENTS = 50
_REPORT_PAUSES = (30, 120, 600, 1800, 3600, 4 * 3600, 12 * 3600)
_ALIVE = frozenset((JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED))


class Work(msgspec.Struct, frozen=True):
    """What a job has to do: the latest event of its head, and the generation it stands for."""

    event: Event
    generation: int


class Queue:
    """The service's queue on one store. ``pauses`` are those between attempts, ``timeout`` a job's limit."""

    def __init__(self, store: Store, pauses: Sequence[int] = (10, 60, 300, 900), timeout: int = 900) -> None:
        self.store, self._pauses, self._timeout = store, tuple(pauses), timeout
        self.rq = RQQueue(NAME, connection=store.client, serializer=JSONSerializer, default_timeout=timeout)

    def submit(self, event: Event, *, again: bool = False) -> bool:
        """Puts an event into Redis, with a job if its head has none alive. Answers False for a delivery that
        has been taken before, unless it is meant ``again``. Raises StoreError, and then nothing has been
        taken."""
        head, delivery = _head_key(event.repository, event.head), f"asbuilt:delivery:{event.delivery}"

        # Generations are only told apart, never ordered, so the counter is outside the atomic step.
        generation = int(self.store.guarded(lambda: self.store.client.incr("asbuilt:generation")))

        def step(pipe: Pipeline) -> bool:
            taken = pipe.exists(delivery) and not again
            alive = self._alive(pipe.hget(head, "job"))
            pipe.multi()
            if taken:
                return False
            pipe.hset(head, mapping={"event": msgspec.json.encode(event), "wanted": generation})
            pipe.expire(head, _HEAD_TTL)
            pipe.set(delivery, generation, ex=_DELIVERY_TTL)
            if not alive:
                self._enqueue(pipe, event, generation)
            return True

        return bool(self.store.transaction(step, head, delivery))

    def begin(self, repository: int, head: str, job: str) -> Work | None:
        """What there is to do for the job that begins now; None if it is no longer the head's job."""
        key = _head_key(repository, head)

        def step(pipe: Pipeline) -> Work | None:
            holder, event, wanted = cast("list[bytes | None]", pipe.hmget(key, ["job", "event", "wanted"]))
            pipe.multi()
            if holder is None or holder.decode() != job or event is None or wanted is None:
                return None
            pipe.hset(key, "seen", wanted)
            return Work(msgspec.json.decode(event, type=Event), int(wanted))

        return cast("Work | None", self.store.transaction(step, key))

    def end(self, repository: int, head: str, job: str) -> bool:
        """Ends a head's job: leaves the next one behind if something arrived meanwhile, else forgets the
        head. Answers whether the head is at rest."""
        key = _head_key(repository, head)

        def step(pipe: Pipeline) -> bool:
            kept = cast("dict[bytes, bytes]", pipe.hgetall(key))
            pipe.multi()
            if kept.get(b"job", b"").decode() != job:
                return False
            if kept.get(b"wanted") == kept.get(b"seen"):
                pipe.delete(key)
                return True
            self._enqueue(pipe, msgspec.json.decode(kept[b"event"], type=Event), int(kept[b"wanted"]))
            return False

        return bool(self.store.transaction(step, key))

    def bury(self, event: Event, why: str) -> None:
        """Has a failure that no attempt could mend reported on the head, patiently, and lets a redelivery of
        the same delivery through."""
        self.store.guarded(lambda: self.store.client.delete(f"asbuilt:delivery:{event.delivery}"))
        self.store.guarded(
            lambda: self.rq.enqueue_call(
                REPORT_FAILURE,
                kwargs={"event": msgspec.to_builtins(event), "why": why[:300]},
                retry=_retry(_REPORT_PAUSES if any(self._pauses) else (0,) * len(self._pauses)),
                **_LIFETIMES,
            )
        )

    def abandoned(self, job: Job, why: str) -> None:
        """What happens once a job has failed for good: its failure is reported, unless a newer event of its
        head waits, which then gets its own job."""
        if job.func_name != CHECK:
            return
        repository, head = int(job.args[0]), str(job.args[1])
        raw = self.store.guarded(lambda: self.store.client.hget(_head_key(repository, head), "event"))
        if raw is not None and self.end(repository, head, job.id):
            self.bury(msgspec.json.decode(cast("bytes", raw), type=Event), why)

    def counts(self) -> dict[str, int]:
        """How many jobs wait, run, pause and have failed."""
        return {
            "waiting": self.rq.count,
            "running": self.rq.started_job_registry.get_job_count(cleanup=False),
            "paused": self.rq.scheduled_job_registry.get_job_count(cleanup=False),
            "failed": self.rq.failed_job_registry.get_job_count(cleanup=False),
        }

    def _alive(self, job: object) -> bool:
        if not isinstance(job, bytes):
            return False
        try:
            found = Job.fetch(job.decode(), connection=self.store.client, serializer=JSONSerializer)
            return found.get_status(refresh=False) in _ALIVE
        except (NoSuchJobError, InvalidJobOperation):
            return False

    def _enqueue(self, pipe: Pipeline, event: Event, generation: int) -> None:
        job = f"{event.repository}-{event.head}-{generation}"
        pipe.hset(_head_key(event.repository, event.head), "job", job)
        self.rq.enqueue_call(
            CHECK,
            args=(event.repository, event.head),
            job_id=job,
            retry=_retry(self._pauses),
            timeout=self._timeout,
            pipeline=pipe,
            **_LIFETIMES,
        )


_LIFETIMES: dict[str, Any] = {"result_ttl": 60, "failure_ttl": _FAILURE_TTL}


def _head_key(repository: int, head: str) -> str:
    return f"asbuilt:head:{repository}-{head}"


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
    whose worker has missed four heartbeats is taken over at the next look, every two.
    """

    log_result_lifespan = False

    def __init__(self, queue: Queue, *, heartbeat: int = 5, name: str | None = None) -> None:
        super().__init__(
            [queue.rq],
            name=name,
            connection=queue.store.client,
            serializer=JSONSerializer,
            worker_ttl=15 + 2 * heartbeat,  # RQ waits for a job for worker_ttl - 15 seconds at a time
            job_monitoring_interval=heartbeat,
            maintenance_interval=2 * heartbeat,
            exception_handlers=[self._on_exception],
        )
        self._queue = queue

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002, RQ's signature
        """Seconds until a job counts as abandoned unless its worker is heard of."""
        return 4 * int(self.job_monitoring_interval)

    def handle_job_failure(self, job: Job, queue: RQQueue, *args: Any, **kwargs: Any) -> None:
        """RQ's own book-keeping, and ours once no attempt is left."""
        if "JobTimeoutException" in str(kwargs.get("exc_string")):
            job.retries_left = 0  # what takes too long would take too long again
        final = not job.should_retry or self._stopped_job_id == job.id
        super().handle_job_failure(job, queue, *args, **kwargs)
        if final:
            why = str(kwargs.get("exc_string") or (args[1] if len(args) > 1 else ""))
            self._queue.abandoned(job, why.strip().rsplit("\n", 1)[-1])

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


def work(queue: Queue, *, heartbeat: int = 5, burst: bool = False) -> None:
    """Works on the queue in this process until told to stop (or, in a burst, until it is empty)."""
    AsBuiltWorker(queue, heartbeat=heartbeat).work(
        burst=burst, with_scheduler=True, logging_level="WARNING", max_idle_time=None
    )

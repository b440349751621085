"""The queue: one running and one waiting job for each head, and nothing that arrives is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import rq.job
import rq.registry
import rq.utils
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from bot.events import Event
from bot.redis.queue import REPORT_FAILURE, RUN, WORK, AsBuiltWorker, Queue
from bot.redis.store import Store

HEAD = "a" * 40
TOPIC = f"2-{HEAD}"


def event(delivery: str = "d-1", head: str = HEAD, number: int = 7) -> Event:
    return Event(
        installation=1, repository=2, name="ada/service", number=number, head=head, delivery=delivery
    )


@pytest.fixture
def queue(redis_url: str) -> Iterator[Queue]:
    store = Store(redis_url)
    yield Queue(store, pauses=(0, 0))
    store.close()


def waiting(queue: Queue) -> list[Job]:
    return queue.rq.jobs


def started(queue: Queue) -> str:
    """Takes the next job off the queue as a worker does, and answers its id."""
    job = waiting(queue)[0]
    queue.rq.remove(job)
    job.set_status(JobStatus.STARTED)
    return job.id


def test_a_jobs_arguments_are_ids_and_shas_and_nothing_in_redis_is_pickled(queue: Queue) -> None:
    queue.submit(event())
    job = waiting(queue)[0]
    assert (job.func_name, list(job.args), job.kwargs) == (RUN, [TOPIC], {})
    raw = queue.store.client.hget(job.key, "data")
    assert isinstance(raw, bytes)
    assert json.loads(zlib.decompress(raw))  # a pickle would be no JSON


def test_deliveries_of_one_head_share_one_waiting_job(queue: Queue) -> None:
    for i in range(5):
        assert queue.submit(event(f"d-{i}"))
    assert len(waiting(queue)) == 1
    work = queue.begin(TOPIC, waiting(queue)[0].id)
    assert work is not None
    assert work.event.delivery == "d-4"


def test_different_heads_have_different_jobs(queue: Queue) -> None:
    queue.submit(event("d-1"))
    queue.submit(event("d-2", head="b" * 40))
    assert len(waiting(queue)) == 2


def test_what_arrives_while_a_head_is_checked_gets_a_run_of_its_own_afterwards(queue: Queue) -> None:
    queue.submit(event("d-1"))
    first = started(queue)
    assert queue.begin(TOPIC, first) is not None
    queue.submit(event("d-2"))
    queue.submit(event("d-3"))
    assert waiting(queue) == []  # one runs, and nobody starts a second beside it
    assert queue.end(TOPIC, first) is False
    (second,) = waiting(queue)
    work = queue.begin(TOPIC, second.id)
    assert work is not None
    assert work.event.delivery == "d-3"


def test_a_head_at_rest_is_forgotten_and_can_be_checked_again(queue: Queue) -> None:
    queue.submit(event("d-1"))
    first = started(queue)
    queue.begin(TOPIC, first)
    assert queue.end(TOPIC, first) is True
    assert not queue.store.client.exists(f"{WORK}{TOPIC}")
    queue.submit(event("d-2"))
    (second,) = waiting(queue)
    assert second.id != first


def test_a_job_that_is_no_longer_its_heads_job_has_nothing_to_do(queue: Queue) -> None:
    queue.submit(event("d-1"))
    first = started(queue)
    queue.begin(TOPIC, first)
    queue.end(TOPIC, first)
    assert queue.begin(TOPIC, first) is None
    assert queue.end(TOPIC, first) is False


def test_a_head_whose_job_has_vanished_gets_a_new_one(queue: Queue) -> None:
    queue.submit(event("d-1"))
    waiting(queue)[0].delete()
    queue.submit(event("d-2"))
    assert len(waiting(queue)) == 1


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.FINISHED, JobStatus.STOPPED])
def test_a_finished_or_failed_job_does_not_block_its_head(queue: Queue, status: JobStatus) -> None:
    queue.submit(event("d-1"))
    first = started(queue)
    Job.fetch(first, connection=queue.store.client, serializer=JSONSerializer).set_status(status)
    queue.submit(event("d-2"))
    assert len(waiting(queue)) == 1


def test_a_failure_for_good_is_reported_and_its_delivery_may_come_again(queue: Queue) -> None:
    queue.submit(event("d-1"))
    job = waiting(queue)[0]
    queue.rq.remove(job)
    queue.begin(TOPIC, job.id)
    queue.abandoned(job, "RuntimeError: out of luck")
    (report,) = waiting(queue)
    assert report.func_name == REPORT_FAILURE
    assert report.kwargs["why"] == "RuntimeError: out of luck"
    assert report.kwargs["event"]["delivery"] == "d-1"
    assert queue.submit(event("d-1"))


def test_a_failure_for_good_gives_way_to_what_arrived_meanwhile(queue: Queue) -> None:
    queue.submit(event("d-1"))
    job = waiting(queue)[0]
    queue.rq.remove(job)
    job.set_status(JobStatus.STARTED)
    queue.begin(TOPIC, job.id)
    queue.submit(event("d-2"))
    queue.abandoned(job, "its worker died")
    (following,) = waiting(queue)
    assert following.func_name == RUN


def test_deliveries_from_many_threads_leave_one_job_a_head_and_lose_none(queue: Queue) -> None:
    taken: list[bool] = []

    def send(thread: int) -> None:
        taken.extend(queue.submit(event(f"d-{thread}-{i}", head=f"{i % 5:040x}")) for i in range(20))

    threads = [threading.Thread(target=send, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [True] * 120
    assert len(waiting(queue)) == 5


def test_events_race_with_the_end_of_a_job_and_are_never_lost(queue: Queue) -> None:
    for round_ in range(30):
        queue.submit(event(f"a-{round_}"))
        job = started(queue)
        queue.begin(TOPIC, job)
        late = threading.Thread(target=queue.submit, args=(event(f"b-{round_}"),))
        late.start()
        queue.end(TOPIC, job)
        late.join()
        following = started(queue)
        work = queue.begin(TOPIC, following)
        assert work is not None
        assert work.event.delivery == f"b-{round_}"
        assert queue.end(TOPIC, following) is True


_DEADLY = """
import os, sys, time
from bot.redis.queue import Queue, work
from bot.redis.store import Store

def run(topic):
    store = Store(sys.argv[1])
    n = store.client.incr("attempts")
    if n == 1:
        time.sleep(60)

import bot
module = type(sys)("bot.jobs")
module.run = run
sys.modules["bot.jobs"] = module
work(Queue(Store(sys.argv[1]), (0, 0)), heartbeat=1)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_job_of_a_killed_worker_is_run_by_another(queue: Queue) -> None:
    def worker() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _DEADLY, queue.store.url], start_new_session=True)

    def attempts() -> int:
        return int(queue.store.client.get("attempts") or 0)

    queue.submit(event())
    first = worker()
    _until(lambda: attempts() == 1)
    for process in _family(first.pid):
        os.kill(process, signal.SIGKILL)
    first.wait()
    began = time.monotonic()
    second = worker()
    try:
        _until(lambda: attempts() == 2, seconds=40)
        assert time.monotonic() - began < 30
    finally:
        second.terminate()
        second.wait(20)


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in children for p in _family(int(child)))]


def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


_FAILING = """
import os, signal, sys, time
from bot.github.client import UnavailableError
from bot.redis.queue import Queue, current_job, work
from bot.redis.store import Store

queue = Queue(Store(sys.argv[1]), (0, 0), timeout=1)

def run(topic):
    own = Queue(Store(sys.argv[1]), (0, 0))
    own.begin(topic, current_job().id)
    own.store.client.incr("attempts")
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if sys.argv[2] == "raise":
        raise UnavailableError("GitHub answered half")
    time.sleep(60)

def report_failure(event, why, at):
    Store(sys.argv[1]).client.set("why", why)

module = type(sys)("bot.jobs")
module.run, module.report_failure = run, report_failure
sys.modules["bot.jobs"] = module
work(queue, heartbeat=1, burst=True)
"""


@pytest.mark.parametrize(
    ("fault", "attempts", "words"),
    [
        ("kill", 3, "it was killed, perhaps for want of memory"),
        ("sleep", 2, "it takes longer than the 1 seconds that a check may take"),
        ("raise", 3, "b'GitHub answered half'"),
    ],
    ids=["kills its process", "takes too long", "fails"],
)
def test_a_job_that_cannot_be_done_is_reported_in_the_end(
    redis_url: str, fault: str, attempts: int, words: str
) -> None:
    store = Store(redis_url)
    queue = Queue(store, (0, 0), timeout=1)
    queue.submit(event())
    subprocess.run([sys.executable, "-c", _FAILING, redis_url, fault], check=True, timeout=60)
    assert int(store.client.get("attempts") or 0) == attempts
    assert words in str(store.client.get("why"))
    assert queue.submit(event())  # the same delivery may come again
    store.close()


# --- hosts whose clocks differ -------------------------------------------------------------------


def shift(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """From now on this host's clock is so many seconds ahead."""
    real, utc_now = time.time, rq.utils.now
    monkeypatch.setattr(time, "time", lambda: real() + seconds)
    for module in (rq.utils, rq.job, rq.registry):
        monkeypatch.setattr(module, "now", lambda: utc_now() + timedelta(seconds=seconds))


def running(queue: Queue, ttl: int) -> Job:
    """A job that another host's worker has begun, and of which it is heard for so many seconds."""
    queue.submit(event())
    job = queue.rq.fetch_job(started(queue))
    assert job is not None
    with queue.store.client.pipeline() as pipe:
        Execution.create(job, ttl, pipe)
        pipe.execute()
    return job


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_host_takes_no_living_job_of_another_however_its_clock_goes(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    job = running(queue, ttl=20)
    shift(monkeypatch, ahead)
    AsBuiltWorker(queue).clean_registries()
    assert job.get_status() == JobStatus.STARTED
    assert waiting(queue) == []


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_host_takes_over_what_another_has_abandoned_however_its_clock_goes(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    shift(monkeypatch, -ahead)
    job = running(queue, ttl=-1)
    monkeypatch.undo()
    shift(monkeypatch, ahead)
    AsBuiltWorker(queue).clean_registries()
    assert [each.id for each in waiting(queue)] == [job.id]


@pytest.mark.parametrize("ahead", [3600, -3600])
def test_a_pause_is_as_long_as_it_is_however_a_clock_goes(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    calm = Queue(queue.store, pauses=(0, 0), result_pause=1)
    shift(monkeypatch, ahead)
    calm.submit(msgspec.structs.replace(event("d-1"), cause="result"))
    assert calm.wake() == 0
    monkeypatch.undo()
    time.sleep(2.1)
    assert calm.wake() == 1


def test_a_job_that_was_taken_and_never_begun_is_given_to_another(queue: Queue) -> None:
    queue.submit(event())
    job = waiting(queue)[0]
    queue.store.client.lmove(queue.rq.key, queue.rq.intermediate_queue_key)  # its worker is killed here
    assert queue.wake() == 0  # it may only be slow
    queue.store.client.hset("asbuilt:taken", job.id, int(time.time()) - 11)
    assert queue.wake() == 1
    assert [each.id for each in waiting(queue)] == [job.id]


def test_a_killed_workers_lock_on_housekeeping_is_gone_within_seconds(queue: Queue) -> None:
    assert queue.rq.acquire_maintenance_lock()
    assert not queue.rq.acquire_maintenance_lock()
    assert int(queue.store.client.ttl(queue.rq.registry_cleaning_key)) <= 20


def test_a_job_that_pauses_runs_once_its_pause_is_over_and_gives_way_to_a_new_delivery(queue: Queue) -> None:
    calm = Queue(queue.store, pauses=(0, 0), result_pause=1)
    calm.submit(msgspec.structs.replace(event("d-1"), cause="result"))
    assert calm.counts() == {"waiting": 0, "running": 0, "paused": 1, "failed": 0}
    assert calm.wake() == 0
    calm.submit(event("d-2"))
    (job,) = waiting(calm)
    work = calm.begin(TOPIC, job.id)
    assert work is not None
    assert work.event.delivery == "d-2"
    time.sleep(2.1)
    assert calm.wake() == 1  # the one that paused has nothing left to do
    late = next(each for each in waiting(calm) if each.id != job.id)
    assert calm.begin(TOPIC, late.id) is None


def test_a_worker_that_lost_its_job_to_another_cannot_end_it(queue: Queue) -> None:
    queue.submit(event())
    job = started(queue)
    lost, taken_over = queue.begin(TOPIC, job), queue.begin(TOPIC, job)
    assert lost is not None
    assert taken_over is not None
    assert not queue.holds(lost)
    assert queue.holds(taken_over)
    assert queue.end(TOPIC, job, lost.turn) is False
    assert queue.end(TOPIC, job, taken_over.turn) is True


def test_a_topic_whose_job_vanished_is_known_as_lost(queue: Queue) -> None:
    queue.submit(event("d-1"))
    assert queue.lost() == []
    waiting(queue)[0].delete()
    assert [each.delivery for each in queue.lost()] == ["d-1"]

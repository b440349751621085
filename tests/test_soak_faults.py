"""The campaign of faults: a service whose every part is killed, disturbed and lied to at random points, by seed.

Workers are killed (the whole of one, its job alone, or its head alone, so that the job goes on without it), Redis is killed and comes back with what it
had written, GitHub answers 500, 502, 429, secondary limits, half a body, forgets tokens and loses answers to writes
that happened, and deliveries come twice, in another order, or not at all. In the end nothing is in progress, and the
newest run of every open head says what a fresh check of it says.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
import uvicorn

from bot.app import application
from bot.redis.queue import Queue
from bot.redis.store import Store, StoreError
from bot.redis.valkey import binary
from tests.forge import Forge, Repository
from tests.forge.comments import edit, written
from tests.test_bot_flow import APP, REPORT, TRUE_REPORT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

STUB = '"""More."""\n\n\ndef total():\n    return 1\n'
CALM_SECONDS = 80.0
AGAIN_SECONDS = 60.0


# --- the parts that can be killed ----------------------------------------------------------------


class Redis:
    """A Valkey that writes every change to disk before it answers, and comes back after a kill."""

    def __init__(self, folder: Path) -> None:
        self._sockets = tempfile.TemporaryDirectory(prefix="asbuilt-")
        self._folder, self._socket = folder, Path(self._sockets.name) / "valkey.sock"
        self.url = f"unix://{self._socket}"
        folder.mkdir()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        options = ["--port", "0", "--unixsocket", str(self._socket), "--dir", str(self._folder), "--save", ""]
        process = subprocess.Popen(
            [binary(), *options, "--appendonly", "yes", "--appendfsync", "always", "--loglevel", "warning"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.answers, 20)
        return process

    def answers(self) -> bool:
        """Whether it takes commands."""
        store = Store(self.url, timeout=1.0)
        try:
            store.ping()
        except StoreError:
            return False
        finally:
            store.close()
        return True

    def restart(self) -> None:
        """Kills it and starts it again on what it has written."""
        self._process.kill()
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()
        self._sockets.cleanup()


class Nursery:
    """Forks workers of a process that has everything loaded."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def worker(self, environment: dict[str, str]) -> int:
        """A new worker with these settings; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(environment) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def stop(self) -> None:
        """Ends it; the workers are whoever started them's business."""
        self._process.communicate(timeout=20)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One nursery for all campaigns of this test process."""
    running = Nursery()
    yield running
    running.stop()


class Stage:
    """One service in all its parts, and a GitHub."""

    def __init__(self, folder: Path, forge: Forge, nursery: Nursery, seed: int) -> None:
        self.chance = random.Random(seed)
        self.forge, self.redis, self._nursery = forge, Redis(folder / "redis"), nursery
        forge.api.apps.installations.append({"id": forge.api.installation, "suspended_at": None})
        self.log = folder / "workers.log"
        self.environment = forge.environment() | {
            "REDIS_URL": self.redis.url,
            "ASBUILT_RETRY_PAUSES": "0 1 1 1 1 1 1 1",
            "ASBUILT_REQUEST_TIMEOUT": "5",
            "ASBUILT_HEARTBEAT": "1",
            "ASBUILT_SWEEP_INTERVAL": "3",
            "ASBUILT_WRITE_PAUSE": "0",
            "ASBUILT_RESULT_PAUSE": "1",
            "WORKER_LOG": str(self.log),
        }
        self.queue = Queue(Store(self.redis.url, timeout=1.0), (0, 1), 120, 1)
        config = uvicorn.Config(
            application(self.queue, forge.SECRET.encode()),
            host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none",
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until(lambda: self._server.started, 20)
        self.webhook = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}/webhook"
        self.workers = [nursery.worker(self.environment) for _ in range(2)]
        self._late: list[Callable[[], object]] = []

    def stop(self) -> None:
        """Ends every part."""
        for pid in self.workers:
            self.kill(pid)
        self._server.should_exit = True
        self._thread.join(10)
        self.queue.store.close()
        self.redis.stop()

    # --- faults ----------------------------------------------------------------------------------

    def kill(self, pid: int) -> None:
        """Kills a worker and its job."""
        for each in family(pid):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)

    def fault(self) -> None:
        """One thing breaks."""
        chosen = self.chance.random()
        if chosen < 0.35:
            self._kill_some()
        elif chosen < 0.45:
            self.redis.restart()
        elif chosen < 0.55:
            self.forge.api.tokens.clear()  # as if each one's hour were over
        else:
            self._disturb()

    def _kill_some(self) -> None:
        at = self.chance.randrange(len(self.workers))
        pid, how = self.workers[at], self.chance.choice(("whole", "job", "head"))
        victims = family(pid) if how == "whole" else family(pid)[1:] if how == "job" else [pid]
        for each in victims:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        if how != "job":
            self.workers[at] = self._nursery.worker(self.environment)

    def _disturb(self) -> None:
        how: int | str = self.chance.choice((500, 502, 429, 403, "half", "lost"))
        path = self.chance.choice(
            (
                "/pulls",
                "/git/trees/",
                "/compare/",
                "/graphql",
                "/check-runs",
                "/comments",
                "access_tokens",
                "",
            )
        )
        headers = {"retry-after": "1"} if how in (403, 429) else {}
        message = "You have exceeded a secondary rate limit." if how == 403 else ""
        times = self.chance.randrange(1, 4)
        self.forge.fail(how, path=path, times=times, headers=headers, message=message)

    def send(self, event: str, payload: dict[str, Any]) -> None:
        """A delivery: now, later than others, twice, or never (GitHub then notes that it failed)."""
        guid, chosen = f"{self.chance.getrandbits(64):016x}", self.chance.random()
        if chosen < 0.15:
            self.forge.drop(self.webhook, event, payload)
        elif chosen < 0.3:
            self._late.append(lambda: self.forge.send(self.webhook, event, payload, guid))
        else:
            self.forge.send(self.webhook, event, payload, guid)
            if chosen > 0.8:
                self.forge.send(self.webhook, event, payload, guid)

    def catch_up(self) -> None:
        """What was late arrives, in another order."""
        self.chance.shuffle(self._late)
        for each in self._late:
            each()
        self._late.clear()

    # --- the end ---------------------------------------------------------------------------------

    def calm(self, repository: Repository) -> None:
        """Lets everything come to rest without further faults. Raises AssertionError if it does not."""
        self.forge.faults.clear()
        self.catch_up()
        self.workers = [pid if alive(pid) else self._nursery.worker(self.environment) for pid in self.workers]
        quiet, deadline = 0, time.monotonic() + CALM_SECONDS
        while quiet < 3:
            restless = self._restless(repository)
            assert time.monotonic() < deadline, restless
            quiet = 0 if restless else quiet + 1
            time.sleep(1.0)

    def _restless(self, repository: Repository) -> dict[str, Any]:
        """What is still going on."""
        try:
            counts = self.queue.counts()
            topics = {key: self.queue.store.client.hgetall(key) for key in self._topics()}
        except (OSError, StoreError, redis.RedisError) as error:
            return {"redis": str(error)}
        del counts["failed"], counts["running"]  # a sweep runs now and then; whatever else runs has a topic
        arrived = {each.guid for each in self.forge.api.deliveries if 200 <= each.status < 300}
        found: dict[str, Any] = {
            "jobs": {name: number for name, number in counts.items() if number},
            "topics": topics,
            "runs": [run for run in repository.runs.values() if run["status"] != "completed"],
            "deliveries": [each.shown() for each in self.forge.api.deliveries if each.guid not in arrived],
            "heads": self._open(repository) - {run["head_sha"] for run in repository.runs.values()},
        }
        return {name: value for name, value in found.items() if value}

    def _topics(self) -> list[bytes]:
        return list(self.queue.store.client.scan_iter("asbuilt:work:*"))

    @staticmethod
    def _open(repository: Repository) -> set[str]:
        return {p["head"]["sha"] for p in repository.pulls.values() if p["state"] == "open"}

    def verdicts(self, repository: Repository) -> dict[str, tuple[Any, ...]]:
        """What the newest run of every open head says."""
        return {head: said(newest(repository, head)) for head in self._open(repository)}


def newest(repository: Repository, head: str) -> dict[str, Any]:
    runs = [run for run in repository.runs.values() if run["head_sha"] == head]
    return max(runs, key=lambda run: int(run["id"]))


def said(run: dict[str, Any]) -> tuple[Any, ...]:
    marks = sorted((a["path"], a["start_line"], a["title"], a["message"]) for a in run["annotations"])
    return run["status"], run["conclusion"], run["output"]["title"], run["output"]["summary"], marks


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(p for child in children for p in family(int(child)))]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def until(condition: Callable[[], object], seconds: float) -> None:
    """Waits for a condition. Raises AssertionError when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.02)


# --- what people do ------------------------------------------------------------------------------


class People:
    """What happens to a repository's pull requests, by chance."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, stage.chance
        self.repository = stage.forge.repository()
        self.repository.rights.update(grace="write", ada="admin")
        git = self.repository.git
        self._base = git.commit({"README.md": "# Service\n", "requirements.txt": "fastapi\nuvicorn\n"})
        self._open()

    def act(self) -> None:
        """One thing happens, and GitHub tells of it."""
        actions = (
            self._push,
            self._edit,
            self._comment,
            self._rerun,
            self._result,
            self._rewrite,
            self._turn,
        )
        self.chance.choice(actions)()

    def _any(self) -> int:
        return self.chance.choice(sorted(self.repository.pulls))

    def _tell(self, number: int, action: str) -> None:
        self.stage.send("pull_request", self.stage.forge.payload(self.repository, number, action))

    def _open(self) -> None:
        branch = f"work{len(self.repository.pulls)}"
        files: dict[str, str | bytes | None] = {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT}
        if self.chance.random() < 0.3:
            files["IMPLEMENTATION_COMPLETE.md"] = TRUE_REPORT
        head = self.repository.git.commit(files, branch=branch, parents=[self._base])
        fork = self.chance.random() < 0.3
        number = self.stage.forge.open_pull(self.repository, self._base, head, fork=fork)
        self.repository.pulls[number]["head"]["ref"] = branch
        self._tell(number, "opened")

    def _push(self) -> None:
        number = self._any()
        if len(self.repository.pulls) < 2 and self.chance.random() < 0.5:
            self._open()
            return
        branch = self.repository.pulls[number]["head"]["ref"]
        files: dict[str, str | bytes | None] = {f"app/m{self.chance.randrange(9)}.py": STUB}
        head = self.repository.git.commit(
            files, branch=branch, parents=[branch], message=str(self.chance.random())
        )
        self.stage.forge.push(self.repository, number, head)
        self._tell(number, "synchronize")

    def _edit(self) -> None:
        number = self._any()
        claim = self.chance.choice(("invoices", "orders", "users"))
        body = f"## Implementation complete\n\n- `GET /{claim}` lists all {claim}\n"
        self.repository.pulls[number]["body"] = body
        self._tell(number, "edited")

    def _comment(self) -> None:
        by = self.chance.choice(("grace", "grace", "ada", "eve"))
        words = self.chance.choice(
            (
                "/asbuilt override all reviewed with the team",
                "/asbuilt override rule:mock-response the data arrives next week",
                "/asbuilt recheck",
                "Looks good to me",
            )
        )
        forge = self.stage.forge
        comment = written(self.repository, self._any(), words, forge.api.next_number(), login=by)
        self._say(comment, "created")

    def _say(self, comment: dict[str, Any], action: str, before: str | None = None) -> None:
        forge = self.stage.forge
        self.stage.send(
            "issue_comment", forge.comment_payload(self.repository, comment, action, before=before)
        )

    def _rewrite(self) -> None:
        people = [c for c in self.repository.comments.values() if c["user"]["type"] != "Bot"]
        if not people:
            self._comment()
            return
        comment = self.chance.choice(people)
        if self.chance.random() < 0.5:
            del self.repository.comments[comment["id"]]
            self._say(comment, "deleted")
        else:
            before = comment["body"]
            edit(comment, "/asbuilt override all changed my mind about this")
            self._say(comment, "edited", before)

    def _rerun(self) -> None:
        head = self.repository.pulls[self._any()]["head"]["sha"]
        run = {"head_sha": head, "app": {"id": self.stage.forge.APP_ID}, "pull_requests": []}
        self.stage.send("check_run", self.stage.forge.about(self.repository, "rerequested", check_run=run))

    def _result(self) -> None:
        head = self.repository.pulls[self._any()]["head"]["sha"]
        suite = {"head_sha": head, "app": {"id": 15368}, "conclusion": "success", "pull_requests": []}
        self.stage.send(
            "check_suite", self.stage.forge.about(self.repository, "completed", check_suite=suite)
        )

    def _turn(self) -> None:
        number = self._any()
        pull = self.repository.pulls[number]
        pull["state"] = "closed" if pull["state"] == "open" and self.chance.random() < 0.5 else "open"
        self._tell(number, "closed" if pull["state"] == "closed" else "reopened")


def campaign(folder: Path, forge: Forge, nursery: Nursery, seed: int) -> None:
    """One run by a seed. Raises AssertionError where something was lost, doubled or wrong."""
    stage = Stage(folder, forge, nursery, seed)
    try:
        people = People(stage)
        for _ in range(stage.chance.randrange(3, 8)):
            people.act()
            if stage.chance.random() < 0.7:
                stage.fault()
            time.sleep(stage.chance.random() * 1.2)
            if stage.chance.random() < 0.3:
                stage.catch_up()
        repository = people.repository
        stage.calm(repository)
        before = stage.verdicts(repository)
        for head in before:
            run = {"head_sha": head, "app": {"id": forge.APP_ID}, "pull_requests": []}
            body = forge.about(repository, "rerequested", check_run=run)
            assert forge.send(stage.webhook, "check_run", body) == 202
        stage.calm(repository)
        assert stage.verdicts(repository) == before
        assert {run["status"] for run in repository.runs.values()} <= {"completed"}
        marks = [said(newest(repository, head))[-1] for head in before]
        assert all(len(each) == len({tuple(mark) for mark in each}) for each in marks)
    except AssertionError:
        print(stage.log.read_text(encoding="utf-8", errors="replace")[-20_000:] if stage.log.exists() else "")
        raise
    finally:
        stage.stop()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(2))
def test_whatever_breaks_the_newest_run_of_every_open_head_is_right_in_the_end(
    tmp_path: Path, forge: Forge, nursery: Nursery, seed: int
) -> None:
    campaign(tmp_path, forge, nursery, seed)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2, 222))
def test_whatever_breaks_the_newest_run_of_every_open_head_is_right_for_long(
    tmp_path: Path, forge: Forge, nursery: Nursery, seed: int
) -> None:
    campaign(tmp_path, forge, nursery, seed)


@pytest.mark.soak
def test_the_job_of_a_worker_that_was_killed_whole_runs_again_within_a_minute(
    tmp_path: Path, forge: Forge, nursery: Nursery
) -> None:
    stage = Stage(tmp_path, forge, nursery, 0)
    stage.environment |= {"ASBUILT_HEARTBEAT": "5", "ASBUILT_RETRY_PAUSES": "10 60"}  # as in service
    try:
        for pid in stage.workers:
            stage.kill(pid)
        stage.workers = [nursery.worker(stage.environment)]
        repository = forge.repository()
        base = repository.git.commit({"README.md": "# Service\n"})
        head = repository.git.commit({"app/main.py": APP, "STATUS.md": REPORT}, branch="work", parents=[base])
        number = forge.open_pull(repository, base, head)
        forge.fail("slow", path="/git/trees/", seconds=4.0)
        forge.send(stage.webhook, "pull_request", forge.payload(repository, number))
        until(lambda: bool(repository.runs), 30)
        stage.kill(stage.workers[0])
        killed = time.monotonic()
        stage.workers = [nursery.worker(stage.environment)]
        until(lambda: all(run["status"] == "completed" for run in repository.runs.values()), 100)
        assert time.monotonic() - killed < AGAIN_SECONDS
    finally:
        stage.stop()

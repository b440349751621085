"""Stopping and following: nothing that was begun is given up, and one id leads from the delivery to the check run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.redis.queue import Queue
from bot.redis.store import Store
from tests.forge import Forge, Repository
from tests.test_bot_flow import FILES
from tests.test_bot_serve import answers, until

PATIENCE = 90
"""Seconds: two cores may have much else to do."""

pytestmark = pytest.mark.timeout(400)

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(forge: Forge, redis_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts one of the service's commands on this test's GitHub and Redis."""
    running: list[subprocess.Popen[str]] = []

    def run(*command: str) -> subprocess.Popen[str]:
        environment = os.environ | forge.environment() | {"REDIS_URL": redis_url, "ASBUILT_LOG": "json"}
        environment |= {"ASBUILT_DATA": str(tmp_path / "data"), "ASBUILT_WRITE_PAUSE": "0"}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *command], env=environment, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    yield run
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def proposed(forge: Forge) -> tuple[Repository, int]:
    """A pull request with a delivery document."""
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    head = repository.git.commit(FILES, branch="work", parents=[base])
    return repository, forge.open_pull(repository, base, head)


def ended(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What a process has logged until its end, which must be a good one."""
    _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, log
    return [json.loads(line) for line in log.splitlines()]


def test_a_receiver_that_is_stopped_still_takes_the_delivery_that_is_coming_in(
    forge: Forge, redis_url: str, start: Start
) -> None:
    port = free_port()
    web = start("web", "--port", str(port))
    until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    repository, number = proposed(forge)
    body = json.dumps(forge.payload(repository, number)).encode()
    headers = forge.signed(body, delivery="late") | {"Host": "asbuilt", "Content-Length": str(len(body))}
    head = "POST /webhook HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head.encode() + b"\r\n" + body[:100])
        web.send_signal(signal.SIGTERM)
        until(lambda: not answers(f"http://127.0.0.1:{port}/healthz"), PATIENCE)  # nobody new is let in
        assert web.poll() is None
        line.sendall(body[100:])
        assert line.recv(1000).startswith(b"HTTP/1.1 202")
    taken = [entry for entry in ended(web) if entry["event"] == "delivery taken"]
    assert [entry["delivery"] for entry in taken] == ["late"]
    assert Queue(Store(redis_url)).rq.count == 1


@pytest.mark.parametrize("command", ["worker", "serve"])
def test_a_worker_that_is_stopped_finishes_its_job(
    forge: Forge, redis_url: str, start: Start, command: str
) -> None:
    repository, number = proposed(forge)
    port = free_port()
    web = start("web" if command == "worker" else "serve", "--port", str(port))
    worker = start("worker") if command == "worker" else web
    until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    forge.fail("slow", path="/git/trees", times=1, seconds=3)
    assert forge.deliver(f"http://127.0.0.1:{port}/webhook", repository, number) == 202
    until(lambda: bool(forge.asked("/git/trees")), PATIENCE)
    assert [run["status"] for run in repository.runs.values()] == ["in_progress"]
    worker.send_signal(signal.SIGTERM)
    log = ended(worker)
    assert [run["status"] for run in repository.runs.values()] == ["completed"]
    assert [entry["conclusion"] for entry in log if entry["event"] == "checked"] == ["failure"]
    assert Queue(Store(redis_url)).counts() == {"waiting": 0, "running": 0, "paused": 0, "failed": 0}


def test_one_id_leads_from_the_delivery_to_the_check_run(forge: Forge, start: Start) -> None:
    repository, number = proposed(forge)
    port = free_port()
    service = start("serve", "--port", str(port))
    until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    assert forge.deliver(f"http://127.0.0.1:{port}/webhook", repository, number, delivery="followed") == 202
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()), PATIENCE)
    service.send_signal(signal.SIGTERM)
    lines = ended(service)
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    trail = {line["event"]: line for line in lines if line.get("delivery") == "followed"}
    assert {"delivery taken", "checked"} <= trail.keys()
    assert trail["checked"]["run"] in repository.runs
    assert trail["checked"]["head"] == repository.pulls[number]["head"]["sha"]


def test_no_log_holds_a_token_a_key_or_a_secret_whatever_fails(forge: Forge, start: Start) -> None:
    repository, number = proposed(forge)
    port = free_port()
    service = start("serve", "--port", str(port))
    until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    forge.fail(401, path="/check-runs", times=1)
    forge.fail("half", path="/git/trees", times=3)
    assert forge.deliver(f"http://127.0.0.1:{port}/webhook", repository, number) == 202
    until(lambda: len(forge.asked("/git/trees")) >= 3, PATIENCE)
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()), PATIENCE)
    service.send_signal(signal.SIGTERM)
    text = json.dumps(ended(service))
    assert forge.api.tokens
    for secret in (*forge.api.tokens, forge.SECRET, "PRIVATE KEY", "Bearer ", "eyJ"):
        assert secret not in text

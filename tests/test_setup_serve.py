"""`asbuilt serve` without credentials: what it prints, and how it becomes the service."""

from __future__ import annotations

import html
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.forge import Forge
from tests.test_bot_serve import answers, until

PATIENCE = 90
"""Seconds: two cores may have much else to do."""

pytestmark = pytest.mark.timeout(400)

Serve = Callable[[], tuple[subprocess.Popen[str], str, str]]


@pytest.fixture
def serve(forge: Forge, tmp_path: Path) -> Iterator[Serve]:
    """Starts `asbuilt serve` without credentials; answers its process, the address it prints and where it listens."""
    running: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], str, str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {"ASBUILT_GITHUB_URL": forge.url, "ASBUILT_DATA": str(tmp_path / "data")}
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)
        running.append(process)
        assert process.stdout is not None
        address = next(line.strip() for line in process.stdout if "token=" in line)
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), PATIENCE)
        return process, address, f"http://127.0.0.1:{port}"

    yield start
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


def fields(page: str) -> dict[str, str]:
    """The named inputs of a page."""
    found = re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def register(browser: httpx.Client, address: str, host: str, forge: Forge) -> httpx.Response:
    """Does what a person does in a browser, and answers the last page."""
    assert browser.get(address).status_code == 200
    chosen = {
        "owner": "organisation",
        "organisation": "ada-works",
        "public": host,
        "name": "A",
        "server": forge.host,
    }
    review = browser.get(f"{host}/setup/review", params=chosen)
    action = re.search(r'<form action="([^"]+)" method="post"', review.text)
    assert action is not None, review.text
    confirm = browser.post(html.unescape(action[1]), data=fields(review.text))
    assert "ada-works" in confirm.text
    return browser.post(f"{forge.host}/settings/apps", data=fields(confirm.text))


def test_the_service_goes_on_without_refusing_anybody_in_between(
    forge: Forge, serve: Serve, tmp_path: Path
) -> None:
    process, address, host = serve()
    refused: list[str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                httpx.get(f"{host}/healthz", timeout=10)
            except httpx.ConnectError as error:
                refused.append(str(error))
            except httpx.HTTPError:
                pass  # a connection that was open ends with the set-up
            time.sleep(0.01)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        with httpx.Client(follow_redirects=True, timeout=20) as browser:
            page = register(browser, address, host, forge)
            assert "is registered" in page.text
        until(lambda: answers(f"{host}/readyz"), PATIENCE)
    finally:
        over.set()
        asking.join()
    assert refused == []
    file = tmp_path / "data" / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert httpx.get(address).status_code == 410
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    number = forge.open_pull(repository, base, base)
    assert forge.deliver(f"{host}/webhook", repository, number) == 202
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()), PATIENCE)
    process.send_signal(signal.SIGTERM)
    out, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    for secret in (forge.SECRET, "BEGIN", address.rpartition("=")[2], *forge.api.tokens):
        assert secret not in out
        assert secret not in log


def test_stopped_before_the_registration_it_ends_well_and_the_next_address_is_another(serve: Serve) -> None:
    process, first, _ = serve()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    _, second, host = serve()
    assert first.rpartition("=")[2] != second.rpartition("=")[2]
    assert len(second.rpartition("=")[2]) >= 40
    stale = f"{host}/setup?token={first.rpartition('=')[2]}"
    assert httpx.get(stale).status_code == 403


def test_a_folder_that_takes_no_credentials_is_said_before_anybody_registers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = os.environ | {
        "ASBUILT_DATA": str(tmp_path / "file" / "data"),
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("asbuilt: ASBUILT_DATA: cannot write in ")
    assert "token=" not in done.stdout

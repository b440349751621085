"""`make demo`: webhook, queue, worker, tree, claims, code, check run; all real, on this machine.

GitHub is played by the tests' stand-in; everything else is what runs in production: `asbuilt serve` with its
embedded Valkey, a worker process, the real GitHub client. What is printed at the end is the check run.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.demo import show
from tests.forge import Forge, Repository

FIXTURES = Path(__file__).parent / "fixtures"
PATIENCE = 60.0


def main() -> int:
    """Runs the demonstration; exit status 0 if the check run says what it has to say."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="asb", dir="/tmp") as name:
        folder = Path(name)
        with Forge(folder / "forge") as forge, _service(forge, folder) as address:
            repository, number = _pull_request(forge)
            show.step("GitHub sends a signed webhook: a pull request was opened")
            status = forge.deliver(f"{address}/webhook", repository, number)
            show.step(f"As-Built answers {status}: the job is in Redis, a worker takes it")
            run = _completed(repository)
        if run is None:
            show.step(f"no completed check run after {PATIENCE:.0f} seconds; the service said:")
            print((folder / "serve.log").read_text(errors="replace")[-3000:])
            return 1
        show.step(f"the check run is complete, {time.monotonic() - began:.1f} s after the start\n")
        show.check_run(run)
        show.further(FIXTURES)
    return 0 if run["conclusion"] == "failure" else 1


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Every file under a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _pull_request(forge: Forge) -> tuple[Repository, int]:
    repository = forge.repository("acme/parcels")
    base = repository.git.commit(files_of(FIXTURES / "base"), message="Parcels: list, look up, register")
    head = repository.git.commit(
        files_of(FIXTURES / "change"), branch="tracking", parents=(base,), message="Phase 2: parcel tracking"
    )
    return repository, forge.open_pull(repository, base, head)


@contextmanager
def _service(forge: Forge, folder: Path) -> Iterator[str]:
    """`asbuilt serve` in a process of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"ASBUILT_DATA": str(folder / "data"), "ASBUILT_LOG": "text"}
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
            env=os.environ | forge.environment() | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz", process)
            show.step(f"`asbuilt serve` is up on port {port}: receiver, worker, embedded Valkey")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the demonstration could not start: `asbuilt serve` is not ready")


def _completed(repository: Repository) -> dict[str, Any] | None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done = [run for run in repository.runs.values() if run["status"] == "completed"]
        if done:
            return done[-1]
        time.sleep(0.1)
    return None


if __name__ == "__main__":
    sys.exit(main())

"""What tests share: a clean environment, a real Valkey, the stand-in for GitHub, the service over both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
import uvicorn
from pydantic import SecretStr

from tests.forge import Forge, Repository

if TYPE_CHECKING:  # the service is imported only by the tests that need it
    from bot.github.client import Client
    from bot.redis.store import Store
    from bot.settings import Settings


@pytest.fixture(autouse=True, scope="session")
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Git and the service know nothing of this machine: no configuration, no home, no settings."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.startswith(("GIT_", "ASBUILT_", "REDIS_"))
    }
    patch = pytest.MonkeyPatch()
    patch.setenv("HOME", str(home))
    patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{role}_NAME", "Ada Example")
        patch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    yield
    patch.undo()
    os.environ.update(kept)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Valkey of this test process."""
    from bot.redis.valkey import embedded

    with embedded(tmp_path_factory.mktemp("valkey"), fsync="no") as address:
        yield address


@pytest.fixture
def redis_url(valkey: str) -> str:
    """The address of a real Valkey that is empty."""
    from bot.redis.store import Store

    store = Store(valkey)
    store.client.flushall()
    store.close()
    return valkey


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    """A GitHub of this test's own."""
    with Forge(tmp_path / "hosted") as running:
        yield running


@pytest.fixture
def store(redis_url: str) -> Iterator[Store]:
    """A connection to an empty Valkey."""
    from bot.redis.store import Store

    opened = Store(redis_url)
    yield opened
    opened.close()


@pytest.fixture
def app_settings(forge: Forge) -> Settings:
    """The settings of the App that the stand-in knows."""
    from bot.settings import Settings

    return Settings(
        github_url=forge.url,
        app_id=str(forge.APP_ID),
        private_key=SecretStr(forge.private_key),
        request_timeout=5.0,
        write_pause=0.0,
    )


@pytest.fixture
def hosted(forge: Forge) -> Repository:
    """An empty repository on the stand-in."""
    return forge.repository()


@pytest.fixture
def client(forge: Forge, app_settings: Settings, store: Store, hosted: Repository) -> Iterator[Client]:
    """A client of that repository."""
    from bot.github.client import Client

    with Client(app_settings, store, forge.api.installation, hosted.id) as opened:
        yield opened


class Burst:
    """A worker process that works a queue until it is empty, as often as asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.burst"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line("ready")

    def work(self, environment: dict[str, str]) -> None:
        """Works the queue of these settings until it is empty."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(environment) + "\n")
        self._process.stdin.flush()
        self._line("done")

    def _line(self, expected: str) -> None:
        out: IO[str] | None = self._process.stdout
        assert out is not None
        line = out.readline()
        assert line.strip() == expected, line

    def stop(self) -> None:
        """Ends the process."""
        self._process.communicate(timeout=20)  # the end of its input is the end of its work


@pytest.fixture(scope="session")
def burst() -> Iterator[Burst]:
    """One worker process for all tests of this test process."""
    worker = Burst()
    yield worker
    worker.stop()


class Service:
    """The receiver on a free port, its queue, and a worker that works when told to."""

    METRICS_TOKEN = "open sesame"

    def __init__(self, forge: Forge, redis_url: str, burst: Burst) -> None:
        from bot.app import application
        from bot.redis.queue import Queue
        from bot.redis.store import Store

        self.forge, self._burst = forge, burst
        self.environment = forge.environment() | {
            "REDIS_URL": redis_url,
            "ASBUILT_RETRY_PAUSES": "0 0",
            "ASBUILT_REQUEST_TIMEOUT": "5",
            "ASBUILT_PUBLIC_URL": "",
            "ASBUILT_SWEEP_INTERVAL": "0",
            "ASBUILT_WRITE_PAUSE": "0",
            "ASBUILT_RESULT_PAUSE": "0",
        }
        self.queue = Queue(Store(redis_url), (0, 0), 120, 0)
        app = application(self.queue, forge.SECRET.encode(), self.METRICS_TOKEN)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        self.host = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        self.webhook = f"{self.host}/webhook"

    def work(self) -> None:
        """Works until the queue is empty."""
        self._burst.work(self.environment)

    def stop(self) -> None:
        """Ends the receiver."""
        self._server.should_exit = True
        self._thread.join(10)
        self.queue.store.close()


@pytest.fixture
def service(forge: Forge, redis_url: str, burst: Burst) -> Iterator[Service]:
    """The whole service against this test's GitHub."""
    running = Service(forge, redis_url, burst)
    yield running
    running.stop()

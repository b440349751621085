"""The service as it is started: its settings, its embedded store, its processes, and how it stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.redis.store import Store, StoreError
from bot.redis.valkey import ValkeyError, embedded
from bot.redis.values import Values
from bot.settings import Settings, SettingsError
from tests.forge import Forge
from tests.test_bot_flow import FILES


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Waits for something that other processes bring about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def serve(forge: Forge, tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], str]]]:
    """Starts `asbuilt serve` on a free port, as often as called, on the same data."""
    running: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | forge.environment() | {"ASBUILT_DATA": str(tmp_path / "a data folder")}
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        running.append(process)
        until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"))
        return process, f"http://127.0.0.1:{port}/webhook"

    yield start
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def test_one_command_receives_checks_publishes_stops_and_comes_back(
    forge: Forge, serve: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    head = repository.git.commit(FILES, branch="work", parents=[base])
    number = forge.open_pull(repository, base, head)
    process, webhook = serve()
    assert forge.deliver(webhook, repository, number, delivery="first") == 202
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()))
    assert next(iter(repository.runs.values()))["conclusion"] == "failure"
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    assert process.returncode == 0, log
    assert '"delivery": "first"' in log  # one id follows a delivery through receiver and worker
    assert not [token for token in forge.api.tokens if token in log]
    assert "BEGIN" not in log
    _, webhook = serve()
    assert forge.deliver(webhook, repository, number, delivery="first") == 202
    assert forge.deliver(webhook, repository, number, "edited", delivery="second") == 202
    until(
        lambda: (
            len(repository.runs) == 2 and all(r["status"] == "completed" for r in repository.runs.values())
        )
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a killed parent's children live on")
def test_after_a_crash_of_everything_the_same_data_serve_again(
    forge: Forge, serve: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    number = forge.open_pull(repository, base, base)
    process, webhook = serve()
    assert forge.deliver(webhook, repository, number) == 202
    process.kill()
    process.wait()
    time.sleep(1)  # its children get to know
    serve()
    until(lambda: any(run["status"] == "completed" for run in repository.runs.values()), seconds=60)


def test_a_port_that_is_taken_is_one_line_and_status_2(forge: Forge, tmp_path: Path) -> None:
    environment = os.environ | forge.environment() | {"ASBUILT_DATA": str(tmp_path / "data")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == f"asbuilt: cannot listen on 127.0.0.1, port {port}: Address already in use\n"


def test_a_worker_without_redis_says_so_in_one_line(forge: Forge) -> None:
    environment = os.environ | forge.environment()
    environment |= {"REDIS_URL": "redis://127.0.0.1:1/", "ASBUILT_LOG": "json"}
    program = (
        "from bot.settings import Settings; from bot.worker import run; run(Settings.from_environment())"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Redis" in json.loads(done.stderr)["why"]


@pytest.mark.parametrize("missing", ["ASBUILT_APP_ID", "ASBUILT_PRIVATE_KEY", "ASBUILT_WEBHOOK_SECRET"])
def test_a_missing_setting_is_one_line_and_status_2(forge: Forge, tmp_path: Path, missing: str) -> None:
    environment = os.environ | forge.environment() | {"ASBUILT_DATA": str(tmp_path)}
    del environment[missing]
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve", "--port", "0"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert missing in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ASBUILT_GITHUB_URL", "api.github.com", "https://"),
        ("ASBUILT_HEARTBEAT", "often", "integer"),
        ("ASBUILT_RETRY_PAUSES", "10, soon", "integer"),
        ("ASBUILT_LOG", "xml", "json"),
        ("ASBUILT_REQUEST_TIMEOUT", "-1", "greater"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        Settings.from_environment()
    assert str(error.value).startswith(name)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_an_empty_setting_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASBUILT_GITHUB_URL", "ASBUILT_LOG", "REDIS_URL", "ASBUILT_RETRY_PAUSES"):
        monkeypatch.setenv(name, "")
    assert Settings.from_environment().github_url == "https://api.github.com"


def test_a_key_comes_from_a_file_or_from_one_line(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key.pem"
    file.write_text(forge.private_key)
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY_FILE", str(file))
    assert Settings.from_environment().key() == forge.private_key
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY", forge.private_key.replace("\n", "\\n"))
    assert Settings.from_environment().key() == forge.private_key


@pytest.mark.parametrize("content", [None, "", "no key", "\udcff"])
def test_a_key_file_without_a_key_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY_FILE", str(file))
    with pytest.raises(SettingsError, match="ASBUILT_PRIVATE_KEY"):
        Settings.from_environment().key()


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASBUILT_WEBHOOK_SECRET", "open sesame")
    assert "sesame" not in repr(Settings.from_environment())


def test_an_address_of_redis_that_is_none_is_named_without_its_password() -> None:
    for address in ("http://:sesame@host", "redis://:open/sesame@host:6379"):
        with pytest.raises(StoreError, match="REDIS_URL") as error:
            Store(address)
        assert "sesame" not in str(error.value)
        assert "open" not in str(error.value)


def test_every_setting_is_documented_with_its_default() -> None:
    page = (Path(__file__).parent.parent / "docs" / "operate.md").read_text(encoding="utf-8")
    rows = {line.partition("|")[2].partition("|")[0].strip(): line for line in page.split("\n")}
    for name, field in Settings.model_fields.items():
        alias = str(field.validation_alias)
        row = next((line for names, line in rows.items() if f"`{alias}`" in names), "")
        assert row, f"{alias} is not in docs/operate.md"
        if name in ("heartbeat", "job_timeout", "request_timeout"):
            assert f", {field.default:g}" in row
        elif name == "retry_pauses":
            assert " ".join(map(str, field.default)) in row


# --- the embedded store --------------------------------------------------------------------------


def test_what_was_written_is_there_after_a_crash(tmp_path: Path) -> None:
    with embedded(tmp_path) as address:
        store = Store(address)
        for i in range(50):
            store.client.set(f"key-{i}", i)
        info = store.client.info("server")
        os.kill(int(info["process_id"]), signal.SIGKILL)
        until(lambda: gone(store))
    with embedded(tmp_path) as address:
        assert Store(address).client.dbsize() == 50


def gone(store: Store) -> bool:
    try:
        store.ping()
    except StoreError:
        return True
    return False


def test_the_store_keeps_every_write_and_evicts_nothing(tmp_path: Path) -> None:
    with embedded(tmp_path) as address:
        client = Store(address).client
        said = {
            name: client.config_get(name)[name]
            for name in ("appendonly", "appendfsync", "maxmemory-policy", "port")
        }
    assert said == {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "port": "0",
    }


def test_two_stores_never_share_their_data(tmp_path: Path) -> None:
    with embedded(tmp_path), pytest.raises(ValkeyError, match="already runs"), embedded(tmp_path):
        pass


def test_a_data_folder_with_a_very_long_path_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    with embedded(deep) as address:
        Store(address).ping()


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValkeyError, match="ASBUILT_DATA"), embedded(tmp_path / "file" / "data"):
        pass


def test_kept_values_survive_and_damaged_ones_are_missing(redis_url: str) -> None:
    store = Store(redis_url)
    kept = Values(store, "facts", 100)
    kept.put({f"k{i}": b"v" * i for i in range(1200)})
    store.client.set("asbuilt:facts:k7", b"no zstd")
    found = kept.get([f"k{i}" for i in range(1201)])
    assert len(found) == 1199
    assert found["k1199"] == b"v" * 1199
    assert 0 < int(store.client.ttl("asbuilt:facts:k5")) <= 100


def test_without_redis_nothing_is_kept_and_nothing_breaks() -> None:
    kept = Values(Store("unix:///nowhere/redis.sock", timeout=0.2), "facts", 100)
    kept.put({"a": b"b"})
    assert kept.get(["a"]) == {}

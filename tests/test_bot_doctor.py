"""`asbuilt doctor`: what it sees in a good installation, what it sees in each kind of bad one, and what it advises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bot import doctor
from bot.doctor import Sign, examine
from bot.github.client import clock
from bot.redis.queue import Queue
from bot.redis.store import Store
from bot.redis.valkey import embedded, running
from bot.settings import Settings
from bot.setup.manifest import manifest
from tests.conftest import Service
from tests.forge import Forge
from tests.forge.deliveries import Delivery
from tests.test_bot_serve import serve, until

__all__ = ["serve"]

Serve = Callable[[], tuple[subprocess.Popen[str], str]]


def signs(settings: Settings, part: str) -> list[Sign]:
    """What is said about one part."""
    return [sign for sign in examine(settings) if sign.part == part]


def said(settings: Settings, part: str, level: str) -> str:
    """The words of the one sign of a level about a part; fails if there is no advice."""
    (sign,) = [sign for sign in signs(settings, part) if sign.level == level]
    assert sign.do
    assert "\n" not in sign.what + sign.do
    return f"{sign.what} → {sign.do}"


@pytest.fixture
def settings(service: Service, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a service whose App is registered as it should be."""
    api = service.forge.api
    api.permissions = {ask.name: ask.level for ask in manifest().permissions}
    api.apps.events = [ask.name for ask in manifest().events]
    api.apps.hook = {
        "url": service.webhook,
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": "********",
    }
    api.apps.installations = [
        {"account": {"login": "ada"}, "permissions": api.permissions, "suspended_at": None}
    ]
    for name, value in (service.environment | {"ASBUILT_PUBLIC_URL": service.host}).items():
        monkeypatch.setenv(name, value)
    return Settings.from_environment()


def delivered(forge: Forge, *codes: int) -> None:
    """What GitHub lists as delivered, the oldest first."""
    forge.api.deliveries[:] = [
        Delivery(i, f"guid-{i}", "pull_request", b"{}", "http://127.0.0.1:1/webhook", code)
        for i, code in enumerate(codes)
    ]


def test_a_good_installation_has_no_fault_and_no_doubt(forge: Forge, serve: Serve, tmp_path: Path) -> None:
    _, webhook = serve()
    forge.api.permissions = {ask.name: ask.level for ask in manifest().permissions}
    forge.api.apps.hook = {"url": webhook, "content_type": "json", "insecure_ssl": "0", "secret": "********"}
    forge.api.apps.installations = [{"account": {"login": "ada"}, "permissions": forge.api.permissions}]
    delivered(forge, 202, 204)
    environment = os.environ | forge.environment() | {"ASBUILT_DATA": str(tmp_path / "a data folder")}
    command = [sys.executable, "-m", "bot.cli", "doctor", "--format", "json"]

    store = Store(str(running(tmp_path / "a data folder" / "valkey")))
    until(lambda: Queue(store).workers() == 1)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout)
    assert [(sign["part"], sign["level"]) for sign in found] == [
        (part, "good")
        for part in (
            "credentials",
            "clock",
            "app",
            "permissions",
            "installations",
            "webhook",
            "deliveries",
            "redis",
            "queue",
            "git",
        )
    ]
    assert done.returncode == 0
    for secret in (forge.SECRET, "BEGIN"):
        assert secret not in done.stdout + done.stderr


def test_without_settings_it_says_how_to_begin(tmp_path: Path) -> None:
    environment = os.environ | {"ASBUILT_DATA": str(tmp_path), "ASBUILT_GITHUB_URL": "http://127.0.0.1:1"}
    command = [sys.executable, "-m", "bot.cli", "doctor"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stdout.startswith(f"✗ credentials   no App is registered: there is nothing in {tmp_path}\n")
    assert "asbuilt serve" in done.stdout
    assert "is not set" not in done.stdout  # one cause is said once
    assert "✗ clock         GitHub cannot be reached" in done.stdout
    assert done.stderr == ""


# --- this machine --------------------------------------------------------------------------------


def pem(key: Any) -> str:
    """A key as PEM text."""
    kind, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return str(key.private_bytes(serialization.Encoding.PEM, kind, none).decode())


@pytest.mark.parametrize("says", ["", "echo git version 2.28.1", "echo no such thing", "exit 1"])
def test_a_git_that_is_missing_or_too_old_is_a_doubt(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str
) -> None:
    assert [sign.level for sign in signs(settings, "git")] == ["good"]
    if says:
        (tmp_path / "git").write_text(f"#!/bin/sh\n{says}\n")
        (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    words = said(settings, "git", "doubt")
    assert "git 2.29 or newer" in words
    assert ("2.28.1 is too old" in words) is ("2.28" in says)


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
@pytest.mark.parametrize(
    ("key", "level", "words"),
    [
        ("-----BEGIN nothing", "fault", "no RSA key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "fault", "no RSA key"),
        (pem(rsa.generate_private_key(65537, 1024)), "doubt", "1024 bits"),
    ],
)
def test_a_key_that_will_not_do_is_seen_before_github_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, key: str, level: str, words: str
) -> None:
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY", key)
    assert words in said(Settings.from_environment(), "credentials", level)


def test_secrets_that_others_may_read_are_a_fault(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "app.pem"
    file.write_text(settings.key())
    file.chmod(0o644)
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY", "")
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY_FILE", str(file))
    assert f"chmod 600 {file}" in said(Settings.from_environment(), "credentials", "fault")
    file.chmod(0o600)
    assert [sign.level for sign in signs(Settings.from_environment(), "credentials")] == ["good"]


@pytest.mark.parametrize(
    ("seconds", "level", "words"),
    [(30, "doubt", "ahead of"), (-20, "doubt", "behind"), (300, "fault", "ahead of")],
)
def test_a_clock_that_goes_wrong_is_seen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, seconds: int, level: str, words: str
) -> None:
    monkeypatch.setattr(doctor, "clock", lambda url, timeout: clock(url, timeout) - seconds)
    assert words in said(settings, "clock", level)


# --- the App -------------------------------------------------------------------------------------


def test_missing_and_needless_permissions_are_named_with_the_reason(settings: Settings, forge: Forge) -> None:
    del forge.api.permissions["statuses"]
    forge.api.permissions |= {"checks": "read", "administration": "write"}
    words = said(settings, "permissions", "fault")
    assert "checks: write (" in words
    assert "statuses: read (" in words
    assert "contents" not in words
    assert "administration: write" in said(settings, "permissions", "doubt")


def test_an_event_that_is_not_subscribed_is_named(settings: Settings, forge: Forge) -> None:
    forge.api.apps.events.remove("issue_comment")
    assert "issue_comment" in said(settings, "events", "fault")


def test_an_owner_who_has_not_approved_or_has_suspended_it_is_named(settings: Settings, forge: Forge) -> None:
    forge.api.apps.installations = [
        {"account": {"login": "grace"}, "permissions": {"metadata": "read"}},
        {
            "account": {"login": "alan"},
            "permissions": forge.api.permissions,
            "suspended_at": "2026-01-01T00:00:00Z",
        },
    ]
    doubts = [sign.what for sign in signs(settings, "installations") if sign.level == "doubt"]
    assert doubts[0].startswith("grace has not approved: checks, contents")
    assert doubts[1] == "alan has suspended it"


def test_an_app_that_is_installed_nowhere_is_told_where_to_go(settings: Settings, forge: Forge) -> None:
    forge.api.apps.installations = []
    assert "/installations/new" in said(settings, "installations", "doubt")


def test_a_key_of_another_app_is_told_from_a_github_that_is_down(settings: Settings, forge: Forge) -> None:
    forge.fail(503, path="/app", times=1)
    assert "reaches GitHub" in said(settings, "app", "fault")
    forge.api.app_id = 99
    assert "make a new one" in said(settings, "app", "fault")


# --- the webhook ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "level", "words"),
    [
        ({"url": "https://elsewhere.example/webhook"}, "fault", "ASBUILT_PUBLIC_URL"),
        ({"url": ""}, "fault", "no address"),
        ({"content_type": "form"}, "fault", "application/json"),
        ({"secret": ""}, "fault", "not signed"),
        ({"insecure_ssl": "1"}, "doubt", "certificate"),
        ({"insecure_ssl": 1}, "doubt", "certificate"),
    ],
)
def test_a_webhook_that_is_set_wrongly_is_seen(
    settings: Settings,
    forge: Forge,
    change: dict[str, Any],
    level: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "_knock", lambda url, settings: Sign("good", "webhook", "not asked here"))
    forge.api.apps.hook |= change
    assert words in said(settings, "webhook", level)


def test_a_receiver_with_another_secret_is_found_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [sign.level for sign in signs(settings, "webhook")] == ["good"]
    monkeypatch.setenv("ASBUILT_WEBHOOK_SECRET", "another")
    assert "ASBUILT_WEBHOOK_SECRET" in said(Settings.from_environment(), "webhook", "fault")


def test_an_address_that_answers_otherwise_or_not_at_all_is_seen(
    settings: Settings, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = service.forge.api.apps.hook
    hook["url"] = f"{service.host}/elsewhere/webhook"
    monkeypatch.setenv("ASBUILT_PUBLIC_URL", f"{service.host}/elsewhere")
    assert "answers with 404" in said(Settings.from_environment(), "webhook", "fault")
    hook["url"] = "http://127.0.0.1:1/webhook"
    monkeypatch.setenv("ASBUILT_PUBLIC_URL", "http://127.0.0.1:1")
    assert "cannot be reached from here" in said(Settings.from_environment(), "webhook", "doubt")


def test_a_redirect_is_no_answer(
    settings: Settings, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The stand-in's page that confirms an App sends whoever posts to it elsewhere.
    monkeypatch.setattr(doctor, "_hook", lambda hook, settings: ())
    service.forge.api.apps.hook["url"] = f"{service.forge.host}/moved"
    service.forge.fail(302, path="/moved", headers={"location": service.webhook})
    assert "answers with 302" in said(settings, "webhook", "fault")


@pytest.mark.parametrize(
    ("codes", "level", "words"),
    [
        ((), "doubt", "nothing yet"),
        ((202, 401, 401), "fault", "401 failed (2)"),
        ((503, 202), "doubt", "1 of the last 2 deliveries"),
        ((202, 504), "fault", "1 of the last 2 deliveries"),
    ],
)
def test_deliveries_that_failed_are_counted_by_their_reason(
    settings: Settings, forge: Forge, codes: tuple[int, ...], level: str, words: str
) -> None:
    delivered(forge, *codes)
    assert words in said(settings, "deliveries", level)


def test_a_delivery_that_arrived_at_the_second_attempt_is_no_failure(
    settings: Settings, forge: Forge
) -> None:
    delivered(forge, 503, 202)
    forge.api.deliveries[1] = replace(forge.api.deliveries[1], guid="guid-0", again=True)
    (sign,) = signs(settings, "deliveries")
    assert (sign.level, sign.what) == ("good", "the last 1 delivery arrived")


# --- Redis and the queue -------------------------------------------------------------------------


def test_a_redis_that_forgets_or_throws_away_is_a_fault(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded(tmp_path / "valkey") as address:
        monkeypatch.setenv("REDIS_URL", address)
        client = Store(address).client
        good = [sign for sign in signs(Settings.from_environment(), "redis") if sign.level != "good"]
        assert good == []
        client.config_set("appendfsync", "everysec")
        assert "appendfsync always" in said(Settings.from_environment(), "redis", "doubt")
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert "noeviction" in said(Settings.from_environment(), "redis", "fault")
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("appendonly", "no")
        assert "appendonly yes" in said(Settings.from_environment(), "redis", "fault")
        client.config_set("appendonly", "yes")
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.1))
        doubts = [sign.what for sign in signs(Settings.from_environment(), "redis") if sign.level == "doubt"]
        assert any("of its memory" in what for what in doubts)


def test_a_redis_that_is_gone_is_one_fault_with_advice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:sesame@127.0.0.1:1/0")
    words = said(Settings.from_environment(), "redis", "fault")
    assert "REDIS_URL" in words
    assert "sesame" not in words


def test_a_queue_without_workers_that_stands_still_is_a_fault(settings: Settings, service: Service) -> None:
    assert "asbuilt worker" in said(settings, "queue", "fault")
    repository = service.forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    number = service.forge.open_pull(repository, base, base)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    job = service.queue.store.client.lindex(service.queue.rq.key, 0)
    assert isinstance(job, bytes)
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() - 3600))
    service.queue.store.client.hset(b"rq:job:" + job, "enqueued_at", long_ago)
    assert "60 minutes" in said(settings, "queue", "doubt")


def test_jobs_that_failed_for_good_are_counted(settings: Settings, service: Service) -> None:
    service.queue.store.client.zadd(service.queue.rq.failed_job_registry.key, {"some": time.time() + 1000})
    assert "asbuilt jobs" in said(settings, "queue", "doubt")


def test_the_embedded_store_is_found_while_it_runs_and_nothing_is_made_where_it_never_did(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "valkey"
    assert running(folder) is None
    assert not folder.exists()
    with embedded(folder) as address:
        assert running(folder) == address
    assert running(folder) is None


def test_the_embedded_stores_socket_lies_where_systemd_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As short as systemd's own /run/asbuilt: a socket's path holds about 100 bytes.
    with tempfile.TemporaryDirectory(dir="/tmp") as run:
        monkeypatch.setenv("RUNTIME_DIRECTORY", run)
        with embedded(tmp_path / "valkey") as address:
            assert address.startswith(f"unix://{run}/asbuilt-")
            Store(address).ping()

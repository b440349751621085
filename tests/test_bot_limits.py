"""GitHub's limits: obeyed by everybody at once, without anybody holding a worker; and lists, page by page."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from bot.github.client import Client, RateLimitedError
from bot.github.limits import FIRST_WAIT, LONGEST_WAIT, Limits
from bot.redis.store import Store
from bot.settings import Settings
from tests.conftest import Service
from tests.forge import Forge
from tests.test_bot_flow import APP, REPORT, newest, opened

# --- waiting -------------------------------------------------------------------------------------


def test_after_a_limit_nobody_asks_until_it_is_over(
    forge: Forge, app_settings: Settings, store: Store
) -> None:
    one, other = forge.repository("ada/one"), forge.repository("ada/other")
    installation = forge.api.installation
    forge.fail(429, path="/pulls", headers={"retry-after": "1"})
    with Client(app_settings, store, installation, one.id) as first:
        with pytest.raises(RateLimitedError):
            first.get(f"/repos/{one.name}/pulls", list[Any])
        asked = len(forge.calls)
        with (
            Client(app_settings, store, installation, other.id) as second,
            pytest.raises(RateLimitedError) as met,
        ):
            second.get(f"/repos/{other.name}/pulls", list[Any])
        assert len(forge.calls) == asked
        assert 0 < met.value.seconds <= 1
        time.sleep(1.05)
        assert first.get(f"/repos/{one.name}/pulls", list[Any]) == []


def test_a_limit_of_one_installation_is_none_of_another(store: Store) -> None:
    Limits(store, "host", 1, 0).hit(30)
    assert Limits(store, "host", 1, 0).wait() > 29
    assert Limits(store, "host", 2, 0).wait() == 0
    assert Limits(store, "elsewhere", 1, 0).wait() == 0


def test_a_limit_without_a_time_is_a_minute_at_first_and_longer_each_time(store: Store) -> None:
    limits = Limits(store, "host", 1, 0)
    waits = [limits.hit(0) for _ in range(10)]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (403, {"retry-after": "1"}, "You have exceeded a secondary rate limit."),
        (429, {"retry-after": "1"}, ""),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, "API rate limit exceeded"),
    ],
)
def test_every_kind_of_limit_puts_the_job_back(
    service: Service, status: int, headers: dict[str, str], message: str
) -> None:
    repository, number = opened(service)
    service.forge.fail(status, path="/compare/", headers=headers, message=message)
    service.forge.deliver(service.webhook, repository, number)
    service.work()
    assert service.queue.counts()["paused"] == 1
    time.sleep(2.1)
    service.work()
    assert newest(repository)["conclusion"] == "failure"
    assert len(repository.runs) == 1


# --- writing -------------------------------------------------------------------------------------


def test_writers_of_one_installation_take_turns(store: Store) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def write() -> None:
        nonlocal inside, most
        with Limits(store, "host", 1, 0).writing():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_between_two_writes_there_is_a_pause(store: Store) -> None:
    limits = Limits(store, "host", 1, 0.3)
    with limits.writing():
        ended = time.monotonic()
    with limits.writing():
        assert time.monotonic() - ended >= 0.25


def test_a_writer_that_was_killed_does_not_stop_the_others_for_ever(store: Store) -> None:
    Limits(store, "host", 1, 0).writing().__enter__()
    assert 0 < int(store.client.pttl("asbuilt:github:host:limit:1:turn")) <= 40_000


# --- lists ---------------------------------------------------------------------------------------


def test_lists_are_read_page_by_page_as_github_links_them(
    forge: Forge, app_settings: Settings, store: Store
) -> None:
    repository = forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    for _ in range(250):
        forge.open_pull(repository, base, base)
    with Client(app_settings, store, forge.api.installation, repository.id) as client:
        found = list(client.pages(f"/repos/{repository.name}/pulls", dict[str, Any]))
        again = list(client.pages(f"/repos/{repository.name}/pulls", dict[str, Any]))
        few = list(client.pages(f"/repos/{repository.name}/pulls", dict[str, Any], 2))
    assert len({each["number"] for each in found}) == 250
    assert again == found
    assert len(few) == 200
    assert len(forge.asked("/pulls")) == 8


# --- what is kept --------------------------------------------------------------------------------


def test_answers_kept_for_one_repository_are_never_given_to_another(
    forge: Forge, app_settings: Settings, store: Store
) -> None:
    secret, other = forge.repository("ada/secret"), forge.repository("eve/other")
    head = secret.git.commit({"plan.md": "# The plan\n"})
    path = f"/repos/{secret.name}/git/trees/{head}"
    installation = forge.api.installation
    with Client(app_settings, store, installation, secret.id) as client:
        first = client.get(path, dict[str, Any], fixed=True, recursive=1)
        assert client.get(path, dict[str, Any], fixed=True, recursive=1) == first
    assert len(forge.asked("/git/trees/")) == 1
    with Client(app_settings, store, installation, other.id) as client, pytest.raises(Exception, match="404"):
        client.get(path, dict[str, Any], fixed=True, recursive=1)


def test_facts_of_a_private_repository_are_not_read_for_another_that_knows_a_sha(service: Service) -> None:
    repository, number = opened(service)
    service.forge.deliver(service.webhook, repository, number)
    service.work()
    other = service.forge.repository("eve/copy")
    base = other.git.commit({"README.md": "# Copy\n"})
    head = other.git.commit({"app/main.py": APP, "STATUS.md": REPORT}, branch="work", parents=[base])
    first = len(service.forge.calls)
    service.forge.deliver(service.webhook, other, service.forge.open_pull(other, base, head))
    service.work()
    read = [call for call in service.forge.calls[first:] if call.path == "/graphql"]
    sha = other.git.sha(f"{head}:app/main.py")
    assert any(sha.encode() in call.body for call in read)  # its own bytes were fetched, from itself


def test_what_is_sent_and_logged_holds_no_token(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    repository, number = opened(service)
    service.forge.fail(500, path="/compare/", times=100)
    service.forge.deliver(service.webhook, repository, number)
    service.work()
    tokens = list(service.forge.api.tokens)
    assert tokens
    captured = capfd.readouterr()
    shown = str([run["output"] for run in repository.runs.values()]) + captured.out + captured.err
    assert not any(token in shown for token in tokens)
    assert "PRIVATE KEY" not in shown

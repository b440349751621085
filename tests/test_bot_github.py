"""The client: tokens, conditional requests, and one clear error for each way in which GitHub can fail."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from pydantic import SecretStr

from bot.github.client import (
    RAW,
    Client,
    DeniedError,
    GitHubError,
    RateLimitedError,
    RefusedError,
    UnavailableError,
)
from bot.pool import Pool
from bot.redis.store import Store
from bot.settings import Settings
from tests.forge import Forge, Repository

MakeClient = Callable[..., Client]


@pytest.fixture
def hosted(forge: Forge) -> Repository:
    repository = forge.repository()
    repository.git.commit({"README.md": "# Service\n"})
    return repository


@pytest.fixture
def connect(forge: Forge, app_settings: Settings, hosted: Repository, store: Store) -> MakeClient:
    def make(**changed: Any) -> Client:
        repository = changed.pop("repository", hosted.id)
        settings = app_settings.model_copy(update=changed)
        return Client(settings, store, forge.api.installation, repository)

    return make


def commits(client: Client, name: str = "ada/service") -> list[Any]:
    return client.get(f"/repos/{name}/commits", list[Any], per_page=100)


def test_one_token_serves_every_client_of_a_repository(forge: Forge, connect: MakeClient) -> None:
    for _ in range(3):
        with connect() as client:
            assert len(commits(client)) == 1
    assert len(forge.asked("access_tokens")) == 1


def test_a_token_reaches_its_own_repository_only(forge: Forge, connect: MakeClient) -> None:
    other = forge.repository("ada/secret")
    other.git.commit({"README.md": "# Secret\n"})
    with connect() as client, pytest.raises(DeniedError, match="404"):
        commits(client, "ada/secret")


def test_tokens_of_different_hosts_are_kept_apart(forge: Forge, connect: MakeClient, store: Store) -> None:
    with connect() as client:
        commits(client)
    keys = [str(key) for key in store.client.scan_iter("*github*")]
    assert len(keys) == 3  # the App's token, the installation's, one answer
    assert all(forge.host.removeprefix("http://") in key for key in keys)


def test_what_has_not_changed_is_asked_for_conditionally(forge: Forge, connect: MakeClient) -> None:
    for _ in range(2):
        with connect() as client:
            assert len(commits(client)) == 1
    first, second = forge.asked("/commits")
    assert "if-none-match" not in first.headers
    assert "if-none-match" in second.headers


def test_a_revoked_token_is_replaced_once(forge: Forge, connect: MakeClient) -> None:
    with connect() as client:
        commits(client)
        forge.api.tokens.clear()
        assert len(commits(client)) == 1
    assert len(forge.asked("access_tokens")) == 2


def test_a_token_that_has_expired_is_replaced(forge: Forge, connect: MakeClient) -> None:
    with connect() as client:
        commits(client)
        for token in forge.api.tokens.values():
            token.expires = time.time() - 1
        assert len(commits(client)) == 1


def test_a_missing_permission_is_named(forge: Forge, connect: MakeClient) -> None:
    del forge.api.permissions["contents"]
    with connect() as client, pytest.raises(DeniedError, match="needs contents=read") as error:
        commits(client)
    assert error.value.status == 403


def test_a_foreign_key_is_a_clear_refusal(connect: MakeClient, tmp_path: Any) -> None:
    stranger = Forge(tmp_path)
    with (
        connect(private_key=SecretStr(stranger.private_key)) as client,
        pytest.raises(DeniedError, match="401"),
    ):
        commits(client)


def test_a_key_that_is_none_is_a_clear_refusal(connect: MakeClient) -> None:
    broken = "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n"
    with connect(private_key=SecretStr(broken)) as client, pytest.raises(DeniedError, match="credentials"):
        commits(client)


@pytest.mark.parametrize(
    ("how", "expected"),
    [(401, DeniedError), (403, DeniedError), (404, DeniedError), (422, RefusedError), (500, UnavailableError),
     (502, UnavailableError), (503, UnavailableError), ("half", UnavailableError)],
)  # fmt: skip
def test_each_failure_has_its_own_error_in_one_line(
    forge: Forge, connect: MakeClient, how: int | str, expected: type[GitHubError]
) -> None:
    with connect() as client:
        forge.fail(how, path="/commits", times=9)
        with pytest.raises(expected) as error:
            commits(client)
        assert "\n" not in str(error.value)
        assert len(str(error.value)) < 400


@pytest.mark.parametrize("how", [500, 502, "half"])
def test_a_passing_disturbance_of_a_read_is_not_noticed(
    forge: Forge, connect: MakeClient, how: int | str
) -> None:
    with connect() as client:
        forge.fail(how, path="/commits", times=1)
        assert len(commits(client)) == 1


def test_a_write_is_never_repeated_by_itself(forge: Forge, connect: MakeClient) -> None:
    with connect() as client:
        forge.fail(502, path="/check-runs", method="POST", times=1)
        with pytest.raises(UnavailableError):
            client.send("POST", "/repos/ada/service/check-runs", {"name": "x", "head_sha": "0" * 40}, dict)
    assert len(forge.asked("/check-runs", "POST")) == 1


@pytest.mark.parametrize(
    ("status", "headers", "message", "low", "high"),
    [
        (429, {"retry-after": "17"}, "", 17, 17),
        (403, {"retry-after": "30"}, "You have exceeded a secondary rate limit", 30, 30),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "in 900"}, "", 880, 900),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}, "", 7200, 7200),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, "", 1, 1),
        (403, {}, "You have exceeded a secondary rate limit", 60, 60),
        (429, {}, "", 60, 60),
        (429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "", 60, 60),
    ],
)
def test_a_rate_limit_says_how_long_and_nobody_sleeps(
    forge: Forge, connect: MakeClient, status: int, headers: dict[str, str], message: str, low: int, high: int
) -> None:
    reset = headers.get("x-ratelimit-reset", "")
    if reset.startswith("in "):
        headers = headers | {"x-ratelimit-reset": str(int(time.time()) + int(reset.removeprefix("in ")))}
    with connect() as client:
        forge.fail(status, path="/commits", times=1, headers=headers, message=message)
        began = time.monotonic()
        with pytest.raises(RateLimitedError) as error:
            commits(client)
        assert low <= error.value.seconds <= high
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"type": "RATE_LIMITED", "message": "API rate limit exceeded"}, RateLimitedError),
        ({"message": "Something went wrong while executing your query"}, UnavailableError),
        ({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "This query asks for too much"}, RefusedError),
        ({"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}, RefusedError),
    ],
)
def test_what_graphql_says_with_status_200_is_an_error_all_the_same(
    forge: Forge, connect: MakeClient, fault: dict[str, Any], expected: type[GitHubError]
) -> None:
    forge.fail(200, path="/graphql", times=9, body={"data": None, "errors": [fault]})
    with connect() as client, pytest.raises(expected):
        client.graphql("query { viewer { login } }", {}, dict[str, Any])


def test_processes_that_part_do_not_share_a_connection(
    forge: Forge, hosted: Repository, connect: MakeClient
) -> None:
    files: dict[str, str | bytes | None] = {f"{i}.txt": f"{i}\n" * 2000 for i in range(60)}
    head = hosted.git.commit(files)
    shas = [str(item["sha"]) for item in hosted.git.tree(head, recursive=False)]
    with connect() as client:
        commits(client)  # a connection is open by now

        def read(share: list[str]) -> list[bytes]:
            return [client.raw(f"/repos/ada/service/git/blobs/{sha}", RAW) for sha in share]

        shares = [shas[:20], shas[20:40], shas[40:]]
        begun = Pool(3).begin([partial(read, share) for share in shares])
        expected = [[hosted.git.blob(sha) for sha in share] for share in shares]
        assert read(shas[:20]) == expected[0]
        assert list(begun) == expected


@pytest.mark.parametrize(("how", "expected"), [(500, UnavailableError), (429, RateLimitedError)])
def test_a_fault_in_another_process_is_the_fault_of_the_whole(
    forge: Forge, connect: MakeClient, how: int, expected: type[GitHubError]
) -> None:
    forge.fail(how, path="/commits", times=9, headers={"retry-after": "7"})
    with connect() as client, pytest.raises(expected) as error:
        list(Pool(2).begin([partial(commits, client)]))
    assert ("500" if how == 500 else "7 seconds") in str(error.value)
    assert getattr(error.value, "seconds", 7) == 7


def test_an_answer_that_does_not_come_is_given_up(forge: Forge, connect: MakeClient) -> None:
    with connect(request_timeout=0.2) as client:
        commits(client)
        forge.fail("slow", path="/commits", times=9, seconds=0.6)
        with pytest.raises(UnavailableError, match="Timeout"):
            commits(client)


def test_a_host_that_is_not_there_is_unavailable(store: Store, forge: Forge) -> None:
    settings = Settings(
        github_url="http://127.0.0.1:9/api/v3", app_id="1", private_key=SecretStr(forge.private_key)
    )
    with Client(settings, store, 1, 2) as client, pytest.raises(UnavailableError, match="cannot be reached"):
        commits(client)


def test_an_answer_of_another_shape_is_unavailable_not_a_crash(forge: Forge, connect: MakeClient) -> None:
    with connect() as client, pytest.raises(UnavailableError, match="could not be read"):
        client.get("/repos/ada/service/commits", dict[str, int])

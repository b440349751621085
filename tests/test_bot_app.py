"""The receiver: who is let in, what is taken, and what is said to the rest."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
import re
import select
import socket
import time
import tracemalloc
from collections.abc import Iterator, MutableMapping
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from bot import intake
from bot.app import application
from bot.intake import BODY_LIMIT
from bot.redis.queue import Queue
from bot.redis.store import Store
from tests.conftest import Service
from tests.forge.deliveries import sent
from tests.test_bot_flow import opened

SECRET = b"It's a Secret to Everybody"
HEAD = "a" * 40


def payload(action: str = "opened", **changed: object) -> bytes:
    """A pull_request delivery's body, with what GitHub adds to it and we never look at."""
    return json.dumps(
        {
            "action": action,
            "number": 7,
            "pull_request": {"head": {"sha": HEAD, "repo": None}, "mergeable": None, "new_field": [1]},
            "repository": {"id": 2**33, "full_name": "ada/service"},
            "installation": {"id": 2**32},
        }
        | changed
    ).encode()


def signed(body: bytes, event: str = "pull_request", delivery: str = "d-1") -> dict[str, str]:
    """The headers of a delivery that GitHub has signed."""
    return {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": delivery,
        "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest(),
    }


@pytest.fixture
def queue(redis_url: str) -> Iterator[Queue]:
    store = Store(redis_url)
    yield Queue(store)
    store.close()


@pytest.fixture
def client(queue: Queue) -> TestClient:
    return TestClient(application(queue, SECRET), raise_server_exceptions=True)


def test_githubs_own_example_of_a_signature_is_accepted(client: TestClient) -> None:
    # https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    headers = {
        "X-Hub-Signature-256": f"sha256={digest}",
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": "d",
    }
    answer = client.post("/webhook", content=b"Hello, World!", headers=headers)
    assert answer.status_code == 400  # the signature is right, and then the body is no JSON
    assert "JSON" in answer.text


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize", "edited", "ready_for_review"])
def test_an_action_that_changes_what_holds_is_queued(client: TestClient, queue: Queue, action: str) -> None:
    body = payload(action)
    assert client.post("/webhook", content=body, headers=signed(body)).status_code == 202
    assert queue.counts()["waiting"] == 1


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("pull_request", payload("labeled")),
        ("pull_request", payload("an action of next year")),
        ("pull_request", payload(installation=None)),
        ("an event of next year", b'{"anything": true}'),
        ("ping", b'{"zen": "Design for failure."}'),
    ],
)
def test_what_is_not_ours_is_answered_and_left_alone(
    client: TestClient, queue: Queue, event: str, body: bytes
) -> None:
    assert client.post("/webhook", content=body, headers=signed(body, event)).status_code == 204
    assert queue.counts()["waiting"] == 0


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        hmac.new(SECRET, payload(), hashlib.sha256).hexdigest(),
        "sha1=" + hmac.new(SECRET, payload(), hashlib.sha1).hexdigest(),
        "sha256=" + hmac.new(b"another secret", payload(), hashlib.sha256).hexdigest(),
        "sha256=ünïcode",
    ],
)
def test_a_missing_or_wrong_signature_is_401_and_nothing_is_queued(
    client: TestClient, queue: Queue, signature: str | None
) -> None:
    headers: dict[str, str | bytes] = {"X-GitHub-Event": "pull_request", "X-GitHub-Delivery": "d"}
    if signature is not None:
        headers["X-Hub-Signature-256"] = signature.encode()
    answer = client.post("/webhook", content=payload(), headers=headers)
    assert answer.status_code == 401
    assert queue.counts()["waiting"] == 0


def test_two_signature_headers_are_401_even_if_one_is_right(client: TestClient, queue: Queue) -> None:
    body = payload()
    good = signed(body)
    headers = [*good.items(), ("X-Hub-Signature-256", "sha256=" + "0" * 64)]
    assert client.post("/webhook", content=body, headers=headers).status_code == 401
    assert client.post("/webhook", content=body, headers=[*good.items(), *good.items()]).status_code == 401
    assert queue.counts()["waiting"] == 0


def test_a_changed_body_does_not_fit_its_signature(client: TestClient) -> None:
    body = payload()
    assert client.post("/webhook", content=body + b" ", headers=signed(body)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"no json",
        b"[]",
        b"{}",
        b'"text"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        payload(number="seven"),
        payload(repository={"id": 1}),
        payload(pull_request={"head": {"sha": "../../etc/passwd"}}),
        payload(repository={"id": 1, "full_name": "ada/service/../../app"}),
        payload(repository={"id": 1, "full_name": "ada/service?x="}),
    ],
)
def test_a_signed_body_that_is_no_such_payload_is_400(client: TestClient, queue: Queue, body: bytes) -> None:
    answer = client.post("/webhook", content=body, headers=signed(body))
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
    assert queue.counts()["waiting"] == 0


@pytest.mark.parametrize("delivery", ["", "../x", "a" * 65, "a b"])
def test_a_delivery_without_a_proper_id_is_400(client: TestClient, delivery: str) -> None:
    body = payload()
    assert client.post("/webhook", content=body, headers=signed(body, delivery=delivery)).status_code == 400


def test_a_body_that_is_announced_as_too_large_is_413_before_it_is_read(service: Service) -> None:
    connection = http.client.HTTPConnection(urlsplit(service.host).netloc, timeout=10)
    connection.putrequest("POST", "/webhook")
    connection.putheader("Content-Length", str(30 * 1024 * 1024))
    connection.putheader("X-Hub-Signature-256", "sha256=" + "0" * 64)
    connection.endheaders()  # and not one byte of it
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_grows_too_large_is_413(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * (1024 * 1024)

    headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
    assert client.post("/webhook", content=endless(), headers=headers).status_code == 413


def test_the_largest_body_that_github_sends_is_read(client: TestClient) -> None:
    body = payload(padding="x" * (BODY_LIMIT - 2000))
    assert client.post("/webhook", content=body, headers=signed(body)).status_code == 202


class Sender:
    """A connection that sends a delivery in parts, as slowly as it likes."""

    def __init__(self, service: Service, event: str = "pull_request", **headers: str) -> None:
        address = urlsplit(service.host)
        self._socket = socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20)
        told = {"X-GitHub-Event": event, "X-Hub-Signature-256": "sha256=" + "0" * 64} | headers
        lines = ["POST /webhook HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in told.items())]
        self._socket.sendall("\r\n".join((*lines, f"Content-Length: {BODY_LIMIT}", "", "")).encode())

    def send(self, size: int) -> None:
        """Sends some of the body."""
        self._socket.sendall(b" " * size)

    def status(self) -> int:
        """The status of the answer, once there is one."""
        return int(self._socket.recv(1000).split()[1])

    def close(self) -> None:
        """Breaks off."""
        self._socket.close()


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "Z" * 64, "sha1=" + "0" * 40])
def test_a_malformed_signature_is_refused_before_any_of_the_body_is_read(
    service: Service, signature: str
) -> None:
    sender = Sender(service, **{"X-Hub-Signature-256": signature})
    assert sender.status() == 401
    sender.close()


def test_strangers_who_send_large_bodies_at_once_use_up_their_room_and_no_more(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ROOM", 1024 * 1024)
    senders = [Sender(service) for _ in range(3)]
    for sender in senders:
        sender.send(800 * 1024)  # of which 736 KiB count: there is room for one of them
    refused = select.select([sender._socket for sender in senders], [], [], 10)[0]
    assert refused
    while len(refused) < 2:
        refused = select.select([sender._socket for sender in senders], [], [], 10)[0]
    statuses = [sender.status() for sender in senders if sender._socket in refused]
    assert statuses == [503, 503]
    repository, number = opened(service)
    assert service.forge.deliver(service.webhook, repository, number) == 202  # a small one always fits
    other = Sender(service, event="star")  # nothing of what nobody reads is held
    other.send(BODY_LIMIT)
    assert other.status() == 401
    for sender in (*senders, other):
        sender.close()
    large = payload(padding="x" * 900 * 1024)
    ends = time.monotonic() + 10
    while (status := sent(service.webhook, large, signed(large))) == 503 and time.monotonic() < ends:
        time.sleep(0.05)  # until the receiver has seen that they are gone
    assert status == 202


def test_strangers_who_send_many_small_bodies_at_once_use_up_a_room_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ROOM", 256 * 1024)
    senders = [Sender(service) for _ in range(6)]
    for sender in senders:
        sender.send(60 * 1024)  # there is room for four of them
    refused: set[socket.socket] = set()
    while len(refused) < 2:
        answered = select.select([s._socket for s in senders if s._socket not in refused], [], [], 10)[0]
        assert answered
        refused.update(answered)
    assert [sender.status() for sender in senders if sender._socket in refused] == [503, 503]
    for sender in senders:
        sender.close()
    body, ends = payload(), time.monotonic() + 10
    while (status := sent(service.webhook, body, signed(body))) == 503 and time.monotonic() < ends:
        time.sleep(0.05)  # until the receiver has seen that they are gone
    assert status == 202


def test_a_body_is_held_once_while_its_job_is_queued() -> None:
    size = 8 * 1024 * 1024
    digest = hmac.new(SECRET, digestmod=hashlib.sha256)
    for _ in range(size // 65536):
        digest.update(b" " * 65536)
    left = size

    async def receive() -> Message:
        nonlocal left
        left -= 65536
        return {"type": "http.request", "body": bytes(b" " * 65536), "more_body": left > 0}

    headers = [(b"x-hub-signature-256", f"sha256={digest.hexdigest()}".encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)

    async def held() -> int:
        async with intake.Intake(SECRET).body(request, keep=True) as body:
            assert len(body) == size
            return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        assert asyncio.run(held()) < 1.5 * size
    finally:
        tracemalloc.stop()


def test_a_body_that_takes_too_long_is_408(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SECONDS", 0.2)
    sender = Sender(service)
    sender.send(10)
    assert sender.status() == 408
    sender.close()


def test_the_same_delivery_is_queued_once(client: TestClient, queue: Queue) -> None:
    body = payload()
    answers = [client.post("/webhook", content=body, headers=signed(body)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert [answer.text for answer in answers] == ["queued\n", "already taken\n", "already taken\n"]
    assert queue.counts()["waiting"] == 1


def test_without_redis_a_delivery_is_503_and_the_service_is_alive_but_not_ready() -> None:
    gone = TestClient(application(Queue(Store("unix:///nowhere/redis.sock", timeout=0.2)), SECRET))
    body = payload()
    answer = gone.post("/webhook", content=body, headers=signed(body))
    assert (answer.status_code, answer.text.count("\n")) == (503, 1)
    assert gone.get("/readyz").status_code == 503
    assert gone.get("/readyz").text == "Redis does not answer\n"
    assert gone.get("/healthz").status_code == 200


def test_a_redis_that_refuses_writes_is_503_and_the_delivery_may_come_again(
    client: TestClient, queue: Queue
) -> None:
    body = payload()
    queue.store.client.config_set("maxmemory", "1")
    try:
        assert client.post("/webhook", content=body, headers=signed(body)).status_code == 503
    finally:
        queue.store.client.config_set("maxmemory", "0")
    answer = client.post("/webhook", content=body, headers=signed(body))
    assert (answer.status_code, answer.text) == (202, "queued\n")


def test_a_service_with_redis_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_the_pages_of_rules_and_kinds_are_served_as_html(client: TestClient) -> None:
    assert client.get("/asbuilt.schema.json").json()["title"] == "As-Built"
    answer = client.get("/rules/mock-response")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "mock-response" in answer.text
    assert client.get("/claims/endpoint").status_code == 200


def test_the_home_page_says_what_runs_here_and_every_link_on_it_leads_somewhere(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "pull request" in answer.text
    links = re.findall(r'href="([^":]+)"', answer.text)
    assert {"rules/mock-response", "claims/endpoint", "asbuilt.schema.json"} <= set(links)
    assert {client.get(f"/{link}").status_code for link in links} == {200}
    assert version("asbuilt") not in answer.text  # whoever looks for old versions is not helped


@pytest.mark.parametrize(
    "address", ["/rules/no-such-rule", "/rules/..%2f..%2fREADME", "/claims/x", "/docs", "/openapi.json"]
)
def test_there_is_no_other_page(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["action", "number", "pull_request", "head", "sha", "x"]), inner
            )
        ),
        max_leaves=20,
    ).map(lambda value: json.dumps(value).encode()),
    event=st.sampled_from(["pull_request", "issue_comment", "ping", ""]),
)
def test_no_signed_body_breaks_the_receiver(client: TestClient, body: bytes, event: str) -> None:
    assert client.post("/webhook", content=body, headers=signed(body, event)).status_code in (202, 204, 400)


def test_a_delivery_that_breaks_off_is_refused_without_a_traceback(queue: Queue) -> None:
    answers: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/webhook",
        "query_string": b"",
        "headers": [(b"x-hub-signature-256", b"sha256=" + b"0" * 64), (b"content-length", b"100")],
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    asyncio.run(application(queue, SECRET)(scope, receive, send))
    assert answers[0]["status"] == 400
    assert queue.counts()["waiting"] == 0

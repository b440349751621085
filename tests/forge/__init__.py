"""The one stand-in for GitHub: HTTP on a free port over real bare git repositories.

It checks App tokens and installation tokens, refuses what GitHub refuses, answers conditional requests, sends
signed deliveries, breaks down on demand, and records what it was asked. The tests and the demonstration use it.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.concurrency import run_in_threadpool

from tests.forge.api import Api, Repository
from tests.forge.comments import written
from tests.forge.deliveries import Delivery, sent, signed
from tests.forge.git import Bare
from tests.forge.wire import Answer, Call, Fault, Problem

__all__ = ["Answer", "Bare", "Call", "Fault", "Forge", "Problem", "Repository"]

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Forge:
    """A GitHub of our own. Use it as a context: it listens on ``url`` (the API's root) until the end."""

    APP_ID = 123_456
    SECRET = "It's a Secret to Everybody"

    def __init__(self, folder: Path) -> None:
        """``folder`` holds the repositories."""
        self.folder = folder
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.private_key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.reactions: list[tuple[str, str, Callable[[], None]]] = []
        self._api = Api(self.APP_ID, public.decode(), "", "")
        self._api.apps.private_key, self._api.apps.webhook_secret = self.private_key, self.SECRET
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app, host="127.0.0.1", port=0, log_level="error", lifespan="off", interface="asgi3"
            )
        )
        self._thread = threading.Thread(target=self._server.run, name="forge", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.host = f"http://127.0.0.1:{port}"
        self.url = f"{self.host}/api/v3"  # as an Enterprise Server's, so no test meets the public host
        self._api.root, self._api.codeload = self.url, f"http://localhost:{port}/codeload"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    @property
    def api(self) -> Api:
        """Everything that this GitHub holds."""
        return self._api

    def environment(self) -> dict[str, str]:
        """The settings of a service that talks to this GitHub."""
        return {
            "ASBUILT_GITHUB_URL": self.url,
            "ASBUILT_APP_ID": str(self.APP_ID),
            "ASBUILT_PRIVATE_KEY": self.private_key,
            "ASBUILT_WEBHOOK_SECRET": self.SECRET,
        }

    # --- what is hosted --------------------------------------------------------------------------

    def repository(self, name: str = "ada/service", git: Bare | None = None) -> Repository:
        """Hosts a repository: an empty one, or one that is there already."""
        number = 700_000_000 + len(self._api.repositories)
        hosted = Repository(number, name, git or Bare(self.folder / f"{name.replace('/', '+')}.git"))
        self._api.repositories[name] = hosted
        return hosted

    def open_pull(
        self,
        repository: Repository,
        base: str,
        head: str,
        *,
        body: str | None = None,
        fork: bool = False,
        author: str = "ada",
    ) -> int:
        """Opens a pull request and answers its number."""
        number = len(repository.pulls) + 1
        repository.git.run("update-ref", f"refs/pull/{number}/head", head)
        repository.pulls[number] = {
            "number": number,
            "state": "open",
            "title": "Deliver",
            "body": body,
            "draft": False,
            "mergeable": None,
            "user": {"login": author, "type": "User"},
            "head": {"sha": head, "ref": "work", "repo": None if fork else {"id": repository.id}},
            "base": {"sha": base, "ref": "main", "repo": {"id": repository.id, "full_name": repository.name}},
        }
        return number

    def push(self, repository: Repository, number: int, head: str) -> None:
        """Gives a pull request another head."""
        repository.git.run("update-ref", f"refs/pull/{number}/head", head)
        repository.pulls[number]["head"]["sha"] = head

    def say(
        self, repository: Repository, number: int, body: str, login: str = "grace", **more: Any
    ) -> dict[str, Any]:
        """Writes a comment on a pull request; ``more`` as in `tests.forge.comments.written`."""
        return written(repository, number, body, self._api.next_number(), login=login, **more)

    # --- deliveries ------------------------------------------------------------------------------

    def payload(self, repository: Repository, number: int, action: str = "opened") -> dict[str, Any]:
        """A pull_request delivery's body."""
        return {
            "action": action,
            "number": number,
            "pull_request": json.loads(json.dumps(repository.pulls[number])),
            "repository": {"id": repository.id, "full_name": repository.name, "private": True},
            "installation": {"id": self._api.installation},
            "sender": {"login": "ada", "type": "User"},
        }

    def signed(self, payload: bytes, event: str = "pull_request", delivery: str = "") -> dict[str, str]:
        """The headers of a delivery."""
        return signed(self.SECRET, self.APP_ID, event, delivery or str(uuid.uuid4()), payload)

    def deliver(
        self, address: str, repository: Repository, number: int, action: str = "opened", delivery: str = ""
    ) -> int:
        """Sends a signed pull_request delivery to a webhook's address and answers the status it got."""
        return self.send(address, "pull_request", self.payload(repository, number, action), delivery)

    def deliver_comment(
        self,
        address: str,
        repository: Repository,
        comment: dict[str, Any],
        action: str = "created",
        *,
        before: str | None = None,
    ) -> int:
        """Sends a signed issue_comment delivery; ``before`` is what an edited comment said."""
        payload = self.comment_payload(repository, comment, action, before=before)
        return self.send(address, "issue_comment", payload)

    def comment_payload(
        self,
        repository: Repository,
        comment: dict[str, Any],
        action: str = "created",
        *,
        before: str | None = None,
    ) -> dict[str, Any]:
        """An issue_comment delivery's body."""
        number = comment["issue"]
        payload = {
            "action": action,
            "issue": {
                "number": number,
                "pull_request": {"url": f"{self.url}/repos/{repository.name}/pulls/{number}"},
            },
            "comment": {name: value for name, value in comment.items() if name != "issue"},
            "repository": {"id": repository.id, "full_name": repository.name, "private": True},
            "installation": {"id": self._api.installation},
            "sender": comment["user"],
        }
        if before is not None:
            payload["changes"] = {"body": {"from": before}}
        return payload

    def send(self, address: str, event: str, payload: dict[str, Any], delivery: str = "") -> int:
        """Sends a signed delivery to a webhook's address and answers the status it got."""
        body = json.dumps(payload).encode()
        guid = delivery or str(uuid.uuid4())
        status = sent(address, body, self.signed(body, event, guid))
        self._record(event, guid, body, address, status)
        return status

    def drop(self, address: str, event: str, payload: dict[str, Any]) -> None:
        """A delivery that does not arrive: GitHub only notes that it failed."""
        self._record(event, str(uuid.uuid4()), json.dumps(payload).encode(), address, 0)

    def _record(self, event: str, guid: str, body: bytes, address: str, status: int) -> None:
        number = self._api.next_number()
        self._api.deliveries.append(Delivery(number, guid, event, body, address, status))

    def about(self, repository: Repository, action: str, **more: Any) -> dict[str, Any]:
        """The body of a delivery about a repository, with what is particular to its event."""
        return {
            "action": action,
            "repository": {"id": repository.id, "full_name": repository.name, "private": True},
            "installation": {"id": self._api.installation},
            "sender": {"login": "ada", "type": "User"},
        } | more

    # --- breaking down ---------------------------------------------------------------------------

    def fail(
        self,
        how: int | str,
        *,
        path: str = "",
        method: str = "",
        times: int = 1,
        headers: Mapping[str, str] | None = None,
        seconds: float = 0.0,
        message: str = "",
        body: object = None,
    ) -> None:
        """Has the next ``times`` requests fail whose path contains ``path``; see `Fault` for ``how``."""

        def matches(call: Call) -> bool:
            return path in call.path and method in ("", call.method)

        self.faults.append(Fault(matches, how, times, seconds, headers or {}, message, body))

    def on(self, method: str, path: str, action: Callable[[], None]) -> None:
        """Has something happen after every request of a method whose path contains ``path``."""
        self.reactions.append((method, path, action))

    def asked(self, part: str = "", method: str = "") -> list[Call]:
        """The recorded requests whose path contains ``part``."""
        return [call for call in self.calls if part in call.path and method in ("", call.method)]

    # --- HTTP ------------------------------------------------------------------------------------

    async def _app(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"].removeprefix("/api/v3").replace("/api/graphql", "/graphql")
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        call = Call(scope["method"], path, query, headers, body)
        self.calls.append(call)
        answer, half = await run_in_threadpool(self._answered, call)
        for method, part, action in self.reactions:
            if method == call.method and part in call.path:
                await run_in_threadpool(action)
        await _write(answer, send, half=half)

    def _answered(self, call: Call) -> tuple[Answer, bool]:
        fault = self._fault(call)
        if fault is None:
            return _conditional(call, self._api.answer(call)), False
        time.sleep(fault.seconds)
        if isinstance(fault.how, int):
            body = fault.body or {"message": fault.message or f"the stand-in was told to answer {fault.how}"}
            return Answer(fault.how, body, fault.headers), False
        answer = self._api.answer(call)
        if fault.how == "lost":
            return Answer(502, {"message": "Server Error"}), False
        return answer, fault.how == "half"

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.matches(call):
                fault.times -= 1
                return fault
        return None


def _conditional(call: Call, answer: Answer) -> Answer:
    if call.method != "GET" or answer.status != 200 or isinstance(answer.body, bytes):
        return answer
    tag = f'W/"{hashlib.sha256(answer.data()).hexdigest()}"'
    headers = {
        "etag": tag,
        "cache-control": "private, max-age=60, s-maxage=60",
        "vary": "Accept, Authorization, Cookie, X-GitHub-OTP",
    }
    if call.headers.get("if-none-match") == tag:
        return Answer(304, b"", headers)
    return Answer(200, answer.body, {**answer.headers, **headers})


async def _write(answer: Answer, send: _Send, *, half: bool) -> None:
    data = answer.data()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "4999",
        "x-ratelimit-reset": str(int(time.time()) + 3600),
        **answer.headers,
        "content-length": str(len(data)),
    }
    if answer.status in (204, 304):
        del headers["content-length"]
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": data[: len(data) // 2] if half else data})

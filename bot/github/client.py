"""GitHub's API: the only module that imports githubkit. Every fault becomes one of four errors.

Tokens and ETags are shared by all processes through Redis, under GitHub's host name. Nothing here sleeps
until a limit resets: the job that meets one is put back instead.

githubkit's own cache of answers stays off: its transport (hishel 1.4) drops the timeout of every request, so a
GitHub that stops talking would hold a worker until its job is killed. `Answers` does the same in a few lines.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote, urlsplit

import httpx
import msgspec
from githubkit import AppAuthStrategy, GitHub, Response, UnauthAuthStrategy
from githubkit.auth.app import AppAuth
from githubkit.cache.mem_cache import MemCacheStrategy
from githubkit.cache.redis import RedisCacheStrategy
from githubkit.exception import GitHubException, RateLimitExceeded, RequestError, RequestFailed

from bot.github.answers import Answers
from bot.github.limits import LONGEST_WAIT, Limits
from bot.redis.metrics import REQUESTS, budget, count
from bot.redis.store import Store
from bot.redis.values import Values
from bot.settings import Settings
from checks.snapshot import SourceError

T = TypeVar("T")

JSON = "application/vnd.github+json"
RAW = "application/vnd.github.raw+json"

_VERSION = "2022-11-28"
_READ_PAUSES = (0.1, 0.5)
_LACK_SECONDS = 600
_KEPT_SECONDS = 6 * 3600


class GitHubError(SourceError):
    """GitHub did not do what was asked; the text says what and why in one line for people."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnavailableError(GitHubError):
    """GitHub or the way to it is disturbed (5xx, no answer, half an answer): trying again may help."""


class RateLimitedError(GitHubError):
    """GitHub wants to be left alone for ``seconds`` (0 where it does not say for how long)."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words, seconds)
        self.seconds = seconds


class DeniedError(GitHubError):
    """GitHub says 401, 403 or 404: credentials, a permission or the thing itself is missing."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words, status)
        self.status = status


class RefusedError(GitHubError):
    """GitHub says 406, 422 or another 4xx: what was asked for is not to be had in this form."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words, status)
        self.status = status


class Client:
    """Requests as one installation, for one repository only. Use it as a context: it holds connections."""

    def __init__(self, settings: Settings, store: Store, installation: int, repository: int | str) -> None:
        """``installation`` and ``repository`` are GitHub's ids; with 0 for a repository the token can look through
        every one of the installation and writes nothing; with a name (of the installation's own account) it reads
        what is in that one. Raises SettingsError without credentials."""
        host = urlsplit(settings.github_url).netloc
        prefix = f"asbuilt:github:{host}"
        cache = RedisCacheStrategy(store.client, prefix=prefix)
        app = AppAuthStrategy(settings.app(), settings.key())
        named = repository if isinstance(repository, str) else ""
        permissions: Any = _READING if named else {} if repository else _LOOKING
        narrowed: dict[str, Any] = {"permissions": permissions} if permissions else {}
        if repository:
            narrowed |= {"repositories": [named]} if named else {"repository_ids": [repository]}
        auth = app.as_installation(installation, **narrowed)
        self._github = GitHub(
            auth, cache_strategy=cache, **_common(settings.github_url, settings.request_timeout)
        )
        self._answers = Answers(
            Values(store, f"github:{host}:etag:{installation}:{repository}", _KEPT_SECONDS)
        )
        token = AppAuth.INSTALLATION_CACHE_KEY.format(
            issuer=settings.app(),
            installation_id=installation,
            permissions=",".join(permissions),
            repositories=named,
            repository_ids="" if named else repository or "",
        )
        self._token_key, self._store, self._stack = f"{prefix}:{token}", store, ExitStack()
        self._limits = Limits(store, host, installation, settings.write_pause)
        self.app = settings.app()
        """Our App's id or client id."""
        self.url = settings.github_url
        """The API's root."""
        self._settings, self._installation = settings, installation
        self._process = os.getpid()

    def neighbour(self, repository: str) -> Client:
        """A client that reads another repository of the same account, by its name without the owner."""
        return Client(self._settings, self._store, self._installation, repository)

    def lacks(self, repository: str) -> bool:
        """Whether that other repository was not to be had a few minutes ago (`note_lack`)."""
        return bool(self._store.guarded(lambda: self._store.client.exists(self._lack(repository))))

    def note_lack(self, repository: str) -> None:
        """Keeps for a few minutes that another repository of the account is not to be had."""
        self._store.guarded(lambda: self._store.client.set(self._lack(repository), b"1", ex=_LACK_SECONDS))

    def _lack(self, repository: str) -> str:
        host = urlsplit(self._settings.github_url).netloc
        return f"asbuilt:github:{host}:etag:{self._installation}:lack:{repository}"

    def __enter__(self) -> Self:
        self._stack.enter_context(self._github)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def get(self, path: str, shape: type[T], *, fixed: bool = False, **params: str | int) -> T:
        """What GET answers, read into ``shape``. Conditional where an earlier answer is kept: GitHub does not
        count a 304 (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
        What is ``fixed``, such as the tree of a commit, is not asked for twice."""
        return self._get(path, shape, params, fixed=fixed)[0]

    def pages(self, path: str, item: type[T], most: int = 10, **params: str | int) -> Iterator[T]:
        """The items of a list, page after page as GitHub links them, ``most`` pages at most."""
        asked: Mapping[str, str | int] = {"per_page": 100} | params
        for _ in range(most):
            items, links = self._get(path, list[item], asked)  # type: ignore[valid-type]
            yield from items
            following = _NEXT.search(links)
            if following is None:
                return
            path, asked = following[1], {}

    def _get(
        self, path: str, shape: type[T], params: Mapping[str, str | int], *, fixed: bool = False
    ) -> tuple[T, str]:
        kept = self._answers.get(path, params)
        if kept is not None and fixed:
            return _decoded(kept.body, shape, path), kept.links
        headers = _accept(JSON) | ({"If-None-Match": kept.etag} if kept is not None else {})
        asked = params or None  # no parameters at all would take away those of a link
        response = self._read(lambda: self._request("GET", path, params=asked, headers=headers))
        if kept is not None and response.status_code == 304:
            return _decoded(kept.body, shape, path), kept.links
        answer = _decoded(response.content, shape, path)
        etag, links = response.headers.get("etag", ""), response.headers.get("link", "")
        self._answers.put(path, params, etag or ("-" if fixed else ""), response.content, links)
        return answer, links

    def raw(self, path: str, accept: str) -> bytes:
        """The bytes that GET answers in a media type of GitHub's."""
        return self._read(lambda: self._request("GET", path, headers=_accept(accept))).content

    def send(self, method: str, path: str, body: object, shape: type[T]) -> T:
        """What a write answers. A lost answer may mean that it was written all the same."""
        plain = msgspec.to_builtins(body)
        with self._limits.writing():
            response = self._once(lambda: self._request(method, path, json=plain, headers=_accept(JSON)))
        return _decoded(response.content, shape, path)

    def graphql(
        self, query: str, variables: Mapping[str, object], shape: type[T], *, whole: bool = False
    ) -> T:
        """The data of a GraphQL answer, perhaps partial: what a query may not see or cannot find is null in it. Where
        only a ``whole`` one tells something, RefusedError is raised for a partial one."""
        url = str(self._github.config.base_url).rstrip("/").removesuffix("/v3") + "/graphql"
        body = {"query": query, "variables": dict(variables)}

        def asked() -> Response[Any]:
            response = self._request("POST", url, json=body, headers=_accept(JSON))
            if (trouble := _trouble(response)) is not None:
                raise trouble
            return response

        answer = _decoded(self._read(asked).content, _GraphQL, "graphql")
        if whole and answer.errors:
            raise RefusedError(f"GitHub says to a query: {_line(answer.errors[0].message or '')}", 422)
        return _decoded(bytes(answer.data), shape, "graphql")

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[bytes]]:
        """The parts of a large answer as they come, through a redirect to another host if need be."""
        response = self._once(
            lambda: self._request("GET", path, headers=_accept(JSON), stream=True)
        ).raw_response
        try:
            yield response.iter_bytes()
        except httpx.HTTPError as error:
            raise UnavailableError(f"GitHub's answer to {path} broke off ({_name(error)})") from error
        finally:
            response.close()

    def token(self) -> str:
        """The installation's token as the last request left it for every process; empty where Redis has lost it."""
        kept = cast("bytes | None", self._store.guarded(lambda: self._store.client.get(self._token_key)))
        return (kept or b"").decode()

    def _request(self, method: str, path: str, **more: Any) -> Response[Any]:
        # Two processes that read from one connection would get each other's answers.
        if self._process != os.getpid():
            self._process, self._stack = os.getpid(), ExitStack()
            self._github = self._stack.enter_context(self._github.with_auth(self._github.auth))
        return self._github.request(method, path, **more)

    def _read(self, request: Callable[[], Response[Any]]) -> Response[Any]:
        for pause in _READ_PAUSES:
            try:
                return self._once(request)
            except UnavailableError:
                time.sleep(pause)
        return self._once(request)

    def _once(self, request: Callable[[], Response[Any]]) -> Response[Any]:
        try:
            return self._limited(request)
        except DeniedError as error:
            if error.status != 401:
                raise
        # The token may have been revoked before its hour was over: once more, with a new one.
        self._store.guarded(lambda: self._store.client.delete(self._token_key))
        return self._limited(request)

    def _limited(self, request: Callable[[], Response[Any]]) -> Response[Any]:
        if wait := self._limits.wait():
            raise RateLimitedError(f"GitHub wants to be left alone for {wait:.0f} seconds", wait)
        try:
            response = _asked(request)
        except RateLimitedError as error:
            raise RateLimitedError(str(error), self._limits.hit(error.seconds)) from error
        budget(self._installation, response.headers)
        return response


_LOOKING = {"checks": "read", "metadata": "read", "pull_requests": "read"}
"""What looking through an installation needs."""

_READING = {"contents": "read", "metadata": "read"}
"""What reading a file takes."""

_NEXT = re.compile(r'<([^<>]{1,2000})>; rel="next"')


class AppClient:
    """Requests as the App itself: what it may do, where it is installed, what was delivered to it."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError without credentials."""
        auth = AppAuthStrategy(settings.app(), settings.key())
        # A cache of its own: the library's is one for the process, and knows a token by the App alone, not by its key.
        self._github = GitHub(
            auth, cache_strategy=MemCacheStrategy(), **_common(settings.github_url, settings.request_timeout)
        )
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._github)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def get(self, path: str, shape: type[T], **params: str | int) -> T:
        """What GET answers, read into ``shape``."""
        response = _asked(lambda: self._github.request("GET", path, params=params, headers=_accept(JSON)))
        return _decoded(response.content, shape, path)

    def pages(self, path: str, item: type[T], most: int = 10, **params: str | int) -> Iterator[T]:
        """The items of a list, page after page as GitHub links them, ``most`` pages at most."""
        asked: Mapping[str, str | int] = {"per_page": 100} | params
        for _ in range(most):
            response = _asked(
                partial(self._github.request, "GET", path, params=asked or None, headers=_accept(JSON))
            )
            yield from _decoded(response.content, list[item], path)  # type: ignore[valid-type]
            following = _NEXT.search(response.headers.get("link", ""))
            if following is None:
                return
            path, asked = following[1], {}

    def send(self, method: str, path: str, shape: type[T], body: object = None) -> T:
        """What a write answers; nothing at all counts as null."""
        plain = msgspec.to_builtins(body)
        response = _asked(lambda: self._github.request(method, path, json=plain, headers=_accept(JSON)))
        return _decoded(response.content or b"null", shape, path)


def kept_prefixes(settings: Settings, installation: int) -> tuple[str, ...]:
    """How the keys in Redis begin that hold an installation's tokens, kept answers and limits."""
    prefix = f"asbuilt:github:{urlsplit(settings.github_url).netloc}"
    tokens = AppAuth.INSTALLATION_CACHE_KEY.partition("{permissions}")[0]
    return (
        f"{prefix}:{tokens.format(issuer=settings.app(), installation_id=installation)}",
        f"{prefix}:etag:{installation}:",
        f"{prefix}:limit:{installation}:",
    )


def from_manifest(github_url: str, code: str, shape: type[T], timeout: float) -> T:
    """What GitHub tells, once and within an hour, of an App that was registered from a manifest. ``code`` is the
    one that it sent the browser back with; ``timeout`` is in seconds. Needs no credentials.

    https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
    """
    path = f"/app-manifests/{quote(code, safe='')}/conversions"
    with GitHub(UnauthAuthStrategy(), **_common(github_url, timeout)) as github:
        response = _asked(lambda: github.request("POST", path, headers=_accept(JSON)))
    return _decoded(response.content, shape, path)


def clock(github_url: str, timeout: float) -> float:
    """The time by GitHub's clock, in seconds since the epoch. Needs no credentials."""
    with GitHub(UnauthAuthStrategy(), **_common(github_url, timeout)) as github:
        try:
            response = github.request("GET", "/meta", headers=_accept(JSON))
        except RequestFailed as error:
            response = error.response
        except (GitHubException, ValueError) as error:
            raise _translation(error) from error
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        raise UnavailableError("GitHub's answer says nothing of its time") from None


def _common(github_url: str, timeout: float) -> dict[str, Any]:
    return {
        "base_url": github_url,
        "user_agent": "as-built",
        "timeout": httpx.Timeout(timeout, connect=min(timeout, 10.0)),
        "http_cache": False,
        "auto_retry": False,
        "rest_api_validate_body": False,
    }


def _asked(request: Callable[[], Response[Any]]) -> Response[Any]:
    try:
        response = request()
    except (GitHubException, ValueError) as error:
        met = _translation(error)
        count(REQUESTS, _kind_of_fault(met))
        raise met from error
    except GitHubError as met:
        count(REQUESTS, _kind_of_fault(met))
        raise
    count(REQUESTS, "unchanged" if response.status_code == 304 else "done")
    return response


def _kind_of_fault(error: GitHubError) -> str:
    kinds = {UnavailableError: "unavailable", DeniedError: "denied", RateLimitedError: "limited"}
    return kinds.get(type(error), "refused")


class _Fault(msgspec.Struct):
    type: str | None = None
    message: str | None = None
    extensions: msgspec.Raw = msgspec.Raw(b"")


class _GraphQL(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_Fault] = []


class _Message(msgspec.Struct):
    message: str = ""


def _accept(kind: str) -> dict[str, str]:
    return {"Accept": kind, "X-GitHub-Api-Version": _VERSION}


def _decoded(data: bytes, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnavailableError(f"GitHub's answer to {path} could not be read: {str(error)[:150]}") from None


def _translation(error: Exception) -> GitHubError:
    while isinstance(error, RequestError) and not isinstance(error, RequestFailed):
        inner = error.exc
        if isinstance(inner, httpx.HTTPError):
            return UnavailableError(f"GitHub cannot be reached ({_name(inner)})")
        if not isinstance(inner, GitHubException):
            return DeniedError(f"the App's credentials cannot be used: {_line(str(inner))}", 401)
        error = inner
    if isinstance(error, RateLimitExceeded):
        return _limited(error.retry_after)
    if isinstance(error, RequestFailed):
        return _failed(error.response)
    # githubkit reads Retry-After as a whole number of seconds and lets int() complain about anything else.
    return _limited(timedelta(minutes=1)) if isinstance(error, ValueError) else UnavailableError(_name(error))


def _trouble(response: Response[Any]) -> GitHubError | None:
    """What an answer of GraphQL without data means: its errors come with status 200, also that a limit is used up
    (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api). One that names no
    kind of error is a disturbance of GitHub's own."""
    answer = _decoded(response.content, _GraphQL, "graphql")
    if any((fault.type or "").startswith("RATE_LIMIT") for fault in answer.errors):
        reset = response.headers.get("x-ratelimit-reset", "")
        left = int(reset) - time.time() if reset.isdigit() else 0.0
        return RateLimitedError(
            "GitHub's rate limit of GraphQL is used up", min(max(left, 0.0), LONGEST_WAIT)
        )
    if bytes(answer.data) != b"null":
        return None
    said = f"GitHub says to a query: {_line(answer.errors[0].message or '') if answer.errors else 'nothing'}"
    ours = any(fault.type or bytes(fault.extensions) for fault in answer.errors)
    return RefusedError(said, 422) if ours else UnavailableError(said)


def _limited(wait: timedelta) -> RateLimitedError:
    seconds = min(max(wait.total_seconds(), 1.0), LONGEST_WAIT)
    return RateLimitedError(f"GitHub's rate limit is used up for {seconds:.0f} seconds", seconds)


def _failed(response: Response[Any]) -> GitHubError:
    status, path = response.status_code, response.raw_request.url.path
    said = f"GitHub says {status} to {response.raw_request.method} {path}"
    message = _message(response)
    if message:
        said += f": {message}"
    if status >= 500:
        return UnavailableError(said)
    if status == 429 or (status == 403 and "rate limit" in message.lower()):
        return RateLimitedError(said, 0.0)
    if status in (401, 403, 404):
        needed = response.headers.get("x-accepted-github-permissions", "")
        return DeniedError(said + (f" (needs {_line(needed)})" if needed else ""), status)
    return RefusedError(said, status)


def _message(response: Response[Any]) -> str:
    try:
        return _line(msgspec.json.decode(response.content, type=_Message).message)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _name(error: Exception) -> str:
    return f"{type(error).__name__}: {_line(str(error))}" if str(error) else type(error).__name__

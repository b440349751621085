"""A page that registers the App with GitHub, for the one person who was given its address.

The address that the service prints carries a token. The first browser that opens it gets a cookie for it, and the token
is spent: it stands in no further address and in nobody's referrer, and whoever comes with it later is refused. What
GitHub tells of the new App goes into the data folder, and the page is over: the service goes on with the new credentials.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import msgspec
import uvicorn
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from bot import credentials
from bot.addresses import server_of
from bot.credentials import Credentials, CredentialsError
from bot.github.client import GitHubError, from_manifest
from bot.logs import log
from bot.settings import Settings
from bot.setup import RefusedError, closed
from bot.setup.choice import FIELDS, Choice, chosen
from bot.setup.manifest import Manifest, manifest
from bot.setup.render import Markup, fill, page, rows

PATH = "/setup"
_COOKIE = "asbuilt-setup"
_STATES = 32
_STATE_SECONDS = 3600.0  # GitHub's code is good for an hour
_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class _Conversion(msgspec.Struct, frozen=True):
    id: int
    slug: str
    html_url: str
    pem: str
    webhook_secret: str
    name: str = ""


class _Way(msgspec.Struct, frozen=True):
    """A way in: where it is (empty: where the browser says that it is), the token of its address, and the cookie
    that the token is changed for."""

    origin: str
    token: str
    cookie: str


class SetUp:
    """One set-up: who may see it, what was chosen, and what came of it."""

    def __init__(self, settings: Settings, own: str, done: Callable[[], None]) -> None:
        """``own`` is where this machine itself reaches the page, ``done`` is called once the
        credentials are kept and the last page is on its way."""
        self.settings, self.done = settings, done
        self._own = own
        origins = (settings.public_url, "") if settings.public_url else ("",)
        self._ways = tuple(
            _Way(origin, secrets.token_urlsafe(32), secrets.token_urlsafe(32)) for origin in origins
        )
        self._spent = threading.Lock()  # taken by the first who opens an address, and never given back
        self._states: dict[str, tuple[float, Choice]] = {}

    @property
    def addresses(self) -> list[str]:
        """What the person opens: under the public name, if there is one, and on this machine."""
        return [f"{way.origin or self._own}{PATH}?token={way.token}" for way in self._ways]

    def enter(self, request: Request) -> Response:
        """The first page; with the token, a cookie in its place first. One browser gets it, the first that comes."""
        token = request.query_params.get("token")
        if token is None:
            here = self.admit(request)
            return self._form(here, _proposed(self.settings) | _fields(request), {})
        self._open()
        way = next((way for way in self._ways if _same(token, way.token)), None)
        if way is None:
            raise _stranger()
        here = _origin(request, way)
        known = _same(request.cookies.get(_COOKIE, ""), way.cookie)
        if not known and not self._spent.acquire(blocking=False):
            raise _late()
        answer = RedirectResponse(_at(here), HTTPStatus.SEE_OTHER, {"Referrer-Policy": "no-referrer"})
        secure = here.startswith("https://")
        answer.set_cookie(_COOKIE, way.cookie, path=_at(here), httponly=True, samesite="lax", secure=secure)
        return answer

    def review(self, request: Request) -> Response:
        """What was chosen, with a form that takes it to GitHub; or the first page again with what is wrong."""
        here, fields = self.admit(request), _fields(request)
        choice = chosen(fields)
        if not isinstance(choice, Choice):
            return self._form(here, fields, choice)
        state = self._state(choice)
        asked = manifest()
        return page(
            "Register it on GitHub",
            fill(
                "review",
                name=choice.name,
                owner=choice.organisation or "your own account",
                public=choice.public,
                server=choice.server,
                action=f"{choice.register_at}?{urlencode({'state': state})}",
                manifest=json.dumps(asked.form(choice.name, choice.public, f"{here}{PATH}/registered")),
                back=f"{_at(here)}?{urlencode(fields)}",
                asks=self._asks(asked),
            ),
            posts_to=choice.server,
        )

    def registered(self, request: Request) -> Response:
        """Where GitHub sends the browser back to: fetches the App's credentials and keeps them."""
        here = self.admit(request)
        choice = self._chosen_with(request.query_params.get("state", ""))
        code = request.query_params.get("code", "")
        if not _CODE.fullmatch(code):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "GitHub sent no code", _BEGIN_ANEW)
        try:
            found = from_manifest(choice.api, code, _Conversion, self.settings.request_timeout)
            _check_key(found.pem)
            file = credentials.keep(self.settings.data, _credentials(found, choice))
        except (GitHubError, CredentialsError) as error:
            log().error("not registered", why=str(error))
            words = f"{error}. If GitHub lists the new App already, delete it there. {_BEGIN_ANEW}"
            raise RefusedError(HTTPStatus.BAD_GATEWAY, "The App could not be registered", words) from None
        log().info("registered", app=found.id, slug=found.slug)
        answer = page(
            "Registered",
            fill(
                "registered",
                name=found.name or found.slug,
                file=file,
                install=f"{found.html_url}/installations/new",
            ),
        )
        answer.delete_cookie(_COOKIE, path=_at(here))
        answer.background = BackgroundTask(self.done)
        return answer

    def admit(self, request: Request) -> str:
        """Where the browser is. Raises RefusedError unless it carries the cookie and nothing is registered yet."""
        self._open()
        cookie = request.cookies.get(_COOKIE, "")
        way = next((way for way in self._ways if _same(cookie, way.cookie)), None)
        if way is None:
            raise _stranger()
        return _origin(request, way)

    def _open(self) -> None:
        if credentials.path(self.settings.data).exists():
            raise closed()

    def _state(self, choice: Choice) -> str:
        state = secrets.token_urlsafe(32)
        while len(self._states) >= _STATES:
            del self._states[next(iter(self._states))]
        self._states[state] = (time.monotonic(), choice)
        return state

    def _chosen_with(self, state: str) -> Choice:
        made, choice = self._states.pop(state, (0.0, None))
        if choice is None or time.monotonic() - made > _STATE_SECONDS:
            words = f"It is not known here, was used before, or is older than an hour. {_BEGIN_ANEW}"
            raise RefusedError(HTTPStatus.BAD_REQUEST, "This answer belongs to no registration", words)
        return choice

    def _form(self, here: str, values: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
        owner = values.get("owner", "")
        shown: dict[str, object] = {"action": f"{_at(here)}/review"}
        for name in FIELDS[1:]:
            shown[name] = values.get(name, "")
            shown[f"{name}_mistake"] = fill("mistake", field=name, words=wrong[name]) if name in wrong else ""
            shown[f"{name}_invalid"] = Markup(' aria-invalid="true"') if name in wrong else ""
        for name in ("account", "organisation"):
            shown[f"{name}_checked"] = Markup(" checked") if owner == name else ""
        shown["mistakes"] = (
            fill("mistakes", words="Something is missing or wrong; see below.") if wrong else ""
        )
        shown["asks"] = self._asks(manifest())
        status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return page("Register", fill("begin", **shown), status=status)

    def _asks(self, asked: Manifest) -> Markup:
        permissions = rows(
            "ask", ({"name": a.name, "level": a.level, "why": a.why} for a in asked.permissions)
        )
        events = rows("ask", ({"name": a.name, "level": "", "why": a.why} for a in asked.events))
        file = credentials.path(self.settings.data)
        return fill("asks", permissions=permissions, events=events, file=file)


_INVITATION = """\
As-Built is not registered with GitHub yet. Open this address in a browser to do so:

    {}

It opens once: the first browser that opens it can go on until the App is registered, and nobody else can. For another
address, stop the service and start it again.
"""
_BEGIN_ANEW = "Open the address that the service printed to begin anew."


def application(setup: SetUp) -> FastAPI:
    """The web application of a service that is not registered yet: the set-up's pages and little else."""
    app = FastAPI(title="As-Built", openapi_url=None, docs_url=None, redoc_url=None)

    async def shown(make: Callable[[Request], Response], request: Request) -> Response:
        try:
            return await run_in_threadpool(make, request)
        except RefusedError as refusal:
            return refusal.page()

    @app.get(PATH)
    async def enter(request: Request) -> Response:
        return await shown(setup.enter, request)

    @app.get(f"{PATH}/review")
    async def review(request: Request) -> Response:
        return await shown(setup.review, request)

    @app.get(f"{PATH}/registered")
    async def registered(request: Request) -> Response:
        return await shown(setup.registered, request)

    @app.get("/healthz")
    async def alive() -> Response:
        return PlainTextResponse("alive\n")

    @app.get("/readyz")
    @app.post("/webhook")
    async def not_yet() -> Response:
        return PlainTextResponse("not registered with GitHub yet\n", HTTPStatus.SERVICE_UNAVAILABLE)

    return app


def wait(settings: Settings, door: socket.socket) -> bool:
    """Shows the set-up's pages on a listening socket, which stays open, until the App is registered. Answers False
    if it was told to stop before that. Raises CredentialsError at once if there is no place for the credentials."""
    credentials.prepare(settings.data)
    host, port = door.getsockname()[:2]
    own = f"http://{_reachable(host)}:{port}"
    finished: list[bool] = []

    def done() -> None:
        finished.append(True)
        server.should_exit = True

    setup = SetUp(settings, own, done)
    config = uvicorn.Config(
        application(setup), log_level="warning", access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    print(_INVITATION.format("\n    or, on this machine: ".join(setup.addresses)), flush=True)
    server.run(sockets=[door.dup()])
    return bool(finished)


def _fields(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name in FIELDS}


def _at(origin: str) -> str:
    """The path of the set-up's pages; a public address may have a path of its own before it."""
    return f"{urlsplit(origin).path}{PATH}"


def _stranger() -> RefusedError:
    return RefusedError(
        HTTPStatus.FORBIDDEN,
        "This page is not for everybody",
        "It answers to whoever has the address that the service printed when it was started.",
    )


def _late() -> RefusedError:
    return RefusedError(
        HTTPStatus.FORBIDDEN,
        "This address has been opened before",
        "It opens once, and the browser that was first can go on. If that was not you, or its window is lost, stop the "
        "service and start it again: it prints a new address, and the old one is worth nothing then.",
    )


def _origin(request: Request, way: _Way) -> str:
    """Where the browser is. What the request itself says of that is asked only on the way that is meant for this
    machine and for tunnels to it (a reverse proxy may say anything), and believed only for names that nobody else
    can point here."""
    if way.origin:
        return way.origin
    host = request.headers.get("host", "")
    name = urlsplit(f"http://{host}").hostname or ""
    if name != "localhost" and not _is_address(name):
        words = (
            f"Set ASBUILT_PUBLIC_URL to https://{host} and start the service again, if this is its address."
        )
        raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "This is not the address of this service", words)
    return f"http://{host}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _reachable(host: str) -> str:
    """A name for the machine itself where it listens on every address."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104, it is looked for, not bound to
    return f"[{shown}]" if ":" in shown else shown


def _proposed(settings: Settings) -> dict[str, str]:
    proposed = {"owner": "account", "public": settings.public_url, "name": manifest().name}
    return proposed | {"server": server_of(settings.github_url)}


def _credentials(found: _Conversion, choice: Choice) -> Credentials:
    return Credentials(
        app_id=str(found.id),
        slug=found.slug,
        page=found.html_url,
        github_url=choice.api,
        public_url=choice.public,
        webhook_secret=found.webhook_secret,
        private_key=found.pem,
    )


def _check_key(pem: str) -> None:
    """Raises CredentialsError unless it is an RSA key that can be read."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CredentialsError("GitHub sent a key that cannot be read") from None
    if not isinstance(key, RSAPrivateKey):
        raise CredentialsError("GitHub sent a key that is no RSA key")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())

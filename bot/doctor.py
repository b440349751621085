"""`asbuilt doctor`: looks at everything that an installation hangs on, and says what to do about what is wrong.

It changes nothing: it asks GitHub, Redis and the receiver, and looks at files.
"""

from __future__ import annotations

import hashlib
import hmac
import stat
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot import credentials, partial
from bot.errors import UserError
from bot.github.client import AppClient, DeniedError, GitHubError, clock
from bot.inert import one_line
from bot.redis import valkey
from bot.redis.queue import Queue
from bot.redis.store import Store, StoreError
from bot.settings import Settings, SettingsError
from bot.setup.manifest import Ask, Manifest, manifest

Level = Literal["good", "doubt", "fault"]

_SKEW_DOUBT, _SKEW_FAULT = 10.0, 45.0
"""Seconds. GitHub refuses a token that was made a minute in its future
(https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app)."""

_KEY_BITS = 2048
_OLDEST_REDIS = 6
_FULL = 0.8
_STANDING_SECONDS = 600
_LEVELS = ("", "read", "write", "admin")


_OF_THE_APP = frozenset(("credentials", "app", "webhook"))
_REGISTER = (
    "Run `asbuilt serve`: it prints the address of a page that registers one. If the service has one already, look with "
    "its settings: ASBUILT_DATA, or ASBUILT_APP_ID, a private key and ASBUILT_WEBHOOK_SECRET (docs/operate.md)."
)


class Sign(msgspec.Struct, frozen=True):
    """One thing that was looked at: how it is, in words, and what to do about it."""

    level: Level
    part: str
    what: str
    do: str = ""


def examine(settings: Settings) -> Iterator[Sign]:
    """Looks at every part in turn; what cannot be looked at is a fault of its own and stops nothing but its part."""
    parts: tuple[tuple[str, Callable[[Settings], Iterable[Sign]]], ...] = (
        ("credentials", _credentials),
        ("clock", _clock),
        ("app", _app),
        ("webhook", _webhook),
        ("redis", _redis),
        ("queue", _queue),
        ("git", _git),
    )
    if not settings.registered:
        yield Sign(
            "fault", "credentials", f"no App is registered: there is nothing in {settings.data}", _REGISTER
        )
    for part, look in parts:
        if part in _OF_THE_APP and not settings.registered:
            continue
        try:
            yield from look(settings)
        except (UserError, GitHubError) as error:
            yield Sign("fault", part, one_line(str(error)), _cure(error))


def _cure(error: Exception) -> str:
    if isinstance(error, SettingsError):
        return "Set it as the service has it (docs/operate.md)."
    if isinstance(error, StoreError):
        return "See that Redis runs and that REDIS_URL is its address as seen from here."
    if isinstance(error, DeniedError):
        return "The key must be one of this App's, on this GitHub: make a new one on the App's page."
    if isinstance(error, GitHubError):
        return "See that this machine reaches GitHub (ASBUILT_GITHUB_URL, HTTPS_PROXY, firewall), then try again."
    return ""


# --- what is on this machine ---------------------------------------------------------------------


def _credentials(settings: Settings) -> Iterator[Sign]:
    part = "credentials"
    settings.secret()
    try:
        key = load_pem_private_key(settings.key().encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        yield Sign("fault", part, "the private key is no RSA key", "Make one on the App's page on GitHub.")
    elif key.key_size < _KEY_BITS:
        yield Sign(
            "doubt", part, f"the private key has {key.key_size} bits", "Make a new one on the App's page."
        )
    else:
        yield Sign("good", part, f"App {settings.app()}, a key of {key.key_size} bits, a webhook secret")
    for file in (credentials.path(settings.data), settings.private_key_file):
        if file is not None and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Sign("fault", part, f"others may read {file}", f"chmod 600 {file}")


def _clock(settings: Settings) -> Iterator[Sign]:
    began = time.time()
    theirs = clock(settings.github_url, settings.request_timeout)
    skew = (began + time.time()) / 2 - theirs - 0.5  # GitHub tells whole seconds
    if abs(skew) < _SKEW_DOUBT:
        yield Sign("good", "clock", "this machine and GitHub agree on the time")
        return
    how = f"this machine is {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} GitHub"
    level: Level = "fault" if abs(skew) > _SKEW_FAULT else "doubt"
    yield Sign(level, "clock", how, "Have the clock set by NTP: GitHub refuses tokens of another time.")


def _git(_: Settings) -> Iterator[Sign]:
    version = partial.installed()
    found, oldest = (".".join(map(str, each)) for each in (version, partial.OLDEST_GIT))
    if version >= partial.OLDEST_GIT:
        yield Sign(
            "good", "git", f"version {found} is here, for what archives of very large repositories lack"
        )
        return
    how = f"version {found} is too old" if found else "there is none here"
    what = f"{how}: most files of a very large repository (over 300 MB as an archive) may be left unread"
    yield Sign("doubt", "git", what, f"Install git {oldest} or newer on every machine with workers.")


# --- the App -------------------------------------------------------------------------------------


class _App(msgspec.Struct, frozen=True):
    slug: str = ""
    html_url: str = ""
    permissions: dict[str, str] = {}
    events: list[str] = []


class _Account(msgspec.Struct, frozen=True):
    login: str = ""


class _Installation(msgspec.Struct, frozen=True):
    account: _Account | None = None
    permissions: dict[str, str] = {}
    suspended_at: str | None = None


def _app(settings: Settings) -> Iterator[Sign]:
    asked = manifest()
    with AppClient(settings) as client:
        app = client.get("/app", _App)
        yield Sign("good", "app", f"GitHub knows it as {one_line(app.slug)}")
        yield from _permissions(app, asked)
        yield from _installations(app, asked, list(client.pages("/app/installations", _Installation)))


def _permissions(app: _App, asked: Manifest) -> Iterator[Sign]:
    page = f"{one_line(app.html_url)}, under App settings, Permissions & events"
    lacking = _lacking(app.permissions, asked.permissions)
    if lacking:
        needed = ", ".join(f"{ask.name}: {ask.level} ({ask.why})" for ask in lacking)
        do = f"On {page}, add them; every owner has to approve."
        yield Sign("fault", "permissions", f"these are missing: {needed}", do)
    known = {ask.name: ask.level for ask in asked.permissions}
    surplus = sorted(
        f"{one_line(name)}: {one_line(level)}"
        for name, level in app.permissions.items()
        if _LEVELS.index(known.get(name, "")) < _rank(level)
    )
    if surplus:
        yield Sign(
            "doubt",
            "permissions",
            f"more than is needed: {', '.join(surplus)}",
            f"On {page}, take them away.",
        )
    deaf = [ask.name for ask in asked.events if ask.name not in app.events]
    if deaf:
        yield Sign("fault", "events", f"not subscribed: {', '.join(deaf)}", f"On {page}, subscribe to them.")
    if not (lacking or surplus or deaf):
        yield Sign("good", "permissions", "exactly what is needed, and every event")


def _lacking(granted: Mapping[str, str], asked: Iterable[Ask]) -> list[Ask]:
    return [ask for ask in asked if _rank(granted.get(ask.name, "")) < _rank(ask.level)]


def _rank(level: str) -> int:
    return _LEVELS.index(level) if level in _LEVELS else 0


def _installations(app: _App, asked: Manifest, found: list[_Installation]) -> Iterator[Sign]:
    if not found:
        do = f"Install it: {one_line(app.html_url)}/installations/new"
        yield Sign("doubt", "installations", "it is installed nowhere", do)
        return
    yield Sign("good", "installations", f"installed on {_number(len(found), 'account')}")
    for installation in found:
        who = one_line(installation.account.login) if installation.account is not None else "an account"
        if installation.suspended_at:
            yield Sign(
                "doubt", "installations", f"{who} has suspended it", "Its owner can end that on GitHub."
            )
        elif lacking := _lacking(installation.permissions, asked.permissions):
            needed = ", ".join(ask.name for ask in lacking)
            do = "Its owner approves them under Settings, GitHub Apps, Review request."
            yield Sign("doubt", "installations", f"{who} has not approved: {needed}", do)


# --- the webhook ---------------------------------------------------------------------------------


class _Hook(msgspec.Struct, frozen=True):
    url: str = ""
    content_type: str = ""
    insecure_ssl: str | int = "0"
    secret: str = ""


class _Delivery(msgspec.Struct, frozen=True):
    guid: str
    status_code: int = 0
    status: str = ""

    @property
    def arrived(self) -> bool:
        """Whether we answered that we have it."""
        return 200 <= self.status_code < 300


def _webhook(settings: Settings) -> Iterator[Sign]:
    with AppClient(settings) as client:
        hook = client.get("/app/hook/config", _Hook)
        yield from _hook(hook, settings)
        if hook.url.startswith(("https://", "http://")):
            yield _knock(hook.url, settings)
        yield _deliveries(client.get("/app/hook/deliveries", list[_Delivery], per_page=100))


def _hook(hook: _Hook, settings: Settings) -> Iterator[Sign]:
    part, do = "webhook", "Change it on the App's page on GitHub, under Webhook."
    wanted = f"{settings.public_url}/webhook" if settings.public_url else ""
    if not hook.url:
        yield Sign("fault", part, "it has no address", do)
    elif wanted and hook.url != wanted:
        what = f"deliveries go to {one_line(hook.url)}, but ASBUILT_PUBLIC_URL makes that {wanted}"
        yield Sign("fault", part, what, f"{do} Or change ASBUILT_PUBLIC_URL.")
    if hook.content_type != "json":
        yield Sign("fault", part, "deliveries are not sent as application/json", do)
    if not hook.secret:
        yield Sign("fault", part, "deliveries are not signed: the webhook has no secret", do)
    if str(hook.insecure_ssl) != "0":
        yield Sign("doubt", part, "GitHub does not check the certificate of the address", do)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: GitHub does not either."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """None: the redirect is the answer."""
        del req, fp, code, msg, headers, newurl


def _knock(url: str, settings: Settings) -> Sign:
    """Sends a signed ping, as GitHub does when a webhook is made, and reads the answer."""
    body = b'{"zen":"As-Built looks after itself."}'
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "as-built-doctor",
        "X-GitHub-Event": "ping",
        "X-GitHub-Delivery": "00000000-0000-0000-0000-000000000000",
        "X-Hub-Signature-256": f"sha256={hmac.new(settings.secret(), body, hashlib.sha256).hexdigest()}",
    }
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310, http and https only
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=10) as response:
            status = int(response.status)
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        what = f"{one_line(url)} cannot be reached from here: {one_line(str(reason))}"
        return Sign(
            "doubt",
            "webhook",
            what,
            "GitHub has to reach it from outside: DNS, TLS, reverse proxy, firewall.",
        )
    if status == 204:
        return Sign("good", "webhook", f"{one_line(url)} answers, and takes what is signed with our secret")
    if status == 401:
        what = f"{one_line(url)} answers, but does not take what is signed with our secret"
        return Sign("fault", "webhook", what, "The service there runs with another ASBUILT_WEBHOOK_SECRET.")
    do = "See that a reverse proxy there passes POST /webhook on to the service, body and headers unchanged."
    return Sign("fault", "webhook", f"{one_line(url)} answers with {status}", do)


def _deliveries(found: list[_Delivery]) -> Sign:
    part = "deliveries"
    if not found:
        do = "Open a pull request in a repository that it is installed on."
        return Sign("doubt", part, "GitHub has delivered nothing yet", do)
    last: dict[str, _Delivery] = {}
    for delivery in found:  # the newest comes first; a later attempt at the same delivery settles it
        last.setdefault(delivery.guid, delivery)
    failed = [delivery for delivery in last.values() if not delivery.arrived]
    if not failed:
        return Sign("good", part, f"the last {_number(len(last), 'delivery', 'deliveries')} arrived")
    kinds = Counter(f"{each.status_code or ''} {one_line(each.status)}".strip() for each in failed)
    why = ", ".join(f"{kind} ({count})" for kind, count in kinds.most_common(3))
    cures = {
        401: "401 means another webhook secret on GitHub than here.",
        503: "503 means that Redis took nothing.",
    }
    do = " ".join(words for code, words in cures.items() if any(each.status_code == code for each in failed))
    level: Level = "doubt" if found[0].arrived else "fault"
    words = f"{len(failed)} of the last {_number(len(last), 'delivery', 'deliveries')} did not arrive: {why}"
    return Sign(
        level, part, words, f"{do} The workers have failed ones sent again every few minutes.".strip()
    )


# --- Redis and the queue -------------------------------------------------------------------------


def _redis(settings: Settings) -> Iterator[Sign]:
    part, address = "redis", _address(settings)
    if not address:
        valkey.binary()
        folder = settings.data / "valkey"
        yield Sign("good", part, f"an embedded Valkey, with its data in {folder}; `asbuilt serve` starts it")
        return
    store = Store(address)
    info: dict[str, Any] = store.guarded(store.client.info)
    version = str(info.get("valkey_version") or info.get("redis_version") or "0")
    if int(version.partition(".")[0]) < _OLDEST_REDIS:
        yield Sign("fault", part, f"version {version} is too old", "Use Redis 6 or newer, or Valkey.")
    lasting = bool(info.get("aof_enabled"))
    if not lasting:
        what = "what is written is not kept: a restart loses the queue"
        yield Sign("fault", part, what, "Set `appendonly yes`, best with `appendfsync always`.")
    elif info.get("aof_last_write_status", "ok") != "ok":
        yield Sign("fault", part, "its append-only file cannot be written", "See whether its disk is full.")
    elif (fsync := _setting(store, "appendfsync")) not in ("", "always"):
        what = f"appendfsync is {fsync}: a crash may lose what was acknowledged within the last second"
        yield Sign(
            "doubt", part, what, "Set `appendfsync always`; what was lost is found again after some minutes."
        )
    evicting = str(info.get("maxmemory_policy", "noeviction"))
    if evicting != "noeviction":
        what = f"maxmemory-policy is {evicting}: jobs may be thrown away"
        yield Sign("fault", part, what, "Set `maxmemory-policy noeviction`.")
    used, most = int(info.get("used_memory", 0)), int(info.get("maxmemory", 0))
    if most and used > most * _FULL:
        yield Sign("doubt", part, f"{used / most:.0%} of its memory is in use", "Give it more.")
    if lasting and evicting == "noeviction":
        which = "" if settings.redis_url else "the embedded Valkey, "
        yield Sign("good", part, f"{which}version {version}, keeps what is written and evicts nothing")


def _address(settings: Settings) -> str | None:
    return settings.redis_url or valkey.running(settings.data / "valkey")


def _setting(store: Store, name: str) -> str:
    """A setting of Redis; empty where it is not told, as by most who offer Redis as a service."""
    try:
        return str(store.guarded(lambda: store.client.config_get(name)).get(name, ""))
    except StoreError:
        return ""


def _queue(settings: Settings) -> Iterator[Sign]:
    address = _address(settings)
    if not address:
        return
    queue = Queue(Store(address))
    try:
        workers, counts = queue.workers(), queue.store.guarded(queue.counts)
    except StoreError:
        return  # which has been said
    if not workers and settings.registered:
        yield Sign("fault", "queue", "no worker is alive", "Start some: `asbuilt worker`.")
    elif not workers:
        yield Sign("good", "queue", "no worker yet: they start once the App is registered")
    else:
        yield Sign(
            "good", "queue", f"{_number(workers, 'worker')}, {_number(counts['waiting'], 'waiting job')}"
        )
    if (age := queue.oldest()) > _STANDING_SECONDS:
        what = f"the next job has waited for {age / 60:.0f} minutes"
        yield Sign("doubt", "queue", what, "Start more workers, or see in their logs what holds them up.")
    if failed := counts["failed"]:
        what = f"{_number(failed, 'job')} failed for good"
        yield Sign(
            "doubt", "queue", what, "`asbuilt jobs list` shows them; `asbuilt jobs retry` runs one again."
        )


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


# --- in words ------------------------------------------------------------------------------------

_MARKS: Mapping[Level, str] = {"good": "✓", "doubt": "!", "fault": "✗"}


def line(sign: Sign) -> str:
    """A sign as it is printed, with what to do below it."""
    shown = f"{_MARKS[sign.level]} {sign.part:<13} {sign.what}"
    return f"{shown}\n  {'':<13} → {sign.do}" if sign.do else shown

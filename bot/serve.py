"""The service's three ways to run: the receiver, the workers, or everything on one machine."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from bot.app import application
from bot.errors import UserError
from bot.logs import configure, log
from bot.redis.queue import Queue
from bot.redis.store import Store
from bot.redis.valkey import embedded
from bot.settings import Settings
from bot.worker import Workers


def web(settings: Settings, host: str, port: int) -> None:
    """Receives deliveries until told to stop. Raises SettingsError if a setting is missing, UserError if it cannot
    listen there."""
    configure(settings.log)
    settings.redis(), settings.secret()
    with _listening(host, port) as door:
        _receive(settings, door)


def _receive(settings: Settings, door: socket.socket) -> None:
    queue = Queue(Store(settings.redis()), settings.retry_pauses, settings.job_timeout, settings.result_pause)
    app = application(queue, settings.secret(), settings.metrics_token.get_secret_value())
    host, port = door.getsockname()[:2]
    log().info("receiving", host=host, port=port)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=10)
    with _last_signal_ours():
        uvicorn.Server(config).run(sockets=[door])


def worker(settings: Settings, workers: int) -> None:
    """Works on the queue in that many processes until told to stop. Raises SettingsError as `web` does."""
    configure(settings.log)
    settings.app(), settings.key(), settings.redis()
    team = Workers(settings, workers)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: the workers first
    try:
        team.start()
        log().info("working", workers=workers)
        team.wait()
    except KeyboardInterrupt:
        pass
    finally:
        team.stop()


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Everything on one machine: receiver, workers and, without REDIS_URL, the embedded store. Without credentials
    the set-up page comes first.

    Raises SettingsError for a missing setting, UserError if it cannot listen there, and ValkeyError if the embedded
    store does not start.
    """
    configure(settings.log)
    if settings.registered:
        settings.app(), settings.key(), settings.secret()
    with _listening(host, port) as door, _redis(settings) as url:
        if not settings.registered:
            if not _set_up(settings, door):
                return
            settings = settings.with_kept()
        ours = settings.model_copy(update={"redis_url": url})
        team = Workers(ours, workers)
        team.start()
        try:
            _receive(ours, door)
        finally:
            team.stop()


def _set_up(settings: Settings, door: socket.socket) -> bool:
    from bot.setup.registration import wait

    with _last_signal_ours():
        return wait(settings, door)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        door = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise UserError(f"cannot listen on {host}, port {port}: {why}") from None
    with door:
        yield door


@contextmanager
def _redis(settings: Settings) -> Iterator[str]:
    if settings.redis_url:
        yield settings.redis_url
        return
    with embedded(settings.data / "valkey") as url:
        yield url


@contextmanager
def _last_signal_ours() -> Iterator[None]:
    # uvicorn raises the signal that ended it once more when it is done; the default handler would end us
    # before the workers and the store have been stopped.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""The service's three ways to run: the receiver, the workers, or everything on one machine."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from bot.app import application
from bot.logs import configure, log
from bot.queue import Queue
from bot.settings import Settings
from bot.store import Store
from bot.valkey import embedded
from bot.worker import Workers


def web(settings: Settings, host: str, port: int) -> None:
    """Receives deliveries until told to stop. Raises SettingsError if a setting is missing."""
    configure(settings.log)
    queue = Queue(Store(settings.redis()), settings.retry_pauses, settings.job_timeout)
    app = application(queue, settings.secret())
    log().info("receiving", host=host, port=port)
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=10
    )
    with _last_signal_ours():
        uvicorn.Server(config).run()


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
    """Everything on one machine: receiver, workers and, without REDIS_URL, the embedded store.

    Raises SettingsError for a missing setting and ValkeyError if the embedded store does not start.
    """
    configure(settings.log)
    settings.app(), settings.key(), settings.secret()
    with _redis(settings) as url:
        ours = settings.model_copy(update={"redis_url": url})
        team = Workers(ours, workers)
        team.start()
        try:
            web(ours, host, port)
        finally:
            team.stop()


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

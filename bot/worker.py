"""The workers: one process each, started again when they die, stopped when their job is done."""

from __future__ import annotations

import multiprocessing
import threading
import time
from multiprocessing.context import SpawnProcess

from bot.logs import configure, log
from bot.processes import die_with_parent
from bot.redis.queue import Queue, work
from bot.redis.store import Store, StoreError
from bot.settings import Settings

_LONGEST_PAUSE = 30.0


class Workers:
    """A number of worker processes that are kept running until `stop`."""

    def __init__(self, settings: Settings, number: int) -> None:
        self._settings, self._number = settings, number
        self._context = multiprocessing.get_context("spawn")
        self._stopping = threading.Event()
        self._watchers: list[threading.Thread] = []
        self._processes: set[SpawnProcess] = set()

    def start(self) -> None:
        """Starts every worker and keeps a thread's eye on each."""
        for index in range(self._number):
            watcher = threading.Thread(target=self._keep, name=f"worker-{index}", daemon=True)
            self._watchers.append(watcher)
            watcher.start()

    def stop(self) -> None:
        """Lets every worker finish its job, then ends it."""
        self._stopping.set()
        for process in list(self._processes):
            process.terminate()
        for watcher in self._watchers:
            watcher.join()

    def wait(self) -> None:
        """Waits until somebody calls `stop`."""
        self._stopping.wait()

    def _keep(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            process = self._context.Process(target=run, args=(self._settings,))
            process.start()
            self._processes.add(process)
            if self._stopping.is_set():
                process.terminate()
            began = time.monotonic()
            process.join()
            self._processes.discard(process)
            pause = 1.0 if time.monotonic() - began > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            if not self._stopping.is_set():
                log().warning("worker ended, starting another", code=process.exitcode, pause=pause)
                self._stopping.wait(pause)


def run(settings: Settings, burst: bool = False) -> None:
    """Works in this process until told to stop; ends it with status 1 where Redis does not answer."""
    die_with_parent()
    configure(settings.log)
    from bot.jobs import SETTINGS  # with all that it needs; the receiver never does
    from bot.warm import warm_up

    warm_up()

    SETTINGS.set(settings)
    queue = Queue(Store(settings.redis()), settings.retry_pauses, settings.job_timeout)
    try:
        queue.store.guarded(
            lambda: work(queue, heartbeat=settings.heartbeat, sweep=settings.sweep_interval, burst=burst)
        )
    except StoreError as error:
        log().error("worker stopped", why=str(error))
        raise SystemExit(1) from None

"""Workers on demand: one process that has loaded everything and forks a worker for each line of settings.

Starting a worker from nothing takes seconds; a campaign that kills hundreds of them cannot wait for that. Reads lines of
JSON settings, answers each with a process id. Every worker begins a session of its own, so that it can be killed whole.
"""

from __future__ import annotations

import json
import os
import signal
import sys


def main() -> None:
    """Forks one worker for every line of input; ends with its input."""
    from bot.warm import warm_up

    warm_up()
    from bot import jobs  # noqa: F401, with all that it needs, before the first fork

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks what became of them
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(json.loads(line))
        print(pid, flush=True)


def _work(environment: dict[str, str]) -> None:
    from bot.jobs import SETTINGS
    from bot.logs import configure
    from bot.redis.queue import Queue, work
    from bot.redis.store import Store
    from bot.settings import Settings

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    said = os.open(environment["WORKER_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.environ.update(environment)
    settings = Settings.from_environment()
    configure("json")
    SETTINGS.set(settings)
    queue = Queue(Store(settings.redis()), settings.retry_pauses, settings.job_timeout, settings.result_pause)
    try:
        work(queue, heartbeat=settings.heartbeat, sweep=settings.sweep_interval)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()

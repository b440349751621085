"""A worker to be told what to do: one process for a whole test session, since starting one takes seconds.

Reads lines of JSON settings from its input, works each queue until it is empty, and says so.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Works once for every line of input."""
    from bot.logs import configure
    from bot.redis.queue import Queue, work
    from bot.redis.store import Store
    from bot.settings import Settings
    from bot.warm import warm_up

    warm_up()
    from bot.jobs import SETTINGS

    configure("json")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        os.environ.update(json.loads(line))
        settings = Settings.from_environment()
        SETTINGS.set(settings)
        store = Store(settings.redis())
        queue = Queue(store, settings.retry_pauses, settings.job_timeout, settings.result_pause)
        work(queue, heartbeat=1, sweep=settings.sweep_interval, burst=True)
        store.close()
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

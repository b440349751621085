"""APScheduler 3 (https://apscheduler.readthedocs.io/en/3.x/userguide.html)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

_KINDS = ("asyncio.AsyncIOScheduler", "background.BackgroundScheduler", "blocking.BlockingScheduler")

WORKERS = Workers(
    name="APScheduler",
    language="python",
    packages=("apscheduler",),
    schedulers=tuple(f"apscheduler.schedulers.{kind}" for kind in _KINDS),
    jobs=("add_job", "scheduled_job", "add_schedule"),
    starts=("start", "run_until_stopped", "start_in_background"),
)

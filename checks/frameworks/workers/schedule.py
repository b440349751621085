"""schedule (https://schedule.readthedocs.io/): jobs run while somebody calls ``run_pending``."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="schedule",
    language="python",
    packages=("schedule",),
    periodic=("schedule.run_pending",),
)

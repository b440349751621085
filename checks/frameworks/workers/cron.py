"""node-cron, cron, node-schedule, toad-scheduler, bree (https://github.com/node-cron/node-cron, https://github.com/kelektiv/node-cron,
https://github.com/node-schedule/node-schedule, https://github.com/breejs/bree)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="cron",
    language="typescript",
    packages=("node-cron", "cron", "node-schedule", "bree", "croner"),
    periodic=(
        "node-cron.schedule",
        "node-cron.default.schedule",
        "cron.CronJob",
        "cron.job",
        "node-schedule.scheduleJob",
        "croner.Cron",
    ),
    schedulers=("bree", "bree.default"),
    jobs=("add",),
    starts=("start", "run"),
)

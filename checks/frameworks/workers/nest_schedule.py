"""Nest's task scheduling (https://docs.nestjs.com/techniques/task-scheduling)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="Nest's scheduler",
    language="typescript",
    packages=("@nestjs/schedule",),
    scheduled=("Cron", "Interval", "Timeout"),
    needs="ScheduleModule",
)

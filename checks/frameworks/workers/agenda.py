"""Agenda (https://github.com/agenda/agenda#starting-the-job-processor)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="Agenda",
    language="typescript",
    packages=("agenda", "@hokify/agenda"),
    schedulers=("agenda.Agenda", "agenda", "agenda.default", "@hokify/agenda.Agenda"),
    jobs=("define", "every", "schedule"),
    starts=("start",),
)

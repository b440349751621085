"""Celery (https://docs.celeryq.dev/en/stable/userguide/workers.html)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="Celery",
    language="python",
    packages=("celery",),
    queues=("celery.Celery",),
    tasks=("task", "shared_task"),
    sends=("delay", "apply_async", "send_task"),
    programs=("celery",),
    runs=("worker_main", "start_worker", "task_always_eager", "CELERY_TASK_ALWAYS_EAGER"),
)

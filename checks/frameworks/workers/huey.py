"""Huey (https://huey.readthedocs.io/en/latest/consumer.html)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="Huey",
    language="python",
    packages=("huey",),
    queues=("huey.RedisHuey", "huey.SqliteHuey", "huey.PriorityRedisHuey"),
    sends=("enqueue", "schedule"),
    readers=("huey.consumer.Consumer",),
    programs=("huey_consumer", "huey_consumer.py", "run_huey"),
    runs=("create_consumer", "run_huey"),
)

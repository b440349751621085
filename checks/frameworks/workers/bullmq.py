"""BullMQ and Bull (https://docs.bullmq.io/guide/workers, https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md,
https://docs.nestjs.com/techniques/queues)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="BullMQ",
    language="typescript",
    packages=("bullmq", "bull", "@nestjs/bullmq", "@nestjs/bull"),
    queues=("bullmq.Queue", "bull", "bull.Queue", "bull.default"),
    sends=("add", "addBulk"),
    readers=("bullmq.Worker",),
    reading=("process",),
    marks=("Processor",),
    named=True,
)

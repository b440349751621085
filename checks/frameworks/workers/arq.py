"""arq (https://arq-docs.helpmanual.io/)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="arq",
    language="python",
    packages=("arq",),
    queues=("arq.create_pool", "arq.connections.create_pool"),
    sends=("enqueue_job",),
    readers=("arq.Worker", "arq.worker.Worker"),
    programs=("arq",),
    runs=("run_worker",),
)

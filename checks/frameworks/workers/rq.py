"""RQ (https://python-rq.org/docs/workers/)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="RQ",
    language="python",
    packages=("rq", "django_rq"),
    queues=("rq.Queue", "django_rq.get_queue"),
    sends=("enqueue", "enqueue_in", "enqueue_at", "enqueue_call", "enqueue_many"),
    readers=("rq.Worker", "rq.SimpleWorker", "rq.worker.Worker", "rq.worker_pool.WorkerPool"),
    programs=("rq", "rqworker", "rq-worker"),
    runs=("rqworker", "get_worker"),
)

"""Dramatiq (https://dramatiq.io/guide.html)."""

from __future__ import annotations

from checks.frameworks.workers.model import Workers

WORKERS = Workers(
    name="Dramatiq",
    language="python",
    packages=("dramatiq",),
    tasks=("actor",),
    sends=("send", "send_with_options"),
    readers=("dramatiq.Worker", "dramatiq.worker.Worker"),
    programs=("dramatiq", "rundramatiq"),
    runs=("rundramatiq", "StubBroker"),
)

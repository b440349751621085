"""Libraries of queues, workers and schedules: each a module with `WORKERS`, found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from checks.frameworks.workers.model import Workers


@cache
def workers() -> tuple[Workers, ...]:
    """Every library that is described here, in the order of their names."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "model")
    return tuple(importlib.import_module(f"{__name__}.{name}").WORKERS for name in names)

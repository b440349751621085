"""The frameworks: each a module with a `FRAMEWORK`, found by themselves, in the order of their names."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from checks.frameworks.model import Framework


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every framework that is described here."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "model" and not m.ispkg)
    return tuple(importlib.import_module(f"{__name__}.{name}").FRAMEWORK for name in names)

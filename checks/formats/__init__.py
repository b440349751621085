"""The report's formats: a module each, with `FORMAT` (its name) and `render(report)`; found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol

from checks.model import Report


class Format(Protocol):
    """What a format's module offers."""

    FORMAT: str

    def render(self, report: Report) -> str: ...


@cache
def formats() -> dict[str, Format]:
    """Every format by its name, in the order of names."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return {m.FORMAT: m for m in sorted(modules, key=lambda m: str(m.FORMAT))}

"""Which file an import means: one module a family of languages, found by themselves.

A finder module has `LANGUAGES` (the languages of `checks.code.facts` whose imports it follows) and
`finder(tree)`. All indexes are built once; a question costs a few look-ups, whatever the tree's size.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import Protocol

import msgspec

from checks.code.facts import Manifest

PROSE = ".md"
"""What no module is: files that come and go without anybody's imports meaning anything else."""


class Tree(msgspec.Struct, frozen=True):
    """All that a finder may look at: every path of the tree, the manifests by path, and the files that ask whether they are
    the main module."""

    paths: frozenset[str]
    manifests: Mapping[str, Manifest]
    scripts: frozenset[str]


class Finder(Protocol):
    """Answers for the files of one family of languages."""

    def find(self, path: str, module: str) -> str | None:
        """The file that an import of ``module`` written in ``path`` means; a folder (ending in ``/``) for a
        package without a file of its own; None for something outside or missing."""

    def child(self, path: str, name: str) -> str | None:
        """The module ``name`` inside the package that the file or folder (ending in ``/``) ``path`` is."""

    def outside(self, path: str, module: str) -> str | None:
        """The dotted name of a module outside the project; None for one that should be inside and is not."""

    def loaded(self, path: str, module: str) -> tuple[str, ...]:
        """The files that run on the way to ``module`` and before it (a package's ``__init__``)."""

    def grounds(self) -> Iterable[str]:
        """Besides the names, targets, aliases and bases of manifests, what answers depend on whatever is looked for."""


@cache
def _finders() -> Mapping[str, ModuleType]:
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {language: module for module in modules for language in module.LANGUAGES}


def finders(tree: Tree) -> Mapping[str, Finder]:
    """A finder for every language that has one."""
    made: dict[ModuleType, Finder] = {m: m.finder(tree) for m in dict.fromkeys(_finders().values())}
    return {language: made[module] for language, module in _finders().items()}

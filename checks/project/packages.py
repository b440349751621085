"""The packages of a tree: folders with a manifest, and what each declares."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from checks.code.facts import Manifest
from checks.patterns import regex

_PYTHON = regex(r"pyproject\.toml|setup\.(py|cfg)|requirements[\w.-]*\.txt|Pipfile")
_SCRIPT = regex(r"package\.json|deno\.jsonc?")


class Package(msgspec.Struct, frozen=True, dict=True):
    """A folder and its manifests by path; ``script`` for one of JavaScript's."""

    folder: str
    manifests: Mapping[str, Manifest]
    script: bool

    def named(self, name: str) -> tuple[str, Manifest] | None:
        """The manifest of a file name, with its path."""
        path = posixpath.join(self.folder, name)
        return (path, self.manifests[path]) if path in self.manifests else None

    def uses(self, *names: str) -> bool:
        """Whether one of the distributions is declared, in any group."""
        return not self.declared.isdisjoint(names)

    @cached_property
    def declared(self) -> frozenset[str]:
        """The distributions declared, in lower case with dashes, without extras and versions."""
        return frozenset(
            re.split(r"[\[<>=~!; ]", package.name, maxsplit=1)[0].lower().replace("_", "-")
            for manifest in self.manifests.values()
            for package in manifest.packages
        )


class Packages:
    """The packages of a tree, by folder and family of languages."""

    def __init__(self, manifests: Mapping[str, Manifest]) -> None:
        """``manifests`` by path."""
        self.manifests = manifests
        self.script = self._collect(_SCRIPT, script=True)
        self.python = self._collect(_PYTHON, script=False)

    def _collect(self, names: re.Pattern[str], *, script: bool) -> dict[str, Package]:
        folders: dict[str, dict[str, Manifest]] = {}
        for path, manifest in sorted(self.manifests.items()):
            folder, name = posixpath.split(path)
            if names.fullmatch(name):
                folders.setdefault(folder, {})[path] = manifest
        return {folder: Package(folder, held, script) for folder, held in folders.items()}

    def of(self, path: str) -> Package | None:
        """The nearest package at or above a source file, of the file's own family."""
        family = self.python if path.endswith((".py", ".pyw", ".pyi")) else self.script
        return next((family[f] for f in above(posixpath.dirname(path)) if f in family), None)

    def chain(self, path: str) -> Iterator[Package]:
        """Every package at or above a source file, the nearest first."""
        family = self.python if path.endswith((".py", ".pyw", ".pyi")) else self.script
        return (family[folder] for folder in above(posixpath.dirname(path)) if folder in family)


def above(folder: str) -> Iterator[str]:
    """A folder and every folder above it, the root (the empty path) last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""

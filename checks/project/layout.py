"""What a tree's layout says about imports, and which files a change of it may concern.

Where a file's imports lead depends on the file and on which paths there are. When a path comes or goes, most files' imports
mean what they meant: those that say nothing of it. So what was kept of the tree before is taken over for them, as long as
nothing changed that concerns all imports (manifests, the folders that Python looks into).

A finder looks for what an import says below the folders that it knows: a path that comes or goes can change what an import
means only if the import says its name, or that of a folder that came or went with it. Where this is not so (the file that a
manifest names, a package's ``__init__`` in a folder that was there before), nothing is taken over.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import msgspec

from checks.code.facts import FileFacts, Manifest
from checks.code.vocabulary import says
from checks.project.imports import PROSE, Finder, Tree
from checks.project.kept import Before, Kept
from checks.project.packages import above
from checks.project.wording import Wording, lines

APPS = "INSTALLED_APPS"
"""Who says this names modules by the folder that holds them."""

_MOST = 100
"""Of how many paths, at most, it is told which files they concern."""
_ROOTS = frozenset({"src", "app", "public"})
"""Folders of a package that an import need not say."""
_PYTHON = (".py", ".pyi", ".pyw")


class _Held(msgspec.Struct, frozen=True, array_like=True):
    """A layout: every path but those of prose, and which of them are source code."""

    paths: tuple[str, ...]
    code: tuple[str, ...]


class Layout:
    """The layout of one tree, as finders see it."""

    def __init__(self, tree: Tree, finders: Mapping[str, Finder], code: tuple[str, ...], kept: Kept) -> None:
        """``code`` are the paths of the source code."""
        self._tree = tree
        self._kept = kept
        self._held = _Held(tuple(sorted(p for p in tree.paths if not p.endswith(PROSE))), code)
        grounds = [sorted(finder.grounds()) for finder in dict.fromkeys(finders.values())]
        said = [
            (p, m.name, m.targets, m.paths, m.base_url, m.extends) for p, m in sorted(tree.manifests.items())
        ]
        self._ground = msgspec.msgpack.encode((said, grounds))

    @cached_property
    def digest(self) -> bytes:
        """Of everything that where imports lead depends on, besides the files that hold them."""
        return _digest(self._ground, self._held)

    def before(self) -> Before | None:
        """The layout that was met last on the same ground, with the files whose imports may mean something else here; None
        where there is none, or that cannot be told. This one is set down for the next."""
        name = hashlib.sha256(self._ground).digest()
        held = self._kept.last(name, _Held, self._held)
        if held is None:
            self._naming()  # kept for the next, which will need it
        if held is None or held == self._held:
            return None
        concerned = self._concerned(held)
        return None if concerned is None else Before(_digest(self._ground, held), concerned)

    def _naming(self) -> Wording:
        """What each file says that may lead to another."""
        return Wording(self._kept.each(_leads, bytes, self._held.code))

    def _concerned(self, held: _Held) -> frozenset[str] | None:
        here = self._held
        moved = {*(set(here.paths) ^ set(held.paths)), *(set(here.code) ^ set(held.code))}
        if len(moved) > _MOST:
            return None
        common = set(here.paths) & set(held.paths)
        folders_of_python = {path.rpartition("/")[0] for path in common if path.endswith(_PYTHON)}
        python = {folder for lying in folders_of_python for folder in above(lying)}
        words = _words(moved, python, self._tree.manifests)
        if words is None:
            return None
        naming = self._naming()
        found = {path for word in (*words, APPS) for path, _, _ in naming.holding(word.encode())}
        folders = (f for path in moved if path.endswith(_PYTHON) for f in above(posixpath.dirname(path)))
        for package in {posixpath.basename(folder) for folder in folders if folder and folder not in python}:
            # A folder without an index is a module to Python alone.
            saying = (path for path, _, _ in naming.holding(package.encode()))
            found.update(path for path in saying if path.endswith(_PYTHON))
        beneath = tuple(_beneath(path) for path in moved)
        found.update(path for path in here.code if path.startswith(beneath))
        return frozenset(found)


def _digest(ground: bytes, held: _Held) -> bytes:
    return hashlib.sha256(ground + msgspec.msgpack.encode(held)).digest()


def _words(
    moved: Iterable[str], python: Collection[str], manifests: Mapping[str, Manifest]
) -> frozenset[str] | None:
    """What an import says that one of these paths may concern, besides the folders that they bring with them; None where
    that cannot be told. ``python`` are the folders that hold Python in both layouts."""
    homes = {posixpath.dirname(path) for path in manifests}
    named = _named(manifests.values())
    words: set[str] = set()
    for path in moved:
        folder, stem = posixpath.dirname(path), _stem(path)
        told = stem != "main" and stem not in named
        if _holding(path):
            stem = posixpath.basename(folder)
            told = folder not in homes and stem not in named and stem not in _ROOTS
        if path.endswith(_PYTHON):
            told = _stem(path) != "__init__" or folder not in python
        if not told or not stem or not stem.isascii():
            return None
        words.add(stem)
    return frozenset(words)


def _beneath(path: str) -> str:
    """How the paths of files begin that mean this one where they import the folder that they lie in: one that stands for
    its folder, or beside a folder of its own name."""
    folder = posixpath.dirname(path)
    return f"{folder}/" if _holding(path) else posixpath.join(folder, _stem(path))


def _holding(path: str) -> bool:
    """Whether a file stands for its folder."""
    return _stem(path) == ("__init__" if path.endswith(_PYTHON) else "index")


def _stem(path: str) -> str:
    """How a file's name begins: what is said of it whatever stands for its suffixes."""
    return posixpath.basename(path).lstrip(".").partition(".")[0]


def _named(manifests: Iterable[Manifest]) -> frozenset[str]:
    """Every part of the paths that manifests name, without suffixes."""
    found: set[str] = set()
    for manifest in manifests:
        targets = [target for _, target in manifest.targets]
        targets += [target for _, aliased in manifest.paths for target in aliased]
        found.update(_stem(part) for target in targets for part in target.split("/"))
    return frozenset(found)


def _leads(path: str, facts: FileFacts) -> bytes:  # noqa: ARG001, asked of each file
    """What one file says that may lead to another."""
    imports = facts.passed.imports
    apps = (APPS,) if says(facts, APPS) else ()
    return lines((*(i.module for i in imports), *(i.name for i in imports), *facts.texts, *apps))

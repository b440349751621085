"""Which files something may load without importing them: by a text that names them, by a computed name, by
looking through a folder.

Reachability asks what entry points pull in. This asks the opposite, of every file, whether anything runs or
not: could something mean this file? Where that cannot be excluded, nobody may call it unused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

import msgspec

from checks.code.facts import FileFacts
from checks.code.paths import extension
from checks.code.tree import Lit, Name, Op, Template
from checks.code.vocabulary import says
from checks.patterns import regex
from checks.project.kept import Kept
from checks.project.outlines import CODE
from checks.project.packages import Packages, above
from checks.project.scopes import LOADERS
from checks.project.walk import calls

_PROSE = frozenset({"md", "rst", "txt", "adoc", "org", "patch", "http", "rest"})
_LISTING = (
    "listdir scandir iterdir glob rglob iglob iter_modules walk_packages readdir readdirSync globSync opendir "
    "entry_points fast-glob require-all"
).split()
_LOADING = "spec_from_file_location exec_module SourceFileLoader run_path load_module find_modules import_submodules".split()
_DISCOVERING = {"autodiscover_tasks": "tasks", "load_extensions": "extensions"}
_SUFFIX = regex(r"\.([cm]?[jt]sx?|pyw?)$")
_WORD = regex(r"[\w./@~$*()\[\]+-]{2,200}")
_INDEX = frozenset({"index", "__init__", "mod"})


class _Hints(msgspec.Struct, frozen=True, array_like=True):
    """What one file says that may load others: what it names in the forms of `_names_of`; if it is production code, the
    folders that computed names are known to start with (empty where nothing of them is), and patterns of file names with
    the folder that they stand in."""

    named: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.named or self.computed or self.patterns)


class Loaded:
    """Answers for one tree whether a file may be loaded unseen."""

    def __init__(
        self, kept: Kept, paths: tuple[str, ...], packages: Packages, production: Callable[[str], bool]
    ) -> None:
        """``paths`` are those of all files with facts; ``production`` tells production code."""
        hints = kept.each(_hints, _Hints, paths)
        self._named = frozenset(name for held in hints.values() for name in held.named)
        running = {
            path: held
            for path, held in hints.items()
            if (held.computed or held.patterns) and production(path)
        }
        self._patterns = frozenset(pattern for held in running.values() for pattern in held.patterns)
        self._computed = frozenset(
            (_home(packages, path), known, path.endswith((".py", ".pyw")))
            for path, held in running.items()
            for known in held.computed
        )

    def unseen(self, path: str) -> bool:
        """Whether something may load a file without importing it."""
        if not self._named.isdisjoint(_names_of(path)):
            return True
        folder, name = posixpath.split(path)
        within = posixpath.basename(folder)
        if any(held in ("", within) and fnmatchcase(name, pattern) for held, pattern in self._patterns):
            return True
        bare = f"/{_stem(path)}/"
        folders = frozenset(above(posixpath.dirname(path)))
        return any(
            home in folders and (not known or f"/{known}/" in bare)
            for home, known, python in self._computed
            if python == path.endswith((".py", ".pyw"))
        )


def _names_of(path: str) -> Iterator[str]:
    """What a text has to say to mean a file: its name, its path, or the end of its path without the suffix."""
    yield posixpath.basename(path)
    stem = _stem(path)
    yield f"={stem}"
    yield "/".join(stem.split("/")[-2:])


def _stem(path: str) -> str:
    """A path without its suffix, an index's path without the index."""
    stem = _SUFFIX.sub("", path)
    folder, name = posixpath.split(stem)
    return folder if name in _INDEX else stem


def _home(packages: Packages, path: str) -> str:
    package = packages.of(path)
    return package.folder if package else ""


def _hints(path: str, facts: FileFacts) -> _Hints:
    """What one file says that may load others."""
    named = tuple(dict.fromkeys(_named(path, facts)))
    if facts.language not in CODE:
        return _Hints(named)
    return _Hints(named, tuple(sorted(_loads(path, facts))), tuple(dict.fromkeys(_globs(facts))))


def _globs(facts: FileFacts) -> Iterator[tuple[str, str]]:
    """Patterns of file names in code that say something of the name or of its folder."""
    for text in facts.texts:
        if "*" not in text or len(text) > 200 or " " in text:
            continue
        folder, name = posixpath.split(text)
        within = posixpath.basename(folder)
        pattern = re.sub(r"\{[^{}]{0,40}\}.{0,10}$|\.(?:[cm]?[jt]sx?|py)$", "", name) + ".*"
        if re.search(r"\w", pattern) or re.fullmatch(r"\w[\w.-]*", within):
            yield (within if re.fullmatch(r"[\w.-]*\w[\w.-]*", within) else ""), pattern


def _loads(path: str, facts: FileFacts) -> set[str]:
    """The folders that modules are loaded from whose names are computed, empty where nothing of the name is known."""
    found = set()
    for imported in facts.passed.imports:
        if imported.kind in ("dynamic", "require") and "*" in imported.module:
            known = imported.module.split("*", 1)[0].strip("./@~").replace(".", "/").rstrip("/")
            found.add(known)
    if not path.endswith((".py", ".pyw")) and _says(facts, "require", "import"):
        found.update(_put_together(facts))
    # A name of which nothing is known is often spelled out elsewhere as a text, and texts are looked
    # at anyway; one that comes out of a folder's listing is spelled out nowhere.
    if "" in found and not _says(facts, *_LISTING):
        found.discard("")
    elif _says(facts, *_LOADING) and _says(facts, *_LISTING):
        found.add("")
    found.update(folder for word, folder in _DISCOVERING.items() if says(facts, word))
    return found


def _says(facts: FileFacts, *words: str) -> bool:
    return any(says(facts, word) for word in words)


def _put_together(facts: FileFacts) -> Iterator[str]:
    """The folders that ``require`` and ``import()`` of a name put together start from."""
    for body in facts.bodies().functions:
        for call in calls(body):
            if not (isinstance(call.func, Name) and call.func.id in LOADERS and call.args):
                continue
            first = call.args[0]
            parts = (
                first.parts
                if isinstance(first, Template)
                else first.operands
                if isinstance(first, Op)
                else ()
            )
            head = parts[0] if len(parts) > 1 else None
            if isinstance(head, Lit) and isinstance(head.value, str):
                yield head.value.rpartition("/")[0].strip("./@~")
            elif not isinstance(first, Lit) and len(parts) != 1:
                yield ""


def _named(path: str, facts: FileFacts) -> Iterator[str]:
    """What a file's texts name, in the forms of `_names_of`."""
    if extension(path) in _PROSE:
        return
    for word in facts.words:
        yield from _forms(path, word.lstrip("/"))
    if facts.packed_bodies:
        imported = {i.module for i in facts.passed.imports}
        for text in facts.texts:
            if _WORD.fullmatch(text) and text not in imported:
                yield from _forms(path, text)


def _forms(path: str, word: str) -> Iterator[str]:
    plain = word.partition("?")[0].partition(":")[0]
    name = posixpath.basename(plain)
    if _SUFFIX.search(name):
        yield name
    if plain.startswith("."):
        yield f"={_stem(posixpath.normpath(posixpath.join(posixpath.dirname(path), plain)))}"
    parts = [part for part in re.split(r"[/\\.]", _SUFFIX.sub("", plain)) if part]
    if len(parts) > 1 and not plain.startswith("/"):
        yield "/".join(parts[-2:])
        if len(parts) > 2:
            # ``package.module.member``
            yield "/".join(parts[-3:-1])

"""What speaks of a package from outside the project: imports, texts that name it, commands, other packages.

A package is in use where anything could load it. Only where nothing at all speaks of it may it be called unused.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from checks.code.facts import Import, Manifest
from checks.code.paths import extension
from checks.code.tree import Lit, Name
from checks.project.distributions import COMPANIONS, flat, modules, plain
from checks.project.link import Project
from checks.project.model import External, FunctionRef
from checks.project.packages import above
from checks.project.peers import PEERS
from checks.project.walk import expressions

_PROSE = frozenset({"md", "mdx", "rst", "txt", "adoc", "org", "patch", "lock"})
_DEEPEST = 12
_LONG = 4
"""The number of letters from which a name inside another is no accident."""


_SPELLED = 6
"""The number of letters from which a name spelled out by some letters of another is no accident."""


class Usage:
    """Answers for the packages that the manifests of one tree declare."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._declared = {
            path: frozenset(plain(package.name) for package in facts.manifest.packages)
            for path, facts in project.facts.items()
            if facts.manifest is not None and facts.manifest.packages
        }

    def used(self, path: str, name: str) -> bool:
        """Whether anything may use a package that the manifest at ``path`` declares."""
        python = not path.endswith(".json")
        return (
            self._imported(path, name, python=python)
            or self._beside(name, python=python)
            or self._commanded(name)
            or self._written(path, name)
            or self._said(name, python=python)
            or (not python and name in self._peers)
        )

    # --- imports ---------------------------------------------------------------------------------

    @cached_property
    def _imports(self) -> dict[bool, dict[str, set[str]]]:
        """The files that import a module or something in it, by family of languages (Python's under true) and by
        module, those above it included."""
        found: dict[bool, dict[str, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
        for path, facts in self._project.facts.items():
            python = facts.language == "python"
            for imported in facts.passed.imports:
                if not imported.module.startswith("."):
                    for part in _and_above(imported.module.lower(), "." if python else "/"):
                        found[python][part].add(path)
        return found

    @cached_property
    def _spelled(self) -> dict[bool, dict[str, list[tuple[str, Import]]]]:
        """Every imported name with its module, as `flat` spells it."""
        found: dict[bool, dict[str, list[tuple[str, Import]]]] = {
            True: defaultdict(list),
            False: defaultdict(list),
        }
        for path, facts in self._project.facts.items():
            for imported in facts.passed.imports:
                if not imported.module.startswith("."):
                    spelled = flat(f"{imported.module}.{imported.name}")
                    found[facts.language == "python"][spelled].append((path, imported))
        return found

    def _imported(self, manifest: str, name: str, *, python: bool) -> bool:
        known = _module_names(name) if python else {name}
        places = {path for module in known for path in self._imports[python].get(module.lower(), ())}
        if any(self._counts(path, manifest, name) for path in places):
            return True
        if python and self._provides(name):
            return True
        short = flat(name.rpartition("/")[2])
        return len(short) >= _LONG and any(
            self._outside(path, imported) and self._counts(path, manifest, name)
            for spelled, found in self._spelled[python].items()
            if short in spelled
            for path, imported in found
        )

    def _outside(self, path: str, imported: Import) -> bool:
        """Whether an imported name lies outside the project."""
        alias = imported.alias.split(".", 1)[0]
        known = self._project.resolve(path, Name(0, alias), imported.function) if alias else None
        return isinstance(known, External)

    def _counts(self, path: str, manifest: str, name: str) -> bool:
        """Whether an import in a file may use what this manifest declares: the manifest stands above the file, or no
        other one above it declares the package."""
        if self._workspace and manifest.endswith(".json"):
            return True
        folders = tuple(above(path.rpartition("/")[0]))
        return manifest.rpartition("/")[0] in folders or not any(
            plain(name) in declared and other.rpartition("/")[0] in folders
            for other, declared in self._declared.items()
        )

    def _provides(self, name: str) -> bool:
        """Whether a module that no declared package explains may be this package's: its letters stand in the package's name,
        in this order (``telebot`` in ``pytelegrambotapi``)."""
        whole = flat(name)
        return any(top in whole or _spelled_in(top, whole) for top in self._unexplained)

    @cached_property
    def _unexplained(self) -> frozenset[str]:
        """The modules outside the project that no declared package is named after, as `flat` spells them."""
        declared = {
            known.lower() for names in self._declared.values() for n in names for known in _module_names(n)
        }
        outside = {module for module in self._imports[True] if "." not in module} - declared
        outside -= {name.lower() for name in sys.stdlib_module_names}
        return frozenset(flat(module) for module in outside if len(flat(module)) >= _LONG)

    @cached_property
    def _workspace(self) -> bool:
        """Whether packages of the tree are installed as one: then one of them may list what another imports."""
        return any(f.manifest is not None and f.manifest.workspaces for f in self._project.facts.values())

    def _beside(self, name: str, *, python: bool) -> bool:
        """Whether something that is imported loads the package by name, or needs it beside itself."""
        loaders = COMPANIONS["python" if python else "script"].get(plain(name), frozenset())
        tops = self._tops[python]
        return not tops.isdisjoint(loaders)

    @cached_property
    def _tops(self) -> dict[bool, frozenset[str]]:
        return {
            True: frozenset(self._imports[True]),
            False: frozenset(self._imports[False])
            | frozenset(
                name
                for path, names in self._declared.items()
                if path.endswith(".json")
                for name in names
                if name in ("next", "expo", "react-native")
            ),
        }

    @cached_property
    def _peers(self) -> frozenset[str]:
        """What installed packages need beside themselves, as the lock files say: asked last, for their bytes are not
        among the facts."""
        found: set[str] = set()
        for path in self._project.snapshot.tree:
            reader = PEERS.get(path.rpartition("/")[2])
            data = self._project.snapshot.text(path) if reader else None
            if reader and data is not None and "node_modules/" not in path:
                found.update(reader(data))
        return frozenset(found)

    # --- texts -----------------------------------------------------------------------------------

    def _commanded(self, name: str) -> bool:
        spoken = {name.lower(), *modules(name)}
        return not spoken.isdisjoint(self._commands)

    @cached_property
    def _commands(self) -> frozenset[str]:
        """The words of every command of the tree."""
        manifests = (facts.manifest for facts in self._project.facts.values() if facts.manifest is not None)
        return frozenset(_command_words(manifests))

    def _written(self, path: str, name: str) -> bool:
        """Whether a text that is no list of packages and no prose names the package."""
        spoken = sorted({name, plain(name)})
        word = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, spoken))})(?![\w-])")
        return any(
            any(each in text for each in spoken)
            and other != path
            and plain(name) not in self._declared.get(other, ())
            and word.search(text) is not None
            for other, text in self._texts.items()
        )

    @cached_property
    def _texts(self) -> dict[str, str]:
        """What texts that are no prose say, a word a line."""
        return {
            path: "\n".join(facts.words)
            for path, facts in self._project.facts.items()
            if facts.words and extension(path) not in _PROSE
        }

    def _said(self, name: str, *, python: bool) -> bool:
        """Whether a text in code names the package, alone or as the beginning of a dotted path or a URL."""
        spoken = {name.lower(), *modules(name)} if python else {name.lower()}
        word = re.compile(
            rf"(?:^|[^\w.-])(?:{'|'.join(re.escape(s) for s in sorted(spoken))})(?:$|[^\w-])", re.IGNORECASE
        )
        raw = [each.lower().encode() for each in sorted(spoken)]
        return any(
            any(each in said for each in raw)
            and any(" " not in text and word.search(text) for text in self._literals(path))
            for path, said in self._lowered.items()
        )

    @cached_property
    def _lowered(self) -> dict[str, bytes]:
        """What the code of each file says without blanks, in lower case."""
        return {path: facts.said.lower() for path, facts in self._project.facts.items() if facts.said}

    def _literals(self, path: str) -> Iterator[str]:
        for function in self._project.facts[path].outline.functions:
            for value in expressions(self._project.body(FunctionRef(path, function.index))):
                if isinstance(value, Lit) and isinstance(value.value, str):
                    yield value.value


def _module_names(name: str) -> frozenset[str]:
    """What an import of a Python distribution may be called, also where its name only says what it is for."""
    bare = re.sub(r"^(python|py)-|-(python|py|sdk|client|binary)$", "", plain(name))
    return modules(name) | {bare.replace("-", "_"), bare.replace("-", "."), plain(name).replace("-", ".")}


def _spelled_in(short: str, whole: str) -> bool:
    letters = iter(whole)
    return len(short) >= _SPELLED and all(letter in letters for letter in short)


def _and_above(module: str, separator: str) -> Iterator[str]:
    """A module and all modules above it: ``a.b.c``, ``a.b``, ``a``."""
    for _ in range(_DEEPEST):
        yield module
        module = module.rpartition(separator)[0]
        if not module:
            return


def _command_words(manifests: Iterable[Manifest]) -> Iterator[str]:
    for manifest in manifests:
        for command in manifest.commands:
            for word in re.split(r"[\s;&|\"'`=()]+", command.text.lower()):
                if not re.search(r"\b(pip|npm|yarn|pnpm|uv|poetry)\b.*\b(install|add|i)\b", command.text):
                    yield word
                    yield word.split("/", 1)[0]

"""pyproject.toml and Pipfile.

https://packaging.python.org/en/latest/specifications/pyproject-toml/,
https://peps.python.org/pep-0735/, https://python-poetry.org/docs/pyproject/, https://pipenv.pypa.io/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from checks.code.facts import Command, Manifest, Package
from checks.code.manifests.leaves import Leaf, first, toml_leaves
from checks.code.manifests.requirements import package
from checks.patterns import regex

FILES = (
    (regex(r"(^|/)pyproject\.toml$"), "pyproject.toml"),
    (regex(r"(^|/)Pipfile$"), "Pipfile"),
)
PRIVATE = "Private :: Do Not Upload"


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """Packages by group, scripts as commands and targets, source folders as targets (``source-root``,
    ``package``), the tables under ``tool`` and ``build-system`` as markers."""
    leaves = toml_leaves(text)
    name = first(leaves, "project", "name") or first(leaves, "tool", "poetry", "name")
    return Manifest(
        name="" if name is None else name.text,
        packages=tuple(_packages(leaves)),
        commands=tuple(command for command, _ in _scripts(leaves)),
        targets=(*(target for _, target in _scripts(leaves) if target[1]), *_folders(leaves)),
        private=any(leaf.value == PRIVATE for leaf in leaves if leaf.path[:2] == ("project", "classifiers")),
        markers=tuple(dict.fromkeys(_markers(leaves))),
    )


def _packages(leaves: Sequence[Leaf]) -> Iterator[Package]:
    optional = {leaf.path[:-1] for leaf in leaves if leaf.path[-1:] == ("optional",) and leaf.value is True}
    found: dict[tuple[str, str], Package] = {}
    for leaf in leaves:
        one = _listed(leaf) or _keyed(leaf, optional)
        if one is not None and (one.version or (one.name, one.group) not in found):
            found[one.name, one.group] = one
    yield from found.values()


def _listed(leaf: Leaf) -> Package | None:
    """A requirement in a list."""
    match leaf.path:
        case ("project", "dependencies", _):
            return package(leaf.text, leaf.line)
        case ("project", "optional-dependencies", group, _) | ("dependency-groups", group, _):
            return package(leaf.text, leaf.line, group)
        case ("tool", "pdm", "dev-dependencies", group, _):
            return package(leaf.text, leaf.line, group)
        case ("tool", "uv", "dev-dependencies", _):
            return package(leaf.text, leaf.line, "dev")
    return None


def _keyed(leaf: Leaf, optional: AbstractSet[tuple[str, ...]]) -> Package | None:
    """A package as a key: its value is a version, or a table that may hold one."""
    match leaf.path:
        case ("tool", "poetry", "dependencies", name, *rest) | ("packages", name, *rest):
            group = "runtime"
        case ("tool", "poetry", "dev-dependencies", name, *rest) | ("dev-packages", name, *rest):
            group = "dev"
        case ("tool", "poetry", "group", group, "dependencies", name, *rest):
            pass
        case _:
            return None
    if name == "python":
        return None
    if rest and leaf.path[: len(leaf.path) - len(rest)] in optional:
        group = "optional"
    return Package(name, leaf.text if not rest or rest == ["version"] else "", leaf.line, group)


def _scripts(leaves: Sequence[Leaf]) -> Iterator[tuple[Command, tuple[str, str]]]:
    for leaf in leaves:
        match leaf.path:
            case ("project", "scripts" | "gui-scripts", name) | ("tool", "poetry", "scripts", name, *_):
                yield Command(name, leaf.text, leaf.line, "console script"), ("script", leaf.text)
            case ("project", "entry-points", group, name) | ("tool", "poetry", "plugins", group, name):
                yield (
                    Command(f"{group}:{name}", leaf.text, leaf.line, "entry point"),
                    ("entry-point", leaf.text),
                )
            case ("tool", "pdm", "scripts", name, *_) | ("tool", "poe", "tasks", name, *_):
                yield Command(name, leaf.text, leaf.line, "task"), ("", "")
            case ("tool", "taskipy", "tasks", name) | ("scripts", name):
                yield Command(name, leaf.text, leaf.line, "task"), ("", "")


def _folders(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        match leaf.path:
            case ("tool", "setuptools", "packages", "find", "where", _):
                yield "source-root", leaf.text
            case ("tool", "setuptools", "package-dir", "") | ("tool", "poetry", "packages", _, "from"):
                yield "source-root", leaf.text
            case ("tool", "pytest", "ini_options", "pythonpath", *_):
                yield "source-root", leaf.text
            case ("tool", "hatch", "build", "targets", "wheel", "packages", _):
                yield "package", leaf.text
            case ("tool", "setuptools", "packages", _) | ("tool", "poetry", "packages", _, "include"):
                yield "package", leaf.text
            case ("tool", "uv", "workspace", "members", _):
                yield "workspace", leaf.text


def _markers(leaves: Sequence[Leaf]) -> Iterator[str]:
    for leaf in leaves:
        match leaf.path:
            case ("tool", table, *_):
                yield f"tool.{table}"
            case ("build-system", "build-backend"):
                yield f"build-backend={leaf.text}"
            case ("project" | "build-system" as table, *_):
                yield table

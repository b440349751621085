"""package.json, and the files that list a monorepo's packages beside it.

https://docs.npmjs.com/cli/configuring-npm/package-json, https://nodejs.org/api/packages.html,
https://pnpm.io/pnpm-workspace_yaml, https://lerna.js.org/docs/api-reference/configuration
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.code.facts import Command, Manifest, Package
from checks.code.manifests.leaves import Leaf, below, first, json_leaves, yaml_leaves
from checks.patterns import regex

FILES = (
    (regex(r"(^|/)package\.json$"), "package.json"),
    (regex(r"(^|/)lerna\.json$"), "lerna.json"),
    (regex(r"(^|/)pnpm-workspace\.ya?ml$"), "pnpm-workspace.yaml"),
)
GROUPS = {
    "dependencies": "runtime",
    "devDependencies": "dev",
    "peerDependencies": "peer",
    "optionalDependencies": "optional",
}
NAMING = frozenset(
    {
        "main",
        "module",
        "browser",
        "types",
        "typings",
        "source",
        "react-native",
        "unpkg",
        "bin",
        "exports",
        "files",
    }
)
JEST_FILES = frozenset(
    {"setupFiles", "setupFilesAfterEnv", "globalSetup", "globalTeardown", "testEnvironment"}
)
SIGNS = (
    "files",
    "publishConfig",
    "type",
    "engines",
    "packageManager",
    "expo",
    "electron",
    "bundleDependencies",
)


def manifest(text: str, grammar: str) -> Manifest:
    """What one of these files declares."""
    if grammar == "pnpm-workspace.yaml":
        return Manifest(workspaces=_texts(yaml_leaves(text), "packages"))
    leaves = json_leaves(text)
    if grammar == "lerna.json":
        return Manifest(workspaces=_texts(leaves, "packages"))
    name, private = first(leaves, "name"), first(leaves, "private")
    return Manifest(
        name="" if name is None else name.text,
        packages=tuple(_packages(leaves)),
        commands=tuple(_commands(leaves)),
        targets=tuple(_targets(leaves)),
        workspaces=_texts(leaves, "workspaces") or _texts(leaves, "workspaces", "packages"),
        paths=tuple(_inner_imports(leaves)),
        private=private is not None and private.value is True,
        markers=tuple(_markers(leaves)),
    )


def _texts(leaves: Sequence[Leaf], *path: str) -> tuple[str, ...]:
    return tuple(leaf.text for rest, leaf in below(leaves, *path) if len(rest) == 1 and rest[0].isdigit())


def _packages(leaves: Sequence[Leaf]) -> Iterator[Package]:
    for leaf in leaves:
        if len(leaf.path) == 2 and leaf.path[0] in GROUPS:
            yield Package(leaf.path[1], leaf.text, leaf.line, GROUPS[leaf.path[0]])


def _commands(leaves: Sequence[Leaf]) -> Iterator[Command]:
    for rest, leaf in below(leaves, "scripts"):
        if len(rest) == 1:
            yield Command(rest[0], leaf.text, leaf.line, "npm script")
    for path, source in ((("prisma", "seed"), "prisma seed"), (("nodemonConfig", "exec"), "nodemon")):
        found = first(leaves, *path)
        if found is not None:
            yield Command(path[-1], found.text, found.line, source)


def _targets(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        what = leaf.path[0] if leaf.path else ""
        if what in NAMING and isinstance(leaf.value, str):
            yield what, leaf.value
        elif what == "jest" and len(leaf.path) > 1 and leaf.path[1] in JEST_FILES:
            yield what, leaf.text


def _inner_imports(leaves: Sequence[Leaf]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """``"imports": {"#db/*": "./src/db/*.js"}``, https://nodejs.org/api/packages.html#subpath-imports"""
    found: dict[str, list[str]] = {}
    for rest, leaf in below(leaves, "imports"):
        if rest and rest[0].startswith("#") and isinstance(leaf.value, str):
            found.setdefault(rest[0], []).append(leaf.value)
    yield from ((pattern, tuple(targets)) for pattern, targets in found.items())


def _markers(leaves: Sequence[Leaf]) -> Iterator[str]:
    seen = {leaf.path[0]: leaf for leaf in reversed(leaves) if leaf.path}
    for sign in SIGNS:
        if sign in seen:
            yield f"{sign}={seen[sign].text}" if len(seen[sign].path) == 1 else sign

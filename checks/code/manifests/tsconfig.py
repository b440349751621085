"""tsconfig*.json and jsconfig*.json. https://www.typescriptlang.org/tsconfig/"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.code.facts import Manifest
from checks.code.manifests.leaves import Leaf, below, first, json_leaves
from checks.patterns import regex

FILES = ((regex(r"(^|/)[tj]sconfig[\w.-]{0,80}\.json$"), "tsconfig.json"),)
FOLDERS = ("outDir", "rootDir", "declarationDir")


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """Where imports lead: base URL, aliases, the configuration it extends. ``targets`` are what it
    refers to (``reference``), takes in (``include``, ``files``) or leaves out (``exclude``), and the
    folders it compiles between (``rootDir``, ``outDir``)."""
    leaves = json_leaves(text)
    base = first(leaves, "compilerOptions", "baseUrl")
    # Of several configurations the last one wins: https://www.typescriptlang.org/tsconfig/#extends
    extends = [leaf.text for rest, leaf in below(leaves, "extends") if len(rest) <= 1]
    return Manifest(
        targets=tuple(_targets(leaves)),
        paths=tuple(_paths(leaves)),
        base_url="" if base is None else base.text,
        extends=extends[-1] if extends else "",
    )


def _paths(leaves: Sequence[Leaf]) -> Iterator[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = {}
    for rest, leaf in below(leaves, "compilerOptions", "paths"):
        if rest:
            found.setdefault(rest[0], []).append(leaf.text)
    yield from ((pattern, tuple(targets)) for pattern, targets in found.items())


def _targets(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    for leaf in leaves:
        match leaf.path:
            case ("references", _, "path"):
                yield "reference", leaf.text
            case ("include" | "files" | "exclude" as what, _):
                yield what, leaf.text
            case ("compilerOptions", what) if what in FOLDERS:
                yield what, leaf.text
            case ("compilerOptions", "rootDirs", _):
                yield "rootDir", leaf.text

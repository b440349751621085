"""What is measured: the source files of one or several repositories, and scratch repositories made of them."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Parser

from bot.gitrepo import GitRepo
from checks.code.paths import extension, why_not_read
from checks.code.read import grammar_of

GRAMMARS: Mapping[str, Callable[[], Any]] = {
    **dict.fromkeys(("py", "pyw"), tree_sitter_python.language),
    **dict.fromkeys(("ts", "mts", "cts"), tree_sitter_typescript.language_typescript),
    **dict.fromkeys(("tsx", "jsx", "js", "mjs", "cjs"), tree_sitter_typescript.language_tsx),
}
EDITS = {
    "python": "\n\ndef added_{0}(value):\n    return [value, {0}]\n",
    "script": "\n\nexport function added_{0}(value) {{\n  return [value, {0}];\n}}\n",
}

Sources = Mapping[str, bytes]
"""Files by path."""


def sources_of(repositories: Sequence[Path]) -> Sources:
    """Every file of the repositories' heads that is read; of several in one tree, each in a folder of its own."""
    found: dict[str, bytes] = {}
    for repository in repositories:
        home = "" if len(repositories) == 1 else f"{repository.resolve().parent.name}/"
        snapshot = GitRepo(repository).snapshot("HEAD", None)
        wanted = {
            path: entry.sha
            for path, entry in snapshot.tree.items()
            if grammar_of(path) is not None and why_not_read(path, entry) is None
        }
        data = snapshot.blobs.read(wanted.values())
        found.update((home + path, data[sha]) for path, sha in wanted.items() if sha in data)
    return found


def code_of(sources: Sources) -> list[str]:
    """The paths of source code among them."""
    return [path for path in sources if extension(path) in GRAMMARS]


def part_of(sources: Sources, share: float) -> Sources:
    """A share of the code files, evenly drawn, with every manifest and text."""
    code = code_of(sources)
    random.Random(1).shuffle(code)
    left_out = set(code[round(len(code) * share) :])
    return {path: data for path, data in sources.items() if path not in left_out}


def parse_seconds(sources: Sources) -> float:
    """Processor seconds that tree-sitter takes to parse the code files, and nothing else, in this process."""
    parsers = {name: Parser(Language(grammar())) for name, grammar in GRAMMARS.items()}
    work = [(parsers[extension(path)], sources[path]) for path in code_of(sources)]
    began = time.process_time()
    for parser, data in work:
        parser.parse(data)
    return time.process_time() - began


class Scratch:
    """A repository of our own that holds some files."""

    def __init__(self, folder: Path, sources: Sources) -> None:
        """Makes it in a folder that is not there yet."""
        self.folder = folder
        self._sources = sources
        for path, data in sources.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        self._git("init", "--quiet")
        self._commit()
        self._git("repack", "-adq")

    def edit(self, seed: int, count: int = 5, added: int = 0) -> None:
        """Appends a function to some code files, puts new ones beside as many as are to be added, reports on that in a
        delivery document, and commits it."""
        for path in random.Random(seed).sample(sorted(code_of(self._sources)), count):
            kind = "python" if extension(path) in ("py", "pyw") else "script"
            with (self.folder / path).open("a", encoding="utf-8") as file:
                file.write(EDITS[kind].format(seed))
        if added:
            for place in {
                path.rpartition("/")[0]
                for path in random.Random(seed).sample(sorted(code_of(self._sources)), added)
            }:
                (self.folder / place / f"added_{seed}.py").write_text(
                    "def added(value):\n    return [value]\n", encoding="utf-8"
                )
        report = f"# Implementation complete\n\nRound {seed}: {count} files changed.\n"
        (self.folder / "IMPLEMENTATION_COMPLETE.md").write_text(report, encoding="utf-8")
        self._commit()

    def _commit(self) -> None:
        self._git("add", "--all", "--force")
        self._git("commit", "--quiet", "--message", "files")

    def _git(self, *words: str) -> None:
        identity = {
            f"GIT_{role}_{what}": "bench@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(
            ["git", "-c", "gc.auto=0", "-c", "core.autocrlf=false", *words],
            cwd=self.folder,
            env=os.environ | identity | quiet,
            check=True,
        )


def total(sources: Sources, paths: Iterable[str]) -> int:
    """Bytes of these files."""
    return sum(len(sources[path]) for path in paths)

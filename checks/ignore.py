"""Which paths git would ignore, told from the ``.gitignore`` files of a tree.

A path that is ignored is made at run time (databases, logs, builds): nothing in the repository can show that
it exists. Rules: https://git-scm.com/docs/gitignore (a nearer file wins over a farther one).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pathspec import GitIgnoreSpec

from checks.snapshot import Blobs, Entry

_LIMIT = 64 * 1024


class IgnoreRules:
    """Answers whether a path is ignored; the rules are read when first asked for."""

    def __init__(self, tree: Mapping[str, Entry], blobs: Blobs) -> None:
        self._tree = tree
        self._blobs = blobs

    @cached_property
    def _specs(self) -> dict[str, GitIgnoreSpec]:
        files = {
            path: entry
            for path, entry in self._tree.items()
            if path.rsplit("/", 1)[-1] == ".gitignore" and entry.size <= _LIMIT
        }
        data = self._blobs.read({entry.sha for entry in files.values()})
        return {
            path.removesuffix(".gitignore"): GitIgnoreSpec.from_lines(
                text.decode("utf-8", "replace").split("\n")
            )
            for path, entry in files.items()
            if (text := data.get(entry.sha)) is not None
        }

    def __call__(self, path: str) -> bool:
        """True where the nearest rule that speaks of the path, or of a folder it lies in, ignores it."""
        parts = path.strip("/").split("/")
        for depth in range(len(parts) - 1, -1, -1):
            folder = "".join(part + "/" for part in parts[:depth])
            spec = self._specs.get(folder)
            if spec is None:
                continue
            answer = spec.check_file("/".join(parts[depth:]) + ("/" if path.endswith("/") else "")).include
            if answer is not None:
                return bool(answer)
        return False

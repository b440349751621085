"""What a noun is called in a tree: the files of a language, and those that only make a package of a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from checks.claims._counting import singular

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "css": (".css", ".scss", ".sass", ".less"),
    "stylesheets": (".css", ".scss", ".sass", ".less"),
    "dockerfiles": ("dockerfile",),
    "docs": (".md", ".mdx", ".rst"),
    "documentation": (".md", ".mdx", ".rst"),
    "documents": (".md", ".mdx", ".rst"),
    "guides": (".md", ".mdx", ".rst"),
    "html": (".html", ".htm"),
    "images": (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "json": (".json",),
    "markdown": (".md", ".mdx"),
    "notebooks": (".ipynb",),
    "python": (".py",),
    "shell": (".sh", ".bash"),
    "sql": (".sql",),
    "svg": (".svg",),
    "tsx": (".tsx",),
    "typescript": (".ts", ".tsx", ".mts", ".cts"),
    "vue": (".vue",),
    "yaml": (".yaml", ".yml"),
}
"""How the names of files end that a word tells: one line for each word."""


def endings(words: Iterable[str]) -> tuple[str, ...]:
    """How files end that a noun's words tell; empty where none tells that."""
    return next((_ENDINGS[word] for word in words if word in _ENDINGS), ())


def joins(path: str) -> bool:
    """Whether a file only makes a package of its folder, or keeps git from forgetting it."""
    name = path.rsplit("/", 1)[-1]
    return name in ("__init__.py", ".gitkeep", "README.md") or name.split(".")[0] == "index"


def parts(name: str) -> list[str]:
    """The words of a name in lower case: ``OrderService``, ``order_service`` and ``order-service`` have the same two."""
    return [part.lower() for part in _WORD.findall(name)]


def called(path: str, kind: str) -> bool:
    """Whether a file's name ends in the name of a kind: ``orders.service.ts``, ``page.tsx``, ``OrderModel.py``."""
    own = parts(path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return bool(own) and singular(own[-1]) == kind

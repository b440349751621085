"""The front end for manifests: what a package declares, what starts it, what is set for it.

Each module here reads one format and offers ``FILES``, pairs of a pattern for the file's path and the
grammar's name, and ``manifest(text, grammar)``. A pattern speaks of the file's name and at most of its folder.
Modules without ``FILES`` are shared parts.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from checks.code.encoding import decoded
from checks.code.facts import FileFacts, Manifest, pack_outline
from checks.code.manifests.leaves import MalformedError
from checks.code.marked import marked
from checks.code.words import words

SIZE_LIMIT = 1_000_000


class Format(Protocol):
    """One format of manifests."""

    FILES: Sequence[tuple[re.Pattern[str], str]]

    def manifest(self, text: str, grammar: str) -> Manifest:
        """What the text declares. Raises `MalformedError`."""


@cache
def formats() -> tuple[Format, ...]:
    """Every format, in the order of module names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast("Format", module) for module in modules if hasattr(module, "FILES"))


@cache
def _by_grammar() -> dict[str, Format]:
    return {grammar: found for found in formats() for _, grammar in found.FILES}


def wants(path: str) -> str | None:
    """The name of the manifest format that a path has, such as ``package.json``, or None."""
    folder, _, name = path.rpartition("/")
    alone, inside = _any_name()
    if not alone.match(name) and not inside.match(f"{folder.rpartition('/')[2]}/{name}"):
        return None
    for found in formats():
        for pattern, grammar in found.FILES:
            if pattern.search(path):
                return grammar
    return None


@cache
def _any_name() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What any format's files are called, alone and with their folder: most files of a tree are called otherwise,
    and asking every format about every one of them takes longer than reading their facts."""
    patterns = [pattern.pattern for found in formats() for pattern, _ in found.FILES]
    bare = [p.removeprefix("(^|/)") if p.startswith("(^|/)") else f".*{p}" for p in patterns]
    alone = (f"(?:{p})" for p in bare if "/" not in p)
    inside = (f"(?:{p})" for p in bare if "/" in p)
    return re.compile("|".join(alone)), re.compile("|".join(inside) or "(?!)")


def read(data: bytes, grammar: str) -> FileFacts:
    """The facts of one manifest. ``failure`` says why nothing was understood of it."""
    text = decoded(data[:SIZE_LIMIT])
    manifest, failure = Manifest(), ""
    try:
        manifest = _by_grammar()[grammar].manifest(text, grammar)
    except MalformedError as error:
        failure = str(error)
    return FileFacts(
        language="manifest",
        lines=data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0),
        code_lines=sum(1 for line in data.split(b"\n") if line.strip()),
        digest=hashlib.sha1(data.translate(None, b" \t\r\n\v\f"), usedforsecurity=False).hexdigest()[:16],
        packed_outline=pack_outline(marked(text)),
        manifest=manifest,
        words=words(text),
        failure=failure,
    )


def manifest_of(path: str, data: bytes) -> Manifest | None:
    """What a ``setup.py`` declares in literals; None for any other path. It is code and is read as code;
    this is the other half of it."""
    if path.rpartition("/")[2] != "setup.py":
        return None
    from checks.code.manifests.setuptools import setup_py

    return setup_py(decoded(data[:SIZE_LIMIT]))

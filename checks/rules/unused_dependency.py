"""`unused-dependency`: a declared runtime dependency that nothing imports or runs."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable

from checks.code.facts import Manifest, Package
from checks.code.paths import extension
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.distributions import plain, stands_alone
from checks.project.link import Project
from checks.project.usage import Usage

RULE = "unused-dependency"
LEVEL: Level = "notice"

_SETTLE = "Remove it from the manifest, or use it where it was meant to be used."
_PYTHON = regex(r"pyproject\.toml|setup\.(py|cfg)|[\w.-]*requirements[\w.-]*\.(txt|in)|Pipfile")
_MIXED = frozenset({"vue", "svelte", "astro", "coffee", "mdx", "ipynb", "pyx"})
"""Files that import packages and that no front end reads."""
_FEW = 6
_PINNED = 0.75
"""The part of what nobody asks for that is pinned in such a list: a hand may have raised one of them since."""
_MOST = 0.5
"""The part of the packages of a list of some length which, unused, shows that the list is a lock or serves other code."""


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each package and folder of an application."""
    usage = Usage(project)
    seen: set[tuple[str, str]] = set()
    folders = {posixpath.dirname(path) for path in paths if _declares(project, path)}
    for path, facts in sorted(project.facts.items()):
        manifest = facts.manifest
        if (
            posixpath.dirname(path) not in folders
            or manifest is None
            or not manifest.packages
            or not _settles(project, path, manifest)
        ):
            continue
        runtime = [package for package in manifest.packages if package.group == "runtime"]
        unused = [p for p in runtime if not stands_alone(p.name) and not usage.used(path, p.name)]
        if len(runtime) >= _FEW and len(unused) > _MOST * len(runtime):
            continue
        for package in unused:
            key = (posixpath.dirname(path), plain(package.name))
            if key not in seen:
                seen.add(key)
                yield _finding(path, package)


def _declares(project: Project, path: str) -> bool:
    manifest = project.facts[path].manifest
    return manifest is not None and bool(manifest.packages)


def _settles(project: Project, path: str, manifest: Manifest) -> bool:
    """Whether a manifest lists what an application's code, all of which was read, is to import."""
    folder, name = posixpath.split(path)
    python = _PYTHON.fullmatch(name) is not None
    if not (python or name == "package.json") or not project.production(path):
        return False
    if project.library(posixpath.join(folder, "main.py" if python else "main.js")):
        return False
    if any(extension(lost) in _MIXED for lost in project.unread(folder)):
        return False
    suffixes = (".py",) if python else (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
    beginning = f"{folder}/" if folder else ""
    return any(p.startswith(beginning) and p.endswith(suffixes) for p in project.code()) and not (
        python and _written_by_a_tool(project, folder, name, manifest)
    )


def _written_by_a_tool(project: Project, folder: str, name: str, manifest: Manifest) -> bool:
    """Whether a list of requirements was written out from another: then it holds what that one brings."""
    if not name.endswith((".txt", ".in")):
        return False
    if f"{posixpath.join(folder, posixpath.splitext(name)[0])}.in" in project.snapshot.tree and name.endswith(
        ".txt"
    ):
        return True
    other = project.facts.get(posixpath.join(folder, "pyproject.toml"))
    if other is not None and other.manifest is not None and other.manifest.packages:
        return True
    brought = [p for p in manifest.packages if plain(p.name) in _BROUGHT]
    pinned = [p for p in brought if "==" in p.version]
    return len(pinned) >= _FEW // 2 and len(pinned) >= _PINNED * len(brought)


_BROUGHT = frozenset(
    """annotated-types anyio attrs blinker certifi cffi charset-normalizer click h11 httpcore idna iniconfig itsdangerous
    jinja2 markupsafe mako multidict packaging pluggy pycparser pydantic-core pyparsing python-dateutil six sniffio
    soupsieve starlette tzdata urllib3 werkzeug yarl zipp""".split()
)
"""Packages that hardly anybody asks for: a list that pins several of them was written by ``pip freeze``."""


def _finding(path: str, package: Package) -> Finding:
    return Finding(
        rule=RULE,
        path=path,
        line=package.line,
        end_line=package.line,
        symbol=package.name,
        message=f"`{package.name}` is declared, and nothing imports, runs or names it.",
        settle=_SETTLE,
        digest=plain(package.name),
        evidence=(Place(path, package.line, note=package.version),),
    )

"""Application or library: whether a package is started here or made to be imported by others.

An application says so: it is put into a container, given a start command, served by its own code, or has no
packaging at all that somebody could install. Where nothing says so it is taken for a library, in which
nothing is unwired.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from checks.code.facts import Manifest
from checks.code.tree import Attr, Name
from checks.patterns import regex
from checks.project.files import Files
from checks.project.model import EntryPoint
from checks.project.outlines import Outlines
from checks.project.packages import Package, Packages, above
from checks.project.walk import calls

_DEPLOYED = regex(
    r"Dockerfile.*|.*\.Dockerfile|(docker-)?compose[\w.-]*\.ya?ml|Procfile|fly\.toml|render\.ya?ml|vercel\.json|"
    r"railway\.(json|toml)|netlify\.toml|app\.ya?ml|serverless\.ya?ml|manage\.py|nest-cli\.json|ecosystem\.config\.\w+|"
    r"nixpacks\.toml|heroku\.yml|wrangler\.(toml|jsonc?)|angular\.json|next\.config\.\w+|firebase\.json"
)
_START = regex(r"(start|serve|server|dev|develop|preview|deploy)([:_-].*)?")
_STARTED = regex(
    r"(Dockerfile (CMD|ENTRYPOINT)|compose|Procfile|npm script (start|serve|dev|server)|a server is given|NestJS|a page)"
)
_SERVING_NAMES = frozenset(
    {"app", "application", "server", "uvicorn", "hypercorn", "socketio", "web", "mcp", "http", "io", "api"}
)
_SERVING = ("listen", "run", "serve", "serve_forever", "run_forever", "runServer", "run_server")
_LIVE = regex(r"(start|serve|server|deploy)([:_-].*)?")
"""What starts a package that others install too: its "dev" only shows it to its makers."""
_BUILDS = regex(r"\bbuild\b|^(?:tsc|tsup|rollup)\b")
"""A "start" that only builds, for others to import."""
_PACKAGED = ("build-backend=", "tool.poetry", "tool.flit", "tool.hatch.build", "setup.py")


class Libraries:
    """Answers by file whether its package is a library."""

    def __init__(
        self,
        packages: Packages,
        files: Files,
        outlines: Outlines,
        entries: Iterable[EntryPoint],
        paths: Iterable[str],
    ) -> None:
        self._packages = packages
        self._files = files
        self._outlines = outlines
        self._entries = tuple(entries)
        self._deployed = frozenset(
            posixpath.dirname(p)
            for p in paths
            if _DEPLOYED.fullmatch(posixpath.basename(p)) and "/example" not in f"/{p}"
        )
        self._serving: frozenset[str] | None = None
        self._known: dict[tuple[str, bool], bool] = {}

    def library(self, path: str) -> bool:
        """See `Linked.library`."""
        python = path.endswith((".py", ".pyw", ".pyi"))
        package = self._packages.of(path)
        folder = package.folder if package else ""
        key = (folder, python)
        if key not in self._known:
            self._known[key] = not self._application(package, folder, python=python)
        return self._known[key]

    def _application(self, package: Package | None, folder: str, *, python: bool) -> bool:
        if self._deployed_at(folder):
            return True
        if package is not None and not python and _published_script(package):
            return False  # what its scripts start are tools of its makers
        if self._started_in(folder):
            return True
        if package is None:
            return bool(self._serves(folder))
        if python:
            return not _packaged(package) or (self._serves(folder) and not _published(package))
        found = package.named("package.json")
        manifest = found[1] if found else Manifest()
        if _starts(manifest):
            return True
        if _for_others(manifest):
            return False
        return manifest.private or self._serves(folder)

    def _deployed_at(self, folder: str) -> bool:
        """Whether something deploys the package: beside its manifest, or at the root for the only package."""
        if folder in self._deployed:
            return True
        alone = len({*self._packages.python, *self._packages.script} - {""}) <= 1
        return alone and any(place in self._deployed for place in above(folder))

    def _started_in(self, folder: str) -> bool:
        return any(
            (entry.attribute or _STARTED.match(entry.why)) and self._inside(entry.path, folder)
            for entry in self._entries
            if not entry.why.startswith(("script in", "entry-point in"))
        )

    def _inside(self, path: str, folder: str) -> bool:
        package = self._packages.of(path)
        return (package.folder if package else "") == folder

    def _serves(self, folder: str) -> bool:
        """Whether the package's production code starts a server itself."""
        if self._serving is None:
            self._serving = frozenset(path for path in self._files.code() if self._listens(path))
        return any(self._inside(path, folder) for path in self._serving)

    def _listens(self, path: str) -> bool:
        if not self._outlines.says(path, *_SERVING):
            return False
        return any(
            _starts_server(call.func)
            for index in range(len(self._outlines.outline(path).functions))
            for call in calls(self._outlines.body(path, index))
        )


def _published_script(package: Package) -> bool:
    """Whether a package.json describes something that others install: not private, with files for them, and with
    no command that starts it."""
    found = package.named("package.json")
    return (
        found is not None and not found[1].private and _for_others(found[1]) and not _starts(found[1], _LIVE)
    )


def _starts(manifest: Manifest, names: re.Pattern[str] = _START) -> bool:
    return any(names.fullmatch(c.name) and not _BUILDS.search(c.text) for c in manifest.commands)


def _starts_server(func: object) -> bool:
    if isinstance(func, Name):
        return func.id in ("serve", "runServer", "run_server")
    if not isinstance(func, Attr):
        return False
    if func.name in ("listen", "serve_forever", "run_forever"):
        return True
    return func.name in ("run", "serve") and isinstance(func.base, Name) and func.base.id in _SERVING_NAMES


def _packaged(package: Package) -> bool:
    """Whether somebody could install the package: it has a build backend or a setup script."""
    names = {posixpath.basename(path) for path in package.manifests}
    markers = [marker for manifest in package.manifests.values() for marker in manifest.markers]
    return bool(names & {"setup.py", "setup.cfg"}) or any(marker.startswith(_PACKAGED) for marker in markers)


def _published(package: Package) -> bool:
    """Whether the package is packaged under a name of its own."""
    return _packaged(package) and any(manifest.name for manifest in package.manifests.values())


def _for_others(manifest: Manifest) -> bool:
    """Whether a package.json names what others import."""
    named = {what.partition(":")[0] for what, _ in manifest.targets}
    signs = {marker.partition("=")[0] for marker in manifest.markers}
    return bool(
        (named | signs)
        & {"exports", "types", "typings", "files", "publishConfig", "module", "peerDependencies"}
    )

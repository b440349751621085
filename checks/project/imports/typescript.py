"""TypeScript's and JavaScript's imports: relative paths, index files, tsconfig paths, workspaces.

After https://www.typescriptlang.org/docs/handbook/modules/reference.html and
https://nodejs.org/api/packages.html. Vite's and Vue's customary ``@/`` and ``~/`` stand for the package's ``src``
where no tsconfig says otherwise.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import msgspec

from checks.code.facts import Manifest
from checks.patterns import regex
from checks.project.imports import Tree

LANGUAGES = frozenset({"typescript", "javascript"})

SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".json", ".vue", ".svelte")
_WRITTEN = {
    ".js": (".ts", ".tsx", ".d.ts", ".jsx"),
    ".jsx": (".tsx", ".ts"),
    ".mjs": (".mts", ".ts"),
    ".cjs": (".cts", ".ts"),
}
_OUTPUTS = regex(r"^(\./)?(dist|build|lib|out|output|\.next|esm|cjs)(/(esm|cjs|src|es))?/")
_CONFIG = regex(r"[tj]sconfig([\w.-]*)?\.json")
_PLATFORMS = ("native", "ios", "android", "web")
_MAX_EXTENDS = 8
_MAX_MAINS = 16
"""How many packages may name one another as their main file."""


class Alias(msgspec.Struct, frozen=True):
    """One pattern of a tsconfig's paths: what stands before and after its star, and the targets from the
    repository's root. ``star`` is false for an exact name."""

    before: str
    after: str
    star: bool
    targets: tuple[str, ...]


class Config(msgspec.Struct, frozen=True):
    """What one tsconfig says about modules: its aliases, and the folder that bare names start from."""

    aliases: tuple[Alias, ...] = ()
    base: str | None = None


class ScriptFinder:
    """Follows TypeScript's and JavaScript's imports."""

    def __init__(self, tree: Tree) -> None:
        """Indexes packages and configurations of a tree in one pass."""
        self._paths = tree.paths
        self._manifests = tree.manifests
        self._packages = {
            posixpath.dirname(p): m for p, m in tree.manifests.items() if _named(p, "package.json")
        }
        self._names: dict[str, str] = {}
        for folder, manifest in sorted(self._packages.items()):
            if manifest.name:
                self._names.setdefault(manifest.name, folder)
        self._configs: dict[str, list[Config]] = {}
        for path in sorted(tree.manifests, key=lambda p: (not _named(p, "tsconfig.json"), p)):
            if _CONFIG.fullmatch(posixpath.basename(path)):
                self._configs.setdefault(posixpath.dirname(path), []).append(self._config(path))
        self._found: dict[tuple[str, str], str | None] = {}
        self._asked: set[str] = set()
        """The packages whose own files are being looked for."""

    # --- the questions ---------------------------------------------------------------------------

    def find(self, path: str, module: str) -> str | None:
        """See `Finder.find`."""
        key = (path.rpartition("/")[0], module)
        if key not in self._found:
            self._found[key] = self._find(path, re.split(r"[?]", module, maxsplit=1)[0])
        return self._found[key]

    def child(self, path: str, name: str) -> str | None:  # noqa: ARG002
        """See `Finder.child`: a module has no children here."""
        return None

    def outside(self, path: str, module: str) -> str | None:
        """See `Finder.outside`."""
        if (
            not module
            or module.startswith((".", "/", "@/", "~/", "#", "~", "$"))
            or self._mapped(path, module)
        ):
            return None
        if _package_of(module)[0] in self._names and self._names[_package_of(module)[0]] != "":
            return None
        return module.removeprefix("node:")

    def loaded(self, path: str, module: str) -> tuple[str, ...]:  # noqa: ARG002
        """See `Finder.loaded`: nothing runs on the way."""
        return ()

    def grounds(self) -> tuple[str, ...]:
        """See `Finder.grounds`: manifests say it all."""
        return ()

    # --- how -------------------------------------------------------------------------------------

    def _find(self, path: str, module: str) -> str | None:
        folder = posixpath.dirname(path)
        if module.startswith("."):
            return self.at(_normal(folder, module))
        if module.startswith("/"):
            return self._from_package(folder, module[1:])
        return self._by_config(folder, module) or self._by_package(folder, module)

    def _by_config(self, folder: str, module: str) -> str | None:
        for above in _above(folder):
            for config in self._configs.get(above, ()):
                for target in _targets(config, module):
                    found = self.at(target)
                    if found:
                        return found
        return None

    def _mapped(self, path: str, module: str) -> bool:
        """Whether a tsconfig claims the name, whatever it leads to (a lone star claims nothing)."""
        return any(
            alias.before and _match(alias, module) is not None
            for above in _above(posixpath.dirname(path))
            for config in self._configs.get(above, ())
            for alias in config.aliases
        )

    def _by_package(self, folder: str, module: str) -> str | None:
        if module.startswith(("@/", "~/")):
            return self._from_package(folder, module[2:])
        if module.startswith("$lib"):  # https://svelte.dev/docs/kit/$lib
            return self._from_package(folder, module[1:])
        if module.startswith("#"):
            return self._from_imports(folder, module)
        name, rest = _package_of(module)
        home = self._names.get(name)
        if home is None or (home == "" and not rest):
            return None
        if not rest:
            return self.main(home)
        return (
            self._exported(home, rest)
            or self._first(_normal(home, rest))
            or self.at(_normal(home, f"src/{rest}"))
        )

    def _exported(self, home: str, rest: str) -> str | None:
        """The file behind a subpath of a package's exports: the one that the exports name so."""
        manifest = self._packages.get(home, Manifest())
        for what, target in manifest.targets:
            stem = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", target).removesuffix("/index")
            if what.startswith("exports") and stem.endswith(f"/{rest}"):
                found = self._first(_normal(home, target))
                if found:
                    return found
        return None

    def _from_package(self, folder: str, rest: str) -> str | None:
        """A path from the package's ``src``, from the package, or from its ``public``."""
        home = self.package(folder)
        return self.at(*(_normal(home, f"{inner}{rest}") for inner in ("src/", "", "app/", "public/")))

    def _from_imports(self, folder: str, module: str) -> str | None:
        """A subpath import (https://nodejs.org/api/packages.html#subpath-imports)."""
        home = self.package(folder)
        for pattern, targets in self._packages.get(home, Manifest()).paths:
            held = _match(_alias(pattern, (), home), module)
            for target in targets if held is not None else ():
                found = self._first(_normal(home, target.replace("*", held or "", 1)))
                if found:
                    return found
        return None

    def main(self, home: str) -> str | None:
        """The source file that a package's own name means: its main or exports, or the customary index. A package that names
        itself, or one that names it, means nothing by that."""
        manifest = self._packages.get(home, Manifest())
        wanted = ("source", "main", "module", "exports", "types", "typings")
        named = [target for what, target in manifest.targets if what.startswith(wanted)]
        if home in self._asked or len(self._asked) >= _MAX_MAINS:
            return None
        self._asked.add(home)
        try:
            found = (self._first(_normal(home, target)) for target in named)
            own = next((file for file in found if file and not file.endswith(".d.ts")), None)
        finally:
            self._asked.discard(home)
        return own or self.at(_normal(home, "src/index"), _normal(home, "index"), _normal(home, "src/main"))

    def source(self, home: str, target: str) -> str | None:
        """The source file behind a file of a package, which may be built: ``dist/x.js`` -> ``src/x.ts``."""
        return self._first(_normal(home, target))

    def _first(self, path: str) -> str | None:
        home = self.package(posixpath.dirname(path))
        rest = path[len(home) + 1 :] if home else path
        plain = _OUTPUTS.sub("", rest, count=1)
        if plain == rest or (rest.startswith("lib/") and self.at(path)):
            return self.at(path)
        stem = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", plain)
        inner = re.sub(r"^src/", "", stem)
        return self.at(_normal(home, f"src/{inner}"), _normal(home, stem)) or self.at(path)

    def package(self, folder: str) -> str:
        """The folder of the nearest package.json at or above a folder; the root where there is none."""
        return next((above for above in _above(folder) if above in self._packages), "")

    def at(self, *stems: str) -> str | None:
        """The first file that one of the paths means, with suffixes and index files tried."""
        for stem in stems:
            found = next((c for c in _candidates(stem) if c in self._paths), None)
            if found:
                return found
            if stem in self._packages and stem:
                main = self.main(stem)
                if main:
                    return main
        return None

    def _config(self, path: str) -> Config:
        """A tsconfig with what it extends; the nearest definition of paths and of baseUrl holds."""
        aliases: tuple[Alias, ...] = ()
        base: str | None = None
        seen: set[str] = set()
        while path in self._manifests and path not in seen and len(seen) < _MAX_EXTENDS:
            seen.add(path)
            manifest, folder = self._manifests[path], posixpath.dirname(path)
            if manifest.base_url and base is None:
                base = _normal(folder, manifest.base_url)
            if manifest.paths and not aliases:
                start = (
                    _normal(folder, manifest.base_url)
                    if manifest.base_url
                    else folder
                    if base is None
                    else base
                )
                aliases = tuple(_alias(pattern, targets, start) for pattern, targets in manifest.paths)
            path = self._extended(folder, manifest.extends)
        return Config(aliases, base)

    def _extended(self, folder: str, extends: str) -> str:
        """The path of the configuration that one extends; of a workspace's package also by its name."""
        name, rest = _package_of(extends)
        if not extends.startswith(".") and name in self._names:
            folder, extends = self._names[name], rest or "tsconfig.json"
        extended = _normal(folder, extends)
        return extended if extended in self._manifests else f"{extended}.json"


def finder(tree: Tree) -> ScriptFinder:
    """A finder over a tree."""
    return ScriptFinder(tree)


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    root, suffix = posixpath.splitext(stem)
    yield from (root + written for written in _WRITTEN.get(suffix, ()))
    yield from (stem + suffix for suffix in SUFFIXES)
    yield from (
        f"{stem}.{platform}{suffix}" for platform in _PLATFORMS for suffix in (".tsx", ".ts", ".js", ".jsx")
    )
    yield from (f"{stem}/index{suffix}" if stem else f"index{suffix}" for suffix in SUFFIXES)


def _alias(pattern: str, targets: tuple[str, ...], start: str) -> Alias:
    before, star, after = pattern.partition("*")
    return Alias(before, after, bool(star), tuple(_normal(start, target) for target in targets))


def _match(alias: Alias, module: str) -> str | None:
    """What the pattern's star stands for; empty for an exact match; None where it does not match."""
    if not alias.star:
        return "" if module == alias.before else None
    if len(module) < len(alias.before) + len(alias.after):
        return None
    if not (module.startswith(alias.before) and module.endswith(alias.after)):
        return None
    return module[len(alias.before) : len(module) - len(alias.after)]


def _targets(config: Config, module: str) -> Iterator[str]:
    """The paths that a configuration sends a name to, the longest pattern first."""
    held = ((alias, _match(alias, module)) for alias in config.aliases)
    matching = [(alias, star) for alias, star in held if star is not None]
    for alias, star in sorted(matching, key=lambda pair: (pair[0].star, -len(pair[0].before))):
        yield from (target.replace("*", star, 1) for target in alias.targets)
    if config.base is not None:
        yield _normal(config.base, module)


def _package_of(module: str) -> tuple[str, str]:
    """A bare name as (package, rest): ``@a/b/c/d`` -> (``@a/b``, ``c/d``)."""
    parts = module.split("/")
    size = 2 if module.startswith("@") else 1
    return "/".join(parts[:size]), "/".join(parts[size:])


def _normal(folder: str, rest: str) -> str:
    """A path from the repository's root; one that leaves it matches nothing."""
    path = posixpath.normpath(posixpath.join(folder, rest.lstrip("/") if folder else rest.lstrip("/") or "."))
    return "" if path == "." else path


def _named(path: str, name: str) -> bool:
    return posixpath.basename(path) == name


def _above(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""

"""Python's imports: packages, namespace packages, relative levels, and the folders that are on the path.

Which folders those are is a guess from the tree (https://docs.python.org/3/library/sys_path_init.html):
the root, ``src``, folders of manifests, and folders of scripts. A sure root beats the standard library, since
its folder comes first; any other folder yields to the standard library and to declared packages.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from checks.code.facts import Manifest
from checks.patterns import regex
from checks.project.imports import Tree

LANGUAGES = frozenset({"python"})

_ROOT_FILES = regex(
    r"(pyproject\.toml|setup\.(py|cfg)|requirements[\w.-]*\.txt|Pipfile|manage\.py|Dockerfile[\w.-]*|Procfile|"
    r"alembic\.ini|pytest\.ini|tox\.ini|app\.yaml|fly\.toml|render\.yaml)",
    re.IGNORECASE,
)
_MODULE = regex(r"\.*[^\W\d]\w*(\.[^\W\d]\w*)*|\.+")


class PythonFinder:
    """Follows Python's imports."""

    def __init__(self, tree: Tree) -> None:
        """Indexes the modules and packages of a tree in one pass."""
        self._files = {p for p in tree.paths if p.endswith((".py", ".pyi", ".pyw"))}
        self._folders = {
            above for folder in {_folder(path) for path in self._files} for above in _above(folder)
        }
        self._packages = {_folder(p) for p in self._files if f"/{p}".endswith("/__init__.py")}
        # No import can say the name of any other: what lies in it begins names, whatever files are there.
        self._parts = {p for p in self._packages if not p or posixpath.basename(p).isidentifier()}
        manifests = {_folder(p) for p in tree.paths if _ROOT_FILES.fullmatch(p, p.rfind("/") + 1)}
        scripts = {_folder(p) for p in tree.scripts}
        self._run_in = manifests | scripts
        self._roots = self._sure_roots(tree, manifests)
        self._holders = self._holding_folders()
        declared = {path: _declared(manifest) for path, manifest in tree.manifests.items()}
        self._declared = {name for names in declared.values() for name in names}
        # What such a folder's manifest asks for by the folder's own name is not the folder.
        self._called_after = {
            _folder(path)
            for path, names in declared.items()
            if posixpath.basename(_folder(path)).lower() in names - {_plain(tree.manifests[path].name)}
        }
        self._found: dict[tuple[str, str], str | None] = {}
        self._folder_of: dict[str, str] = {}
        self._folders_above: dict[str, tuple[str, ...]] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._searched: dict[tuple[str, str], tuple[str, ...]] = {}
        self._placed: dict[str, str | None] = {}

    def _sure_roots(self, tree: Tree, manifests: set[str]) -> frozenset[str]:
        named = {
            posixpath.normpath(_join(posixpath.dirname(path), target.strip("/")))
            for path, manifest in tree.manifests.items()
            for what, target in manifest.targets
            if what == "source-root"
        }
        roots = {"", *manifests, *(named & self._folders)}
        roots |= {_join(root, name) for root in roots for name in ("src", "lib", "python")} & self._folders
        return frozenset(root for root in roots if root == "" or root not in self._parts)

    def _holding_folders(self) -> dict[str, list[str]]:
        """Top-level name -> the folders that hold a module or regular package of it."""
        holders: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._files):
            folder, name = posixpath.split(path)
            if name == "__init__.py":
                holders[posixpath.basename(folder)].append(posixpath.dirname(folder))
            else:
                holders[name.rsplit(".", 1)[0]].append(folder)
        return dict(holders)

    # --- the questions ---------------------------------------------------------------------------

    def find(self, path: str, module: str) -> str | None:
        """See `Finder.find`."""
        # A file does not import itself: to the module of its own name it is told something else than its neighbours.
        itself = path.endswith((f"{module}.py", f"{module}.pyw", f"{module}.pyi"))
        key = (path if itself else self._folder(path), module)
        if key not in self._found:
            self._found[key] = self._find(path, module) if _MODULE.fullmatch(module) else None
        return self._found[key]

    def child(self, path: str, name: str) -> str | None:
        """See `Finder.child`."""
        if path.endswith("/"):
            return self._at(_join(path[:-1], name))
        if posixpath.basename(path).startswith("__init__."):
            return self._at(_join(posixpath.dirname(path), name))
        return None

    def outside(self, path: str, module: str) -> str | None:
        """See `Finder.outside`."""
        if module.startswith(".") or not module:
            return None
        top = module.split(".", 1)[0]
        return module if self.find(path, top) is None else None

    def loaded(self, path: str, module: str) -> tuple[str, ...]:
        """See `Finder.loaded`."""
        target = self.find(path, module)
        return () if target is None else self._ahead(self._folder(target.rstrip("/")))

    def grounds(self) -> tuple[str, ...]:
        """See `Finder.grounds`: the roots, the folders that programs run in, and what is declared."""
        told = {
            "root": self._roots,
            "run in": self._run_in,
            "declared": self._declared,
            "called after": self._called_after,
        }
        return tuple(f"{what} {name}" for what, names in told.items() for name in names)

    # --- how -------------------------------------------------------------------------------------

    def _folder(self, path: str) -> str:
        if path not in self._folder_of:
            self._folder_of[path] = _folder(path)
        return self._folder_of[path]

    def _above(self, folder: str) -> tuple[str, ...]:
        if folder not in self._folders_above:
            self._folders_above[folder] = tuple(_above(folder))
        return self._folders_above[folder]

    def _ahead(self, folder: str) -> tuple[str, ...]:
        """The package files of a folder and of those above it, from the top."""
        if folder not in self._chains:
            chain = []
            above = folder
            while above in self._packages:
                chain.append(_join(above, "__init__.py"))
                if not above:
                    break
                above = posixpath.dirname(above)
            self._chains[folder] = tuple(reversed(chain))
        return self._chains[folder]

    def _find(self, path: str, module: str) -> str | None:
        name = module.lstrip(".")
        level = len(module) - len(name)
        if level:
            folder = self._folder(path)
            for _ in range(level - 1):
                if not folder:
                    return None
                folder = _folder(folder)
            return self._at(_join(folder, name.replace(".", "/")))
        top = name.split(".", 1)[0]
        inner = name.replace(".", "/")
        for root in self._places(self._folder(path), top):
            found = self._at(_join(root, inner))
            if found is not None and not ("." not in name and self._itself(path, root, found)):
                return found
        return None

    def _itself(self, path: str, root: str, found: str) -> bool:
        """Whether a file would import itself by its bare name, or the part of a package that it lies in: then a package from
        outside is meant that is called so."""
        if not found.endswith("__init__.py"):
            return found == path
        return root in self._parts and path.startswith(found.removesuffix("__init__.py"))

    def _places(self, folder: str, top: str) -> tuple[str, ...]:
        """The folders to look into for a top-level name that a file in a folder imports, the likeliest first."""
        key = (folder, top)
        if key not in self._searched:
            places = [
                root
                for root in self._search(folder, top)
                # An installed package wins over a folder without an __init__.
                if (not self._outside(top) or self._at(_join(root, top)) != f"{_join(root, top)}/")
                and not self._within(folder, root, top)
            ]
            # So does a package above the importer, wherever the folder lies.
            above = self._above(folder)
            self._searched[key] = tuple(
                sorted(
                    places,
                    key=lambda root: (
                        root not in above or self._at(_join(root, top)) == f"{_join(root, top)}/"
                    ),
                )
            )
        return self._searched[key]

    def _whole(self, folder: str, root: str, top: str) -> bool:
        """Whether a folder lies in a regular package that is called so, and that is no part of another."""
        package = _join(root, top)
        inside = folder == package or folder.startswith(f"{package}/")
        named = package in self._packages and package not in self._called_after
        return inside and named and root not in self._parts

    def _within(self, folder: str, root: str, top: str) -> bool:
        """Whether a folder lies in a part of a package, to which a name would lead: by its whole name that is not it. The
        tree itself has no name, whatever files lie there, nor has a folder that programs run in. Nor does a name lead to a
        folder that is called after a package which its own manifest asks for, from inside it."""
        part = _join(root, top)
        if part in self._called_after and f"{folder}/".startswith(f"{part}/"):
            return True
        named = bool(root) and root in self._parts and root not in self._run_in
        return named and f"{folder}/".startswith(f"{part}/")

    def _search(self, folder: str, top: str) -> Iterator[str]:
        here = self._above(folder)
        yield from (root for root in here if self._whole(folder, root, top))
        yield from (folder for folder in here if folder in self._roots and self._holds(folder, top))
        if self._outside(top):
            return
        loose = [folder for folder in here if folder not in self._roots and self._holds(folder, top)]
        yield from (folder for folder in loose if folder not in self._parts)
        if folder in loose:
            yield folder  # Rather a neighbour than what another program calls so.
        yield from (folder for folder in loose if folder in self._parts and folder in self._run_in)
        yield from (
            folder for folder in sorted(self._roots) if folder not in here and self._holds(folder, top)
        )
        holders = self._holders.get(top, ())
        if len(holders) == 1 and (holders[0] not in self._parts or holders[0] in self._run_in):
            yield holders[0]

    def _outside(self, top: str) -> bool:
        """Whether a name belongs to the standard library or to a declared package."""
        return top in sys.stdlib_module_names or top.lower() in self._declared

    def _holds(self, folder: str, top: str) -> bool:
        return self._at(_join(folder, top)) is not None

    def _at(self, stem: str) -> str | None:
        """The module at a path without its suffix: a regular package first, then a file, then a namespace."""
        if stem not in self._placed:
            self._placed[stem] = self._place(stem.rstrip("/"))
        return self._placed[stem]

    def _place(self, stem: str) -> str | None:
        for candidate in (_join(stem, "__init__.py"), f"{stem}.py", f"{stem}.pyw", f"{stem}.pyi"):
            if candidate in self._files:
                return candidate
        return f"{stem}/" if stem in self._folders else None


def finder(tree: Tree) -> PythonFinder:
    """A finder over a tree."""
    return PythonFinder(tree)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name


def _folder(path: str) -> str:
    """The folder of a path of the tree."""
    return path.rpartition("/")[0]


def _above(folder: str) -> Iterator[str]:
    """A folder and every folder above it, down to the root (the empty path)."""
    while folder:
        yield folder
        folder = _folder(folder)
    yield ""


def _declared(manifest: Manifest) -> frozenset[str]:
    """The names of the packages that a manifest asks for, as an import may say them."""
    return frozenset(_plain(package.name) for package in manifest.packages)


def _plain(name: str) -> str:
    return re.split(r"[\[<>=~!; ]", name.lower(), maxsplit=1)[0].replace("-", "_")

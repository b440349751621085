"""Which file or folder of a tree a document means by a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from posixpath import normpath

import msgspec

from checks.claims import Ground, _paths
from checks.claims._identity import ByIdentity
from checks.code.facts import FileFacts
from checks.code.paths import folder_class
from checks.patterns import regex
from checks.project.link import Project
from checks.project.wording import Wording, lines
from checks.snapshot import SUBMODULE, Entry, Snapshot

NAMED_CANDIDATES = 5
_TOLD = 2
"""So many parts at their ends have to be the same before one of several files of a name may be meant."""
_DATA = frozenset(
    "json jsonl csv tsv txt xml pkl npy npz pdf xlsx parquet png jpg html zip bin pt pth onnx".split()
)
# Folders that a running program fills.
_MADE_BY_RUNS = frozenset(
    "backup backups upload uploads tmp temp cache .cache out output outputs download downloads export exports artifacts "
    "recordings screenshots reports results storage media models checkpoints data generated playwright-report test-results".split()
)
# Folders that a build fills, where git holds none of their files.
_BUILT = frozenset("out target generated pkg _build .output .nuxt .svelte-kit .turbo obj".split())
_BUNDLED = frozenset("js mjs cjs ts wasm json map css html".split())
_PAGES = (".html", ".htm", ".vue", ".svelte", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs")
# Languages as families of endings: a tree without a single file of one may be only a part of the work.
_EXAMPLE_ENV = regex(r"example|sample|template|dist|defaults?$")
_FAMILIES = (
    ("Python", ("py", "pyi")),
    ("screens", ("tsx", "jsx", "vue", "svelte")),
    ("JavaScript", ("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "vue", "svelte")),
    ("Go", ("go",)),
    ("Java", ("java", "kt")),
    ("Rust", ("rs",)),
    ("Ruby", ("rb",)),
    ("PHP", ("php",)),
    ("C#", ("cs",)),
    ("Dart", ("dart",)),
    ("Swift", ("swift",)),
)
_GROWN = 10  # code files of other languages that a tree needs to be called a project of its own
_SIBLING = regex(
    r"(?i)^[\w.-]+[-_](?:front-?end|back-?end|client|server|web|website|webapp|mobile|app|ui|api|admin|sdk|docs|infra)$"
)
_NAMED = regex(r"[a-z0-9][A-Z]|\w-\w")
_SCRIPT = regex(r"\.[cm]?[jt]sx?$")
_RULES = 50  # .gitignore files asked
_IDENTIFIER = regex(r"[A-Za-z_$][\w$]{2,80}")


class Found(msgspec.Struct, frozen=True):
    """What a name stands for in a tree.

    ``path`` is a file's or (ending in ``/``) a folder's, or None. ``candidates`` are the paths that end like the
    name where none or more than one could be meant (of a bare name perhaps ``path`` among them); ``elsewhere`` are files of the same bare name, those first that end most alike.
    """

    path: str | None
    candidates: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


class Index:
    """A tree's names, looked up by path, by folder and by last part; ``endings`` counts the files of each."""

    def __init__(self, tree: Mapping[str, Entry]) -> None:
        self.files = tree
        self.folders: set[str] = set()
        self.names: dict[str, list[str]] = {}
        self.endings: dict[str, int] = {}
        self._stems: dict[str, list[str]] = {}
        for path, entry in tree.items():
            if not _paths.taken_in(path):
                name = path.rsplit("/", 1)[-1].lower()
                self.names.setdefault(name, []).append(path)
                ending = name.rsplit(".", 1)[-1]
                self.endings[ending] = self.endings.get(ending, 0) + 1
            if entry.mode == SUBMODULE:
                self._add_folder(path)
            parent = path
            while "/" in parent:
                parent = parent.rsplit("/", 1)[0]
                if parent in self.folders:
                    break
                self._add_folder(parent)

    def _add_folder(self, folder: str) -> None:
        self.folders.add(folder)
        self.names.setdefault(folder.rsplit("/", 1)[-1].lower() + "/", []).append(folder)

    def stems(self) -> Mapping[str, list[str]]:
        """The files by their names without an ending, in lower case."""
        if not self._stems:
            for name, paths in self.names.items():
                if not name.endswith("/"):
                    self._stems.setdefault(name.rsplit(".", 1)[0], []).extend(paths)
        return self._stems

    def exact(self, path: str) -> str | None:
        """A file of this very path, or the folder (with a slash)."""
        bare = path.rstrip("/")
        if not path.endswith("/") and bare in self.files:
            return bare
        if bare in self.folders:
            return bare + "/"
        return bare if bare in self.files else None

    def ending(self, path: str) -> list[str]:
        """The files (or folders, for a name that ends in a slash) whose path ends in this one."""
        bare = path.strip("/")
        name = bare.rsplit("/", 1)[-1].lower()
        keys = (name + "/",) if path.endswith("/") else (name, name + "/")
        for key in keys:
            tail = "/" + bare.lower()
            hits = [p for p in self.names.get(key, ()) if ("/" + p.lower()).endswith(tail)]
            if hits:
                return sorted(p + "/" if key.endswith("/") else p for p in hits)
        return []


@lru_cache(maxsize=4)
def _index(held: ByIdentity[Mapping[str, Entry]]) -> Index:
    return Index(held.value)


def index(tree: Mapping[str, Entry]) -> Index:
    """The index of a tree, made once."""
    return _index(ByIdentity(tree))


def find(name: str, document: str, tree: Mapping[str, Entry], near: Sequence[str] = ()) -> Found:
    """What ``name``, written in ``document``, means: from the root, from the document's folder, from the folders
    ``near`` it, then by the end of the path. Absolute paths lose leading parts until something fits."""
    kept = index(tree)
    clean = _paths.relative(name)
    folder = document.rsplit("/", 1)[0] if "/" in document else ""
    bases = ["", folder, *(n.rstrip("/") for n in near)]
    for base in bases:
        joined = normpath(f"{base}/{clean}" if base else clean.lstrip("/"))
        if not joined.startswith("..") and (hit := kept.exact(joined + ("/" if clean.endswith("/") else ""))):
            alike = () if "/" in clean else kept.ending(clean)
            return Found(hit, tuple(alike) if len(alike) > 1 else ())
    hits = kept.ending(clean.lstrip("./") if clean.startswith("..") else clean)
    if hits:
        return _choose(clean, hits, [*near, *_around(folder)])
    if clean.startswith(("/", "~")) or clean[1:2] == ":":
        return _shortened(clean, kept)
    first, _, rest = clean.partition("/")
    if "/" in rest.strip("/") and first not in kept.folders and (hit := kept.exact(rest)):
        return Found(hit)  # written from the folder that the repository is checked out in
    last = clean.rstrip("/").rsplit("/", 1)[-1]
    named = sorted(kept.ending(last), key=lambda other: -_shared(clean, other))
    return Found(None, elsewhere=tuple(named[:NAMED_CANDIDATES]))


def likely(wanted: str, elsewhere: Sequence[str]) -> tuple[str, ...]:
    """Of the files of its name (`Found.elsewhere`), those that may be the one that is not where a path says: the only one, or
    those that have the longest end in common with it. A name that many folders have (``page.tsx``) tells nothing by itself."""
    most = max((_shared(wanted, path) for path in elsewhere), default=0)
    if most < _TOLD and len(elsewhere) > 1:
        return ()
    return tuple(path for path in elsewhere if _shared(wanted, path) == most)


def _shared(wanted: str, path: str) -> int:
    """How many of the last parts of two paths are the same, whatever their case."""
    ours, theirs = (reversed(each.lower().strip("/").split("/")) for each in (wanted, path))
    pairs = zip(ours, theirs, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def in_drawing(
    name: str, root: str, document: str, tree: Mapping[str, Entry], near: Sequence[str] = ()
) -> Found | None:
    """What an entry of a drawn tree means. The drawing's root may be the repository itself, or a folder around it.
    None where the drawing shows something else than this repository."""
    found = find(name, document, tree, near)
    kept = index(tree)
    if found.path is not None or not root or kept.exact(root) is not None:
        return found
    inner = name.split("/", 1)[-1] if name.startswith(root) else name
    shorter = _shortened(name, kept)
    if shorter.path is not None and shorter.path.count("/") > 0:
        return shorter
    inside = find(inner, document, tree)
    first = inner.split("/", 1)[0]
    if inside.path is not None or "/" not in inner.rstrip("/") or first in kept.folders:
        return inside
    return None


def _around(folder: str) -> list[str]:
    """A folder and those that it lies in, with slashes, the nearest first."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:at]) + "/" for at in range(len(parts), 0, -1)]


def _choose(name: str, hits: list[str], near: Sequence[str]) -> Found:
    """One of several: the only one, the one nearest to the folders named around it, any for a bare name."""
    if len(hits) == 1:
        return Found(hits[0])
    for base in near:
        stem = base.rstrip("/").rsplit("/", 1)[0] if "." in base.rsplit("/", 1)[-1] else base.rstrip("/")
        inside = [h for h in hits if stem and (h.startswith(stem + "/") or f"/{stem}/" in h)]
        if len(inside) == 1:
            return Found(inside[0], tuple(hits))
    if "/" not in name.strip("/"):
        return Found(min(hits, key=lambda h: (h.count("/"), h)), tuple(hits))
    return Found(None, tuple(hits))


def _shortened(name: str, kept: Index) -> Found:
    """A path from the root of some machine, by its longest end of at least one part that is in the tree."""
    parts = name.strip("/").split("/")
    tail = "/" if name.endswith("/") else ""
    for start in range(1, len(parts)):
        if hit := kept.exact("/".join(parts[start:]) + tail):
            return Found(hit)
    return Found(None)


def runtime(path: str, snapshot: Snapshot) -> bool:
    """Whether a file by this name comes into being when the program runs or is built: a database, a log, output
    that git ignores. Its absence from the tree says nothing."""
    lower = path.lower().rstrip("/")
    name = lower.rsplit("/", 1)[-1]
    if (name.startswith(".env") and not _EXAMPLE_ENV.search(name)) or name.endswith(
        (".db", ".sqlite", ".sqlite3", ".log", ".pid", ".sock", ".pyc")
    ):
        return True
    parts = set(lower.split("/"))
    if parts & {
        "node_modules",
        "dist",
        "build",
        "coverage",
        "htmlcov",
        "__pycache__",
        "venv",
        ".venv",
        "logs",
        ".next",
    }:
        return True
    if parts & _MADE_BY_RUNS and (path.endswith("/") or name.rsplit(".", 1)[-1] in _DATA):
        return True
    return _built(lower, snapshot) or _hidden(path, snapshot)


def _built(path: str, snapshot: Snapshot) -> bool:
    """Whether a path lies in a folder of build output of which git holds nothing."""
    parts = path.strip("/").split("/")
    kept = index(snapshot.tree)
    for at, part in enumerate(parts[:-1]):
        fits = part != "pkg" or parts[-1].rsplit(".", 1)[-1] in _BUNDLED  # as wasm-pack fills it
        if part in _BUILT and fits and not kept.ending("/".join(parts[: at + 1]) + "/"):
            return True
    return False


def _hidden(path: str, snapshot: Snapshot) -> bool:
    """Whether git would ignore a path, written from the root or from a folder that ignores files of its own."""
    clean = path.lstrip("/")
    rules = index(snapshot.tree).names.get(".gitignore", ())
    return snapshot.ignored(clean) or any(
        snapshot.ignored(rule.removesuffix(".gitignore") + clean) for rule in rules[:_RULES] if "/" in rule
    )


def loaded(path: str, project: Project) -> str | None:
    """A page or script that loads a file by its place, though it is not in the tree: something may make it. Or None."""
    stem = "/" + _SCRIPT.sub("", normpath(_paths.relative(path)).strip("/"))
    return next((by for target, by in _targets(project) if f"/{target}".endswith(stem)), None)


@lru_cache(maxsize=2)
def _targets(project: Project) -> tuple[tuple[str, str], ...]:
    """What pages and scripts load by relative places where nothing is, without the endings of scripts, and which does."""
    tree = index(project.snapshot.tree)
    there = {_SCRIPT.sub("", p) for p in tree.files} | tree.folders
    found: dict[str, str] = {}
    for path in sorted(p for p in project.facts if p.lower().endswith(_PAGES)):
        facts, folder = project.facts[path], path.rpartition("/")[0]
        page = facts.words if path.lower().endswith((".html", ".htm")) else ()
        for said in (*(i.module for i in facts.passed.imports if i.module.startswith(".")), *page):
            if "://" not in said and not said.startswith("//"):
                place = normpath(f"{folder}/{said}") if not said.startswith("/") else said
                found.setdefault(_SCRIPT.sub("", place.strip("/")), path)
    return tuple((target, by) for target, by in found.items() if target not in there)


def unseen(path: str, snapshot: Snapshot) -> str | None:
    """The submodule that may hold a path, or None: a bare name may stand in any, a path in the one that it, or what
    comes behind the folder that the repository is checked out in, starts with. A path whose first folder the tree
    lacks may be written from the root of any submodule of the work's own."""
    clean = _paths.relative(path).lstrip("/")
    first, _, inner = clean.partition("/")
    held = [name for name, entry in snapshot.tree.items() if entry.mode == SUBMODULE]
    for name in held:
        if "/" not in clean.rstrip("/") or clean.startswith(name + "/") or inner.startswith(name + "/"):
            return name
    if not held or first in index(snapshot.tree).folders:
        return None
    return next((name for name in held if folder_class(name + "/") is None), None)


def elsewhere(path: str, project: Project) -> str | None:
    """Why a missing file may stand in another repository, in words, or None: its first folder is not in the tree,
    and is called like a sibling (``shop-frontend/``) or the tree has no file of that language at all."""
    clean = _paths.relative(path).lstrip("/")
    first, slash, _ = clean.partition("/")
    kept = index(project.snapshot.tree)
    if slash and first in kept.folders:
        return None
    if slash and (_SIBLING.match(first) or _is_a_name(first, kept.folders)):
        return f"`{first}/` may be a repository of its own"
    ending = clean.rsplit(".", 1)[-1].lower()
    present = kept.endings
    for name, family in _FAMILIES:
        if ending in family and not any(present.get(each) for each in family):
            others = sum(present.get(each, 0) for _, each_family in _FAMILIES for each in each_family)
            return f"this repository holds no {name} at all" if others >= _GROWN else None
    return None


def _is_a_name(first: str, folders: Collection[str]) -> bool:
    """Whether a folder is written like the name of a work (``ShopWindow/``), and no folder of the tree is called so."""
    return bool(_NAMED.search(first)) and not any(
        first.lower() == folder.rstrip("/").rsplit("/", 1)[-1].lower() for folder in folders
    )


def written(path: str, project: Project) -> bool:
    """Whether a data file's name stands in production code: the program makes it when it runs."""
    *stem, ending = path.rstrip("/").rsplit("/", 1)[-1].split(".")
    if ending.lower() not in _DATA or not stem:
        return False
    return bool(set.intersection(*(set(holding(part, project)) for part in stem)))


def tree_at(ground: Ground, when: str) -> Mapping[str, Entry] | None:
    """The head's tree, or the base's for a statement about the state before; None without a base."""
    return ground.snapshot.tree if when == "head" else ground.snapshot.base_tree


def text(path: str, ground: Ground, when: str = "head") -> str | None:
    """A file's text at the head or at the base, or None where it cannot be read."""
    tree = tree_at(ground, when)
    return None if tree is None else _decoded(tree.get(path), ground.snapshot)


def text_of(path: str, snapshot: Snapshot) -> str | None:
    """A file's text at the head, or None where it cannot be read."""
    return _decoded(snapshot.tree.get(path), snapshot)


def _decoded(entry: Entry | None, snapshot: Snapshot) -> str | None:
    if entry is None or entry.mode == SUBMODULE:
        return None
    data = snapshot.blobs.read((entry.sha,)).get(entry.sha)
    if data is None:
        return None
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


HOLDERS = 20


def _identifiers(path: str, facts: FileFacts, data: bytes) -> bytes:  # noqa: ARG001, asked of each file
    """Every identifier of one file."""
    return lines(sorted(set(_IDENTIFIER.findall(data.decode("utf-8", "replace")))))


@lru_cache(maxsize=2)
def _words(project: Project) -> Wording:
    """Every identifier of the production code, by the files that hold it: one of those that hold the same."""
    files = {project.snapshot.tree[p].sha: p for p in project.code() if p in project.snapshot.tree}
    held = project.each_text(_identifiers, bytes)
    return Wording({path: held[path] for path in files.values() if path in held})


def holding(word: str, project: Project) -> tuple[str, ...]:
    """Production files that hold an identifier, at most twenty, sorted."""
    return tuple(sorted(islice(_words(project).saying(word), HOLDERS)))

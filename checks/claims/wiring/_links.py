"""How the parts of a tree hang together: where a name is called or imported, what a client asks, what is mounted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

import msgspec

from checks.claims import _defined, _paths
from checks.code.search import nodes
from checks.code.tree import Attr, Call, Lit, Map, Markup, Name, Node
from checks.model import Place
from checks.patterns import regex
from checks.project.addresses import TOKEN
from checks.project.clients import Clients
from checks.project.link import Project
from checks.project.model import FunctionRef, Router

_CODED = regex(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*(?:\(\))?")
_TELLING = regex(r"_|[a-z0-9][A-Z]|\(|\w\.\w")
_WEAK = frozenset(
    "the and all for with from into its real fixed actual code data router routers route routes endpoint endpoints page pages api apis "
    "function functions method methods class service services component components client server backend frontend app module modules "
    "middleware handler handlers now this these that file files view views not yet existing new main express fastapi flask registered".split()
)
_MOST = 20


class Asked(msgspec.Struct, frozen=True):
    """A call of a client: where, and the path that it asks (holes are ``{}``)."""

    place: Place
    path: str


def identifiers(words: str) -> tuple[str, ...]:
    """The names of code among some words: with a hump, an underscore, a dot or brackets."""
    found = [m.group() for m in _CODED.finditer(words) if _TELLING.search(m.group())]
    return tuple(n for n in found if not _paths.looks_like_path(n, True) and not re.fullmatch(r"[\d.]+", n))


def words(text: str) -> frozenset[str]:
    """The words of a phrase that can tell one part from another, in the singular."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    parts = re.findall(r"[a-z]{3,}", apart.lower())
    return frozenset(p.rstrip("s") if len(p) > 4 else p for p in parts if p not in _WEAK)


# --- names ---------------------------------------------------------------------------------------


def calls(name: str, project: Project, within: Iterable[str] | None = None) -> tuple[Place, ...]:
    """Where production code calls a name (``a.b()`` by its last part), or gives it to another call, or draws it as a
    component."""
    last = (_defined.parts(name)[-1:] or ("",))[0]
    if not last:
        return ()
    paths = project.saying(last) if within is None else [p for p in within if project.says(p, last)]
    return tuple(islice((place for path in paths for place in _calls(path, last, project)), _MOST))


def _calls(path: str, name: str, project: Project) -> Iterator[Place]:
    facts, said = project.facts.get(path), name.encode()
    for function in facts.outline.functions if facts else ():
        ref = FunctionRef(path, function.index)
        if said in project.encoded(ref):
            for node in nodes(project.body(ref)):
                if _runs(node, name) and not (function.name == name and isinstance(node, Name)):
                    yield Place(path, node.line)


def _runs(node: Node, name: str) -> bool:
    """Whether an expression calls a name, hands it on, or draws it."""
    if isinstance(node, Call):
        return _is(node.func, name) or any(
            _is(arg, name) for arg in (*node.args, *(v for _, v in node.kwargs))
        )
    if isinstance(node, Markup):
        return node.tag.split(".")[-1] == name or any(_is(value, name) for _, value in node.attributes)
    if isinstance(node, Map):
        return any(
            key is not None and _is(value, name) and not _is_key(key, name) for key, value in node.items
        )
    return False


def _is(node: Node, name: str) -> bool:
    return (isinstance(node, Name) and node.id == name) or (isinstance(node, Attr) and node.name == name)


def _is_key(key: Node, name: str) -> bool:
    return isinstance(key, Lit) and key.value == name


def imports(name: str, project: Project, within: Iterable[str] | None = None) -> tuple[Place, ...]:
    """Where production code imports a name."""
    last = (_defined.parts(name)[-1:] or ("",))[0]
    paths = project.code() if within is None else within
    found = (
        Place(path, each.line)
        for path in paths
        if path in project.facts
        for each in project.facts[path].passed.imports
        if last in (each.name, each.alias) and each.kind != "export"
    )
    return tuple(islice(found, _MOST))


def texts(name: str, project: Project) -> tuple[Place, ...]:
    """Where production code has a name as a literal text: an event that is sent or listened to."""
    return tuple(
        s.place
        for s in _defined.standings(name, project)
        if s.how == "text" and project.production(s.place.path)
    )


def unseen(name: str, project: Project) -> tuple[Place, ...]:
    """Files that nobody could read and that hold a name."""
    return _defined.worded(name, project)


# --- files ---------------------------------------------------------------------------------------


def files(text: str, project: Project) -> tuple[str, ...]:
    """The code files whose name is what some words name: ``workQueue.ts`` for "the Work Queue"."""
    wanted = re.sub(r"[^a-z0-9]", "", text.lower())
    variants = {wanted, wanted.rstrip("s"), wanted.removesuffix("service"), wanted.removesuffix("client")} - {
        ""
    }
    return tuple(p for p in project.code() if _stem(p) in variants)


def _stem(path: str) -> str:
    stem = path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]
    stem = path.rsplit("/", 2)[-2] if stem in ("index", "__init__") and "/" in path else stem
    return re.sub(r"[^a-z0-9]", "", stem.lower())


def reaches(source: str, targets: Iterable[str], project: Project) -> Place | None:
    """Where a file imports one of some others, directly."""
    wanted = set(targets)
    for each in project.facts[source].outline.imports:
        if project.module(source, each.module) in wanted:
            return Place(source, each.line)
    return None


# --- clients and routers -------------------------------------------------------------------------


@lru_cache(maxsize=2)
def asked(project: Project) -> tuple[Asked, ...]:
    """Every call by which production code asks a server."""
    found = []
    for ask in Clients(project).collect():
        text = TOKEN.sub("{}", ask.address)
        text = re.sub(r"^(?:https?|wss?)://[^/{}]*(?:\{\})?", "", text).removeprefix("{}")
        text = re.split(r"[?#]", text)[0]
        if "/" in text and project.production(ask.path):
            found.append(Asked(Place(ask.path, ask.line, ask.end_line), text))
    return tuple(found)


def served(path: str, project: Project) -> bool:
    """Whether a served route may answer an asked path, prefixes left out."""
    parts = [p for p in path.split("/") if p]
    return any(
        route.served and _fits([p for p in route.path.split("/") if p], parts) for route in project.routes
    )


def _fits(ours: list[str], theirs: list[str]) -> bool:
    """Whether the shorter of two paths is the end of the longer one."""
    count = min(len(ours), len(theirs))
    if not count:
        return False
    pairs = zip(ours[-count:], theirs[-count:], strict=True)
    return all(a == b or "{" in a or "{" in b for a, b in pairs) and any(
        a == b for a, b in zip(ours[-count:], theirs[-count:], strict=True)
    )


def routers(text: str, project: Project) -> tuple[Router, ...]:
    """The routers that some words are about: all for "all routes", else those named so or in a file named so."""
    every = tuple(r for r in project.routers if r.kind == "router")
    told = words(text)
    if not told:
        return every if re.search(r"(?i)\b(?:all|routes|routers|endpoints|api)\b", text) else ()
    return tuple(r for r in every if told & words(f"{r.name} {r.place.path.rsplit('.', 1)[0]} {r.prefix}"))

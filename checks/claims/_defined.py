"""Where a name is defined in a tree, and where it merely stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from checks.claims import _spelled
from checks.claims._counting import singular
from checks.claims._identity import ByIdentity
from checks.code.facts import Class, FileFacts
from checks.code.paths import extension
from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Lit, Map, Name, Node
from checks.code.words import WORD_LIMIT
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.project.wording import Wording, lines

_WITH_SCRIPTS = frozenset({"html", "htm", "vue", "svelte", "ejs", "php"})
_MORE = ""
_PROSE = frozenset({"md", "mdx", "rst", "txt", "adoc", "org"})
_MANY = 40
_LONG = 3  # words of a name by which a file can be told
_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_MAPPED = regex(r"(?i)(?:^|[/_.-])(?:entit(?:y|ies)|models?|schemas?|orm|tables?)(?:[/_.-]|$)")


class Standing(msgspec.Struct, frozen=True):
    """A place where a name stands. ``how`` is ``function``, ``class``, ``field``, ``table``, ``column``,
    ``variable``, ``key``, ``text`` (a literal text is the name), ``use`` (code names it) or ``word``."""

    place: Place
    how: str
    owner: str = ""


DEFINES = frozenset({"function", "class", "field", "table", "column", "variable"})


def parts(name: str) -> tuple[str, ...]:
    """A qualified name's parts, without what stands in brackets behind it: ``Queue.drain()`` -> Queue, drain."""
    return tuple(p for p in re.split(r"\.|::|->|#", name.split("(", 1)[0].strip("`\\ ")) if p)


def standings(name: str, project: Project) -> tuple[Standing, ...]:
    """Where the last part of a name stands: its definitions first, production code before tests."""
    named = parts(name)
    if not named:
        return ()
    found = [*_outlined(project, named[-1]), *_in_bodies(project, named[-1])]
    found += _mapped(named[-1], project)
    if len(named) > 1:
        found += [s for s in _in_bodies(project, ".".join(named)) if s.how == "text"]
        found = [s for s in found if _owned(s, named, project)]
    return tuple(
        sorted(
            found, key=lambda s: (s.how not in DEFINES, not project.production(s.place.path), s.place.path)
        )
    )


def _owned(standing: Standing, named: tuple[str, ...], project: Project) -> bool:
    """Whether what stands there may belong to the thing before the dot: of that class, or in a file that names it."""
    owner = named[-2]
    if standing.owner:
        return _flat(standing.owner) == _flat(owner) or project.says(standing.place.path, owner)
    stem = standing.place.path.rsplit("/", 1)[-1].split(".")[0]
    return standing.how == "text" or _flat(stem) == _flat(owner) or project.says(standing.place.path, owner)


def _mapped(name: str, project: Project) -> Iterator[Standing]:
    """The class that an object mapper keeps in a table of a name: ``GamePlayer`` for ``game_players``."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", name):
        return
    *first, last = name.split("_")
    camel = "".join(word.capitalize() for word in (*first, singular(last)))
    for standing in _outlined(project, camel):
        if standing.how == "class" and _MAPPED.search(standing.place.path):
            yield Standing(standing.place, "table")


def _flat(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _outlined(project: Project, name: str) -> Iterator[Standing]:
    """The functions, classes, fields, tables and columns of a name, in the order of paths."""
    for path in project.once(_definitions).saying(name) if name else ():
        for defined, standing in _of_outline(path, project.facts[path]):
            if defined == name:
                yield standing


def _definitions(project: Project) -> Wording:
    """The words of what each file defines."""
    return Wording(project.each_read(_defining, bytes))


def _defining(path: str, facts: FileFacts) -> bytes:
    return lines(name for name, _ in _of_outline(path, facts) if name)


def _of_outline(path: str, facts: FileFacts) -> Iterator[tuple[str, Standing]]:
    outline = facts.outline
    for function in outline.functions[1:]:
        if function.name:
            owner = outline.classes[function.owner].name if 0 <= function.owner < len(outline.classes) else ""
            yield (
                function.name,
                Standing(Place(path, function.line, function.end_line, function.qualname), "function", owner),
            )
    for each in outline.classes:
        yield each.name, Standing(Place(path, each.line, each.end_line, each.name), "class")
        for field in each.fields:
            yield (
                field.name,
                Standing(Place(path, field.line, note=f"{each.name}.{field.name}"), "field", each.name),
            )
        for node in _declared(each):
            if isinstance(node, Lit) and isinstance(node.value, str):
                yield node.value, Standing(Place(path, node.line, note=each.name), "text")
    for table in facts.tables:
        yield table.name, Standing(Place(path, table.line, table.end_line, table.name), "table")
        for column, _ in table.columns:
            yield (
                column,
                Standing(
                    Place(path, table.line, table.end_line, f"{table.name}.{column}"), "column", table.name
                ),
            )


def _declared(each: Class) -> Iterator[Node]:
    """What stands in a class outside its methods: decorators and the values of its fields."""
    for decorator in (*each.decorators, *(d for field in each.fields for d in field.decorators)):
        yield from nodes(decorator.value)
    for field in each.fields:
        if field.value is not None:
            yield from nodes(field.value)


def _in_bodies(project: Project, name: str) -> Iterator[Standing]:
    """Where code gives a name a value, has it as a key or a text, or uses it: one place a file and kind."""
    for path in project.saying_anywhere(name)[:_MANY]:
        hows: set[str] = set()
        for function in project.facts[path].outline.functions:
            for how, line in _in_body(project, FunctionRef(path, function.index), name):
                if how not in hows:
                    hows.add(how)
                    yield Standing(Place(path, line), how)


def _in_body(project: Project, ref: FunctionRef, name: str) -> Iterator[tuple[str, int]]:
    if name.encode() not in project.encoded(ref):
        return
    for node in nodes(project.body(ref)):
        yield from ((how, node.line) for how in _says(node, name))


def _says(node: Node, name: str) -> Iterator[str]:
    """What one node makes of a name."""
    if isinstance(node, Assign):
        if any(_names(target, name) for target in node.targets):
            yield "variable"
    elif isinstance(node, Map):
        if any(isinstance(key, Lit) and key.value == name for key, _ in node.items):
            yield "key"
    elif isinstance(node, Lit):
        if node.value == name:
            yield "text"
    elif (isinstance(node, Name) and node.id == name) or (isinstance(node, Attr) and node.name == name):
        yield "use"


def _names(target: Node, name: str) -> bool:
    return (isinstance(target, Name) and target.id == name) or (
        isinstance(target, Attr) and target.name == name
    )


def worded(name: str, project: Project) -> tuple[Place, ...]:
    """Files of other kinds than code and prose that hold a name as a word: YAML, HTML, languages nobody reads,
    source that did not parse. A file whose bytes are not to be had is among them."""
    last = (parts(name)[-1:] or ("",))[0]
    held = _texts_with(ByIdentity(project))
    texts = (Place(path) for path in held.get(last, held.get(_MORE, [])))
    return tuple(dict.fromkeys((*texts, *(Place(path) for path in _spelled.in_unread(last, project)))))


@lru_cache(maxsize=2)
def _texts_with(held: ByIdentity[Project]) -> Mapping[str, list[str]]:
    """The files of other kinds than code and prose that hold each word, sorted; under `_MORE` those pages whose scripts may
    hold further words than were kept."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, facts in sorted(held.value.facts.items()):
        if facts.language == "text" and extension(path) not in _PROSE:
            for word in facts.words:
                found[word].append(path)
            if len(facts.words) >= WORD_LIMIT and extension(path) in _WITH_SCRIPTS:
                found[_MORE].append(path)
    return found


def written(name: str, project: Project) -> tuple[Place, ...]:
    """Code files, tests among them, whose bytes hold a name as a word: in a comment or inside a longer text."""
    last = (parts(name)[-1:] or ("",))[0]
    return tuple(Place(path, line) for path, line in _spelled.in_code(last, project))


def of_file(name: str, project: Project) -> Place | None:
    """A code file that is called like a name: ``order_service.py`` for ``OrderService``; one whose name holds all words of
    a long name in their order, as ``paid-order-service.handler.ts`` those of ``OrderServiceHandler``."""
    last = (parts(name)[-1:] or ("",))[0]
    wanted = _flat(last)
    long = len(_WORD.findall(last)) >= _LONG
    for path in project.code():
        held = path.rsplit("/", 1)[-1].rpartition(".")[0]
        if wanted and (_flat(held.split(".")[0]) == wanted or (long and wanted in _flat(held))):
            return Place(path)
    return None


__all__ = ["DEFINES", "Standing", "of_file", "parts", "standings", "worded"]

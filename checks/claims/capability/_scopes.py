"""The pieces of a source file that bear a name: routes, functions, classes, tables, the module itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from checks.claims._identity import ByIdentity
from checks.claims._stems import stems
from checks.code.facts import Class, Function
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project
from checks.project.model import Route

_DEEDS = {
    "GET": "get list fetch view",
    "POST": "post create add submit",
    "PUT": "put update edit",
    "PATCH": "patch update edit",
    "DELETE": "delete remove",
    "WS": "websocket",
}
"""What the methods of HTTP are called in prose."""
_TYPES = frozenset(("interface", "type", "enum"))
_NAMELESS = regex(
    r"^(?:index|main|service|services|route|routes|page|layout|models?|views?|utils?|__init__|app|server|types|schemas?|controller|router|api|handlers?)$"
)
_TITLE = regex(r"""["'`]([^"'`]{3,200})["'`]""")


class Scope(msgspec.Struct, frozen=True):
    """A named piece of a file: the line that names it, its first and last line, the stems of its own ``names`` and of
    those ``around`` it (its class, its file). ``kind``: ``function``, ``class``, ``type`` (a shape alone), ``table``,
    ``module``."""

    line: int
    first: int
    last: int
    kind: str
    names: frozenset[str]
    around: frozenset[str]
    function: Function | None = None


def of(path: str, text: str, project: Project) -> tuple[Scope, ...]:
    """Every named piece of a file, the module first."""
    facts = project.facts[path]
    served = _routes(ByIdentity(project)).get(path, {})
    lines = text.split("\n") if test_path(path) else []
    around = _of_path(path)
    classes = facts.outline.classes
    found = [Scope(1, 1, facts.lines, "module", stems(path.rsplit("/", 1)[-1].partition(".")[0]), around)]
    found += [_class(each, around) for each in classes]
    found += [
        Scope(t.line, t.line, max(t.line, t.end_line), "table", stems(t.name), around) for t in facts.tables
    ]
    functions = facts.outline.functions
    for each in functions[1:]:
        names = stems(each.name) | served.get(each.index, frozenset()) | _title(each, lines)
        if names:
            holders = [around]
            if each.owner >= 0:
                holders.append(stems(classes[each.owner].name))
            if 0 < each.parent < len(functions):
                holders.append(stems(functions[each.parent].name))
            found.append(
                Scope(
                    each.line,
                    each.first_line,
                    each.end_line,
                    "function",
                    names,
                    frozenset().union(*holders),
                    each,
                )
            )
    return tuple(found)


def _class(each: Class, around: frozenset[str]) -> Scope:
    kind = "type" if each.kind in _TYPES else "class"
    return Scope(each.line, each.first_line, each.end_line, kind, stems(each.name), around)


def _of_path(path: str) -> frozenset[str]:
    """What a file is called, and the folder of one that is called like many."""
    folder, _, name = path.rpartition("/")
    bare = name.partition(".")[0]
    last = folder.rsplit("/", 1)[-1]
    return stems(name.rpartition(".")[0]) | (stems(last) if _NAMELESS.match(bare) else frozenset())


def _title(each: Function, lines: list[str]) -> frozenset[str]:
    """What a test is called that is an unnamed function behind its title: ``it("ships an order", () => …``."""
    if each.name or not lines or each.kind not in ("arrow", "lambda", "function") or each.line > len(lines):
        return frozenset()
    title = _TITLE.search(lines[each.line - 1][:400])
    return stems(title[1]) if title else frozenset()


@lru_cache(maxsize=4)
def _routes(held: ByIdentity[Project]) -> Mapping[str, Mapping[int, frozenset[str]]]:
    """The words of the routes that each handler serves, by file and function."""
    found: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    for route in held.value.routes:
        if route.handler is not None and not route.builtin:
            there = found[route.handler.path]
            there[route.handler.index] = there.get(route.handler.index, frozenset()) | _route(route)
    return found


def _route(route: Route) -> frozenset[str]:
    return stems(route.path) | stems(_DEEDS.get(route.method, "")) | stems(route.handler_name)

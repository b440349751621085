"""Where production code mentions a name: in bodies, decorators, bases, defaults and fields.

What a module merely gives out (``module.exports = {start}``) is no mention, and neither is an import: both only pass a name on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from checks.code.facts import FileFacts, Outline
from checks.code.search import expressions
from checks.code.tree import Assign, Attr, Call, Expr, Lit, Map, Name, Stmt
from checks.project.flow.values import dotted
from checks.project.linked import Linked
from checks.project.model import FunctionRef
from checks.project.scopes import exported_name, statements
from checks.project.walk import within


class Mention(msgspec.Struct, frozen=True):
    """One place: the file, the function around it (0 for the module's top level), the name, member or text, and
    the class whose field or decorator it stands in (-1 for none)."""

    path: str
    function: int
    value: Expr
    declared: int = -1


class Mentions:
    """Answers for one project. A file is indexed when a name is first asked for that it may hold."""

    def __init__(self, project: Linked) -> None:
        self._project = project
        self._bodies: dict[str, dict[str, list[Mention]]] = {}
        self._outlines: dict[str, dict[str, list[Mention]]] = {}

    def forget(self) -> None:
        """Lets go of what holds parts of unpacked files."""
        self._bodies.clear()
        self._outlines.clear()

    def known(self, name: str) -> bool:
        """Whether there is any mention of a name."""
        return any(True for _ in self.of(name))

    def of(self, name: str) -> Iterator[Mention]:
        """Every mention of a name."""
        yield from self._in_outlines(name)
        yield from self._in_bodies(name)

    def _in_outlines(self, name: str) -> Iterator[Mention]:
        for path in self._project.telling(name):
            yield from self._in_outline(path).get(name, ())

    def _in_outline(self, path: str) -> dict[str, list[Mention]]:
        if path not in self._outlines:
            found: dict[str, list[Mention]] = defaultdict(list)
            for name, mention in _declared(path, self._project.facts[path].outline):
                found[name].append(mention)
            self._outlines[path] = found
        return self._outlines[path]

    def _in_bodies(self, name: str) -> Iterator[Mention]:
        for path in self._project.saying(name):
            yield from self._index(path).get(name, ())

    def _index(self, path: str) -> dict[str, list[Mention]]:
        if path not in self._bodies:
            found: dict[str, list[Mention]] = defaultdict(list)
            for function in self._project.facts[path].outline.functions:
                for stmt, _ in statements(self._project.body(FunctionRef(path, function.index))):
                    out = isinstance(stmt, Assign) and any(_gives_out(target) for target in stmt.targets)
                    for value in _made(stmt) if out else _expressions(stmt):
                        name = _name(value)
                        if name:
                            found[name].append(Mention(path, function.index, value))
            self._bodies[path] = found
        return self._bodies[path]


def other_names(project: Linked) -> dict[str, set[str]]:
    """The names under which production code imports or gives out a name."""
    found: dict[str, set[str]] = {}
    for renamed in project.each(_renamed, tuple[tuple[str, str], ...]).values():
        for name, other in renamed:
            found.setdefault(name, set()).add(other)
    return found


def _renamed(path: str, facts: FileFacts) -> tuple[tuple[str, str], ...]:  # noqa: ARG001, asked of each file
    """What one file imports or gives out under another name: the name, and the other."""
    passed = facts.passed
    taken = ((item.name, item.alias) for item in passed.imports if item.alias not in ("", item.name))
    given = ((export.local, export.name) for export in passed.exports if export.name != export.local)
    return tuple(dict.fromkeys((*taken, *given)))


def _gives_out(target: Expr) -> bool:
    return exported_name(target) is not None or dotted(target) in ("default", "=", "__all__")


def _made(stmt: Stmt) -> Iterator[Expr]:
    """What a module that gives something out makes for it: ``module.exports = new Service()``."""
    waiting: list[Expr | None] = [stmt.value] if isinstance(stmt, Assign) else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, Map):
            waiting.extend(item for _, item in value.items)
        elif isinstance(value, Call):
            yield from within(value)


def _name(value: Expr) -> str:
    if isinstance(value, Name):
        return value.id
    if isinstance(value, Attr):
        return value.name
    return value.value if isinstance(value, Lit) and isinstance(value.value, str) else ""


def _expressions(node: Stmt) -> Iterator[Expr]:
    """Every expression that a statement itself holds, and those inside them; the names that it binds are none."""
    for field in node.__struct_fields__:
        if isinstance(node, Assign) and field == "targets":
            for target in node.targets:
                yield from (v for v in within(target) if isinstance(v, Attr))
            continue
        for value in _flat(getattr(node, field)):
            yield from within(value)


def _flat(held: object) -> Iterator[Expr]:
    waiting = [held]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(reversed(value))
        elif isinstance(value, Expr):
            yield value


def _declared(path: str, outline: Outline) -> Iterator[tuple[str, Mention]]:
    """What decorators, bases, defaults and fields mention."""
    for function in outline.functions:
        values: list[Expr | None] = [d.value for d in function.decorators]
        for param in function.params:
            if param.default is not None or param.metadata or param.decorators:
                values += [param.default, *param.metadata, *(d.value for d in param.decorators)]
        yield from _mentions(path, function.parent, values, function.owner)
    for declared in outline.classes:
        values = [
            *declared.bases,
            *(d.value for d in declared.decorators),
            *(v for _, v in declared.keywords),
        ]
        for field in declared.fields:
            values += [field.value, *(d.value for d in field.decorators)]
        yield from _mentions(path, max(0, declared.parent), values, declared.index)


def _mentions(
    path: str, function: int, values: Iterable[Expr | None], declared: int
) -> Iterator[tuple[str, Mention]]:
    for inner in expressions(tuple(values)):
        name = _name(inner)
        if name:
            yield name, Mention(path, max(0, function), inner, declared)

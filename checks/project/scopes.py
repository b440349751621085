"""What the statements of one function (or of a module's top level) bind names to.

Only what binds is collected: a name that is not in a function's scope belongs to the function around it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.code.facts import Class, Function, Import, Outline, Param
from checks.code.tree import (
    Assign,
    Attr,
    Bind,
    Body,
    Call,
    Define,
    DefineClass,
    Expr,
    If,
    Item,
    Lit,
    Loop,
    Map,
    Name,
    Other,
    Scope,
    Seq,
    Spread,
    Stmt,
    Try,
    With,
)


class Assigned(msgspec.Struct, frozen=True, gc=False):
    """A name bound by an assignment: the value (None where none is known), the type as written, the line.

    ``late`` marks a value given after the declaration: the name is a variable, not another's name.
    ``context`` marks ``with value as name``; ``unknown`` a binding whose value nobody can know (a loop's
    target, a caught error)."""

    value: Expr | None
    annotation: str = ""
    line: int = 0
    context: bool = False
    unknown: bool = False
    late: bool = False


class Binding(msgspec.Struct, frozen=True, gc=False):
    """One way in which a name is bound. ``guarded`` when it stands inside a condition, a loop or a try."""

    what: Function | Class | Import | Param | Assigned
    guarded: bool = False


Names = dict[str, list[Binding]]

LOADERS = frozenset({"require", "import"})
"""The functions that load a module by its name."""


def bindings(outline: Outline, index: int, body: Body, script: bool) -> Names:
    """The names that a function binds, its parameters and imports included.

    ``script`` is true for JavaScript's scoping, where an assignment without a declaration binds nothing. What
    ``require`` and ``import()`` bind is bound by the import alone.
    """
    names: Names = {}
    function = outline.functions[index]
    for param in function.params:
        for name in (*((param.name,) if not param.fields else ()), *param.fields):
            names.setdefault(name, []).append(Binding(param))
    for imported in outline.imports:
        local = _local(imported) if imported.function == index else ""
        if local:
            names.setdefault(local, []).append(Binding(imported, imported.guarded))
    outer: set[str] = set()
    for stmt, guarded in statements(body):
        if isinstance(stmt, Scope):
            outer.update(stmt.names)
        for name, what in _bound(outline, stmt, script) if type(stmt) in _BINDING else ():
            names.setdefault(name, []).append(Binding(what, guarded))
    if script:
        _late_values(names, body)
    _drop_loads(names)
    for name in outer if index else ():
        names.pop(name, None)
    for found in names.values():
        if len(found) > 1:
            found.sort(key=lambda binding: -1 if isinstance(binding.what, Param) else binding.what.line)
    return names


_HOLDING = frozenset((If, Loop, Try, With))
"""The kinds of statements that hold others."""
_BINDING = frozenset((Define, DefineClass, Assign, Loop, With, Try))
"""The kinds of statements that bind names."""


def statements(body: Body) -> Iterator[tuple[Stmt, bool]]:
    """Every statement of a function in the order of its text, and whether a condition, loop or try holds it;
    not those of functions inside it."""
    stack: list[tuple[Stmt, bool]] = [(stmt, False) for stmt in reversed(body)]
    while stack:
        stmt, guarded = stack.pop()
        yield stmt, guarded
        if type(stmt) in _HOLDING:
            for inner, conditional in reversed(list(blocks(stmt))):
                stack.extend((child, guarded or conditional) for child in reversed(inner))


def blocks(stmt: Stmt) -> Iterator[tuple[Body, bool]]:
    """The blocks inside a statement, and whether each may be left out."""
    if isinstance(stmt, If):
        yield stmt.then, True
        yield stmt.other, True
    elif isinstance(stmt, Loop):
        yield stmt.body, True
    elif isinstance(stmt, Try):
        yield stmt.body, True
        for _, _, handler in stmt.handlers:
            yield handler, True
        yield stmt.final, False
    elif isinstance(stmt, With):
        yield stmt.body, False


def _late_values(names: Names, body: Body) -> None:
    """``let x;`` with ``x = value`` further down: the value belongs to the name declared here."""
    for stmt, _ in statements(body):
        own = isinstance(stmt, Assign) and any(exported_name(target) for target in stmt.targets)
        if isinstance(stmt, Assign) and stmt.op == "=" and not stmt.declares and not own:
            for target in stmt.targets:
                if isinstance(target, Name) and any(
                    isinstance(b.what, Assigned) for b in names.get(target.id, ())
                ):
                    names[target.id].append(
                        Binding(Assigned(stmt.value, line=stmt.line, late=True), guarded=True)
                    )


def _drop_loads(names: Names) -> None:
    for name, found in names.items():
        if any(isinstance(b.what, Import) and b.what.kind in ("require", "dynamic") for b in found):
            names[name] = [b for b in found if not (isinstance(b.what, Assigned) and is_load(b.what.value))]


def is_load(value: Expr | None) -> bool:
    """Whether a value is ``require(…)`` or ``import(…)``, or a member of one."""
    while isinstance(value, Attr):
        value = value.base
    return isinstance(value, Call) and isinstance(value.func, Name) and value.func.id in LOADERS


def _local(imported: Import) -> str:
    """The name that an import binds, empty for none; ``import a.b`` binds ``a``."""
    alias = imported.alias
    if imported.kind == "export" or alias == "*":
        return ""
    if imported.kind == "import" and imported.name == "" and alias == imported.module:
        return alias.split(".", 1)[0]
    return alias


def _bound(outline: Outline, stmt: Stmt, script: bool) -> Iterator[tuple[str, Function | Class | Assigned]]:
    if isinstance(stmt, Define | DefineClass):
        things = outline.functions if isinstance(stmt, Define) else outline.classes
        if 0 <= stmt.index < len(things):
            yield things[stmt.index].name, things[stmt.index]
    elif isinstance(stmt, Assign):
        yield from _assigned(stmt, script) if stmt.op == "=" else ()
    elif isinstance(stmt, Loop) and stmt.target is not None:
        for name, _ in destructure(stmt.target, None):
            yield name, Assigned(None, line=stmt.line, unknown=True)
    elif isinstance(stmt, With):
        for value, target in stmt.items:
            if isinstance(target, Name):
                yield target.id, Assigned(value, line=stmt.line, context=True)
    elif isinstance(stmt, Try):
        for _, name, _ in stmt.handlers:
            yield name, Assigned(None, line=stmt.line, unknown=True)


def _assigned(stmt: Assign, script: bool) -> Iterator[tuple[str, Assigned]]:
    targets, value = list(stmt.targets), stmt.value
    while isinstance(value, Bind):
        targets.append(value.target)
        value = value.value
    # A name beside `module.exports` or `exports.a` is the front end's own, for the value given out.
    binds = not script or stmt.declares or any(exported_name(target) for target in targets)
    for target in targets if binds else ():
        for name, part in destructure(target, value):
            yield name, Assigned(part, stmt.annotation, stmt.line, unknown=value is not None and part is None)


def exported_name(target: Expr) -> str | None:
    """``=`` for ``module.exports``, ``a`` for ``exports.a`` and ``module.exports.a``."""
    if not isinstance(target, Attr):
        return None
    base = target.base
    if isinstance(base, Name):
        if base.id == "module" and target.name == "exports":
            return "="
        return target.name if base.id == "exports" else None
    return target.name if exported_name(base) == "=" else None


def destructure(target: Expr, value: Expr | None) -> Iterator[tuple[str, Expr | None]]:
    """The names that an assignment's target binds, each with the part of the value that it gets."""
    stack: list[tuple[Expr, Expr | None]] = [(target, value)]
    while stack:
        target, value = stack.pop()
        if isinstance(target, Name):
            yield target.id, value
        elif isinstance(target, Bind):
            stack.append((target.target, value))
        elif isinstance(target, Map):
            stack.extend(_map_parts(target, value))
        elif isinstance(target, Seq):
            stack.extend(_seq_parts(target, value))
        elif isinstance(target, Spread):
            stack.append((target.value, None))
        elif isinstance(target, Other):
            stack.extend((part, None) for part in target.parts)


def _map_parts(target: Map, value: Expr | None) -> Iterator[tuple[Expr, Expr | None]]:
    for key, part in target.items:
        name = key.id if isinstance(key, Name) else key.value if isinstance(key, Lit) else None
        known = isinstance(name, str) and value is not None
        yield part, Attr(part.line, value, str(name)) if known and value is not None else None


def _seq_parts(target: Seq, value: Expr | None) -> Iterator[tuple[Expr, Expr | None]]:
    same = isinstance(value, Seq) and len(value.items) == len(target.items)
    for position, part in enumerate(target.items):
        if isinstance(value, Seq) and same:
            yield part, value.items[position]
        else:
            yield part, Item(part.line, value, Lit(part.line, position)) if value is not None else None

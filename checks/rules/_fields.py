"""The fields that an answer is made of, as far as they stand in the code."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.code import tree
from checks.code.search import calls
from checks.project.flow.changes import statements, target_names
from checks.project.flow.model import Answer
from checks.project.link import Project
from checks.project.model import FunctionRef, Variable
from checks.rules._naming import words

_DEPTH = 12
_CALLS = 3
_MOST = 600
_ITEMS = 30


class Field(msgspec.Struct, frozen=True):
    """One field of an answer: the words of its name (none where it has no name), the literal, text, empty list or empty object
    that it holds, the object that it stands in, whether that is one of a list, and the module's variable that it comes by."""

    said: tuple[str, ...]
    value: tree.Expr
    record: tree.Map | tree.Call | None = None
    listed: bool = False
    table: str = ""


class _Step(msgspec.Struct, frozen=True):
    """A value on the way from an answer to its fields, and the function in which it stands."""

    value: tree.Expr | None
    ref: FunctionRef
    depth: int = 0
    said: tuple[str, ...] = ()
    record: tree.Map | tree.Call | None = None
    listed: bool = False
    table: str = ""


def fields(project: Project, answer: Answer) -> Iterator[Field]:
    """Every field of what is answered: through names, tables of modules, constructions, and what functions of the project
    hand back."""
    if answer.value is None or answer.path not in project.facts:
        return
    waiting, seen = [_Step(answer.value, standing(project, answer))], set[tuple[str, int, str]]()
    for _ in range(_MOST):
        if not waiting:
            return
        step = waiting.pop()
        value = step.value
        if isinstance(value, tree.Lit | tree.Template) or (
            isinstance(value, tree.Seq | tree.Map) and not value.items
        ):
            yield Field(step.said, value, step.record, step.listed, step.table)
        elif value is not None and step.depth < _DEPTH:
            waiting += _inside(project, step, value, seen)


def _inside(
    project: Project, step: _Step, value: tree.Expr, seen: set[tuple[str, int, str]]
) -> Iterator[_Step]:
    """The values that one is made of."""
    if isinstance(value, tree.Map):
        yield from _members(step, value)
    elif isinstance(value, tree.Seq):
        yield from (_next(step, item, listed=True) for item in value.items[:_ITEMS])
    elif isinstance(value, tree.Comp):
        kept = [held for target, held in value.loops if _same(target, value.element)]
        yield from (_next(step, held, listed=True) for held in kept or (value.element,))
    elif isinstance(value, tree.Op):
        yield from (_next(step, operand) for operand in value.operands[1 if value.op == "?:" else 0 :])
    elif isinstance(value, tree.Spread):
        yield _next(step, value.value)
    elif isinstance(value, tree.Item | tree.Attr):
        yield _next(step, value.base)
    elif isinstance(value, tree.Func):
        yield from _handed_back(project, step, FunctionRef(step.ref.path, value.index), listed=True)
    elif isinstance(value, tree.Call):
        yield from _called(project, step, value, seen)
    elif isinstance(value, tree.Name):
        mark = (step.ref.path, step.ref.index, value.id)
        if mark not in seen:
            seen.add(mark)
            yield from _named(project, step, value)


def _same(one: tree.Expr, other: tree.Expr) -> bool:
    """Whether two names are one."""
    return isinstance(one, tree.Name) and isinstance(other, tree.Name) and one.id == other.id


def _next(step: _Step, value: tree.Expr, *, listed: bool = False) -> _Step:
    return msgspec.structs.replace(step, value=value, depth=step.depth + 1, listed=step.listed or listed)


def _members(step: _Step, value: tree.Map) -> Iterator[_Step]:
    for key, item in value.items:
        if key is None:
            yield _next(step, item)
            continue
        yield msgspec.structs.replace(_next(step, item), said=words(key_name(key)), record=value)


def key_name(key: tree.Expr | None) -> str:
    """What a field of an object is called; empty where that is computed."""
    return str(key.value) if isinstance(key, tree.Lit) else key.id if isinstance(key, tree.Name) else ""


def _called(
    project: Project, step: _Step, value: tree.Call, seen: set[tuple[str, int, str]]
) -> Iterator[_Step]:
    callee = project.callee(step.ref.path, value.func, step.ref.index)
    if callee is not None and (callee.path, callee.index, "") not in seen:
        seen.add((callee.path, callee.index, ""))
        yield from _handed_back(project, step, callee)
    looked_up = isinstance(value.func, tree.Attr) and value.func.name == "get"
    yield from (_next(step, argument) for argument in value.args if not looked_up)
    for name, argument in value.kwargs:
        yield msgspec.structs.replace(_next(step, argument), said=words(name), record=value)
    if isinstance(value.func, tree.Attr):
        yield _next(step, value.func.base)


def _handed_back(project: Project, step: _Step, ref: FunctionRef, *, listed: bool = False) -> Iterator[_Step]:
    for statement in statements(project.body(ref)):
        if isinstance(statement, tree.Return) and statement.value is not None:
            yield msgspec.structs.replace(_next(step, statement.value, listed=listed), ref=ref)


def _named(project: Project, step: _Step, name: tree.Name) -> Iterator[_Step]:
    """What a local name or a module's variable holds; an empty list or object that something is put into is not empty."""
    at, index = step.ref, step.ref.index
    while index > 0:
        at = FunctionRef(step.ref.path, index)
        held = project.flow.state.given(at, name.id) or _taken_apart(project.body(at), name.id)
        if held:
            filled = project.flow.state.filled(at, name.id)
            for value in held:
                bare = isinstance(value, tree.Seq | tree.Map) and not value.items
                if value is not None and not (bare and filled):
                    yield msgspec.structs.replace(_next(step, value), ref=at)
            return
        index = project.function(at).parent
    target = project.resolve(step.ref.path, name, step.ref.index)
    if isinstance(target, Variable):
        top = FunctionRef(target.path, 0)
        for value in project.flow.state.assigned(target.path, target.name):
            if value is not None:
                yield msgspec.structs.replace(_next(step, value), ref=top, table=target.name)


def _taken_apart(body: tree.Body, name: str) -> list[tree.Expr | None]:
    """What a local name is a part of (``data, source = service.read()``)."""
    return [
        statement.value
        for statement in statements(body)
        if isinstance(statement, tree.Assign)
        and any(name in target_names(target) for target in statement.targets)
    ]


def standing(project: Project, answer: Answer) -> FunctionRef:
    """The function in which the value of an answer stands: the innermost one around the answer, or one that it calls."""
    at = _around(project, answer)
    first, seen = project.function(at), {at}
    if answer.value is None or first.line <= answer.value.line <= first.end_line:
        return at
    waiting = [(at, 0)]
    while waiting:
        ref, depth = waiting.pop()
        body = project.body(ref)
        if any(isinstance(s, tree.Return) and s.value == answer.value for s in statements(body)):
            return ref
        for call in calls(body) if depth < _CALLS else ():
            callee = project.callee(ref.path, call.func, ref.index)
            if callee is not None and callee not in seen:
                seen.add(callee)
                waiting.append((callee, depth + 1))
    return at


def _around(project: Project, answer: Answer) -> FunctionRef:
    holding = [
        function
        for function in project.facts[answer.path].outline.functions
        if function.line <= answer.line <= function.end_line
    ]
    innermost = min(holding, key=lambda function: function.end_line - function.line, default=None)
    return FunctionRef(answer.path, innermost.index if innermost is not None else 0)

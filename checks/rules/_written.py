"""The records that stand in a function's code and are handed back: where they come from, and what their fields hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.changes import statements
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef, Variable
from checks.rules._naming import owns_up
from checks.rules._success import fields_of

_ORDERING = frozenset("sort toSorted reverse toReversed slice".split())
_SENTENCE = 3
"""Spaces in a text that is a sentence."""
_NESTED = 3
_DEEPEST = 6


def records(project: Project, ref: FunctionRef, value: tree.Expr | None) -> Iterator[tuple[tree.Map, bool]]:
    """The objects that an answer is made of, through names of the function and of modules, and whether each comes from a
    module's variable."""
    waiting: list[tuple[tree.Expr | None, FunctionRef, int]] = [(value, ref, 0)]
    followed: set[tuple[str, FunctionRef, int]] = set()
    while waiting:
        expr, at, depth = waiting.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(expr, tree.Map):
            yield expr, at.index == 0 < ref.index
            waiting += [
                (item, at, depth + 1)
                for _, item in expr.items
                if isinstance(item, tree.Map | tree.Seq | tree.Call | tree.Name)
            ]
        elif isinstance(expr, tree.Seq):
            waiting += [(item, at, depth + 1) for item in expr.items[:50]]
        elif isinstance(expr, tree.Op):
            waiting += [(operand, at, depth + 1) for operand in expr.operands]
        elif isinstance(expr, tree.Comp):
            waiting.append((expr.element, at, depth + 1))
        elif isinstance(expr, tree.Item | tree.Attr):
            waiting.append((expr.base, at, depth + 1))
        elif isinstance(expr, tree.Spread):
            waiting.append((expr.value, at, depth))
        elif isinstance(expr, tree.Call):
            waiting += [(argument, at, depth + 1) for argument in expr.args]
            # A chain of methods is no depth: ``rows.sort(…).slice(…)``.
            waiting.append((expr.func, at, depth))
        elif isinstance(expr, tree.Name) and (expr.id, at, depth) not in followed:
            followed.add((expr.id, at, depth))  # Given again and again, a name is followed once at each step.
            waiting += [(held, where, depth + 1) for held, where in _values(project, at, expr)]


def _values(
    project: Project, ref: FunctionRef, name: tree.Name
) -> list[tuple[tree.Expr | None, FunctionRef]]:
    local = project.flow.state.given(ref, name.id) if ref.index else []
    if local:
        return [(value, ref) for value in local]
    target = project.resolve(ref.path, name, ref.index)
    if not isinstance(target, Variable):
        return []
    top = FunctionRef(target.path, 0)
    return [(value, top) for value in project.flow.state.assigned(target.path, target.name)]


def fills_records(project: Project, ref: FunctionRef) -> bool:
    """Whether a function, or one inside it, writes out an object of which a field holds something worked out: where that is
    drawn by chance, it is noted there (`checks.project.flow.model.Record`)."""
    within = {ref.index}
    for function in project.facts[ref.path].outline.functions[ref.index + 1 :]:
        if function.parent in within:
            within.add(function.index)
    return any(
        _fills(project, FunctionRef(ref.path, index), node)
        for index in sorted(within)
        for node in nodes(project.body(FunctionRef(ref.path, index)))
    )


def _fills(project: Project, ref: FunctionRef, node: tree.Node) -> bool:
    if type(node) is tree.Map:
        return any(key is not None and type(value) is not tree.Lit for key, value in node.items)
    if type(node) is not tree.Call or all(type(value) is tree.Lit for _, value in node.kwargs):
        return False
    return isinstance(project.resolve(ref.path, node.func, ref.index), ClassRef)


def literals(record: tree.Map) -> int:
    """How many fields of a record are made with literals that say something."""
    return sum(
        any(isinstance(node, tree.Lit) and not empty(node) for node in nodes(value))
        for _, value in record.items
    )


def filled(record: tree.Map) -> set[str]:
    """The fields of a record that hold literals which say something, if the others are plain; else nothing."""
    if not all(_plain(value) for _, value in record.items) or _words(record):
        return set()
    return {
        str(key.value) if isinstance(key, tree.Lit) else key.id
        for key, value in record.items
        if isinstance(key, tree.Lit | tree.Name)
        and isinstance(value, tree.Lit)
        and type(value.value) is not bool
        and not empty(value)
    }


def _words(record: tree.Map) -> bool:
    """Whether all that an object holds are sentences: what is said where, rather than data."""
    return all(
        isinstance(value, tree.Lit) and isinstance(value.value, str) and value.value.count(" ") >= _SENTENCE
        for _, value in record.items
    )


def _plain(value: tree.Expr, depth: int = 0) -> bool:
    if isinstance(value, tree.Seq):
        return all(
            isinstance(item, tree.Lit) or (depth < _NESTED and _plain(item, depth + 1))
            for item in value.items
        )
    if isinstance(value, tree.Map):
        return depth < _NESTED and all(_plain(held, depth + 1) for _, held in value.items)
    if isinstance(value, tree.Call):
        name = value.func.name if isinstance(value.func, tree.Attr) else dotted(value.func)
        return name in ("now", "utcnow", "Date", "isoformat", "toISOString")
    return isinstance(value, tree.Lit | tree.Template | tree.Name | tree.Attr)


def named_so(project: Project, ref: FunctionRef, value: tree.Expr | None) -> bool:
    """Whether an answer is taken from a variable of a module whose own name, or whose file's, says that it is made up: by
    itself or as all the data of an object."""
    value = _within(value)
    if isinstance(value, tree.Op) and value.op in ("or", "??"):
        value = value.operands[0]
    value = unordered(value)
    name = root(value) if value is not None else ""
    local = [v for v in project.flow.state.given(ref, name) if v is not None] if name and ref.index else []
    name = root(unordered(local[0]) or local[0]) if len(local) == 1 else name
    target = project.resolve(ref.path, tree.Name(0, name), ref.index) if name else None
    if not isinstance(target, Variable):
        return False
    return owns_up(target.name) or (target.path != ref.path and owns_up(target.path.rsplit("/", 1)[-1]))


def _within(value: tree.Expr | None) -> tree.Expr | None:
    """The only field of an object that says more than yes or no, or the value itself."""
    if not isinstance(value, tree.Map):
        return value
    held = [item for _, item in value.items if not isinstance(item, tree.Lit)]
    return held[0] if len(held) == 1 else value


def unordered(value: tree.Expr | None) -> tree.Expr | None:
    """What a list was copied from, whatever its order: ``mockOrders`` in ``[...mockOrders].sort(newest)``."""
    while isinstance(value, tree.Call) and isinstance(value.func, tree.Attr) and value.func.name in _ORDERING:
        value = value.func.base
    if isinstance(value, tree.Seq) and len(value.items) == 1 and isinstance(value.items[0], tree.Spread):
        return value.items[0].value
    return value


def empty(value: tree.Expr | None) -> bool:
    """Whether a value is nothing at all, or an empty list or object."""
    if value is None or (isinstance(value, tree.Lit) and not value.value):
        return True
    if isinstance(value, tree.Name):
        return value.id in ("undefined", "None")
    return isinstance(value, tree.Seq | tree.Map) and not value.items


def supplied(
    project: Project, ref: FunctionRef, given: Iterable[tree.Expr | None]
) -> list[tuple[str, tree.Expr]]:
    """Several lists of texts that stand in the code, in what is handed back, with the names of their fields."""
    for answer in given:
        values: Sequence[tree.Expr | None] = [answer]
        if isinstance(answer, tree.Name):
            values = project.flow.state.given(ref, answer.id)
        for value in values:
            lists = [(name, held) for name, held in fields_of(value) if _texts(held)]
            if len(lists) > 1:
                return lists
    return []


def names_texts(project: Project, ref: FunctionRef) -> bool:
    """Whether a function gives a name to a list of texts that stand in the code."""
    return any(
        isinstance(statement, tree.Assign) and statement.value is not None and _texts(statement.value)
        for statement in statements(project.body(ref))
    )


def _texts(value: tree.Expr) -> bool:
    return (
        isinstance(value, tree.Seq)
        and len(value.items) > 1
        and all(isinstance(item, tree.Lit) and isinstance(item.value, str) for item in value.items)
    )

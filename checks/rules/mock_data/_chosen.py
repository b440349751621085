"""Whether what is made up is only asked for where somebody chose so: by a provider's name, a mode, a setting."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import calls, expressions, last_name, nodes, own
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import name_of
from checks.rules._naming import MADE_UP, words

_MODES = MADE_UP | frozenset("demo sandbox testing test development dev offline".split())
"""Words of settings and of their values that ask for something made up."""
_SWITCHING = frozenset("use force is enable enabled".split())
_SWITCHED = frozenset("mode enabled".split())
_SAME = frozenset(("==", "===", "in"))


def chosen(project: Project, ref: FunctionRef) -> bool:
    """Whether every call of a function stands behind a condition that names a mode in which things are made up."""
    name = project.function(ref).name
    if not name:
        return False
    if _asks_first(project.body(ref)) or _defined_behind(project, ref):
        return True
    found = False
    for path in project.saying(name):
        if not project.production(path):
            continue
        for function in project.facts[path].outline.functions:
            for tests in _behind(project.body(FunctionRef(path, function.index)), name):
                if not any(_asks(test) for test in tests):
                    return False
                found = True
    return found


def _defined_behind(project: Project, ref: FunctionRef) -> bool:
    """Whether a function is only defined where such a mode is on (``if (process.env.MOCK_DB) { const ask = … }``)."""
    around = project.body(FunctionRef(ref.path, max(0, project.function(ref).parent)))
    return any(
        isinstance(node, tree.Func | tree.Define) and node.index == ref.index
        for statement in around
        if isinstance(statement, tree.If) and _asks(statement.test)
        for inner in statement.then
        for node in nodes(inner)
    )


def _asks_first(body: tree.Body) -> bool:
    """Whether a body begins with leaving unless such a mode is on (``if (process.env.USE_MOCKS !== "true") return []``)."""
    first = body[0] if body else None
    return (
        isinstance(first, tree.If)
        and any(isinstance(inner, tree.Return | tree.Throw) for inner in first.then)
        and _asks(first.test)
    )


def _behind(body: tree.Body, name: str) -> Iterator[tuple[tree.Expr, ...]]:
    """For each call by a name in a body, the conditions that it stands behind."""
    waiting: list[tuple[tree.Stmt, tuple[tree.Expr, ...]]] = [(statement, ()) for statement in body]
    while waiting:
        statement, tests = waiting.pop()
        inner = (*tests, statement.test) if isinstance(statement, tree.If) else tests
        waiting += [(held, inner) for held in _inside(statement)]
        held = tuple(expressions(own(statement)))
        for node in held:
            if isinstance(node, tree.Call) and name_of(node) == name:
                yield (*tests, *_ternaries(held, name))


def _ternaries(held: tuple[tree.Expr, ...], name: str) -> Iterator[tree.Expr]:
    """The conditions inside an expression behind which the call stands."""
    for node in held:
        if (
            isinstance(node, tree.Op)
            and node.op in ("?:", "and", "&&")
            and any(name_of(call) == name for operand in node.operands[1:] for call in calls(operand))
        ):
            yield node.operands[0]


def _inside(statement: tree.Stmt) -> tuple[tree.Stmt, ...]:
    if isinstance(statement, tree.If):
        return (*statement.then, *statement.other)
    if isinstance(statement, tree.Try):
        return (*statement.body, *(s for _, _, b in statement.handlers for s in b), *statement.final)
    return statement.body if isinstance(statement, tree.With | tree.Loop) else ()


def _asks(test: tree.Expr) -> bool:
    """Whether a condition names such a mode: ``provider == "mock"``, ``settings.USE_MOCK``, ``useMock``."""
    return any(
        _is_mode(node)
        or (isinstance(node, tree.Op) and node.op in _SAME and any(_names_mode(o) for o in node.operands))
        for node in nodes(test)
    )


def _names_mode(value: tree.Expr) -> bool:
    return (
        isinstance(value, tree.Lit)
        and isinstance(value.value, str)
        and not _MODES.isdisjoint(words(value.value))
    )


def _is_mode(node: tree.Node) -> bool:
    """Whether a name is that of a switch: written in capitals, or one that says to use something."""
    name = last_name(node)
    said = words(name)
    if not said or _MODES.isdisjoint(said):
        return False
    return name.isupper() or said[0] in _SWITCHING or said[-1] in _SWITCHED

"""Functions that sort what they are given: they look into it and hand back one of a few short names for what it is."""

from __future__ import annotations

from checks.code import tree
from checks.code.search import nodes
from checks.patterns import regex
from checks.project.flow.changes import local_values, statements
from checks.project.flow.values import root

_LOOKING = frozenset("test match search fullmatch includes startswith endswith startsWith endsWith".split())
_NAME = regex(r"[\w.:/+-]{1,24}")


def sorts(body: tree.Body, given: set[str]) -> bool:
    """Whether a body looks into what it is given (``if pattern.test(text)``) and answers with one of several short
    names: that is work, though every answer stands in the code."""
    answers = [s.value for s in statements(body) if isinstance(s, tree.Return)]
    named = {a.value for a in answers if isinstance(a, tree.Lit) and isinstance(a.value, str)}
    if len(named) < 2 or not all(_NAME.fullmatch(name) for name in named):
        return False
    if not all(isinstance(answer, tree.Lit) for answer in answers):
        return False
    return any(_looks(s.test, given, body) for s in statements(body) if isinstance(s, tree.If))


def _looks(test: tree.Expr, given: set[str], body: tree.Body) -> bool:
    for node in nodes(test):
        if isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.func.name in _LOOKING:
            if any(_of(value, given, body) for value in (node.func.base, *node.args)):
                return True
        elif isinstance(node, tree.Op) and node.op == "in" and _of(node.operands[-1], given, body):
            return True
    return False


def _of(value: tree.Expr, given: set[str], body: tree.Body) -> bool:
    """Whether something is what was given, or made of it in one step."""
    name = root(value)
    return name in given or any(
        root(held) in given for held in local_values(body, name) if name and held is not None
    )

"""Every expression and every call inside a body, in the order of its text, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from checks.code import search
from checks.code.tree import Body, Call, Expr, Lit

_EXPRESSIONS = frozenset(get_args(Expr))


def expressions(body: Body) -> Iterator[Expr]:
    """Every expression of a function's statements, the outer before the inner; not those of functions in it."""
    kinds = _EXPRESSIONS
    return (node for node in search.nodes(body) if type(node) in kinds)  # type: ignore[misc]


def calls(body: Body) -> Iterator[Call]:
    """Every call of a function's statements."""
    return search.calls(body)


def texts(body: Body) -> Iterator[str]:
    """Every literal text of a function's statements."""
    return (v.value for v in expressions(body) if isinstance(v, Lit) and isinstance(v.value, str))


def within(value: Expr) -> Iterator[Expr]:
    """An expression and every expression inside it, the outer before the inner."""
    return search.expressions(value)

"""Every expression and every call inside a body, in the order of its text, without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import search
from checks.code.tree import Body, Call, Expr, Lit
from checks.project.scopes import statements


def expressions(body: Body) -> Iterator[Expr]:
    """Every expression of a function's statements, the outer before the inner; not those of functions in it."""
    for stmt, _ in statements(body):
        yield from search.expressions(search.own(stmt))


def calls(body: Body) -> Iterator[Call]:
    """Every call of a function's statements."""
    return (value for value in expressions(body) if isinstance(value, Call))


def texts(body: Body) -> Iterator[str]:
    """Every literal text of a function's statements."""
    return (v.value for v in expressions(body) if isinstance(v, Lit) and isinstance(v.value, str))


def within(value: Expr) -> Iterator[Expr]:
    """An expression and every expression inside it, the outer before the inner."""
    return search.expressions(value)

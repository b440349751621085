"""Every expression and every call inside a body, in the order of its text, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from checks.code.tree import Body, Call, Expr, Lit, Node
from checks.project.scopes import statements


def expressions(body: Body) -> Iterator[Expr]:
    """Every expression of a function's statements, the outer before the inner; not those of functions in it."""
    for stmt, _ in statements(body):
        yield from _inside(_own(stmt))


def calls(body: Body) -> Iterator[Call]:
    """Every call of a function's statements."""
    return (value for value in expressions(body) if isinstance(value, Call))


def texts(body: Body) -> Iterator[str]:
    """Every literal text of a function's statements."""
    return (v.value for v in expressions(body) if isinstance(v, Lit) and isinstance(v.value, str))


def within(value: Expr) -> Iterator[Expr]:
    """An expression and every expression inside it, the outer before the inner."""
    return _inside((value,))


def _inside(values: Iterable[Node]) -> Iterator[Expr]:
    stack = list(reversed(list(values)))
    while stack:
        value = stack.pop()
        yield value  # type: ignore[misc]
        stack.extend(reversed(list(_own(value))))


def _own(node: Node) -> Iterator[Node]:
    """The expressions directly inside a node. A statement's blocks are tuples of statements: left out."""
    for name in node.__struct_fields__:
        yield from _nodes(getattr(node, name))


def _nodes(held: object) -> Iterator[Node]:
    if isinstance(held, Node):
        if isinstance(held, _EXPRESSIONS):
            yield held
    elif isinstance(held, tuple):
        for each in held:
            yield from _nodes(each)


_EXPRESSIONS: tuple[type[msgspec.Struct], ...] = Expr.__args__

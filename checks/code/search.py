"""What stands in a body, found without running it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.tree import Body, Call, Expr, Node, Stmt


def nodes(body: Body | Expr | Stmt) -> Iterator[Node]:
    """Every node of a body, a statement or an expression, outermost first; nested functions are left out."""
    waiting: list[object] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node):
            yield node
            waiting.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
        elif isinstance(node, tuple):
            waiting.extend(reversed(node))


def calls(body: Body | Expr | Stmt) -> Iterator[Call]:
    """Every call among them."""
    return (node for node in nodes(body) if isinstance(node, Call))

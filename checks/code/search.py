"""What stands in a body, found without running it.

Rules look through most bodies of a tree, so the two walks here are written for speed: they ask each kind of node
only for the fields that can hold others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from checks.code.tree import Attr, Body, Call, Expr, Name, Node, Stmt


def _holding(kind: type, held: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a kind of node that hold others, the last first."""
    return tuple(
        name for name in reversed(kind.__annotations__) if any(h in kind.__annotations__[name] for h in held)
    )


_ALL: Mapping[type, tuple[str, ...]] = {
    kind: _holding(kind, ("Expr", "Stmt")) for kind in (*get_args(Expr), *get_args(Stmt))
}
_EXPRESSIONS: Mapping[type, tuple[str, ...]] = {kind: _ALL[kind] for kind in get_args(Expr)}


def nodes(body: Body | Expr | Stmt) -> Iterator[Node]:
    """Every node of a body, a statement or an expression, outermost first; nested functions are left out."""
    waiting: list[object] = [body]
    fields = _ALL
    while waiting:
        node = waiting.pop()
        if (holding := fields.get(type(node))) is not None:
            yield node  # type: ignore[misc]
            for name in holding:
                held = getattr(node, name)
                if held:
                    waiting.append(held)
        elif type(node) is tuple:
            waiting += node[::-1]


def calls(body: Body | Expr | Stmt) -> Iterator[Call]:
    """Every call among them."""
    waiting: list[object] = [body]
    fields = _ALL
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is tuple:
            waiting += node[::-1]  # type: ignore[index]
        elif (holding := fields.get(kind)) is not None:
            if kind is Call:
                yield node  # type: ignore[misc]
            for name in holding:
                if held := getattr(node, name):
                    waiting.append(held)


def expressions(held: object) -> Iterator[Expr]:
    """The expressions in an expression, or in what a statement holds, outermost first; statements are left out."""
    waiting: list[object] = [held]
    fields = _EXPRESSIONS
    while waiting:
        node = waiting.pop()
        if (holding := fields.get(type(node))) is not None:
            yield node  # type: ignore[misc]
            for name in holding:
                inner = getattr(node, name)
                if inner:
                    waiting.append(inner)
        elif type(node) is tuple:
            waiting += node[::-1]


def last_name(node: Node | None) -> str:
    """The name that a name or a member ends in: ``add`` for ``add`` and for ``store.items.add``; empty for anything else."""
    return node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else ""


def own(statement: Stmt) -> tuple[object, ...]:
    """What a statement holds, in order: expressions, and blocks of further statements."""
    return tuple(getattr(statement, name) for name in reversed(_ALL[type(statement)]))

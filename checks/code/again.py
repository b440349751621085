"""Values that the neutral tree says twice: ``a++`` assigns ``a + 1`` to ``a``, ``a < b < c`` compares ``b`` twice."""

from __future__ import annotations

from checks.code.search import nodes
from checks.code.tree import Expr, Other

_SMALL = 60
"""Nodes. Saying a larger value again, and that again inside another, would double the facts at every level."""


def again(value: Expr) -> Expr:
    """The value to say a second time: itself, or something unnamed in its place if it is large."""
    for count, _ in enumerate(nodes(value)):
        if count >= _SMALL:
            return Other(value.line, "again")
    return value

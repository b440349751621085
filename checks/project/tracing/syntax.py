"""The calls that stand in a body, found without running it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.facts import Body, Call, Node


def calls(body: Body) -> Iterator[Call]:
    """Every call in a body, those of nested functions left out."""
    waiting: list[object] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            yield node
        if isinstance(node, Node):
            waiting.extend(getattr(node, name) for name in node.__struct_fields__ if name != "line")
        elif isinstance(node, tuple):
            waiting.extend(node)

"""Whether a body reads what the entries of a container hold, or only how many there are and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.changes import Use
from checks.project.flow.values import dotted

_COUNTS = frozenset("length size keys".split())
"""Members that tell how many entries there are, or their names."""
_COUNTING = frozenset("len bool Object.keys".split())
"""Functions that do."""


def counted_alone(body: tree.Body, uses: Sequence[Use]) -> bool:
    """Whether a body asks a container only for the number or the names of its entries; ``uses`` are its reads there."""
    asked = Counter(".".join(use.chain) for use in uses if use.chain[-1] not in _COUNTS)
    if not asked:
        return True
    weighed = Counter(name for name in _weighed(body) if name in asked)
    return asked <= weighed


def _weighed(body: tree.Body) -> Iterator[str]:
    """What a body counts or asks for emptiness; what is answered where it is there (``kept.get(id) || null``) is read."""
    for node in nodes(body):
        tests: tuple[tree.Expr, ...] = ()
        if isinstance(node, tree.Call) and dotted(node.func) in _COUNTING:
            tests = node.args[:1]
        elif isinstance(node, tree.If):
            tests = (node.test,)
        elif isinstance(node, tree.Op) and node.op == "and":
            tests = node.operands[:-1]
        elif isinstance(node, tree.Op) and node.op in ("not", "?:"):
            tests = node.operands[:1]
        for test in tests:
            for part in _parts(test):
                if name := dotted(part.func if isinstance(part, tree.Call) else part):
                    yield name


def _parts(test: tree.Expr) -> Iterator[tree.Expr]:
    """A condition, or the conditions that it joins; what ``not`` asks is met by itself."""
    waiting = [test]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tree.Op) and part.op in ("and", "or"):
            # All but the last of what is joined by "and" is met by itself.
            waiting += part.operands if part.op == "or" else part.operands[-1:]
        else:
            yield part

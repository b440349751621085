"""What a function may hand back, told by return statements alone: its own and those of functions whose answers it hands on.

Following data means following everything that is called. What an answer is written as shows in a fraction of that time, and
often that is enough to see that there is nothing to follow.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.replies import answered
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import External, FunctionRef

_FUNCTIONS = 64
"""How many functions are looked into at most, one after another."""


def handed_back(project: Project, ref: FunctionRef) -> tuple[tree.Expr, ...] | None:
    """Every value that `Flow.function` may give as the answer of a function, and perhaps more; None where they are too many
    to tell, or what a promise is made of gives them."""
    found: list[tree.Expr] = []
    waiting, seen = [ref], {ref}
    while waiting:
        at = waiting.pop()
        for value in _given(project.body(at)):
            if not isinstance(value, tree.Call):
                found.append(value)
                continue
            if value.new and dotted(value.func) == "Promise":
                return None
            target = project.resolve(at.path, value.func, at.index)
            if not isinstance(target, FunctionRef):
                found.append(answered(value, target.name) if isinstance(target, External) else value)
            elif target not in seen:
                seen.add(target)
                waiting.append(target)
        if len(seen) > _FUNCTIONS:
            return None
    return tuple(found)


def _given(body: tree.Body) -> Iterator[tree.Expr]:
    """What the return statements and yields of a body give, each branch of a choice by itself."""
    waiting = [node.value for node in nodes(body) if isinstance(node, tree.Return | tree.Yield)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tree.Op) and value.op == "?:" and len(value.operands) == 3:
            waiting += value.operands[1:]
        elif value is not None:
            yield value
            if isinstance(value, tree.Seq) and value.kind == "tuple" and len(value.items) in (2, 3):
                waiting.append(value.items[0])  # an answer and its status

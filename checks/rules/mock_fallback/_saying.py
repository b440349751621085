"""Where a function says by its own answer that what it falls back on is made up."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.changes import statements
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import MADE_UP, words
from checks.rules._told import marked

ITSELF = frozenset("fallback synthetic demo sample samples placeholder".split())
"""Words of names for what others fall back on."""


def told_later(others: tuple[tree.Stmt | tree.Expr, ...]) -> dict[str, int]:
    """The names that go into an answer which says of itself that it is made up, with the last line of such an answer."""
    found: dict[str, int] = {}
    for other in others:
        if isinstance(other, tree.Return) and other.value is not None and marked(other.value):
            for node in nodes(other.value):
                if isinstance(node, tree.Name):
                    found[node.id] = max(other.line, found.get(node.id, 0))
    return found


def named_so(project: Project, ref: FunctionRef, every: tuple[tree.Stmt | tree.Expr, ...]) -> list[int]:
    """The lines on which a fallback names itself in a local that goes into what is handed back
    (``method = "mock analysis"``, then ``return { rows, method }``)."""
    handed = {
        node.id
        for statement in statements(project.body(ref))
        if isinstance(statement, tree.Return) and isinstance(statement.value, tree.Map)
        for node in nodes(statement.value)
        if isinstance(node, tree.Name)
    }
    return [
        met.line
        for met in every
        if isinstance(met, tree.Assign)
        and isinstance(met.value, tree.Lit)
        and isinstance(met.value.value, str)
        and not (MADE_UP | ITSELF).isdisjoint(words(met.value.value))
        and handed.intersection(assigned(met))
    ]


def assigned(met: tree.Assign) -> Iterator[str]:
    return (node.id for target in met.targets for node in nodes(target) if isinstance(node, tree.Name))

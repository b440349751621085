"""Whether a body does something only where a store is not at hand (``if mongo_ready: … else: kept[id] = row``), and whether a
module is taken only in an environment that is told to (``if (process.env.MODE === "demo") keep = require("./memory")``)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.changes import Use, statements
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._functions import makes_samples
from checks.rules._naming import words

_STORES = frozenset(
    """mongo mongodb redis db database postgres postgresql pg mysql sqlite supabase prisma firestore firebase dynamodb pool sql
    mongoose sequelize""".split()
)
"""Words of names for stores, and for whether one is at hand."""
_ENVIRONMENT = frozenset("env environ environment getenv".split())
"""Words of names for what a process is told from outside."""


def instead_of_a_store(body: tree.Body, use: Use) -> bool:
    """Whether a use of a container stands where a condition that names a store does not hold."""
    return any(use.line in lines for lines in _without(body))


def taken_by_choice(project: Project, path: str) -> bool:
    """Whether a file is imported, and wherever production does so, where a condition asks for the environment."""
    importers = [
        other for other in project.importers(path) if project.production(other) and not makes_samples(other)
    ]
    return bool(importers) and all(_takes_by_choice(project, other, path) for other in importers)


def _takes_by_choice(project: Project, other: str, path: str) -> bool:
    outline = project.facts[other].outline
    taken = [i for i in outline.imports if project.module(other, i.module) == path]
    if not all(i.guarded or i.function for i in taken):
        return False
    lines = {i.line: i.function for i in taken}
    chosen = {
        function: _by_environment(project.body(FunctionRef(other, function)))
        for function in set(lines.values())
    }
    return bool(lines) and all(line in chosen[function] for line, function in lines.items())


def _by_environment(body: tree.Body) -> frozenset[int]:
    """The lines of a body that run where a condition that asks for the environment holds, or does not."""
    lines: set[int] = set()
    for block in _blocks(body):
        for at, statement in enumerate(block):
            if isinstance(statement, tree.If) and _asks_for_the_environment(statement.test):
                lines |= _lines((*statement.then, *statement.other))
                if statement.then and isinstance(statement.then[-1], tree.Return | tree.Throw):
                    lines |= _lines(block[at + 1 :])
                    break  # All that follows is in.
    return frozenset(lines)


def _asks_for_the_environment(test: tree.Expr) -> bool:
    named = (
        p.id if isinstance(p, tree.Name) else p.name
        for p in nodes(test)
        if isinstance(p, tree.Name | tree.Attr)
    )
    return any(not _ENVIRONMENT.isdisjoint(words(name)) for name in named)


def _without(body: tree.Body) -> Iterator[frozenset[int]]:
    """The lines of a body that run where a condition that names a store does not hold, or what follows from it fails."""
    for block in _blocks(body):
        for at, statement in enumerate(block):
            if isinstance(statement, tree.Try) and _asks_for_a_store(statement.body):
                for _, _, handled in statement.handlers:
                    yield _lines(handled)
            if not isinstance(statement, tree.If):
                continue
            test, then, other = statement.test, statement.then, statement.other
            if isinstance(test, tree.Op) and test.op == "not":
                test, then, other = test.operands[0], other, then
            if not _names_a_store(test):
                continue
            yield _lines(other)
            if (
                statement.then
                and isinstance(statement.then[-1], tree.Return | tree.Throw)
                and then is statement.then
            ):
                yield _lines(block[at + 1 :])


def _blocks(body: tree.Body) -> Iterator[tree.Body]:
    yield body
    for statement in statements(body):
        if isinstance(statement, tree.If):
            yield statement.then
            yield statement.other
        elif isinstance(statement, tree.Try | tree.With | tree.Loop):
            yield statement.body


def _asks_for_a_store(block: tree.Body) -> bool:
    return any(isinstance(s, tree.If) and _names_a_store(s.test) for s in statements(block))


def _names_a_store(test: tree.Expr) -> bool:
    """Whether a condition asks no more than whether a store is there (``this.redis``, ``MONGO_READY and client``)."""
    parts = list(nodes(test))
    if any(isinstance(part, tree.Call) and part.args for part in parts):
        return False
    named = [part.id if isinstance(part, tree.Name) else part.name
             for part in parts if isinstance(part, tree.Name | tree.Attr)]  # fmt: skip
    compared = any(
        isinstance(part, tree.Op) and part.op in ("in", "not in", "<", ">", "<=", ">=") for part in parts
    )
    return not compared and any(not _STORES.isdisjoint(words(name)) for name in named)


def _lines(block: tree.Body) -> frozenset[int]:
    return frozenset(node.line for node in nodes(block) if hasattr(node, "line"))

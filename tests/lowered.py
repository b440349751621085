"""A TypeScript source as the front end reads it."""

from __future__ import annotations

from checks.code import typescript
from checks.code.facts import Class, FileFacts, Function
from checks.code.tree import Assign, Body, Expr


def read(source: str, grammar: str = "typescript") -> FileFacts:
    """All that is read from a source."""
    return typescript.read(source.encode(), grammar)


def top(source: str, grammar: str = "typescript") -> Body:
    """Its top-level statements."""
    return read(source, grammar).bodies().functions[0]


def value(source: str, grammar: str = "typescript") -> Expr:
    """An expression."""
    statement = top(f"x = {source}", grammar)[0]
    assert isinstance(statement, Assign)
    assert statement.value is not None
    return statement.value


def function(source: str, name: str) -> Function:
    """The function of a name."""
    return next(f for f in read(source).outline.functions if f.name == name)


def imports(source: str, grammar: str = "typescript") -> list[tuple[str, str, str, str]]:
    """Module, name, alias and kind of every import."""
    return [(i.module, i.name, i.alias, i.kind) for i in read(source, grammar).outline.imports]


def exports(source: str, grammar: str = "typescript") -> list[tuple[str, str]]:
    """Name and local name of every export."""
    return [(e.name, e.local) for e in read(source, grammar).outline.exports]


def only_class(source: str) -> Class:
    """The only class of a source."""
    (found,) = read(source).outline.classes
    return found

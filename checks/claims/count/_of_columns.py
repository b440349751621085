"""Counting the columns of a table that the claim names: in SQL, in a schema language, or as an object mapper writes it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from checks.claims import Ground
from checks.claims._counting import Question, Tally
from checks.code.facts import Class, FileFacts
from checks.code.search import last_name, nodes
from checks.code.tree import Assign, Call, Lit, Map
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project

_TABLE_CALL = regex(r"(?:pg|mysql|sqlite|single[sS]tore)Table|defineTable")
_COLUMN = regex(r"Column|mapped_column|Field|\w{1,30}Field|ForeignKey")
_SHORT = 3  # words, with a tick or a number
_OWN_WORDS = frozenset("columns schema sql total new all table database db".split())


class Mapped(msgspec.Struct, frozen=True):
    """A table as a place writes it, and how many columns it has there."""

    place: Place
    columns: int


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The columns of the table whose name the noun begins with, or stands right before the number, at each place that
    defines it. Where code maps it in one place only, there are no others."""
    before = re.findall(r"\w+", asked.before.lower())
    names = [*re.findall(r"[a-z]\w+", asked.noun), *(before[-1:] if len(before) <= _SHORT else ())]
    tables = _written(ground)
    for name in dict.fromkeys(word for word in names if word not in _OWN_WORDS):
        for each in tables.get(name, ()):
            alone = mapped(ground).get(name) == [each] and asked.noun == f"{name} columns" and not asked.new
            what = f"`{name}` has {each.columns} columns"
            yield Tally((each.columns,), what, (each.place,), alone and len(tables[name]) == 1)


def mapped(ground: Ground) -> Mapping[str, list[Mapped]]:
    """The tables that code maps, by their names in lower case."""
    return ground.project.once(_mapped)


def _written(ground: Ground) -> Mapping[str, list[Mapped]]:
    return ground.project.once(_every)


def _every(project: Project) -> Mapping[str, list[Mapped]]:
    found: dict[str, list[Mapped]] = defaultdict(list)
    for path, facts in sorted(project.facts.items()):
        for table in facts.tables:
            if table.kind == "table" and table.columns:
                place = Place(path, table.line, table.end_line, table.name, len(table.columns))
                found[table.name.lower()].append(Mapped(place, len(table.columns)))
    for name, each in project.once(_mapped).items():
        found[name] += each
    return found


def _mapped(project: Project) -> Mapping[str, list[Mapped]]:
    found: dict[str, list[Mapped]] = defaultdict(list)
    for path, written in project.each(_mapping, list[tuple[str, int, int, int]]).items():
        for name, line, end_line, columns in written:
            found[name.lower()].append(Mapped(Place(path, line, end_line, name, columns), columns))
    return found


def _mapping(_path: str, facts: FileFacts) -> list[tuple[str, int, int, int]]:
    """(name, first line, last line, columns) of each table that a file maps."""
    found = [
        (*told, columns)
        for each in facts.outline.classes
        if (columns := _columns(each)) and (told := _name(each))
    ]
    if b"Table\n" not in facts.said:
        return found
    for stmt in facts.bodies().functions[0]:
        call = stmt.value if isinstance(stmt, Assign) else None
        if isinstance(call, Call) and _TABLE_CALL.fullmatch(last_name(call.func)):
            name = next((a.value for a in call.args if isinstance(a, Lit) and isinstance(a.value, str)), "")
            shape = next((a for a in call.args if isinstance(a, Map)), None)
            if name and shape is not None:
                found.append((name, stmt.line, call.end_line, len(shape.items)))
    return found


def _name(each: Class) -> tuple[str, int, int] | None:
    """The table that a class is kept in, as it says itself."""
    for field in each.fields:
        if field.name == "__tablename__" and isinstance(field.value, Lit):
            return str(field.value.value), each.line, each.end_line
    return None


def _columns(each: Class) -> int:
    return sum(
        isinstance(field.value, Call)
        and any(_COLUMN.fullmatch(last_name(n.func)) for n in nodes(field.value) if isinstance(n, Call))
        for field in each.fields
    )

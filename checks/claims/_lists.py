"""The list, table or numbered lines that a statement stands above, and what they hold."""

from __future__ import annotations

import re

import msgspec

from checks.documents.model import Document, Statement
from checks.patterns import regex

_ROUTE = regex(
    r"^\W{0,3}(?:\d{1,3}[.)]\s*)?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WSS?)(?:\s?[/,|&]\s?(?:GET|POST|PUT|PATCH|DELETE))*\b[\s:|`*]{1,6}/"
)
_SEVERAL = regex(
    r"^\W{0,3}(?:\d{1,3}[.)]\s*)?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s?[/,|&+]\s?(?:GET|POST|PUT|PATCH|DELETE)\b|\bCRUD\b"
)
_METHOD = regex(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WSS?)")
_FAR = 1000  # statements: how far a section is looked through
_NEAR = 400  # statements: how far a section is looked through for routes
_NUMBERED = regex(r"^\s{0,12}(\d{1,3})[.)]\s")


class Listing(msgspec.Struct, frozen=True):
    """What stands below a statement: the statements of one list, table or block, and how many they are.

    ``numbered`` says that the source counts them itself (``1.``, ``2.`` …)."""

    members: tuple[Statement, ...]
    numbered: bool = False

    @property
    def size(self) -> int:
        """How many members."""
        return len(self.members)

    @property
    def routes(self) -> bool:
        """Whether every member is a route: ``POST /orders``."""
        return bool(self.members) and all(is_route(m) for m in self.members)

    @property
    def single(self) -> bool:
        """Whether no member is several routes: ``GET/PUT /orders/{id}``."""
        return not any(_SEVERAL.search(m.plain[:300]) for m in self.members)

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line."""
        return self.members[0].line, self.members[-1].line


def is_route(statement: Statement) -> bool:
    """Whether a statement starts with a method and a path, or is a table's row with one of each in cells of their own."""
    if statement.kind != "row":
        return bool(_ROUTE.match(statement.plain))
    cells = [cell.plain.strip("` ") for cell in statement.cells]
    return sum(bool(_METHOD.fullmatch(c)) for c in cells) == 1 and sum(c.startswith("/") for c in cells) == 1


def below(document: Document, statement: Statement) -> Listing | None:
    """The list or table that directly follows a statement; a numbered list may go on under lower headings."""
    at = statement.index + 1
    if at >= len(document.statements) or statement.kind in ("row", "code", "tree"):
        return None
    first = document.statements[at]
    if (
        first.kind == "paragraph"
        and statement.kind == "heading"
        and first.plain.endswith(":")
        and not re.search(r"\d", first.plain)
    ):
        at += 1
        if at >= len(document.statements):
            return None
        first = document.statements[at]
    if statement.kind == "item" and statement.index not in first.parents:
        return None
    if first.kind in ("item", "row"):
        members = _group(document, first)
        return Listing(tuple(members), _is_numbered(document, members))
    if statement.kind == "heading" and first.kind == "heading":
        return _numbered_below(document, statement)
    return None


def routes_below(document: Document, statement: Statement) -> Listing | None:
    """Every route of the section that comes after a statement; ``numbered`` where the source counts them through."""
    found: list[Statement] = []
    for each in document.since(statement.index + 1, statement.index + _NEAR):
        if each.kind == "heading" and (
            statement.kind != "heading" or len(each.headings) <= len(statement.headings)
        ):
            break
        if each.kind == "item" and is_route(each):
            found.append(each)
    numbers = [_NUMBERED.match(document.lines[each.line - 1][:40]) for each in found]
    counted = [int(n.group(1)) for n in numbers if n]
    alone = all(is_route(m) for each in found[-1:] for m in _group(document, each))
    whole = alone and counted == list(range(1, len(found) + 1))
    return Listing(tuple(found), whole) if len(found) > 1 else None


def _group(document: Document, first: Statement) -> list[Statement]:
    """The members of the list or table that starts with ``first``."""
    found: list[Statement] = []
    for each in document.since(first.index):
        if each.group == first.group and each.kind == first.kind:
            found.append(each)
        elif each.kind == "heading" or (each.kind == "paragraph" and not each.parents):
            break
    return found


def _is_numbered(document: Document, members: list[Statement]) -> bool:
    """Whether every member has its number: 1, 2, 3 …, or 1 for each as Markdown allows; not 7, 8, 11."""
    found = [_NUMBERED.match(document.lines[m.line - 1][:40]) for m in members if m.kind == "item"]
    numbers = [int(n.group(1)) for n in found if n]
    through = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return len(numbers) == len(members) and (through or set(numbers) == {1})


def _numbered_below(document: Document, heading: Statement) -> Listing | None:
    """Numbered items that count on through the sub-sections of a heading: 1, 2 | 3, 4 | 5."""
    found: list[Statement] = []
    for each in document.since(heading.index + 1, heading.index + _FAR):
        if each.kind == "heading" and len(each.headings) <= len(heading.headings):
            break
        if each.kind != "item" or each.parents:
            continue
        number = _NUMBERED.match(document.lines[each.line - 1][:40])
        if number is None:
            continue
        if int(number.group(1)) != len(found) + 1:
            return None
        found.append(each)
    return Listing(tuple(found), True) if len(found) > 1 else None

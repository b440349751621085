"""Lists of the fields of one thing, which are one claim and not one a field."""

from __future__ import annotations

from checks.claims import _name_lists, _subjects
from checks.documents.model import Document, Statement
from checks.patterns import regex

_TYPED = regex(
    r"(?i)^[`*\s]{0,4}[(:]\s?[`*]{0,3}(?:object-?id|string|str|number|int(?:eger)?|float|decimal|bool(?:ean)?|date(?:time)?|timestamp|array|uuid|mixed|json[b]?|text|varchar|enum|list|dict|map)\b[^)]{0,60}"
    r"(?:\)|,\s?(?:required|optional|unique|nullable|default))"
)


def is_field(document: Document, statement: Statement) -> bool:
    """Whether an item is one of the fields of one thing ("`dueDate` (Date, optional): …", below "Schema fields:"):
    such a list is one claim, not one a field."""
    inside = statement.codes[:1]
    if statement.kind != "item" or not inside or inside[0].start > 1 or "(" in inside[0].text:
        return False
    behind = statement.plain[inside[0].start + len(inside[0].text) :]
    above = next(_subjects.above(document, statement), None)
    listed = (
        len(statement.codes) == 1 and above is not None and bool(_name_lists.FIELDS.search(above.plain[:80]))
    )
    return listed or bool(_TYPED.match(behind))


def in_fields(document: Document, statement: Statement) -> bool:
    """Whether an item is a field, or says more of one below it."""
    return is_field(document, statement) or any(
        is_field(document, document.statements[at]) for at in statement.parents[-2:]
    )

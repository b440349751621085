"""The states that words name, and which of a document's lines a statement of one speaks for."""

from __future__ import annotations

import re

from checks.documents.model import Document, Heading, Statement
from checks.patterns import regex

PRODUCTION = r"(?:production|mvp|demo)[- ]ready|production[- ]safe|ready for (?:\w+ )?(?:production|deployment|launch|release|use)|ready to (?:deploy|ship|use)|production[- ]grade"
_STATES = (
    ("production-ready", regex(rf"\b(?:{PRODUCTION})\b", re.IGNORECASE)),
    ("complete", regex(r"\b(?:completed?|finished|fully implemented|100% (?:done|implemented)|all (?:requirements|criteria|targets|tasks|goals|objectives) (?:\w+ )?(?:met|implemented|satisfied|achieved|completed?))\b", re.IGNORECASE)),
    ("implemented", regex(r"\b(?:implemented|delivered|achieved|accomplished)\b", re.IGNORECASE)),
    ("functional", regex(r"\b(?:(?:fully |now )?(?:functional|operational|working|works)|using real data)\b", re.IGNORECASE)),
    ("running", regex(r"\b(?:running|live|deployed|developable|runnable|can start|can(?:not|'t) (?:start|run))\b", re.IGNORECASE)),
    ("fixed", regex(r"\b(?:auto-)?fixed\b", re.IGNORECASE)),
    ("resolved", regex(r"\bresolved\b", re.IGNORECASE)),
    ("verified", regex(r"\b(?:verified|validated)\b", re.IGNORECASE)),
    ("done", regex(r"\b(?:done|met|satisfied)\b", re.IGNORECASE)),
)  # fmt: skip
STATUS_LABEL = regex(
    r"^(?:[\w .#:&-]{0,50}\s)?status$|^result$|^overall$|^overall (?:assessment|result|status)$|^conclusion$",
    re.IGNORECASE,
)
END_WORD = regex(
    r"(?:^|[\s:(–—-])(?:is (?:now |fully )?(?:ready|live|operational|functional)|(?:is |now |fully |100% )*(?:completed?|verified|resolved|(?:deployment|production|release|launch)[- ]ready|(?:auto-)?fixed|implemented|production[- ]ready|done|delivered|ready for production|met|finished))\W*$",
    re.IGNORECASE,
)
_NEAR = 200  # statements: how far on either side other status lines are looked for


def owner_of(document: Document, statement: Statement) -> tuple[str, tuple[int, int]]:
    """What a status line belongs to, and its lines: the item it is nested in, or its section."""
    if statement.parents:
        owner = statement.parents[-1]
        return document.statements[owner].plain, lines_of_item(document, owner)
    heading = statement.headings[-1].plain if statement.headings else ""
    if _one_of_several(document, statement):
        return heading, (statement.line, statement.end_line)
    return heading, lines_around(document, statement)


def _one_of_several(document: Document, statement: Statement) -> bool:
    """Whether other status lines stand below the same heading, or none: each is of what stands right above it."""
    own = statement.headings[-1:]
    return any(
        each.index != statement.index
        and each.headings[-1:] == own
        and STATUS_LABEL.match(each.label)
        and state_of(each.plain[len(each.label) :])
        for each in document.since(max(0, statement.index - _NEAR), statement.index + _NEAR)
        if each.label and not each.parents
    )


def state_of(text: str) -> str:
    """The state that the words of a text name, as claims name it; empty where they name none."""
    return next((state for state, pattern in _STATES if pattern.search(text)), "")


def name_of(text: str) -> str:
    """A scope without numbering and without the state itself."""
    bare = re.sub(r"^\s*\d+(?:\.\d+)*[.)]\s+", "", text)
    bare = END_WORD.sub("", bare).strip(" :*-–—!.(")
    return (bare or text.strip())[:100]


def section_of(document: Document, statement: Statement) -> tuple[int, int]:
    """A heading's section; the whole document for the first heading of all."""
    if not statement.headings and statement.index == _first_heading(document):
        return 1, len(document.lines)
    depth = len(statement.headings)
    following = (
        s.line
        for s in document.since(statement.index + 1)
        if s.kind == "heading" and len(s.headings) <= depth
    )
    return statement.line, next(following, len(document.lines) + 1) - 1


def _first_heading(document: Document) -> int:
    return next((s.index for s in document.statements if s.kind == "heading"), -1)


def lines_around(document: Document, statement: Statement) -> tuple[int, int]:
    """The section that a statement stands in; the whole document for what stands under its title alone."""
    nearest: Heading | None = statement.headings[-1] if statement.headings else None
    if nearest is None or (
        len(statement.headings) == 1 and nearest.level == 1 and is_title(document, nearest)
    ):
        return 1, len(document.lines)
    return document.section(nearest)


def is_title(document: Document, heading: Heading) -> bool:
    """Whether a heading is a document's first: others of the first level each head a report of their own."""
    first = _first_heading(document)
    return first < 0 or heading.line <= document.statements[first].line


def lines_of_item(document: Document, owner: int) -> tuple[int, int]:
    """A list item with everything nested in it."""
    last = document.statements[owner].end_line
    for each in document.since(owner + 1):
        if owner not in each.parents:
            break
        last = max(last, each.end_line)
    return document.statements[owner].line, last


def lines_of_phase(document: Document, name: str, statement: Statement) -> tuple[int, int]:
    """The section of a phase that a drawing names, if the document has one."""
    key = re.match(r"\w+ [\d.]+", name)
    for each in document.statements:
        if key and each.kind == "heading" and key.group().lower() in each.plain.lower() and each.headings:
            return section_of(document, each)
    return statement.line, statement.end_line

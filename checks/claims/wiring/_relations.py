"""What a statement says of how parts hang together: who calls, mounts, starts, uses or reaches whom, and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims.wiring._denied import NO_OTHER, denials
from checks.claims.wiring._given import sent, stated
from checks.claims.wiring._parts import Relation, clean, is_part
from checks.documents.model import Document, Statement
from checks.patterns import regex

_LONGEST = 600
_ARROW = regex(
    r"^(?P<what>[A-Za-z][\w .()-]{2,50}?)\s*(?:→|->|=>|──>|-->)\s*(?P<to>[A-Za-z?][\w .()-]{0,50})$"
)


def of(document: Document, statement: Statement) -> list[Relation]:
    """The relations that a statement gives or denies, each once."""
    if statement.kind == "tree":
        return []
    found: dict[tuple[str, str, bool], Relation] = {}
    for text in _texts(statement):
        for one in _in_text(document, statement, text):
            found.setdefault((one.what.lower(), one.relation, one.absent), one)
    return list(found.values())


def _texts(statement: Statement) -> Iterator[str]:
    if statement.kind == "row":
        for cell in statement.cells:
            if cell.mood == "report" and not cell.before:
                yield from re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", cell.plain[:_LONGEST])
    else:
        yield statement.plain[:_LONGEST]


def _in_text(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    if statement.kind == "code":
        yield from _in_drawing(statement, text)
        return
    only_given = bool(NO_OTHER.search(text))
    denied = list(denials(document, statement, text))
    yield from denied
    events = list(sent(statement, text))
    yield from events
    if (not denied or only_given) and not events and statement.kind != "heading":
        yield from stated(document, statement, text)


def _in_drawing(statement: Statement, text: str) -> Iterator[Relation]:
    """A line of a diagram: "A → B", "├─ Uses embeddings", "X sends to Y"."""
    fence = statement.fence
    if fence is None or fence.shows in ("content", "command", "output", "tree"):
        return
    bare = re.sub(r"^[\s│|┃├└┣┗─━▼↓►>+-]+", "", text).strip()
    arrow = _ARROW.match(bare)
    if (
        arrow
        and is_part(arrow["to"])
        and re.search(r"[a-z][A-Z]|_|(?i:gateway|service|engine|queue|table)", arrow["what"] + arrow["to"])
    ):
        yield Relation(clean(arrow["what"]), "calls", clean(arrow["to"]))
        return
    uses = re.match(r"^(?P<how>Uses|Calls|Triggers?|Invokes) (?P<to>[\w /]{3,30})$", bare)
    if uses:
        yield Relation("it", uses["how"].lower(), uses["to"])
        return
    sends = re.match(
        r"^(?P<what>\w[\w ]{2,30}) (?P<how>sends|writes|publishes) to (?P<to>[\w ]{3,30})$", bare
    )
    if sends:
        yield Relation(sends["what"], sends["how"], sends["to"])

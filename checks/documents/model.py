"""What a document says, as statements with lines: who says it, under which heading, in what mood.

A statement is the smallest piece of prose that can hold claims: a heading, a sentence of a paragraph, a
list item's own line, a table row, a line of a fenced block, an entry of a drawn file tree. The reader
decides once what is a plan, an instruction, a requirement or a quotation, so that no claim kind has to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Literal

import msgspec

from checks.model import Polarity
from checks.patterns import regex

TEXT_LIMIT = 300
"""Characters of what a claim's lines say that are kept."""

_MARKUP = regex(r"\*\*|__|`")

StatementKind = Literal["heading", "paragraph", "item", "row", "code", "tree"]

Mood = Literal["report", "plan", "instruction", "requirement", "quotation"]
"""``report`` says how things are; only reports hold claims."""

Mark = Literal["", "done", "failed", "warning", "pending"]
"""The tick in front: ✅ ✓ [x] done, ❌ ✗ failed, ⚠ warning, 🚧 ⏳ [ ] pending."""

FenceShows = Literal["content", "command", "output", "tree", "diagram", "unknown"]


class Code(msgspec.Struct, frozen=True):
    """Inline code: its text and where it starts in the statement's ``plain`` text."""

    text: str
    start: int


class Link(msgspec.Struct, frozen=True):
    """A link: what it is called and where it points."""

    text: str
    target: str


class Heading(msgspec.Struct, frozen=True):
    """A heading that a statement stands under. ``scope`` are the paths it names."""

    line: int
    level: int
    plain: str
    mark: Mark = ""


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table row: the column's heading, the plain text, its inline code and its tick.

    ``mood`` and ``before`` come from the column ("Claimed", "Target", "Before") or from the row."""

    header: str
    plain: str
    codes: tuple[Code, ...] = ()
    mark: Mark = ""
    mood: Mood = "report"
    before: bool = False
    start: int = 0  # where the cell's text starts in the row's ``plain``


class Fence(msgspec.Struct, frozen=True):
    """The fenced (or indented) block that a ``code`` or ``tree`` statement stands in."""

    info: str
    shows: FenceShows
    line: int
    end_line: int
    about: str = ""  # the path that the words above the block name, if any


class Statement(msgspec.Struct, frozen=True):
    """One piece of prose.

    ``plain`` is the text without markup: no bold or link marks, ticks, list bullets or heading signs;
    inline code keeps its text without the backticks. ``label`` is a bold or colon-ended lead
    ("**File:** …" -> ``File``); ``plain`` still contains it. ``headings`` go from the outermost to the
    nearest. ``parents`` are indices (in `Document.statements`) of the list items it is nested in,
    outermost first; ``lead`` is the index of the paragraph that introduces its list, table or block, or
    None. ``group`` is the same number for all items of one list level or all rows of one table.
    ``polarity`` is ``absent`` where the words or the mark deny ("no", "missing", "never", ❌ …).
    ``before`` marks statements about the state before the change. ``path`` is, for ``tree``, the whole
    path of the entry within its tree (folders end in ``/``).
    """

    index: int
    line: int
    end_line: int
    kind: StatementKind
    plain: str
    codes: tuple[Code, ...] = ()
    links: tuple[Link, ...] = ()
    label: str = ""
    headings: tuple[Heading, ...] = ()
    parents: tuple[int, ...] = ()
    lead: int | None = None
    group: int = 0
    mark: Mark = ""
    mood: Mood = "report"
    polarity: Polarity = "present"
    before: bool = False
    cells: tuple[Cell, ...] = ()
    fence: Fence | None = None
    path: str = ""
    about: tuple[str, ...] = ()  # repository-path-like texts that the statement, its parents, its label or
    #                              the nearest headings name, nearest first


class Document(msgspec.Struct, frozen=True):
    """A document that was read. ``lines`` are the repaired source lines (split at newline only). Where it is in another
    language than English, that is its ``tongue`` (`checks.documents.tongues`), ``lines`` and statements have English cues in
    place of its own, and ``written`` are the lines as they are."""

    path: str
    lines: tuple[str, ...]
    statements: tuple[Statement, ...]
    encoding: str = "utf-8"
    repaired: bool = False
    tongue: str = ""
    written: tuple[str, ...] = ()

    def written_on(self, line: int, end_line: int) -> str:
        """What some lines say in the document's own language, without the markup around them; empty where that is English."""
        if not self.tongue:
            return ""
        said = " ".join(text.strip(" \t>#*|-+•") for text in self.written[line - 1 : end_line])
        return " ".join(_MARKUP.sub("", said).split())[:TEXT_LIMIT]

    def first_from(self, line: int) -> int:
        """The index of the first statement that begins on a line or after it; their number where none does."""
        return bisect_left(self.statements, line, key=lambda s: s.line)

    def since(self, index: int, end: int | None = None) -> Iterator[Statement]:
        """The statements from one on, perhaps up to another, in order; those before it are not looked at."""
        last = len(self.statements) if end is None else min(end, len(self.statements))
        return (self.statements[at] for at in range(index, last))

    def under(self, heading: Heading) -> tuple[Statement, ...]:
        """The statements of a heading's section, sub-sections included."""
        return tuple(s for s in self.statements if heading in s.headings)

    def section(self, heading: Heading) -> tuple[int, int]:
        """First and last line of a heading's section: up to the next heading of its level or higher."""
        start = bisect_right(self.statements, heading.line, key=lambda s: s.line)
        after = (s.line for s in self.since(start) if s.kind == "heading" and heading not in s.headings)
        return heading.line, next(after, len(self.lines) + 1) - 1

"""A claim that the tree speaks against, and the words of the document that are around it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from checks.documents.model import Document, Statement
from checks.model import Claim, Verdict

SENTENCES = frozenset({"capability", "dependency", "wiring", "setting", "endpoint", "symbol", "cleanliness"})
"""Kinds that are read from what sentences say; the others name a file or a number."""

NEAR = 60  # statements looked at on either side
_SHORT = 120  # characters: what is longer announces nothing


class Said(msgspec.Struct, frozen=True):
    """A refuted claim, its verdict, the statement of a document that makes it, and the paths of the head's tree."""

    claim: Claim
    verdict: Verdict
    document: Document
    statement: Statement
    tree: Collection[str] = ()

    @property
    def ticked(self) -> bool:
        """Whether the statement, or the item that it is nested in, is ticked as done."""
        above = (self.document.statements[at].mark for at in self.statement.parents[-1:])
        return self.statement.mark == "done" or "done" in above

    @property
    def title(self) -> str:
        """The document's title, or nothing."""
        headings = self.statement.headings
        return headings[0].plain if headings and headings[0].level == 1 else ""

    @property
    def nearest(self) -> str:
        """The heading right above the statement."""
        return self.statement.headings[-1].plain if self.statement.headings else ""

    @property
    def words(self) -> str:
        """The statement's own words: those of its cells, or all."""
        return " ".join(cell.plain for cell in self.statement.cells) or self.statement.plain

    @property
    def above(self) -> tuple[str, ...]:
        """The words that announce the statement, without what is ticked itself: its headings but the title, the items that
        it is nested in, its lead."""
        headings = self.statement.headings
        below_title = headings if len(headings) == 1 and headings[0].level > 1 else headings[1:]
        open_headings = (h.plain for h in below_title if h.mark != "done")
        held = (s.plain for s in self._held() if len(s.plain) < _SHORT and s.mark != "done")
        return (*open_headings, *held)

    @property
    def announcing(self) -> tuple[str, ...]:
        """The statement's label, every heading above it but the first, ticked or not, and all that it hangs on."""
        statement = self.statement
        headings = (h.plain for h in statement.headings[1:])
        held = (s.plain for s in self._held())
        led = self._led() if statement.kind == "paragraph" and statement.mark == "done" else ()
        return (statement.label, *headings, *held, *led)

    def _held(self) -> Iterator[Statement]:
        """The items that the statement is nested in, and what leads its list."""
        lead = () if self.statement.lead is None else (self.statement.lead,)
        return (self.document.statements[at] for at in (*self.statement.parents, *lead))

    def _led(self) -> Iterator[str]:
        """The paragraph that ends in a colon ahead of ticked paragraphs, which then are the list that it announces."""
        at = self.statement.index
        for other in reversed(self.document.statements[max(0, at - NEAR) : at]):
            if other.kind != "paragraph" or other.mark != "done":
                if other.kind == "paragraph" and other.plain.rstrip(" *_").endswith(":"):
                    yield other.plain
                return

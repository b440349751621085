"""Markdown's blocks with their lines: headings, paragraphs, list items, tables, fences.

Only the block structure is markdown-it's (https://markdown-it-py.readthedocs.io); inline text stays raw,
since nothing else needs markdown-it's inline rules and those are not linear on hostile input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.documents import nesting

BlockKind = Literal["heading", "paragraph", "item", "table", "fence"]

_NESTING = 40


class Row(msgspec.Struct, frozen=True):
    """A table row: its line and the raw text of its cells."""

    line: int
    cells: tuple[str, ...]


class Block(msgspec.Struct, frozen=True):
    """One block. ``text`` is raw inline Markdown (a fence's content). ``items`` are the ids of the list items
    it stands in, outermost first; an ``item`` is the first paragraph of its item, which comes last in
    ``items``. ``group`` is the list's or the table's number. ``rows`` of a table start with the header's."""

    kind: BlockKind
    line: int
    end_line: int
    text: str = ""
    level: int = 0
    info: str = ""
    items: tuple[int, ...] = ()
    group: int = 0
    quoted: bool = False
    rows: tuple[Row, ...] = ()


def read(lines: list[str]) -> Iterator[Block]:
    """The blocks of a document given as lines."""
    return _Walk().blocks(_PARSER.parse("\n".join(nesting.as_meant(lines))))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable("table")
    parser.disable(["inline", "reference"], ignoreInvalid=True)
    return parser


_PARSER = _parser()


class _Walk:
    """The state while the flat list of tokens is walked."""

    def __init__(self) -> None:
        self.items: list[int] = []
        self.fresh: set[int] = set()
        self.lists: list[int] = []
        self.quotes = 0
        self.count = 0
        self.rows: list[Row] = []
        self.cells: list[str] = []
        self.start = (0, 0)
        self.row = 0

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        for at, token in enumerate(tokens):
            block = self.step(token, tokens[at - 1] if at else token)
            if block is not None:
                yield block

    def step(self, token: Token, opener: Token) -> Block | None:
        match token.type:
            case "inline":
                return self.inline(token, opener)
            case "fence" | "code_block":
                return self.block("fence", token, token.content, info=token.info.strip())
            case "html_block":
                return self.html(token)
            case "table_close":
                rows, self.rows = tuple(self.rows), []
                last = rows[-1].line if rows else self.start[0]
                return Block(
                    "table",
                    self.start[0],
                    last,
                    items=tuple(self.items),
                    group=self.next(),
                    quoted=self.quotes > 0,
                    rows=rows,
                )
            case _:
                self.container(token)
                return None

    def container(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(self.next())
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.items.append(self.next())
                self.fresh.add(self.items[-1])
            case "list_item_close":
                self.fresh.discard(self.items.pop())
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "table_open":
                self.start = _span(token)
            case "tr_open":
                self.cells, self.row = [], _span(token)[0]
            case "tr_close":
                self.rows.append(Row(self.row, tuple(self.cells)))

    def next(self) -> int:
        self.count += 1
        return self.count

    def inline(self, token: Token, opener: Token) -> Block | None:
        if opener.type in ("th_open", "td_open"):
            self.cells.append(token.content)
            return None
        if opener.type == "heading_open":
            return self.block("heading", opener, _unruled(token.content), level=int(opener.tag[1:]))
        if self.items and self.items[-1] in self.fresh:
            self.fresh.discard(self.items[-1])
            return self.block("item", opener, token.content, group=self.lists[-1])
        return self.block("paragraph", opener, token.content)

    def html(self, token: Token) -> Block | None:
        """A block of HTML counts as a paragraph; its tags fall away with the inline marks."""
        head = token.content.lstrip()[:10].lower()
        if head.startswith(("<!--", "<script", "<style", "<?", "<!", "<pre")):
            return None
        return self.block("paragraph", token, token.content.rstrip("\n"))

    def block(
        self, kind: BlockKind, token: Token, text: str, *, level: int = 0, info: str = "", group: int = 0
    ) -> Block:
        if self.items and kind != "item":
            self.fresh.discard(self.items[-1])
        line, end = _span(token)
        return Block(kind, line, end, text, level, info, tuple(self.items), group, self.quotes > 0)


def _unruled(text: str) -> str:
    """An underlined heading without the rule that stands above it as well."""
    first, _, rest = text.partition("\n")
    return rest if rest and not first.strip("=-─━═*~ ") else text


def _span(token: Token) -> tuple[int, int]:
    first, last = token.map or (0, 1)
    return first + 1, max(last, first + 1)

"""Comments, unreadable spans, code lines and digests: what is read from the bytes beside the tree."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence

from tree_sitter import Node as Syntax

from checks.code.facts import Comment, Span

COMMENT_LIMIT = 2_000
WHITE = b" \t\r\n\v\f"
BESIDE_COMMENT = b" \t\r\v\f{}"
NEAR = 400
"""Bytes beside a comment that are looked at to see whether it stands alone on its line."""
COMMENT_MARK = re.compile(rb"/[/*]|<!--")
HASH_BANG = b"#!"
COMMENT_KINDS = frozenset({"comment", "html_comment", "hash_bang_line"})
LONG_LINE = 2_000
STEP_LIMIT = 250_000_000
"""Bytes that a lexer may have to look at again; about a second's work."""


class Text:
    """The bytes of one file with its comments set apart."""

    def __init__(self, data: bytes, comments: Sequence[tuple[int, int]]) -> None:
        """``comments`` are byte ranges in order, none within another."""
        self.data = data
        self.starts = [start for start, _ in comments]
        self.ends = [end for _, end in comments]

    def code(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` to ``end`` without the comments between them."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        if first == last:
            return self.data[start:end]
        pieces = []
        for at in range(first, last):
            pieces.append(self.data[start : self.starts[at]])
            start = self.ends[at]
        pieces.append(self.data[start:end])
        return b"".join(pieces)

    def digest(self, start: int, end: int) -> str:
        """A digest of the tokens from ``start`` to ``end``, without white space and comments."""
        return hashlib.sha1(self.code(start, end).translate(None, WHITE), usedforsecurity=False).hexdigest()[
            :16
        ]

    def code_lines(self) -> int:
        """How many lines hold something besides white space and comments."""
        pieces = []
        start = 0
        for first, last in zip(self.starts, self.ends, strict=True):
            pieces.append(self.data[start:first])
            pieces.append(b"\n" * self.data.count(b"\n", first, last))
            start = last
        pieces.append(self.data[start:])
        return sum(1 for line in b"".join(pieces).split(b"\n") if line.strip())


def physical_lines(data: bytes) -> int:
    """Lines as ``wc -l`` counts them, plus one for a last line without a newline."""
    return data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0)


def costly(data: bytes) -> bool:
    """Whether parsing could take far longer than the size suggests.

    At every slash and quote that nothing closes, the lexer looks for the end of a literal up to the end of the
    line: long lines full of them cost their square.
    """
    if not _has_long_line(data):
        return False
    steps = 0
    for line in data.split(b"\n"):
        if len(line) > LONG_LINE:
            steps += len(line) * (line.count(b"/") + line.count(b"'") + line.count(b'"'))
    return steps > STEP_LIMIT


def _has_long_line(data: bytes) -> bool:
    at = 0
    while len(data) - at > LONG_LINE:
        at = data.rfind(b"\n", at, at + LONG_LINE + 1) + 1
        if at == 0:
            return True
    return False


def trivia_of(root: Syntax, data: bytes) -> tuple[list[Syntax], list[Syntax]]:
    """The comments and the unreadable nodes below ``root``, in order.

    Goes down only where the bytes could begin a comment or the parser met an error. (A tree-sitter query for
    the same takes the square of the number of children of a broken file's root.)
    """
    marks = [0] if data.startswith(HASH_BANG) else []
    marks += [found.start() for found in COMMENT_MARK.finditer(data)]
    if not marks and not root.has_error:
        return [], []
    marks.append(len(data))
    comments: list[Syntax] = []
    errors: list[Syntax] = []
    waiting = [root]
    at = 0
    while waiting:
        node = waiting.pop()
        start = node.start_byte
        while marks[at] < start:
            at += 1
        broken = node.has_error
        if broken and (node.is_error or node.is_missing):
            errors.append(node)
        if marks[at] == start and node.type in COMMENT_KINDS:
            comments.append(node)
        elif marks[at] < node.end_byte or broken:
            waiting += reversed(node.children)
    return comments, errors


def comment(data: bytes, node: Syntax) -> Comment:
    """A comment's record."""
    start, end = node.start_byte, node.end_byte
    before = data[max(0, start - NEAR) : start]
    after = data[end : end + NEAR]
    return Comment(
        line=node.start_point[0] + 1,
        end_line=node.end_point[0] + 1,
        text=plain(data[start : min(end, start + 4 * COMMENT_LIMIT)].decode("utf-8", "replace")),
        alone=not before.rpartition(b"\n")[2].strip(BESIDE_COMMENT)
        and not after.partition(b"\n")[0].strip(BESIDE_COMMENT),
    )


def plain(text: str) -> str:
    """A comment's words without its marks; its lines stay lines."""
    if text.startswith(("//", "#!")):
        return text.lstrip("/#!").strip()[:COMMENT_LIMIT]
    inner = text.removeprefix("/*").removesuffix("*/").removeprefix("<!--").removesuffix("-->")
    lines = (line.strip().lstrip("*").strip() for line in inner.split("\n"))
    return "\n".join(lines).strip()[:COMMENT_LIMIT]


def spans(nodes: Sequence[Syntax]) -> tuple[Span, ...]:
    """The lines of unreadable nodes; spans that touch are one."""
    merged: list[Span] = []
    for node in nodes:
        line, end_line = node.start_point[0] + 1, node.end_point[0] + 1
        if merged and line <= merged[-1].end_line + 1:
            merged[-1] = Span(merged[-1].line, max(merged[-1].end_line, end_line))
        else:
            merged.append(Span(line, end_line))
    return tuple(merged)

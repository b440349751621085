"""Bytes -> tree-sitter's tree, and what of it did not parse.

The lowering asks the tree's own nodes, each for as little as it can: a node's children, kind and offsets cost a fraction
of a call, its line twice that, a field by its number as much again, and its name or a field by name four times as much.
The grammar: https://github.com/tree-sitter/tree-sitter-python
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
import tree_sitter_python
from tree_sitter import Language, Node, Parser

from checks.code.kinds import numbers
from checks.code.parsing import tree_of
from checks.code.python.remarks import SHORT, blanked, runs, written

LANGUAGE = Language(tree_sitter_python.language())

Syntax = Node

Range = tuple[int, int]
"""Where something stands: the offset of its first byte and that after its last."""

# The grammar's scanner takes time quadratic in the length of such a run; no person writes one.
_CONTINUATIONS = re.compile(rb"(?:\\\r?\n[ \t\f]*){50,}")

_FORMATTING = b"fFtT"

TRIVIA = numbers(LANGUAGE, "comment", "line_continuation")
"""Kinds of nodes that may stand between any others and say nothing."""


def field(name: str) -> int:
    """The number of a field, for `Node.child_by_field_id`."""
    return LANGUAGE.field_id_for_name(name) or 0


def span(node: Syntax) -> Range:
    """The bytes of a node."""
    return node.start_byte, node.end_byte


def line_of(node: Syntax) -> int:
    """The line on which a node begins."""
    return node.start_point[0] + 1


def end_of(node: Syntax) -> int:
    """The line on which a node ends."""
    return node.end_point[0] + 1


def last_line(node: Syntax) -> int:
    """The line of a node's last byte: what did not parse may end with a line's end."""
    row, column = node.end_point
    return row + 1 if column or node.start_byte == node.end_byte else row


def kids(node: Syntax) -> list[Syntax]:
    """The named nodes right below a node, without comments."""
    return [kid for kid in node.named_children if kid.kind_id not in TRIVIA]


def interpolated(data: bytes, start: int) -> bool:
    """Whether the string literal at an offset is an f-string or a t-string."""
    for byte in data[start : start + 3]:
        if byte in b"\"'":
            return False
        if byte in _FORMATTING:
            return True
    return False


class Source(msgspec.Struct, frozen=True):
    """A file's tree. ``errors`` are the nodes that hold what did not parse, in order, ``imagined`` the lines where the
    parser had to imagine a token, ``unseen`` the comments that the tree leaves out."""

    root: Syntax
    errors: list[Syntax]
    imagined: list[int]
    unseen: list[Range] = []


def parse(data: bytes) -> Source | None:
    """The tree of a file's bytes. Any bytes will do; None where the parser gets lost in them."""
    continued = b"\\\n" in data or b"\\\r" in data
    source = _heard(_CONTINUATIONS.sub(_blank, data) if continued else data)
    if source is None:
        return None
    for node in everything(source.root) if source.root.has_error else ():
        if node.is_missing:
            source.imagined.append(line_of(node))
        elif node.is_error:
            source.errors.append(node)
    return source


def _heard(data: bytes) -> Source | None:
    """The tree of a file without the comments that the parser would be slow with, and those comments."""
    silent = runs(data)
    tree = tree_of(_parser(), blanked(data, silent))
    wrong = [run for run in silent if tree and _doubtful(tree.root_node, run, data)]
    if short := [run for run in wrong if len(run) <= SHORT]:
        silent = [run for run in silent if run not in short]
        tree = tree_of(_parser(), blanked(data, silent))
    if tree is None:
        return None
    root = tree.root_node
    return Source(root, [], [], [comment for run in silent if written(root, run, data) for comment in run])


def _doubtful(root: Syntax, run: Sequence[Range], data: bytes) -> bool:
    return root.has_error or not written(root, run, data)


@cache
def _parser() -> Parser:
    """This process's parser."""
    return Parser(LANGUAGE)


def _blank(match: re.Match[bytes]) -> bytes:
    return match.group().replace(b"\\", b" ")


def everything(root: Syntax) -> Iterator[Syntax]:
    """Every node of a tree, a node before those below it."""
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is None:
            return
        yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return

"""Bytes -> a plain tree of named nodes, in one pass over tree-sitter's tree.

Everything after this pass works on `Syntax`, which costs a fraction of a tree-sitter node to ask, and has
neither punctuation nor comments in it. Comments, blocks and strings are set down on the way, since digests
and line counts need them. The grammar: https://github.com/tree-sitter/tree-sitter-python
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import msgspec
import tree_sitter_python
from tree_sitter import Language, Parser, Tree

DEPTH_LIMIT = 600
"""Deeper nodes are leaves. The deepest real file measured has 48 levels."""

ERROR = "ERROR"
_ERROR_ID = 65535

LANGUAGE = Language(tree_sitter_python.language())

_LEAVES = frozenset(
    {"identifier", "integer", "float", "string_start", "string_content", "string_end", "dotted_name"}
)
_OPERATORS = frozenset(
    "+ - * / // % @ ** | & ^ << >> ~ and or < <= == != >= > <> in is += -= *= /= @= //= %= **= >>= <<= &= ^= |=".split()
) | {"not in", "is not"}

_SKIP, _OPERATOR, _LEAF, _INNER, _STRING, _COMMENT, _BLOCK = range(7)


class Syntax(msgspec.Struct, gc=False):
    """One named node, or an operator's token.

    ``type`` and ``field`` are the grammar's names; ``start`` and ``end`` are byte offsets, ``line`` and ``end_line``
    count from 1.
    """

    type: str
    field: str
    start: int
    end: int
    line: int
    end_line: int
    kids: list[Syntax]

    def child(self, field: str) -> Syntax | None:
        """The first child in a field."""
        for kid in self.kids:
            if kid.field == field:
                return kid
        return None

    def children(self, field: str) -> Iterator[Syntax]:
        """All children in a field."""
        return (kid for kid in self.kids if kid.field == field)


class Source(msgspec.Struct, frozen=True, gc=False):
    """A file's tree and what stands beside it: (start, end) in bytes, comments with their line as third.

    ``errors`` are the nodes that hold what did not parse, and the lines where the parser had to imagine a token.
    """

    root: Syntax
    comments: list[tuple[int, int, int]]
    strings: list[tuple[int, int]]
    blocks: list[tuple[int, int]]
    errors: list[Syntax]
    imagined: list[int]


def _role(kind: int) -> int:
    name = LANGUAGE.node_kind_for_id(kind) or ""
    if not LANGUAGE.node_kind_is_named(kind):
        return _OPERATOR if name in _OPERATORS else _SKIP
    special = {"comment": _COMMENT, "block": _BLOCK, "string": _STRING, "line_continuation": _SKIP}
    return special.get(name, _LEAF if name in _LEAVES else _INNER)


# Indexed by node kind; the kind of errors is 65535.
_ROLES = bytes(_role(kind) for kind in range(LANGUAGE.node_kind_count)).ljust(_ERROR_ID, b"\0") + bytes(
    [_INNER]
)
_TYPES = {kind: LANGUAGE.node_kind_for_id(kind) or "" for kind in range(LANGUAGE.node_kind_count)} | {
    _ERROR_ID: ERROR
}
_FIELDS = ("", *(LANGUAGE.field_name_for_id(field) or "" for field in range(1, LANGUAGE.field_count + 1)))
# The grammar's scanner takes time quadratic in the length of such a run; no person writes one.
_CONTINUATIONS = re.compile(rb"(?:\\\r?\n[ \t\f]*){50,}")
_NO_KIDS: list[Syntax] = []


def parse(data: bytes) -> Source:
    """The tree of a file's bytes. Any bytes will do."""
    continued = b"\\\n" in data or b"\\\r" in data
    tree = Parser(LANGUAGE).parse(_CONTINUATIONS.sub(_spaces, data) if continued else data)
    return _flatten(tree, data)


def _spaces(match: re.Match[bytes]) -> bytes:
    return b" " * len(match.group())


def _flatten(tree: Tree, data: bytes) -> Source:  # noqa: C901 -- one loop, kept whole for its speed
    newlines = [match.start() for match in re.finditer(b"\n", data)]
    newlines.append(len(data) + 1)
    above, next_newline = 1, newlines[0]  # lines passed, and where the current one ends

    root = Syntax("module", "", 0, len(data), 1, max(1, len(newlines) - data.endswith(b"\n")), [])
    source = Source(root, [], [], [], [], [])
    broken = tree.root_node.has_error
    if tree.root_node.is_error:
        source.errors.append(root)
    cursor = tree.walk()
    down, along, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    parents: list[Syntax] = []
    parent = root
    roles, types, fields = _ROLES, _TYPES, _FIELDS  # locals are faster in a loop that runs for every token
    inside = down()
    while inside:
        node = cursor.node
        assert node is not None  # noqa: S101 -- the cursor stands on a node
        kind = node.kind_id
        role = roles[kind]
        if broken and node.is_missing:
            source.imagined.append(bisect_left(newlines, node.start_byte) + 1)
        if role:
            start, end = node.start_byte, node.end_byte
            while start > next_newline:
                next_newline = newlines[above]
                above += 1
            if role == _COMMENT:
                source.comments.append((start, end, above))
            elif (field := cursor.field_id) is not None or role != _OPERATOR:
                new = Syntax(types[kind], fields[field or 0], start, end, above, above, _NO_KIDS)
                parent.kids.append(new)
                if role == _BLOCK:
                    source.blocks.append((start, end))
                elif role == _STRING:
                    source.strings.append((start, end))
                    if not _interpolated(data, start):
                        role = _LEAF
                elif kind == _ERROR_ID:
                    source.errors.append(new)
                if role > _LEAF and len(parents) < DEPTH_LIMIT and down():
                    new.kids = []
                    parents.append(parent)
                    parent = new
                    continue
        while not along():
            last = parent.end - 1
            while last > next_newline:
                next_newline = newlines[above]
                above += 1
            if not parents:
                inside = False
                break
            parent.end_line = above
            up()
            parent = parents.pop()
    return source


def _interpolated(data: bytes, start: int) -> bool:
    """Whether the string literal at an offset is an f-string or a t-string."""
    for byte in data[start : start + 3]:
        if byte in b"\"'":
            return False
        if byte in b"fFtT":
            return True
    return False

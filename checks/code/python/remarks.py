"""Long runs of comment lines, which the grammar's scanner takes quadratic time for: at each comment it looks ahead for the
line of code that follows, past all other comments
(https://github.com/tree-sitter/tree-sitter-python/blob/master/src/scanner.c).

All comments of such a run but the first ones are blanked before a file is parsed. Offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tree_sitter import Node

Range = tuple[int, int]

LONG = 200
"""So many comment lines one after another are a long run: the scanner still takes a few milliseconds for that."""
HEARD = 20
"""So many of its first lines are left, and the last one: a block may end with it."""
SHORT = 700
"""Up to so many comments a run is parsed as it stands where something is wrong with it: it may be lines of a text, of which
the last ones may be comments. A file full of such runs takes seconds."""

_COMMENT = re.compile(rb"^[ \t\f]*(#[^\r\n]*)", re.MULTILINE)


def runs(data: bytes) -> list[list[Range]]:
    """The comments to be blanked, by run: those that stand alone on their lines, the first ones and the last one
    of each run left out."""
    if data.count(b"#") < LONG:
        return []
    return [found[HEARD:-1] for found in _runs(data) if len(found) >= LONG]


def _runs(data: bytes) -> Iterator[list[Range]]:
    run: list[Range] = []
    for match in _COMMENT.finditer(data):
        if run and data[run[-1][1] : match.start()].strip():
            yield run
            run = []
        run.append(match.span(1))
    yield run


def blanked(data: bytes, silent: Sequence[Sequence[Range]]) -> bytes:
    """The same bytes with white space in the place of the comments of some runs, which are given in order."""
    pieces: list[bytes] = []
    at = 0
    for start, end in chain.from_iterable(silent):
        pieces += (data[at:start], b" " * (end - start))
        at = end
    return b"".join([*pieces, data[at:]]) if pieces else data


def written(root: Node, run: Sequence[Range], data: bytes) -> bool:
    """Whether a run is one of comments and not of lines in a text, by the last of its lines that was left. Where a comment has
    begun, no text can begin before its line ends."""
    mark = data.rfind(b"#", 0, run[0][0])
    line = _COMMENT.match(data, data.rfind(b"\n", 0, mark) + 1)
    node = root.descendant_for_byte_range(line.start(1), line.start(1) + 1) if line else None
    return node is not None and node.type == "comment"

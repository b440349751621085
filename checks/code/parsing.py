"""Bytes -> tree-sitter's tree, within bounds.

Where a file is broken in the wrong places, the parser tries more and more ways to go on: some dozens of kilobytes of broken
markup take it a quarter of a minute, and twice as many far more than twice as long. So its steps are counted, and a file on
which it spends out of all proportion is given up.
"""

from __future__ import annotations

from tree_sitter import Parser, Point, Tree

TANGLED = "too broken to be parsed"
"""Why a file is not read whose parsing was given up."""

_CHUNK = 65_536
_ALLOWED = 10_000
"""Reports of progress that any file may take, each after some hundred steps: a sixth of a second."""
_EACH = 5
"""To so many bytes there may be one more. Whole files take at most one to 70 bytes, the most tangled ones some dozens to each
byte."""


def tree_of(parser: Parser, data: bytes) -> Tree | None:
    """The tree of some bytes; None where the parser gets lost in them."""
    left = _ALLOWED + len(data) // _EACH

    def part(at: int, _: Point) -> bytes:
        return data[at : at + _CHUNK]

    def lost(*_: object) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        return parser.parse(part, progress_callback=lost)
    except ValueError:  # how a parse that was stopped ends
        parser.reset()
        return None

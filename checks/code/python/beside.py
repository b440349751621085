"""What stands beside the code: comments, strings whose blanks count, and blocks.

The lowering notes every string and block that it meets, and what begins with ``#`` outside of strings is a comment. That
holds as long as no quote is left over; where one is, or where the parser met an error, the whole tree is walked instead.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from checks.code.python.lowering import Lowering
from checks.code.python.syntax import Range, Source, everything, span


class Beside(msgspec.Struct, frozen=True):
    """Ranges of bytes; comments in the order of the source."""

    comments: list[Range]
    strings: list[Range]
    blocks: list[Range]


def beside(low: Lowering, source: Source) -> Beside:
    """What stands beside the code of a file that has been lowered."""
    if not source.root.has_error:
        comments = _between(low.data, sorted([*low.strings, *low.docstrings]))
        if comments is not None:
            return Beside(comments, low.strings, low.blocks)
    found: dict[str, list[Range]] = {"comment": [], "string": [], "block": []}
    for node in everything(source.root):
        if node.is_named and (held := found.get(node.type)) is not None:
            held.append(span(node))
    return Beside(sorted([*found["comment"], *source.unseen]), found["string"], found["block"])


def _between(data: bytes, strings: Iterable[Range]) -> list[Range] | None:
    """The comments between strings; None where there are other strings between them."""
    found: list[Range] = []
    code: list[bytes] = []
    at = 0
    for start, end in (*strings, (len(data), len(data))):
        if start < at:  # a string inside an f-string
            continue
        while (mark := data.find(b"#", at, start)) >= 0:
            code.append(data[at:mark])
            at = data.find(b"\n", mark)
            at = len(data) if at < 0 else at
            found.append((mark, at))
        if at > start:
            return None
        code.append(data[at:start])
        at = end
    rest = b"".join(code)
    return None if b'"' in rest or b"'" in rest else found

"""Digests and code lines: what is left of a file without white space, comments and docstrings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from checks.code.python.beside import Beside
from checks.code.python.syntax import Range

_BLANKS = b" \t\r\n\f\v\\"
_BLANK = re.compile(rb"[ \t\r\n\f\v\\]")
_CLOSE_DEFINITION, _CLOSE_BLOCK, _OPEN_BLOCK, _OPEN_DEFINITION, _SILENT, _VERBATIM = range(6)
_MARKS = {_OPEN_BLOCK: b"\x01", _CLOSE_BLOCK: b"\x02"}


def digest(data: bytes) -> str:
    """80 bits over bytes, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def code_lines(data: bytes, silent: Iterable[Range]) -> int:
    """Lines that hold something besides white space once the ``silent`` ranges are gone."""
    kept: list[bytes] = []
    at = 0
    for start, end in sorted(silent):
        kept += (data[at:start], b"\n" * data.count(b"\n", start, end))
        at = end
    kept.append(data[at:])
    return sum(1 for line in b"".join(kept).split(b"\n") if line and not line.isspace())


def digests(
    data: bytes, held: Beside, silent: Iterable[Range], definitions: Iterable[Range]
) -> dict[Range, str]:
    """The digest of each definition, and that of the file under ``(0, len(data))``.

    White space goes, but not in strings; where blocks begin and end stays, since a moved indentation is a
    changed meaning.
    """
    pieces: list[bytes] = []
    size = at = 0
    opened: dict[Range, int] = {}
    closed: dict[Range, int] = {}
    for offset, _, tie, kind, end in _events(data, held, silent, definitions):
        if offset > at:
            pieces.append(data[at:offset].translate(None, _BLANKS))
            size += len(pieces[-1])
            at = offset
        if kind == _OPEN_DEFINITION:
            opened[offset, -tie] = size
        elif kind == _CLOSE_DEFINITION:
            closed[-tie, offset] = size
        elif kind in _MARKS:
            pieces.append(_MARKS[kind])
            size += 1
        elif offset == at and end > at:
            if kind == _VERBATIM:
                pieces.append(data[at:end])
                size += end - at
            at = end
    pieces.append(data[at:].translate(None, _BLANKS))
    text = b"".join(pieces)
    found = {span: digest(text[start : closed[span]]) for span, start in opened.items()}
    found[0, len(data)] = digest(text)
    return found


def _events(
    data: bytes, held: Beside, silent: Iterable[Range], definitions: Iterable[Range]
) -> list[tuple[int, int, int, int, int]]:
    """(offset, order, tie, kind, end), sorted: at one offset inner things close first, then outer ones open
    first, then a silent or verbatim range begins."""
    events = [(start, 2, -end, _SILENT, end) for start, end in silent]
    events += [
        (start, 2, -end, _VERBATIM, end) for start, end in held.strings if _BLANK.search(data, start, end)
    ]
    for start, end in held.blocks:
        events.append((start, 1, -end, _OPEN_BLOCK, end))
        events.append((end, 0, -start, _CLOSE_BLOCK, end))
    for start, end in definitions:
        events.append((start, 1, -end, _OPEN_DEFINITION, end))
        events.append((end, 0, -start, _CLOSE_DEFINITION, end))
    events.sort()
    return events

"""Whether a table's "Lines" column gives places ("45", "45-60") or lengths ("312")."""

from __future__ import annotations

from checks.documents.model import Document, Statement
from checks.patterns import regex

_ONE_LINE = regex(r"(?i)^\W*(?:line|line numbers?|lines? #)\W*$")
_NEAR = 40  # rows looked at on either side, so that long tables cost no more than short ones
_RANGE = regex(r"^\W*L?\d{1,6}\s?[-–]\s?L?\d{1,6}\W*$")


def gives_places(document: Document, row: Statement, header: str) -> bool:
    """True for a column headed "Line", and for one in which a row near by names a range."""
    if _ONE_LINE.match(header):
        return True
    near = document.statements[max(0, row.index - _NEAR) : row.index + _NEAR + 1]
    rows = (other for other in near if other.kind == "row" and other.group == row.group)
    return any(_RANGE.match(cell.plain) for other in rows for cell in other.cells if cell.header == header)

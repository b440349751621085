"""What is left of a line when the code that it was about is cut out: where something stands, or where it is to be had."""

from __future__ import annotations

from checks.claims.capability import _worded
from checks.patterns import regex

_FEW = 4
_HOLE = regex(
    r"(?i)(?:^|\s)(?:via|from|to|in|into|through|at|by|with|had|has|have|using)(?:\s(?:the|an?))?(?:\s(?P<what>(?:\w{2,15}\s)?(?:endpoints?|routes?|env(?:ironment)? var(?:iable)?s?|variables?)))?\W*$"
)
"""The end of words whose object was code: "Configurable via … environment variable", "Reads from …"."""
_SET_IN = regex(
    r"(?i)^(?:[\w-]+\s){1,3}(?:configured|defined|declared|specified|documented)\s(?:in|at|under|by)\W*$"
)
_PLACED = regex(
    r"(?i)^(?:located|stored|saved|found|lives?|placed|kept|resides?) (?:in|at|under|inside)\b(?: the)?(?: \w+)?\W*$"
)


def points_at(bare: str) -> bool:
    """Whether an item only says where something is to be had, by a route, a variable or a name: "Token comes from `/login`"."""
    if _PLACED.match(bare):
        return True
    hole = _HOLE.search(bare)
    if hole is None:
        return False
    said = len(_worded.telling(bare[: hole.start()]))
    return said < 2 or bool(_SET_IN.search(bare)) or (said < _FEW and bool(hole["what"]))

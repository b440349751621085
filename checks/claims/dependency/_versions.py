"""Whether two versions of a package agree, each a number or a range."""

from __future__ import annotations

import re


def fit(stated: str, declared: str) -> bool:
    """Whether a stated version agrees with a declared one: the same, its beginning, or either inside the other's range
    (installing ``x@^4.0.0`` may declare ``^4.0.1``)."""
    if not re.search(r"\d", declared):
        return True
    ours, theirs = _numbers(declared), _numbers(stated)
    shared = min(len(ours), len(theirs))
    return ours[:shared] == theirs[:shared] or _inside(theirs, declared) or _inside(ours, stated)


def _inside(version: tuple[int, ...], wanted: str) -> bool:
    """Whether a version lies in a range (``>=``, ``^``, ``~``, ``~=``)."""
    operator = re.match(r"\s*([\^~><=!]*)", wanted)
    kind, first = operator[1] if operator else "", _numbers(wanted)
    if kind.startswith(">"):
        return version >= first
    if kind == "^":
        return version >= first and version[:1] == first[:1]
    return kind in ("~", "~=") and version >= first and version[:2] == first[:2]


def _numbers(version: str) -> tuple[int, ...]:
    """The first version in a text as numbers."""
    found = re.search(r"\d+(?:\.\d+){0,3}", version)
    return tuple(int(n) for n in found.group().split(".")) if found else ()

"""Headings that name a part of an application by a word that elsewhere announces a plan: "Wishlist", "Proposals"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from checks.documents.marks import TICKS
from checks.patterns import regex

FAR = 60
"""Lines of a section that are looked at."""

_THING = r"(?:(?:\w+ )?(?:proposals?|recommendations?|suggestions?|follow[- ]?ups?|roadmaps?|backlogs?|tips)|wish ?lists?|to-?dos?(?: ?lists?)?)"
_PART = (
    r"(?:apis?|endpoints?|routes?|routers?|controllers?|services?|engines?|systems?|models?|modules?|components?|pages?|screens?|"
    r"tabs?|tables?|schemas?|crud|management|generat(?:or|ion)|tracking|workflows?|store|algorithms?)"
)
_PARTED = regex(
    rf"(?i)\b{_THING}\s+(?:(?!for|to|on|of|in|and|by)\w+\s)?{_PART}\b(?!\s(?:to|needed|required|improvements?|ideas))"
)
_COUNTED = regex(rf"(?i)\b{_THING}\s*\(\d{{1,3}}\+?\s(?:\w+\s)?{_PART}\)\W*$")
_ALONE = regex(rf"(?i)^\W*(?:\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s+)?{_THING}\W*$")
_OPEN = regex(r"^\s*(?:[-*+]|\d{1,3}[.)])?\s*\[ \]")
_ROUTE = regex(r"^\s*(?:[-*+|]|\d{1,3}[.)])?[^\w/]{0,8}(?:GET|POST|PUT|PATCH|DELETE)\b[\s`*|]{1,6}/")


def is_part(heading: str, below: Iterable[str]) -> bool:
    """Whether a heading names something that an application has, by its own words or, where it is nothing but such a
    word, by the lines of its section: routes, or points that are ticked off and none that is open."""
    if _PARTED.search(heading) or _COUNTED.search(heading):
        return True
    return bool(_ALONE.match(heading)) and _reports(below)


def _reports(lines: Iterable[str]) -> bool:
    done = False
    for line in islice(lines, FAR):
        if line.startswith("#"):
            break
        text = line.lstrip(" -*+|0123456789.)")
        tick = TICKS.get(text[:1], "")
        if tick == "pending" or _OPEN.match(line):
            return False
        done = done or tick == "done" or bool(_ROUTE.match(line))
    return done

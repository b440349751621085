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
    r"tabs?|panels?|cards?|strateg(?:y|ies)|tables?|schemas?|crud|management|generat(?:or|ion)|tracking|workflows?|store|algorithms?)"
)
_PARTED = regex(
    rf"(?i)\b{_THING}\s+(?:(?!for|to|on|of|in|and|by)\w+\s)?{_PART}\b(?!\s(?:to|needed|required|improvements?|ideas))"
)
_COUNTED = regex(rf"(?i)\b{_THING}\s*\(\d{{1,3}}\+?\s(?:\w+\s)?{_PART}\)\W*$")
_ALONE = regex(rf"(?i)^\W*(?:\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s+)?{_THING}\W*$")
_ENDS = regex(rf"(?i)^\W*(?:\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s+)?(?:[\w'’/-]{{2,20}}\s){{0,3}}{_THING}\W*$")
_TURNED = regex(r"(?i)^\s*(?:[-*+]\s)?\**(?:after|now)\**\s?:")
"""How something is by now, told against how it was."""
_OPEN = regex(r"^\s*(?:[-*+]|\d{1,3}[.)])?\s*\[ \]")
_ROUTE = regex(r"^\s*(?:[-*+|]|\d{1,3}[.)])?[^\w/]{0,8}(?:GET|POST|PUT|PATCH|DELETE)\b[\s`*|]{1,6}/")


def is_part(heading: str, below: Iterable[str]) -> bool:
    """Whether a heading names something that an application has, by its own words or, where it is nothing but such a
    word, by the lines of its section: routes, or points that are ticked off and none that is open. One that ends in such a word
    does where its section tells how it is by now ("**Before**", "**After**")."""
    lines = list(islice(below, FAR))
    if names_part(heading) or (_ALONE.match(heading) and _reports(lines)):
        return True
    return bool(_ENDS.match(heading)) and any(map(_TURNED.match, _section(lines)))


def names_part(words: str) -> bool:
    """Whether words name something that an application has by what stands behind the word of plans: "suggestion engine"."""
    return bool(_PARTED.search(words) or _COUNTED.search(words))


def _section(lines: list[str]) -> list[str]:
    """The lines up to the next heading."""
    end = next((at for at, line in enumerate(lines) if line.startswith("#")), len(lines))
    return lines[:end]


def _reports(lines: list[str]) -> bool:
    done = False
    for line in _section(lines):
        text = line.lstrip(" -*+|0123456789.)")
        tick = TICKS.get(text[:1], "")
        if tick == "pending" or _OPEN.match(line):
            return False
        done = done or tick == "done" or bool(_ROUTE.match(line))
    return done

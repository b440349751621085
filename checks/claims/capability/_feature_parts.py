"""The phrases that one item of a feature list is made of: what "with" and "and" join, and each technology of a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims._catalogue import is_named, packaged
from checks.claims.capability import _worded
from checks.patterns import regex

ADDED = regex(
    r"^(?:(?:added?|implemented|introduced|built|integrated|enabled|installed)(?:\s(?:and|&)\s(?:configured|enabled|integrated|set up|added))?|new:?|now)(?:\s+|$)",
    re.IGNORECASE,
)
_INTO = regex(r"(?:in|into|to|by|from|via|this|during)\b")
_EVERYTHING = regex(
    r"^(?:all|every) (?:[\w-]+ )?(?:endpoints?|services?|systems?|features?|components?|routes?|modules?|apis|pages?)(?: and \w+)?(?: (?:enhanced|improved|updated|done|built|created|reviewed))?$",
    re.IGNORECASE,
)
STATE_END = regex(
    r"(?<!\s)\s*+(?:[-–—:]\s*+)?\b(?:(?:is|are|remains?|now|fully|successfully|all)\s+)*(?:working|works|implemented|complete[d]?|done|functional|operational|added|ready|enabled|verified|confirmed|in place|finished|exists?|prepared|active|available|supported)\W*$",
    re.IGNORECASE,
)
_WITH = regex(r"\swith\s")
_ONE_OF_TWO = regex(
    r"(?i)\b(?:between|with)\b|,$|\b(?:handling|support|validation|management|checks?|tests?|display|separation|tracking|detection) (?:of|for) "
)
"""Before an "and" that joins no two things: "Switch between A and B", "a form with A, B, and C", "Handling of A and B"."""
_PROPER = regex(r"^[A-Z][\w./-]{1,30}(?:\s[\w.]{1,20}){0,2}$")
_MIDDLE_STATE = regex(
    r"\s(?:is |are )?(?:complete|implemented|fully implemented|operational)$|\s(?:complete|implemented)(?= with\b)"
)
_COUNTED_PART = regex(r"\bwith \d+\+? ")


def parts_of(text: str, label: str, *, ticked: bool, alone: bool) -> Iterator[str]:
    """The phrases of one item: the things that "with" and "and" join, each technology of a bracket."""
    text = ADDED.sub("", text)
    if _INTO.match(text):
        return  # "Added to the settings"
    outside = STATE_END.sub("", _worded.BRACKETED.sub("", text)).strip(" .,;:-–—✅")
    if ticked and _COUNTED_PART.search(outside):
        return
    if any(
        _worded.SYMBOL_FIRST.match(part) and not _worded.PRODUCT.match(part) for part in outside.split(", ")
    ):
        return
    pieces = [outside] if ticked and not _MIDDLE_STATE.search(outside) else _split(outside, under=bool(label))
    found = [
        _MIDDLE_STATE.sub("", one)
        for piece in pieces
        for each in listed(piece)
        for one in _joined(each, label)
    ]
    first = found[0]
    if _worded.COUNT.match(first) or (
        len(found) > 1 and any(_worded.COUNT.match(one) for one in found[1:]) and not _technology(first)
    ):
        found = found[1:]
    found = [one for one in found if not _worded.COUNT.match(one) and not _EVERYTHING.match(one)]
    found = [one for at, one in enumerate(found) if at == 0 or not _worded.CHANGE.match(one)]
    techs = technologies(text)
    if len(techs) > 1 and not _worded.COUNT.match(outside):
        found = techs
    yield from (
        f"{label}: {each}" if label else each
        for each in found
        if _says(each, label or (alone and len(found) == 1))
    )


def _says(phrase: str, label: str | bool) -> bool:
    """Whether a phrase is enough to look for: two words, a technology, or a word under a label."""
    words = _worded.telling(phrase)
    return bool(words) and (len(words) > 1 or bool(label) or is_named(phrase))


def _split(text: str, *, under: bool) -> list[str]:
    """The parts that "with" joins, and "via" where a technology follows. What has no name of its own is a trait of the
    thing before it ("with proper formatting"), or, behind a label (``under``), explains it."""
    with_, _, via = text.partition(" via ")
    parts = _WITH.split(with_ if via and _technology(via) else text)
    if not all(is_named(part) for part in parts[0 if under else 1 :]):
        parts = [" with ".join(parts)]
    return [*parts, via] if via and _technology(via) else parts


def _technology(text: str) -> bool:
    """Whether a text names a technology."""
    return any(packaged(text))


def technologies(text: str) -> list[str]:
    """The technologies that a bracket lists."""
    inside = [
        part
        for found in _worded.BRACKETED.finditer(text)
        for part in re.split(r",|/| and |;", found.group(1))
    ]
    return [part.strip() for part in inside if is_named(part)]


def listed(text: str) -> list[str]:
    """The members of "A, B, C" where each is a thing of its own: names, or phrases of two words and more."""
    stack = [part.strip() for part in text.split(" + ")]
    named = sum(is_named(part) for part in stack)
    if len(stack) > 1 and named * 2 > len(stack) and all(_PROPER.match(part) for part in stack):
        return stack  # "Node.js + Socket.IO + Redis"
    parts = [part.strip() for part in re.split(r",\s+(?:and\s+)?", text)]
    if len(parts) > 1 and all(part.isupper() and " " not in part for part in parts[1:]):
        return [text]  # the values of one thing
    if len(parts) < 2 or ": " in parts[0] or any(not part for part in parts):
        return [text]
    proper = all(part[0].isupper() and len(part.split()) <= 3 for part in parts)
    phrases = all(
        2 <= len(part.split()) <= 4 or _worded.COUNT.match(part) or is_named(part) for part in parts
    )
    return parts if proper or phrases else [text]


def _joined(text: str, label: str) -> list[str]:
    """The sides of "&" and "and" where each is a thing of its own. A single "and" between plain words joins what one
    thing does ("returns results and scores")."""
    sides = re.split(r"\s(?:&|and)\s", text)
    of_names = [is_named(side) for side in sides]
    if _ONE_OF_TWO.search(sides[0]) or (label and not all(of_names)):
        return [text]
    if " & " not in text and ", " not in text and not any(of_names):
        return [text]
    if len(sides) == 2 and all(_stands_alone(side) for side in sides):
        return sides
    return [text]


def _stands_alone(side: str) -> bool:
    if re.search(r"[=<>]|^(?:be|is|are|must|has|have|not|no|never)\b", side):
        return False
    return len(_worded.WORD.findall(side)) >= 2 or (side[:1].isupper() and is_named(side))

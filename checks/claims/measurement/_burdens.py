"""How much memory, room or processor something was measured to take: ``Memory usage: ~50 MB``, ``| api | 12% | 120 MB |``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.patterns import regex

_N = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.\d{1,4})?"
_FIGURE = rf"(?<![\w.,/:$€£-])(?P<sign>[~≈<>≤≥+]=?\s?)?(?P<n>{_N})(?:\s?[-–]\s?(?P<to>{_N}))?"
_ROOM = regex(rf"{_FIGURE}(?P<plus>\+)?\s?(?P<unit>[KkMGT]i?B)\b(?!/s)")
_ROOM_ALONE = regex(
    rf"^\W{{0,3}}{_FIGURE}\s?(?P<unit>[KkMGT]i?B)\b(?:\s(?:average|avg|peak|gzipped|gzip|minified|total|used))?(?:\s?\([^()]{{0,30}}\))?\W{{0,3}}$"
)
_SHARE_ALONE = regex(rf"^\W{{0,3}}{_FIGURE}\s?(?P<unit>%)(?:\s(?:average|avg|peak))?\W{{0,3}}$")
_PROCESSOR = regex(
    rf"(?i)\bCPU(?:\s(?:usage|utili[sz]ation|load|time))?(?:\s(?:is|of|at|was|under load))?\W{{1,4}}(?:(?:average|avg|peak|around|about)\s)?{_FIGURE}\s?(?P<unit>%)"
)
_HOLDS = regex(
    r"(?i)\b(?:memory|ram|heap|rss|working set|footprint|bundles?(?:\ssize)?|chunks?|first load|gzip(?:ped)?|minified|page (?:weight|size)|(?:image|build|binary|app|install|database|index|output|file|model|asset|payload|package|download)s? size|"
    r"disk (?:usage|space|use))\b"
)
_CPU = regex(r"(?i)\bCPU\b")
_SET = regex(
    r"(?i)\b(?:limit\w*|max(?:imum)?|min(?:imum)?|up to|uploads?|attachments?|default\w*|allocat\w+|reserv\w+|available|requir\w+|recommend\w*|needs?|instances?|vm|plan|tier|quota|thresholds?|caps?|capped|rotat\w+|"
    r"at least|targets?|budgets?|goals?|should|must|than|cache size)\b"
)
_PIECES = regex(r"(?i)\s?(?:chunks|buffers?|blocks?|parts?)\b|\b(?:chunked|buffered)\b")
_NEAR = 60
_LEAD = 4
_AFTER = 24


def spans(text: str, name: str, header: str, heading: str = "") -> Iterator[re.Match[str]]:
    """The figures of a text that say how much was taken. ``name`` is what its line is about, ``header`` what its column,
    ``heading`` its section: "Bundle size" above "**After**: 58 KB"."""
    if _SET.search(header) or _SET.search(name):
        return
    if header:
        yield from _of_cell(text, f"{name} | {header}")
        return
    for found in _ROOM.finditer(text):
        near = text[max(0, found.start() - _NEAR) : found.end() + _AFTER]
        first = bool(name) and text.startswith(name) and found.start() <= len(name) + _LEAD
        if _PIECES.match(text, found.end()) or (name and _PIECES.search(name)):
            continue  # how much is taken at a time
        if (_HOLDS.search(near) or (first and _HOLDS.search(heading))) and not _SET.search(near):
            yield found
    for found in _PROCESSOR.finditer(text):
        if not _SET.search(text[max(0, found.start() - _NEAR) : found.end() + _AFTER]):
            yield found


def _of_cell(text: str, about: str) -> Iterator[re.Match[str]]:
    alone = _ROOM_ALONE.match(text) if _HOLDS.search(about) else None
    alone = alone or (_SHARE_ALONE.match(text) if _CPU.search(about) else None)
    if alone is not None:
        yield alone

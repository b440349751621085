"""Numbers of lines as a document writes them, and what they are of: a length, what something gained, what there was before."""

from __future__ import annotations

import re

import msgspec

from checks.claims._around import REACH, ahead_of
from checks.documents.model import Statement
from checks.patterns import regex

NUMBER = (
    r"(?P<about>~|≈|±|about |approximately |approx\.? |around |roughly |some )?\s?(?P<more>>=?\s?|over |more than |at least )?(?P<tilde>~)?"
    r"(?P<n>\d{1,3}(?:[,  ]\d{3}){1,3}|\d{1,8}(?:\.\d{1,2})?)\s?(?P<k>[kK])?(?P<plus>\s?\+)?"
)
_UNIT = r"(?:LOC|SLOC|KLOC|lines?\s+of\s+(?:[\w./+-]+\s+){0,3}(?:code|sql|typescript|python|javascript|documentation|tests?)|lines|l[ií]neas|linhas|lignes|Zeilen)"
_SIZE = regex(
    rf"(?<![\w.$/:#@-])(?i:{NUMBER})[\s-]?(?i:(?:\*\*)?\s?(?P<of>(?:[a-z][\w/-]{{0,20}}\s){{0,3}}){_UNIT})(?![\w-])"
)
_LABELLED = regex(
    rf"(?i)^[^:]{{0,40}}\b(?:lines(?:\s+of\s+code)?(?:\s+(?:added|written|changed))?|LOC|SLOC)(?:\s*\([^)]{{0,30}}\))?\s*[:=]\s*{NUMBER}(?![\w%.])(?!,\s\d|\s?[-–—]\s?\d)"
)
_LONG = regex(
    rf"(?i)(?<![\w.$/:#@-]){NUMBER}-lines?\s(?:[\w-]{{1,20}}\s){{0,2}}(?:file|module|script|component|class|function|wrapper|implementation)\b"
)
# A limit, a rate or a difference is no size.
_NOT_A_SIZE_BEHIND = regex(
    r"(?i)^\W{0,3}(?:per\b|each\b|maximum\b|max\b|or less|or fewer|limit|duplicated|changed\b(?!\))|removed|deleted|deletions?|shorter|longer|"
    r"of (?:output|context|logs?|error|text)|apart|below|above|from\b|later|earlier)"
)
_NOT_A_SIZE_BEFORE = regex(
    r"(?i)(?:\bunder|\bbelow|\bless than|\bfewer than|\bat most|\bup to|\bmax(?:imum)?(?: of)?|\blimit(?:ed)?(?: to| of)?|<=?|≤|\bfirst|\blast|"
    r"\bnext|\bwithin|\bfrom|\bby|\bsaved|\breduced|\bevery|\bexceed(?:s|ing)?|\d\s?-)\s?$"
)
_NOT_OF = regex(r"(?i)\b(?:coverage|covered|per|max|new product|blank|empty|log|diff)\b")
# "enhanced with 30 lines", "30 more lines": what a file gained, not how long it is.
_GAINED = regex(
    r"(?i)\b(?:add(?:s|ed|ing)?|additional|another|(?:extend|enhanc|expand|augment|enrich|increas|updat|improv)(?:e?s|e?d|ing)|grew|grown|gained)\b"
    r"(?:,|\s(?:with|by|to|of|some|another|further|the|new|an|file)\b){0,3}[\s:~(+]{0,3}$"
)
_WAS = regex(
    r"(?i)\b(?:was|were|had been|had|formerly|previously|originally|before|(?:down|up|reduced|shortened|cut|grew|grown) from|instead of)\W{1,3}(?:about |over |nearly |the |at )?$"
)
_TAKEN_APART = regex(
    r"(?i)\b(?:refactor|split|br(?:oke|eak)|decompos|modulari[sz]|restructur|separat|divid)\w*\s(?:(?!into\b|[.;]\s)[^\n]){0,80}$"
)
_INTO = regex(r"(?i)\W{0,3}(?:in)?to\s")
"""Words around a length that something had until it was taken apart: "split the monolith `a.py` (900 lines) into three"."""
_BECOMES = regex(r"\s{0,3}(?:→|->|=>|➜|⇒)\s{0,3}[~`*]{0,2}\d")
"""What stands behind a former length: "566 lines → 152 lines"."""


class Stated(msgspec.Struct, frozen=True):
    """A number of lines as written: where it stands, the number, how it compares."""

    start: int
    end: int
    lines: int
    comparator: str


def gained(text: str, stated: Stated) -> bool:
    """Whether a number of lines of a text is what something gained."""
    more = re.search(r"(?i)\b(?:more|new|additional|extra|further)\b", text[stated.start : stated.end])
    return bool(more or _GAINED.search(text[max(0, stated.start - 40) : stated.start]))


def sizes(text: str) -> list[Stated]:
    """The numbers of lines in a text."""
    found = [
        of_match(m)
        for m in _SIZE.finditer(text)
        if not _NOT_A_SIZE_BEHIND.match(text[m.end() :])
        and not _NOT_A_SIZE_BEFORE.search(ahead_of(text, m.start()))
        and not _NOT_OF.search(m["of"] or "")
        and not re.search(r"[+−-]\s?$", ahead_of(text, m.start()).removesuffix("- "))
    ]
    found += [
        of_match(m) for m in _LONG.finditer(text) if not _NOT_A_SIZE_BEFORE.search(ahead_of(text, m.start()))
    ]
    labelled = None if found else _LABELLED.match(text)
    if labelled and not re.search(r"(?i)\b(?:deleted|removed|line \d)", labelled.group()):
        found.append(of_match(labelled))
    return found


def of_match(match: re.Match[str]) -> Stated:
    """A matched number as lines and comparator."""
    value = float(re.sub(r"[^\d.]", "", match["n"]))
    if match["k"] or re.search(r"(?i)KLOC\W*$", match.group()):
        value *= 1000
    more = match["plus"] or (match["more"] or "").strip()
    comparator = ">=" if more else "~" if match["about"] or match["tilde"] or match["k"] else "="
    return Stated(match.start(), match.end(), round(value), comparator)


def of_before(text: str, stated: Stated) -> bool:
    """Whether a number is what there was: "900 → 300 lines", "was 900 lines", "split `a.py` (900 lines) into parts"."""
    if _INTO.match(text, stated.end) and _TAKEN_APART.search(text[: stated.start][-120:]):
        return True
    return bool(_BECOMES.match(text, stated.end) or _WAS.search(text[: stated.start][-40:]))


def size_line(statement: Statement) -> bool:
    """Whether a statement says nothing but a size ("Size: 220 lines"), so that it is about the file above."""
    if len(statement.plain) > REACH:
        return False
    rest = _SIZE.sub("", statement.plain)
    pattern = r"(?i)[^\w(]*+(?:size|lines|loc|length|lines of code)?[^\w(]*+(?:\([^)]*+\))?\W*+"
    return bool(re.fullmatch(pattern, rest))

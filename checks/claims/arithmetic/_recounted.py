"""Counts that a document says twice: against counted sub-sections, enumerated lines, lists side by side, additions.

All of these only bear a number out; what they do not reach may be counted elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.claims import _lists, _nouns, _numbers
from checks.claims._around import ahead_of
from checks.claims._sums import Relation, share
from checks.documents.model import Document, Statement
from checks.patterns import regex

_BRACKETED = regex(
    r"\((?P<n>\d{1,4})(?: (?:endpoints?|routes?|tests?|files?|tables?|components?|items?|tasks?))?\)\W{0,3}$"
)
_LONG = regex(r"(?i)\(~?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})\+? (?:lines|loc)(?: of code)?\)\W{0,3}$")
_IN_BRACKETS = regex(r"\((?P<n>\d{1,4}) (?:[a-z-]{1,20} )?(?P<head>[A-Za-z]{3,20})\)\W{0,3}$")
_SHARES_BEHIND = regex(
    r"^[^:]{2,60}:\s(?P<n>\d{1,4}) (?:[a-z-]{1,20} )?(?P<head>[A-Za-z]{3,20})\W{0,3}(?:\([^()]{0,100}\))?\W{0,3}$"
)
_TOTAL_OF = regex(
    r"(?i)^\W*(?:grand |overall )?total\W{1,4}(?P<n>\d{1,5})(?:\s?/\s?(?P=n))?\s(?:[a-z-]{1,20}\s){0,2}?(?P<head>tests|endpoints|routes|files|components|tables|models|functions)\b"
)
_MUCH_MORE = 1.25  # "40+" of fifty-five would be told as "50+"
_FAR = 80  # statements behind a number that are looked through for its lists
_ENUMERATED = regex(r"(?i)\blines?:?\s(?P<list>L?\d{1,6}(?:,\s?L?\d{1,6}){1,40}(?:,?\s(?:and|&)\s\d{1,6})?)")
_PLACES = frozenset("locations places lines occurrences calls sites spots instances call-sites".split())
_FILE = regex(r"[\w.-]{1,80}\.[A-Za-z]{1,5}\b")
_BARE = regex(r"(?i)\b(?:only|all|just)\s(?P<n>\d{1,4})\s(?:are|were|is|have been)\b")
_ADDED = regex(
    r"\(\+\s?(?P<n>\d{1,5})(?:\s(?:new|more|added)\b|(?=\s?[,;)]))(?:[,;]\s?\+\s?(?P<pct>\d{1,4}(?:\.\d{1,2})?)\s?%)?"
)


def of_subheadings(document: Document) -> Iterator[Relation]:
    """``All 6 failures`` above ``Real bugs (2)`` and ``Environment (4)``: every sub-section with its count."""
    open_: dict[int, Statement] = {}
    counted: dict[int, list[tuple[Statement, int]]] = defaultdict(list)
    lost: set[int] = set()
    for each in document.statements:
        if each.kind != "heading":
            continue
        depth = len(each.headings)
        parent = open_.get(depth - 1)
        open_[depth] = each
        if parent is None:
            continue
        found = _BRACKETED.search(each.plain) or _LONG.search(each.plain)
        if found is None:
            lost.add(parent.index)
        else:
            counted[parent.index].append((each, int(found["n"].replace(",", ""))))
    for index, parts in counted.items():
        if index in lost or len(parts) < 2:
            continue
        yield from _intro(document, index, parts)


def _intro(document: Document, index: int, parts: list[tuple[Statement, int]]) -> Iterator[Relation]:
    """The statements between a heading and its first sub-heading, and the heading itself."""
    total = sum(n for _, n in parts)
    for statement in document.since(index, parts[0][0].index):
        for number in _numbers.numbers(statement.plain[:300]):
            if number.value == total and number.comparator == "=" and statement.mood == "report":
                what = "sections below: " + " + ".join(str(n) for _, n in parts[:12])
                lines = tuple(s.line for s, _ in parts)
                yield Relation(statement.line, statement.end_line, total, total, "=", what, True, lines)
                return


def of_parts(document: Document) -> Iterator[Relation]:
    """``Major issues (3)`` above three sub-headings."""
    parts: dict[int, list[Statement]] = defaultdict(list)
    for each in document.statements:
        if each.kind == "heading" and each.headings:
            parts[each.headings[-1].line].append(each)
    for heading in document.statements:
        found = _BRACKETED.search(heading.plain) if heading.kind == "heading" else None
        below = parts.get(heading.line, [])
        if found and below and heading.mood == "report" and len(below) == int(found["n"]):
            what = f"sections below, on lines {below[0].line}-{below[-1].line}"
            lines = tuple(each.line for each in below)
            yield Relation(heading.line, heading.end_line, len(below), len(below), "=", what, True, lines)


def of_members(document: Document) -> Iterator[Relation]:
    """``Test coverage: 25 tests`` above ``Validation (9 tests)`` and ``Lifecycle (16 tests)``: every member of the
    list with its share of what is counted."""
    for statement in document.statements:
        if statement.kind not in ("paragraph", "heading", "item") or statement.mood != "report":
            continue
        counted = [c for c in _nouns.counted(statement.plain[:300]) if c.number.comparator != "~"]
        listing = _lists.below(document, statement) if len(counted) == 1 else None
        if listing is None or listing.size < 2:
            continue
        parts = [_share(member, counted[0].head) for member in listing.members]
        if all(part is not None for part in parts):
            total, stated = sum(part or 0 for part in parts), counted[0].number.value
            what = f"{counted[0].head} listed below: " + " + ".join(str(part) for part in parts[:12])
            lines = tuple(member.line for member in listing.members)
            more = counted[0].number.comparator == ">="
            agrees = stated <= total <= stated * _MUCH_MORE if more else total == stated
            if agrees or not (more or _SHARES_BEHIND.search(listing.members[0].plain)):
                yield Relation(
                    statement.line, statement.end_line, stated, total, counted[0].number.comparator, what, agrees, lines
                )  # fmt: skip


def of_shares_above(document: Document) -> Iterator[Relation]:
    """``Total: 21/21 tests passing`` below ``Search: 10 tests``, ``Details: 5 tests`` and ``History: 6 tests``."""
    for statement in document.statements:
        told = _TOTAL_OF.match(statement.plain[:120]) if statement.mood == "report" else None
        before = document.statements[statement.index - 1] if told and statement.index else None
        if (
            told is None
            or before is None
            or before.kind != "item"
            or statement.kind not in ("paragraph", "item")
        ):
            continue
        near = document.statements[max(0, statement.index - _FAR) : statement.index]
        parts = [
            (s, _share(s, told["head"].lower())) for s in near if s.kind == "item" and s.group == before.group
        ]
        known = [part for _, part in parts if part is not None]
        total = sum(known)
        if len(known) == len(parts) > 1 and total == int(told["n"]):
            what = f"{told['head'].lower()} listed above: " + " + ".join(map(str, known[:12]))
            lines = tuple(s.line for s, _ in parts)
            yield Relation(statement.line, statement.end_line, total, total, "=", what, True, lines)


def _share(member: Statement, head: str) -> int | None:
    """How many of the same a member of a list says that it has: in brackets at its end, or behind its name."""
    found = _IN_BRACKETS.search(member.plain[-60:]) or _SHARES_BEHIND.match(member.plain[:120])
    return int(found["n"]) if found and found["head"].lower().rstrip("s") == head.rstrip("s") else None


def of_enumerations(document: Document) -> Iterator[Relation]:
    """``5 locations`` of a file against ``lines 984, 990, 1008, 1018, 1186`` of the same."""
    enumerated: dict[str, list[tuple[Statement, int]]] = defaultdict(list)
    for each in document.statements:
        found = _ENUMERATED.search(each.plain[:500])
        names = _FILE.findall(ahead_of(each.plain, found.start())) if found else []
        if found and names:
            enumerated[names[-1].rsplit("/", 1)[-1].lower()].append(
                (each, len(re.findall(r"\d+", found["list"])))
            )
    if not enumerated:
        return
    for statement in document.statements:
        if statement.mood != "report" or statement.kind in ("code", "tree"):
            continue
        for counted in _nouns.counted(statement.plain[:2000]):
            names = _FILE.findall(ahead_of(statement.plain, counted.start))
            near = enumerated.get(names[-1].lower(), []) if counted.head in _PLACES and names else []
            for other, size in near:
                if other.line != statement.line and size == counted.number.value:
                    yield Relation(
                        statement.line, statement.end_line, size, size, counted.number.comparator,
                        f"lines enumerated on line {other.line}", True, (other.line,),
                    )  # fmt: skip
                    break


def of_siblings(document: Document) -> Iterator[Relation]:
    """``Only 6 are implemented:`` above a list of six; ``15+ tools`` above lists of tools that make 16."""
    for statement in document.statements:
        if statement.kind not in ("paragraph", "heading") or statement.mood in ("instruction", "plan"):
            continue
        listing = _lists.below(document, statement) if statement.plain.endswith(":") else None
        bare = _BARE.search(statement.plain)
        if bare and listing is not None and listing.size == int(bare["n"]):
            lines = tuple(m.line for m in listing.members)
            what = f"members listed on lines {lines[0]}-{lines[-1]}"
            yield Relation(
                statement.line, statement.end_line, listing.size, listing.size, "=", what, True, lines
            )
        for counted in _nouns.counted(statement.plain) if statement.kind == "paragraph" else ():
            if counted.number.comparator == ">=" and counted.number.value >= 5:
                yield from _reached(document, statement, counted)


def _reached(document: Document, statement: Statement, counted: _nouns.Counted) -> Iterator[Relation]:
    """Lists of one section that together hold a few more than ``N+``: one of them is introduced by the noun."""
    leads: list[Statement] = []
    sizes: list[int] = []
    for each in document.since(statement.index + 1, statement.index + _FAR):
        if each.kind == "heading":
            break
        listing = (
            _lists.below(document, each) if each.kind == "paragraph" and each.plain.endswith(":") else None
        )
        if listing is not None:
            leads.append(each)
            sizes.append(listing.size)
    total, stated = sum(sizes), counted.number.value
    named = any(counted.head.rstrip("s") in lead.plain.lower() for lead in leads)
    if len(sizes) == 2 and named and stated <= total <= stated * 1.2:
        what = f"{counted.head} listed below: " + " + ".join(map(str, sizes))
        lines = tuple(lead.line for lead in leads)
        yield Relation(statement.line, statement.end_line, stated, total, ">=", what, True, lines)


def of_additions(document: Document) -> Iterator[Relation]:
    """``23 endpoints (+17 new)`` against ``6 endpoints`` before."""
    counts: dict[str, dict[int, Statement]] = defaultdict(dict)
    grown: list[tuple[Statement, _nouns.Counted, int, str | None]] = []
    for statement in document.statements:
        if statement.kind in ("code", "tree"):
            continue
        for counted in _nouns.counted(statement.plain[:1000]):
            if counted.number.comparator != "=":
                continue
            counts[counted.head].setdefault(counted.number.whole, statement)
            added = _ADDED.search(statement.plain[counted.end : counted.end + 40])
            if added and statement.mood == "report":
                grown.append((statement, counted, int(added["n"]), added["pct"]))
    for statement, counted, more, percent in grown:
        before = counts[counted.head].get(counted.number.whole - more)
        if before is not None and before.line != statement.line:
            what = f"{counted.head}: {counted.number.whole - more} + {more}"
            yield Relation(
                statement.line, statement.end_line, counted.number.value, counted.number.value, "=", what, True,
                (before.line,),
            )  # fmt: skip
            if (
                percent
                and (
                    told := share(
                        statement.line,
                        statement.end_line,
                        more,
                        counted.number.whole - more,
                        percent,
                        (before.line,),
                    )
                ).agrees
            ):
                yield told

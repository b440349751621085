"""Stated counts against all that stands below them, in however many lists, tables and drawings.

All of it only bears a number out: what is laid out otherwise may be counted elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from checks.claims import _name_lists, _nouns, _numbers, _stated
from checks.claims._lists import Listing
from checks.claims._nouns import Counted
from checks.claims._numbers import Number
from checks.claims._sums import Relation
from checks.documents.model import Document, Statement
from checks.patterns import regex

_FAR = 300  # statements behind a number that are looked through
NAMED = "named on lines"
"""How a list is told that need not be of all that are counted."""
_FORMS = 60  # of tables that a document splits up
_SEVERAL = 3  # members: two in different lists may be so many by chance
_LEADING = regex(
    r"^\W{0,3}(?P<n>\d{1,3})\s(?P<what>(?:[A-Za-z-]{2,20}\s){0,4}?(?P<head>[A-Za-z-]{3,20}s))\W{0,3}$"
)
"""``5 Failing API Tests``, of whatever there are five."""
_TYPE = regex(r"[A-Z][a-z0-9]{1,30}[A-Z]\w{1,60}")
_TOTAL_ROW = regex(r"(?i)^\W*(?:grand |sub-?|overall )?(?:totals?|sum|overall|all)\b")
_SHARE = regex(
    r"(?i)(?:\(|[:–—-]\s{1,3})~?(?P<n>\d{1,4}) (?:[a-z-]{1,20} ){0,2}(?P<head>[a-z]{3,20})\b(?=\W{0,3}$|\s?[(,;])"
)
_LENGTH = regex(rf"(?i)(?:\(|[:–—-]\s)~?(?P<n>{_numbers.FIGURE})\+? (?:lines|loc)\b")
_LENGTH_TOTAL = regex(
    rf"(?i)^[^\w~]*(?:total[^\w~]{{1,4}})?(?P<about>~)?(?P<n>{_numbers.FIGURE})(?P<plus>\+)?\s(?:total )?(?:lines|loc)(?: of code)?(?: total| in total| altogether)?\W*$"
)
_BRANCH = regex(r"^[\s│|]*[├└]")
_INDENT = regex(r"^[\s│|├└─]*")
_FIGURE = regex(rf"^\W{{0,3}}(?P<n>{_numbers.FIGURE})\W{{0,3}}$")


def of_sections(document: Document) -> Iterator[Relation]:
    """``S3 (12 tests)`` above two lists of six; ``Total: 56 tests`` above a table with a column of tests; ``API tests
    (6):`` above the branches of a drawing."""
    for statement in document.statements:
        told = _introduced(statement) if statement.mood == "report" else []
        below = _below(document, statement) if told else []
        for counted in told if below else ():
            lines, what = next(_ways(statement, counted, below), ((), ""))
            if lines:
                stated = counted.number.value
                yield Relation(
                    statement.line, statement.end_line, stated, stated, counted.number.comparator, what, True, lines
                )  # fmt: skip
                break
        else:
            yield from _lacking(statement, told, below)


def _lacking(statement: Statement, told: Sequence[Counted], below: Sequence[Statement]) -> Iterator[Relation]:
    """``11 tables:`` right above nine names of code: a list that need not name all of them."""
    members = _items(statement, below)
    one = len({m.group for m in members}) == 1 and members[0].index == statement.index + 1
    coded = [m for m in members if m.codes and m.codes[0].start <= 1 and not m.plain.rstrip().endswith(":")]
    if len(told) != 1 or not one or len(coded) != len(members) or not told[0].head:
        return
    if told[0].number.comparator == "=" and statement.plain.rstrip().endswith((":", ")")):
        first, last = members[0].line, members[-1].line
        yield Relation(
            statement.line, statement.end_line, told[0].number.value, len(members), "=",
            f"{told[0].noun} {NAMED} {first}-{last}", False, tuple(m.line for m in members),
        )  # fmt: skip


def _introduced(statement: Statement) -> list[Counted]:
    """The numbers of a line that stands above what it counts: any of a heading, those at the end of other lines."""
    text = statement.plain[:300]
    if statement.kind in ("row", "tree") or _of_code(statement):
        return []
    if statement.kind == "code":
        text = text.strip(" │|─")
        if not text.endswith(":"):
            return []
    last = _nouns.bracketed(text) or _nouns.alone(text)
    ends = len(text.rstrip(" :*.!)"))
    found = [
        c
        for c in _nouns.counted(text)
        if statement.kind == "heading" or c.end >= ends or text.rstrip().endswith(":")
    ]
    leading = _LEADING.match(text) if statement.kind == "heading" else None
    if leading:
        number = Number(int(leading["n"]), "=", 0, leading.end("n"))
        found.append(Counted(number, leading["what"].lower(), leading["head"].lower(), 0, leading.end()))
    return [
        c
        for c in (*([last] if last else []), *found)
        if c.number.value > 1 and c.number.comparator in ("=", ">=")
    ]


def _of_code(statement: Statement) -> bool:
    return statement.fence is not None and statement.fence.shows in ("content", "command")


def _below(document: Document, statement: Statement) -> list[Statement]:
    """What stands below a line, up to the next of its rank."""
    following = document.since(statement.index + 1, statement.index + _FAR)
    if statement.kind == "heading":
        depth = len(statement.headings)
        return list(takewhile(lambda s: s.kind != "heading" or len(s.headings) > depth, following))
    if statement.kind == "item":
        return list(takewhile(lambda s: statement.index in s.parents, following))
    if statement.kind == "code":
        return list(takewhile(lambda s: s.fence == statement.fence and _under(s, statement), following))
    return list(takewhile(lambda s: s.kind not in ("heading", "paragraph") or bool(s.parents), following))


def _under(statement: Statement, head: Statement) -> bool:
    """Whether a line of a drawing hangs below another: as a branch, or farther to the right."""
    return _indent(statement.plain) > _indent(head.plain) or bool(_BRANCH.match(statement.plain))


def _indent(plain: str) -> int:
    found = _INDENT.match(plain)
    return found.end() if found else 0


def _ways(
    statement: Statement, counted: Counted, below: Sequence[Statement]
) -> Iterator[tuple[tuple[int, ...], str]]:
    """The lines that make a stated number in one of the ways in which it may be told, with the words for that."""
    for members in (_items(statement, below), _branches(below), _names(counted, below)):
        suits = members and _stated.fits(counted, Listing(tuple(members)))
        least = 1 if suits and counted.head == "files" and members[0].kind == "tree" else _SEVERAL
        if suits and _reached(counted, len(members), least) and _alike(members):
            lines = tuple(m.line for m in members)
            yield lines, f"{counted.noun or 'members'} listed on lines {lines[0]}-{lines[-1]}"
    for parts in (_column(counted, below), _shares(counted, below), _types(statement, below)):
        if len(parts) > 1 and sum(n for _, n in parts) == counted.number.value:
            yield (
                tuple(line for line, _ in parts),
                f"{counted.noun} told below: " + " + ".join(f"{n:g}" for _, n in parts[:12]),
            )


def _types(statement: Statement, below: Sequence[Statement]) -> list[tuple[int, float]]:
    """How many names of types each line of a list is that holds nothing else: "CartCard, CartTable" and "CartTip"."""
    members = _items(statement, below)
    sizes = [len(_name_lists.classes(m.plain)) or int(bool(_TYPE.fullmatch(m.plain))) for m in members]
    return [(m.line, float(n)) for m, n in zip(members, sizes, strict=True)] if all(sizes) else []


def _reached(counted: Counted, size: int, least: int) -> bool:
    """Whether so many are what is stated, ``least`` or more; "20+" may be a few more."""
    more = counted.number.comparator == ">="
    return size >= least and (
        counted.number.value <= size <= counted.number.value * 1.2 if more else size == counted.number.value
    )


def _items(statement: Statement, below: Sequence[Statement]) -> list[Statement]:
    """The members of all lists below a line, those nested in others left out."""
    own = (*statement.parents, statement.index) if statement.kind == "item" else ()
    return [s for s in below if s.kind == "item" and s.parents == own]


def _branches(below: Sequence[Statement]) -> list[Statement]:
    """The branches that are drawn below a line, or the lines of every drawing that is told to be."""
    drawn = [s for s in below if s.kind == "tree" and not s.path.endswith("/")]
    return drawn if all(s.kind in ("tree", "code", "paragraph") for s in below) else []


def _names(counted: Counted, below: Sequence[Statement]) -> list[Statement]:
    """The rows of the only table whose first columns are called after what is counted."""
    rows = [s for s in below if s.kind == "row" and not _TOTAL_ROW.match(s.plain)]
    stem = counted.head.rstrip("s")
    one = len({row.group for row in rows}) == 1
    return rows if one and stem and any(stem in c.header.lower() for c in rows[0].cells[:2]) else []


def _alike(members: Sequence[Statement]) -> bool:
    """Whether members of different lists are of one kind: all with code in front, all ticked, all with a label, or none."""
    if len({(m.group, m.kind) for m in members}) < 2:
        return True
    looks = {(bool(m.codes and m.codes[0].start <= 1), m.mark, bool(m.label)) for m in members}
    return len(looks) == 1


def _column(counted: Counted, below: Sequence[Statement]) -> list[tuple[int, float]]:
    """The figures of the only column below a line that is called after what is counted, with their lines."""
    rows = [s for s in below if s.kind == "row"]
    stem = counted.head.rstrip("s")
    if not rows or not stem or len({row.group for row in rows}) > 1:
        return []
    named = [at for at, cell in enumerate(rows[0].cells) if at and stem in cell.header.lower()]
    parts = [row for row in rows if not _TOTAL_ROW.match(row.plain)]
    if len(named) != 1 or any(len(row.cells) <= named[0] for row in parts):
        return []
    figures = [(row.line, _FIGURE.match(row.cells[named[0]].plain)) for row in parts]
    return [(line, _numbers.value(f["n"])) for line, f in figures if f] if all(f for _, f in figures) else []


def _shares(counted: Counted, below: Sequence[Statement]) -> list[tuple[int, float]]:
    """What each line below that is a caption or a member says that it has of what is counted: ``Carts (4 tests)``."""
    depth = min((len(s.headings) for s in below if s.kind == "heading"), default=-1)
    told = [s for s in below if s.kind == "heading" and len(s.headings) == depth] or [
        s for s in below if s.kind == "item" and not s.parents
    ]
    found = [(s.line, _SHARE.search(s.plain[:200])) for s in told]
    stem = counted.head.rstrip("s")
    if not stem or any(f is None or f["head"].lower().rstrip("s") != stem for _, f in found):
        return []
    return [(line, float(f["n"])) for line, f in found if f]


def of_documents(document: Document) -> Iterator[Relation]:
    """``178 tests across 12 new test files`` against all tables of the document that have the same columns, a column of tests among
    them: what these add up to, and how many rows they have."""
    tables: dict[tuple[str, ...], list[Statement]] = {}
    for each in document.statements:
        if each.kind == "row" and not _TOTAL_ROW.match(each.plain):
            tables.setdefault(tuple(c.header.lower() for c in each.cells), []).append(each)
    split = (
        (h, rows) for h, rows in tables.items() if len({r.group for r in rows}) > 1 and len(rows) <= _FAR
    )
    several = dict(islice(split, _FORMS))
    sums: dict[tuple[tuple[str, ...], int], float | None] = {}
    for statement in document.statements if several else ():
        if statement.mood != "report" or statement.kind not in ("paragraph", "heading", "item"):
            continue
        for counted in _nouns.counted(statement.plain[:300]):
            stem, n = counted.head.rstrip("s"), counted.number.value
            for headers, rows in several.items():
                named = [at for at, header in enumerate(headers) if stem in header]
                if len(named) != 1 or n < _SEVERAL:
                    continue
                if (headers, named[0]) not in sums:
                    sums[headers, named[0]] = _added(rows, named[0])
                if (named[0] == 0 and len(rows) == n) or sums[headers, named[0]] == n:
                    what = f"{counted.noun} told in {len({r.group for r in rows})} tables"
                    lines = tuple(row.line for row in rows)
                    yield Relation(
                        statement.line, statement.end_line, n, n, counted.number.comparator, what, True, lines
                    )


def _added(rows: Sequence[Statement], at: int) -> float | None:
    """What the figures of a column add up to; None where a cell holds something else."""
    figures = [_FIGURE.match(row.cells[at].plain) for row in rows]
    return sum(_numbers.value(f["n"]) for f in figures if f) if all(figures) else None


def of_lengths(document: Document) -> Iterator[Relation]:
    """``~900 lines total`` below the members of its list with the lines of each."""
    for statement in document.statements:
        told = _LENGTH_TOTAL.match(statement.plain[:80]) if statement.kind == "item" else None
        if told is None:
            continue
        above = document.statements[max(0, statement.index - _FAR) : statement.index]
        near = [s for s in above if s.kind == "item" and s.group == statement.group]
        found = [(s.line, m) for s in near if (m := _LENGTH.search(s.plain[:200]))]
        computed = sum(_numbers.value(m["n"]) for _, m in found)
        stated = _numbers.value(told["n"])
        how = "~" if told["about"] else ">=" if told["plus"] else "="
        if len(found) == len(near) > 1 and _numbers.holds(stated, how, computed):
            what = "lines told above: " + " + ".join(m["n"] for _, m in found[:12])
            lines = tuple(line for line, _ in found)
            yield Relation(statement.line, statement.end_line, stated, computed, how, what, True, lines)


def of_totals(document: Document) -> Iterator[Relation]:
    """``Total: 56 integration tests`` below a list whose members say how many they have."""
    for statement in document.statements:
        if statement.kind not in ("paragraph", "item") or statement.mood != "report":
            continue
        total = re.match(r"(?i)\W*(?:grand |overall )?total\b", statement.plain[:40])
        told = (
            next((c for c in _nouns.counted(statement.plain[:200]) if c.start <= 24), None) if total else None
        )
        if told is None:
            continue
        above = document.statements[max(0, statement.index - _FAR) : statement.index]
        near = list(takewhile(lambda s: s.kind in ("item", "row"), reversed(above)))[::-1]
        for parts in (_shares(told, near), _column(told, near)):
            if len(parts) > 1 and sum(n for _, n in parts) == told.number.value:
                what = f"{told.noun} told above: " + " + ".join(f"{n:g}" for _, n in parts[:12])
                yield Relation(
                    statement.line, statement.end_line, told.number.value, told.number.value, "=", what, True,
                    tuple(line for line, _ in parts),
                )  # fmt: skip
                break

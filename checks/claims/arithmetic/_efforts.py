"""Amounts of time: totals of several lists, and the same span said in two units."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.claims import _numbers
from checks.claims._sums import Relation
from checks.documents.model import Document, Statement
from checks.patterns import regex

_F = r"\d{1,5}(?:\.\d{1,2})?"
_UNITS = {
    "ms": 1e-3, "milliseconds": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "mins": 60.0,
    "minute": 60.0, "minutes": 60.0, "m": 60.0, "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0, "hours": 3600.0,
}  # fmt: skip
_CONVERTED = regex(
    rf"(?i)(?<![\w.,/:-])(?P<n>{_F}|\d{{1,3}}(?:,\d{{3}}){{1,3}})\s?(?P<unit>ms|milliseconds|s|secs?|seconds?|mins?|minutes?|hrs?|hours?)\s?\((?P<about>~)?(?P<m>{_F})\s?(?P<other>s|secs?|seconds?|mins?|minutes?|hrs?|hours?)\)"
)
_SPENT = regex(
    rf"(?i)(?<![\w.,/-])(?P<about>~)?(?P<lo>{_F})(?:\s?[-–]\s?(?P<hi>{_F}))?\s?(?P<unit>h|hrs?|hours?|m|mins?|minutes?|days?|weeks?|points|story points|sp)\b"
)
_ROUGH = regex(r"[~≈]\s?$")
_TOTAL = regex(r"(?i)^\W*(?:grand |overall )?total\b")
_FAR = 60  # statements that a total looks back, or a planned amount looks ahead
_REMARKABLE = 10


class Spent(msgspec.Struct, frozen=True):
    """An amount of time of one line, perhaps a range; in ``unit``."""

    line: int
    lo: float
    hi: float
    unit: str
    about: bool
    start: int


def conversions(statement: Statement) -> Iterator[Relation]:
    """``7,200 seconds (2 hours)``: units whose relation is fixed."""
    for found in _CONVERTED.finditer(statement.plain[:2000]):
        unit, other = (_UNITS[found[k].lower()] for k in ("unit", "other"))
        computed = _numbers.value(found["n"]) * unit / other
        stated = float(found["m"])
        if unit != other and computed > 0:
            step = 10 ** -len(found["m"].partition(".")[2])
            rough = found["about"] or _ROUGH.search(statement.plain, 0, found.start())
            slack = 0.5 * step + (0.1 * stated if rough else 0)
            agrees = -slack - 1e-9 <= computed - stated < max(slack, step) + (1e-9 if rough else -1e-9)
            what = f"{found['n']} {found['unit']} in {found['other']}"
            yield Relation(
                statement.line, statement.end_line, stated, round(computed, 2), "~" if found["about"] else "=",
                what, agrees,
            )  # fmt: skip


def totals(document: Document) -> Iterator[Relation]:
    """A total of hours against the amounts of the lists above it; an amount that is the sum of a list near it."""
    every = [(s, _spent(s)) for s in document.statements if s.kind in ("item", "paragraph")]
    lists = list(_lists(every))
    used: set[int] = set()
    for at, (statement, spent) in enumerate(every):
        if not spent or statement.mood in ("instruction", "requirement"):
            continue
        if _TOTAL.match(statement.plain):
            yield from _total(statement, spent[0], every[max(0, at - _FAR) : at])
            continue
        for amount in spent:
            for place, relation in _elsewhere(statement, amount, lists):
                if place not in used:
                    used.add(place)
                    yield relation


def _spent(statement: Statement) -> tuple[Spent, ...]:
    return tuple(
        Spent(
            statement.line, float(m["lo"]), float(m["hi"] or m["lo"]), _singular(m["unit"]), bool(m["about"]), m.start()
        )
        for m in _SPENT.finditer(statement.plain[:300])
    )  # fmt: skip


def _singular(unit: str) -> str:
    unit = unit.lower().rstrip("s") if len(unit) > 1 else unit.lower()
    return {"hr": "hour", "h": "hour", "m": "minute", "min": "minute"}.get(unit, unit)


def _total(
    statement: Statement, total: Spent, before: list[tuple[Statement, tuple[Spent, ...]]]
) -> Iterator[Relation]:
    """A total that ends a section, against the numbered steps above it that say at their end how long they take."""
    parts: list[Spent] = []
    for other, spent in reversed(before):
        apart = (
            len(other.headings) != len(statement.headings) or other.headings[:-1] != statement.headings[:-1]
        )
        if apart or _TOTAL.match(other.plain):
            break
        if other.kind != "item":
            continue
        if len(spent) != 1 or spent[0].unit != total.unit or not other.plain.rstrip().endswith(")"):
            return
        parts.append(spent[0])
    if len(parts) < 3:
        return
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    slack = 0.1 * total.hi if total.about or any(p.about for p in parts) else 0.0
    agrees = lo <= total.hi + slack and hi >= total.lo - slack
    whole = abs(lo - total.lo) <= 0.5 * max(lo, total.lo)  # a total of other things is further off
    if agrees or whole:
        yield _relation(statement, total, parts, agrees)


def _relation(statement: Statement, total: Spent, parts: list[Spent], agrees: bool) -> Relation:
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    what = f"{total.unit}s: " + " + ".join(f"{p.lo:g}" for p in reversed(parts[-12:]))
    return Relation(
        statement.line, statement.end_line, total.lo, lo, "~" if total.about else "=", what, agrees,
        tuple(sorted(p.line for p in parts)), upto=total.hi if total.hi > total.lo else None,
        reaching=hi if hi > lo else None,
    )  # fmt: skip


class _Column(msgspec.Struct, frozen=True):
    """Amounts that stand at the same place in all items of one list, whose first statement is ``first``."""

    first: Statement
    amounts: tuple[Spent, ...]


def _lists(every: list[tuple[Statement, tuple[Spent, ...]]]) -> Iterator[_Column]:
    """The columns of every list of three items or more."""
    groups: dict[int, list[tuple[Statement, tuple[Spent, ...]]]] = {}
    for statement, spent in every:
        if statement.kind == "item" and not statement.parents:
            groups.setdefault(statement.group, []).append((statement, spent))
    for members in groups.values():
        width = min(len(spent) for _, spent in members)
        for at in range(width if len(members) > 2 else 0):
            column = tuple(spent[at] for _, spent in members)
            if len({p.unit for p in column}) == 1 and all(p.lo == p.hi for p in column):
                yield _Column(members[0][0], column)


def _elsewhere(statement: Statement, amount: Spent, lists: list[_Column]) -> Iterator[tuple[int, Relation]]:
    """An amount that is exactly what a list behind it in its section adds up to, perhaps in a smaller unit, which is
    then rounded; with the list's place among the lists."""
    for place, column in enumerate(lists):
        ahead = column.first.index - statement.index
        if not 0 < ahead <= _FAR or not _within(column.first, statement):
            continue
        parts = column.amounts
        total, unit = sum(p.lo for p in parts), parts[0].unit
        same = unit == amount.unit and total == amount.lo == amount.hi and total >= _REMARKABLE
        hours = total / 60 if (unit, amount.unit) == ("minute", "hour") else None
        rounded = hours is not None and amount.about and round(hours) == amount.lo
        if same or rounded:
            added = " + ".join(f"{p.lo:g}" for p in parts[:12])
            yield (
                place,
                Relation(
                    statement.line, statement.end_line, amount.lo, total if hours is None else round(hours, 2),
                    "~" if amount.about else "=", f"{amount.unit}s of lines {parts[0].line}-{parts[-1].line}: {added}",
                    True, tuple(p.line for p in parts),
                ),
            )  # fmt: skip
            return


def _within(member: Statement, statement: Statement) -> bool:
    """Whether a list stands in the section that a statement opens or belongs to, or in the section next to it."""
    outer = statement.headings[:-1] if len(statement.headings) > 2 else statement.headings
    return member.headings[: len(outer)] == outer

"""Ratios: how much better, faster or smaller something is said to be, against the two figures that say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _numbers
from checks.claims._sums import Relation
from checks.documents.model import Cell, Document, Statement
from checks.patterns import regex

_F = _numbers.FIGURE
_AMOUNT = regex(
    rf"^(?P<about>\W{{0,3}})(?P<lo>{_F})\s?(?:[-–]\s?(?P<hi>{_F})\s?)?(?P<kilo>[kKM](?![A-Za-z]))?\s?(?P<unit>%|µs|[A-Za-z][A-Za-z/]{{0,11}}(?:\s?/\s?[A-Za-z]{{1,8}})?)?"
)
_FRACTION = regex(r"\s?/\s?\d")
_BOUND = regex(r"\W{0,3}[<>≤≥]")
_GOAL = regex(r"(?i)^\W*(?:target|goal|limit|budget|threshold|sla|requirement)s?\b")
_BEFORE = regex(r"(?i)^\W*(?:before|old|baseline|previous|prior|original|initial)\b")
_AFTER = regex(r"(?i)^\W*(?:actual|achieved|after|new|current|now|optimi[sz]ed|measured|result)s?\b")
_LESS = r"reduction|reduced|less|lower|smaller|savings?|saved|decrease|fewer|drop|shorter"
_MORE = r"increase|growth|higher"
_EITHER = r"better|faster|quicker|improvement|improved|speed-?up|gain|more efficient"
_CHANGE = regex(
    rf"(?i)(?<![\w.,/-])(?P<about>[~≈<>≤≥])?\s?(?P<n>\d{{1,5}}(?:\.\d{{1,3}})?)\s?(?P<by>%|[x×](?!\w))(?P<plus>\+)?\s?(?:(?:time|size|performance|speed|memory|latency|load|query)\s)?"
    rf"(?P<word>{_LESS}|{_MORE}|{_EITHER}|of (?:the )?target|target)\b"
)
_TUNED = regex(
    r"(?i)\b(?:thresholds?|intervals?|limits?|time-?outs?|windows?|periods?|cool-?downs?|weights?|multipliers?|factors?|min(?:imum)?|max(?:imum)?)\W*$"
)
"""What is set to have an effect on something else: "Alert threshold | 0.5 | 0.7 | 60% fewer alerts"."""
_NOW = regex(r"(?i)^\W*(?:current|now)\b")
_THING = regex(r"\s(?:[a-z]+\s)?([a-z]{4,}s)\b")
_BARE = regex(
    r"^\W{0,3}(?P<about>[~≈])?(?P<n>\d{1,5}(?:\.\d{1,3})?)\s?(?P<by>%|[x×])(?P<plus>\+)?(?P<word>)(?=\W|$)"
)
_GAIN = regex(r"(?i)\b(?:improvement|change|reduction|speed-?up|delta|gain|savings?|difference)\b")
_MOVED = regex(
    rf"(?i)(?:\bfrom\s)?(?<![\w.,/-])~?(?P<old>{_F}\s?(?:%|[A-Za-z]{{1,9}})?)(?:\s(?:before|previously|originally))?\s?(?:→|->|=>|\bdown to\b|\bto\b)\s?~?(?P<new>{_F}\s?(?:%|[A-Za-z]{{1,9}})?)(?:\s(?:after|now))?\s?[(,:–-]{{1,2}}\s?(?=[~≈]?[-−–+]?\d)"
)
_ON_THE_WAY = regex(r"(?:→|->|=>)\s{0,2}[~≈]?$")
_SIGNED = regex(r"^(?:\s(?:after|now))?\s?\(\s?(?P<sign>[-−–+])\s?(?P<n>\d{1,5}(?:\.\d{1,3})?)\s?%\s?\)")
_FACTORS = {
    "µs": ("s", 1e-6), "us": ("s", 1e-6), "ms": ("s", 1e-3), "milliseconds": ("s", 1e-3), "s": ("s", 1.0), "sec": ("s", 1.0),
    "secs": ("s", 1.0), "second": ("s", 1.0), "seconds": ("s", 1.0), "m": ("s", 60.0), "min": ("s", 60.0), "mins": ("s", 60.0),
    "minute": ("s", 60.0), "minutes": ("s", 60.0), "h": ("s", 3600.0), "hr": ("s", 3600.0), "hrs": ("s", 3600.0),
    "hour": ("s", 3600.0), "hours": ("s", 3600.0), "b": ("b", 1.0), "kb": ("b", 1e3), "mb": ("b", 1e6), "gb": ("b", 1e9),
    "kib": ("b", 1e3), "mib": ("b", 1e6), "gib": ("b", 1e9),
}  # fmt: skip


class Amount(msgspec.Struct, frozen=True):
    """A figure or a range with its unit, in that unit's base form.

    ``slack`` is what rounding may have taken of a figure with decimals or one that is said to be rough, ``loose``
    what it may have taken of a round figure (450)."""

    lo: float
    hi: float
    unit: str
    slack: float = 0.0
    loose: float = 0.0


class _Said(msgspec.Struct, frozen=True):
    """A stated change: the figure, ``%`` or ``x``, how exactly it is meant, and the word for it."""

    n: float
    by: str
    comparator: str
    word: str
    digits: int


def amount(text: str) -> Amount | None:
    """``<50ms``, ``8-15ms``, ``18.5K ops/sec``, ``2.4 MB``."""
    found = _AMOUNT.match(text)
    if found is None or _FRACTION.match(text, found.end()):
        return None
    scale = {"k": 1e3, "K": 1e3, "M": 1e6}.get(found["kilo"] or "", 1.0)
    unit, factor = _FACTORS.get((found["unit"] or "").lower(), ((found["unit"] or "").lower(), 1.0))
    lo, hi = (_numbers.value(found[k] or found["lo"]) * scale * factor for k in ("lo", "hi"))
    slack = 0.5 * 10 ** -len(found["lo"].partition(".")[2]) if "." in found["lo"] else 0.0
    digits = found["lo"].replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    loose = 0.5 * 10**zeros if zeros and "." not in digits else slack
    if re.search(r"[~≈]", found["about"]):
        slack, loose = 0.1 * lo / scale / factor, 0.5 * lo / scale / factor
    return Amount(min(lo, hi), max(lo, hi), unit, slack * scale * factor, loose * scale * factor)


def changes(statement: Statement) -> Iterator[Relation]:
    """``| <50ms | 8-15ms | 84% better |`` in a row, ``from 150ms to 50ms (67% faster)`` in a sentence."""
    if statement.cells:
        yield from _of_row(statement)
        return
    text = statement.plain[:2000]
    for moved in _MOVED.finditer(text):
        if _ON_THE_WAY.search(text[: moved.start()][-8:]):
            continue  # "48% → 62% → 75% (27% more)" is of the first of them, or of all
        said = _said(_CHANGE.match(text, moved.end())) or _signed(
            text[moved.end("new") : moved.end("new") + 24]
        )
        old, new = amount(moved["old"]), amount(moved["new"])
        if said is not None and old is not None and new is not None:
            unit = old.unit or new.unit
            one, other = (msgspec.structs.replace(each, unit=each.unit or unit) for each in (old, new))
            yield from _compared(statement, said, one, other, (moved["old"], moved["new"]))


def _of_row(row: Statement) -> Iterator[Relation]:
    old = [c for c in row.cells if _GOAL.match(c.header) or _BEFORE.match(c.header)]
    new = [c for c in row.cells if _AFTER.match(c.header)]
    if len(old) != 1 or len(new) != 1:
        return
    one, other = amount(old[0].plain), amount(new[0].plain)
    if one is not None and _GOAL.match(old[0].header):
        one = msgspec.structs.replace(one, loose=0.0)  # a goal is set, not measured
    for cell in row.cells:
        if cell is old[0] or cell is new[0] or one is None or other is None:
            continue
        bare = _BARE.match(cell.plain) if _GAIN.search(cell.header) else None
        found = _CHANGE.search(cell.plain[:200])
        if found is not None and _of_other(found, cell.plain[:200], row):
            continue
        said = _said(found or bare)
        if said is not None:
            told = list(_compared(row, said, one, other, (old[0].plain, new[0].plain)))
            if _BOUND.match(new[0].plain):
                told = [relation for relation in told if relation.agrees]  # how far below it is nobody says
            if _to_come(old[0], new[0]) and not all(relation.agrees for relation in told):
                told = [r for r in _compared(row, said, other, one, (new[0].plain, old[0].plain)) if r.agrees]
            yield from told
            return


def _to_come(old: Cell, new: Cell) -> bool:
    """Whether what is now stands beside a goal, which may be what it is to become: ``Current | Target | 64% faster``."""
    return bool(_GOAL.match(old.header) and _NOW.match(new.header))


def _of_other(found: re.Match[str], text: str, row: Statement) -> bool:
    """Whether a change is of something that its row does not name: ``Threshold | 0.55 | 0.75 | 60% fewer alerts``."""
    thing = _THING.match(text, found.end())
    if thing is not None and _TUNED.search(row.cells[0].plain):
        return True
    named = " ".join((row.cells[0].plain, *(cell.header for cell in row.cells))).lower()
    return thing is not None and thing[1].lower().rstrip("s") not in named


def _said(found: re.Match[str] | None) -> _Said | None:
    if found is None or (found["about"] or "") in ("<", "≤"):
        return None
    how = _how(found)
    digits = len(found["n"].partition(".")[2])
    return _Said(float(found["n"]), "%" if found["by"] == "%" else "x", how, found["word"].lower(), digits)


def _how(found: re.Match[str]) -> str:
    """How exactly a stated change is meant: ``>50%`` and ``50%+`` are a least, ``~50%`` is rough."""
    if found["plus"] or (found["about"] or "") in (">", "≥"):
        return ">="
    return "~" if found["about"] else "="


def _signed(behind: str) -> _Said | None:
    """``(-56%)``, ``(+12.5%)`` behind the figures that it is about."""
    found = _SIGNED.match(behind)
    if found is None:
        return None
    word = "increase" if found["sign"] == "+" else "reduction"
    return _Said(float(found["n"]), "%", "=", word, len(found["n"].partition(".")[2]))


def _compared(
    statement: Statement, said: _Said, old: Amount, new: Amount, words: tuple[str, str]
) -> Iterator[Relation]:
    """What is stated against every way in which people compute it; it disagrees where none of them gives it."""
    if old.unit != new.unit or min(old.lo, new.lo) <= 0 or (old.lo < new.lo <= old.hi) or old.lo != old.hi:
        return
    ways = _ways(said, old, new)
    agreeing = next((way for way in ways if _within(said, *_between(way, old, new))), None)
    if agreeing is None and any(_within(said, *_between(way, _loose(old), _loose(new))) for way in ways):
        return  # right if the round figures were rounded: nobody can tell
    if agreeing is None and _turned(said, old, new):
        return  # it is of what the figures have an effect on: "every 60 s → 120 s, 50% fewer calls"
    plain = (msgspec.structs.replace(each, slack=0.0) for each in (old, new))
    lo, hi = _between(agreeing or ways[0], *plain)
    what = f"{words[0].strip()} to {words[1].strip()} as a {'percentage' if said.by == '%' else 'ratio'}"
    yield Relation(
        statement.line, statement.end_line, said.n, round(lo, 2), said.comparator, what[:80], agreeing is not None,
        (statement.line,), reaching=round(hi, 2) if hi - lo > 0.01 else None,
    )  # fmt: skip


def _turned(said: _Said, old: Amount, new: Amount) -> bool:
    """Whether more is said to be where the figures fall, or less where they rise."""
    more = bool(re.match(_MORE, said.word)) and new.hi < old.lo
    return more or (bool(re.match(_LESS, said.word)) and new.lo > old.hi)


def _loose(given: Amount) -> Amount:
    return msgspec.structs.replace(given, slack=given.loose)


def _ways(said: _Said, old: Amount, new: Amount) -> list[str]:
    less, smaller = bool(re.match(_LESS, said.word)), new.hi < old.lo
    if "target" in said.word:
        return ["part", "inverse"]
    if said.by == "x":
        return ["ratio", "ratio-1"] if said.n >= 1 else ["ratio", "slower"]
    ways = ["cut"] if smaller else ["rise"]
    if not less and smaller:
        ways += ["faster", "faster+1"]
    if not less and not smaller:
        ways.append("part")
    return [*ways, "points"] if old.unit == "%" else ways


def _between(way: str, old: Amount, new: Amount) -> tuple[float, float]:
    """The least and the greatest that one way of computing gives."""
    ends = []
    for b in (old.lo - old.slack, old.lo + old.slack):
        for a in (new.lo - new.slack, new.hi + new.slack):
            ratio = max(a / b, b / a)
            ends.append(
                {
                    "part": 100 * a / b, "inverse": 100 * b / a, "ratio": ratio, "ratio-1": ratio - 1, "slower": 1 / ratio, "cut": 100 * (b - a) / b,
                    "rise": 100 * (a - b) / b, "faster": 100 * (b - a) / a, "faster+1": 100 * b / a, "points": abs(a - b),
                }[way]
            )  # fmt: skip
    return min(ends), max(ends)


def _within(said: _Said, lo: float, hi: float) -> bool:
    slack = 0.5 * 10**-said.digits + 1e-9
    if said.comparator == "~":
        slack = max(slack, 0.1 * said.n)
    if said.comparator == ">=":
        return bool(hi >= said.n - slack)
    down = 10**-said.digits if said.by == "%" else 0.0  # what rounding down takes off
    return bool(lo - max(slack, down) < said.n <= hi + slack)


_PLANNED = regex(r"(?i)^(?:planned|estimated?|expected|sequential|before|original|serial|budget)\b")
_ACTUAL = regex(r"(?i)^(?:actual|real|parallel|after|spent|measured)\b")
_TIMES = regex(
    r"(?i)(?<![\w.,/-])(?P<about>[~≈])?(?P<n>\d{1,4}(?:\.\d{1,3})?)\s?[x×](?P<plus>\+)?\s(?P<word>speed-?up|faster|efficiency|improvement|reduction)\b"
)
_HOURS = regex(
    rf"(?<![\w.,/-])(?P<about>[~≈])?(?P<n>{_F}\s?(?:h|hrs?|hours?|min|mins|minutes?|days?|weeks?))\b"
)


def speedups(document: Document) -> Iterator[Relation]:
    """``Planned: 81 hours``, ``Actual: ~4 hours``, ``20.25x speedup`` among the items of one list."""
    for statement in document.statements:
        found = _TIMES.search(statement.plain[:300]) if statement.kind == "item" and statement.label else None
        if found is None or statement.mood in ("instruction", "requirement"):
            continue
        group = _beside(document, statement)
        old = [h for s in group if _PLANNED.match(s.label) and (h := _times(s))]
        new = [h for s in group if _ACTUAL.match(s.label) and (h := _times(s))]
        if len(old) != 1 or len(new) != 1:
            continue
        for one in old[0]:
            for other in new[0]:
                if one[1].unit != other[1].unit or other[1].lo <= 0:
                    continue
                ratio = one[1].lo / other[1].lo
                rough = found["about"] or one[2] or other[2]
                slack = 0.5 * 10 ** -len(found["n"].partition(".")[2]) + (0.1 * ratio if rough else 0.0)
                if abs(ratio - float(found["n"])) <= slack:
                    yield Relation(
                        statement.line, statement.end_line, float(found["n"]), round(ratio, 2), "=",
                        f"{one[1].lo / 3600:g} / {other[1].lo / 3600:g}" if one[1].unit == "s" else "planned / actual",
                        True, (one[0], other[0]),
                    )  # fmt: skip
                    break


def _beside(document: Document, item: Statement) -> list[Statement]:
    """The items of a list that stand near one of them, itself among them."""
    near = document.statements[max(0, item.index - 8) : item.index + 8]
    return [each for each in near if each.group == item.group and each.kind == "item"]


def _times(statement: Statement) -> list[tuple[int, Amount, bool]]:
    """Every amount of time that a line gives: its line, the amount, whether it is a rough one."""
    found = ((m, amount(m["n"])) for m in _HOURS.finditer(statement.plain[:300]))
    return [(statement.line, a, bool(m["about"])) for m, a in found if a is not None]


_SAVED = regex(
    r"(?i)^(?:total |overall )?(?:savings?|saved|reduction|improvement|change|decrease|increase|gain|difference)s?$"
)
_PART = regex(
    rf"(?i)(?<![\w.,/-])(?P<about>[~≈])?(?P<n>\d{{1,5}}(?:\.\d{{1,3}})?)\s?%(?P<plus>\+)?(?:\s(?P<word>{_LESS}|{_MORE}|{_EITHER})\b)?"
)


_WORKED_OUT = regex(r"\d[^\d\n]{0,60}[+=]\s?[~≈]?\d")
"""More than one figure: "300 lines common + 1,000 lines of each = 1,300"."""


def of_lines(document: Document) -> Iterator[Relation]:
    """``Before: 591 KB``, ``After: 58 KB``, ``Savings: 533 KB (90% reduction)`` among the items of one list."""
    for statement in document.statements:
        found = _PART.search(statement.plain[:200]) if _SAVED.match(statement.label) else None
        if found is None or statement.kind != "item":
            continue
        group = [s for s in _beside(document, statement) if s.label]
        old = [s.plain[len(s.label) :].strip(" :*") for s in group if _BEFORE.fullmatch(s.label)]
        new = [s.plain[len(s.label) :].strip(" :*") for s in group if _AFTER.fullmatch(s.label)]
        one, other = (
            amount(each[0]) if len(each) == 1 and not _WORKED_OUT.search(each[0]) else None
            for each in (old, new)
        )
        if one is None or other is None:
            continue
        word = (found["word"] or statement.label).lower()
        said = _Said(float(found["n"]), "%", _how(found), word, len(found["n"].partition(".")[2]))
        yield from _compared(statement, said, one, other, (old[0][:30], new[0][:30]))


_MARGIN = regex(
    r"(?i)(?<![\w.,/-])(?P<lo>\d{1,3}(?:\.\d{1,3})?)\s?[x×]?\s?[-–]\s?(?P<hi>\d{1,3}(?:\.\d{1,3})?)\s?[x×]\s(?:\w+\s)?(?:above|over|better than|faster than|beyond|below|under)\s(?:all\s|the\s|our\s)?(?:\w+\s)?targets?\b"
)
_CLEAR = 0.1


def margins(document: Document) -> Iterator[Relation]:
    """``1.85x-2.85x above targets`` against the ratios of a table of targets and what was reached. A range in round numbers
    that they do not bear out may be of other figures."""
    said = [
        (s, m) for s in document.statements if s.mood == "report" and s.kind != "row" and (m := _margin(s))
    ]
    ratios = _ratios(document) if said else []
    if len(ratios) < 2:
        return
    given = (min(r for _, r in ratios), max(r for _, r in ratios))
    lines = tuple(dict.fromkeys(line for line, _ in ratios))
    for statement, found in said:
        stated = sorted((float(found["lo"]), float(found["hi"])))
        off = [abs(said - real) > _CLEAR * real for said, real in zip(stated, given, strict=True)]
        worked_out = "." in found["lo"] and "." in found["hi"]
        if not any(off) or (all(off) and worked_out):  # one end alone may leave out a row for a reason
            yield Relation(
                statement.line, statement.end_line, stated[0], round(given[0], 2), "=",
                f"ratios of targets and what was reached on lines {lines[0]}-{lines[-1]}", not any(off), lines,
                upto=stated[1], reaching=round(given[1], 2),
            )  # fmt: skip


def _margin(statement: Statement) -> re.Match[str] | None:
    return _MARGIN.search(statement.plain[:500])


def _ratios(document: Document) -> list[tuple[int, float]]:
    """For every row with a target and what was reached: the line, and the ratio of the nearer end, 1 or more."""
    found = []
    for row in document.statements:
        goal = [c for c in row.cells if _GOAL.match(c.header)]
        real = [c for c in row.cells if _AFTER.match(c.header)]
        one = amount(goal[0].plain) if len(goal) == 1 else None
        other = amount(real[0].plain) if len(real) == 1 else None
        if one is not None and other is not None and one.unit == other.unit and min(one.lo, other.lo) > 0:
            ends = (
                (one.lo / other.hi, one.lo / other.lo)
                if other.hi <= one.lo
                else (other.lo / one.lo, other.hi / one.lo)
            )
            found += [(row.line, ends[0]), (row.line, ends[1])]
    return found

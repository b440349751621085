"""Results that make a whole, gaps and gains: numbers of one line or one block that the others of it give.

What they do not give may have been worked out otherwise: only a change between two figures of one line disagrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checks.claims import _numbers
from checks.claims._sums import Relation, share
from checks.documents.model import Document, Statement
from checks.patterns import regex

_F = _numbers.FIGURE
_WAYS = (
    r"pass(?:ed|ing|es)?|fail(?:ed|ing|ures?|s)?|warn(?:ed|ings?)?|skip(?:ped|s)?|pending|todo|errors?|errored|blocked|flaky|"
    r"partial(?:ly)?|xfail(?:ed)?|not run|succeeded|successful|ignored|cancell?ed"
)
_RESULT = regex(rf"(?i)(?<![\w.,/-])(?P<n>{_F})\s(?:tests?\s|suites?\s)?(?P<how>{_WAYS})\b")
_JOINED = regex(r"(?i)[\W_]{1,8}(?:and\s)?")
_WHOLE = regex(
    rf"(?i)(?<![\w.,/-])(?P<n>{_F})\s(?:in )?total\b|\b(?:out of|total(?: tests)?:?)\s(?P<n2>{_F})\b|(?<![\w.,/-])(?P<n3>{_F})\s(?:[a-z]+\s){{0,2}}?(?:tests|cases|scenarios|suites|checks|specs)\b"
)
_LINE = regex(
    rf"^[\W_]*(?P<name>[A-Za-z][A-Za-z /-]{{1,30}}?)\s?:\s{{1,12}}(?P<sign>[-+−–~<>≥≤]{{0,2}})\s?(?P<n>{_F})\s?(?P<unit>%|[A-Za-z]{{0,12}})"
)
_GOAL = regex(r"(?i)^(?:target|goal|budget|required|threshold|planned)\b")
_REAL = regex(r"(?i)^(?:actual|current|achieved|result|now|measured|reached)\b")
_GAP = regex(r"(?i)^(?:gap|difference|delta|shortfall|remaining|variance|missing|to go|margin)\b")
_PAIRS = 20  # figures before and after of one drawing
_NEAR = 4  # lines between a target, what was reached, and the gap
_MISSED = regex(
    r"(?i)(?<![\d.])(?P<goal>\d{1,3}(?:\.\d{1,2})?)\s?%\s(?:\w+\s){0,2}?(?:goal|target|threshold|requirement)?\s?by\s(?P<gap>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|percentage points|pp|points)"
)
_PERCENT = regex(r"(?<![\d.,])(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?%")
_RATE_LINE = regex(
    r"(?i)^[\W_]*(?:[a-z]+\s){0,3}?(?:rate|share|percentage|coverage|success|completion|progress)\s?:\s{1,12}(?P<pct>\d{1,3}(?:\.\d{1,2})?)\s?%"
)
_RATE_BEHIND = regex(r"[\W_]{1,4}(?P<pct>\d{1,3}(?:\.\d{1,2})?)\s?%")
_GOOD = regex(r"(?i)^(?:pass|succe)")
# A range ("+6-8 hours") is what somebody reckons with, no difference.
_SIGNED = regex(
    rf"(?<!\d)(?P<sign>[+−–-])\s?(?P<n>{_F})(?P<pct>\s?%)?(?:\s(?P<unit>[A-Za-z]{{2,20}}))?(?![\w.,]*\d|%?\s?[−–-]\s?\d)"
)
_CHANGED = regex(
    rf"(?i)(?<![\w.,/-])(?P<old>{_F})\s?(?P<unit>%|[A-Za-z]{{1,12}})?\s?(?:→|->|=>|\bto\b|\bdown to\b|\bup to\b)\s?(?P<new>{_F})\s?(?P<again>%|[A-Za-z]{{1,12}})?\s?\((?P<by>[+−–-]\s?\d[^()]{{0,60}})\)"
)
_TWO = regex(
    rf"^[\W_]*(?P<old>{_F})(?P<pct>\s?%)?\s(?P<what>[A-Za-z][A-Za-z ]{{2,24}}?)[\W_]{{3,60}}(?P<new>{_F})(?P<pct2>\s?%)?\s(?P=what)[\W_]*$"
)


def of_results(document: Document) -> Iterator[Relation]:
    """``13 PASS / 5 WARN / 2 FAIL out of 20 tests``: results that make all that ran, and their rate on a line beside."""
    for statement in document.statements:
        if statement.mood in ("instruction", "requirement") or _quotes(statement):
            continue
        text = statement.plain[:600]
        for run in _runs(text):
            total = sum(_numbers.value(m["n"]) for m in run)
            told = _RATE_BEHIND.match(text, run[-1].end()) if len(run) > 1 and total else None
            if told and _GOOD.match(run[0]["how"]):
                good = sum(_numbers.value(m["n"]) for m in run if _GOOD.match(m["how"]))
                rate = share(statement.line, statement.end_line, good, total, told["pct"], (statement.line,))
                if rate.agrees:
                    yield rate
            inside = (run[0].start(), run[-1].end())
            whole = next((w for w in _wholes(text, inside) if w == total), None)
            if len(run) > 1 and whole is not None:
                what = " + ".join(f"{m['n']} {m['how'].lower()}" for m in run[:6])
                yield Relation(
                    statement.line, statement.end_line, total, total, "=", what, True, (statement.line,)
                )
                yield from _rates_beside(document, statement, run, total)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The results that stand one behind another."""
    run: list[re.Match[str]] = []
    for found in _RESULT.finditer(text):
        if run and not _JOINED.fullmatch(text, run[-1].end(), found.start()):
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _wholes(text: str, inside: tuple[int, int]) -> Iterator[float]:
    """The numbers of all that ran, outside the results."""
    for found in _WHOLE.finditer(text):
        if found.end() <= inside[0] or found.start() >= inside[1]:
            yield _numbers.value(found["n"] or found["n2"] or found["n3"])


def _rates_beside(
    document: Document, statement: Statement, run: Sequence[re.Match[str]], total: float
) -> Iterator[Relation]:
    good = sum(_numbers.value(m["n"]) for m in run if _GOOD.match(m["how"]))
    for each in document.since(statement.index + 1, statement.index + 3):
        told = _RATE_LINE.match(each.plain[:200]) if each.kind == statement.kind else None
        if told and total and each.headings == statement.headings:
            rate = share(each.line, each.end_line, good, total, told["pct"], (statement.line, each.line))
            if rate.agrees:
                yield rate
            return


def of_gaps(document: Document) -> Iterator[Relation]:
    """``Target: 70%``, ``Actual: 46.65%``, ``Gap: -23.35%``; ``missed the 95% goal by 18.2%`` of 76.8 %."""
    percents: set[float] | None = None
    for statement in document.statements:
        if statement.mood in ("instruction", "requirement") or _quotes(statement):
            continue
        gap = _LINE.match(statement.plain[:120])
        if gap and _GAP.match(gap["name"]):
            yield from _between(document, statement, gap)
        for missed in _MISSED.finditer(statement.plain[:400]):
            if percents is None:
                percents = {
                    float(m["n"]) for s in document.statements for m in _PERCENT.finditer(s.plain[:500])
                }
            goal, by = float(missed["goal"]), float(missed["gap"])
            if any(round(each, 2) in percents for each in (goal - by, goal + by)):
                yield Relation(
                    statement.line, statement.end_line, by, by, "=", f"what is short of {goal:g}%", True, (statement.line,)
                )  # fmt: skip


def _between(document: Document, statement: Statement, gap: re.Match[str]) -> Iterator[Relation]:
    """A gap against the target and what was reached, on the lines right above it."""
    near = document.statements[max(0, statement.index - _NEAR) : statement.index]
    told = [(s, m) for s in near if s.kind == statement.kind and (m := _LINE.match(s.plain[:120]))]
    goals = [(s, m) for s, m in told if _GOAL.match(m["name"]) and m["unit"].lower() == gap["unit"].lower()]
    reals = [(s, m) for s, m in told if _REAL.match(m["name"]) and m["unit"].lower() == gap["unit"].lower()]
    if len(goals) == len(reals) == 1:
        one, other = _numbers.value(goals[0][1]["n"]), _numbers.value(reals[0][1]["n"])
        stated = _numbers.value(gap["n"])
        if round(abs(one - other), 6) == stated:
            lines = (goals[0][0].line, reals[0][0].line)
            yield Relation(
                statement.line, statement.end_line, stated, stated, "=", f"{one:g} - {other:g}", True, lines
            )


def of_changes(document: Document) -> Iterator[Relation]:
    """``from 574 lines to 484 lines (-90 lines, -15.7%)`` in a line, and ``+638 tests (+17.8%)`` below a drawing of before
    and after."""
    drawn: dict[int, list[re.Match[str]]] = {}
    for statement in document.statements:
        if statement.mood in ("instruction", "requirement") or _quotes(statement):
            continue
        for found in _CHANGED.finditer(statement.plain[:600]):
            yield from _moved(statement, found)
        if statement.fence is not None:
            pairs = drawn.setdefault(statement.fence.line, [])
            two = _TWO.match(statement.plain[:200])
            if two is not None:
                pairs[_PAIRS:] = [two]
            elif pairs:
                yield from _drawn(statement, pairs)


def _moved(statement: Statement, found: re.Match[str]) -> Iterator[Relation]:
    old, new = _numbers.value(found["old"]), _numbers.value(found["new"])
    unit = (found["again"] or found["unit"] or "").lower().rstrip("s")
    if (found["unit"] or unit).lower().rstrip("s") != unit:
        return
    for by in _SIGNED.finditer(found["by"]):
        if by["pct"] and unit != "%":
            if old:
                rate = share(statement.line, statement.end_line, abs(new - old), old, _digits(by["n"]))
                if rate.agrees:
                    yield rate
        elif (by["unit"] or unit).lower().rstrip("s") == unit or by["pct"]:
            told = _difference(statement, by, old, new)
            if told.agrees or not (by["pct"] and old):
                yield told
                continue
            rate = share(statement.line, statement.end_line, abs(new - old), old, _digits(by["n"]))
            yield rate if rate.agrees else told  # points and per cent of a percentage are both written "%"


def _difference(statement: Statement, by: re.Match[str], old: float, new: float) -> Relation:
    stated, computed = _numbers.value(by["n"]), round(abs(new - old), 6)
    return Relation(
        statement.line, statement.end_line, stated, computed, "=", f"{old:g} to {new:g} as a difference", stated == computed, (statement.line,)
    )  # fmt: skip


def _drawn(statement: Statement, pairs: Sequence[re.Match[str]]) -> Iterator[Relation]:
    """A change below a drawing against the pair of figures that gives it."""
    signed = _SIGNED.match(statement.plain.strip()[:120])
    for pair in pairs if signed else ():
        old, new = _numbers.value(pair["old"]), _numbers.value(pair["new"])
        if signed is None or bool(signed["pct"]) != bool(pair["pct"]):
            continue
        told = _difference(statement, signed, old, new)
        if told.agrees:
            yield told
            behind = _SIGNED.search(statement.plain.strip()[:120], signed.end())
            if behind is not None and behind["pct"] and old and not pair["pct"]:
                rate = share(statement.line, statement.end_line, abs(new - old), old, _digits(behind["n"]))
                if rate.agrees:
                    yield rate
            return


def of_goals(document: Document) -> Iterator[Relation]:
    """``| Tests added | 500+ | 638 | 128% |`` below "Target" and "Actual": how much of the target was reached."""
    for row in document.statements:
        if not row.cells:
            continue
        goals = [c for c in row.cells if _GOAL.match(c.header.strip(" *"))]
        reals = [c for c in row.cells if _REAL.match(c.header.strip(" *"))]
        if len(goals) != 1 or len(reals) != 1:
            continue
        one, other = (re.match(rf"\W{{0,3}}({_F})", c.plain) for c in (goals[0], reals[0]))
        for cell in row.cells[1:]:
            told = re.fullmatch(r"\W{0,4}(\d{1,3}(?:\.\d{1,2})?)\s?%\W{0,3}", cell.plain)
            if told and one and other and cell not in (goals[0], reals[0]) and _numbers.value(one[1]):
                part, whole = _numbers.value(other[1]), _numbers.value(one[1])
                rate = share(row.line, row.end_line, part, whole, told[1], (row.line,))
                if rate.agrees:
                    yield rate


def _digits(figure: str) -> str:
    return figure.replace(",", "")


def _quotes(statement: Statement) -> bool:
    """Whether a line is of a file's content, or typed."""
    return statement.fence is not None and statement.fence.shows in ("content", "command")

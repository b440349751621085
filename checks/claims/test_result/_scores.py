"""Results of runs that stand in columns and lists: "Tests Passed: 27/28" in a row, "Login | PASS", "Carts: 12/12 ✅"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import _numbers, _subjects
from checks.claims.test_result._runs import Ran
from checks.documents.model import Cell, Document, Statement
from checks.patterns import regex

_N = r"\d{1,3}(?:,\d{3})+|\d{1,6}"
_PASSED = regex(
    r"(?i)^\W*(?:(?:tests?|cases?|specs?)\s)?(?P<how>passed|passing|pass|failed|failing|fail|failures)(?:\s(?:tests?|cases?|specs?))?\W*$"
)
_TESTS = regex(
    r"(?i)^\W*(?:\w+\s)?(?:tests?|specs?|(?:test )?cases|test results?|results?|passed/total|pass/total)\W*$"
)
_VERDICT_COLUMN = regex(
    r"(?i)^\W*(?:(?:status|results?|verdict)\s?\(?\s?pass\s?/\s?fail\)?|status|results?|outcome|verdict|pass(?:ed)?\s?/\s?fail(?:ed)?|)\W*$"
)
_TRIED = regex(
    r"(?i)\b(?:tests?|cases?|scenarios?|checks?|endpoints?|routes?|suites?|specs?|steps?|validations?)\b"
)
_GOAL = regex(r"(?i)\b(?:targets?|thresholds?|goals?|budgets?|sla|limits?|benchmarks?|metrics?)\b")
_VERDICT = regex(
    r"^\W*(?:(?i:all) )?(?:(?i:tests?) )?(?P<how>PASS(?:ED|ES|ING)?|FAIL(?:ED|S)?|[Pp]ass(?:ed|es|ing)?|[Ff]ail(?:ed|s|ing)?)\W*$"
)
_FRACTION = regex(
    rf"^[^\w\d]*(?P<n>{_N})\s?(?:/|of|out of)\s?(?P<of>{_N})(?![\w/.-]|\s?/)(?P<behind>[^\n]{{0,60}})$"
)
_PLAIN = regex(rf"^\W*(?P<n>{_N})\W*$")
_LINE = regex(
    rf"^\W*(?P<what>[A-Za-z][^:|\n]{{1,60}}?)(?:\s?[:–—-]\s{{0,30}}|\s{{2,40}})(?P<n>{_N})\s?/\s?(?P<of>{_N})(?![\w/.-]|\s?/)(?P<behind>[^\n]{{0,60}})$"
)
_JUDGED = regex(
    r"^\s*(?P<mark>\[(?:TEST|CHECK|STEP|Test|Check|Step)\s?#?\d{1,3}\]\s)?(?P<what>[A-Za-z][\w &/+,'-]{2,60}?)(?:\s{2,40}|\s?\.{3,60}\s?)\W{0,3}(?P<how>PASS(?:ED)?|FAIL(?:ED)?)\W*$"
)
"""What is printed of each thing that was tried: ``[TEST 1] Order module      PASS``."""
_BEHIND = regex(
    r"(?i)^\W*(?:tests?|passed|passing|pass|ok|green|success(?:es|ful|fully)?|perfect|\d{1,3}(?:\.\d+)?\s?%|[\s\W])*(?:\([^()]{0,40}\))?\W*$"
)
_NO_TESTS = regex(
    r"(?i)\b(?:scores?|ratings?|quality|tasks?|phases?|progress|features?|requirements?|criteria|readiness|files?|pages?|grades?|priority|days?|date|"
    r"steps?|sprints?|milestones?|stories|points?|coverage|stars?|uptime|capacity|memory)\b"
)
_COVERAGE = regex(
    r"(?i)^\W*(?:(?:tests?|code|lines?|branch(?:es)?|statements?)\s)?(?:coverage|cov)\W*$|^\W*cover\W*$"
)
_SHARE = regex(r"^\W{0,3}(?P<n>\d{1,3}(?:\.\d{1,3})?)\s?%(?P<more>\+)?\W*$")
_ABOUT_TESTS = regex(r"(?i)\b(?:tests?|testing|passed|passing|suites?|specs?)\b")
_NO_RUN = regex(r"(?i)\b(?:guide|instructions?|plan|strategy|checklist|how to|commands?)\b")
_ALL = regex(r"(?i)^\W*(?:(?:grand |overall )?totals?|overall|all|sum|summary|combined)\b")
_COUNT = regex(r"(?i)^\W*(?:total|tests?|all|total tests|tests? total|count|run|tests? run|cases)\W*$")


def of(document: Document, statement: Statement) -> Iterator[Ran]:
    """The tests that pass or fail by a row's columns, or by a line of a list or an output below words on tests."""
    if statement.kind == "row":
        yield from _of_row(document, statement)
    elif statement.kind in ("item", "code"):
        yield from _of_line(document, statement)


def coverage(row: Statement) -> Iterator[Ran]:
    """``| Carts | 94% |`` in a column that is called coverage."""
    for cell in row.cells[1:]:
        share = _SHARE.match(cell.plain) if _COVERAGE.match(cell.header) and not cell.before else None
        if share is not None and cell.mood == "report":
            yield Ran(
                "coverage",
                float(share["n"]),
                None,
                ">=" if share["more"] else "=",
                _scope(row.cells[0].plain),
            )


def _of_row(document: Document, row: Statement) -> Iterator[Ran]:
    cells = [c for c in row.cells if c.mood in ("report", "requirement") and not c.before]
    name = row.cells[0].plain if row.cells else ""
    numbered = [c for c in cells[1:] if (found := _PASSED.match(c.header)) and _result(c, found)]
    for cell in numbered:
        found = _PASSED.match(cell.header)
        told = _result(cell, found) if found else None
        if told is None or (found and _failed(found["how"]) and told[0] == 0):
            continue
        whole = told[1] or _whole(row)
        how = "failed" if found and _failed(found["how"]) else "passed"
        yield Ran(how, float(told[0]), whole, "=", _scope(name))
        return
    if any(_GOAL.search(c.header) for c in row.cells):
        return
    for cell in cells[1:]:
        ran = _fraction(cell, name) or _verdict(document, row, cell, name)
        if ran is not None:
            yield ran
            return


def _result(cell: Cell, header: re.Match[str] | None) -> tuple[int, int | None] | None:
    """What a cell of a column of tests that pass or fail gives: how many, of how many."""
    if header is None:
        return None
    found = _FRACTION.match(cell.plain)
    if found and _BEHIND.match(found["behind"]):
        return _whole_number(found["n"]), _whole_number(found["of"])
    plain = _PLAIN.match(cell.plain)
    return (_whole_number(plain["n"]), None) if plain else None


def _whole(row: Statement) -> int | None:
    """How many tests there are by a row's own column."""
    counts = [m for c in row.cells[1:] if _COUNT.match(c.header) and (m := _PLAIN.match(c.plain))]
    return _whole_number(counts[0]["n"]) if len(counts) == 1 else None


def _fraction(cell: Cell, name: str) -> Ran | None:
    """``| Carts | 12/12 |`` in a column of tests."""
    found = _FRACTION.match(cell.plain) if _TESTS.match(cell.header) else None
    if found is None or not _BEHIND.match(found["behind"]) or _NO_TESTS.search(name):
        return None
    n, every = _whole_number(found["n"]), _whole_number(found["of"])
    return Ran("passed", float(n), every, "=", _scope(name)) if n <= every else None


def _verdict(document: Document, row: Statement, cell: Cell, name: str) -> Ran | None:
    """``| Login | ✅ PASS |`` in a table of what was tried out."""
    found = _VERDICT.match(cell.plain) if _VERDICT_COLUMN.match(cell.header) else None
    if found is None:
        return None
    tried = (
        any(_TRIED.search(c.header) for c in row.cells)
        or "fail" in cell.header.lower()
        or _about_tests(document, row)
    )
    how = "failed" if _failed(found["how"]) else "passed"
    return Ran(how, found["how"].lower(), scope=_scope(name)) if tried else None


def _of_line(document: Document, statement: Statement) -> Iterator[Ran]:
    """``Carts: 12/12 ✅`` below words on tests."""
    if statement.kind == "code" and (judged := _JUDGED.match(statement.plain[:200])):
        if judged["mark"] or _about_tests(document, statement):
            how = "failed" if _failed(judged["how"]) else "passed"
            yield Ran(how, judged["how"].lower(), scope=_scope(judged["what"]))
        return
    found = _LINE.match(statement.plain[:200])
    if found is None or not _BEHIND.match(found["behind"]) or _NO_TESTS.search(found["what"]):
        return
    n, every = _whole_number(found["n"]), _whole_number(found["of"])
    if n <= every and (_ABOUT_TESTS.search(found["what"]) or _about_tests(document, statement)):
        yield Ran("passed", float(n), every, "=", _scope(found["what"]))


def _about_tests(document: Document, statement: Statement) -> bool:
    """Whether the words right above speak of tests that were run."""
    above = [s.plain for s in _subjects.above(document, statement)][:1]
    near = [*above, *(h.plain for h in statement.headings[-1:])]
    title = [h.plain for h in statement.headings[:1] if len(h.plain) < 80]
    return any(_ABOUT_TESTS.search(text) and not _NO_RUN.search(text) for text in (*near, *title))


def _scope(name: str) -> str | None:
    words = " ".join(re.findall(r"[\w/&-]+", name)).lower()
    return None if not words or _ALL.match(words) else words[:80]


def _failed(how: str) -> bool:
    return how.lower().startswith("fail")


def _whole_number(figure: str) -> int:
    return int(_numbers.value(figure))

"""Reports of runs that a repository keeps: JUnit, Cobertura, lcov, Istanbul's and coverage.py's summaries.

Sources: https://github.com/testmoapp/junitxml, https://cobertura.github.io/cobertura/ (``line-rate``),
https://github.com/linux-test-project/lcov (``LF``, ``LH``), https://istanbul.js.org/docs/advanced/alternative-reporters/
(``json-summary``), https://coverage.readthedocs.io/en/latest/cmd.html#cmd-json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.patterns import regex
from checks.snapshot import Snapshot

_JUNIT = regex(
    r"(?i)(?:^|/)(?:[\w.-]*junit[\w.-]*|test[-_]?results?[\w.-]*|test-[\w.-]+|pytest[\w.-]*)\.xml$"
)
_JEST = regex(r"(?i)(?:^|/)(?:jest|test|vitest)[-_.]?(?:results?|report|output)[\w.-]*\.json$")
_COVERAGE = regex(
    r"(?i)(?:^|/)(?:coverage(?:-summary|-final)?\.(?:xml|json)|cobertura[\w.-]*\.xml|lcov\.info)$"
)
_SUITE = re.compile(rb"<(testsuites?)\b([^<>]{0,2000})>")
_NUMBER = re.compile(rb'\b(tests|failures|errors|skipped|disabled)\s*=\s*["\'](\d{1,9})["\']')
_RATE = re.compile(rb'<coverage\b[^<>]{0,1000}?\bline-rate\s*=\s*["\'](\d(?:\.\d{1,17})?)["\']')
_LIMIT = 5_000_000


class Tests(msgspec.Struct, frozen=True):
    """What a report says of tests: how many ran, how many of them failed or were left out."""

    __test__ = False

    path: str
    total: int
    failed: int
    skipped: int = 0

    @property
    def passed(self) -> int:
        """How many passed."""
        return self.total - self.failed - self.skipped


class Coverage(msgspec.Struct, frozen=True):
    """The share of lines that a report says are covered, in percent."""

    path: str
    percent: float


def tests(snapshot: Snapshot) -> tuple[Tests, ...]:
    """Every kept report on tests."""
    return tuple(_tests(snapshot))


def _tests(snapshot: Snapshot) -> Iterator[Tests]:
    for path in sorted(snapshot.tree):
        kind = _JUNIT.search(path) or _JEST.search(path)
        data = snapshot.text(path) if kind and snapshot.tree[path].size <= _LIMIT else None
        if data:
            found = _junit(path, data) if path.lower().endswith(".xml") else _jest(path, data)
            if found is not None:
                yield found


def _junit(path: str, data: bytes) -> Tests | None:
    """The sums of a JUnit file: its outermost element's, or those of all its suites."""
    sums: list[dict[bytes, int]] = []
    for match in _SUITE.finditer(data):
        numbers = {name: int(value) for name, value in _NUMBER.findall(match[2])}
        if b"tests" in numbers:
            if match[1] == b"testsuites":
                sums = [numbers]
                break
            sums.append(numbers)
    if not sums:
        return None
    total, failures, errors, skipped = (
        sum(n.get(k, 0) for n in sums) for k in (b"tests", b"failures", b"errors", b"skipped")
    )
    return Tests(path, total, failures + errors, skipped)


class _Jest(msgspec.Struct):
    numTotalTests: int  # noqa: N815
    numFailedTests: int = 0  # noqa: N815
    numPendingTests: int = 0  # noqa: N815


def _jest(path: str, data: bytes) -> Tests | None:
    try:
        found = msgspec.json.decode(data, type=_Jest)
    except (msgspec.DecodeError, RecursionError):
        return None
    return Tests(path, found.numTotalTests, found.numFailedTests, found.numPendingTests)


def coverage(snapshot: Snapshot) -> tuple[Coverage, ...]:
    """Every kept report on coverage."""
    found = []
    for path in sorted(snapshot.tree):
        data = snapshot.text(path) if _COVERAGE.search(path) and snapshot.tree[path].size <= _LIMIT else None
        percent = _percent(path, data) if data else None
        if percent is not None:
            found.append(Coverage(path, percent))
    return tuple(found)


class _Pct(msgspec.Struct):
    pct: float


class _Lines(msgspec.Struct):
    lines: _Pct


class _Totals(msgspec.Struct):
    percent_covered: float


class _Summary(msgspec.Struct):
    total: _Lines | None = None
    totals: _Totals | None = None


def _percent(path: str, data: bytes) -> float | None:
    if path.lower().endswith(".xml"):
        rate = _RATE.search(data)
        return float(rate[1]) * 100 if rate else None
    if path.lower().endswith(".info"):
        found, hit = (
            sum(int(n) for n in re.findall(rb"(?m)^" + key + rb":(\d{1,9})\r?$", data))
            for key in (b"LF", b"LH")
        )
        return hit * 100 / found if found else None
    try:
        summary = msgspec.json.decode(data, type=_Summary)
    except (msgspec.DecodeError, RecursionError):
        return None
    if summary.total is not None:
        return summary.total.lines.pct
    return summary.totals.percent_covered if summary.totals else None

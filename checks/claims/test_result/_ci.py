"""What the CI results of a head say of a claimed result: which runs speak of it, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.model import Claim, Place, Truth, Verdict
from checks.patterns import regex
from checks.snapshot import TestRecord

_SHOWS = {
    "tests": regex(
        r"(?i)(?<![a-z])(?:unit|integration|e2e)?[-_ ]?tests?(?:ing|suite)?(?![a-z])|"
        r"(?<![a-z])(?:pytest|jest|vitest|mocha|playwright|cypress|rspec|phpunit|specs?|e2e|tox|nox)(?![a-z])"
    ),
    "coverage": regex(r"(?i)(?<![a-z])(?:coverage|codecov|coveralls)(?![a-z])"),
    "lint": regex(
        r"(?i)(?<![a-z])(?:lint\w{0,6}|\w{0,6}lint|ruff|flake8|black|prettier|format\w{0,6}|style|pre-?commit|biome)(?![a-z])"
    ),
    "build": regex(r"(?i)(?<![a-z])(?:builds?|building|compil\w{1,6}|bundle|docker)(?![a-z])"),
    "types": regex(r"(?i)(?<![a-z])(?:type-?_?\s?check\w{0,4}|types?|tsc|mypy|pyright)(?![a-z])"),
    "other": regex(
        r"(?i)(?<![a-z])(?:deploy\w{0,6}|preview|publish|release|security|codeql|audit|scan|docs?|title|label\w{0,3}|links?|"
        r"spell\w{0,6}|license|semantic|bench\w{0,6}|perf\w{0,9}|experimental|nightly|canary|optional|allow\w{0,3}[ -]fail\w{0,4})(?![a-z])"
    ),
}
"""What a run is called that shows a measure; ``other`` are runs whose failure says nothing of these."""

_MEASURES = {"passed": "tests", "failed": "tests", "coverage": "coverage", "lint": "lint", "build": "build", "types": "types"}  # fmt: skip
_FAILED = frozenset(("failure", "timed_out", "error"))
_COUNTS = regex(r"(?i)(?<![\d.,])(\d{1,7})\s(?:tests?\s)?(passed|passing|failed|failing|failures?)\b")
_PERCENT = regex(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3})?)\s?%")
_PART = regex(r"(?i)(?<![a-z])(?:patch|diff|changes?|delta|new)(?![a-z])")
_TOLERANCE = 1.5


def verdict(claim: Claim, record: Sequence[TestRecord]) -> Verdict | None:
    """The verdict of the head's runs on a claimed result, or None where none of them speaks of it for certain.

    A run that shows several things at once ("build and test") can bear a claim out and cannot refute one; nor can
    runs that disagree, or that have not ended.
    """
    measure = _MEASURES.get(str(claim.subject["measure"]))
    scope = claim.subject.get("scope")
    if measure is None or (scope and not (measure == "lint" and scope == "errors")):
        return None
    runs = [run for run in record if measure in _shown(run) and "other" not in _shown(run)]
    if measure == "coverage":
        return _coverage(claim, runs)
    return _said(claim, runs) or _ended(claim, runs)


def speaks(run: TestRecord) -> bool:
    """Whether a run shows anything that is claimed: what others say makes no difference to any verdict."""
    shown = _shown(run)
    return bool(shown) and "other" not in shown


def _shown(run: TestRecord) -> frozenset[str]:
    """What a run shows, by its name."""
    return frozenset(what for what, words in _SHOWS.items() if words.search(run.name[:200]))


def _coverage(claim: Claim, runs: Sequence[TestRecord]) -> Verdict | None:
    """A service that says the share of the whole in its summary (a run may pass at any)."""
    value = claim.subject["value"]
    whole = [run for run in runs if not _PART.search(run.name) and run.conclusion]
    found = [(run, _PERCENT.search(run.summary[:300])) for run in whole]
    said = [(run, float(share[1])) for run, share in found if share]
    if len(said) != 1 or not isinstance(value, int | float):
        return None
    run, share = said[0]
    more = claim.subject.get("comparator") == ">="
    holds = share >= value - _TOLERANCE and (more or share <= value + _TOLERANCE)
    return _verdict(holds, f"{_called(run)} of this head says {share:g} %.", [run])


def _said(claim: Claim, runs: Sequence[TestRecord]) -> Verdict | None:
    """The numbers that one run gives of tests."""
    value, of = claim.subject["value"], claim.subject.get("of")
    counted = [(run, counts) for run in runs if run.conclusion and (counts := _counts(run))]
    if len(counted) != 1 or _MEASURES[str(claim.subject["measure"])] != "tests":
        return None
    run, counts = counted[0]
    wanted = "passed" if claim.subject["measure"] == "passed" else "failed"
    if not isinstance(value, int | float) or wanted not in counts or "%" in claim.text:
        return None
    total = sum(counts.values())
    words = ", ".join(f"{n} {what}" for what, n in counts.items())
    if counts[wanted] == value and (of is None or of == total):
        return _verdict(True, f"{_called(run)} of this head says {words}.", [run])
    return None  # a run may hold a part of the tests, or more than there were when this was written


def _counts(run: TestRecord) -> dict[str, int]:
    """How many tests passed and failed, as a run's summary says."""
    found: dict[str, int] = {}
    for number, word in _COUNTS.findall(run.summary[:300]):
        found.setdefault("passed" if word.lower().startswith("pass") else "failed", int(number))
    return found


def _ended(claim: Claim, runs: Sequence[TestRecord]) -> Verdict | None:
    """How the runs ended: red refutes that nothing fails, green bears it out."""
    failed = [run for run in runs if run.conclusion in _FAILED]
    passed = [run for run in runs if run.conclusion == "success"]
    if any(not run.conclusion for run in runs):
        return Verdict("unverifiable", f"{_called(runs[0])} of this head has not ended.", _places(runs))
    if failed:
        certain = [
            run for run in failed if len(_shown(run)) == 1 and run.name not in {p.name for p in passed}
        ]
        if not certain or not _clean(claim):
            return None
        return _verdict(False, f"{_called(certain[0])} of this head failed.", certain)
    if passed and _clean(claim) and not _numbered(claim):
        return _verdict(True, f"{_called(passed[0])} of this head passed.", passed)
    return None


def _clean(claim: Claim) -> bool:
    """Whether it is said that nothing fails: "all tests pass", "57/57", "0 failed", "lint: 0 errors"."""
    value, of, measure = claim.subject["value"], claim.subject.get("of"), claim.subject["measure"]
    if not isinstance(value, int | float):
        return not re.match(r"(?i)fail", str(value)) and measure != "failed"
    if measure in ("failed", "lint"):
        return value == 0
    return of is None or value == of


def _numbered(claim: Claim) -> bool:
    """Whether a number is said that the colour of a run does not show."""
    value = claim.subject["value"]
    return isinstance(value, int | float) and not (value == 0 or (value == 100 and "%" in claim.text))


def _called(run: TestRecord) -> str:
    return f"The run “{run.name[:80]}”"


def _verdict(holds: bool, words: str, runs: Sequence[TestRecord]) -> Verdict:
    truth: Truth = "supported" if holds else "refuted"
    return Verdict(truth, words, _places(runs))


def _places(runs: Sequence[TestRecord]) -> tuple[Place, ...]:
    return tuple(
        Place(run.path or run.name[:120], note=run.conclusion or "not ended", url=run.url)
        for run in runs[:3]
        if run.path or run.url
    )

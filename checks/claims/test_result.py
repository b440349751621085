"""`test-result`: tests pass, so much is covered, the build works: what a run showed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from checks.claims import Ground, _ci, _reports, _runs, _subjects
from checks.claims._reports import Tests
from checks.documents.model import Document
from checks.model import Claim, Place, Verdict
from checks.snapshot import Snapshot, TestRecord

KIND = "test-result"
_TIMELINE = re.compile(r"(?i)\b(?:timeline|history|chronology|log)\b")
_CLOCK = re.compile(r"\W{0,4}\d{1,2}:\d\d\b")


def ask(claims: Sequence[Claim], snapshot: Snapshot) -> Snapshot:
    """The snapshot with the results of the head's runs, if a claim speaks of the head."""
    if snapshot.source is None or not any(claim.when == "head" for claim in claims):
        return snapshot
    return replace(snapshot, record=(*snapshot.record, *snapshot.source.results()))


def weighs(result: TestRecord) -> bool:
    """Whether a result can decide such a claim."""
    return _ci.speaks(result)


def find(document: Document) -> Iterator[Claim]:
    """The results of runs that a document reports."""
    for statement in _subjects.reports(document):
        if any(_TIMELINE.search(h.plain) for h in statement.headings[-1:]) and _CLOCK.match(statement.plain):
            continue  # how it went at some time, not how it is
        for ran in _runs.of(document, statement):
            value = int(ran.value) if isinstance(ran.value, float) and ran.value.is_integer() else ran.value
            subject = {
                "measure": ran.measure, "value": value, "of": ran.of, "comparator": ran.comparator, "scope": ran.scope,
            }  # fmt: skip
            yield _subjects.claim(document, statement, KIND, subject)


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks at CI results of the head and at reports that the repository keeps. Nothing else shows a run."""
    if claim.when == "head":
        measure = str(claim.subject["measure"])
        shown = _by_report(measure, claim, ground) or _ci.verdict(claim, ground.snapshot.record)
        if shown is not None:
            return shown
    return Verdict("unverifiable", "No CI result and no committed report shows such a run.")


def _by_report(measure: str, claim: Claim, ground: Ground) -> Verdict | None:
    """The verdict of committed reports, if there is one that speaks of the same."""
    if claim.subject.get("scope"):
        return None
    if measure in ("passed", "failed"):
        reports = _reports.tests(ground.snapshot)
        return _against_tests(measure, claim, reports) if reports else None
    if measure == "coverage" and isinstance(claim.subject["value"], int | float):
        covered = _reports.coverage(ground.snapshot)
        if len(covered) == 1:
            return _against_coverage(float(claim.subject["value"]), claim, covered[0])
    return None


def _against_tests(measure: str, claim: Claim, reports: tuple[Tests, ...]) -> Verdict:
    value, of = claim.subject["value"], claim.subject.get("of")
    places = tuple(Place(r.path, note=f"{r.passed} of {r.total} passed, {r.failed} failed") for r in reports)
    total, failed = sum(r.total for r in reports), sum(r.failed for r in reports)
    passed = sum(r.passed for r in reports)
    said = f"{places[0].note}" if len(reports) == 1 else f"{passed} of {total} passed, {failed} failed"
    if not isinstance(value, int | float) or (
        measure == "passed" and value == 100 and "%" in claim.text and of is None
    ):
        holds = (failed == 0) == (measure == "passed")
    else:
        candidates = [(r.passed if measure == "passed" else r.failed, r.total) for r in reports]
        candidates.append((passed if measure == "passed" else failed, total))
        holds = any(n == value and (of is None or t == of) for n, t in candidates)
    return Verdict("supported" if holds else "refuted", f"The committed report says: {said}.", places[:3])


def _against_coverage(value: float, claim: Claim, report: _reports.Coverage) -> Verdict:
    place = Place(report.path, note=f"{report.percent:.1f} % of lines")
    low = value - 1 if claim.subject.get("comparator") == ">=" else value - 1.5
    holds = report.percent >= low and (
        claim.subject.get("comparator") == ">=" or report.percent <= value + 1.5
    )
    said = f"The committed report says {report.percent:.1f} % of lines are covered."
    return Verdict("supported" if holds else "refuted", said, (place,))

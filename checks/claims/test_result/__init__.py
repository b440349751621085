"""`test-result`: tests pass, so much is covered, the build works: what a run showed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from checks.claims import Ground, _subjects
from checks.claims.test_result import _ci, _reports, _runs, _scores
from checks.claims.test_result._reports import Tests
from checks.documents.model import Document
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.snapshot import Snapshot, TestRecord

KIND = "test-result"
_TIMELINE = regex(r"(?i)\b(?:timeline|history|chronology|log)\b")
_GENERAL = regex(
    r"(?i)(?:all|every|the|of|and|is|are|now|for|with|on|status|report|delivery|deliver\w+|implementation|implemented|complet\w+|summary|tests?|"
    r"test(?:ing|ed)|suites?|cases?|specs?|pass\w*|fail\w*|green|results?|verif\w+|quality|build|checks?|checklist|final|project|overall|total|"
    r"production|ready|readiness|validation|metrics?|code|coverage|lines?|work|done|success\w*|current\w*|state|rate)$"
)
"""Words that name no part of a work."""
_CLOCK = regex(r"\W{0,4}\d{1,2}:\d\d\b")


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
        told = _runs.of(document, statement)
        if not any(ran.measure in ("passed", "failed") for ran in told) and _runs.speaks(statement):
            told += _scores.of(document, statement)
        if statement.kind == "row" and not any(ran.measure == "coverage" for ran in told):
            told += _scores.coverage(statement)
        for ran in told:
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
        return _against_tests(measure, claim, reports, ground) if reports else None
    if measure == "coverage" and isinstance(claim.subject["value"], int | float):
        covered = _reports.coverage(ground.snapshot)
        if len(covered) == 1:
            return _against_coverage(float(claim.subject["value"]), claim, covered[0], ground)
    return None


def _against_tests(measure: str, claim: Claim, reports: tuple[Tests, ...], ground: Ground) -> Verdict:
    """What reports on tests say of a claim. One that says otherwise refutes only what it surely speaks of: a number out of
    as many tests as it ran, or that all pass, said of the whole."""
    value, of = claim.subject["value"], claim.subject.get("of")
    places = tuple(Place(r.path, note=f"{r.passed} of {r.total} passed, {r.failed} failed") for r in reports)
    every = Tests(".", *(sum(getattr(r, each) for r in reports) for each in ("total", "failed", "skipped")))
    said = (
        f"{places[0].note}"
        if len(reports) == 1
        else f"{every.passed} of {every.total} passed, {every.failed} failed"
    )
    if not isinstance(value, int | float) or (
        measure == "passed" and value == 100 and "%" in claim.text and of is None
    ):
        holds = (every.failed == 0) == (measure == "passed")
        same = _of_the_whole(claim, ground)
    else:
        runs = [(r.passed if measure == "passed" else r.failed, r) for r in (*reports, every)]
        holds = any(n == value and (of is None or r.total == of) for n, r in runs)
        same = any(r.total == (of or value) for _, r in runs)
    return _verdict(f"The committed report says: {said}.", places, claim, ground, holds=holds, same=same)


def _verdict(
    said: str, places: tuple[Place, ...], claim: Claim, ground: Ground, *, holds: bool, same: bool
) -> Verdict:
    """Supported where reports bear a claim out, refuted where they are surely of the same run."""
    if not holds and not (same and _of_this_run(claim, places, ground)):
        return Verdict("unverifiable", f"{said} That need not be the run that is spoken of.", places[:3])
    return Verdict("supported" if holds else "refuted", said, places[:3])


def _of_this_run(claim: Claim, places: tuple[Place, ...], ground: Ground) -> bool:
    """Whether reports came with the document, from its folder or below."""
    folder = claim.document.rpartition("/")[0]
    changed = None if ground.snapshot.changes is None else {c.path for c in ground.snapshot.changes}
    near = folder in ("", "docs") or all(place.path.startswith(folder + "/") for place in places)
    return near and (changed is None or all(place.path in changed for place in places))


def _of_the_whole(claim: Claim, ground: Ground) -> bool:
    """Whether a result is said of all there is: neither its words nor its headings name a part."""
    document = ground.documents.get(claim.document)
    at = document.first_from(claim.line) if document else 0
    above = document.statements[at].headings if document and at < len(document.statements) else ()
    texts = (claim.text, *(heading.plain for heading in above))
    return all(_GENERAL.match(word) for text in texts for word in re.findall(r"[A-Za-z][\w-]*", text))


def _against_coverage(value: float, claim: Claim, report: _reports.Coverage, ground: Ground) -> Verdict:
    places = (Place(report.path, note=f"{report.percent:.1f} % of lines"),)
    low = value - 1 if claim.subject.get("comparator") == ">=" else value - 1.5
    holds = report.percent >= low and (
        claim.subject.get("comparator") == ">=" or report.percent <= value + 1.5
    )
    said = f"The committed report says {report.percent:.1f} % of lines are covered."
    same = _of_the_whole(claim, ground)
    return _verdict(said, places, claim, ground, holds=holds, same=same)

"""The report for a terminal or a log: what is wrong first, each with the place that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.formats._clean import clean
from checks.model import Allowance, JudgedClaim, JudgedDocument, JudgedFinding, Place, Report, Skipped

FORMAT = "text"
SKIPPED_SHOWN = 20
ALIKE_SHOWN, LINES_SHOWN = 3, 30
"""Of claims that one thing keeps from being settled: how many are shown, and how many lines of others are named."""

_MARKS = {"refuted": "✗", "unverifiable": "?", "supported": "✓"}


def render(report: Report) -> str:
    """Plain text of at most some hundred columns, ending in a newline; a repository's text cannot move the cursor,
    colour what follows, or make up lines of its own."""
    lines = [
        *_documents(report),
        *_findings(report.findings),
        *_allowances(report.allowances),
        *_skipped(report.skipped),
        _summary(report),
    ]
    return "".join(clean(line).replace("\n", " ") + "\n" for line in lines)


def _documents(report: Report) -> Iterator[str]:
    for document in report.documents:
        yield f"{document.path}: {_counts(document)}"
        for claim in document.claims:
            if claim.verdict == "refuted":
                yield from _claim(document, claim)
        yield from _unverifiable(document)
        yield ""


def _unverifiable(document: JudgedDocument) -> Iterator[str]:
    """The claims that nothing could settle, under what stands in the way of each: one reason holds for many."""
    by_reason: dict[str, list[JudgedClaim]] = {}
    for claim in document.claims:
        if claim.verdict == "unverifiable":
            by_reason.setdefault(claim.reason, []).append(claim)
    for reason, claims in by_reason.items():
        yield f"  {_MARKS['unverifiable']} {reason}"
        for claim in claims[:ALIKE_SHOWN]:
            yield f"      {_said(document, claim)}"
            yield from _places(claim.evidence)
        if len(claims) > ALIKE_SHOWN:
            lines = list(dict.fromkeys(claim.line for claim in claims[ALIKE_SHOWN:]))
            more = ", ".join(map(str, lines[:LINES_SHOWN])) + (" …" if len(lines) > LINES_SHOWN else "")
            yield f"      and {len(claims) - ALIKE_SHOWN} more in line{'s' * (len(lines) > 1)} {more}"


def _counts(document: JudgedDocument) -> str:
    if not document.claims:
        return "no claims found"
    totals = {truth: sum(c.verdict == truth for c in document.claims) for truth in _MARKS}
    return ", ".join(f"{count} {truth}" for truth, count in totals.items() if count)


def _claim(document: JudgedDocument, claim: JudgedClaim) -> Iterator[str]:
    yield f"  {_MARKS[claim.verdict]} {_said(document, claim)}"
    yield f"      {claim.reason}"
    yield from _places(claim.evidence)


def _said(document: JudgedDocument, claim: JudgedClaim) -> str:
    """Where a claim stands, what it says, its id, and who overruled it."""
    overruled = f"  (overruled by {claim.override.by}: {claim.override.reason})" if claim.override else ""
    at = f"{document.path}:{claim.line}"
    return f"{at}  {claim.kind}  {_short(claim.text)}  [{claim.refutation or claim.id}]{overruled}"


def _places(evidence: Iterable[Place]) -> Iterator[str]:
    for place in tuple(evidence)[:6]:
        note = f"  {place.note}" if place.note else ""
        missing = "  (not there)" if place.missing else ""
        yield f"      → {where(place)}{missing}{note}"


def where(place: Place) -> str:
    """``path:line``, or the path alone for a folder or a whole file."""
    return place.path if place.line is None else f"{place.path}:{place.line}"


def _findings(findings: Iterable[JudgedFinding]) -> Iterator[str]:
    shown = list(findings)
    if shown:
        yield "Findings in code"
    for finding in shown:
        older = "" if finding.in_change else "  (was there before)"
        level = "allowed" if finding.allowed else finding.level
        yield f"  {level}  {finding.path}:{finding.line}  {finding.rule}  {finding.symbol}  [{finding.id}]{older}"
        yield f"      {finding.message} {finding.settle}"
        if finding.allowed:
            yield f"      allowed at {finding.allowed.path}:{finding.allowed.line}: {_short(finding.allowed.reason)}"
        yield from _places(finding.evidence)
    if shown:
        yield ""


def _allowances(allowances: Iterable[Allowance]) -> Iterator[str]:
    void = [allowance for allowance in allowances if allowance.problem]
    if void:
        yield "Allowances that allow nothing"
    for allowance in void:
        yield f"  {allowance.path}:{allowance.line}: {allowance.problem}"
    if void:
        yield ""


def _skipped(skipped: Iterable[Skipped]) -> Iterator[str]:
    items = sorted(skipped, key=lambda item: (not item.lowers, item.path))
    if items:
        yield "Not read"
    for item in items[:SKIPPED_SHOWN]:
        yield f"  {item.path}: {item.why}"
    if len(items) > SKIPPED_SHOWN:
        yield f"  and {len(items) - SKIPPED_SHOWN} more (all are in --format json)"
    if items:
        yield ""


def _summary(report: Report) -> str:
    if report.note and not report.findings:
        return f"{report.conclusion}: {report.note}"
    claims = [claim for document in report.documents for claim in document.claims]
    refuted = sum(claim.verdict == "refuted" for claim in claims)
    covered = report.stats.coverage
    faults = sum(finding.level == "failure" for finding in report.findings)
    seconds = report.stats.seconds
    took = seconds.snapshot + seconds.facts + seconds.link + seconds.claims + seconds.rules
    allowed = sum(finding.allowed is not None for finding in report.findings)
    return (
        f"{report.conclusion}: {_many(len(claims), 'claim')} read in {_many(covered.statements, 'statement')}, {refuted} refuted, "
        f"{covered.unverifiable} unverifiable; {_many(len(report.findings), 'finding')}, "
        f"{faults} at failure{f', {allowed} allowed' if allowed else ''}; {_many(report.stats.files, 'file')} in {took:.1f} s"
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _short(text: str, limit: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"

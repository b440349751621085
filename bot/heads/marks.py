"""Annotations: a refuted claim on its document's line, what refutes it on the code's, and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bot.inert import one_line
from bot.words import Links, claims, counts, rank, stands
from checks.formats._clean import clean
from checks.model import Place, Report

_MESSAGE = 8_000
"""Characters; GitHub takes 64 KB, and two may be joined."""


class Annotation(msgspec.Struct, frozen=True):
    """One annotation as GitHub takes it (https://docs.github.com/en/rest/checks/runs)."""

    path: str
    start_line: int
    end_line: int
    annotation_level: str
    title: str
    message: str


def of(report: Report, exists: Iterable[str], links: Links) -> Sequence[Annotation]:
    """Every annotation, worst first: refuted claims on their documents, what refutes them in the code,
    findings, and allowances that allow nothing. Only on files of the head's tree, only on lines that can be."""
    there = frozenset(exists)
    found: dict[tuple[object, ...], Annotation] = {}
    every = (
        *_claim_annotations(report, links),
        *_finding_annotations(report, links),
        *_allowance_annotations(report),
    )
    for item in every:
        if item.path in there and item.start_line >= 1:
            key = (item.path, item.start_line, item.end_line, item.title)
            found[key] = _joined(found[key], item) if key in found else item
    return sorted(found.values(), key=lambda a: rank(a.annotation_level))


def _joined(one: Annotation, other: Annotation) -> Annotation:
    """Two annotations of one place and title as one: a sentence may make several claims."""
    if other.message in one.message or len(one.message) > _MESSAGE:
        return one
    level = min(one.annotation_level, other.annotation_level, key=rank)
    return msgspec.structs.replace(one, annotation_level=level, message=f"{one.message}\n\n{other.message}")


def _claim_annotations(report: Report, links: Links) -> Iterator[Annotation]:
    for path, claim in claims(report):
        if not counts(claim) or claim.level is None:
            continue
        heading = one_line(f"Refuted: {claim.text}", 250)
        shows = "".join(f"\n- {_seen(place)}" for place in claim.evidence[:10])
        yield _annotation(
            Place(path, claim.line, claim.end_line),
            claim.level,
            heading,
            f"{claim.reason}{shows}\n\n{claim.refutation or claim.id} · {_explained(claim.kind, 'claims', links)}",
        )
        if claim.kind == "status":
            continue  # what refutes it is annotated by itself
        for place in claim.evidence:
            if place.line is not None and not place.missing and place.path != path:
                yield _annotation(
                    place,
                    claim.level,
                    one_line(f"{path}:{claim.line} says: {claim.text}", 250),
                    f"{claim.reason}{f'{chr(10)}{place.note}' if place.note else ''}\n\n{claim.refutation or claim.id}",
                )


def _finding_annotations(report: Report, links: Links) -> Iterator[Annotation]:
    for finding in report.findings:
        if stands(finding):
            yield _annotation(
                Place(finding.path, finding.line, finding.end_line),
                finding.level,
                one_line(f"{finding.rule}: {finding.symbol}", 250),
                f"{finding.message}\n{finding.settle}\n\n{finding.id} · {_explained(finding.rule, 'rules', links)}",
            )


def _allowance_annotations(report: Report) -> Iterator[Annotation]:
    for allowance in report.allowances:
        if allowance.problem:
            heading = f"Allows nothing: {allowance.problem}"
            place = Place(allowance.path, allowance.line)
            yield _annotation(place, "warning", one_line(heading, 250), "Correct the comment or delete it.")


def _annotation(place: Place, level: str, heading: str, message: str) -> Annotation:
    start = place.line or 1
    text = clean(message)[:_MESSAGE]
    return Annotation(
        place.path, start, max(start, place.end_line or start), level, heading or "As-Built", text
    )


def _seen(place: Place) -> str:
    line = f":{place.line}" if place.line else ""
    return (
        f"{place.path}{line}{' (missing)' if place.missing else ''}{' ' + place.note if place.note else ''}"
    )


def _explained(name: str, folder: str, links: Links) -> str:
    return f"{links.pages}/{folder}/{name}" if links.pages else f"asbuilt explain {name}"

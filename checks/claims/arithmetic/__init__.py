"""`arithmetic`: numbers inside the document that must agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from checks.claims import Ground, _held, _numbers, _stated, _sums
from checks.claims._identity import ByIdentity
from checks.claims._sums import Relation
from checks.claims.arithmetic import _efforts, _rates, _recounted, _tallies, _twice
from checks.documents.model import Document
from checks.model import Claim, Place, Verdict

KIND = "arithmetic"


def find(document: Document) -> Iterator[Claim]:
    """Every relation between numbers that the document itself decides, one for each stated number."""
    for relation in _relations(ByIdentity(document)):
        yield _claim(document, relation)


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Whether the numbers agree; the evidence is the lines that were added up."""
    document = ground.documents.get(claim.document)
    here = _by_line(ByIdentity(document)).get(claim.line, ()) if document else ()
    found = [relation for relation in here if _subject(relation) == claim.subject]
    stated, computed = claim.subject["stated"], claim.subject["computed"]
    if not found:
        return Verdict("unverifiable", "The document that this number stands in is not at hand.")
    lines = tuple(Place(claim.document, line) for line in found[0].lines[:20]) or (
        Place(claim.document, claim.line),
    )
    if found[0].agrees:
        return Verdict("supported", f"{claim.subject['what']}: {computed}, as stated.", lines)
    return Verdict("refuted", f"{claim.subject['what']}: {computed}, not {stated}.", lines)


@lru_cache(maxsize=8)
def _relations(held: ByIdentity[Document]) -> list[Relation]:
    document = held.value
    found: list[Relation] = []
    for statement in document.statements:
        if statement.mood in ("instruction", "requirement") or (
            statement.fence and statement.fence.shows in ("content", "command")
        ):
            continue
        found += _sums.percentages(statement)
        found += _sums.equations(statement)
        found += _sums.made_up(statement)
        found += _rates.changes(statement)
        found += _efforts.conversions(statement)
        if statement.cells:
            found += _sums.differences(statement)
    for source in (_stated.of_grades, _sums.totals, _stated.of_lists, _stated.of_route_sections, _stated.of_file_lists, _stated.of_topics, _stated.of_sections, _stated.of_serials,
                   _stated.of_totals, _stated.of_groups, _stated.of_ranges, _rates.speedups, _rates.of_lines, _rates.margins,
                   _efforts.totals, _recounted.of_subheadings, _recounted.of_parts, _recounted.of_members, _recounted.of_shares_above, _recounted.of_enumerations, _recounted.of_siblings,
                   _recounted.of_additions, _held.of_sections, _held.of_totals, _held.of_documents, _held.of_lengths, _tallies.of_results, _tallies.of_gaps, _tallies.of_changes, _tallies.of_goals, _twice.contradictions):  # fmt: skip
        found += source(document)
    first: dict[tuple[int, float, str], Relation] = {}
    told: dict[tuple[int, float], bool] = {}
    for relation in found:
        sums = " = " in relation.what  # columns of one row may have the same total
        column = relation.what if sums and told.get((relation.line, relation.stated), True) else ""
        if column or (relation.line, relation.stated) not in told:
            first.setdefault((relation.line, relation.stated, column), relation)
        told.setdefault((relation.line, relation.stated), sums)
    return sorted(first.values(), key=lambda r: r.line)


@lru_cache(maxsize=8)
def _by_line(held: ByIdentity[Document]) -> dict[int, list[Relation]]:
    found: dict[int, list[Relation]] = defaultdict(list)
    for relation in _relations(held):
        found[relation.line].append(relation)
    return found


def _claim(document: Document, relation: Relation) -> Claim:
    text = document.lines[relation.line - 1].strip()[:300]
    return Claim(document.path, relation.line, relation.end_line, KIND, "present", _subject(relation), text)


def _subject(relation: Relation) -> dict[str, object]:
    stated = _numbers.written(relation.stated, relation.comparator)
    return {
        "stated": stated if relation.upto is None else f"{stated}-{_figure(relation.upto)}",
        "computed": _figure(relation.computed)
        + ("" if relation.reaching is None else f"-{_figure(relation.reaching)}"),
        "what": relation.what,
    }


def _figure(number: float) -> str:
    return f"{number:,g}" if number < 1e6 else f"{number:,.0f}"

"""The tables of claims: what the document says beside what the tree shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.inert import code, prose
from bot.words._page import (
    MARKS,
    Links,
    Page,
    claims,
    counted,
    counts,
    document,
    explained,
    place_of,
    rank,
)
from checks.model import JudgedClaim, Place, Report

UNFOLDED = 25
"""So many rows of refuted claims are shown at once; the others can be unfolded."""

_HEAD = "| line | the document says | the tree shows |\n| --- | --- | --- |"
_PLACES = 4

Line = list[tuple[str, JudgedClaim]]
"""The claims that one sentence makes, each with its document."""


def refuted(page: Page, report: Report, links: Links) -> None:
    """What is refuted and not overruled: first what the rest follows from, the long rest folded."""
    found = [(path, claim) for path, claim in claims(report) if counts(claim)]
    if not found:
        return
    lines = sorted(_by_line(found), key=_importance)
    page.add("\n### Refuted claims\n")
    _tables(page, lines[:UNFOLDED], links, "refuted claim")
    more = lines[UNFOLDED:]
    if more and page.open(f"{counted(sum(map(len, more)), 'more refuted claim')}"):
        _tables(page, more, links, "refuted claim")
        page.shut()
    elif more:
        page.dropped["refuted claim"] += sum(map(len, more))


def others(report: Report, links: Links, limit: int) -> str:
    """What is unverifiable and what is supported, folded; empty where there is neither."""
    page, any_ = Page(limit), False
    for verdict in ("unverifiable", "supported"):
        members = [(path, claim) for path, claim in claims(report) if claim.verdict == verdict]
        any_ = any_ or bool(members)
        if not members:
            continue
        if page.open(f"{verdict.capitalize()}: {counted(len(members), 'claim')}"):
            _tables(page, list(_by_line(members)), links, f"{verdict} claim")
            page.shut()
        else:
            page.dropped[f"{verdict} claim"] += len(members)
    return page.finish() if any_ else ""


def _tables(page: Page, lines: Sequence[Line], links: Links, what: str) -> None:
    """A table for each document, in the order in which the lines come."""
    for path in dict.fromkeys(line[0][0] for line in lines):
        here = [line for line in lines if line[0][0] == path]
        if page.add(f"\n{document(path, links)}\n\n{_HEAD}", *[what] * sum(map(len, here))):
            for line in here:
                page.add(_row(line, links), *[what] * len(line))


def _by_line(found: Iterable[tuple[str, JudgedClaim]]) -> Iterable[Line]:
    lines: dict[tuple[object, ...], Line] = {}
    for path, claim in found:
        lines.setdefault((path, claim.line, claim.end_line, claim.text), []).append((path, claim))
    return lines.values()


def _importance(line: Line) -> tuple[bool, bool]:
    # What cannot fail the check comes later; "Phase 2 is complete" is refuted by the other rows and comes after them.
    return all(claim.level != "failure" for _, claim in line), all(
        claim.kind == "status" for _, claim in line
    )


def _row(line: Line, links: Links) -> str:
    path, first = line[0]
    mark = MARKS.get(min((claim.level or "" for _, claim in line), key=rank), "")
    where = place_of(Place(path, first.line, first.end_line), links, str(first.line))
    by_reason: dict[str, list[JudgedClaim]] = {}
    for _, claim in line:
        by_reason.setdefault(claim.reason, []).append(claim)
    shown = "<br>".join(_reason(same, links) for same in by_reason.values())
    return f"| {mark}\u00a0{where} | {code(first.text)} | {shown} |"


def _reason(same: list[JudgedClaim], links: Links) -> str:
    named = same[0].reason  # where the reason says what is missing, the place says nothing more
    places = list(
        dict.fromkeys(
            place
            for claim in same
            for place in claim.evidence
            if not (place.missing and place.line is None and f"`{place.path}`" in named)
        )
    )
    evidence = f"<br>{_evidence(places, links)}" if places else ""
    kinds = ", ".join(f"{explained(c.kind, 'claims', links)} · {c.refutation or c.id}" for c in same)
    return f"{prose(same[0].reason)}{evidence}<br><sub>{kinds}</sub>"


def _evidence(places: Sequence[Place], links: Links) -> str:
    """The first few places; of further ones in the same file the line alone."""
    shown, before = [], ""
    for place in places[:_PLACES]:
        again = place.path == before and place.line is not None and not place.missing and not place.url
        shown.append(place_of(place, links, f":{place.line}" if again else ""))
        before = place.path
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return " · ".join(dict.fromkeys(shown)) + more

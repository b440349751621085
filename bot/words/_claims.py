"""The tables of claims: what the document says beside what the tree shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.inert import code, prose
from bot.words._page import Links, Page, claims, counted, counts, explained, place_of
from checks.model import JudgedClaim, Place, Report

UNFOLDED = 25
"""So many rows of refuted claims are shown at once; the others can be unfolded."""

_HEAD = "| where | the document says | the tree shows |\n| --- | --- | --- |"

Line = list[tuple[str, JudgedClaim]]
"""The claims that one sentence makes, each with its document."""


def refuted(page: Page, report: Report, links: Links) -> None:
    """What is refuted and not overruled: first what the rest follows from, the long rest folded."""
    found = [(path, claim) for path, claim in claims(report) if counts(claim)]
    if not found:
        return
    lines = sorted(_by_line(found), key=_importance)
    page.add("\n### Refuted claims\n")
    _table(page, lines[:UNFOLDED], links, "refuted claim")
    more = lines[UNFOLDED:]
    if more and page.open(f"{counted(sum(map(len, more)), 'more refuted claim')}"):
        _table(page, more, links, "refuted claim")
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
            _table(page, list(_by_line(members)), links, f"{verdict} claim")
            page.shut()
        else:
            page.dropped[f"{verdict} claim"] += len(members)
    return page.finish() if any_ else ""


def _table(page: Page, lines: Sequence[Line], links: Links, what: str) -> None:
    if lines and page.add(_HEAD, *[what] * sum(map(len, lines))):
        for line in lines:
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
    where = place_of(Place(path, first.line, first.end_line), links)
    by_reason: dict[str, list[JudgedClaim]] = {}
    for _, claim in line:
        by_reason.setdefault(claim.reason, []).append(claim)
    shown = "<br>".join(_reason(same, links) for same in by_reason.values())
    return f"| {where} | {code(first.text)} | {shown} |"


def _reason(same: list[JudgedClaim], links: Links) -> str:
    places = list(dict.fromkeys(place_of(place, links) for claim in same for place in claim.evidence))
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    evidence = f"<br>{' · '.join(places[:3])}{more}" if places else ""
    kinds = ", ".join(f"{explained(c.kind, 'claims', links)}{_named(c)}" for c in same)
    return f"{prose(same[0].reason)}{evidence}<br><sub>{kinds}</sub>"


def _named(claim: JudgedClaim) -> str:
    """The id of a claim, for a refuted one with its level where that is not ``failure``."""
    level = f" · {claim.level}" if claim.level not in (None, "failure") else ""
    return f"{level} · {claim.refutation or claim.id}"

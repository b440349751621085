"""What a report shows that can be named in a comment: ids, and words for those that name nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.inert import code, prose
from bot.words import claims
from checks.model import JudgedClaim, JudgedFinding, Report

LISTED = 25
"""So many ids are listed in a reply; all of them are in the check run."""


def refuted(report: Report) -> dict[str, tuple[str, JudgedClaim]]:
    """Every refuted claim with its document, by the id of its refutation."""
    return {claim.refutation: (path, claim) for path, claim in claims(report) if claim.refutation}


def found(report: Report) -> dict[str, JudgedFinding]:
    """Every finding by its id."""
    return {finding.id: finding for finding in report.findings}


def why_not(id_: str, report: Report) -> str:
    """Why an id names nothing that could be overruled, in Markdown."""
    claim = next((c for _, c in claims(report) if c.id == id_[:9]), None)
    if claim is None:
        return f"{code(id_)} is no id on this pull request's present head."
    if claim.refutation and len(id_) > 9:
        return f"{code(id_)} was refuted for another reason than it is now; look again: it is {code(claim.refutation)} now."
    if claim.refutation:
        return f"{code(id_)} is a claim; name why it is refuted as well: {code(claim.refutation)}."
    return f"{code(id_)} is {claim.verdict}, so there is nothing to overrule."


def listing(report: Report) -> str:
    """The ids that can be named, in Markdown."""
    lines = list(_lines(report))
    if not lines:
        return "There is nothing here that could be overruled."
    more = f"\n- and {len(lines) - LISTED} more, all in the check run" if len(lines) > LISTED else ""
    return "What can be named here:\n\n" + "\n".join(lines[:LISTED]) + more


def _lines(report: Report) -> Iterator[str]:
    for id_, (path, claim) in refuted(report).items():
        yield f"- {code(id_)} {code(f'{path}:{claim.line}')} {prose(claim.text, 120)}"
    for id_, finding in found(report).items():
        yield f"- {code(id_)} {code(f'{finding.path}:{finding.line}')} {finding.rule}, {code(finding.symbol, 80)}"

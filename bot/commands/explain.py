"""Words about one verdict or finding, a rule or a kind, where people talk about them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands._command import Context, Outcome, Permission
from bot.commands._seen import listing
from bot.errors import UserError
from bot.inert import code, prose
from bot.words import Links, claims, explained, place_of
from checks import claims as claim_kinds
from checks import rules
from checks.model import JudgedClaim, JudgedFinding, Place, Report

NAME = "explain"
USAGE = "explain <id>… (or a rule, or a kind of claim)"
ABOUT = "Says what a verdict or finding is about, what shows it, and how it is settled."
PERMISSION: Permission = "anyone"
EXAMPLES = ("explain AB-7F3K2A", "explain mock-response")

MOST = 5
"""So much is explained in one reply."""


def run(words: str, context: Context) -> Outcome:
    """A reply; nothing is checked anew."""
    named = [word.rstrip(",") for word in words.split()]
    if not named:
        raise UserError("nothing is named that could be explained")
    said, well, unknown = [], True, False
    for word in list(dict.fromkeys(named))[:MOST]:
        text = _page(word.lower(), context.links) or _item(word.upper(), context)
        if not text:
            text, well, unknown = (
                f"{code(word, 60)} names nothing on this pull request's present head.",
                False,
                True,
            )
        said.append(text)
    if len(named) > MOST:
        said.append(f"Only the first {MOST} are explained here.")
    report = context.report() if unknown else None
    if report is not None:
        said.append(listing(report))
    return Outcome(words="\n\n".join(said), well=well)


def _page(name: str, links: Links) -> str:
    folder, page = ("rules", rules.page) if name in rules.rules() else ("claims", claim_kinds.page)
    if name not in rules.rules() and name not in claim_kinds.kinds():
        return ""
    body = page(name).partition("\n")[2].strip()
    where = explained(name, folder, links) if links.pages else f"`asbuilt explain {name}`"
    return f"**{name}:** {body.partition(f'{chr(10)}{chr(10)}')[0]}\n\nAll of it: {where}"


def _item(id_: str, context: Context) -> str:
    report = context.report()
    if report is None:
        return ""
    for path, claim in claims(report):
        if id_ in (claim.id, claim.refutation):
            return "\n".join(_claim(path, claim, context.links))
    for finding in report.findings:
        if finding.id == id_:
            return "\n".join(_finding(finding, context.links, report))
    return ""


def _claim(path: str, claim: JudgedClaim, links: Links) -> Iterator[str]:
    id_ = claim.refutation or claim.id
    yield f"{code(id_)} is a claim of kind {explained(claim.kind, 'claims', links)}, {claim.verdict}."
    yield ""
    yield f"- {place_of(Place(path, claim.line, claim.end_line), links)} says {code(claim.text)}"
    yield f"- why: {prose(claim.reason)}"
    yield from _evidence(claim.evidence, links)
    if claim.override is not None:
        yield f"- overruled by {code(claim.override.by)}: {prose(claim.override.reason)}"


def _finding(finding: JudgedFinding, links: Links, report: Report) -> Iterator[str]:
    yield f"{code(finding.id)} is a finding of {explained(finding.rule, 'rules', links)}, at level {finding.level}."
    yield ""
    yield f"- {place_of(Place(finding.path, finding.line, finding.end_line), links)} {code(finding.symbol)}"
    yield f"- why: {prose(finding.message)} {prose(finding.settle)}"
    yield from _evidence(finding.evidence, links)
    if not finding.in_change:
        yield f"- It was there before this change (base {code((report.base or '')[:12])})."
    if finding.override is not None:
        yield f"- overruled by {code(finding.override.by)}: {prose(finding.override.reason)}"


def _evidence(places: tuple[Place, ...], links: Links) -> Iterator[str]:
    for place in places[:10]:
        note = f" {prose(place.note)}" if place.note else ""
        yield f"- seen at {place_of(place, links)}{note}"

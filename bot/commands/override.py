"""Overruling: what somebody has looked at and accepts no longer fails the check."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands._command import Context, Outcome, Permission
from bot.commands._seen import found, listing, refuted, why_not
from bot.heads.overrides import decision
from bot.inert import code
from checks.model import Report
from checks.overrides import Target

NAME = "override"
USAGE = "override <id>… <reason> (or rule:<rule>, path:<pattern>, all)"
ABOUT = "What is named no longer fails the check. It stays in the report, with your name and reason."
PERMISSION: Permission = "decide"
EXAMPLES = (
    "override AB-Q2M6XC the gateway fills this in, see ADR 12",
    "override AB-7F3K2A-Q7 AB-Q2M6XC accepted for this release, tracked in PLAN-31",
    "override rule:in-memory-store state may be lost here, it is a cache of the CRM",
    "override path:legacy/** being removed in the next change",
    "override all demonstration only, never deployed",
)


def run(words: str, context: Context) -> Outcome:
    """Says what could not be overruled; the rest counts from the next run on, which reads the comment itself."""
    targets, _ = decision(words, reasoned=True)
    report = context.report()
    if report is None:
        return Outcome(recheck=True)
    problems = [*_unknown(targets, report), *_broad(targets, report, context)]
    said = list(problems)
    if any(target.scope == "id" for target in targets) and problems:
        said.append(listing(report))
    if context.policy.four_eyes:
        said.append("It counts once a second person has said the same.")
    return Outcome(recheck=True, words="\n\n".join(said), well=not problems)


def _unknown(targets: tuple[Target, ...], report: Report) -> Iterator[str]:
    known = {*refuted(report), *found(report)}
    for target in targets:
        if target.scope == "id" and target.name not in known:
            yield why_not(target.name, report)


def _broad(targets: tuple[Target, ...], report: Report, context: Context) -> Iterator[str]:
    broad = [target for target in targets if target.scope != "id"]
    shown = context.shown() if broad else frozenset()
    if shown is None:
        yield (
            f"{', '.join(code(str(target)) for target in broad)}: only what a completed run of this head shows can be "
            "accepted as a whole, and none was complete when this was written. Look at the run, then write it again."
        )
        return
    every = [(id_, claim.kind, path) for id_, (path, claim) in refuted(report).items()]
    every += [(finding.id, finding.rule, finding.path) for finding in report.findings]
    for target in broad:
        if not any(target.covers(*one) and one[0] in shown for one in every):
            yield f"{code(str(target))} covers nothing here."

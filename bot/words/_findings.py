"""The parts of a check run about code: findings by file, what was overruled or is allowed, what was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.inert import code, plain, prose
from bot.words._page import (
    MARKS,
    Links,
    Page,
    claims,
    counted,
    explained,
    linked,
    place_of,
    rank,
    stands,
)
from checks.model import JudgedFinding, Override, Place, Report

_UNREAD = 200


def findings(page: Page, report: Report, links: Links) -> None:
    """The findings that stand, by file, the worst first; notices can be unfolded."""
    shown = [finding for finding in report.findings if stands(finding)]
    if not shown:
        return
    page.add("\n### Findings in the code\n")
    _by_file(page, [finding for finding in shown if finding.level != "notice"], links)
    notices = [finding for finding in shown if finding.level == "notice"]
    if notices and page.open(f"Notices, which never fail the check: {counted(len(notices), 'finding')}"):
        _by_file(page, notices, links)
        page.shut()
    elif notices:
        page.dropped["finding"] += len(notices)


def _by_file(page: Page, shown: Sequence[JudgedFinding], links: Links) -> None:
    for path in dict.fromkeys(f.path for f in sorted(shown, key=lambda f: (rank(f.level), f.path))):
        here = sorted((f for f in shown if f.path == path), key=lambda f: (rank(f.level), f.line))
        if not page.add(f"\n**[{plain(path, 160)}]({links.blob(path)})**\n", "file"):
            page.dropped["finding"] += len(here)
            continue
        for finding in here:
            page.add(_finding(finding, links), "finding")


def _finding(finding: JudgedFinding, links: Links) -> str:
    lines = f"{finding.line}–{finding.end_line}" if finding.end_line > finding.line else str(finding.line)
    address = links.blob(Place(finding.path, finding.line, finding.end_line))
    before = "" if finding.in_change else ", there before this change"
    named = finding.message.startswith(f"`{finding.symbol}`")
    symbol = "" if named else f"{code(finding.symbol)} "
    return (
        f"- {MARKS[finding.level]} [line {lines}]({address}) {symbol}{prose(finding.message)} "
        f"{prose(finding.settle)} <sub>{finding.level}{before} · {explained(finding.rule, 'rules', links)} · {finding.id}</sub>"
    )


def overruled(page: Page, report: Report, links: Links) -> None:
    """What people have overruled: what it is, who, why, where they said so, and until when it holds."""
    items = list(_overruled(report, links))
    if not items:
        return
    page.add(f"\n### Overruled: {len(items)}\n\n| what | by | why |\n| --- | --- | --- |")
    for item in items:
        page.add(item, "overruled claim or finding")


def _overruled(report: Report, links: Links) -> Iterator[str]:
    for path, claim in claims(report):
        if claim.override is not None:
            where = place_of(Place(path, claim.line, claim.end_line), links)
            yield f"| {where} {code(claim.text, 120)} <sub>{claim.refutation}</sub> | {_by(claim.override)} |"
    for finding in report.findings:
        if finding.override is not None:
            where = place_of(Place(finding.path, finding.line), links)
            what = f"{where} {finding.rule} {code(finding.symbol, 120)}"
            yield f"| {what} <sub>{finding.id}</sub> | {_by(finding.override)} |"


def _by(override: Override) -> str:
    links = ", ".join(linked("comment", url) for url in (*override.earlier, override.url) if url)
    said = f" ({links})" if links else ""
    until = f" <sub>until {plain(override.until)}</sub>" if override.until else ""
    return f"{code(override.by)}{said} | {prose(override.reason)}{until}"


def allowances(page: Page, report: Report, links: Links) -> None:
    """What the code allows, counted, and what is wrong with allowances."""
    held = [allowance for allowance in report.allowances if allowance.findings]
    void = [allowance for allowance in report.allowances if allowance.problem]
    if held or void:
        page.add(f"\n### Allowed in the code: {counted(sum(a.findings for a in held), 'finding')}\n")
    for allowance in held:
        place = place_of(Place(allowance.path, allowance.line), links)
        rule = explained(allowance.rule, "rules", links)
        page.add(f"- {place} allows {rule}: {prose(allowance.reason)}", "allowance")
    for allowance in void:
        place = place_of(Place(allowance.path, allowance.line), links)
        page.add(f"- {MARKS['warning']} {place} allows nothing: {prose(allowance.problem)}", "allowance")


def skipped(page: Page, report: Report) -> None:
    """What could not be read though it was needed, and how much was not read because it was not."""
    lowering = [skip for skip in report.skipped if skip.lowers]
    harmless = [skip for skip in report.skipped if not skip.lowers]
    if lowering:
        page.add("\n### Could not be read\n")
        for skip in lowering[:_UNREAD]:
            page.add(f"- {code(skip.path)}: {prose(skip.why)}", "unread file")
        page.dropped["unread file"] += max(0, len(lowering) - _UNREAD)
    if harmless:
        reasons = Counter(skip.why for skip in harmless)
        listed = "; ".join(
            f"{counted(number, 'file')} ({prose(why, 80)})" for why, number in reasons.most_common(6)
        )
        page.add(f"\n<sub>Not read, and not needed: {listed}.</sub>", "note")

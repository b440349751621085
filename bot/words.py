"""Every word of a check run, as pure functions of a report.

Text from a pull request goes through `bot.inert` before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from urllib.parse import quote, urlsplit

import msgspec

from bot.inert import code, plain, prose
from checks.model import JudgedClaim, JudgedFinding, Place, Report
from checks.selection import DESCRIPTION

LIMIT = 65_535
"""Bytes of a summary and of a text (GitHub counts characters and bytes alike)."""

NOT_CHECKED = "Could not be checked"
"""The title of a run that says nothing about its head."""

_RESERVE = 2_000


class Links(msgspec.Struct, frozen=True):
    """What addresses are made of: GitHub's own, the repository, the head, and where our pages are served."""

    html: str
    name: str
    head: str
    pages: str = ""

    def blob(self, place: Place | str) -> str:
        """The address of a place in the head's tree."""
        path = place if isinstance(place, str) else place.path
        line = None if isinstance(place, str) else place.line
        address = f"{self.html}/{self.name}/blob/{self.head}/{quote(path)}"
        if line is None or isinstance(place, str):
            return address
        plain = "?plain=1" if path.lower().endswith((".md", ".markdown", ".mdx", ".rst")) else ""
        last = f"-L{place.end_line}" if place.end_line and place.end_line > line else ""
        return f"{address}{plain}#L{line}{last}"


def html_root(api: str) -> str:
    """Where people find what an API root serves: ``https://HOST/api/v3`` belongs to ``https://HOST``."""
    parts = urlsplit(api)
    host = parts.netloc.removeprefix("api.") if parts.netloc == "api.github.com" else parts.netloc
    return f"{parts.scheme}://{host}"


class Output(msgspec.Struct, frozen=True):
    """What a check run shows: one line, the summary, and the longer text below it."""

    title: str
    summary: str
    text: str = ""


# --- the title -----------------------------------------------------------------------------------

_PLURALS = {"capability": "capabilities", "dependency": "dependencies"}


def counted(number: int, noun: str) -> str:
    """``1 claim``, ``2 claims``."""
    return f"{number} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def title(report: Report) -> str:
    """One line that a person can act on."""
    parts = []
    refuted = [claim for _, claim in claims(report) if counts(claim)]
    if refuted:
        parts.append(f"{counted(len(refuted), 'claim')} refuted")
    failing = Counter(f.rule for f in report.findings if f.level == "failure" and f.override is None)
    parts += [counted(number, _RULE_WORDS.get(rule, rule)) for rule, number in failing.most_common(3)]
    if len(failing) > 3:
        parts.append(f"{sum(failing.values()) - sum(n for _, n in failing.most_common(3))} more")
    if parts:
        return ", ".join(parts)
    if report.note:
        return report.note[:1].upper() + report.note[1:]
    lowering = sum(skip.lowers for skip in report.skipped)
    if report.conclusion == "neutral" and lowering:
        return f"Not everything could be read: {counted(lowering, 'gap')}"
    supported = sum(claim.verdict == "supported" for _, claim in claims(report))
    open_ = sum(claim.verdict == "unverifiable" for _, claim in claims(report))
    said = f"{counted(supported, 'claim')} supported"
    return f"{said}, {open_} unverifiable" if open_ else said


_RULE_WORDS = {
    "mock-response": "mock response",
    "unwired-router": "unwired router",
    "no-entry-point": "missing entry point",
    "never-started": "service never started",
    "discarded-input": "discarded input",
    "always-succeeds": "check that cannot fail",
    "in-memory-store": "in-memory store",
}


def counts(claim: JudgedClaim) -> bool:
    """Whether a claim is refuted and nobody has overruled that."""
    return claim.verdict == "refuted" and claim.override is None


def claims(report: Report) -> Iterator[tuple[str, JudgedClaim]]:
    """Every claim with its document's path."""
    return ((document.path, claim) for document in report.documents for claim in document.claims)


# --- the summary and the text --------------------------------------------------------------------


class _Page:
    """Markdown that grows line by line and never past `LIMIT` bytes; what did not fit is counted."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._parts: list[str] = []
        self._left = limit - _RESERVE
        self._full = limit
        self.dropped: Counter[str] = Counter()

    def add(self, text: str, *what: str) -> bool:
        """Adds a block unless there is no room for it; ``what`` it holds is named by the note at the end."""
        size = len(text.encode()) + 1
        if size > self._left:
            self.dropped.update(what or ("part",))
            return False
        self._parts.append(text)
        self._left -= size
        return True

    def close(self, text: str) -> None:
        """Ends what an earlier block has opened, for which room is always kept."""
        self._parts.append(text)

    def finish(self, *closing: str) -> str:
        """The page, with what was left out and closing lines for which room was kept."""
        if self.dropped:
            listed = ", ".join(counted(number, what) for what, number in self.dropped.items())
            self._parts.append(
                f"\n> Left out here for want of room: {listed}. `asbuilt check --scope change` shows everything."
            )
        text = "\n".join((*self._parts, *closing))
        return text.encode()[: self._full].decode("utf-8", "ignore")


def output(report: Report, links: Links, annotated: int = 0, unannotated: int = 0) -> Output:
    """The whole of what a check run shows. ``annotated`` and ``unannotated`` count annotations."""
    if report.note and not report.documents and not report.findings and not report.skipped:
        return Output(title(report), _nothing(report))
    return Output(title(report), _summary(report, links, annotated, unannotated), _text(report, links))


def _nothing(report: Report) -> str:
    return (
        "This change adds or edits no delivery document, and its description claims nothing that could be "
        "checked, so there is nothing to judge.\n\n"
        "A delivery document is prose that reports what has been built, such as `IMPLEMENTATION_COMPLETE.md`."
        f"\n\n{_versions(report)}"
    )


def _summary(report: Report, links: Links, annotated: int, unannotated: int) -> str:
    page = _Page()
    page.add(_first_words(report))
    page.add(_what_to_do(report))
    refuted = [(path, claim) for path, claim in claims(report) if counts(claim)]
    if refuted:
        page.add(
            "\n### Refuted claims\n\n| where | the document says | the tree shows |\n| --- | --- | --- |"
        )
        for lines in sorted(_by_line(refuted), key=_consequence):
            page.add(_row(lines, links), *["refuted claim"] * len(lines))
    _findings(page, report, links)
    _allowances(page, report, links)
    _skipped(page, report)
    notes = [_coverage(report), _versions(report)]
    if unannotated:
        notes.insert(
            0, f"\n{annotated} places are annotated in the files; {unannotated} more are listed here only."
        )
    return page.finish(*notes)


def _coverage(report: Report) -> str:
    read = report.stats.coverage
    return (
        f"\n{counted(read.statements, 'statement')} read, {counted(read.claims, 'claim')} found in them: "
        f"{read.judged} judged, {read.unverifiable} that nothing in the repository can settle."
    )


def _first_words(report: Report) -> str:
    all_claims = [claim for _, claim in claims(report)]
    refuted = sum(counts(claim) for claim in all_claims)
    failing = sum(f.level == "failure" and f.override is None for f in report.findings)
    if refuted:
        words = (
            f"**{refuted} of {counted(len(all_claims), 'claim')} {'is' if refuted == 1 else 'are'} refuted**"
        )
    elif all_claims:
        words = f"**None of {counted(len(all_claims), 'claim')} is refuted**"
    else:
        words = "**No claim was found that could be checked**"
    words += f" by the code at {code(report.head[:12])}."
    if failing:
        words += f" {counted(failing, 'finding')} in the code {'fails' if failing == 1 else 'fail'} as well."
    return words


def _what_to_do(report: Report) -> str:
    if report.conclusion == "failure":
        return (
            "\n**What to do:** build what is missing, or correct the document to say what is there, and push. "
            "Every row names the place that shows it."
        )
    lowering = [skip for skip in report.skipped if skip.lowers]
    if report.conclusion == "neutral" and lowering:
        return (
            "\n**What to do:** look at what could not be read (listed below); the rest has been judged, "
            "and this check does not block."
        )
    return "\nNothing needs to be done."


_Line = list[tuple[str, JudgedClaim]]
"""The claims that one sentence makes, each with its document."""


def _by_line(found: Iterable[tuple[str, JudgedClaim]]) -> Iterable[_Line]:
    lines: dict[tuple[object, ...], _Line] = {}
    for path, claim in found:
        lines.setdefault((path, claim.line, claim.end_line, claim.text), []).append((path, claim))
    return lines.values()


def _consequence(line: _Line) -> bool:
    # "Phase 2 is complete" is refuted by the other rows, so it comes after them.
    return all(claim.kind == "status" for _, claim in line)


def _row(line: _Line, links: Links) -> str:
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
    kinds = ", ".join(f"{explained(c.kind, 'claims', links)} · {c.id}" for c in same)
    overruled = "".join(
        f"<br>overruled by {code(c.override.by)}: {prose(c.override.reason)}" for c in same if c.override
    )
    return f"{prose(same[0].reason)}{evidence}{overruled}<br><sub>{kinds}</sub>"


def place_of(place: Place, links: Links) -> str:
    if place.path == DESCRIPTION:
        return f"description, line {place.line}"
    if place.url:
        return f"[{plain(place.path, 160)}]({place.url})"
    line = f":{place.line}" if place.line else ""
    if place.missing and not line:
        return f"{code(place.path)} (missing)"
    shown = f"[{plain(f'{place.path}{line}', 160)}]({links.blob(place)})"
    return f"not at {shown}" if place.missing else shown


def explained(name: str, folder: str, links: Links) -> str:
    return f"[{name}]({links.pages}/{folder}/{name})" if links.pages else f"`asbuilt explain {name}`"


def _findings(page: _Page, report: Report, links: Links) -> None:
    shown = [finding for finding in report.findings if stands(finding)]
    if not shown:
        return
    page.add("\n### Findings in the code")
    for path in dict.fromkeys(f.path for f in sorted(shown, key=lambda f: (rank(f.level), f.path))):
        here = sorted((f for f in shown if f.path == path), key=lambda f: (rank(f.level), f.line))
        if not page.add(f"\n**[{plain(path, 160)}]({links.blob(path)})**\n", "file"):
            page.dropped["finding"] += len(here)
            continue
        for finding in here:
            page.add(_finding(finding, links), "finding")


def stands(finding: JudgedFinding) -> bool:
    """Whether nobody has overruled a finding and the code does not allow it."""
    return finding.override is None and finding.allowed is None


def _allowances(page: _Page, report: Report, links: Links) -> None:
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
        page.add(f"- {_MARKS['warning']} {place} allows nothing: {prose(allowance.problem)}", "allowance")


def _finding(finding: JudgedFinding, links: Links) -> str:
    lines = f"{finding.line}–{finding.end_line}" if finding.end_line > finding.line else str(finding.line)
    address = links.blob(Place(finding.path, finding.line, finding.end_line))
    before = "" if finding.in_change else ", there before this change"
    return (
        f"- {_MARKS[finding.level]} [line {lines}]({address}) {code(finding.symbol)} {prose(finding.message)} "
        f"{prose(finding.settle)} <sub>{finding.level}{before} · {explained(finding.rule, 'rules', links)} · {finding.id}</sub>"
    )


_MARKS = {"failure": "❌", "warning": "⚠️", "notice": "ℹ️"}


def rank(level: str | None) -> int:
    """Where a level stands in the order of what matters, worst first."""
    return {"failure": 0, "warning": 1, "notice": 2}.get(level or "", 3)


def _skipped(page: _Page, report: Report) -> None:
    lowering = [skip for skip in report.skipped if skip.lowers]
    harmless = [skip for skip in report.skipped if not skip.lowers]
    if lowering:
        page.add("\n### Could not be read\n")
        for skip in lowering[:200]:
            page.add(f"- {code(skip.path)}: {prose(skip.why)}", "unread file")
        page.dropped["unread file"] += max(0, len(lowering) - 200)
        page.dropped += Counter()  # drops entries of zero
    if harmless:
        reasons = Counter(skip.why for skip in harmless)
        listed = ", ".join(f"{number} {prose(why, 80)}" for why, number in reasons.most_common(6))
        page.add(f"\n<sub>Not read, and not needed: {listed}.</sub>")


def _text(report: Report, links: Links) -> str:
    groups = (
        ("Overruled", [(p, c) for p, c in claims(report) if c.override is not None]),
        (
            "Unverifiable",
            [(p, c) for p, c in claims(report) if c.verdict == "unverifiable" and c.override is None],
        ),
        ("Supported", [(p, c) for p, c in claims(report) if c.verdict == "supported" and c.override is None]),
    )
    page = _Page()
    for name, members in groups:
        if members and page.add(f"<details><summary>{name}: {counted(len(members), 'claim')}</summary>\n"):
            page.add("| where | the document says | why |\n| --- | --- | --- |")
            for line in _by_line(members):
                page.add(_row(line, links), *[f"{name.lower()} claim"] * len(line))
            page.close("\n</details>\n")
    return page.finish() if any(members for _, members in groups) else ""


def _versions(report: Report) -> str:
    base = f", base {code(report.base[:12])}" if report.base else ""
    return (
        f"\n<sub>As-Built {version('asbuilt')} · head {code(report.head[:12])}{base} · "
        f"{counted(report.stats.files, 'file')}</sub>"
    )


# --- words for other moments ---------------------------------------------------------------------


def started() -> Output:
    """While the check runs."""
    return Output(
        "Checking what this change claims", "The documents and the code of this head are being read."
    )


def superseded() -> Output:
    """For a run that a newer one replaces before it could be completed."""
    return Output("Replaced by a newer run", "A newer check of the same head says what holds.")


def unwanted() -> Output:
    """For a head that somebody wants checked again though no open pull request has it."""
    return Output(
        "No open pull request has this head",
        "The pull request was closed, or pushed over since: its newest head has a run of its own.",
    )


def not_checked(why: str, delivery: str) -> Output:
    """For a head that could not be checked: what happened and what to do. Never a reason to block."""
    return Output(
        NOT_CHECKED,
        f"As-Built could not check this head, so it says nothing about it and does not block.\n\n"
        f"**What happened:** {prose(why)}\n\n"
        "**What to do:** push again, or edit the description, or have the delivery sent again by whoever runs "
        f"this service.\n\n<sub>delivery {code(delivery)}</sub>",
    )

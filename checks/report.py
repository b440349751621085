"""Joins findings and verdicts into the report: ids, levels, order, conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from checks import claims as claim_kinds
from checks import precision, rules
from checks.config import Config
from checks.documents.model import Document
from checks.model import (
    LEVELS,
    Allowance,
    Claim,
    Conclusion,
    Finding,
    JudgedClaim,
    JudgedDocument,
    JudgedFinding,
    Level,
    Override,
    Skipped,
    Verdict,
    identity,
)
from checks.overrides import Overrides, refutation

SCHEMA = "asbuilt-report/1"


def finding_ids(findings: Iterable[Finding]) -> list[tuple[str, Finding]]:
    """Each finding with its id; equal ones are told apart by their order in the file."""
    seen: dict[tuple[str, ...], int] = {}
    named = []
    for finding in findings:
        key = (finding.rule, finding.path, finding.symbol, finding.digest)
        seen[key] = seen.get(key, -1) + 1
        salt = (seen[key],) if seen[key] else ()
        named.append((identity("finding", *key, *salt), finding))
    return named


def claim_id(claim: Claim) -> str:
    """The id of a claim; equal claims of one document share it."""
    return identity("claim", claim.kind, claim.document, dict(claim.subject), claim.polarity, claim.when)


def judged_documents(
    documents: Iterable[Document],
    verdicts: Iterable[tuple[Claim, Verdict]],
    config: Config,
    overrides: Overrides = Overrides(),  # noqa: B008, a frozen struct
) -> tuple[JudgedDocument, ...]:
    """Every document read, with its claims in the order of lines and in its own words; what is overruled says by whom."""
    read = {document.path: document for document in documents}
    by_document: dict[str, list[JudgedClaim]] = {path: [] for path in read}
    for claim, verdict in verdicts:
        judged = _judged_claim(claim, verdict, config, overrides)
        text = read[claim.document].written_on(claim.line, claim.end_line) or claim.text
        by_document[claim.document].append(msgspec.structs.replace(judged, text=text))
    return tuple(
        JudgedDocument(path, tuple(sorted(items, key=lambda c: (c.line, c.end_line, c.kind, c.id))))
        for path, items in sorted(by_document.items())
    )


def _judged_claim(claim: Claim, verdict: Verdict, config: Config, overrides: Overrides) -> JudgedClaim:
    level, override, refuted = None, None, ""
    id_ = claim_id(claim)
    if verdict.truth == "refuted":
        kind = claim_kinds.kinds()[claim.kind]
        level = _due(config.at(claim.document), claim.kind, "failure", kind)
        refuted = refutation(id_, verdict.reason)
        override = overrides.of(refuted, claim.kind, claim.document)
    return JudgedClaim(
        id=id_,
        line=claim.line,
        end_line=claim.end_line,
        kind=claim.kind,
        polarity=claim.polarity,
        subject=claim.subject,
        text=claim.text,
        verdict=verdict.truth,
        level=level,
        reason=verdict.reason,
        evidence=verdict.evidence,
        override=override,
        refutation=refuted,
    )


def judged_findings(
    findings: Iterable[Finding],
    known_before: frozenset[str],
    verdicts: Iterable[tuple[Claim, Verdict]],
    config: Config,
    allowed: Callable[[Finding], Allowance | None] = lambda _: None,
    overrides: Overrides = Overrides(),  # noqa: B008, a frozen struct
) -> tuple[JudgedFinding, ...]:
    """The findings, worst first; those that the code allows are at ``notice``.

    ``known_before`` are the ids of the merge base's findings: those are shown at ``notice`` at most, unless
    the evidence of a refuted claim opens on them.
    """
    verdicts = tuple(verdicts)
    accused = {
        (place.path, place.line)
        for _, verdict in verdicts
        if verdict.truth == "refuted"
        for place in verdict.evidence
        if place.line is not None
    }
    promised = claim_kinds.promised(claim for claim, _ in verdicts)
    levels = _Levels(config, promised)
    judged = []
    for id_, finding in finding_ids(findings):
        if config.leaves_code(finding.path):
            continue
        level = levels.of(finding)
        if level is None:
            continue
        in_change = id_ not in known_before
        pointed_at = any(
            path == finding.path and finding.line <= line <= finding.end_line for path, line in accused
        )
        allowance = allowed(finding)
        due = level if (in_change or pointed_at) and allowance is None else "notice"
        override = overrides.of(id_, finding.rule, finding.path)
        judged.append(_judged_finding(id_, finding, due, in_change, allowance, override))
    order: Mapping[Level, int] = {"failure": 0, "warning": 1, "notice": 2}
    return tuple(
        sorted(judged, key=lambda f: (order[f.level], f.allowed is not None, f.path, f.line, f.rule))
    )


class _Levels:
    """The level of each rule in each section of the configuration."""

    def __init__(self, config: Config, promised: frozenset[str]) -> None:
        self._config, self._promised = config, promised

    def of(self, finding: Finding) -> Level | None:
        rule, config = rules.rules()[finding.rule], self._config.at(finding.path)
        return _due(config, finding.rule, _listed(rule, self._promised), rule)


def _listed(rule: rules.Rule, promised: frozenset[str]) -> Level:
    """The level of a rule: ``failure`` where the change promises what the rule says (`RAISED_BY`) is not so."""
    return "failure" if getattr(rule, "RAISED_BY", None) in promised else rule.LEVEL


def _due(config: Config, name: str, otherwise: Level, module: object) -> Level | None:
    """The level that the configuration gives a rule or kind, None where it is switched off; ``warning`` instead of
    ``failure`` for one that was not right often enough on labelled changes."""
    wanted = config.levels.get(name, otherwise)
    if wanted == "failure" and not precision.may_fail(name, precision.group_of(module)):
        return "warning"
    return next((level for level in LEVELS if level == wanted), None)


def _judged_finding(
    id_: str,
    finding: Finding,
    level: Level,
    in_change: bool,
    allowance: Allowance | None,
    override: Override | None,
) -> JudgedFinding:
    return JudgedFinding(
        id=id_,
        rule=finding.rule,
        path=finding.path,
        line=finding.line,
        end_line=finding.end_line,
        symbol=finding.symbol,
        level=level,
        message=finding.message,
        settle=finding.settle,
        evidence=finding.evidence,
        in_change=in_change,
        override=override,
        allowed=allowance,
    )


def conclusion(
    documents: Iterable[JudgedDocument],
    findings: Iterable[JudgedFinding],
    skipped: Iterable[Skipped],
    config: Config = Config(),  # noqa: B008, a frozen struct
) -> Conclusion:
    """``failure`` for a fault at level ``failure`` that nobody overruled, ``neutral`` where something needed
    could not be read or the mode at the fault's place only advises, else ``success``."""
    faults = {d.path for d in documents if any(c.level == "failure" and c.override is None for c in d.claims)}
    faults.update(f.path for f in findings if f.level == "failure" and f.override is None)
    if faults:
        return "failure" if any(config.at(path).mode == "enforce" for path in faults) else "neutral"
    return "neutral" if any(item.lowers for item in skipped) else "success"


def failing_rules() -> frozenset[str]:
    """The rules whose listed level is ``failure``: their findings refute a ``status``."""
    return frozenset(name for name, rule in rules.rules().items() if rule.LEVEL == "failure")

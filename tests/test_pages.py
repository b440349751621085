"""Every page's cases hold, and every rule and claim kind has its page."""

from __future__ import annotations

import pkgutil
from functools import cache
from pathlib import Path

import pytest

from checks import claims, rules
from checks.run import Options, documents_of
from tests.cases import Case, cases
from tests.trees import project_of, snapshot_of

RULE_CASES = [(rule, case) for rule in rules.rules() for case in cases(rules.page(rule))]
KIND_CASES = [(kind, case) for kind in claims.kinds() for case in cases(claims.page(kind))]


def name(value: object) -> str:
    """A readable name for a parametrised test."""
    return value.title if isinstance(value, Case) else str(value)


@pytest.mark.parametrize(("rule", "case"), RULE_CASES, ids=name)
def test_a_rule_reports_exactly_what_its_page_says(rule: str, case: Case) -> None:
    found = [(f.path, f.line, f.rule) for f in rules.find(project_of(case.files), (rule,))]
    assert sorted(found) == sorted(case.findings)


@pytest.mark.parametrize(("kind", "case"), KIND_CASES, ids=name)
def test_a_kind_judges_exactly_what_its_page_says(kind: str, case: Case) -> None:
    snapshot = snapshot_of(case.files, case.base)
    project = project_of(case.files)
    named = tuple(sorted({path for path in case.files if path.endswith(".md") and _is_a_document(path)}))
    documents, _ = documents_of(snapshot, Options(documents=named))
    ground = claims.Ground(
        snapshot=snapshot,
        project=project,
        before=cache(lambda: project_of(case.base) if case.base is not None else None),
        findings=claims.Known(tuple(rules.find(project))),
        failing=frozenset(rule for rule, module in rules.rules().items() if module.LEVEL == "failure"),
        documents={document.path: document for document in documents},
    )
    found = [claim for document in documents for claim in claims.find(document)]
    judged = [(c.document, c.line, v.truth) for c, v in claims.verify(found, ground) if c.kind == kind]
    assert sorted(judged) == sorted(case.verdicts)


def _is_a_document(path: str) -> bool:
    return not Path(path).name.startswith("README")


@pytest.mark.parametrize("rule", sorted(rules.rules()))
def test_half_of_a_rules_cases_are_near_misses(rule: str) -> None:
    expecting = [case.expects_a_report for case in cases(rules.page(rule))]
    assert expecting
    assert expecting.count(False) >= expecting.count(True) > 0


def test_rules_and_pages_come_in_pairs() -> None:
    for package in (rules, claims):
        folder = Path(str(package.__file__)).parent
        modules = {m.name for m in pkgutil.iter_modules([str(folder)]) if not m.name.startswith("_")}
        assert modules == {p.stem for p in folder.glob("*.md")}


@pytest.mark.parametrize("kind", sorted(claims.kinds()))
def test_every_kinds_page_shows_supported_and_refuted(kind: str) -> None:
    truths = {truth for case in cases(claims.page(kind)) for _, _, truth in case.verdicts}
    # A case's files have no history: what speaks of commits cannot be decided by them. What was measured can never
    # be refuted by a tree.
    shown = {"commit": {"unverifiable"}, "measurement": {"supported", "unverifiable"}}
    assert truths >= shown.get(kind, {"supported", "refuted"})

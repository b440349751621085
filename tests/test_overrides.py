"""Overrides as data: what a decision covers, what ends it, and what the report makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from checks.config import Config
from checks.model import JudgedClaim, JudgedFinding
from checks.overrides import Decision, Overrides, Target, refutation, together
from tests.test_report import BASE, REPORT
from tests.trees import report_of

FILES: dict[str, Any] = {
    **BASE,
    "DELIVERY_REPORT.md": REPORT + "- ✅ Created `app/none.py`\n",
}


def decided(*targets: Target, by: str = "grace", **more: Any) -> Decision:
    """One person's word on some targets."""
    return Decision(targets, by, "seen and accepted", "https://github.example/c/1", **more)


def faults(
    overrides: Overrides | None = None,
) -> tuple[dict[str, JudgedFinding], dict[str, JudgedClaim], str]:
    """The findings by rule, the refuted claims by kind, and the conclusion."""
    report = report_of(FILES, overrides=overrides or Overrides())
    refuted = {c.kind: c for d in report.documents for c in d.claims if c.verdict == "refuted"}
    return {f.rule: f for f in report.findings}, refuted, report.conclusion


def test_an_id_overrules_what_it_names_and_the_report_says_who_and_why() -> None:
    found, refuted, conclusion = faults()
    assert conclusion == "failure"
    ids = [found["mock-response"].id, *(claim.refutation for claim in refuted.values())]
    found, refuted, conclusion = faults(
        Overrides((decided(*(Target("id", id_) for id_ in ids), until="2027-01-01"),))
    )
    override = found["mock-response"].override
    assert override is not None
    assert (override.by, override.reason) == ("grace", "seen and accepted")
    assert (override.url, override.until) == ("https://github.example/c/1", "2027-01-01")
    assert all(claim.override is not None for claim in refuted.values())
    assert conclusion == "success"


def test_a_verdict_and_a_level_stay_what_they_are() -> None:
    before = faults()
    after = faults(Overrides((decided(Target("all")),)))
    assert {k: (c.verdict, c.level) for k, c in before[1].items()} == {
        k: (c.verdict, c.level) for k, c in after[1].items()
    }
    assert {r: f.level for r, f in before[0].items()} == {r: f.level for r, f in after[0].items()}


def test_the_id_of_a_claim_alone_overrules_no_refutation() -> None:
    _, refuted, _ = faults()
    _, after, conclusion = faults(Overrides((decided(Target("id", refuted["path"].id)),)))
    assert after["path"].override is None
    assert conclusion == "failure"


@pytest.mark.parametrize(
    ("target", "claims", "findings"),
    [
        (Target("rule", "mock-response"), set(), {"mock-response"}),
        (Target("rule", "path"), {"path"}, set()),
        (Target("path", "app/**"), set(), {"mock-response"}),
        (Target("path", "*.md"), {"path"}, set()),
        (Target("path", "other/**"), set(), set()),
        (Target("all"), {"path"}, {"mock-response"}),
    ],
)
def test_what_a_target_covers(target: Target, claims: set[str], findings: set[str]) -> None:
    found, refuted, _ = faults(Overrides((decided(target),)))
    assert {k for k, c in refuted.items() if c.override is not None} & {"path"} == claims
    assert {r for r, f in found.items() if f.override is not None} & {"mock-response"} == findings


def test_the_last_word_holds() -> None:
    all_, one = Target("all"), Target("rule", "path")
    back = decided(one, by="ada", restores=True)
    assert Overrides((decided(all_), back)).of("x", "path", "p") is None
    assert Overrides((decided(all_), back)).of("x", "size", "p") is not None
    assert Overrides((decided(all_), back, decided(one, by="linus"))).of("x", "path", "p") is not None
    assert Overrides((back, decided(all_))).of("x", "path", "p") is not None


def test_four_eyes_are_those_of_two_people() -> None:
    one, two = (
        decided(Target("all"), by="grace", until="2027-02-01"),
        decided(Target("all"), by="linus", until="2027-01-01"),
    )
    assert Overrides((one,), voices=2).of("x", "path", "p") is None
    assert Overrides((one, decided(Target("all"), by="Grace")), voices=2).of("x", "path", "p") is None
    both = Overrides((one, two), voices=2).of("x", "path", "p")
    assert both is not None
    assert (both.by, both.until) == ("grace, linus", "2027-01-01")
    back = decided(Target("id", "x"), by="ada", restores=True)
    assert Overrides((one, two, back, one), voices=2).of("x", "path", "p") is None


def test_a_merge_group_takes_what_its_pull_requests_have() -> None:
    parts = [
        Overrides((decided(Target("id", "AB-AAAAAA")),)),
        Overrides((decided(Target("id", "AB-BBBBBB")),), voices=2),
    ]
    assert together(parts) == Overrides((*parts[0].decisions, *parts[1].decisions), voices=2)
    assert together([]) == Overrides()


def test_what_is_named_as_a_whole_is_held_to_what_was_shown() -> None:
    made = decided(Target("all"), Target("id", "AB-CCCCCC"), shown=frozenset(("AB-AAAAAA",)))
    assert made.covers("AB-AAAAAA", "path", "p")
    assert not made.covers("AB-BBBBBB", "path", "p")
    assert made.covers("AB-CCCCCC", "path", "p")
    assert not decided(Target("all"), shown=frozenset()).covers("AB-AAAAAA", "path", "p")


def test_lines_that_move_are_no_new_reason_and_other_numbers_are() -> None:
    one = refutation("AB-7F3K2A", "`app/main.py:40` answers with literals (lines 40-52)")
    assert one == refutation("AB-7F3K2A", "`app/main.py:47` answers with literals (lines 47-59)")
    assert one.startswith("AB-7F3K2A-")
    assert refutation("AB-7F3K2A", "7 routes are served") != refutation("AB-7F3K2A", "8 routes are served")


def test_advice_and_overrides_together_end_well() -> None:
    report = report_of(FILES, config=Config(mode="advise"), overrides=Overrides((decided(Target("all")),)))
    assert report.conclusion == "success"

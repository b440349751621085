"""Numbers of one document that must agree: what is read, and what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, arithmetic
from checks.documents.model import Document
from checks.documents.read import read
from tests.claimed import truths
from tests.trees import project_of, snapshot_of


def document(source: str) -> Document:
    found = read("REPORT.md", source.encode())
    assert found is not None
    return found


def judged(source: str) -> list[tuple[int, str, str, str]]:
    found = document(source)
    ground = Ground(snapshot=snapshot_of({}), project=project_of({}), documents={found.path: found})
    return [
        (c.line, str(c.subject["stated"]), str(c.subject["computed"]), arithmetic.verify(c, ground).truth)
        for c in arithmetic.find(found)
    ]


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("19/21 tests passing (90.5%)", "supported"),
        ("19/21 tests passing (90%)", "supported"),
        ("19/21 tests passing (91%)", "refuted"),
        ("2 of 3 done (66.7%)", "supported"),
        ("2 of 3 done (66.6%)", "supported"),  # rounded down
        ("2 of 3 done (66.5%)", "refuted"),
        ("2 of 3 done (66.8%)", "refuted"),
        ("Progress: 66% complete (6/9 secrets added)", "supported"),
        ("Progress: 65% complete (6/9 secrets added)", "refuted"),
        ("1/8 (12.5%)", "supported"),
    ],
)
def test_a_percentage_agrees_when_it_rounds_to_the_digits_stated(text: str, truth: str) -> None:
    assert [found[3] for found in judged(text)] == [truth]


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("Coverage: 186/186 tests passing (99.5%)", ["refuted"]),
        ("Coverage: 186/186 tests passing (99.5% - 1 skipped by design)", []),
        ("Overall: 55% (2 of 8 tasks complete)", ["refuted"]),
        ("Overall: 55% (2 of 8 phases complete)", []),  # stages are of different weight
        ("Overall: 25% (2 of 8 phases complete)", ["supported"]),
        ("Real prices: 7/9 (80%)", []),  # in tens
        ("Real prices: 7/9 (90%)", ["refuted"]),
        ("Real prices: 70/90 (80%)", ["refuted"]),
    ],
)
def test_a_share_of_few_things_or_of_unequal_ones_or_that_is_explained_is_not_refuted(
    text: str, truths: list[str]
) -> None:
    assert [found[3] for found in judged(text)] == truths


def test_a_share_of_a_part_is_not_taken_of_the_whole() -> None:
    lines = (
        "```\nTotal tests: 158\nPassing: 37 (67% of {})\nFailing: 1 (2% of {})\nWaiting: 120 (75.9%)\n```\n"
    )
    assert "refuted" not in [found[3] for found in judged(lines.format("tested", "tested"))]
    assert "refuted" in [found[3] for found in judged(lines.format("total", "total"))]


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("- Completeness: 24.4% → 34.1% (+40% improvement)", ["supported"]),  # per cent of what it was
        ("- Completeness: 24.4% → 34.1% (+9.7% improvement)", ["supported"]),  # points
        ("- Completeness: 24.4% → 34.1% (+63% improvement)", ["refuted"]),
        ("- Completeness rose from 32% to 52.4% (+63%)", ["supported"]),
        ("- Completeness rose from 32% to 52.4% (+65%)", ["refuted"]),
    ],
)
def test_the_change_of_a_percentage_is_in_points_or_in_per_cent_of_it(text: str, truths: list[str]) -> None:
    assert [found[3] for found in judged(text)] == truths


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("25 requests (3 users × 8 pages)", ["refuted"]),
        ("Takes 10-15 seconds (2 queries × 4 hosts)", []),
        ("Takes 15 seconds (2 queries × 4 hosts)", []),
        ("Takes 8 seconds (2 queries × 4 hosts)", ["supported"]),
        ("Each year: 365 × 5 × 500 B = 900 MB", []),
        ("Each year: 365 × 5 × 500 = 900", ["refuted"]),
    ],
)
def test_a_product_of_counts_that_is_said_in_another_measure_leaves_a_factor_out(
    text: str, truths: list[str]
) -> None:
    assert [found[3] for found in judged(text)] == truths


@pytest.mark.parametrize(
    ("row", "truths"),
    [
        ("1105ms | 500ms | -60%", ["refuted"]),
        ("1105ms | <500ms | -60%", []),  # how far below is not said
        ("1105ms | <500ms | -55%", ["supported"]),
        ("0.30s | 0.60s | 0.5x", ["supported"]),  # half as fast
        ("0.30s | 0.60s | 0.2x", ["refuted"]),
    ],
)
def test_a_bound_and_a_loss_of_speed_are_read_as_they_are_meant(row: str, truths: list[str]) -> None:
    table = f"| Case | Before | After | Improvement |\n|---|---|---|---|\n| list | {row} |\n"
    assert [found[3] for found in judged(table)] == truths


def test_parts_marked_with_a_plus_may_fall_short_but_not_exceed_the_total_by_more_than_a_twentieth() -> None:
    table = "| Part | Lines |\n|---|---|\n| A | {} |\n| B | 200+ |\n| C | 100+ |\n| Total | 1,000+ |\n"
    assert [found[3] for found in judged(table.format("650+"))] == ["supported"]
    assert [found[3] for found in judged(table.format("750+"))] == ["supported"]
    assert [found[3] for found in judged(table.format("900+"))] == ["refuted"]


def test_the_evidence_is_the_lines_that_were_added_up() -> None:
    found = document("| Part | Files |\n|---|---|\n| A | 2 |\n| B | 3 |\n| **Total** | **6** |\n")
    ground = Ground(snapshot=snapshot_of({}), project=project_of({}), documents={found.path: found})
    (claim,) = arithmetic.find(found)
    verdict = arithmetic.verify(claim, ground)
    assert [place.line for place in verdict.evidence] == [3, 4]
    assert verdict.reason == "Total = 2 + 3: 5, not 6."


def test_a_numbered_list_may_go_on_through_sub_sections() -> None:
    source = "## Endpoints (5 total)\n\n### A\n1. GET /a\n2. GET /b\n\n### B\n3. GET /c\n4. GET /d\n"
    assert judged(source) == [(1, "5", "4", "refuted")]


def test_a_total_is_compared_with_the_counts_of_the_sections_before_it() -> None:
    source = "**A (2)**\n- GET /a\n- GET /b\n\n**B (1)**\n- GET /c\n\n**Total: {} endpoints**\n"
    assert [found[3] for found in judged(source.format(3))] == ["supported"] * 3
    assert [found[3] for found in judged(source.format(9))] == ["supported", "supported", "refuted"]


def test_severities_are_counted_through_the_document() -> None:
    issues = "".join(
        f"### ISSUE-{n:03}\n\n**Severity:** {grade}\n\n" for n, grade in enumerate(["HIGH", "HIGH", "LOW"], 1)
    )
    source = issues + "| Severity | Count |\n|---|---|\n| HIGH | 3 |\n| LOW | 1 |\n| **Total** | **4** |\n"
    assert [(stated, computed, truth) for _, stated, computed, truth in judged(source)] == [
        ("3", "2", "refuted"),
        ("1", "1", "supported"),
        ("4", "3", "refuted"),
    ]


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("- Latency: 200ms → 50ms (75% faster)", ["supported"]),
        ("- Latency: 200ms → 50ms (300% faster)", ["supported"]),  # as speed, not as time
        ("- Latency: 200ms → 50ms (4x faster)", ["supported"]),
        ("- Latency: 212ms → 53ms (60% faster)", ["refuted"]),
        ("- Latency: 212ms before -> ~53ms after (4x faster)", ["supported"]),
        ("- Reduced the closing of orders from 214 to 94 lines (-56%)", ["supported"]),
        ("- Reduced the closing of orders from 214 to 94 lines (-76%)", ["refuted"]),
        ("- **Orders:** 62.5% working (5/8 tests)", ["supported"]),
        ("- **Before**: 591KB\n- **After**: 58KB\n- **Savings**: 533KB (90% reduction)", ["supported"]),
        ("- **Before**: 591KB\n- **After**: 58KB\n- **Savings**: 533KB (45% reduction)", ["refuted"]),
        ("- **Before**: 591KB\n- **After**: 58 files\n- **Savings**: 45%", []),
        ("- Latency: 200ms → 50ms (about 75% of it is the network)", []),
        ("- Latency: 1.2s to 400ms (~65% faster)", ["supported"]),
        ("- Success: 60% → 85% (25% improvement)", ["supported"]),  # points
        ("- From 0 to 12 (100% better)", []),
        ("- From 3 users to 9 bytes (66% less)", []),
    ],
)
def test_a_change_agrees_however_people_compute_it(text: str, truths: list[str]) -> None:
    assert [found[3] for found in judged(text)] == truths


def test_a_range_of_margins_is_refuted_only_if_it_was_worked_out_and_both_of_its_ends_are_off() -> None:
    table = "| M | Target | Actual |\n|---|---|---|\n| a | 100 | 50 |\n| b | 100 | 25 |\n\n"
    assert judged(table + "2x-4x above targets\n") == [(6, "2-4", "2-4", "supported")]
    assert judged(table + "6.25x-9.75x above targets\n") == [(6, "6.25-9.75", "2-4", "refuted")]
    assert judged(table + "6x-9x above targets\n") == []  # it may be of other figures
    assert judged(table + "2x-9x above targets\n") == []


def test_the_routes_of_a_section_stand_in_however_many_lists() -> None:
    lists = (
        "## API\n\n**Public**:\n- GET /a\n- GET /b\n\n**Private**:\n- GET /c\n\n**Total**: {} API endpoints\n"
    )
    assert [found[3] for found in judged(lists.format(3))] == ["supported"]
    assert [found[3] for found in judged(lists.format(7))] == []  # of which lists is not said


@pytest.mark.parametrize(
    "source",
    [
        "This year's 2025 trends:\n\n1. one\n2. two\n",
        "The 2 services share:\n\n- a\n- b\n- c\n",
        "Scores: 0.65\n\n```\nAlignment: 0.65\n├─ title: 0.58\n└─ body: 0.72\n```\n",
        "```\nTotal Sales: 9,100\nRefunds: 850\nDisputes: 40\n```\n",
        "- **Total tests:** 20\n- **Duration:** 14\n",
        "## Tests (25+ benchmarks)\n\n- a\n- b\n",
        "Port 8000/9000 (50% of the traffic)\n\nuses 3 of them (see page 4)\n"[43:],
        "```python\nshare = 19 / 21  # 19/21 (99%)\n```\n",
    ],
)
def test_numbers_that_happen_to_stand_together_are_no_relation(source: str) -> None:
    assert judged(source) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789,.+%/()=x×|-*#:\n abTotal", max_size=300))
def test_any_text_is_judged_without_a_fault(source: str) -> None:
    judged(source)


@pytest.mark.parametrize(
    "source",
    [
        "1 + " * 40_000 + "= 3",
        "3 x 4 x " * 20_000,
        "```\n" + "Name x:   12 LOC\n" * 20_000 + "```\n",
        "5/6 (" * 40_000,
        "5 to " * 40_000,
        "- **Total:** 3 h (3 h)\n" * 10_000,
        "- **Planned:** 3 h\n- **Actual:** 1 h\n- **Efficiency:** 3x speedup\n" * 5_000,
        "## All 2 (2)\n### A (1)\n### B (1)\n" * 5_000,
        "a.py has 5 locations\n\na.py (lines 1, 2, 3)\n\n" * 3_000,
        "10+ tools:\n\n- a\n- b\n\n" * 4_000,
        "3 endpoints (+2 new)\n\n" * 8_000,
        "2x-4x above targets\n\n" * 8_000
        + "| M | Target | Actual |\n|---|---|---|\n"
        + "| a | 4 | 2 |\n" * 5_000,
        "- Carts: 7 tests (11%)\n" * 5_000 + "- Orders: 50 tests (50%)\n- Total: 100 tests\n",
    ],
    ids=[
        "sum",
        "product",
        "account",
        "fractions",
        "moves",
        "totals",
        "speedups",
        "sections",
        "lines",
        "more",
        "added",
        "margins",
        "shares",
    ],
)
def test_hostile_numbers_take_bounded_time(source: str) -> None:
    began = time.process_time()
    judged(source)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("Took 214 seconds (3.5 min)", "supported"),  # rounded down
        ("Took 214 seconds (3.6 min)", "supported"),
        ("Took 214 seconds (3.4 min)", "refuted"),
        ("Took ~214 seconds (3.4 min)", "supported"),
        ("Took ~214 seconds (4.4 min)", "refuted"),
        ("Took 240 seconds (3 min)", "refuted"),
    ],
)
def test_a_span_in_two_units_agrees_when_it_is_rounded_or_rough(text: str, truth: str) -> None:
    assert [found[3] for found in judged(text)] == [truth]


def test_shares_of_what_two_parts_make_are_not_taken_of_another_total() -> None:
    table = "| Measure | Value |\n|---|---|\n| Total functions | 1080 |\n| With tests | 34 ({}%) |\n| Without tests | 98 ({}%) |\n"
    assert "refuted" not in [found[3] for found in judged(table.format(26, 74))]
    assert [found[3] for found in judged(table.format(3, 75))].count("refuted") == 1
    assert [found[3] for found in judged(table.format(3, 9))] == ["supported", "supported"]


@pytest.mark.parametrize("by", ["+1-2 hours", "+6–8", "+6-8 hours of work", "+2 hours"])
def test_a_range_or_a_time_beside_a_change_is_no_difference(by: str) -> None:
    assert truths("arithmetic", f"- **Backend:** 95% → **100%** ({by})\n", {}) == []


@pytest.mark.parametrize(("by", "truth"), [("+5%", "supported"), ("+5", "supported"), ("+6", "refuted")])
def test_one_signed_number_beside_a_change_is_its_difference(by: str, truth: str) -> None:
    assert truths("arithmetic", f"- **Tests:** 95 → **100** ({by})\n", {}) == [truth]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**Frontend:** 70% → **95%** (+6-8 hours)", []),  # what it takes, not the change
        ("**Frontend:** 70% → **95%** (+6)", ["refuted"]),
        ("Progress: 48% → 62% → 75% (27% increase in a day)", []),  # of the first of three
        ("Progress: 62% → 75% (27% increase in a day)", ["refuted"]),
        ("85% Complete (59/101 tests passing)", []),  # how far a work is, and its tests
        ("Security Score: 100% (5/6 edge case tests passed)", []),
        ("85% passing (59/101 tests)", ["refuted"]),
        ("Coverage: 85% (59/101 lines)", ["refuted"]),
    ],
)
def test_a_figure_beside_others_is_held_against_those_that_it_is_of(source: str, expected: list[str]) -> None:
    assert [truth for *_, truth in judged(source)] == expected


def test_a_least_reduction_holds_from_it_up() -> None:
    table = (
        "| Step | Before | After | Gain |\n| --- | --- | --- | --- |\n| Clicks | 71 | 31 | {} reduction |\n"
    )
    assert [truth for *_, truth in judged(table.format(">50%"))] == ["supported"]
    assert [truth for *_, truth in judged(table.format(">60%"))] == ["refuted"]
    assert [truth for *_, truth in judged(table.format("52%"))] == ["refuted"]
    assert judged(table.format("<60%")) == []


def test_a_reduction_is_not_worked_out_from_the_first_of_several_figures() -> None:
    rows = "- **Before:** 2111 lines\n- **After:** {}\n- **Reduction:** 800 lines (38% reduction)\n"
    assert judged(rows.format("300 lines common + 1000 lines of each = 1300 lines")) == []
    assert [truth for *_, truth in judged(rows.format("1309 lines"))] == ["supported"]
    assert [truth for *_, truth in judged(rows.format("1001 lines"))] == ["refuted"]

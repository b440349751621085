"""Claims that nothing of a kind is left, or that something is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claimed import found, judged, truths

FILES = {
    "store.ts": "export function load() {\n  // TODO: keep it\n  console.log(1);\n  return 1;\n}\n",
    "view.ts": "export const view = () => 1;\n",
    "requirements.txt": "flask==3.0.0\nflask==3.0.1\nhttpx==0.27.0\n",
}


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("- No mock data", "absent"),
        ("- ✅ No crashes or errors", "absent"),
        ("- Zero breaking changes", "absent"),
        ("- No startup errors", "absent"),
        ("| Check | Result |\n|---|---|\n| TODO markers | **0 found** |", "absent"),
        ("| Check | Result |\n|---|---|\n| Debug `print()` statements | none left |", "absent"),
        ("# ALL MOCK DATA REMOVED", "absent"),
        ("- Zero TODOs", "absent"),
        ("- Everything is 100% real data", "absent"),
        ("All 9 endpoints return hardcoded mock data.", "present"),
        ("All capability data is fake.", "present"),
        ("The method returns nothing, with a TODO comment.", "present"),
    ],
)
def test_polarity_is_that_of_the_thing_named(text: str, polarity: str) -> None:
    assert [claim.polarity for claim in found("cleanliness", text)] == [polarity]


@pytest.mark.parametrize(
    "text",
    [
        "- Unit tests use mock data",
        "- Uses mock data when the service is away",
        "- Mock data should be replaced",
        "- **Before**: 100% mock data",
        "- Charts (TODO)",
        "- Prevents duplicate posts",
        "- No crashes when the queue is full",
        "| Check | Result |\n|---|---|\n| Order pages | 0 found |",
        "| Check | Result |\n|---|---|\n| Unused exports | 3 found |",
    ],
)
def test_tests_conditions_and_plans_claim_nothing(text: str) -> None:
    assert found("cleanliness", text) == []


def test_comments_settle_todos() -> None:
    text = "- Removed the TODO comment from `store.ts`\n- Removed the TODO comment from `view.ts`\n"
    assert truths("cleanliness", text, FILES) == ["refuted", "supported"]


def test_what_a_thing_was_taken_out_of_is_not_said_to_be_gone() -> None:
    text = "- Removed hosts from console.log output\n- Removed console.log output\n- Removed mock data from the board\n"
    assert [(c.line, c.polarity) for c in found("cleanliness", text)] == [(2, "absent"), (3, "absent")]


def test_calls_settle_the_console() -> None:
    text = "- No console.log statements in `store.ts`\n- No console.log statements in `view.ts`\n"
    assert truths("cleanliness", text, FILES) == ["refuted", "supported"]


def test_a_manifest_settles_duplicate_entries() -> None:
    text = "- Removed duplicate flask entry from `requirements.txt`\n- Removed duplicate httpx entry from `requirements.txt`\n"
    assert truths("cleanliness", text, FILES) == ["refuted", "supported"]


def test_a_module_with_functions_alone_holds_nothing_else() -> None:
    text = "### `view.ts`\n\n- Now only contains helper functions\n"
    files = {**FILES, "view.ts": "export const rows = [{ id: 1 }];\nexport const view = () => 1;\n"}
    assert truths("cleanliness", "**File:** `view.ts`\n\n- Now only contains helper functions\n", FILES) == [
        "supported"
    ]
    assert truths("cleanliness", text.replace("### ", "**File:** "), files) == ["refuted"]


def test_warnings_show_in_no_tree() -> None:
    assert truths("cleanliness", "- Zero linting warnings\n", FILES) == ["unverifiable"]


def test_a_server_that_nobody_reads_makes_an_absence_unverifiable() -> None:
    ((_, verdict),) = judged("cleanliness", "- No mock data\n", {**FILES, "main.go": "package main\n"})
    assert verdict.truth == "unverifiable"
    assert verdict.evidence[0].path == "main.go"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="mock dataTODO fake100%real`*|().-\n", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("cleanliness", text)


def test_a_row_of_which_nothing_is_reported_says_nothing_is_left() -> None:
    rows = "| Before | Before |\n| --- | --- |\n| mock data | mock data |\n"
    assert truths("cleanliness", f"# Report\n\n{rows}", FILES) == []
    told = "| What | Found |\n| --- | --- |\n| TODO comments | 0 found |\n"
    assert truths("cleanliness", f"# Report\n\n{told}", {"run.py": "print(1)\n"}) == ["supported"]


def test_what_is_not_left_in_one_part_may_be_left_in_others() -> None:
    files = {
        "services/mail.py": "def send(letter):\n    # TODO: attach the invoice\n    return post(letter)\n"
    }
    said = "# Work\n\n## Debt\n\n- ✅ Removed all TODOs in {}\n"
    reasons = {
        part: [verdict.reason for _, verdict in judged("cleanliness", said.format(part), files)]
        for part in ("the system", "user repository")
    }
    assert reasons["user repository"] == ["It may say so of what its heading names alone."]
    assert reasons["the system"] != reasons["user repository"]

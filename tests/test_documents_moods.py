"""What the points of a section or a list are, by the words above them."""

from __future__ import annotations

import pytest

from checks.documents.read import read


def moods(text: str) -> set[str]:
    document = read("REPORT.md", text.encode())
    assert document is not None
    return {s.mood for s in document.statements if s.kind == "item"}


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("The shop is now ready for:\n\n- ✅ User testing\n", "plan"),
        ("## Ready For\n\n- Order exports\n", "plan"),
        ("## What to expect\n\n- ✅ Orders are listed\n", "plan"),
        ("## Expected behaviour (after the fix)\n\n- Orders are listed\n", "plan"),
        ("## Growth opportunities\n\n- Order exports\n", "plan"),
        ("You have three paths forward:\n\n1. Order exports\n", "plan"),
        ("**Fix options:**\n\n1. Order exports\n", "plan"),
        ("## What you asked for\n\n- Order exports\n", "requirement"),
        ("## 1. Requirements (from README.md)\n\n- Order exports\n", "requirement"),
        ("## What to monitor\n\n- Order exports\n", "instruction"),
        ("## When to use each colour\n\n- Order exports\n", "instruction"),
        ("**Fix instructions:**\n\n- Order exports\n", "instruction"),
        ("If you still see the old page, try:\n\n- Hard refresh of the page\n", "instruction"),
        ("Before you deploy:\n\n- Order exports in place\n", "instruction"),
        ("For questions, refer to:\n\n- Comments in the code\n", "instruction"),
        ("Remember:\n\n- Document everything\n", "instruction"),
    ],
)
def test_words_above_a_list_say_what_its_points_are(text: str, mood: str) -> None:
    assert moods(f"# Report\n\n{text}") == {mood}


@pytest.mark.parametrize(
    "text",
    [
        "## Ready for production\n\n- ✅ Order exports\n",
        "The shop is ready for testing. It has:\n\n- Order exports\n",
        "## What works\n\n- Order exports\n",
        "## Opportunities page\n\n- Order exports\n",
        "**Special instructions:**\n\n- Field for notes on an order\n",
        "If the order is new:\n\n- It is stored\n",
        "When an order is placed:\n\n- A mail is sent\n",
        "## Used when offline\n\n- Orders are kept\n",
        "### 3. Smarter suggestions\n\n**Before**: next slot\n**After**:\n\n- Same day is tried first\n",
        "## Suggestion strategies:\n\n- Same day is tried first\n",
    ],
)
def test_words_that_only_sound_alike_leave_a_report_a_report(text: str) -> None:
    assert moods(f"# Report\n\n{text}") == {"report"}


@pytest.mark.parametrize(
    ("title", "mood"),
    [
        ("# Report: search and roadmap tasks", "report"),
        ("# Roadmap items completed", "report"),
        ("# Roadmap", "plan"),
        ("# Recommendations report", "plan"),
    ],
)
def test_a_title_that_calls_its_document_a_report_plans_nothing(title: str, mood: str) -> None:
    assert moods(f"{title}\n\n- Order exports\n") == {mood}

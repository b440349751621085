"""Lists of features in the shapes that reports write them: a stack of names, a labelled paragraph, ticks in a box."""

from __future__ import annotations

import pytest

from tests.claimed import found


def phrases(text: str) -> list[str]:
    return [str(c.subject["phrase"]) for c in found("capability", f"# Report\n\n{text}\n")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **Store**: PostgreSQL + Redis", ["Store: PostgreSQL", "Store: Redis"]),
        ("**Capabilities**: order search, price alerts", ["order search", "price alerts"]),
        ("```\n│  React Query integration ✅ │\n│  (Orders) │\n```", ["React Query integration"]),
        ("## Key features\n\n- **Short responses**\n  - Order type detection", ["Order type detection"]),
    ],
)
def test_each_thing_of_such_a_list_is_a_claim(text: str, expected: list[str]) -> None:
    assert phrases(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "- **Sum**: price + tax of an order",
        "```\n│  Routes: 24 ✅ │\n│  OrderService (11) ✅ │\n```",
        "## Health\n\n- **Responses**\n  - Order type detection",
    ],
)
def test_sums_counts_and_answers_are_no_lists_of_features(text: str) -> None:
    assert len(phrases(text)) <= 1
    assert "Order type detection" not in phrases(text)

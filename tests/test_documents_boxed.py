"""Lists of what is done that stand in a block of code."""

from __future__ import annotations

import time

import pytest

from checks.documents import boxed
from checks.documents.read import read
from tests.claimed import found

BOXED = "# Report\n\n```\n✅ src/orders.ts (120 lines)\n   - Order lookup by number\n   - Refund handling\n\n✅ src/cart.ts\n   • Cart totals by currency\n```\n"


def test_such_a_list_is_read_as_one() -> None:
    said = [(c.line, c.subject["phrase"]) for c in found("capability", BOXED)]
    assert said == [(5, "Order lookup by number"), (6, "Refund handling"), (9, "Cart totals by currency")]
    assert [(c.line, c.subject["path"]) for c in found("path", BOXED)] == [
        (4, "src/orders.ts"),
        (8, "src/cart.ts"),
    ]


def test_its_points_are_about_the_file_above_them() -> None:
    document = read("REPORT.md", BOXED.encode())
    assert document is not None
    assert {s.plain: s.about for s in document.statements}["Refund handling"] == ("src/orders.ts",)


@pytest.mark.parametrize(
    "block",
    [
        "```bash\n✅ src/orders.ts\n   - Order lookup by number\n```",
        "```\n$ npm test\n✅ orders\n   - Order lookup by number\n```",
        "```\n✓ orders (12 ms)\n   - finds an order by number (3 ms)\n```",
        "```\n✅ orders\n✅ carts\n```",
        "```\n- Order lookup by number\n- Refund handling\n```",
        "```\n✅ orders\n   - Order lookup by number\n}\n```",
        "```\n✅ orders\n   - Order lookup by number",
    ],
)
def test_other_blocks_stay_what_they_are(block: str) -> None:
    lines = ["# Report", "", *block.split("\n")]
    assert boxed.opened(lines) == lines


def test_many_fences_are_read_in_linear_time() -> None:
    began = time.monotonic()
    boxed.opened(["```", "✅ a", "  - b c", "````"] * 20_000)
    assert time.monotonic() - began < 5

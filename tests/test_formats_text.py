"""The report for a terminal: what is wrong in full, what nothing could settle under what stands in the way."""

from __future__ import annotations

from checks.formats.text import ALIKE_SHOWN, render
from tests.trees import report_of

COUNTED = [f"- The crew has {n} good cooks" for n in range(3, 3 + ALIKE_SHOWN + 2)]
KITCHEN = {"src/oven.py": "", "src/stove.py": ""}
MISSING = "- Created `src/galley.py`"


def shown(*lines: str) -> list[str]:
    """What is printed for a document of some list items; the first of them stands in line 3."""
    report = "\n".join(("# Delivery report", "", *lines, ""))
    return render(report_of({"DELIVERY_REPORT.md": report, **KITCHEN})).split("\n")


def test_what_is_refuted_comes_first_and_says_why_and_where() -> None:
    printed = shown(*COUNTED, MISSING)
    (at,) = [number for number, line in enumerate(printed) if "✗" in line]
    assert f"DELIVERY_REPORT.md:{3 + len(COUNTED)}  path" in printed[at]
    assert printed[at + 1 : at + 3] == [
        "      There is no `src/galley.py` in the tree.",
        "      → src/galley.py  (not there)",
    ]
    assert not any("?" in line for line in printed[:at])


def test_claims_that_one_thing_keeps_from_being_settled_stand_under_it() -> None:
    printed = shown(*COUNTED)
    (at,) = [number for number, line in enumerate(printed) if line.startswith("  ? ")]
    places = [line.split()[0] for line in printed[at + 1 : at + 1 + ALIKE_SHOWN]]
    assert places == [f"DELIVERY_REPORT.md:{line}" for line in range(3, 3 + ALIKE_SHOWN)]


def test_those_that_are_not_shown_are_counted_with_their_lines() -> None:
    last = 2 + len(COUNTED)
    assert f"      and 2 more in lines {last - 1}, {last}" in shown(*COUNTED)


def test_as_many_as_are_shown_have_none_left_over() -> None:
    assert not any("more in line" in line for line in shown(*COUNTED[:ALIKE_SHOWN]))

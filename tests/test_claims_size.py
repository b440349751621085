"""Claims about sizes: which numbers are sizes, of what, and how they are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.claims.size._measured import holds
from tests.claimed import judged, subjects, truths


@pytest.mark.parametrize(
    ("text", "lines", "comparator"),
    [
        ("- `a.py` (738 lines)", 738, "="),
        ("- `a.py` (2,000+ LOC)", 2000, ">="),
        ("- `a.py` - ~450 lines", 450, "~"),
        ("- `a.py`: about 1.5k lines", 1500, "~"),
        ("- `a.py` has over 300 lines of code", 300, ">="),
    ],
)
def test_a_number_of_lines_is_read_with_its_comparator(text: str, lines: int, comparator: str) -> None:
    assert subjects("size", text) == [{"path": "a.py", "lines": lines, "comparator": comparator}]


@pytest.mark.parametrize(
    "text",
    [
        "- lines 37-62 of `a.py`",
        "- under 500 lines each",
        "- at most 40 lines per function",
        "- 12 lines removed",
        "- the last 100 lines of logs",
    ],
)
def test_places_limits_and_rates_are_no_sizes(text: str) -> None:
    assert subjects("size", text) == []


def test_a_total_without_a_file_keeps_its_words_as_scope() -> None:
    assert subjects("size", "- **SQL Migrations:** 400+ lines\n") == [
        {"scope": "SQL Migrations", "lines": 400, "comparator": ">="}
    ]


@given(st.integers(0, 10**7))
def test_a_size_holds_for_itself(lines: int) -> None:
    assert all(holds(lines, comparator, lines) for comparator in ("=", "~", ">="))


def test_tolerances_are_those_of_the_page() -> None:
    assert holds(100, "=", 105)
    assert not holds(100, "=", 106)
    assert holds(1000, "=", 950)
    assert not holds(1000, "=", 949)
    assert holds(100, "~", 120)
    assert not holds(100, "~", 121)
    assert not holds(100, ">=", 99)


def test_code_lines_are_enough() -> None:
    source = "# note\n" * 90 + "A = 1\n" * 100
    assert truths(
        "size", "- `a.py` (100 lines)\n- `a.py` (190 lines)\n- `a.py` (145 lines)\n", {"a.py": source}
    ) == [
        "supported",
        "supported",
        "refuted",
    ]


def test_a_folder_is_the_sum_of_its_files() -> None:
    files = {"src/a.py": "A = 1\n" * 60, "src/b/c.py": "B = 1\n" * 40}
    assert truths("size", "- `src/` (100 lines)\n- `src/` (300 lines)\n", files) == ["supported", "refuted"]


def test_a_total_that_the_whole_tree_cannot_hold_is_refuted() -> None:
    ((_, verdict),) = judged("size", "**Lines of code:** 14,890\n", {"a.py": "A = 1\n"})
    assert verdict.truth == "refuted"


def test_about_so_many_lines_may_be_written_into_a_longer_file_that_was_there_before() -> None:
    files = {"a.py": "A = 1\n" * 300}
    assert truths("size", "- `a.py` - carts (~50 lines)\n", files) == ["unverifiable"]
    assert truths("size", "- `a.py` - carts (~900 lines)\n", files) == ["refuted"]
    assert truths("size", "- `a.py` - carts (50 lines)\n", files) == ["refuted"]


def test_the_length_of_a_file_that_is_not_there_is_open() -> None:
    assert truths("size", "- `src/b.py` (50 lines)\n", {"src/a.py": "A = 1\n"}) == ["unverifiable"]


@pytest.mark.parametrize("was", ["was 900 lines, now empty", "formerly 900 lines"])
def test_what_a_file_had_is_said_of_before(was: str) -> None:
    files = {"a.py": "A = 1\n" * 300}
    assert truths("size", f"- `a.py` cleared ({was})\n", files) == ["unverifiable"]
    assert truths("size", f"- `a.py` cleared ({was})\n", files, {"a.py": "A = 1\n" * 900}) == ["supported"]


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("Enhanced `cart.js` - badges (80 lines)", "unverifiable"),  # what was added, as it may be
        ("Updated `cart.js` with badges (80 lines)", "unverifiable"),
        ("Enhanced `cart.js` - badges (320 lines)", "supported"),
        ("Enhanced `cart.js` - badges (500 lines)", "refuted"),  # not so many stand in it
        ("Created `cart.js` - badges (80 lines)", "refuted"),
    ],
)
def test_a_number_beside_a_changed_file_may_be_what_was_written_into_it(said: str, truth: str) -> None:
    files, before = {"cart.js": "draw()\n" * 319}, {"cart.js": "draw()\n" * 230}
    assert [v.truth for _, v in judged("size", f"# Delivery\n\n- {said}\n", files, before)] == [truth]


def test_a_new_file_has_as_many_lines_as_are_said_of_it() -> None:
    text = "# Delivery\n\n- Enhanced `cart.js` - badges (80 lines)\n"
    assert [v.truth for _, v in judged("size", text, {"cart.js": "draw()\n" * 319}, {"a.js": "a()\n"})] == [
        "refuted"
    ]


@pytest.mark.parametrize(
    ("line", "truth"),
    [
        ("We refactored the monolithic `orders.py` (900 lines) into parts.", "supported"),
        ("We split `orders.py` (300 lines) into a package.", "refuted"),
        ("We put the orders in `orders.py` (900 lines) into service.", "refuted"),
        ("The orders are in `orders.py` (40 lines).", "supported"),
    ],
)
def test_what_was_taken_apart_had_its_length_before(line: str, truth: str) -> None:
    long, short = "".join(f"a{i} = {i}\n" for i in range(900)), "".join(f"a{i} = {i}\n" for i in range(40))
    assert truths("size", f"# Done\n\n{line}\n", {"orders.py": short}, {"orders.py": long}) == [truth]


@pytest.mark.parametrize(
    ("line", "truth"),
    [
        ("Code simplicity: 12K lines vs 300K+ lines of code", "unverifiable"),
        ("Total: 300,000 lines of code", "refuted"),
    ],
)
def test_a_line_that_compares_works_says_not_how_long_this_one_is(line: str, truth: str) -> None:
    assert set(truths("size", f"# Done\n\n{line}\n", {"orders.py": "a = 1\n"})) == {truth}

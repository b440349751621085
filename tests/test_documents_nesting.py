"""Which item a list item is a part of, by what its author means and not only by Markdown's count of spaces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.documents import nesting
from checks.documents.model import Statement
from checks.documents.read import read


def statements(text: str) -> tuple[Statement, ...]:
    document = read("REPORT.md", text.encode())
    assert document is not None
    return document.statements


def parents(text: str) -> dict[str, list[str]]:
    found = statements(text)
    return {s.plain: [found[at].plain for at in s.parents] for s in found}


def test_points_two_spaces_below_a_number_are_parts_of_its_item() -> None:
    assert parents("1. Store\n  - keeps orders\n2. Mail\n  - sends receipts\n") == {
        "Store": [],
        "keeps orders": ["Store"],
        "Mail": [],
        "sends receipts": ["Mail"],
    }


def test_the_numbered_items_around_such_points_stay_one_list() -> None:
    found = statements("1. Store\n  - keeps orders\n2. Mail\n  - sends receipts\n")
    assert found[0].group == found[2].group
    assert found[1].group != found[3].group


def test_points_at_the_margin_of_the_number_above_them_are_parts_of_its_item() -> None:
    assert parents("1. Store\n- keeps orders\n- keeps users\n2. Mail\n") == {
        "Store": [],
        "keeps orders": ["Store"],
        "keeps users": ["Store"],
        "Mail": [],
    }


def test_points_at_the_margin_behind_an_empty_line_are_a_list_of_their_own() -> None:
    assert parents("1. Store\n2. Mail\n\n- written in May\n")["written in May"] == []


def test_numbers_at_the_margin_below_a_point_are_a_list_of_their_own() -> None:
    assert parents("- Store\n1. Mail\n")["Mail"] == []


def test_a_point_one_space_deeper_is_a_part_of_the_point_above_it() -> None:
    assert parents("- Store\n - keeps orders\n   - in a table\n- Mail\n") == {
        "Store": [],
        "keeps orders": ["Store"],
        "in a table": ["Store", "keeps orders"],
        "Mail": [],
    }


def test_what_is_indented_as_markdown_asks_stays_as_it_is() -> None:
    lines = "1. Store\n   - keeps orders\n\n     in a table\n\n- Mail\n  - sends\n".split("\n")
    assert nesting.as_meant(lines) == lines


def test_points_below_a_heading_are_no_parts_of_an_item_above_it() -> None:
    assert parents("1. Store\n## Mail\n - sends\n")["sends"] == []


def test_lines_of_a_block_are_moved_with_its_fence_and_not_read_as_items() -> None:
    text = "1. Store\n  - how:\n    ```text\n    1. one\n     - two\n    ```\n  - keeps orders\n"
    assert [s.plain for s in statements(text) if s.kind == "code"] == ["1. one", " - two"]
    assert parents(text)["keeps orders"] == ["Store"]


def test_lines_keep_their_numbers() -> None:
    assert [s.line for s in statements("1. Store\n  - keeps\n\n  - sends\n")] == [1, 2, 4]


@given(
    st.lists(
        st.sampled_from(
            ["- a", " - b", "  1. c", "1. d", "", "text", "  text", "```", "# h", "    - e", "---"]
        )
    )
)
def test_only_spaces_are_ever_added(lines: list[str]) -> None:
    meant = nesting.as_meant(lines)
    assert [line.lstrip(" ") for line in meant] == [line.lstrip(" ") for line in lines]
    assert all(len(new) >= len(old) for new, old in zip(meant, lines, strict=True))

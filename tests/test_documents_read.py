"""What a document says: statements with lines, headings, parents, cells, ticks and moods."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.documents.model import Document, Statement
from checks.documents.read import read


def document(source: str) -> Document:
    found = read("REPORT.md", source.encode())
    assert found is not None
    return found


def statements(source: str) -> tuple[Statement, ...]:
    return document(source).statements


def plain(source: str) -> list[tuple[int, str, str]]:
    return [(s.line, s.kind, s.plain) for s in statements(source)]


# --- what is said where ------------------------------------------------------------------------------


def test_headings_paragraphs_and_items_keep_their_lines() -> None:
    source = "# Title\n\nFirst sentence. Second one.\nStatus: done\n\n- one\n  - nested\n- two\n"
    assert plain(source) == [
        (1, "heading", "Title"),
        (3, "paragraph", "First sentence."),
        (3, "paragraph", "Second one."),
        (4, "paragraph", "Status: done"),
        (6, "item", "one"),
        (7, "item", "nested"),
        (8, "item", "two"),
    ]


def test_a_wrapped_sentence_is_one_statement_over_its_lines() -> None:
    found = statements(
        "The service keeps every order in the database and\nanswers from there without a cache.\n"
    )
    assert [(s.line, s.end_line) for s in found] == [(1, 2)]


def test_abbreviations_versions_and_code_do_not_end_a_sentence() -> None:
    found = statements("It uses e.g. Redis 7.2 and `a. B` here. Done.\n")
    assert [s.plain for s in found] == ["It uses e.g. Redis 7.2 and a. B here.", "Done."]


def test_marks_are_taken_out_and_inline_code_keeps_its_place() -> None:
    (found,) = statements("- ✅ **File:** `src/app.py` has *two* [routes](src/routes.py)\n")
    assert found.plain == "File: src/app.py has two routes"
    assert [(c.text, found.plain[c.start :][: len(c.text)]) for c in found.codes] == [
        ("src/app.py", "src/app.py")
    ]
    assert found.links[0].target == "src/routes.py"
    assert (found.label, found.mark) == ("File", "done")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("snake_case_name and __init__.py", "snake_case_name and __init__.py"),
        ("2 * 3 and src/*.ts", "2 * 3 and src/*.ts"),
        ("a \\*b\\* and \\`c\\`", "a *b* and `c`"),
        ("`` a`b `` and <br> x &amp; y", "a`b and x & y"),
        ("Map<string> and <details>", "Map<string> and"),
        ("kept <!-- dropped --> too", "kept too"),
        ("`unclosed and **bold", "`unclosed and bold"),
    ],
)
def test_inline_text_reads_as_a_reader_sees_it(source: str, expected: str) -> None:
    assert statements(source)[0].plain == expected


def test_headings_nest_and_a_section_ends_at_the_next_of_its_level() -> None:
    found = document("## A\n\nx\n\n### B\n\ny\n\n## C\n\nz\n")
    by_line = {s.line: s for s in found.statements}
    assert [h.plain for h in by_line[7].headings] == ["A", "B"]
    first, second = by_line[7].headings
    assert found.section(first) == (1, 8)
    assert found.section(second) == (5, 8)
    assert [s.line for s in found.under(first)] == [3, 5, 7]


def test_items_know_their_parents_their_group_and_what_introduces_them() -> None:
    found = statements("Delivered:\n\n- `api/` service\n  - GET /a\n  - GET /b\n- worker\n")
    lead, parent, child, other, last = found
    assert lead.plain == "Delivered:"
    assert [s.lead for s in (parent, last)] == [0, 0]
    assert child.parents == (parent.index,) == other.parents
    assert child.group == other.group != parent.group == last.group
    assert child.about == ("api/",)


def test_numbers_that_go_on_below_a_bold_line_are_items() -> None:
    found = statements("**First**:\n1. one\n2. two\n\n**Second**:\n3. three\n4. four\n")
    assert [(s.line, s.plain) for s in found if s.kind == "item"] == [
        (2, "one"),
        (3, "two"),
        (6, "three"),
        (7, "four"),
    ]


def test_task_boxes_are_ticks_and_open_ones_are_plans() -> None:
    done, open_ = statements("- [x] Queue\n- [ ] Scheduler\n")
    assert (done.mark, done.mood, open_.mark, open_.mood) == ("done", "report", "pending", "plan")


def test_cells_know_their_columns_and_rows_their_lines() -> None:
    (row,) = statements("| File | Claimed | Actual |\n|---|---|---|\n| `a.py` | 9 routes | ❌ none |\n")
    assert (row.line, row.mark, row.polarity) == (3, "failed", "absent")
    assert [(c.header, c.plain, c.mood) for c in row.cells] == [
        ("File", "a.py", "report"),
        ("Claimed", "9 routes", "quotation"),
        ("Actual", "none", "report"),
    ]
    assert row.plain[row.cells[2].start :] == "none"


def test_a_row_marked_planned_is_a_plan() -> None:
    first, second = statements("| Task | Status |\n|---|---|\n| A | ✅ Done |\n| B | Planned |\n")
    assert (first.mood, second.mood) == ("report", "plan")


def test_front_matter_and_comments_are_skipped_but_a_rule_is_not() -> None:
    assert plain("---\ntitle: x\n---\n# T\n") == [(4, "heading", "T")]
    assert [s.line for s in statements("---\n\nText here.\n\n---\n\nMore.\n")] == [3, 7]
    assert plain("<!-- one\n\ntwo -->\n\nText.\n") == [(5, "paragraph", "Text.")]


# --- fences and trees --------------------------------------------------------------------------------


def test_a_drawn_tree_gives_whole_paths() -> None:
    source = "```\nbackend/\n├── app/\n│   ├── main.py   # entry\n│   └── routes/\n│       └── users.py\n└── Dockerfile\n```\n"
    found = [(s.line, s.path) for s in statements(source) if s.kind == "tree"]
    assert found == [
        (2, "backend/"),
        (3, "backend/app/"),
        (4, "backend/app/main.py"),
        (5, "backend/app/routes/"),
        (6, "backend/app/routes/users.py"),
        (7, "backend/Dockerfile"),
    ]


def test_a_tree_by_indentation_gives_whole_paths() -> None:
    found = [s.path for s in statements("```\nsrc/\n  api/\n    main.py\n  cli.py\n```\n")]
    assert found == ["src/", "src/api/", "src/api/main.py", "src/cli.py"]


@pytest.mark.parametrize(
    ("info", "body", "shows"),
    [
        ("bash", "npm test", "command"),
        ("", "$ pytest -q", "command"),
        ("python", "x = 1", "content"),
        ("", "PASSED: 3/3 (100%)", "output"),
        ("mermaid", "graph TD", "diagram"),
        ("", "client → server\n   ↓\nstore", "diagram"),
        ("", "some words", "unknown"),
    ],
)
def test_a_fence_shows_what_it_is(info: str, body: str, shows: str) -> None:
    found = statements(f"```{info}\n{body}\n```\n")
    assert {s.fence.shows for s in found if s.fence} == {shows}


def test_a_fence_knows_the_file_named_above_it() -> None:
    found = statements(
        "File: `src/app.py`\n\n```python\nx = 1\n```\n\nLines 4-5 in same file:\n\n```python\ny = 2\n```\n"
    )
    assert [s.fence.about for s in found if s.fence] == ["src/app.py", "src/app.py"]


def test_escaped_backticks_of_a_here_document_are_backticks() -> None:
    found = statements("Served: \\`GET /a\\` and \\`GET /b\\`\n\n\\`\\`\\`bash\nls\n\\`\\`\\`\n")
    assert [c.text for c in found[0].codes] == ["GET /a", "GET /b"]
    assert found[1].mood == "instruction"


# --- moods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "mood"),
    [
        ("## Next steps\n\n- Add a cache\n", "plan"),
        ("## Recommendations\n\n1. Wire the router\n", "plan"),
        ("**Recommendation:** move the file\n", "plan"),
        ("Caching will be added later.\n", "plan"),
        ("- 🚧 Scheduler\n", "plan"),
        ("- Collections — are the 4 boards launching?\n", "instruction"),
        ("Does it support 12 languages?\n", "instruction"),
        ("- Search (what is it? an index) works\n", "report"),
        ("- Asks “Delete this order?”\n", "report"),
        ("## Areas for improvement\n\n- Add a cache\n", "plan"),
        ("## Areas for improvement (all addressed)\n\n- Added a cache\n", "report"),
        ("## Improvements\n\n- Added a cache\n", "report"),
        ("- **v2**: 📋 Planned\n", "plan"),
        ("- Attachments ⏳ Not started\n", "plan"),
        ("- The list shows orders that are planned\n", "report"),
        ("- Two columns: done, planned\n", "report"),
        ("## Usage\n\nThe port is 80.\n", "instruction"),
        ("Run `make test` first.\n", "instruction"),
        ("## How to run\n\n- Start the server\n", "instruction"),
        ("The specification requires:\n\n- a queue\n", "requirement"),
        ("Tokens must be encrypted.\n", "requirement"),
        ("**Claimed:** 9 endpoints\n", "quotation"),
        ("# T\n\n## S\n\n> Somebody said it is done.\n", "quotation"),
        ("## Running services\n\n- MySQL (port 3306)\n", "report"),
        ("## Remaining issues\n\n- No cache\n", "report"),
        ("The queue is kept in Redis.\n", "report"),
        ("- ✅ Add a cache\n", "report"),
        ("**Test:**\n1. Navigate to the cart\n2. View the saved addresses\n", "instruction"),
        ("**Tests:**\n1. Totals of the cart\n2. Refunds\n", "report"),
    ],
)
def test_what_is_no_report_is_known_as_such(source: str, mood: str) -> None:
    assert statements(source)[-1].mood == mood


@pytest.mark.parametrize(
    ("source", "polarity"),
    [
        ("No server entry point.", "absent"),
        ("- ❌ Scheduler", "absent"),
        ("0 lines of scheduler code.", "absent"),
        ("The worker is never started.", "absent"),
        ("Authentication is missing.", "absent"),
        ("The worker is started.", "present"),
        ("- ✅ Scheduler", "present"),
        ("It handles failed events.", "present"),
    ],
)
def test_denials_are_told_from_statements(source: str, polarity: str) -> None:
    assert statements(source)[0].polarity == polarity


def test_what_was_before_is_marked() -> None:
    before, after = statements("**Before:** labels at random\n\n**After:** labels declared\n")
    assert (before.before, after.before) == (True, False)
    assert statements("### Before\n\n- GET /a\n")[-1].before


# --- hostile input -----------------------------------------------------------------------------------

HOSTILE = {
    "ten megabytes": b"- `src/a.py` has 12 endpoints and **2** tables\n" * 220_000,
    "one line of a megabyte": b"a `b` [c](d) *e* _f_ " * 50_000,
    "nothing but brackets": b"[" * 1_000_000,
    "nothing but backticks": b"`` ` " * 200_000,
    "ten thousand rows": b"|a|b|\n|-|-|\n" + b"| x | 3 endpoints |\n" * 10_000,
    "three thousand quotes": b">" * 3000 + b" x\n",
    "three thousand lists": b"- " * 3000 + b"x\n",
    "nested lists": b"".join(b" " * (2 * i) + b"- a\n" for i in range(1000)),
    "unbalanced fences": b"```py\nx\n" * 10_001,
    "open comments": b"<!-- \n" * 50_000,
    "a deep tree": b"```\nroot/\n"
    + b"".join("│   ".encode() * i + "├── a/\n".encode() for i in range(700))
    + b"```\n",
    "headings only": b"# a\n## b\n### c\n" * 10_000,
    "one endless paragraph": b"word word word word word word word word word\n" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_read_in_bounded_time(name: str) -> None:
    began = time.monotonic()
    found = read("REPORT.md", HOSTILE[name])
    assert found is not None
    assert time.monotonic() - began < 40
    assert all(1 <= s.line <= s.end_line <= len(found.lines) for s in found.statements)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="# -*_`|>[]()!<>&\\\n\t.:1ax✅❌├└─│~\"'$=", max_size=400))
def test_any_text_gives_statements_inside_its_lines(source: str) -> None:
    found = read("REPORT.md", source.encode())
    assert found is not None
    for statement in found.statements:
        assert 1 <= statement.line <= statement.end_line <= len(found.lines)
        assert all(
            statement.plain[c.start :].startswith(c.text[:1])
            for c in statement.codes
            if statement.kind != "row"
        )
        assert all(
            p < statement.index
            for p in (*statement.parents, statement.lead if statement.lead is not None else -1)
        )


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_document_or_nothing(data: bytes) -> None:
    found = read("REPORT.md", data)
    assert found is None or len(found.lines) >= 1


def test_a_folders_name_may_hold_blanks() -> None:
    drawn = "```\nTest/\n├── bug report/          (all reports)\n│   ├── INDEX.md   (this file)\n│   └── FIXES.md\n└── unit/\n    └── test_a.py\n```\n"
    document = read("REPORT.md", f"# Report\n\n{drawn}".encode())
    assert document is not None
    paths = [s.path for s in document.statements if s.kind == "tree"]
    assert "Test/bug report/INDEX.md" in paths
    assert "Test/unit/test_a.py" in paths


def test_a_picture_before_a_folders_name_does_not_hide_it() -> None:
    drawn = "```\nsrc/\n├── 📦 model/       (2 classes)\n│   ├── library/Book.java\n│   └── task/Task.java\n└── 🎮 controller/\n    └── A.java\n```\n"
    document = read("REPORT.md", f"# Report\n\n{drawn}".encode())
    assert document is not None
    paths = [s.path for s in document.statements if s.kind == "tree"]
    assert {"src/model/library/Book.java", "src/controller/A.java"} <= set(paths)


def test_a_rule_above_an_underlined_heading_is_none_of_its_words() -> None:
    document = read("REPORT.md", b"==========\nCORE FLOW\n==========\n\ntext\n")
    assert document is not None
    assert [(s.kind, s.plain) for s in document.statements] == [
        ("heading", "CORE FLOW"),
        ("paragraph", "text"),
    ]


def test_branches_below_an_item_are_items_of_it() -> None:
    document = read(
        "REPORT.md", "1. Orders\n   POST /orders\n   └─> Stores the order\n   ├─ Mails it\n".encode()
    )
    assert document is not None
    assert [(s.kind, s.plain, s.parents) for s in document.statements] == [
        ("item", "Orders", ()),
        ("paragraph", "POST /orders", (0,)),
        ("item", "Stores the order", (0,)),
        ("item", "Mails it", (0,)),
    ]


def test_a_title_in_capitals_asks_nobody_to_do_something() -> None:
    document = read("REPORT.md", b"1. START PIPELINE\n2. Start the pipeline\n")
    assert document is not None
    assert [s.mood for s in document.statements] == ["report", "instruction"]


def test_a_link_whose_text_holds_brackets_is_a_link() -> None:
    document = read("REPORT.md", b"- [app/[slug]/page.tsx:5](app/[slug]/page.tsx#L5) - wider\n- [a [b](c)\n")
    assert document is not None
    assert [s.plain for s in document.statements] == ["app/[slug]/page.tsx:5 - wider", "[a b"]
    assert [link.target for link in document.statements[0].links] == ["app/[slug]/page.tsx#L5"]

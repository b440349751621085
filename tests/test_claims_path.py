"""Claims about files and folders: what is read as one, and how the tree settles it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import _paths
from tests.claimed import found, judged, subjects, truths
from tests.test_claims_certain import verdicts

APP = {"src/app.py": "A = 1\n", "src/api/users.py": "B = 1\n"}


@pytest.mark.parametrize(
    "word",
    [
        "app.py",
        "src/app.py",
        ".env.example",
        "Dockerfile",
        "page.test.tsx",
        "app/[id]/page.tsx",
        "(auth)/login.tsx",
    ],
)
def test_names_of_files_look_like_paths(word: str) -> None:
    assert _paths.looks_like_path(word)


@pytest.mark.parametrize(
    "word",
    [
        "res.json",
        "process.env",
        "Node.js",
        "e.g.",
        "1.2.3",
        "and/or",
        "src/*.py",
        "https://x.org/a.py",
        "{name}.ts",
        "/api/items/",
    ],
)
def test_members_products_globs_and_addresses_do_not(word: str) -> None:
    assert not _paths.looks_like_path(word)


def test_lines_behind_a_name_are_not_part_of_it() -> None:
    (mention,) = _paths.mentions("see `src/app.py:45-60`", ((5, "src/app.py:45-60"),))
    assert (mention.path, mention.lines) == ("src/app.py", (45, 60))


def test_line_numbers_are_told_from_numbers_of_lines() -> None:
    assert _paths.lines_named("Lines 984, 990 and 1008-1018") == ((984, 984), (990, 990), (1008, 1018))
    assert _paths.lines_named("984 lines of code") == ()


def test_a_lists_lead_gives_its_items_their_role() -> None:
    text = "**New files:**\n\n- `src/app.py` - the app\n\n**Modified:**\n\n- `src/api/users.py` - users\n"
    assert [s["role"] for s in subjects("path", text)] == ["added", "modified"]


def test_a_word_behind_a_dash_does_not_change_the_role() -> None:
    text = "**Modified:**\n\n- `src/app.py` - Added a constant\n"
    assert subjects("path", text) == [{"path": "src/app.py", "role": "modified"}]


def test_a_slash_list_of_names_is_several_files() -> None:
    text = "| What | Evidence |\n| --- | --- |\n| Entry | No server.ts/app.ts in ops/api/ |\n"
    claims = found("path", text)
    assert [(c.subject["path"], c.polarity) for c in claims] == [
        ("ops/api/server.ts", "absent"),
        ("ops/api/app.ts", "absent"),
    ]


def test_a_missing_file_names_the_one_of_that_name_elsewhere() -> None:
    ((_, verdict),) = judged("path", "- `lib/app.py` - the app\n", APP)
    assert verdict.truth == "refuted"
    assert [(p.path, p.missing) for p in verdict.evidence] == [("lib/app.py", True), ("src/app.py", False)]


def test_of_an_end_that_several_files_share_the_candidates_are_named() -> None:
    files = {"a/api/users.py": "A = 1\n", "b/api/users.py": "B = 1\n"}
    ((_, verdict),) = judged("path", "- `api/users.py` - users\n", files)
    assert verdict.truth == "unverifiable"
    assert {p.path for p in verdict.evidence} == set(files)


def test_the_folder_that_the_repository_is_checked_out_in_may_stand_in_front() -> None:
    assert truths("path", "- `service/src/app.py` - the app\n", {**APP, "src/api/app.py": "A = 2\n"}) == [
        "supported"
    ]


def test_what_git_ignores_is_not_looked_for() -> None:
    assert truths("path", "- `data/app.db` - the database\n", APP) == ["unverifiable"]


def test_a_drawing_of_a_wider_folder_is_read_from_the_repositorys_own_root() -> None:
    text = "```\nwork/\n├── service/\n│   └── src/\n│       └── app.py\n└── other/\n    └── tool.py\n```\n"
    assert truths("path", text, APP) == ["supported", "unverifiable"]


def test_the_words_of_a_name_give_it_no_role() -> None:
    (claim,) = found("path", "## Files Modified\n\n1. **src/views/Create.vue**\n")
    assert claim.subject["role"] == "modified"


def test_a_file_that_an_earlier_change_made_is_left_open() -> None:
    base = {**APP}
    assert truths(
        "path", "**New files:**\n\n- `src/app.py` - the app\n", {**APP, "x.py": "C = 1\n"}, base
    ) == ["unverifiable"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("- `src/old.py` - removed", "removed"),
        ("- `src/old.py`: deleted (unused)", "removed"),
        ("- `src/old.py` - **NEW**", "added"),
        ("- `src/old.py` - new file", "added"),
        ("- `src/old.py` – modified", "modified"),
        ("- `src/old.py` - removed the retries", "exists"),
        ("- `src/old.py` - updated exports", "exists"),
        ("- `src/old.py` - new-style classes", "exists"),
    ],
)
def test_a_word_alone_behind_a_file_says_what_was_done_to_it(line: str, role: str) -> None:
    assert [subject["role"] for subject in subjects("path", line)] == [role]


def test_a_renamed_file_is_a_removed_one() -> None:
    base = {"old.py": "A = 1\n"}
    assert truths("path", "**Deleted files:**\n\n- `old.py`\n", {"new.py": "A = 1\n"}, base) == ["supported"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab/.`*()[]{}:#-_ \n|0129~\\$<>é"), max_size=400))
def test_no_text_makes_reading_fail(text: str) -> None:
    for claim in found("path", text):
        assert len(claim.text) <= 300


@pytest.mark.parametrize(
    ("pattern", "truth"),
    [
        ("src/one*two*.json", "supported"),
        ("src/one*three*.js", "unverifiable"),
        ("src/a*a*a*b", "unverifiable"),  # minutes where each star tries every place anew
    ],
)
def test_a_pattern_is_borne_out_by_a_file_that_it_meets(pattern: str, truth: str) -> None:
    files = {"src/one_two_three.json": "{}", **{f"src/{'a' * 190}{i}": "x" for i in range(2_000)}}
    assert verdicts("path", f"# Delivery\n\n## Changes\n\n- `{pattern}` - made\n", files) == [truth]


def test_words_beside_one_another_are_no_file_though_one_of_them_could_be() -> None:
    assert subjects("path", "## Features\n\n- ✅ Updates/Changelog\n") == []
    assert [
        s["path"] for s in subjects("path", "## Files\n\n- ✅ docs/CHANGELOG\n- ✅ Backend/Dockerfile\n")
    ] == [
        "docs/CHANGELOG",
        "Backend/Dockerfile",
    ]


def test_a_word_in_capitals_between_brackets_stands_for_something_and_one_in_small_letters_is_a_folder() -> (
    None
):
    text = "**New files:**\n\n- `src/app.py` - the app\n- `src/copy-[TIME].py` - a copy\n- `src/[id]/page.py` - a page\n"
    assert [s["path"] for s in subjects("path", text)] == ["src/app.py", "src/[id]/page.py"]


LISTS = {"lib/orders/list.ts": "1\n", "lib/users/list.ts": "2\n", "src/main.ts": "3\n"}


def test_of_several_files_of_a_name_the_one_that_ends_most_alike_is_offered() -> None:
    ((_, verdict),) = judged("path", "- `src/orders/list.ts` - lists them\n", LISTS)
    assert verdict.truth == "refuted"
    assert [place.path for place in verdict.evidence] == ["src/orders/list.ts", "lib/orders/list.ts"]


def test_a_name_that_many_folders_have_offers_no_file_of_another_folder() -> None:
    ((_, verdict),) = judged("path", "- `src/stock/list.ts` - lists them\n", LISTS)
    assert verdict.truth == "refuted"
    assert [place.path for place in verdict.evidence] == ["src/stock/list.ts"]
    assert "of that name" not in verdict.reason


def test_the_only_file_of_a_name_is_offered_wherever_it_is() -> None:
    ((_, verdict),) = judged("path", "- `src/stock/main.ts` - starts\n", LISTS)
    assert [place.path for place in verdict.evidence] == ["src/stock/main.ts", "src/main.ts"]


KEPT = {"SETUP_GUIDE.md": "1\n", "ERRORS_GUIDE.md": "2\n"}


@pytest.mark.parametrize("name", ["SUCCESS_GUIDE.md", "Success.tsx"])
def test_a_lone_name_at_the_head_of_an_item_is_a_files_by_its_ending(name: str) -> None:
    text = (
        f"## Files\n\n- **SETUP_GUIDE.md** - setup\n- **ERRORS_GUIDE.md** - errors\n- **{name}** - messages\n"
    )
    assert verdicts("path", text, {**KEPT, "src/App.tsx": "3\n"}) == ["supported", "supported", "refuted"]


@pytest.mark.parametrize("name", ["Chart.js", "Socket.io"])
def test_a_lone_name_that_may_be_a_products_is_not_held_against_the_tree(name: str) -> None:
    text = f"## Files\n\n- **SETUP_GUIDE.md** - setup\n- **ERRORS_GUIDE.md** - errors\n- **{name}** - draws\n"
    assert "refuted" not in verdicts("path", text, KEPT)

"""Drawn trees with captions between their entries, and what a shell made of a name."""

from __future__ import annotations

from checks.documents.read import read
from checks.documents.recognise import delivery
from checks.documents.trees import entries


def paths(drawing: str) -> list[str]:
    return [entry.path for entry in entries(drawing.split("\n"))]


def test_entries_below_a_caption_lie_where_the_caption_does() -> None:
    drawing = (
        "app/\n├── src/\n│   └── model.py\n├── 📚 Documentation\n│   └── SETUP.md\n└── tests/\n    └── a.py"
    )
    assert paths(drawing) == [
        "app/",
        "app/src/",
        "app/src/model.py",
        "app/SETUP.md",
        "app/tests/",
        "app/tests/a.py",
    ]


def test_a_caption_at_the_margin_begins_anew() -> None:
    assert paths("app/\n├── a.py\nconfig files:\n├── tsconfig.json")[-1] == "tsconfig.json"


def test_a_line_with_nothing_but_a_gutter_changes_nothing() -> None:
    assert paths("app/\n├── src/\n│   ├── a.py\n│   │\n│   └── b.py")[-1] == "app/src/b.py"


def test_a_name_whose_first_letter_a_shell_took_for_a_return_is_whole() -> None:
    document = read("STATUS.md", b"**File:** \render.yaml\nold\rmac line\n")
    assert document is not None
    assert [statement.plain for statement in document.statements] == ["File: render.yaml", "old mac line"]


def test_a_blueprint_is_a_plan() -> None:
    assert not delivery("BLUEPRINT_SUMMARY.md", "# Summary\n- [x] created\n- [x] done")
    assert delivery("BUILD_SUMMARY.md", "# Summary\n- [x] created\n- [x] done")


def test_what_a_test_runner_wrote_is_no_document() -> None:
    frames = "\n".join(f"    at run (src/a.ts:{n}:5)" for n in range(9))
    assert not delivery("test-results.txt", f"Test Suites: 2 failed ✅ created\n{frames}")


def test_what_a_folder_holds_may_stand_in_brackets_behind_it() -> None:
    drawing = "web/\n├── css/site.css\n├── lib/(one.js)\n└── js/(cart.js, menu.js)"
    assert paths(drawing) == ["web/", "web/css/site.css", "web/lib/", "web/js/"]


def test_folders_whose_names_stand_in_brackets_are_folders() -> None:
    assert paths("app/\n├── (shop)/page.tsx\n└── (shop)/cart/(form)/page.tsx") == [
        "app/",
        "app/(shop)/page.tsx",
        "app/(shop)/cart/(form)/page.tsx",
    ]


def test_two_trees_beside_each_other_are_none() -> None:
    drawing = "Before:            After:\n├── shop.py.py      ├── src/\n├── carts_old.py    │   ├── shop.py\n└── notes.md        └── README.md"
    document = read("SETUP_COMPLETE.md", f"# Done\n\n```\n{drawing}\n```\n".encode())
    assert document is not None
    assert not [statement for statement in document.statements if statement.kind == "tree"]
    alone = "\n".join(line[:18].rstrip() for line in drawing.split("\n")[1:])
    document = read("SETUP_COMPLETE.md", f"# Done\n\n```\n{alone}\n```\n".encode())
    assert document is not None
    assert [s.path for s in document.statements if s.kind == "tree"] == [
        "shop.py.py",
        "carts_old.py",
        "notes.md",
    ]

"""Counts of what the document names itself, of what one file has, and of what a file gained."""

from __future__ import annotations

import pytest

from checks.claims import Ground, count
from checks.documents.read import read
from tests.trees import project_of, snapshot_of


def judged(told: str, head: dict[str, str], base: dict[str, str] | None = None) -> list[str]:
    document = read("REPORT.md", told.encode())
    assert document is not None
    before = None if base is None else project_of(base)
    ground = Ground(
        snapshot=snapshot_of(head, base),
        project=project_of(head),
        before=lambda: before,
        documents={"REPORT.md": document},
    )
    return [count.verify(claim, ground).truth for claim in count.find(document)]


PARTS = {
    "src/ui/button.tsx": "export const Button = () => <button />;\n",
    "src/ui/card.tsx": "export const Card = () => <div />;\n",
    "src/ui/order-row.tsx": "export const OrderRow = () => <li />;\n",
    "src/ui/other.tsx": "export const Other = () => <i />;\n",
}


@pytest.mark.parametrize(
    "told",
    [
        "- 3 reusable widgets: Button, Card, OrderRow\n",
        "- Widgets: 3 (Button, Card and Order Row)\n",
        "- 3 widgets (`Button`, `Card`, `OrderRow`)\n",
        "### 3 widgets\n\n- **Button**: the one to press\n- **Card** (new)\n- **Order Row** - of a list\n",
    ],
)
def test_as_many_names_as_are_told_settle_a_count_where_each_is_in_the_tree(told: str) -> None:
    assert judged(told, PARTS) == ["supported"]


@pytest.mark.parametrize(
    "told",
    [
        "- 3 reusable widgets: Button, Card, Dialog\n",
        "- 4 reusable widgets: Button, Card, OrderRow\n",
        "- 3 reusable widgets: Button, Card, OrderRow, etc.\n",
        "- 3 reusable widgets: Button, Card, Card\n",
        "- 3 reusable widgets that Button, Card and OrderRow need\n",
        "- Widgets: 3 files (button, card, order-row)\n",
        "### 3 widgets\n\n- **Button**: the one to press\n- **Card** (new)\n- All kinds of rows that a list may have\n",
    ],
)
def test_names_that_are_fewer_or_strangers_settle_nothing(told: str) -> None:
    assert judged(told, PARTS) == ["unverifiable"]


def test_values_are_named_where_they_stand_in_one_file_together() -> None:
    told = "- 3-tab view (Overview, Weather, Trends)\n"
    together = "export const TABS = [{ id: 'Overview' }, { id: 'Weather' }, { id: 'Trends' }];\n"
    assert judged(told, {"src/tabs.ts": together}) == ["supported"]
    apart = {
        f"src/{at}.ts": f"export const tab = '{name}';\n"
        for at, name in enumerate(("Overview", "Weather", "Trends"))
    }
    assert judged(told, apart) == ["unverifiable"]
    assert judged(told, {"archive/tabs.ts": together}) == ["unverifiable"]
    two = {"src/tabs.ts": "export const TABS = ['Overview', 'Weather'];\nexport const MORE = ['Trend'];\n"}
    assert judged("- 2-tab view (Overview, Trend)\n", two) == ["unverifiable"]


SECTION = "### Errors (3 files)\n\n#### Backend\n\n- `src/errors.py`\n  - classes\n- `src/handler.py` - one\n\n#### Tests\n\n- `tests/test_errors.py`\n"


def test_the_files_of_a_section_are_those_of_the_sections_in_it() -> None:
    files = {"src/errors.py": "A = 1\n", "src/handler.py": "B = 1\n", "tests/test_errors.py": "C = 1\n"}
    assert judged(SECTION, files) == ["supported"]
    assert judged(SECTION.replace("(3 files)", "(4 files)"), files) == ["unverifiable"]
    del files["src/handler.py"]
    assert judged(SECTION, files) == ["unverifiable"]


TOLD = "## New files\n\n- `src/a.py`\n- `src/b.py`\n\n## Modified\n\n- `src/c.py`\n- `src/d.py`\n- `src/e.py`\n\n## Numbers\n\n"


def test_new_and_changed_files_are_those_that_the_document_lists_elsewhere() -> None:
    files = {f"src/{name}.py": "A = 1\n" for name in "abcdefgh"}
    assert judged(f"{TOLD}- Files created: 2\n- Files modified: 3\n", files) == ["supported"] * 2
    assert judged(f"{TOLD}- Files created: 3\n- Files modified: 2\n", files) == ["unverifiable"] * 2
    assert judged(f"{TOLD}- Changes: 9 new pages, 2 files modified\n", files)[1:] == ["unverifiable"]
    del files["src/e.py"]
    assert judged(f"{TOLD}- Files modified: 3\n", files) == ["unverifiable"]


def test_files_of_tests_are_those_that_the_document_names() -> None:
    told = "- `tests/test_a.py` and `tests/test_b.py` pass, with `tests/conftest.py`\n\n## Numbers\n\n- **Test files:** 2\n"
    files = {f"tests/test_{name}.py": "def test():\n    assert f()\n" for name in "abcde"}
    files["tests/conftest.py"] = "A = 1\n"
    assert judged(told, files) == ["supported"]
    assert judged(told.replace("files:** 2", "files:** 3"), files) == ["unverifiable"]


def test_files_are_of_what_stands_before_their_number() -> None:
    files = {f"app/controllers/{name}_controller.php": "<?php\n" for name in "abcd"}
    assert judged("### 1.1 Controllers (4 files)\n", files) == ["supported"]
    assert judged("### 1.1 Controllers (5 files)\n", files) == ["unverifiable"]
    assert judged("### 1.1 Backend (4 files)\n", files) == ["unverifiable"]


def test_migrations_are_counted_though_they_are_no_part_of_what_runs() -> None:
    files = {f"database/migrations/000{at}_create.php": "<?php\n" for at in range(5)}
    assert judged("- 5 migrations\n", files) == ["supported"]
    assert judged("- 7 migrations\n", files) == ["unverifiable"]


def test_one_file_of_a_list_is_one() -> None:
    assert judged("### Backend (1 file)\n\n- `src/a.py` - all of it\n", {"src/a.py": "A = 1\n"}) == [
        "supported"
    ]
    assert judged("### Backend (1 file)\n\n- `src/b.py` - all of it\n", {"src/a.py": "A = 1\n"}) == [
        "unverifiable"
    ]


MODELS = "from pydantic import BaseModel\n\n\nclass Order(BaseModel):\n    id: int\n\n\nclass Cart(BaseModel):\n    id: int\n\n\nclass Bag(BaseModel):\n    id: int\n\n\nclass Plain:\n    pass\n"


def test_what_a_file_that_is_named_has_is_counted_in_it() -> None:
    files = {
        "app/shapes.py": MODELS,
        "app/more.py": MODELS.replace("Order", "Bill").replace("Cart", "Item").replace("Bag", "Box"),
    }
    assert judged("- `app/shapes.py` - 3 pydantic models\n", files)[:1] == ["supported"]
    assert judged("- `app/shapes.py` - 6 pydantic models\n", files)[:1] == ["unverifiable"]


def test_what_a_page_is_said_to_hold_is_not_counted_in_the_tree() -> None:
    files = {f"scripts/{name}.py": "A = 1\n" for name in "abcd"} | {"GUIDE.md": "# Guide\n"}
    assert judged("- 4 scripts\n", files) == ["supported"]
    assert judged("- `GUIDE.md`: 4 scripts\n", files) == ["unverifiable"]


def test_what_was_added_to_a_file_is_what_it_has_now_without_what_it_had() -> None:
    path = "src/icons.ts"
    before = {path: "export const ICONS = { home: 1, cart: 2 };\n"}
    after = {path: "export const ICONS = { home: 1, cart: 2, user: 3, bill: 4, pen: 5 };\n"}
    assert judged(f"- `{path}`: added 3 icons\n", after, before) == ["supported"]
    assert judged(f"- `{path}`: added 4 icons\n", after, before) == ["unverifiable"]
    assert judged(f"- `{path}`: 5 icons\n", after, before) == ["supported"]

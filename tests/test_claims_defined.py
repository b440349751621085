"""Where a name is defined: told from what is kept of each file as from the files themselves."""

from __future__ import annotations

import pytest

from checks.claims._defined import standings
from checks.code.read import read
from checks.project.kept import Kept
from checks.project.link import Project
from checks.run import InProcess
from tests.test_project_kept import Memory
from tests.trees import snapshot_of

FILES = {
    "app/orders.py": 'class Order(Base):\n    __tablename__ = "shop_orders"\n    total: int = 0\n\n\ndef place(order):\n    return order\n',
    "web/cart.ts": "@Entity('carts')\nexport class Cart { lines: string[] = []; }\nexport function place() {}\n",
    "db/schema.sql": "create table invoices (number integer primary key);\n",
    "tests/test_orders.py": "def place_twice():\n    assert 1\n",
}
NAMES = (
    "place",
    "Order",
    "total",
    "Cart",
    "lines",
    "carts",
    "invoices",
    "number",
    "place_twice",
    "nowhere",
    "plac",
)


def linked(files: dict[str, str], store: Memory) -> Project:
    snapshot = snapshot_of(files)
    held = read(snapshot.tree, snapshot.blobs, store, InProcess())
    return Project(snapshot, held.facts, Kept(held.facts, held.keys, store))


def told(project: Project) -> list[object]:
    return [standings(name, project) for name in NAMES]


def test_what_a_file_defines_is_found_by_its_whole_name_alone() -> None:
    project = linked(FILES, Memory())
    found = {name: [(s.place.path, s.how) for s in standings(name, project)] for name in NAMES}
    assert found["place"] == [("app/orders.py", "function"), ("web/cart.ts", "function")]
    assert ("db/schema.sql", "table") in found["invoices"]
    assert ("db/schema.sql", "column") in found["number"]
    assert ("web/cart.ts", "field") in found["lines"]
    assert ("web/cart.ts", "text") in found["carts"]
    assert found["place_twice"] == [("tests/test_orders.py", "function")]
    assert found["nowhere"] == found["plac"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"app/orders.py": "def total():\n    return 1\n"},
        {"app/more.py": "class nowhere:\n    pass\n"},
        {"web/cart.ts": None},
        {"db/schema.sql": "create table nowhere (total integer);\n"},
    ],
)
def test_after_a_change_names_are_found_as_without_what_was_kept(change: dict[str, str | None]) -> None:
    store = Memory()
    told(linked(FILES, store))
    after = {path: text for path, text in {**FILES, **change}.items() if text is not None}
    assert told(linked(after, store)) == told(linked(after, Memory()))

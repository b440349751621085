"""Which numbers count things, and how they are compared with the tree."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, count
from checks.documents.read import read
from checks.snapshot import FileChange
from tests.claimed import subjects, truths
from tests.trees import project_of, snapshot_of


def counts(source: str) -> list[tuple[str, int, str]]:
    document = read("REPORT.md", source.encode())
    assert document is not None
    return [
        (str(c.subject["noun"]), c.subject["n"], str(c.subject["comparator"])) for c in count.find(document)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- 9 REST endpoints", [("rest endpoints", 9, "=")]),
        ("A schema with 7 tables, 2 enums, some indexes", [("tables", 7, "="), ("enums", 2, "=")]),
        ("Plenty of tests (30+ tests in all)", [("tests", 30, ">=")]),
        ("8 message types in 3 families", [("message types", 8, "="), ("families", 3, "=")]),
        (
            "Only 4 of 12+ promised tools work",
            [("promised tools", 4, "="), ("promised tools", 12, ">=")],
        ),
        ("all four main parts", [("main parts", 4, "=")]),
        ("ALL 17 TASKS COMPLETE", [("tasks", 17, "=")]),
        ("about 40 metrics, over 30 handlers", [("metrics", 40, "~"), ("handlers", 30, ">=")]),
        ("1,250 records and 12k rows", [("records", 1250, "="), ("rows", 12000, "=")]),
        ("**Total Endpoints:** 12 (was 5)", [("endpoints", 12, "=")]),
        ("## Metrics implemented (9 total)", [("metrics", 9, "=")]),
        ("A 4-step pipeline", [("steps", 4, "=")]),
        ("- **5 Pages** - Landing, Orders", [("pages", 5, "=")]),
        ("- Pages Built: 5", [("pages", 5, "=")]),
        ("### **Files Migrated**: 42 / ~117 total", [("files", 42, "=")]),
        ("- Files Weighed: 42", []),
        ("- 12 pages of documentation", []),
        ("- Fetches 3 pages per request", []),
        ("**Parcels (2)**\n\n- GET /a\n- PUT /a\n", [("endpoints", 2, "=")]),
        (
            "| Thing | Result |\n|---|---|\n| Order Stages | ✅ 6 stages |\n",
            [("order stages", 6, "=")],
        ),
    ],
)
def test_a_number_and_its_noun_are_a_count(source: str, expected: list[tuple[str, int, str]]) -> None:
    assert counts(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "738 lines of code in 3 hours by 4 agents",
        "20 letters per run, 30 requests/second",
        "max 3 attempts, up to 5 cycles, every 10 tests",
        "Node 18 modules and Python 3.11 packages",
        "Released in 2025 tests and 19/21 tests",
        "ABC 7000 cards",
        "Phase 2 endpoints",
        "85% better and 8-15 ms",
        "lines 37-62 handlers",
        "## Next steps\n\n- 5 endpoints\n",
        "**Claimed:** 9 endpoints",
        "```bash\nrun 5 tests\n```",
        "- [ ] 7 tables",
    ],
)
def test_other_numbers_are_none(source: str) -> None:
    assert counts(source) == []


def judged(source: str, files: dict[str, str], changes: tuple[FileChange, ...] | None = None) -> list[str]:
    document = read("REPORT.md", source.encode())
    assert document is not None
    snapshot = msgspec.structs.replace(snapshot_of(files), changes=changes)
    ground = Ground(snapshot=snapshot, project=project_of(files), documents={document.path: document})
    return [count.verify(c, ground).truth for c in count.find(document)]


def test_a_number_in_brackets_counts_the_noun_and_not_the_words_around_it() -> None:
    nouns = [s["noun"] for s in subjects("count", "- All bugs (7)\n- Fixed all bugs (7)\n- Small bugs (7)\n")]
    assert nouns == ["bugs", "bugs", "small bugs"]


def test_new_test_files_are_those_the_change_adds() -> None:
    files = {
        "tests/test_a.py": "def test_a():\n    assert 1 + 1 == 2\n",
        "tests/test_b.py": "def test_b():\n    assert 'a' in 'ab'\n",
    }
    added = (FileChange("tests/test_b.py", "added"),)
    assert judged("- **New Test Files:** 1", files, added) == ["supported"]
    assert judged("- **New Test Files:** 2", files, added) == ["refuted"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gate_test.go", "package gate\n\nfunc TestOpen(t *testing.T) {}\n"),
        ("src/lib.rs", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn opens() {}\n}\n"),
        ("tests/GateTest.php", "<?php\nclass GateTest { function testOpen() {} }\n"),
    ],
)
def test_tests_of_a_language_that_is_not_read_are_not_counted(path: str, text: str) -> None:
    assert judged(f"- `{path}` (4 tests)\n- 4 tests in total", {path: text}) == ["unverifiable"] * 2


def test_parametrised_tests_are_not_counted_as_certain() -> None:
    files = {
        "tests/test_a.py": "import pytest\n\n\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_a(n):\n    assert n\n",
    }
    assert judged("- `tests/test_a.py` (3 tests)", files) == ["unverifiable"]


def test_a_fixture_that_is_named_like_a_test_is_none() -> None:
    source = "import pytest\n\n\n@pytest.fixture\ndef test_id():\n    return 1\n\n\ndef test_a(test_id):\n    assert test_id\n"
    assert judged("- `tests/test_a.py` (1 tests)", {"tests/test_a.py": source}) == ["supported"]


def test_a_part_of_a_file_is_not_refuted_by_the_whole_file() -> None:
    files = {"tests/test_a.py": "".join(f"def test_{n}():\n    assert {n} < 10\n\n\n" for n in range(6))}
    assert judged("- `tests/test_a.py`\n  - Refund tests (4)\n", files) == ["unverifiable"]


def test_what_nothing_here_can_count_is_unverifiable() -> None:
    assert judged("- 40 rented machines", {"a.py": "x = 1\n"}) == ["unverifiable"]
    assert judged("**Before:** 6 endpoints", {"a.py": "x = 1\n"}) == ["unverifiable"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789,.+~ ()-/endpoints tables*:|\n", max_size=200))
def test_any_text_is_read_and_judged_without_a_fault(source: str) -> None:
    judged(source, {"a.py": "x = 1\n"})


def test_a_change_that_adds_no_tests_need_not_be_the_one_whose_new_suites_are_told_of() -> None:
    test = "def test_a():\n    assert f() == 1\n"
    files = {"app.py": "x = 1\n", "tests/test_a.py": test, "tests/test_b.py": test}
    touched = (FileChange("app.py", "modified"),)
    assert judged("- 5 new test suites\n", files, touched) == ["unverifiable"]
    added = (*touched, FileChange("tests/test_b.py", "added"))
    assert judged("- 5 new test suites\n", files, added) == ["unverifiable"]
    assert judged("- 5 new test files\n", files, added) == ["refuted"]
    assert judged("- Updated all 5 test files\n", files, added) == ["unverifiable"]
    helper = (*added, FileChange("tests/shop_helpers.py", "added"))
    assert judged("- 5 new test files\n", {**files, "tests/shop_helpers.py": test}, helper) == [
        "unverifiable"
    ]


def test_a_script_that_numbers_its_checks_has_tests_of_its_own() -> None:
    script = 'print("[TEST 1] Carts")\nprint("[TEST 2] Orders")\n'
    assert judged("- 10 unit tests\n", {"app.py": "x = 1\n"}) == ["refuted"]
    assert judged("- 10 unit tests\n", {"app.py": "x = 1\n", "check_all.py": script}) == ["unverifiable"]


def test_tests_that_no_word_says_to_be_code_may_have_been_done_by_hand() -> None:
    assert judged("- 10 tests\n", {"app.py": "x = 1\n"}) == ["unverifiable"]


def test_no_tests_are_found_in_a_script_that_is_no_file_of_a_test_runner() -> None:
    script = {"shop/test-orders.js": "check('a', () => 1)\n", "shop/orders.test.js": "check('a', () => 1)\n"}
    assert judged("- `test-orders.js`: 8 tests\n", script) == ["unverifiable"]
    assert judged("- `orders.test.js`: 8 tests\n", script) == ["refuted"]


def test_of_new_test_files_those_of_the_folder_count_and_many_more_than_are_told_of_may_be_other_work() -> (
    None
):
    test = "def test_a():\n    assert f() == 1\n"
    files = {f"{folder}/test_{n}.py": test for folder in ("tests/orders", "tests/carts") for n in "abc"}
    added = tuple(FileChange(path, "added") for path in files)
    assert judged("- 3 new test files in `tests/orders/`\n", files, added) == ["supported"]
    assert judged("- 4 new test files in `tests/orders/`\n", files, added) == ["refuted"]
    assert judged("- 4 new test files\n", files, added) == ["refuted"]
    assert judged("- **New Test Files:** 1", files, added) == ["unverifiable"]


@pytest.mark.parametrize("told", ["`Rooms.jsx` - 4 suites", "`Exams.jsx` - 4 test categories"])
def test_suites_and_categories_need_not_be_files_of_tests(told: str) -> None:
    assert judged(f"- {told}\n", {"Rooms.jsx": "x = 1;\n", "Exams.jsx": "x = 1;\n"}) == ["unverifiable"]
    assert judged("- 4 test suites\n", {"Rooms.jsx": "x = 1;\n"}) == ["refuted"]


def test_a_router_that_is_mounted_at_two_paths_has_the_routes_that_it_declares() -> None:
    files = {
        "index.js": "const express = require('express');\nconst swipes = require('./swipe');\nconst app = express();\napp.use('/swipe', swipes);\napp.use('/swipes', swipes);\napp.listen(80);\n",
        "swipe.js": "const router = require('express').Router();\n"
        + "".join(f"router.get('/{at}', (req, res) => res.json(load({at}, req)));\n" for at in range(3))
        + "module.exports = router;\n",
    }
    assert judged("- `swipe.js` (3 routes)\n", files) == ["supported"]
    assert judged("- `swipe.js` (6 routes)\n", files) == ["supported"]
    assert judged("- `swipe.js` (4 routes)\n", files) == ["refuted"]


SUITE = """
describe('Order cart', () => {
  it('is empty', () => expect([]).toEqual([]));
  describe('filled', () => {
    it.skip('has items', () => expect([1]).toEqual([1]));
    it.each([1, 2])('has %d', (n) => expect(n).toBe(n));
  });
});
describe('Order list', () => { it('is sorted', () => expect(1).toBe(1)); });
"""


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("- Order list (1 test)", "supported"),
        ("- Order cart (3 tests)", "supported"),
        ("- Order cart (7 tests)", "unverifiable"),  # one of them runs for each of its parameters
        ("- Order lists of old (9 tests)", "unverifiable"),
    ],
)
def test_tests_are_counted_in_the_group_that_is_named(told: str, verdict: str) -> None:
    files = {"src/orders.test.ts": SUITE}
    assert judged(told + "\n", files)[:1] == [verdict]


def test_more_than_a_file_that_the_heading_names_has_are_too_many_and_fewer_may_be_a_part() -> None:
    files = {"tests/test_orders.py": "def test_a():\n    assert f()\n\n\ndef test_b():\n    assert f()\n"}
    heading = "# Report\n\n### `tests/test_orders.py`\n\n"
    assert judged(f"{heading}- **Tests**: 3 tests\n", files) == ["refuted"]
    assert judged(f"{heading}- **Tests**: 2 tests\n", files) == ["supported"]
    files["tests/test_orders.py"] += "\n\ndef test_c():\n    assert f()\n\n\ndef test_d():\n    assert f()\n"
    assert judged(f"{heading}- **Tests**: 3 tests\n", files) == ["unverifiable"]
    assert judged(f"{heading}- `tests/test_carts.py`: 9 tests\n", files) == ["unverifiable"]


def test_many_more_than_at_least_so_many_are_something_else() -> None:
    many = {f"src/cards/{name}_service.py": "VALUE = 1\n" for name in "abcdefghijkl"}
    assert judged("- 10+ services\n", many) == ["supported"]
    assert judged("- 4+ services\n", many) == ["unverifiable"]


@pytest.mark.parametrize("noun", ["orders", "deliveries", "customers"])
def test_what_no_part_of_a_program_is_called_is_not_counted_by_names(noun: str) -> None:
    files = {f"src/{noun}/{name}.py": "VALUE = 1\n" for name in "abc"}
    assert judged(f"- 3 {noun}\n", files) == ["unverifiable"]


def test_a_folder_of_a_name_that_several_bear_is_not_counted() -> None:
    files = {
        f"{root}/auth/{name}.ts": "export const a = 1;\n" for root in ("app", "components") for name in "abc"
    }
    assert judged("- `auth/` (3 files)\n", files) == ["unverifiable"]
    assert judged("- `app/auth/` (3 files)\n", files) == ["supported"]


@pytest.mark.parametrize(
    "source",
    [
        "import { z } from 'zod';\nexport const orderStages = z.enum(['open', 'paid', 'sent']);\n",
        "export const ORDER_STAGES = new Set(['open', 'paid', 'sent']);\n",
        "export const ORDER_STAGES = Object.freeze(['open', 'paid', 'sent']);\n",
    ],
)
def test_a_collection_that_a_call_makes_has_members(source: str) -> None:
    assert judged("- 3 order stages\n", {"src/stages.ts": source}) == ["supported"]
    assert judged("- 5 order stages\n", {"src/stages.ts": source}) == ["unverifiable"]


def test_a_call_that_only_takes_a_list_is_no_collection() -> None:
    source = "export const orderStages = run(['open', 'paid', 'sent']);\n"
    assert judged("- 3 order stages\n", {"src/stages.ts": source}) == ["unverifiable"]


def test_one_group_alone_may_be_told_by_some_of_its_words() -> None:
    suite = "class TestOrderAgent:\n    def test_a(self):\n        assert f()\n\n    def test_b(self):\n        assert f()\n"
    other = "\n\nclass TestOrderList:\n    def test_a(self):\n        assert f()\n"
    assert judged("- Order Tests (2 tests)\n", {"tests/test_all.py": suite, "shop.py": ""}) == ["supported"]
    files = {"tests/test_all.py": suite + other}
    assert judged("- Order Tests (2 tests)\n", files) == ["unverifiable"]
    assert judged("- Order agent (2 tests)\n", files) == ["supported"]


def test_a_heading_tells_no_files_of_tests_for_at_least_so_many() -> None:
    files = {
        f"tests/test_{n}_tax.py": "".join(f"def test_{i}():\n    assert f()\n\n\n" for i in range(8))
        for n in "ab"
    }
    files["tests/test_carts.py"] = "def test_a():\n    assert f()\n"
    assert judged("## Tax\n\n- Coverage: 16 tests across 2 classes\n", files)[0] == "supported"
    assert judged("## Tax\n\n- Coverage: 15+ tests across 2 classes\n", files)[0] == "unverifiable"


def test_members_of_a_list_may_be_bare_names() -> None:
    files = {"models/Order.js": "module.exports = 1;\n", "models/Cart.js": "module.exports = 2;\n"}
    assert judged("### Models: 2\n\n- Order ✅\n- Cart ✅\n", files) == ["supported"]
    assert judged("### Models: 2\n\n- Order ✅\n- Coupon ✅\n", files) == ["unverifiable"]
    assert judged("### Models: 2\n\n- Order is new\n- Cart is old\n", files) == ["unverifiable"]


def test_a_file_is_told_by_its_name_without_an_ending() -> None:
    files = {
        "services/orderService.js": "function add() {}\nfunction drop() {}\nmodule.exports = { add, drop };\n"
    }
    assert judged("- orderService ✅ (2 functions)\n", files) == ["supported"]
    assert judged("- orderService ✅ (3 functions)\n", files) == ["unverifiable"]
    files["old/orderService.js"] = files["services/orderService.js"]
    assert judged("- orderService ✅ (2 functions)\n", files) == ["unverifiable"]


def test_what_a_section_has_is_not_what_the_whole_has() -> None:
    files = {
        f"src/components/{name}.tsx": "export const A = () => null;\n" for name in ("Cart", "Bill", "Row")
    }
    assert judged("- 3 components\n", files) == ["supported"]
    assert judged("- Search & Discovery (3 components)\n", files) == ["unverifiable"]
    found = {
        f"src/components/search/{name}.tsx": "export const A = () => null;\n"
        for name in ("Box", "Hit", "Sort")
    }
    assert judged("- Search & Discovery (3 components)\n", {**files, **found}) == ["supported"]


def test_files_of_a_language_are_those_of_all_or_of_the_folder_that_is_called_after_it() -> None:
    files = {f"shop/css/{name}.css": "a { color: red }\n" for name in "abc"}
    files |= {f"shop/{name}.css": "a { color: red }\n" for name in "defgh"}
    assert judged("- 3 CSS files\n", files) == ["supported"]
    assert judged("- 8 CSS files\n", files) == ["supported"]
    assert judged("- 5 CSS files\n", files) == ["unverifiable"]


def routes(number: int) -> str:
    made = "".join(f"@app.get('/r{i}')\ndef r{i}(): return store.get({i})\n\n\n" for i in range(number))
    return f"from fastapi import FastAPI\nfrom store import store\n\napp = FastAPI()\n\n\n{made}"


@pytest.mark.parametrize(
    ("line", "before", "truth"),
    [
        ("- `app.py`: 3 endpoints", 4, "unverifiable"),  # which of them this change added is not told
        ("- `app.py`: 3 endpoints", None, "refuted"),
        ("- `app.py`: 9 endpoints", 4, "refuted"),
        ("- `app.py`: all 3 endpoints", 4, "refuted"),
        ("- `app.py`: 6 endpoints", 4, "supported"),
    ],
)
def test_fewer_than_a_file_holds_may_be_those_that_the_change_added(
    line: str, before: int | None, truth: str
) -> None:
    tree = {"app.py": routes(6), "store.py": "import redis\nstore = redis.Redis()\n"}
    base = {"store.py": tree["store.py"]} | ({"app.py": routes(before)} if before else {})
    assert truths("count", f"# Done\n\n{line}\n", tree, base) == [truth]

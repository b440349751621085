"""Which numbers count things, and how they are compared with the tree."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, count
from checks.documents.read import read
from checks.snapshot import FileChange
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
        ("PostgreSQL schema with 5 tables, 3 enums, proper indexes", [("tables", 5, "="), ("enums", 3, "=")]),
        ("Test suites (41+ tests across all services)", [("tests", 41, ">=")]),
        ("14 event types across 4 categories", [("event types", 14, "="), ("categories", 4, "=")]),
        (
            "Only 6 of 15+ specified tools implemented",
            [("specified tools", 6, "="), ("specified tools", 15, ">=")],
        ),
        ("all three major components", [("major components", 3, "=")]),
        ("ALL 22 TASKS COMPLETE", [("tasks", 22, "=")]),
        ("about 40 metrics, over 30 handlers", [("metrics", 40, "~"), ("handlers", 30, ">=")]),
        ("1,250 records and 12k rows", [("records", 1250, "="), ("rows", 12000, "=")]),
        ("**Total Endpoints:** 23 (was 6)", [("endpoints", 23, "=")]),
        ("## Metrics implemented (14 total)", [("metrics", 14, "=")]),
        ("A 3-state circuit breaker", [("states", 3, "=")]),
        ("**Storage (2)**\n\n- GET /a\n- PUT /a\n", [("endpoints", 2, "=")]),
        (
            "| Thing | Result |\n|---|---|\n| Content Pillars | ✅ 6 pillars |\n",
            [("content pillars", 6, "=")],
        ),
    ],
)
def test_a_number_and_its_noun_are_a_count(source: str, expected: list[tuple[str, int, str]]) -> None:
    assert counts(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "738 lines of code in 3 hours by 4 agents",
        "50 events per cycle, 30 requests/second",
        "max 3 attempts, up to 5 cycles, every 10 tests",
        "Node 18 modules and Python 3.11 packages",
        "Released in 2025 tests and 57/63 tests",
        "RTX 4000 cards",
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


def test_new_test_files_are_those_the_change_adds() -> None:
    files = {
        "tests/test_a.py": "def test_a():\n    assert 1 + 1 == 2\n",
        "tests/test_b.py": "def test_b():\n    assert 'a' in 'ab'\n",
    }
    added = (FileChange("tests/test_b.py", "added"),)
    assert judged("- **New Test Files:** 1", files, added) == ["supported"]
    assert judged("- **New Test Files:** 2", files, added) == ["refuted"]


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
    assert judged("- `tests/test_a.py`\n  - Subscription tests (4)\n", files) == ["unverifiable"]


def test_what_nothing_here_can_count_is_unverifiable() -> None:
    assert judged("- 64 working proxies", {"a.py": "x = 1\n"}) == ["unverifiable"]
    assert judged("**Before:** 6 endpoints", {"a.py": "x = 1\n"}) == ["unverifiable"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789,.+~ ()-/endpoints tables*:|\n", max_size=200))
def test_any_text_is_read_and_judged_without_a_fault(source: str) -> None:
    judged(source, {"a.py": "x = 1\n"})

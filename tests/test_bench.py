"""The benchmark measures what it says: shares of a tree, edits of five files, growth."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.bench.__main__ import exponent
from tests.bench.run import check
from tests.bench.sources import Scratch, code_of, parse_seconds, part_of, sources_of

FILES = {f"src/part_{n}.py": f"def f_{n}():\n    return {n}\n".encode() for n in range(12)}
FILES |= {"package.json": b"{}", "web/app.ts": b"export const a = 1;\n"}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path / "tree", FILES)


def changed(folder: Path) -> set[str]:
    """The code files that the last commit changes."""
    command = ["git", "diff", "--name-only", "HEAD~1", "HEAD"]
    shown = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return set(shown.split()) & set(code_of(FILES))


def test_the_sources_of_a_repository_are_its_files_and_of_two_those_of_both(
    scratch: Scratch, tmp_path: Path
) -> None:
    assert sources_of([scratch.folder]) == FILES
    other = Scratch(tmp_path / "other" / "repo", {"main.py": b"print(1)\n"})
    joined = sources_of([scratch.folder, other.folder])
    assert joined == {f"{tmp_path.name}/{path}": data for path, data in FILES.items()} | {
        "other/main.py": b"print(1)\n"
    }


def test_a_share_leaves_out_code_and_nothing_else() -> None:
    third = part_of(FILES, 1 / 3)
    assert (len(code_of(FILES)), len(code_of(third))) == (13, 4)
    assert "package.json" in third
    assert part_of(FILES, 1.0) == FILES


def test_an_edit_adds_a_function_to_five_code_files_and_reports_on_it(scratch: Scratch) -> None:
    scratch.edit(seed=3)
    first = changed(scratch.folder)
    assert len(first) == 5
    assert (scratch.folder / "IMPLEMENTATION_COMPLETE.md").exists()
    scratch.edit(seed=4)
    assert changed(scratch.folder) != first


def test_a_check_says_what_it_costs_and_keeps_its_facts_where_it_is_told(
    scratch: Scratch, tmp_path: Path
) -> None:
    cold = check(scratch.folder, tmp_path / "cache", 1)
    warm = check(scratch.folder, tmp_path / "cache", 1)
    scratch.edit(seed=5)
    edited = check(scratch.folder, tmp_path / "cache", 1, change=True)
    assert cold.work > 0 < warm.work
    assert edited.parts["rules"] > 0
    assert cold.peak > 10
    assert cold.judging >= cold.parts["facts"] > 0
    assert list((tmp_path / "cache").rglob("*.sqlite"))


def test_parsing_takes_time_and_growth_in_a_line_has_the_exponent_one() -> None:
    assert parse_seconds(FILES) > 0
    assert exponent([(100, 1.0), (200, 2.0), (300, 3.0)]) == pytest.approx(1)
    assert exponent([(100, 1.0), (200, 4.0), (300, 9.0)]) == pytest.approx(2)

"""The ports of the command line: kept facts, child processes, changes out of diffs, ignore rules, configuration."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import pool
from bot.cache import SqliteStore, database
from bot.changes import read_changes
from bot.pool import AHEAD, Pool
from checks.config import Config, ConfigError
from checks.config import read as read_config
from checks.ignore import IgnoreRules
from tests.trees import HeldBlobs, as_bytes, tree_of

KNOWN = frozenset(("mock-response", "path"))


def test_kept_facts_outlive_the_process(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "cache" / "facts.sqlite")
    first.put({"a": b"one", "b": b"\0" * 10_000})
    first.close()
    second = SqliteStore(tmp_path / "cache" / "facts.sqlite")
    assert second.get(["a", "b", "c"]) == {"a": b"one", "b": b"\0" * 10_000}


def test_thousands_of_keys_are_asked_at_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "facts.sqlite")
    values = {f"key {i}": str(i).encode() for i in range(2_500)}
    store.put(values)
    assert store.get(list(values)) == values


def test_a_damaged_value_counts_as_missing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "facts.sqlite")
    store.put({"a": b"one"})
    with sqlite3.connect(tmp_path / "facts.sqlite") as database:
        database.execute("UPDATE facts SET value = x'00'")
    assert store.get(["a"]) == {}


def test_facts_of_other_versions_of_the_readers_are_removed(tmp_path: Path) -> None:
    (tmp_path / "facts-0123456789abcdef.sqlite").write_bytes(b"old")
    path = database(tmp_path)
    SqliteStore(path).put({"a": b"one"})
    assert database(tmp_path) == path
    assert [file.suffix for file in tmp_path.glob("facts-*.sqlite")] == [".sqlite"]


def double(batch: int) -> int:
    """Twice the number; 13 kills its process, 17 never ends."""
    if batch == 13:
        os._exit(1)
    while batch == 17:
        time.sleep(60)
    return 2 * batch


def test_batches_come_back_in_their_order() -> None:
    assert list(Pool(2).map(double, range(10))) == [2 * i for i in range(10)]


def test_batches_are_taken_only_a_little_ahead_of_the_answers() -> None:
    taken = 0

    def batches() -> Iterator[int]:
        nonlocal taken
        while taken < 200:
            taken += 1
            yield taken

    for answers, answer in enumerate(Pool(2).map(str, batches()), 1):
        assert answer == str(answers)
        assert taken <= answers + AHEAD * 2


def test_a_batch_that_kills_or_hangs_its_process_costs_only_itself() -> None:
    answers = list(Pool(1 + 1, seconds=1.0).map(double, [*range(8), 13, 17]))
    assert len(answers) == 10
    assert answers[-2:] == [None, None]
    assert {2 * i for i in range(8)} >= {answer for answer in answers if answer is not None}


def test_a_task_that_hangs_costs_only_itself_however_long_the_others_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "TASK_SECONDS", 1.0)

    def slept(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    tasks = [partial(slept, 60.0), *[partial(slept, 0.3)] * 8]
    assert list(Pool(2).begin(tasks)) == [None, *[0.3] * 8]


def test_processes_that_die_before_they_take_a_task_are_not_begun_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_settle_in", lambda _: os._exit(1))
    assert list(Pool(2).begin([int] * 5)) == [None] * 5


def tasks_of_a_process_that_ends(file: Path, how: str) -> None:
    """Has a process give tasks away that note their own process, and end abruptly, by ``how``."""
    script = f"""
import os, time
from bot.pool import Pool

def noted(value=b""):
    with open({str(file)!r}, "a") as file:
        file.write(f"{{os.getpid()}}\\n")
    time.sleep(60 if {how!r} == "busy" else 0.1)
    return bytes(1_000_000)

pool = Pool(2)
if {how!r} == "batches":
    answers = iter(pool.map(noted, range(100), apart=True))
    next(answers)
else:
    begun = pool.begin([noted] * 4)
    while not os.path.exists({str(file)!r}):
        time.sleep(0.01)
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
@pytest.mark.parametrize("how", ["busy", "blocked", "batches"])
def test_no_process_outlives_the_one_that_began_it_whatever_ends_that(tmp_path: Path, how: str) -> None:
    file = tmp_path / "processes"
    tasks_of_a_process_that_ends(file, how)
    begun = {int(line) for line in file.read_text().split()}
    ends = time.monotonic() + 10
    while any(map(is_alive, begun)) and time.monotonic() < ends:
        time.sleep(0.02)
    assert begun
    assert not [process for process in begun if is_alive(process)]


def test_answers_that_nobody_asks_for_any_more_hold_no_process_up(tmp_path: Path) -> None:
    file = tmp_path / "processes"

    def noted() -> bytes:
        with file.open("a") as open_file:
            open_file.write(f"{os.getpid()}\n")
        return bytes(1_000_000)

    begun = Pool(2).begin([noted] * 4)
    while not file.exists():
        time.sleep(0.01)
    del begun
    ends = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < ends:
        time.sleep(0.02)
    assert not multiprocessing.active_children()


@given(st.binary(max_size=400))
def test_no_diff_can_break_the_list_of_changed_files(noise: bytes) -> None:
    tree, base = (
        tree_of({"a.py": "new", "b.py": "same"}),
        tree_of({"a.py": "old", "b.py": "same", "c.py": "x"}),
    )
    changes = {change.path: change.status for change in read_changes(noise, tree, base)}
    assert changes["a.py"] == "modified"
    assert changes["c.py"] == "removed"
    assert "b.py" not in changes


def test_quoted_paths_of_a_diff_are_read() -> None:
    diff = (
        b'diff --git "a/caf\\303\\251 \\"x\\".py" "b/caf\\303\\251 \\"x\\".py"\n'
        b'--- "a/caf\\303\\251 \\"x\\".py"\n+++ "b/caf\\303\\251 \\"x\\".py"\n@@ -1 +1,2 @@\n-a\n+b\n+c\n'
    )
    name = 'café "x".py'
    (change,) = read_changes(diff, tree_of({name: "b\nc\n"}), tree_of({name: "a\n"}))
    assert (change.path, change.added_lines, change.removed_lines) == (name, ((1, 2),), ((1, 1),))


def ignore(files: dict[str, str]) -> IgnoreRules:
    """The ignore rules of a tree."""
    return IgnoreRules(tree_of(files), HeldBlobs(as_bytes(files).values()))


def test_ignore_rules_hold_in_their_folder_and_the_nearest_wins() -> None:
    ignored = ignore(
        {".gitignore": "*.db\nlogs/\n!keep.db\n", "app/.gitignore": "!seed.db\n/tmp\n", "a.py": ""}
    )
    assert ignored("data.db")
    assert ignored("deep/er/data.db")
    assert ignored("logs/today.txt")
    assert ignored("app/tmp")
    assert not ignored("keep.db")
    assert not ignored("app/seed.db")
    assert not ignored("other/tmp")
    assert not ignored("a.py")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mode: x\n", "line 1: mode: invalid enum value 'x'"),
        ("levels:\n  foo: notice\n", "line 2: levels: there is no rule or kind 'foo'"),
        ("levels:\n  path: loud\n", "line 2: levels.path: 'loud' is none of notice, warning, failure, off"),
        ("documents:\n  reed: [a]\n", "line 2: documents.reed: there is no such key"),
        ("documents:\n  read: a\n", "line 2: documents.read: expected `array`, got `str`"),
        ("documents:\n  read: [[a]]\n", "line 2: documents.read[0]: expected `str`, got `array`"),
        ("levels:\n  path: 1\n", "line 1: levels: expected `str`, got `int`"),
        ("mode: on\n", "line 1: mode: invalid enum value 'on'"),
        ("a: [\n", "line 2: expected the node content, but found '<stream end>'"),
        ("x: &a [1]\ny: *a\n", "anchors and aliases are not read here"),
        ("- 1\n", "expected `object`, got `array`"),
    ],
)
def test_a_mistake_in_the_configuration_is_named_with_line_and_key(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_config(text.encode(), KNOWN)
    assert str(raised.value) == complaint


def test_an_empty_configuration_changes_nothing() -> None:
    assert read_config(b"", KNOWN) == read_config(b"# only a comment\n", KNOWN) == Config()


def test_a_configuration_picks_documents_and_levels() -> None:
    text = b"documents:\n  read: [docs/STATE.md]\n  leave: ['old/**']\nlevels:\n  mock-response: off\n  path: 'off'\n"
    config = read_config(text, KNOWN)
    assert config.reads("docs/STATE.md")
    assert config.leaves_document("old/REPORT.md")
    assert not config.leaves_document("new/REPORT.md")
    assert config.levels == {"mock-response": "off", "path": "off"}


@given(st.binary(max_size=200))
def test_no_bytes_can_break_the_configuration_reader(noise: bytes) -> None:
    complaint = ""
    try:
        read_config(noise, KNOWN)
    except ConfigError as error:
        complaint = str(error)
    assert "\n" not in complaint

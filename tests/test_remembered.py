"""What rules found in a tree is remembered for that tree, and for no other."""

from __future__ import annotations

import random

import msgspec
import pytest

from bot.pool import Pool
from checks import rules
from checks.code.read import read
from checks.judging import Judge
from checks.model import Finding, Report, Stats
from checks.project.link import Project
from checks.remembered import Remembered
from checks.run import InProcess, NoStore, Options, check, kept_of
from checks.snapshot import Executor, FactStore
from tests.test_judging import joined
from tests.test_project_kept import Memory, edited
from tests.trees import Files, snapshot_of


def some(seed: int = 1) -> dict[str, str]:
    """A tree that holds some of the rules' cases."""
    files = joined()
    cases = sorted({path.partition("/")[0] for path in files})
    drawn = set(random.Random(seed).sample(cases, 60))
    return {path: text for path, text in files.items() if path.partition("/")[0] in drawn}


def judge_of(files: Files, store: FactStore, executor: Executor | None = None) -> Judge:
    """Who judges a tree and remembers what was found."""
    snapshot = snapshot_of(files)
    reading = read(snapshot.tree, snapshot.blobs, store, InProcess())
    project = Project(snapshot, reading.facts, kept_of(snapshot, reading, store))
    return Judge(project, executor or InProcess(), remembered=Remembered(snapshot, reading.facts, store))


def report(files: Files, base: Files | None, store: FactStore, **options: object) -> Report:
    """A report without its figures."""
    chosen = Options(strict=True, **options)  # type: ignore[arg-type]
    made = check(snapshot_of(files, base), store, options=chosen)
    return msgspec.structs.replace(made, stats=Stats())


def forgets(store: Memory, instead: bytes) -> int:
    """Puts something else in the place of everything remembered, and says how much that was."""
    remembered = [key for key in store.values if key.startswith("found:")]
    store.values.update(dict.fromkeys(remembered, instead))
    return len(remembered)


FEW = some()


def test_a_tree_that_is_judged_again_is_answered_from_memory() -> None:
    store = Memory()
    found = judge_of(FEW, store).among()
    assert len(found) > 20
    assert judge_of(FEW, store).among() == found
    assert judge_of(FEW, store, Pool(2)).among() == found
    assert forgets(store, msgspec.msgpack.encode(((),))) == 1
    assert judge_of(FEW, store).among() == ()


def test_what_is_damaged_is_found_anew() -> None:
    store = Memory()
    found = judge_of(FEW, store).among()
    assert forgets(store, b"\xc1") == 1
    assert judge_of(FEW, store).among() == found


@pytest.mark.parametrize("seed", range(3))
def test_however_it_is_asked_what_is_remembered_is_what_is_found(seed: int) -> None:
    chance, store = random.Random(seed), Memory()
    everything = judge_of(FEW, Memory()).among()
    few = [set(chance.sample(sorted(FEW), 20)) for _ in range(3)]
    for order in (few, few, few[::-1], [few[1], few[0] | few[1]]):
        judge = judge_of(FEW, store)
        for paths in order:
            assert judge.among(paths) == tuple(f for f in everything if f.path in paths)
        assert judge.among() == everything


FILES = {
    "app/main.py": 'import uvicorn\nfrom fastapi import FastAPI\nfrom app import stats\n\napp = FastAPI()\napp.include_router(stats.router)\n\nif __name__ == "__main__":\n    uvicorn.run(app)\n',
    "app/stats.py": 'from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get("/stats")\ndef stats():\n    return {"users": 120, "orders": 48}\n',
    "app/checks.py": "def validate_order(order):\n    return True\n",
    "IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n\n- `GET /stats` returns figures from the database\n",
}


def found_in(files: Files, store: FactStore) -> set[tuple[str, str]]:
    """The rules that find something, and where."""
    return {(f.rule, f.path) for f in judge_of(files, store).among()}


def test_a_tree_that_differs_in_one_file_is_judged_anew() -> None:
    store = Memory()
    before = found_in(FILES, store)
    assert ("mock-response", "app/stats.py") in before
    assert not any(rule == "unwired-router" for rule, _ in before)
    unmounted = FILES | {
        "app/main.py": FILES["app/main.py"].replace("app.include_router(stats.router)\n", "")
    }
    assert ("unwired-router", "app/stats.py") in found_in(unmounted, store)
    assert found_in(FILES, store) == before


def test_a_file_that_no_rule_reads_may_still_tell_another_tree() -> None:
    store = Memory()
    found_in(FILES, store)
    found_in(FILES | {"picture.png": "x"}, store)
    assert forgets(store, b"") == 2


@pytest.mark.parametrize("seed", range(3))
def test_reports_on_one_tree_after_another_are_those_that_know_of_none_before(seed: int) -> None:
    chance, store = random.Random(seed), Memory()
    files = some(seed) | {"IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n"}
    for _ in range(3):
        before, files = files, edited(files, chance)
        fresh = report(files, before, NoStore())
        assert report(files, before, store) == fresh
        assert report(files, before, store) == fresh
        assert report(files, None, store, scope="all") == report(files, None, NoStore(), scope="all")


def test_of_a_rule_that_failed_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(project: Project, path: str) -> list[Finding]:
        raise ValueError(path)

    store = Memory()
    with monkeypatch.context() as patched:
        patched.setattr(rules.rules()["always-succeeds"], "find_in", fails)
        judge = judge_of(FILES, store)
        assert "always-succeeds" not in {finding.rule for finding in judge.among()}
        assert [fault.path for fault in judge.faults] == ["rule always-succeeds"]
        later = judge_of(FILES, store)
        later.among({"app/stats.py"})
        later.among()
    later = judge_of(FILES, store)
    later.among({"app/stats.py"})
    assert "always-succeeds" in {finding.rule for finding in later.among()}
    judge = judge_of(FILES, store)
    assert "always-succeeds" in {finding.rule for finding in judge.among()}
    assert judge.faults == ()

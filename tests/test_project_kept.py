"""What is kept of single files from one tree to the next is what would be found out anew."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec
import pytest

from bot.pool import Pool
from checks import rules
from checks.code.facts import FileFacts
from checks.code.read import read
from checks.judging import Judge
from checks.project.kept import BUNDLE
from checks.project.link import SHARED_FILES, Project
from checks.project.linked import PASSED_FILES
from checks.run import InProcess, kept_of
from checks.snapshot import Executor
from tests.cases import cases
from tests.trees import HeldBlobs, snapshot_of

Files = dict[str, str]


class Memory:
    """A store in memory that counts what it is asked to keep."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.puts = 0

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        return {key: self.values[key] for key in keys if key in self.values}

    def put(self, values: Mapping[str, bytes]) -> None:
        self.puts += len(values)
        self.values.update(values)


def linked(files: Files, store: Memory | None = None, before: Files | None = None) -> Project:
    """The model of a tree; with a store, what it has kept of earlier ones is taken over, and of the one ``before`` by
    what changed since."""
    snapshot = snapshot_of(files)
    reading = read(snapshot.tree, snapshot.blobs, store or Memory(), InProcess())
    if before is not None:
        snapshot = msgspec.structs.replace(snapshot, base_tree=snapshot_of(before).tree)
    kept = None if store is None else kept_of(snapshot, reading, store)
    return Project(snapshot, reading.facts, kept)


def answers(project: Project) -> dict[str, object]:
    """What a project says of the whole tree, and every finding."""
    findings = Judge(project, InProcess(), strict=True).among()
    return {
        "entries": project.entries,
        "reachable": project.reachable,
        "importers": {path: project.importers(path) for path in project.sources()},
        "imports": {path: project.imports(path, types=True) for path in project.sources()},
        "routes": [msg for route in project.routes for msg in (repr(route),)],
        "loaded": [path for path in project.sources() if project.loaded_unseen(path)],
        "changed": {path: project.flow.state.changed(path) for path in project.sources()},
        "findings": findings,
    }


@cache
def joined() -> Files:
    """The files of every rule's cases as one tree, each case in a folder of its own."""
    return {
        f"{rule.replace('-', '_')}{case.line}/{path}": text
        for rule in sorted(rules.rules())
        for case in cases(rules.page(rule))
        for path, text in case.files.items()
    }


def edited(files: Files, chance: random.Random) -> Files:
    """The same tree with a handful of files changed, moved, removed, added or copied elsewhere."""
    made = dict(files)
    for _ in range(chance.randint(1, 8)):
        path, other = chance.sample(sorted(made), 2)
        match chance.randrange(7):
            case 0:
                made[path] += made[other] if path.endswith(other[-3:]) else "\n"
            case 1:
                lines = made[path].split("\n")
                made[path] = "\n".join(line for line in lines if chance.random() > 0.2)
            case 2:
                del made[path]
            case 3:
                made[path] = made.pop(other)
            case 4:
                made[f"{path.rpartition('/')[0]}/__init__.py"] = made[other] if other.endswith(".py") else ""
            case 5:
                named = chance.choice(sorted(made)).rpartition("/")[2].partition(".")[0]
                made[f"{other.rpartition('/')[0]}/{named}/{path.rpartition('/')[2]}"] = made[path]
            case _:
                made[f"{other.rpartition('/')[0]}/{path.rpartition('/')[2]}"] = made[path]
    return made


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_a_tree_says_what_it_says_when_nothing_was_kept(seed: int) -> None:
    chance, store = random.Random(seed), Memory()
    paths = sorted(joined())
    start = chance.randrange(len(paths) // 2)
    files = {path: joined()[path] for path in paths[start : start + len(paths) // 3]}
    answers(linked(files, store))
    for _ in range(4):
        before, files = files, edited(files, chance)
        assert answers(linked(files, store, before)) == answers(linked(files))


def test_a_tree_that_changed_in_one_file_asks_few_others_anew() -> None:
    store = Memory()
    files = {f"app/module_{i}.py": f"import app.module_{i + 1}\nvalue = {i}\n" for i in range(40 * BUNDLE)}
    asked = linked(files, store)
    assert asked.importers("app/module_7.py") == ("app/module_6.py",)
    before = store.puts
    assert linked(files, store).importers("app/module_7.py") == ("app/module_6.py",)
    assert store.puts == before
    files["app/module_6.py"] = "value = 6\n"
    assert linked(files, store).importers("app/module_7.py") == ()
    assert store.puts < before + 6  # its facts, and one bundle for every question


def test_of_a_tree_that_changed_in_one_file_only_that_one_is_asked_anew() -> None:
    asked: list[str] = []

    def question(path: str, facts: FileFacts) -> int:
        asked.append(path)
        return facts.lines

    store = Memory()
    files = {f"app/module_{i}.py": f"value = {i}\n" for i in range(10 * BUNDLE)}
    linked(files, store).each(question, int)
    asked.clear()
    after = files | {"app/module_6.py": "value = 6\nother = 7\n"}
    assert linked(after, store, files).each(question, int) == linked(after).each(question, int)
    assert asked[: -len(after)] == ["app/module_6.py"]
    grown = after | {"app/module_0_new.py": ""}
    asked.clear()
    assert linked(grown, store, after).each(question, int) == linked(grown).each(question, int)
    assert asked[: -len(grown)] == ["app/module_0_new.py"]


def test_what_a_question_unpacks_is_let_go_of_unless_it_was_held_before() -> None:
    project = linked({"app/a.py": "def first(): ...\n", "app/b.py": "def second(): ...\n"}, Memory())
    held = project.facts["app/a.py"].outline
    assert project.each(names, tuple[str, ...]) == {"app/a.py": ("first",), "app/b.py": ("second",)}
    assert [path for path, facts in project.facts.items() if facts.unpacked] == ["app/a.py"]
    assert project.facts["app/a.py"].outline is held


def names(path: str, facts: FileFacts) -> tuple[str, ...]:
    return tuple(function.name for function in facts.outline.functions[1:])


def test_of_a_large_tree_a_way_through_it_holds_but_a_part() -> None:
    project = linked({f"app/m{i:05}.py": f"value = {i}\n" for i in range(2 * PASSED_FILES + 10)})
    most = 0
    for path in project.passing(project.code()):
        _ = project.facts[path].outline
        if path.endswith("9.py"):
            most = max(most, sum(facts.unpacked for facts in project.facts.values()))
    assert PASSED_FILES - 10 <= most <= PASSED_FILES
    few = linked({f"app/m{i}.py": f"value = {i}\n" for i in range(10)})
    kept = [few.facts[path].outline for path in few.passing(few.code())]
    assert all(few.facts[path].outline is outline for path, outline in zip(few.code(), kept, strict=True))


def test_a_file_that_appears_or_goes_changes_what_others_import() -> None:
    store = Memory()
    others = {f"other/file_{i}.ts": "" for i in range(8 * BUNDLE)}
    files = others | {
        "web/a.ts": "import { b } from './b';\nexport const a = b;\n",
        "web/b.ts": "export const b = 1;\n",
    }
    assert linked(files, store).importers("web/b.ts") == ("web/a.ts",)
    moved = others | {"web/a.ts": files["web/a.ts"], "web/b/index.ts": files["web/b.ts"]}
    assert linked(moved, store).importers("web/b/index.ts") == ("web/a.ts",)
    assert linked(moved, store).importers("web/b.ts") == ()
    assert linked(files, store).importers("web/b.ts") == ("web/a.ts",)


def test_a_setting_of_the_compiler_changes_what_others_import() -> None:
    store = Memory()
    files = {
        "tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["one/*"]}}}',
        "app.ts": "import { x } from '@lib/x';\nexport const y = x;\n",
        "one/x.ts": "export const x = 1;\n",
        "two/x.ts": "export const x = 2;\n",
    }
    assert linked(files, store).importers("one/x.ts") == ("app.ts",)
    files["tsconfig.json"] = files["tsconfig.json"].replace("one", "two")
    assert linked(files, store).importers("one/x.ts") == ()
    assert linked(files, store).importers("two/x.ts") == ("app.ts",)


def test_damaged_values_are_found_out_anew() -> None:
    store = Memory()
    files = {"a.py": "import b\n", "b.py": ""}
    assert linked(files, store).importers("b.py") == ("a.py",)
    store.values = {key: value if key.startswith("f") else b"\xc1" for key, value in store.values.items()}
    assert linked(files, store).importers("b.py") == ("a.py",)


def test_what_a_copy_of_the_process_has_asked_is_kept_as_if_it_had_been_asked_here() -> None:
    files = {
        f"part_{i}.py": f"import part_{i // 2}\n\n@app.task\ndef f_{i}(): ...\n" for i in range(SHARED_FILES)
    }
    stores = Memory(), Memory()
    executors: tuple[Executor, ...] = (InProcess(), Pool(2))
    for store, executor in zip(stores, executors, strict=True):
        linked(files, store).settle(executor)
    assert stores[0].values == stores[1].values
    changed = files | {"part_7.py": "import part_3\n\nWHERE = {}\n\ndef f_7(a):\n    WHERE[a] = 1\n"}
    linked(changed, stores[1], files).settle(Pool(2))
    linked(changed, stores[0], files).settle(InProcess())
    assert stores[0].values == stores[1].values


def test_once_closed_it_keeps_nothing_more() -> None:
    store = Memory()
    project = linked({"a.py": "import b\n", "b.py": ""}, store)
    project.settle(InProcess())
    kept = dict(store.values)
    assert project.importers("b.py") == ("a.py",)
    assert store.values == kept


def _called(path: str, facts: FileFacts, data: bytes) -> bytes:
    return f"{path} {facts.lines} ".encode() + data


def test_what_is_kept_of_the_bytes_of_files_is_what_would_be_found_out_anew() -> None:
    chance, store = random.Random(7), Memory()
    files = {f"app/module_{i}.py": f"value = {i}\n" for i in range(3 * BUNDLE)}
    linked(files, store).each_text(_called, bytes)
    for _ in range(6):
        before, files = files, edited(files, chance)
        kept = linked(files, store, before).each_text(_called, bytes)
        assert kept == linked(files).each_text(_called, bytes)
        assert kept[min(kept)].startswith(min(kept).encode())


def test_a_file_whose_bytes_were_not_to_be_had_is_asked_about_again() -> None:
    store = Memory()
    files = {"app/here.py": "value = 1\n", "app/lost.py": "value = 2\n"}
    snapshot = snapshot_of(files)
    reading = read(snapshot.tree, snapshot.blobs, store, InProcess())
    some = HeldBlobs([files["app/here.py"].encode()])
    lacking = msgspec.structs.replace(snapshot, blobs=some)
    project = Project(lacking, reading.facts, kept_of(lacking, reading, store))
    assert list(project.each_text(_called, bytes)) == ["app/here.py"]
    assert list(linked(files, store).each_text(_called, bytes)) == ["app/here.py", "app/lost.py"]

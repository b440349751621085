"""A project's answers do not depend on what was asked before."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code.search import calls
from checks.project.link import Project
from checks.project.model import FunctionRef
from tests.test_judging import joined
from tests.trees import project_of

Question = tuple[str, str, str | int]
"""What is asked, of which file, and about which module or which function."""


def questions(project: Project) -> Iterator[Question]:
    """What may be asked of the files of a tree: which file a module is, seen from every file of the folder that names it or
    holds it, and what every function calls, hands back and touches."""
    spoken: dict[str, set[str]] = defaultdict(set)
    for path in project.sources():
        folder, _, name = path.rpartition("/")
        spoken[folder].update(item.module for item in project.facts[path].outline.imports)
        spoken[folder].add(name.partition(".")[0])
    for path in project.sources():
        yield from (("module", path, module) for module in sorted(spoken[path.rpartition("/")[0]]))
        for function in project.facts[path].outline.functions:
            yield from ((asked, path, function.index) for asked in ("calls", "answers", "effects"))


def answer(project: Project, question: Question) -> str | None:
    """The answer to a question, in words."""
    asked, path, about = question
    if isinstance(about, str):
        return project.module(path, about)
    ref = FunctionRef(path, about)
    if asked == "answers":
        return repr(project.flow.function(ref))
    if asked == "effects":
        return str(project.flow.effects(ref))
    return repr([
        (
            project.resolve(path, call.func, about),
            project.callee(path, call.func, about),
            project.type_of(path, call, about),
            project.outside_type(path, call, about),
        )
        for call in calls(project.body(ref))
    ])  # fmt: skip


@cache
def in_order() -> dict[Question, str | None]:
    """Every question with its answer, asked in the order of files."""
    project = project_of(joined())
    return {question: answer(project, question) for question in questions(project)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_questions_changes_no_answer(seed: int) -> None:
    chance, project = random.Random(seed), project_of(joined())
    asked = list(in_order())
    assert len(asked) > 5_000
    chance.shuffle(asked)
    for number, question in enumerate(asked):
        assert answer(project, question) == in_order()[question], question
        if number % 500 == 0:
            project.forget()


CALLS = st.lists(st.lists(st.integers(0, 11), max_size=2), min_size=12, max_size=12)
"""For each of some functions, which of them it calls: chains longer than are followed, and circles."""


def calling_one_another(calls_of: list[list[int]]) -> Project:
    """A module of functions that call one another and keep what they are told in names, members and closures."""
    lines = ["import random", "import httpx", "seen = first()", "def first():", "    return f0(1)"]
    for number, called in enumerate(calls_of):
        lines += [f"def f{number}(x):", "    def inside():", "        return kept", "    kept = inside"]
        lines += [f"    if f{other}(x):\n        kept = f{other}({other})" for other in called]
        own = ("x", "seen", "random.random()", "httpx.get(x)", "Service().rows", "inside()")[number % 6]
        lines += [f"    return [{own}, {', '.join(f'f{other}(x)' for other in called)}]"]
    lines += ["class Service:", "    def __init__(self):", "        self.rows = f1(2)"]
    return project_of({"main.py": "\n".join(lines) + "\n"})


@settings(max_examples=25, deadline=None)
@given(calls_of=CALLS, chance=st.randoms(use_true_random=False))
def test_functions_that_call_one_another_answer_the_same_in_any_order(
    calls_of: list[list[int]], chance: random.Random
) -> None:
    project, backwards = calling_one_another(calls_of), calling_one_another(calls_of)
    asked = [q for q in questions(project) if q[0] in ("answers", "effects")]
    chance.shuffle(asked)
    together = {question: answer(project, question) for question in asked}
    assert {question: answer(backwards, question) for question in reversed(asked)} == together


@pytest.mark.timeout(30)  # without a bound it takes minutes
def test_functions_that_all_call_one_another_are_answered_in_bounded_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("checks.project.flow.recall.ANEW_LIMIT", 50_000)
    project = calling_one_another([[(number * 7 + step) % 200 for step in range(5)] for number in range(200)])
    for question in questions(project):
        if question[0] == "answers":
            answer(project, question)

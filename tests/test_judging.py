"""Findings that several processes work out are those that one works out, in the same order."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeVar

import pytest

from bot.pool import Pool
from checks import rules
from checks.judging import Judge
from checks.model import Finding
from checks.project.link import Project
from checks.run import InProcess
from checks.snapshot import SourceError
from tests.cases import cases
from tests.trees import project_of, report_of

R = TypeVar("R")


def joined() -> dict[str, str]:
    """The files of every rule's cases as one tree, each case in a folder of its own."""
    return {
        f"{rule.replace('-', '_')}{case.line}/{path}": text
        for rule in rules.rules()
        for case in cases(rules.page(rule))
        for path, text in case.files.items()
    }


def found(
    project: Project, executor: InProcess | Pool, names: tuple[str, ...] | None = None
) -> list[Finding]:
    """The findings of a project; no rule may fail."""
    judge = Judge(project, executor)
    findings = list(judge.among(names=names))
    assert judge.faults == ()
    return findings


def test_the_findings_are_the_same_however_many_processes_share_the_files() -> None:
    files = joined()
    alone = found(project_of(files), InProcess())
    assert len(alone) > 100
    assert sorted(map(repr, alone)) == sorted(map(repr, rules.find(project_of(files))))
    assert found(project_of(files), Pool(2)) == alone
    assert found(project_of(files), Pool(4)) == alone


def test_what_has_been_judged_is_given_to_nobody_again() -> None:
    class Counting(InProcess):
        given = 0

        def begin(self, tasks: Sequence[Callable[[], R]]) -> Iterator[R]:
            self.given += len(tasks)
            return super().begin(tasks)

    executor = Counting()
    judge = Judge(project_of(joined()), executor)
    once, given = judge.among(), executor.given
    assert judge.among() == once
    assert executor.given == given > 1


def test_they_come_in_the_order_of_rules_and_of_paths() -> None:
    findings = found(project_of(joined()), Pool(3), ("mock-data", "stub", "missing-member"))
    assert [f.rule for f in findings] == sorted(f.rule for f in findings)
    paths = [f.path for f in findings if f.rule == "missing-member"]
    assert paths == sorted(paths)


@pytest.mark.parametrize(("seed", "size"), [(1, 1), (2, 5), (3, 20), (4, 60), (5, 5), (6, 2)])
def test_what_is_found_in_some_files_is_what_is_found_there_when_all_are_judged(seed: int, size: int) -> None:
    everything = all_findings()
    chance = random.Random(seed)
    judge = Judge(project_of(joined()), InProcess())
    for _ in range(3):
        paths = set(chance.sample(sorted(joined()), size))
        names = chance.sample(sorted(rules.rules()), 6)
        wanted = tuple(f for f in everything if f.path in paths)
        assert judge.among(paths, names) == tuple(f for f in wanted if f.rule in names)
        assert judge.among(paths) == wanted


@cache
def all_findings() -> tuple[Finding, ...]:
    """Every finding of every case."""
    return Judge(project_of(joined()), InProcess()).among()


def test_a_check_of_a_change_reports_what_a_check_of_everything_reports_in_its_files() -> None:
    changed = set(random.Random(7).sample(sorted(joined()), 400))
    base = {path: text for path, text in joined().items() if path not in changed}
    files = joined() | {"IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n"}
    change, everything = report_of(files, base), report_of(files, base, scope="all")
    assert {finding.path for finding in change.findings} <= changed
    assert [f for f in everything.findings if f.path in changed] == list(change.findings)
    assert len(change.findings) > 20
    known = {f.path for f in everything.findings if not f.in_change}
    assert known
    assert known.isdisjoint(changed)


def test_a_task_whose_process_dies_costs_only_its_own_answer() -> None:
    assert list(Pool(3).begin([lambda: 1, lambda: os._exit(1), lambda: 3])) == [1, None, 3]


def test_processes_that_die_one_after_another_leave_the_other_tasks_to_be_done() -> None:
    tasks = [*[lambda: os._exit(1)] * 5, *[lambda: 7] * 30]
    assert list(Pool(2).begin(tasks)) == [None] * 5 + [7] * 30


def test_what_lies_outside_and_fails_in_a_task_is_raised_here() -> None:
    def fails() -> int:
        raise SourceError("gone")

    with pytest.raises(SourceError, match="gone"):
        list(Pool(2).begin([fails, lambda: 2]))


def test_a_rule_whose_process_is_lost_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.rules()["mock-data"], "find_in", lambda project, path: os._exit(1))
    judge = Judge(project_of(joined()), Pool(2))
    findings = judge.among()
    lost = {fault.path for fault in judge.faults}
    assert "rule mock-data" in lost
    assert "rule stub" not in lost
    assert {"stub", "missing-member"} <= {finding.rule for finding in findings}
    assert all(fault.lowers for fault in judge.faults)


def test_work_goes_on_here_while_tasks_are_done_elsewhere() -> None:
    here = os.getpid()
    tasks = Pool(2).begin([os.getpid])
    assert list(tasks) != [here]
    assert list(Pool(1).begin([os.getpid])) == [here]

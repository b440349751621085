"""The rules' findings about one project, worked out by several processes at once.

The project is linked here, once. Rules that judge each file by itself are shared out, some files at a time, to
processes that begin as copies of this one and so hold the linked project already; the others run here meanwhile.
Whoever judges what, the findings come in the order of rules and of paths.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

import msgspec

from checks import rules
from checks.model import Finding, Skipped
from checks.project.link import Project
from checks.snapshot import Executor

SHARE_FILES = 200
"""How many files another process has to be given at least, so that it saves more than it costs."""
_LOST = "the process that judged some of the files was lost"


class Judged(msgspec.Struct, frozen=True):
    """What some rules found, by rule; for a rule that failed, why."""

    findings: dict[str, list[Finding]]
    failed: dict[str, str]


def findings(
    project: Project,
    faults: list[Skipped],
    *,
    executor: Executor,
    only: Collection[str] | None = None,
    strict: bool = False,
) -> Iterator[Finding]:
    """Every finding of every rule (or of the rules in ``only``), in the order of rules.

    A rule that fails is added to ``faults`` and finds nothing; where ``strict``, its error is raised.
    """
    wanted = [name for name in rules.rules() if only is None or name in only]
    by_file = [name for name in wanted if isinstance(rules.rules()[name], rules.FileRule)]
    early = [name for name in by_file if getattr(rules.rules()[name], "BEFORE_ROUTES", False)]
    late = [name for name in by_file if name not in early]
    shared = [(early, executor.begin(_tasks(project, early, executor.jobs - 1, strict=strict)))]
    if late:
        _ = project.routes
        shared.append((late, executor.begin(_tasks(project, late, executor.jobs - 1, strict=strict))))
    parts = [_judge(project, [name for name in wanted if name not in by_file], (), strict=strict)]
    for names, answers in shared:
        parts += [_lost(names, strict=strict) if answer is None else answer for answer in answers]
    yield from _joined(wanted, parts, faults)


def _tasks(
    project: Project, names: Sequence[str], helpers: int, *, strict: bool
) -> list[Callable[[], Judged]]:
    """One task for each helper: what they find out on the way to one answer serves them for the next."""
    if not names:
        return []
    paths = project.sources()
    size = max(SHARE_FILES, -(-len(paths) // max(1, helpers)))
    return [
        partial(_judge, project, names, paths[first : first + size], strict=strict)
        for first in range(0, len(paths), size)
    ]


def _judge(project: Project, names: Sequence[str], paths: Sequence[str], *, strict: bool) -> Judged:
    """What some rules find, those that judge files in these files."""
    judged = Judged({}, {})
    for name in names:
        rule = rules.rules()[name]
        try:
            found = (
                rules.find_in(project, rule, paths)
                if isinstance(rule, rules.FileRule)
                else rules.find(project, (name,))
            )
            judged.findings[name] = list(found)
        except Exception as error:
            if strict:
                raise
            judged.failed[name] = f"{type(error).__name__}: {error}"[:200]
    return judged


def _lost(names: Sequence[str], *, strict: bool) -> Judged:
    if strict:
        raise RuntimeError(_LOST)
    return Judged({}, dict.fromkeys(names, _LOST))


def _joined(names: Sequence[str], parts: Sequence[Judged], faults: list[Skipped]) -> Iterator[Finding]:
    for name in names:
        why = next((part.failed[name] for part in parts if name in part.failed), "")
        if why:
            faults.append(Skipped(f"rule {name}", f"could not be checked: {why}", True))
            continue
        for part in parts:
            yield from part.findings.get(name, ())

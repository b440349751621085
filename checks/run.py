"""The core, whole: a snapshot in, a report out.

Nothing here touches a disk, a network, a clock or the environment: bytes, kept facts, processes, time and
progress all come in through the ports of `checks.snapshot`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TypeVar

import msgspec

from checks import claims as claim_kinds
from checks import report, rules
from checks.allowances import Allowances
from checks.code.read import Reading, read
from checks.documents.model import Document
from checks.judging import Judge
from checks.model import Claim, Coverage, Finding, Report, Seconds, Skipped, Stats, Verdict
from checks.project.kept import Kept
from checks.project.link import Project
from checks.remembered import Remembered
from checks.second_look import confirmed
from checks.selection import Options, documents_of, shown, touched
from checks.snapshot import Blobs, Clock, Executor, FactStore, Progress, Snapshot

T = TypeVar("T")
R = TypeVar("R")

NO_DOCUMENT = "no delivery document in this change"


class InProcess:
    """The plainest executor: one batch after another, here."""

    jobs = 1

    def map(
        self,
        function: Callable[[T], R],
        batches: Iterable[T],
        *,
        apart: bool = False,  # noqa: ARG002, there is no other process here
    ) -> Iterator[R]:
        """The function's answer for each batch, in order."""
        return map(function, batches)

    def begin(self, tasks: Sequence[Callable[[], R]]) -> Iterator[R]:
        """The tasks' answers: each is done when it is asked for."""
        return (task() for task in tasks)


class NoStore:
    """A store that keeps nothing, for a single check without a cache."""

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Nothing is ever there."""
        return dict.fromkeys(keys[:0], b"")

    def put(self, values: Mapping[str, bytes]) -> None:
        """Nothing is kept."""


class _Timer:
    """Adds up seconds by part."""

    def __init__(self, clock: Clock, progress: Progress | None) -> None:
        self.clock, self.progress = clock, progress
        self.spent: dict[str, float] = {}

    def run(self, part: str, function: Callable[[], T]) -> T:
        if self.progress is not None:
            self.progress(part, 0, 0)
        began = self.clock()
        value = function()
        self.spent[part] = self.spent.get(part, 0.0) + self.clock() - began
        return value


def check(
    snapshot: Snapshot,
    store: FactStore,
    *,
    options: Options = Options(),  # noqa: B008, a frozen struct
    executor: Executor | None = None,
    clock: Clock = lambda: 0.0,
    progress: Progress | None = None,
    snapshot_seconds: float = 0.0,
) -> Report:
    """Judges every claim of the change's documents and finds the faults in its code."""
    timer = _Timer(clock, progress)
    documents, unread = timer.run("claims", lambda: documents_of(snapshot, options))
    if not documents and not unread and options.scope == "change":
        return _nothing_to_check(snapshot, snapshot_seconds)
    run = executor or InProcess()
    reading = timer.run("facts", lambda: read(snapshot.tree, snapshot.blobs, store, run, progress))
    project = timer.run("link", lambda: _project(snapshot, reading, store))
    base = cache(partial(_base_project, snapshot, store, run, reading))
    faults: list[Skipped] = []
    confirm = partial(confirmed, snapshot=snapshot, executor=run)
    remembered = Remembered(snapshot, reading.facts, store)
    judge = Judge(project, run, confirm=confirm, strict=options.strict, remembered=remembered)
    timer.run("rules", lambda: judge.among(touched(snapshot, options)))
    found = timer.run("claims", lambda: _claims(documents, options, faults))
    snapshot = claim_kinds.recorded(found, snapshot)
    ground = _ground(snapshot, project, base, judge, documents)
    lost = None if options.strict else faults
    verdicts = timer.run("claims", lambda: claim_kinds.verify(found, ground, lost))
    visible = shown(snapshot, options, verdicts)
    findings = timer.run("rules", lambda: judge.among(visible))
    before = timer.run("rules", lambda: _known_before(base, findings, run, store))
    faults += judge.faults
    seconds = Seconds(snapshot=snapshot_seconds, **timer.spent)
    skipped = (*snapshot.skipped, *reading.skipped, *unread, *faults)
    failed = {fault.path.removeprefix("rule ") for fault in faults}
    allowances = Allowances(project, findings, rules.rules(), failed, visible)
    stats = _stats(snapshot, reading, seconds, _coverage(documents, verdicts))
    return _joined(snapshot, options, documents, verdicts, findings, before, allowances, skipped, stats)


def _nothing_to_check(snapshot: Snapshot, seconds: float) -> Report:
    stats = Stats(files=len(snapshot.tree), seconds=Seconds(snapshot=seconds))
    return Report(
        schema=report.SCHEMA,
        head=snapshot.head,
        base=snapshot.base,
        conclusion="success",
        documents=(),
        findings=(),
        stats=stats,
        skipped=snapshot.skipped,
        note=NO_DOCUMENT,
    )


def _project(snapshot: Snapshot, reading: Reading, store: FactStore) -> Project:
    return Project(snapshot, reading.facts, kept_of(snapshot, reading, store))


def kept_of(snapshot: Snapshot, reading: Reading, store: FactStore) -> Kept:
    """What is kept of the files of a tree, and of those that have changed since the base as they were there."""
    keys, now, before = reading.keys, snapshot.tree, snapshot.base_tree or {}
    others = [p for p in keys if p not in before or before[p].sha != now[p].sha] if before else []
    changed = {p: f"{keys[p].rpartition(':')[0]}:{before[p].sha}" if p in before else "" for p in others}
    return Kept(reading.facts, keys, store, changed)


def _base_project(snapshot: Snapshot, store: FactStore, executor: Executor, head: Reading) -> Project | None:
    if snapshot.base_tree is None:
        return None
    reading = read(snapshot.base_tree, snapshot.blobs, store, executor, known=head.by_key)
    before = msgspec.structs.replace(snapshot, tree=snapshot.base_tree, base_tree=None, changes=None)
    return _project(before, reading, store)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _known_before(
    at_base: Callable[[], Project | None], findings: Sequence[Finding], executor: Executor, store: FactStore
) -> frozenset[str]:
    """The ids of what the same rules find in the same files at the base."""
    base = at_base() if findings else None
    if base is None:
        return frozenset()
    judge = Judge(base, executor, remembered=Remembered(base.snapshot, base.facts, store))
    found = judge.among({finding.path for finding in findings}, {finding.rule for finding in findings})
    return frozenset(id_ for id_, _ in report.finding_ids(found))


def _claims(documents: Iterable[Document], options: Options, faults: list[Skipped]) -> list[Claim]:
    claims: list[Claim] = []
    for document in documents:
        mine: list[Claim] = []
        steps: dict[str, Callable[[], Iterable[Claim]]] = {
            f"`{name}` claims": partial(kind.find, document) for name, kind in claim_kinds.kinds().items()
        }
        steps["mentioned names"] = partial(claim_kinds.unread, document, mine)
        for what, step in steps.items():
            try:
                mine += list(step())
            except Exception as error:
                if options.strict:
                    raise
                faults.append(Skipped(document.path, f"{what} could not be read: {_words(error)}", True))
        claims += mine
    return claims


def _ground(
    snapshot: Snapshot,
    project: Project,
    before: Callable[[], Project | None],
    judge: Judge,
    documents: Iterable[Document],
) -> claim_kinds.Ground:
    return claim_kinds.Ground(
        snapshot=snapshot,
        project=project,
        before=before,
        findings=judge,
        failing=report.failing_rules(),
        documents={document.path: document for document in documents},
    )


def _stats(snapshot: Snapshot, reading: Reading, seconds: Seconds, coverage: Coverage) -> Stats:
    size = sum(max(entry.size, 0) for entry in snapshot.tree.values())
    return Stats(len(snapshot.tree), size, reading.cached, seconds, coverage)


def _coverage(documents: Iterable[Document], verdicts: Sequence[tuple[Claim, Verdict]]) -> Coverage:
    unverifiable = sum(verdict.truth == "unverifiable" for _, verdict in verdicts)
    return Coverage(
        statements=sum(len(document.statements) for document in documents),
        claims=len(verdicts),
        judged=len(verdicts) - unverifiable,
        unverifiable=unverifiable,
    )


def _joined(
    snapshot: Snapshot,
    options: Options,
    documents: Sequence[Document],
    verdicts: Sequence[tuple[Claim, Verdict]],
    findings: Sequence[Finding],
    before: frozenset[str],
    allowances: Allowances,
    skipped: Sequence[Skipped],
    stats: Stats,
) -> Report:
    judged = report.judged_documents(documents, verdicts, options.config, options.overrides)
    faults = report.judged_findings(
        findings, before, verdicts, options.config, allowances.of, options.overrides
    )
    return Report(
        schema=report.SCHEMA,
        head=snapshot.head,
        base=snapshot.base,
        conclusion=report.conclusion(judged, faults, skipped, options.config),
        documents=judged,
        findings=faults,
        stats=stats,
        skipped=tuple(skipped),
        note="" if documents or skipped else NO_DOCUMENT,
        allowances=allowances.listed(),
    )


__all__ = ["Blobs", "InProcess", "NoStore", "Options", "check", "documents_of"]

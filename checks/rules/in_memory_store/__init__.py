"""`in-memory-store`: a container in memory that serves as the system of record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from checks.model import Finding, Level, Place
from checks.project.flow.changes import Use
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._functions import demonstrates
from checks.rules._naming import MADE_UP, words
from checks.rules.in_memory_store._containers import Container, containers, key_of, uses_of
from checks.rules.in_memory_store._instead import taken_by_choice
from checks.rules.in_memory_store._keeping import Keeping
from checks.rules.in_memory_store._missed import stands_in, store_missed

RULE = "in-memory-store"
GROUP = "headline"
LEVEL: Level = "warning"
RAISED_BY = "persistence"

_PARTS = MADE_UP | {"simulator", "stub"}
_ASIDE = frozenset("legacy archive archived archives deprecated obsolete attic backup backups old".split())
"""Words of folders for what is no longer used."""
_SETTLE = "Keep these records in the database or another store that outlives the process, or say that they are lost."


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each container that handlers or services keep records in."""
    if not project.routes:
        return
    keeping = Keeping(project)
    candidates = [
        c
        for c in containers(project, paths)
        if keeping.may_hold_records(c)
        and not demonstrates(project, c.path)
        and not _plays(project, c.path)
        and not _set_aside(project, c.path)
        and not taken_by_choice(project, c.path)
    ]
    if not candidates:
        return
    uses = uses_of(project, {container.name.rsplit(".", 1)[-1] for container in candidates})
    for container in candidates:
        met = uses.get(key_of(container), [])
        missed = store_missed(project, container)
        if not missed and (stands_in(project, container) or keeping.holds_for_a_time(container)):
            continue
        if records := keeping.records(met, missed=missed):
            yield _finding(project, container, records, met)


def _plays(project: Project, path: str) -> bool:
    """Whether a file plays the part of another server, as its name says, and no other file takes it in."""
    said = words(path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return not _PARTS.isdisjoint(said) and not any(map(project.production, project.importers(path)))


def _set_aside(project: Project, path: str) -> bool:
    """Whether a file lies in a folder for what is no longer used, and no file outside such a folder takes it in."""
    return _aside(path) and not any(not _aside(p) for p in project.importers(path))


def _aside(path: str) -> bool:
    return any(not _ASIDE.isdisjoint(words(folder)) for folder in path.split("/")[:-1])


def _finding(project: Project, container: Container, writes: list[Use], met: list[Use]) -> Finding:
    reads = [use for use in met if use.kind == "read" and use.ref not in {w.ref for w in writes}] or [
        use for use in met if use.kind == "read"
    ]
    evidence = [
        Place(w.ref.path, w.line, note=f"written by `{_name(project, w.ref)}`") for w in _distinct(writes)[:4]
    ]
    evidence += [
        Place(r.ref.path, r.line, note=f"read by `{_name(project, r.ref)}`") for r in _distinct(reads)[:3]
    ]
    return Finding(
        rule=RULE,
        path=container.path,
        line=container.line,
        end_line=container.end_line,
        symbol=container.symbol,
        message=f"`{container.symbol}` is the only place where these records are kept: they are gone when the process"
        " ends, and other workers do not see them.",
        settle=_SETTLE,
        digest=f"{container.where}:{container.symbol}",
        evidence=tuple(evidence),
    )


def _distinct(uses: list[Use]) -> list[Use]:
    seen: set[FunctionRef] = set()
    return [use for use in uses if not (use.ref in seen or seen.add(use.ref))]  # type: ignore[func-returns-value]


def _name(project: Project, ref: FunctionRef) -> str:
    return project.function(ref).qualname or "an unnamed function"

"""`never-started`: a worker, scheduler, consumer or queue that nothing starts or reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.queues import Idle
from checks.project.workers import Worker

RULE = "never-started"
LEVEL: Level = "failure"

_SETTLE = "Call it where the app starts, or give it a start command of its own, or delete it."
_SETTLE_IDLE = "Start what takes the work up, with the app or by a start command of its own, or delete it."


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each start function nothing calls, and for each queue or scheduler that stands idle. A function that
    declares routes besides is a router on which nothing hangs, and another rule's."""
    declaring = {router.factory for router in project.routers if router.factory is not None}
    for path in sorted(paths):
        for worker in project.unstarted(path):
            if worker.ref not in declaring:
                yield _worker(project, worker)
    for idle in project.idle(paths):
        yield _idle(idle)


def _worker(project: Project, worker: Worker) -> Finding:
    function, place = project.function(worker.ref), worker.place
    unused = (
        f"nothing uses `{project.classes(worker.owner).name}`"
        if worker.owner and worker.unused
        else "nothing calls it"
    )
    return Finding(
        rule=RULE,
        path=place.path,
        line=place.line or 1,
        end_line=place.end_line or place.line or 1,
        symbol=function.qualname,
        message=f"`{function.qualname}` starts work that goes on by itself, and {unused} in production code.",
        settle=_SETTLE,
        digest=function.digest,
        evidence=(Place(place.path, note=f"no call of `{function.name}`", missing=True),),
    )


def _idle(idle: Idle) -> Finding:
    place = idle.place
    return Finding(
        rule=RULE,
        path=place.path,
        line=place.line or 1,
        end_line=place.end_line or place.line or 1,
        symbol=idle.symbol,
        message=f"{idle.why[0].upper()}{idle.why[1:]}.",
        settle=_SETTLE_IDLE,
        digest=f"{idle.symbol}:{idle.why}",
        evidence=(idle.used,) if idle.used != place else (),
    )

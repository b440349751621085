"""`asbuilt jobs`: the jobs that have failed for good, kept two weeks: to be looked at, run again or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from bot.errors import UserError
from bot.events import AnyEvent, Comment, Event
from bot.redis.queue import Queue


class NoSuchJobError(UserError):
    """There is no dead job of that id; the text is one line."""


class Dead(msgspec.Struct, frozen=True):
    """A job that has failed for good. ``event`` is None for one that was not about a delivery; ``why`` is the last
    error, ``ended`` when it came."""

    id: str
    event: AnyEvent | None
    why: str
    ended: datetime | None


def run(queue: Queue, action: str, wanted: str) -> list[str]:
    """Does one action to the dead jobs that are meant; answers lines for people. Raises NoSuchJobError."""
    found = [_read(job) for job in queue.dead()]
    chosen = [job for job in found if wanted == "all" or job.id.startswith(wanted)]
    if not chosen and wanted != "all":
        raise NoSuchJobError(f"no dead job begins with {wanted!r} (`asbuilt jobs list` shows them)")
    if action == "list":
        return [_line(job) for job in chosen] or ["no job has failed for good"]
    if action == "show":
        return [line for job in chosen for line in _all(job)]
    for job in chosen:
        if action == "retry":
            if job.event is None:
                raise UserError(
                    f"{job.id} is about no delivery: there is nothing to run again, it can be dropped"
                )
            queue.submit(job.event, again=True)
        queue.drop(job.id)
    return [f"{'will run again' if action == 'retry' else 'dropped'}: {_line(job)}" for job in chosen]


def _read(job: Any) -> Dead:
    event = job.meta.get("event") or job.kwargs.get("event")
    result = job.latest_result()
    said = str(getattr(result, "exc_string", "") or "").strip().rpartition("\n")[2]
    return Dead(
        job.id,
        None if event is None else msgspec.convert(event, AnyEvent),
        said[:300] or "no error was kept",
        job.ended_at,
    )


def _line(job: Dead) -> str:
    when = "" if job.ended is None else job.ended.strftime("%Y-%m-%d %H:%M")
    return f"{job.id}  {when}  {_about(job.event)}  {job.why[:100]}"


def _about(event: AnyEvent | None) -> str:
    if isinstance(event, Event):
        return f"{event.name}{f'#{event.number}' if event.number else ''} {event.head[:12]}"
    if isinstance(event, Comment):
        return f"{event.name}#{event.number} comment {event.comment}"
    return "removal" if event is not None else "no delivery"


def _all(job: Dead) -> list[str]:
    lines: dict[str, object] = {
        "job": job.id,
        "about": _about(job.event),
        "ended": job.ended or "",
        "why": job.why,
    }
    if job.event is not None:
        lines |= {"delivery": job.event.delivery, "installation": job.event.installation}
    return [f"{name:14}{value}" for name, value in lines.items()]

"""What a push does to heads: the one that a pull request has now is checked, and so is the one that it has left."""

from __future__ import annotations

import msgspec

from bot.events import Event
from bot.github.client import Client
from bot.github.runs import Runs
from bot.github.snapshot import Pull, Side, descends
from bot.heads.served import Served
from bot.logs import log
from bot.redis import seen
from bot.redis.queue import Queue


def follow(client: Client, queue: Queue, event: Event, moved: Pull) -> None:
    """The delivery's head is not the pull request's present one: that is checked, unless it has been or is
    being checked."""
    head = moved.head.sha
    present = msgspec.structs.replace(event, head=head, number=moved.number, cause="change", base="", ref="")
    if not queue.busy(present.topic) and Runs(client, event.name, head).newest() is None:
        queue.submit(present, again=True)
    log().info("head has moved on", to=head)


def look_back(queue: Queue, event: Event) -> None:
    """The pull request has this head now: what it left is checked again where other pull requests have it still."""
    left = seen.left(queue.store, event.repository, event.number, event.head)
    for head in left:
        behind = msgspec.structs.replace(event, head=head, number=0, cause="ended", base="", ref="")
        queue.submit(behind, again=True)
    seen.forget_left(queue.store, event.repository, event.number, left)


def pushed_over(client: Client, event: Event, found: Served) -> tuple[Pull, ...]:
    """The delivery's own pull request with the head that the delivery has. It was pushed over, or GitHub's answer is
    older than its delivery: nobody can tell, so both heads are checked, unless one contains the other."""
    for moved in found.moved:
        if moved.number == event.number and event.cause == "change":
            if descends(client, event.name, moved.head.sha, event.head):
                return ()
            return (msgspec.structs.replace(moved, head=Side(event.head)),)
    return ()

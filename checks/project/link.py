"""Facts -> one model to ask.

`Project` is a thin face over the parts that answer: `linked` (files, names, what is started and what that pulls in), `flow`
(what answers depend on), `mentions` (where a name is said), `workers` and `queues` (what works outside requests), `routes` (what
is served where).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property, partial

from checks.project.flow import Flow
from checks.project.linked import Linked
from checks.project.mentions import Mentions
from checks.project.model import Mount, Route, Router
from checks.project.queues import Idle, Queues
from checks.project.routes import serve
from checks.project.workers import Worker, Workers
from checks.snapshot import Executor

SHARED_FILES = 1_000
"""Of how many files at least nothing must be kept for another process to be begun that asks them: for fewer it costs more than
it saves."""


class Project(Linked):
    """The whole model of one tree: beside its files and names, what happens in its code."""

    def settle(self, executor: Executor) -> None:
        """Asks what is kept of single files, and keeps no more: for this process to be copied, since copies must not share
        what keeps it. Where little is kept yet, a copy asks half of it meanwhile."""
        shared = executor.jobs > 1 and self._kept.anew >= SHARED_FILES
        begun = executor.begin([partial(self._kept.ahead, self._told)] if shared else ())
        _ = (self._reach.links, self.extended, self.entries)
        for handed in begun:
            self._kept.take(handed or {})
        self._told()
        _ = (self._imports, self.routes)
        self._kept.close()

    def _told(self) -> None:
        """Asks all files what they say and change: of what is settled the half that needs no other answers."""
        _ = (self.flow.state.changes, self.outlined, self._loaded, self._lineages.having)

    def forget(self) -> None:
        """See `Linked.forget`."""
        super().forget()
        self.flow.state.forget()
        self.mentions.forget()

    # --- data ------------------------------------------------------------------------------------

    @cached_property
    def flow(self) -> Flow:
        """What the answers of functions depend on."""
        return self.once(Flow)

    @cached_property
    def mentions(self) -> Mentions:
        """Where production code mentions a name."""
        return self.once(Mentions)

    # --- work outside requests -------------------------------------------------------------------

    def unstarted(self, path: str) -> tuple[Worker, ...]:
        """The functions of a file that keep working once they are started and that nothing starts."""
        return self.once(Workers).unstarted(path)

    def idle(self, among: Collection[str]) -> tuple[Idle, ...]:
        """The queues that nobody reads and the schedulers that nobody starts, at least those that lie in some files."""
        return tuple(self.once(Queues).idle(among))

    # --- serving ---------------------------------------------------------------------------------

    @cached_property
    def routers(self) -> tuple[Router, ...]:
        """Every app and router of production code, in the order of paths and lines."""
        return self.once(serve).routers

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """Every mount, in the order in which the parents run them."""
        return self.once(serve).mounts

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every route of production code under every chain of mounts, in the order of routing; one with
        ``served`` false for a route of a router that nothing mounts."""
        return self.once(serve).routes

    @cached_property
    def dynamic_routes(self) -> tuple[str, ...]:
        """Files that register routes in ways that cannot be followed (loops over directories, computed
        paths): what makes an absent route unverifiable."""
        return self.once(serve).dynamic

"""What runs while a project's routes are served: the files, the handlers, the calls, and what timers run."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from checks.code import tree
from checks.code.search import calls
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._asked import name_of

_TIMERS = frozenset("setInterval setTimeout schedule scheduleJob add_job every Timer call_later".split())
_EACH = frozenset("forEach map filter reduce flatMap".split())


class Served:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that declare routes or mount them, and what they import, directly or not."""
        declaring = {route.place.path for route in self.project.routes}
        waiting = sorted(declaring | {mount.place.path for mount in self.project.mounts})
        seen: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in seen and path in self.project.facts:
                seen.add(path)
                waiting += self.project.imports(path)
        return frozenset(seen)

    @cached_property
    def handlers(self) -> frozenset[FunctionRef]:
        return frozenset(route.handler for route in self.project.routes if route.handler is not None)

    @cached_property
    def makers(self) -> frozenset[FunctionRef]:
        """The functions in which handlers are declared, and those that these stand in."""
        found: set[FunctionRef] = set()
        for handler in self.handlers:
            at = handler.index
            while (at := self.project.function(FunctionRef(handler.path, at)).parent) > 0:
                found.add(FunctionRef(handler.path, at))
        return frozenset(found)

    @cached_property
    def inline(self) -> dict[FunctionRef, FunctionRef]:
        """Functions that are handed to a loop of a container (``rows.forEach((row) => …)``) or called where they stand,
        each with the one it is part of."""
        return {
            FunctionRef(ref.path, value.index): ref
            for ref, call in self.all_calls
            for value in ((call.func, *call.args) if name_of(call) in _EACH else (call.func,))
            if isinstance(value, tree.Func)
        }

    def part_of(self, ref: FunctionRef) -> FunctionRef:
        """The function that runs when a loop's body does."""
        while ref in self.inline:
            ref = self.inline[ref]
        return ref

    @cached_property
    def made(self) -> dict[ClassRef, list[FunctionRef]]:
        """The functions in which each class of the project is instantiated."""
        found: dict[ClassRef, list[FunctionRef]] = defaultdict(list)
        for ref, call in self.all_calls:
            name = dotted(call.func)
            if name and (call.new or name.rsplit(".", 1)[-1][:1].isupper()):
                target = self.project.resolve(ref.path, call.func, ref.index)
                if isinstance(target, ClassRef):
                    found[target].append(ref)
        return found

    @cached_property
    def all_calls(self) -> list[tuple[FunctionRef, tree.Call]]:
        found: list[tuple[FunctionRef, tree.Call]] = []
        for path in self.project.code():
            if path in self.paths or path in self.project.reachable:
                found += self.project.flow.state.calls(path)
        return found

    @cached_property
    def callers(self) -> dict[str, list[FunctionRef]]:
        """Where each bare function or method name is called."""
        found: dict[str, list[FunctionRef]] = defaultdict(list)
        for ref, call in self.all_calls:
            found[name_of(call)].append(ref)
        return found

    @cached_property
    def timed(self) -> frozenset[FunctionRef]:
        """Functions handed to a timer, and those that such a function calls."""
        timers = [(ref, call) for ref, call in self.all_calls if name_of(call) in _TIMERS]
        direct = {
            FunctionRef(ref.path, v.index)
            for ref, call in timers
            for v in call.args
            if isinstance(v, tree.Func)
        }
        named = [(ref, v) for ref, call in timers for v in call.args if isinstance(v, tree.Name | tree.Attr)]
        direct |= {
            found for ref, v in named if (found := self.project.callee(ref.path, v, ref.index)) is not None
        }
        inner = [(ref, call) for ref in direct for call in calls(self.project.body(ref))]
        return frozenset(direct) | {
            found
            for ref, c in inner
            if (found := self.project.callee(ref.path, c.func, ref.index)) is not None
        }

"""What runs while a project's routes are served: the files, the handlers, the calls, and what timers run."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import msgspec

from checks.code import tree
from checks.code.facts import FileFacts
from checks.code.search import calls
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._asked import name_of

_TIMERS = frozenset("setInterval setTimeout schedule scheduleJob add_job every Timer call_later".split())
_EACH = frozenset("forEach map filter reduce flatMap".split())


class _Calling(msgspec.Struct, frozen=True, array_like=True):
    """What the calls of one file tell, with the functions in which they stand: functions that run as part of one, what is
    called as a class is, the names of all that is called, and what is handed to timers."""

    inline: tuple[tuple[int, int], ...] = ()
    making: tuple[tuple[int, tree.Expr], ...] = ()
    called: tuple[tuple[int, tuple[str, ...]], ...] = ()
    timed: tuple[tuple[int, tree.Expr], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.called)


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
            FunctionRef(path, inner): FunctionRef(path, index)
            for path, told in self._told.items()
            for inner, index in told.inline
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
        for path in self.project.passing(self._told):
            for index, func in self._told[path].making:
                target = self.project.resolve(path, func, index)
                if isinstance(target, ClassRef):
                    found[target].append(FunctionRef(path, index))
        return found

    @cached_property
    def callers(self) -> dict[str, list[FunctionRef]]:
        """Where each bare function or method name is called."""
        found: dict[str, list[FunctionRef]] = defaultdict(list)
        for path, told in self._told.items():
            for index, names in told.called:
                ref = FunctionRef(path, index)
                for name in names:
                    found[name].append(ref)
        return found

    @cached_property
    def timed(self) -> frozenset[FunctionRef]:
        """Functions handed to a timer, and those that such a function calls."""
        handed = [
            (FunctionRef(path, index), value)
            for path, told in self._told.items()
            for index, value in told.timed
        ]
        direct = {FunctionRef(ref.path, v.index) for ref, v in handed if isinstance(v, tree.Func)}
        direct |= {
            found
            for ref, v in handed
            if not isinstance(v, tree.Func)
            and (found := self.project.callee(ref.path, v, ref.index)) is not None
        }
        inner = [(ref, call) for ref in direct for call in calls(self.project.body(ref))]
        return frozenset(direct) | {
            found
            for ref, c in inner
            if (found := self.project.callee(ref.path, c.func, ref.index)) is not None
        }

    @cached_property
    def _told(self) -> dict[str, _Calling]:
        """What the calls tell of each file that may run while routes are served."""
        return {
            path: told
            for path, told in self.project.each(_calling, _Calling).items()
            if path in self.paths or path in self.project.reachable
        }


def _calling(path: str, facts: FileFacts) -> _Calling:  # noqa: ARG001, asked of each file
    inline: list[tuple[int, int]] = []
    making: list[tuple[int, tree.Expr]] = []
    called: list[tuple[int, tuple[str, ...]]] = []
    timed: list[tuple[int, tree.Expr]] = []
    for index, body in enumerate(facts.bodies().functions):
        names: list[str] = []
        for call in calls(body):
            name = name_of(call)
            names.append(name)
            handed = (call.func, *call.args) if name in _EACH else (call.func,)
            inline += [(value.index, index) for value in handed if isinstance(value, tree.Func)]
            whole = dotted(call.func)
            if whole and (call.new or whole.rsplit(".", 1)[-1][:1].isupper()):
                making.append((index, call.func))
            if name in _TIMERS:
                kinds = (tree.Func, tree.Name, tree.Attr)
                timed += [(index, value) for value in call.args if isinstance(value, kinds)]
        called += [(index, tuple(names))] if names else ()
    return _Calling(tuple(inline), tuple(making), tuple(called), tuple(timed))

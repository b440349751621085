"""Data flow over the neutral tree: what the answers of a function depend on.

`Flow` follows a function's values through its locals, its helpers in any file, the methods of services and
the functions it passes along. What cannot be followed counts as unknown, and unknown counts as real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from checks.code.tree import Body, Call, Expr
from checks.project.dependence import LITERAL, REQUEST, RESPONSE, STATE, UNKNOWN, WORK
from checks.project.flow.bodies import Bodies
from checks.project.flow.calls import Calls
from checks.project.flow.model import DEPTH_LIMIT, NOT_FOLLOWED, Answer, Frame, Summary
from checks.project.flow.parameters import handler_names
from checks.project.flow.sorting import sorts
from checks.project.flow.state import State
from checks.project.flow.values import Values
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef

CALL_LIMIT = 9
"""How many calls deep functions are followed."""
STEP_LIMIT = 60_000
"""How many expressions may be evaluated for one handler."""


class Flow:
    """Follows data through one project. Built once, asked often; what a call does is computed once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.state = State(self)
        self._calls = Calls(self)
        self._values = Values(self)
        self._kinds: Mapping[type, Callable[[Frame, Any], int]] = {
            **self._values.kinds,
            Call: self._calls.call,
        }
        self._bodies = Bodies(self)
        self._memo: dict[tuple[object, ...], Summary] = {}
        self._handlers: dict[tuple[FunctionRef, str], Summary] = {}
        self._closures: dict[FunctionRef, dict[str, int]] = {}
        self._running: set[FunctionRef] = set()
        self._depth = 0
        self._steps = 0

    # --- asked by rules --------------------------------------------------------------------------

    def handler(self, ref: FunctionRef, framework: str) -> Summary:
        """What a request handler of a framework answers, with its parameters filled as that framework does."""
        key = (ref, framework)
        if key not in self._handlers:
            self._steps = 0
            frame = Frame(ref, handler_names(self.project, ref, framework), self.enclosing(ref))
            frame.control = frame.branch = 0
            self.run(frame, self.project.body(ref))
            self._handlers[key] = frame.summary()
        return self._handlers[key]

    def function(self, ref: FunctionRef) -> Summary:
        """What a function hands back, called with arguments that say only what is asked for."""
        self._steps = 0
        return self.invoke(ref, (REQUEST,) * 12, {}, {}, self.enclosing(ref))

    def effects(self, ref: FunctionRef) -> int:
        """The sources that a function's effects touch, called with arguments that nothing is known of."""
        self._steps = 0
        return self.invoke(ref, (UNKNOWN,) * 8, {}, {}, self.enclosing(ref)).effects

    # --- asked by the parts ----------------------------------------------------------------------

    def value(self, frame: Frame, expr: Expr) -> int:
        """The sources of an expression; effects and answers on the way are noted in the frame."""
        self._steps += 1
        if self._depth > DEPTH_LIMIT or self._steps > STEP_LIMIT:
            frame.effects |= UNKNOWN
            return UNKNOWN
        kind = self._kinds.get(type(expr))
        if kind is None:
            return LITERAL
        self._depth += 1
        try:
            return kind(frame, expr)
        finally:
            self._depth -= 1

    def run(self, frame: Frame, body: Body) -> bool:
        """Walks statements; whether the end cannot be reached."""
        if self._depth > DEPTH_LIMIT:
            frame.effects |= UNKNOWN
            return False
        self._depth += 1
        try:
            return self._bodies.run(frame, body)
        finally:
            self._depth -= 1

    def returned(self, frame: Frame, expr: Expr) -> list[Answer]:
        """The answers that handing back an expression may mean."""
        return self._bodies.replies.returned(frame, expr)

    def variable(self, path: str, name: str) -> int:
        """The sources of a module-level name."""
        return self.state.variable(path, name)

    def attribute(self, ref: FunctionRef, name: str) -> int:
        """The sources of ``self.name`` inside a function."""
        return self.state.attribute(ref, name)

    def member(self, owner: ClassRef, name: str) -> int:
        """The sources of an attribute of a class's instances."""
        return self.state.member(owner, name)

    def invoke(
        self, ref: FunctionRef, sources: tuple[int, ...], named: dict[str, int], numbers: dict[str, int],
        around: Frame | None = None,
    ) -> Summary:  # fmt: skip
        """What a call of a project's function with arguments of these sources does."""
        function = self.project.function(ref)
        if function.abstract or ref in self._running or len(self._running) > CALL_LIMIT:
            return NOT_FOLLOWED
        key = (ref, sources, tuple(sorted(named.items())), tuple(sorted(numbers.items())))
        plain = around is None and not any(s & RESPONSE for s in (*sources, *named.values()))
        if plain and key in self._memo:
            return self._memo[key]
        frame = Frame(ref, self._bound(ref, sources, named), around or self.enclosing(ref))
        frame.control = frame.branch = 0
        frame.failing = False
        frame.numbers = numbers
        self._running.add(ref)
        try:
            self.run(frame, self.project.body(ref))
        finally:
            self._running.discard(ref)
        summary = frame.summary()
        if any(bits & REQUEST for bits in (*sources, *named.values())) and self._sorts(ref):
            worked = tuple(
                structs.replace(a, sources=a.sources | WORK, own=a.own | WORK) for a in summary.returned
            )
            summary = structs.replace(summary, returned=worked)
        if plain and self._steps <= STEP_LIMIT:
            self._memo[key] = summary
        return summary

    def _sorts(self, ref: FunctionRef) -> bool:
        function = self.project.function(ref)
        return sorts(self.project.body(ref), {p.name for p in function.params})

    def _bound(self, ref: FunctionRef, sources: tuple[int, ...], named: dict[str, int]) -> dict[str, int]:
        names: dict[str, int] = {}
        left = list(sources)
        for param in self.project.function(ref).params:
            if param.name in ("self", "cls", "this"):
                continue
            given = named.get(param.name)
            if param.kind in ("*", "**"):
                given = 0
                for bits in (*left, *named.values()):
                    given |= bits
            elif given is None and left and param.kind != "keyword":
                given = left.pop(0)
            elif given is None:
                given = self.value(Frame(FunctionRef(ref.path, 0), {}), param.default) if param.default else 0
            for name in (param.name, *param.fields):
                names[name] = given
        return names

    def enclosing(self, ref: FunctionRef) -> Frame | None:
        """The frame of the function that a nested function stands in, walked with unknown parameters; names that
        nested functions change are state."""
        parent = self.project.function(ref).parent
        if parent <= 0 or len(self._running) > CALL_LIMIT:
            return None
        outer = FunctionRef(ref.path, parent)
        if outer in self._running:
            return None
        if outer in self._closures:
            return Frame(outer, dict(self._closures[outer]), self.enclosing(outer))
        params = self.project.function(outer).params
        frame = Frame(outer, {n: UNKNOWN for p in params for n in (p.name, *p.fields)}, self.enclosing(outer))
        frame.names_only = True
        self._running.add(outer)
        try:
            self.run(frame, self.project.body(outer))
        finally:
            self._running.discard(outer)
        for use in self.state.uses(ref.path):
            if use.kind != "read" and use.ref.index != parent and use.chain[0] in frame.locals:
                frame.locals[use.chain[0]] |= STATE
        self._closures[outer] = dict(frame.locals)
        return frame

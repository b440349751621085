"""Data flow over the neutral tree: what the answers of a function depend on.

`Flow` follows a function's values through its locals, its helpers in any file, the methods of services and
the functions it passes along. What cannot be followed counts as unknown, and unknown counts as real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from checks.code.tree import Body, Call, Expr
from checks.project.dependence import LITERAL, REQUEST, RESPONSE, STATE, UNKNOWN, WORK
from checks.project.flow.bodies import Bodies
from checks.project.flow.calls import Calls
from checks.project.flow.model import NOT_FOLLOWED, Answer, Frame, Summary
from checks.project.flow.parameters import handler_names
from checks.project.flow.recall import Recall
from checks.project.flow.sorting import sorts
from checks.project.flow.state import State
from checks.project.flow.values import Values
from checks.project.linked import Linked
from checks.project.model import ClassRef, FunctionRef


class Flow:
    """Follows data through one project. Built once, asked often; what a call does is recalled."""

    def __init__(self, project: Linked) -> None:
        self.project = project
        self.recall = Recall()
        self.state = State(self, self.recall)
        self._calls = Calls(self)
        self._values = Values(self)
        self._kinds: Mapping[type, Callable[[Frame, Any], int]] = {
            **self._values.kinds,
            Call: self._calls.call,
        }
        self._bodies = Bodies(self)
        self._handlers: dict[tuple[FunctionRef, str], Summary] = {}

    # --- asked by rules --------------------------------------------------------------------------

    def handler(self, ref: FunctionRef, framework: str) -> Summary:
        """What a request handler of a framework answers, with its parameters filled as that framework does."""
        key = (ref, framework)
        if key not in self._handlers:
            self.recall.begin()
            frame = Frame(ref, handler_names(self.project, ref, framework), self.enclosing(ref))
            frame.control = frame.branch = 0
            self.run(frame, self.project.body(ref))
            self._handlers[key] = frame.summary()
        return self._handlers[key]

    def function(self, ref: FunctionRef) -> Summary:
        """What a function hands back, called with arguments that say only what is asked for."""
        self.recall.begin()
        return self.invoke(ref, (REQUEST,) * 12, {}, {}, self.enclosing(ref))

    def effects(self, ref: FunctionRef) -> int:
        """The sources that a function's effects touch, called with arguments that nothing is known of."""
        self.recall.begin()
        return self.invoke(ref, (UNKNOWN,) * 8, {}, {}, self.enclosing(ref)).effects

    # --- asked by the parts ----------------------------------------------------------------------

    def value(self, frame: Frame, expr: Expr) -> int:
        """The sources of an expression; effects and answers on the way are noted in the frame."""
        kind = self._kinds.get(type(expr))
        if kind is None:
            return LITERAL
        if not self.recall.enter():
            frame.effects |= UNKNOWN
            return UNKNOWN
        try:
            return kind(frame, expr)
        finally:
            self.recall.leave()

    def run(self, frame: Frame, body: Body) -> bool:
        """Walks statements; whether the end cannot be reached."""
        if not self.recall.enter():
            frame.effects |= UNKNOWN
            return False
        try:
            return self._bodies.run(frame, body)
        finally:
            self.recall.leave()

    def returned(self, frame: Frame, expr: Expr) -> list[Answer]:
        """The answers that handing back an expression may mean."""
        return self._bodies.replies.returned(frame, expr)

    def given(self, ref: FunctionRef, name: str) -> Sequence[Expr | None]:
        """Every value that a function's statements give a local name."""
        return self.state.given(ref, name)

    def promised(self, frame: Frame, expr: Call) -> list[Answer]:
        """The answers that a promise which is made of a function is fulfilled with; none for any other call."""
        return self._calls.promised(frame, expr)

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
        if self.project.function(ref).abstract or not self.recall.follows(ref):
            return NOT_FOLLOWED
        plain = around is None and not any(s & RESPONSE for s in (*sources, *named.values()))
        if not plain:
            return self._invoked(ref, sources, named, numbers, around)
        key = (ref, sources, tuple(sorted(named.items())), tuple(sorted(numbers.items())))
        return self.recall.recall(key, lambda: self._invoked(ref, sources, named, numbers))

    def _invoked(
        self, ref: FunctionRef, sources: tuple[int, ...], named: dict[str, int], numbers: dict[str, int],
        around: Frame | None = None,
    ) -> Summary:  # fmt: skip
        frame = Frame(ref, self._bound(ref, sources, named), around or self.enclosing(ref))
        frame.control = frame.branch = 0
        frame.failing = False
        frame.numbers = numbers
        self.recall.run(ref, lambda: self.run(frame, self.project.body(ref)), call=True)
        summary = frame.summary()
        if any(bits & REQUEST for bits in (*sources, *named.values())) and self._sorts(ref):
            worked = tuple(
                structs.replace(a, sources=a.sources | WORK, own=a.own | WORK) for a in summary.returned
            )
            summary = structs.replace(summary, returned=worked)
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
        outer = FunctionRef(ref.path, parent)
        if parent <= 0 or not self.recall.follows(outer):
            return None
        names = self.recall.recall(("names", outer), lambda: self._names(outer))
        return Frame(outer, dict(names), self.enclosing(outer))

    def _names(self, outer: FunctionRef) -> dict[str, int]:
        """The local names of a function that others stand in."""
        params = self.project.function(outer).params
        frame = Frame(outer, {n: UNKNOWN for p in params for n in (p.name, *p.fields)}, self.enclosing(outer))
        frame.names_only = True
        self.recall.run(outer, lambda: self.run(frame, self.project.body(outer)), call=True)
        for use in self.state.uses(outer.path):
            if use.kind != "read" and use.ref.index != outer.index and use.chain[0] in frame.locals:
                frame.locals[use.chain[0]] |= STATE
        return frame.locals

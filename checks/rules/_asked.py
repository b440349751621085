"""Whether anything asks for a function while the app is served.

A handler does, and what a framework is given (a decorated function, a callback); and so does every function that one of
these calls. A method that nothing calls, or only a file's own trial run, is asked for by nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from checks.code import tree
from checks.code.search import calls
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.mentions import other_names
from checks.project.model import ClassRef, FunctionRef
from checks.rules._hung import Hung

MAKING = frozenset(
    "__init__ constructor __init_subclass__ __new__ __set_name__ __post_init__ onModuleInit".split()
)
"""Methods that run while an object is made."""

_PLAIN_MARKS = frozenset(
    """property cached_property staticmethod classmethod abstractmethod override overload lru_cache cache wraps
    contextmanager asynccontextmanager dataclass final""".split()
)
"""Decorators that hand a function to nobody."""
_MOST = 400
"""So many functions are looked at before it counts as known that one of them is asked for."""


class Asked:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._answers: dict[tuple[FunctionRef, bool], bool] = {}
        self._led: dict[tuple[FunctionRef, frozenset[FunctionRef]], bool] = {}
        self._before: dict[FunctionRef, frozenset[FunctionRef]] = {}
        self._closures: dict[str, frozenset[str]] = {}
        self._named: dict[str, dict[str, list[tuple[FunctionRef, tree.Call]]]] = {}

    def asked(self, ref: FunctionRef, *, by_requests: bool = False) -> bool:
        """Whether a handler, a callback or what a framework is given leads to a function; ``by_requests``: a handler."""
        key = ref, by_requests
        if key not in self._answers:
            self._answers[key] = self._ask(ref, by_requests=by_requests)
        return self._answers[key]

    def _ask(self, ref: FunctionRef, *, by_requests: bool) -> bool:
        waiting, seen = [ref], {ref}
        while waiting and len(seen) < _MOST:
            at = waiting.pop()
            if at in self._handlers or (not by_requests and self._given(at)):
                return True
            new = self.callers(at) - seen
            seen |= new
            waiting += sorted(new, key=lambda r: (r.path, r.index))
        return bool(waiting)

    def leads(self, ref: FunctionRef, handlers: frozenset[FunctionRef]) -> bool:
        """Whether one of some handlers is a function or leads to it."""
        key = ref, handlers
        if key not in self._led:
            self._led[key] = self._lead(ref, handlers)
        return self._led[key]

    def _lead(self, ref: FunctionRef, handlers: frozenset[FunctionRef]) -> bool:
        waiting, seen = [ref], {ref}
        while waiting and len(seen) < _MOST:
            at = waiting.pop()
            if at in handlers:
                return True
            new = self.callers(at) - seen
            seen |= new
            waiting += sorted(new, key=lambda r: (r.path, r.index))
        return False

    def _given(self, ref: FunctionRef) -> bool:
        """Whether a function is given to a framework, or is a maker or a module's top level."""
        if ref.index == 0:
            return True
        function = self.project.function(ref)
        if function.name in MAKING or function.name.startswith("__"):
            return True
        marks = (d.value.func if isinstance(d.value, tree.Call) else d.value for d in function.decorators)
        return any(dotted(mark).rsplit(".", 1)[-1] not in _PLAIN_MARKS for mark in marks)

    @cached_property
    def _handlers(self) -> frozenset[FunctionRef]:
        return frozenset(route.handler for route in self.project.routes if route.handler is not None)

    def callers(self, ref: FunctionRef) -> frozenset[FunctionRef]:
        """The functions that call a function or name it as a value."""
        if ref not in self._before:
            self._before[ref] = frozenset(self._found(ref))
        return self._before[ref]

    def _found(self, ref: FunctionRef) -> Iterator[FunctionRef]:
        function = self.project.function(ref)
        if not function.name:
            yield FunctionRef(ref.path, max(0, function.parent))
            return
        for at, call in self._calls_of(function.name):
            if self._may_mean(at, call, ref) and not self._tried_out(at, call.line):
                yield at
        for at, call in self._called_otherwise(function.name):
            if self.project.callee(at.path, call.func, at.index) == ref:
                yield at
        for mention in self.project.mentions.of(function.name):
            value = mention.value
            if not isinstance(value, tree.Name | tree.Attr):
                continue
            at = FunctionRef(mention.path, mention.function)
            if (value.line, function.name) not in self._called(at) and at != ref and self._knows(at, ref):
                yield at

    def _calls_of(self, name: str) -> Iterator[tuple[FunctionRef, tree.Call]]:
        for path in self.project.saying(name):
            yield from self._by_name(path).get(name, ())

    def _called_otherwise(self, name: str) -> Iterator[tuple[FunctionRef, tree.Call]]:
        """The calls of what files import by this name and call by another (``from dogs import one as one_dog``)."""
        for alias in sorted(self.project.once(other_names).get(name, ())):
            yield from self._calls_of(alias)

    def _by_name(self, path: str) -> dict[str, list[tuple[FunctionRef, tree.Call]]]:
        if path not in self._named:
            found: dict[str, list[tuple[FunctionRef, tree.Call]]] = defaultdict(list)
            for ref, call in self.project.flow.state.calls(path):
                found[name_of(call)].append((ref, call))
            self._named[path] = found
        return self._named[path]

    def _called(self, ref: FunctionRef) -> frozenset[tuple[int, str]]:
        return frozenset((call.func.line, name_of(call)) for call in calls(self.project.body(ref)))

    def _may_mean(self, at: FunctionRef, call: tree.Call, ref: FunctionRef) -> bool:
        """Whether a call of this name may run the function: it does, or what it runs cannot be told."""
        callee = self.project.callee(at.path, call.func, at.index)
        if callee is not None:
            return callee == ref or self._related(callee, ref)
        if isinstance(call.func, tree.Name):
            return at.path == ref.path
        return self._knows(at, ref) or self._hangs(at, call, ref)

    def _hangs(self, at: FunctionRef, call: tree.Call, ref: FunctionRef) -> bool:
        """Whether a method is called on an object that the function takes from the app it serves."""
        if not isinstance(call.func, tree.Attr):
            return False
        kind = self.project.once(Hung).kind(at, call.func.base)
        return kind is not None and self.project.method(kind, call.func.name) == ref

    def _related(self, one: FunctionRef, other: FunctionRef) -> bool:
        """Whether two methods are of one family of classes."""
        owners = [
            ClassRef(ref.path, owner)
            for ref in (one, other)
            if (owner := self.project.function(ref).owner) >= 0
        ]
        if len(owners) != 2:
            return False
        return owners[0] in self.project.lineage(owners[1]) or owners[1] in self.project.lineage(owners[0])

    def _knows(self, at: FunctionRef, ref: FunctionRef) -> bool:
        """Whether a function's file has anything to do with another's: it imports it, directly or not."""
        return ref.path in self._closure(at.path)

    def _closure(self, path: str) -> frozenset[str]:
        if path not in self._closures:
            waiting, seen = [path], {path}
            while waiting:
                new = set(self.project.imports(waiting.pop(), types=True)) - seen
                seen |= new
                waiting += new
            self._closures[path] = frozenset(seen)
        return self._closures[path]

    def _tried_out(self, at: FunctionRef, line: int) -> bool:
        """Whether a module that others import calls it only where it is started by hand (``if __name__ == …``)."""
        if at.index or not any(self.project.production(p) for p in self.project.importers(at.path)):
            return False
        body = self.project.body(at)
        return any(
            isinstance(s, tree.If) and _by_hand(s.test) and s.line <= line <= _last_line(s) for s in body
        )


def _by_hand(test: tree.Expr) -> bool:
    return (
        isinstance(test, tree.Op)
        and test.op == "=="
        and any(dotted(operand) in ("__name__", "require.main") for operand in test.operands)
    )


def _last_line(statement: tree.If) -> int:
    return max((call.end_line or call.line for call in calls(statement.then)), default=statement.line)


def name_of(call: tree.Call) -> str:
    """The bare name of what is called: ``add`` for ``store.items.add(…)``."""
    return call.func.name if isinstance(call.func, tree.Attr) else root(call.func)

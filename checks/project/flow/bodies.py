"""Walks statements: what is bound, decided, answered and changed, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from checks.code import tree
from checks.code.search import nodes
from checks.project.dependence import (
    CALLER,
    DECIDING,
    GIVEN,
    OBJECTS,
    REAL,
    REQUEST,
    RESPONSE,
    STATE,
    SUMS,
    UNKNOWN,
    WORK,
)
from checks.project.flow.changes import statements, target_names
from checks.project.flow.model import Frame, Walker
from checks.project.flow.replies import Replies
from checks.project.flow.values import bind_target, dotted, part, root
from checks.project.model import FunctionRef, Variable


def _counts(source: tree.Expr | None) -> bool:
    """Whether a loop only counts: over ``range(n)``, or while a comparison of numbers holds."""
    if isinstance(source, tree.Call):
        return dotted(source.func) == "range"
    return isinstance(source, tree.Op) and source.op in ("<", "<=", ">", ">=", "!=")


_TAKING = frozenset("get find at".split())
"""Methods that hand out what a container holds itself, and no copy."""
_COUNTING = frozenset(("enumerate", "reversed", "sorted", "list"))
"""Functions that hand out what they are given, one by one."""


class Bodies:
    """Runs bodies in frames."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.project = walker.project
        self.replies = Replies(walker)
        self._taken: tuple[FunctionRef | None, Mapping[str, list[tree.Expr]]] = None, {}
        """What the names of the function that was asked about last are taken out of."""
        self._kinds: dict[type, Callable[[Frame, Any], bool]] = {
            tree.Assign: self._assign,
            tree.Return: self._return,
            tree.Throw: self._throw,
            tree.Do: self._do,
            tree.If: self._if,
            tree.Loop: self._loop,
            tree.Try: self._try,
            tree.With: self._with,
            tree.Delete: self._delete,
            tree.Scope: self._scope,
        }

    def run(self, frame: Frame, body: tree.Body) -> bool:
        """Walks statements in order; whether their end cannot be reached."""
        for statement in body:
            kind = self._kinds.get(type(statement))
            if kind is not None and kind(frame, statement):
                return True
        return False

    # --- plain -----------------------------------------------------------------------------------

    def _do(self, frame: Frame, statement: tree.Do) -> bool:
        self.walker.value(frame, statement.value)
        return False

    def _scope(self, frame: Frame, statement: tree.Scope) -> bool:
        frame.shared |= set(statement.names)
        return False

    def _delete(self, frame: Frame, statement: tree.Delete) -> bool:
        for target in statement.targets:
            self._store(frame, target, target, 0)
        return False

    def _with(self, frame: Frame, statement: tree.With) -> bool:
        for context, target in statement.items:
            sources = self.walker.value(frame, context)
            if target is not None:
                bind_target(frame, target, sources)
        return self.walker.run(frame, statement.body)

    def _return(self, frame: Frame, statement: tree.Return) -> bool:
        if statement.value is not None:
            for answer in self.walker.returned(frame, statement.value):
                frame.returned.append(answer)
        return True

    def _throw(self, frame: Frame, statement: tree.Throw) -> bool:
        if statement.value is not None:
            self.walker.value(frame, statement.value)
        frame.guards |= frame.control & DECIDING
        return True

    # --- assignments -----------------------------------------------------------------------------

    def _assign(self, frame: Frame, statement: tree.Assign) -> bool:
        if statement.value is None:
            for target in statement.targets:
                bind_target(frame, target, 0, here=True)
            return False
        if isinstance(statement.value, tree.Func | tree.ClassValue) and statement.declares:
            return False
        sources = self.walker.value(frame, statement.value)
        if statement.op not in ("=", "??=", "||="):
            sources |= self._gathered(frame, sources)
        for target in statement.targets:
            if statement.declares or self._local(frame, target):
                self._bind(frame, target, sources, bool(statement.declares))
            else:
                self._store(frame, target, statement.value, sources)
        return False

    def _bind(self, frame: Frame, target: tree.Expr, sources: int, here: bool) -> None:
        """Binds names; those taken out of the request or context object each hold a part of it."""
        if not (sources & OBJECTS and isinstance(target, tree.Map)):
            bind_target(frame, target, sources, here)
            return
        for key, value in target.items:
            name = str(key.value) if isinstance(key, tree.Lit) else root(key or value)
            bind_target(frame, value, part(sources, name), here)

    def _gathered(self, frame: Frame, sources: int) -> int:
        control = frame.branch
        work = WORK if (control | sources) & REQUEST else 0
        return control & (DECIDING | GIVEN) | work

    def _local(self, frame: Frame, target: tree.Expr) -> bool:
        """Whether assigning to a target binds a local name and changes nothing that others see."""
        if isinstance(target, tree.Seq | tree.Map):
            return True
        if not isinstance(target, tree.Name) or target.id in frame.shared:
            return False
        if frame.holder(target.id) is not None:
            return True
        found = self.project.resolve(frame.ref.path, target, frame.ref.index)
        return not isinstance(found, Variable) or self.project.facts[frame.ref.path].language == "python"

    def _store(self, frame: Frame, target: tree.Expr, value: tree.Expr, sources: int) -> None:
        """``base.name = value``, ``base[key] = value``, or a name of the module."""
        name = root(target)
        holder = frame.holder(name) if name else None
        if isinstance(target, tree.Attr):
            base = self.walker.value(frame, target.base)
            if base & RESPONSE:
                self.replies.assigned(frame, target, value, sources)
                return
            if base & (REAL & ~GIVEN) and holder is None:
                frame.effects |= STATE
        if isinstance(target, tree.Item):
            sources |= self.walker.value(frame, target.key) & REAL
        if holder is not None and holder.locals[name] & OBJECTS and isinstance(target, tree.Attr | tree.Item):
            # What hangs on the request, such as the app, outlives it.
            frame.effects |= self.walker.value(frame, target.base) & UNKNOWN
        if holder is not None:
            if holder is not frame or not isinstance(target, tree.Name):
                holder.locals[name] |= sources | (frame.branch & DECIDING)
            if holder.locals[name] & (STATE | GIVEN) or self._kept(frame, target, name):
                frame.effects |= STATE
        elif name not in ("self", "this") or not self._making(frame):
            frame.effects |= STATE

    def _kept(self, frame: Frame, target: tree.Expr, name: str) -> bool:
        """Whether a part is set of something that a local name was given out of what a module holds (``order =
        orders.get(key)`` or ``for order in orders``, then ``order.state = "sent"``): then the module's is changed."""
        if not isinstance(target, tree.Attr | tree.Item):
            return False
        if self._taken[0] != frame.ref:
            self._taken = frame.ref, _taken_from(self.project.body(frame.ref))
        for held in self._taken[1].get(name, ()):
            first = root(held)
            if first and frame.holder(first) is None:
                found = self.project.resolve(frame.ref.path, tree.Name(target.line, first), frame.ref.index)
                if isinstance(found, Variable):
                    return True
        return False

    def _making(self, frame: Frame) -> bool:
        kind = self.project.function(frame.ref)
        return kind.kind == "constructor" or kind.name in ("__init__", "constructor")

    # --- branches --------------------------------------------------------------------------------

    def _if(self, frame: Frame, statement: tree.If) -> bool:
        """A chain of else-ifs is walked in a loop, since a long one is as deep as it is long."""
        outer, before = frame.branch, frame.control
        leaves: list[bool] = []
        other: tree.Body = (statement,)
        while len(other) == 1 and isinstance(other[0], tree.If):
            link = other[0]
            test = self.walker.value(frame, link.test)
            frame.branch |= test
            frame.control |= test
            failing = frame.failing
            frame.failing = failing or self._refuses(frame, link)
            leaves.append(self.walker.run(frame, link.then))
            frame.failing = failing
            other = link.other
        leaves.append(self.walker.run(frame, other) if other else False)
        frame.control = frame.control if any(leaves) else before
        frame.branch = outer
        return all(leaves)

    def _refuses(self, frame: Frame, link: tree.If) -> bool:
        """Whether a branch hands back what it looked at, and that says no more than who asks
        (``if (session instanceof Response) return session``): whoever asks is turned away."""
        first = link.then[0] if len(link.then) == 1 else None
        value = first.value if isinstance(first, tree.Return) else None
        if value is None or not isinstance(value, tree.Name | tree.Attr):
            return False
        if not any(isinstance(node, tree.Name) and node.id == root(value) for node in nodes(link.test)):
            return False
        return self.walker.value(frame, value) & REAL == CALLER

    def _loop(self, frame: Frame, statement: tree.Loop) -> bool:
        outer, before, looping = frame.branch, frame.control, frame.looping
        answered = len(frame.returned)
        sources = self.walker.value(frame, statement.source) if statement.source is not None else 0
        if statement.target is not None:
            bind_target(frame, statement.target, sources, here=True)
        if _counts(statement.source):
            # How often a loop runs is no work on what was sent: ``for i in range(days)`` invents as many rows as asked for.
            sources &= ~(REQUEST | SUMS)
        frame.branch |= sources
        frame.control |= sources
        # What a turn binds is used by the next one: outermost loops are walked twice, the answers of the first turn dropped.
        if not looping:
            frame.looping = True
            sent, returned = len(frame.sent), len(frame.returned)
            self.walker.run(frame, statement.body)
            del frame.sent[sent:], frame.returned[returned:]
        self.walker.run(frame, statement.body)
        frame.branch, frame.looping = outer, looping
        frame.control = frame.control if len(frame.returned) > answered else before
        return False

    def _try(self, frame: Frame, statement: tree.Try) -> bool:
        left = self.walker.run(frame, statement.body)
        failing = frame.failing
        leaves = [left]
        for _, name, body in statement.handlers:
            if name:
                frame.locals.setdefault(name, 0)
            frame.failing = True
            leaves.append(self.walker.run(frame, body))
            frame.failing = failing
        return self.walker.run(frame, statement.final) or all(leaves)


def _taken_from(body: tree.Body) -> dict[str, list[tree.Expr]]:
    """What the local names of a function are taken out of: looked up there, the first that fits, or each in turn."""
    found: dict[str, list[tree.Expr]] = defaultdict(list)
    for statement in statements(body):
        if isinstance(statement, tree.Assign):
            for target in statement.targets:
                if isinstance(target, tree.Name):
                    found[target.id] += _looked_up(statement.value)
        elif (
            isinstance(statement, tree.Loop) and statement.target is not None and statement.source is not None
        ):
            for name in target_names(statement.target):
                found[name].append(_each(statement.source))
    return found


def _looked_up(value: tree.Expr | None) -> list[tree.Expr]:
    if isinstance(value, tree.Call) and isinstance(value.func, tree.Name):
        first = value.args[0] if value.func.id == "next" and value.args else None
        return [held for _, held in first.loops] if isinstance(first, tree.Comp) else []
    if isinstance(value, tree.Call):
        return [value] if isinstance(value.func, tree.Attr) and value.func.name in _TAKING else []
    return [value] if isinstance(value, tree.Item | tree.Attr) else []


def _each(source: tree.Expr) -> tree.Expr:
    """What is gone through, and not how it is counted (``enumerate(orders)``)."""
    if isinstance(source, tree.Call) and isinstance(source.func, tree.Name):
        return source.args[0] if source.func.id in _COUNTING and source.args else source
    return source

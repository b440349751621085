"""Whether a container is surely a system of record: what it takes to say so, of which nothing may be missing.

Five shapes are certain. A request's own handler puts the records in. A handler leads to a function that gives each
record an identity of its own, and another handler to a function that finds them again. A handler calls a function that
keeps what it is handed, and another handler answers with what a second function reads out. A request that changes
something leads to a function that keeps what it is handed under an identity, and another one to a function that finds it
by one. A request that changes something, or a connection, leads to a function that adds what it is handed to what goes by
an identity, as to a conversation, and to one that reads that again.
"""

from __future__ import annotations

from functools import cached_property

from checks.code import tree
from checks.code.search import calls, nodes
from checks.project.dependence import OUTSIDE
from checks.project.flow.changes import Use, local_values, statements
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import Asked, name_of
from checks.rules._naming import words
from checks.rules.in_memory_store._identity import begins, is_identity, last_member, last_name, makes

_ANSWERS = frozenset("json send jsonify JSONResponse Response end success ok".split())
"""Calls that answer a request with what they are given."""
_ONE_THING = frozenset(
    (word,)
    for word in "address name email phone status value amount total text title type role date time language theme".split()
)
"""Last words of names for what says one thing."""
_SEVERAL = 3
_APPENDING = frozenset("append push unshift insert appendleft".split())


class Certain:
    """Judges containers of one project."""

    def __init__(self, project: Project, asked: Asked) -> None:
        self.project = project
        self._asked = asked

    def of_record(self, kept: list[Use], readers: list[FunctionRef], deep: list[Use]) -> bool:
        """Whether some of the writes that put records in, with the functions that read them and the writes that change parts
        of them, leave no other meaning."""
        if any(self.by_a_handler(use.ref) for use in kept):
            return True
        writing = {use.ref for use in kept}
        finding = [ref for ref in readers if ref not in writing]
        return (
            self._found_again(kept, finding)
            or self._given_out(kept, finding)
            or self._found_by_identity(kept, finding, deep)
            or self._carried_on(kept, readers)
        )

    def _found_again(self, kept: list[Use], readers: list[FunctionRef]) -> bool:
        """Whether requests lead to writes of records that are made known, and to functions that find them."""
        made = [use for use in kept if self._asked.asked(use.ref, by_requests=True) and self.made_known(use)]
        if not made:
            return False
        finding = [ref for ref in readers if self._asked.asked(ref, by_requests=True)]
        appended = all(use.how in _APPENDING and not use.keyed for use in made)
        return any(not appended or self._tells_apart(ref) for ref in finding)

    def _given_out(self, kept: list[Use], readers: list[FunctionRef]) -> bool:
        """Whether a handler hands over what is kept, and another one answers with what a function reads out."""
        taking = {
            caller
            for use in kept
            if self._handed_over(use)
            for caller in self._asked.callers(self._whole(use.ref)) & self._handlers
        }
        if not taking:
            return False
        names = {use.chain[-1] for use in kept}
        return any(
            self._answers_with(handler, self.project.function(ref).name)
            for ref in readers
            if self._reads_out(ref, names)
            for handler in (self._asked.callers(ref) & self._handlers) - taking
        )

    def _found_by_identity(self, kept: list[Use], readers: list[FunctionRef], deep: list[Use]) -> bool:
        """Whether requests that change something lead to writes of what is handed over, under an identity or with one, and
        requests to functions that look for it by one. What begins empty under an identity is handed over bit by bit."""
        changed = any(self._asked.leads(use.ref, self._changing) for use in deep)
        told = [
            use
            for use in kept
            if self._of_fields(use)
            and (
                (self._handed_over(use) and self._asked.leads(use.ref, self._changing))
                or (changed and self._under_what_is_given(use))
            )
        ]
        if not told:
            return False
        finding = [ref for ref in readers if self._asked.leads(ref, self._handlers)]
        if any(use.key is not None and is_identity(last_name(use.key)) for use in told):
            names = {use.chain[-1] for use in told}
            return any(self._looks_up(ref, names) or self._tells_apart(ref) for ref in finding)
        return any(self._tells_apart(ref) for ref in finding)

    def _carried_on(self, kept: list[Use], readers: list[FunctionRef]) -> bool:
        """Whether requests that change something, or connections, lead to writes that add objects of what is handed over to an
        entry that goes by an identity, and to functions that take such an entry out
        (``talks[talk_id].append({"role": …, "content": text})``): without it the next request would not know of the last."""
        adding = [
            use
            for use in kept
            if use.how in _APPENDING
            and use.keyed
            and use.key is not None
            and is_identity(last_name(use.key))
            and isinstance(use.value, tree.Map)
            and self._handed_over(use)
            and self._asked.leads(use.ref, self._changing | self._connected)
        ]
        names = {use.chain[-1] for use in adding}
        asking = self._handlers | self._connected
        return bool(adding) and any(
            self._looks_up(ref, names) for ref in readers if self._asked.leads(ref, asking)
        )

    def _under_what_is_given(self, use: Use) -> bool:
        """Whether the key of a write is an identity that the function is given."""
        params = {param.name for param in self.project.function(use.ref).params}
        return isinstance(use.key, tree.Name) and use.key.id in params and is_identity(use.key.id)

    def _of_fields(self, use: Use) -> bool:
        """Whether what is put in has several fields, or is handed over whole as what has some."""
        values = (
            self.project.flow.state.given(use.ref, use.value.id) if isinstance(use.value, tree.Name) else []
        )
        if any(_has_fields(value) or begins(self.project, use.ref, value) for value in (use.value, *values)):
            return True
        return isinstance(use.value, tree.Name) and not values and words(use.value.id)[-1:] not in _ONE_THING

    def _looks_up(self, ref: FunctionRef, names: set[str]) -> bool:
        """Whether a function takes an entry out of a container with one of these names by an identity."""
        for node in nodes(self.project.body(ref)):
            if isinstance(node, tree.Item):
                base, key = node.base, node.key
            elif (
                isinstance(node, tree.Call)
                and isinstance(node.func, tree.Attr)
                and node.func.name == "get"
                and node.args
            ):
                base, key = node.func.base, node.args[0]
            else:
                continue
            if (
                isinstance(base, tree.Name | tree.Attr)
                and _called(base) in names
                and is_identity(last_name(key))
            ):
                return True
        return False

    def _whole(self, ref: FunctionRef) -> FunctionRef:
        """The named function that a function without a name stands in."""
        while not (function := self.project.function(ref)).name and function.parent > 0:
            ref = FunctionRef(ref.path, function.parent)
        return ref

    def _handed_over(self, use: Use) -> bool:
        """Whether what is put in comes from what the function is given."""
        params = {
            name
            for param in self.project.function(use.ref).params
            for name in (param.name, *param.fields)
            if name not in ("self", "cls", "this")
        }
        body = self.project.body(use.ref)
        values = local_values(body, use.value.id) if isinstance(use.value, tree.Name) else []
        return any(
            isinstance(node, tree.Name) and node.id in params
            for value in (use.value, *values)
            if value is not None
            for node in nodes(value)
        )

    def _reads_out(self, ref: FunctionRef, names: set[str]) -> bool:
        """Whether a function returns what a container with one of these names holds, and has it from nowhere else."""
        body = self.project.body(ref)
        return not self.project.flow.effects(ref) & OUTSIDE and any(
            isinstance(node, tree.Name | tree.Attr) and _called(node) in names
            for given in _returned(body)
            for value in (given, *(local_values(body, given.id) if isinstance(given, tree.Name) else ()))
            if value is not None and not isinstance(value, tree.Map)
            for node in nodes(value)
        )

    def _answers_with(self, handler: FunctionRef, name: str) -> bool:
        """Whether a handler answers with what a function of this name returns, by itself or in a field."""
        body = self.project.body(handler)
        given = [*_returned(body)]
        given += [arg for call in calls(body) if name_of(call) in _ANSWERS for arg in call.args]
        told = [field for value in given for field in _fields(value)]
        told += [
            v for one in list(told) if isinstance(one, tree.Name) for v in local_values(body, one.id) if v
        ]
        return any(isinstance(value, tree.Call) and name_of(value) == name for value in told)

    @cached_property
    def _handlers(self) -> frozenset[FunctionRef]:
        """What answers requests one by one; an open connection's messages are a stream."""
        return frozenset(
            route.handler
            for route in self.project.routes
            if route.handler is not None and route.method != "WS"
        )

    @cached_property
    def _connected(self) -> frozenset[FunctionRef]:
        """The handlers of open connections."""
        return frozenset(
            route.handler
            for route in self.project.routes
            if route.handler is not None and route.method == "WS"
        )

    @cached_property
    def _changing(self) -> frozenset[FunctionRef]:
        """The handlers of requests that change something."""
        return frozenset(
            route.handler
            for route in self.project.routes
            if route.handler is not None and route.method in ("POST", "PUT", "PATCH")
        )

    def by_a_handler(self, ref: FunctionRef) -> bool:
        """Whether a function answers requests, or stands inside one that does."""
        return self._inside(ref, self._handlers)

    def by_a_change(self, ref: FunctionRef) -> bool:
        """Whether a function answers requests that change something, or stands inside one that does."""
        return self._inside(ref, self._changing)

    def _inside(self, ref: FunctionRef, handlers: frozenset[FunctionRef]) -> bool:
        while ref.index > 0:
            if ref in handlers:
                return True
            ref = FunctionRef(ref.path, self.project.function(ref).parent)
        return False

    def made_known(self, use: Use) -> bool:
        """Whether what is put in has several fields, or one that was handed in, and an identity made in the same place."""
        body = self.project.body(use.ref)
        values = local_values(body, use.value.id) if isinstance(use.value, tree.Name) else [use.value]
        if not (any(_has_fields(value) for value in values) or self._handed_over(use)):
            return False
        if any(self._names_itself(value) for value in values):
            return True
        fresh = {
            target.id
            for statement in statements(body)
            if isinstance(statement, tree.Assign) and statement.value is not None
            for target in statement.targets
            if isinstance(target, tree.Name) and is_identity(target.id) and makes(statement.value)
        }
        parts = [node for value in (*values, use.key) if value is not None for node in nodes(value)]
        return any(isinstance(node, tree.Name) and node.id in fresh for node in parts)

    def _names_itself(self, value: tree.Expr | None) -> bool:
        """Whether a field for an identity gets one that is made there and then."""
        if isinstance(value, tree.Map):
            fields = [(key.value if isinstance(key, tree.Lit) else dotted(key), item)
                      for key, item in value.items if key is not None]  # fmt: skip
        elif isinstance(value, tree.Call):
            fields = list(value.kwargs)
        else:
            return False
        return any(isinstance(name, str) and is_identity(name) and makes(item) for name, item in fields)

    def _tells_apart(self, ref: FunctionRef) -> bool:
        """Whether a function or what stands inside it looks for one record by its identity."""
        refs = [ref] + [
            FunctionRef(ref.path, node.index)
            for node in nodes(self.project.body(ref))
            if isinstance(node, tree.Func)
        ]
        return any(
            isinstance(node, tree.Op)
            and node.op in ("==", "!=")
            and any(is_identity(last_member(operand)) for operand in node.operands)
            for one in refs
            for node in nodes(self.project.body(one))
        )


def _returned(body: tree.Body) -> list[tree.Expr]:
    return [s.value for s in statements(body) if isinstance(s, tree.Return) and s.value is not None]


def _fields(value: tree.Expr) -> tuple[tree.Expr, ...]:
    """An answer, or the fields of an object that is one."""
    return tuple(item for _, item in value.items) if isinstance(value, tree.Map) else (value,)


def _called(node: tree.Name | tree.Attr) -> str:
    return node.id if isinstance(node, tree.Name) else node.name


def _has_fields(value: tree.Expr | None) -> bool:
    if isinstance(value, tree.Map):
        return len(value.items) >= _SEVERAL or any(key is None for key, _ in value.items)
    return isinstance(value, tree.Call) and len(value.args) + len(value.kwargs) >= _SEVERAL

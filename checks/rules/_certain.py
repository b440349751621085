"""Whether a container is surely a system of record: what it takes to say so, of which nothing may be missing.

Three shapes are certain. A request's own handler puts the records in. A handler leads to a function that gives each
record an identity of its own, and another handler to a function that finds them again. A handler calls a function that
keeps what it is handed, and another handler answers with what a second function reads out.
"""

from __future__ import annotations

import re
from functools import cached_property

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.dependence import OUTSIDE
from checks.project.flow.changes import Use, local_values, statements
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import Asked, name_of
from checks.rules._bounding import reads_clock
from checks.rules._naming import words

_IDENTITY = frozenset("id ids uid uuid key code token ref reference number".split())
"""Last words of names for what tells one record from the others."""
_MAKES = regex(
    r"^_*((generate|create|make|new|next|unique|gen)_?\w*(id|uid|key|token|code|ref|reference|number)|uid|short_?id)$"
    r"|^(uuid[1-7]?|uuidv[1-7]|randomUUID|nanoid|token_hex|token_urlsafe|token_bytes|randomBytes|ObjectId|ulid|cuid2?"
    r"|createId|random|randint|choices)$",
    re.IGNORECASE,
)
"""Calls that make an identity that nothing else has, or what one is made of."""
_COUNTER = regex(
    r"(^|_|\.)(next|counter|seq|sequence)|(Counter|Seq|Sequence)$|[a-z]_(counter|seq)$", re.IGNORECASE
)
_ANSWERS = frozenset("json send jsonify JSONResponse Response end success ok".split())
"""Calls that answer a request with what they are given."""
_SEVERAL = 3
_APPENDING = frozenset("append push unshift insert appendleft".split())


class Certain:
    """Judges containers of one project."""

    def __init__(self, project: Project, asked: Asked) -> None:
        self.project = project
        self._asked = asked

    def of_record(self, kept: list[Use], readers: list[FunctionRef]) -> bool:
        """Whether some of the writes that put records in, with the functions that read them, leave no other meaning."""
        if any(self._by_a_handler(use.ref) for use in kept):
            return True
        writing = {use.ref for use in kept}
        finding = [ref for ref in readers if ref not in writing]
        return self._found_again(kept, finding) or self._given_out(kept, finding)

    def _found_again(self, kept: list[Use], readers: list[FunctionRef]) -> bool:
        """Whether requests lead to writes of records that are made known, and to functions that find them."""
        made = [use for use in kept if self._asked.asked(use.ref, by_requests=True) and self._made_known(use)]
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

    def _by_a_handler(self, ref: FunctionRef) -> bool:
        """Whether a function is a handler or stands inside one."""
        while ref.index > 0:
            if ref in self._handlers:
                return True
            ref = FunctionRef(ref.path, self.project.function(ref).parent)
        return False

    def _made_known(self, use: Use) -> bool:
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
            if isinstance(target, tree.Name) and _is_identity(target.id) and _makes(statement.value)
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
        return any(isinstance(name, str) and _is_identity(name) and _makes(item) for name, item in fields)

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
            and any(_is_identity(_last(operand)) for operand in node.operands)
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


def _is_identity(name: str) -> bool:
    return bool(said := words(name)) and said[-1] in _IDENTITY


def _last(expr: tree.Expr) -> str:
    """The last name of a member: ``id`` for ``row.id`` and for ``row["id"]``; empty for anything else."""
    if isinstance(expr, tree.Item) and isinstance(expr.key, tree.Lit) and isinstance(expr.key.value, str):
        return expr.key.value
    return expr.name if isinstance(expr, tree.Attr) else ""


def _has_fields(value: tree.Expr | None) -> bool:
    if isinstance(value, tree.Map):
        return len(value.items) >= _SEVERAL or any(key is None for key, _ in value.items)
    return isinstance(value, tree.Call) and len(value.args) + len(value.kwargs) >= _SEVERAL


def _makes(value: tree.Expr) -> bool:
    """Whether an expression makes an identity: drawn at random, from the clock, or counted on."""
    return any(_draws(node) for node in nodes(value))


def _draws(node: object) -> bool:
    if isinstance(node, tree.Call):
        name = dotted(node.func).rsplit(".", 1)[-1]
        return reads_clock(node) or name == "len" or _MAKES.search(name) is not None
    if isinstance(node, tree.Attr) and node.name in ("length", "size"):
        return True
    return isinstance(node, tree.Name | tree.Attr) and _COUNTER.search(dotted(node)) is not None

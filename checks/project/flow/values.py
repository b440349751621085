"""The sources of expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from checks.code import tree
from checks.code.search import nodes
from checks.project import outside
from checks.project.dependence import (
    AMBIENT,
    CALLER,
    DECIDING,
    DRAWN,
    GIVEN,
    INVENTED,
    LITERAL,
    OBJECTS,
    OUTSIDE,
    REAL,
    REQUEST,
    REQUEST_OBJECT,
    RESPONSE,
    STATE,
    SUMS,
    TABLE,
    UNKNOWN,
    WORK,
)
from checks.project.flow.model import Frame, Record, Walker
from checks.project.model import ClassRef, External, Target, Variable

_CHOICES = frozenset(("and", "or", "??"))
_NO_WORK = frozenset(("not", "typeof", "is", "is not", ":", "void", "await", ","))
SIGNED_IN = frozenset(
    "user auth session currentUser current_user userId user_id tenant identity principal account jwt token_data".split()
)
_CONSTANTS = frozenset(
    "undefined NaN Infinity None True False Ellipsis NotImplemented __name__ __file__ __dirname __filename".split()
)
_PAGING = frozenset(
    """page limit offset size skip take per_page perpage page_size pagesize pagenum page_number pagenumber start end
    startindex endindex start_idx end_idx cursor length total count len days hours minutes months points""".split()
)
_FROM_RESPONSE = {"request": REQUEST_OBJECT, "req": REQUEST_OBJECT, "res": RESPONSE, "response": RESPONSE}


def dotted(expr: tree.Expr) -> str:
    """``a.b.c`` for a chain of members on a bare name, else an empty text."""
    if isinstance(expr, tree.Name):
        return expr.id
    names: list[str] = []
    while type(expr) is tree.Attr:
        names.append(expr.name)
        expr = expr.base
    if type(expr) is not tree.Name:
        return ""
    names.append(expr.id)
    names.reverse()
    return ".".join(names)


def root(expr: tree.Expr) -> str:
    """The bare name that a chain of members, items and calls starts from, or an empty text."""
    while True:
        kind = type(expr)
        if kind is tree.Name:
            return expr.id  # type: ignore[union-attr]
        if kind is tree.Attr or kind is tree.Item:
            expr = expr.base  # type: ignore[union-attr]
        elif kind is tree.Call:
            expr = expr.func  # type: ignore[union-attr]
        else:
            return ""


def key_text(expr: tree.Expr | None) -> str:
    """A text that is equal for equal keys: a literal, or a chain of members; empty for anything else."""
    if isinstance(expr, tree.Lit):
        return repr(expr.value)
    if isinstance(expr, tree.Template):
        parts = [key_text(part) for part in expr.parts]
        return "`" + "".join(parts) if all(parts) else ""
    return dotted(expr) if expr is not None else ""


def shapes_records(expr: tree.Expr) -> bool:
    """Whether a display writes out records: a list of objects, or an object of several objects."""
    if isinstance(expr, tree.Seq):
        return any(isinstance(item, tree.Map | tree.Call | tree.Seq) for item in expr.items)
    if isinstance(expr, tree.Map):
        return sum(isinstance(item, tree.Map | tree.Seq) for _, item in expr.items) > 1
    return False


class Values:
    """Evaluates expressions to sources: ``kinds`` says how, by the kind of expression; others are literals. Calls have a
    module of their own."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.project = walker.project
        self.kinds: Mapping[type, Callable[[Frame, Any], int]] = {
            tree.Name: self._name,
            tree.Attr: self._attr,
            tree.Item: self._item,
            tree.Seq: self._display,
            tree.Map: self._display,
            tree.Template: lambda frame, expr: self.join(frame, expr.parts),
            tree.Op: self._op,
            tree.Comp: self._comprehension,
            tree.Spread: lambda frame, expr: walker.value(frame, expr.value),
            tree.Yield: self._yield,
            tree.Bind: self._bind,
            tree.Other: lambda frame, expr: self.join(frame, expr.parts),
            tree.Markup: self._markup,
        }

    def join(self, frame: Frame, parts: tuple[tree.Expr, ...]) -> int:
        """The sources of several expressions together."""
        sources = 0
        for part in parts:
            sources |= self.walker.value(frame, part)
        return sources

    # --- names -----------------------------------------------------------------------------------

    def _name(self, frame: Frame, expr: tree.Name) -> int:
        if expr.id in frame.locals:
            return frame.locals[expr.id]
        holder = frame.holder(expr.id)
        if holder is not None:
            return holder.locals[expr.id]
        if expr.id == "cls" and self._in_enumeration(frame):
            return TABLE
        if expr.id in _CONSTANTS or expr.id in ("self", "this", "cls", "super"):
            return LITERAL
        target = self.project.resolve(frame.ref.path, expr, frame.ref.index)
        if target is None:
            return LITERAL if outside.known(expr.id) else UNKNOWN
        return self.of_target(target)

    def of_target(self, target: Target) -> int:
        """The sources of something resolved, when it is read."""
        if isinstance(target, Variable):
            return self.walker.variable(target.path, target.name)
        if isinstance(target, External):
            if member := outside.request_part(target.name):
                return part(REQUEST_OBJECT, member)
            return REQUEST_OBJECT if outside.is_request(target.name) else outside.value(target.name)
        if isinstance(target, ClassRef) and self._enumerates(target):
            return TABLE
        return LITERAL

    def _of_value(self, target: Target, chain: str) -> bool:
        """Whether a member belongs to a value of a builtin class (``Map.size`` where ``orders.size`` is written): it
        depends on what the value holds."""
        return isinstance(target, External) and outside.is_method(target.name, chain)

    def of_class(self, frame: Frame, expr: tree.Attr) -> int | None:
        """The sources of a member that a project's class does not declare itself: an outside base brings it (a
        manager of records, a query), unless the class is an enumeration. None for anything but such a member."""
        owner = self.project.resolve(frame.ref.path, expr.base, frame.ref.index)
        if not isinstance(owner, ClassRef):
            return None
        if self._enumerates(owner):
            return TABLE
        declared = self.project.classes(owner)
        field = next((field for field in declared.fields if field.name == expr.name), None)
        if field is None:
            return OUTSIDE
        return LITERAL if field.value is None else self.walker.value(Frame(frame.ref, {}), field.value)

    def _enumerates(self, ref: ClassRef) -> bool:
        return self.project.classes(ref).kind == "enum" or any(
            name.rsplit(".", 1)[-1].endswith(("Enum", "Choices")) for name in self.project.base_names(ref)
        )

    def _in_enumeration(self, frame: Frame) -> bool:
        owner = self.project.function(frame.ref).owner
        return owner >= 0 and self._enumerates(ClassRef(frame.ref.path, owner))

    def _attr(self, frame: Frame, expr: tree.Attr) -> int:
        if isinstance(expr.base, tree.Name) and expr.base.id in ("self", "this", "cls"):
            return self.walker.attribute(frame.ref, expr.name)
        name = root(expr)
        if name and frame.holder(name) is None and (chain := dotted(expr)):
            target = self.project.resolve(frame.ref.path, expr, frame.ref.index)
            if target is not None and not self._of_value(target, chain) and not _is_member(target):
                return self.of_target(target)
            if (of_class := self.of_class(frame, expr)) is not None:
                return of_class
            if outside.known(chain):
                return outside.value(chain)
        base = self.walker.value(frame, expr.base)
        if base & OBJECTS:
            return part(base, expr.name)
        return base | self._changing(frame, expr, name) if not base & REAL else base

    def _changing(self, frame: Frame, expr: tree.Attr, name: str) -> int:
        """`STATE` for an attribute that methods change, of an instance of a project's class."""
        if not name:
            return LITERAL
        kind = self.project.type_of(frame.ref.path, expr.base, frame.ref.index)
        return self.walker.member(kind, expr.name) & STATE if kind is not None else LITERAL

    def _item(self, frame: Frame, expr: tree.Item) -> int:
        chosen = self.walker.value(frame, expr.key) & (DECIDING | GIVEN)
        base = self.walker.value(frame, expr.base)
        if base & REQUEST_OBJECT and isinstance(expr.key, tree.Lit):
            return part(base, str(expr.key.value))
        return base | chosen

    # --- composed --------------------------------------------------------------------------------

    def _display(self, frame: Frame, expr: tree.Seq | tree.Map) -> int:
        if isinstance(expr, tree.Seq):
            sources = self.join(frame, expr.items)
        else:
            sources = self._fields(frame, expr.line, ((_key(key), value) for key, value in expr.items))
            keys = tuple(
                key for key, _ in expr.items if key is not None and not isinstance(key, tree.Lit | tree.Name)
            )
            sources |= self.join(frame, keys)
        return held(sources) | (INVENTED if shapes_records(expr) else 0)

    def _fields(self, frame: Frame, line: int, fields: Iterable[tuple[str, tree.Expr]]) -> int:
        """The sources of an object's fields together; those that chance drew are noted."""
        given = [(name, self.walker.value(frame, value)) for name, value in fields]
        note_drawn(frame, line, given)
        sources = LITERAL
        for _, bits in given:
            sources |= bits
        return sources

    def _op(self, frame: Frame, expr: tree.Op) -> int:
        if expr.op == "?:" and len(expr.operands) == 3:
            test, then, other = expr.operands
            decided = self.walker.value(frame, test) & DECIDING
            return decided | self.join(frame, (then, other))
        sources = self.join(frame, expr.operands[:1] if expr.op == "instanceof" else expr.operands)
        if expr.op in _CHOICES or expr.op in _NO_WORK or not sources & REQUEST:
            return sources
        if expr.op == "+" and any(isinstance(o, tree.Template) or _is_text(o) for o in expr.operands):
            return sources
        return sources if pages(expr) else sources | SUMS

    def _comprehension(self, frame: Frame, expr: tree.Comp) -> int:
        inner = Frame(frame.ref, {}, frame)
        inner.returned, inner.sent, inner.records = frame.returned, frame.sent, frame.records
        drawn = 0
        for target, source in expr.loops:
            sources = self.walker.value(inner, source)
            drawn |= sources
            bind_target(inner, target, sources, here=True)
        tests = self.join(inner, expr.tests)
        element = self.walker.value(inner, expr.element)
        frame.effects |= inner.effects
        frame.guards |= inner.guards
        made = INVENTED if isinstance(expr.element, tree.Map) and not drawn & (REQUEST | TABLE) else 0
        return element | drawn | tests & DECIDING | (WORK if tests & SUMS and drawn & REQUEST else 0) | made

    def _markup(self, frame: Frame, expr: tree.Markup) -> int:
        return self.join(frame, (*(value for _, value in expr.attributes), *expr.children))

    def _yield(self, frame: Frame, expr: tree.Yield) -> int:
        if expr.value is not None:
            frame.returned += self.walker.returned(frame, expr.value)
        return UNKNOWN

    def _bind(self, frame: Frame, expr: tree.Bind) -> int:
        sources = self.walker.value(frame, expr.value)
        bind_target(frame, expr.target, sources)
        return sources


def _is_text(expr: tree.Expr) -> bool:
    if isinstance(expr, tree.Op) and expr.op == "+":
        return any(_is_text(operand) for operand in expr.operands)
    return isinstance(expr, tree.Lit) and isinstance(expr.value, str)


def _is_member(target: Target) -> bool:
    """Whether something resolved is a member of a module-level value: it depends on what that value holds."""
    return isinstance(target, Variable) and "." in target.name


def _key(key: tree.Expr | None) -> str:
    if isinstance(key, tree.Lit):
        return str(key.value)
    return key.id if isinstance(key, tree.Name) else ""


def note_drawn(frame: Frame, line: int, fields: Iterable[tuple[str, int]]) -> None:
    """Notes an object some of whose fields, given with their sources, hold what chance drew."""
    drawn = tuple(name for name, sources in fields if name and sources & DRAWN)
    if drawn:
        frame.records.append(Record(line, drawn))


def pages(expr: tree.Expr) -> bool:
    """Whether an operation only reckons with page numbers and lengths, which is no work on what was asked for."""
    return any(
        (isinstance(node, tree.Name) and node.id.lower() in _PAGING)
        or (isinstance(node, tree.Attr) and node.name.lower() in _PAGING)
        for node in nodes(expr)
    )


def part(base: int, name: str) -> int:
    """The sources of a member of the request, response or context object."""
    if base & RESPONSE:
        if name in _FROM_RESPONSE:
            return _FROM_RESPONSE[name]
        if name in ("locals", "state", "env"):
            return AMBIENT
    if base & REQUEST_OBJECT and name in SIGNED_IN:
        return CALLER
    if base & REQUEST_OBJECT and name in outside.REQUEST_PARTS:
        return REQUEST
    return UNKNOWN if base & REQUEST_OBJECT else base


def held(sources: int) -> int:
    """The sources of something that holds others: it is not itself the request that is among them."""
    return (sources & ~REQUEST_OBJECT) | REQUEST if sources & REQUEST_OBJECT else sources


def bind_target(frame: Frame, target: tree.Expr, sources: int, here: bool = False) -> None:
    """Binds every name of an assignment's or loop's target; ``here`` as in `Frame.bind`."""
    waiting = [target]
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, tree.Name):
            frame.bind(expr.id, sources, here)
        elif isinstance(expr, tree.Seq):
            waiting += expr.items
        elif isinstance(expr, tree.Map):
            waiting += [value for _, value in expr.items]
        elif isinstance(expr, tree.Spread):
            waiting.append(expr.value)
        elif isinstance(expr, tree.Bind):
            waiting.append(expr.target)
        elif isinstance(expr, tree.Op | tree.Other):
            waiting += expr.operands[:1] if isinstance(expr, tree.Op) else expr.parts[:1]

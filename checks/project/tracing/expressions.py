"""What an expression stands for: names through the project's links, texts, lists, members of objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from checks.code.tree import (
    Attr,
    Bind,
    Call,
    ClassValue,
    Comp,
    Expr,
    Func,
    Item,
    Lit,
    Map,
    Name,
    Op,
    Other,
    Seq,
    Spread,
    Template,
    Yield,
)
from checks.project.model import ClassRef, External, FunctionRef, ModuleRef, Target, Variable
from checks.project.routepath import HOLE
from checks.project.tracing.values import (
    COMPUTED,
    ROUNDS,
    UNKNOWN,
    Code,
    Computed,
    Const,
    File,
    Instance,
    Kind,
    Listing,
    Made,
    Opaque,
    Outside,
    Scope,
    Table,
    Value,
    better,
)

if TYPE_CHECKING:
    from checks.project.tracing.machine import Machine

LOADERS = ("require", "import")
TEXT_LIMIT = 400


def loads_module(value: Expr) -> bool:
    """Whether an expression is ``require("…")`` with its module written down: the links know what it is."""
    return (
        isinstance(value, Call)
        and isinstance(value.func, Name)
        and value.func.id in LOADERS
        and len(value.args) == 1
        and isinstance(value.args[0], Lit)
    )


def text_of(value: Value) -> str:
    """A value as text, with a hole where it is not known."""
    if isinstance(value, Const):
        return "" if value.value is None else str(value.value)
    return HOLE


def joined(values: Iterable[Value]) -> Value:
    """Texts put together, or lists; unknown if there is nothing known in it."""
    parts = list(values)
    if parts and all(isinstance(part, Listing) for part in parts):
        lists = [part for part in parts if isinstance(part, Listing)]
        return Listing([i for part in lists for i in part.items], all(part.whole for part in lists))
    if not any(isinstance(part, Const) and isinstance(part.value, str) for part in parts):
        return UNKNOWN
    return Const("".join(text_of(part) for part in parts)[:TEXT_LIMIT])


def dotted(value: Expr) -> str:
    """A name or member chain as written, shortened to its first call: for people to read."""
    parts: list[str] = []
    while True:
        if isinstance(value, Attr):
            parts.append(value.name)
            value = value.base
        elif isinstance(value, Call):
            value = value.func
        elif isinstance(value, Name):
            parts.append(value.id)
            break
        else:
            break
    return ".".join(reversed(parts))


class Expressions:
    """Evaluates expressions for a `Machine`."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def evaluate(self, value: Expr, scope: Scope) -> Value:  # noqa: C901 one branch a kind of expression
        """The value of an expression. The machine counts steps and depth."""
        evaluate = self.machine.evaluate
        match value:
            case Lit(value=literal):
                return Const(literal)
            case Name():
                return self._name(value, scope)
            case Attr():
                return self.attribute(value, None, scope)
            case Call():
                return self.machine.calls.call(value, scope)
            case Func(index=index):
                return Code(FunctionRef(scope.path, index), scope, scope.this)
            case ClassValue(index=index):
                return Kind(ClassRef(scope.path, index))
            case Item(base=base, key=key):
                return self._item(evaluate(base, scope), evaluate(key, scope))
            case Seq(items=items):
                return self.listing(items, scope)
            case Map():
                return self._table(value, scope)
            case Template(parts=parts):
                return joined([Const(""), *(evaluate(part, scope) for part in parts)])
            case Op(op=op, operands=operands):
                return self._operation(op, [evaluate(operand, scope) for operand in operands])
            case Comp(element=element, loops=loops):
                return self._comprehension(element, loops, scope)
            case Bind(target=target, value=inner):
                result = evaluate(inner, scope)
                self.machine.bind(target, result, scope)
                return result
            case Spread(value=inner):
                return evaluate(inner, scope)
            case Yield(value=inner) if inner is not None:
                return evaluate(inner, scope)
            case Other(parts=parts):
                return better([evaluate(part, scope) for part in parts])
        return UNKNOWN

    # --- names and members -----------------------------------------------------------------------

    def _name(self, value: Name, scope: Scope) -> Value:
        if value.id in ("this", "self") and scope.this is not None and value.id not in scope.names:
            return scope.this
        known = scope.look_up(value.id)
        if known is not None:
            return known
        return self.linked(value, scope)

    def linked(self, value: Expr, scope: Scope) -> Value:
        """What the project's links say that a name or member chain stands for."""
        target = self.machine.project.resolve(scope.path, value, scope.function)
        return UNKNOWN if target is None else self._target(target)

    def _target(self, target: Target) -> Value:
        match target:
            case External(name=name):
                return Outside(name)
            case ModuleRef(path=path):
                return File(path)
            case ClassRef():
                return Kind(target)
            case Variable(path=path, name=name):
                return self._variable(path, name)
            case FunctionRef(path=path):
                scope = self.machine.module(path)
                name = self.machine.project.function(target).name
                known = scope.names.get(name)
                return known if isinstance(known, Code) and known.ref == target else Code(target, scope)

    def _variable(self, path: str, name: str) -> Value:
        """What a name of a module holds; for ``name.key`` what its object holds under the key."""
        names = self.machine.module(path).names
        whole, _, keys = name.partition(".")
        if name in names or not keys:
            return names.get(name, UNKNOWN)
        found = names.get(whole, UNKNOWN)
        for key in keys.split("."):
            found = found.items.get(key, UNKNOWN) if isinstance(found, Table) else UNKNOWN
        return found

    def attribute(self, value: Attr, base: Value | None, scope: Scope) -> Value:
        """What a member expression stands for; ``base`` is the value of its left side if it is known already."""
        root: Expr = value
        while isinstance(root, Attr):
            root = root.base
        if isinstance(root, Name) and scope.look_up(root.id) is None and root.id not in ("this", "self"):
            found = self.linked(value, scope)
            held = self.linked(value.base, scope) if isinstance(found, Outside) else None
            if found is not UNKNOWN and not isinstance(held, Made):
                return found
        return self.member(self.machine.evaluate(value.base, scope) if base is None else base, value.name)

    def member(self, value: Value, name: str) -> Value:
        """An attribute or property of a value."""
        match value:
            case Table(items=items):
                return items.get(name, UNKNOWN)
            case Instance():
                return self._instance_member(value, name)
            case Kind(ref=ref):
                return self._class_member(ref, name)
            case File(path=path):
                known = self.machine.module(path).names.get(name)
                return known if known is not None else self._exported(path, name)
            case Outside(name=outer):
                return Outside(f"{outer}.{name}")
            case Made(framework=framework):
                return value if name in framework.same else Opaque(name, (value,))
            case Opaque(holds=holds) if holds:
                return Opaque(name, holds)
            case Computed():
                return COMPUTED
        return value if name == "default" else UNKNOWN

    def _exported(self, path: str, name: str) -> Value:
        scope = self.machine.module(path)
        for export in self.machine.project.facts[path].outline.exports:
            if export.name == name:
                known = scope.names.get(export.local)
                known = known if known is not None else self.given(path).get(name)
                return known if known is not None else self.linked(Name(export.line, export.local), scope)
        return self.linked(Name(0, name), scope)

    def given(self, path: str) -> dict[str, Value]:
        """What the object that a module assigns to ``module.exports`` holds, by key; empty for any other module."""
        exports = self.machine.project.facts[path].outline.exports
        whole = self.default(path) if any(export.name == "=" for export in exports) else UNKNOWN
        return whole.items if isinstance(whole, Table) else {}

    def default(self, path: str) -> Value:
        """What a module gives when it is called or used itself: ``module.exports`` or the default export."""
        scope = self.machine.module(path)
        exports = {export.name: export.local for export in self.machine.project.facts[path].outline.exports}
        for outside in ("=", "default"):
            if outside in exports:
                local = exports[outside]
                known = scope.names.get(local)
                known = known if known is not None else scope.names.get("default")
                return known if known is not None else self.linked(Name(0, local), scope)
        return File(path)

    def _instance_member(self, value: Instance, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        return self._class_member(value.ref, name, value)

    def _class_member(self, ref: ClassRef, name: str, this: Instance | None = None) -> Value:
        project = self.machine.project
        self.machine.module(ref.path)
        held = self.machine.classes.get(ref, {}).get(name)
        if held is not None:
            return held
        for field in project.classes(ref).fields:
            if field.name == name and field.value is not None:
                scope = Scope(ref.path, 0, self.machine.module(ref.path), this)
                result = self.machine.evaluate(field.value, scope)
                if this is not None:
                    this.attributes[name] = result
                return result
        method = project.method(ref, name)
        if method is None:
            return UNKNOWN
        return Code(method, self.machine.module(method.path), this)

    # --- containers and operators ----------------------------------------------------------------

    def listing(self, items: Iterable[Expr], scope: Scope) -> Listing:
        """A list display, spreads opened."""
        values: list[Value] = []
        whole = True
        for item in items:
            result = self.machine.evaluate(item, scope)
            if not isinstance(item, Spread):
                values.append(result)
            elif isinstance(result, Listing):
                values.extend(result.items)
                whole = whole and result.whole
            else:
                whole = False
        return Listing(values, whole)

    def _table(self, value: Map, scope: Scope) -> Table:
        items: dict[str, Value] = {}
        whole = True
        for key, item in value.items:
            result = self.machine.evaluate(item, scope)
            if key is None:
                if isinstance(result, Table):
                    items.update(result.items)
                else:
                    whole = False
                continue
            named = text_of(self.machine.evaluate(key, scope))
            if named == HOLE and isinstance(key, Name):
                named = key.id
            items[named] = result
        return Table(items, whole)

    def _item(self, base: Value, key: Value) -> Value:
        if isinstance(base, Computed):
            return COMPUTED
        if isinstance(key, Const):
            if isinstance(base, Listing) and isinstance(key.value, int) and -1 <= key.value < len(base.items):
                return base.items[key.value] if base.items else UNKNOWN
            if isinstance(key.value, str):
                return self.member(base, key.value)
        return COMPUTED if isinstance(key, Computed) else UNKNOWN

    def _operation(self, op: str, values: list[Value]) -> Value:
        if op == "+":
            return joined(values)
        if op == "or":
            said: list[Value] = [v for v in values if not isinstance(v, Outside) and not _empty(v)]
            return better(said or values)
        if op == "and":
            return values[-1] if values else UNKNOWN
        if op == "?:" and len(values) == 3:
            return better(values[1:])
        return UNKNOWN

    def _comprehension(self, element: Expr, loops: tuple[tuple[Expr, Expr], ...], scope: Scope) -> Value:
        inner = Scope(scope.path, scope.function, scope)
        if len(loops) != 1:
            return Listing([], whole=False)
        source = self.machine.evaluate(loops[0][1], scope)
        if not isinstance(source, Listing):
            self.machine.bind(loops[0][0], COMPUTED, inner)
            return Listing([self.machine.evaluate(element, inner)], whole=False)
        out: list[Value] = []
        for item in source.items[:ROUNDS]:
            self.machine.bind(loops[0][0], item, inner)
            out.append(self.machine.evaluate(element, inner))
        return Listing(out, source.whole)


def _empty(value: Value) -> bool:
    return isinstance(value, Const) and value.value in (None, "", False)

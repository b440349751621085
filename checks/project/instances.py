"""What values are instances of, and what that makes of their members and calls.

A value's kind is a class of the project or a class outside it. It is known from a constructor call, an
annotation, an injected parameter, a provider, a factory that returns an instance, or an attribute that the
constructor sets. Where two sources disagree, nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec

from checks.code.facts import Function, Import, Param
from checks.code.search import last_name
from checks.code.tree import (
    Assign,
    Attr,
    Bind,
    Call,
    ClassValue,
    Do,
    Expr,
    Func,
    Lit,
    Map,
    Name,
    Op,
    Return,
    Yield,
)
from checks.project.annotations import provider, type_name
from checks.project.answers import Answers
from checks.project.lineages import Lineages
from checks.project.model import ClassRef, External, FunctionRef, Target, Variable
from checks.project.outlines import Outlines
from checks.project.resolve import Resolver
from checks.project.scopes import Assigned, Binding, is_load, statements

Kind = ClassRef | External
"""What a value is an instance of."""

P = ParamSpec("P")

_SELVES = frozenset({"this", "self"})
_CASTS = frozenset(("typing.cast", "typing_extensions.cast"))
_GETTERS = frozenset({"get", "resolve", "inject", "resolveOptional"})


class Instances:
    """Answers what values are instances of. ``resolver`` and ``lineages`` are set by whoever builds all three."""

    def __init__(self, outlines: Outlines, answers: Answers[Target]) -> None:
        self._outlines = outlines
        self._answers = answers
        self.resolver: Resolver
        self.lineages: Lineages
        self._set: dict[ClassRef, dict[str, list[tuple[int, Expr]]]] = {}

    def _parent(self, path: str, function: int) -> Kind | None:
        """What ``super`` stands for inside a function: the first base of the class around it."""
        owner = self._outlines.owner(path, function)
        bases = self.lineages.bases(owner) if owner else iter(())
        return next((base for base in bases if isinstance(base, ClassRef | External)), None)

    # --- members ---------------------------------------------------------------------------------

    def member_of(self, path: str, base: Expr, function: int, name: str) -> Target | None:
        """What ``base.name`` stands for where the base is a value or a class."""
        if isinstance(base, Map):
            return self._entry(path, base, function, name)
        target = None if isinstance(base, Call) else self.resolver.resolve(path, base, function)
        if isinstance(target, ClassRef):
            return self._static(target, name)
        if isinstance(target, Variable):
            held = self.values(target)
            if len(held) == 1 and isinstance(held[0], Map):
                found = self._entry(target.path, held[0], 0, name)
                known = found is None and any(_key(key) == name for key, _ in held[0].items)
                return Variable(target.path, f"{target.name}.{name}", target.line) if known else found
        kind = self.kind(path, base, function)
        if isinstance(kind, External):
            return External(f"{kind.name}.{name}")
        return self._attribute_target(kind, name) if kind else None

    def _entry(self, path: str, held: Map, function: int, name: str) -> Target | None:
        """What an object literal holds under a key."""
        for key, value in reversed(held.items):
            if key is None:
                return None
            if _key(key) == name:
                made = isinstance(value, Call) and not is_load(value)
                return None if made else self.resolver.resolve(path, value, function)
        return None

    def _static(self, ref: ClassRef, name: str) -> Target | None:
        method = self.lineages.method(ref, name)
        if method:
            return method
        for current in self.lineages.lineage(ref):
            for field in self._outlines.classes(current).fields:
                if field.name == name:
                    value = field.value
                    plain = isinstance(value, Name | Attr | ClassValue)
                    target = self.resolver.resolve(current.path, value, 0) if value and plain else None
                    class_name = self._outlines.classes(current).name
                    return target or Variable(current.path, f"{class_name}.{name}", field.line)
        return None

    def _attribute_target(self, ref: ClassRef, name: str) -> Target | None:
        """What an instance's member stands for: a method, or a function or class kept in an attribute."""
        method = self.lineages.method(ref, name)
        if method:
            return method
        found: set[Target | None] = set()
        for current in self.lineages.lineage(ref):
            for index, value in self._assigned(current).get(name, ()):
                plain = isinstance(value, Name | Attr | Func | ClassValue)
                found.add(self.resolver.resolve(current.path, value, index) if plain else None)
        known = {target for target in found if isinstance(target, FunctionRef | ClassRef | External)}
        return known.pop() if len(known) == 1 == len(found) else None

    def values(self, variable: Variable) -> tuple[Expr, ...]:
        """Every value that a module-level name is given where it is defined; for ``name.key`` the value that
        the object literal holds under the key."""
        name, _, rest = variable.name.partition(".")
        found = self.resolver.scope(variable.path, 0).get(name, [])
        held = [b.what.value for b in found if isinstance(b.what, Assigned) and b.what.value is not None]
        for key in rest.split(".") if rest else ():
            maps = [value for value in held if isinstance(value, Map)]
            held = [value for each in maps for k, value in each.items if k is not None and _key(k) == key]
        return tuple(held)

    # --- kinds -----------------------------------------------------------------------------------

    def kind(self, path: str, value: Expr | None, function: int) -> Kind | None:
        """The class that a value is an instance of."""
        if value is None:
            return None
        answer = self._answers.ask_of("kind", path, value, function, self._kind)
        return answer if isinstance(answer, ClassRef | External) else None

    def _ask(
        self, key: tuple[object, ...], answer: Callable[P, Kind | None], *of: P.args, **named: P.kwargs
    ) -> Kind | None:
        found = self._answers.ask(key, answer, *of, **named)
        return found if isinstance(found, ClassRef | External) else None

    def _kind(self, path: str, value: Expr, function: int) -> Kind | None:
        if isinstance(value, Name):
            return self._of_name(path, value.id, function)
        if isinstance(value, Attr):
            return self._of_member(path, value, function)
        if isinstance(value, Call):
            return self._of_call(path, value, function)
        if isinstance(value, Bind):
            return self.kind(path, value.value, function)
        if isinstance(value, Op) and value.op in ("and", "or", "?:"):
            parts = value.operands[1:] if value.op != "or" else value.operands
            kinds = [self.kind(path, part, function) for part in parts if not _is_none(part)]
            return _agreed(kinds)
        return None

    def _of_name(self, path: str, name: str, function: int) -> Kind | None:
        scope, found = self.resolver.lookup(path, name, function)
        if name in _SELVES and (not found or _is_self(self._outlines.function(path, scope), name)):
            return self._outlines.owner(path, scope if found else function)
        if name == "super" and not found:
            return self._parent(path, function)
        if not found:
            return None
        return self._ask(("kind of name", path, name, scope), self._of_bindings, path, scope, name, found)

    def _of_bindings(self, path: str, scope: int, name: str, found: list[Binding]) -> Kind | None:
        if isinstance(found[-1].what, Import):
            target = self.resolver.imported(path, found[-1].what)
            return self._of_variable(target) if isinstance(target, Variable) else None
        declared = (b.what.annotation for b in found if isinstance(b.what, Assigned))
        kind = next((k for k in (self.annotated(path, text, scope) for text in declared) if k), None)
        if kind:
            return kind
        kinds = []
        for binding in found:
            what = binding.what
            if isinstance(what, Param):
                kinds.append(self._of_param(path, scope, what, name))
            elif isinstance(what, Assigned) and not _is_none(what.value):
                kinds.append(self._of_assigned(path, scope, what))
            elif not isinstance(what, Assigned):
                return None
        return _agreed(kinds)

    def _of_variable(self, variable: Variable) -> Kind | None:
        if "." not in variable.name:
            return self._of_name(variable.path, variable.name, 0)
        return _agreed([self.kind(variable.path, value, 0) for value in self.values(variable)])

    def _of_assigned(self, path: str, scope: int, assigned: Assigned) -> Kind | None:
        kind = self.annotated(path, assigned.annotation, scope) or self.kind(path, assigned.value, scope)
        if assigned.context and isinstance(kind, ClassRef):
            enter = self.lineages.method(kind, "__enter__") or self.lineages.method(kind, "__aenter__")
            return self.returned(enter) if enter else None
        return kind

    def _of_param(self, path: str, function: int, param: Param, name: str) -> Kind | None:
        if (param.fields and name != param.name) or param.kind in ("*", "**"):
            return None
        return (
            self._provided(path, provider(param.annotation, 0), function)
            or self.annotated(path, param.annotation, function)
            or self._of_default(path, param.default, function)
        )

    def _of_default(self, path: str, default: Expr | None, function: int) -> Kind | None:
        """The kind that a default gives: an instance, or what FastAPI's ``Depends`` injects."""
        if isinstance(default, Call):
            target = self.resolver.resolve(path, default.func, function)
            named = target.name if isinstance(target, External) else ""
            if named.endswith((".Depends", ".Security")):
                return self._provided(path, default.args[0] if default.args else None, function)
            if named.startswith("fastapi."):
                return None  # What is declared by ``Query(…)`` is what a request brings.
        return self.kind(path, default, function)

    def _provided(self, path: str, value: Expr | None, function: int) -> Kind | None:
        if value is None:
            return None
        return self._called(self.resolver.resolve(path, value, function))

    def annotated(self, path: str, annotation: str, function: int) -> Kind | None:
        """The class that an annotation names, seen from a function."""
        value = type_name(annotation) if annotation else None
        if value is None:
            return None
        if isinstance(value, Name) and value.id in ("Self", "this"):
            return self._outlines.owner(path, function)
        target = self.resolver.resolve(path, value, function)
        if isinstance(target, Variable):
            return None
        if isinstance(target, External):
            return None if target.name.startswith("builtins.") else target
        return target if isinstance(target, ClassRef) else None

    # --- calls -----------------------------------------------------------------------------------

    def _of_call(self, path: str, call: Call, function: int) -> Kind | None:
        func = call.func
        if isinstance(func, Name) and func.id == "super":
            return self._parent(path, function)
        if isinstance(func, Name) and func.id == "cls":
            return self._outlines.owner(path, function)
        target = self.resolver.resolve(path, func, function)
        if isinstance(target, External) and target.name in _CASTS and len(call.args) == 2:
            return self._named_kind(path, call.args[0], function)
        if isinstance(target, External) and call.new:
            return target
        return self._called(target) or self._got(path, call, function)

    def _named_kind(self, path: str, value: Expr, function: int) -> Kind | None:
        """The class that a type given as a value names (``cast(Orders, held)``, ``cast("Orders", held)``)."""
        if isinstance(value, Lit) and isinstance(value.value, str):
            return self.annotated(path, value.value, function)
        target = self.resolver.resolve(path, value, function)
        return target if isinstance(target, ClassRef) else None

    def _called(self, target: Target | None) -> Kind | None:
        """What a call of a target gives."""
        if isinstance(target, ClassRef):
            return target
        if isinstance(target, FunctionRef):
            return self.returned(target)
        if isinstance(target, External):
            last = target.name.rsplit(".", 1)[-1].rsplit("/", 1)[-1]
            return target if last[:1].isupper() and not last.isupper() else None
        return None

    def _got(self, path: str, call: Call, function: int) -> Kind | None:
        """What a container hands out for a class: ``app.get(UsersService)``, ``inject(UsersService)``."""
        if last_name(call.func) not in _GETTERS or len(call.args) != 1 or not isinstance(call.args[0], Name):
            return None
        target = self.resolver.resolve(path, call.args[0], function)
        return target if isinstance(target, ClassRef) else None

    def returned(self, ref: FunctionRef) -> Kind | None:
        """What a call of a function gives: by its annotation, else by what all its answers agree on."""
        return self._ask(("returned", ref.path, ref.index), self._returned, ref)

    def _returned(self, ref: FunctionRef) -> Kind | None:
        function = self._outlines.function(ref.path, ref.index)
        kind = self.annotated(ref.path, function.returns, ref.index)
        if kind or (function.returns and type_name(function.returns) is None):
            return kind
        values = [v for v in _answers(self._outlines, ref) if not _is_none(v)]
        return _agreed([self.kind(ref.path, value, ref.index) for value in values])

    # --- attributes ------------------------------------------------------------------------------

    def _of_member(self, path: str, value: Attr, function: int) -> Kind | None:
        owner = self.kind(path, value.base, function)
        if isinstance(owner, ClassRef):
            return self._ask(("attribute", owner, value.name), self._attribute, owner, value.name)
        if isinstance(owner, External):
            return None
        target = self.resolver.resolve(path, value, function)
        if not isinstance(target, Variable):
            return None
        base = self.resolver.resolve(path, value.base, function)
        return self._attribute(base, value.name) if isinstance(base, ClassRef) else self._of_variable(target)

    def _attribute(self, ref: ClassRef, name: str) -> Kind | None:
        """What an attribute of a class is an instance of: declared, injected, or set in a method."""
        for current in self.lineages.lineage(ref):
            outline = self._outlines.classes(current)
            for field in outline.fields:
                if field.name == name:
                    if "|" in field.annotation and type_name(field.annotation) is None:
                        return None  # one of several types
                    kind = self.annotated(current.path, field.annotation, self.lineages.around(current))
                    kind = kind or self.kind(current.path, field.value, self.lineages.around(current))
                    if kind:
                        return kind
            for index in outline.methods:
                function = self._outlines.function(current.path, index)
                if function.name == name and function.kind in ("property", "getter"):
                    return self.returned(FunctionRef(current.path, index))
                for param in function.params:
                    if function.kind == "constructor" and param.access and param.name == name:
                        return self._of_param(current.path, index, param, name)
            values = self._assigned(current).get(name, ())
            kind = _agreed([self.kind(current.path, v, i) for i, v in values if not _is_none(v)])
            if kind:
                return kind
        return None

    def _assigned(self, ref: ClassRef) -> dict[str, list[tuple[int, Expr]]]:
        """Attribute -> every value that a method of the class gives it, with the method's index."""
        if ref not in self._set:
            found: dict[str, list[tuple[int, Expr]]] = {}
            for index in self._outlines.classes(ref).methods:
                for stmt, _ in statements(self._outlines.body(ref.path, index)):
                    if isinstance(stmt, Assign) and stmt.op == "=" and stmt.value is not None:
                        for name in _own(stmt.targets):
                            found.setdefault(name, []).append((index, stmt.value))
            self._set[ref] = found
        return self._set[ref]

    # --- calls of functions ----------------------------------------------------------------------

    def callee(self, path: str, value: Expr, function: int) -> FunctionRef | None:
        """See `Linked.callee`."""
        if isinstance(value, Name) and value.id == "super":
            parent = self._parent(path, function)
            return self.lineages.constructor(parent) if isinstance(parent, ClassRef) else None
        target = self.resolver.resolve(path, value, function)
        if isinstance(target, ClassRef):
            return self.lineages.constructor(target)
        if isinstance(target, FunctionRef):
            declared = self._outlines.function(target.path, target.index)
            if not declared.abstract:
                return target
            owner: Kind | None = ClassRef(target.path, declared.owner) if declared.owner >= 0 else None
            name = declared.name
        elif target is None and isinstance(value, Attr):
            owner, name = self.kind(path, value.base, function), value.name
        else:
            return None
        return self.lineages.implementation(owner, name) if isinstance(owner, ClassRef) else None


def _answers(outlines: Outlines, ref: FunctionRef) -> Iterator[Expr | None]:
    for stmt, _ in statements(outlines.body(ref.path, ref.index)):
        if isinstance(stmt, Return):
            yield stmt.value
        elif isinstance(stmt, Do) and isinstance(stmt.value, Yield):
            yield stmt.value.value


def _own(targets: Iterable[Expr]) -> Iterator[str]:
    """The names of the attributes of ``self`` or ``this`` among an assignment's targets."""
    for target in targets:
        if isinstance(target, Attr) and isinstance(target.base, Name) and target.base.id in _SELVES:
            yield target.name


def _agreed(kinds: list[Kind | None]) -> Kind | None:
    """The one kind that all agree on."""
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else None


def _is_none(value: Expr | None) -> bool:
    return value is None or (isinstance(value, Lit) and value.value is None)


def _is_self(function: Function, name: str) -> bool:
    """Whether a name is a method's own instance: its first parameter."""
    return function.owner >= 0 and bool(function.params) and function.params[0].name == name


def _key(key: Expr | None) -> str | None:
    if isinstance(key, Name):
        return key.id
    return key.value if isinstance(key, Lit) and isinstance(key.value, str) else None

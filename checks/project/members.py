"""What a class or a module of the project surely does not have.

A member is missing only where everything that could hold it is known: every base is the project's own, nothing is set by
name, no other code sets it from outside, no class below brings it in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from checks.code.facts import Class
from checks.code.tree import Assign, Attr, Call, Expr, Item, Lit, Loop, Map, Return, With
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, External, FunctionRef, Variable
from checks.project.scopes import statements
from checks.project.walk import calls, expressions, within

_HARMLESS = frozenset({"builtins.object", "abc.ABC", "typing.Generic", "typing_extensions.Generic"})
_DYNAMIC = ("__getattr__", "__getattribute__", "__dict__", "setattr", "__setattr__")
_DYNAMIC_SCRIPT = ("Proxy", "defineProperty", "defineProperties", "assign", "prototype", "setPrototypeOf")
_PLAIN = frozenset(
    "dataclass dataclasses.dataclass Injectable Controller Service singleton final injectable Singleton total_ordering "
    "functools.total_ordering Global WebSocketGateway Processor Resolver".split()
)
EVERYWHERE = frozenset(
    """toString toLocaleString hasOwnProperty valueOf constructor isPrototypeOf propertyIsEnumerable mro name length call apply bind
    prototype then catch finally pipe subscribe toPromise send close aclose throw athrow asend next return copy""".split()
)
"""Members that every object, promise, stream or generator has: an annotation may stand for one of these around it."""


class Members:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._own: dict[ClassRef, frozenset[str] | None] = {}
        self._set: dict[str, frozenset[str]] = {}
        self._names: dict[str, frozenset[str] | None] = {}

    # --- classes ---------------------------------------------------------------------------------

    def lacks(self, ref: ClassRef, name: str) -> bool:
        """Whether no instance of a class, or of one below it, has a member."""
        if name in EVERYWHERE or name.startswith("__"):
            return False
        held = self._held(ref)
        if held is None or name in held or self._set_outside(name):
            return False
        for below in self._below(ref):
            others = self._held(below)
            if others is None or name in others:
                return False
        return True

    def _held(self, ref: ClassRef) -> frozenset[str] | None:
        """The members of a class and its bases; None where they cannot all be known."""
        seen: set[ClassRef] = set()
        waiting, found = [ref], set[str]()
        while waiting:
            current = waiting.pop()
            if current in seen or len(seen) > 32:
                continue
            seen.add(current)
            own = self._members(current)
            if own is None:
                return None
            found |= own
            declared = self._project.classes(current)
            for base in declared.bases:
                if _bare(base) in declared.implements:
                    continue
                value = base.base if isinstance(base, Item) else base
                target = self._project.resolve(current.path, value, max(0, declared.parent))
                if isinstance(target, ClassRef):
                    waiting.append(target)
                elif not (isinstance(target, External) and target.name in _HARMLESS):
                    return None
        return frozenset(found)

    def _members(self, ref: ClassRef) -> frozenset[str] | None:
        if ref not in self._own:
            self._own[ref] = self._collect(ref)
        return self._own[ref]

    def _collect(self, ref: ClassRef) -> frozenset[str] | None:
        declared, path = self._project.classes(ref), ref.path
        facts = self._project.facts[path]
        if declared.kind != "class" or facts.outline.errors or facts.failure or not _plain(declared):
            return None
        dynamic = _DYNAMIC if path.endswith((".py", ".pyw")) else _DYNAMIC_SCRIPT
        names = {f.name for f in declared.fields}
        if names & set(dynamic) or self._project.says(path, *dynamic) or self._twice(ref, declared):
            return None
        if self._mixed_in(ref, declared):
            return None
        for other in facts.outline.classes:
            if other.owner == ref.index:
                names.add(other.name)
        for index in declared.methods:
            function = facts.outline.functions[index]
            if function.name in dynamic:
                return None
            names.add(function.name)
            names.update(p.name for p in function.params if p.access)
            if function.kind == "constructor" and self._returns(path, index):
                return None
        return frozenset(names | self._stored(path))

    def _mixed_in(self, ref: ClassRef, declared: Class) -> bool:
        """Whether a class is there to be joined with others: it says so, or asks bases that it does not have."""
        if re.search(r"(?i)mixin", declared.name):
            return True
        if any(dotted(base) not in ("object", "ABC") for base in declared.bases):
            return False
        return any(
            isinstance(call.func, Attr)
            and isinstance(call.func.base, Call)
            and dotted(call.func.base.func) == "super"
            and call.func.name
            not in ("__init__", "__new__", "__init_subclass__", "__setattr__", "__post_init__")
            for index in declared.methods
            for call in calls(self._project.body(FunctionRef(ref.path, index)))
        )

    def _twice(self, ref: ClassRef, declared: Class) -> bool:
        """Whether something else in the file bears the class's name: an interface that is merged with it."""
        return sum(c.name == declared.name for c in self._project.facts[ref.path].outline.classes) > 1

    def _returns(self, path: str, index: int) -> bool:
        body = self._project.body(FunctionRef(path, index))
        return any(isinstance(stmt, Return) and stmt.value is not None for stmt, _ in statements(body))

    def _below(self, ref: ClassRef) -> tuple[ClassRef, ...]:
        return tuple(below for below in self._named_bases[self._project.classes(ref).name] if below != ref)

    @cached_property
    def _named_bases(self) -> dict[str, list[ClassRef]]:
        """Base's name -> the classes below it, however far."""
        found: dict[str, list[ClassRef]] = defaultdict(list)
        for path in self._project.facts:
            for declared in self._project.facts[path].outline.classes:
                if declared.bases:
                    ref = ClassRef(path, declared.index)
                    for name in {*self._project.base_names(ref), *(_bare(b) for b in declared.bases)}:
                        found[name.rsplit(".", 1)[-1]].append(ref)
        return found

    # --- what is set -----------------------------------------------------------------------------

    def _stored(self, path: str) -> frozenset[str]:
        """The members that a file sets on anything, and every text that could be a member's name."""
        if path not in self._set:
            found: set[str] = set()
            for function in self._project.facts[path].outline.functions:
                body = self._project.body(FunctionRef(path, function.index))
                taken: set[int] = set()
                for stmt, _ in statements(body):
                    targets: list[Expr | None] = []
                    if isinstance(stmt, Assign):
                        targets += stmt.targets
                    elif isinstance(stmt, Loop):
                        targets.append(stmt.target)
                    elif isinstance(stmt, With):
                        targets += [target for _, target in stmt.items]
                    parts = [v for t in targets if t is not None for v in within(t)]
                    found.update(v.name for v in parts if isinstance(v, Attr))
                    taken.update(id(v) for v in parts)  # ``const {name} = value`` reads, it sets nothing.
                found.update(
                    v.value
                    for v in expressions(body)
                    if isinstance(v, Lit)
                    and isinstance(v.value, str)
                    and id(v) not in taken
                    and v.value.isidentifier()
                )
            self._set[path] = frozenset(found)
        return self._set[path]

    def _set_outside(self, name: str) -> bool:
        """Whether any code sets a member of that name, or says the name as a text."""
        return any(name in self._stored(path) for path in self._project.saying_anywhere(name))

    # --- modules ---------------------------------------------------------------------------------

    def module_lacks(self, path: str, name: str) -> bool:
        """Whether a module surely does not give out a name."""
        facts = self._project.facts.get(path)
        if (
            facts is None
            or facts.failure
            or facts.outline.errors
            or name.startswith("__")
            or name in EVERYWHERE
        ):
            return False
        outline = facts.outline
        python = path.endswith((".py", ".pyw"))
        if python and (not outline.functions or facts.language != "python"):
            return False
        held = self._named(path)
        if (
            held is None
            or name in held
            or self._project.says(
                path, name, *(("globals", "__getattr__", "setattr", "vars") if python else _DYNAMIC_SCRIPT)
            )
        ):
            return False
        if "__getattr__" in held or self._set_outside(name):
            return False
        if python:
            return not self._beside(path, name)
        return bool(outline.exports) and not self._given_whole(path)

    def _named(self, path: str) -> frozenset[str] | None:
        """Every name that a module defines, takes in or gives out; None where it takes in or gives out all of another's."""
        if path not in self._names:
            outline = self._project.facts[path].outline
            imports = [i for i in outline.imports if i.kind in ("from", "export")]
            everything = any(i.name == "*" and i.alias in ("", "*") for i in imports)
            names = {f.name for f in outline.functions} | {c.name for c in outline.classes}
            names |= {e.name for e in outline.exports} | {
                n for i in outline.imports for n in (i.name, i.alias)
            }
            self._names[path] = None if everything else frozenset(names)
        return self._names[path]

    def _beside(self, path: str, name: str) -> bool:
        """Whether a package's folder holds a module of that name, in any language."""
        folder, _, file = path.rpartition("/")
        if not file.startswith("__init__."):
            return False
        return any(
            p.startswith((f"{folder}/{name}.", f"{folder}/{name}/")) for p in self._project.snapshot.tree
        )

    def _given_whole(self, path: str) -> bool:
        """Whether ``module.exports`` is given something whose members are not all written there."""
        for export in self._project.facts[path].outline.exports:
            if export.name == "=":
                values = self._project.values(Variable(path, export.local, export.line))
                if not values or any(
                    not isinstance(v, Map) or any(k is None for k, _ in v.items) for v in values
                ):
                    return True
        return False


def _plain(declared: Class) -> bool:
    """Whether nothing around a class's definition adds members to it."""
    marks = (d.value.func if isinstance(d.value, Call) else d.value for d in declared.decorators)
    return not declared.keywords and all(dotted(mark) in _PLAIN for mark in marks)


def _bare(value: Expr) -> str:
    value = value.base if isinstance(value, Item) else value
    value = value.func if isinstance(value, Call) else value
    return dotted(value).rsplit(".", 1)[-1]

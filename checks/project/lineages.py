"""What classes of the project inherit: their bases, lineages, methods, and what implements a method only declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from checks.code.facts import FileFacts
from checks.code.tree import Call, Func, Item
from checks.project.files import production_path
from checks.project.kept import Kept
from checks.project.model import ClassRef, External, FunctionRef, Target
from checks.project.outlines import Outlines
from checks.project.resolve import Resolver

_BASES = 64
_CONSTRUCTORS = ("__init__", "constructor")


class Lineages:
    """Answers what classes have of their own and from their bases."""

    def __init__(self, outlines: Outlines, resolver: Resolver, kept: Kept) -> None:
        self._outlines = outlines
        self._resolver = resolver
        self._kept = kept
        self._lineages: dict[ClassRef, tuple[ClassRef, ...]] = {}
        self._base_names: dict[ClassRef, frozenset[str]] = {}
        self._methods: dict[ClassRef, dict[str, FunctionRef]] = {}
        self._implementations: dict[tuple[ClassRef, str], FunctionRef | None] = {}

    def bases(self, ref: ClassRef) -> Iterator[Target]:
        """The bases of a class that can be known, in order."""
        for base in self._outlines.classes(ref).bases:
            value = base.func if isinstance(base, Call) else base
            value = value.base if isinstance(value, Item) else value
            target = self._resolver.resolve(ref.path, value, self.around(ref))
            if target is not None and target != ref:
                yield target

    def lineage(self, ref: ClassRef) -> tuple[ClassRef, ...]:
        """A class and its bases in the project, nearest first."""
        if ref not in self._lineages:
            seen: dict[ClassRef, None] = {}
            waiting = [ref]
            while waiting and len(seen) < _BASES:
                current = waiting.pop(0)
                if current not in seen:
                    seen[current] = None
                    waiting.extend(base for base in self.bases(current) if isinstance(base, ClassRef))
            self._lineages[ref] = tuple(seen)
        return self._lineages[ref]

    def base_names(self, ref: ClassRef) -> frozenset[str]:
        """See `Linked.base_names`."""
        if ref not in self._base_names:
            names: set[str] = set()
            for current in self.lineage(ref):
                if current != ref:
                    names.add(self._outlines.classes(current).name)
                names.update(base.name for base in self.bases(current) if isinstance(base, External))
            self._base_names[ref] = frozenset(names)
        return self._base_names[ref]

    def method(self, ref: ClassRef, name: str) -> FunctionRef | None:
        """See `Linked.method`."""
        known = [found for current in self.lineage(ref) if (found := self._own_methods(current).get(name))]
        real = (m for m in known if not self._outlines.function(m.path, m.index).abstract)
        return next(real, known[0] if known else None)

    def _own_methods(self, ref: ClassRef) -> dict[str, FunctionRef]:
        """The methods that a class itself has by name, functions kept in its fields included."""
        if ref not in self._methods:
            outline = self._outlines.classes(ref)
            kept = ((f.name, f.value) for f in outline.fields)
            found = {name: FunctionRef(ref.path, v.index) for name, v in kept if isinstance(v, Func)}
            declared: dict[str, FunctionRef] = {}
            for index in outline.methods:
                function = self._outlines.function(ref.path, index)
                if function.kind != "setter":
                    (declared if function.abstract else found)[function.name] = FunctionRef(ref.path, index)
            self._methods[ref] = {**declared, **found}
        return self._methods[ref]

    def around(self, ref: ClassRef) -> int:
        """The function that a class is declared in, 0 at a module's top level."""
        return max(0, self._outlines.classes(ref).parent)

    def implementation(self, ref: ClassRef, name: str) -> FunctionRef | None:
        """The method that runs where a class only declares one: the only one that production code has for it."""
        if (ref, name) not in self._implementations:
            self._implementations[ref, name] = self._found_below(ref, name)
        return self._implementations[ref, name]

    def _found_below(self, ref: ClassRef, name: str) -> FunctionRef | None:
        found: set[FunctionRef] = set()
        for heir in self.having.get(name, ()):
            method = self._own_methods(heir).get(name)
            if method is None or self._outlines.function(method.path, method.index).abstract:
                continue
            if heir != ref and self._descends(heir, ref):
                found.add(method)
        return found.pop() if len(found) == 1 else None

    def _descends(self, heir: ClassRef, ref: ClassRef) -> bool:
        """Whether a class has another for a base, directly or through classes of production code."""
        waiting, seen = [heir], {heir}
        while waiting:
            for base in self.bases(waiting.pop()):
                if base == ref:
                    return True
                if isinstance(base, ClassRef) and base not in seen and production_path(base.path):
                    seen.add(base)
                    waiting.append(base)
        return False

    @cached_property
    def having(self) -> Mapping[str, Sequence[ClassRef]]:
        """Name -> the classes of production code that have bases and may have a method of that name themselves."""
        found: dict[str, list[ClassRef]] = {}
        for path, classes in self._kept.each(_overriding, _Overriding, self._outlines.paths).items():
            for index, names in classes:
                ref = ClassRef(path, index)
                for name in names:
                    found.setdefault(name, []).append(ref)
        return found

    def constructor(self, ref: ClassRef) -> FunctionRef | None:
        """The constructor that making an instance runs, its bases' included."""
        return next((m for m in (self.method(ref, name) for name in _CONSTRUCTORS) if m), None)


_Overriding = tuple[tuple[int, tuple[str, ...]], ...]


def _overriding(path: str, facts: FileFacts) -> _Overriding:
    """The classes of a file that have bases, each with the names of its methods and of the functions kept in its fields."""
    if not production_path(path):
        return ()
    outline = facts.outline
    found = []
    for each in outline.classes:
        if each.bases:
            names = [field.name for field in each.fields if isinstance(field.value, Func)]
            names += [outline.functions[index].name for index in each.methods]
            found.append((each.index, tuple(dict.fromkeys(names))))
    return tuple(found)

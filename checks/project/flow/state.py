"""Module-level names and attributes: constants, tables, or state that functions change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from checks.code import tree
from checks.code.search import calls, last_name
from checks.frameworks import frameworks
from checks.project.dependence import AMBIENT, INVENTED, LITERAL, OUTSIDE, REAL, STATE, TABLE, UNKNOWN
from checks.project.flow.changes import Use, changing, filled, given, rebinds, target_names, uses
from checks.project.flow.model import Frame, Walker
from checks.project.flow.recall import Recall
from checks.project.linked import Linked
from checks.project.model import ClassRef, FunctionRef, Variable

INJECTIONS = frozenset(name for framework in frameworks() for name in framework.injections)
"""What marks a parameter or a field as provided from elsewhere."""

_INSTANCE = frozenset(("self", "this", "cls"))
_SETTINGS = ("BaseSettings", "Settings", "ConfigService")
_MADE_UP = ("mock", "fake", "dummy", "sample", "demo", "placeholder", "stub", "example", "hardcoded", "seed")
_RECORD_KEYS = frozenset(
    """email phone created_at createdAt updated_at updatedAt timestamp balance user_id userId owner author password
    token last_login lastLogin joined due_date dueDate started_at startedAt completed_at completedAt""".split()
)


class State:
    """Answers what module-level names and attributes depend on."""

    def __init__(self, walker: Walker, recall: Recall) -> None:
        self.walker = walker
        self.project = walker.project
        self._recall = recall
        self._uses: dict[str, tuple[Use, ...]] = {}
        self._altering: dict[str, tuple[Use, ...]] = {}
        self._own: dict[str, Mapping[tuple[ClassRef, str], Sequence[Use]]] = {}
        self._calls: dict[str, tuple[tuple[FunctionRef, tree.Call], ...]] = {}
        self._local: dict[FunctionRef, Mapping[str, Sequence[tree.Expr | None]]] = {}
        self._filled: dict[FunctionRef, frozenset[str]] = {}
        self._assigned: dict[str, Mapping[str, Sequence[tree.Expr | None]]] = {}

    def uses(self, path: str) -> tuple[Use, ...]:
        """Every use of names in a file."""
        if path not in self._uses:
            self._uses[path] = tuple(uses(self.project, path))
        return self._uses[path]

    def altering(self, path: str) -> tuple[Use, ...]:
        """The uses of names in a file that change something."""
        if path not in self._altering:
            known = self._uses.get(path)
            found = uses(self.project, path, reads=False) if known is None else known
            self._altering[path] = tuple(use for use in found if use.kind != "read")
        return self._altering[path]

    def calls(self, path: str) -> tuple[tuple[FunctionRef, tree.Call], ...]:
        """Every call in a file, with the function that it stands in."""
        if path not in self._calls:
            refs = (FunctionRef(path, f.index) for f in self.project.facts[path].outline.functions)
            self._calls[path] = tuple((ref, call) for ref in refs for call in calls(self.project.body(ref)))
        return self._calls[path]

    def given(self, ref: FunctionRef, name: str) -> Sequence[tree.Expr | None]:
        """Every value that a function's statements give a local name: found out in one walk for all names, since what a long
        function hands back leads to many of them."""
        if ref not in self._local:
            self._local[ref] = given(self.project.body(ref))
        return self._local[ref].get(name, ())

    def filled(self, ref: FunctionRef, name: str) -> bool:
        """Whether a function puts something into what a local name holds."""
        if ref not in self._filled:
            self._filled[ref] = filled(self.project.body(ref))
        return name in self._filled[ref]

    def forget(self) -> None:
        """Lets go of what holds parts of unpacked files."""
        for held in (
            self._uses,
            self._altering,
            self._own,
            self._calls,
            self._local,
            self._filled,
            self._assigned,
        ):
            held.clear()

    # --- module level ----------------------------------------------------------------------------

    def changed(self, path: str) -> set[str]:
        """The module-level names of a file that some function of the project changes."""
        return self._changed.get(path, set())

    @cached_property
    def changes(self) -> Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]:
        """What functions may change, by file: see `checks.project.flow.changes.changing`."""
        return self.project.each(changing, tuple[tuple[int, tuple[str, ...]], ...])

    @cached_property
    def _changed(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for path, changes in self.changes.items():
            for function, chain in changes:
                target = self._meant(FunctionRef(path, function), chain)
                if target is not None:
                    found[target.path].add(target.name)
        return found

    def target(self, use: Use) -> Variable | None:
        """The module-level name that a use means: the first resolvable part of its chain."""
        alone = len(use.chain) == 1
        if alone and not rebinds(use, self.project.facts[use.ref.path], self.project.body(use.ref)):
            return None
        return self._meant(use.ref, use.chain, use.line)

    def _meant(self, ref: FunctionRef, chain: tuple[str, ...], line: int = 0) -> Variable | None:
        expr: tree.Expr = tree.Name(line, chain[0])
        target = self.project.resolve(ref.path, expr, ref.index)
        for name in chain[1:]:
            if isinstance(target, Variable):
                break
            expr = tree.Attr(line, expr, name)
            target = self.project.resolve(ref.path, expr, ref.index)
        return target if isinstance(target, Variable) else None

    def assigned(self, path: str, name: str) -> Sequence[tree.Expr | None]:
        """Every value that statements of a module's top level, conditions and attempts included, give a name."""
        if path not in self._assigned:
            self._assigned[path] = _assigned(self.project.body(FunctionRef(path, 0)))
        return self._assigned[path].get(name, ())

    def variable(self, path: str, name: str) -> int:
        """The sources of a module-level name when it is read."""
        key = ("variable", path, name)
        if self._recall.meets(key):
            return UNKNOWN
        return self._recall.recall(key, lambda: self._recall.run(key, lambda: self._variable(path, name)))

    def _variable(self, path: str, name: str) -> int:
        if name in self.changed(path):
            return STATE
        values = [v for v in self.assigned(path, name) if v is not None]
        if not values:
            return UNKNOWN
        frame = Frame(FunctionRef(path, 0), {})
        sources = 0
        for value in values:
            sources |= self.walker.value(frame, value)
        if sources & OUTSIDE and not sources & UNKNOWN:
            return OUTSIDE
        return TABLE if not sources & REAL and is_table(name, values[0]) else sources

    # --- attributes ------------------------------------------------------------------------------

    def attribute(self, ref: FunctionRef, name: str) -> int:
        """The sources of ``self.name`` inside a method."""
        owner = self.owner(ref)
        return UNKNOWN if owner is None else self.member(owner, name)

    def member(self, owner: ClassRef, name: str) -> int:
        """The sources of an attribute of a class's instances."""
        key = ("member", owner, name)
        if self._recall.meets(key):
            return UNKNOWN
        return self._recall.recall(key, lambda: self._recall.run(key, lambda: self._attribute(owner, name)))

    def owner(self, ref: FunctionRef) -> ClassRef | None:
        """The class whose instance ``self`` is in a function, seen through nested functions."""
        index, functions = ref.index, self.project.facts[ref.path].outline.functions
        while 0 < index < len(functions):
            if functions[index].owner >= 0:
                return ClassRef(ref.path, functions[index].owner)
            index = functions[index].parent
        return None

    def _attribute(self, owner: ClassRef, name: str) -> int:
        if from_settings(self.project, owner):
            return AMBIENT
        given = [self._given(ref, name) for ref in self.project.lineage(owner)]
        found = [sources for sources in given if sources is not None]
        if found:
            return STATE if STATE in found else found[0]
        method = self.project.method(owner, name)
        if method is None:
            return AMBIENT
        if self.project.function(method).kind in ("property", "getter"):
            return self.walker.invoke(method, (), {}, {}).value
        return LITERAL

    def _given(self, owner: ClassRef, name: str) -> int | None:
        """The sources of what a class itself gives an attribute, or None if it gives nothing."""
        functions = self.project.facts[owner.path].outline.functions
        sources = 0
        found = False
        for field in self.project.classes(owner).fields:
            if field.name == name:
                found = True
                sources |= self._of_field(owner, field.value)
        for use in self._own_altering(owner.path).get((owner, name), ()):
            found = True
            if functions[use.ref.index].name not in ("__init__", "constructor") or use.kind != "rebind":
                return STATE
            sources |= self._in_maker(use)
        return sources if found else None

    def _own_altering(self, path: str) -> Mapping[tuple[ClassRef, str], Sequence[Use]]:
        """The uses in a file that change an attribute of the instance itself, by its class and the attribute's name."""
        if path not in self._own:
            found: dict[tuple[ClassRef, str], list[Use]] = defaultdict(list)
            for use in self.altering(path):
                if len(use.chain) > 1 and use.chain[0] in _INSTANCE:
                    owner = self.owner(use.ref)
                    if owner is not None:
                        found[owner, use.chain[1]].append(use)
            self._own[path] = found
        return self._own[path]

    def _of_field(self, owner: ClassRef, value: tree.Expr | None) -> int:
        if value is None:
            return LITERAL
        if isinstance(value, tree.Call) and last_name(value.func) in INJECTIONS:
            return AMBIENT
        return self.walker.value(Frame(FunctionRef(owner.path, 0), {}), value)

    def _in_maker(self, use: Use) -> int:
        params = self.project.function(use.ref).params
        frame = Frame(use.ref, {p.name: AMBIENT for p in params if p.name not in ("self", "this")})
        return self.walker.value(frame, use.value) if use.value is not None else 0


def from_settings(project: Linked, owner: ClassRef) -> bool:
    """Whether a class's fields are filled from the environment."""
    return any(base.rsplit(".", 1)[-1] in _SETTINGS for base in project.base_names(owner))


def _assigned(body: tree.Body) -> dict[str, list[tree.Expr | None]]:
    """What statements of a module's top level give names, by the name."""
    values: dict[str, list[tree.Expr | None]] = defaultdict(list)
    waiting: list[tree.Stmt] = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, tree.Assign):
            for target in statement.targets:
                for name in target_names(target):
                    values[name].append(statement.value)
        elif isinstance(statement, tree.If):
            waiting += reversed((*statement.then, *statement.other))
        elif isinstance(statement, tree.Try):
            waiting += reversed((*statement.body, *(s for _, _, body in statement.handlers for s in body)))
        elif isinstance(statement, tree.With | tree.Loop):
            waiting += reversed(statement.body)
    return values


def is_table(name: str, value: tree.Expr) -> bool:
    """Whether a named constant is a table served on purpose: upper case, several entries, no records of persons,
    events or sums, and no name that says it is made up."""
    letters = name.strip("_")
    if not letters.isupper() or len(letters) < 3 or any(word in letters.lower() for word in _MADE_UP):
        return False
    if isinstance(value, tree.Call):
        return len(value.args) > 0 or len(value.kwargs) > 0
    if isinstance(value, tree.Seq):
        return len(value.items) > 1 and not any(_is_record(item) for item in value.items)
    if isinstance(value, tree.Map):
        entries = [item for _, item in value.items]
        nested = [item for item in entries if isinstance(item, tree.Map | tree.Seq)]
        return len(entries) > 1 and not _is_record(value) and not any(_is_record(item) for item in nested)
    return False


def _is_record(value: tree.Expr) -> bool:
    if not isinstance(value, tree.Map):
        return False
    keys = {
        key.value if isinstance(key, tree.Lit) else key.id if isinstance(key, tree.Name) else ""
        for key, _ in value.items
    }
    return bool(keys & _RECORD_KEYS)


__all__ = ["INVENTED", "State", "is_table"]

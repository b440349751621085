"""Whether what is kept fades: it is trimmed, dropped or passed over by its age, or can be had again whenever it is gone."""

from __future__ import annotations

import re

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.flow.changes import Use, chain_of, local_values, statements
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._asked import name_of
from checks.rules._bounding import (
    by_clock,
    drops_by_age,
    fields_of,
    looks_for,
    measures,
    minds_clock,
    reads_clock,
    sifting,
    statement_is_size,
    too_old,
)
from checks.rules.in_memory_store._identity import begins, makes
from checks.rules.in_memory_store._records import Records
from checks.rules.in_memory_store._served import Served

_EXPIRY = regex(r"expir|ttl|max_?age|(valid|locked|blocked|banned)_?until", re.IGNORECASE)
_WRITTEN = regex(r"[{;,]\s*(\w+)\??\s*:")
"""The fields of a type that is written out (``Map<string, { user: string; expiresAt: Date }>``)."""
_NAMED = regex(r"\b[A-Z]\w*")
_MANY_FIELDS = 6
"""So many fields make a record of what also says how long it holds."""


class Fading:
    """Answers for one project."""

    def __init__(self, project: Project, served: Served, records: Records) -> None:
        self.project = project
        self._served = served
        self._records = records

    def fades(self, met: list[Use], writes: list[Use], *, missed: bool = False) -> bool:
        """Whether the uses of a container, of which some write while requests are served, let go of what is in it. Where a
        store is ``missed`` each entry may be cut all the same, and records may say how long they hold."""
        return (
            self._trimmed(met, whole=missed)
            or (self._full(writes) and not missed)
            or (self._expires(writes) and not missed)
            or self._ages(met)
            or self._fresh(met)
            or self._memoised(met, writes)
        )

    def _trimmed(self, met: list[Use], *, whole: bool) -> bool:
        """Whether a function that drops entries first compares the container's size; ``whole``: what each entry holds may be
        cut."""
        dropping = {
            u.ref
            for u in met
            if (u.kind in ("drop", "rebind") and not (whole and u.keyed)) or (_cuts(u) and not whole)
        }
        around = dropping | {self._served.part_of(ref) for ref in dropping}
        return any(measures(self.project.body(ref), met) for ref in around)

    def _full(self, writes: list[Use]) -> bool:
        """Whether whatever puts entries in takes no more once there are so many."""
        filling = [use for use in writes if not use.keyed]
        return bool(filling) and all(
            any(
                isinstance(statement, tree.If)
                and statement_is_size(statement.test, {use.chain[-1]})
                and any(isinstance(inner, tree.Return | tree.Throw) for inner in statement.then)
                for statement in statements(self.project.body(use.ref))
            )
            for use in filling
        )

    def _expires(self, writes: list[Use]) -> bool:
        """Whether entries say how long they hold, and little else: one of many fields is a record that ends some day."""
        said = [fields_of(self.project.body(use.ref), use.value) for use in writes]
        if any(len(fields) < _MANY_FIELDS and any(map(_EXPIRY.search, fields)) for fields in said):
            return True
        return any(
            self.holds_for_a_time(use.ref.path, param.annotation)
            for use in writes
            if isinstance(use.value, tree.Name)
            for param in self.project.function(use.ref).params
            if param.name == use.value.id
        )

    def holds_for_a_time(self, path: str, annotation: str) -> bool:
        """Whether a type of entries, as a file writes it, says how long they hold, and little else."""
        written = _WRITTEN.findall(annotation)
        types = [self.project.resolve(path, tree.Name(0, name), 0) for name in _NAMED.findall(annotation)]
        declared = [
            [field.name for field in self.project.classes(found).fields]
            for found in types
            if isinstance(found, ClassRef)
        ]
        return any(
            len(fields) < _MANY_FIELDS and any(map(_EXPIRY.search, fields)) for fields in (written, *declared)
        )

    def _ages(self, met: list[Use]) -> bool:
        """Whether entries are dropped by their age, by the clock whenever the container is used, or by a timer."""
        if any(use.kind in ("put", "rebind") and self._keeps_young(use) for use in met):
            return True
        using = {use.ref for use in met if use.kind == "put" or (use.kind == "read" and use.keyed)}
        dropping = {use.ref for use in met if use.kind in ("drop", "rebind") and use.ref.index != 0}
        return any(self._by_age(ref, met[0].chain[-1]) or self._swept(ref, using) for ref in dropping)

    def _by_age(self, ref: FunctionRef, name: str) -> bool:
        """Whether a function that drops entries compares their age, or asks them whether they have expired; what is handed
        to a loop of the container is given entries."""
        bodies = self._bodies(ref)
        if any(_EXPIRY.search(name_of(call)) for call in calls(bodies[-1])):
            return True
        given = frozenset(param.name for param in self.project.function(ref).params)
        each = ref in self._served.inline and bool(given)
        return drops_by_age(bodies, name, given if each else frozenset())

    def _bodies(self, ref: FunctionRef) -> tuple[tree.Body, ...]:
        """The bodies that a function stands in, the outermost first, and its own."""
        found = [self.project.body(ref)]
        while (parent := self.project.function(ref).parent) > 0:
            ref = FunctionRef(ref.path, parent)
            found.insert(0, self.project.body(ref))
        return tuple(found)

    def _swept(self, ref: FunctionRef, using: set[FunctionRef]) -> bool:
        """Whether a function that drops entries is run by a timer of one of these, or compares with the time of day and runs
        whenever the container is used; to note when something was done is no such thing."""
        function = self.project.function(ref)
        timed = ref in self._served.timed
        if timed and FunctionRef(ref.path, function.parent) in using:
            return True
        if not any(reads_clock(call) for call in calls(self.project.body(ref))):
            return False
        callers = self._served.callers.get(function.name, ()) if function.name else ()
        return timed or (
            (ref in using or not using.isdisjoint(callers)) and minds_clock(self.project.body(ref))
        )

    def _keeps_young(self, use: Use) -> bool:
        """Whether a write puts back only what is young enough."""
        body = self.project.body(use.ref)
        return any(
            by_clock((body, self.project.body(FunctionRef(use.ref.path, test.index))), test)
            if isinstance(test, tree.Func)
            else by_clock((body,), test)
            for test in sifting(body, use.value)
        )

    def _fresh(self, met: list[Use]) -> bool:
        """Whether what is read out is only used while it is young enough."""
        name = met[0].chain[-1] if met else ""
        return any(
            too_old(self.project.body(ref), name)
            for ref in {use.ref for use in met if use.kind == "read" and use.ref.index != 0}
        )

    def _memoised(self, met: list[Use], writes: list[Use]) -> bool:
        """Whether what is kept can be had again: every write stands in a function that first looks for the same key (get
        it, or make and keep it) or that is named for a cache, or makes the same as one of these."""
        if not any(use.kind == "read" for use in met):
            return False
        looking = [use for use in writes if self._looks_first(use)]
        made = {name for use in looking if (name := self._maker(use))}
        return bool(looking) and all(use in looking or self._maker(use) in made for use in writes)

    def _maker(self, use: Use) -> str:
        """What is called to make what is put in, by its name; empty where it is not just what a call answered."""
        value = use.value
        if isinstance(value, tree.Name):
            local = self.project.flow.state.given(use.ref, value.id)
            value = local[0] if len(local) == 1 else None
        return dotted(value.func) if isinstance(value, tree.Call) else ""

    def _looks_first(self, use: Use) -> bool:
        if "cache" in self.project.function(use.ref).name.lower():
            return True
        return (
            not use.keyed
            and looks_for(self.project.body(use.ref), use)
            and self._given_back(use)
            and not self._begins(use)
            and not self._revises(use)
            and not self._brought(use)
        )

    def _brought(self, use: Use) -> bool:
        """Whether what is put in is what a request brings."""
        params = {param.name for param in self.project.function(use.ref).params}
        return (
            use.ref in self._served.handlers and isinstance(use.value, tree.Name) and use.value.id in params
        )

    def _revises(self, use: Use) -> bool:
        """Whether what is put in holds what was taken out (``{ ...kept, ...changes }``)."""
        body = self.project.body(use.ref)
        values = [use.value, *(local_values(body, use.value.id) if isinstance(use.value, tree.Name) else ())]
        said = {
            node.id
            for value in values
            if isinstance(value, tree.Map)
            for node in nodes(value)
            if isinstance(node, tree.Name)
        }
        return any(
            value is not None and chain_of(value)[:2] == (use.chain, 1)
            for name in said
            for value in local_values(body, name)
        )

    def _begins(self, use: Use) -> bool:
        """Whether what is put in is a record that begins there: an object of the project's data, one of several fields, or
        room for what is gathered, that nothing was worked out for."""
        body = self.project.body(use.ref)
        value = use.value
        if isinstance(value, tree.Name):
            local = local_values(body, value.id)
            value = local[0] if len(local) == 1 else None
        if isinstance(value, tree.Map):
            parts = tuple(item for _, item in value.items)
        elif isinstance(value, tree.Call) and self._makes_data(use.ref, value):
            parts = (*value.args, *(item for _, item in value.kwargs))
        else:
            return False
        worked_out = (node for part in parts for node in nodes(part) if isinstance(node, tree.Call))
        least = 0 if any(map(_is_room, parts)) or begins(self.project, use.ref, value) else 1
        return len(parts) > least and all(reads_clock(node) or makes(node) for node in worked_out)

    def _makes_data(self, ref: FunctionRef, call: tree.Call) -> bool:
        target = self.project.resolve(ref.path, call.func, ref.index)
        return isinstance(target, ClassRef) and self._records.is_data(target)

    def _given_back(self, use: Use) -> bool:
        body = self.project.body(use.ref)
        return any(isinstance(s, tree.Return) and s.value is not None for s in statements(body))


def _is_room(value: tree.Expr) -> bool:
    """Whether a value is a list or an object with nothing in it yet."""
    return isinstance(value, tree.Seq | tree.Map) and not value.items


def _cuts(use: Use) -> bool:
    """Whether a write puts back a part of what is there (``kept[name] = kept[name][-100:]``)."""
    return use.kind == "put" and isinstance(use.value, tree.Item) and chain_of(use.value)[0] == use.chain

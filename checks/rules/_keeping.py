"""Whether a container is a system of record: told from what is put in, by whom, and what else happens to it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from checks.code import tree
from checks.code.search import calls, nodes
from checks.project import outside
from checks.project.dependence import OUTSIDE
from checks.project.flow.changes import Use, chain_of, local_values, statements
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import ClassRef, External, FunctionRef
from checks.rules._asked import MAKING, Asked, imported, name_of
from checks.rules._bounding import by_clock, fields_of, looks_for, measures, reads_clock, sifting, too_old
from checks.rules._certain import Certain
from checks.rules._containers import Container, is_bounded
from checks.rules._reading import counted_alone
from checks.rules._records import Records

_NOT_RECORDS = re.compile(
    r"cache|memo(?!r)|lru|ttl|connection|^(?!_*clients$).*client|socket|listener|handler|callback|watcher|observer|peer|timer"
    r"|timeout|interval|locks?$|mutex|inflight|in_flight|throttl|attempt|rate_?limit|limiter|bucket|window|metric|counter"
    r"|counts?$|stats$|statistics$|^_?active_?(requests|calls|streams)$|(^|_|active)(traces|spans)$|histogram|gauge|registry|registered|plugin|factories|middleware|hooks?$|config|settings?$"
    r"|singleton|tokenizer|embedder|translation|locale|logger|buffer|adapters?$"
    r"|index$|_index|lookup|alias|seen|visited|debounce|controllers?$|abort|emitter|promise|resolver"
    r"|breaker|circuit|sse|cursor|backoff|presence|online|lockout|compressor|runtime|waiting"
    r"|_to_|(?-i:[tT]e?mp[_A-Z])|temporary|^_*(last|latest|recent|previous)_?|^global_?objects?$",
    re.IGNORECASE,
)
"""Names of what surely holds no records."""
_HARDLY_RECORDS = re.compile(
    r"client|subscri|instances?$|queue|imported|pipelines?$|providers?$|strateg|dispatch|progress|loaded|failed"
    r"|failures|^_*pending_|^_*(ml_?)?models?(_?info)?$|^_*(active|current|discovered)_|_map$|_states?$|polic(y|ies)$|abilit(y|ies)$|rules$",
    re.IGNORECASE,
)
"""Names of what holds records only where each is given an identity of its own when it is put in."""
_NOT_STORES = re.compile(r"cache|limiter|pool|registry|metrics", re.IGNORECASE)
_EXPIRY = re.compile(r"expir|ttl|max_?age|(valid|locked|blocked|banned)_?until", re.IGNORECASE)
_SAVING = re.compile(r"save|persist|flush|dump|write|commit|store_to|to_disk|to_file|sync_to", re.IGNORECASE)
_STORING = re.compile(
    r"save|insert|upsert|add|commit|create|update|put|set|write|dump|execute|push|publish|upload|open|store|persist|query",
    re.IGNORECASE,
)
_STORES = re.compile(
    r"(database|session|redis|repo|repository|prisma|supabase|mongo|collection|storage|cursor|knex|firestore|bucket|connection"
    r"|dynamodb|elastic|[Pp]ool)$|(^|[._])(db|fs|es|kv|s3|orm|dao|conn|sql|table|store)$|[a-z]D[Bb]$"
    r"|(^|[._])(db|prisma|supabase|redis)[._]|(^|[._])(db|database|redis)_?(service|[cC]lient|manager|helper|conn\w*)$",
)
_SERVICE = re.compile(r"(Service|Store|Storage|Repository|Repo|Manager|Database|DAO|Registry)$")
_TIMERS = frozenset("setInterval setTimeout schedule scheduleJob add_job every".split())
_EACH = frozenset("forEach map filter reduce flatMap".split())


class Keeping:
    """Judges containers of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.flow = project.flow
        self._asked = Asked(project)
        self._records = Records(project)
        self._certain = Certain(project, self._asked)

    def may_hold_records(self, container: Container) -> bool:
        """Whether a container's name, type and place leave room for records; what is done with it is another question."""
        owner, _, name = container.name.rpartition(".")
        if (
            is_bounded(container.value)
            or self._holds_bounded(container)
            or _NOT_RECORDS.search(name)
            or _NOT_STORES.search(owner)
        ):
            return False
        if _bundles(container.value) or _furnished_with_values(container.value) or _acts(container.value):
            return False
        return not self._records.live(container.path, container.annotation) and self._lives_long(container)

    def _holds_bounded(self, container: Container) -> bool:
        """Whether every entry is made as a container that stays small (``defaultdict(lambda: deque(maxlen=100))``)."""
        made = container.value.args if isinstance(container.value, tree.Call) else ()
        return any(
            dotted(call.func).endswith("deque") and any(name == "maxlen" for name, _ in call.kwargs)
            for value in made
            if isinstance(value, tree.Func)
            for call in calls(self.project.body(FunctionRef(container.path, value.index)))
        )

    def records(self, met: list[Use]) -> list[Use]:
        """The writes that put records into a container that is a system of record; nothing for any other."""
        writes = [use for use in met if use.kind == "put" and self._at_run_time(use)]
        kept = [use for use in writes if self._records.is_record(use)]
        if not kept or len(kept) * 2 < len(writes) or not self._read_back(met):
            return []
        kept = [use for use in kept if self._asked.asked(use.ref)]
        if not kept or self._worked_on(met, kept):
            return []
        hardly = any(_HARDLY_RECORDS.search(part) for part in kept[0].chain)
        if hardly and not any(map(self._records.identified, kept)):
            return []
        if self._trimmed(met) or self._expires(writes) or self._ages(met) or self._memoised(met, writes):
            return []
        if any(self._beside_a_store(use) for use in writes) or self._saved(met):
            return []
        if all(_under_one_name(use) for use in writes) or all(
            self._chosen(ref) for ref in {use.ref for use in kept}
        ):
            return []
        if self._furnished(met, kept) or self._fresh(met) or all(self._subscribes(use.ref) for use in kept):
            return []
        return kept if self._certain.of_record(kept, self._readers(met)) else []

    def _furnished(self, met: list[Use], kept: list[Use]) -> bool:
        """Whether a container is filled while it is made, and whatever could add to it later is never called."""
        if not any(use.kind == "put" and not self._at_run_time(use) for use in met):
            return False
        names = {use.ref: self.project.function(use.ref).name for use in kept}
        return not any(
            ref in self._handlers or not name or self._callers.get(name) for ref, name in names.items()
        )

    def _fresh(self, met: list[Use]) -> bool:
        """Whether what is read out is only used while it is young enough."""
        name = met[0].chain[-1] if met else ""
        return any(
            too_old(self.project.body(ref), name)
            for ref in {use.ref for use in met if use.kind == "read" and use.ref.index != 0}
        )

    def _subscribes(self, ref: FunctionRef) -> bool:
        """Whether a function keeps books of what it subscribes to elsewhere."""
        return any(
            isinstance(call.func, tree.Attr) and call.func.name in ("subscribe", "unsubscribe")
            for call in calls(self.project.body(ref))
        )

    # --- where it lives --------------------------------------------------------------------------

    def _lives_long(self, container: Container) -> bool:
        """Whether it outlives a request (or is made anew for each, and so forgets), in code that is served."""
        if container.path not in self._serving:
            return False
        if self.project.library(container.path):
            return False
        if container.owner is None or container.where == "class":
            return container.owner is None or not self._records.is_data(container.owner)
        return self._is_service(container.owner)

    def _is_service(self, owner: ClassRef) -> bool:
        """Whether instances are made once for the process or once a request: at a module's top level, by injection,
        or inside a handler or a provider, and nowhere else."""
        declared = self.project.classes(owner)
        if self._records.is_data(owner):
            return False
        if any(
            root(d.value) in ("Injectable", "Service", "Controller", "singleton", "injectable")
            for d in declared.decorators
        ):
            return True
        made = self._made.get(owner, [])
        return bool(made) and all(self._once(owner, ref) for ref in made) and not self._stands_in(owner, made)

    def _stands_in(self, owner: ClassRef, made: list[FunctionRef]) -> bool:
        """Whether a class is only made where another one is not (``url ? new Database() : new Memory()``)."""
        name = self.project.classes(owner).name
        for ref in made:
            for node in nodes(self.project.body(ref)):
                if isinstance(node, tree.Op) and node.op == "?:":
                    either = [dotted(o.func) for o in node.operands[1:] if isinstance(o, tree.Call)]
                    if name in either and len(either) > 1:
                        return True
        return False

    def _once(self, made: ClassRef, ref: FunctionRef) -> bool:
        if ref.index == 0:
            return True
        function = self.project.function(ref)
        if ref in self._handlers:
            return bool(_SERVICE.search(self.project.classes(made).name))
        if function.name in (
            "lifespan",
            "startup",
            "create_app",
            "on_startup",
            "main",
            "bootstrap",
        ):
            return True
        if any(isinstance(s, tree.Scope) and s.kind == "global" for s in self.project.body(ref)):
            return True
        return bool(
            re.match(
                r"(get|provide|create|make)_?\w*(service|manager|store|storage|repo|repository|db|database)$",
                function.name,
                re.IGNORECASE,
            )
        )

    @cached_property
    def _serving(self) -> frozenset[str]:
        """The files that declare routes and what they import, directly or not."""
        waiting = sorted({route.place.path for route in self.project.routes})
        seen: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in seen and path in self.project.facts:
                seen.add(path)
                waiting += imported(self.project, path)
        return frozenset(seen)

    @cached_property
    def _handlers(self) -> frozenset[FunctionRef]:
        return frozenset(route.handler for route in self.project.routes if route.handler is not None)

    @cached_property
    def _inline(self) -> dict[FunctionRef, FunctionRef]:
        """Functions that are handed to a loop of a container (``rows.forEach((row) => …)``) or called where they stand,
        each with the one it is part of."""
        return {
            FunctionRef(ref.path, value.index): ref
            for ref, call in self._all_calls
            for value in ((call.func, *call.args) if name_of(call) in _EACH else (call.func,))
            if isinstance(value, tree.Func)
        }

    def _part_of(self, ref: FunctionRef) -> FunctionRef:
        """The function that runs when a loop's body does."""
        while ref in self._inline:
            ref = self._inline[ref]
        return ref

    @cached_property
    def _made(self) -> dict[ClassRef, list[FunctionRef]]:
        """The functions in which each class of the project is instantiated."""
        found: dict[ClassRef, list[FunctionRef]] = defaultdict(list)
        for ref, call in self._all_calls:
            name = dotted(call.func)
            if name and (call.new or name.rsplit(".", 1)[-1][:1].isupper()):
                target = self.project.resolve(ref.path, call.func, ref.index)
                if isinstance(target, ClassRef):
                    found[target].append(ref)
        return found

    @cached_property
    def _all_calls(self) -> list[tuple[FunctionRef, tree.Call]]:
        found: list[tuple[FunctionRef, tree.Call]] = []
        for path in self.project.code():
            if path in self._serving or path in self.project.reachable:
                found += self.flow.state.calls(path)
        return found

    @cached_property
    def _callers(self) -> dict[str, list[FunctionRef]]:
        """Where each bare function or method name is called."""
        found: dict[str, list[FunctionRef]] = defaultdict(list)
        for ref, call in self._all_calls:
            found[name_of(call)].append(ref)
        return found

    def _at_run_time(self, use: Use) -> bool:
        """Whether a write happens while requests are served: not at import time, in a constructor, in a
        decorator, or in a function that only a module's top level calls."""
        ref = self._part_of(use.ref)
        if ref.index == 0 or not self.project.production(ref.path):
            return False
        function = self.project.function(ref)
        if function.name in MAKING:
            return False
        if function.parent > 0 and ref not in self._handlers and self._decorates(ref):
            return False
        if ref in self._handlers or not function.name:
            return True
        callers = self._asked.callers(ref)
        return not callers or not all(self._runs_once(caller) for caller in callers)

    def _runs_once(self, ref: FunctionRef) -> bool:
        """Whether a function runs before any request: at import time or while an object is made."""
        ref = self._part_of(ref)
        if ref.index == 0 or self.project.function(ref).name in MAKING:
            return True
        callers = self._callers.get(self.project.function(ref).name, [])
        return bool(callers) and all(c.index == 0 or self.project.function(c).name in MAKING for c in callers)

    def _decorates(self, ref: FunctionRef) -> bool:
        """Whether a nested function returns the function it is given, as decorators do."""
        params = self.project.function(ref).params
        first = params[0].name if params else ""
        return bool(first) and any(
            isinstance(s, tree.Return) and isinstance(s.value, tree.Name) and s.value.id == first
            for s in self.project.body(ref)
        )

    # --- what else happens -----------------------------------------------------------------------

    def _read_back(self, met: list[Use]) -> bool:
        """Whether a function that something asks for reads what entries hold, and does not merely count them."""
        return any(self._asked.asked(ref) for ref in self._readers(met))

    def _readers(self, met: list[Use]) -> list[FunctionRef]:
        """The functions that read what entries hold."""
        changing = outside.MUTATING | outside.REMOVING
        reading: dict[FunctionRef, list[Use]] = defaultdict(list)
        for use in met:
            if use.kind == "read" and use.ref.index != 0 and use.chain[-1] not in changing:
                reading[use.ref].append(use)
        return [ref for ref, uses in reading.items() if not counted_alone(self.project.body(ref), uses)]

    def _worked_on(self, met: list[Use], kept: list[Use]) -> bool:
        """Whether only the functions that write ever read, and no request leads to them: what a stream is made into."""
        writing = {use.ref for use in kept}
        return set(self._readers(met)) <= writing and not any(
            self._asked.asked(ref, by_requests=True) for ref in writing
        )

    def _trimmed(self, met: list[Use]) -> bool:
        """Whether a function that drops entries first compares the container's size."""
        dropping = {u.ref for u in met if u.kind in ("drop", "rebind") or _cuts(u)}
        return any(measures(self.project.body(ref), met) for ref in dropping)

    def _expires(self, writes: list[Use]) -> bool:
        return any(
            _EXPIRY.search(key) for use in writes for key in fields_of(self.project.body(use.ref), use.value)
        )

    def _chosen(self, ref: FunctionRef) -> bool:
        """Whether every caller of a function takes it only where it does not take a store (``if db: save() else: keep()``)."""
        function = self.project.function(ref)
        callers = self._callers.get(function.name, []) if function.name else []
        return bool(callers) and all(self._takes_either(caller, function.name) for caller in callers)

    def _takes_either(self, ref: FunctionRef, name: str) -> bool:
        for statement in statements(self.project.body(ref)):
            if not isinstance(statement, tree.If):
                continue
            then, other = (list(calls(branch)) for branch in (statement.then, statement.other))
            if any(name_of(call) == name for call in then):
                then, other = other, then
            if any(name_of(call) == name for call in other) and any(self._stores(ref, c) for c in then):
                return True
        return False

    def _stores(self, ref: FunctionRef, call: tree.Call) -> bool:
        callee = self.project.callee(ref.path, call.func, ref.index)
        return callee is not None and any(
            self._writes_out(callee, c) for c in calls(self.project.body(callee))
        )

    def _ages(self, met: list[Use]) -> bool:
        """Whether entries are dropped by the clock whenever the container is used, or by a timer."""
        if any(use.kind in ("put", "rebind") and self._keeps_young(use) for use in met):
            return True
        using = {use.ref for use in met if use.kind == "put" or (use.kind == "read" and use.keyed)}
        for ref in {use.ref for use in met if use.kind in ("drop", "rebind") and use.ref.index != 0}:
            if ref in self._timed and FunctionRef(ref.path, self.project.function(ref).parent) in using:
                return True
            if not any(reads_clock(call) for call in calls(self.project.body(ref))):
                continue
            name = self.project.function(ref).name
            if ref in using or ref in self._timed or (name and using & set(self._callers.get(name, ()))):
                return True
        return False

    def _keeps_young(self, use: Use) -> bool:
        """Whether a write puts back only what is young enough."""
        body = self.project.body(use.ref)
        return any(
            by_clock((body, self.project.body(FunctionRef(use.ref.path, test.index))), test)
            if isinstance(test, tree.Func)
            else by_clock((body,), test)
            for test in sifting(body, use.value)
        )

    @cached_property
    def _timed(self) -> frozenset[FunctionRef]:
        """Functions handed to a timer, and those that such a function calls."""
        timers = [(ref, call) for ref, call in self._all_calls if name_of(call) in _TIMERS]
        direct = {
            FunctionRef(ref.path, v.index)
            for ref, call in timers
            for v in call.args
            if isinstance(v, tree.Func)
        }
        named = [(ref, v) for ref, call in timers for v in call.args if isinstance(v, tree.Name | tree.Attr)]
        direct |= {
            found for ref, v in named if (found := self.project.callee(ref.path, v, ref.index)) is not None
        }
        inner = [(ref, call) for ref in direct for call in calls(self.project.body(ref))]
        return frozenset(direct) | {
            found
            for ref, c in inner
            if (found := self.project.callee(ref.path, c.func, ref.index)) is not None
        }

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
            local = local_values(self.project.body(use.ref), value.id)
            value = local[0] if len(local) == 1 else None
        return dotted(value.func) if isinstance(value, tree.Call) else ""

    def _looks_first(self, use: Use) -> bool:
        if "cache" in self.project.function(use.ref).name.lower():
            return True
        return not use.keyed and looks_for(self.project.body(use.ref), use) and self._given_back(use)

    def _given_back(self, use: Use) -> bool:
        body = self.project.body(use.ref)
        return any(isinstance(s, tree.Return) and s.value is not None for s in statements(body))

    def _beside_a_store(self, use: Use) -> bool:
        """Whether the function that writes, or one that calls it, also writes to a store outside: then this is an index or
        a cache."""
        return self._stores_too(use.ref, use) or any(
            self._stores_too(ref, use) for ref in self._asked.callers(use.ref) if ref.index
        )

    def _stores_too(self, ref: FunctionRef, use: Use) -> bool:
        return any(
            self._writes_out(ref, call)
            for call in calls(self.project.body(ref))
            if not isinstance(call.func, tree.Attr) or chain_of(call.func.base)[0] != use.chain
        )

    def _writes_out(self, ref: FunctionRef, call: tree.Call) -> bool:
        callee = self.project.callee(ref.path, call.func, ref.index)
        if callee is not None:
            return bool(_SAVING.search(self.project.function(callee).name)) and bool(
                self.flow.effects(callee) & OUTSIDE
            )
        target = self.project.resolve(ref.path, call.func, ref.index)
        if isinstance(target, External):
            if outside.is_method(target.name, dotted(call.func)):
                return False
            if target.name == "json.dump":
                return True
            name = target.name.rsplit(".", 1)[-1]
            return _puts_away(name) and bool(outside.call(target.name) & OUTSIDE)
        if isinstance(call.func, tree.Attr) and _puts_away(call.func.name):
            return bool(_STORES.search(dotted(call.func.base) or root(call.func.base)))
        return False

    def _saved(self, met: list[Use]) -> bool:
        """Whether a function that reads the container writes it out somewhere."""
        for ref in {use.ref for use in met if use.kind == "read" and use.ref.index != 0}:
            if _SAVING.search(self.project.function(ref).name) and self.flow.effects(ref) & OUTSIDE:
                return True
        return False


def _puts_away(name: str) -> bool:
    """Whether a call's name says that something is stored; to have something done later stores nothing."""
    return bool(_STORING.search(name)) and not name.lower().endswith(
        ("task", "tasks", "timer", "timeout", "callback")
    )


def _cuts(use: Use) -> bool:
    """Whether a write puts back a part of what is there (``kept[name] = kept[name][-100:]``)."""
    return use.kind == "put" and isinstance(use.value, tree.Item) and chain_of(use.value)[0] == use.chain


def _under_one_name(use: Use) -> bool:
    """Whether a write sets a field that the code itself names, as it does for the state of one thing."""
    return use.how in ("", "=") and use.keyed == 0 and isinstance(use.key, tree.Lit)


def _furnished_with_values(value: tree.Expr | None) -> bool:
    """Whether an object begins with plain values, or with room for one, under names that the code knows
    (``{ pump: "auto", fan: "auto" }``, ``{ at: null, rows: [] }``): it is the state of one thing."""
    if not isinstance(value, tree.Map) or not all(
        isinstance(k, tree.Lit | tree.Name) for k, _ in value.items
    ):
        return False
    plain = [item for _, item in value.items if isinstance(item, tree.Lit)]
    return bool(plain) and (len(plain) == len(value.items) or any(item.value is None for item in plain))


def _acts(value: tree.Expr | None) -> bool:
    """Whether an object begins with functions, or with objects that hold some: it does things, and keeps nothing."""
    held = [item for _, item in value.items] if isinstance(value, tree.Map) else []
    return any(isinstance(item, tree.Func) or _acts(item) for item in held)


def _bundles(value: tree.Expr | None) -> bool:
    """Whether an object gathers things under names (``{ users: Users, engine }``): what is written through it is theirs."""
    return isinstance(value, tree.Map) and any(isinstance(item, tree.Name) for _, item in value.items)

"""Whether a container is a system of record: told from what is put in, by whom, and what else happens to it."""

from __future__ import annotations

import re
from collections import defaultdict

from checks.code import tree
from checks.code.search import calls
from checks.patterns import regex
from checks.project import outside
from checks.project.flow.changes import Use
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import MAKING, Asked
from checks.rules._naming import words
from checks.rules.in_memory_store._backing import Backing
from checks.rules.in_memory_store._certain import Certain
from checks.rules.in_memory_store._containers import Container, is_bounded, is_container
from checks.rules.in_memory_store._fading import Fading
from checks.rules.in_memory_store._lasting import Lasting
from checks.rules.in_memory_store._passing import Passing
from checks.rules.in_memory_store._reading import counted_alone
from checks.rules.in_memory_store._records import Records
from checks.rules.in_memory_store._served import Served

_NOT_RECORDS = regex(
    r"cache|(^|_)(memo|lru|ttl|peer|sse|sses|promise|promises|hook|hooks|locks?|rwlocks?|counters?|te?mp)(_|$)|memoized|connection"
    r"|^(?!clients$).*client|socket|listener|handler|callback|watcher|observer|timer|timeout|interval|mutex|in_?flight|throttl"
    r"|rate_?limit|limiter|bucket|window|metric|(^|_)(count|stat|statistic|adapter)s?$|histogram|gauge|registry|factories|middleware"
    r"|^active_?(requests|calls|streams)$|(^|_)(traces|spans)$|singleton|tokenizer|embedder|locale|logger|buffer|(^|_)index(es)?(_|$)"
    r"|lookup|alias|seen|visited|debounce|controllers?$|abort|emitter|resolver|breaker|circuit|cursor|backoff|presence|online|lockout"
    r"|compressor|runtime|_to_|temporary|^(last|latest|recent|previous)(_|$)|^global_?objects?$"
)
"""Names of what surely holds no records, their words joined by underscores."""
_HARDLY_RECORDS = regex(
    r"client|subscri|instances?$|queue|imported|pipelines?$|providers?$|strateg|dispatch|progress|loaded|failed|failures|attempt"
    r"|^pending_|^(ml_?)?models?(_?info)?$|^(active|current|discovered)_|_map$|_states?$|_status(es)?$|polic(y|ies)$|abilit(y|ies)$|rules$|plugin"
    r"|registered|translation|waiting|^(?!.*(user|tenant|customer|organi[sz]ation|org|team|workspace|account)_).*(config|settings?$)"
)
"""Names of what holds records only where each is given an identity of its own when it is put in."""
_MAY_RUN = regex(r"client|subscri|instances?$|queue|dispatch|progress|loaded|waiting|pipelines?$|providers?$")
"""Those among them that may as well be names of what runs."""
_TOLD = regex(
    r"subscri|queue|strateg|_map$|_states?$|polic(y|ies)$|abilit|rules$|translation|waiting|config|settings?$"
)
_PASSING = regex(r"^(pending|active|current|discovered)_|client|instances?$|progress|oauth|csrf|nonce")
"""Names of what a request may as well tell an app to keep, and of what passes even then."""
_OF_ONE_THING = regex(r"(config|configuration|settings?|preferences|options|status|state)$")
"""Names of what says how one thing is set up, by parts that the code knows."""
_LINKS = frozenset("connect connected disconnect disconnected connection disconnection".split())
_NOT_STORES = regex(
    r"cache|limiter|rate_?limit|throttl|pool|registry|metrics|presence|breaker|profil|analy[sz]er$|counter$|(?-i:(^|[a-z])Bus$)",
    re.IGNORECASE,
)
"""Names of classes that hold no records."""


class Keeping:
    """Judges containers of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._asked = Asked(project)
        self._served = Served(project)
        self._records = Records(project)
        self._lasting = Lasting(project, self._served, self._records)
        self._fading = Fading(project, self._served, self._records)
        self._backing = Backing(project, self._served, self._asked)
        self._passing = Passing(project, self._served, self._asked)
        self._certain = Certain(project, self._asked)

    def may_hold_records(self, container: Container) -> bool:
        """Whether a container's name, type and place leave room for records; what is done with it is another question."""
        owner, _, name = container.name.rpartition(".")
        if (
            is_bounded(container.value)
            or self._holds_bounded(container)
            or _NOT_RECORDS.search(_joined(name))
            or _NOT_STORES.search(owner)
        ):
            return False
        if _bundles(container.value) or _furnished_with_values(container.value) or _acts(container.value):
            return False
        if _OF_ONE_THING.search(_joined(name)) and _furnished_in_parts(container.value):
            return False
        return not self._records.live(container.path, container.annotation) and self._lasting.lives_long(
            container
        )

    def holds_for_a_time(self, container: Container) -> bool:
        """Whether a container's type says of its entries how long they hold, and of little else."""
        return self._fading.holds_for_a_time(container.path, container.annotation)

    def _holds_bounded(self, container: Container) -> bool:
        """Whether every entry is made as a container that stays small (``defaultdict(lambda: deque(maxlen=100))``)."""
        made = container.value.args if isinstance(container.value, tree.Call) else ()
        return any(
            dotted(call.func).endswith("deque") and any(name == "maxlen" for name, _ in call.kwargs)
            for value in made
            if isinstance(value, tree.Func)
            for call in calls(self.project.body(FunctionRef(container.path, value.index)))
        )

    def records(self, met: list[Use], *, missed: bool = False) -> list[Use]:
        """The writes that put records into a container that is a system of record; nothing for any other. ``missed``: its
        own comment says that a store belongs there."""
        writes = [use for use in met if use.kind == "put" and self._at_run_time(use)]
        if any(_keeps_few(use.value) for use in writes):
            return []
        kept = [use for use in writes if self._records.is_record(use, missed=missed)]
        if not kept:
            return []
        filling = [
            use for use in writes if use in kept or not (_makes_room(use, writes) or _updates(use, kept))
        ]
        if len(kept) * 2 < len(filling) or not self._read_back(met):
            return []
        kept = [use for use in kept if self._asked.asked(use.ref)]
        if not kept or self._worked_on(met, kept):
            return []
        hardly = any(_HARDLY_RECORDS.search(_joined(part)) for part in kept[0].chain)
        if hardly and not missed and not any(map(self._identified, kept)) and not self._told(met, kept):
            return []
        if self._fading.fades(met, writes, missed=missed) or self._backing.backed(
            met, writes, kept, missed=missed
        ):
            return []
        if all(_under_one_name(use) for use in kept) or self._furnished(met, kept) or _replaced(met, kept):
            return []
        if all(self._subscribes(use.ref) for use in kept) or self._connects(met):
            return []
        if self._passing.passes(met, kept):
            return []
        deep = [use for use in writes if _updates(use, kept)]
        return kept if missed or self._certain.of_record(kept, self._readers(met), deep) else []

    def _identified(self, use: Use) -> bool:
        """Whether what is put in gets an identity of its own in the same place: one that nothing else has where the name
        may as well be of what runs."""
        if self._records.identified(use):
            return True
        runs = any(_MAY_RUN.search(_joined(part)) for part in use.chain)
        return not runs and self._certain.made_known(use)

    def _told(self, met: list[Use], kept: list[Use]) -> bool:
        """Whether a request's own handler puts in what it is told to keep, and another one that lets go of nothing gives it
        out."""
        said = [_joined(part) for part in kept[0].chain]
        if any(map(_PASSING.search, said)) or not any(map(_TOLD.search, said)):
            return False
        changing = {use.ref for use in met if use.kind in ("put", "drop")}
        return any(self._certain.by_a_change(use.ref) for use in kept) and any(
            self._certain.by_a_handler(ref) for ref in self._readers(met) if ref not in changing
        )

    def _furnished(self, met: list[Use], kept: list[Use]) -> bool:
        """Whether a container is filled while it is made, and whatever could add to it later is never called."""
        if not any(use.kind == "put" and not self._at_run_time(use) for use in met):
            return False
        names = {use.ref: self.project.function(use.ref).name for use in kept}
        return not any(
            ref in self._served.handlers or not name or self._served.callers.get(name)
            for ref, name in names.items()
        )

    def _subscribes(self, ref: FunctionRef) -> bool:
        """Whether a function keeps books of what it subscribes to elsewhere."""
        return any(
            isinstance(call.func, tree.Attr) and call.func.name in ("subscribe", "unsubscribe")
            for call in calls(self.project.body(ref))
        )

    def _connects(self, met: list[Use]) -> bool:
        """Whether entries stand for connections: they come with one, or go with one."""
        changing = {use.ref for use in met if use.kind in ("put", "drop")}
        return any(not _LINKS.isdisjoint(words(self.project.function(ref).name)) for ref in changing)

    def _at_run_time(self, use: Use) -> bool:
        """Whether a write happens while requests are served: not at import time, in a constructor, in a
        decorator, or in a function that only a module's top level calls."""
        ref = self._served.part_of(use.ref)
        if ref.index == 0 or not self.project.production(ref.path):
            return False
        function = self.project.function(ref)
        if function.name in MAKING:
            return False
        if function.parent > 0 and ref not in self._served.handlers and self._decorates(ref):
            return False
        if ref in self._served.handlers or not function.name:
            return True
        callers = self._asked.callers(ref)
        return not callers or not all(self._runs_once(caller) for caller in callers)

    def _runs_once(self, ref: FunctionRef) -> bool:
        """Whether a function runs before any request: at import time or while an object is made."""
        ref = self._served.part_of(ref)
        if ref.index == 0 or self.project.function(ref).name in MAKING:
            return True
        name = self.project.function(ref).name
        if not name or ref in self._served.handlers:
            return False
        callers = self._served.callers.get(name, [])
        return bool(callers) and all(c.index == 0 or self.project.function(c).name in MAKING for c in callers)

    def _decorates(self, ref: FunctionRef) -> bool:
        """Whether a nested function returns the function it is given, as decorators do."""
        params = self.project.function(ref).params
        first = params[0].name if params else ""
        return bool(first) and any(
            isinstance(s, tree.Return) and isinstance(s.value, tree.Name) and s.value.id == first
            for s in self.project.body(ref)
        )

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


def _joined(name: str) -> str:
    """The words of a name in lower case: ``quizAttempts`` is ``quiz_attempts``, and ``assets`` holds no ``sse``."""
    return "_".join(words(name))


def _replaced(met: list[Use], kept: list[Use]) -> bool:
    """Whether what is there goes whenever something is put in: only the last that was said is kept."""
    emptying = {use.ref for use in met if use.kind == "drop" and use.how == "clear" and not use.keyed}
    return all(use.ref in emptying for use in kept)


def _keeps_few(value: tree.Expr | None) -> bool:
    """Whether what is put in stays small by itself (``kept[user] = deque(maxlen=100)``), as does each part of it."""
    if isinstance(value, tree.Map):
        return bool(value.items) and all(_keeps_few(part) for _, part in value.items)
    return (
        isinstance(value, tree.Call)
        and dotted(value.func).endswith("deque")
        and any(name == "maxlen" for name, _ in value.kwargs)
    )


def _makes_room(use: Use, writes: list[Use]) -> bool:
    """Whether a write only makes room for what another one puts in (``kept[user] = []``, then ``kept[user].append(row)``)."""
    value = use.value
    empty = (isinstance(value, tree.Seq | tree.Map) and not value.items) or (
        isinstance(value, tree.Call) and not value.args and not value.kwargs and is_container(value)
    )
    return empty and any(other.keyed > use.keyed for other in writes)


def _updates(use: Use, kept: list[Use]) -> bool:
    """Whether a write changes a part of an entry that another one puts in (``kept[id].done = True``)."""
    return any(use.keyed > other.keyed for other in kept)


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


def _furnished_in_parts(value: tree.Expr | None) -> bool:
    """Whether an object begins with such objects, under names that the code knows."""
    return (
        isinstance(value, tree.Map)
        and bool(value.items)
        and all(
            isinstance(k, tree.Lit | tree.Name) and _furnished_with_values(item) for k, item in value.items
        )
    )


def _acts(value: tree.Expr | None) -> bool:
    """Whether an object begins with functions, or with objects that hold some: it does things, and keeps nothing."""
    held = [item for _, item in value.items] if isinstance(value, tree.Map) else []
    return any(isinstance(item, tree.Func) or _acts(item) for item in held)


def _bundles(value: tree.Expr | None) -> bool:
    """Whether an object gathers things under names (``{ users: Users, engine }``): what is written through it is theirs."""
    return isinstance(value, tree.Map) and any(isinstance(item, tree.Name) for _, item in value.items)

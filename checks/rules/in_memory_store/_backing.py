"""Whether what is kept in memory stands beside a store outside: it is written there too, saved, or only kept where there
is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import OUTSIDE
from checks.project.flow.changes import Use, chain_of, local_values, statements
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import External, FunctionRef, Variable
from checks.rules._asked import Asked, name_of
from checks.rules._bounding import asked_for
from checks.rules._functions import hollow
from checks.rules._naming import words
from checks.rules.in_memory_store._containers import containers
from checks.rules.in_memory_store._identity import is_identity
from checks.rules.in_memory_store._instead import instead_of_a_store
from checks.rules.in_memory_store._served import Served

_SAVING = regex(r"save|persist|flush|dump|write|commit|store_to|to_disk|to_file|sync_to", re.IGNORECASE)
_STORING = frozenset(
    """add adds commit create update put set dump execute executemany executescript push publish open store query setex
    psetex setnx hset hmset hsetnx mset sadd zadd lpush rpush xadd""".split()
)
"""Words of calls that store something."""
_STORES_AWAY = ("save", "insert", "upsert", "persist", "upload", "write", "commit")
"""Beginnings of such words."""
_ASKING = frozenset(("is", "has", "can", "should"))
_COMMAND = regex(r"(Put|Insert|Update|Upsert|Create|Write|Save|Batch|Set)[A-Z]")
"""How the names of classes begin whose instances are orders to store something (``new PutItemCommand(…)``)."""
_STORES = regex(
    r"(database|session|redis|repo|repository|prisma|supabase|mongo|collection|storage|cursor|knex|firestore|bucket|connection"
    r"|dynamodb|elastic|[Pp]ool)$|(^|[._])(db|fs|es|kv|s3|orm|dao|conn|sql|table|store)$|[a-z]D[Bb]$"
    r"|(^|[._])(db|prisma|supabase|redis)[._]|(^|[._])(db|database|redis)_?([sS]ervice|[cC]lient|[mM]anager|[hH]elper|conn\w*)$",
)
_WORKED_OUT = regex(
    r"(^|\.)(completions?|messages|embeddings?|generations?|responses|transcriptions|translations|speech|moderations|images)"
    r"\.create$"
)
"""Calls of a language model, by their names: what they create is an answer, https://platform.openai.com/docs/api-reference."""
_LOOKING = regex(r"_?(get|find|load|fetch|read|query|select|retrieve|lookup|look_up)", re.IGNORECASE)
"""How calls begin that look for something."""
_CLIENTS = regex(
    r"_*(supabase|prisma|knex|mongo|firestore|redis|database|db|pool|collection)(_?(client|admin))?$",
    re.IGNORECASE,
)
"""Names of clients of stores, wherever they stand in a chain of calls (``this.supabase.from("orders").insert(…)``)."""
_NOTES = frozenset(
    "audit audits log logs logger activity activities event events history trail notification notify".split()
)
"""Words of names for notes that something was done."""
_NOTED = frozenset(
    "mark update create insert store record track set add upsert put register remember".split()
)
"""Words of functions that write something down about what they are told the identity of."""
_TO_FILES = frozenset(
    "write writelines writerow writerows dump dump_all safe_dump write_text write_bytes".split()
)
"""Calls that put something into an open file."""
_IN_PROCESS = frozenset("asyncio queue collections threading multiprocessing".split())
"""Modules whose queues end with the process."""
_FILLING = frozenset(
    "initialize initialise init load reload warm rebuild reindex restore hydrate refresh sync".split()
)
"""First words of functions that fill what is kept in memory from elsewhere."""
_OWN = frozenset(("self", "cls", "this"))
_DEEP = 1
"""So many calls further on a write still counts as that of the function that is called."""


class Backing:
    """Answers for one project."""

    def __init__(self, project: Project, served: Served, asked: Asked) -> None:
        self.project = project
        self._served = served
        self._asked = asked
        self._held: dict[str, frozenset[str]] = {}

    def backed(self, met: list[Use], writes: list[Use], kept: list[Use], *, missed: bool = False) -> bool:
        """Whether a store outside has what a container has: of its uses, these write while requests are served, and of
        those these put records in. Where its comment says that a store is ``missed``, one beside it holds something else."""
        return (
            (not missed and any(self._beside_a_store(use) for use in writes))
            or self._saved(met)
            or self._found_elsewhere(met)
            or (not missed and any(self._filled_again(use.ref) for use in writes))
            or all(self._chosen(ref) for ref in {use.ref for use in kept})
            or all(instead_of_a_store(self.project.body(use.ref), use) for use in kept)
        )

    def _beside_a_store(self, use: Use) -> bool:
        """Whether the function that writes, or one that calls it, also writes to a store outside: then this is an index or
        a cache."""
        if self._stores_too(use.ref, use):
            return True
        if use.ref in self._served.handlers:
            return False  # A framework calls it, not the function that it stands in.
        return any(self._stores_too(ref, use) for ref in self._asked.callers(use.ref) if ref.index)

    def _saved(self, met: list[Use]) -> bool:
        """Whether a function that reads the container writes it out somewhere."""
        for ref in {use.ref for use in met if use.kind == "read" and use.ref.index != 0}:
            if _SAVING.search(self.project.function(ref).name) and self.project.flow.effects(ref) & OUTSIDE:
                return True
        return False

    def _found_elsewhere(self, met: list[Use]) -> bool:
        """Whether a function that looks for an entry also looks for it, by the same key, in a store outside."""
        for ref in {use.ref for use in met if use.kind == "read" and use.ref.index != 0}:
            body = self.project.body(ref)
            keys = set(asked_for(body, met[0].chain[-1]))
            if keys and any(
                _LOOKING.match(name_of(call))
                and any(isinstance(arg, tree.Name) and arg.id in keys for arg in call.args)
                and not self._in_memory(ref, call)
                and self._looks_outside(ref, call)
                for call in calls(body)
            ):
                return True
        return False

    def _filled_again(self, ref: FunctionRef) -> bool:
        """Whether a function that begins by looking into a store outside, as its name says, leads to what is put in: an index,
        which is made anew."""
        return any(
            not _FILLING.isdisjoint(words(self.project.function(caller).name)[:1])
            and any(
                _LOOKING.match(name_of(call)) and self._asks_a_store(caller, call)
                for call in calls(self.project.body(caller))
            )
            for caller in self._asked.callers(self._served.part_of(ref))
            if caller.index
        )

    def _looks_outside(self, ref: FunctionRef, call: tree.Call) -> bool:
        callee = self.project.callee(ref.path, call.func, ref.index)
        if callee is not None:
            return bool(self.project.flow.effects(callee) & OUTSIDE)
        return _of_a_store(call)

    def _asks_a_store(self, ref: FunctionRef, call: tree.Call) -> bool:
        return _of_a_store(call) or self._looks_outside(ref, call)

    def _chosen(self, ref: FunctionRef) -> bool:
        """Whether every caller of a function takes it only where it does not take a store (``if db: save() else: keep()``)."""
        if ref in self._served.handlers:
            return False
        name = self.project.function(ref).name
        callers = self._asked.callers(ref) if name else frozenset()
        return bool(callers) and all(self._takes_either(caller, name) for caller in callers)

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

    def _stores_too(self, ref: FunctionRef, use: Use) -> bool:
        things = self._things(ref, use)
        return any(
            self._writes_out(ref, call) or self._hands_on(ref, call, things, use)
            for call in calls(self.project.body(ref))
            if not self._in_memory(ref, call)
            and self.project.callee(ref.path, call.func, ref.index) != use.ref
            and not self._of_another(ref, call, use, things)
        )

    def _in_memory(self, ref: FunctionRef, call: tree.Call) -> bool:
        """Whether what is called is a method of a container in memory, of the same file or of another."""
        if not isinstance(call.func, tree.Attr):
            return False
        chain = chain_of(call.func.base)[0]
        if chain and chain[-1] in self._containers(ref.path):
            return True
        target = self.project.resolve(ref.path, call.func.base, ref.index)
        return isinstance(target, Variable) and target.name in self._containers(target.path)

    def _containers(self, path: str) -> frozenset[str]:
        """The names of the containers of a file."""
        if path not in self._held:
            self._held[path] = frozenset(
                held.name.rsplit(".", 1)[-1] for held in containers(self.project, (path,))
            )
        return self._held[path]

    def _of_another(self, ref: FunctionRef, call: tree.Call, use: Use, things: set[str]) -> bool:
        """Whether a call has nothing to do with what a write puts in: a function of the project is handed other things, or
        a caller stores what it neither hands to the function that writes nor gets from it."""
        at_home = ref == use.ref
        if self._only_notes(ref, call, use):
            return True
        if at_home and name_of(call) == "open" and not self._written_there(ref, use, things):
            return True
        if at_home and self.project.callee(ref.path, call.func, ref.index) is None:
            return False
        said = {name for arg in (*call.args, *(value for _, value in call.kwargs)) for name in _said(arg)}
        if not said:
            return not at_home and not call.args and not call.kwargs and root(call.func) not in _OWN
        body = self.project.body(ref)
        known = {*things, *_OWN, use.chain[-1], *(_held(body, use.value) if at_home else ())}
        if any(name in known and not is_identity(name) for name in said):
            return False
        if said & known and all(name in known or is_identity(name) for name in said):
            return False  # something is noted of what goes by that identity
        put = {root(use.value)} if at_home and use.value is not None else things
        return not any(
            put.intersection(_said(value))
            for name in said
            for value in local_values(body, name)
            if value is not None
        )

    def _only_notes(self, ref: FunctionRef, call: tree.Call, use: Use) -> bool:
        """Whether a call stores a note that something was done (``db.add(AuditLog(…))``), and the container holds no such
        notes itself."""
        if not _NOTES.isdisjoint(words(use.chain[-1])):
            return False
        body = self.project.body(ref)
        if not call.args and not call.kwargs:  # what puts an end to what others put there
            at = dotted(call.func).rpartition(".")[0]
            others = [c for c in calls(body) if c.args and at and dotted(c.func).rpartition(".")[0] == at]
            stored = [c for c in others if _puts_away(name_of(c))]
            return bool(stored) and all(self._only_notes(ref, c, use) for c in stored)
        given: list[tree.Expr | None] = [*call.args]
        named = [arg.id for arg in call.args if isinstance(arg, tree.Name)]
        given += [v for name in named for v in self.project.flow.state.given(ref, name)]
        made = [value.func for value in given if isinstance(value, tree.Call)]
        return any(
            not _NOTES.isdisjoint(words(dotted(func).rsplit(".", 1)[-1])) for func in (call.func, *made)
        )

    def _written_there(self, ref: FunctionRef, use: Use, things: set[str]) -> bool:
        """Whether what a function writes to a file has to do with what it puts in, or with the whole container."""
        body = self.project.body(ref)
        wanted = {*things, use.chain[-1]}
        for call in calls(body):
            if name_of(call) not in _TO_FILES:
                continue
            said = {part for arg in call.args for part in _all_names(arg)}
            held = {
                part
                for name in said
                for value in self.project.flow.state.given(ref, name)
                if value is not None
                for part in _all_names(value)
            }
            if wanted & (said | held):
                return True
        return False

    def _things(self, ref: FunctionRef, use: Use) -> set[str]:
        """What a function calls the thing that a write puts in: its own names for it and for its key, or, where it calls
        the function that writes, for what that is handed and answers."""
        if ref == use.ref:
            return {root(part) for part in (use.value, use.key) if part is not None} - {"", *_OWN}
        body = self.project.body(ref)
        name = self.project.function(use.ref).name
        handed = {
            root(arg)
            for call in calls(body)
            if name_of(call) == name
            for arg in (*call.args, *(value for _, value in call.kwargs if isinstance(value, tree.Name)))
        }
        given = {
            dotted(target)
            for statement in statements(body)
            if isinstance(statement, tree.Assign) and isinstance(statement.value, tree.Call)
            if name_of(statement.value) == name
            for target in statement.targets
        }
        return (handed | given) - {"", *_OWN}

    def _hands_on(self, ref: FunctionRef, call: tree.Call, things: set[str], use: Use) -> bool:
        """Whether a call has another function of the project put away one of these things, or save whatever there is."""
        callee = self.project.callee(ref.path, call.func, ref.index)
        if callee is None or _LOOKING.match(self.project.function(callee).name):
            return False
        if _SAVING.search(self.project.function(callee).name):
            return self._puts_out(callee, _DEEP, use)
        handed = [arg for arg in call.args if any(root(part) in things for part in _parts(arg))]
        whole = [arg for arg in handed if not (isinstance(arg, tree.Name) and is_identity(arg.id))]
        noted = bool(handed) and not _NOTED.isdisjoint(words(self.project.function(callee).name))
        return (bool(whole) or noted) and self._puts_out(callee, _DEEP, use)

    def _puts_out(self, ref: FunctionRef, deep: int, use: Use) -> bool:
        """Whether a function writes to a store outside, itself or so many calls further on; what it has noted down of its
        steps is no such write, unless the container holds notes itself."""
        noting = _NOTES.isdisjoint(words(use.chain[-1]))
        for call in calls(self.project.body(ref)):
            if self._writes_out(ref, call) and not _only_reads(call):
                return True
            if not deep or (noting and not _NOTES.isdisjoint(words(name_of(call)))):
                continue
            callee = self.project.callee(ref.path, call.func, ref.index)
            if callee is not None and callee != ref and self._puts_out(callee, deep - 1, use):
                return True
        return False

    def _writes_out(self, ref: FunctionRef, call: tree.Call) -> bool:
        callee = self.project.callee(ref.path, call.func, ref.index)
        if callee is not None and not hollow(self.project, callee):
            return bool(_SAVING.search(self.project.function(callee).name)) and bool(
                self.project.flow.effects(callee) & OUTSIDE
            )
        if _WORKED_OUT.search(dotted(call.func)) or (name_of(call) == "set" and not call.args):
            return False  # an answer of a language model, and what an event is told
        target = self.project.resolve(ref.path, call.func, ref.index)
        if isinstance(target, External):
            if outside.is_method(target.name, dotted(call.func)) or target.name.split(".")[0] in _IN_PROCESS:
                return False
            if target.name == "json.dump":
                return True
            name = target.name.rsplit(".", 1)[-1]
            makes = call.new and not _COMMAND.match(name)
            return not makes and _puts_away(name) and bool(outside.call(target.name) & OUTSIDE)
        if isinstance(call.func, tree.Attr) and _puts_away(call.func.name):
            base = call.func.base
            if call.func.name == "save" and self._of_a_model(ref, base):
                return True
            return bool(_STORES.search(dotted(base) or root(base))) or any(
                _CLIENTS.match(name) for name in _passed(base)
            )
        return False

    def _of_a_model(self, ref: FunctionRef, base: tree.Expr) -> bool:
        """Whether a local is an instance that was made or found there, as the rows of object-relational mappers are."""
        values = self.project.flow.state.given(ref, base.id) if isinstance(base, tree.Name) else []
        return any(isinstance(v, tree.Call) and root(v.func)[:1].isupper() for v in values)


def _of_a_store(call: tree.Call) -> bool:
    """Whether what a method is called on has the name of a store."""
    if not isinstance(call.func, tree.Attr):
        return False
    base = call.func.base
    return bool(_STORES.search(dotted(base))) or any(_CLIENTS.match(name) for name in _passed(base))


def _puts_away(name: str) -> bool:
    """Whether a call's name says that something is stored; to have something done later stores nothing, nor does it to make
    a client."""
    if name[:1].isupper() and not _COMMAND.match(name):
        return False
    said = words(name)
    stores = any(word in _STORING or word.startswith(_STORES_AWAY) for word in said)
    return (
        stores
        and said[0] not in _ASKING
        and not name.lower().endswith(("task", "tasks", "timer", "timeout", "callback"))
    )


def _said(expr: tree.Expr) -> set[str]:
    """The bare names in an expression."""
    return {node.id for node in nodes(expr) if isinstance(node, tree.Name)}


def _all_names(expr: tree.Expr) -> set[str]:
    """The bare names in an expression and the names of the members that it takes."""
    return {
        node.id if isinstance(node, tree.Name) else node.name
        for node in nodes(expr)
        if isinstance(node, tree.Name | tree.Attr)
    }


def _held(body: tree.Body, value: tree.Expr | None) -> set[str]:
    """The bare names in an object that is put in, also where it is a local."""
    held = [value, *(local_values(body, value.id) if isinstance(value, tree.Name) else ())]
    return {name for each in held if isinstance(each, tree.Map | tree.Call) for name in _said(each)}


def _passed(expr: tree.Expr) -> Iterator[str]:
    """The names that a chain of members, items and calls passes, the last first."""
    while True:
        if isinstance(expr, tree.Attr):
            yield expr.name
            expr = expr.base
        elif isinstance(expr, tree.Item):
            expr = expr.base
        elif isinstance(expr, tree.Call):
            expr = expr.func
        else:
            if isinstance(expr, tree.Name):
                yield expr.id
            return


def _parts(arg: tree.Expr) -> tuple[tree.Expr, ...]:
    """An argument, or the fields of an object that is one."""
    return tuple(value for _, value in arg.items) if isinstance(arg, tree.Map) else (arg,)


def _only_reads(call: tree.Call) -> bool:
    """Whether a call opens a file for reading."""
    mode = call.args[1] if len(call.args) > 1 else dict(call.kwargs).get("mode")
    return name_of(call) == "open" and not (
        isinstance(mode, tree.Lit) and isinstance(mode.value, str) and set(mode.value) & set("wax+")
    )

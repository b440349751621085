"""Whether what is put into a container is a record: something handed in or made from it, and no live object."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import OUTSIDE
from checks.project.flow.changes import Use, chain_of, local_values, statements
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, External, FunctionRef, Variable
from checks.rules._bounding import gathers_times, keeps_few, reads_clock
from checks.rules._naming import words
from checks.rules.in_memory_store._identity import is_identity, makes

LIVE = regex(
    r"WebSocket|Socket|Callable|Response|Task|Future|Lock|Semaphore|Timer|Timeout|Process|Thread|Queue|Event\b|Type\["
    r"|type\[|=>|Function|Subject|Observable|Client|Connection|Stream|Controller|Emitter|Worker|Counter|Adapter|Profiler|cProfile|Constructor\b|int\]|float\]"
    r"|number>|boolean>|bool\]|Compressor|Engine\b|Executor|Runner\b|Orchestrator|\bBase(?!Model)[A-Z]|UUID\]|\[str\]\]",
)
"""Types of what is alive, counted or told apart, and is no record."""
_LIVE_CALLS = regex(
    r"(Queue|create_task|ensure_future|setTimeout|setInterval|Lock|Semaphore|AbortController|WebSocket|EventEmitter|Popen"
    r"|spawn|Thread|Process|Timer|Client|create_engine|connect|Subject|Worker|compile|import_module|import|Event|now|time"
    r"|Date|uuid[1-7]?|randomUUID|nanoid|float|int|len|Number|parseInt|sum|max|min|monotonic)$"
)
_CALLED_ALIVE = regex(r"(Callback|Handler|Listener|Socket|Timer|Lock|Subject|Observable|Emitter|Adapter)$")
"""How the names of the project's own classes end whose instances are alive even where no method of theirs does anything."""
_LIVE_PARAMS = frozenset(
    """ws websocket socket conn connection client callback cb fn func handler listener observer subscriber response res
    reply queue task controller plugin cls klass factory module stream sid signal model""".split()
)
_RUNS = regex(
    r"\bWebSocket|\bSocket\b|\bServer\b|Timeout\b|\bTimer\b|\bInterval\b|Popen|ChildProcess|\bI?Pty\b|\bPTY\b|\bProcess\b|\bThread\b"
    r"|\basyncio\.|AbortController|Readable|Writable|DefaultController|EventEmitter|\bBrowser(Context)?\b|\bPage\b|Observable"
    r"|\bSubject\b|\bCallable|=>|\bLock\b|Subprocess|Transport\b|PeerConnection",
)
"""Types of fields of what runs or is connected: it is gone with the process whatever is written down of it."""
_RUNNING = frozenset(
    "ws websocket socket sockets timer timers pty proc listeners connection connections".split()
)
"""Last words of names of such fields."""
_SOCKETS = frozenset("ws websocket socket heartbeat".split())
_STARTS = regex(
    r"(^|\.)(AbortController|EventEmitter|WebSocket|setInterval|setTimeout|Lock|RLock|Semaphore|create_task|ensure_future"
    r"|Popen|spawn|Thread|Process|Queue|Event|Worker|PassThrough|create_subprocess_exec|create_subprocess_shell)$"
)
"""Calls that start or make what runs."""
_CONNECTED = regex(r"(Client|Connection|Socket|Browser|Session)$")
"""How the names of classes end whose new instances are connected to something."""
_NAME = regex(r"\b[A-Z]\w*")
_FRESH = regex(
    r"(^|\.)(uuid[1-7]?|uuidv[1-7]|randomUUID|nanoid|token_hex|token_urlsafe|ObjectId|ulid|cuid2?|createId)$"
)
"""What makes an identity that nothing else has."""
_WORKER = regex(
    r"(Player|Bot|Engine|Runner|Manager|Service|Executor|Handler|Monitor|Scheduler|Orchestrator|Pipeline|Simulator"
    r"|Processor|Factory|Adapter|Driver|Optimizer|Client|Connection|Worker|Controller|Builder)$"
)
"""Last words of names of classes whose instances work: of those of the project that are not declared as data."""
_SEVERAL = 3
_SCALARS = frozenset("str int float bool string number boolean bytes".split())
_PLAIN = frozenset((word,) for word in "id ids url uri path mode flag count number".split())
"""Last words of names for what tells one thing apart or says one thing of it."""
_EMPTY = frozenset(("Map", "Set", "set", "dict", "list", "defaultdict", "deque"))
"""What makes room for entries that other writes put in."""
_TOLD = frozenset(("status", "state"))
"""Fields that say how far something is."""
_DATABASE = regex(r"(^|_)(db|database)$|[a-z](Db|DB|Database)$")
"""Last words of names of what calls itself a database."""
_DATA = frozenset(
    "BaseModel Struct NamedTuple TypedDict Enum Model Base DeclarativeBase Exception SQLModel".split()
)
"""Bases of classes whose instances are data."""


def _makes_room(use: Use, value: tree.Op) -> bool:
    """Whether what is there stays, and else something is made of nothing (``kept[app] = kept[app] || emptyStore()``)."""
    made = value.operands[-1]
    return (
        chain_of(value.operands[0])[0] == use.chain
        and isinstance(made, tree.Call)
        and not made.args
        and not made.kwargs
    )


def _parts_taken(body: tree.Body) -> Iterator[tuple[str, tree.Expr | None]]:
    """The names that parts of an object are taken apart into, with the object (``const { theme } = req.body``)."""
    for statement in statements(body):
        if isinstance(statement, tree.Assign):
            parts = (
                part
                for target in statement.targets
                if isinstance(target, tree.Map)
                for _, part in target.items
            )
            yield from ((part.id, statement.value) for part in parts if isinstance(part, tree.Name))


def _makes_identity(value: tree.Expr | None) -> bool:
    """Whether an expression makes what nothing else is called by."""
    return value is not None and any(
        isinstance(node, tree.Call) and _FRESH.search(dotted(node.func)) is not None for node in nodes(value)
    )


def _says_running(name: str) -> bool:
    """Whether a field is named for what runs or is connected."""
    said = words(name)
    return said[-1:] in {(word,) for word in _RUNNING} or not _SOCKETS.isdisjoint(said)


class Records:
    """Judges what is put into containers of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def is_record(self, use: Use, *, missed: bool = False) -> bool:
        """Whether what is put in looks like a record: an object, a made instance, something handed in; of what calls itself
        a database, any part of what was handed in; of what stands where a store is ``missed``, any part of a request."""
        if _DATABASE.search(use.chain[-1]) and self._handed(use):
            return True
        if missed and self._sent(use):
            return True
        if use.how in ("+=", "-=", "|=", "setdefault") and not isinstance(use.value, tree.Map | tree.Call):
            return False
        return self._value(use, use.value, 0) or self._begun(use)

    def _begun(self, use: Use) -> bool:
        """Whether what is put in says how far something is that has just been given an identity of its own
        (``jobs.set(jobId, { status: "running", startedAt: Date.now() })``): what comes of it is added later."""
        if not (
            isinstance(use.value, tree.Map) and isinstance(use.key, tree.Name) and use.how in ("", "=", "set")
        ):
            return False
        fields = {
            key.value if isinstance(key, tree.Lit) else dotted(key) for key, _ in use.value.items if key
        }
        made = self.project.flow.state.given(use.ref, use.key.id)
        return (
            len(fields) > 1
            and not _TOLD.isdisjoint(fields)
            and any(value is not None and is_identity(use.key.id) and makes(value) for value in made)
        )

    def _handed(self, use: Use) -> bool:
        """Whether what is put in is a part of what the function is given (``names_db[id] = request.name``)."""
        value = use.value
        while isinstance(value, tree.Attr | tree.Item):
            value = value.base
        params = {param.name for param in self.project.function(use.ref).params}
        return (
            use.how in ("", "=", "set")
            and isinstance(value, tree.Name)
            and value.id in params - {"self", "cls"}
        )

    def _sent(self, use: Use) -> bool:
        """Whether what is put in is a part of a request's body, under a key (``themes.set(userId, theme)``)."""
        if use.key is None or not isinstance(use.value, tree.Name):
            return False
        held = [*self.project.flow.state.given(use.ref, use.value.id)]
        held += [v for name, v in _parts_taken(self.project.body(use.ref)) if name == use.value.id]
        return bool(held) and all(isinstance(v, tree.Attr) and "body" in dotted(v).split(".") for v in held)

    def live(self, path: str, annotation: str) -> bool:
        """Whether a container's type speaks of what is alive: not of the project's own data that is only called so."""
        own = {name for name in _NAME.findall(annotation) if self._own_data(path, name)}
        left = _NAME.sub(lambda name: "" if name[0] in own else name[0], annotation)
        if LIVE.search(left) is not None or any(self._runs(path, name) for name in own):
            return True
        return any(self._called(path, name) for name in _NAME.findall(left))

    def _called(self, path: str, name: str) -> bool:
        """Whether a name of a type stands for one of functions (``Step = Callable[[], Awaitable[None]]``)."""
        found = self.project.resolve(path, tree.Name(0, name), 0)
        held = self.project.values(found) if isinstance(found, Variable) else ()
        return any(
            LIVE.search(part.id) for value in held for part in nodes(value) if isinstance(part, tree.Name)
        )

    def _runs(self, path: str, name: str) -> bool:
        """Whether a field of one of the project's types, by the name it has in a file, holds what runs."""
        found = self.project.resolve(path, tree.Name(0, name), 0)
        fields = self.project.classes(found).fields if isinstance(found, ClassRef) else ()
        return any(_RUNS.search(field.annotation) or _says_running(field.name) for field in fields)

    def _own_data(self, path: str, name: str) -> bool:
        found = self.project.resolve(path, tree.Name(0, name), 0)
        if not isinstance(found, ClassRef):
            return False
        plain = self.project.classes(found).kind in ("interface", "type") or self.is_data(found)
        return plain or (_CALLED_ALIVE.search(name) is None and not self._acts(found))

    def identified(self, use: Use) -> bool:
        """Whether what is put in is an object of several fields that gets an identity of its own in the same place."""
        body = self.project.body(use.ref)
        values = local_values(body, use.value.id) if isinstance(use.value, tree.Name) else [use.value]
        many = any(
            (isinstance(v, tree.Map) and len(v.items) >= _SEVERAL)
            or (isinstance(v, tree.Call) and len(v.kwargs) >= _SEVERAL)
            for v in values
        )
        fresh = {
            target.id
            for statement in statements(body)
            if isinstance(statement, tree.Assign) and _makes_identity(statement.value)
            for target in statement.targets
            if isinstance(target, tree.Name)
        }
        if any(self._names_itself(use, value) for value in values):
            return True
        parts = [node for v in (*values, use.key) if v is not None for node in nodes(v)]
        return many and any(
            (isinstance(node, tree.Name) and node.id in fresh)
            or (isinstance(node, tree.Call) and _makes_identity(node))
            for node in parts
        )

    def _names_itself(self, use: Use, value: tree.Expr | None) -> bool:
        """Whether an object is put in under an identity that its class gives each (``kept[night.number] = night``)."""
        if not (isinstance(value, tree.Call) and isinstance(use.key, tree.Attr)):
            return False
        target = self.project.resolve(use.ref.path, value.func, use.ref.index)
        if not isinstance(target, ClassRef) or not is_identity(use.key.name):
            return False
        return any(
            field.name == use.key.name and self._drawn(target.path, field.value)
            for field in self.project.classes(target).fields
        )

    def _drawn(self, path: str, value: tree.Expr | None) -> bool:
        """Whether a field's default makes an identity, or is given a function that does."""
        made = [part for part in nodes(value) if isinstance(part, tree.Func)] if value is not None else []
        return _makes_identity(value) or any(
            _makes_identity(s.value)
            for func in made
            for s in self.project.body(FunctionRef(path, func.index))
            if isinstance(s, tree.Return)
        )

    def is_data(self, owner: ClassRef) -> bool:
        """Whether instances of a class are data: its bases or its decorators say so."""
        bases = {base.rsplit(".", 1)[-1] for base in self.project.base_names(owner)}
        decorators = {dotted(getattr(d.value, "func", d.value)).rsplit(".", 1)[-1]
                      for d in self.project.classes(owner).decorators}  # fmt: skip
        return bool(bases & _DATA or decorators & {"dataclass", "Entity", "define", "frozen", "attrs"})

    def _value(self, use: Use, value: tree.Expr | None, depth: int) -> bool:
        if value is None or depth > 4:
            return False
        if isinstance(value, tree.Map):
            return self._object(use.ref, value)
        if isinstance(value, tree.Call):
            return self._made(use, value)
        if isinstance(value, tree.Comp) and value.kind == "list":
            return isinstance(value.element, tree.Map | tree.Call) and self._value(
                use, value.element, depth + 1
            )
        if isinstance(value, tree.Name):
            return self._named(use, value, depth)
        if isinstance(value, tree.Spread):
            return True
        if isinstance(value, tree.Seq) and value.kind == "list":
            added = [item for item in value.items if not isinstance(item, tree.Spread)]
            return len(added) < len(value.items) and any(self._value(use, item, depth + 1) for item in added)
        if isinstance(value, tree.Op) and value.op in ("or", "??") and _makes_room(use, value):
            return False
        if isinstance(value, tree.Op) and value.op in ("or", "?:", "??"):
            return any(self._value(use, v, depth + 1) for v in value.operands[-2:])
        return False

    def _made(self, use: Use, value: tree.Call) -> bool:
        """Whether what a call answers is put in and is a record: not what is there already, nor room, nor what lives."""
        if chain_of(value)[0] == use.chain:
            return False
        if not (value.args or value.kwargs) and dotted(value.func) in _EMPTY:
            return False
        target = self.project.resolve(use.ref.path, value.func, use.ref.index)
        if isinstance(target, ClassRef):
            return not self._acts(target)
        return not _LIVE_CALLS.search(dotted(value.func) or "x") and not self._lives(use.ref, value)

    def _named(self, use: Use, value: tree.Name, depth: int) -> bool:
        """Whether what a name stands for is a record: a local's value, a list that is gathered, or what was handed in."""
        body = self.project.body(use.ref)
        if gathers_times(body, value.id) or words(value.id)[-1:] in _PLAIN:
            return False
        if self._gathered(use, value.id, depth):
            return not keeps_few(body, value.id)
        local = [v for v in local_values(body, value.id) if v is not None]
        if local:
            return any(self._value(use, v, depth + 1) for v in local)
        return self._param(use.ref, value)

    def _gathered(self, use: Use, name: str, depth: int) -> bool:
        """Whether objects of several fields are put into a local list one by one, or records of any kind into one that was
        taken out (``const walks = kept.get(dog) || []; walks.push(walk); kept.set(dog, walks)``)."""
        body = self.project.body(use.ref)
        held = [
            part
            for v in local_values(body, name)
            for part in (v, *(v.operands if isinstance(v, tree.Op) else ()))
        ]
        taken_out = any(part is not None and chain_of(part)[:2] == (use.chain, 1) for part in held)
        return any(
            isinstance(call.func, tree.Attr)
            and call.func.name in ("append", "push", "unshift")
            and dotted(call.func.base) == name
            and any(
                (isinstance(arg, tree.Map) or taken_out) and self._value(use, arg, depth + 1)
                for arg in call.args
            )
            for call in calls(body)
        )

    def _object(self, ref: FunctionRef, value: tree.Map) -> bool:
        """Whether an object says more than how often and when: a tally's fields are all written out or moments."""
        if any(self._holds_running(ref, key, item) for key, item in value.items):
            return False
        return not value.items or any(self._says(ref, item) for _, item in value.items)

    def _holds_running(self, ref: FunctionRef, key: tree.Expr | None, item: tree.Expr) -> bool:
        """Whether a field holds what runs or is connected, or is named for it."""
        name = key.value if isinstance(key, tree.Lit) else dotted(key) if key is not None else ""
        if isinstance(name, str) and _says_running(name):
            return True
        if isinstance(item, tree.Name):
            if item.id.lower() in _LIVE_PARAMS:
                return True
            held = [v for v in self.project.flow.state.given(ref, item.id) if v is not None]
        else:
            held = [item]
        return any(
            isinstance(made, tree.Call)
            and (
                _STARTS.search(dotted(made.func)) is not None
                or (made.new and _CONNECTED.search(dotted(made.func)) is not None)
            )
            for made in held
        )

    def _says(self, ref: FunctionRef, value: tree.Expr, depth: int = 0) -> bool:
        """Whether a field holds something that was handed in or made of it, or may come to hold it."""
        if isinstance(value, tree.Lit) or any(
            isinstance(node, tree.Call) and reads_clock(node) for node in nodes(value)
        ):
            return False
        if isinstance(value, tree.Name) and depth < 4:
            local = [v for v in self.project.flow.state.given(ref, value.id) if v is not None]
            return not local or any(self._says(ref, v, depth + 1) for v in local)
        return True

    def _param(self, ref: FunctionRef, name: tree.Name) -> bool:
        for param in self.project.function(ref).params:
            if name.id == param.name or name.id in param.fields:
                plain = param.annotation.strip() in _SCALARS
                live = name.id.lower() in _LIVE_PARAMS or name.id.lower().endswith(("_class", "_cls"))
                own = any(self._own_data(ref.path, said) for said in _NAME.findall(param.annotation))
                if plain or (live and not own) or self.live(ref.path, param.annotation):
                    return False
                owner = self.project.type_of(ref.path, name, ref.index)
                return owner is None or not self._acts(owner)
        return False

    def _lives(self, ref: FunctionRef, call: tree.Call) -> bool:
        """Whether a call makes something that works, or hands out a library's own object."""
        target = self.project.resolve(ref.path, call.func, ref.index)
        if isinstance(target, ClassRef):
            return self._acts(target)
        if isinstance(target, External):
            name = target.name
            if outside.is_of_request(name) or outside.is_method(name, dotted(call.func)):
                return False
            return bool(outside.call(name) & OUTSIDE)
        return False

    def _acts(self, owner: ClassRef) -> bool:
        """Whether instances of a class do something by themselves: wait for, reach or change what lies outside."""
        if any(self.is_data(one) for one in self.project.lineage(owner)):
            return any(_RUNS.search(field.annotation) for field in self.project.classes(owner).fields)
        if _WORKER.search(self.project.classes(owner).name):
            return True
        methods = [FunctionRef(one.path, index) for one in self.project.lineage(owner)
                   for index in self.project.classes(one).methods]  # fmt: skip
        return any(self.project.function(method).is_async for method in methods) or any(
            self.project.flow.effects(method) & OUTSIDE for method in methods[:20]
        )

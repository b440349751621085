"""Functions that keep working once they are started, and whether anything starts them.

A function keeps working if it loops without an end and waits, sets a timer, reads a queue, or starts something that
does. It is started where production code mentions it; a mention whose receiver cannot be known counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from checks.code.facts import Class, Function
from checks.code.search import last_name
from checks.code.tree import (
    Attr,
    Body,
    Call,
    Expr,
    Func,
    If,
    Lit,
    Loop,
    Map,
    Name,
    Op,
    Return,
    Stmt,
    Stop,
    Try,
)
from checks.frameworks.workers import workers
from checks.model import Place
from checks.patterns import regex
from checks.project.linked import Linked
from checks.project.mentions import Mention, Mentions
from checks.project.model import ClassRef, External, FunctionRef, ModuleRef, Variable
from checks.project.routes import serve
from checks.project.scopes import blocks, statements
from checks.project.walk import calls, expressions, within

_STARTING = regex(
    r"(start|run|launch|begin|schedule|listen|consume|process|loop|poll|watch|monitor|serve|spawn|init|initiali[sz]e|setup|register|"
    r"work|boot|bootstrap|execute|subscribe|connect|setup)(_?[A-Z_].*|ing)?"
)
_RUNNING = regex(r"(?i)(running|active|alive|started|keep_?going|_?run|should_?run|enabled|looping)")
_ENDING = regex(
    r"(?i)(stop|shut|closed|closing|cancel|exit|quit|terminat|abort|destroy|kill|signal|running|done_event)"
)
_WAITING = regex(r"(?i).*(sleep|wait|delay|pause|timeout|backoff|tick)|Promise")
_READING = frozenset(
    """get receive poll brpop blpop bzpopmin bzpopmax xread xreadgroup xReadGroup blPop brPop bLPop bRPop recv recv_json recv_multipart
    accept get_message getmany run_pending dequeue receiveMessage receive_message read_messages""".split()
)
_CONSUMING = frozenset("start_consuming basic_consume run_polling infinity_polling start_polling".split())
_PER_MESSAGE = frozenset({"eachMessage", "eachBatch"})
_SAYING = """setInterval sleep setTimeout wait wait_for poll brpop blpop xread xreadgroup xReadGroup recv get_message start_consuming
    basic_consume consume eachMessage eachBatch run_pending schedule scheduleJob CronJob Worker process Cron delay Promise
    start_polling infinity_polling run_polling receive getmany blPop brPop receiveMessage receive_message start job""".split()
_BROWSER = regex(
    r"(react|react-dom|react-native|vue|svelte|@angular/.*|next/.*|expo.*|solid-js|preact|@tanstack/.*|zustand|@reduxjs/.*)(/.*)?"
)
_PAGE = ("window", "document", "localStorage", "sessionStorage", "navigator")
"""What only a page's code has: it is started by being shown."""
_PREPARING = frozenset(
    {"init", "initialize", "initialise", "setup", "connect", "register", "execute", "process"}
)
_WORKING = regex(
    r"(?i)worker|schedul|consum|monitor|poll|service|watch|job|queue|cron|daemon|runner|listen|broadcast|fetch|process|"
    r"server|socket|heartbeat|sync|clean|refresh|loop"
)
_DEPTH = 4


class Worker(msgspec.Struct, frozen=True):
    """A function that keeps working, the class whose method it is, and where it is; ``unused`` where nothing makes
    that class."""

    ref: FunctionRef
    owner: ClassRef | None
    place: Place
    unused: bool = False


class Workers:
    """Finds the functions of one project that keep working and that nothing starts."""

    def __init__(self, project: Linked) -> None:
        self._project = project
        self._handlers = {route.handler for route in project.once(serve).routes}
        self._known: dict[FunctionRef, bool] = {}
        self._unstarted: dict[str, tuple[Worker, ...]] = {}
        self._periodic = frozenset(name for w in workers() for name in (*w.periodic, *w.readers))
        self._starting = {(maker, start) for w in workers() for maker in w.schedulers for start in w.starts}

    # --- what keeps working ----------------------------------------------------------------------

    def unstarted(self, path: str) -> tuple[Worker, ...]:
        """Every function of a file that is there to start something lasting and that nothing calls; of a class nothing
        makes, one."""
        if path not in self._unstarted:
            self._unstarted[path] = tuple(self._find(path))
        return self._unstarted[path]

    def _find(self, path: str) -> Iterator[Worker]:
        project = self._project
        if not project.production(path) or not project.says(path, *_SAYING) or self._aside(path):
            return
        told: set[ClassRef] = set()
        for function in self._project.facts[path].outline.functions[1:]:
            ref = FunctionRef(path, function.index)
            if ref in self._handlers or not _starts(function) or not self.lasting(ref):
                continue
            owner = ClassRef(path, function.owner) if function.owner >= 0 else None
            if owner in told or (owner is not None and not self._plain(owner)):
                continue
            named = self._project.classes(owner).name if owner is not None else ""
            if function.name in _PREPARING and not _WORKING.search(named):
                continue
            if not self._started(ref, function, owner):
                if owner is not None:
                    told.add(owner)
                place = Place(path, function.first_line, function.end_line)
                yield Worker(ref, owner, place, unused=owner is not None and not self._used(owner))

    def _aside(self, path: str) -> bool:
        """Whether a file is of a library, a browser's, or may be loaded unseen."""
        if (
            self._project.library(path)
            or path.endswith((".tsx", ".jsx"))
            or self._project.loaded_unseen(path)
        ):
            return True
        outline = self._project.facts[path].outline
        if path.endswith((".py", ".pyw")):
            return False
        page = any(_BROWSER.fullmatch(i.module) for i in outline.imports) or self._project.says(path, *_PAGE)
        return page or not self._serving(path)

    def _serving(self, path: str) -> bool:
        """Whether JavaScript of a package runs on a server: the package serves routes or runs workers."""
        package = self._project.package_folder(path)
        return package in self._servers

    @cached_property
    def _servers(self) -> frozenset[str]:
        packages = {package for w in workers() for package in w.packages}
        folders = {
            self._project.package_folder(router.place.path) for router in self._project.once(serve).routers
        }
        for path in self._project.importing(*packages):
            if any(i.module in packages for i in self._project.facts[path].passed.imports):
                folders.add(self._project.package_folder(path))
        return frozenset(folders)

    def lasting(self, ref: FunctionRef, depth: int = _DEPTH) -> bool:
        """Whether a function keeps working, or starts what does."""
        if ref not in self._known:
            self._known[ref] = False  # While it is looked at: a circle is no reason.
            body = self._project.body(ref)
            self._known[ref] = (
                self._loops(body)
                or self._sets(ref, body)
                or (depth > 0 and self._starts_lasting(ref, body, depth))
            )
        return self._known[ref]

    def _loops(self, body: Body) -> bool:
        return any(
            isinstance(stmt, Loop)
            and stmt.target is None
            and _endless(stmt.source)
            and _waits(stmt.body)
            and not _leaves(stmt.body)
            for stmt, _ in statements(body)
        )

    def _sets(self, ref: FunctionRef, body: Body) -> bool:
        """Whether a body sets a timer or starts reading a queue."""
        for call in calls(body):
            name = last_name(call.func)
            if name == "setInterval" and not self._handed_in(ref, call.args[:1]):
                return True
            if name in _CONSUMING:
                return True
            if name == "run" and any(isinstance(a, Map) and _keys(a) & _PER_MESSAGE for a in call.args):
                return True
            if name == "consume" and len(call.args) > 1 and isinstance(call.args[1], Func | Name | Attr):
                return not self._handed_in(ref, call.args[1:2])
            target = self._project.resolve(ref.path, call.func, ref.index)
            if isinstance(target, External) and target.name in self._periodic:
                return True
            if isinstance(call.func, Attr) and (self._made(ref, call.func.base), name) in self._starting:
                return True
        return False

    def _handed_in(self, ref: FunctionRef, done: Sequence[Expr]) -> bool:
        """Whether the caller says what is to be done, so that the work is the caller's: ``setInterval(callback, …)``, or
        a function that calls ``callback``."""
        params = {param.name for param in self._project.function(ref).params}
        for value in done:
            if isinstance(value, Name):
                return value.id in params
            if isinstance(value, Func):
                body = self._project.body(FunctionRef(ref.path, value.index))
                return any(isinstance(call.func, Name) and call.func.id in params for call in calls(body))
        return False

    def _made(self, ref: FunctionRef, value: Expr) -> str:
        kind = self._project.outside_type(ref.path, value, ref.index)
        return kind.name if kind is not None else ""

    def _starts_lasting(self, ref: FunctionRef, body: Body, depth: int) -> bool:
        """Whether a body calls, passes on or holds a function of the project that keeps working."""
        for value in expressions(body):
            inner: FunctionRef | None = None
            if isinstance(value, Func):
                inner = FunctionRef(ref.path, value.index)
            elif isinstance(value, Attr | Name):
                inner = self._project.callee(ref.path, value, ref.index)
            if (
                inner is not None
                and inner != ref
                and inner.path == ref.path
                and self.lasting(inner, depth - 1)
            ):
                return True
        return False

    # --- what starts it --------------------------------------------------------------------------

    def _plain(self, owner: ClassRef) -> bool:
        """Whether nobody outside can call a class's methods: it has no base of which not everything is known."""
        declared = self._project.classes(owner)
        real = [b for b in declared.bases if last_name(b) not in declared.implements]
        return (
            all(last_name(base) in ("object", "ABC", "EventEmitter", "Generic") for base in real)
            and declared.kind == "class"
        )

    def _started(self, ref: FunctionRef, function: Function, owner: ClassRef | None) -> bool:
        if any(
            entry.path == ref.path and entry.attribute.split("(")[0] == function.name
            for entry in self._project.entries
        ):
            return True
        sites = [m for m in self._project.once(Mentions).of(function.name) if not self._inside(m, ref)]
        if self._named_in_text(function.name):
            return True
        if owner is None:
            return any(self._may_mean(site, ref) for site in sites)
        if not self._used(owner):
            return False
        return any(self._may_call(site, owner) for site in sites)

    def _named_in_text(self, name: str) -> bool:
        """Whether a text that is no prose says the name (a command's ``-c``, a workflow)."""
        distinct = "_" in name.strip("_") or name != name.lower()
        return distinct and name in self._texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        found: set[str] = set()
        for path, facts in self._project.facts.items():
            if facts.words and not path.endswith((".md", ".rst", ".txt", ".adoc")):
                for word in facts.words:
                    found.update(re.split(r"[^\w]", word))
        return frozenset(found)

    def _inside(self, mention: Mention, ref: FunctionRef) -> bool:
        """Whether a mention stands in the function itself."""
        if mention.path != ref.path:
            return False
        index = mention.function
        while index > 0:
            if index == ref.index:
                return True
            index = self._project.function(FunctionRef(mention.path, index)).parent
        return False

    def _may_mean(self, mention: Mention, ref: FunctionRef) -> bool:
        if isinstance(mention.value, Lit):
            return True
        target = self._project.resolve(mention.path, mention.value, mention.function)
        if target is None and isinstance(mention.value, Attr):
            kind = self._project.type_of(mention.path, mention.value.base, mention.function)
            return kind is None
        return target is None or target == ref

    def _used(self, owner: ClassRef) -> bool:
        """Whether anything outside a class mentions it, or extends it."""
        declared = self._project.classes(owner)
        return any(
            not self._of_class(m, owner, declared) for m in self._project.once(Mentions).of(declared.name)
        )

    def _of_class(self, mention: Mention, owner: ClassRef, declared: Class) -> bool:
        if mention.path != owner.path:
            return False
        if mention.declared == owner.index:
            return True
        index = mention.function
        while index > 0:
            function = self._project.function(FunctionRef(mention.path, index))
            if function.owner == owner.index:
                return True
            index = function.parent
        return isinstance(mention.value, Lit) or declared.first_line <= mention.value.line <= declared.line

    def _may_call(self, mention: Mention, owner: ClassRef) -> bool:
        value = mention.value
        if isinstance(value, Lit):
            return True
        if not isinstance(value, Attr):
            return (
                isinstance(value, Name)
                and self._project.resolve(mention.path, value, mention.function) is None
            )
        kind = self._project.type_of(mention.path, value.base, mention.function)
        if kind is not None and self._may_hold(mention, value.base, owner):
            return True
        if kind is not None:
            names = self._project.base_names(kind) | {self._project.classes(kind).name}
            own = self._project.classes(owner).name
            return (
                kind == owner
                or own in names
                or self._project.classes(kind).name in self._project.base_names(owner)
            )
        if self._project.outside_type(mention.path, value.base, mention.function) is not None:
            return False
        return not isinstance(
            self._project.resolve(mention.path, value.base, mention.function), External | ModuleRef
        )

    def _may_hold(self, mention: Mention, base: Expr, owner: ClassRef) -> bool:
        """Whether one of the things that a module's name is given is an instance of a class."""
        target = self._project.resolve(mention.path, base, mention.function)
        return isinstance(target, Variable) and any(
            isinstance(made, Call) and self._project.resolve(target.path, made.func) == owner
            for made in self._project.values(target)
        )


def _starts(function: Function) -> bool:
    """Whether a function is there for others to start something with."""
    return (
        bool(_STARTING.fullmatch(function.name))
        and not function.decorators
        and not function.abstract
        and not function.is_generator
        and function.kind in ("function", "method", "static", "classmethod", "arrow")
        and (function.parent <= 0 or function.owner >= 0)
        and not any(p.name in ("websocket", "ws", "socket", "req", "request", "ctx") for p in function.params)
    )


def _keys(value: Map) -> set[str]:
    return {str(k.value) if isinstance(k, Lit) else k.id for k, _ in value.items if isinstance(k, Lit | Name)}


def _endless(source: Expr | None) -> bool:
    """Whether a loop's test holds until somebody asks to stop."""
    if source is None:
        return True
    if isinstance(source, Lit):
        return bool(source.value)
    if isinstance(source, Op) and source.op == "not" and source.operands:
        inner = source.operands[0]
        name = last_name(
            inner.func.base if isinstance(inner, Call) and isinstance(inner.func, Attr) else inner
        )
        return bool(_ENDING.search(name))
    if isinstance(source, Op) and source.op == "and":
        return all(_endless(operand) for operand in source.operands)
    return bool(_RUNNING.fullmatch(last_name(source).lstrip("_")) or _RUNNING.search(last_name(source)))


def _waits(body: Body) -> bool:
    """Whether a loop waits for time or for messages."""
    return any(
        _WAITING.match(last_name(call.func)) or last_name(call.func) in _READING for call in calls(body)
    )


def _leaves(body: Body) -> bool:
    """Whether a loop ends by itself once it has found what it looks for: a break or return that no error
    and no wish to stop leads to."""
    waiting: list[Stmt] = list(body)
    while waiting:
        stmt = waiting.pop()
        if isinstance(stmt, Return) or (isinstance(stmt, Stop) and stmt.kind == "break"):
            return True
        if isinstance(stmt, If) and _about_ending(stmt.test):
            waiting.extend(stmt.other)
        elif isinstance(stmt, Try):
            waiting.extend((*stmt.body, *stmt.final))
        elif not isinstance(stmt, Loop):
            for inner, _ in blocks(stmt):
                waiting.extend(inner)
    return False


def _about_ending(test: Expr) -> bool:
    return any(_ENDING.search(last_name(value)) for value in within(test))

"""The sources of calls: project functions are followed, everything else is looked up in tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.code import tree
from checks.code.search import calls
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import (
    AMBIENT,
    CALLER,
    CLOCK,
    DECIDING,
    DRAWN,
    GIVEN,
    LITERAL,
    OBJECTS,
    OUTSIDE,
    REAL,
    REQUEST,
    REQUEST_OBJECT,
    RESPONSE,
    STATE,
    UNKNOWN,
    WORK,
)
from checks.project.flow.model import Answer, Frame, Walker
from checks.project.flow.replies import Replies, leaves_cookie, numbers_of
from checks.project.flow.state import from_settings
from checks.project.flow.values import dotted, held, key_text, note_drawn, root
from checks.project.model import ClassRef, External, FunctionRef, Target

_CHOOSING = frozenset(
    "slice get at find filter pop popitem includes indexOf findIndex some every has index startswith endswith startsWith endsWith".split()
)
_ORDERING = frozenset(("sort", "toSorted"))
_SETTING = frozenset("set put setex setEx".split())
_CACHING = frozenset(("get", "has", *_SETTING))
_CACHE = regex(r"cache|memo(?!r)", re.IGNORECASE)
_SELF = frozenset(("self", "this", "cls", "super"))
_DATA_METHODS = frozenset(
    """model_dump model_dump_json dict json copy model_copy model_validate parse_obj from_orm toJSON toObject to_dict
    as_dict asdict serialize validate parse model_construct update_forward_refs""".split()
)
_CHANGING_RECORDS = frozenset("delete remove update add set clear save destroy".split())
"""Methods of containers that are also methods of stored records: on what a store gave, they change the store."""
_CHANGING = frozenset(
    "insert update upsert delete remove into returning with_for_update forUpdate rpc".split()
)
"""Methods with which a chain of a query changes something, or is about to."""
_QUERY_TEXTS = frozenset(("text", "sql"))
"""What makes a query of a text."""
_ASKS = regex(r"\s*select\s[^;]*;?\s*$", re.IGNORECASE)
"""The text of a query that reads, and no other behind it."""
_ERROR = regex(r"^(?:e|ex)$|err(?:or)?|exception", re.IGNORECASE)
_WHO_ASKS = regex(
    r"(?:get|require|assert|ensure|load|fetch|check)_?"
    r"(?:(?:current|auth(?:enticated)?|server|session|signed_?in|logged_?in)_?(?:user|session|auth|principal|account|identity)"
    r"|auth(?:enticated|entication|orized|orization|ed)?|signed_?in|logged_?in|session)"
    r"|(?:get|require|assert|check)_?admin(?:_?(?:user|session|auth|access|role))?"
    r"|auth|current_?user|authenticate(?:_?request)?",
    re.IGNORECASE,
)
"""Names of what finds out who asks, and does nothing else by them (``ensure_admin_user`` may make one). What it keeps for
itself (a cache of users, the time of a visit) is not what the handler was asked for, unless it is given more than the request."""
_SIGNED_IN = regex(r"(?:^|\.)auth\.get(?:User|Session|_user|_session)$")
"""What asks a client of a store's own sign-in (https://supabase.com/docs/reference/javascript/auth-getuser)."""
_TO_SOCKETS = frozenset(("send_json", "send_text", "send_bytes"))
"""Methods that only connections have: what is sent to every open one is an answer, too.
https://www.starlette.io/websockets/#sending-data"""
_WAITING = frozenset(("setTimeout", "setInterval", "setImmediate", "queueMicrotask", "Promise"))


class Calls:
    """Evaluates calls to sources, and notes the effects they have."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.project = walker.project
        self.replies = Replies(walker)
        self._caches: dict[FunctionRef, frozenset[tuple[str, str]]] = {}

    def call(self, frame: Frame, expr: tree.Call) -> int:
        """The sources of a call's answer."""
        if isinstance(expr.func, tree.Name) and (settled := frame.settles(expr.func.id)) is not None:
            return self._settle(frame, expr, settled)
        if answers := self.promised(frame, expr):
            return joined(answers)
        base = self._receiver(frame, expr)
        if base is not None and base & RESPONSE:
            return self._on_response(frame, expr, base)
        if base is not None and logs(expr):
            self._arguments(frame, expr)
            return LITERAL
        if base is not None and leaves_cookie(expr):
            frame.effects |= OUTSIDE
        if base is not None and self._keeps(frame, expr):
            return self._arguments(frame, expr) & ~REQUEST
        if self._asks_who(frame, expr):
            return CALLER
        target = self._target(frame, expr)
        if isinstance(target, FunctionRef):
            return self._follow(frame, expr, target)
        if isinstance(target, ClassRef):
            return self._construct(frame, expr, target)
        if isinstance(target, External):
            return self._external(frame, expr, target.name, base)
        return self._method(frame, expr, base) if base is not None else self._unknown(frame, expr)

    def promised(self, frame: Frame, expr: tree.Call) -> list[Answer]:
        """See `Walker.promised` (https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Promise/Promise)."""
        made = expr.args[0] if expr.new and expr.args and dotted(expr.func) == "Promise" else None
        if not isinstance(made, tree.Func) or frame.names_only:
            return []
        ref = FunctionRef(frame.ref.path, made.index)
        names = tuple(param.name for param in self.project.function(ref).params)
        inner = Frame(ref, {}, frame)
        inner.sent, inner.records, inner.settling = frame.sent, frame.records, names
        self.walker.run(inner, self.project.body(ref))
        if inner.settled:
            frame.effects |= inner.effects
        return inner.settled

    def _settle(self, frame: Frame, expr: tree.Call, promise: Frame) -> int:
        """What settles a promise: what it is fulfilled with is an answer, what it is rejected with is none."""
        if not isinstance(expr.func, tree.Name) or expr.func.id != promise.settling[0]:
            self._arguments(frame, expr)
        elif expr.args:
            promise.settled += self.walker.returned(frame, expr.args[0])
        return LITERAL

    def _receiver(self, frame: Frame, expr: tree.Call) -> int | None:
        """The sources of what a method is called on; None for a plain function."""
        if not isinstance(expr.func, tree.Attr):
            return None
        base = expr.func.base
        if isinstance(base, tree.Name) and base.id in _SELF:
            return LITERAL
        name = root(base)
        if name and frame.holder(name) is None and dotted(expr.func):
            target = self.project.resolve(frame.ref.path, base, frame.ref.index)
            if isinstance(target, External):
                return LITERAL
            if isinstance(target, ClassRef):
                return self._on_class(target, expr.func.name)
        return self.walker.value(frame, base)

    def _on_class(self, owner: ClassRef, name: str) -> int:
        """What a class is as a receiver: one with an outside base may read records (``User.get(id)``)."""
        own = self.project.method(owner, name) is not None or name in _DATA_METHODS
        return LITERAL if own or not self.project.classes(owner).bases else OUTSIDE

    def _asks_who(self, frame: Frame, expr: tree.Call) -> bool:
        """Whether a call only finds out who is signed in, by the request alone."""
        name = dotted(expr.func)
        if not (_WHO_ASKS.fullmatch(name.rsplit(".", 1)[-1]) or _SIGNED_IN.search(name)):
            return False
        if any(isinstance(value, tree.Func) for value in expr.args):
            return False
        given = self._arguments(frame, expr)
        return not given & (REQUEST | RESPONSE | REAL & ~GIVEN)

    def _target(self, frame: Frame, expr: tree.Call) -> Target | None:
        path, index = frame.ref.path, frame.ref.index
        holder = frame.holder(expr.func.id) if isinstance(expr.func, tree.Name) else None
        if holder is None or holder.locals.get(root(expr.func), 0) == LITERAL:
            target = self.project.resolve(path, expr.func, index)
            if isinstance(target, External) and self._judged_by_receiver(frame, expr, target.name):
                return None
            if isinstance(target, FunctionRef | ClassRef | External):
                return target
            if (followed := self.project.callee(path, expr.func, index)) is not None:
                return followed
        chain = dotted(expr.func)
        if chain and frame.holder(root(expr.func)) is None and outside.known(chain):
            return External(chain)
        return None

    def _judged_by_receiver(self, frame: Frame, expr: tree.Call, name: str) -> bool:
        if outside.is_method(name, dotted(expr.func)):
            return True
        return outside.is_of_request(name) and frame.holder(root(expr.func)) is not None

    def _keeps(self, frame: Frame, expr: tree.Call) -> bool:
        """Whether a call is one half of reading through a cache: the function gets a key and, if nothing is there,
        makes the value and sets it. What comes out of the cache is then what this function puts in."""
        if not isinstance(expr.func, tree.Attr) or expr.func.name not in _CACHING or not expr.args:
            return False
        holder = dotted(expr.func.base)
        return _CACHE.search(holder) is not None and (holder, key_text(expr.args[0])) in self._read_through(
            frame.ref
        )

    def _read_through(self, ref: FunctionRef) -> frozenset[tuple[str, str]]:
        """The (cache, key) pairs that a function both gets and sets."""
        if ref not in self._caches:
            found: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
            for call in calls(self.project.body(ref)):
                if isinstance(call.func, tree.Attr) and call.func.name in _CACHING and call.args:
                    found[call.func.name in _SETTING].add((dotted(call.func.base), key_text(call.args[0])))
            self._caches[ref] = frozenset(pair for pair in found[True] & found[False] if pair[1])
        return self._caches[ref]

    # --- arguments -------------------------------------------------------------------------------

    def _arguments(self, frame: Frame, expr: tree.Call, given: int = LITERAL) -> int:
        """The sources of all arguments. Functions among them are run with parameters of the sources ``given``."""
        sources = 0
        for value in (*expr.args, *(value for _, value in expr.kwargs)):
            if isinstance(value, tree.Func):
                sources |= self.callback(frame, value, given)
            else:
                sources |= self.walker.value(frame, value)
        return sources

    def callback(self, frame: Frame, value: tree.Func, given: int) -> int:
        """The sources of what a function written at the place of a value hands back."""
        if frame.names_only:
            return LITERAL
        ref = FunctionRef(frame.ref.path, value.index)
        params = self.project.function(ref).params
        names = {name: given for p in params for name in (p.name, *p.fields)}
        inner = Frame(ref, names, frame)
        inner.sent, inner.records = frame.sent, frame.records
        decided = frame.control
        self.walker.run(inner, self.project.body(ref))
        frame.effects |= inner.effects
        sources = 0
        for answer in inner.returned:
            # What had been decided before the callback ran is no part of what it hands back.
            sources |= answer.own | answer.sources & ~decided
        return sources

    # --- what is called --------------------------------------------------------------------------

    def _follow(self, frame: Frame, expr: tree.Call, ref: FunctionRef) -> int:
        function = self.project.function(ref)
        sources = tuple(self._passed(frame, value) for value in expr.args)
        named = {name: self._passed(frame, value) for name, value in expr.kwargs}
        around = frame.holder_of(function.parent, ref.path)
        summary = self.walker.invoke(ref, sources, named, numbers_of(function, expr), around)
        frame.effects |= summary.effects
        if not summary.returned and not summary.sent and self._only_throws(ref):
            frame.effects |= UNKNOWN  # Nothing behind the call is ever reached.
        frame.control |= summary.guards
        frame.guards |= summary.guards
        self.replies.relay(frame, summary)
        return summary.value

    def _only_throws(self, ref: FunctionRef) -> bool:
        """Whether a function throws whatever it is given; what may stand below is never reached."""
        return any(isinstance(statement, tree.Throw) for statement in self.project.body(ref))

    def _passed(self, frame: Frame, value: tree.Expr) -> int:
        if isinstance(value, tree.Func):
            return self.callback(frame, value, UNKNOWN) | UNKNOWN
        return self.walker.value(frame, value)

    def _construct(self, frame: Frame, expr: tree.Call, ref: ClassRef) -> int:
        if from_settings(self.project, ref):
            return AMBIENT
        given = [self._passed(frame, value) for value in expr.args]
        named = {name: self._passed(frame, value) for name, value in expr.kwargs}
        note_drawn(frame, expr.line, named.items())
        sources = LITERAL
        for bits in (*given, *named.values()):
            sources |= bits
        maker = self.project.method(ref, "__init__") or self.project.method(ref, "constructor")
        if maker is not None:
            summary = self.walker.invoke(maker, tuple(given), named, {})
            frame.effects |= summary.effects & ~STATE
        return held(sources)

    def _external(self, frame: Frame, expr: tree.Call, name: str, base: int | None) -> int:
        given = LITERAL if base is None else base
        if member := outside.request_part(name):
            self._arguments(frame, expr)
            return self._on_request(frame, member)
        sources = outside.call(name)
        if name in ("Date", "datetime.datetime") and expr.args:
            sources = LITERAL
        if sources & OUTSIDE and (reply := self.replies.constructed(frame, expr, name)) is not None:
            return reply
        arguments = self._arguments(
            frame, expr, given if name.rsplit(".", 1)[-1] not in _WAITING else LITERAL
        )
        if arguments & RESPONSE:
            frame.effects |= UNKNOWN
        if sources & OUTSIDE:
            if not self._only_reads(frame, expr, name.rsplit(".", 1)[-1]):
                frame.effects |= OUTSIDE
            return OUTSIDE
        return sources | (arguments | given) & ~OBJECTS

    def _on_response(self, frame: Frame, expr: tree.Call, base: int) -> int:
        if (
            base & REQUEST_OBJECT
            and member_name(expr) in outside.REQUEST_PARTS
            and not self.replies.sends(expr)
        ):
            self._arguments(frame, expr)
            return REQUEST
        return self.replies.send(frame, expr)

    def _method(self, frame: Frame, expr: tree.Call, base: int) -> int:
        """A method of something that is neither a module nor of a known class."""
        name, receiver = member_name(expr), receiver_of(expr)
        arguments = self._arguments(frame, expr, base & ~OBJECTS)
        if name in _ORDERING:
            arguments &= ~DRAWN  # what is put in another order is not drawn
        if base & REQUEST_OBJECT:
            return self._on_request(frame, name)
        if base & (OUTSIDE | GIVEN | STATE | UNKNOWN):
            return self._on_real(frame, expr, base, arguments)
        if self._inherits(frame, receiver, name):
            frame.effects |= UNKNOWN
            return UNKNOWN
        if name not in outside.RESHAPING:
            if self._built_purely(frame, receiver):
                return arguments & ~OBJECTS
            frame.effects |= UNKNOWN
            return UNKNOWN
        owner = root(receiver)
        if name in outside.MUTATING and frame.holder(owner) is not None:
            frame.bind(owner, arguments | self.accumulated(frame))
            return base | arguments
        if name in _CHOOSING and not base & REQUEST:
            arguments &= DECIDING | GIVEN | CLOCK
        return base | arguments & ~OBJECTS

    def _inherits(self, frame: Frame, receiver: tree.Expr, name: str) -> bool:
        """Whether a method that could not be followed belongs to an instance of a project's class: then it comes
        from an outside base."""
        if name in _DATA_METHODS:
            return False
        if root(receiver) == "super" or (isinstance(receiver, tree.Name) and receiver.id in _SELF):
            return True
        return self.project.type_of(frame.ref.path, receiver, frame.ref.index) is not None

    def _built_purely(self, frame: Frame, base: tree.Expr) -> bool:
        """Whether something is made by a chain of calls on a package that only computes (``z.string().min(1)``)."""
        while isinstance(base, tree.Call | tree.Attr):
            if isinstance(base, tree.Call):
                base = base.func
                continue
            if dotted(base):
                target = self.project.resolve(frame.ref.path, base, frame.ref.index)
                return isinstance(target, External) and outside.call(target.name) == LITERAL
            base = base.base
        return False

    def accumulated(self, frame: Frame) -> int:
        """What gathering values here depends on besides them: the loops and conditions around."""
        control = frame.branch
        return control & (DECIDING | GIVEN) | (WORK if control & REQUEST else 0)

    def _on_request(self, frame: Frame, name: str) -> int:
        if name in outside.REQUEST_PARTS or name in outside.RESHAPING:
            return REQUEST
        frame.effects |= UNKNOWN
        return UNKNOWN

    def _on_real(self, frame: Frame, expr: tree.Call, base: int, arguments: int) -> int:
        name, receiver = member_name(expr), receiver_of(expr)
        if base & STATE and arguments & RESPONSE and name in (outside.MUTATING | outside.REMOVING):
            return base  # A connection is counted among those that are open.
        if base & STATE and name in _TO_SOCKETS and len(expr.args) == 1:
            return self._broadcast(frame, expr)
        local = isinstance(receiver, tree.Name) and frame.holder(receiver.id) is not None
        if name in outside.MUTATING and local:
            frame.bind(root(receiver), arguments)
        kept = base & (OUTSIDE | UNKNOWN) and name in _CHANGING_RECORDS
        # What a container handed out is changed in the container.
        kept = kept or (base & STATE and name in (outside.MUTATING | outside.REMOVING))
        if not self._only_reads(frame, expr, name) and (kept or not (name in outside.RESHAPING and local)):
            frame.effects |= base & (STATE | UNKNOWN) or OUTSIDE
        return base | arguments & REAL | self._got(base, name)

    def _broadcast(self, frame: Frame, expr: tree.Call) -> int:
        """An answer to every open connection: how many there are decides nothing about it."""
        control, frame.control = frame.control, frame.control & ~STATE
        self.replies.send(frame, expr)
        frame.control |= control
        return LITERAL

    def _got(self, base: int, name: str) -> int:
        """What a method of something that the request finds there gets: a service asks elsewhere, the signed-in user has
        fields."""
        return OUTSIDE if base & AMBIENT or (base & CALLER and name != "get") else LITERAL

    def _only_reads(self, frame: Frame, expr: tree.Call, name: str) -> bool:
        """Whether a method of a store changes nothing; ``query(Model)`` does, ``query("delete …")`` may, and a chain that
        begins with ``select`` reads to its end, by itself or by a local name."""
        first = expr.args[0] if expr.args else None
        given = self._given_to(frame, first) if isinstance(first, tree.Name) else (first,)
        if given and all(one is not None and asks(one) for one in given):
            return True
        if name == "query":
            return dotted(first).rsplit(".", 1)[-1][:1].isupper() if first is not None else False
        if name in outside.READING or selects(receiver_of(expr)):
            return True
        return bool(given) and all(one is not None and selects(one) for one in given)

    def _given_to(self, frame: Frame, name: tree.Name) -> Sequence[tree.Expr | None]:
        """Every value that a function gives a local name, in which it takes a query further and further."""
        held = self.walker.given(frame.ref, name.id)
        return [
            value
            for value in held
            if not (isinstance(value, tree.Call) and root(value) == name.id and selects_on(value))
        ]

    def _unknown(self, frame: Frame, expr: tree.Call) -> int:
        """A call of something that cannot be followed."""
        arguments = self._arguments(frame, expr, UNKNOWN)
        if isinstance(expr.func, tree.Func):
            return self.callback(frame, expr.func, arguments)
        if isinstance(expr.func, tree.Call):
            self.walker.value(frame, expr.func)
        if not reports_error(expr):
            frame.effects |= UNKNOWN
        return UNKNOWN


def joined(answers: Sequence[Answer]) -> int:
    """The sources of all that some answers hold."""
    sources = LITERAL
    for answer in answers:
        sources |= answer.sources
    return sources


def selects(value: tree.Expr) -> bool:
    """Whether a value is built by a chain of calls that begins with a selection and changes nothing on the way
    (``table("users").select("id").eq("id", 1)``, ``select(User).where(…)``)."""
    names = _called_on_the_way(value)
    return "select" in names and not names & _CHANGING


def _called_on_the_way(value: tree.Expr) -> set[str]:
    names = set[str]()
    while isinstance(value, tree.Call | tree.Attr):
        if isinstance(value, tree.Call):
            names.add(member_name(value) or dotted(value.func))
            value = value.func
        else:
            value = value.base
    return names


def selects_on(value: tree.Expr) -> bool:
    """Whether a chain of calls on a query changes nothing on the way (``query.where(…).limit(5)``)."""
    return not _CHANGING & _called_on_the_way(value)


def asks(value: tree.Expr) -> bool:
    """Whether a value is the text of a query that reads (``"SELECT id FROM users"``, ``text("SELECT 1")``)."""
    if isinstance(value, tree.Call) and dotted(value.func).rsplit(".", 1)[-1] in _QUERY_TEXTS and value.args:
        value = value.args[0]
    if isinstance(value, tree.Template):
        value = value.parts[0] if value.parts else value
    return (
        isinstance(value, tree.Lit) and isinstance(value.value, str) and _ASKS.match(value.value) is not None
    )


def reports_error(expr: tree.Call) -> bool:
    """Whether a call hands an error on to the framework: ``next(error)``
    (https://expressjs.com/en/guide/error-handling.html)."""
    if not isinstance(expr.func, tree.Name) or expr.func.id not in ("next", "_next") or len(expr.args) != 1:
        return False
    given = expr.args[0]
    return _ERROR.search(dotted(given.func if isinstance(given, tree.Call) else given)) is not None


def member_name(expr: tree.Call) -> str:
    """The name of the method that is called; empty for a plain function."""
    return expr.func.name if isinstance(expr.func, tree.Attr) else ""


def receiver_of(expr: tree.Call) -> tree.Expr:
    """What a method is called on; for a plain function the function itself."""
    return expr.func.base if isinstance(expr.func, tree.Attr) else expr.func


def logs(expr: tree.Call) -> bool:
    """Whether a method call writes a log."""
    if not isinstance(expr.func, tree.Attr) or expr.func.name not in outside.SILENT_METHODS:
        return False
    holder = expr.func.base
    if isinstance(holder, tree.Attr):
        return holder.name in outside.LOGGER_NAMES
    return root(holder) in outside.LOGGER_NAMES

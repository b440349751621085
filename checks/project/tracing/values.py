"""What expressions stand for while the code that sets up routing is followed.

The values know apps and routers exactly, texts, lists and objects as far as they are written down, the
project's functions and classes, and nothing of the rest. They live only while one tree is traced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from checks.frameworks.model import Framework, Verb
from checks.model import Place
from checks.project.model import ClassRef, FunctionRef

ROUNDS = 200
"""How many elements of one list a loop runs over."""

PASSED_ON = ("then", "after", "ready", "finally", "tap")
"""Methods that hand the app itself to a function."""


class Scope:
    """The names that a running body sees: its own, then those around it."""

    __slots__ = ("around", "function", "names", "outer", "path", "this")

    def __init__(
        self, path: str, function: int, around: Scope | None = None, this: Value | None = None
    ) -> None:
        self.path = path
        self.function = function
        self.around = around
        self.this: Value | None = this if this is not None or around is None else around.this
        self.names: dict[str, Value] = {}
        self.outer: set[str] = set()
        """Names that ``global`` gives to the module."""

    def home(self, name: str) -> Scope | None:
        """The scope that binds a name, or None."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.outer:
                return scope.module()
            if name in scope.names:
                return scope
            scope = scope.around
        return None

    def look_up(self, name: str) -> Value | None:
        """The value of a name, or None if no scope binds it."""
        scope = self.home(name)
        return None if scope is None else scope.names.get(name)

    def module(self) -> Scope:
        """The outermost scope: the file's own names."""
        scope = self
        while scope.around is not None:
            scope = scope.around
        return scope


class Const(msgspec.Struct, frozen=True):
    """A literal. A text may hold `routepath.HOLE` for parts that are not known."""

    value: str | int | float | bool | None


class Outside(msgspec.Struct, frozen=True):
    """Something of a package, by its dotted name."""

    name: str


class File(msgspec.Struct, frozen=True):
    """A whole module of the project."""

    path: str


class Kind(msgspec.Struct, frozen=True):
    """A class of the project. ``view`` once it has been turned into a handler (``as_view()``)."""

    ref: ClassRef
    view: bool = False


class Code(msgspec.Struct, eq=False):
    """A function of the project with the names around it and what it is bound to."""

    ref: FunctionRef
    scope: Scope
    this: Value | None = None


class Instance(msgspec.Struct, eq=False):
    """An object of a project's class, with the attributes set so far."""

    ref: ClassRef
    attributes: dict[str, Value]


class Listing(msgspec.Struct, eq=False):
    """A list, tuple or set. ``whole`` is false where some elements are not known."""

    items: list[Value]
    whole: bool = True


class Table(msgspec.Struct, eq=False):
    """A dict or object literal."""

    items: dict[str, Value]
    whole: bool = True


class Opaque(msgspec.Struct, frozen=True, eq=False):
    """Something that is not known, what went into it, and the name of what made it."""

    name: str = ""
    holds: tuple[Value, ...] = ()


class Computed(msgspec.Struct, frozen=True):
    """What a loop over something unknown, or an import by a computed name, gives: it may be any router."""


class Made(msgspec.Struct, eq=False):
    """An app or router while it is traced.

    ``run`` is where the code that made it is started from. ``events`` are its routes and mounts in order.
    ``options`` are keyword arguments of its constructor. ``scope`` is set where it only stands for a
    parameter or a plugin's scope. ``handed`` is what runs the code that gives it to something unknown to mount.
    """

    framework: Framework
    kind: str
    place: Place
    run: Run
    name: str = ""
    prefix: str = ""
    factory: FunctionRef | None = None
    options: dict[str, Value] = {}
    events: list[Declared | Mounted] = []
    served: bool = False
    key: str = ""
    scope: bool = False
    derived: ClassRef | None = None
    handed: Run | None = None


class Run(msgspec.Struct, frozen=True):
    """What executes a piece of code: the top level of a file, or a function that nothing was seen to call."""

    path: str
    uncalled: FunctionRef | None = None


class Declared(msgspec.Struct, frozen=True, eq=False):
    """A route as declared: ``local`` is a text that may hold `routepath.HOLE`."""

    methods: tuple[str, ...]
    local: str
    place: Place
    run: Run
    handler: FunctionRef | None = None
    name: str = ""
    wrappers: tuple[str, ...] = ()
    builtin: bool = False
    style: str = ""
    absolute: bool = False


class Mounted(msgspec.Struct, frozen=True, eq=False):
    """``prefix`` None: none was given."""

    child: Made
    prefix: str | None
    replaces: bool
    place: Place
    run: Run


class Declaring(msgspec.Struct, eq=False):
    """What a route decorator gives before it meets its function."""

    made: Made
    verb: Verb
    methods: tuple[str, ...]
    paths: tuple[str, ...]
    line: int
    end_line: int


class Chained(msgspec.Struct, eq=False):
    """``router.route("/x")``: a path that waits for its verbs."""

    made: Made
    path: str


Value = (
    Const
    | Outside
    | File
    | Kind
    | Code
    | Instance
    | Listing
    | Table
    | Opaque
    | Computed
    | Made
    | Declaring
    | Chained
)

UNKNOWN = Opaque()
COMPUTED = Computed()


_HELD = 300


def inside(value: Value) -> Iterator[Value]:
    """The value itself and what it holds, nearest first, up to a few hundred."""
    waiting: deque[Value] = deque((value,))
    seen: set[int] = set()
    while waiting and len(seen) < _HELD:
        item = waiting.popleft()
        if id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        waiting.extend(_held(item))


def _held(value: Value) -> Iterable[Value]:
    if isinstance(value, Listing):
        return value.items[:100]
    if isinstance(value, Table):
        return tuple(value.items.values())[:100]
    if isinstance(value, Opaque):
        return value.holds
    if isinstance(value, Instance):
        return tuple(value.attributes.values())[:100]
    return ()


def made_inside(value: Value) -> Made | None:
    """The first app or router that a value is or holds."""
    return next((item for item in inside(value) if isinstance(item, Made)), None)


def better(values: list[Value]) -> Value:
    """The value that says most: an app or router, else the first that is known."""
    for value in values:
        if made_inside(value) is not None:
            return value
    return next((value for value in values if value is not UNKNOWN), UNKNOWN)

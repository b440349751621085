"""How a web framework is described: as data, for both languages.

A framework's file says which calls make an app or a router, which declare a route, which mount one
router on another, which start serving, and how a handler answers. `checks.project.tracing` follows the
code and asks these descriptions what it has met; it knows no framework by name. A framework whose
routing is not written as calls (lists of URLs, modules of controllers, files at agreed places) adds a
`discover` function that reads the tree through a `Survey`.

Names of things outside the project are dotted from their package, as `checks.project.model.External`
writes them: ``fastapi.APIRouter``, ``express.Router``, ``@nestjs/common.Controller``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, Protocol

import msgspec

from checks.code.facts import Class, FileFacts, Function, Manifest
from checks.code.tree import Body, Expr

Order = Literal["declared", "specific"]
"""Which of two matching routes wins: the one declared first, or the more specific one."""

Style = Literal["braces", "colon", "angle", "regex", "event"]
"""How a path writes a parameter: ``{id}``, ``:id``, ``<int:id>``, ``(?P<id>…)``; an event's name has none."""


class Where(msgspec.Struct, frozen=True):
    """Where an argument stands in a call: by position (from 0; -1 for none), or under a keyword.

    A keyword is looked for among the keyword arguments and in any object literal among the positional
    ones (``register(plugin, {prefix: "/v1"})``)."""

    position: int = -1
    keyword: str = ""


NOWHERE = Where()


class Maker(msgspec.Struct, frozen=True):
    """Calls that make an app (which serves by itself) or a router (which has to be mounted)."""

    names: tuple[str, ...]
    kind: Literal["app", "router"]
    prefix: Where = NOWHERE


class Verb(msgspec.Struct, frozen=True):
    """A method of an app or router that declares a route.

    ``methods`` are the HTTP methods it stands for; empty when ``methods_at`` holds them, with ``default``
    for a call that says nothing. ``handler`` says where the handler is: ``decorated`` (the function below
    the decorator, or the argument of the returned value), ``last`` (the last argument, those between it and the path being
    middlewares), or under ``handler_at``. ``least`` is the number of positional arguments below which the
    call means something else (``app.get("title")``).
    """

    name: str
    methods: tuple[str, ...] = ()
    path: Where = Where(0, "path")
    methods_at: Where = NOWHERE
    default: tuple[str, ...] = ("GET",)
    handler: Literal["decorated", "last", "at"] = "decorated"
    handler_at: Where = NOWHERE
    least: int = 0
    many: bool = False
    named: bool = False
    inside: bool = False


class MountCall(msgspec.Struct, frozen=True):
    """A method of an app or router that mounts another.

    ``certain`` is set where the argument cannot be anything but a router: one that is not known then may
    hold any route. ``onto`` is set where it is the argument that serves the one whose method this is
    (``api.init_app(app)``).

    ``child`` is where the mounted one stands; without it every argument may be one (``use(path, auth,
    router)``). ``prefix`` is where the prefix stands. ``replaces`` is set where a prefix given here takes
    the place of the child's own instead of coming before it. ``plugin`` is set where the child may be a function that is
    given a scope of its own to declare routes on.
    """

    name: str
    child: Where = NOWHERE
    prefix: Where = NOWHERE
    replaces: bool = False
    plugin: bool = False
    certain: bool = False
    onto: bool = False


class Builtin(msgspec.Struct, frozen=True):
    """A route that the framework itself adds to each app: its path unless ``keyword`` of the app's
    constructor says otherwise (None switches it off)."""

    path: str
    keyword: str
    method: str = "GET"


class Framework(msgspec.Struct, frozen=True):
    """One web framework.

    ``packages``: a file that imports one of these takes part in routing. ``types``: names of annotations
    that mark a function's parameter as an app or router of this framework (bare names). ``chain`` names the
    method that gives a path to several verbs after it (``route("/x").get(h).post(h)``). ``prefixers`` are methods that
    set the prefix of everything. ``serves`` are outside functions that serve the app they are given (as
    object or as ``"module:name"``), ``listens`` methods of the app that do. ``responses`` are outside
    functions and classes that make an answer. ``request`` and ``response`` are the names or annotations of
    handler parameters that hold them, ``request_at`` and ``response_at`` their positions (-1: by name
    or annotation alone). ``injections`` are the bare names of what marks a parameter as provided from elsewhere. ``same`` are
    attributes of an app that stand for the app itself (``app.router.add_get``). ``loaders`` are outside functions that find routes in a folder by themselves. ``nests`` is set where
    what is mounted on an app is made as apps are.
    """

    name: str
    language: Literal["python", "typescript"]
    packages: tuple[str, ...]
    makers: tuple[Maker, ...] = ()
    verbs: tuple[Verb, ...] = ()
    mounts: tuple[MountCall, ...] = ()
    types: tuple[str, ...] = ()
    chain: str = ""
    prefixers: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    listens: tuple[str, ...] = ()
    order: Order = "declared"
    style: Style = "braces"
    builtins: tuple[Builtin, ...] = ()
    responses: tuple[str, ...] = ()
    request: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    request_at: int = -1
    response_at: int = -1
    injections: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    loaders: tuple[str, ...] = ()
    nests: bool = False
    discover: Callable[[Survey], None] | None = None


class Found(msgspec.Struct, frozen=True):
    """A function or class that a name stands for: where, and its outline."""

    path: str
    function: Function | None = None
    declared: Class | None = None


class Survey(Protocol):
    """What a framework's `discover` may ask of the tree, and how it reports what it found.

    Keys of routers are given by the caller and unique in the tree (``path:name``). Lines are those of
    the place named; prefixes and paths are in the framework's own style.
    """

    def files(self) -> Iterable[tuple[str, FileFacts]]:
        """Production files that a front end read, sorted by path."""

    def importing(self, *modules: str) -> Iterable[tuple[str, FileFacts]]:
        """Those of them that import something whose module's name begins with one of these."""

    def telling(self, word: str) -> Iterable[tuple[str, FileFacts]]:
        """Those of them whose outlines say a word: in decorators, bases, defaults, fields, types."""

    def manifests(self) -> Iterable[tuple[str, Manifest]]:
        """Every manifest of the tree, sorted by path."""

    def body(self, found: Found) -> Body:
        """A function's body."""

    def variable_at(self, path: str, value: Expr, function: int = 0) -> tuple[str, str] | None:
        """The file and name of the module-level variable that an expression stands for."""

    def outside(self, path: str, value: Expr, function: int = 0) -> str:
        """The dotted name of something outside the project that an expression stands for, or ``""``."""

    def find(self, path: str, value: Expr, function: int = 0) -> Found | None:
        """The project's function or class that an expression stands for."""

    def method(self, found: Found, name: str) -> Found | None:
        """A method of a class, its bases in the project included."""

    def bases(self, found: Found) -> frozenset[str]:
        """The names of every base of a class: the project's by bare name, outside ones dotted."""

    def functions(self, path: str) -> Iterable[tuple[int, Body]]:
        """The index and body of every function of a file, the module's top level first."""

    def function(self, path: str, index: int) -> Found | None:
        """A function of a file by its index."""

    def elements(
        self, path: str, value: Expr, function: int = 0
    ) -> tuple[tuple[tuple[str, Expr], ...], bool]:
        """Those elements of a list that are known, as `items` gives them, and whether they are all."""

    def joined(self, path: str, name: str) -> bool:
        """Whether a variable's list was found to be part of another one."""

    def items(self, path: str, value: Expr, function: int = 0) -> tuple[tuple[str, Expr], ...] | None:
        """The elements of a list as (the file each is written in, expression): spreads, concatenation and names are followed.
        None where some of them cannot be known."""

    def text(self, path: str, value: Expr, function: int = 0) -> str | None:
        """The text that an expression stands for, or None."""

    def variable(self, path: str, name: str) -> Expr | None:
        """What a file's module-level name is assigned, all ``+=`` joined; None if there is no such name."""

    def module(self, path: str, name: str) -> str | None:
        """The file that an import of a module means."""

    def module_of(self, path: str, value: Expr) -> str | None:
        """The file of the module that an expression stands for."""

    def mentions(self, path: str, module: str) -> bool:
        """Whether a file imports another."""

    def said(self, name: str) -> bool:
        """Whether production code uses a name: says it elsewhere than where it is declared, imported or given out."""

    def started(self, path: str) -> bool:
        """Whether an entry point reaches a file."""

    def router(
        self,
        key: str,
        kind: Literal["app", "router"],
        path: str,
        line: int,
        end_line: int,
        name: str,
        prefix: str = "",
        *,
        always: bool = False,
    ) -> None:
        """There is a router. A second report of a key is ignored. ``always`` is set where the framework itself
        finds it, so that no entry point has to reach it."""

    def route(
        self, router: str, methods: Iterable[str], local: str, path: str, line: int, end_line: int,
        handler: Found | None = None, name: str = "", wrappers: Iterable[str] = (),
        style: str = "", absolute: bool = False,
    ) -> None:  # fmt: skip
        """A router declares a route, after those it has declared so far; ``style`` if its path is written
        otherwise than the framework's paths usually are, ``absolute`` if no prefix comes before it."""

    def mount(self, parent: str, child: str, prefix: str, path: str, line: int, end_line: int) -> None:
        """A router mounts another, at this point among its routes."""

    def dynamic(self, path: str) -> None:
        """A file registers routes in a way that cannot be followed."""

"""The linked model's nouns: modules, targets of names, routers, mounts, routes, entry points.

`checks.project.link` builds a `Project` out of a snapshot and its facts. Rules and claims ask it
questions; they never see a parser, a manifest or a framework's names.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from checks.model import Place


class FunctionRef(msgspec.Struct, frozen=True, gc=False):
    """A function of the project: the file and the index in its outline."""

    path: str
    index: int


class ClassRef(msgspec.Struct, frozen=True, gc=False):
    """A class of the project: the file and the index in its outline."""

    path: str
    index: int


class Variable(msgspec.Struct, frozen=True, gc=False):
    """A module-level name of the project that is neither a function nor a class."""

    path: str
    name: str
    line: int


class ModuleRef(msgspec.Struct, frozen=True, gc=False):
    """A whole module of the project, as ``import a.b`` or ``import * as x`` give it."""

    path: str


class External(msgspec.Struct, frozen=True, gc=False):
    """Something outside the project, by its dotted name from its package: ``fastapi.APIRouter``,
    ``express.Router``, ``@nestjs/common.Controller``, ``builtins.open``, ``node:fs.readFile`` (as ``fs``).
    The default export of a package is the package's name alone."""

    name: str


Target = FunctionRef | ClassRef | Variable | ModuleRef | External
"""What a name or a dotted expression stands for. None, where it is used, means "cannot be known"."""


class EntryPoint(msgspec.Struct, frozen=True):
    """A file that something starts: which, why ("Dockerfile CMD", "npm script start"), and where that says so.

    ``attribute`` is the app object that a server target names (``main:app``)."""

    path: str
    why: str
    place: Place
    attribute: str = ""


class Router(msgspec.Struct, frozen=True):
    """An app, a router, a blueprint, a controller, a URL list, a Nest module's controller.

    ``kind``: ``app`` serves by itself, ``router`` has to be mounted. ``prefix`` is its own. ``factory`` is the
    function that makes it anew at each call, if one does. ``apps`` are the keys of the apps it hangs on,
    through any number of mounts, and ``mounted`` says whether one of them is reachable from an entry point.
    ``key`` is unique in the project: ``path:name``. ``serves`` is set where code of the project itself starts a
    server with it (``app.listen``, ``uvicorn.run(app)``).
    """

    key: str
    kind: Literal["app", "router"]
    framework: str
    place: Place
    name: str
    prefix: str = ""
    factory: FunctionRef | None = None
    apps: tuple[str, ...] = ()
    mounted: bool = False
    serves: bool = False


class Mount(msgspec.Struct, frozen=True):
    """``parent`` serves ``child`` under ``prefix``; ``place`` is the mounting call."""

    parent: str
    child: str
    prefix: str
    place: Place


class Route(msgspec.Struct, frozen=True):
    """One method and path of one router under one chain of mounts.

    ``method`` is upper case, ``*`` for any, ``WS`` for a WebSocket. ``path`` is composed through every mount
    (``/api/v1/users/{id}``; parameters are always written ``{name}``); ``local`` is what stands at the
    declaration. ``place`` runs from the first decorator (or the route call) to the handler's end.
    ``served`` is true where an app reachable from an entry point serves it; ``obstacle`` says why not, in
    words ("`users.router` is never mounted"). ``shadowed_by`` is the place of an earlier route that
    always wins. ``constrained`` marks parameters with converters or patterns. ``handler`` is None where
    the handler cannot be found in the project. ``wrappers`` are middlewares and decorators in order. ``builtin``
    marks a route that the framework adds by itself (``/docs``): it is served, but nobody wrote it.
    """

    method: str
    path: str
    local: str
    place: Place
    router: str
    framework: str
    handler: FunctionRef | None = None
    handler_name: str = ""
    served: bool = False
    obstacle: str = ""
    shadowed_by: Place | None = None
    constrained: bool = False
    wrappers: tuple[str, ...] = ()
    builtin: bool = False

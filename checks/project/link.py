"""Facts -> one model to ask.

`Project` is a thin face over the parts that answer: `modules` (which file an import means), `resolve`
(what a name stands for), `entries` and `reach` (what is started and what that pulls in), `library`
(application or library), `routes` (what is served where).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from checks.code.facts import Body, Class, Expr, FileFacts, Function
from checks.project.model import (
    ClassRef,
    EntryPoint,
    FunctionRef,
    Mount,
    Route,
    Router,
    Target,
)
from checks.snapshot import Snapshot


class Project:
    """The linked model of one tree. Built once, asked often; every answer is computed once and kept."""

    def __init__(self, snapshot: Snapshot, facts: Mapping[str, FileFacts]) -> None:
        """``facts`` by path, for every file of the tree that a front end read."""
        self.snapshot = snapshot
        self.facts = facts

    # --- files -----------------------------------------------------------------------------------

    def production(self, path: str) -> bool:
        """Whether a file is production code: not a test, fixture, story, example, seed, migration's data,
        vendored, generated or minified file."""
        raise NotImplementedError

    def code(self) -> Iterable[str]:
        """The paths of all production source files (Python, TypeScript, JavaScript), sorted."""
        raise NotImplementedError

    def unread(self, prefix: str = "") -> tuple[str, ...]:
        """Source files under a folder that no front end could read (other languages, skipped, not parsed
        in parts, submodules): what makes an absence there unverifiable."""
        raise NotImplementedError

    # --- names -----------------------------------------------------------------------------------

    def module(self, path: str, module: str) -> str | None:
        """The file that an import of ``module`` written in ``path`` means, or None for something outside."""
        raise NotImplementedError

    def resolve(self, path: str, value: Expr, function: int = 0) -> Target | None:
        """What a name, member or call's callee stands for, seen from a function of a file. Follows imports,
        re-exports, aliases and assignments of one name to another. None when it cannot be known."""
        raise NotImplementedError

    def function(self, ref: FunctionRef) -> Function:
        """A function's outline."""
        raise NotImplementedError

    def body(self, ref: FunctionRef) -> Body:
        """A function's body (index 0: the module's top level)."""
        raise NotImplementedError

    def classes(self, ref: ClassRef) -> Class:
        """A class's outline."""
        raise NotImplementedError

    def type_of(self, path: str, value: Expr, function: int = 0) -> ClassRef | None:
        """The project's class that a value is an instance of, from its constructor call, annotation, the
        constructor parameter it was injected through, or ``self``/``this``. None when it cannot be known."""
        raise NotImplementedError

    def method(self, ref: ClassRef, name: str) -> FunctionRef | None:
        """A method of a class, its bases in the project included."""
        raise NotImplementedError

    def callee(self, path: str, value: Expr, function: int = 0) -> FunctionRef | None:
        """The project's function that a call of ``value`` runs: by name, by module, or by the receiver's
        type. A class's callee is its constructor. None when it cannot be known or lies outside."""
        raise NotImplementedError

    def base_names(self, ref: ClassRef) -> frozenset[str]:
        """Every base of a class, transitively: project classes by bare name, outside ones by dotted name."""
        raise NotImplementedError

    # --- reachability ----------------------------------------------------------------------------

    @cached_property
    def entries(self) -> tuple[EntryPoint, ...]:
        """Every entry point, sorted by path."""
        raise NotImplementedError

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The files that the entry points import, directly or not, they themselves included."""
        raise NotImplementedError

    def importers(self, path: str) -> tuple[str, ...]:
        """The files that import a file in any way (also dynamically, for types, from tests), sorted."""
        raise NotImplementedError

    def library(self, path: str) -> bool:
        """Whether the package that a file belongs to is a library: made to be imported by others, not
        started here. Nothing in a library is unwired or an orphan."""
        raise NotImplementedError

    # --- serving ---------------------------------------------------------------------------------

    @cached_property
    def routers(self) -> tuple[Router, ...]:
        """Every app and router of production code, in the order of paths and lines."""
        raise NotImplementedError

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """Every mount, in the order in which the parents run them."""
        raise NotImplementedError

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every route of production code under every chain of mounts, in the order of routing; one with
        ``served`` false for a route of a router that nothing mounts."""
        raise NotImplementedError

    @cached_property
    def dynamic_routes(self) -> tuple[str, ...]:
        """Files that register routes in ways that cannot be followed (loops over directories, computed
        paths): what makes an absent route unverifiable."""
        raise NotImplementedError

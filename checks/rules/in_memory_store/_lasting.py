"""Whether a container outlives a request, in code that is served: at a module's top level, or in a service that is made
once for the process or anew for each request."""

from __future__ import annotations

import re

from checks.code import tree
from checks.code.search import nodes
from checks.patterns import regex
from checks.project.flow.changes import statements
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._asked import MAKING
from checks.rules.in_memory_store._containers import Container
from checks.rules.in_memory_store._records import Records
from checks.rules.in_memory_store._served import Served

_SERVICE = regex(r"(Service|Store|Storage|Repository|Repo|Manager|Database|DAO|Registry)$")
_DRIVEN = regex(
    r"\b(Browser|BrowserContext|Page|WebSocket|ChildProcess|Popen|RTCPeerConnection|VideoCapture)\b"
)
"""Types of the one thing that an instance drives."""
_MANY = regex(r"dict|map|list|set\b|array|record|\[\]", re.IGNORECASE)
"""Types of what holds many: of those the instance keeps books."""
_STARTS = frozenset("lifespan startup create_app on_startup main bootstrap start_server startServer".split())
"""Functions that start an app."""
_PROVIDES = regex(
    r"(get|provide|create|make)_?\w*(service|manager|store|storage|repo|repository|db|database)$",
    re.IGNORECASE,
)
"""Functions that hand out the one instance there is."""
_DEEP = 3
"""So many makers further on an instance still counts as one of something that lasts."""


class Lasting:
    """Answers for one project."""

    def __init__(self, project: Project, served: Served, records: Records) -> None:
        self.project = project
        self._served = served
        self._records = records
        self._services: dict[tuple[ClassRef, int], bool] = {}
        self._run: dict[tuple[FunctionRef, int], bool] = {}

    def lives_long(self, container: Container) -> bool:
        """Whether it outlives a request (or is made anew for each, and so forgets), in code that is served."""
        if container.path not in self._served.paths:
            return False
        if self.project.library(container.path):
            return False
        if container.owner is None or container.where == "class":
            return container.owner is None or not self._records.is_data(container.owner)
        return self._is_service(container.owner)

    def _is_service(self, owner: ClassRef, deep: int = _DEEP) -> bool:
        """Whether instances are made once for the process or once a request: at a module's top level, by injection,
        or inside a handler or a provider, and nowhere else."""
        if (owner, deep) not in self._services:
            self._services[owner, deep] = self._serves(owner, deep)
        return self._services[owner, deep]

    def _serves(self, owner: ClassRef, deep: int) -> bool:
        declared = self.project.classes(owner)
        if self._records.is_data(owner) or self._drives(owner):
            return False
        if any(
            root(d.value) in ("Injectable", "Service", "Controller", "singleton", "injectable")
            for d in declared.decorators
        ):
            return True
        return self._made_to_last(owner, deep)

    def _made_to_last(self, owner: ClassRef, deep: int) -> bool:
        made = list(dict.fromkeys(self._served.made.get(owner, [])))
        if not made or self._stands_in(owner, made):
            return False
        if all(self._once(owner, ref, deep) for ref in made):
            return True
        return any(self._module_holds(owner, ref) for ref in made) and self._served.handlers.isdisjoint(made)

    def _drives(self, owner: ClassRef) -> bool:
        """Whether instances hold a browser, a process or a connection: what they keep beside it is part of its run."""
        declared = self.project.classes(owner)
        said = [field.annotation for field in declared.fields]
        for index in declared.methods:
            if self.project.function(FunctionRef(owner.path, index)).name in MAKING:
                body = self.project.body(FunctionRef(owner.path, index))
                said += [s.annotation for s in body if isinstance(s, tree.Assign)]
        return any(_DRIVEN.search(annotation) and not _MANY.search(annotation) for annotation in said)

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

    def _once(self, made: ClassRef, ref: FunctionRef, deep: int) -> bool:
        if ref.index == 0:
            return True
        function = self.project.function(ref)
        if ref in self._served.handlers:
            return bool(_SERVICE.search(self.project.classes(made).name))
        if function.name in MAKING and function.owner >= 0:
            holder = ClassRef(ref.path, function.owner)
            return deep > 0 and holder != made and self._is_service(holder, deep - 1)
        if any(isinstance(s, tree.Scope) and s.kind == "global" for s in self.project.body(ref)):
            return True
        return (
            _PROVIDES.match(function.name) is not None
            or self._keeps_it(made, ref)
            or self._runs_once(ref, deep)
        )

    def _keeps_it(self, made: ClassRef, ref: FunctionRef) -> bool:
        """Whether a function keeps the instance that it makes in a name of its module or an attribute of the class, for
        the next caller (``if (!Ledger.instance) Ledger.instance = new Ledger()``)."""
        name = self.project.classes(made).name
        given = self._given(ref.path)
        return any(
            isinstance(statement, tree.Assign)
            and statement.value is not None
            and not statement.declares
            and any(
                isinstance(node, tree.Call) and dotted(node.func) in (name, "cls")
                for node in nodes(statement.value)
            )
            and any(
                (isinstance(target, tree.Name) and self._python(ref) is False and target.id in given)
                or (isinstance(target, tree.Attr) and root(target) in (name, "cls", "globalThis", "global"))
                for target in statement.targets
            )
            for statement in statements(self.project.body(ref))
        )

    def _python(self, ref: FunctionRef) -> bool:
        return self.project.facts[ref.path].language == "python"

    def _given(self, path: str) -> frozenset[str]:
        """The names that a module's top level binds."""
        return frozenset(
            target.id
            for statement in self.project.body(FunctionRef(path, 0))
            if isinstance(statement, tree.Assign)
            for target in statement.targets
            if isinstance(target, tree.Name)
        )

    def _runs_once(self, ref: FunctionRef, deep: int) -> bool:
        """Whether a function runs when the app is made, and never for a request."""
        if (ref, deep) not in self._run:
            self._run[ref, deep] = self._starts(ref, deep)
        return self._run[ref, deep]

    def _starts(self, ref: FunctionRef, deep: int) -> bool:
        function = self.project.function(ref)
        if function.name in _STARTS or ref in self._served.makers:
            return True
        callers = self._served.callers.get(function.name, []) if function.name else []
        return (
            deep > 0 and bool(callers) and all(c.index == 0 or self._runs_once(c, deep - 1) for c in callers)
        )

    def _module_holds(self, made: ClassRef, ref: FunctionRef) -> bool:
        """Whether the top level of a module that others import binds an instance to a name."""
        name = self.project.classes(made).name
        return (
            ref.index == 0
            and bool(self.project.importers(ref.path))
            and any(
                isinstance(statement, tree.Assign)
                and isinstance(statement.value, tree.Call)
                and dotted(statement.value.func) == name
                for statement in self.project.body(ref)
            )
        )

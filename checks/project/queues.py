"""Queues that jobs are put on and schedulers that are given work, and whether anything takes it up.

A worker may be run by a command or by code. Where a package's commands are not written down (no compose file, no
Procfile), nothing can be said about workers that a command would run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from checks.code.tree import Attr, Call, Expr, Lit, Name
from checks.frameworks.workers import workers
from checks.frameworks.workers.model import Workers
from checks.model import Place
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.linked import Linked
from checks.project.mentions import Mentions
from checks.project.model import External, FunctionRef, Variable
from checks.project.walk import calls

_LISTED = regex(r"compose|Procfile")
_LETTERS = regex(r"(?i)dead|dlq|fail|archive")
"""Queues that are there to be looked at by people."""
_PROSE = (".md", ".rst", ".txt", ".adoc", ".ipynb", ".lock")


class Idle(msgspec.Struct, frozen=True):
    """Something that waits for a worker that never comes: what, where it is made, where it is used, and why."""

    symbol: str
    place: Place
    used: Place
    why: str


class _Site(msgspec.Struct, frozen=True):
    ref: FunctionRef
    call: Call


class Queues:
    """Finds the idle queues and schedulers of one project."""

    def __init__(self, project: Linked) -> None:
        self._project = project
        self._held: dict[str, frozenset[str]] = {}
        self._idle: dict[str, tuple[Idle, ...]] = {}

    def idle(self, among: Collection[str]) -> Iterator[Idle]:
        """Every queue nobody reads, every scheduler nobody starts, every timetable nobody keeps, of those libraries that some
        files use; they may lie in other files."""
        for library in workers():
            holders = self._holders(library)
            # What stands idle is made or marked where the library is imported, or is a job that is sent.
            if holders and any(p in holders or self._project.says(p, *library.sends) for p in among):
                if library.name not in self._idle:
                    paths = sorted(p for p in holders if not self._project.library(p))
                    self._idle[library.name] = tuple(self._of(library, paths)) if paths else ()
                yield from self._idle[library.name]

    def _of(self, library: Workers, paths: list[str]) -> Iterator[Idle]:
        if library.named:
            yield from self._unread(library, paths)
        elif library.programs:
            yield from self._unworked(library, paths)
        if library.schedulers:
            yield from self._unscheduled(library, paths)
        if library.scheduled:
            yield from self._untimed(library, paths)

    def _holders(self, library: Workers) -> frozenset[str]:
        """The files that import a library."""
        if library.name not in self._held:
            python = library.language == "python"
            self._held[library.name] = frozenset(
                path
                for path in self._project.importing(*library.packages)
                if path.endswith((".py", ".pyw")) == python and self._imports(path, library.packages)
            )
        return self._held[library.name]

    def _imports(self, path: str, packages: Iterable[str]) -> bool:
        """Whether a file imports a package or something in it."""
        inside = tuple(f"{package}{separator}" for package in packages for separator in "./")
        return any(
            imported.module in packages or imported.module.startswith(inside)
            for imported in self._project.facts[path].passed.imports
        )

    def _sites(self, path: str) -> Iterator[_Site]:
        for function in self._project.facts[path].outline.functions:
            ref = FunctionRef(path, function.index)
            for call in calls(self._project.body(ref)):
                yield _Site(ref, call)

    def _outside(self, site: _Site) -> str:
        target = self._project.resolve(site.ref.path, site.call.func, site.ref.index)
        return target.name if isinstance(target, External) else ""

    def _place(self, site: _Site, note: str = "") -> Place:
        return Place(site.ref.path, site.call.line, max(site.call.line, site.call.end_line), note)

    # --- workers that a command runs -------------------------------------------------------------

    def _unworked(self, library: Workers, paths: list[str]) -> Iterator[Idle]:
        """The queue of a library whose workers are run by a command, where jobs are sent and no command runs one."""
        if self._run_in_code(library, paths) or not self._commands_listed() or self._commanded(library):
            return
        sent = self._sent(library)
        made = next((s for p in paths for s in self._sites(p) if self._outside(s) in library.queues), None)
        if sent is None:
            return
        anchor = made if made is not None else sent
        yield Idle(
            library.name, self._place(anchor), self._place(sent, "a job is sent here"),
            f"jobs are sent to {library.name}, and no start command runs a worker for them",
        )  # fmt: skip

    def _run_in_code(self, library: Workers, paths: list[str]) -> bool:
        if self._project.saying(*library.runs):
            return True
        if any(map(self._spawns, self._project.saying(*library.programs))):
            return True
        return any(self._outside(site) in library.readers for path in paths for site in self._sites(path))

    def _spawns(self, path: str) -> bool:
        return any(
            i.module in ("subprocess", "os", "child_process", "node:child_process", "execa")
            for i in self._project.facts[path].passed.imports
        )

    def _commands_listed(self) -> bool:
        """Whether the commands of several processes are written down, the app's own among them."""
        return any(
            _LISTED.search(command.source) or _LISTED.search(path)
            for path, facts in self._project.facts.items()
            if facts.manifest is not None
            for command in facts.manifest.commands
        )

    def _commanded(self, library: Workers) -> bool:
        for path, facts in self._project.facts.items():
            if path.endswith(_PROSE):
                continue
            if any(word in library.programs for word in facts.words):
                return True
            commands = facts.manifest.commands if facts.manifest is not None else ()
            if any(
                not set(re.split(r"[\s\"',\[\]]+", c.text)).isdisjoint(library.programs) for c in commands
            ):
                return True
        return False

    def _sent(self, library: Workers) -> _Site | None:
        """A call that sends a job, in production code that runs."""
        for path in self._project.saying(*library.sends):
            if path not in self._project.reachable:
                continue
            for site in self._sites(path):
                func = site.call.func
                if (
                    isinstance(func, Attr)
                    and func.name in library.sends
                    and self._holds_jobs(library, site, func.base)
                ):
                    return site
        return None

    def _holds_jobs(self, library: Workers, site: _Site, receiver: Expr) -> bool:
        """Whether jobs are sent by way of a task or a queue of the library."""
        callee = self._project.callee(site.ref.path, receiver, site.ref.index)
        if callee is not None:
            marks = self._project.function(callee).decorators
            return any(
                dotted(m.value.func if isinstance(m.value, Call) else m.value).rsplit(".", 1)[-1]
                in library.tasks
                for m in marks
            )
        return self._made_by(site, receiver) in library.queues

    def _made_by(self, site: _Site, receiver: Expr) -> str:
        kind = self._project.outside_type(site.ref.path, receiver, site.ref.index)
        if kind is not None:
            return kind.name
        target = self._project.resolve(site.ref.path, receiver, site.ref.index)
        if isinstance(target, Variable):
            for value in self._project.values(target):
                made = self._project.resolve(target.path, value.func, 0) if isinstance(value, Call) else None
                if isinstance(made, External):
                    return made.name
        return ""

    # --- queues and readers that meet by name ----------------------------------------------------

    def _unread(self, library: Workers, paths: list[str]) -> Iterator[Idle]:
        queues: list[tuple[str, _Site]] = []
        read = set(self._marked(library, paths))
        for path in paths:
            for site in self._sites(path):
                name = self._outside(site)
                if name in library.readers:
                    read.add(self._first(site))
                elif name in library.queues:
                    queues.append((self._first(site), site))
                elif _last(site.call.func) in library.reading and site.call.args:
                    return  # Which queue it reads is the queue's own affair: any may be meant.
        if "" in read:
            return
        for name, site in queues:
            kept = name in read or not name or _LETTERS.search(name)
            used = None if kept else self._used_queue(library, site)
            if used is not None:
                yield Idle(
                    name, self._place(site), self._place(used, "a job is put on it here"),
                    f"jobs are put on the queue `{name}`, and no worker reads it",
                )  # fmt: skip

    def _marked(self, library: Workers, paths: list[str]) -> Iterator[str]:
        """The queues that classes say to read."""
        for path in paths:
            for declared in self._project.facts[path].outline.classes:
                for mark in declared.decorators:
                    if isinstance(mark.value, Call) and _last(mark.value.func) in library.marks:
                        yield self._first(_Site(FunctionRef(path, 0), mark.value))

    def _first(self, site: _Site) -> str:
        """The name that a queue or reader is given, empty where it cannot be known."""
        first = site.call.args[0] if site.call.args else None
        target = (
            self._project.resolve(site.ref.path, first, site.ref.index)
            if isinstance(first, Name | Attr)
            else None
        )
        if isinstance(target, Variable):
            values = self._project.values(target)
            first = values[0] if len(values) == 1 else None
        return str(first.value) if isinstance(first, Lit) and isinstance(first.value, str) else ""

    def _used_queue(self, library: Workers, made: _Site) -> _Site | None:
        for path in self._project.saying(*library.sends):
            if path in self._project.reachable:
                for site in self._sites(path):
                    func = site.call.func
                    if not isinstance(func, Attr) or func.name not in library.sends:
                        continue
                    target = self._project.resolve(path, func.base, site.ref.index)
                    if (
                        isinstance(target, Variable)
                        and target.path == made.ref.path
                        and abs(target.line - made.call.line) < 2
                    ):
                        return site
        return None

    # --- schedulers ------------------------------------------------------------------------------

    def _unscheduled(self, library: Workers, paths: list[str]) -> Iterator[Idle]:
        """A scheduler that is given work and that nothing starts, by any name that it may go under."""
        started = any(
            self._may_start(library, mention.path)
            for start in library.starts
            for mention in self._project.once(Mentions).of(start)
        )
        if started:
            return
        for path in paths:
            made = next((s for s in self._sites(path) if self._outside(s) in library.schedulers), None)
            if made is None:
                continue
            given = self._given(library, path)
            if given is not None:
                yield Idle(
                    library.name, self._place(made), given,
                    f"{library.name} is given work, and nothing starts the scheduler",
                )  # fmt: skip

    def _may_start(self, library: Workers, path: str) -> bool:
        """Whether a file that mentions a start may mean a scheduler: it makes one, or imports a file that may hold one."""
        holders = self._holders(library)
        if path in holders:
            return True
        imports = self._project.facts[path].passed.imports
        return any(self._project.module(path, i.module) in holders for i in imports)

    def _given(self, library: Workers, path: str) -> Place | None:
        for site in self._sites(path):
            if isinstance(site.call.func, Attr) and site.call.func.name in library.jobs:
                return self._place(site, "it is given work here")
        for function in self._project.facts[path].outline.functions:
            for mark in function.decorators:
                func = mark.value.func if isinstance(mark.value, Call) else mark.value
                if isinstance(func, Attr) and func.name in library.jobs:
                    return Place(path, mark.line, function.end_line, "it is given work here")
        return None

    # --- timetables ------------------------------------------------------------------------------

    def _untimed(self, library: Workers, paths: list[str]) -> Iterator[Idle]:
        """Methods that are to run by the clock, in an app that never brings in what watches the clock, or of a class
        that the app never makes."""
        kept = any(True for _ in self._project.once(Mentions).of(library.needs))
        for path in paths:
            outline = self._project.facts[path].outline
            for declared in outline.classes:
                timed = next(
                    (
                        outline.functions[i] for i in declared.methods
                        if any(dotted(m.value.func if isinstance(m.value, Call) else m.value) in library.scheduled for m in outline.functions[i].decorators)
                    ),
                    None,
                )  # fmt: skip
                if timed is None or self._project.loaded_unseen(path):
                    continue
                listed = any(
                    m.path != path or m.declared not in (-1, declared.index)
                    for m in self._project.once(Mentions).of(declared.name)
                )
                if kept and listed:
                    continue
                place = Place(path, timed.first_line, timed.end_line)
                why = (
                    f"it is to run by the clock, and no module lists `{declared.name}`" if kept
                    else f"it is to run by the clock, and no module brings in `{library.needs}`"
                )  # fmt: skip
                yield Idle(timed.qualname, place, place, why)
                if not kept:
                    return


def _last(value: Expr) -> str:
    return dotted(value).rsplit(".", 1)[-1]

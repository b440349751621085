"""What is served where: apps, routers, mounts and routes of a tree.

`serve` finds the files that take part in routing, has them traced (`checks.project.tracing`), lets the
frameworks that need it read the tree themselves (`checks.project.survey`), and composes the result
(`checks.project.mounting`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import msgspec

from checks.code.facts import FileFacts, Function
from checks.code.search import calls, nodes
from checks.code.tree import Attr, Expr, Lit, Name
from checks.code.vocabulary import says
from checks.frameworks import frameworks
from checks.frameworks.model import Framework
from checks.model import Place
from checks.project.linked import Linked
from checks.project.listening import unheard
from checks.project.mentions import Mentions
from checks.project.model import FunctionRef, Mount, Route, Router
from checks.project.mounting import Ground, compose
from checks.project.survey import Surveyor
from checks.project.tracing.machine import Machine
from checks.project.tracing.values import Declared, Made, Value

PARAMETERS = (
    "app",
    "router",
    "fastify",
    "server",
    "api",
    "bp",
    "blueprint",
    "instance",
    "application",
    "expressApp",
)
"""Names of parameters that hold an app or router where no annotation says so."""


class Serving(msgspec.Struct, frozen=True):
    """Everything about serving that `Project` answers from."""

    routers: tuple[Router, ...] = ()
    mounts: tuple[Mount, ...] = ()
    routes: tuple[Route, ...] = ()
    dynamic: tuple[str, ...] = ()


def serve(project: Linked) -> Serving:
    """Reads the whole tree once."""
    direct = _direct(project)
    if not direct:
        machine = Machine(project, frameworks(), frozenset())
    else:
        machine = Machine(project, frameworks(), _above(project, direct))
        for path in _in_order(project, machine.relevant):
            machine.module(path)
        _uncalled(project, machine, direct)
    surveyor = Surveyor(project)
    for framework in frameworks():
        if framework.discover is not None:
            surveyor.framework = framework
            framework.discover(surveyor)
    made = [item for item in machine.made if _counts(item)] + surveyor.made
    routers, mounts, routes = compose(made, _ground(project), lambda declared: _yields(project, declared))
    return Serving(routers, mounts, routes, tuple(sorted(machine.dynamic | surveyor.lost)))


# --- which files take part ---------------------------------------------------------------------------


def _direct(project: Linked) -> dict[str, tuple[Framework, ...]]:
    """Production files that import a framework, and which."""
    packages: dict[str, list[Framework]] = defaultdict(list)
    for framework in frameworks():
        for package in framework.packages if framework.makers else ():
            packages[package].append(framework)
    found: dict[str, tuple[Framework, ...]] = {}
    behind: dict[str, dict[str, Framework]] = {}
    for path in project.importing(*packages):
        named: dict[str, Framework] = {}
        for module in dict.fromkeys(imported.module for imported in project.facts[path].passed.imports):
            if module not in behind:
                behind[module] = {
                    f.name: f for package in _packages(module) for f in packages.get(package, ())
                }
            named.update(behind[module])
        if named:
            found[path] = tuple(named.values())
    return found


def _packages(module: str) -> Iterator[str]:
    """A module and everything above it: ``flask.views`` -> ``flask.views``, ``flask``."""
    yield module
    for separator in "/.":
        for at, char in enumerate(module[:200]):
            if char == separator and at:
                yield module[:at]


def _above(project: Linked, direct: dict[str, tuple[Framework, ...]]) -> frozenset[str]:
    """The files that import one of these, directly or not, they themselves included."""
    code = frozenset(project.code())
    found = set(direct)
    waiting = list(direct)
    while waiting:
        for importer in project.importers(waiting.pop()):
            if importer in code and importer not in found:
                found.add(importer)
                waiting.append(importer)
    return frozenset(found)


def _in_order(project: Linked, relevant: frozenset[str]) -> list[str]:
    """The files so that each comes after those it imports, as far as there is no circle."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    for start in sorted(relevant):
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            path, finished = waiting.pop()
            if finished:
                done[path] = None
            elif path not in begun:
                begun.add(path)
                waiting.append((path, True))
                for imported in project.facts[path].passed.imports:
                    target = project.module(path, imported.module)
                    if target in relevant and target not in begun:
                        waiting.append((target, False))
    return list(done)


# --- functions that nothing was seen to call ---------------------------------------------------------


def _uncalled(project: Linked, machine: Machine, direct: dict[str, tuple[Framework, ...]]) -> None:
    """Traces the functions that make or fill a router and that nothing was seen to call."""
    makers = _makers()
    usual = Counter(framework.name for found in direct.values() for framework in found)
    by_name = {framework.name: framework for framework in frameworks()}
    liked = [by_name[name] for name, _ in usual.most_common()]
    taking = project.each(_taking, tuple[int, ...])
    making = project.each(_making, bool)
    for path in sorted((machine.relevant | _candidates(project, direct)) & (making.keys() | taking.keys())):
        known = direct.get(path) or tuple(
            framework for framework in liked if (framework.language == "python") == path.endswith(".py")
        )
        functions = project.facts[path].outline.functions
        for index in range(1, len(functions)) if path in making else taking[path]:
            function, ref = functions[index], FunctionRef(path, index)
            if ref in machine.visited or function.abstract:
                continue
            given = _given(project, machine, ref, function, known)
            if given or (path in making and _makes(project, ref, makers)):
                machine.uncalled(ref, given)


def _candidates(project: Linked, direct: dict[str, tuple[Framework, ...]]) -> frozenset[str]:
    """Files that import no framework but have functions with a parameter that is named like an app."""
    if not direct:
        return frozenset()
    return frozenset(project.each(_takes_app, bool))


def _takes_app(path: str, facts: FileFacts) -> bool:  # noqa: ARG001, asked of each file
    return any(p.name in PARAMETERS for f in facts.outline.functions for p in f.params)


def _making(path: str, facts: FileFacts) -> bool:  # noqa: ARG001, asked of each file
    """Whether a file says what is named like the maker of an app or router."""
    return any(says(facts, maker) for maker in _makers())


def _taking(path: str, facts: FileFacts) -> tuple[int, ...]:  # noqa: ARG001, asked of each file
    """The functions of a file that may be given an app or router, by what their parameters are called or annotated with."""
    types = _types()
    return tuple(
        f.index
        for f in facts.outline.functions[1:]
        if any(p.name in PARAMETERS or _bare(p.annotation) in types for p in f.params)
    )


@cache
def _makers() -> frozenset[str]:
    """What makes an app or router is called so."""
    makers = (name for framework in frameworks() for maker in framework.makers for name in maker.names)
    return frozenset(("express", "fastify", "Fastify", "Koa", *(name.rsplit(".", 1)[-1] for name in makers)))


@cache
def _types() -> frozenset[str]:
    """The names of all frameworks' apps and routers in annotations."""
    return frozenset(name for framework in frameworks() for name in framework.types if name)


def _bare(annotation: str) -> str:
    """The last name of a type, without what it is filled with."""
    return annotation.rsplit(".", 1)[-1].split("<", 1)[0].strip(" '\"")


def _given(
    project: Linked, machine: Machine, ref: FunctionRef, function: Function, known: tuple[Framework, ...]
) -> dict[str, Value]:
    """Apps or routers to stand for a function's parameters, where they are used as such."""
    given: dict[str, Value] = {}
    for param in function.params:
        bare = _bare(param.annotation)
        framework = next((f for f in frameworks() if bare and bare in f.types and f in known), None)
        if framework is None and (param.annotation or param.name not in PARAMETERS):
            continue
        framework = framework or next(iter(known), None)
        if framework is None or not _declares_on(project, ref, param.name, framework):
            continue
        place = Place(ref.path, function.first_line, function.end_line)
        name = function.name or param.name
        machine.run = msgspec.structs.replace(machine.run, path=ref.path, uncalled=ref)
        given[param.name] = machine.routing.scope_of(framework, "router", place, name, ref)
    return given


def _declares_on(project: Linked, ref: FunctionRef, name: str, framework: Framework) -> bool:
    """Whether a body declares a route with a written-out path on, or mounts something on, one of its names."""
    verbs = {verb.name for verb in framework.verbs} | {framework.chain}
    mounts = {mount.name for mount in framework.mounts if mount.certain or mount.plugin}
    return any(
        isinstance(call.func, Attr)
        and isinstance(call.func.base, Name)
        and call.func.base.id == name
        and (call.func.name in mounts or (call.func.name in verbs and _starts_like_path(call.args)))
        for call in calls(project.body(ref))
    )


def _starts_like_path(args: tuple[Expr, ...]) -> bool:
    first = args[0] if args else None
    return isinstance(first, Lit) and isinstance(first.value, str)


def _makes(project: Linked, ref: FunctionRef, makers: frozenset[str]) -> bool:
    """Whether a body calls something that is named like the maker of an app or router."""
    for call in calls(project.body(ref)):
        name = (
            call.func.id
            if isinstance(call.func, Name)
            else call.func.name
            if isinstance(call.func, Attr)
            else ""
        )
        if name in makers:
            return True
    return False


# --- what counts, what runs --------------------------------------------------------------------------


def _counts(made: Made) -> bool:
    """Scopes of plugins and parameters count only where something is declared or mounted on them."""
    if made.kind == "app" or made.events:
        return True
    return not made.scope


def _ground(project: Linked) -> Ground:
    attributes = {(entry.path, entry.attribute.split("(")[0]) for entry in project.entries if entry.attribute}
    asked: dict[FunctionRef, bool] = {}

    def called(ref: FunctionRef) -> bool:
        if ref not in asked:
            asked[ref] = _called(project, ref, attributes)
        return asked[ref]

    def named(ref: FunctionRef) -> str:
        name = project.function(ref).qualname
        return name if name not in ("", "default", "=", "<anonymous>") else f"default of {ref.path}"

    entries = frozenset(entry.path for entry in project.entries)
    return Ground(
        project.reachable,
        called,
        named,
        lambda ref: _used(project, ref),
        entries,
        lambda made: unheard(project, made),
    )


def _used(project: Linked, ref: FunctionRef) -> bool:
    """Whether code that is reached does something with a function: more than to import it or to give it out."""
    name = project.function(ref).name
    for path in (ref.path, *project.importers(ref.path)) if name else ():
        imports = project.facts[path].passed.imports if path != ref.path else ()
        given = [i for i in imports if i.name == name and project.module(path, i.module) == ref.path]
        if any(item.kind == "export" for item in given):
            return True
        for said in {name, *(item.alias for item in given)}:
            for mention in project.once(Mentions).of(said):
                here = mention.path == path and FunctionRef(path, mention.function) != ref
                if here and path in project.reachable and project.production(path):
                    return True
    return False


def _called(project: Linked, ref: FunctionRef, attributes: set[tuple[str, str]]) -> bool:
    """Whether an entry point names a function, or a file that is reached mentions it (as a thread's target,
    a callback, an import)."""
    name = project.function(ref).name
    if not name or (ref.path, name) in attributes:
        return bool(name)
    for path in (ref.path, *project.importers(ref.path)):
        if path in project.reachable and project.production(path):
            outline = project.facts[path].outline
            given = [
                i for i in outline.imports if i.name == name and project.module(path, i.module) == ref.path
            ]
            if any(i.kind == "export" for i in given):
                return True
            names = {i.alias for i in given} | ({name} if path == ref.path else set())
            if any(_mentions(project, path, function, name, names, ref) for function in outline.functions):
                return True
    return False


def _mentions(
    project: Linked, path: str, function: Function, name: str, names: set[str], ref: FunctionRef
) -> bool:
    """Whether a function's body says one of the names that a function has there, or a member of its name of
    anything."""
    here = FunctionRef(path, function.index)
    return here != ref and any(
        (isinstance(node, Name) and node.id in names) or (isinstance(node, Attr) and node.name == name)
        for node in nodes(project.body(here))
    )


def _yields(project: Linked, declared: Declared) -> bool:
    """Whether a handler can hand the request on to later routes (a third parameter, ``next``)."""
    if declared.handler is None:
        return not declared.builtin and declared.handler is None and declared.name == ""
    names = [param.name for param in project.function(declared.handler).params]
    return len(names) > 2 and names[2] in ("next", "_next")

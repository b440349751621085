"""Containers that outlive a request: where they are defined, and every use of them.

A container is a list, dict, set, Map or object at module level, at class level, in an attribute of a class
whose instances are services, a local of a function that makes a router and whose handlers close over it, or what
hangs on the app itself (``app.state.orders``, ``app.locals.orders``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from checks.code import tree
from checks.project.flow.changes import Use
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.mentions import other_names
from checks.project.model import ClassRef, FunctionRef

Where = Literal["module", "class", "service", "closure", "app"]

_MAKERS = frozenset(
    "dict list set defaultdict OrderedDict deque Counter Map Set Array Object.create WeakMap".split()
)
_BOUNDED = frozenset(
    "TTLCache LRUCache LFUCache Cache WeakMap WeakSet WeakValueDictionary LRU QuickLRU NodeCache".split()
)


_ON_APP = frozenset(("state", "locals"))
"""Where frameworks let an app hold things: https://www.starlette.io/applications/#storing-state-on-the-app-instance,
https://expressjs.com/en/5x/api.html#app.locals."""


class Container(msgspec.Struct, frozen=True):
    """One container: where it is defined and what it is called there."""

    path: str
    name: str
    line: int
    end_line: int
    where: Where
    annotation: str
    value: tree.Expr
    owner: ClassRef | None = None
    function: int = 0

    @property
    def symbol(self) -> str:
        """How a reader would call it."""
        return self.name


def is_container(value: tree.Expr | None) -> bool:
    """Whether an initial value is a container that can grow."""
    if isinstance(value, tree.Map):
        return True
    if isinstance(value, tree.Seq):
        return value.kind in ("list", "set")
    if isinstance(value, tree.Call):
        name = dotted(value.func)
        if name == "deque" and any(key == "maxlen" for key, _ in value.kwargs):
            return False
        return name in _MAKERS or name.rsplit(".", 1)[-1] in ("defaultdict", "OrderedDict", "deque")
    if isinstance(value, tree.Op) and value.op in ("or", "??"):
        return is_container(value.operands[-1])
    return False


def containers(project: Project, paths: Collection[str]) -> Iterator[Container]:
    """Every container of production code, in some files, that may hold something between requests."""
    for path in project.passing(path for path in project.code() if path in paths):
        yield from _of_module(project, path)
        yield from _of_classes(project, path)
        yield from _of_apps(project, path)
    yield from (container for container in _of_factories(project) if container.path in paths)


def _of_module(project: Project, path: str) -> Iterator[Container]:
    seen: set[str] = set()
    body = project.body(FunctionRef(path, 0))
    chosen = {id(statement) for statement in _either(body)}
    for statement in _top_level(body):
        if not isinstance(statement, tree.Assign) or not is_container(statement.value) or statement.op != "=":
            continue
        if id(statement) in chosen:
            continue
        for target in statement.targets:
            name = dotted(target)
            if (
                name
                and name not in seen
                and not on_app(tuple(name.split(".")))
                and name not in ("__all__", "module.exports", "default", "urlpatterns")
            ):
                seen.add(name)
                assert statement.value is not None  # noqa: S101
                yield Container(
                    path=path,
                    name=name,
                    line=statement.line,
                    end_line=statement.end_line or statement.line,
                    where="module",
                    annotation=statement.annotation,
                    value=statement.value,
                )


def _of_apps(project: Project, path: str) -> Iterator[Container]:
    """What functions or the module hang on an app."""
    if not project.says(path, *_ON_APP):
        return
    for function in project.facts[path].outline.functions:
        for statement in _top_level(project.body(FunctionRef(path, function.index))):
            if not isinstance(statement, tree.Assign) or not is_container(statement.value):
                continue
            for target in statement.targets:
                name = on_app(tuple(dotted(target).split(".")))
                if name and dotted(target).endswith(name) and statement.value is not None:
                    yield Container(
                        path, name, statement.line, statement.end_line or statement.line, "app", statement.annotation,
                        statement.value,
                    )  # fmt: skip


def on_app(chain: tuple[str, ...]) -> str:
    """What a chain of names means on the app (``app.state.orders``), wherever the app is found; empty for another."""
    for at in range(1, len(chain) - 1):
        if chain[at] in _ON_APP and chain[at - 1] in ("app", "application"):
            return ".".join(("app", chain[at], chain[at + 1]))
    return ""


def _of_factories(project: Project) -> Iterator[Container]:
    """The local containers of functions that declare routes and whose handlers close over them."""
    seen: set[FunctionRef] = set()
    for route in project.routes:
        parent = project.function(route.handler).parent if route.handler is not None else 0
        if route.handler is None or parent <= 0:
            continue
        maker = FunctionRef(route.handler.path, parent)
        if maker in seen or not project.production(maker.path):
            continue
        seen.add(maker)
        for statement in _top_level(project.body(maker)):
            if isinstance(statement, tree.Assign) and is_container(statement.value):
                for target in statement.targets:
                    if isinstance(target, tree.Name) and statement.value is not None:
                        yield Container(
                            maker.path, closed_over(project, maker, target.id), statement.line,
                            statement.end_line or statement.line, "closure", statement.annotation, statement.value,
                            function=parent,
                        )  # fmt: skip


def closed_over(project: Project, maker: FunctionRef, name: str) -> str:
    """What a local container of a function is called."""
    return f"{project.function(maker).qualname}.{name}"


def _either(body: tree.Body) -> Iterator[tree.Stmt]:
    """The statements of which a module runs one half or the other: what is kept in memory in one is kept elsewhere in the
    other."""
    for statement in _top_level(body):
        if isinstance(statement, tree.If) and statement.then and statement.other:
            yield from _top_level((*statement.then, *statement.other))


def _top_level(body: tree.Body) -> Iterator[tree.Stmt]:
    waiting = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        yield statement
        if isinstance(statement, tree.If):
            waiting += reversed((*statement.then, *statement.other))
        elif isinstance(statement, tree.Try):
            waiting += reversed(statement.body)


def _of_classes(project: Project, path: str) -> Iterator[Container]:
    for declared in project.facts[path].outline.classes:
        if declared.kind != "class":
            continue
        ref = ClassRef(path, declared.index)
        seen: set[str] = set()
        python = project.facts[path].language == "python"
        for field in declared.fields:
            if is_container(field.value):
                assert field.value is not None  # noqa: S101
                seen.add(field.name)
                where: Where = "class" if field.static or python else "service"
                yield Container(
                    path, f"{declared.name}.{field.name}", field.line, field.end_line or field.line, where,
                    field.annotation, field.value, ref,
                )  # fmt: skip
        yield from _of_maker(project, ref, seen)


def _of_maker(project: Project, ref: ClassRef, seen: set[str]) -> Iterator[Container]:
    declared = project.classes(ref)
    for index in declared.methods:
        function = project.function(FunctionRef(ref.path, index))
        if function.name not in ("__init__", "constructor", "__new__"):
            continue
        for statement in _top_level(project.body(FunctionRef(ref.path, index))):
            if not isinstance(statement, tree.Assign) or not is_container(statement.value):
                continue
            for target in statement.targets:
                chain = dotted(target).split(".")
                if len(chain) == 2 and chain[0] in ("self", "this") and chain[1] not in seen:
                    seen.add(chain[1])
                    assert statement.value is not None  # noqa: S101
                    yield Container(
                        ref.path, f"{declared.name}.{chain[1]}", statement.line, statement.end_line or statement.line,
                        "service", statement.annotation, statement.value, ref,
                    )  # fmt: skip


def key_of(container: Container) -> tuple[str, str]:
    """What `uses_of` files the uses of a container under."""
    return ("" if container.where == "app" else container.path), container.name


def uses_of(project: Project, wanted: set[str]) -> dict[tuple[str, str], list[Use]]:
    """Every use of the containers with these names, as `key_of` names them: module-level names by their name,
    attributes as ``Class.name``."""
    found: dict[tuple[str, str], list[Use]] = defaultdict(list)
    others = project.once(other_names)
    saying = project.saying(*wanted, *(other for name in wanted for other in others.get(name, ())))
    for path in project.passing(saying):
        imports = project.facts[path].passed.imports
        names = wanted.union(item.alias for item in imports if item.name in wanted)
        for use in project.flow.state.uses(path):
            if not names.isdisjoint(use.chain):
                for key in _keys(project, use):
                    found[key].append(use)
    return found


def _keys(project: Project, use: Use) -> Iterator[tuple[str, str]]:
    head, *rest = use.chain
    if name := on_app(use.chain):
        if use.kind != "rebind" or not is_container(use.value):
            yield "", name
        return
    index = project.function(use.ref).parent
    while index > 0:
        maker = FunctionRef(use.ref.path, index)
        yield use.ref.path, closed_over(project, maker, head)
        index = project.function(maker).parent
    if head in ("self", "this", "cls"):
        owner = project.flow.state.owner(use.ref)
        if owner is not None and rest:
            yield owner.path, f"{project.classes(owner).name}.{rest[0]}"
        return
    if use.ref.index == 0 and use.kind == "rebind":
        return
    target = project.flow.state.target(use)
    if target is not None:
        yield target.path, target.name
        if rest:
            yield target.path, f"{target.name}.{rest[0]}"
            owner = project.type_of(use.ref.path, tree.Name(use.line, head), use.ref.index)
            if owner is not None:
                yield owner.path, f"{project.classes(owner).name}.{rest[0]}"
        return
    if rest:
        found = project.resolve(use.ref.path, tree.Name(use.line, head), use.ref.index)
        if isinstance(found, ClassRef):
            yield found.path, f"{project.classes(found).name}.{rest[0]}"


def is_bounded(value: tree.Expr) -> bool:
    """Whether a container's own kind keeps it small."""
    return isinstance(value, tree.Call) and dotted(value.func).rsplit(".", 1)[-1] in _BOUNDED

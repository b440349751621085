"""What is done to apps and routers while routing is traced: they are made, get routes, mount one another, serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.code.facts import Class, Function
from checks.code.tree import Attr, Call, Expr, Func, Lit, Map, Name, Spread
from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where
from checks.model import Place
from checks.project.model import FunctionRef
from checks.project.routepath import HOLE, join
from checks.project.tracing.expressions import dotted, text_of
from checks.project.tracing.values import (
    PASSED_ON,
    UNKNOWN,
    Chained,
    Code,
    Computed,
    Const,
    Declared,
    Declaring,
    File,
    Kind,
    Listing,
    Made,
    Mounted,
    Opaque,
    Outside,
    Scope,
    Table,
    Value,
    inside,
    made_inside,
)

if TYPE_CHECKING:
    from checks.project.tracing.machine import Machine

WRAPPERS = 4
"""How many wrappers around a handler are looked through."""

AROUND = MountCall("")
"""How a router that is made around an app hangs on it: ``Api(app)``, ``SocketIO(app)``."""

VIEW_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


class Routing:
    """Carries out what calls and decorators do to apps and routers, for a `Machine`."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.makers: dict[str, tuple[Framework, Maker]] = {}
        self.serves: set[str] = set()
        self.loaders: set[str] = set()
        for framework in machine.frameworks:
            for maker in framework.makers:
                self.makers.update(dict.fromkeys(maker.names, (framework, maker)))
            self.serves.update(framework.serves)
            self.loaders.update(framework.loaders)

    # --- making and serving ----------------------------------------------------------------------

    def make(self, framework: Framework, maker: Maker, node: Call, scope: Scope) -> Made:
        machine = self.machine
        args, kwargs = self.machine.calls.arguments(node, scope)
        prefix = self._where(maker.prefix, args, kwargs)
        made = Made(
            framework=framework,
            kind=maker.kind,
            place=Place(scope.path, node.line, max(node.end_line, node.line)),
            run=machine.run,
            prefix="" if prefix is None or _none(prefix) else text_of(prefix),
            factory=machine.frames[-1] if machine.frames else None,
            options=kwargs | {k: v for a in args if isinstance(a, Table) for k, v in a.items.items()},
            events=[],
        )
        machine.made.append(made)
        machine.happened += 1
        for outer in (held for value in (*args, *kwargs.values()) for held in inside(value)):
            if isinstance(outer, Made):
                self._attach(outer, made, None, AROUND, node, scope)
                break
        return made

    def scope_of(
        self, framework: Framework, kind: str, place: Place, name: str, factory: FunctionRef
    ) -> Made:
        """An app or router that a function is given from outside: a plugin's scope, or a parameter."""
        made = Made(
            framework, kind, place, self.machine.run, name, factory=factory, options={}, events=[], scope=True
        )
        self.machine.made.append(made)
        return made

    def serve(self, held: tuple[Value, ...]) -> None:
        for value in held:
            made = made_inside(value)
            if made is not None:
                made.served = True

    def _where(self, where: Where, args: list[Value], kwargs: dict[str, Value]) -> Value | None:
        """The argument at a place, or None if the call does not give it."""
        if where.keyword:
            if where.keyword in kwargs:
                return kwargs[where.keyword]
            for value in args:
                if isinstance(value, Table) and where.keyword in value.items:
                    return value.items[where.keyword]
        if 0 <= where.position < len(args):
            return args[where.position]
        return None

    # --- apps and routers ------------------------------------------------------------------------

    def on_made(self, made: Made, name: str, node: Call, scope: Scope) -> Value:
        framework = made.framework
        if name == framework.chain and node.args:
            return Chained(made, text_of(self.machine.evaluate(node.args[0], scope)))
        verbs = [verb for verb in framework.verbs if verb.name == name]
        if verbs:
            return self._verb(made, verbs[0], node, scope)
        for mount in framework.mounts:
            if mount.name == name:
                self._mount(made, mount, node, scope)
                return made
        if name in PASSED_ON:
            self.machine.calls.pass_on([made], node, scope)
            return made
        args, kwargs = self.machine.calls.arguments(node, scope)
        method = self.machine.project.method(made.derived, name) if made.derived is not None else None
        if method is not None:
            return self.machine.call(Code(method, self.machine.module(method.path), made), args, kwargs)
        if name in framework.prefixers and args:
            made.prefix = join(made.prefix, text_of(args[0]))
        elif name in framework.listens:
            made.served = True
        return made

    def on_chained(self, chained: Chained, name: str, node: Call, scope: Scope) -> Value:
        for verb in chained.made.framework.verbs:
            if verb.name == name and verb.handler == "last":
                self._declare_last(chained.made, verb, (chained.path,), node.args, node, scope)
        return chained

    def _verb(self, made: Made, verb: Verb, node: Call, scope: Scope) -> Value:
        if len(node.args) < verb.least:
            self.machine.calls.arguments(node, scope)
            return UNKNOWN
        if verb.handler == "last":
            first = self.machine.evaluate(node.args[0], scope)
            if isinstance(first, (Code, Made, Table)) or verb.path.position != 0:
                return made
            self._declare_last(made, verb, _texts(first), node.args[1:], node, scope)
            return made
        args, kwargs = self.machine.calls.arguments(node, scope)
        methods = self._methods(verb, self._where(verb.methods_at, args, kwargs))
        paths = self._paths(verb, args, kwargs)
        waiting = Declaring(made, verb, methods, paths, node.line, max(node.end_line, node.line))
        if verb.handler == "decorated":
            return waiting
        handler = self._where(verb.handler_at, args, kwargs)
        said = _argument(node, verb.handler_at)
        self._declare(waiting, UNKNOWN if handler is None else handler, said, (), scope)
        return made

    def _paths(self, verb: Verb, args: list[Value], kwargs: dict[str, Value]) -> tuple[str, ...]:
        path = self._where(verb.path, args, kwargs)
        paths = ("",) if path is None else _texts(path)
        if verb.many:
            paths += tuple(text_of(v) for v in args[verb.path.position + 1 :] if isinstance(v, Const))
        return paths

    def _methods(self, verb: Verb, value: Value | None) -> tuple[str, ...]:
        if verb.methods:
            return verb.methods
        if value is None:
            return ()
        items = value.items if isinstance(value, Listing) else [value]
        names = [v.name.rsplit(".", 1)[-1] if isinstance(v, Outside) else text_of(v) for v in items]
        return tuple("*" if HOLE in name else name.upper() for name in names)

    def _declare_last(
        self,
        made: Made,
        verb: Verb,
        paths: tuple[str, ...],
        exprs: tuple[Expr, ...],
        node: Call,
        scope: Scope,
    ) -> None:
        """A route whose handler is the last of the arguments after its path."""
        flat = [
            said for e in exprs if (said := _entry(e, "handler") if isinstance(e, Map) else e) is not None
        ]
        if not flat:
            return
        handler = flat[-1]
        line = node.line
        waiting = Declaring(made, verb, verb.methods, paths, line, max(node.end_line, line))
        wrappers = tuple(name for e in flat[:-1] if (name := dotted(e)))
        for before in flat[:-1]:
            self.machine.evaluate(before, scope)
        self._declare(waiting, self._unwrapped(handler, scope), handler, wrappers, scope)

    def complete(self, waiting: Declaring, node: Call, scope: Scope) -> Value:
        """``app.get("/x")(handler)``."""
        args, _ = self.machine.calls.arguments(node, scope)
        if args:
            self._declare(waiting, args[0], node.args[0], (), scope)
        return args[0] if args else UNKNOWN

    def decorate(self, declared: Function | Class, value: Value, scope: Scope) -> None:
        """Applies the decorators of a function, method or class."""
        routes: list[tuple[Declaring, int]] = []
        for position, decorator in enumerate(declared.decorators):
            result = self._decorator(decorator.value, declared, scope)
            if isinstance(result, Declaring):
                routes.append((result, position))
            elif isinstance(result, Code):
                self.machine.call(result, [value], {})
        names = [dotted(decorator.value) for decorator in declared.decorators]
        used = {position for _, position in routes}
        wrappers = tuple(name for i, name in enumerate(names) if i not in used and name)
        for waiting, _ in routes:
            waiting.line, waiting.end_line = declared.first_line, declared.end_line
            if waiting.verb.named and waiting.paths == ("",):
                waiting.paths = (declared.name,)
            self._declare(waiting, value, Name(declared.line, declared.name), wrappers, scope)

    def _decorator(self, value: Expr, declared: Function | Class, scope: Scope) -> Value:
        if isinstance(value, Attr):
            made = self.machine.evaluate(value.base, scope)
            if isinstance(made, Made):
                for verb in made.framework.verbs:
                    if verb.name == value.name and verb.named:
                        return Declaring(
                            made, verb, verb.methods, (declared.name,), declared.line, declared.end_line
                        )
                return UNKNOWN
        return self.machine.evaluate(value, scope)

    def _unwrapped(self, value: Expr, scope: Scope) -> Value:
        """The function at the heart of ``asyncHandler(fn)`` and the like."""
        inner = self._innermost(value, scope, WRAPPERS)
        if inner is not None:
            return inner
        result = self.machine.evaluate(value, scope)
        if isinstance(result, Listing) and result.items:
            result = result.items[-1]
        if isinstance(result, Opaque):
            return next((held for held in inside(result) if isinstance(held, Code)), result)
        return result

    def _innermost(self, value: Expr, scope: Scope, depth: int) -> Code | None:
        if isinstance(value, (Func, Name, Attr)):
            result = self.machine.evaluate(value, scope)
            return result if isinstance(result, Code) else None
        if isinstance(value, Call) and depth:
            for argument in reversed(value.args):
                inner = self._innermost(argument, scope, depth - 1)
                if inner is not None:
                    return inner
        return None

    def _declare(
        self, waiting: Declaring, handler: Value, said: Expr | None, wrappers: tuple[str, ...], scope: Scope
    ) -> None:
        """Records a route."""
        machine, made, verb = self.machine, waiting.made, waiting.verb
        machine.happened += 1
        place = Place(scope.path, waiting.line, waiting.end_line)
        if any(HOLE in path for path in waiting.paths):
            machine.dynamic.add(scope.path)
        name = dotted(said).removesuffix(".as_view") if said is not None else ""
        handlers: list[tuple[tuple[str, ...], FunctionRef | None, str]] = []
        if isinstance(handler, Kind):
            handlers = self._view(handler, name, waiting.methods)
        else:
            ref = handler.ref if isinstance(handler, Code) else self._callee(said, scope)
            handlers = [(waiting.methods or verb.default, ref, name)]
        if waiting.methods == ("OPTIONS",) and not isinstance(handler, Code):
            return  # a package answers the browser's preflight: https://developer.mozilla.org/docs/Glossary/Preflight_request
        for path in waiting.paths:
            for methods, ref, called in handlers:
                made.events.append(Declared(methods, path, place, machine.run, ref, called, wrappers))
        if verb.inside and isinstance(handler, Code):
            machine.call(handler, [made], {})

    def _callee(self, said: Expr | None, scope: Scope) -> FunctionRef | None:
        while isinstance(said, Call) and said.args:
            said = said.args[-1]
        return (
            self.machine.project.callee(scope.path, said, scope.function)
            if isinstance(said, (Name, Attr))
            else None
        )

    def _view(
        self, kind: Kind, name: str, methods: tuple[str, ...]
    ) -> list[tuple[tuple[str, ...], FunctionRef | None, str]]:
        """The methods of a class whose ``get``, ``post`` … handle requests."""
        found: list[tuple[tuple[str, ...], FunctionRef | None, str]] = []
        for method in VIEW_METHODS:
            ref = self.machine.project.method(kind.ref, method)
            if ref is not None and (not methods or method.upper() in methods):
                found.append(((method.upper(),), ref, f"{name}.{method}" if name else method))
        return found or [(methods or ("*",), None, name)]

    # --- mounting --------------------------------------------------------------------------------

    def _mount(self, made: Made, mount: MountCall, node: Call, scope: Scope) -> None:
        args, kwargs = self.machine.calls.arguments(node, scope)
        prefix = self._prefix(mount, args, kwargs)
        if mount.child.position >= 0 or mount.child.keyword:
            child = self._where(mount.child, args, kwargs)
            children = [] if child is None else [child]
        else:
            children = [value for value in args[0:] if value is not args[0] or not isinstance(value, Const)]
        for child in children:
            self._mount_one(made, mount, self._routers(child), prefix, node, args, scope)

    def _prefix(self, mount: MountCall, args: list[Value], kwargs: dict[str, Value]) -> str | None:
        value = self._where(mount.prefix, args, kwargs)
        if value is None or _none(value):
            return None
        if isinstance(value, Const):
            return text_of(value)
        if isinstance(value, Listing) and value.items and isinstance(value.items[0], Const):
            return text_of(value.items[0])
        unknown = value is UNKNOWN or isinstance(value, Computed)
        return HOLE if mount.prefix.keyword or (unknown and len(args) > 1) else None

    def _routers(self, value: Value) -> list[Value]:
        if isinstance(value, Listing):
            return [item for inner in value.items for item in self._routers(inner)]
        if isinstance(value, File):
            return [self.machine.expressions.default(value.path)]
        return [value]

    def _mount_one(
        self,
        made: Made,
        mount: MountCall,
        children: list[Value],
        prefix: str | None,
        node: Call,
        args: list[Value],
        scope: Scope,
    ) -> None:
        for value in children:
            child = made_inside(value) if not isinstance(value, Code) else None
            plugin = next((v for v in inside(value) if isinstance(v, Code)), None) if mount.plugin else None
            if plugin is not None:
                child = self._plugin(made, plugin)
            if child is not None and child is not made:
                above, below = (child, made) if mount.onto else (made, child)
                self._attach(above, below, prefix, mount, node, scope)
            elif isinstance(value, Computed) or (
                mount.certain and child is None and not self._absent(node, scope)
            ):
                self.machine.dynamic.add(scope.path)
            if isinstance(value, Outside) and value.name in self.loaders:
                self.machine.dynamic.add(scope.path)
            if plugin is not None and child is not None:
                self.machine.call(plugin, [child, *args[1:]], {})

    def _absent(self, node: Call, scope: Scope) -> bool:
        """Whether what is mounted is imported from a module that is not there, under no path: then it is no router of the
        project's, and mounts none."""
        project = self.machine.project
        said = next((a for a in (*node.args, *(v for _, v in node.kwargs)) if isinstance(a, Name)), None)
        modules = {
            item.module
            for item in project.facts[scope.path].outline.imports
            if said is not None and item.kind == "from" and item.alias == said.id
        }
        return bool(modules) and not any(project.named_like(module) for module in modules)

    def _plugin(self, made: Made, code: Code) -> Made:
        function = self.machine.project.function(code.ref)
        place = Place(code.ref.path, function.first_line, function.end_line)
        name = function.name or f"plugin@{function.line}"
        return self.scope_of(made.framework, "router", place, name, code.ref)

    def _attach(
        self, parent: Made, child: Made, prefix: str | None, mount: MountCall, node: Call, scope: Scope
    ) -> None:
        self.machine.happened += 1
        if prefix is not None and HOLE in prefix:
            self.machine.dynamic.add(scope.path)
        place = Place(scope.path, node.line, max(node.end_line, node.line))
        parent.events.append(Mounted(child, prefix, mount.replaces, place, self.machine.run))


def _none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def _texts(value: Value) -> tuple[str, ...]:
    """The path or paths that a value stands for."""
    if isinstance(value, Listing):
        return tuple(text_of(item) for item in value.items) or (HOLE,)
    return (text_of(value),)


def _entry(value: Expr, key: str) -> Expr | None:
    """An object literal's value under a key."""
    if isinstance(value, Map):
        for name, item in value.items:
            if (isinstance(name, Lit) and name.value == key) or (isinstance(name, Name) and name.id == key):
                return item
    return None


def _argument(node: Call, where: Where) -> Expr | None:
    """The expression at a place of a call, as written."""
    for name, value in node.kwargs:
        if name == where.keyword:
            return value
    for value in node.args:
        if where.keyword and (found := _entry(value, where.keyword)) is not None:
            return found
    if 0 <= where.position < len(node.args) and not isinstance(node.args[where.position], Spread):
        return node.args[where.position]
    return None

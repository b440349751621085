"""What calls do while routing is traced: make apps, declare routes, mount, serve, or run the project's own code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.code.search import calls
from checks.code.tree import Attr, Call, Lit, Name
from checks.project.routepath import HOLE
from checks.project.tracing.expressions import LOADERS, dotted, joined, text_of
from checks.project.tracing.values import (
    COMPUTED,
    PASSED_ON,
    ROUNDS,
    UNKNOWN,
    Chained,
    Code,
    Computed,
    Const,
    Declaring,
    File,
    Instance,
    Kind,
    Listing,
    Made,
    Opaque,
    Outside,
    Scope,
    Table,
    Value,
    made_inside,
)

if TYPE_CHECKING:
    from checks.project.tracing.machine import Machine

DYNAMIC_IMPORTS = ("importlib.import_module", "builtins.__import__", "importlib.util.module_from_spec")
DEFAULTED = ("os.getenv", "os.environ.get", "decouple.config", "pydantic.Field", "environ.Env")
HANDED_ON = (*PASSED_ON, "forEach", "map")
EACH = ("forEach", "map", "filter", "flatMap")
SAME_TEXT = (
    "strip",
    "rstrip",
    "lstrip",
    "trim",
    "toLowerCase",
    "lower",
    "toString",
    "trimEnd",
    "removesuffix",
)
COPIES = ("list", "tuple", "sorted", "reversed", "iter", "set", "enumerate")


class Calls:
    """Carries out calls for a `Machine`."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    # --- any call --------------------------------------------------------------------------------

    def call(self, node: Call, scope: Scope) -> Value:
        """The value of a call; what it does to apps and routers is recorded."""
        if isinstance(node.func, Name) and node.func.id in LOADERS and len(node.args) == 1:
            return self._load(node, scope)
        if isinstance(node.func, Attr):
            receiver = self.machine.evaluate(node.func.base, scope)
            handled = self._on_receiver(receiver, node.func.name, node, scope)
            if handled is not None:
                return handled
            callee = self.machine.expressions.attribute(node.func, receiver, scope)
        else:
            callee = self.machine.evaluate(node.func, scope)
        if isinstance(callee, File):
            callee = self.machine.expressions.default(callee.path)
        match callee:
            case Outside(name=name):
                return self._outside(name, node, scope)
            case Declaring():
                return self.machine.routing.complete(callee, node, scope)
            case Kind():
                return self._construct(callee, node, scope)
            case Code():
                args, kwargs = self.arguments(node, scope)
                result = self._wrapped(callee, args, self.machine.call(callee, args, kwargs))
                kind = (
                    self.machine.project.type_of(scope.path, node, scope.function)
                    if result is UNKNOWN
                    else None
                )
                return result if kind is None else Instance(kind, {})
            case Computed():
                return self._lost(node, scope, COMPUTED)
        return self._lost(node, scope, UNKNOWN)

    def _wrapped(self, callee: Code, args: list[Value], result: Value) -> Value:
        """The function given to a wrapper, where the wrapper returns a function that calls it
        (``catchAsync(handler)``); otherwise the result."""
        if not isinstance(result, Code) or result.ref.path != callee.ref.path:
            return result
        project = self.machine.project
        params = project.function(callee.ref).params
        called = {c.func.id for c in calls(project.body(result.ref)) if isinstance(c.func, Name)}
        for param, value in zip(params, args, strict=False):
            if isinstance(value, Code) and param.name in called:
                return value
        return result

    def arguments(self, node: Call, scope: Scope) -> tuple[list[Value], dict[str, Value]]:
        args = self.machine.expressions.listing(node.args, scope).items
        return args, {name: self.machine.evaluate(value, scope) for name, value in node.kwargs if name}

    def _lost(self, node: Call, scope: Scope, result: Value) -> Value:
        """A call of something that is not known: an app handed to it may get any route."""
        args, kwargs = self.arguments(node, scope)
        held = (*args, *kwargs.values())
        if isinstance(result, Computed):
            if any(made_inside(value) for value in held):
                self.machine.dynamic.add(scope.path)
            return result
        if isinstance(node.func, Attr):
            self._hand_over(node.func.name, held)
        return Opaque(dotted(node.func), held) if held else UNKNOWN

    def _hand_over(self, name: str, held: tuple[Value, ...]) -> None:
        """Notes the routers that are given to an unknown object by a method that mounts."""
        for value in held:
            made = made_inside(value)
            if made is not None and any(mount.name == name for mount in made.framework.mounts):
                made.handed = made.handed or self.machine.run

    def _load(self, node: Call, scope: Scope) -> Value:
        named = node.args[0]
        if not isinstance(named, Lit):
            text = self.machine.evaluate(named, scope)
            if not isinstance(text, Const) or HOLE in str(text.value):
                return COMPUTED
            named = Lit(node.line, text.value)
        path = self.machine.project.module(scope.path, str(named.value))
        if path is None:
            return Outside(str(named.value).removeprefix("node:"))
        if path not in self.machine.project.facts:
            return UNKNOWN
        return self.machine.expressions.default(path)

    def _outside(self, name: str, node: Call, scope: Scope) -> Value:
        if name in self.machine.routing.makers:
            return self.machine.routing.make(*self.machine.routing.makers[name], node, scope)
        args, kwargs = self.arguments(node, scope)
        held = (*args, *kwargs.values())
        if name in DYNAMIC_IMPORTS:
            return self._import(args, scope)
        if (
            name == "builtins.getattr"
            and len(args) > 1
            and isinstance(args[0], File)
            and isinstance(args[1], Const)
        ):
            return self.machine.expressions.member(args[0], text_of(args[1]))
        if name in DEFAULTED:
            return kwargs.get(
                "default", args[-1] if len(args) > 1 or (name == "pydantic.Field" and args) else UNKNOWN
            )
        if name in ("Object.values", "Object.entries", "Object.keys"):
            return self._object(name, args)
        last = name.rsplit(".", 1)[-1]
        if name.startswith("builtins.") and last in COPIES and args and isinstance(args[0], Listing):
            return args[0]
        if name in self.machine.routing.serves:
            self.machine.routing.serve(held)
        if (
            any(isinstance(value, Outside) and value.name in self.machine.routing.loaders for value in held)
            or name in self.machine.routing.loaders
        ):
            self.machine.dynamic.add(scope.path)
        return Opaque(name, held)

    def _import(self, args: list[Value], scope: Scope) -> Value:
        if args and isinstance(args[0], Const) and HOLE not in text_of(args[0]):
            path = self.machine.project.module(scope.path, text_of(args[0]))
            return UNKNOWN if path is None else File(path)
        return COMPUTED

    def _object(self, name: str, args: list[Value]) -> Value:
        table = args[0] if args else UNKNOWN
        if isinstance(table, File):
            exports = self.machine.project.facts[table.path].outline.exports
            given = self.machine.expressions.given(table.path)
            table = Table(
                dict(given) or {e.name: self.machine.expressions.member(table, e.name) for e in exports},
                whole=False,
            )
        if not isinstance(table, Table):
            return Listing([], whole=False)
        if name == "Object.values":
            return Listing(list(table.items.values()), table.whole)
        if name == "Object.keys":
            return Listing([Const(key) for key in table.items], table.whole)
        return Listing([Listing([Const(key), value]) for key, value in table.items.items()], table.whole)

    # --- calls of methods ------------------------------------------------------------------------

    def _on_receiver(self, receiver: Value, name: str, node: Call, scope: Scope) -> Value | None:
        if isinstance(receiver, File) and name not in self._exports(receiver.path):
            receiver = self.machine.expressions.default(receiver.path)
        match receiver:
            case Made():
                return self.machine.routing.on_made(receiver, name, node, scope)
            case Chained():
                return self.machine.routing.on_chained(receiver, name, node, scope)
            case Listing():
                return self._on_listing(receiver, name, node, scope)
            case Table():
                return self._on_table(receiver, name, node, scope)
            case Const(value=str()) if name in SAME_TEXT:
                return receiver
            case Const(value=str(text)) if name == "format":
                return _formatted(text, self.arguments(node, scope)[0])
            case Kind(ref=ref) if name in ("as_view", "as_asgi"):
                return Kind(ref, view=True)
            case Code() if name in ("bind", "call", "apply"):
                return receiver
            case Opaque() if made_inside(receiver) is not None:
                return self._on_holder(receiver, name, node, scope)
        return self._on_unknown(receiver, name, node, scope)

    def _on_unknown(self, receiver: Value, name: str, node: Call, scope: Scope) -> Value | None:
        """A method that hands what it is called on, or what is in it, to a function."""
        if name in EACH and node.args and isinstance(receiver, (Opaque, Computed)):
            self.pass_on([COMPUTED], node, scope)
            return Listing([], whole=False)
        if name in ("then", "finally") and node.args:
            self.pass_on([receiver], node, scope)
            return receiver
        return None

    def _exports(self, path: str) -> frozenset[str]:
        outline = self.machine.project.facts[path].outline
        return frozenset((*(e.name for e in outline.exports), *self.machine.module(path).names))

    def _on_holder(self, receiver: Opaque, name: str, node: Call, scope: Scope) -> Value | None:
        """A method of something that was made around an app: ``http.createServer(app).listen(…)``."""
        made = made_inside(receiver)
        if made is None:
            return None
        if name in made.framework.listens or name in ("listen", "serve", "serve_forever", "run", "start"):
            made.served = True
        if name in HANDED_ON:
            self.pass_on([receiver], node, scope)
        else:
            self.arguments(node, scope)
        return receiver

    def _on_listing(self, receiver: Listing, name: str, node: Call, scope: Scope) -> Value:
        args, _ = self.arguments(node, scope)
        if name in ("append", "push", "add"):
            receiver.items.extend(args)
        elif name in ("extend", "concat"):
            more = [item for value in args if isinstance(value, Listing) for item in value.items]
            receiver.items.extend(more)
        elif name in EACH and args and isinstance(args[0], Code):
            items = receiver.items[:ROUNDS] + ([] if receiver.whole else [COMPUTED])
            results = [self.machine.call(args[0], [item], {}) for item in items]
            if name in ("map", "flatMap"):
                return Listing(results, receiver.whole)
        elif name == "join" and args:
            return joined(_between(receiver.items, args[0]))
        return receiver

    def _on_table(self, receiver: Table, name: str, node: Call, scope: Scope) -> Value | None:
        if name in receiver.items:
            return None
        args, _ = self.arguments(node, scope)
        if name == "get" and args:
            return receiver.items.get(text_of(args[0]), args[1] if len(args) > 1 else UNKNOWN)
        if name == "values":
            return Listing(list(receiver.items.values()), receiver.whole)
        if name == "items":
            return Listing([Listing([Const(k), v]) for k, v in receiver.items.items()], receiver.whole)
        return UNKNOWN

    def pass_on(self, values: list[Value], node: Call, scope: Scope) -> None:
        for value in self.arguments(node, scope)[0]:
            if isinstance(value, Code):
                self.machine.call(value, values, {})

    # --- making ----------------------------------------------------------------------------------

    def _construct(self, kind: Kind, node: Call, scope: Scope) -> Value:
        project = self.machine.project
        args, kwargs = self.arguments(node, scope)
        if kind.ref.path not in self.machine.relevant and not any(
            map(made_inside, (*args, *kwargs.values()))
        ):
            return Instance(kind.ref, {})
        this: Made | Instance = Instance(kind.ref, {})
        for base in sorted(project.base_names(kind.ref)):
            if base in self.machine.routing.makers:
                this = self.machine.routing.make(*self.machine.routing.makers[base], node, scope)
                this.derived = kind.ref
                break
        if isinstance(this, Instance) and not kind.ref.path.endswith(".py"):
            self._set_fields(this)
        for name in ("__init__", "constructor"):
            method = project.method(kind.ref, name)
            if method is not None:
                if isinstance(this, Instance):
                    params = [p for p in project.function(method).params if p.name != "self"]
                    given = zip(params, args, strict=False)
                    this.attributes.update({param.name: value for param, value in given if param.access})
                self.machine.call(Code(method, self.machine.module(method.path), this), args, kwargs)
        return this

    def _set_fields(self, this: Instance) -> None:
        """Gives a new object the values that its class's fields start with."""
        for field in self.machine.project.classes(this.ref).fields:
            if field.value is not None and not field.static:
                around = Scope(this.ref.path, 0, self.machine.module(this.ref.path), this)
                value = self.machine.evaluate(field.value, around)
                this.attributes[field.name] = value
                if isinstance(value, Made) and not value.name:
                    value.name = field.name


def _between(items: list[Value], separator: Value) -> list[Value]:
    out: list[Value] = []
    for item in items:
        out.extend((separator, item) if out else (item,))
    return out


def _formatted(text: str, args: list[Value]) -> Const:
    """``"…{}…".format(…)`` for plain fields; a hole where a field has a name."""
    for value in args[:20]:
        text = text.replace("{}", text_of(value), 1)
    return Const(text)

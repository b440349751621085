"""Runs the bodies that take part in routing over abstract values.

Every file that has to do with a web framework, or imports one that has, is run once at its top level;
calls of the project's own functions are followed while an app or router may be involved. Both branches of
a condition run, loops over written-out lists run once an element, loops over anything else once with an
element that may be any router. Time is bounded by a budget of steps, depth by a limit on nesting.
"""

from __future__ import annotations

from collections.abc import Iterable

from checks.code.facts import Function, Param
from checks.code.tree import (
    Assign,
    Attr,
    Body,
    Call,
    Define,
    DefineClass,
    Delete,
    Do,
    Expr,
    If,
    Item,
    Lit,
    Loop,
    Map,
    Name,
    Return,
    Seq,
    Spread,
    Stmt,
    Stop,
    Throw,
    Try,
    With,
)
from checks.code.tree import Scope as ScopeStatement
from checks.frameworks.model import Framework
from checks.project.linked import Linked
from checks.project.model import ClassRef, FunctionRef
from checks.project.tracing.calls import Calls
from checks.project.tracing.expressions import Expressions, joined, loads_module
from checks.project.tracing.routing import Routing
from checks.project.tracing.values import (
    COMPUTED,
    ROUNDS,
    UNKNOWN,
    Code,
    Computed,
    Const,
    Instance,
    Kind,
    Listing,
    Made,
    Run,
    Scope,
    Table,
    Value,
    better,
    made_inside,
)

STEPS = 600_000
DEPTH = 90


class Machine:
    """The state of one trace: modules run so far, everything made, files that cannot be followed."""

    def __init__(self, project: Linked, frameworks: Iterable[Framework], relevant: frozenset[str]) -> None:
        self.project = project
        self.frameworks = tuple(frameworks)
        self.relevant = relevant
        self.modules: dict[str, Scope] = {}
        self.made: list[Made] = []
        self.dynamic: set[str] = set()
        self.visited: set[FunctionRef] = set()
        self.run = Run("")
        self.frames: list[FunctionRef] = []
        self.classes: dict[ClassRef, dict[str, Value]] = {}
        """What the bodies of classes have set."""
        self.happened = 0
        self._inert: set[FunctionRef] = set()
        self._steps = 0
        self._depth = 0
        self._failing = 0
        """How many handlers of failures are being run."""
        self._returned: list[Value] = []
        self.expressions = Expressions(self)
        self.calls = Calls(self)
        self.routing = Routing(self)

    def evaluate(self, value: Expr, scope: Scope) -> Value:
        """What an expression stands for; everything it calls on the way takes effect."""
        self._steps += 1
        if self._depth >= DEPTH or self._steps > STEPS:
            return UNKNOWN
        self._depth += 1
        result = self.expressions.evaluate(value, scope)
        self._depth -= 1
        return result

    # --- modules and functions -------------------------------------------------------------------

    def module(self, path: str) -> Scope:
        """The names of a file after its top level has run (or as far as it has got, in a circle)."""
        scope = self.modules.get(path)
        if scope is not None:
            return scope
        scope = self.modules[path] = Scope(path, 0)
        if self._depth >= DEPTH:
            return scope
        run, frames, returned = self.run, self.frames, self._returned
        self.run, self.frames, self._returned = Run(path), [], []
        self._depth += 1
        self._declare(scope)
        self.execute(self.project.body(FunctionRef(path, 0)), scope)
        self._depth -= 1
        self.run, self.frames, self._returned = run, frames, returned
        return scope

    def uncalled(self, ref: FunctionRef, arguments: dict[str, Value]) -> None:
        """Runs a function that nothing was seen to call, with what is known of its parameters."""
        scope = self.module(ref.path)
        function = self.project.function(ref)
        this = Instance(ClassRef(ref.path, function.owner), {}) if function.owner >= 0 else None
        self.run = Run(ref.path, ref)
        self._enter(Code(ref, scope, this), arguments)

    def call(self, code: Code, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """Follows a call of a project's function, unless it is known to have nothing to do with routing."""
        ref = code.ref
        carries = any(made_inside(v) or isinstance(v, Code) for v in (*args, *kwargs.values()))
        carries = carries or (code.this is not None and made_inside(code.this) is not None)
        says = any(isinstance(v, Const) and isinstance(v.value, str) for v in args)
        if not carries and (ref in self._inert or not (says or ref.path in self.relevant)):
            return UNKNOWN
        if ref in self.frames or self._depth >= DEPTH:
            return UNKNOWN
        before = self.happened
        value = self._enter(code, self._arguments(self.project.function(ref), args, kwargs))
        if not carries and self.happened == before and value is UNKNOWN:
            self._inert.add(ref)
        return value

    def _arguments(self, function: Function, args: list[Value], kwargs: dict[str, Value]) -> dict[str, Value]:
        given: dict[str, Value] = {}
        params = list(function.params)
        if params and params[0].name in ("self", "cls") and function.owner >= 0:
            params = params[1:]
        for param, value in zip(params, args, strict=False):
            if param.kind == "keyword":
                continue
            if param.kind == "*":
                given[param.name] = Listing(args[params.index(param) :])
                break
            given[param.name] = value
            given.update(_taken_apart(param, value))
        given.update(kwargs)
        return given

    def _enter(self, code: Code, arguments: dict[str, Value]) -> Value:
        ref = code.ref
        function = self.project.function(ref)
        self.visited.add(ref)
        scope = Scope(ref.path, ref.index, code.scope, code.this)
        for param in function.params:
            self._bind_parameter(param, arguments, scope)
        if code.this is not None:
            scope.names.setdefault("self", code.this)
            scope.names.setdefault("this", code.this)
        self._declare(scope)
        returned, self._returned = self._returned, []
        self.frames.append(ref)
        self._depth += 1
        self.execute(self.project.body(ref), scope)
        self._depth -= 1
        self.frames.pop()
        values, self._returned = self._returned, returned
        return better(values)

    def _bind_parameter(self, param: Param, arguments: dict[str, Value], scope: Scope) -> None:
        for name in param.fields:
            scope.names[name] = arguments.get(name, UNKNOWN)
        if param.name in ("self", "cls") and param.name not in arguments:
            return
        value = arguments.get(param.name)
        if value is None:
            value = UNKNOWN if param.default is None else self.evaluate(param.default, scope)
        scope.names[param.name] = value

    def _declare(self, scope: Scope) -> None:
        """Binds the functions and classes declared in a body before it runs (they are hoisted, or used
        only after it has)."""
        outline = self.project.facts[scope.path].outline
        for function in outline.functions[1:]:
            here = function.parent == scope.function and function.owner < 0
            if here and function.name and function.kind in ("function", "arrow"):
                scope.names.setdefault(function.name, Code(FunctionRef(scope.path, function.index), scope))
        for declared in outline.classes:
            if declared.parent == scope.function and declared.kind == "class":
                scope.names.setdefault(declared.name, Kind(ClassRef(scope.path, declared.index)))

    # --- statements ------------------------------------------------------------------------------

    def execute(self, body: Body, scope: Scope) -> None:
        """Runs statements in order."""
        for statement in body:
            self._steps += 1
            if self._steps > STEPS:
                self.dynamic.add(scope.path)
                return
            self._execute(statement, scope)

    def _execute(self, statement: Stmt, scope: Scope) -> None:  # noqa: C901 one branch a kind of statement
        match statement:
            case Assign():
                self._assign(statement, scope)
            case Do(value=value):
                self.evaluate(value, scope)
            case Return(value=value):
                if value is not None:
                    self._returned.append(self.evaluate(value, scope))
            case If():
                self.evaluate(statement.test, scope)
                self.execute(statement.then, scope)
                self.execute(statement.other, scope)
            case Loop():
                self._loop(statement, scope)
            case Try():
                self.execute(statement.body, scope)
                for _, name, handler in statement.handlers:
                    if name:
                        scope.names[name] = UNKNOWN
                    self._failing += 1
                    self.execute(handler, scope)
                    self._failing -= 1
                self.execute(statement.final, scope)
            case With():
                for context, named in statement.items:
                    entered = self.evaluate(context, scope)
                    if named is not None:
                        self.bind(named, entered, scope)
                self.execute(statement.body, scope)
            case Define(index=index):
                self._define(index, scope)
            case DefineClass(index=index):
                self._define_class(index, scope)
            case ScopeStatement(kind="global", names=names):
                scope.outer.update(names)
            case Delete() | Throw() | Stop() | ScopeStatement():
                pass

    def _assign(self, statement: Assign, scope: Scope) -> None:
        if statement.value is None:
            for target in statement.targets:
                if isinstance(target, Name) and statement.declares and target.id not in self._loaded(scope):
                    scope.names.setdefault(target.id, UNKNOWN)
            return
        if loads_module(statement.value) or self._for_want_of(statement, scope):
            return
        value = self.evaluate(statement.value, scope)
        if statement.op == "+=":
            before = self.evaluate(statement.targets[0], scope)
            if isinstance(before, Listing) and isinstance(value, Listing):
                before.items.extend(value.items)
                return
            value = joined((before, value))
        for target in statement.targets:
            self.bind(target, value, scope)

    def _for_want_of(self, statement: Assign, scope: Scope) -> bool:
        """Whether a name is None or empty where an import that gives it fails, before or after (``try: from x import
        router`` … ``except ImportError: router = None``): then it is what is imported. What has been made and is None where
        making it fails is what was made."""
        match statement.value:
            case Lit(value=None):
                names = scope.names
                if all(
                    isinstance(t, Name) and made_inside(names.get(t.id, UNKNOWN)) for t in statement.targets
                ):
                    return True
            case Seq(items=()) | Map(items=()):
                pass
            case Call() if self._failing:
                pass  # What stands in for it is left aside.
            case _:
                return False
        imported = self._loaded(scope)
        return all(isinstance(target, Name) and target.id in imported for target in statement.targets)

    def _loaded(self, scope: Scope) -> set[str]:
        """The names that a body gives to what it imports where that may fail."""
        imports = self.project.facts[scope.path].outline.imports
        return {item.alias for item in imports if item.guarded and item.function == scope.function}

    def bind(self, target: Expr, value: Value, scope: Scope) -> None:
        """Gives a value to a name, member, item or pattern."""
        match target:
            case Name(id=name):
                self._bind_name(name, value, scope)
            case Attr(base=base, name=name):
                _put(self.evaluate(base, scope), name, value)
            case Item(base=base, key=key):
                at = self.evaluate(key, scope)
                if isinstance(at, Const):
                    _put(self.evaluate(base, scope), str(at.value), value)
            case Seq(items=items):
                given = value.items if isinstance(value, Listing) else []
                rest = COMPUTED if isinstance(value, Computed) else UNKNOWN
                for index, item in enumerate(items):
                    self.bind(item, given[index] if index < len(given) else rest, scope)
            case Map(items=pairs):
                for named, part in pairs:
                    if named is not None:
                        key_ = str(named.value) if isinstance(named, Lit) else getattr(named, "id", "")
                        self.bind(part, self.expressions.member(value, key_), scope)
            case Spread(value=inner):
                self.bind(inner, UNKNOWN, scope)
            case _:
                pass

    def _bind_name(self, name: str, value: Value, scope: Scope) -> None:
        if self._failing and isinstance(value, Made) and made_inside(scope.names.get(name, UNKNOWN)):
            self.made = [made for made in self.made if made is not value]
            return  # What stands in where making the first one fails is left aside.
        if isinstance(value, Made) and not value.name:
            value.name = name
        home = scope.home(name)
        if home is None or (home is not scope and scope.path.endswith(".py") and name not in scope.outer):
            home = scope
        home.names[name] = value

    def _loop(self, statement: Loop, scope: Scope) -> None:
        source = UNKNOWN if statement.source is None else self.evaluate(statement.source, scope)
        if statement.target is None:
            self.execute(statement.body, scope)
            return
        for item in _elements(source):
            self.bind(statement.target, item, scope)
            self.execute(statement.body, scope)

    def _define(self, index: int, scope: Scope) -> None:
        ref = FunctionRef(scope.path, index)
        function = self.project.function(ref)
        code = Code(ref, scope, scope.this if function.owner >= 0 else None)
        if function.name and function.owner < 0:
            scope.names[function.name] = code
        self.routing.decorate(function, code, scope)

    def _define_class(self, index: int, scope: Scope) -> None:
        ref = ClassRef(scope.path, index)
        declared = self.project.classes(ref)
        kind = Kind(ref)
        scope.names[declared.name] = kind
        around = Scope(scope.path, scope.function, scope)
        self.classes[ref] = around.names
        for field in declared.fields:
            if field.value is not None and (field.static or scope.path.endswith(".py")):
                self.bind(Name(field.line, field.name), self.evaluate(field.value, around), around)
        for method in declared.methods:
            function = self.project.function(FunctionRef(scope.path, method))
            self.routing.decorate(
                function, Code(FunctionRef(scope.path, method), around, Instance(ref, {})), around
            )
        self.routing.decorate(declared, kind, scope)


def _put(owner: Value, name: str, value: Value) -> None:
    """Sets an attribute of an object, or a key of a table."""
    if isinstance(owner, Instance):
        owner.attributes[name] = value
    elif isinstance(owner, Table):
        owner.items[name] = value
    if isinstance(value, Made) and not value.name:
        value.name = name


def _elements(source: Value) -> list[Value]:
    """What a loop over a value runs over."""
    if isinstance(source, Listing):
        return source.items[:ROUNDS] + ([] if source.whole else [COMPUTED])
    if isinstance(source, Table):
        return list(map(Const, list(source.items)[:ROUNDS]))
    return [COMPUTED]


def _taken_apart(param: Param, value: Value) -> dict[str, Value]:
    """What the names in a destructured parameter stand for. Where places of a list are left out (``[, router]``) each name is
    the likeliest of its elements."""
    if isinstance(value, Table):
        return {name: value.items.get(name, UNKNOWN) for name in param.fields}
    if isinstance(value, Computed):
        return dict.fromkeys(param.fields, COMPUTED)
    if not isinstance(value, Listing) or not value.items:
        return {}
    if len(value.items) == len(param.fields):
        return dict(zip(param.fields, value.items, strict=True))
    return dict.fromkeys(param.fields, better(value.items))

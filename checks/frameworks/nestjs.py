"""NestJS: modules list controllers and other modules, an app is made of the root module
(https://docs.nestjs.com/controllers, /modules, /faq/global-prefix, /techniques/versioning, /websockets/gateways)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.code.facts import Class, Decorator
from checks.code.search import calls, last_name, nodes
from checks.code.tree import Attr, Call, Expr, Func, Lit, Map, Name, Op, Return
from checks.frameworks.model import Found, Framework, Survey

HTTP = {
    "Get": "GET",
    "Post": "POST",
    "Put": "PUT",
    "Patch": "PATCH",
    "Delete": "DELETE",
    "Head": "HEAD",
    "Options": "OPTIONS",
    "All": "*",
    "Sse": "GET",
    "Search": "SEARCH",
}
CHOICES = 8
"""How deeply choices between modules are looked into."""
COMMON = "@nestjs/common."
SOCKETS = "@nestjs/websockets."


class Unit(msgspec.Struct, frozen=True):
    """A module, controller or gateway: the class, and the argument of the decorator that makes it one."""

    path: str
    declared: Class
    argument: Expr | None

    @property
    def key(self) -> str:
        """Unique in the tree."""
        return f"{self.path}:{self.declared.name}"


class Settings(msgspec.Struct, frozen=True):
    """What an app says about all of its routes: global prefix, paths left out of it, version in the path
    and what stands before its number."""

    prefix: str = ""
    excluded: frozenset[str] = frozenset()
    versioned: bool = False
    version: str = ""
    mark: str = "v"


def discover(survey: Survey) -> None:
    """Reports the apps, the controllers and gateways, and which app reaches which through its modules."""
    modules = _units(survey, COMMON + "Module")
    controllers = _units(survey, COMMON + "Controller")
    gateways = _units(survey, SOCKETS + "WebSocketGateway")
    if not (modules or controllers):
        return
    apps = list(_apps(survey))
    reached = _shared(survey, apps, modules)
    placed = _placed(survey, modules)
    declared: set[str] = set()
    for key, settings in {key: settings for key, _, settings in apps}.items():
        mounted: set[str] = set()
        for module in reached[key]:
            for kind, known in (("controllers", controllers), ("providers", gateways)):
                for found in _listed(survey, module, kind):
                    unit = known.get(f"{found.path}:{found.declared.name}") if found.declared else None
                    if unit is None or unit.key in mounted:
                        continue
                    mounted.add(unit.key)
                    _declare(survey, unit, kind, settings, declared, placed.get(module.key, ""))
                    prefix = settings.prefix if kind == "controllers" else ""
                    line = module.declared.line
                    survey.mount(key, unit.key, prefix, module.path, line, line)
    for unit in controllers.values():
        _declare(survey, unit, "controllers", Settings(), declared)
    for unit in gateways.values():
        _declare(survey, unit, "providers", Settings(), declared)


def _declare(
    survey: Survey, unit: Unit, kind: str, settings: Settings, declared: set[str], place: str = ""
) -> None:
    """Reports a controller or gateway the first time it is met, as the app that reaches it sees it; ``place`` is the
    path that its module is given."""
    if unit.key in declared:
        return
    declared.add(unit.key)
    if kind == "controllers":
        _controller(survey, unit, settings, place)
    else:
        _gateway(survey, unit)


def _shared(
    survey: Survey, apps: list[tuple[str, Found, Settings]], modules: dict[str, Unit]
) -> dict[str, list[Unit]]:
    """The modules that each app reaches; apps that one file makes, one for HTTP and one for messages, are one. Where
    some of an app's imports cannot be known, the modules beside or below its root that no app is known to reach are
    taken to be among them."""
    reached = [(key, root, *_reached(survey, root, modules)) for key, root, _ in apps]
    taken = {unit.key for *_, units, _ in reached for unit in units}
    whole: dict[str, dict[str, Unit]] = {}
    for key, root, units, certain in reached:
        folder = root.path.rpartition("/")[0]
        rest = [u for u in modules.values() if u.key not in taken and u.path.startswith(folder)]
        whole.setdefault(key, {}).update((u.key, u) for u in (units if certain else units + rest))
    return {key: list(units.values()) for key, units in whole.items()}


def _units(survey: Survey, decorator: str) -> dict[str, Unit]:
    """Every class with a decorator, by key."""
    found: dict[str, Unit] = {}
    for path, facts in survey.telling(decorator.rsplit(".", 1)[-1]):
        for declared in facts.outline.classes:
            for mark in declared.decorators:
                if _is(survey, path, mark, decorator):
                    unit = Unit(path, declared, _argument(mark))
                    found[unit.key] = unit
    return found


def _is(survey: Survey, path: str, mark: Decorator, name: str) -> bool:
    func = mark.value.func if isinstance(mark.value, Call) else mark.value
    return last_name(func) == name.rsplit(".", 1)[-1] and survey.outside(path, func) == name


def _argument(mark: Decorator) -> Expr | None:
    return mark.value.args[0] if isinstance(mark.value, Call) and mark.value.args else None


# --- apps and modules --------------------------------------------------------------------------------


def _apps(survey: Survey) -> Iterator[tuple[str, Found, Settings]]:
    """Every ``NestFactory.create(Root)``: the app's key, the root module, and what the app says of its routes."""
    made: set[str] = set()
    for path, facts in survey.importing("@nestjs/core"):
        if not any(i.module == "@nestjs/core" for i in facts.passed.imports):
            continue
        for index, body in survey.functions(path):
            for call in calls(body):
                func = call.func
                if not (
                    isinstance(func, Attr) and isinstance(func.base, Name) and func.base.id == "NestFactory"
                ):
                    continue
                root = survey.find(path, call.args[0], index) if call.args else None
                if root is not None and root.declared is not None:
                    key = f"{path}:app"
                    if key not in made:
                        made.add(key)
                        survey.router(key, "app", path, call.line, call.end_line, "app")
                    yield key, root, _settings(survey, path)


def _settings(survey: Survey, path: str) -> Settings:
    """What the calls on the app in its file set; functions called from there are in the same file as a rule."""
    prefix, versioned, version, mark = "", False, "", "v"
    excluded: set[str] = set()
    for at, body in survey.functions(path):
        for call in calls(body):
            name = call.func.name if isinstance(call.func, Attr) else ""
            if name == "setGlobalPrefix" and call.args:
                text = survey.text(path, call.args[0], at)
                prefix = "\0" if text is None else text
                excluded.update(_excluded(survey, path, call, at))
            elif name == "enableVersioning":
                said = _entry(call.args[0], "type") if call.args else None
                versioned = said is None or (isinstance(said, Attr) and said.name == "URI")
                default = _entry(call.args[0], "defaultVersion") if call.args else None
                version = (survey.text(path, default, at) or "") if default is not None else ""
                before = _entry(call.args[0], "prefix") if call.args else None
                told = survey.text(path, before, at) if before is not None else None
                mark = "" if isinstance(before, Lit) and not before.value else told or "v"
    return Settings(prefix, frozenset(excluded), versioned, version, mark)


def _placed(survey: Survey, modules: dict[str, Unit]) -> dict[str, str]:
    """The path that each module is given by ``RouterModule.register([{ path, module, children }])``, by the module's key
    (https://docs.nestjs.com/recipes/router-module)."""
    found: dict[str, str] = {}
    for unit in modules.values():
        for index, listing in _maps(survey, unit):
            value = _entry(listing, "imports")
            for path, item in survey.elements(unit.path, value, index)[0] if value is not None else ():
                func = item.func if isinstance(item, Call) else None
                if isinstance(func, Attr) and survey.outside(path, func.base) == "@nestjs/core.RouterModule":
                    _tree(survey, path, item.args[0] if isinstance(item, Call) and item.args else None, found)
    return found


def _tree(survey: Survey, path: str, routes: Expr | None, found: dict[str, str]) -> None:
    waiting = [(path, routes, "", CHOICES)]
    while waiting:
        where, listed, above, left = waiting.pop()
        for home, item in survey.elements(where, listed)[0] if listed is not None and left else ():
            said = _entry(item, "path") if isinstance(item, Map) else None
            own = (survey.text(home, said) or "").strip("/") if said is not None else ""
            place = "/".join(part for part in (above, own) if part)
            module = _module(survey, home, item)
            if module is not None and module.declared is not None:
                found[f"{module.path}:{module.declared.name}"] = place
            if isinstance(item, Map):
                waiting.append((home, _entry(item, "children"), place, left - 1))


def _excluded(survey: Survey, path: str, call: Call, function: int) -> Iterator[str]:
    listed = _entry(call.args[1], "exclude") if len(call.args) > 1 else None
    for where, item in (survey.items(path, listed, function) or ()) if listed is not None else ():
        said = _entry(item, "path") if isinstance(item, Map) else item
        text = survey.text(where, said) if said is not None else None
        if text is not None:
            yield text.strip("/")


def _reached(survey: Survey, root: Found, modules: dict[str, Unit]) -> tuple[list[Unit], bool]:
    """The modules that the root imports, through any number of others, the root first, and whether all of
    them are known."""
    reached: dict[str, Unit] = {}
    waiting = [root]
    certain = True
    while waiting:
        found = waiting.pop(0)
        if found.declared is None:
            continue
        unit = modules.get(f"{found.path}:{found.declared.name}") or Unit(found.path, found.declared, None)
        if unit.key in reached:
            continue
        reached[unit.key] = unit
        below, known = _imports(survey, unit)
        waiting.extend(below)
        certain = certain and known
    return list(reached.values()), certain


def _maps(survey: Survey, unit: Unit) -> Iterator[tuple[int, Map]]:
    """The object literals that say what a module holds: the decorator's, and those that its static methods return."""
    if isinstance(unit.argument, Map):
        yield 0, unit.argument
    for index, body in survey.functions(unit.path):
        if index in unit.declared.methods:
            for node in nodes(body):
                if isinstance(node, Map) and _entry(node, "module") is not None:
                    yield index, node


def _imports(survey: Survey, unit: Unit) -> tuple[list[Found], bool]:
    """The modules that one imports, and whether all of them are known."""
    found: list[Found] = []
    known = True
    for index, listing in _maps(survey, unit):
        value = _entry(listing, "imports")
        if value is None:
            continue
        items = survey.elements(unit.path, value, index)
        known = known and items[1]
        for path, item in items[0]:
            for where, choice in _choices(survey, path, item):
                module = _module(survey, where, choice)
                if module is not None:
                    found.append(module)
    return found, known


def _choices(survey: Survey, path: str, item: Expr) -> Iterator[tuple[str, Expr]]:
    """What an element may be: ``test ? A : B``, also where a name stands for that."""
    waiting = [(path, item, CHOICES)]
    while waiting:
        where, value, left = waiting.pop()
        if isinstance(value, Op) and value.op in ("?:", "or") and left:
            operands = value.operands[1:] if value.op == "?:" else value.operands
            waiting.extend((where, operand, left - 1) for operand in operands)
            continue
        named = survey.variable_at(where, value) if isinstance(value, Name) and left else None
        given = survey.variable(*named) if named is not None else None
        if named is not None and isinstance(given, Op):
            waiting.append((named[0], given, left - 1))
        else:
            yield where, value


def _module(survey: Survey, path: str, item: Expr) -> Found | None:
    """``UsersModule``, ``UsersModule.forRoot(…)``, ``forwardRef(() => UsersModule)``."""
    if isinstance(item, Call):
        if isinstance(item.func, Name) and item.func.id == "forwardRef" and item.args:
            return _arrow(survey, path, item.args[0])
        return _module(survey, path, item.func.base) if isinstance(item.func, Attr) else None
    if isinstance(item, Map):
        value = _entry(item, "module")
        return None if value is None else _module(survey, path, value)
    found = survey.find(path, item)
    return found if found is not None and found.declared is not None else None


def _arrow(survey: Survey, path: str, value: Expr) -> Found | None:
    if isinstance(value, Func):
        for index, body in survey.functions(path):
            if index == value.index:
                for statement in body:
                    if isinstance(statement, Return) and statement.value is not None:
                        return survey.find(path, statement.value, index)
    return None


def _listed(survey: Survey, unit: Unit, kind: str) -> Iterator[Found]:
    """The classes that a module lists under a key."""
    computed = unit.argument is not None and not isinstance(unit.argument, Map)
    for index, listing in _maps(survey, unit):
        value = _entry(listing, kind)
        if value is None:
            continue
        items, known = survey.elements(unit.path, value, index)
        computed = computed or (kind == "controllers" and not known)
        for path, item in items:
            found = survey.find(path, item)
            if found is not None and found.declared is not None:
                yield found
    if computed:
        survey.dynamic(unit.path)


# --- controllers and gateways ------------------------------------------------------------------------


def _controller(survey: Survey, unit: Unit, settings: Settings, place: str) -> None:
    said = unit.argument
    named = _entry(said, "path") if isinstance(said, Map) else said
    prefixes = _paths(survey, unit.path, named)
    version = _entry(said, "version") if isinstance(said, Map) else None
    own = _version(survey, unit.path, version, settings.version)
    declared = unit.declared
    survey.router(unit.key, "router", unit.path, declared.first_line, declared.end_line, declared.name)
    for method in declared.methods:
        found = survey.function(unit.path, method)
        if found is None or found.function is None:
            continue
        marks = found.function.decorators
        verb = next(
            (m for m in marks if any(_is(survey, unit.path, m, COMMON + name) for name in HTTP)), None
        )
        if verb is None:
            continue
        name = _name(verb)
        level = next((_argument(m) for m in marks if _is(survey, unit.path, m, COMMON + "Version")), None)
        number = own if level is None else _version(survey, unit.path, level, own)
        wrappers = tuple(_name(m) for m in marks if m is not verb)
        for prefix in prefixes:
            for local in _paths(survey, unit.path, _argument(verb)):
                whole = "/".join(part for part in (place, prefix.strip("/"), local.strip("/")) if part)
                absolute = whole in settings.excluded
                if settings.versioned and number and not absolute:
                    whole = f"{settings.mark}{number}/{whole}"
                survey.route(
                    unit.key, (HTTP[name],), whole, unit.path, found.function.first_line, found.function.end_line,
                    found, f"{declared.name}.{found.function.name}", wrappers, absolute=absolute,
                )  # fmt: skip


def _version(survey: Survey, path: str, value: Expr | None, default: str) -> str:
    if value is None:
        return default
    if isinstance(value, Name) and value.id == "VERSION_NEUTRAL":
        return ""
    items = survey.items(path, value)
    return survey.text(path, items[0][1] if items else value) or default


def _paths(survey: Survey, path: str, value: Expr | None) -> tuple[str, ...]:
    if value is None or isinstance(value, Map):
        return ("",)
    items = survey.items(path, value)
    if items:
        return tuple(survey.text(where, item) or "" for where, item in items)
    text = survey.text(path, value)
    if text is None:
        survey.dynamic(path)
        return ("\0",)
    return (text,)


def _gateway(survey: Survey, unit: Unit) -> None:
    """The events that a WebSocket gateway listens to."""
    declared = unit.declared
    survey.router(unit.key, "router", unit.path, declared.first_line, declared.end_line, declared.name)
    for method in declared.methods:
        found = survey.function(unit.path, method)
        if found is None or found.function is None:
            continue
        for mark in found.function.decorators:
            value = _argument(mark)
            if _is(survey, unit.path, mark, SOCKETS + "SubscribeMessage") and value is not None:
                event = survey.text(unit.path, value)
                if event is not None:
                    function = found.function
                    survey.route(
                        unit.key, ("WS",), event, unit.path, function.first_line, function.end_line, found,
                        f"{declared.name}.{function.name}", style="event",
                    )  # fmt: skip


def _name(mark: Decorator) -> str:
    return last_name(mark.value.func if isinstance(mark.value, Call) else mark.value)


def _entry(value: Expr | None, key: str) -> Expr | None:
    """An object literal's value under a key."""
    if isinstance(value, Map):
        for name, item in value.items:
            if (isinstance(name, Lit) and name.value == key) or (isinstance(name, Name) and name.id == key):
                return item
    return None


FRAMEWORK = Framework(
    name="nestjs",
    language="typescript",
    packages=("@nestjs/common", "@nestjs/core", "@nestjs/websockets", "@nestjs/microservices"),
    order="declared",
    style="colon",
    listens=("listen",),
    request=("Req", "Request", "Body", "Param", "Query", "Headers"),
    response=("Res", "Response"),
    injections=("Inject", "inject"),
    discover=discover,
)

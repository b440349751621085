"""What is defined to be set: fields of settings classes, constants and objects of configuration modules, limits,
schemas of environment variables, keys of example environments.

Each is a name that something else has to read. Who reads them is asked of `checks.project.spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from checks.code.facts import Class, Field
from checks.code.tree import Assign, Call, Expr, Func, Lit, Map, Name, Op, Seq
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.project.scopes import statements
from checks.project.walk import calls

Kind = Literal["field", "constant", "key", "schema", "variable"]


class Defined(msgspec.Struct, frozen=True):
    """Something that is set at one place. ``owner`` is the class, object or schema it belongs to, empty for none.

    A ``field`` is a class's, a ``constant`` a module's, a ``key`` an object's, a ``schema`` an entry of a checked
    environment, a ``variable`` a line of an example environment."""

    kind: Kind
    name: str
    path: str
    line: int
    end_line: int
    owner: str = ""


_BASE = b"BaseSettings"
_UPPER = regex(r"_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_SETTINGS_CLASS = regex(r"\w*(Settings|Config|Configuration)")
_PLACE = regex(r"(^|[/_.-])(config|configs|configuration|settings|constants?|env|environment)([/_.-]|$)")
_TOOL_PLACE = regex(r"\.config\.[\w.-]+$|rc\.\w+$|(^|/)(conf|noxfile|setup|gunicorn[\w.]*)\.py$")
_LIMIT = regex(r"(.*_)?(MAX|MIN|LIMIT|TIMEOUT|TTL|THRESHOLD|INTERVAL|RETRIES|MAXIMUM|MINIMUM|ENABLED?)(_.*)?")
_MADE_UP = regex(r"(^|_)(MOCK|DEMO|SAMPLE|FAKE|DUMMY|FIXTURE)S?_[A-Z]")
"""Names of what is made up: data, and no setting."""
_SETS = regex(
    r"(.*_)?(CONFIGS?|CONFIGURATION|SETTINGS?|OPTIONS?|DEFAULTS?|LIMITS?|MAX|MIN|TIMEOUTS?|TTLS?|THRESHOLDS?|INTERVALS?|RETRY"
    r"|RETRIES|FLAGS?|FEATURES?|ENABLED?|POLICY|PAGINATION|UPLOADS?)(_.*)?",
    re.IGNORECASE,
)
"""Names of objects that set something."""
_GOVERNS = regex(r"(^|_)(RULES?|HOURS|RANGES?|WEIGHTS?|PARAMS|PARAMETERS|SCHEDULES?)(_|$)")
"""Names of tables that govern what is done."""
_UNIT = r"(MS|MILLIS(ECONDS)?|SEC(OND)?S?|MIN(UTE)?S?|H(OU)?RS?|DAYS?|WEEKS?|MONTHS?|QUARTERS?|YEARS?|BYTES|KB|MB|GB)"
_CONVERTS = regex(rf"{_UNIT}_(PER|IN)_(AN?_)?{_UNIT}")
"""Names for how many of one unit make another: nobody sets that."""
_ADMITS = regex(r"(^|_)(ALLOW|BLOCK|DEN[YI]|PERMI|REQUIRE|SUPPORT|ACCEPT|VALID|TRUST|EXCLUDE|INCLUDE|IGNORE)")
"""Names of tables that say what is let through."""
_RECORD = 3
"""Fields of the smallest record in a table."""
_LABELS = frozenset(("label", "name", "title", "text"))
_VALUES = frozenset(("value", "id", "code", "key"))
_SCHEMAS = regex(r"(^|\.)(object|cleanEnv|createEnv|bool|str)$")
_EXAMPLE = regex(
    r"(^|/)(\.?env[._-](example|sample|template|dist|defaults?)|\.?[\w-]*\.?(example|sample)\.env)$"
)
_RECORDS = regex(
    r"(^|\.)(BaseModel|Model|TypedDict|NamedTuple|Enum|StrEnum|IntEnum|Protocol|AppConfig|SQLModel|Base|Schema|"
    r"DeclarativeBase|Document|Exception|PretrainedConfig|PydanticBaseSettingsSource)$"
)
_FOR_ARQ = "WorkerSettings"
"""What its command line reads itself, https://arq-docs.helpmanual.io/#arq.worker.Worker."""
_OWN = frozenset({"model_config", "Config", "settings_customise_sources"})
_DJANGO = ("INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "BOT_NAME", "SPIDER_MODULES")
_TAKEN_WHOLE = ("from_object", "config_from_object", "from_pyfile", "SPHINXBUILD")


def defined(project: Project, paths: Collection[str]) -> Iterator[Defined]:
    """Everything that some files of applications' production code, and example environments, define to be set."""
    taken = bool(project.saying(*_TAKEN_WHOLE))
    for path in project.code():
        if (
            path not in paths
            or project.library(path)
            or _TOOL_PLACE.search(path)
            or _of_django(project, path)
        ):
            continue
        if path not in project.reachable and not project.importers(path):
            continue  # nothing reads any of it: then the file is the fault, or a tool loads it
        yield from _fields(project, path, taken=taken)
        configures = _PLACE.search(path) is not None and not taken
        yield from _constants(project, path, configures=configures)
        if not path.endswith(".py"):
            yield from _keys(project, path) if configures else ()
            yield from _schemas(project, path)
    for path in sorted(paths):
        facts = project.facts.get(path)
        if (
            facts is not None
            and facts.manifest is not None
            and _EXAMPLE.search(path)
            and project.production(path)
        ):
            for setting in facts.manifest.settings:
                yield Defined("variable", setting.name, path, setting.line, setting.line)


def _of_django(project: Project, path: str) -> bool:
    """Whether a framework reads what a file sets: it names what only that has, or takes in all of a file that does."""
    bases = (project.module(path, i.module) for i in project.facts[path].passed.imports if i.name == "*")
    return project.says(path, *_DJANGO) or any(base and project.says(base, *_DJANGO) for base in bases)


def holds_settings(project: Project, ref: ClassRef) -> bool:
    """Whether a class is filled from the environment: derived from a ``BaseSettings``."""
    return any(base.rpartition(".")[2] == "BaseSettings" for base in project.base_names(ref))


def _fields(project: Project, path: str, *, taken: bool) -> Iterator[Defined]:
    if not path.endswith(".py"):
        return
    for index, declared in enumerate(project.facts[path].outline.classes):
        if declared.kind != "class" or declared.owner >= 0 or declared.parent > 0:
            continue
        ref = ClassRef(path, index)
        if not holds_settings(project, ref) and (taken or not _configures(project, ref, declared)):
            continue
        for field in declared.fields:
            if not field.name.startswith("_") and field.name not in _OWN and not _nested(field):
                yield Defined(
                    "field", field.name, path, field.line, max(field.line, field.end_line), declared.name
                )


def _configures(project: Project, ref: ClassRef, declared: Class) -> bool:
    """Whether a class that is filled by hand is there to configure: by its name, its plain fields, and by having no
    base from outside."""
    if not _SETTINGS_CLASS.fullmatch(declared.name) or not declared.fields or declared.name == _FOR_ARQ:
        return False
    if declared.bases and project.base_names(ref) - {"object", "builtins.object"}:
        return False
    return not any(_RECORDS.search(base) for base in project.base_names(ref)) and all(
        field.value is not None for field in declared.fields
    )


def _nested(field: Field) -> bool:
    """Whether a field holds settings of its own, of a class of this project."""
    return bool(re.search(r"(Settings|Config|Configuration)\b", field.annotation))


def _constants(project: Project, path: str, *, configures: bool) -> Iterator[Defined]:
    for stmt in project.body(FunctionRef(path, 0)):
        if not isinstance(stmt, Assign) or len(stmt.targets) != 1 or stmt.op != "=":
            continue
        target = stmt.targets[0]
        if not isinstance(target, Name) or not _UPPER.fullmatch(target.id) or len(target.id) < 3:
            continue
        held = _thawed(stmt.value)
        if isinstance(held, Map | Seq) and _MADE_UP.search(target.id):
            continue
        if (
            _enumerates(held)
            or _tabulates(target.id, held)
            or _one_of_a_kind(target.id, held)
            or _CONVERTS.fullmatch(target.id)
        ):
            continue
        limit = _LIMIT.fullmatch(target.id) is not None and _plain(stmt.value)
        if stmt.value is not None and (configures or limit):
            yield Defined("constant", target.id, path, stmt.line, max(stmt.line, stmt.end_line))


def _thawed(value: Expr | None) -> Expr | None:
    """What ``Object.freeze`` makes unchangeable, or the value itself."""
    if isinstance(value, Call) and dotted(value.func) == "Object.freeze" and value.args:
        return value.args[0]
    return value


def _enumerates(value: Expr | None) -> bool:
    """Whether an object only names its own keys (``{ OPEN: 'open', CLOSED: 'closed' }``): that is an enumeration."""
    return (
        isinstance(value, Map)
        and len(value.items) > 1
        and all(
            isinstance(key, Lit | Name)
            and isinstance(held, Lit)
            and isinstance(held.value, str)
            and _letters(held.value).endswith(_letters(str(key.value) if isinstance(key, Lit) else key.id))
            for key, held in value.items
        )
    )


def _tabulates(name: str, value: Expr | None) -> bool:
    """Whether an object is a table: it looks something up by number, gives texts to names, numbers the members of a scale,
    describes several things alike, or gathers names into groups; its name speaks of nothing that is set. So
    is a list of records. A list of choices is one whatever its name."""
    if isinstance(value, Seq):
        return _offers(value) or (_records(value) and not _SETS.fullmatch(name) and not _GOVERNS.search(name))
    if not isinstance(value, Map) or len(value.items) < 2 or _SETS.fullmatch(name):
        return False
    if not _GOVERNS.search(name) and all(
        isinstance(item, Map) and _all_told(item) for _, item in value.items
    ):
        return True
    if not _ADMITS.search(name) and all(
        isinstance(item, Seq) and item.items and all(isinstance(each, Lit) for each in item.items)
        for _, item in value.items
    ):
        return True
    held = [item.value for _, item in value.items if isinstance(item, Lit)]
    if len(held) < len(value.items):
        return False
    keys = [key.value if isinstance(key, Lit) else None for key, _ in value.items]
    if all(isinstance(key, int) or str(key).isdigit() for key in keys) or all(
        isinstance(h, str) for h in held
    ):
        return True
    return all(_plain(item) for _, item in value.items) and all(
        isinstance(key, str) and _UPPER.fullmatch(key) and not _LIMIT.fullmatch(key) for key in keys
    )


def _all_told(held: Map) -> bool:
    return len(held.items) > 1 and all(isinstance(item, Lit) for _, item in held.items)


def _offers(held: Seq) -> bool:
    """Whether a list holds what somebody may choose from: each has a value and a label."""
    entries = [
        {
            key.value if isinstance(key, Lit) else key.id
            for key, _ in item.items
            if isinstance(key, Lit | Name)
        }
        for item in held.items
        if isinstance(item, Map)
    ]
    return len(entries) == len(held.items) > 1 and all(
        not entry.isdisjoint(_LABELS) and not entry.isdisjoint(_VALUES) for entry in entries
    )


def _records(held: Seq) -> bool:
    """Whether a list holds records: several objects of the same few fields."""
    fields = {
        frozenset(
            key.value if isinstance(key, Lit) else key.id
            for key, _ in item.items
            if isinstance(key, Lit | Name)
        )
        for item in held.items
        if isinstance(item, Map)
    }
    alike = len(fields) == 1 and len(next(iter(fields))) >= _RECORD
    return alike and len(held.items) > 1 and all(isinstance(item, Map) for item in held.items)


def _one_of_a_kind(name: str, value: Expr | None) -> bool:
    """Whether a text only spells the end of its own name (``KIND_DAILY = "daily"``): one member of an enumeration."""
    said = _letters(value.value) if isinstance(value, Lit) and isinstance(value.value, str) else ""
    return len(said) > 2 and _letters(name) != said and _letters(name).endswith(said)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _plain(value: Expr | None) -> bool:
    """Whether a value is a number or a truth value, also one worked out of numbers."""
    if isinstance(value, Op):
        return all(_plain(operand) for operand in value.operands)
    return isinstance(value, Lit) and isinstance(value.value, int | float)


def _keys(project: Project, path: str) -> Iterator[Defined]:
    """The keys of the objects that a configuration module gives out by name."""
    exported = {export.local for export in project.facts[path].outline.exports}
    for stmt in project.body(FunctionRef(path, 0)):
        if isinstance(stmt, Assign) and isinstance(stmt.value, Map) and len(stmt.targets) == 1:
            target = stmt.targets[0]
            if (
                isinstance(target, Name)
                and (stmt.exported or target.id in exported)
                and target.id != "default"
                and not _tabulates(target.id, stmt.value)
            ):
                entries = tuple(_entries("key", path, stmt.value, target.id))
                # Names in capitals enumerate: HTTP statuses, kinds of events. Only limits among them are set.
                yield from (e for e in entries if not _UPPER.fullmatch(e.name) or _LIMIT.fullmatch(e.name))


def _entries(kind: Kind, path: str, held: Map, owner: str) -> Iterator[Defined]:
    for key, value in held.items:
        if kind == "key" and isinstance(value, Seq | Map | Func):
            continue  # a table, a part of its own, a function: nothing that is set
        if (
            isinstance(key, Lit)
            and isinstance(key.value, str)
            and re.fullmatch(r"[A-Za-z_]\w{2,}", key.value)
        ):
            yield Defined(kind, key.value, path, key.line, max(key.line, value.line), owner)


def _schemas(project: Project, path: str) -> Iterator[Defined]:
    """The variables that a checked environment names: ``z.object({PORT: …})``, ``cleanEnv(process.env, {…})``."""
    if not project.says(path, "env", "cleanEnv", "createEnv", "validationSchema"):
        return
    for function in project.facts[path].outline.functions:
        for call in calls(project.body(FunctionRef(path, function.index))):
            if not _SCHEMAS.search(dotted(call.func)):
                continue
            for held in _maps(call):
                if held.items and all(
                    isinstance(k, Lit) and _UPPER.fullmatch(str(k.value)) for k, _ in held.items
                ):
                    yield from _entries("schema", path, held, dotted(call.func))


def _maps(call: Call) -> Iterator[Map]:
    """The object literals that a call is given, and those one level inside them."""
    for value in call.args:
        if isinstance(value, Map):
            yield value
            yield from (inner for _, inner in value.items if isinstance(inner, Map))


def assigned_names(project: Project, path: str, maker: str) -> Iterator[str]:
    """The names that a file gives to new instances of a class, by the class's name."""
    for function in project.facts[path].outline.functions:
        for stmt, _ in statements(project.body(FunctionRef(path, function.index))):
            made = isinstance(stmt, Assign) and isinstance(stmt.value, Call) and dotted(stmt.value.func)
            if isinstance(stmt, Assign) and made and made.rpartition(".")[2] == maker:
                yield from (dotted(target).rpartition(".")[2] for target in stmt.targets)


def field_names(project: Project) -> frozenset[str]:
    """The names, in lower case, of every field that a settings class is filled with from the environment."""
    if not any(_BASE in bytes(f.packed_outline) or _BASE in f.said for f in project.facts.values()):
        return frozenset()
    return frozenset(
        field.name.lower()
        for path in project.code()
        if path.endswith(".py")
        for index, declared in enumerate(project.facts[path].outline.classes)
        if declared.fields and declared.bases and holds_settings(project, ClassRef(path, index))
        for field in declared.fields
    )

"""Where a tree has a capability of the catalogue: code that uses it, configuration, files, traces of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import msgspec
import re2

from checks.claims import _files
from checks.claims._catalogue import Capability
from checks.claims._identity import ByIdentity
from checks.claims._sources import Sources, line_of, sources
from checks.claims.capability._grounding import STYLED, unworded
from checks.code.facts import Function, Import
from checks.code.paths import extension, why_not_read
from checks.code.search import last_name
from checks.code.tree import Call, Expr
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project

_ENOUGH = 4
_CHOICE = 16  # of running places that the best are chosen from
_LOOKED_AT = 12
_PROSE = frozenset(("md", "mdx", "txt", "rst", "adoc", "svg", "csv", "lock"))
_CONFIGURED = frozenset(
    "yml yaml toml conf cfg ini env example json tf sh bash nix properties xml sql prisma hcl".split()
)
_SETTING_UP = frozenset("dockerfile docker compose yaml yml toml ini nginx conf env dotenv hcl".split())
"""What fenced blocks are marked with that show a file of configuration."""
_FENCE = regex(r"\s{0,12}(?:```|~~~)`{0,5}\s?([\w-]{0,20})")
_DOCUMENTS = 500
_CONFIGURES = regex(r"\.config(?:\.\w+)?\.[cm]?[jt]s$")
"""Files whose functions the tool that they configure calls."""
_LOCKED = regex(
    r"(?:^|/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Pipfile\.lock|bun\.lockb?)$"
)
_MANIFEST = regex(
    r"(?:^|/)(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|environment\.ya?ml)$"
)
_CONFIG_LIMIT = 300_000
_LINE = 1_000
_JOINED = regex(r"\w[\s-]\w")
"""A name of several words: a single one without a capital letter is an everyday word."""
_NOT_YET = regex(
    r"(?i)\b(?:todo|fixme|in production|in a real|for now|future|later|would|should|could|can be|replace|instead|without|not|no|simulat\w+|mock\w*|placeholder|fake|stub|if you|consider|e\.g|like)\b"
)
_COMMENTED = regex(r"\s{0,60}(?:#|--|//|/\*|\*)")
_IMPORTING = regex(r"\s*(?:import\b|from\b.{0,200}\bimport\b|\}\s*from\b)")
_NAME_ALONE = regex(
    r"""\s*["']?\w{1,100}["']?(?:\s+as\s+\w{1,100})?,?\s*"""
)  # of an import over several lines, of ``__all__``
_QUERY = regex(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|WHERE|VALUES|REFERENCES|CONFLICT|CONSTRAINT|INDEX)\b"
)
_TYPES = frozenset(("interface", "type", "enum"))
_RECORDS = frozenset(
    (
        "BaseModel",
        "TypedDict",
        "NamedTuple",
        "Struct",
        "Enum",
        "StrEnum",
        "IntEnum",
        "dataclass",
        "define",
        "frozen",
        "attrs",
    )
)
_DEFAULT = regex(r"\bexport default\b|\bexport \* |\bmodule\.exports\b|\bas default\b")
_UNNAMED = frozenset(("constructor", "getter", "setter", "property", "module"))


class Uses(msgspec.Struct, frozen=True):
    """What was found, the first of each: ``running`` in code that starts or in configuration, ``idle`` in code that
    nothing starts, ``dead`` in functions that nothing calls, ``declared`` in manifests alone, ``traces`` of its name
    anywhere else."""

    running: tuple[Place, ...] = ()
    idle: tuple[Place, ...] = ()
    dead: tuple[Place, ...] = ()
    declared: tuple[Place, ...] = ()
    traces: tuple[Place, ...] = ()


@lru_cache(maxsize=512)
def _uses(capability: Capability, held: ByIdentity[Project]) -> Uses:
    source = sources(held.value)
    running: list[Place] = list(_configured(capability, held.value))
    idle: list[Place] = []
    dead: list[Place] = []
    for place in _in_code(capability, source):
        if not is_called(source, place):
            dead.append(place)
        else:
            (running if source.runs(place.path) else idle).append(place)
        if len(running) >= _CHOICE:
            break
    first = tuple(running[:_CHOICE]), tuple(idle[:_ENOUGH]), tuple(dead[:_ENOUGH])
    if running:
        return Uses(*first)
    return Uses(*first, *_traces(capability, held.value))


def uses(capability: Capability, project: Project) -> Uses:
    """Where a project has a capability, looked for once."""
    return _uses(capability, ByIdentity(project))


def uses_in(capability: Capability, paths: Iterable[str], project: Project) -> tuple[Place, ...]:
    """Where code of some files that runs, and that something calls, has a capability."""
    source = sources(project)
    running = [path for path in paths if source.runs(path)]
    return tuple(p for p in _in_code(capability, source, running) if is_called(source, p))


def where(places: Iterable[Place]) -> str:
    """The first of some places in words, as the end of a sentence."""
    first = next(iter(places), None)
    if first is None:
        return "in the tree"
    return f"in `{first.path}`" + (f", line {first.line}" if first.line else "")


# --- code ----------------------------------------------------------------------------------------


def _in_code(capability: Capability, source: Sources, paths: Iterable[str] | None = None) -> Iterator[Place]:
    """Lines of production code, or of some files, that use it: what a package gave, or a pattern of code; the running
    files first."""
    for path, text in source.texts(source.code if paths is None else paths):
        yield from _in_text(capability, source, path, text)


def _in_text(capability: Capability, source: Sources, path: str, text: str) -> Iterator[Place]:
    pattern, filter_ = _joined(capability.code), _filter(capability.code)
    matched = _matched(pattern, text) if filter_ is not None and filter_.search(text) else ()
    shapes = _shapes(source, path)
    used = _used_import(source, path, text, frozenset(capability.imports))
    lines = [*used, *(at for at in matched if at not in shapes)]
    yield from (source.place(path, line) for line in lines[:_LOOKED_AT])


def _shapes(source: Sources, path: str) -> frozenset[int]:
    """The lines of a file that only say what a record looks like: a field that is called "retries" retries nothing."""
    facts = source.project.facts[path]
    return frozenset(
        line
        for each in facts.outline.classes
        if each.kind in _TYPES
        or _RECORDS & {_last(base) for base in (*each.bases, *(d.value for d in each.decorators))}
        for line in range(each.line, each.end_line + 1)
        if source.function_at(path, line) is None
    )


def _last(value: Expr) -> str:
    """The last name of an expression: ``BaseModel`` of ``pydantic.BaseModel``, ``dataclass`` of ``dataclass(frozen=True)``."""
    while isinstance(value, Call):
        value = value.func
    return last_name(value)


def _used_import(source: Sources, path: str, text: str, wanted: frozenset[str]) -> Iterator[int]:
    """The first line that uses each name imported from one of the packages."""
    outline = source.project.facts[path].outline
    taken = (i for i in outline.imports if i.kind != "type" and wanted and _from(i, wanted))
    for imported in islice(taken, _LOOKED_AT):
        if not imported.alias:
            yield imported.line
            continue
        name = re.compile(rf"\b{re.escape(imported.alias)}\b")
        for at, line in enumerate(text.split("\n"), 1):
            if at != imported.line and name.search(line) and not _IMPORTING.match(line):
                yield at
                break


def _from(imported: Import, wanted: frozenset[str]) -> bool:
    """Whether an import takes from one of the packages, or a module of one."""
    module = imported.module.removeprefix("node:")
    if module.startswith("."):
        return False
    return f"{module}.{imported.name}" in wanted or not wanted.isdisjoint(_heads(module))


@lru_cache(maxsize=1 << 14)
def _heads(module: str) -> frozenset[str]:
    """The names that a package may bear of which this is a module."""
    parts = re.split(r"[./]", module)
    return frozenset((module, parts[0], "/".join(parts[:2]), ".".join(parts[:2]), ".".join(parts[:3])))


@cache
def _joined(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


@cache
def _filter(patterns: tuple[str, ...], *, any_case: bool = False) -> Any:
    """The patterns as one that only says whether any of them stands in a text, many times as fast."""
    if not patterns:
        return None
    joined = ("(?i)" if any_case else "") + "|".join(f"(?:{p})" for p in patterns)
    quiet = re2.Options()
    quiet.log_errors = False
    try:
        return re2.compile(joined, quiet)
    except re2.error:  # it looks ahead
        return re.compile(joined)


def _matched(pattern: re.Pattern[str] | None, text: str) -> Iterator[int]:
    """The first lines that hold a pattern, imports left out."""
    count = last = 0
    for found in pattern.finditer(text) if pattern else ():
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.end() + 80].split("\n", 1)[0]
        at = line_of(text, found.start())
        if (
            at != last
            and not _IMPORTING.match(line)
            and not _NAME_ALONE.fullmatch(line)
            and _does(pattern, line)
        ):
            yield at
            count += 1
            last = at
            if count >= _LOOKED_AT:
                return


def _does(pattern: re.Pattern[str] | None, line: str) -> bool:
    """Whether a line has a pattern outside of sentences, which speak of things ("your data is encrypted"); a query is none."""
    if pattern is None or _QUERY.search(line):
        return True
    return STYLED.search(line) is not None or unworded(line) == line or bool(pattern.search(unworded(line)))


def is_called(source: Sources, place: Place) -> bool:
    """Whether something refers to the function that a place stands in by its name, or a framework calls it."""
    function = source.function_at(place.path, place.line or 0)
    while function is not None and (function.kind in ("arrow", "lambda") or not function.name):
        function = source.function_around(place.path, function)
    if function is None or _CONFIGURES.search(place.path) or _is_framed(source, place.path, function):
        return True
    project = source.project
    if any(holder != place.path for holder in _files.holding(function.name, project)):
        return True
    return source.repeats(place.path, function.name)


def is_unasked(source: Sources, place: Place) -> bool:
    """Whether a place stands in a function that its module gives out and nobody takes: the files that import the module
    would have to ask for it by its name."""
    function, project = source.function_at(place.path, place.line or 0), source.project
    if function is None or not function.exported or function.decorators or project.library(place.path):
        return False
    if place.path.endswith(".py") or not project.importers(place.path):
        return False
    if any(holder != place.path for holder in _files.holding(function.name, project)):
        return False
    text = next((t for _, t in source.texts((place.path,))), "")
    return not _DEFAULT.search(text) and not source.repeats(place.path, function.name)


def _is_framed(source: Sources, path: str, function: Function) -> bool:
    """Whether a framework or a base class may call a function by its name: hooks, handlers, what a module gives out."""
    if (
        function.decorators
        or function.exported
        or function.name.startswith("__")
        or function.kind in _UNNAMED
    ):
        return True
    if function.owner < 0:
        return False
    owner = source.project.facts[path].outline.classes[function.owner]
    return bool(owner.bases or owner.decorators)


# --- everything else -----------------------------------------------------------------------------


def _configured(capability: Capability, project: Project) -> Iterator[Place]:
    """Files that are the thing itself, and configuration that starts it."""
    tree = project.snapshot.tree
    if pattern := _joined(capability.files):
        found = (p for p in sorted(tree) if pattern.search(p) and not why_not_read(p, tree[p]))
        yield from (Place(p) for _, p in zip(range(2), found, strict=False))
    if pattern := _joined(capability.texts):
        for path, text in configuration(project).items():
            if not _MANIFEST.search(path) and (at := _set_up(pattern, text)) is not None:
                yield Place(path, line_of(text, at))


def _set_up(pattern: re.Pattern[str], text: str) -> int | None:
    """The offset of the first match of a pattern that does not stand behind a comment's mark, or None."""
    for hit in islice(pattern.finditer(text), _LOOKED_AT):
        if not _COMMENTED.match(text[text.rfind("\n", 0, hit.start()) + 1 : hit.start()]):
            return hit.start()
    return None


def configuration(project: Project) -> dict[str, str]:
    """The configuration files of a tree by path: compose files, workflows, manifests, settings, schemas."""
    return _configuration(ByIdentity(project))


@lru_cache(maxsize=4)
def _configuration(held: ByIdentity[Project]) -> dict[str, str]:
    tree = held.value.snapshot.tree
    paths = [
        p
        for p, e in sorted(tree.items())
        if _is_configuration(p) and e.size <= _CONFIG_LIMIT and not why_not_read(p, e)
    ]
    data = held.value.snapshot.blobs.read({tree[p].sha for p in paths})
    return {p: data[tree[p].sha].decode("utf-8", "replace") for p in paths if tree[p].sha in data}


def _is_configuration(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].lower()
    if _LOCKED.search(path):
        return False
    named = name.startswith((".env", "procfile", "makefile")) or "dockerfile" in name
    return named or extension(path) in _CONFIGURED or bool(_MANIFEST.search(path))


def _traces(capability: Capability, project: Project) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Where its name stands at all outside of prose: in manifests, and in anything else."""
    pattern = _name(capability)
    filter_ = _filter((pattern.pattern,), any_case=True)
    declared: list[Place] = []
    traces: list[Place] = []
    for path, text in every_text(project):
        hit = pattern.search(text) if filter_.search(text) else None
        if hit is not None:
            (declared if _MANIFEST.search(path) else traces).append(Place(path, line_of(text, hit.start())))
            if len(traces) >= _ENOUGH:
                break
    return tuple(declared[:_ENOUGH]), tuple(traces)


def noted(capability: Capability, document: str, project: Project) -> Place | None:
    """Where another document than the one given shows configuration that names a capability (the text of a Dockerfile in
    a guide to deployment), or None: it may be set up by hand."""
    pattern, said = _name(capability), _joined(capability.texts)
    for path, shown in _shown(ByIdentity(project)):
        if path != document:
            for line, text in shown:
                if pattern.search(text) or (said and said.search(text)):
                    return Place(path, line)
    return None


@lru_cache(maxsize=4)
def _shown(held: ByIdentity[Project]) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """The blocks of configuration in the documents of a tree, each with its line and the language it is marked with."""
    tree = held.value.snapshot.tree
    paths = [
        p
        for p, e in sorted(tree.items())
        if extension(p) in ("md", "mdx") and e.size <= _CONFIG_LIMIT and not why_not_read(p, e)
    ][:_DOCUMENTS]
    found = []
    for path in paths:
        data = held.value.snapshot.blobs.read((tree[path].sha,)).get(tree[path].sha, b"")
        if blocks := tuple(_blocks(data.decode("utf-8", "replace"))):
            found.append((path, blocks))
    return tuple(found)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The fenced blocks of a document that are marked as configuration: line and text, the mark first."""
    start, mark, held = 0, "", list[str]()
    for at, line in enumerate(text.split("\n"), 1):
        fence = _FENCE.match(line)
        if fence is None:
            held.append(line)
        elif not start:
            start, mark, held = at, fence[1].lower(), []
        else:
            if mark in _SETTING_UP:
                yield start, "\n".join((mark, *held))
            start = 0


def every_text(project: Project) -> Iterator[tuple[str, str]]:
    """Every text of the tree that is no prose: configuration, source, tests, other languages."""
    yield from configuration(project).items()
    source = sources(project)
    known = frozenset(source.code)
    others = (p for p in sorted(project.facts) if p not in known and extension(p) not in _PROSE)
    yield from source.texts([*source.code, *(p for p in others if not _is_configuration(p))])


def remarked(capability: Capability, project: Project) -> Place | None:
    """Where a comment or a docstring of code names a capability without saying that it is not there yet, or None: the
    code beside it may be what is meant."""
    pattern = _name(capability)
    filter_ = _filter((pattern.pattern,), any_case=True)
    tree, named = project.snapshot.tree, bool(re.search(r"[A-Z]", capability.name))
    for path in sources(project).code:
        data = (
            project.snapshot.blobs.read((tree[path].sha,)).get(tree[path].sha, b"") if path in tree else b""
        )
        text = data.decode("utf-8", "replace")
        if not filter_.search(text):
            continue
        for at, line in enumerate(text.split("\n"), 1):
            hit = pattern.search(line[:_LINE])
            if hit is not None and (named or _JOINED.search(hit[0])) and not _NOT_YET.search(line[:_LINE]):
                return Place(path, at)
    return None


def called(capability: Capability, text: str) -> bool:
    """Whether a text names a capability."""
    return bool(_name(capability).search(text))


@cache
def _name(capability: Capability) -> re.Pattern[str]:
    """What a capability is called, in prose or in a name: without optional tails, with any joint."""
    words = [
        re.sub(r"\[- \]\??|(?<![\w)])-\?|[ -]\??", lambda _: r"[\s_-]?", _without_tails(word))
        for word in capability.words
    ]
    names = [rf"\b{re.escape(name)}\b" for name in capability.imports if len(name) > 2]
    return re.compile("|".join(f"(?:{w})" for w in [*words, *names]), re.IGNORECASE)


def _without_tails(word: str) -> str:
    return re.sub(r"\(\?:[^()]*(?:\([^()]*\)[^()]*)*\)\?", "", word)

"""Counting tables, enumerations, and the members of an enumeration or a constant list named after the noun."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from checks.claims import Ground
from checks.claims._counting import Question, Tally, singular
from checks.claims._identity import ByIdentity
from checks.claims.count import _of_columns
from checks.claims.count._of_columns import Mapped
from checks.code.facts import Class
from checks.code.search import last_name
from checks.code.tree import Assign, Call, Expr, Item, Lit, Map, Name, Seq
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef

_MANY_FILES = 600
_ELSEWHERE = frozenset("endpoints routes apis tests cases suites files".split())
_COLLECTS = regex(r"(?i)(?:enum|set|freeze|tuple|literals?|list)$")
_BEHIND = regex(r"(?:database|data|list|map|table|config|all|options|registry|definitions)$")


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """What carries the noun's name and has members that can be counted."""
    if asked.head == "tables":
        yield from _tables(asked, ground)
    elif asked.head in ("enums", "enumerations"):
        yield from _enums(asked, ground)
    elif asked.head == "columns":
        yield from _of_columns.tallies(asked, ground)
    elif asked.head not in _ELSEWHERE:
        yield from _members(asked, ground)


def _tables(asked: Question, ground: Ground) -> Iterator[Tally]:
    facts = ground.project.facts
    for path in asked.scope:
        if path in facts and facts[path].tables:
            names = {t.name: t for t in facts[path].tables if t.kind == "table"}
            places = tuple(Place(path, t.line, t.end_line, t.name) for t in names.values())
            yield Tally(
                (len(names),),
                f"`{path}` creates {len(names)} tables",
                places,
                certain=facts[path].language == "sql",
            )
    found = {
        t.name.lower(): Place(p, t.line, t.end_line, t.name)
        for p, f in sorted(facts.items())
        for t in f.tables
        if t.kind == "table"
    }
    if found:
        yield Tally((len(found),), f"The tree defines {len(found)} tables", tuple(found.values()))
    yield from _mapped(_of_columns.mapped(ground))


def _mapped(mapped: Mapping[str, list[Mapped]]) -> Iterator[Tally]:
    """The tables that code maps, of each file and of all."""
    by_file: dict[str, set[str]] = defaultdict(set)
    for name, columns in mapped.items():
        for each in columns:
            by_file[each.place.path].add(name)
    for path, named in sorted(by_file.items()):
        yield Tally((len(named),), f"`{path}` maps {len(named)} tables", (Place(path),))
    if mapped:
        places = tuple(each[0].place for each in mapped.values())
        yield Tally((len(mapped),), f"The tree maps {len(mapped)} tables", places)


def _enums(asked: Question, ground: Ground) -> Iterator[Tally]:
    for path in asked.scope:
        facts = ground.project.facts.get(path)
        if facts is not None:
            found = [Place(path, c.line, c.end_line, c.name) for c in facts.outline.classes if _is_enum(c)]
            found += [Place(path, t.line, t.end_line, t.name) for t in facts.tables if t.kind == "enum"]
            if found:
                yield Tally((len(found),), f"`{path}` defines {len(found)} enumerations", tuple(found))


def _is_enum(each: Class) -> bool:
    return each.kind == "enum" or any(isinstance(b, Name) and b.id.endswith("Enum") for b in each.bases)


def _members(asked: Question, ground: Ground) -> Iterator[Tally]:
    """``6 order stages`` against ``class OrderStage(Enum)`` or ``ORDER_STAGES = [...]``."""
    words = [w for w in re.split(r"[^a-z]+", asked.noun) if w]
    keys = {"".join([*words[at:-1], singular(words[-1])]) for at in range(len(words))} if words else set()
    keys = {k for k in keys if len(k) > 3}
    if not keys:
        return
    for tally, key in _enumerated(ByIdentity(ground.project)):
        if key in keys:
            yield tally
    paths = [p for p in asked.scope if p in ground.project.facts] or list(ground.project.code())
    for path in paths if len(paths) <= _MANY_FILES else ():
        yield from (tally for tally, key in _constants(path, ByIdentity(ground.project)) if key in keys)


@lru_cache(maxsize=2)
def _enumerated(held: ByIdentity[Project]) -> tuple[tuple[Tally, str], ...]:
    """Every enumeration with the key of its name."""
    found = []
    for path, facts in sorted(held.value.facts.items()):
        for each in facts.outline.classes:
            if _is_enum(each):
                count = sum(f.value is not None or each.kind == "enum" for f in each.fields)
                place = Place(path, each.line, each.end_line, each.name, count)
                found.append(
                    (
                        Tally((count,), f"`{each.name}` has {count} members", (place,)),
                        singular(_key(each.name)),
                    )
                )
    return tuple(found)


@lru_cache(maxsize=4_096)
def _constants(path: str, held: ByIdentity[Project]) -> tuple[tuple[Tally, str], ...]:
    """The containers that a module writes out at its top level, with the keys of their names."""
    found = []
    for stmt in held.value.body(FunctionRef(path, 0)):
        if not isinstance(stmt, Assign) or len(stmt.targets) != 1:
            continue
        target = stmt.targets[0]
        name = target.id if isinstance(target, Name) else ""
        count = _size(stmt.value)
        if name and count:
            place = Place(path, stmt.line, stmt.end_line or None, name, count)
            key = singular(_BEHIND.sub("", _key(name)))
            found.append((Tally((count,), f"`{name}` holds {count} entries", (place,)), key))
    return tuple(found)


def _size(value: Expr | None) -> int:
    """How many entries a written-out container has; 0 for anything else."""
    if isinstance(value, Call) and _COLLECTS.search(
        last_name(value.func)
    ):  # ``new Set([…])``, ``z.enum([…])``, ``pgEnum("stage", […])``
        written = [each for each in value.args if isinstance(each, Seq | Map)]
        return _size(written[0]) if len(written) == 1 else 0
    if isinstance(value, Item) and last_name(value.base) == "Literal":
        return len(value.key.items) if isinstance(value.key, Seq) else 0
    if isinstance(value, Seq):
        return len(value.items)
    if isinstance(value, Map) and all(isinstance(key, Lit | Name) for key, _ in value.items):
        return len(value.items)
    return 0


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())

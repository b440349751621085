"""What a database's schema creates by name: tables, views, functions, triggers and policies of SQL, models of Prisma."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims._identity import ByIdentity
from checks.claims._stems import Term, stem, stems, terms
from checks.claims.capability import _uses
from checks.code.paths import extension
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project

_CREATED = regex(
    r"(?i)^\s{0,8}CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:UNIQUE|CONSTRAINT|MATERIALIZED|TEMP|TEMPORARY)\s+)?"
    r"(?P<kind>TABLE|VIEW|FUNCTION|PROCEDURE|TRIGGER|POLICY|INDEX|TYPE)\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
    r"(?:[\"`\[]?(?:public|dbo|app|auth|storage)[\"`\]]?\.)?(?P<name>[\"`\[][^\"`\]\n]{1,120}[\"`\]]|[A-Za-z_]\w{0,120})"
)
_MODEL = regex(r"^\s{0,4}(?P<kind>model|enum)\s+(?P<name>\w{1,80})\s*\{")
_LONGEST = 80  # lines of one statement
_LINE = 400
_KINDS = {
    "table": "table model schema",
    "view": "view",
    "function": "function procedure rpc helper",
    "procedure": "function procedure",
    "trigger": "trigger automatic",
    "policy": "policy policies rule access",
    "index": "index indexes",
    "type": "type enum",
    "model": "model table schema entity",
    "enum": "enum type",
}
"""What documents call what a statement creates."""
_HOLDERS = frozenset(map(stem, ("table", "index", "type")))
"""What does nothing by itself: a phrase has to call it what it is."""


class Created(msgspec.Struct, frozen=True):
    """One statement: where it stands, the stems of what it creates and of its name, and those of its whole text."""

    place: Place
    kind: frozenset[str]
    named: frozenset[str]
    said: frozenset[str]


def created(phrase: str, project: Project) -> tuple[Place, ...]:
    """The statements that create what a phrase names, the plainest first: their names hold a telling word of it, or they are
    called as it is, and all its other words stand in them."""
    words = terms(phrase)
    if not any(term.telling for term in words) and len(words) < 2:
        return ()
    every = _created(ByIdentity(project))
    named = _by_name(ByIdentity(project))
    near = {at for term in words for each in (*term.alike, *term.parts) for at in named.get(each, ())}
    found = [(rank, every[at].place) for at in sorted(near) if (rank := _rank(words, every[at]))]
    return tuple(place for _, place in sorted(found, key=lambda pair: -pair[0])[:2])


def _rank(words: tuple[Term, ...], each: Created) -> int:
    """How many of the words the name of what is created holds; 0 where the statement does not say them all."""
    kinds = [t for t in words if t.stem in each.kind]
    others = [t for t in words if t.stem not in each.kind]
    own = [t for t in others if _holds(each.named, t)]
    if not others or not own or not all(_holds(each.named | each.said, t) for t in others):
        return 0
    whole = len(own) > 1 and len(own) * 2 > max(len(others), len(each.named)) and not each.kind & _HOLDERS
    if (kinds or whole) and any(t.telling and not t.deed for t in own):
        return 2 * len(own) + len(kinds)
    return 2 * len(own) if kinds and len(own) == len(others) and len(each.named) == len(own) else 0


def _holds(stems_: frozenset[str], term: Term) -> bool:
    return not term.alike.isdisjoint(stems_) or (bool(term.parts) and stems_.issuperset(term.parts))


@lru_cache(maxsize=4)
def _created(held: ByIdentity[Project]) -> tuple[Created, ...]:
    texts = _uses.configuration(held.value).items()
    return tuple(
        each
        for path, text in texts
        if (kind := extension(path)) in ("sql", "prisma")
        for each in _statements(path, text.split("\n"), sql=kind == "sql")
    )


@lru_cache(maxsize=4)
def _by_name(held: ByIdentity[Project]) -> dict[str, list[int]]:
    """Which of what is created bears a word in its name, by the word's stem."""
    found: dict[str, list[int]] = {}
    for at, each in enumerate(_created(held)):
        for one in each.named:
            found.setdefault(one, []).append(at)
    return found


def _statements(path: str, lines: list[str], *, sql: bool) -> Iterator[Created]:
    pattern = _CREATED if sql else _MODEL
    starts = [(at, found) for at, line in enumerate(lines) if (found := pattern.match(line[:_LINE]))]
    ends = [*(at for at, _ in starts), len(lines)][1:]
    for (at, found), end in zip(starts, ends, strict=False):
        body = "\n".join(line[:_LINE] for line in lines[at : min(end, at + _LONGEST)])
        kind = frozenset(map(stem, _KINDS[found["kind"].lower()].split()))
        yield Created(Place(path, at + 1), kind, stems(found["name"]), stems(body))

"""What an answer that stands in the code tells: choices described, that the service is there, how it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.code import tree
from checks.code.search import nodes
from checks.patterns import regex
from checks.rules._bounding import reads_clock

_TELLING = frozenset(
    ("description", "label", "title", "help", "explanation", "summary", "value", "unit", "range")
)
_ENTITY = frozenset(
    ("id", "_id", "uuid", "created_at", "createdAt", "email", "user_id", "userId", "timestamp")
)
_LEFT = regex(r"\b(?:logged|signed)[ -]?out\b", re.IGNORECASE)
_CLOSED = regex(r"\b(disabled|deprecated|discontinued|no longer|has moved|been removed)\b", re.IGNORECASE)
_ALIVE = regex(
    r"\b(alive|running|operational|healthy|is up|is working|are working|welcome)\b|^ready$|^use (post|get|put|/\S+)\b",
    re.IGNORECASE,
)
_ROUTING = frozenset("methods endpoints endpoint routes usage documentation docs allowed_methods".split())
"""Fields that say how the interface is to be used."""
_KIND = frozenset("type kind mode version stage".split())
"""Fields that alone say which of several things answers."""


def says_signed_out(value: tree.Expr | None) -> bool:
    """Whether an answer says that somebody is signed out, and nothing beside that it succeeded."""
    if not isinstance(value, tree.Map) or not all(isinstance(item, tree.Lit) for _, item in value.items):
        return False
    texts = [item.value for _, item in value.items if isinstance(item, tree.Lit) and item.value is not True]
    return bool(texts) and all(isinstance(t, str) and _LEFT.search(t) for t in texts)


def holds_figures(value: tree.Expr | None) -> bool:
    """Whether an answer holds several figures that stand in the code."""
    found = (node for node in nodes(value) if isinstance(node, tree.Lit)) if value is not None else ()
    return sum(type(node.value) in (int, float) for node in found) > 1


def says_closed(value: tree.Expr | None) -> bool:
    """Whether an answer of a text or two says that nothing is to be had here any more."""
    if not isinstance(value, tree.Map) or not all(_plainly(item) for _, item in value.items):
        return False
    return any(_CLOSED.search(str(item.value)) for _, item in value.items if isinstance(item, tree.Lit))


def _plainly(value: tree.Expr) -> bool:
    """Whether a value is a literal, or a list of nothing."""
    return isinstance(value, tree.Lit) or (isinstance(value, tree.Seq) and not value.items)


def lists_words(value: tree.Expr | None, *, offered: bool) -> bool:
    """Whether a value lists described choices that hold nothing but words: no amounts, states or parts of their own;
    where the path speaks of what is available, bare names are enough."""
    lists = [value] if isinstance(value, tree.Seq) else [item for _, item in getattr(value, "items", ())]
    if offered and any(isinstance(held, tree.Seq) and held.items and _words_alone(held) for held in lists):
        return True
    if not any(described(held.items, offered=offered) for held in lists if isinstance(held, tree.Seq)):
        return False
    entries = [
        e for held in lists if isinstance(held, tree.Seq) for e in held.items if isinstance(e, tree.Map)
    ]
    return all(
        _words_alone(item) or (offered and key_text(key) == "id")
        for entry in entries
        for key, item in entry.items
    )


def _words_alone(value: tree.Expr) -> bool:
    if isinstance(value, tree.Seq):
        return all(_words_alone(item) for item in value.items)
    return isinstance(value, tree.Lit) and isinstance(value.value, str)


def explains(value: tree.Expr | None) -> bool:
    """Whether a value lists described choices, says that the service is there, or how it is used."""
    return _tells(value) or _lives(value) or _instructs(value) or _empty_or_kind(value)


def _empty_or_kind(value: tree.Expr | None) -> bool:
    """Whether a value is an object without anything in it, or one that says what it is and no more."""
    if not isinstance(value, tree.Map) or len(value.items) > 1:
        return False
    return _keys(value) <= _KIND and all(isinstance(item, tree.Lit) for _, item in value.items)


def _instructs(value: tree.Expr | None) -> bool:
    """Whether a value of texts alone says how the interface is used (``{"message": …, "methods": ["POST"]}``)."""
    return isinstance(value, tree.Map) and bool(_keys(value) & _ROUTING) and not holds_records(value)


def holds_more(value: tree.Expr | None) -> bool:
    """Whether a value holds more than words and yes or no."""
    held = [item for _, item in value.items] if isinstance(value, tree.Map) else [value]
    return not all(isinstance(item, tree.Lit) and isinstance(item.value, str | bool) for item in held)


def _lives(value: tree.Expr | None) -> bool:
    """Whether a value of a few texts, and perhaps the time, says that the service is there."""
    if not isinstance(value, tree.Map):
        return False
    parts = [item for _, item in value.items]
    if not all(isinstance(item, tree.Lit) or _tells_time(item) or _words_alone(item) for item in parts):
        return False
    if holds_figures(value):
        return False
    return any(isinstance(item, tree.Lit) and _ALIVE.search(str(item.value)) for _, item in value.items)


def _tells_time(value: tree.Expr) -> bool:
    return isinstance(value, tree.Call) and any(
        isinstance(node, tree.Call) and reads_clock(node) for node in nodes(value)
    )


def _tells(value: tree.Expr | None) -> bool:
    """Whether a value is a list of described choices, alone or as a member."""
    lists = [value] if isinstance(value, tree.Seq) else []
    if isinstance(value, tree.Map):
        lists = [item for _, item in value.items if isinstance(item, tree.Seq)]
    return any(described(items.items) for items in lists)


def names_kinds(value: tree.Expr | None) -> bool:
    """Whether a value describes several kinds, each under a name of its own."""
    held = [item for _, item in value.items] if isinstance(value, tree.Map) else []
    return any(
        isinstance(item, tree.Map) and described(tuple(kind for _, kind in item.items)) for item in held
    )


def described(items: Iterable[tree.Expr], *, offered: bool = False) -> bool:
    """Whether things are several objects that each say in words what they are, and none of whom they are."""
    entries = [_keys(item) for item in items if isinstance(item, tree.Map)]
    telling, whose = (_TELLING & {"description"}, _ENTITY - {"id"}) if offered else (_TELLING, _ENTITY)
    return len(entries) > 1 and all(keys & telling and not keys & whose for keys in entries)


def holds_records(value: tree.Expr | None) -> bool:
    """Whether a value holds records with identities of their own."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Map):
            if _keys(node) & (_ENTITY - {"id"}):
                return True
            waiting += [item for _, item in node.items]
        elif isinstance(node, tree.Seq):
            waiting += node.items
    return False


def _keys(value: tree.Map) -> set[str]:
    return {key_text(key) for key, _ in value.items if isinstance(key, tree.Lit | tree.Name)}


def key_text(key: tree.Expr | None) -> str:
    """How a key of an object is written, without quotes; empty where it is worked out."""
    return str(key.value) if isinstance(key, tree.Lit) else key.id if isinstance(key, tree.Name) else ""

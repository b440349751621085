"""What the body of a function does not do: nothing at all, only refuse, or only hand back an empty value."""

from __future__ import annotations

import re
from typing import Literal

from checks.code.search import calls, last_name, nodes
from checks.code.tree import (
    Attr,
    Body,
    Call,
    Do,
    Expr,
    If,
    Lit,
    Loop,
    Map,
    Name,
    Return,
    Seq,
    Stmt,
    Stop,
    Throw,
    Try,
)
from checks.patterns import regex

SMALL = 400
"""Bytes of an encoded body above which it does something."""

Emptiness = Literal["nothing", "refusal", "empty value"]

_REFUSAL = regex(
    r"\bnot? (yet |been )?implemented|\bunimplemented\b|\bTODO\b|\bnot implemented\b", re.IGNORECASE
)
_LOGGING = frozenset(("print", "console", "logger", "logging", "log", "_logger", "LOGGER", "LOG"))
_UNIMPLEMENTED = regex(r"(HTTP_)?501(_NOT_IMPLEMENTED)?|NOT_IMPLEMENTED|NotImplemented(Exception)?")


def emptiness(body: Body) -> Emptiness | None:
    """How a body is empty, or None for one that does something. Logging counts as doing nothing."""
    rest = [stmt for stmt in body if not _idle(stmt)]
    if not rest:
        return "nothing"
    if len(rest) > 1:
        return None
    only = rest[0]
    if isinstance(only, Throw):
        return "refusal" if _refuses(only.value) else None
    if isinstance(only, Return):
        return "nothing" if only.value is None else "empty value" if _empty(only.value) else None
    return None


def _idle(stmt: Stmt) -> bool:
    if isinstance(stmt, Do):
        return isinstance(stmt.value, Lit) or (
            isinstance(stmt.value, Call) and _root(stmt.value.func) in _LOGGING
        )
    return isinstance(stmt, Stop)


def _root(value: Expr) -> str:
    while isinstance(value, Attr):
        value = value.base
    return value.id if isinstance(value, Name) else ""


def _empty(value: Expr) -> bool:
    if isinstance(value, Lit):
        return value.value is None or value.value == ""
    return isinstance(value, Seq | Map) and not value.items


def _refuses(value: Expr | None) -> bool:
    if last_name(value.func if isinstance(value, Call) else value) in (
        "NotImplementedError",
        "NotImplementedException",
    ):
        return True
    return isinstance(value, Call) and any(_REFUSAL.search(text) for text in _texts(value))


def _texts(value: Expr | None) -> list[str]:
    found = nodes(value) if value is not None else ()
    return [n.value for n in found if isinstance(n, Lit) and isinstance(n.value, str)]


def only_unimplemented(body: Body) -> bool:
    """Whether a handler answers nothing but 501 Not Implemented, whatever is asked.

    https://www.rfc-editor.org/rfc/rfc9110#name-501-not-implemented
    """
    statements = list(_main(body))
    if any(isinstance(stmt, If | Loop) for stmt in statements):
        return False
    ends = [stmt for stmt in statements if isinstance(stmt, Return | Throw)]
    sent = [call for stmt in statements if isinstance(stmt, Do) for call in calls(stmt.value) if _sends(call)]
    answers = [*(s.value for s in ends if s.value is not None), *sent]
    return (
        bool(answers)
        and any(map(_says_501, answers))
        and all(map(_says_501, (s.value for s in ends if s.value)))
    )


def _main(body: Body) -> list[Stmt]:
    """The statements on the main path: those inside ``try`` included, error handlers left out."""
    found: list[Stmt] = []
    waiting = list(reversed(body))
    while waiting:
        stmt = waiting.pop()
        if isinstance(stmt, Try):
            waiting.extend(reversed(stmt.body))
        else:
            found.append(stmt)
    return found


def _sends(call: Call) -> bool:
    return isinstance(call.func, Attr) and call.func.name in (
        "json",
        "send",
        "end",
        "status",
        "sendStatus",
        "code",
    )


def _says_501(value: Expr) -> bool:
    for node in nodes(value):
        said = node.value if isinstance(node, Lit) else node.name if isinstance(node, Attr) else ""
        said = node.id if isinstance(node, Name) else said
        if said == 501 or (isinstance(said, str) and _UNIMPLEMENTED.fullmatch(said)):
            return True
    return False

"""Events that a page sends to the repository's own Socket.IO server and that nothing there has ever heard of
(https://socket.io/docs/v4/emitting-events/)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.code.search import calls
from checks.code.tree import Attr, Call, Expr, Lit
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef

_SERVERS = frozenset(("socketio", "socketio-python", "nestjs"))
_CLIENT = "socket.io-client"
_SENDING = frozenset(("emit", "emitWithAck"))
_SOCKET = regex(r"socket", re.IGNORECASE)
_OWN_HOST = regex(r"(https?|wss?)://(localhost|127\.0\.0\.1|0\.0\.0\.0)\b|/|$")


class Sent(msgspec.Struct, frozen=True):
    """One event that is sent: where, and its name."""

    path: str
    function: int
    line: int
    end_line: int
    event: str


def unheard(project: Project) -> Iterator[Sent]:
    """Each event that a client of Socket.IO sends and whose name no other production file says."""
    heard = {r.path for r in project.routes if r.method == "WS" and r.framework in _SERVERS}
    if not heard or project.dynamic_routes:
        return
    clients = [path for path in project.code() if _connects(project, path)]
    others = frozenset(project.code()).difference(clients)
    heard.update(name for path in others for name in _marked(project, path))
    for path in clients:
        for sent in _sent(project, path):
            if sent.event not in heard and others.isdisjoint(project.saying(sent.event)):
                yield sent


def _marked(project: Project, path: str) -> Iterator[str]:
    """The texts that decorators are given."""
    for function in project.facts[path].outline.functions:
        for mark in function.decorators:
            first = mark.value.args[0] if isinstance(mark.value, Call) and mark.value.args else None
            if isinstance(first, Lit) and isinstance(first.value, str):
                yield first.value


def _connects(project: Project, path: str) -> bool:
    imports = project.facts[path].passed.imports
    return any(item.module == _CLIENT for item in imports) and all(
        item.module != "socket.io" for item in imports
    )


def _sent(project: Project, path: str) -> Iterator[Sent]:
    """The events that a file sends, unless it connects to another host."""
    found: list[Sent] = []
    for function in project.facts[path].outline.functions:
        for call in calls(project.body(FunctionRef(path, function.index))):
            if dotted(call.func) in ("io", "io.connect") and not _own(call):
                return
            event = _event(call)
            if event:
                found.append(Sent(path, function.index, call.line, max(call.line, call.end_line), event))
    yield from found


def _own(call: Call) -> bool:
    """Whether a connection may be to this repository's server: any but a written-out address of another host."""
    first = call.args[0] if call.args else None
    return not (isinstance(first, Lit) and isinstance(first.value, str)) or bool(_OWN_HOST.match(first.value))


def _event(call: Call) -> str:
    func = call.func
    if not isinstance(func, Attr) or func.name not in _SENDING or not _socket(func.base):
        return ""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, Lit) and isinstance(first.value, str) else ""


def _socket(value: Expr) -> bool:
    return _SOCKET.search(dotted(value)) is not None

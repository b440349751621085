"""Whether a route that answers GET opens the WebSocket that a document names.

A WebSocket is opened by a GET (https://www.rfc-editor.org/rfc/rfc6455#section-1.3), so a server may serve it from a plain
GET route: https://docs.aiohttp.org/en/stable/web_quickstart.html#websockets.
"""

from __future__ import annotations

from checks.claims._routes import Match
from checks.code.search import nodes
from checks.code.tree import Attr, Call, Name
from checks.model import Claim, Place, Verdict
from checks.project.link import Project
from checks.project.model import Route

# Their servers tell requests and WebSockets apart before any route is looked up:
# https://asgi.readthedocs.io/en/latest/specs/www.html
_APART = frozenset({"fastapi", "litestar"})
_OPENERS = frozenset(
    "WebSocketResponse WebSocketPair upgradeWebSocket handleUpgrade accept_websocket".split()
)


def opened(claim: Claim, matches: list[Match], project: Project) -> Verdict | None:
    """The verdict on a WebSocket at a path that only GET routes serve: supported where the handler of one opens it, left
    open where that cannot be told; None where no such route is there."""
    if claim.subject["method"] != "WS":
        return None
    path = str(claim.subject["path"])
    there = [m.route for m in matches if m.how == "method" and _may_open(m.route)]
    if not there:
        return None
    opening = next((r for r in there if r.served and _opens(r, project)), None)
    if opening is not None and claim.polarity == "present":
        return Verdict("supported", f"`GET {path}` opens a WebSocket.", (_place(opening),))
    words = f"`{there[0].method} {there[0].path}` may open a WebSocket, which cannot be told."
    return Verdict("unverifiable", words, tuple(_place(r) for r in there[:3]))


def _may_open(route: Route) -> bool:
    return route.method in ("GET", "*") and route.framework not in _APART


def _opens(route: Route, project: Project) -> bool:
    """Whether a handler's own code makes a WebSocket of its request."""
    if route.handler is None:
        return False
    called = (node.func for node in nodes(project.body(route.handler)) if isinstance(node, Call))
    return any(isinstance(func, Attr | Name) and _called(func) in _OPENERS for func in called)


def _called(func: Attr | Name) -> str:
    return func.name if isinstance(func, Attr) else func.id


def _place(route: Route) -> Place:
    return Place(
        route.place.path, route.place.line, route.place.end_line, note=f"{route.method} {route.path}"
    )

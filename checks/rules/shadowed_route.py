"""`shadowed-route`: a route that an earlier route of the same app always wins over, or a prefix applied twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from checks.code.tree import Call, If
from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.model import FunctionRef, Mount, Route, Router
from checks.project.routepath import covers, segments, shape
from checks.project.scopes import statements

RULE = "shadowed-route"
LEVEL: Level = "warning"

_SETTLE = "Declare it before the other one, or give one of the two a path of its own."
_SETTLE_TWICE = "Leave the prefix out at one of the two places."
_APART = frozenset(
    {"host", "hosts", "subdomain", "version", "constraints", "condition", "conditions", "guards"}
)
_VERSIONED = frozenset({"Version", "version"})


def find(project: Project) -> Iterable[Finding]:
    """One finding for each route that can never answer, and for each router whose prefix is doubled."""
    served: dict[tuple[Place, str], list[Route]] = defaultdict(list)
    for route in project.routes:
        if route.served and not route.builtin and not _heard(route) and project.production(route.place.path):
            served[route.place, route.method].append(route)
    winners: dict[Place, list[Route]] = defaultdict(list)
    for route in project.routes:
        if route.served:
            winners[route.place].append(route)
    for routes in served.values():
        first = routes[0]
        if all(route.shadowed_by is not None for route in routes) and first.shadowed_by is not None:
            winner = next((w for w in winners[first.shadowed_by] if _takes(w, first)), None)
            if winner is not None and not _told_apart(project, first, winner):
                yield _shadowed(project, first, winner)
    yield from _doubled(project)


def _heard(route: Route) -> bool:
    """Whether a route is an event's: every one who listens to it hears it (https://nodejs.org/api/events.html#emitteronceventname-listener)."""
    return route.method == "WS" and not route.path.startswith("/")


def _takes(winner: Route, route: Route) -> bool:
    """Whether this is the route, of those declared at one place, that takes another's requests."""
    if winner.method not in ("*", route.method):
        return False
    return shape(winner.path) == shape(route.path) or covers(winner.path, route.path)


def _told_apart(project: Project, route: Route, winner: Route) -> bool:
    """Whether something besides method and path decides between two routes, or one of them may not be declared."""
    if route.handler == winner.handler and (
        route.handler is not None or route.handler_name == winner.handler_name
    ):
        return True
    minds = project.facts[route.place.path].language == "python" and not route.local.endswith("}")
    if route.local.endswith("/") != winner.local.endswith("/") and (route.path == winner.path or minds):
        return True  # To a framework that minds the slash at the end these are two paths.
    mounts = [mount.place for mount in project.mounts if mount.child == winner.router != route.router]
    if any(_asked_about(project, place) for place in mounts):
        return True  # The winner may not be there.
    return any(_conditional(project, each) for each in (route, winner))


def _conditional(project: Project, route: Route) -> bool:
    """Whether a route is declared under a condition, or for some hosts or versions only."""
    if not _VERSIONED.isdisjoint(route.wrappers):
        return True
    if route.handler is not None:
        function = project.function(route.handler)
        calls = [d.value for d in function.decorators if isinstance(d.value, Call)]
        if any(name in _APART for call in calls for name, _ in call.kwargs):
            return True
    own = project.function(route.handler).line if route.handler is not None else None
    return _guarded(project, route.place, own)


def _guarded(project: Project, place: Place, own: int | None) -> bool:
    """Whether a statement that begins at a place, or the definition of what it names, runs under a condition."""
    line, path = place.line or 0, place.path
    for function in project.facts[path].outline.functions:
        if function.index and not function.line <= line <= function.end_line:
            continue
        body = project.body(FunctionRef(path, function.index))
        if any(guarded and stmt.line in (line, own) for stmt, guarded in statements(body)):
            return True
    return False


def _asked_about(project: Project, place: Place) -> bool:
    """Whether a statement that begins at a place stands in a branch: what is only tried is there as a rule."""
    return any(
        isinstance(stmt, If)
        and any(inner.line == place.line for inner, _ in statements((*stmt.then, *stmt.other)))
        for function in project.facts[place.path].outline.functions
        for stmt, _ in statements(project.body(FunctionRef(place.path, function.index)))
    )


def _shadowed(project: Project, route: Route, winner: Route) -> Finding:
    same = route.path == winner.path
    why = (
        "the same route is declared before it"
        if same
        else f"`{winner.path}`, declared before it, takes all its requests"
    )
    place = route.place
    return Finding(
        rule=RULE,
        path=place.path,
        line=place.line or 1,
        end_line=place.end_line or place.line or 1,
        symbol=f"{route.method} {route.path}",
        message=f"`{route.method} {route.path}` never answers: {why}.",
        settle=_SETTLE,
        digest=_digest(project, route.handler)
        + f":{route.method}:{route.path}:{winner.method}:{winner.path}",
        evidence=(
            Place(
                winner.place.path, winner.place.line, winner.place.end_line, f"{winner.method} {winner.path}"
            ),
        ),
    )


def _digest(project: Project, handler: FunctionRef | None) -> str:
    return "" if handler is None else project.function(handler).digest


# --- prefixes ----------------------------------------------------------------------------------------


def _doubled(project: Project) -> Iterable[Finding]:
    """A router that says the prefix that its mount says too."""
    routers = {router.key: router for router in project.routers}
    paths: dict[str, list[Route]] = defaultdict(list)
    for route in project.routes:
        if route.served:
            paths[route.router].append(route)
    told: set[str] = set()
    for mount in project.mounts:
        child = routers.get(mount.child)
        routes = paths.get(mount.child, ())
        if child is None or child.key in told or not project.production(mount.place.path):
            continue
        prefix = segments(mount.prefix)
        if not prefix or "{" in mount.prefix or segments(child.prefix)[: len(prefix)] != prefix:
            continue
        if routes and all(_twice(segments(route.path), prefix) for route in routes):
            told.add(child.key)
            yield _said_twice(mount, child, routes[0])


def _twice(path: tuple[str, ...], prefix: tuple[str, ...]) -> bool:
    size = len(prefix)
    return any(
        path[at : at + size] == prefix == path[at + size : at + 2 * size]
        for at in range(len(path) - 2 * size + 1)
    )


def _said_twice(mount: Mount, child: Router, route: Route) -> Finding:
    place = mount.place
    return Finding(
        rule=RULE,
        path=place.path,
        line=place.line or 1,
        end_line=place.end_line or place.line or 1,
        symbol=child.name,
        message=f"`{child.name}` is mounted under `{mount.prefix}` and has that prefix already, so its routes are "
        f"served as `{route.path}`.",
        settle=_SETTLE_TWICE,
        digest=f"{child.name}:{child.prefix}:{mount.prefix}",
        evidence=(child.place, Place(route.place.path, route.place.line, route.place.end_line, route.path)),
    )

"""`unwired-router`: a router that no app reachable from an entry point mounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from checks.code.paths import extension
from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.model import Router
from checks.rules._functions import demonstrates
from checks.rules._packages import inside, package_of
from checks.rules._wiring import lacking_app, outermost

RULE = "unwired-router"
GROUP = "headline"
LEVEL: Level = "failure"

_READABLE = frozenset("py ts tsx js jsx mjs cjs mts cts".split())
"""Endings of files that would be read."""
_COMPILED = frozenset(("pyx", "pyd", "so"))
"""Endings of files that may import one of those, and that no front end reads."""
_SETTLE = "Mount it on the app that is started, or delete it with its routes."


def find(project: Project) -> Iterable[Finding]:
    """One finding for each outermost router that is not mounted."""
    if not project.routers:
        return
    unserved = lacking_app(project)
    silent = _silent_apps(project)
    told: set[tuple[str, str]] = set()
    for router in outermost(project):
        named = (router.place.path, router.name)
        if named in told:
            continue  # A name given anew in one file is one router.
        told.add(named)
        package = package_of(project, router.place.path)
        if router.kind != "router" or package in unserved or _followed_elsewhere(project, router, package):
            continue
        if any(inside(package, app.place.path) and app.framework == router.framework for app in silent):
            continue
        if _said_where_unread(project, router) or demonstrates(project, router.place.path):
            continue
        if _stands_in(project, router):
            continue
        yield _finding(project, router)


def _stands_in(project: Project, router: Router) -> bool:
    """Whether a router of that name and file is mounted that has at least as many routes, as one that a factory makes."""
    path = router.place.path
    routes = Counter(route.router for route in project.routes if route.place.path == path)
    return any(
        other.mounted and other.place.path == path and other.name == router.name
        and routes[other.key] >= routes[router.key]
        for other in project.routers
    )  # fmt: skip


def _silent_apps(project: Project) -> list[Router]:
    """The apps on which nothing that is read registers anything: what they serve is said in ways that cannot be followed,
    so that no claim of an endpoint is judged by them either."""
    heard = {route.router for route in project.routes}
    heard.update(mount.parent for mount in project.mounts)
    return [
        router
        for router in project.routers
        if router.kind == "app" and router.key not in heard and project.production(router.place.path)
    ]


def _followed_elsewhere(project: Project, router: Router, package: str) -> bool:
    """Whether the package registers routes in ways that cannot be followed, and this router may be meant: something in
    production imports its file, could load it by its name, or could not be read."""
    path = router.place.path
    return any(inside(package, place) for place in project.dynamic_routes) and (
        any(map(project.production, project.importers(path)))
        or project.loaded_unseen(path)
        or project.once(_imports_unseen)
    )


def _imports_unseen(project: Project) -> bool:
    """Whether files that may import others could not be read."""
    return any(extension(path) in _READABLE for path in project.unread()) or any(
        extension(path) in _COMPILED for path in project.snapshot.tree
    )


def _said_where_unread(project: Project, router: Router) -> bool:
    """Whether a file that is reached, and did not parse everywhere, names the router's module or mounts others of its
    package: it may mount this one in the lines lost. So may a file of its language that was not read at all."""
    package = package_of(project, router.place.path)
    if any(inside(package, path) and _may_mount(project, router, path) for path in project.unread()):
        return True
    mounting = {mount.place.path for mount in project.mounts}
    if any(
        inside(package, path) and project.facts[path].outline.errors
        for path in mounting
        if path in project.facts
    ):
        return True
    folder, _, name = router.place.path.rpartition("/")
    stem = name.partition(".")[0]
    stem = folder.rpartition("/")[2] if stem in ("index", "__init__") else stem
    naming = project.reachable.intersection((*project.saying(stem), *project.importers(router.place.path)))
    return any(project.facts[path].passed.errors for path in naming)


def _may_mount(project: Project, router: Router, path: str) -> bool:
    """Whether a file of a router's language was not read, as one that is too long."""
    return (
        path not in project.facts
        and (path.endswith(".py") == router.place.path.endswith(".py"))
        and extension(path) in _READABLE
    )


def _finding(project: Project, router: Router) -> Finding:
    routes = [route for route in project.routes if route.router == router.key]
    reason = next(
        (r.obstacle for r in routes if r.obstacle and not r.obstacle.endswith("is never mounted")), ""
    )
    imported = project.importers(router.place.path)
    evidence = [
        Place(r.place.path, r.place.line, r.place.end_line, f"{r.method} {r.local or '/'}")
        for r in routes[:4]
    ]
    if not imported:
        evidence.append(Place(router.place.path, note="nothing imports this file", missing=True))
    count = f"its {len(routes)} route{'s' if len(routes) != 1 else ''}" if routes else "what hangs on it"
    return Finding(
        rule=RULE,
        path=router.place.path,
        line=router.place.line or 1,
        end_line=router.place.end_line or router.place.line or 1,
        symbol=router.name,
        message=f"No app that is started mounts `{router.name}`, so {count} cannot be reached"
        + (f": {reason}." if reason else "."),
        settle=_SETTLE,
        digest=f"{router.framework}:{router.name}:{router.prefix}",
        evidence=tuple(evidence),
    )

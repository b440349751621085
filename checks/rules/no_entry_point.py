"""`no-entry-point`: routes exist, but nothing creates and serves the app."""

from __future__ import annotations

from collections.abc import Iterable

from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.model import Router
from checks.rules._packages import inside
from checks.rules._wiring import lacking_app

RULE = "no-entry-point"
LEVEL: Level = "failure"

_SETTLE = (
    "Add the file that creates the app, mounts the routers and serves it, and the command that starts it."
)
_SETTLE_UNHEARD = "Let the app listen where the program starts, or export it for the platform that serves it."
_PLAIN_SERVERS = ("http", "node:http", "https", "node:https", "http2", "node:http2")
_FOUND_FACTORIES = frozenset(("create_app", "make_app"))


def find(project: Project) -> Iterable[Finding]:
    """One finding for each package of an application that serves none of its routes."""
    for package, routers in sorted(lacking_app(project).items()):
        if any(inside(package, path) for path in project.dynamic_routes):
            continue
        if all(r.kind != "app" and project.loaded_unseen(r.place.path) for r in routers):
            continue  # whoever loads them may have the app
        if any(_served_by_convention(project, router) for router in routers) or _serves_plainly(
            project, package
        ):
            continue
        yield _finding(
            project, package, min(routers, key=lambda r: (r.kind != "app", r.place.path, r.place.line or 0))
        )


def _served_by_convention(project: Project, router: Router) -> bool:
    """Whether a server's command line may start an app that the repository never starts itself: an app object
    at the top level of a Python module (``uvicorn main:app``, ``flask --app main run``), or an app that a
    module of a serverless platform hands out."""
    if router.kind != "app":
        return False
    if router.factory is not None:
        # https://flask.palletsprojects.com/en/stable/cli/#application-discovery
        return router.framework == "flask" and project.function(router.factory).qualname in _FOUND_FACTORIES
    facts = project.facts.get(router.place.path)
    if facts is None or facts.language == "python":
        return True
    return any(export.name in ("default", "=", "handler", "app") for export in facts.outline.exports)


def _serves_plainly(project: Project, package: str) -> bool:
    """Whether a package answers requests without a framework, beside the routes that it declares:
    https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener."""
    return any(
        inside(package, path) and project.production(path) and project.says(path, "createServer")
        for path in project.importing(*_PLAIN_SERVERS)
    )


def _finding(project: Project, package: str, router: Router) -> Finding:
    routes = [route for route in project.routes if inside(package, route.place.path)]
    where = f"`{package}/`" if package else "the repository"
    count = "One route is" if len(routes) == 1 else f"{len(routes)} routes are"
    unheard = router.kind == "app" and any("listen" in route.obstacle for route in routes)
    evidence = [
        Place(r.place.path, r.place.line, r.place.end_line, f"{r.method} {r.local or '/'}")
        for r in routes[:4]
    ]
    lacking = f"no call makes `{router.name}` listen" if unheard else "no file creates and serves an app"
    evidence.append(Place(router.place.path if unheard else package or ".", note=lacking, missing=True))
    return Finding(
        rule=RULE,
        path=router.place.path,
        line=router.place.line or 1,
        end_line=router.place.end_line or router.place.line or 1,
        symbol=router.name,
        message=f"{count} declared in {where}, and nothing "
        + (f"makes the app `{router.name}` listen." if unheard else "there creates an app and serves them."),
        settle=_SETTLE_UNHEARD if unheard else _SETTLE,
        digest=f"{router.framework}:{router.name}:{router.prefix}",
        evidence=tuple(evidence),
    )

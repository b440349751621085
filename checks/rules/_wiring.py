"""Which routers hang on nothing, and which packages have routes and no app that is started."""

from __future__ import annotations

from collections import defaultdict

from checks.project.link import Project
from checks.project.model import Router
from checks.rules._packages import inside, package_of


def outermost(project: Project) -> list[Router]:
    """The routers and apps of applications that serve nothing: not mounted themselves, on nothing that is, and with routes
    of their own or below."""
    children = {mount.child for mount in project.mounts}
    parents = {mount.parent for mount in project.mounts}
    holding = {route.router for route in project.routes}
    return [
        router
        for router in project.routers
        if not router.mounted
        and router.key not in children
        and (router.key in holding or router.key in parents)
        and project.production(router.place.path)
        and not project.library(router.place.path)
    ]


def lacking_app(project: Project) -> dict[str, list[Router]]:
    """The outermost routers and apps of each package in which routes exist and no app is served, by package.

    A package whose routers are mounted by another package's app lacks nothing.
    """
    packages: dict[str, list[Router]] = defaultdict(list)
    served: set[str] = set()
    for router in project.routers:
        package = package_of(project, router.place.path)
        if router.mounted:
            served.add(package)
    for router in outermost(project):
        packages[package_of(project, router.place.path)].append(router)
    return {
        package: routers
        for package, routers in packages.items()
        if not any(inside(package, served_one) or served_one == package for served_one in served)
    }

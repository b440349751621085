"""Where the code that answers a route stands."""

from __future__ import annotations

from checks.model import Place
from checks.project.link import Project
from checks.project.model import Route


def handled_at(project: Project, route: Route) -> Place:
    """The place of a route's handler: its declaration as well where both stand in one file, and the definition alone, from
    its first decorator, where it stands in another (``path("stats/", views.stats)``): that is what a reader has to see."""
    if route.handler is None or route.handler.path == route.place.path:
        return route.place
    function = project.function(route.handler)
    return Place(route.handler.path, function.first_line, function.end_line)

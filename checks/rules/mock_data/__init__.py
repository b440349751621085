"""`mock-data`: a function that stands for a data source or an outside action and makes its answer up."""

from __future__ import annotations

from collections.abc import Iterable

from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._framing import framed
from checks.rules._functions import candidates, finding_at, kept_apart, replaceable
from checks.rules._inventing import invention
from checks.rules._naming import owns_up, words
from checks.rules._storing import stored_figures
from checks.rules.mock_data._chosen import chosen

RULE = "mock-data"
GROUP = "headline"
LEVEL: Level = "failure"

_SETTLE = "Read or do what the name says, or fail openly until that is there."


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each function of a file; one inside another is part of it."""
    found: set[FunctionRef] = set()
    if _switched(project, path):
        return
    for ref, function in candidates(project, path):
        if FunctionRef(ref.path, function.parent) in found:
            found.add(ref)
            continue
        if replaceable(project, ref) or kept_apart(project, ref.path) or _stood_in(project, ref):
            continue
        if _owned(function.name) and not project.mentions.known(function.name):
            continue  # Nobody asks for what it makes up.
        invented = invention(project, ref) or stored_figures(project, ref) or framed(project, ref)
        if invented is None or chosen(project, ref):
            continue
        found.add(ref)
        places = tuple(Place(ref.path, line, note="made up here") for line in invented.lines[:5])
        yield finding_at(
            project,
            ref,
            RULE,
            f"`{function.name}` {invented.what}: nothing real is behind it.",
            _SETTLE,
            places,
        )


def _switched(project: Project, path: str) -> bool:
    """Whether a file is there for a mode that somebody switches on to show things: ``enableDemoMode``."""
    if "demo" not in words(path.rsplit("/", 1)[-1]):
        return False
    named = (set(words(function.name)) for function in project.facts[path].outline.functions)
    return any({"demo", "mode"} <= said and said & {"enable", "is", "start", "toggle"} for said in named)


def _stood_in(project: Project, ref: FunctionRef) -> bool:
    """Whether a method is of a class that a function makes to stand in for another while it runs (``class MockGateway``)."""
    function = project.function(ref)
    if function.owner < 0 or function.parent <= 0:
        return False
    return owns_up(project.classes(ClassRef(ref.path, function.owner)).name)


def _owned(name: str) -> bool:
    """Whether a function's name says that what it hands back is made up, or there to be shown."""
    return owns_up(name) or "demo" in words(name)

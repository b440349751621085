"""Counting endpoints."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from checks.claims import Ground, _absence, _lists, _routes
from checks.claims._counting import Question, Tally, about
from checks.model import Place
from checks.patterns import regex
from checks.project.model import Route

CALLED = ("TOOL", "RPC")
"""The methods of routes that are called by name: tools of agents, procedures, resolvers."""
_A_ROUTE = regex(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b[\s:|`*]{1,6}/")
_COUNTS = regex(r"(?i)\b\d{1,4}\+?\s(?:\w+\s){0,2}(?:endpoints?|routes?|apis?)\b|\(\d{1,4}\)")
_SECTION = 1 << 31
HEADS = frozenset("endpoints routes apis".split())
_ROLES = frozenset("controller router handler view resource module service server".split())
"""Words for what declares routes, which many files carry."""
SPREAD = 1.25  # routes a place at most, on average, for their number to be plain
_HOUSEKEEPING = regex(
    r"^/?(?:api/)?(?:v\d+/)?(?:|health\w*|healthz|ready\w*|live|livez|liveness|ping|metrics|version|status|info|root|favicon\.ico)/?$",
    re.IGNORECASE,
)
_PAIRED = regex(
    r"\b(?:matched|matching|paired|covered|called|consumed|tested|mapped|external|client|third-party)\b"
)
"""What is counted of routes, or on the other side of them, and not the routes."""
_PAGES = regex(r"(?:^|/)(?:app|pages)/(?:.{1,200}/)?(?:page|index)\.[jt]sx?$")
_PAGE_ROUTERS = frozenset(
    "react-router react-router-dom next vue-router @angular/router expo-router @tanstack/react-router wouter nuxt".split()
)
_API_ALONE = regex(r"(?i)(?:/(?:api|v\d+)?)*")
_DOCUMENTATION = regex(
    r"^/?(?:api/)?(?:docs(?:/oauth2-redirect)?|redoc|openapi\.json|swagger\S*|api-docs)/?$", re.IGNORECASE
)


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The routes listed below, those of the files named, of the topic, of the whole."""
    if asked.head not in HEADS:
        return
    every = _distinct([r for r in ground.project.routes if _counted(r, asked)])
    routes = [r for r in every if not r.builtin]  # FastAPI's ``/docs`` is nobody's work
    unknown = _unknown(ground)
    listed = list(_listed(asked, every))
    yield from listed
    yield from _in_scope(asked, routes, unknown, ground)
    if listed or asked.lost or (asked.new and not asked.whole):
        return
    yield from _topical(asked, routes)
    if asked.general:
        pages = asked.head == "routes" and _shows_pages(ground)
        yield _whole(asked, routes, unknown, answering=len(every), pages=pages)


def _shows_pages(ground: Ground) -> bool:
    """Whether the tree has pages that lie at routes of their own, or declares a package that gives pages routes."""
    facts = ground.project.facts.values()
    declared = (package.name for f in facts if f.manifest is not None for package in f.manifest.packages)
    return any(name in _PAGE_ROUTERS for name in declared) or any(
        _PAGES.search(path) for path in ground.snapshot.tree
    )


def _counted(route: Route, asked: Question) -> bool:
    """Whether a route is of the kind asked for: tools and procedures are endpoints to some and not to others."""
    return route.method not in ("WS", *CALLED) or (route.method == "WS" and "websocket" in asked.noun)


def _distinct(routes: list[Route]) -> list[Route]:
    """The routes that are none twice: of routers that nothing mounts those of each, whatever another one has."""
    kept: dict[tuple[str, str, str], Route] = {}
    for route in routes:
        if route.shadowed_by is None:
            kept.setdefault((route.method, route.path, "" if route.served else route.router), route)
    return list(kept.values())


def _unknown(ground: Ground) -> tuple[str, ...]:
    project = ground.project
    called = tuple(sorted({r.place.path for r in project.routes if r.method in CALLED}))
    return (
        tuple(project.dynamic_routes)
        + _absence.unread_servers(project)
        + _absence.unknown_servers(project)
        + called
    )


def _listed(asked: Question, routes: list[Route]) -> Iterator[Tally]:
    """The list below, if the tree has every route in it: then there are at least that many."""
    if asked.document is None or asked.statement is None:
        return
    listing = _lists.below(asked.document, asked.statement)
    if listing is None or not listing.routes:
        listing = _lists.routes_below(asked.document, asked.statement)
        if listing is None or not (listing.numbered or listing.size == asked.claim.subject["n"]):
            return
    found = [hit for member in listing.members if (hit := _route_of(member.plain, routes)) is not None]
    if len(found) < listing.size:
        return
    what = (
        f"The {listing.size} routes listed on lines {listing.lines[0]}-{listing.lines[1]} are all in the tree"
    )
    beside = _beside(found, routes)
    # A shorter list may be a part of what is counted.
    short = listing.size < int(asked.claim.subject["n"])
    certain = not short or (not _goes_on(asked, listing.lines[1]) and _no_more(asked, beside, routes))
    doubt = "" if certain else f"{what}; whether they are all that is counted is not said."
    yield Tally((listing.size,), what, _places(found), certain, doubt)
    if short:
        yield Tally(
            (len(beside),), f"{len(beside)} routes are declared where those listed are", _places(beside)
        )


def _beside(listed: list[Route], routes: list[Route]) -> list[Route]:
    """The routes in the files of those that are listed, and below the path that these share."""
    files = {r.place.path for r in listed}
    shared = _shared([r.path for r in listed])
    return [r for r in routes if r.place.path in files or (shared and r.path.startswith(shared))]


def _goes_on(asked: Question, last: int) -> bool:
    """Whether more routes are told of behind a list, up to the next heading or number of them: then it is the
    first of several."""
    if asked.document is None:
        return False
    for statement in asked.document.since(asked.document.first_from(last + 1), _SECTION):
        if statement.kind == "heading" or _COUNTS.search(statement.plain):
            return False
        if _A_ROUTE.search(statement.plain):
            return True
    return False


def _no_more(asked: Question, beside: list[Route], routes: list[Route]) -> bool:
    """Whether the code, too, has fewer routes than are claimed of what a list is about: beside those listed, and wherever the
    words of the claim lead."""
    words = asked.words - _ROLES
    files = {r.place.path for r in beside}
    group = [r for r in routes if r.place.path in files or about(r.place.path, words)]
    return len(group) < int(asked.claim.subject["n"])


def _shared(paths: list[str]) -> str:
    """The path that some lie below, or an empty text where it says no more than that they are an API's."""
    shared = posixpath.commonpath(["/" + path.lstrip("/") for path in paths])
    return "" if _API_ALONE.fullmatch(shared) else shared


def _route_of(text: str, routes: list[Route]) -> Route | None:
    found = re.search(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS)\b[\s:|`*]{1,6}(/\S*)", text)
    path = _routes.written(found[2].strip("`*|,")) if found else None
    hits = _routes.look_up(found[1], path, routes) if found and path else []
    good = [hit for hit in hits if hit.how in ("exact", "prefixed", "bare")]
    return good[0].route if good else None


def _in_scope(
    asked: Question, routes: list[Route], unknown: tuple[str, ...], ground: Ground
) -> Iterator[Tally]:
    """The routes declared in the files and folders that the words around name."""
    for path in asked.scope:
        inside = [
            r
            for r in routes
            if r.place.path == path or (path.endswith("/") and r.place.path.startswith(path))
        ]
        if inside:
            alone = path == asked.own and not path.endswith("/") and path not in unknown
            mounts = any(m.place.path == path for m in ground.project.mounts)
            grown = len(inside) >= int(asked.claim.subject["n"]) and asked.gained(ground.snapshot.changes)
            certain = alone and asked.plain and not (asked.new or grown or mounts)
            what = f"`{path}` declares {len(inside)} routes"
            yield Tally((*_ways(inside), _declared(inside)), what, _places(inside), certain)


def _declared(routes: list[Route]) -> int:
    """How many lines declare some routes: a router that is mounted at two paths has each of its routes twice."""
    return len({(r.place.path, r.place.line, r.method) for r in routes})


def _topical(asked: Question, routes: list[Route]) -> Iterator[Tally]:
    """The routes of the file, or below the path, that the claim's words are about."""
    by_file: dict[str, list[Route]] = {}
    for route in routes:
        by_file.setdefault(route.place.path, []).append(route)
    for path, inside in by_file.items():
        if about(path, asked.words):
            yield Tally((len(inside),), f"`{path}` declares {len(inside)} routes", _places(inside))
    for word in sorted(asked.words):
        inside = [r for r in routes if re.search(rf"/{re.escape(word)}s?(?:/|$)", r.path)]
        if inside:
            yield Tally((len(inside),), f"{len(inside)} routes lie below `/{word}`", _places(inside))


def _whole(
    asked: Question, routes: list[Route], unknown: tuple[str, ...], *, answering: int, pages: bool
) -> Tally:
    """Everything that is served. Root, health and documentation routes may or may not have been counted; ``answering`` is how
    many there are with those that a framework adds, ``pages`` says that pages may have been counted."""
    served = [r for r in routes if r.served]
    what = f"{len(served)} routes are served"
    if len(served) < len(routes):
        what = f"{len(routes)} routes are declared, of which {len(served)} are seen served"
    if unknown:
        doubt = f"{what}; routes may also stand in {', '.join(f'`{p}`' for p in unknown[:3])}."
        return Tally(_ways(served), what, _places(served), doubt=doubt)
    # No part of the whole can have more routes than all of it; "matched endpoints" need not be routes.
    exceeded = answering < int(asked.claim.subject["n"]) and not _PAIRED.search(asked.noun)
    # Where there are only half as many, other trees or pages may have been counted as well.
    near = answering * 2 > int(asked.claim.subject["n"])
    # One line that makes many routes may have been counted as one or as many.
    spread = len({(r.place.path, r.place.line) for r in served}) * SPREAD >= len(served)
    fewer = int(asked.claim.subject["n"]) < min(_ways(served))  # then it may count a part
    plain = asked.plain and asked.total and spread and not fewer
    certain = bool(served) and near and not asked.new and (plain or exceeded) and not pages
    doubt = "" if asked.plain else f"{what}; which of them are {asked.noun} is not said."
    return Tally(_ways(served), what, _places(served), certain, doubt)


def _ways(routes: list[Route]) -> tuple[int, ...]:
    """How many there are with and without the routes that some leave out: documentation that was written, and any of those
    for root and health."""
    documented = sum(bool(_DOCUMENTATION.match(r.path)) for r in routes)
    housekeeping = sum(bool(_HOUSEKEEPING.match(r.path)) for r in routes)
    some = range(housekeeping + 1)
    return tuple(
        dict.fromkeys(len(routes) - left - less for left in dict.fromkeys((documented, 0)) for less in some)
    )


def _places(routes: list[Route]) -> tuple[Place, ...]:
    return tuple(
        Place(r.place.path, r.place.line, r.place.end_line, f"{r.method} {r.path}")
        for r in sorted(routes, key=lambda r: (r.place.path, r.place.line or 0))
    )

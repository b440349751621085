"""`client-without-server`: a call to a path or method of the repository's own server that no route serves.

Whose server a call asks is told by the company it keeps: calls with one base address ask one server, and it is
this repository's if routes of it answer them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from checks.code.paths import extension
from checks.frameworks import frameworks
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.addresses import HOLE, TOKEN
from checks.project.clients import Ask, Clients
from checks.project.link import Project
from checks.project.model import Route
from checks.project.routepath import WILD, segments, shape
from checks.rules._packages import package_of
from checks.rules.client_without_server._events import Sent, unheard

RULE = "client-without-server"
LEVEL: Level = "warning"

_SETTLE = "Serve that route, or ask one that is served."
_HOST = regex(
    r"(?:https?|wss?)://(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|10\.0\.2\.2|\x00[^\x01]*\x01)(:[^/]*)?"
)
_FILE = regex(r"\.[a-z][a-z0-9]{1,5}$", re.IGNORECASE)
_ANY = "\2"
_SERVING = frozenset(
    "go java kt rb php cs rs ex exs scala clj swift dart pl py pyw ts tsx js jsx mjs cjs mts cts".split()
)
_OTHERS = frozenset(
    """tornado sanic bottle falcon litestar quart robyn blacksheep @hapi/hapi restify elysia polka sails h3 nitropack
    @sveltejs/kit @remix-run/node nuxt astro gradio_client @feathersjs/feathers @adonisjs/core @trpc/server
    http-proxy-middleware http-proxy msw json-server miragejs axios-mock-adapter""".split()
)
_FEWEST = 2
"""How many calls of a base other than the page's own must be answered before it is this repository's server."""


class Asked(msgspec.Struct, frozen=True):
    """A call and the path it asks: segments, ``_ANY`` for one that is not known."""

    ask: Ask
    path: tuple[str, ...]
    lacking: bool


class Shift(msgspec.Struct, frozen=True):
    """How the paths of a base's calls become those of the routes: what is cut off in front, what is put there."""

    cut: int
    added: tuple[str, ...]


def find(project: Project) -> Iterable[Finding]:
    """One finding for each call that no route answers."""
    routes = [route for route in project.routes if route.served]
    if not routes or _open(project):
        return
    yield from map(_unheard, unheard(project))
    groups: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    serving = {route.place.path for route in routes}
    for ask in Clients(project).collect():
        taken = _taken(ask)
        if taken is not None and (ask.path not in serving or not taken[0].startswith("?")):
            base, asked = taken
            groups[base, package_of(project, ask.path)].append(asked)
    for (base, package), asked_here in sorted(groups.items()):
        if base == "" and _rewrites(project, package):
            continue
        yield from _unanswered(project, base, asked_here, routes)


def _unheard(sent: Sent) -> Finding:
    return Finding(
        rule=RULE,
        path=sent.path,
        line=sent.line,
        end_line=sent.end_line,
        symbol=f"event {sent.event}",
        message=f"This sends the event `{sent.event}` to the repository's own server, which listens to no such event.",
        settle="Listen to that event where the server handles its connections, or stop sending it.",
        digest=f"event:{sent.event}",
        evidence=(Place(sent.path, sent.line, sent.end_line, "no handler has this name", missing=True),),
    )


def _open(project: Project) -> bool:
    """Whether routes may be served that nobody can see."""
    if project.dynamic_routes:
        return True
    if any(_may_serve(project, path) for path in project.unread()):
        return True
    return any(
        imported.module in _OTHERS
        for path in project.code()
        for imported in project.facts[path].passed.imports
    )


def _may_serve(project: Project, path: str) -> bool:
    """Whether a file that could not be read, or not wholly, may declare routes."""
    facts = project.facts.get(path)
    if facts is None or facts.failure or not facts.outline.errors:
        return extension(path) in _SERVING
    packages = {package for framework in frameworks() for package in framework.packages}
    return any(imported.module.split(".")[0] in packages for imported in facts.passed.imports)


def _rewrites(project: Project, package: str) -> bool:
    """Whether a package's configuration sends requests on to other addresses."""
    inside = f"{package}/" if package else ""
    names = [
        path for path in project.facts if path.startswith(inside) and path.count("/") == inside.count("/")
    ]
    return any(
        re.search(r"(^|/)next\.config\.\w+$", path) and project.says(path, "rewrites", "destination")
        for path in names
    )


# --- what is asked -----------------------------------------------------------------------------------


def _taken(ask: Ask) -> tuple[str, Asked] | None:
    """The base of a call and its path; None for another's server, a file, or nothing that can be read."""
    text = ask.address.strip()
    lacking = False
    found = _HOST.match(text)
    if found:
        base, rest = f"//{found[2] or ''}", text[found.end() :]
    elif text.startswith(HOLE):
        lead = TOKEN.match(text)
        if lead is None:
            return None
        base, rest = f"?{lead[1]}", text[lead.end() :]
        lacking = rest.startswith("undefined/")
    elif text.startswith("/") and not text.startswith("//"):
        base, rest = "", text
    else:
        return None
    rest = re.split(r"[?#]", TOKEN.sub("\0", rest), maxsplit=1)[0]
    if (
        not rest.startswith("/")
        and not lacking
        and not (base.startswith("?") and re.match(r"[a-z][^:]*/", rest))
    ):
        return None
    path = tuple(_segment(part) for part in rest.split("/") if part)
    if (
        not path
        or ".." in path
        or path[0] == _ANY
        or _FILE.search(path[-1])
        or all(part == _ANY for part in path)
    ):
        return None
    return base, Asked(ask, path, lacking)


def _segment(part: str) -> str:
    """A segment: `_ANY` for one that is not known; what stands behind a known one is its query."""
    head, unknown, rest = part.partition("\0")
    if not unknown:
        return part
    query = len(head) > 2 and not rest.strip("\0") and not head.endswith(("-", "_", ".", "@", ":"))
    return head if query else _ANY


# --- what answers ------------------------------------------------------------------------------------


def _unanswered(project: Project, base: str, asked: list[Asked], routes: list[Route]) -> Iterable[Finding]:
    shift = _shift(base, asked, routes)
    if shift is None:
        return
    first = {segments(route.path)[0] for route in routes if segments(route.path)}
    lacking: list[tuple[Asked, tuple[str, ...]]] = []
    answered: set[tuple[str, int, tuple[str, ...]]] = set()
    for each in asked:
        path = _shifted(each.path, shift)
        if path is None or (path[0] not in first and not each.lacking):
            continue
        whole = _answers(each, each.path, routes, anywhere=False)  # where others leave out its start
        if whole or _answers(each, path, routes, anywhere=True):
            answered.add((each.ask.path, each.ask.line, each.path))
        else:
            lacking.append((each, path))
    for each, path in lacking:
        if (each.ask.path, each.ask.line, each.path) in answered:
            continue  # what is called asks by one method or another
        shapes = [(route, segments(shape(route.path))) for route in routes]
        others = [route for route, ours in shapes if WILD not in ours and _fits(path, ours)]
        yield _finding(project, each, others)


def _shift(base: str, asked: list[Asked], routes: list[Route]) -> Shift | None:
    """The one way in which most of a base's calls are answered; None where too few are."""
    plain = Shift(0, ())
    counted: Counter[Shift] = Counter()
    paths = {each.path for each in asked}
    for path in paths:
        for shift in _shifts(path, routes, cuts=3 if base == "" else 1):
            counted[shift] += 1
    if not counted:
        return None
    best, count = max(
        counted.items(), key=lambda item: (item[1], item[0] == plain, -item[0].cut, item[0].added)
    )
    if counted[plain] == count:
        best = plain
    # A page's own paths ask the server that the page comes from; whatever listens on a port may be anything.
    fewest, share = (1, 3) if best == plain and base == "" else (_FEWEST, 2 if base.startswith("//") else 3)
    return best if count >= fewest and count * share >= len(paths) else None


def _shifts(path: tuple[str, ...], routes: list[Route], cuts: int) -> set[Shift]:
    """The ways in which some route answers a path. Only what stands before a server cuts something off: of a
    page's own paths, a proxy may."""
    found = set()
    for route in routes:
        ours = segments(shape(route.path))
        if WILD in ours or not ours:
            continue
        for cut in range(min(cuts, len(path))):
            rest = path[cut:]
            ahead = len(ours) - len(rest)
            if ahead < 0 or (cut and ahead) or (ahead and "{}" in ours[:ahead]) or rest[0] == _ANY:
                continue
            if _fits(rest, ours[ahead:]) and any(
                part != _ANY and part == our for part, our in zip(rest, ours[ahead:], strict=False)
            ):
                found.add(Shift(cut, ours[:ahead]))
    return found


def _shifted(path: tuple[str, ...], shift: Shift) -> tuple[str, ...] | None:
    return (*shift.added, *path[shift.cut :]) if len(path) > shift.cut else None


def _answers(asked: Asked, path: tuple[str, ...], routes: list[Route], *, anywhere: bool) -> bool:
    """Whether a route answers a call; ``anywhere`` also takes one that only ends in the path, or begins with its start."""
    for route in routes:
        if not _method(route.method, asked.ask.method):
            continue
        ours = segments(shape(route.path))
        if _fits(path, ours):
            return True
        if (
            anywhere
            and not asked.lacking
            and len(ours) > len(asked.path)
            and _fits(asked.path, ours[-len(asked.path) :])
        ):
            return True
    return False


def _fits(path: tuple[str, ...], route: tuple[str, ...]) -> bool:
    """Whether a route's path may be the one asked: what is not known may be anything, at the end also several
    segments or none."""
    if WILD in route:
        at = route.index(WILD)
        return _fits(path[:at], route[:at]) if len(path) >= at else False
    if path and path[-1] == _ANY and len(route) >= len(path) - 1:
        route = route[: len(path)] if len(route) >= len(path) else (*route, "{}")
    return len(path) == len(route) and all(map(_one, path, route))


def _one(part: str, route: str) -> bool:
    return part == _ANY or "{" in route or part.lower() == route.lower()


def _method(served: str, asked: str) -> bool:
    if asked == "WS" or served == "WS":
        return served == asked
    return asked in ("*", served, "HEAD", "OPTIONS") or served == "*"


def _finding(project: Project, asked: Asked, others: list[Route]) -> Finding:
    ask = asked.ask
    path = "/" + "/".join("{…}" if part == _ANY else part for part in asked.path)
    methods = sorted({route.method for route in others})
    served = f"only {', '.join(methods)} there" if methods else "no such path"
    function = project.facts[ask.path].outline.functions[ask.function]
    return Finding(
        rule=RULE,
        path=ask.path,
        line=ask.line,
        end_line=ask.end_line,
        symbol=f"{ask.method if ask.method != '*' else 'call of'} {path}",
        message=f"This asks `{'' if ask.method == '*' else ask.method + ' '}{path}` of the repository's own server, "
        f"which serves {served}.",
        settle=_SETTLE,
        digest=f"{function.name}:{ask.method}:{path}",
        evidence=tuple(
            Place(r.place.path, r.place.line, r.place.end_line, f"{r.method} {r.path}") for r in others[:3]
        )
        or (Place(ask.path, ask.line, ask.end_line, "no route has this path", missing=True),),
    )

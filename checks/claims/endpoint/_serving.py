"""What the routes of a project say of a claimed one: served, declared only, shadowed, a mock, not there, not known."""

from __future__ import annotations

import re

from checks.claims import Findings, Ground, _absence, _routes
from checks.claims._routes import Match
from checks.model import Claim, Finding, Place, Truth, Verdict
from checks.patterns import regex
from checks.project import routepath
from checks.project.handlers import handled_at
from checks.project.link import Project
from checks.project.model import Route

# Frameworks whose routes are files below ``api/``: https://nextjs.org/docs/app/building-your-application/routing/route-handlers
_IN_FOLDERS = frozenset({"nextjs"})
_SCREENS = regex(r"\.(?:tsx|jsx|vue|svelte)$")
_API = regex(r"(?i)^/(?:api|apis|rest|v\d+|ws|wss|webhooks?|graphql|rpc)(?:/|$)|/(?:api|v\d+|ws)/")
_PROXIES = regex(
    r"(?i)(?:^|/)(?:nginx[^/]*|[^/]*\.nginx|caddyfile|traefik[^/]*|haproxy[^/]*|vite\.config\.\w+|next\.config\.\w+|vercel\.json|"
    r"netlify\.toml|_redirects|ingress[^/]*|setupproxy\.\w+|proxy\.conf[^/]*|angular\.json|serverless\.ya?ml)$"
)
# What frameworks serve without being told: https://fastapi.tiangolo.com/tutorial/metadata/#docs-urls
_GIVEN = {"fastapi": ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect")}
# Served by packages that one line includes: the admin site, schema and authentication packages.
_INCLUDED = regex(
    r"(?i)^/(?:admin|api/schema|(?:api/)?(?:swagger(?:-ui)?|api-docs|docs|redoc|documentation|openapi(?:\.json)?)|metrics|static|media|graphql|api/auth|accounts|socket\.io)(?:/|$)"
)
_API_PART = regex(r"(?i)(?:api|apis|rest|v\d+)")
_SEVERAL = 4
"""So many routers are not all forgotten."""
_SOURCE = regex(r"\.(?:py|[cm]?[jt]sx?)$")
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""What these take in may be passed on, whatever little they answer."""
_LOST = "discarded-input"
_LEFT_OUT = "is never mounted"
_FAULTS = {"mock-response": "its handler is a mock", "stub": "its handler is a stub"}


def _name(claim: Claim) -> str:
    method = str(claim.subject["method"])
    return f"`{claim.subject['path']}`" if method == "*" else f"`{method} {claim.subject['path']}`"


def by_tail(matches: list[Match], claim: Claim, ground: Ground) -> list[Match]:
    """The one route whose path ends in the claimed one, where the words around the claim name what comes before."""
    tails = [m for m in matches if m.how == "tail"]
    path = str(claim.subject["path"])
    if len({m.route.path for m in tails}) != 1:
        return []
    fixed = [p for p in path.split("/") if p and not p.startswith("{")]
    if len(fixed) > 1 or (fixed and "-" in fixed[0]):
        return tails
    extra = tails[0].route.path[: -len(path)].lower()
    words = set(re.split(r"\W+", _around(claim, ground).lower()))
    parts = [
        p
        for p in re.split(r"[/_-]", extra)
        if p and not p.startswith("{") and not re.fullmatch(r"api|v\d+", p)
    ]
    return tails if parts and all({p, p.rstrip("s"), p + "s"} & words for p in parts) else []


def by_parameters(claim: Claim, project: Project) -> list[Match]:
    """The routes that only add parameters to a path that is named in passing, without a method."""
    path = str(claim.subject["path"]).rstrip("/")
    if claim.subject["method"] != "*" or claim.polarity == "absent" or not path:
        return []
    return [
        Match(route, "prefixed")
        for route in project.routes
        if route.path.startswith(path + "/{")
        and all(p.startswith("{") for p in route.path[len(path) + 1 :].split("/"))
    ]


def by_mount(claim: Claim, project: Project) -> Verdict | None:
    """A path without a method that is where routes are mounted, or that served routes lie below: it stands for them."""
    path = _bare(str(claim.subject["path"]))
    if claim.subject["method"] != "*" or not path:
        return None
    whole = re.compile(rf"(?:api/|v\d+/)*{re.escape(path)}(?:/|$)", re.IGNORECASE)
    below = [r for r in project.routes if r.served and whole.match(_bare(r.path))]
    if below:
        mounted = _mounted(path, [m.prefix for m in project.mounts] + [r.prefix for r in project.routers])
        if mounted and claim.polarity == "present":
            where = tuple(m.place for m in project.mounts if _mounted(path, [m.prefix]))
            return Verdict(
                "supported",
                f"{_name(claim)} is where {_listed(below[:3])} {'are' if len(below) > 1 else 'is'} mounted.",
                (*where[:1], *(_place(r) for r in below[:3])),
            )
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may stand for what lies below it, such as {_listed(below[:1])}.",
            tuple(_place(r) for r in below[:3]),
        )
    mount = next((m for m in project.mounts if _mounted(path, [m.prefix])), None)
    if mount is None or claim.polarity == "absent":
        return None
    words = f"{_name(claim)} is a prefix that something is mounted under; no route below it is known to be served."
    return Verdict("unverifiable", words, (mount.place,))


def _below_mount(claim: Claim, project: Project) -> list[Route]:
    """Served routes of a claim's method below its path, where that is what routes are mounted under: with a method, too, it
    may be written for them."""
    path = _bare(str(claim.subject["path"]))
    if not path or not _mounted(path, [m.prefix for m in project.mounts]):
        return []
    whole = re.compile(rf"(?:api/|v\d+/)*{re.escape(path)}/", re.IGNORECASE)
    return [r for r in project.routes if r.served and _same_method(claim, r) and whole.match(_bare(r.path))][
        :3
    ]


def _mounted(path: str, prefixes: list[str]) -> bool:
    """Whether a path ends in one of some prefixes, whole segments at a time."""
    return any(f"/{path}".lower().endswith(f"/{bare}".lower()) for p in prefixes if (bare := _bare(p)))


def _bare(path: str) -> str:
    """A path's segments, whatever its parameters are called."""
    return "/".join(routepath.segments(routepath.shape(path)))


def _around(claim: Claim, ground: Ground) -> str:
    """The words of a claim, of what it is about, and of its headings."""
    document = ground.documents.get(claim.document)
    said = next(document.since(document.first_from(claim.line)), None) if document else None
    headings = said.headings if said is not None else ()
    return " ".join((claim.text, *claim.about, *(h.plain for h in headings)))


def _fault(route: Route, findings: Findings, project: Project) -> tuple[str, Finding] | None:
    """What is wrong with a route's handler, by the findings where it stands."""
    at = handled_at(project, route)
    here = [f for f in findings.among((at.path,), _FAULTS.keys() | {_LOST}) if _overlap(f, route, at)]
    lost = any(f.rule == _LOST for f in here)
    for finding in here:
        if finding.rule in _FAULTS and (
            finding.rule != "mock-response" or route.method not in _WRITES or lost
        ):
            return _FAULTS[finding.rule], finding
    return None


def _overlap(finding: Finding, route: Route, at: Place) -> bool:
    first = at.line or 0
    last = max(first, at.end_line or first)
    if (finding.end_line - finding.line + 1) * 2 < last - first + 1 and finding.line > first:
        return False  # a function inside the handler
    named = finding.symbol.split(" ")
    if len(named) == 2 and named[0] in _routes.METHODS and route.method not in (named[0], "*"):
        return False
    return first <= finding.line <= last or finding.line <= first <= finding.end_line


def judge_found(claim: Claim, matches: list[Match], findings: Findings, project: Project) -> Verdict:
    """A route is there: the best of those that match decides."""
    worst = Verdict("unverifiable", f"{_name(claim)} could not be judged.")
    for match in matches:
        route, shown = match.route, _place(match.route)
        note = "" if match.how == "exact" else f" as `{route.path}`"
        if not route.served:
            worst = _judge_unserved(claim, route, project)
            continue
        if route.shadowed_by is not None and worst.truth == "refuted":
            continue  # what answers first has been told
        if route.shadowed_by is not None:
            worst = Verdict(
                "refuted",
                f"{_name(claim)} is never reached: an earlier route answers first.",
                (shown, route.shadowed_by),
            )
            continue
        fault = _fault(route, findings, project)
        if fault is None or claim.admits:
            said = " and is what the claim says" if fault else ""
            return Verdict("supported", f"{_name(claim)} is served{note}{said}.", (shown,))
        words, finding = fault
        others = _of_its_folder(claim, route, project)
        if others:
            told = f"{_name(claim)} may be served by {_named(others)}, which cannot be followed."
            worst = Verdict("unverifiable", told, tuple(Place(path) for path in others[:3]))
            continue
        at = Place(finding.path, finding.line, finding.end_line, note=finding.message.partition(":")[0][:200])
        worst = Verdict("refuted", f"{_name(claim)} is served{note}, but {words}.", (at,))
    return worst


def _of_its_folder(claim: Claim, route: Route, project: Project) -> tuple[str, ...]:
    """The files in the folder of a claim's document that could hold a route and were not read, where the route found is not
    of that folder: the document is of another program than the route."""
    folder, _, _ = claim.document.rpartition("/")
    if not folder or route.place.path.startswith(f"{folder}/"):
        return ()
    return tuple(path for path in _absence.unread_servers(project) if path.startswith(f"{folder}/"))


def _judge_unserved(claim: Claim, route: Route, project: Project) -> Verdict:
    """A declared route that no app serves, unless something mounts routers in ways that cannot be followed."""
    if project.dynamic_routes:
        places = (_place(route), *(Place(p) for p in project.dynamic_routes[:2]))
        hidden = _named(project.dynamic_routes)
        return Verdict(
            "unverifiable",
            f"{_name(claim)} is declared; {hidden} may mount it and cannot be followed.",
            places,
        )
    by_hand = _absence.dispatched_by_hand(str(claim.subject["path"]), project)
    if by_hand:
        return Verdict(
            "unverifiable",
            f"{_name(claim)} is declared and not mounted; {_named(by_hand)} may answer it without a router.",
            (_place(route), *(Place(path) for path in by_hand[:2])),
        )
    fixed = [part for part in str(claim.subject["path"]).split("/") if part and not part.startswith("{")]
    named = {_routes_file(path) for path in claim.about} - {""}
    if (named and _routes_file(route.place.path) not in named) or not (fixed or named):
        return Verdict(
            "unverifiable",
            f"{_name(claim)} is declared and not served; another one may be meant.",
            (_place(route),),
        )
    if _none_is_mounted(route, project):
        return Verdict(
            "unverifiable",
            f"{_name(claim)} is declared; no router here is seen to be mounted, which may be done in a way that is not read.",
            (_place(route),),
        )
    why = route.obstacle or "no app that an entry point starts serves it"
    truth: Truth = "refuted" if _forgotten(route, project) else "unverifiable"
    return Verdict(truth, f"{_name(claim)} is declared and not served: {why}.", (_place(route),))


def _forgotten(route: Route, project: Project) -> bool:
    """Whether a route's router is left out where others like it are mounted: that nothing is seen to start an app, to
    call a factory or to mount any router at all may be the reading's fault."""
    left_out = route.obstacle.endswith(_LEFT_OUT)
    return left_out and any(
        r.mounted and r.kind == "router" and r.key != route.router and r.framework == route.framework
        for r in project.routers
    )


def _none_is_mounted(route: Route, project: Project) -> bool:
    """Whether there is an app, and none of several routers like a route's is mounted: somebody would have noticed."""
    alike = [r for r in project.routers if r.framework == route.framework]
    routers = [r for r in alike if r.kind == "router"]
    return len(routers) >= _SEVERAL and len(alike) > len(routers) and not any(r.mounted for r in routers)


def _routes_file(path: str) -> str:
    """The name of a source file that a document names, or nothing."""
    return path.rsplit("/", 1)[-1] if _SOURCE.search(path) else ""


def _place(route: Route) -> Place:
    """A route's place, with what it serves as the note."""
    return Place(
        route.place.path, route.place.line, route.place.end_line, note=f"{route.method} {route.path}"
    )


def _unknown(project: Project) -> tuple[str, ...]:
    """The files that keep an absent route from being known."""
    if project.dynamic_routes:
        return tuple(project.dynamic_routes)
    return (
        _absence.unread_servers(project)
        or _absence.unknown_servers(project)
        or _absence.silent_routers(project)
    )


def _named(paths: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{p}`" for p in paths[:3])
    return shown + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def judge_absent(claim: Claim, matches: list[Match], findings: Findings, project: Project) -> Verdict:
    """The claim says that there is no such route."""
    served = [m for m in matches if m.route.served and m.route.shadowed_by is None]
    if served:
        fault = _fault(served[0].route, findings, project)
        if fault:
            return Verdict(
                "unverifiable", f"{_name(claim)} is served, but {fault[0]}.", (_place(served[0].route),)
            )
        return Verdict("refuted", f"{_name(claim)} is served.", (_place(served[0].route),))
    if matches:
        return Verdict(
            "supported", f"{_name(claim)} is declared and not served.", (_place(matches[0].route),)
        )
    unknown = _unknown(project)
    if unknown:
        places = tuple(Place(p) for p in unknown[:3])
        return Verdict(
            "unverifiable", f"{_named(unknown)} could serve {_name(claim)} and cannot be followed.", places
        )
    return Verdict("supported", f"No route serves {_name(claim)}.", _where_missing(project))


def judge_missing(claim: Claim, matches: list[Match], project: Project) -> Verdict:
    """No route means the claimed one: say what comes near, or why it cannot be known."""
    known = _settled_without_routes(claim, project) or _unfollowed(claim, matches, project)
    if known is not None:
        return known
    meant = _may_mean(claim, matches, project)
    if meant is not None:
        return meant
    near = [r for r in _nearest(claim, matches, project) if r.method != "OPTIONS" and r.path != "/{*}"]
    if not near:
        return Verdict("refuted", f"No route serves {_name(claim)}.", _where_missing(project))
    unserved = [r for r in near if not r.served and r.obstacle]
    what = (
        f"{_listed(near)} is declared, but {unserved[0].obstacle}"
        if unserved
        else f"there is {_listed(near)}"
    )
    shown = tuple(_place(r) for r in near)
    missing = () if unserved else _where_missing(project)
    sure = not unserved or all(_forgotten(r, project) for r in unserved)
    truth: Truth = "refuted" if sure else "unverifiable"
    return Verdict(truth, f"No route serves {_name(claim)}; {what}.", (*shown, *missing))


def _settled_without_routes(claim: Claim, project: Project) -> Verdict | None:
    """The verdict where a framework, another server or an included package would serve it."""
    path = str(claim.subject["path"])
    for framework, given in _GIVEN.items():
        app = next((r for r in project.routers if r.kind == "app" and r.framework == framework), None)
        if app and path in given and claim.subject["method"] in ("GET", "*"):
            return Verdict("supported", f"{framework} serves `{path}` by itself.", (app.place,))
    if path == "/":
        return Verdict("unverifiable", f"Where {_name(claim)} begins is not said.")
    elsewhere = _served_elsewhere(claim, project)
    if elsewhere is None and _INCLUDED.match(path):
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may come from an included package; no route of the project's own serves it.",
        )
    return elsewhere


def _unfollowed(claim: Claim, matches: list[Match], project: Project) -> Verdict | None:
    """Why it is not known what is served: code that cannot be followed, or a proxy before it."""
    unknown = _unknown(project) or _absence.dispatched_by_hand(str(claim.subject["path"]), project)
    if unknown:
        places = tuple(Place(p) for p in unknown[:3])
        return Verdict(
            "unverifiable",
            f"No route serves {_name(claim)}, but {_named(unknown)} cannot be followed.",
            places,
        )
    proxies: tuple[str, ...] = ()
    if any(m.how == "bare" for m in matches):
        proxies = tuple(sorted(p for p in project.snapshot.tree if _PROXIES.search(p)))
    if not proxies:
        return None
    return Verdict(
        "unverifiable",
        f"{_name(claim)} may be what {_named(proxies)} makes of another path.",
        (Place(proxies[0]),),
    )


def _may_mean(claim: Claim, matches: list[Match], project: Project) -> Verdict | None:
    """The routes that the claim may mean, where it is not said which."""
    tails = [m.route for m in matches if m.how == "tail"]
    if tails:
        places = tuple(_place(r) for r in tails[:3])
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may mean {_listed(tails[:3])}; what comes before is not said.",
            places,
        )
    below = [] if matches else _below_mount(claim, project)
    path = str(claim.subject["path"])
    instances = _instances(claim, project) or _longer(path, claim, project) or below
    if not instances:
        return None
    return Verdict(
        "unverifiable",
        f"{_name(claim)} may mean {_listed(instances)}.",
        tuple(_place(r) for r in instances),
    )


def _served_elsewhere(claim: Claim, project: Project) -> Verdict | None:
    """What keeps an absent route from being known although all code was read: there is no server here at all, only
    what calls one; or it is a page's or a screen's address, not a route's."""
    path = str(claim.subject["path"])
    shown = _absence.pages(path, project) if claim.subject["method"] in ("GET", "*") else ()
    if shown:
        return Verdict(
            "unverifiable", f"{_name(claim)} may be a page, which {_named(shown)} shows.", (Place(shown[0]),)
        )
    if (package := _package_called(path, project)) is not None:
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may be served by `{package}`, a package of which no route is read.",
            (Place(package),),
        )
    if not project.routers and not project.routes:
        only = ", only screens that call one" if any(_SCREENS.search(p) for p in project.code()) else ""
        return Verdict(
            "unverifiable", f"No server is in this repository that could serve {_name(claim)}{only}."
        )
    apps = {r.framework for r in project.routers if r.kind == "app"} or {r.framework for r in project.routers}
    if apps and apps <= _IN_FOLDERS and not _API.search(path):
        return Verdict(
            "unverifiable",
            f"Routes here lie in their folders under `/api`; {_name(claim)} may be another server's.",
        )
    if claim.subject["method"] == "*" and not _API.search(path):
        screen = next((p for p in project.code() if _SCREENS.search(p)), None)
        if screen is not None:
            return Verdict("unverifiable", f"{_name(claim)} may be the address of a screen, not of a route.")
    return None


def _package_called(path: str, project: Project) -> str | None:
    """The folder of a package that is called like the first fixed part of a path and in which no route is read: platforms
    serve extensions under their names."""
    first = next(
        (p for p in path.split("/") if p and not p.startswith("{") and not _API_PART.fullmatch(p)), ""
    )
    manifests = (p for p in project.snapshot.tree if first and p.endswith(f"/{first}/package.json"))
    for manifest in sorted(manifests):
        folder = manifest.removesuffix("package.json")
        if not any(route.place.path.startswith(folder) for route in project.routes):
            return folder
    return None


def _listed(routes: list[Route]) -> str:
    return ", ".join(dict.fromkeys(f"`{r.method} {r.path}`" for r in routes))


def _instances(claim: Claim, project: Project) -> list[Route]:
    """Served routes that have a parameter where the claimed path has a word, or, two at least, the other way round."""
    parts = [p.lower() for p in str(claim.subject["path"]).split("/") if p]
    found, plain = [], False
    for route in project.routes:
        own = [p.lower() for p in route.path.split("/") if p]
        if route.served and len(own) == len(parts) and own[:1] == parts[:1] and _same_method(claim, route):
            pairs = list(zip(own, parts, strict=True))
            if all(a == b or a.startswith("{") or b.startswith("{") for a, b in pairs):
                found.append(route)
                plain = plain or all(a == b or a.startswith("{") for a, b in pairs)
    return found[:3] if plain or len(found) > 1 else []


def _longer(path: str, claim: Claim, project: Project) -> list[Route]:
    """Served routes that add a prefix such as ``/api``, or any where the claimed path is one word, and parameters: the path
    then is short for one."""
    # What changes or takes away is of one thing, whether its key is written or not.
    often = "*" if claim.subject["method"] in ("PUT", "PATCH", "DELETE") else "+"
    before = r"/[\w.-]+" if path.strip("/").count("/") == 0 else r"/(?:api|v\d+)"
    bare = re.compile(
        rf"(?:{before}){often}{re.escape(path.rstrip('/'))}(?:/\{{[^{{}}/]*\}})+", re.IGNORECASE
    )
    return [r for r in project.routes if r.served and _same_method(claim, r) and bare.fullmatch(r.path)][:3]


def _nearest(claim: Claim, matches: list[Match], project: Project) -> list[Route]:
    """At most three routes that come near: the same path otherwise, or the same last parts."""
    if matches:
        return [m.route for m in matches[:3]]
    parts = [p for p in str(claim.subject["path"]).split("/") if p and not p.startswith("{")]
    last = parts[-1] if parts else ""
    near = [r for r in project.routes if last and last in r.path.split("/") and _same_method(claim, r)]
    return near[:3]


def _same_method(claim: Claim, route: Route) -> bool:
    return claim.subject["method"] in ("*", route.method) or route.method == "*"


def _where_missing(project: Project) -> tuple[Place, ...]:
    """Where a route would have to be: the apps, or the whole tree where its routes need none."""
    apps = [r for r in project.routers if r.kind == "app"] or list(project.routers)
    return tuple(Place(r.place.path, r.place.line, missing=True) for r in apps[:1]) or (
        Place(".", missing=True),
    )

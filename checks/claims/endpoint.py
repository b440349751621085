"""`endpoint`: an HTTP or WebSocket route exists, is served, and does what it is there for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from checks.claims import Ground, _absence, _paths, _routes, _subjects
from checks.claims._routes import Match
from checks.documents.model import Cell, Document, Statement
from checks.model import Claim, Finding, Place, Verdict
from checks.project.link import Project
from checks.project.model import Route

KIND = "endpoint"

_VERB = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS|WSS|WEBSOCKET|SSE|ANY|ALL)"
_PATH = r"(?:(?:https?|wss?)://[\w.\-:{}<>$\[\]]{1,120})?/(?:[\w\-./:<>\[\]()$@%~*+=?&,…]|\{[^{}\n]{0,80}\}){0,240}"
_ROUTE = re.compile(
    rf"(?<![\w/])(?P<verbs>{_VERB}(?:\s?[/|,&+]\s?{_VERB}){{0,6}})(?:\s(?:request|requests|endpoint|route))?"
    rf"[\s`*:|\-–—→\\]{{1,8}}(?P<path>{_PATH})"
)
_BEHIND = re.compile(
    rf"(?P<path>{_PATH})[`*\s\\]{{0,4}}\((?P<verbs>{_VERB}(?:\s?[/|,&+]\s?{_VERB}){{0,6}})\)"
)
_CODE_PATH = re.compile(rf"^{_PATH}$")
_ENDPOINT_BEHIND = re.compile(r"(?i)^[`*\s\"')]{0,4}(?:\w+ ){0,2}(?:endpoints?|routes?|handlers?)\b")
_ENDPOINT_BEFORE = re.compile(
    r"(?i)\b(?:endpoints?|routes?)(?:\s+(?:at|on|named|called|is))?[\s:`*(\"']{0,5}$"
)
_ENDPOINT_LABEL = re.compile(r"(?i)^(?:\w+ ){0,2}(?:endpoints?|routes?|api routes?)$")
_LISTS_ENDPOINTS = re.compile(
    r"(?i)\b(?:endpoints?|api routes?|rest api|http api|http routes?|api reference)\b"
)
_PAGES = re.compile(
    r"(?i)\b(?:pages?|screens?|navigation|frontend routes?|client routes?|ui routes?|views?|sitemap)\b"
)
_SOCKET = re.compile(r"(?i)\b(?:web-?sockets?|ws)\b")
_USED = re.compile(
    r"(?i)\b(?:calls?|calling|fetch(?:es|ing)?(?: from)?|requests?|hits?|via|using|through|sends?(?: an?)?|connect(?:s|ed|ing)? to|"
    r"uses? [\w ]{0,20}api(?: v\d+)?|[45]\d\d (?:for|on|from)|polls?|queries|consumes?|proxies|forwards?|redirects?(?: to)?|replac(?:es|ed)|instead of|from|was|e\.g\.?,?)[\s`*(]{0,4}$"
)
_ONLY_A_LINE = re.compile(r"(?i)^[`*\s\\]*[-–—:]?\s*\(?lines?\s*~?\d[\d\s,–-]*\)?\W*$")
_BECAME = re.compile(
    rf"^[`*\s]{{0,4}}(?:→|->|=>)[^/]{{0,20}}(?:{_VERB}\s)?[`\s]{{0,3}}/"
)  # the route's former name
_ADMITS = re.compile(
    r"(?i)\b(?:stub(?:s|bed)?|place-?holders?|mock(?:s|ed)?(?! data removed)|not (?:yet )?implemented|501|todo|coming soon|hard-?coded|"
    r"dummy|fake|simulated)\b"
)
_DENIES = re.compile(
    r"(?i)\b(?:no|not|never|missing|lacks?|without|cannot|nothing|none|absent|removed|unmounted)\b|n't\b"
)
_GONE = re.compile(
    r"(?i)^[`*\s\"')\\]{0,5}[-–—:]?\s?(?:(?:endpoint|route|handler)s?\s)?(?:defined in [\w\s]{1,30}\s)?(?:(?:is|are|was)\s)?(?:still\s)?"
    r"(?:missing|does(?:n't| not) exist|do(?:n't| not) exist|not (?:implemented|found|there|mounted|registered|present|wired|served)|"
    r"never (?:implemented|mounted|registered|wired)|unmounted|absent|gone|removed)\b"
)
_LACKS = re.compile(
    r"(?i)\b(?:no|not|never|missing|lacks?|lacking|without|absent|nothing serves|removed|unmounted|neither|nor)\b:?\s*(?:(?:an?|any|the|such|yet|have|has|"
    r"serves?|exposes?|provides?|implements?|implemented|offers?|registers?|mounts?|routes?|endpoints?|handlers?|for|real|working|dedicated|backend|server|api)\s+"
    rf"|{_VERB}[\s/,]{{1,3}}){{0,6}}[`*(\s]{{0,4}}$"
)
# "GET /exports/{id} - Download (not implemented)"
_NOT_BUILT = re.compile(
    r"(?i)\((?:still |currently )?(?:not (?:yet )?(?:implemented|available|built|mounted|done)|missing|unimplemented)\)\W*$"
)
# What a run of the route did, not whether it is there.
_RAN = re.compile(
    r"(?i)\b(?:fail(?:s|ed|ing|ure)?|errors?|returns?|returned|returning|timeouts?|times out|rate[- ]limit\w*|broken|[45]\d\d)\b"
)
_FAILED_WITH = re.compile(r"(?i)^[`*\s]{0,4}(?:→|->|=>|:|returns?|returned|gave)\s{0,3}(?:HTTP\s)?[45]\d\d\b")
# Words that stand for any route.
_STAND_IN = re.compile(r"(?i)/(?:resources?|entity|entities|foo|bar|your-\w+|xxx+|some-\w+)(?:/|$)")
_API = re.compile(r"(?i)^/(?:api|apis|rest|v\d+|ws|wss|webhooks?|graphql|rpc)(?:/|$)|/(?:api|v\d+|ws)/")
_SCREENS = re.compile(r"\.(?:tsx|jsx|vue|svelte)$")
_EXAMPLES = re.compile(
    r"(?i)\b(?:examples?|usage|try it|quick ?start|requests?|testing|how to|curl|demo|sample)\b"
)
_HEADING_BASE = re.compile(r"[(`\s](/[\w\-./{}:]{1,120}?)/\*+(?=[`)\s]|$)")
_METHOD_COLUMN = re.compile(r"(?i)^\W*(?:http )?(?:methods?|verbs?|type)\W*$")
_PATH_COLUMN = re.compile(r"(?i)^\W*(?:(?:api |http )?(?:endpoints?|routes?|paths?|urls?|uris?)|api)\W*$")
_PAGE_COLUMN = re.compile(r"(?i)\b(?:page|screen|component|view)\b")
_PROXIES = re.compile(
    r"(?i)(?:^|/)(?:nginx[^/]*|[^/]*\.nginx|caddyfile|traefik[^/]*|haproxy[^/]*|vite\.config\.\w+|next\.config\.\w+|vercel\.json|"
    r"netlify\.toml|_redirects|ingress[^/]*|setupproxy\.\w+|proxy\.conf[^/]*|angular\.json|serverless\.ya?ml)$"
)
# What frameworks serve without being told: https://fastapi.tiangolo.com/tutorial/metadata/#docs-urls
_GIVEN = {"fastapi": ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect")}
# Served by packages that one line includes: the admin site, schema and authentication packages.
_INCLUDED = re.compile(
    r"(?i)^/(?:admin|api/schema|swagger|api-docs|docs|redoc|metrics|static|media|graphql|api/auth|accounts)(?:/|$)"
)
_FAULTS = {"mock-response": "its handler is a mock", "stub": "its handler is a stub"}


# --- reading -------------------------------------------------------------------------------------


def find(document: Document) -> Iterator[Claim]:
    """The routes that a document says exist, or do not."""
    for statement in _subjects.reports(document):
        if statement.kind == "row":
            named = _in_row(statement)
        elif statement.kind in ("code", "tree"):
            named = _in_block(statement)
        else:
            named = [*_with_method(statement.plain), *_without_method(document, statement)]
        if statement.mark == "failed" and _RAN.search(statement.plain):
            continue
        seen = set()
        for method, path in named:
            full = _composed(path, statement)
            if _STAND_IN.search(full) or (full == "/" and statement.polarity == "absent"):
                continue
            if (method, full) not in seen and not _paths.looks_like_path(path.strip("/")):
                seen.add((method, full))
                yield _claim(document, statement, method, full)


def _claim(document: Document, statement: Statement, method: str, path: str) -> Claim:
    subject = {"method": method, "path": path}
    absent = statement.polarity == "absent" and _denied(statement)
    return _subjects.claim(
        document, statement, KIND, subject, absent=absent, admits=bool(_ADMITS.search(statement.plain))
    )


def _denied(statement: Statement) -> bool:
    """Whether a denial is of the route itself, not of something in its description ("no token needed")."""
    text = statement.plain
    if statement.mark == "failed" or not _DENIES.search(text):
        return True
    route = re.search(_PATH, text)
    before, behind = (text[: route.start()], text[route.end() :]) if route else (text, "")
    return bool(_LACKS.search(before) or _GONE.match(behind) or _NOT_BUILT.search(behind))


def _with_method(text: str) -> list[tuple[str, str]]:
    """(method, path) for each "GET /path" of a text, a pair for each of several methods."""
    found = []
    for match in [*_ROUTE.finditer(text), *_BEHIND.finditer(text)]:
        path = _routes.written(match["path"])
        before, behind = text[: match.start()], text[match.end() :]
        if (
            path is None
            or _USED.search(before)
            or _ONLY_A_LINE.match(behind)
            or _BECAME.match(behind)
            or _FAILED_WITH.match(behind)
        ):
            continue
        found += [(_method(verb), path) for verb in re.findall(_VERB, match["verbs"])]
    return found


def _method(verb: str) -> str:
    """A method as the report writes it."""
    upper = verb.upper()
    return {"WEBSOCKET": "WS", "WSS": "WS", "ANY": "*", "ALL": "*", "SSE": "GET"}.get(upper, upper)


def _without_method(document: Document, statement: Statement) -> list[tuple[str, str]]:
    """Paths in inline code that the words around them call an endpoint."""
    text, found = statement.plain, []
    listed = None
    if any(_SCREENS.search(m.path) for m in _paths.of(statement)):
        return []  # a frontend's own routes
    for code in statement.codes:
        if (
            not _CODE_PATH.match(code.text.strip())
            or (path := _routes.written(code.text)) is None
            or path == "/"
        ):
            continue
        before, behind = text[: code.start], text[code.start + len(code.text) :]
        if (
            re.search(rf"{_VERB}[\s`*:|\\-]{{0,6}}$", before)
            or _USED.search(before)
            or _BEHIND.match(text, code.start)
        ):
            continue
        label = statement.label.strip(" :*")
        first = not re.search(r"\w", before)
        if first and listed is None:
            listed = _under_endpoints(document, statement)
        named = _ENDPOINT_BEHIND.match(behind) or _ENDPOINT_BEFORE.search(before)
        if named or (label and _ENDPOINT_LABEL.match(label)) or (first and listed):
            socket = _SOCKET.search(before[-30:] + " " + behind[:30])
            found.append(("WS" if socket else "*", path))
    return found


def _under_endpoints(document: Document, statement: Statement) -> bool:
    """Whether a list item stands in a list of endpoints (and not of a frontend's pages)."""
    if statement.kind != "item":
        return False
    near = [s.plain for s in _subjects.above(document, statement)] + [
        h.plain for h in statement.headings[-2:]
    ]
    return any(_LISTS_ENDPOINTS.search(t) for t in near) and not any(_PAGES.search(t) for t in near[:2])


def _in_row(statement: Statement) -> list[tuple[str, str]]:
    """The route of a table's row: a method and a path column, or both in one cell."""
    method = next((c.plain for c in statement.cells if _METHOD_COLUMN.match(c.header)), "")
    method = method or next(
        (c.plain for c in statement.cells if re.fullmatch(rf"\W*{_VERB}\W*", c.plain)), ""
    )
    verbs = re.findall(rf"\b{_VERB}\b", method.upper())
    for cell in (c for c in statement.cells if c.mood == "report"):
        together = _with_method(cell.plain)
        if together:
            return together
        if _PATH_COLUMN.match(cell.header) and (verbs or _says_endpoint(statement, cell)):
            path = _routes.written(cell.plain.split()[0]) if cell.plain.split() else None
            if path is not None:
                return [(_method(v), path) for v in verbs] or [("*", path)]
    return []


def _says_endpoint(statement: Statement, cell: Cell) -> bool:
    """Whether a path without a method is a server's: its column says endpoint, and no column says page."""
    return bool(re.search(r"(?i)endpoint|api", cell.header)) and not any(
        _PAGE_COLUMN.search(c.header) for c in statement.cells
    )


def _in_block(statement: Statement) -> list[tuple[str, str]]:
    """A line of a block that lists routes, one a line."""
    fence = statement.fence
    if (
        fence is None
        or fence.shows == "command"
        or fence.info.lower().split(" ")[0] in ("bash", "sh", "shell", "json", "console")
    ):
        return []
    if any(_EXAMPLES.search(h.plain) for h in statement.headings[-1:]):
        return []
    match = _ROUTE.match(re.sub(r"^[\s│├└─|+`*✅✓✔-]{0,40}", "", statement.plain))
    path = _routes.written(match["path"]) if match else None
    if match is None or path is None or re.match(r"\s*HTTP/\d", statement.plain[match.end() :]):
        return []
    return [(_method(v), path) for v in re.findall(_VERB, match["verbs"])]


def _composed(path: str, statement: Statement) -> str:
    """A path under the base that its heading names ("Users (`/api/v1/users/*`)"), unless it has it already."""
    for heading in reversed(statement.headings):
        base = _HEADING_BASE.search(heading.plain)
        if base:
            prefix = _routes.written(base[1]) or ""
            return (
                path
                if path == prefix or path.startswith(prefix + "/")
                else (prefix + path).rstrip("/") or "/"
            )
    return path


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Asks the project's routes: declared, served, not shadowed, no mock."""
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    method, path = str(claim.subject["method"]), str(claim.subject["path"])
    matches = _routes.look_up(method, path, project.routes)
    direct = [m for m in matches if m.how in ("exact", "prefixed")]
    if not direct:
        direct = _by_tail(matches, claim, ground)
    findings = ground.findings if claim.when == "head" else ()
    if claim.polarity == "absent":
        return _judge_absent(claim, direct, findings, project)
    if direct:
        return _judge_found(claim, direct, findings, project)
    return _judge_missing(claim, matches, project)


def _name(claim: Claim) -> str:
    method = str(claim.subject["method"])
    return f"`{claim.subject['path']}`" if method == "*" else f"`{method} {claim.subject['path']}`"


def _by_tail(matches: list[Match], claim: Claim, ground: Ground) -> list[Match]:
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


def _around(claim: Claim, ground: Ground) -> str:
    """The words of a claim, of what it is about, and of its headings."""
    document = ground.documents.get(claim.document)
    statements = () if document is None else document.statements
    at = bisect_left(statements, claim.line, key=lambda s: s.line)
    headings = statements[at].headings if at < len(statements) else ()
    return " ".join((claim.text, *claim.about, *(h.plain for h in headings)))


def _fault(route: Route, findings: tuple[Finding, ...]) -> tuple[str, Finding] | None:
    """What is wrong with a route's handler, by the findings at its place."""
    for finding in findings:
        if finding.rule in _FAULTS and finding.path == route.place.path and _overlap(finding, route):
            return _FAULTS[finding.rule], finding
    return None


def _overlap(finding: Finding, route: Route) -> bool:
    first = route.place.line or 0
    last = max(first, route.place.end_line or first)
    named = finding.symbol.split(" ")
    if len(named) == 2 and named[0] in _routes.METHODS and route.method not in (named[0], "*"):
        return False
    return first <= finding.line <= last or finding.line <= first <= finding.end_line


def _judge_found(
    claim: Claim, matches: list[Match], findings: tuple[Finding, ...], project: Project
) -> Verdict:
    """A route is there: the best of those that match decides."""
    worst = Verdict("unverifiable", f"{_name(claim)} could not be judged.")
    for match in matches:
        route, shown = match.route, _place(match.route)
        note = "" if match.how == "exact" else f" as `{route.path}`"
        if not route.served:
            worst = _judge_unserved(claim, route, project)
            continue
        if route.shadowed_by is not None:
            worst = Verdict(
                "refuted",
                f"{_name(claim)} is never reached: an earlier route answers first.",
                (shown, route.shadowed_by),
            )
            continue
        fault = _fault(route, findings)
        if fault is None or claim.admits:
            said = " and is what the claim says" if fault else ""
            return Verdict("supported", f"{_name(claim)} is served{note}{said}.", (shown,))
        words, finding = fault
        at = Place(finding.path, finding.line, finding.end_line, note=finding.message.partition(":")[0][:200])
        worst = Verdict("refuted", f"{_name(claim)} is served{note}, but {words}.", (at,))
    return worst


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
    why = route.obstacle or "no app that an entry point starts serves it"
    return Verdict("refuted", f"{_name(claim)} is declared and not served: {why}.", (_place(route),))


def _place(route: Route) -> Place:
    """A route's place, with what it serves as the note."""
    return Place(
        route.place.path, route.place.line, route.place.end_line, note=f"{route.method} {route.path}"
    )


def _unknown(project: Project) -> tuple[str, ...]:
    """The files that keep an absent route from being known."""
    if project.dynamic_routes:
        return tuple(project.dynamic_routes)
    return _absence.unread_servers(project) or _absence.unknown_servers(project)


def _named(paths: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{p}`" for p in paths[:3])
    return shown + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def _judge_absent(
    claim: Claim, matches: list[Match], findings: tuple[Finding, ...], project: Project
) -> Verdict:
    """The claim says that there is no such route."""
    served = [m for m in matches if m.route.served and m.route.shadowed_by is None]
    if served:
        fault = _fault(served[0].route, findings)
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


def _judge_missing(claim: Claim, matches: list[Match], project: Project) -> Verdict:
    """No route means the claimed one: say what comes near, or why it cannot be known."""
    path = str(claim.subject["path"])
    for framework, given in _GIVEN.items():
        app = next((r for r in project.routers if r.kind == "app" and r.framework == framework), None)
        if app and path in given and claim.subject["method"] in ("GET", "*"):
            return Verdict("supported", f"{framework} serves `{path}` by itself.", (app.place,))
    if path == "/":
        return Verdict("unverifiable", f"Where {_name(claim)} begins is not said.")
    elsewhere = _served_elsewhere(claim, project)
    if elsewhere is not None:
        return elsewhere
    if _INCLUDED.match(path):
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may come from an included package; no route of the project's own serves it.",
        )
    unknown = _unknown(project) or _absence.dispatched_by_hand(path, project)
    if unknown:
        places = tuple(Place(p) for p in unknown[:3])
        return Verdict(
            "unverifiable",
            f"No route serves {_name(claim)}, but {_named(unknown)} cannot be followed.",
            places,
        )
    if any(m.how == "bare" for m in matches):
        proxies = tuple(sorted(p for p in project.snapshot.tree if _PROXIES.search(p)))
        if proxies:
            return Verdict(
                "unverifiable",
                f"{_name(claim)} may be what {_named(proxies)} makes of another path.",
                (Place(proxies[0]),),
            )
    tails = [m.route for m in matches if m.how == "tail"]
    if tails:
        places = tuple(_place(r) for r in tails[:3])
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may mean {_listed(tails[:3])}; what comes before is not said.",
            places,
        )
    instances = _instances(claim, project)
    if instances:
        return Verdict(
            "unverifiable",
            f"{_name(claim)} may stand for {_listed(instances)}.",
            tuple(_place(r) for r in instances),
        )
    near = _nearest(claim, matches, project)
    if near:
        unserved = [r for r in near if not r.served and r.obstacle]
        what = (
            f"{_listed(near)} is declared, but {unserved[0].obstacle}"
            if unserved
            else f"there is {_listed(near)}"
        )
        return Verdict("refuted", f"No route serves {_name(claim)}; {what}.", tuple(_place(r) for r in near))
    return Verdict("refuted", f"No route serves {_name(claim)}.", _where_missing(project))


def _served_elsewhere(claim: Claim, project: Project) -> Verdict | None:
    """What keeps an absent route from being known although all code was read: there is no server here at all, only
    what calls one; or it is a screen's address, not a route's."""
    if not project.routers and any(_SCREENS.search(p) for p in project.code()):
        return Verdict(
            "unverifiable",
            f"No server is in this repository that could serve {_name(claim)}, only screens that call one.",
        )
    path = str(claim.subject["path"])
    if claim.subject["method"] == "*" and not _API.search(path):
        screen = next((p for p in project.code() if _SCREENS.search(p)), None)
        if screen is not None:
            return Verdict("unverifiable", f"{_name(claim)} may be the address of a screen, not of a route.")
    return None


def _listed(routes: list[Route]) -> str:
    return ", ".join(dict.fromkeys(f"`{r.method} {r.path}`" for r in routes))


def _instances(claim: Claim, project: Project) -> list[Route]:
    """Served routes, two at least, that have a fixed part where the claimed path has a parameter."""
    parts = [p.lower() for p in str(claim.subject["path"]).split("/") if p]
    if not any(p.startswith("{") for p in parts):
        return []
    found = []
    for route in project.routes:
        own = [p.lower() for p in route.path.split("/") if p]
        if route.served and len(own) == len(parts) and _same_method(claim, route):
            pairs = zip(own, parts, strict=True)
            if all(a == b or b.startswith("{") for a, b in pairs):
                found.append(route)
    return found[:3] if len(found) > 1 else []


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
    """Where a route would have to be: the apps."""
    apps = [r for r in project.routers if r.kind == "app"] or list(project.routers)
    return tuple(Place(r.place.path, r.place.line, missing=True) for r in apps[:1])

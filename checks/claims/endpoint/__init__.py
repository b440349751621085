"""`endpoint`: an HTTP or WebSocket route exists, is served, and does what it is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import Ground, Known, _paths, _proven, _routes, _subjects
from checks.claims._around import ahead_of
from checks.claims.endpoint import _asking, _of_file, _opened, _screens, _serving
from checks.documents.model import Cell, Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex

KIND = "endpoint"

_VERB = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WS|WSS|WEBSOCKET|SSE|ANY|ALL)"
_PATH = r"(?:(?:https?|wss?)://[\w.\-:{}<>$\[\]]{1,120}|\.{3}|…)?/(?:[\w\-./:<>\[\]()$@%~*+=?&,…]|\{[^{}\n]{0,80}\}){0,240}"
_ROUTE = regex(
    rf"(?<![\w/])(?P<verbs>{_VERB}(?:\s?[/|,&+]\s?{_VERB}){{0,6}})(?:\s(?:request|requests|endpoint|route|to))?"
    rf"[\s`*:|\-–—→\\]{{1,8}}(?P<path>{_PATH})"
)
_BEHIND = regex(
    rf"(?P<path>{_PATH})[`*\s\\]{{0,4}}(?:\(|[-–—:]\s{{1,2}})(?P<verbs>{_VERB}(?:\s?[/|,&+]\s?{_VERB}){{0,6}})(?:\)|(?=\W*$))"
)
_CODE_PATH = regex(rf"^{_PATH}$")
_ENDPOINT_BEHIND = regex(r"(?i)^[`*\s\"')]{0,4}(?:\w+ ){0,2}(?:endpoints?|routes?|handlers?)\b")
_ENDPOINT_BEFORE = regex(
    r"(?i)\b(?:endpoints?|routes?)(?:\s+(?:at|on|named|called|is))?[\s:`*(\"']{0,5}$|^\W{0,3}(?:api|rest|http)\sendpoints?\s(?:for|to|that)\s[^.;(`]{3,60}[(\s`]{1,3}$"
)
_ENDPOINT_LABEL = regex(r"(?i)^(?:\w+ ){0,2}(?:endpoints?|routes?|api routes?)$")
_LISTS_ENDPOINTS = regex(r"(?i)\b(?:endpoints?|api routes?|rest api|http api|http routes?|api reference)\b")
_PAGES = regex(
    r"(?i)\b(?:pages?|screens?|navigation|frontend routes?|client routes?|ui routes?|views?|sitemap)\b"
)
# What stands behind it belongs to a list of what was done: "Register API `/api/auth/register`".
_ROUTE_LAST = regex(r"(?i)^[`*\s]{0,3}(?:\([^()]{1,40}\))?[\s.✅✔✓]*$")
_API_PATH = regex(r"(?i)^/(?:api|v\d{1,2}|rest|graphql)(?:/|$)")
_JOINED = regex(
    r"(?i)\b(?:with|of|on|for|in|at|by|and|or|under|against|into|over|the|an?|is|are|not|no)[\s`*(]{1,4}$"
)
_PLAIN_NAMED = regex(r"(?i)\b(?:endpoint|route)\s?:\s(?P<path>/[\w{}:.-]{1,60}(?:/[\w{}:.-]{1,60}){0,6})\W*$")
_PLAIN_FIRST = regex(
    r"^\W{0,3}(?P<path>/[\w{}:.-]{1,60}(?:/[\w{}:.-]{1,60}){1,6})\s(?:endpoint|route)\b(?!s)"
)
_SOCKET = regex(r"(?i)\b(?:web-?sockets?|ws)\b")
_USED = regex(
    r"(?i)\b(?:calls?|calling|fetch(?:es|ing)?(?: from)?|requests?|hits?|via|using|through|sends?(?: an?)?|connect(?:s|ed|ing)? to|"
    r"uses? [\w ]{0,20}api(?: v\d+)?|[45]\d\d (?:for|on|from)|polls?|queries|consumes?|deprecat(?:e|es|ed|ing)|remov(?:e|es|ed|ing)|delet(?:e|es|ed|ing)|retir(?:e|ed|ing)|dropp?(?:ed|ing)?|proxies|forwards?|redirects?(?: to)?|replac(?:es|ed)|instead of|from|was|e\.g\.?,?)[\s`*(]{0,4}$"
)
_DOES_ALL = regex(r"(?i)\b(?:update|create|read|list|edit)\w*\s?(?:,|/|&|and|, and)\s?delete[\s`*(]{0,4}$")
_ONLY_A_LINE = regex(r"(?i)^[`*\s\\]*[-–—:]?\s*\(?lines?\s*~?\d[\d\s,–-]*\)?\W*$")
_BECAME = regex(
    rf"^[`*\s]{{0,4}}(?:→|->|=>)[^/]{{0,20}}(?:{_VERB}\s)?[`\s]{{0,3}}/"
)  # the route's former name
_ADMITS = regex(
    r"(?i)\b(?:stub(?:s|bed)?|place-?holders?|mock(?:s|ed)?(?! data removed)|not (?:yet )?implemented|501|todo|coming soon|hard-?coded|"
    r"dummy|fake|simulated|demo[- ]only)\b"
)
_DENIES = regex(
    r"(?i)\b(?:no|not|never|missing|lacks?|without|cannot|nothing|none|absent|removed|unmounted)\b|n't\b"
)
_GONE = regex(
    r"(?i)^[`*\s\"')\\]{0,5}[-–—:]?\s?(?:(?:endpoint|route|handler)s?\s)?(?:defined in [\w\s]{1,30}\s)?(?:(?:is|are|was)\s)?(?:still\s)?"
    r"(?:missing|does(?:n't| not) exist|do(?:n't| not) exist|not (?:implemented|found|there|mounted|registered|present|wired|served)|"
    r"never (?:implemented|mounted|registered|wired)|unmounted|absent|gone|removed)\b"
)
_LACKS = regex(
    r"(?i)\b(?:no|not|never|missing|lacks?|lacking|without|absent|nothing serves|removed|unmounted|neither|nor)\b:?\s*(?:(?:an?|any|the|such|yet|have|has|"
    r"serves?|exposes?|provides?|implements?|implemented|offers?|registers?|mounts?|routes?|endpoints?|handlers?|for|real|working|dedicated|backend|server|api)\s+"
    rf"|{_VERB}[\s/,]{{1,3}}){{0,6}}[`*(\s]{{0,4}}$"
)
# A route in a list of them, with "(not implemented)" behind it.
_NOT_BUILT = regex(
    r"(?i)\((?:still |currently )?(?:not (?:yet )?(?:implemented|available|built|mounted|done)|missing|unimplemented)\)\W*$"
)
# What a run of the route did, not whether it is there.
_RAN = regex(
    r"(?i)\b(?:fail(?:s|ed|ing|ure)?|errors?|returns?|returned|returning|timeouts?|times out|rate[- ]limit\w*|broken|[45]\d\d)\b"
)
_FAILED_WITH = regex(r"(?i)^[`*\s]{0,4}(?:→|->|=>|:|returns?|returned|gave)\s{0,3}(?:HTTP\s)?[45]\d\d\b")
_REFUSED = regex(r"(?i)^\W{0,6}(?:result|response|outcome|status|got|returned)\W{1,6}(?:HTTP\s)?[45]\d\d\b")
# Words that stand for any route.
_STAND_IN = regex(r"(?i)/(?:resources?|entity|entities|foo|bar|your-\w+|xxx+|some-\w+|endpoint)(?:/|$)")
_SCREENS = regex(r"\.(?:tsx|jsx|vue|svelte)$")
_EXAMPLES = regex(
    r"(?i)\b(?:examples?|usage|try it|quick ?start|requests?|testing|how to|curl|demo|sample)\b"
)
_BASE_URL = regex(r"(?i)\b(?:base|root|prefix|mounted)\s?(?:url|path|route|at)?\W{1,4}(/[\w\-./{}:]{1,120})")
_HEADING_BASE = regex(r"[(`\s](/[\w\-./{}:]{1,120}?)/\*+(?=[`)\s]|$)")
_METHOD_COLUMN = regex(r"(?i)^\W*(?:http )?(?:methods?|verbs?|type)\W*$")
_PATH_COLUMN = regex(r"(?i)^\W*(?:(?:api |http )?(?:endpoints?|routes?|paths?|urls?|uris?)|api)\W*$")
_PAGE_COLUMN = regex(r"(?i)\b(?:page|screen|component|view)\b")


_TRIED = regex(
    r"(?i)(?:pass|fail|accept|reject|allow|block|match)(?:e?s|ed)|(?:in)?valid|(?:in)?correct|good|bad|wrong|right"
)

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
            named = named or _of_file.told(document, statement)
        if " › " in statement.plain:
            continue  # the name of a test
        if (statement.mark == "failed" and _RAN.search(statement.plain)) or _was_refused(document, statement):
            continue
        if _TRIED.fullmatch(statement.label):
            continue  # what a check lets through or not
        seen = set()
        for method, path in named:
            full = _composed(path, statement)
            if _STAND_IN.search(full) or (full == "/" and statement.polarity == "absent"):
                continue
            if (method, full) not in seen and not _paths.looks_like_path(path.strip("/")):
                seen.add((method, full))
                yield _claim(document, statement, method, full)


def _was_refused(document: Document, statement: Statement) -> bool:
    """Whether the item below a route says that a run of it was refused: it tells of an attempt."""
    below = document.statements[statement.index + 1 : statement.index + 2]
    return any(statement.index in each.parents and _REFUSED.match(each.plain) for each in below)


def _claim(document: Document, statement: Statement, method: str, path: str) -> Claim:
    subject = {"method": method, "path": path}
    absent = statement.polarity == "absent" and _denied(statement)
    told = (statement.plain, *(document.statements[at].plain for at in statement.parents[-1:]))
    return _subjects.claim(
        document, statement, KIND, subject, absent=absent, admits=any(_ADMITS.search(text) for text in told)
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
        paths = _routes.spelled(match["path"])
        led, behind = ahead_of(text, match.start()), text[match.end() : match.end() + 300]
        if (
            not paths
            or _USED.search(led)
            or _ONLY_A_LINE.match(behind)
            or _BECAME.match(behind)
            or _FAILED_WITH.match(behind)
        ):
            continue
        found += [(_method(verb), path) for path in paths for verb in re.findall(_VERB, match["verbs"])]
    return found


def _method(verb: str) -> str:
    """A method as the report writes it."""
    upper = verb.upper()
    return {"WEBSOCKET": "WS", "WSS": "WS", "ANY": "*", "ALL": "*", "SSE": "GET"}.get(upper, upper)


def _without_method(document: Document, statement: Statement) -> list[tuple[str, str]]:
    """Paths in inline code that the words around them call an endpoint."""
    text, found = statement.plain, []
    listed = None
    plain = _PLAIN_FIRST.match(text) or _PLAIN_NAMED.search(text)
    if plain and (path := _routes.written(plain["path"])) is not None and path.count("/") > 1:
        found.append(("*", path))
    if any(_SCREENS.search(m.path) for m in _paths.of(statement)):
        return []  # a frontend's own routes
    for code in statement.codes:
        if (
            not _CODE_PATH.match(code.text.strip())
            or not (paths := _routes.spelled(code.text))
            or paths == ["/"]
        ):
            continue
        before, behind = text[: code.start], text[code.start + len(code.text) :]
        if (
            re.search(rf"{_VERB}[\s`*:|\\-]{{0,6}}$", before)
            or (_USED.search(before) and not _DOES_ALL.search(before))
            or _BEHIND.match(text, code.start)
        ):
            continue
        label = statement.label.strip(" :*")
        first = not re.search(r"\w", before)
        if first and listed is None:
            listed = _under_endpoints(document, statement)
        named = _ENDPOINT_BEHIND.match(behind) or _ENDPOINT_BEFORE.search(before)
        done = statement.mark == "done" and _API_PATH.match(code.text.strip()) and not _JOINED.search(before)
        if (
            named
            or (label and _ENDPOINT_LABEL.match(label))
            or (first and listed)
            or (done and _ROUTE_LAST.match(behind))
        ):
            socket = _SOCKET.search(before[-30:] + " " + behind[:30])
            found += [("WS" if socket else "*", path) for path in paths]
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
    behind = (
        "" if match is None else statement.plain[statement.plain.index(match["path"]) + len(match["path"]) :]
    )
    if match is None or path is None or re.match(r"\s*HTTP/\d", behind) or _BECAME.match(behind):
        return []
    return [(_method(v), path) for v in re.findall(_VERB, match["verbs"])]


def _composed(path: str, statement: Statement) -> str:
    """A path under the base that its heading names ("Users (`/api/v1/users/*`)"), unless it has it already."""
    for heading in reversed(statement.headings):
        base = _HEADING_BASE.search(heading.plain) or _BASE_URL.search(heading.plain)
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
        direct = _serving.by_tail(matches, claim, ground) or _serving.by_parameters(claim, project)
    findings = ground.findings if claim.when == "head" else Known()
    below = None if direct else _serving.by_mount(claim, project)
    if below is not None:
        return below
    if claim.polarity == "absent":
        if not direct and (told := _opened.opened(claim, matches, project)) is not None:
            return told
        return _serving.judge_absent(claim, direct, findings, project)
    if direct:
        return _serving.judge_found(claim, direct, findings, project)
    if (told := _opened.opened(claim, matches, project)) is not None:
        return told
    if not matches and _screens.shown_elsewhere(claim, ground):
        words = f"No route serves `{path}`; it is told as a screen's address, and the screens are not in this tree."
        return Verdict("unverifiable", words)
    if not matches and (asking := _asking.asked_in(claim, ground)) is not None:
        return Verdict(
            "unverifiable",
            f"No route serves `{path}`; `{asking}` asks for it, which another program may serve.",
            (Place(asking),),
        )
    return _serving.judge_missing(claim, matches, project)


unproven = _proven.routes

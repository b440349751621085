"""Routes whose fixed answer is their purpose: health, version, documentation, choices, descriptions."""

from __future__ import annotations

import re
from typing import TypeGuard

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.dependence import DRAWN, INVENTED, SUMS, WORK
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef, Route
from checks.rules._answering import writes
from checks.rules._descriptions import (
    described,
    explains,
    holds_figures,
    holds_more,
    holds_records,
    key_text,
    lists_words,
    names_kinds,
    says_closed,
    says_signed_out,
)
from checks.rules._naming import owns_up, words

_FIXED = frozenset(
    """health healthz healthcheck health-check health_check livez readyz live alive ready liveness readiness ping pong
    version info about status root index docs doc documentation openapi swagger redoc schema schemas manifest robots.txt
    favicon.ico sitemap.xml heartbeat up uptime echo hello welcome metrics csrf csrf-token well-known .well-known
    robots sitemap favicon llms humans llms.txt humans.txt security.txt ai-plugin.json openapi.json openapi.yaml swagger.json hc test api-docs spec
    manifest.json template sample ws websocket socket api v1 v2 sentry debug contact contacts-info imprint legal""".split()
)
_DESCRIBING = frozenset(
    """models dimensions rubric rubrics example examples options choices types categories formats languages locales
    countries currencies timezones capabilities features help config configuration settings constants enums enum
    metadata guide instructions criteria levels roles permissions scopes units presets templates supported
    supported-formats limits pricing plans tools methods algorithms strategies providers frameworks terms privacy
    faq fields columns operators labels palettes themes icons changelog legend glossary topics usage voices regions
    description describe requirements guidelines disclaimer priorities severities parameters statuses locations cities provinces states
    districts hotlines helplines holidays festivals greeting greetings policies genders sizes colors colours weekdays suggestions-types industries sectors specialties rules logic""".split()
)
_DESCRIBED_ONE = frozenset(
    """models parameters options schema schemas guide help template templates presets language languages locale locales
    country countries currency currencies timezone timezones""".split()
)
"""What one of is described at an address of its own."""
_WEBHOOK = regex(r"web-?hook|callback|verify", re.IGNORECASE)
_HOOKS = frozenset("webhook webhooks hook hooks".split())
_LEAVING = regex(r"(log|sign)[-_]?(out|off)")
_TOKEN = regex(r"token|jwt|bearer", re.IGNORECASE)
_FORGETTING = regex(
    r"\bstateless\b|\blocal ?storage\b|\bclient\b.{0,60}\b(tokens?|side|delet|remov|discard|forget|clear)|"
    r"\btokens?\b.{0,60}\b(?:client|front-?end)\b",
    re.IGNORECASE,
)
_ENDING = regex(r"\b(sessions?|invalidat\w+|revok\w+|black-?list\w*|deny-?list\w*|demo)\b", re.IGNORECASE)
"""What is said of a sign-out that is to end something here."""
_WORD = regex(r"[/_\-.]+")
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_CHOOSING = regex(
    r"supported|available_?(options|types|models|assets|formats|languages|symbols|pairs|voices|themes)|choices|options$",
    re.IGNORECASE,
)
_TOLD = frozenset(("metrics", "usage"))
"""Last parts of paths that tell how the service is used, or that figures are had there."""
_TELLING = frozenset("metrics status usage config settings".split())
"""Last parts of paths that ask how a part of the service stands or is set."""
_PROBES = frozenset("dashboard detailed details db database check full services system".split())
_ABOUT = frozenset("config configuration constants metadata reference lookups".split())
"""Folders of paths where the interface tells of itself."""
_ON_OFFER = regex(r"\b(available|supported|predefined)\b", re.IGNORECASE)
_LOOKING = regex(r"valid|verif|check|lint", re.IGNORECASE)
_CHANCE = frozenset("uuid dice shuffle lottery".split())
"""Words of paths' ends where chance makes what is asked for."""
_SECRETS = regex(
    r"(?:generate|random|suggest)\W?pass|pass(?:word|phrase)s?\W(?:generat|random|suggest)", re.IGNORECASE
)
"""Paths that ask for a new password by chance, rather than for somebody's own (``/forgot-password``)."""
_TURNING = frozenset("parse format encode decode normalize normalise slugify convert hash".split())
"""Words of paths where what is sent comes back in another form."""
_OFFERED = frozenset(("available", "supported"))
_LISTING = frozenset(("list", "all", "supported", "available"))
_GUARDED = frozenset("validate verify check auth authenticated session token protected".split())
"""What the middleware before the handler has decided already."""
_GUARD_TRIALS = frozenset("secure secured protected restricted".split())
"""Words of paths that are there to show what the middleware lets through."""
_RENDERING = frozenset("template templated render Render render_to view_config".split())
"""Decorators that make a page of what the handler returns."""
_COMPARING = frozenset(("==", "===", "!=", "!=="))
_SETTING = regex(r"(process\.env|settings|config)\.[A-Z]")
_SHOWING = frozenset(("example", "examples", "echo"))
_TRYING = frozenset(("test", "debug"))
"""First words of paths' ends that are there to try something out."""
_ASIDE = frozenset("dev test tests docs api-docs debug echo example examples swagger openapi".split())
_TRIALS = frozenset("demo demos playground".split())
"""Folders of paths where everything is there to be tried out (``/demo`` itself may ask for somebody to show it)."""
_FILE = regex(r"[\w*{}-]\.(js|mjs|css|txt|xml|html|svg|png|ico|json|ya?ml|webmanifest)$")
"""The end of a path that names a file which the server writes itself."""


def describes(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a fixed answer is what this route is for."""
    if (
        _no_data(project, route, answers)
        or _says_all(project, route, answers)
        or _asks_settings(project, route, answers)
    ):
        return True
    if route.method not in ("GET", "*", "RPC") or writes(route):
        return False
    segments = _segments(route)
    local = [s for s in route.local.lower().split("/") if s]
    if not segments or not any(not s.startswith("{") for s in segments):
        at_root = not any("{" in s and (local or s != "{*}") for s in segments)
        return at_root and not _below(project, route)
    last = segments[-1]
    if (_HOOKS | _TRIALS) & {word for segment in segments for word in _WORD.split(segment)}:
        return True
    if last.startswith("{"):
        kind = segments[-2]
        return bool({kind, *_WORD.split(kind)} & _DESCRIBED_ONE) and not any(
            holds_records(a.value) for a in answers
        )
    if last in _PROBES and set(segments) & {"health", "healthz", "status"}:
        return True
    if _TOLD & set(_WORD.split(last)) and any(
        a.own & DRAWN or holds_figures(_written(project, route, a)) for a in answers
    ):
        return False
    if (
        _TELLING & set(_WORD.split(last))
        and len(segments) > 1
        and all(_tells_nothing(_written(project, route, a)) for a in answers)
    ):
        return False
    if _offers(project, route) or last in _FIXED or set(_WORD.split(last)) & _FIXED:
        return True
    if _WEBHOOK.search(last) or _FILE.search(last):
        return True
    fixed_path = not any(s.startswith("{") for s in segments)
    telling = last in _DESCRIBING or set(_WORD.split(last)) & _DESCRIBING or _ABOUT & set(segments)
    if fixed_path and telling:
        return not (any(holds_records(a.value) for a in answers) or _called_made_up(project, route))
    return bool(answers) and _choices(project, route, answers)


def _below(project: Project, route: Route) -> bool:
    """Whether a route is of a router that is still to be mounted somewhere: what is its root is none of the app's."""
    return any(
        router.key == route.router and router.kind == "router" and not router.apps
        for router in project.routers
    )


def _tells_nothing(value: tree.Expr | None) -> bool:
    """Whether an answer holds several empty lists or objects, and no word or figure beside them."""
    held = [item for _, item in value.items] if isinstance(value, tree.Map) else []
    empty = sum(isinstance(item, tree.Seq | tree.Map) and not item.items for item in held)
    said = any(isinstance(item, tree.Lit) and item.value not in (None, False) for item in held)
    return empty > 1 and not said


def _called_made_up(project: Project, route: Route) -> bool:
    """Whether a handler writes out records under a name that owns up to being made up (``mock_providers = [{…}]``)."""
    body = project.body(route.handler) if route.handler is not None else ()
    return any(
        isinstance(statement.value, tree.Seq)
        and any(isinstance(item, tree.Map) for item in statement.value.items)
        and any(isinstance(target, tree.Name) and owns_up(target.id) for target in statement.targets)
        for statement in statements(body)
        if isinstance(statement, tree.Assign)
    )


def _segments(route: Route) -> list[str]:
    """The parts of a route's path, words apart, without a last one that only says that it lists."""
    segments = [s for s in _HUMP.sub("-", route.path).lower().split("/") if s]
    while len(segments) > 1 and segments[-1] in _LISTING:
        segments.pop()
    return segments


def _choices(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether every answer tells what there is to choose from, that the service is there, or how it is used."""
    offered = not _OFFERED.isdisjoint(_WORD.split(route.path.lower())) or _says_offered(project, route)
    return all(
        explains(answer.value)
        or names_kinds(_written(project, route, answer))
        or _lists_kinds(_written(project, route, answer))
        or lists_words(_written(project, route, answer), offered=offered)
        for answer in answers
    )


def _no_data(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a route stands aside, shows its guard, fills a page or sends elsewhere, whatever its method."""
    path = route.path.lower().rstrip("/")
    return (
        bool(_ASIDE & set(path.split("/")) or _TRIALS & set(path.split("/")[:-1]))
        or bool(_SHOWING & set(_WORD.split(path.rsplit("/", 1)[-1])))
        or _WORD.split(path.rsplit("/", 1)[-1])[0] in _TRYING
        or (bool(route.wrappers) and _shows_guard(path))
        or _rendered(project, route)
        or _left_to_client(project, route, answers)
        or "redirect" in _WORD.split(path.rsplit("/", 1)[-1])
        or _logged(project, route, path)
    )


def _logged(project: Project, route: Route, path: str) -> bool:
    """Whether a route is there to log what is sent, and logs it."""
    if route.handler is None or _WORD.split(path.rsplit("/", 1)[-1])[0] != "log":
        return False
    return any(logs(call) for call in calls(project.body(route.handler)))


def _left_to_client(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a sign-out says that the client is who forgets the token, looks at the token first, or says of nothing that
    it is to end here: then nothing is left to do."""
    named = _LEAVING.fullmatch(route.path.lower().rstrip("/").rsplit("/", 1)[-1]) is not None
    told = bool(answers) and all(says_signed_out(_written(project, route, answer)) for answer in answers)
    if route.handler is None or not (named or told):
        return False
    if any(_TOKEN.search(wrapper) for wrapper in route.wrappers):
        return True
    function = project.function(route.handler)
    comments = project.facts[route.handler.path].outline.comments
    said = [c.text for c in comments if function.first_line - 4 <= c.line <= function.end_line]
    words_beside = "\n".join((function.docstring, *said))
    return _FORGETTING.search(words_beside) is not None or _ENDING.search(words_beside) is None


def _says_offered(project: Project, route: Route) -> bool:
    """Whether what is written above a handler says that it lists what is there to choose from."""
    if route.handler is None:
        return False
    function = project.function(route.handler)
    first = min(function.first_line, route.place.line or function.first_line)
    comments = project.facts[route.handler.path].outline.comments
    said = [c.text for c in comments if first - 5 <= c.line < first]
    return _ON_OFFER.search("\n".join((*said, function.docstring))) is not None


def _finds_fault(project: Project, route: Route) -> bool:
    """Whether a handler looks what it was sent through and says what is wrong with it: approval is then an answer."""
    if route.handler is None or not _LOOKING.search(f"{route.path.rsplit('/', 1)[-1]} {route.handler_name}"):
        return False
    ref, summary = route.handler, project.flow.handler(route.handler, route.framework)
    return any(
        a.own & (WORK | SUMS) if a.failing else _tells_findings(project, ref, a.value)
        for a in (*summary.sent, *summary.returned)
    ) or any(_refuses(project, ref, statement) for statement in statements(project.body(ref)))


def _refuses(project: Project, ref: FunctionRef, statement: tree.Stmt) -> bool:
    """Whether a statement fails where a look at what was sent finds a fault: ``if not is_valid(url): raise …``."""
    if not isinstance(statement, tree.If) or not any(isinstance(s, tree.Throw) for s in statement.then):
        return False
    test = statement.test.operands[0] if _denies(statement.test) else statement.test
    held = _local(project, ref, test)
    return (
        isinstance(held, tree.Call)
        and bool(held.args)
        and _LOOKING.search(dotted(held.func).rsplit(".", 1)[-1]) is not None
    )


def _denies(test: tree.Expr) -> TypeGuard[tree.Op]:
    return isinstance(test, tree.Op) and test.op in ("not", "!")


def _tells_findings(project: Project, ref: FunctionRef, value: tree.Expr | None) -> bool:
    """Whether a field of an answer, or of an object in it, is what a look at something found out, or a member of that
    (``result.errors`` after ``result = schema.validate(data)``)."""
    if isinstance(value, tree.Map):
        return any(_tells_findings(project, ref, item) for _, item in value.items)
    held = _local(project, ref, value.base if isinstance(value, tree.Attr) else value)
    return (
        isinstance(held, tree.Call)
        and isinstance(held.func, tree.Attr)
        and bool(held.args)
        and _LOOKING.search(held.func.name) is not None
    )


def _says_all(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a fixed answer is all there is to say, whatever the method: what was sent was looked through or turned, a
    caller joined, or the place is closed."""
    last = words(route.path.rsplit("/", 1)[-1])
    if set(last[:1]) & _TURNING or _CHANCE & set(last) or _SECRETS.search(route.path):
        return True
    if _finds_fault(project, route) or _joins(project, route, answers) or _holds_against(project, route):
        return True
    return all(says_closed(_written(project, route, answer)) for answer in answers)


def _holds_against(project: Project, route: Route) -> bool:
    """Whether a handler compares what it was sent with a setting of the environment, as a password: then yes is an answer."""
    if route.handler is None:
        return False
    ref = route.handler
    if any(_asks_for_password(project, ref, statement) for statement in statements(project.body(ref))):
        return True
    return any(
        isinstance(node, tree.Op)
        and node.op in _COMPARING
        and any(_from_environment(_local(project, ref, operand)) for operand in node.operands)
        and not any(isinstance(operand, tree.Lit) for operand in node.operands)
        for node in nodes(project.body(ref))
    )


def _asks_for_password(project: Project, ref: FunctionRef, statement: tree.Stmt) -> bool:
    """Whether a statement answers one way or the other, as what was sent is found to be the password
    (``const known = await verifyPassword(sent)``)."""
    if not isinstance(statement, tree.If) or not statement.then or not statement.other:
        return False
    held = _local(project, ref, statement.test)
    held = held.operands[0] if isinstance(held, tree.Op) and held.op == "await" else held
    return (
        isinstance(held, tree.Call)
        and bool(held.args)
        and {"password", "credentials"} & set(words(dotted(held.func))) != set()
        and _LOOKING.search(dotted(held.func)) is not None
    )


def _from_environment(value: tree.Expr | None) -> bool:
    return any(
        (
            isinstance(node, tree.Attr | tree.Item)
            and dotted(node.base) in ("process.env", "os.environ", "settings", "config")
        )
        or (isinstance(node, tree.Call) and dotted(node.func) in ("os.getenv", "os.environ.get", "getenv"))
        for node in (nodes(value) if value is not None else ())
    )


def _joins(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a socket's handler lets its caller into a room or out of it: then saying so is the answer."""
    if route.handler is None or route.method != "WS" or any(a.own & INVENTED for a in answers):
        return False
    return any(
        isinstance(call.func, tree.Attr) and call.func.name in ("join", "leave")
        for call in calls(project.body(route.handler))
    )


def _rendered(project: Project, route: Route) -> bool:
    """Whether a decorator fills a page's template with the answer (https://aiohttp-jinja2.readthedocs.io/,
    https://docs.nestjs.com/techniques/mvc)."""
    if route.handler is None:
        return False
    marks = (d.value.func if isinstance(d.value, tree.Call) else d.value
             for d in project.function(route.handler).decorators)  # fmt: skip
    return any(dotted(mark).rsplit(".", 1)[-1] in _RENDERING for mark in marks)


def _shows_guard(path: str) -> bool:
    """Whether a route behind a guard is there for what the guard says."""
    *before, last = path.split("/")
    return bool(set(_WORD.split(last)) & _GUARDED or _GUARD_TRIALS & {*before, last})


def _written(project: Project, route: Route, answer: Answer) -> tree.Expr | None:
    """What is answered, also where the handler gives it a name first."""
    ref = route.handler
    if ref is None:
        return answer.value
    value = _local(project, ref, answer.value)
    if not isinstance(value, tree.Map):
        return _made(project, ref, value)
    named = ((key, _made(project, ref, _local(project, ref, item) or item)) for key, item in value.items)
    return tree.Map(value.line, tuple((key, item) for key, item in named if item is not None))


def _local(project: Project, ref: FunctionRef, value: tree.Expr | None) -> tree.Expr | None:
    """What a local name of a function stands for, if it is given one value."""
    values = project.flow.state.given(ref, value.id) if isinstance(value, tree.Name) else ()
    return values[0] if len(values) == 1 else value


def _made(project: Project, ref: FunctionRef, value: tree.Expr | None) -> tree.Expr | None:
    """What a call of the project's own function hands back, if it is the same each time."""
    callee = project.callee(ref.path, value.func, ref.index) if isinstance(value, tree.Call) else None
    if callee is None:
        return value
    given = [s.value for s in statements(project.body(callee)) if isinstance(s, tree.Return)]
    return _local(project, callee, given[0]) if len(given) == 1 else value


def _lists_kinds(value: tree.Expr | None) -> bool:
    """Whether a value is a list of described things under a name that only such lists have (``{ templates: […] }``)."""
    if not isinstance(value, tree.Map) or len(value.items) != 1:
        return False
    (key, held), *_ = value.items
    return (
        key_text(key) in _DESCRIBING
        and isinstance(held, tree.Seq)
        and described(held.items)
        and not holds_records(held)
    )


def _asks_settings(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a handler throws unless a setting is there, and says else no more than that it is."""
    if route.handler is None or route.method != "GET" or any(holds_more(a.value) for a in answers):
        return False
    return any(
        isinstance(statement, tree.If)
        and any(isinstance(inner, tree.Throw) for inner in statement.then)
        and any(
            isinstance(node, tree.Attr) and _SETTING.match(dotted(node)) for node in nodes(statement.test)
        )
        for statement in statements(project.body(route.handler))
    )


def _offers(project: Project, route: Route) -> bool:
    """Whether the handler asks for what is supported or available to choose from, by the name of what it calls."""
    if route.handler is None:
        return False
    names = (dotted(call.func).rsplit(".", 1)[-1] for call in calls(project.body(route.handler)))
    return any(_CHOOSING.search(name) for name in (*names, route.handler_name))

"""`discarded-input`: a write handler that acknowledges what it was sent and neither stores nor forwards it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from checks.code import tree
from checks.code.search import nodes
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.dependence import GIVEN, INVENTED, OBJECTS, REAL, REQUEST, REQUEST_OBJECT
from checks.project.flow.model import Answer, Summary
from checks.project.flow.parameters import handler_names
from checks.project.handlers import handled_at
from checks.project.link import Project
from checks.project.model import FunctionRef, Route
from checks.rules._answering import by_file, writes
from checks.rules._confessing import provisional, to_be_stored
from checks.rules._describing import describes
from checks.rules._evident import REFUSED
from checks.rules._fields import standing
from checks.rules._functions import demonstrates, kept_apart
from checks.rules._naming import owns_up, words
from checks.rules._success import fields_of, reports_success

RULE = "discarded-input"
LEVEL: Level = "failure"

_SETTLE = "Store or forward what is sent, or answer 501 until that is there."
_READ = frozenset(
    "body params json form formData get_json data files file POST text payload param view_args valid".split()
)
_ADDRESSED = frozenset(("url", "nextUrl", "searchParams"))
"""Where what is to be taken away is named."""
_SAYING = frozenset("message detail msg status".split())
_OPENLY = regex(
    r"\bnot (yet |been )?(implemented|supported|available)|\bcoming soon\b|\bunimplemented\b|\b(?:to|will) be implemented\b",
    re.IGNORECASE,
)
"""Texts that say that nothing is done."""
_FINDING_OUT = frozenset(
    "exists found duplicate isDuplicate is_duplicate available isAvailable matches".split()
)
"""Fields that say what was found out about what was sent, which was asked and not to be stored."""
_MAKING = frozenset(
    "create add insert store save submit publish post register upload import send schedule book".split()
)
"""First words of procedures that make something new."""
_IDENTITIES = frozenset(("id", "_id", "uuid"))
_ASKING = frozenset(
    """login logout signin signout auth authenticate authorize token refresh verify validate validation check search
    query preview calculate calc compute predict estimate test echo ping analyze analyse parse convert render generate
    webhook webhooks hook callback log logs track tracking telemetry beacon analytics csp debug simulate backtest compare count
    filter lookup find list get graphql health diagnose evaluate score classify detect translate summarize ask chat
    format lint compile decode encode hash suggest recommend resolve quote redirect geocode extract rewrite tailor
    match correct ocr wait poll""".split()
)
"""Words of routes that ask for an answer, or whose input is meant to be passed over."""
_LOOKING = frozenset("verify validate validation".split())
"""Those of them that ask for no more than yes or no."""
_BESIDE = frozenset(
    """auth authenticate authenticated authorize authorized authorization protect protected require required jwt token
    session login validate validator validation schema guard guards role roles permission permissions rate limit limiter
    throttle csrf cors body json parser passport use status code http async handler catch wrap exempt api view classes
    tags operation response responses doc docs summary public""".split()
)
"""Words of what stands before a handler and surely stores nothing."""


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each handler of a file's routes, however many lead to it."""
    if demonstrates(project, path) or (kept_apart(project, path) and owns_up(path.rpartition("/")[0])):
        return
    for route in project.once(_first_writes).get(path, ()):
        if route.handler is None or _asks(project, route) or any(_unlike(name) for name in route.wrappers):
            continue
        summary = project.flow.handler(route.handler, route.framework)
        due = to_be_stored(project, route.handler)
        answers = tuple(_named(project, answer) for answer in _acknowledging(summary, due=due))
        if not all(_acknowledges(answer, makes=_makes(route)) for answer in answers):
            continue
        if answers and _takes_input(project, route, route.handler) and not describes(project, route, answers):
            yield _finding(project, route, route.handler, answers)


def _first_writes(project: Project) -> Mapping[str, Sequence[Route]]:
    """The first writing route of each handler, by file."""
    return by_file(project, (r for r in project.routes if writes(r) and project.production(r.place.path)))


def _makes(route: Route) -> bool:
    """Whether a route is to make something new, rather than to change what is there."""
    if route.method != "RPC":
        return route.method == "POST"
    return not _MAKING.isdisjoint(words(route.path.rsplit(".", 1)[-1])[:1])


def _asks(project: Project, route: Route) -> bool:
    """Whether a route is asked for an answer, and not for a look at what was sent that is still to come, as the words
    inside say."""
    path = route.path.rsplit(".", 1)[-1] if route.method == "RPC" else route.path
    segments = [s for s in path.split("/") if s and not s.startswith("{")]
    while len(segments) > 1 and segments[-1] in ("run", "execute"):
        segments.pop()
    called = "" if "/" in route.handler_name else route.handler_name.rsplit(".", 1)[-1]
    said = {*words(segments[-1] if segments else ""), *words(called)}
    asking = said & _ASKING
    if asking and asking <= _LOOKING and route.handler is not None:
        return not provisional(project, route.handler)
    return bool(asking)


def _unlike(wrapper: str) -> bool:
    """Whether something before the handler may do its work."""
    return not set(words(wrapper)) & _BESIDE


def _named(project: Project, answer: Answer) -> Answer:
    """An answer whose value goes by a local name, with that value."""
    if not isinstance(answer.value, tree.Name) or answer.path not in project.facts:
        return answer
    held = project.flow.state.given(standing(project, answer), answer.value.id)
    return msgspec.structs.replace(answer, value=held[0]) if len(held) == 1 else answer


def _acknowledging(summary: Summary, *, due: bool = False) -> tuple[Answer, ...]:
    """The answers of a handler that changes nothing and hands nothing back that is real; nothing for any other. Where what was
    sent is said to be ``due`` to be stored, what a text names beside is no more than a name."""
    if summary.effects:
        return ()
    answers = tuple(a for a in (*summary.sent, *(() if summary.sent else summary.returned)) if not a.failing)
    if not answers or all(answer.opted for answer in answers):
        return ()
    if any(answer.kind not in ("data", "empty") for answer in answers):
        return ()
    if any(_real(answer) and not (due and _only_words(answer)) for answer in answers):
        return ()
    return answers


def _only_words(answer: Answer) -> bool:
    """Whether an answer is an object of texts."""
    fields = fields_of(answer.value)
    return bool(fields) and all(isinstance(held, tree.Lit | tree.Template) for _, held in fields)


def _real(answer: Answer) -> bool:
    """Whether an answer holds more than what stands in the code, what was sent and, beside that, who sent it and what is
    configured."""
    return bool(answer.own & REAL & (~GIVEN if answer.own & REQUEST else -1))


def _acknowledges(answer: Answer, *, makes: bool) -> bool:
    """Whether an answer says that something was done: in words, by status, as a record with an identity, or by
    giving back what was to be changed."""
    texts = [str(held.value) for _, held in fields_of(answer.value) if isinstance(held, tree.Lit)]
    if any(_OPENLY.search(text) or REFUSED.search(text) for text in texts):
        return False
    said = {name for name, _ in fields_of(answer.value)}
    success = reports_success(answer.value) or answer.status in (201, 204)
    if answer.own & INVENTED and makes and not (answer.own & REQUEST and (success or said & _IDENTITIES)):
        return False  # Records were asked for.
    if said & _FINDING_OUT:
        return False
    if success or said & _SAYING:
        return True
    return bool(answer.own & REQUEST) and (not makes or bool(said & _IDENTITIES))


def _takes_input(project: Project, route: Route, ref: FunctionRef) -> bool:
    """Whether something is sent that the handler names: a parameter, a part of the path, the body."""
    names = handler_names(project, ref, route.framework)
    if "{" in route.local or any(sources == REQUEST for sources in names.values()):
        return True
    members = (node for node in nodes(project.body(ref)) if isinstance(node, tree.Attr))
    read = _READ | _ADDRESSED if route.method == "DELETE" else _READ
    return any(node.name in read and _of_request(node.base, names) for node in members)


def _of_request(base: tree.Expr, names: dict[str, int]) -> bool:
    if isinstance(base, tree.Name):
        return base.id == "request" or names.get(base.id, 0) & OBJECTS == REQUEST_OBJECT
    return isinstance(base, tree.Attr) and base.name in ("req", "request")


def _finding(project: Project, route: Route, ref: FunctionRef, answers: tuple[Answer, ...]) -> Finding:
    at = handled_at(project, route)
    return Finding(
        rule=RULE,
        path=at.path,
        line=at.line or 1,
        end_line=at.end_line or at.line or 1,
        symbol=route.handler_name or f"{route.method} {route.path}",
        message=f"{route.method} {route.path} says that all is well, and what was sent is neither stored nor passed on.",
        settle=_SETTLE,
        digest=project.function(ref).digest,
        evidence=tuple(Place(a.path, a.line, a.end_line, "acknowledged here") for a in answers[:5]),
    )

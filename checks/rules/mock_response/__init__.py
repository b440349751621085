"""`mock-response`: a request handler whose every answer is made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from checks.code.facts import Function
from checks.model import Finding, Level, Place
from checks.project.dependence import INVENTED, RANDOM, names
from checks.project.flow.model import Answer, Summary
from checks.project.handlers import handled_at
from checks.project.link import Project
from checks.project.model import FunctionRef, Route
from checks.rules._answering import by_file, made_up, writes
from checks.rules._confessing import confession, counted_off, made_elsewhere, named_made_up, out_of_nothing
from checks.rules._describing import describes
from checks.rules._evident import beside_given, counts, drawn_figures, evident
from checks.rules._functions import demonstrates, kept_apart
from checks.rules._naming import owns_up
from checks.rules._tools import tools
from checks.rules.mock_response._borrowed import borrowed

RULE = "mock-response"
GROUP = "headline"
LEVEL: Level = "failure"
SECOND_LOOK = True

_SETTLE = "Answer with what the handler reads or does, or remove the route until it can."


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each handler of a file's routes, however many lead to it, and for each tool."""
    if demonstrates(project, path) or (kept_apart(project, path) and owns_up(path.rpartition("/")[0])):
        return
    first = project.once(_first_routes)
    for route in first.get(path, ()):
        if route.handler is None or route.method in ("HEAD", "OPTIONS"):
            continue
        summary = project.flow.handler(route.handler, route.framework)
        answers = (
            made_up(summary, writes(route))
            or _confessed(project, route.handler, summary)
            or beside_given(project, route, summary)
            or _titled(project, route.handler, summary)
            or drawn_figures(project, route.handler, summary)
        )
        invented = route.method != "TOOL" or _invents(answers)
        if (
            answers
            and invented
            and not (_describes(project, route, answers) or borrowed(project, route.handler, answers))
            and evident(project, route, answers)
        ):
            yield _finding(project, route, answers)
    yield from _tools(project, path)


def _describes(project: Project, route: Route, answers: tuple[Answer, ...]) -> bool:
    """Whether a route is there to describe; one that asks how things stand and hands back what was to be counted is not."""
    return describes(project, route, answers) and not counts(project, route, answers)


def _first_routes(project: Project) -> Mapping[str, Sequence[Route]]:
    """The first route of each handler, by file."""
    return by_file(project, (route for route in project.routes if project.production(route.place.path)))


def _tools_by_file(project: Project) -> Mapping[str, Sequence[Function]]:
    found: dict[str, list[Function]] = defaultdict(list)
    for path, function in tools(project):
        found[path].append(function)
    return found


def _handlers(project: Project) -> frozenset[FunctionRef | None]:
    return frozenset(route.handler for routes in project.once(_first_routes).values() for route in routes)


def _confessed(project: Project, ref: FunctionRef, summary: Summary) -> tuple[Answer, ...]:
    """The answers of a handler that stand in the code, where the words beside them say so: what was checked before, and
    how they were sorted out, makes them no truer."""
    if summary.effects or not confession(project, ref):
        return ()
    answers = tuple(a for a in (*summary.sent, *(() if summary.sent else summary.returned)) if not a.failing)
    if not out_of_nothing(summary, answers, supplied=counted_off(project, ref)) or any(
        a.kind != "data" or a.opted for a in answers
    ):
        return ()
    if made_elsewhere(project, ref, answers):
        return ()
    return answers


def _titled(project: Project, ref: FunctionRef, summary: Summary) -> tuple[Answer, ...]:
    """The answers of a handler that are objects written out in it under names which own up to being made up
    (``mock_summary = {…}``), where the words beside them say so too: whatever was read before goes into none of them but for
    a name."""
    answers = tuple(a for a in (*summary.sent, *(() if summary.sent else summary.returned)) if not a.failing)
    if not answers or any(a.kind != "data" or a.opted for a in answers) or not confession(project, ref):
        return ()
    return answers if all(named_made_up(project, ref, answer) for answer in answers) else ()


def _invents(answers: tuple[Answer, ...]) -> bool:
    """Whether a tool makes up records or values; one that only words a text is what it says."""
    return any(answer.sources & (INVENTED | RANDOM) for answer in answers)


def _tools(project: Project, path: str) -> Iterable[Finding]:
    """Tools of language-model agents that no server registers and that invent records or values."""
    for function in project.once(_tools_by_file).get(path, ()):
        ref = FunctionRef(path, function.index)
        answers = () if ref in project.once(_handlers) else made_up(project.flow.handler(ref, ""))
        if _invents(answers):
            place = Place(path, function.first_line, function.end_line)
            yield _finding(
                project,
                Route("TOOL", function.name, function.name, place, "", "", ref, function.name),
                answers,
            )


def _finding(project: Project, route: Route, answers: tuple[Answer, ...]) -> Finding:
    assert route.handler is not None  # noqa: S101
    sources = 0
    for answer in answers:
        sources |= answer.sources
    words = names(sources) - {"literal"}
    *most, last = "fixed values", *sorted({_WORDS[word] for word in words})
    made_of = f"{', '.join(most)} and {last}" if most else last
    subject = f"The tool `{route.path}`" if route.method == "TOOL" else f"{route.method} {route.path}"
    symbol = route.handler_name or f"{route.method} {route.path}"
    at = handled_at(project, route)
    return Finding(
        rule=RULE,
        path=at.path,
        line=at.line or 1,
        end_line=at.end_line or at.line or 1,
        symbol=symbol,
        message=f"{subject} answers only with {made_of}: nothing is read, stored or computed.",
        settle=_SETTLE,
        digest=project.function(route.handler).digest,
        evidence=tuple(Place(a.path, a.line, a.end_line, "answer made up here") for a in answers[:5]),
    )


_WORDS = {
    "clock": "the time of day",
    "random": "random values",
    "request": "what the request says",
    "outside": "values computed from them",
    "unknown": "values computed from them",
}

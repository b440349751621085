"""What a handler's answers are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from checks.code import tree
from checks.project.dependence import CALLER, GIVEN, INVENTED, RANDOM, REAL, REQUEST, TABLE
from checks.project.flow.model import Answer, Summary
from checks.project.handlers import handled_at
from checks.project.link import Project
from checks.project.model import Route
from checks.rules._naming import words

WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
"""The methods that are to change something."""
_CHANGING = frozenset(
    """create add insert update edit patch set save store delete remove clear reset toggle mark send submit publish post
    put register upload import enable disable activate deactivate start stop pause resume cancel approve reject assign
    invite accept archive restore rename move book pay refund schedule subscribe unsubscribe follow unfollow like""".split()
)
"""First words of procedures that are to change something."""


def writes(route: Route) -> bool:
    """Whether a route is to change something: by its method, or by the verb that a procedure is named for."""
    if route.method != "RPC":
        return route.method in WRITES
    return not _CHANGING.isdisjoint(words(route.path.rsplit(".", 1)[-1])[:1])


def by_file(project: Project, routes: Iterable[Route]) -> Mapping[str, Sequence[Route]]:
    """The first of some routes of each handler, by the file where that stands."""
    first = {route.handler: route for route in reversed(tuple(routes)) if route.handler is not None}
    found: dict[str, list[Route]] = defaultdict(list)
    for route in reversed(first.values()):
        found[handled_at(project, route).path].append(route)
    return found


def made_up(summary: Summary, writes: bool = False, *, given: bool = False) -> tuple[Answer, ...]:
    """The answers of a handler that only makes its answers up; nothing for any other handler. Where it ``writes``, to say
    who asked for the change beside what was sent makes an answer no truer; with ``given``, nothing does that a request finds
    there without asking: who is signed in, what is configured.

    A handler that changes anything outside itself, or calls what cannot be followed, is no mock even where
    its answer is a literal.
    """
    if summary.effects:
        return ()
    answers = tuple(a for a in (*summary.sent, *(() if summary.sent else summary.returned)) if not a.failing)
    if not answers or any(invents_nothing(answer, writes, given=given) for answer in answers):
        return ()
    if all(answer.opted for answer in answers) or not any(answer.kind == "data" for answer in answers):
        return ()
    return answers


def invents_nothing(answer: Answer, writes: bool = False, *, given: bool = False) -> bool:
    """Whether an answer is real, or of a kind that is no data, or a table of constants served on purpose."""
    if answer.kind not in ("data", "empty") or isinstance(answer.value, tree.Func):
        return True  # What is handed on as a function is called elsewhere.
    echoes = writes and answer.own & REQUEST
    real = answer.sources & REAL & (~GIVEN if given else ~CALLER if echoes else -1)
    table = answer.sources & TABLE and not answer.sources & (INVENTED | RANDOM)
    return bool(real or table)

"""`always-succeeds`: a function that validates, verifies, authenticates, authorises or checks and cannot fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.code import tree
from checks.code.facts import Function
from checks.code.search import calls, nodes
from checks.model import Finding, Level, Place
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._functions import candidates, finding_at, replaceable
from checks.rules._naming import substitutes, words
from checks.rules._success import fields_of

RULE = "always-succeeds"
LEVEL: Level = "failure"

_SETTLE = "Let it refuse what is wrong, or remove it, so that nobody relies on it."
_JUDGING = frozenset("validate verify authenticate authorize authorise check".split())
_ASKING = frozenset(
    """is.valid is.authenticated is.authorized is.authorised is.allowed is.permitted has.permission has.permissions
    has.access can.access can.activate""".split()
)
_WONDERING = frozenset("needs need requires should".split())
"""``check_needs_rehash`` asks what is to be done and approves of nothing."""
_GOOD = frozenset(
    "valid isvalid is_valid verified success ok authenticated authorized allowed passed approved proofverified healthy".split()
)
_OPENLY = frozenset("noop nop nothing none always".split())
"""Words of names for a check that is there to let everything through."""
_GUARDED = frozenset("permission permissions access authorization credentials signature token".split())
"""Words of names for what an object is asked of itself."""
_COMPARING = frozenset("< <= > >= == === != !== in not".split())
_OWN_MARKS = frozenset(
    ("staticmethod", "classmethod", "Injectable", "database_sync_to_async", "sync_to_async")
)
_GUARDS = frozenset(("CanActivate",))


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each function of a file."""
    for ref, function in candidates(project, path):
        if not _judges(function) or not _alone(project, ref, function) or replaceable(project, ref):
            continue
        if _lets_on(project, ref, function):
            message = f"`{function.name}` lets every request on: no way through it refuses."
            yield finding_at(
                project, ref, RULE, message, _SETTLE, (Place(path, function.line, note="lets on here"),)
            )
            continue
        answers = _reached(project.body(ref), project.flow.function(ref).returned)
        if any(_lists_faults(project.body(ref), answer) for answer in answers):
            continue
        if answers and all(_approves(answer) for answer in answers) and _cannot_fail(project, ref):
            places = tuple(Place(a.path, a.line, a.end_line, "approves here") for a in answers[:5])
            message = f"`{function.name}` approves whatever it is given: no way through it refuses."
            yield finding_at(project, ref, RULE, message, _SETTLE, places)


def _judges(function: Function) -> bool:
    said = words(function.name)
    if (len(said) > 1 and said[1] in _WONDERING) or _OPENLY & set(said):
        return False
    if not said or not (said[0] in _JUDGING or ".".join(said[:2]) in _ASKING):
        return False
    given = [param for param in function.params if param.name not in ("self", "cls", "this")]
    marks = {dotted(d.value.func if isinstance(d.value, tree.Call) else d.value) for d in function.decorators}
    guards = said[:2] == ("can", "activate") or (bool(_GUARDED & set(said)) and function.owner >= 0)
    return bool(given or guards) and marks <= _OWN_MARKS


def _alone(project: Project, ref: FunctionRef, function: Function) -> bool:
    """Whether a function is judged by itself: not a hook that its class's base calls, nor of a class that lets
    everybody in on purpose."""
    if function.owner < 0:
        return not _chosen(project, ref, function)
    if function.parent > 0:
        return False  # A class made inside a function stands in for another there.
    owner = project.classes(ClassRef(ref.path, function.owner))
    bases = {dotted(base).rsplit(".", 1)[-1] for base in owner.bases} - _GUARDS
    if bases and _asked_for(project, ref, function.name):
        bases = set()
    return not bases and not substitutes(owner.name) and "public" not in words(owner.name)


def _asked_for(project: Project, ref: FunctionRef, name: str) -> bool:
    """Whether the class itself asks for a method, so that this is no hook of a base's."""
    return any(
        isinstance(call.func, tree.Attr)
        and call.func.name == name
        and isinstance(call.func.base, tree.Name)
        and call.func.base.id in ("self", "this")
        for _, call in project.flow.state.calls(ref.path)
    )


def _chosen(project: Project, ref: FunctionRef, function: Function) -> bool:
    """Whether a function is an option given to a call (``paste({ validate: () => true })``): what to allow is chosen
    there."""
    around = project.body(FunctionRef(ref.path, max(0, function.parent)))
    return any(
        isinstance(held, tree.Func) and held.index == ref.index
        for call in calls(around)
        for given in call.args
        if isinstance(given, tree.Map)
        for _, held in given.items
    )


def _lets_on(project: Project, ref: FunctionRef, function: Function) -> bool:
    """Whether a middleware, or one that a function makes, does nothing but call what comes next."""
    body = project.body(ref)
    made = body[-1].value if body and isinstance(body[-1], tree.Return) else None
    if isinstance(made, tree.Func) and len(body) == 1:
        ref = FunctionRef(ref.path, made.index)
        function, body = project.function(ref), project.body(ref)
    names = [param.name for param in function.params]
    if len(names) not in (2, 3) or names[-1] not in ("next", "_next") or not body:
        return False
    found = list(calls(body))
    if words(function.name)[:1] in (("check",), ("validate",)) and any(
        isinstance(s, tree.Assign) for s in body
    ):
        return False  # It looks something up for those that come next.
    return all(isinstance(s, tree.Do | tree.Return | tree.Assign) for s in body) and bool(found) and all(
        (isinstance(call.func, tree.Name) and call.func.id == names[-1] and not call.args) or logs(call)
        for call in found
    )  # fmt: skip


def _attempts_nothing(body: tree.Body) -> bool:
    """Whether a body attempts something that cannot fail: what its handlers answer is never answered."""
    attempts = [statement for statement in body if isinstance(statement, tree.Try)]
    return bool(attempts) and not any(True for attempt in attempts for _ in calls(attempt.body))


def _reached(body: tree.Body, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers that a body may give, those left out that only an impossible failure would lead to."""
    if not _attempts_nothing(body):
        return answers
    handled = {
        statement.line
        for attempt in body
        if isinstance(attempt, tree.Try)
        for _, _, handler in attempt.handlers
        for statement in handler
    }
    return tuple(answer for answer in answers if answer.line not in handled)


def _approves(answer: Answer) -> bool:
    """Whether an answer is yes, written out."""
    value = answer.value
    if isinstance(value, tree.Lit):
        return value.value is True
    fields = fields_of(value)
    if any(isinstance(held, tree.Op) and held.op in _COMPARING for _, held in fields):
        return False  # What was found out is said beside it.
    verdicts = [held for name, held in fields if name.lower() in _GOOD]
    return bool(verdicts) and all(isinstance(held, tree.Lit) and held.value is True for held in verdicts)


def _lists_faults(body: tree.Body, answer: Answer) -> bool:
    """Whether beside the yes stands a list that the function fills (``recommendations.append(…)``): that is its answer."""
    held = {value.id for _, value in fields_of(answer.value) if isinstance(value, tree.Name)}
    return any(
        isinstance(call.func, tree.Attr)
        and call.func.name in ("append", "extend", "push")
        and isinstance(call.func.base, tree.Name)
        and call.func.base.id in held
        for call in calls(body)
    )


def _cannot_fail(project: Project, ref: FunctionRef) -> bool:
    """Whether nothing in a body raises or calls what may."""
    body = project.body(ref)
    if any(isinstance(statement, tree.Throw) for statement in statements(body)) or _notes(project, ref):
        return False
    if _caught(body) or (_attempts_nothing(body) and not any(True for _ in _outside_handlers(body))):
        return True
    if any(isinstance(node, tree.Func) for node in nodes(body)) or project.flow.function(ref).effects:
        return False
    return not any(
        dotted(call.func) == "assert" or project.callee(ref.path, call.func, ref.index) is not None
        for call in calls(body)
    )


def _outside_handlers(body: tree.Body) -> Iterator[tree.Call]:
    """The calls of a body, those left out that only a failure would lead to."""
    for statement in body:
        yield from calls(
            (*statement.body, *statement.final) if isinstance(statement, tree.Try) else statement
        )


def _notes(project: Project, ref: FunctionRef) -> bool:
    """Whether a body notes what it finds in something that it was given (``warnings.push(…)``)."""
    given = {param.name for param in project.function(ref).params}
    return any(
        isinstance(call.func, tree.Attr)
        and call.func.name in ("push", "append", "add", "extend")
        and root(call.func.base) in given
        for call in calls(project.body(ref))
    )


def _caught(body: tree.Body) -> bool:
    """Whether all that may fail is attempted, and every failure approves as well."""
    whole = [s for s in body if isinstance(s, tree.Try)]
    others = [s for s in body if not isinstance(s, tree.Try | tree.Return)]
    if len(whole) != 1 or any(True for statement in others for _ in calls(statement)):
        return False
    kinds = [kind for kind, _, _ in whole[0].handlers]
    return any(kind is None or dotted(kind) in ("Exception", "BaseException") for kind in kinds) and all(
        any(isinstance(s, tree.Return) for s in handled) for _, _, handled in whole[0].handlers
    )

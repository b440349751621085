"""`mock-fallback`: a path for errors or missing services that silently answers with made-up data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from checks.code import tree
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project import outside
from checks.project.dependence import DRAWN, INVENTED, OUTSIDE, REAL, SUMS
from checks.project.flow.calls import logs, member_name
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer
from checks.project.flow.replies import says_failure
from checks.project.flow.values import dotted, root
from checks.project.handlers import handled_at
from checks.project.link import Project
from checks.project.model import ClassRef, External, FunctionRef, Route, Target, Variable
from checks.rules._answering import made_up
from checks.rules._confessing import speaks_for
from checks.rules._functions import demonstrates, finding_at, for_tests, kept_apart, replaceable
from checks.rules._inventing import invention
from checks.rules._made_up import answers_of
from checks.rules._measuring import figures
from checks.rules._naming import MADE_UP, owns_up, words
from checks.rules._told import Told, awaited, says_so, tells_reader
from checks.rules._written import empty, filled, records
from checks.rules.mock_fallback._falling_back import fallbacks
from checks.rules.mock_fallback._saying import ITSELF, assigned, named_so, told_later

RULE = "mock-fallback"
LEVEL: Level = "warning"

_SETTLE = "Report the error, or answer with nothing and say so."
_MARKED = regex(r"(?:mock|fake|dummy|simulated)[_-]\S{0,80}", re.IGNORECASE)
_KIND = regex(r"[A-Z]{2,}(?:_[A-Z]{2,}){1,9}")
"""What a kind of thing is called, rather than a value: ``FAKE_ROWS_FOUND``."""
_CREDENTIALS = frozenset("key token secret password".split())
"""Words of texts that let somebody in, rather than of data."""
_LABELS = frozenset("name title label".split())
"""Parts of a thing that it is called by where nobody has called it anything."""
_SERVICES = tuple(
    (name,) for name in "client provider service db database llm model gateway repository backend api".split()
)
"""Last words of what stands in for all that a service would do."""
_SHOWN = frozenset(("demo", "sample", "samples"))
"""Words of names of functions for what is there to be shown."""
_OFFERED = frozenset(
    "option options filter filters choices categories types config configuration settings".split()
)
"""Words of names for what there is to choose from, which may well stand in the code."""
_OTHERWISE = frozenset(
    "default defaults backup static offline local heuristic simulate simulation basic simple estimate estimated random".split()
)
"""Other words of names for what is made where the real thing is missing."""
_CHOOSING = frozenset("with or using".split())
"""Words of names for what chooses between the real thing and another: ``fetchWithFallback``."""
_RETURNED = regex(r"\breturn(?:s|ing)? (?:an? |the |some )?(?:mock|fake|dummy|simulated)\b", re.IGNORECASE)
_PRETENDED = regex(
    r"\b(?:mock\w*|fake|dummy|simulated|sample|demo|placeholder|static) (?:(?!if|when|unless|until|while|where)\w+ ){0,2}"
    r"(?:data|values?|results?|records?)\b",
    re.IGNORECASE,
)
_INSTEAD = regex(r"\bfallback (?:\w+ )?data\b", re.IGNORECASE)
_STEPPED_IN = regex(
    r"\bfall(?:s|ing)?[ -]?back(?: to)?(?: an?)? (?:mock|fake|dummy|simulated)\b(?! (?:stor|server|client|service|mode|provider|api))|\b(?:mock|fake|dummy|simulated) fallback\b|"
    r"\bfallback\b.{0,20}(?:мок|mock)[- ]данн",
    re.IGNORECASE,
)
"""What is said of what steps in for the real thing."""
_SEARCHING = frozenset(("search", "fullmatch", "finditer", "findall", "test", "exec"))
"""Methods of compiled patterns."""
_PUTTING = tuple((word,) for word in "record create insert save add store upsert".split())
_FIGURES = 3
_SIGNS = 2
_NEAR = 12
"""Lines within which a fallback says what it is."""
_FAILING = frozenset("error errors fail failure".split())
"""Words of names of calls that report an error (``answer.error(…)``, ``commonErrors.internal(…)``)."""
_SENDS = frozenset(("json", "send", "jsonp", "end", "emit", "resolve", "next"))


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each function of a file that falls back."""
    if (
        not project.production(path)
        or for_tests(path)
        or kept_apart(project, path)
        or demonstrates(project, path)
    ):
        return
    handlers = project.once(_handlers)
    places: dict[FunctionRef, list[int]] = {}
    for function in project.facts[path].outline.functions[1:]:
        ref = FunctionRef(path, function.index)
        if lines := list(_made_up_lines(project, ref)):
            places.setdefault(_outermost(project, ref, handlers), []).extend(lines)
    for ref, lines in places.items():
        if not replaceable(project, ref) and not _wholly_made_up(project, ref, handlers.get(ref)):
            yield _finding(project, ref, handlers.get(ref), lines)


def _handlers(project: Project) -> Mapping[FunctionRef, Route]:
    """The first route that each handler stands in."""
    return {r.handler: r for r in reversed(project.routes) if r.handler is not None}


def _outermost(project: Project, ref: FunctionRef, handlers: Mapping[FunctionRef, Route]) -> FunctionRef:
    while ref not in handlers:
        function = project.function(ref)
        if function.parent <= 0 or (function.name and function.kind not in ("arrow", "lambda")):
            break
        ref = FunctionRef(ref.path, function.parent)
    return ref


def _wholly_made_up(project: Project, ref: FunctionRef, route: Route | None) -> bool:
    """Whether nothing else is ever answered, which is another fault."""
    if route is not None and made_up(project.flow.handler(ref, route.framework)):
        return True
    name = project.function(ref).name
    owner = project.function(ref).owner
    if owner >= 0 and owns_up(project.classes(ClassRef(ref.path, owner)).name):
        return True
    itself = not name[:1].isupper() and ITSELF & set(words(name)) and not _CHOOSING & set(words(name))
    if owns_up(name) or (route is None and itself):
        return True
    return bool(name) and invention(project, ref) is not None


def _made_up_lines(project: Project, ref: FunctionRef) -> Iterator[int]:
    if tells_reader(project, ref):
        return
    every = tuple(fallbacks(project, ref))
    later, told = told_later(every), Told(project, ref)
    named = named_so(project, ref, every)
    for met in every:
        value = _answer(met)
        if value is not None and any(line - _NEAR <= value.line <= line + _NEAR for line in named):
            continue
        if isinstance(met, tree.Assign) and any(later.get(n, 0) > met.line for n in assigned(met)):
            continue
        if (
            value is None
            or _stores(value)
            or told.tells(value.line)
            or says_failure(value)
            or _reports_failure(value)
            or says_so(project, ref, value)
            or (isinstance(value, tree.Attr) and value.name in _LABELS)
        ):
            continue
        if not _word(met) and _owned_up(told, value):
            yield value.line
            continue
        for node in _values(value):
            if _invented(project, ref, node) or _called_so(project, ref, told, node):
                yield node.line
                break


def _word(met: tree.Stmt | tree.Expr) -> bool:
    """Whether a second choice is a text or figure inside something else, which the words beside that do not speak of
    (``f"Dear {guest.name or 'guest'}"``)."""
    return isinstance(met, tree.Lit)


def _stores(value: tree.Expr) -> bool:
    """Whether a value is what a store makes of it: then it is kept, whatever was drawn for it."""
    one = awaited(value)
    return (
        isinstance(one, tree.Call)
        and isinstance(one.func, tree.Attr)
        and not owns_up(one.func.name)
        and words(one.func.name)[:1] in (("create",), ("insert",), ("save",), ("add",), ("upsert",))
    )


def _owned_up(told: Told, value: tree.Expr) -> bool:
    """Whether several figures or texts that stand in the code are handed back, and the log or the comment right above says
    that they are made up."""
    if any(_RETURNED.search(text) and speaks_for(text) for text in told.said(value.line)):
        return not empty(value) and not _asks_for(value) and not _acts(value)
    telling = [node for node in _values(value) if _telling(node)]
    if telling and any(_STEPPED_IN.search(text) and speaks_for(text) for text in told.said(value.line)):
        return True
    if len(telling) < _FIGURES:
        return False
    counted = sum(isinstance(node, tree.Lit) and not isinstance(node.value, str) for node in telling) > 1
    return any(
        (_PRETENDED.search(text) is not None or (counted and _INSTEAD.search(text) is not None))
        and speaks_for(text)
        and "empty" not in text.lower()
        for text in told.said(value.line)
    )


def _acts(value: tree.Expr) -> bool:
    """Whether an object holds functions: it stands in for something that acts, and is no data."""
    return isinstance(value, tree.Map) and any(isinstance(held, tree.Func) for _, held in value.items)


def _asks_for(value: tree.Expr) -> bool:
    """Whether a value comes from elsewhere, by a call or as a part of something: then it is judged by that."""
    return isinstance(awaited(value), tree.Call | tree.Name | tree.Attr | tree.Item)


def _telling(node: tree.Node) -> bool:
    """Whether a literal is a figure or a text that only data hold: no zero, no one, no sign alone."""
    if not isinstance(node, tree.Lit) or type(node.value) is bool:
        return False
    if isinstance(node.value, str):
        return len(node.value) > _SIGNS
    return node.value not in (None, 0, 1, -1)


def _answer(met: tree.Stmt | tree.Expr) -> tree.Expr | None:
    """What a statement on a fallback path hands back, keeps or sends."""
    if isinstance(met, tree.Return | tree.Assign):
        return met.value
    if isinstance(met, tree.Do):
        return met.value if _gives(met.value) else None
    return None if isinstance(met, tree.Throw | tree.Delete) else met  # type: ignore[return-value]


def _gives(value: tree.Expr) -> bool:
    """Whether a call sends an answer, or sets what is shown."""
    if not isinstance(value, tree.Call) or logs(value):
        return False
    name = dotted(value.func).rsplit(".", 1)[-1]
    if isinstance(value.func, tree.Attr):
        name = value.func.name
        if name == "set":
            return False  # What a map is given is kept, not handed back.
    return name in _SENDS or (words(name)[:1] == ("set",) and name != "setItem")


def _reports_failure(value: tree.Expr) -> bool:
    if not isinstance(value, tree.Call):
        return False
    if not _FAILING.isdisjoint(words(dotted(value.func))):
        return True
    given = (*value.args, *(held for _, held in value.kwargs))
    return any(says_failure(item) for item in given) or says_failure(
        tree.Map(value.line, tuple((tree.Lit(value.line, name), held) for name, held in value.kwargs))
    )


def _values(value: tree.Expr) -> Iterator[tree.Expr]:
    """The expressions inside one, field names left out."""
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Map):
            waiting.extend(held for _, held in reversed(node.items))
            yield node
        elif isinstance(node, tree.Call) and member_name(node) in _SEARCHING:
            waiting.append(node.args)  # not the pattern: what looks for made-up data holds none
            yield node
        elif isinstance(node, tree.Node):
            yield node  # type: ignore[misc]
            waiting.extend(getattr(node, name) for name in reversed(node.__struct_fields__))
        elif isinstance(node, tuple):
            waiting.extend(reversed(node))


def _invented(project: Project, ref: FunctionRef, node: tree.Expr) -> bool:
    if isinstance(node, tree.Call):
        callee = project.callee(ref.path, node.func, ref.index)
        name = dotted(node.func).rsplit(".", 1)[-1]
        if owns_up(name):
            if node.new or name[:1].isupper():
                # What else stands in for an object acts, and is no data.
                return words(name)[-1:] in _SERVICES
            return callee is None or not (
                _makes_an_object(project, callee) or _records(project, callee, name)
            )
        return (
            callee is not None
            and project.production(callee.path)
            and ((_second(name) and invention(project, callee) is not None) or _figured(project, callee))
        )
    if isinstance(node, tree.Name):
        return _invented_by_name(project, ref, node)
    if isinstance(node, tree.Attr):
        return _stands_in(node.name) and not _pattern(project, project.resolve(ref.path, node, ref.index))
    if isinstance(node, tree.Lit):
        if (
            not isinstance(node.value, str)
            or _MARKED.match(node.value) is None
            or _KIND.fullmatch(node.value)
        ):
            return False
        return _CREDENTIALS.isdisjoint(words(node.value))
    if isinstance(node, tree.Map):
        return any(_draws(project, ref, key, value) for key, value in node.items)
    return False


def _called_so(project: Project, ref: FunctionRef, told: Told, node: tree.Expr) -> bool:
    """Whether a function is called that makes something up, and the words beside the call say so (``// Fallback to mock data``)."""
    callee = project.callee(ref.path, node.func, ref.index) if isinstance(node, tree.Call) else None
    if callee is None or not project.production(callee.path):
        return False
    said = any(_PRETENDED.search(text) and speaks_for(text) for text in told.said(node.line))
    return said and invention(project, callee) is not None


def _second(name: str) -> bool:
    """Whether a function is named for what is made where the real thing is missing; what any other makes up is its own
    fault, whoever asks."""
    return not ITSELF.isdisjoint(words(name)) or not _OTHERWISE.isdisjoint(words(name))


def _invented_by_name(project: Project, ref: FunctionRef, node: tree.Name) -> bool:
    """Whether what a name stands for is made up, as the name says, or what it is given."""
    if node.id[:1].isupper() and not node.id.isupper():
        return False  # a class
    held = [awaited(v) for v in project.flow.state.given(ref, node.id)]
    if not _stands_in(node.id):
        return _follows(project, ref, node.id, held)
    if held and all(isinstance(value, tree.Call) for value in held):
        return any(_invented(project, ref, value) for value in held if value is not None)
    if {"hash", "password", "email", "mail"} & set(words(node.id)) and {"dummy", "fake"} & set(
        words(node.id)
    ):
        return False  # Compared with, so that a missing account takes as long as a wrong password, or looked up by.
    target = project.resolve(ref.path, node, ref.index) if _stands_in(node.id) else None
    return (
        _stands_in(node.id)
        and not isinstance(target, FunctionRef | ClassRef)
        and not _pattern(project, target)
    )


def _figured(project: Project, ref: FunctionRef) -> bool:
    """Whether a function hands back several figures that should have been counted, or, in a file of what is made up, anything
    that is not real."""
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    called = words(project.function(ref).name)
    shown = not _SHOWN.isdisjoint(called) and "default" not in called
    if owns_up(ref.path.rsplit("/", 1)[-1].split(".", 1)[0]) or shown:
        return bool(answers) and not any(answer.own & REAL for answer in answers)
    if (
        "fallback" in called
        and _OFFERED.isdisjoint(called)
        and (_rows(project, ref, answers) or _reckoned(called, answers))
    ):
        return True
    return bool(figures(project, ref, summary, answers))


def _rows(project: Project, ref: FunctionRef, answers: tuple[Answer, ...]) -> bool:
    """Whether all that a function hands back are rows that stand in the code, with figures that only data have."""
    if not answers or any(answer.own & REAL or not answer.own & INVENTED for answer in answers):
        return False
    return all(
        any(
            len(filled(record)) >= _FIGURES and any(_tells_figure(held) for _, held in record.items)
            for record, _ in records(project, ref, answer.value)
        )
        for answer in answers
    )


def _reckoned(called: tuple[str, ...], answers: tuple[Answer, ...]) -> bool:
    """Whether what is named for data to fall back on is reckoned from nothing but how many are asked for."""
    return called[-1:] == ("data",) and all(
        answer.own & SUMS and not answer.own & REAL & ~SUMS for answer in answers
    )


def _tells_figure(value: tree.Expr) -> bool:
    return isinstance(value, tree.Lit) and not isinstance(value.value, str) and _telling(value)


def _follows(project: Project, ref: FunctionRef, name: str, held: list[tree.Expr | None]) -> bool:
    """Whether all that a local name is given is something made up, or a part of that or of itself."""
    others = [value for value in held if value is None or root(value) != name]
    return bool(others) and all(
        value is not None
        and (
            _stands_in(root(value))
            if root(value) and not isinstance(value, tree.Call)
            else isinstance(value, tree.Map | tree.Call) and _invented(project, ref, value)
        )
        for value in others
    )


def _records(project: Project, ref: FunctionRef, name: str) -> bool:
    """Whether a function puts away what its name owns up to (``recordFakeClick``): what it hands back is there from then on."""
    return words(name)[:1] in _PUTTING and bool(project.flow.effects(ref) & OUTSIDE)


def _makes_an_object(project: Project, ref: FunctionRef) -> bool:
    """Whether a function hands back something that acts, rather than data: a stand-in for a library."""
    handed = (s.value for s in statements(project.body(ref)) if isinstance(s, tree.Return))
    return any(value is not None and _acts(value) for value in handed)


def _stands_in(name: str) -> bool:
    """Whether a value's name owns up to something made up: ``mockOrders``, and not ``prob_fake``, which tells of something
    whether it is."""
    said = words(name)
    return owns_up(name) and (len(said) == 1 or bool(MADE_UP & set(said[:-1])))


def _pattern(project: Project, target: Target | None) -> bool:
    """Whether a name stands for a compiled pattern: what looks for made-up data holds none."""
    if not isinstance(target, Variable):
        return False
    made = (v for v in project.values(target) if isinstance(v, tree.Call))
    makers = (project.resolve(target.path, call.func) for call in made)
    return any(isinstance(m, External) and m.name.startswith(("re.", "re2.", "RegExp")) for m in makers)


def _draws(project: Project, ref: FunctionRef, key: tree.Expr | None, value: tree.Expr) -> bool:
    """Whether a field is drawn by chance, and is no identifier."""
    name = str(key.value) if isinstance(key, tree.Lit) else key.id if isinstance(key, tree.Name) else ""
    if not name or {"id", "key", "token", "nonce", "seed", "delay", "password", "code"} & set(words(name)):
        return False
    for node in _values(value):
        if isinstance(node, tree.Call):
            target = project.resolve(ref.path, node.func, ref.index)
            if isinstance(target, External) and outside.call(target.name) & DRAWN:
                return True
    return False


def _finding(project: Project, ref: FunctionRef, route: Route | None, lines: list[int]) -> Finding:
    function = project.function(ref)
    named = (
        f"{route.method} {route.path}"
        if route
        else f"`{function.name}`"
        if function.name
        else "This function"
    )
    message = f"{named} answers with made-up data where the real ones are missing, and nobody is told."
    places = tuple(Place(ref.path, line, note="made up here") for line in sorted(set(lines))[:5])
    found = finding_at(project, ref, RULE, message, _SETTLE, places)
    if route is None:
        return found
    at = handled_at(project, route)
    return Finding(
        rule=RULE,
        path=at.path,
        line=at.line or found.line,
        end_line=at.end_line or found.end_line,
        symbol=route.handler_name or f"{route.method} {route.path}",
        message=message,
        settle=_SETTLE,
        digest=found.digest,
        evidence=places,
    )

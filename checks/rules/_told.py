"""Who is told that something is made up: the reader of a page, or whoever reads the answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from checks.code import tree
from checks.code.search import calls, nodes
from checks.patterns import regex
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import MADE_UP, words

_OWN_NAMES = MADE_UP | frozenset("demo sample".split())
_NOTICES = (
    ("error",),
    ("warning",),
    ("notice",),
    ("message",),
    ("banner",),
    ("toast",),
    ("alert",),
    ("status",),
)
_ORIGINS = (("source",), ("mode",), ("origin",), ("provider",))
"""Last words of fields that say where something comes from."""
_OPENLY = regex(r"\b(?:mock|demo|sample|fake|simulated|offline) (?:data|mode|\w+)\b", re.IGNORECASE)
_OPEN_MARKS = (b"mock ", b"demo ", b"sample ", b"fake ", b"simulated ", b"offline ")
"""What a body that says so holds, in lower case."""
_WHY = regex(
    r"\b(?:demo|test|mock|simulation|offline) mode\b|\bmode (?:test|demo|démo|simulation|hors ligne)\b|"
    r"\bthis is (?:just )?an? (?:demo\w*|sample|mock|place-?holder|simulated)\b|"
    r"^(?:demo|mock|sample|simulated) [\w ]{1,30} (?:-|\u2013|\u2014) (?:configure|set|add|connect|provide|enable)\b|"
    r"\b(?:demo|mock|sample|simulated|placeholder|fallback)(?: (?:data|mode|response|results?|answer|values))?\b\W{1,4}(?:[\w']+ ){0,4}?"
    r"(?:unavailable|unavailability|used due|not (?:configured|available|set|connected)|no (?:[\w-]+ )?(?:api[ -]?)?keys?|offline|missing)\b",
    re.IGNORECASE,
)
"""What a reader is told of why something is made up: ``Demo data - API unavailable``."""
_SHOWING = (("toast",), ("notify",), ("error",), ("alert",), ("message",))
"""First words of calls that show something on a page."""
_SHOWN_BY = (("error",), ("notification",), ("warning",), ("alert",), ("snackbar",), ("toast",))
"""Last words of those that begin with ``set`` or ``show``."""
_FAULTS = (("error",), ("warning",))
"""Last words of fields of a page's state that say what went wrong."""
_ABOVE = 4


class Told:
    """What a function tells, by its lines."""

    def __init__(self, project: Project, ref: FunctionRef) -> None:
        self._project = project
        self._ref = ref

    def tells(self, line: int) -> bool:
        """Whether the error is shown on the page, right before or after a line, or by the handler that it stands in."""
        near = any(at in self._telling for at in range(line - _ABOVE, line + _ABOVE))
        return near or any(line in lines for lines in self._handled)

    def said(self, line: int) -> list[str]:
        """What the log and the comments say on a line and right above."""
        return [text for at in range(line - _ABOVE, line + 1) for text in self._texts.get(at, ())]

    @cached_property
    def _telling(self) -> frozenset[int]:
        body = self._project.body(self._ref)
        return frozenset(
            call.line for call in calls(body) if (_tells(call) and _shown(call)) or self._faulted(call)
        )

    def _faulted(self, call: tree.Call) -> bool:
        """Whether a page's state is set to what says beside the rest what went wrong
        (``setState(old => ({ ...old, rows, error: "Showing samples" }))``)."""
        said = words(dotted(call.func))
        if said[:1] != ("set",):
            return False
        if _OWN_NAMES & set(said) and any(isinstance(a, tree.Lit) and a.value is True for a in call.args):
            return True  # ``setUsingMockData(true)``
        made = [
            step.value if isinstance(step, tree.Return) else None
            for given in call.args
            if isinstance(given, tree.Func)
            for step in self._project.body(FunctionRef(self._ref.path, given.index))
        ]
        return any(value is not None and _faulty(value) for value in (*call.args, *made))

    @cached_property
    def _handled(self) -> Sequence[range]:
        """The lines of the handlers of errors that show theirs on a page, whatever else they do."""
        if not self._ref.path.endswith((".tsx", ".jsx")):
            return ()
        return [
            range(handler[0].line, _last(handler) + 1)
            for statement in statements(self._project.body(self._ref))
            if isinstance(statement, tree.Try)
            for _, _, handler in statement.handlers
            if handler and any(_shows(step) for step in handler)
        ]

    @cached_property
    def _texts(self) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for comment in self._project.facts[self._ref.path].outline.comments:
            found[comment.line].append(comment.text)
        for call in calls(self._project.body(self._ref)):
            if logs(call):
                found[call.line] += [str(given.value) for given in call.args if isinstance(given, tree.Lit)]
        return found


def _faulty(value: tree.Expr) -> bool:
    """Whether an object has a field for what went wrong, and something in it."""
    return any(
        words(str(key.value) if isinstance(key, tree.Lit) else key.id)[-1:] in _FAULTS
        and not (isinstance(held, tree.Lit) and not held.value)
        and not (isinstance(held, tree.Name) and held.id in ("undefined", "None"))
        for node in nodes(value)
        if isinstance(node, tree.Map)
        for key, held in node.items
        if isinstance(key, tree.Lit | tree.Name)
    )


def _shows(step: tree.Stmt) -> bool:
    return (
        isinstance(step, tree.Do)
        and isinstance(step.value, tree.Call)
        and _tells(step.value)
        and _shown(step.value)
    )


def _last(body: tree.Body) -> int:
    return max(node.line for node in nodes(body) if isinstance(node, tree.Stmt | tree.Expr))


def _tells(call: tree.Call) -> bool:
    """Whether a call shows a text on a page: ``setError(…)``, ``toast.error(…)``, ``showError(…)``, ``Alert.alert(…)``."""
    named = dotted(call.func)
    first = words(named.split(".", 1)[0])[:1]
    last = words(named.rsplit(".", 1)[-1])[-1:]
    return not logs(call) and (first in _SHOWING or (first in (("set",), ("show",)) and last in _SHOWN_BY))


def _shown(call: tree.Call) -> bool:
    return any(not (isinstance(given, tree.Lit) and not given.value) for given in call.args)


def says_so(project: Project, ref: FunctionRef, value: tree.Expr, depth: int = 0) -> bool:
    """Whether an answer, what it stands for, or what the called function hands back, says of itself that it is made up:
    ``{ mock: true }``."""
    one = awaited(value)
    if depth == 0:
        parts = {node.id for node in nodes(value) if isinstance(node, tree.Name)}
        named = (held for part in sorted(parts) for held in project.flow.state.given(ref, part))
        if any(says_so(project, ref, held, depth=1) for held in named if held is not None):
            return True
    asked = calls(one) if isinstance(one, tree.Comp | tree.Call) else ()
    callees = {project.callee(ref.path, call.func, ref.index) for call in asked}
    return marked(value) or any(
        marked(held)
        for callee in callees - {None}
        if callee is not None
        for statement in statements(project.body(callee))
        if (held := getattr(statement, "value", None)) is not None
    )


def marked(value: tree.Expr) -> bool:
    """Whether a value holds a mark that it is made up, or a text that says why it is."""
    if any(
        isinstance(node, tree.Lit) and isinstance(node.value, str) and _WHY.search(node.value)
        for node in nodes(value)
    ):
        return True
    return any(
        isinstance(key, tree.Lit | tree.Name)
        and _marks(words(str(key.value) if isinstance(key, tree.Lit) else key.id), held)
        for node in nodes(value)
        if isinstance(node, tree.Map)
        for key, held in node.items
    )


def _marks(said: tuple[str, ...], held: tree.Expr) -> bool:
    """Whether a field says of its object that it is made up: ``mock: true``, ``source: "mock-fallback"``."""
    if isinstance(held, tree.Lit) and held.value is not True:
        text = held.value if isinstance(held.value, str) else ""
        return said[-1:] in _ORIGINS and not _OWN_NAMES.isdisjoint(words(text))
    return not _OWN_NAMES.isdisjoint(said)


def tells_reader(project: Project, ref: FunctionRef) -> bool:
    """Whether a page shows that what is seen is made up (``setError("Showing demo data")``)."""
    encoded = project.encoded(ref).lower()
    if not any(mark in encoded for mark in _OPEN_MARKS):
        return False
    return any(
        words(dotted(call.func).rsplit(".", 1)[-1])[-1:] in _NOTICES
        and not logs(call)
        and any(isinstance(a, tree.Lit) and _OPENLY.search(str(a.value)) for a in call.args)
        for call in calls(project.body(ref))
    )


def awaited(value: tree.Expr | None) -> tree.Expr | None:
    """A value, or what is awaited."""
    return value.operands[0] if isinstance(value, tree.Op) and value.op == "await" else value

"""`stub`: a function, class or route that stands for something and does nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from checks.code.facts import Class, Function
from checks.code.search import calls, nodes
from checks.code.tree import Attr, Body, Define, DefineClass, Expr, Item, Lit, Name, Return, Stop, Try
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef, Route
from checks.rules._admitting import admissions
from checks.rules._naming import words as said_by
from checks.rules.stub._emptiness import SMALL, Emptiness, emptiness, only_unimplemented

RULE = "stub"
LEVEL: Level = "warning"

_SETTLE = "Build it, or delete it together with what calls it."
_SAYS = {
    "nothing": "does nothing",
    "refusal": "only says that it is not implemented",
    "empty value": "only hands back an empty value",
}
_DUE = regex(
    r"\b(todo|fixme|placeholder|stub|not yet|(added?|done|filled( in)?|written|wired( up)?|come|built?) later|coming soon|"
    r"unimplemented|(not|to|be|should|will|would|must|needs?|"
    r"requires?|pending|actual|real|full|proper|future|properly|can|you) implement\w*|"
    r"implement(ed|ation)? (this|me|it|here|actual|real|later|soon|pending|needed|required|goes))\b|^[^\w\n]*implement",
    re.IGNORECASE | re.MULTILINE,
)
_MEANT = regex(
    r"\b(no-?op|noop|nothing to|do(es)? nothing|intentional(ly)?|on purpose|deliberate(ly)?|by design|overrid(e|den)|"
    r"subclass(es)?|hook|ignored|not needed|unused|default implementation|unset|sentinel|to avoid|for initiali[sz]ation|stateless|"
    r"(already|currently) (done|handled|performed|covered|dealt with) (in|by|elsewhere)|"
    r"without [\w -]{1,40} installed|no longer (exists?|used|needed)|"
    r"no (further |more |extra |explicit )?\w+ (is |are )?(needed|required|necessary)|deprecated)\b",
    re.IGNORECASE,
)
_ELSEWHERE = regex(
    r"\b(handled|managed|covered|persisted|taken care of) (elsewhere|automatically|(by|in)(?! (\w+ )?(phase|future|production|v\d)))\b",
    re.IGNORECASE,
)
_OPEN = regex(
    r"\b(todo|fixme|for now|currently|actual|real|proper|needs?|not (yet )?implemented|would)\b",
    re.IGNORECASE,
)
"""What nobody says of something that is done elsewhere."""
_REFUSED = regex(
    r"\b(unsupported|(not|n't) support\w*|only\b.{1,40}\buse|(use|call) \S{1,60} instead|"
    r"(must|should|has to|needs to) be (implemented|overridden|defined|provided) by|subclass(es)?)\b",
    re.IGNORECASE,
)
"""What a refusal says that is meant: who asks for it has come to the wrong place, or has to do it."""
_SAYING_SO = regex(r"_*(raise|throw)?_?(not|un)_?implemented\w*", re.IGNORECASE)
_HOOKS = regex(
    r"_*(on|before|after|pre|post|handle|setup|set_up|tear_?down|teardown|visit|init|dispose|destroy|close|flush|cleanup|"
    r"configure|register|noop|no_op|nop|empty|null|none|dummy|default|identity|ready|connect|disconnect|start|stop|enter|"
    r"exit|lifespan|reverse|backwards|forwards?|main|index|check|clean|reset|clear|release|shutdown|unsubscribe|"
    r"subscribe|test|assert|debug|trace|log|track|warn|info|mark|measure|report|capture)(_.*|[A-Z].*|)|__\w+__"
)
_MADE_FOR_NOTHING = frozenset("dummy noop nop null fake mock stub empty".split())
"""Words of names for objects that stand in for one that does something."""
_BASE = regex(
    r"_?(base|abstract|null|noop|no_?op|dummy|fake|mock|stub|empty|i[A-Z])|.*(base|mixin|interface|protocol|placeholder)",
    re.IGNORECASE,
)


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """Routes that only answer 501, then empty functions and classes in the order of paths."""
    stubs = _Stubs(project)
    yield from stubs.routes(paths)
    for path in project.passing(path for path in project.code() if path in paths):
        if path.rsplit(".", 2)[1:2] == ["config"]:
            continue  # What a tool's configuration leaves empty is that tool's to call.
        outline = project.facts[path].outline
        for function in outline.functions[1:]:
            if finding := stubs.function(path, function):
                yield finding
        for each in outline.classes:
            if finding := stubs.classed(path, each):
                yield finding


class _Stubs:
    """Looks at one project's definitions."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._instead: dict[str, frozenset[tuple[str, int]]] = {}

    # --- routes ----------------------------------------------------------------------------------

    def routes(self, paths: Collection[str]) -> Iterator[Finding]:
        """A finding for each route, in some files, whose handler only answers 501."""
        seen: set[Place] = set()
        for route in self.project.routes:
            if route.handler is None or route.place in seen or route.place.path not in paths:
                continue
            if not self.project.production(route.place.path):
                continue
            seen.add(route.place)
            if only_unimplemented(self.project.body(route.handler)):
                yield self._routed(route, route.handler)

    def _routed(self, route: Route, handler: FunctionRef) -> Finding:
        return Finding(
            rule=RULE,
            path=route.place.path,
            line=route.place.line or 1,
            end_line=route.place.end_line or route.place.line or 1,
            symbol=route.handler_name or f"{route.method} {route.path}",
            message=f"{route.method} {route.path} only answers that it is not implemented.",
            settle="Build it, or remove the route until it can answer.",
            digest=self.project.function(handler).digest,
        )

    @cached_property
    def _handlers(self) -> frozenset[FunctionRef]:
        return frozenset(route.handler for route in self.project.routes if route.handler is not None)

    # --- functions -------------------------------------------------------------------------------

    def function(self, path: str, function: Function) -> Finding | None:
        """The finding of one function, if it is a stub."""
        ref = FunctionRef(path, function.index)
        if not _named(function) or len(self.project.encoded(ref)) > SMALL:
            return None
        kind = emptiness(self.project.body(ref))
        made_do = self._made_do(path)
        if kind is None or self._unread(path, function) or ("Define", function.index) in made_do:
            return None
        if ("DefineClass", function.owner) in made_do:
            return None
        if not self._at_fault(ref, function, kind):
            return None
        return Finding(
            rule=RULE,
            path=path,
            line=function.first_line if ref in self._handlers else function.line,
            end_line=function.end_line,
            symbol=function.qualname,
            message=f"`{function.name}` {_SAYS[kind]}.",
            settle=_SETTLE,
            digest=function.digest,
        )

    def _unread(self, path: str, function: Function) -> bool:
        """Whether some of a function's lines, or the lines right below, could not be read: its body may stand there."""
        return any(
            function.line <= error.end_line and error.line <= function.end_line + 1
            for error in self.project.facts[path].outline.errors
        )

    def _made_do(self, path: str) -> frozenset[tuple[str, int]]:
        """The functions and classes that a file defines where something could not be imported: it makes do without it."""
        if path not in self._instead:
            guarded = [i.line for i in self.project.facts[path].outline.imports if i.guarded]
            self._instead[path] = frozenset(
                (type(node).__name__, node.index)
                for statement in self.project.body(FunctionRef(path, 0))
                if isinstance(statement, Try)
                for _, _, handled in statement.handlers
                for node in nodes(handled)
                if isinstance(node, Define | DefineClass)
                if any(statement.line <= line <= handled[0].line for line in guarded)
            )
        return self._instead[path]

    def _at_fault(self, ref: FunctionRef, function: Function, kind: Emptiness) -> bool:
        words = self._words(ref.path, function.first_line, function.end_line, function.docstring)
        if ref in self._handlers and kind == "refusal" and only_unimplemented(self.project.body(ref)):
            return False  # reported as a route
        if _MEANT.search(words) or self._made_to_be_filled(ref.path, function):
            return False
        if _ELSEWHERE.search(words) and not _OPEN.search(words):
            return False
        if kind == "refusal":
            told = "\n".join((function.docstring, *_texts(self.project.body(ref))))
            if _REFUSED.search(told) or _SAYING_SO.fullmatch(function.name):
                return False
            return (not function.decorators or ref in self._handlers) and not function.name.startswith("__")
        if _DUE.search(words) or any(admissions(words)):
            return True
        return self._called_in_vain(ref, function, kind)

    def _made_to_be_filled(self, path: str, function: Function) -> bool:
        """Whether a method is there to be overridden, or overrides one to switch it off."""
        if function.owner < 0:
            holder, _, name = function.qualname.rpartition(".")
            return bool(name and holder) and not _MADE_FOR_NOTHING.isdisjoint(
                said_by(holder.rpartition(".")[2])
            )
        owner = self.project.facts[path].outline.classes[function.owner]
        if any(self.project.facts[path].outline.functions[m].name == "__new__" for m in owner.methods):
            return True  # what is made of it is of another class
        return bool(owner.bases) or owner.name in self._extended or bool(_BASE.fullmatch(owner.name))

    @cached_property
    def _extended(self) -> frozenset[str]:
        """The bare names of all classes that others extend."""
        names: set[str] = set()
        for facts in self.project.facts.values():
            for each in facts.outline.classes:
                names.update(_last(base) for base in each.bases)
                names.update(name.split("<")[0].split(".")[-1] for name in each.implements)
        return frozenset(names)

    def _words(self, path: str, first: int, last: int, docstring: str) -> str:
        """What comments in some lines and just above them say, and the docstring."""
        comments = self.project.facts[path].outline.comments
        near = [c.text for c in comments if first - 2 < c.end_line and c.line <= last]
        return "\n".join((*near, docstring))

    def _called_in_vain(self, ref: FunctionRef, function: Function, kind: Emptiness) -> bool:
        """Whether production code hands an undecorated function something that it then drops."""
        given = [param for param in function.params if param.name not in ("self", "cls")]
        if not given or function.decorators or _HOOKS.fullmatch(function.name):
            return False
        if any(param.name.startswith("_") for param in given):
            return False
        idle = all(isinstance(stmt, Stop | Return) for stmt in self.project.body(ref))
        return kind == "nothing" and idle and any(self._callers(ref, function.name))

    def _callers(self, ref: FunctionRef, name: str) -> Iterator[FunctionRef]:
        for path in self.project.saying(name):
            for function in self.project.facts[path].outline.functions:
                caller = FunctionRef(path, function.index)
                if caller != ref and name.encode() in self.project.encoded(caller):
                    for call in calls(self.project.body(caller)):
                        if (
                            _last(call.func) == name
                            and self.project.callee(path, call.func, caller.index) == ref
                        ):
                            yield caller

    # --- classes ---------------------------------------------------------------------------------

    def classed(self, path: str, each: Class) -> Finding | None:
        """The finding of one class, if it is empty and says that it is to be filled."""
        if (
            each.kind != "class"
            or each.bases
            or each.decorators
            or each.fields
            or each.methods
            or each.keywords
        ):
            return None
        if ("DefineClass", each.index) in self._made_do(path):
            return None
        words = self._words(path, each.line, each.end_line, each.docstring)
        if not (_DUE.search(words) or any(admissions(words))) or _MEANT.search(words):
            return None
        return Finding(
            rule=RULE,
            path=path,
            line=each.line,
            end_line=each.end_line,
            symbol=each.name,
            message=f"The class `{each.name}` is empty.",
            settle=_SETTLE,
            digest=each.digest,
        )


def _named(function: Function) -> bool:
    return (
        bool(function.name)
        and not function.abstract
        and function.kind not in ("lambda", "constructor", "module")
    )


def _texts(body: Body) -> Iterator[str]:
    return (n.value for n in nodes(body) if isinstance(n, Lit) and isinstance(n.value, str))


def _last(value: Expr) -> str:
    value = value.base if isinstance(value, Item) else value
    if isinstance(value, Attr):
        return value.name
    return value.id if isinstance(value, Name) else ""

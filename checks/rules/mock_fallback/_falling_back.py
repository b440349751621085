"""Where a function falls back: its error paths, and the paths taken when a service or its answer is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from checks.code import tree
from checks.code.search import nodes
from checks.project.flow.changes import statements, target_names
from checks.project.flow.values import dotted, root
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import name_of
from checks.rules._naming import words

_FLAGS = frozenset(
    """is use using enable enabled should mode flag debug dev development mock mocks demo dry live real prod production
    test testing allow skip simulate offline sandbox feature disable disabled""".split()
)
"""Words of names for what somebody switches on or off."""
_GENUINE = frozenset(("real", "live"))
"""Those that also say of data that they are no samples."""
_LACKING = frozenset("no not missing unknown failed invalid fallback degraded error absent".split())
"""Words of names for what is noted when something is missing."""
_ERRORS = (("error",), ("err",))
"""Last words of names for what came back in place of an answer."""
_KEPT = frozenset("cached cache memo memoized stored existing saved hit".split())
"""Words of names for what was answered before: what follows makes the answer, and falls back on nothing."""
_SENT = frozenset("searchParams query params req request body args form headers formData ctx event".split())
"""Names of what a caller sends: what is missing there was left out on purpose."""
_TRIMMING = frozenset("strip trim lower upper toLowerCase toUpperCase split str String list".split())
"""Calls that fetch nothing: they only reshape a text."""
_ASKING = frozenset(
    "includes has some every test startsWith endsWith startswith endswith is_file exists".split()
)
"""Calls that answer yes or no."""
_SIZES = frozenset(("length", "size", "count"))
_NOTHING = frozenset(("undefined", "None", "null"))
_CHOOSING = frozenset((tree.Op, tree.Call))
_ERROR = 400
"""From here on a status says that something failed (https://www.rfc-editor.org/rfc/rfc9110#section-15.5)."""
DEPTH = 60


def fallbacks(project: Project, ref: FunctionRef) -> Iterator[tree.Stmt | tree.Expr]:
    """The statements of a function's fallback paths, and the second choices inside its other expressions."""
    waiting: list[tuple[tree.Body, bool, int]] = [(project.body(ref), False, 0)]
    while waiting:
        body, falling, depth = waiting.pop()
        if depth > DEPTH:
            continue
        for statement in body:
            if isinstance(statement, tree.If):
                test = told(project, ref, statement.test)
                if test == "flag":
                    if depth == 0 and not falling:
                        waiting.append((statement.other, False, depth + 1))
                    continue
                absent = (
                    test == "absent"
                    and not _made_once(project, ref, statement)
                    and not _owned(statement.then)
                )
                waiting.append((statement.then, falling or absent, depth + 1))
                waiting.append((statement.other, falling or test == "present", depth + 1))
                falling = falling or (test == "present" and _is_the_rule(statement))
            elif isinstance(statement, tree.Try):
                waiting.append((statement.body, falling, depth + 1))
                waiting += [(handled, True, depth + 1) for _, _, handled in statement.handlers]
                waiting.append((statement.final, falling, depth + 1))
                falling = falling or (bool(statement.handlers) and _answers(statement.body))
            elif isinstance(statement, tree.Loop | tree.With):
                waiting.append((statement.body, falling, depth + 1))
                falling = falling or (isinstance(statement, tree.Loop) and _tries(statement.body))
            else:
                yield from (statement,) if falling else _second_choices(project, ref, statement)
                if isinstance(statement, tree.Return | tree.Throw):
                    break  # Nothing below it is ever reached.


def _answers(body: tree.Body) -> bool:
    """Whether an attempt ends with the answer, if it succeeds: what follows is then the second choice."""
    return any(
        isinstance(statement, tree.Return) and not _refuses(statement.value)
        for statement in statements(body[-1:])
    )


def _tries(body: tree.Body) -> bool:
    """Whether a loop tries one thing after the other and answers with the first that succeeds: what follows is for none."""
    return any(
        isinstance(statement, tree.Try)
        and bool(statement.handlers)
        and any(isinstance(inner, tree.Return) for inner in statements(statement.body))
        for statement in body
    )


def _refuses(value: tree.Expr | None) -> bool:
    """Whether an answer is an error, by its status."""
    return any(
        isinstance(key, tree.Lit | tree.Name)
        and (key.value if isinstance(key, tree.Lit) else key.id) == "status"
        and isinstance(held, tree.Lit)
        and type(held.value) is int
        and held.value >= _ERROR
        for node in (nodes(value) if value is not None else ())
        if isinstance(node, tree.Map)
        for key, held in node.items
    )


def _made_once(project: Project, ref: FunctionRef, statement: tree.If) -> bool:
    """Whether what is missing is only made here, where it is first asked for: nothing else in the function fills it."""
    subject = _missing(statement.test)
    named = dotted(subject) if subject is not None else ""
    made = sum(target == named for target in _filled(statement.then)) if named else 0
    return bool(made) and made == project.once(_Given).filled(ref, named)


def _missing(test: tree.Expr) -> tree.Expr | None:
    """What a condition of one part asks for."""
    while isinstance(test, tree.Op) and test.op == "not" and test.operands:
        test = test.operands[0]
    return _subject(test)[0]


def _filled(body: tree.Body) -> Iterator[str]:
    """What the assignments of a body fill, by its dotted name; a declaration fills nothing."""
    for statement in statements(body):
        if isinstance(statement, tree.Assign) and statement.value is not None:
            yield from map(dotted, statement.targets)


class _Given:
    """What names are given in the function that was asked about last: found out in one walk, since a long function asks of
    many names."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._at: FunctionRef | None = None
        self._filled: Counter[str] = Counter()
        self._fetched: dict[str, bool] = {}
        self._parts: Mapping[str, list[tree.Expr]] = {}

    def filled(self, ref: FunctionRef, name: str) -> int:
        """How many assignments of a function fill something."""
        self._look(ref)
        return self._filled[name]

    def fetched(self, ref: FunctionRef, name: str) -> bool:
        """Whether that comes from a call or from the environment, and not from what a caller sent."""
        self._look(ref)
        if name not in self._fetched:
            values = [*self._project.flow.state.given(ref, name)]
            values += self._parts.get(name, ())
            self._fetched[name] = any(v is not None and _fetched(v) and root(v) not in _SENT for v in values)
        return self._fetched[name]

    def _look(self, ref: FunctionRef) -> None:
        if ref == self._at:
            return
        self._at, self._filled, self._fetched = ref, Counter(_filled(self._project.body(ref))), {}
        self._parts = _taken_apart(self._project.body(ref))


def _owned(body: tree.Body) -> bool:
    """Whether a path notes that what it needed is missing (``not_found = True``), for what follows to act on."""
    return any(
        isinstance(statement, tree.Assign)
        and isinstance(statement.value, tree.Lit)
        and statement.value.value is True
        and any(_LACKING & set(words(dotted(target))) for target in statement.targets)
        for statement in body
    )


def _is_the_rule(statement: tree.If) -> bool:
    """Whether what follows a condition is the second choice: with the thing at hand, it is used and answered."""
    if not isinstance(statement.test, tree.Name | tree.Attr) or statement.other or not statement.then:
        return False
    last, name = statement.then[-1], root(statement.test)
    if not isinstance(last, tree.Return):
        return False
    return any(isinstance(node, tree.Name) and node.id == name for node in nodes(statement.then))


def _second_choices(
    project: Project, ref: FunctionRef, statement: tree.Stmt
) -> Iterator[tree.Stmt | tree.Expr]:
    for node in nodes(statement):
        if type(node) not in _CHOOSING:
            continue
        if isinstance(node, tree.Op) and node.op == "?:" and len(node.operands) == 3:
            test = told(project, ref, node.operands[0])
            if test in ("present", "absent"):
                yield node.operands[2 if test == "present" else 1]
        elif isinstance(node, tree.Op) and node.op in ("or", "??") and len(node.operands) > 1:
            if told(project, ref, node.operands[0]) == "present" and not _asks_either(node):
                yield node.operands[-1]
        elif isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.func.name == "catch":
            for given in node.args[:1]:
                if isinstance(given, tree.Func):
                    for inner in project.body(FunctionRef(ref.path, given.index)):
                        if isinstance(inner, tree.Return):
                            yield inner


def _asks_either(node: tree.Op) -> bool:
    """Whether both sides of a choice ask whether something is so (``roles.includes("*") || roles.includes(user.role)``)."""
    asked = (name_of(operand) for operand in node.operands if isinstance(operand, tree.Call))
    return sum(name in _ASKING for name in asked) == len(node.operands)


def told(project: Project, ref: FunctionRef, test: tree.Expr) -> str:
    """What a condition asks: whether something is ``present``, ``absent``, a ``flag`` that somebody sets, or
    nothing of the kind (an empty text)."""
    waiting: list[tuple[tree.Expr, bool]] = [(test, True)]
    found: set[str] = set()
    while waiting:
        expr, positive = waiting.pop()
        if isinstance(expr, tree.Op) and expr.op == "not" and expr.operands:
            waiting.append((expr.operands[0], not positive))
        elif isinstance(expr, tree.Op) and expr.op in ("and", "or"):
            waiting += [(operand, positive) for operand in expr.operands[:20]]
        else:
            found.add(_asked(project, ref, expr, positive))
    for answer in ("flag", "absent", "present"):
        if answer in found:
            return answer
    return ""


def _asked(project: Project, ref: FunctionRef, expr: tree.Expr, positive: bool) -> str:
    subject, present = _subject(expr)
    if subject is None:
        return ""
    name = dotted(subject).rsplit(".", 1)[-1] if not isinstance(subject, tree.Call) else dotted(subject.func)
    said = set(words(name.rsplit(".", 1)[-1]))
    if (flags := _FLAGS & said) and not (flags <= _GENUINE and _gathered(project, ref, subject)):
        return "flag"
    if _KEPT & said or not _comes_from_elsewhere(project, ref, subject):
        return ""
    if words(name)[-1:] in _ERRORS:
        present = not present  # An error that is there is an answer that is not.
    return "present" if present == positive else "absent"


def _gathered(project: Project, ref: FunctionRef, subject: tree.Expr) -> bool:
    """Whether a name stands for what is gathered in the function, and for nothing that is switched on:
    ``real_rows = [read(row) for row in rows]``."""
    held = project.flow.state.given(ref, subject.id) if isinstance(subject, tree.Name) else []
    return any(
        isinstance(value, tree.Comp) or (isinstance(value, tree.Op) and value.op == "await") for value in held
    )


def _subject(expr: tree.Expr) -> tuple[tree.Expr | None, bool]:
    """What a condition is about, and whether it holds when that is there."""
    if isinstance(expr, tree.Name | tree.Call):
        return expr, True
    if isinstance(expr, tree.Attr):
        return (expr.base if expr.name in _SIZES else expr), True
    if not isinstance(expr, tree.Op) or len(expr.operands) != 2:
        return None, True
    left, right = expr.operands
    if expr.op in ("is", "==", "is not", "!=") and _nothing(right):
        return _sized(left) or left, expr.op in ("is not", "!=")
    if expr.op == "==" and isinstance(right, tree.Lit) and "env" in dotted(left):
        return tree.Name(expr.line, "enabled"), True
    if expr.op in ("<", "<=", ">", ">=") and isinstance(right, tree.Lit) and (sized := _sized(left)):
        return sized, expr.op in (">", ">=")
    return None, True


def _nothing(expr: tree.Expr) -> bool:
    if isinstance(expr, tree.Lit):
        return expr.value is None or expr.value in (0, "")
    return isinstance(expr, tree.Name) and expr.id in _NOTHING


def _sized(expr: tree.Expr) -> tree.Expr | None:
    if isinstance(expr, tree.Attr) and expr.name in _SIZES:
        return expr.base
    if isinstance(expr, tree.Call) and dotted(expr.func) == "len" and expr.args:
        return expr.args[0]
    return None


def _comes_from_elsewhere(project: Project, ref: FunctionRef, subject: tree.Expr) -> bool:
    """Whether something is more than an argument that the caller left out: fetched, made, configured."""
    while (
        isinstance(subject, tree.Call)
        and isinstance(subject.func, tree.Attr)
        and subject.func.name in _TRIMMING
    ):
        subject = subject.func.base
    name = root(subject)
    if isinstance(subject, tree.Call) or name in ("self", "this", "process", "os", "settings", "config"):
        return True
    if project.once(_Given).fetched(ref, name):
        return True
    given = any(value is not None for value in project.flow.state.given(ref, name))
    if given or any(name in (p.name, *p.fields) for p in project.function(ref).params):
        return False
    return project.resolve(ref.path, tree.Name(subject.line, name), ref.index) is not None


def _taken_apart(body: tree.Body) -> Mapping[str, list[tree.Expr]]:
    """What is taken apart, by the names of its parts: ``const { data, error } = await store.read()``."""
    found: dict[str, list[tree.Expr]] = defaultdict(list)
    for statement in statements(body):
        value = statement.value if isinstance(statement, tree.Assign) else None
        if isinstance(statement, tree.Assign) and value is not None and not _hooks(value):
            for target in statement.targets:
                for name in target_names(target) if isinstance(target, tree.Map | tree.Seq) else ():
                    found[name].append(value)
    return found


def _hooks(value: tree.Expr) -> bool:
    """Whether a value is what a hook of a page hands out: its state, which fetches nothing."""
    return isinstance(value, tree.Call) and words(name_of(value))[:1] == ("use",)


def _fetched(value: tree.Expr) -> bool:
    return any(
        (isinstance(node, tree.Call) and name_of(node) not in _TRIMMING)
        or (isinstance(node, tree.Attr) and "env" in node.name)
        for node in nodes(value)
    )

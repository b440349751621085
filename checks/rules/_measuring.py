"""Figures that stand in the code where something was to be counted or measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.code import tree
from checks.code.search import nodes
from checks.project.dependence import DRAWN, REAL, REQUEST, TABLE
from checks.project.flow.calls import logs
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import words

_COUNTED = frozenset(
    """users customers orders payments transactions invoices messages notifications bookings employees patients tickets
    leads deals sales shipments deliveries appointments subscribers alerts incidents sessions visits visitors views
    clicks conversions requests revenue growth profit earnings uptime score rating accuracy confidence sentiment
    probability""".split()
)
"""Words of fields that can only be counted or measured."""
_AFFAIRS = frozenset(
    """stats statistics metrics analytics kpi kpis performance usage utilization overview summary dashboard forecast churn
    trends indicators performers engagement retention revenue""".split()
)
"""Words of names for what tells how things stand."""
_STANDING = _COUNTED | frozenset(
    """total count average avg rate rates time usage utilization cpu memory disk latency hit hits connections errors warnings
    satisfaction consultations percentage percent engagement retention participants members value trend change""".split()
)
"""Words of their fields."""
_MEASURED = frozenset(
    "score rating confidence accuracy probability similarity likelihood percentage precision recall".split()
)
_ALLOWED = frozenset(
    """max min limit limits default defaults per quota allowed included plan plans tier tiers price prices pricing config
    configuration settings options threshold thresholds target targets goal goals weight weights empty initial base
    example""".split()
)
"""Words for figures that somebody has set."""
_MEASURING = frozenset(
    "analyze analyse predict estimate detect calculate compute measure evaluate classify assess".split()
)
_ENOUGH = 3


def figures(
    project: Project, ref: FunctionRef, summary: Summary, answers: tuple[Answer, ...]
) -> tuple[int, ...]:
    """The lines of the answers of a function that only hands back what it should have counted; none for another."""
    if summary.effects or not answers or _ALLOWED & set(words(project.function(ref).name)):
        return ()
    if any(answer.own & REAL for answer in answers):
        return ()
    found = all(_counted(project, ref, a.value) for a in answers)
    return tuple(a.line for a in answers) if found else ()


def drawn_figure(project: Project, ref: FunctionRef, answers: tuple[Answer, ...]) -> tuple[int, ...]:
    """The lines of the answers of a function that is named for what can only be counted or measured, and draws it by chance
    whatever it is asked (``getUserCount``); none for another."""
    said = set(words(project.function(ref).name)[1:])
    if not said & (_STANDING | _AFFAIRS | _MEASURED) or said & _ALLOWED or not answers:
        return ()
    if not all(a.own & DRAWN and not a.own & (REAL | REQUEST | TABLE) and _plain(a.value) for a in answers):
        return ()
    if _depends(project, ref):
        return ()
    return tuple(answer.line for answer in answers)


def _depends(project: Project, ref: FunctionRef) -> bool:
    """Whether a branch of a function asks about what it is given."""
    given = {p.name for p in project.function(ref).params if p.name not in ("self", "cls", "this")}
    return any(
        isinstance(statement, tree.If)
        and any(isinstance(node, tree.Name) and node.id in given for node in nodes(statement.test))
        for statement in statements(project.body(ref))
    )


def _plain(value: tree.Expr | None) -> bool:
    """Whether a value is no object or list."""
    return isinstance(value, tree.Op | tree.Call | tree.Name)


def figured(project: Project, ref: FunctionRef, values: Iterable[tree.Expr]) -> bool:
    """Whether any of the values that a function may hand back holds figures that could be such."""
    return any(_counted(project, ref, v) or _scored([*_fields(project, ref, v)]) for v in values)


def _counted(project: Project, ref: FunctionRef, held: tree.Expr | None) -> bool:
    """Whether several fields are figures that can only be counted: by these words, or by what was done to them."""
    standing = not _AFFAIRS.isdisjoint(words(project.function(ref).name))
    said = _STANDING if standing else _COUNTED
    counted = [
        name
        for name, value in _fields(project, ref, held)
        if _is_figure(value)
        and (said & name or (said is _STANDING and any(word.endswith("ed") for word in name)))
    ]
    return len(counted) >= _ENOUGH or (standing and _fractions(project, ref, held)) or _charted(held)


def _fractions(project: Project, ref: FunctionRef, held: tree.Expr | None) -> bool:
    """Whether most fields are different figures with a fraction, as nobody sets them: ``{ volatility: 0.18, beta: 1.1, … }``."""
    every = [value for _, value in _fields(project, ref, held)]
    found = {v.value for v in every if isinstance(v, tree.Lit) and type(v.value) is float and v.value % 1}
    return len(found) >= _ENOUGH and 2 * len(found) > len(every)


def _charted(held: tree.Expr | None) -> bool:
    """Whether an object is a chart's, with its labels and its points written out (https://www.chartjs.org/docs/latest/general/data-structures.html)."""
    lists = {
        str(key.value) if isinstance(key, tree.Lit) else key.id: item
        for node in (nodes(held) if held is not None else ())
        if isinstance(node, tree.Map)
        for key, item in node.items
        if isinstance(key, tree.Lit | tree.Name) and isinstance(item, tree.Seq)
    }
    points, labels = lists.get("data"), lists.get("labels")
    return (
        points is not None
        and labels is not None
        and len(points.items) > _ENOUGH
        and all(isinstance(item, tree.Lit) and isinstance(item.value, str) for item in labels.items)
        and all(isinstance(item, tree.Lit) and type(item.value) in (int, float) for item in points.items)
        and len({item.value for item in points.items if isinstance(item, tree.Lit)}) > 1
    )


def tells_affairs(name: str) -> bool:
    """Whether a function is named for what tells how things stand."""
    return not _AFFAIRS.isdisjoint(words(name))


def unmeasured(
    project: Project, ref: FunctionRef, summary: Summary, answers: tuple[Answer, ...]
) -> tuple[int, ...]:
    """The lines of the answers of a function that is to measure what it is given, looks at none of it and hands back
    a score that stands in the code; none for another."""
    function = project.function(ref)
    if not set(words(function.name)[:1]) & _MEASURING or summary.effects or not answers:
        return ()
    given = {p.name for p in function.params if p.name not in ("self", "cls", "this")} | {
        field for p in function.params for field in p.fields
    }
    if not given or not given.isdisjoint(_read(project, ref)) or any(answer.own & REAL for answer in answers):
        return ()
    scored = all(_scored([*_fields(project, ref, answer.value)]) for answer in answers)
    return tuple(answer.line for answer in answers) if scored else ()


def _scored(held: list[tuple[frozenset[str], tree.Expr]]) -> bool:
    """Whether one of some fields holds a score, or one of several a part of a whole."""
    if any(_is_figure(value) and _MEASURED & name for name, value in held):
        return True
    parts = (value.value for _, value in held if isinstance(value, tree.Lit) and type(value.value) is float)
    return len(held) > 1 and any(0 < part < 1 for part in parts)


def _read(project: Project, ref: FunctionRef) -> set[str]:
    """The names that a function reads, other than to log them."""
    found: set[str] = set()
    for statement in statements(project.body(ref)):
        if (
            isinstance(statement, tree.Do)
            and isinstance(statement.value, tree.Call)
            and _says(statement.value)
        ):
            continue
        found |= {node.id for node in nodes(statement) if isinstance(node, tree.Name)}
    return found


def _says(call: tree.Call) -> bool:
    return logs(call) or (isinstance(call.func, tree.Name) and call.func.id == "print")


def _fields(
    project: Project, ref: FunctionRef, value: tree.Expr | None
) -> Iterator[tuple[frozenset[str], tree.Expr]]:
    """The fields of an object, those of objects in it too, with the words of their names."""
    held = project.flow.state.given(ref, value.id) if isinstance(value, tree.Name) else [value]
    for one in held:
        for node in nodes(one) if one is not None else ():
            if isinstance(node, tree.Map):
                for key, item in node.items:
                    if isinstance(key, tree.Lit | tree.Name):
                        said = frozenset(words(str(key.value) if isinstance(key, tree.Lit) else key.id))
                        if not said & _ALLOWED:
                            yield said, item


def _is_figure(value: tree.Expr) -> bool:
    return (
        isinstance(value, tree.Lit)
        and type(value.value) in (int, float)
        and value.value not in (0, 1, -1, 100)
    )

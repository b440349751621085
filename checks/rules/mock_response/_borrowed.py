"""Answers that a function has from others which make them up: the fault is theirs."""

from __future__ import annotations

from collections.abc import Iterable

from checks.code import tree
from checks.project.flow.changes import statements
from checks.project.flow.model import Answer
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._bounding import reads_clock
from checks.rules._confessing import handed
from checks.rules._framing import framed
from checks.rules._functions import replaceable
from checks.rules._inventing import invention
from checks.rules._made_up import answers_of
from checks.rules._storing import stored_figures

_DEPTH = 2


def borrowed(project: Project, ref: FunctionRef, answers: Iterable[Answer], depth: int = 0) -> bool:
    """Whether all the data that a function answers with, beside what it was sent, what time it is and a few words, are what
    functions that it calls make up, themselves or at second hand."""
    held = [part for answer in answers for part in _parts(project, ref, answer)]
    return bool(held) and all(part is not None and _makes_up(project, part, depth) for part in held)


def _makes_up(project: Project, ref: FunctionRef, depth: int) -> bool:
    if replaceable(project, ref):
        return False
    if (invention(project, ref) or stored_figures(project, ref) or framed(project, ref)) is not None:
        return True
    summary = project.flow.function(ref)
    if depth >= _DEPTH or summary.effects:
        return False
    return borrowed(project, ref, answers_of(summary), depth + 1)


def _parts(project: Project, ref: FunctionRef, answer: Answer) -> Iterable[FunctionRef | None]:
    """The functions that the data of an answer come from; None for each part that comes from nowhere else."""
    given = {name for param in project.function(ref).params for name in (param.name, *param.fields)}
    for value in _written(project, ref, answer):
        yield from handed(project, ref, _data(value, given))


def _written(project: Project, ref: FunctionRef, answer: Answer) -> list[tree.Expr | None]:
    """What is answered, as it is written in the function itself."""
    function = project.function(ref)
    if answer.value is None or function.line <= answer.value.line <= function.end_line:
        return [answer.value]
    returned: list[tree.Expr | None] = [
        statement.value
        for statement in statements(project.body(ref))
        if isinstance(statement, tree.Return) and statement.line == answer.line and ref.path == answer.path
    ]
    return returned or [answer.value]


def _data(value: tree.Expr | None, given: set[str]) -> tree.Expr | None:
    """An object without the fields that say what was sent, what time it is, or no more than a word; what another object's
    fields alone fill (``Loans(**found)``) is that."""
    if isinstance(value, tree.Call) and len(spread := [*value.args, *(v for _, v in value.kwargs)]) == 1:
        return spread[0].value if isinstance(spread[0], tree.Spread) else value
    if not isinstance(value, tree.Map):
        return value
    kept = tuple((key, held) for key, held in value.items if key is None or not _beside(held, given))
    return tree.Map(value.line, kept)


def _beside(value: tree.Expr, given: set[str]) -> bool:
    if isinstance(value, tree.Lit):
        return isinstance(value.value, str | bool) or value.value is None
    while (
        isinstance(value, tree.Call)
        and isinstance(value.func, tree.Attr)
        and type(value.func.base) is tree.Call
    ):
        value = value.func.base  # ``datetime.now().isoformat()``
    if isinstance(value, tree.Call):
        return reads_clock(value)
    return isinstance(value, tree.Name) and value.id in given

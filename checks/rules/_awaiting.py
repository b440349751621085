"""Answers that stand in the code where the words beside them say what is still to be done, or where what they point to is
nowhere: an address that holds a place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.code import tree
from checks.code.facts import FileFacts
from checks.code.search import nodes
from checks.patterns import regex
from checks.project.dependence import DRAWN, INVENTED, REAL
from checks.project.flow.changes import statements
from checks.project.flow.handing import handed_back
from checks.project.flow.model import Answer, Summary
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._admitting import has_code
from checks.rules._asked import name_of
from checks.rules._confessing import comments_of, counted_off, looks_into, provisional, speaks_for, stands_in
from checks.rules._fields import Field, fields
from checks.rules._naming import MADE_UP, words

_WORKING = frozenset(
    """get fetch load find search query retrieve read lookup gather collect list generate produce provide predict forecast
    estimate analyze analyse measure detect calculate compute assess evaluate score rate rank process infer classify identify
    recognize extract summarize recommend determine compare match transcribe translate run perform infer optimize""".split()
)
"""First words of names for what finds something out."""
_SET = frozenset(
    """default defaults empty initial blank template templates schema options config configuration settings setting limits
    limit rules policy example examples fallback mock mocks sample samples constants prompt""".split()
)
"""Words of names for what somebody sets, or for what owns up anyway."""
_TO_DO = regex(
    r"\b(?:this|these|that|we|you|(?:an? |the )?(?:actual |real )?implementation)(?: function| method)? (?:would|should|will) (?:\w+ly )?(?:involve|analy[sz]e|query|call|use|check|"
    r"fetch|connect|load|compute|calculate|extract|integrate|come|require|aggregate|be (?:calculated|computed|fetched|"
    r"extracted|measured|loaded|read|determined|derived|implemented|replaced))\b"
    r"|^\W*(?:actual |real )?implementation would \w+"
    r"|^\W*(?:would|should|will) (?:\w+ly )?(?:be (?:calculated|computed|fetched|extracted|measured|determined|derived)|"
    r"come from|get(?: this| it)? from|query|call|fetch|extract|read)\b"
    r"|^\W*(?:todo\b\W*)?implement (?:the |an? |actual |real |proper )?(?:\w+ ){0,4}(?:logic|analysis|processing|calculation|detection|"
    r"inference|extraction|prediction|scoring|tracking|query|lookup|search)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What is still to be done, in words beside the code."""
_NOWHERE = regex(
    r"https?://(?:[\w-]+\.)*(?:placeholder|placehold|place-hold|your-?(?:api|domain|server|bucket)|mock|fake|dummy)[\w.-]*/?"
    r"|https?://[\w.-]*placeholder[\w-]*\.\w+|https?://(?:[\w-]+\.)*example\.(?:com|org|net)/|^data:[\w/+;]+,placeholder",
    re.IGNORECASE,
)
"""Addresses that only hold a place (example.com is nobody's, https://www.rfc-editor.org/rfc/rfc2606)."""
_MARKS = MADE_UP | frozenset("simulation demo placeholder".split())
"""Words of fields that say of their record that it is made up."""
_OPENLY = regex(
    r"\bnot (?:yet )?(?:implemented|available|supported|configured)\b|\bdisabled\b|\bunavailable\b|\bunknown\b|\bn/a\b|"
    r"\brequires? manual\b|\bplace-?holder (?!\w*\.)|\bcoming soon\b|\bpending\b|\bsimulation mode\b|\b(?:demo|mock) mode\b",
    re.IGNORECASE,
)
"""What an answer says that does not pretend."""
_LINKS = frozenset(
    "url urls uri link links href src image images thumbnail audio video file download".split()
)
"""Words of fields that say where something is."""
_COMPARING = frozenset("< > <= >=".split())
_OWN = ("self", "cls", "this")
_FIELDS = 2
_RECORD = 3


def awaited(
    project: Project, ref: FunctionRef, summary: Summary, answers: tuple[Answer, ...]
) -> tuple[int, ...]:
    """The lines of the answers of a function that is to find something out, and hands back what stands in it while the words
    inside say what is still to be done; none for another."""
    if not may_await(project, ref) or summary.effects or not answers:
        return ()
    if any(answer.own & REAL for answer in answers) or not all(_own(project, ref, a) for a in answers):
        return ()
    asked = any(param.name not in _OWN for param in project.function(ref).params)
    if (
        looks_into(project, ref)
        or _sorts(project, ref)
        or not all(_tells(project, answer, asked=asked) for answer in answers)
    ):
        return ()
    return tuple(answer.line for answer in answers)


def _sorts(project: Project, ref: FunctionRef) -> bool:
    """Whether a function sets what it answers by conditions on what it is given, or on a part of that, or looks it up by it: a
    rule, however simple."""
    body = project.body(ref)
    known = {param.name for param in project.function(ref).params} - set(_OWN)
    for statement in statements(body):
        if (
            isinstance(statement, tree.Assign)
            and statement.value is not None
            and known & _names(statement.value)
        ):
            known |= {target.id for target in statement.targets if isinstance(target, tree.Name)}
    if any(
        isinstance(node, tree.Item) and isinstance(node.key, tree.Name) and node.key.id in known
        for node in nodes(body)
    ):
        return True
    return any(
        isinstance(statement, tree.If)
        and bool(known & _names(statement.test))
        and any(_set_by(s, statement.test) for s in statement.then)
        for statement in statements(body)
    )


def _set_by(step: tree.Stmt, test: tree.Expr) -> bool:
    """Whether a step of a branch sets what is answered, or answers because of a comparison, with what stands in the code."""
    compared = isinstance(test, tree.Op) and test.op in _COMPARING
    answers = isinstance(step, tree.Assign) or (compared and isinstance(step, tree.Return))
    return answers and isinstance(getattr(step, "value", None), tree.Lit)


def _names(value: tree.Expr) -> set[str]:
    return {node.id for node in nodes(value) if isinstance(node, tree.Name)}


def _own(project: Project, ref: FunctionRef, answer: Answer) -> bool:
    """Whether what is answered stands in the function itself: what another one hands back is judged there."""
    function = project.function(ref)
    return answer.value is None or function.line <= answer.value.line <= function.end_line


def may_await(project: Project, ref: FunctionRef) -> bool:
    """Whether a function is to find something out, and the words inside say what is still to be done."""
    return finds_out(project, ref) and _says_to_do(project, ref)


def may_point_nowhere(project: Project, ref: FunctionRef) -> bool:
    """Whether a function may hand back records whose addresses only hold a place, going by how it is written."""
    if not finds_out(project, ref) or ref.path not in project.once(_near_places):
        return False
    given, function = handed_back(project, ref), project.function(ref)
    return given is None or any(
        _points_nowhere([f for f in fields(project, Answer(ref.path, at, at, 0, value=value)) if not f.table])
        for value in given
        for at in (min(max(value.line, function.line), function.end_line),)
    )


def _near_places(project: Project) -> frozenset[str]:
    """The files that hold addresses which only hold a place, and those that import them, however indirectly."""
    found = list(project.each(_holds_places, bool))
    near = set(found)
    while found:
        for importer in project.importers(found.pop()):
            if importer not in near:
                near.add(importer)
                found.append(importer)
    return frozenset(near)


def _holds_places(path: str, facts: FileFacts) -> bool:  # noqa: ARG001, asked of each file
    if b"://" not in facts.said and b"\ndata:" not in facts.said:
        return False
    return any(_NOWHERE.search(text) is not None for text in facts.said.decode().split("\n"))


def nowhere(
    project: Project, ref: FunctionRef, summary: Summary, answers: tuple[Answer, ...]
) -> tuple[int, ...]:
    """The lines of the answers of a function that hands back records whose addresses only hold a place; none for another."""
    if not finds_out(project, ref) or summary.effects or any(answer.own & REAL for answer in answers):
        return ()
    found = [(a, [f for f in fields(project, a) if not f.table]) for a in answers]
    if not found or not all(_points_nowhere(held) for _, held in found):
        return ()
    return tuple(answer.line for answer, _ in found)


def finds_out(project: Project, ref: FunctionRef) -> bool:
    """Whether a function is named for finding something out, and for nothing that somebody sets."""
    said = words(project.function(ref).name)
    return bool(said) and not _WORKING.isdisjoint(said[:2]) and _SET.isdisjoint(said)


def _says_to_do(project: Project, ref: FunctionRef) -> bool:
    """Whether the words inside say what is still to be done, and not of code that stands commented out for another reason."""
    return provisional(project, ref) or any(
        _TO_DO.search(text) is not None and speaks_for(text) and not has_code(text)
        for text in comments_of(project, ref)
    )


def _tells(project: Project, answer: Answer, *, asked: bool) -> bool:
    """Whether an answer is a figure, or holds several figures or texts that say something; texts alone are a table of what
    is known where nothing was ``asked`` for."""
    if isinstance(answer.value, tree.Lit):
        return _is_figure(answer.value)
    if not isinstance(answer.value, tree.Map | tree.Call | tree.Seq | tree.Name) or _turned(answer.value):
        return False
    held = [field for field in fields(project, answer) if not field.table]
    said = [field for field in held if _says(field.value)]
    told = (
        said
        if asked
        else [field for field in said if isinstance(field.value, tree.Lit) and _is_figure(field.value)]
    )
    return (len(told) >= _FIELDS or len(told) + _counts_nothing(held) >= _RECORD) and not declines(held)


def _counts_nothing(held: list[Field]) -> int:
    """How many fields are figures of nothing, which was to be counted."""
    figures = (field.value.value for field in held if isinstance(field.value, tree.Lit))
    return sum(type(figure) in (int, float) and not figure for figure in figures)


def supplies(project: Project, ref: FunctionRef) -> bool:
    """Whether the words inside say of the answer itself that it stands in for another, or it is counted off, or holds addresses
    that only hold a place: then a plain admission is of all that is no more real."""
    return (
        stands_in(project, ref)
        or counted_off(project, ref)
        or any(
            isinstance(node, tree.Lit)
            and isinstance(node.value, str)
            and _NOWHERE.search(node.value) is not None
            for node in nodes(project.body(ref))
        )
    )


def _turned(value: tree.Expr) -> bool:
    """Whether an answer is what a call makes of something, and no instance of a class."""
    return isinstance(value, tree.Call) and not value.new and not name_of(value)[:1].isupper()


def _is_figure(value: tree.Lit) -> bool:
    return type(value.value) in (int, float) and value.value not in (0, 1, -1, 100)


def _says(value: tree.Expr) -> bool:
    return isinstance(value, tree.Lit) and (
        _is_figure(value) or (isinstance(value.value, str) and bool(value.value))
    )


def declines(held: Iterable[Field]) -> bool:
    """Whether an answer says itself that nothing was found out, or that it is made up."""
    return any(
        (
            {"error", "errors", "note", "disabled", "unavailable"} & set(field.said)
            and not _counts(field.value)
        )
        or (
            isinstance(field.value, tree.Lit)
            and (
                (field.value.value is True and bool(_MARKS & set(field.said)))
                or (isinstance(field.value.value, str) and _OPENLY.search(field.value.value) is not None)
            )
        )
        for field in held
    )


def _counts(value: tree.Expr) -> bool:
    """Whether a value is a figure: how many errors there were tells of none in the answer."""
    return isinstance(value, tree.Lit) and type(value.value) in (int, float)


def _points_nowhere(held: list[Field]) -> bool:
    """Whether an answer is a record of several fields with an address that only holds a place."""
    if len({field.said for field in held if field.said}) < _RECORD:
        return False
    return any(
        isinstance(node, tree.Lit) and isinstance(node.value, str) and _NOWHERE.search(node.value) is not None
        for field in held
        if _LINKS & set(field.said)
        for node in nodes(field.value)
    )


def declined(project: Project, answers: tuple[Answer, ...]) -> bool:
    """Whether an answer that is no record says that nothing was done."""
    if any(answer.own & (INVENTED | DRAWN) for answer in answers):
        return False
    return any(declines(fields(project, answer)) for answer in answers)

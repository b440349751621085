"""Functions that say beside their code that a call is still to be made in their place, and answer as if it had been."""

from __future__ import annotations

import re

from checks.code import tree
from checks.code.search import calls
from checks.patterns import regex
from checks.project.dependence import REAL
from checks.project.flow.changes import local_values
from checks.project.flow.model import Answer
from checks.project.flow.values import root
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._bounding import reads_clock
from checks.rules._confessing import comments_of, confession, speaks_for
from checks.rules._made_up import Invention, answers_of
from checks.rules._naming import owns_up
from checks.rules._success import fields_of, reports_success

_DUE = regex(
    r"\breplace (?:this |it )?(?:\w+ )?with (?:an? |the |your )?(?:actual|real) (?:[\w-]+ ){0,3}?"
    r"(?:api|endpoint|backend|call|service|request|server|query|sdk)s?\b",
    re.IGNORECASE,
)
"""What is said where a call is still to be made."""
_DONE = regex(
    r"\b(?:sent|success\w*|has been \w+ed|have been \w+ed|saved|updated|created|deleted|submitted|verified|registered)\b",
    re.IGNORECASE,
)
_SAYING = frozenset(("message", "msg", "detail"))
"""Names of fields for what is said of an action."""
_MOST = 20
"""So many names are looked up for one answer."""
_WRITTEN = tree.Map | tree.Seq | tree.Op | tree.Template | tree.Lit


def stands_in(project: Project, ref: FunctionRef) -> Invention | None:
    """What a function answers in place of a call that is still to be made, as the words inside say: that something was done,
    or what stands under names which own up to being made up. None where it does anything else."""
    if ref.path.endswith((".tsx", ".jsx")) or not project.function(ref).name:
        return None
    due = any(_DUE.search(text) and speaks_for(text) for text in comments_of(project, ref))
    if not due and not confession(project, ref):
        return None
    summary = project.flow.function(ref)
    answers = answers_of(summary)
    if summary.effects or not answers or any(answer.own & REAL for answer in answers):
        return None
    lines = tuple(answer.line for answer in answers)
    if due and all(reports_success(a.value) or _says_done(a.value) for a in answers):
        return Invention("reports success and does nothing", lines)
    if all(_titled(project, ref, answer) for answer in answers):
        return Invention("hands back what stands in the code, as its names say", lines)
    return None


def _says_done(value: tree.Expr | None) -> bool:
    """Whether all that is answered is a text that says that something was done."""
    fields = fields_of(value)
    return bool(fields) and all(
        name in _SAYING
        and isinstance(held, tree.Lit)
        and isinstance(held.value, str)
        and _DONE.search(held.value) is not None
        for name, held in fields
    )


def _titled(project: Project, ref: FunctionRef, answer: Answer) -> bool:
    """Whether an answer is an object under a name that owns up to being made up, or all that it holds stands under such names
    but for the present moment and what was sent (``{ user: mockUser, token: mockToken }``)."""
    values = (
        [answer.value] if isinstance(answer.value, tree.Name) else [v for _, v in fields_of(answer.value)]
    )
    names = [value.id for value in values if isinstance(value, tree.Name) and owns_up(value.id)]
    given = {param.name for param in project.function(ref).params}
    body = project.body(ref)
    return (
        0 < len(names) <= _MOST
        and all(
            (isinstance(v, tree.Name) and (v.id in names or v.id in given)) or _beside(v, given)
            for v in values
        )
        and all(_written_out(body, name) for name in names)
    )


def _written_out(body: tree.Body, name: str) -> bool:
    held = local_values(body, name)
    return bool(held) and all(isinstance(value, _WRITTEN) for value in held)


def _beside(value: tree.Expr | None, given: set[str]) -> bool:
    """Whether a value is a word, a part of what was sent, or the present moment."""
    if isinstance(value, tree.Lit) or (isinstance(value, tree.Attr) and root(value) in given):
        return True
    return isinstance(value, tree.Call) and any(reads_clock(call) for call in calls(value))

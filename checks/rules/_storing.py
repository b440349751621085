"""Measurements that stand in the code and are stored as the result of something."""

from __future__ import annotations

from checks.code import tree
from checks.code.search import calls
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._made_up import Invention, listed
from checks.rules._naming import words

_MEASURED = frozenset(
    """score scores rating confidence accuracy percent percentage similarity probability sentiment price amount total
    revenue""".split()
)
_FIGURES = 3
_FLOAT = b"\xcb"
"""What stands before a float in an encoded body."""


def stored_figures(project: Project, ref: FunctionRef) -> Invention | None:
    """Several measurements written out in the code and stored as the result of something."""
    if project.encoded(ref).count(_FLOAT) < _FIGURES:
        return None
    for call in calls(project.body(ref)):
        figures = [
            (name, value)
            for name, value in call.kwargs
            if isinstance(value, tree.Lit)
            and type(value.value) is float
            and value.value % 1 > 0  # which no infinity is
            and _MEASURED & set(words(name))
        ]
        if len({value.value for _, value in figures}) < _FIGURES:
            continue
        target = project.resolve(ref.path, call.func, ref.index)
        if isinstance(target, ClassRef) and project.classes(target).bases:
            names = listed([name for name, _ in figures])
            return Invention(
                f"stores {names} as they stand in the code", (value.line for _, value in figures)
            )
    return None

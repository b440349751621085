"""Whether what is kept passes with the call that keeps it: whoever has it put in has it taken out before coming back."""

from __future__ import annotations

from checks.code.search import calls
from checks.project.flow.changes import Use
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._asked import Asked, name_of
from checks.rules.in_memory_store._served import Served

_MOST = 50
"""Of more functions than these that have something put in, it is not found out."""


class Passing:
    """Answers for one project."""

    def __init__(self, project: Project, served: Served, asked: Asked) -> None:
        self.project = project
        self._served = served
        self._asked = asked

    def passes(self, met: list[Use], kept: list[Use]) -> bool:
        """Whether every function that has a record put in, by calling one that does, has one taken out further down: it then
        stands there only while that call runs."""
        putting = {use.ref for use in kept}
        dropping = {use.ref for use in met if use.kind == "drop" and use.how != "clear"} - putting
        puts, drops = self._names(putting), self._names(dropping)
        if not drops or not putting.isdisjoint(self._served.handlers):
            return False
        using = {self._named(caller) for ref in putting for caller in self._asked.callers(ref)}
        return 0 < len(using) <= _MOST and all(self._ends(ref, puts, drops) for ref in using)

    def _named(self, ref: FunctionRef) -> FunctionRef:
        """The named function that one without a name stands in."""
        while ref.index and not self.project.function(ref).name:
            ref = FunctionRef(ref.path, max(0, self.project.function(ref).parent))
        return ref

    def _ends(self, ref: FunctionRef, puts: set[str], drops: set[str]) -> bool:
        whole = self.project.function(ref)
        made = [
            (name_of(call), call.line)
            for inner in self.project.facts[ref.path].outline.functions
            if ref.index and whole.line <= inner.line and inner.end_line <= whole.end_line
            for call in calls(self.project.body(FunctionRef(ref.path, inner.index)))
        ]
        first = min((line for name, line in made if name in puts), default=0)
        return first > 0 and any(name in drops and line > first for name, line in made)

    def _names(self, refs: set[FunctionRef]) -> set[str]:
        return {self.project.function(ref).name for ref in refs} - {""}

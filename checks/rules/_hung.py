"""What is hung on an app for its handlers to find there: ``app.locals.orders = new Orders()``, ``app.state.orders = Orders()``.

https://expressjs.com/en/5x/api.html#app.locals, https://www.starlette.io/applications/#storing-state-on-the-app-instance
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from checks.code import tree
from checks.code.search import last_name
from checks.project.flow.changes import statements
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef

_HOOKS = ("locals", "state")
_APPS = frozenset(("app", "application"))
_DEPTH = 3


class Hung:
    """Answers for one project which class an object is of that a handler takes from the app."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._kinds = _kinds(project)

    def kind(self, ref: FunctionRef, value: tree.Expr | None, depth: int = 0) -> ClassRef | None:
        """The class of what a function takes from the app, by itself or by a local name."""
        if isinstance(value, tree.Name) and depth < _DEPTH:
            held = self.project.flow.state.given(ref, value.id)
            return self.kind(ref, held[0], depth + 1) if len(held) == 1 else None
        return self._kinds.get(value.name) if isinstance(value, tree.Attr) and _on_app(value) else None


def _kinds(project: Project) -> Mapping[str, ClassRef]:
    """The class of all that is hung on an app under each name, where it is one."""
    found: dict[str, set[ClassRef | None]] = defaultdict(set)
    for path in project.saying(*_HOOKS):
        for function in project.facts[path].outline.functions:
            ref = FunctionRef(path, function.index)
            for statement in statements(project.body(ref)):
                if isinstance(statement, tree.Assign):
                    for target in statement.targets:
                        if isinstance(target, tree.Attr) and _on_app(target):
                            found[target.name].add(project.type_of(path, statement.value, function.index)
                                                   if statement.value else None)  # fmt: skip
    return {
        name: kind for name, kinds in found.items() if len(kinds) == 1 and (kind := kinds.pop()) is not None
    }


def _on_app(value: tree.Attr) -> bool:
    """Whether a member is of what an app holds for its handlers (``req.app.locals.orders``)."""
    return (
        isinstance(value.base, tree.Attr)
        and value.base.name in _HOOKS
        and last_name(value.base.base) in _APPS
    )

"""Whether an app that has to be told to listen ever is."""

from __future__ import annotations

from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Name
from checks.project.linked import Linked
from checks.project.model import FunctionRef
from checks.project.tracing.values import Made

_SET_UP = frozenset(
    """use set enable disable engine param on once off locals proxy keys context silent env register decorate
    decorateRequest decorateReply addHook addSchema setErrorHandler setNotFoundHandler addContentTypeParser""".split()
)
"""What is done to an app without starting it."""


def unheard(project: Linked, made: Made) -> bool:
    """Whether a file makes an app, declares what it serves, and then neither starts it nor gives it to anything.

    Only apps are meant that a script has to start itself, such as Express' (https://expressjs.com/en/5x/api.html#app.listen).
    Any use that could hand the app on counts as a start.
    """
    framework = made.framework
    if made.served or made.factory is not None or made.scope or "listen" not in framework.listens:
        return False
    if framework.language != "typescript" or not framework.mounts or framework.discover is not None:
        return False
    path, name = made.place.path, made.name
    outline = project.facts[path].outline
    if any(name in (export.name, export.local) for export in outline.exports):
        return False
    harmless = _SET_UP | {
        framework.chain,
        *(v.name for v in framework.verbs),
        *(m.name for m in framework.mounts),
    }
    return (
        made.run.path == path
        and _assigned(project, path, name)
        and not _handed_on(project, path, name, harmless)
    )


def _assigned(project: Linked, path: str, name: str) -> bool:
    """Whether the module's top level gives the app its name, once."""
    body = project.body(FunctionRef(path, 0))
    given = [
        s for s in body if isinstance(s, Assign) for t in s.targets if isinstance(t, Name) and t.id == name
    ]
    return len(given) == 1 and not given[0].exported


def _handed_on(project: Linked, path: str, name: str, harmless: frozenset[str]) -> bool:
    """Whether a file does more with a name than to set up what it stands for."""
    for function in project.facts[path].outline.functions:
        seen = [
            n for n in nodes(project.body(FunctionRef(path, function.index))) if isinstance(n, Name | Attr)
        ]
        plain = {id(n.base) for n in seen if isinstance(n, Attr) and n.name in harmless}
        for node in seen:
            if (
                isinstance(node, Name)
                and node.id == name
                and id(node) not in plain
                and not _target(project, path, node)
            ):
                return True
    return False


def _target(project: Linked, path: str, node: Name) -> bool:
    """Whether a name is that of the statement that gives it to the app."""
    body = project.body(FunctionRef(path, 0))
    return any(target is node for s in body if isinstance(s, Assign) for target in s.targets)

"""Litestar: handlers are decorated functions and controllers that an app or a router lists
(https://docs.litestar.dev/latest/usage/routing/)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.facts import Class, Decorator, FileFacts, Function
from checks.code.search import calls, nodes
from checks.code.tree import Call, Expr, Lit, Seq
from checks.frameworks.model import Found, Framework, Survey

_VERBS = {f"litestar.{name}": name.upper() for name in ("get", "post", "put", "patch", "delete", "head")} | {
    f"litestar.handlers.{name}": name.upper() for name in ("get", "post", "put", "patch", "delete", "head")
}
_SOCKETS = ("litestar.websocket", "litestar.websocket_listener", "litestar.handlers.websocket")
_ROUTE = ("litestar.route", "litestar.handlers.route")
_APPS = ("litestar.Litestar", "litestar.app.Litestar", "litestar.testing.create_test_client")
_ROUTERS = ("litestar.Router", "litestar.router.Router")
_CONTROLLERS = ("litestar.Controller", "litestar.controller.Controller")


def discover(survey: Survey) -> None:
    """Reports the apps, the routers they list, and the handlers and controllers that those list."""
    files = survey.importing("litestar")
    handlers = {
        (path, function.index): function
        for path, facts in files
        for function in _handlers(survey, path, facts)
    }
    listed: set[tuple[str, str]] = set()
    served = False
    for path, _ in files:
        for index, body in survey.functions(path):
            for call in calls(body):
                name = survey.outside(path, call.func, index)
                if name in (*_APPS, *_ROUTERS):
                    served = True
                    _lists(survey, path, index, call, name in _APPS, handlers, listed)
    for path, facts in files if served else ():
        _unlisted(survey, path, facts, handlers)


def _handlers(survey: Survey, path: str, facts: FileFacts) -> Iterator[Function]:
    return (f for f in facts.outline.functions if any(_methods(survey, path, mark) for mark in f.decorators))


def _methods(survey: Survey, path: str, mark: Decorator) -> tuple[str, ...]:
    """The methods that a decorator declares, empty for another decorator."""
    call = mark.value if isinstance(mark.value, Call) else None
    name = survey.outside(path, call.func if call else mark.value)
    if name in _VERBS:
        return (_VERBS[name],)
    if name in _SOCKETS:
        return ("WS",)
    given = dict(call.kwargs).get("http_method") if call and name in _ROUTE else None
    said = [n.value for n in nodes(given) if isinstance(n, Lit)] if given is not None else []
    return tuple(str(value).upper() for value in said)


def _lists(
    survey: Survey,
    path: str,
    index: int,
    call: Call,
    serves: bool,
    handlers: dict[tuple[str, int], Function],
    listed: set[tuple[str, str]],
) -> None:
    key = f"{path}:{call.line}:{'app' if serves else 'router'}"
    named = dict(call.kwargs)
    prefix = _text(
        survey, path, named.get("path") or (call.args[0] if call.args and not serves else None), index
    )
    end_line = max(call.line, call.end_line)
    survey.router(
        key, "app" if serves else "router", path, call.line, end_line, "app" if serves else "router", prefix
    )
    given = named.get("route_handlers") or (call.args[0] if call.args and serves else None)
    elements, known = survey.elements(path, given, index) if given is not None else ((), True)
    if not known:
        survey.dynamic(path)
    for file, element in elements:
        found = survey.find(file, element, index if file == path else 0)
        if (
            found is not None
            and found.function is not None
            and (found.path, found.function.index) in handlers
        ):
            _declare(survey, key, found, "")
        elif found is not None and found.declared is not None:
            _controller(survey, key, found, listed)
        else:
            _mounts(survey, key, path, call.line, file, element)


def _unlisted(survey: Survey, path: str, facts: FileFacts, handlers: dict[tuple[str, int], Function]) -> None:
    """Controllers, and handlers of the top level, that nothing says the name of: nobody lists them."""
    for declared in facts.outline.classes:
        found = Found(path, declared=declared)
        own = any((path, index) in handlers for index in declared.methods)
        if own and set(_CONTROLLERS) & survey.bases(found) and not survey.said(declared.name):
            key = f"{path}:{declared.name}"
            survey.router(key, "router", path, declared.line, declared.end_line, declared.name)
            _controller(survey, key, found, set())
    for (home, index), function in handlers.items():
        alone = (
            home == path and function.owner < 0 and function.parent == 0 and not survey.said(function.name)
        )
        made = survey.function(path, index) if alone else None
        if made is not None:
            key = f"{path}:{function.name}"
            survey.router(key, "router", path, function.first_line, function.end_line, function.name)
            _declare(survey, key, made, "")


def _mounts(survey: Survey, key: str, path: str, line: int, file: str, element: Expr) -> None:
    """A router among the handlers: a name for one, or the call that makes it."""
    held = survey.variable_at(file, element)
    made = element if isinstance(element, Call) else survey.variable(*held) if held else None
    if isinstance(made, Call):
        child = f"{held[0] if held else file}:{made.line}:router"
        place = held[0] if held else file
        survey.router(child, "router", place, made.line, max(made.line, made.end_line), held[1] if held else "router",
                      _text(survey, place, dict(made.kwargs).get("path"), 0))  # fmt: skip
        survey.mount(key, child, "", path, line, line)


def _controller(survey: Survey, key: str, found: Found, listed: set[tuple[str, str]]) -> None:
    declared: Class | None = found.declared
    if declared is None or not survey.bases(found) & set(_CONTROLLERS) or (key, declared.name) in listed:
        return
    listed.add((key, declared.name))
    own = next((f.value for f in declared.fields if f.name == "path"), None)
    prefix = _text(survey, found.path, own, 0)
    for index in declared.methods:
        method = survey.function(found.path, index)
        if method is not None:
            _declare(survey, key, method, prefix)


def _declare(survey: Survey, key: str, found: Found, prefix: str) -> None:
    function = found.function
    if function is None:
        return
    for mark in function.decorators:
        methods = _methods(survey, found.path, mark)
        for local in _paths(survey, found.path, mark) if methods else ():
            whole = "/" + "/".join(part for part in f"{prefix}/{local}".split("/") if part)
            lines = (function.first_line, function.end_line)
            survey.route(key, methods, whole, found.path, *lines, found, function.name)


def _paths(survey: Survey, path: str, mark: Decorator) -> tuple[str, ...]:
    if not isinstance(mark.value, Call):
        return ("",)
    given = mark.value.args[0] if mark.value.args else dict(mark.value.kwargs).get("path")
    if isinstance(given, Seq):
        return tuple(_text(survey, path, item, 0) for item in given.items)
    return (_text(survey, path, given, 0),)


def _text(survey: Survey, path: str, value: Expr | None, function: int) -> str:
    return (survey.text(path, value, function) or "") if value is not None else ""


FRAMEWORK = Framework(
    name="litestar",
    language="python",
    packages=("litestar",),
    request=("request", "socket"),
    responses=("litestar.Response",),
    discover=discover,
    style="braces",
    order="specific",
)

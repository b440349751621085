"""tRPC: routers are objects of procedures, called by name (https://trpc.io/docs/server/routers)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.code.search import calls
from checks.code.tree import Attr, Call, Expr, Lit, Map, Name
from checks.frameworks.model import Framework, Survey

_PACKAGES = ("@trpc/server",)
_ROUTER = re.compile(r"(create)?(trpc)?router", re.IGNORECASE)
_ENDS = frozenset({"query", "mutation", "subscription"})


def discover(survey: Survey) -> None:
    """Reports the procedures of every object that a router is made of, where a manifest declares tRPC."""
    if not any(
        package.name in _PACKAGES for _, manifest in survey.manifests() for package in manifest.packages
    ):
        return
    for path, facts in survey.files():
        if facts.language == "python":
            continue
        for function, body in survey.functions(path):
            for call in calls(body):
                if _ROUTER.fullmatch(_last(call.func)) and call.args and isinstance(call.args[0], Map):
                    _router(survey, path, function, call, call.args[0])


def _router(survey: Survey, path: str, function: int, call: Call, held: Map) -> None:
    procedures = list(_procedures(held))
    if not procedures:
        return
    key = f"{path}:{call.line}"
    survey.router(key, "app", path, call.line, max(call.line, call.end_line), "router", always=True)
    for name, made in procedures:
        handler = survey.find(path, made.args[0], function)
        line, end_line = made.line, max(made.line, made.end_line)
        survey.route(key, ("RPC",), name, path, line, end_line, handler, name)


def _procedures(held: Map) -> Iterator[tuple[str, Call]]:
    """``name: procedure.input(schema).query(handler)``."""
    for key, value in held.items:
        name = key.value if isinstance(key, Lit) else key.id if isinstance(key, Name) else None
        if isinstance(name, str) and isinstance(value, Call) and value.args and _last(value.func) in _ENDS:
            yield name, value


def _last(func: Expr) -> str:
    return func.name if isinstance(func, Attr) else func.id if isinstance(func, Name) else ""


FRAMEWORK = Framework(
    name="trpc",
    language="typescript",
    packages=_PACKAGES,
    style="event",
    request=("opts",),
    request_at=0,
    discover=discover,
)

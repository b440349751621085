"""tRPC: routers are objects of procedures, called by name, put together in other routers
(https://trpc.io/docs/server/routers, https://trpc.io/docs/server/merging-routers)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.code.search import calls, last_name
from checks.code.tree import Assign, Attr, Call, Expr, Lit, Map, Name, Spread
from checks.frameworks.model import Framework, Survey
from checks.patterns import regex

_PACKAGES = ("@trpc/server",)
_ROUTER = regex(r"(create)?(trpc)?router", re.IGNORECASE)
_MERGE = "mergeRouters"
_ENDS = frozenset({"query", "mutation", "subscription"})

Inner = tuple[str, str, int]
"""The key of a router inside another, the name that it has there, and the line."""

Named = tuple[str, str]
"""A file and the name of a variable of its top level."""


class Made(msgspec.Struct, frozen=True):
    """One router: the call that makes it, where, the name that it is given at the top level of its file, and which call
    of its function it is."""

    path: str
    function: int
    call: Call
    name: str
    number: int

    @property
    def key(self) -> str:
        """Unique in the tree."""
        return f"{self.path}:{self.function}:{self.number}"


def discover(survey: Survey) -> None:
    """Reports every router, its procedures and the routers in it, where a manifest declares tRPC."""
    if not any(
        package.name in _PACKAGES for _, manifest in survey.manifests() for package in manifest.packages
    ):
        return
    files = [path for path, facts in survey.files() if facts.language != "python"]
    made = [router for path in files for router in _routers(survey, path)]
    by_name = {(router.path, router.name): router.key for router in made if router.name}
    by_call = {id(router.call): router.key for router in made}
    inside = {router.key: list(_inside(survey, router, by_name, by_call)) for router in made}
    below = {child for children in inside.values() for child, _, _ in children}
    roots = [router for router in made if router.key not in below]
    unused = {router.key for router in roots if _alone(survey, router)}
    if len(unused) == len(roots):
        unused = set()  # whoever uses them is not in this tree
    routers = below | unused
    reported = {r.key for r in made if _report(survey, r, r.key in routers, inside[r.key])}
    for router in made:
        for child, name, line in inside[router.key]:
            if {router.key, child} <= reported:
                survey.mount(router.key, child, name, router.path, line, line)


def _routers(survey: Survey, path: str) -> Iterator[Made]:
    for function, body in survey.functions(path):
        given = {
            id(s.value): t.id for s in body if isinstance(s, Assign) for t in s.targets if isinstance(t, Name)
        }
        for number, call in enumerate(calls(body)):
            last = last_name(call.func)
            if last == _MERGE or (_ROUTER.fullmatch(last) and call.args and isinstance(call.args[0], Map)):
                yield Made(path, function, call, given.get(id(call), "") if function == 0 else "", number)


def _alone(survey: Survey, router: Made) -> bool:
    """Whether nothing ever says the name of a router."""
    return router.name not in ("", "default", "=") and not survey.said(router.name)


def _report(survey: Survey, router: Made, mounted: bool, inside: list[Inner]) -> bool:
    """Reports a router with anything in it: one that has to be mounted, or an app."""
    call, path, name = router.call, router.path, router.name
    held = call.args[0] if call.args else None
    procedures = list(_procedures(held)) if isinstance(held, Map) else []
    if not procedures and not inside:
        return False
    end_line = max(call.line, call.end_line)
    if mounted:
        survey.router(router.key, "router", path, call.line, end_line, name or "router")
    else:
        survey.router(router.key, "app", path, call.line, end_line, name or "router", always=True)
    for procedure, made in procedures:
        handler = survey.find(path, made.args[0], router.function)
        line, last = made.line, max(made.line, made.end_line)
        survey.route(router.key, ("RPC",), procedure, path, line, last, handler, procedure)
    return True


def _inside(
    survey: Survey, router: Made, by_name: dict[Named, str], by_call: dict[int, str]
) -> Iterator[Inner]:
    """The routers that one holds."""
    for name, value in _held(router.call):
        if id(value) in by_call:
            yield by_call[id(value)], name, value.line
        elif isinstance(value, Name | Attr):
            found = survey.variable_at(router.path, value, router.function)
            if found in by_name:
                yield by_name[found], name, value.line


def _held(call: Call) -> Iterator[tuple[str, Expr]]:
    for given in call.args:
        if isinstance(given, Map):
            for key, value in given.items:
                spread = isinstance(value, Spread)
                yield "" if spread else _key(key), value.value if isinstance(value, Spread) else value
        else:
            yield "", given


def _key(key: Expr | None) -> str:
    return str(key.value) if isinstance(key, Lit) else key.id if isinstance(key, Name) else ""


def _procedures(held: Map) -> Iterator[tuple[str, Call]]:
    """``name: procedure.input(schema).query(handler)``."""
    for key, value in held.items:
        name = _key(key)
        if name and isinstance(value, Call) and value.args and last_name(value.func) in _ENDS:
            yield name, value


FRAMEWORK = Framework(
    name="trpc",
    language="typescript",
    packages=_PACKAGES,
    style="event",
    request=("opts",),
    request_at=0,
    discover=discover,
)

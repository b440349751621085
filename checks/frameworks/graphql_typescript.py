"""GraphQL servers in TypeScript: the resolvers of queries and mutations, as methods of decorated classes or as maps
(https://docs.nestjs.com/graphql/resolvers, https://typegraphql.com/docs/resolvers.html,
https://www.apollographql.com/docs/apollo-server/data/resolvers)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.code.facts import Class, Decorator, FileFacts
from checks.code.search import last_name, nodes
from checks.code.tree import Attr, Call, Expr, Func, Lit, Map, Name
from checks.frameworks.model import Framework, Survey
from checks.patterns import regex

_SERVERS = frozenset(
    """@apollo/server apollo-server apollo-server-express apollo-server-fastify graphql-yoga mercurius express-graphql
    graphql-http @graphql-tools/schema""".split()
)
_CLASSES = ("@nestjs/graphql", "type-graphql")
_GLOB = regex(r"resolver.{0,40}\*|\*.{0,40}resolver", re.IGNORECASE)
"""A pattern of file names by which resolvers are found (https://typegraphql.com/docs/bootstrap.html)."""
_ROOTS = ("Query", "Mutation", "Subscription")


def discover(survey: Survey) -> None:
    """Reports the root resolvers of classes, and of maps where a manifest declares a server that takes them."""
    declared = {package.name for _, manifest in survey.manifests() for package in manifest.packages}
    maps = not declared.isdisjoint(_SERVERS)
    importing = [facts for _, facts in survey.importing(*_CLASSES) if _imports(facts)]
    classes = {held.name for facts in importing for held in facts.outline.classes}
    known = any(map(survey.said, classes)) and not any(
        _GLOB.search(text) for _, facts in survey.files() for text in facts.texts
    )
    for path, facts in survey.files() if maps else survey.importing(*_CLASSES):
        if facts.language == "python":
            continue
        if _imports(facts):
            for held in facts.outline.classes:
                _class(survey, path, held, served=not known or survey.said(held.name))
        elif maps:
            for function, body in survey.functions(path):
                for node in nodes(body):
                    if isinstance(node, Map):
                        _map(survey, path, function, node)


def _imports(facts: FileFacts) -> bool:
    return any(imported.module in _CLASSES for imported in facts.passed.imports)


def _class(survey: Survey, path: str, held: Class, *, served: bool) -> None:
    if not any(_says(survey, path, mark, ("Resolver",)) for mark in held.decorators):
        return
    key = f"{path}:{held.name}"
    for index in held.methods:
        found = survey.function(path, index)
        function = found.function if found else None
        if found and function and any(_says(survey, path, mark, _ROOTS) for mark in function.decorators):
            survey.router(
                key,
                "app" if served else "router",
                path,
                held.first_line,
                held.end_line,
                held.name,
                always=served,
            )
            lines = (function.first_line, function.end_line)
            survey.route(key, ("RPC",), function.name, path, *lines, found, function.name)


def _says(survey: Survey, path: str, mark: Decorator, names: tuple[str, ...]) -> bool:
    func = mark.value.func if isinstance(mark.value, Call) else mark.value
    return last_name(func) in names and survey.outside(path, func).startswith(_CLASSES)


def _map(survey: Survey, path: str, function: int, held: Map) -> None:
    """``{ Query: { users: () => … }, Mutation: { … } }``."""
    for root, fields in _entries(held):
        if root not in _ROOTS or not isinstance(fields, Map):
            continue
        for name, value in _entries(fields):
            found = survey.find(path, value, function) if isinstance(value, Func | Name | Attr) else None
            outline = found.function if found else None
            if found is None or outline is None or found.path != path:
                continue
            key = f"{path}:{root}:{held.line}"
            survey.router(key, "app", path, fields.line, fields.line, root, always=True)
            lines = (outline.first_line, outline.end_line)
            survey.route(key, ("RPC",), name, path, *lines, found, name)


def _entries(held: Map) -> Iterator[tuple[str, Expr]]:
    for key, value in held.items:
        if isinstance(key, Lit) and isinstance(key.value, str):
            yield key.value, value


FRAMEWORK = Framework(
    name="graphql-typescript",
    language="typescript",
    packages=("graphql",),
    style="event",
    discover=discover,
)

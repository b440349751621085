"""GraphQL servers in Python: the resolvers of queries and mutations (https://strawberry.rocks/docs/types/resolvers,
https://docs.graphene-python.org/en/latest/types/objecttypes/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.code.facts import Class, Decorator, FileFacts, Function
from checks.code.tree import Attr, Call, Expr
from checks.frameworks.model import Found, Framework, Survey
from checks.patterns import regex

_ROOT = regex(r"\w*(Query|Mutations?|Subscription)")
_SERVERS = {"strawberry", "strawberry_django", "graphene", "graphene_django"}
_FIELDS = ("strawberry.field", "strawberry.mutation", "strawberry.subscription", "strawberry.django.field")

Resolver = tuple[Found, Function]
"""A method that answers for a field."""


def discover(survey: Survey) -> None:
    """Reports the root resolvers of Strawberry's and Graphene's classes."""
    importing = survey.importing(*_SERVERS)
    files = [(path, facts, tops) for path, facts in importing if (tops := _tops(facts)) & _SERVERS]
    names = {
        held.name for _, facts, _ in files for held in facts.outline.classes if _ROOT.fullmatch(held.name)
    }
    known = any(map(survey.said, names))  # else whoever serves them is not in this tree
    for path, facts, tops in files:
        for held in facts.outline.classes:
            found = tuple(_resolvers(survey, path, held, strawberry="graphene" not in tops))
            if found:
                _report(survey, path, held, found, used=not known or survey.said(held.name))


def _tops(facts: FileFacts) -> set[str]:
    return {imported.module.split(".", 1)[0] for imported in facts.passed.imports}


def _resolvers(survey: Survey, path: str, held: Class, *, strawberry: bool) -> Iterator[Resolver]:
    derived = any(isinstance(base, Attr) and base.name in ("ObjectType", "Mutation") for base in held.bases)
    if not _ROOT.fullmatch(held.name) and not (derived and not strawberry):
        return
    for index in held.methods:
        found = survey.function(path, index)
        function = found.function if found else None
        if found is None or function is None:
            continue
        if _resolves(survey, path, function) if strawberry else _named(function, held):
            yield found, function


def _report(survey: Survey, path: str, held: Class, found: Iterable[Resolver], *, used: bool) -> None:
    key = f"{path}:{held.name}"
    for ref, function in found:
        survey.router(
            key, "app" if used else "router", path, held.line, held.end_line, held.name, always=used
        )
        local = function.name.removeprefix("resolve_")
        survey.route(key, ("RPC",), local, path, function.first_line, function.end_line, ref, function.name)


def _resolves(survey: Survey, path: str, function: Function) -> bool:
    return any(survey.outside(path, _marking(mark)) in _FIELDS for mark in function.decorators)


def _marking(mark: Decorator) -> Expr:
    return mark.value.func if isinstance(mark.value, Call) else mark.value


def _named(function: Function, held: Class) -> bool:
    """Whether Graphene calls a method: ``resolve_users`` of a root type, ``mutate`` of a mutation."""
    if function.name == "mutate":
        return any(isinstance(base, Attr) and base.name == "Mutation" for base in held.bases)
    return function.name.startswith("resolve_") and _ROOT.fullmatch(held.name) is not None


FRAMEWORK = Framework(
    name="graphql-python",
    language="python",
    packages=("strawberry", "graphene"),
    style="event",
    request=("info", "root", "obj"),
    discover=discover,
)

"""Ariadne: resolvers that the fields of a GraphQL schema are given (https://ariadnegraphql.org/docs/resolvers)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, Verb, Where

FRAMEWORK = Framework(
    name="ariadne",
    language="python",
    packages=("ariadne",),
    makers=(Maker(("ariadne.QueryType", "ariadne.MutationType", "ariadne.SubscriptionType"), "app"),),
    verbs=(Verb("field", ("RPC",), path=Where(0, "name")),),
    style="event",
    request=("info", "root", "obj"),
)

"""Hono (https://hono.dev/docs/api/routing)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "options")

FRAMEWORK = Framework(
    name="hono",
    language="typescript",
    packages=("hono", "@hono/zod-openapi"),
    makers=(Maker(("hono.Hono", "@hono/zod-openapi.OpenAPIHono"), "app"),),
    verbs=(
        *(Verb(name, (name.upper(),), path=Where(0), handler="last", least=2) for name in _HTTP),
        Verb("all", ("*",), path=Where(0), handler="last", least=2),
    ),
    mounts=(MountCall("route", child=Where(1), prefix=Where(0)), MountCall("mount", Where(1), Where(0))),
    types=("Hono",),
    prefixers=("basePath",),
    same=("fetch",),
    serves=("@hono/node-server.serve", "Bun.serve", "Deno.serve"),
    style="colon",
    request=("c", "ctx", "Context"),
    response=("c", "ctx", "Context"),
    request_at=0,
    response_at=0,
    nests=True,
)

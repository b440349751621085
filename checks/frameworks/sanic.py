"""Sanic (https://sanic.dev/en/guide/basics/routing.html)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "head")
_URI = Where(0, "uri")
_METHODS = Where(-1, "methods")

FRAMEWORK = Framework(
    name="sanic",
    language="python",
    packages=("sanic",),
    makers=(
        Maker(("sanic.Sanic",), "app"),
        Maker(("sanic.Blueprint",), "router", Where(-1, "url_prefix")),
    ),
    verbs=(
        *(Verb(name, (name.upper(),), path=_URI) for name in _HTTP),
        Verb("route", path=_URI, methods_at=_METHODS),
        Verb("websocket", ("WS",), path=_URI),
        Verb(
            "add_route",
            path=Where(1, "uri"),
            methods_at=_METHODS,
            handler="at",
            handler_at=Where(0, "handler"),
        ),
    ),
    mounts=(MountCall("blueprint", Where(0, "blueprint"), Where(-1, "url_prefix"), certain=True),),
    types=("Sanic",),
    listens=("run", "serve"),
    order="specific",
    style="angle",
    responses=("sanic.json", "sanic.text", "sanic.response.json", "sanic.response.text"),
    request=("request", "Request"),
    request_at=0,
)

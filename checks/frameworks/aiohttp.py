"""aiohttp's server (https://docs.aiohttp.org/en/stable/web_reference.html)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "head")
_HANDLER = Where(1, "handler")

FRAMEWORK = Framework(
    name="aiohttp",
    language="python",
    packages=("aiohttp.web", "aiohttp"),
    makers=(
        Maker(("aiohttp.web.Application",), "app"),
        Maker(("aiohttp.web.RouteTableDef",), "router"),
    ),
    verbs=(
        *(Verb(name, (name.upper(),)) for name in _HTTP),
        *(Verb(f"add_{name}", (name.upper(),), handler="at", handler_at=_HANDLER) for name in _HTTP),
        Verb(
            "add_route",
            path=Where(1, "path"),
            methods_at=Where(0, "method"),
            handler="at",
            handler_at=Where(2, "handler"),
        ),
    ),
    mounts=(
        MountCall("add_routes", child=Where(0)),
        MountCall("add_subapp", child=Where(1, "subapp"), prefix=Where(0, "prefix")),
    ),
    types=("Application", "RouteTableDef"),
    serves=("aiohttp.web.run_app", "aiohttp.web.AppRunner"),
    responses=("aiohttp.web.json_response", "aiohttp.web.Response"),
    request=("Request", "request"),
    request_at=0,
    same=("router",),
)

"""FastAPI and Starlette (https://fastapi.tiangolo.com/reference/, https://www.starlette.io/routing/)."""

from __future__ import annotations

from checks.frameworks.model import Builtin, Framework, Maker, MountCall, Verb, Where

_PATH = Where(0, "path")
_HTTP = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_METHODS = Where(-1, "methods")

FRAMEWORK = Framework(
    name="fastapi",
    language="python",
    packages=("fastapi", "starlette"),
    makers=(
        Maker(("fastapi.FastAPI", "fastapi.applications.FastAPI"), "app"),
        Maker(("starlette.applications.Starlette",), "app"),
        Maker(("fastapi.APIRouter", "fastapi.routing.APIRouter"), "router", Where(-1, "prefix")),
        Maker(("starlette.routing.Router",), "router"),
    ),
    verbs=(
        *(Verb(name, (name.upper(),)) for name in _HTTP),
        Verb("api_route", methods_at=_METHODS),
        Verb("route", methods_at=Where(1, "methods")),
        Verb("websocket", ("WS",)),
        Verb("websocket_route", ("WS",)),
        Verb("add_api_route", methods_at=_METHODS, handler="at", handler_at=Where(1, "endpoint")),
        Verb("add_route", methods_at=Where(2, "methods"), handler="at", handler_at=Where(1, "route")),
        Verb("add_api_websocket_route", ("WS",), handler="at", handler_at=Where(1, "endpoint")),
        Verb("add_websocket_route", ("WS",), handler="at", handler_at=Where(1, "route")),
    ),
    mounts=(
        MountCall("include_router", child=Where(0, "router"), prefix=Where(-1, "prefix"), certain=True),
        MountCall("mount", child=Where(1, "app"), prefix=_PATH),
    ),
    types=("FastAPI", "APIRouter", "Starlette"),
    serves=("uvicorn.run", "hypercorn.run", "mangum.Mangum", "uvicorn.Config", "uvicorn.Server"),
    builtins=(
        Builtin("/docs", "docs_url"),
        Builtin("/redoc", "redoc_url"),
        Builtin("/openapi.json", "openapi_url"),
    ),
    responses=(
        "fastapi.Response",
        "fastapi.responses.Response",
        "fastapi.responses.JSONResponse",
        "fastapi.responses.ORJSONResponse",
        "fastapi.responses.UJSONResponse",
        "fastapi.responses.PlainTextResponse",
        "starlette.responses.Response",
        "starlette.responses.JSONResponse",
        "starlette.responses.UJSONResponse",
        "starlette.responses.PlainTextResponse",
    ),
    request=("Request", "WebSocket", "HTTPConnection"),
    response=("Response", "WebSocket"),
    injections=("Depends", "Security"),
    same=("router",),
)

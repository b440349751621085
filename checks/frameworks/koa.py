"""Koa with @koa/router (https://koajs.com/, https://github.com/koajs/router)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "del", "head", "options")
_NAMES = {"del": "DELETE"}

FRAMEWORK = Framework(
    name="koa",
    language="typescript",
    packages=("koa", "@koa/router", "koa-router"),
    makers=(
        Maker(("koa", "koa.default"), "app"),
        Maker(("@koa/router", "koa-router", "@koa/router.Router"), "router", Where(-1, "prefix")),
    ),
    verbs=(
        *(Verb(n, (_NAMES.get(n, n.upper()),), path=Where(0), handler="last", least=2) for n in _HTTP),
        Verb("all", ("*",), path=Where(0), handler="last", least=2),
    ),
    mounts=(MountCall("use", prefix=Where(0)),),
    types=("Koa", "KoaRouter"),
    prefixers=("prefix",),
    listens=("listen",),
    style="colon",
    request=("ctx", "Context"),
    response=("ctx", "Context"),
    request_at=0,
    response_at=0,
)

"""Express (https://expressjs.com/en/5x/api.html): routes and middlewares run in the order they are declared in."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options")

FRAMEWORK = Framework(
    name="express",
    language="typescript",
    packages=("express", "express-promise-router", "express-async-router", "express-ws"),
    makers=(
        Maker(("express", "express.default"), "app"),
        Maker(("express.Router", "express-promise-router", "express-async-router.AsyncRouter"), "router"),
    ),
    verbs=(
        *(Verb(name, (name.upper(),), path=Where(0), handler="last", least=2) for name in _HTTP),
        Verb("all", ("*",), path=Where(0), handler="last", least=2),
        Verb("ws", ("WS",), path=Where(0), handler="last", least=2),
    ),
    mounts=(MountCall("use", prefix=Where(0)),),
    types=("Express", "Application", "Router", "IRouter"),
    chain="route",
    serves=("http.createServer", "https.createServer", "serverless-http", "spdy.createServer"),
    listens=("listen",),
    loaders=("express-file-routing", "consign", "express-load", "express-autoload"),
    style="colon",
    request=("req", "request", "Request"),
    response=("res", "response", "Response"),
    request_at=0,
    response_at=1,
)

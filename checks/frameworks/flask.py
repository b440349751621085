"""Flask, with Flask-RESTful, Flask-RESTX and Flask-Smorest (https://flask.palletsprojects.com/en/stable/api/).

Werkzeug sorts rules by weight: a static segment wins over a parameter
(https://werkzeug.palletsprojects.com/en/stable/routing/#rule-priority).
"""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_RULE = Where(0, "rule")
_METHODS = Where(-1, "methods")
_HTTP = ("get", "post", "put", "patch", "delete")

FRAMEWORK = Framework(
    name="flask",
    language="python",
    packages=(
        "flask",
        "quart",
        "flask_restful",
        "flask_restx",
        "flask_smorest",
        "flask_openapi3",
        "apiflask",
    ),
    makers=(
        Maker(("flask.Flask", "quart.Quart", "apiflask.APIFlask", "flask_openapi3.OpenAPI"), "app"),
        Maker(
            (
                "flask.Blueprint",
                "quart.Blueprint",
                "flask_smorest.Blueprint",
                "apiflask.APIBlueprint",
                "flask_openapi3.APIBlueprint",
            ),
            "router",
            Where(-1, "url_prefix"),
        ),
        Maker(("flask_restx.Namespace",), "router", Where(-1, "path")),
        Maker(("flask_restful.Api", "flask_restx.Api", "flask_smorest.Api"), "router", Where(-1, "prefix")),
    ),
    verbs=(
        Verb("route", path=_RULE, methods_at=_METHODS),
        *(Verb(name, (name.upper(),), path=_RULE) for name in _HTTP),
        Verb("add_url_rule", path=_RULE, methods_at=_METHODS, handler="at", handler_at=Where(2, "view_func")),
        Verb(
            "add_resource",
            path=Where(1),
            methods_at=_METHODS,
            handler="at",
            handler_at=Where(0, "resource"),
            many=True,
        ),
        Verb("websocket", ("WS",), path=_RULE),
    ),
    mounts=(
        MountCall(
            "register_blueprint", Where(0, "blueprint"), Where(-1, "url_prefix"), replaces=True, certain=True
        ),
        MountCall("add_namespace", Where(0, "ns"), Where(1, "path"), replaces=True),
        MountCall("register_api", Where(0, "api"), Where(-1, "url_prefix"), replaces=True),
        MountCall("init_app", Where(0, "app"), onto=True),
    ),
    types=("Flask", "Blueprint", "Quart"),
    serves=(
        "waitress.serve",
        "gevent.pywsgi.WSGIServer",
        "werkzeug.serving.run_simple",
        "hypercorn.asyncio.serve",
    ),
    listens=("run",),
    order="specific",
    style="angle",
    responses=(
        "flask.jsonify",
        "flask.json.jsonify",
        "flask.make_response",
        "flask.Response",
        "quart.jsonify",
        "quart.make_response",
        "quart.Response",
        "werkzeug.wrappers.Response",
    ),
    request=("flask.request", "quart.request"),
)

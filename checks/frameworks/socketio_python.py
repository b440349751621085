"""python-socketio and Flask-SocketIO (https://python-socketio.readthedocs.io/, https://flask-socketio.readthedocs.io/)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, Verb, Where

FRAMEWORK = Framework(
    name="socketio-python",
    language="python",
    packages=("socketio", "flask_socketio"),
    makers=(Maker(("flask_socketio.SocketIO", "socketio.Server", "socketio.AsyncServer"), "app"),),
    verbs=(
        Verb("on", ("WS",), path=Where(0, "event")),
        Verb("on_event", ("WS",), path=Where(0, "message"), handler="at", handler_at=Where(1, "handler")),
        Verb("event", ("WS",), named=True),
    ),
    types=("SocketIO", "AsyncServer"),
    serves=("socketio.ASGIApp", "socketio.WSGIApp"),
    listens=("run",),
    style="event",
)

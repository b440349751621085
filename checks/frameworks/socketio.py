"""Socket.IO's server in JavaScript (https://socket.io/docs/v4/server-api/)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, Verb, Where

FRAMEWORK = Framework(
    name="socketio",
    language="typescript",
    packages=("socket.io",),
    makers=(Maker(("socket.io.Server", "socket.io", "socket.io.default"), "app"),),
    verbs=(Verb("on", ("WS",), path=Where(0), handler="last", least=2, inside=True),),
    types=("SocketIOServer", "Socket"),
    listens=("listen", "attach"),
    style="event",
)

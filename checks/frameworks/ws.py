"""The ws package's WebSocket server (https://github.com/websockets/ws/blob/master/doc/ws.md)."""

from __future__ import annotations

from checks.frameworks.model import Builtin, Framework, Maker

FRAMEWORK = Framework(
    name="ws",
    language="typescript",
    packages=("ws",),
    makers=(Maker(("ws.WebSocketServer", "ws.Server", "ws.default.Server"), "app"),),
    builtins=(Builtin("/", "path", "WS"),),
    style="colon",
)

"""What pushes to clients while they wait."""

from __future__ import annotations

from checks.claims._catalogue import Capability

_SOCKETS = ("ws", "socket.io", "websockets", "socketio", "flask_socketio", "flask_sock", "@nestjs/websockets", "channels", "uWebSockets.js", "@fastify/websocket", "express-ws", "starlette.websockets", "fastapi.WebSocket", "aiohttp.WSMsgType", "aiohttp.web.WebSocketResponse", "tornado.websocket", "simple_websocket", "engineio", "ws.WebSocketServer", "sockjs", "graphql-ws")  # fmt: skip

CAPABILITIES = (
    Capability("WebSocket server", ("web ?sockets?(?:[- ](?:servers?|service|support|streaming|real-time streaming|event streaming|broadcasting|broadcasts?|connections?|endpoints?|updates?|layer|integration|handlers?|hub|gateway|proxy|api|events?))?", "backend websocket", "real-time websocket broadcasting"), _SOCKETS, (r"[Ww]eb_?[Ss]ocket", r"new WebSocketServer", r"@websocket", r"websocket_route", r"@SubscribeMessage", r"io\.on\("), settled=True, elsewhere=True),
    Capability("WebSocket client", ("web ?socket clients?",), ("socket.io-client", "ws", "websockets", "websocket", "react-use-websocket", "reconnecting-websocket", "socketio"), (r"new WebSocket\(", r"websockets\.connect", r"io\("), settled=True, elsewhere=True),
    Capability("Socket.IO", ("socket\\.io",), ("socket.io", "socket.io-client", "socketio", "flask_socketio", "@nestjs/platform-socket.io"), settled=True),
    Capability("server-sent events", ("server[- ]sent events?", "sse(?: (?:streaming|endpoints?|streams?|broadcast\\w*|connections?|events?|support))?"), ("sse_starlette", "eventsource", "express-sse", "better-sse", "django_eventstream", "@nestjs/common.Sse"), (r"text/event-stream", r"EventSource", r"@Sse\b", r"StreamingResponse", r"[Ee]vent_?[Ss]tream")),
    Capability("real-time", ("real[- ]time(?: (?:updates?|features?|sync|data|notifications?|streaming|events?|communication|dashboards?|integration|sync service))?", "live updates?"), (*_SOCKETS, "sse_starlette", "socket.io-client", "pusher", "pusher-js", "ably", "@supabase/supabase-js", "@microsoft/signalr"), (r"[Ww]eb_?[Ss]ocket", r"EventSource", r"text/event-stream", r"setInterval\(", r"refetchInterval", r"onSnapshot", r"\.subscribe\(", r"\bio\(")),
    Capability("heartbeat", ("heartbeats?(?: (?:manager|mechanism|implementation))?", "ping(?:-|/| )pong", "keep-?alives?"), (), (r"[Hh]eart_?[Bb]eat", r"\bping\b", r"\bpong\b", r"keep_?-?[Aa]live", r"HEARTBEAT")),
    Capability("backpressure", ("back-?pressure(?: (?:handler|handling|logic|implementation))?",), (), (r"[Bb]ack_?[Pp]ressure", r"highWaterMark", r"bufferedAmount", r"QueueFull", r"\bdrain\b"), settled=True),
    Capability("auto-reconnection", ("(?:auto(?:matic)?[- ])?reconnect(?:ion|ing|s)?(?: logic)?",), (), (r"[Rr]econnect", r"[Rr]etry")),
    Capability("push notifications", ("push notifications?",), ("web-push", "pywebpush", "expo-notifications", "expo-server-sdk", "firebase_admin", "firebase-admin", "onesignal", "apns2", "exponent_server_sdk", "node-apn", "pusher"), (r"[Pp]ush_?[Nn]otif", r"pushManager", r"\bfcm\b", r"FCM"), settled=True, elsewhere=True),
    Capability("streaming", ("(?:response |token |llm )?streaming(?: responses?)?",), (), (r"[Ss]tream", r"yield\b")),
)  # fmt: skip

"""Servers of tools for language models in Python: the SDK's FastMCP and low-level server, and the FastMCP package
(https://github.com/modelcontextprotocol/python-sdk, https://gofastmcp.com/servers/tools)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_NAME = Where(0, "name")

FRAMEWORK = Framework(
    name="mcp-python",
    language="python",
    packages=("mcp", "fastmcp"),
    makers=(
        Maker(
            (
                "mcp.server.fastmcp.FastMCP",
                "mcp.server.fastmcp.server.FastMCP",
                "mcp.server.FastMCP",
                "fastmcp.FastMCP",
                "fastmcp.server.FastMCP",
                "mcp.server.Server",
                "mcp.server.lowlevel.Server",
            ),
            "app",
        ),
    ),
    verbs=(
        Verb("tool", ("TOOL",), path=_NAME, named=True),
        Verb("call_tool", ("TOOL",), path=Where(-1, "name"), named=True),
        Verb("add_tool", ("TOOL",), path=Where(1, "name"), handler="at", handler_at=Where(0, "fn")),
    ),
    mounts=(
        MountCall("mount", child=Where(-1, "server")),
        MountCall("import_server", child=Where(-1, "server")),
    ),
    types=("FastMCP",),
    listens=("run", "run_async", "run_stdio_async", "sse_app", "streamable_http_app", "http_app"),
    style="event",
)

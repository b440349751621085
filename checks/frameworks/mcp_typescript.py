"""Servers of tools for language models in TypeScript: the McpServer of the SDK
(https://github.com/modelcontextprotocol/typescript-sdk)."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, Verb, Where

FRAMEWORK = Framework(
    name="mcp-typescript",
    language="typescript",
    packages=("@modelcontextprotocol/sdk", "@modelcontextprotocol/server"),
    makers=(
        Maker(
            (
                "@modelcontextprotocol/sdk/server/mcp.js.McpServer",
                "@modelcontextprotocol/sdk/server/mcp.McpServer",
                "@modelcontextprotocol/server.McpServer",
            ),
            "app",
        ),
    ),
    verbs=(
        Verb("tool", ("TOOL",), path=Where(0), handler="last", least=2),
        Verb("registerTool", ("TOOL",), path=Where(0), handler="last", least=3),
    ),
    types=("McpServer",),
    listens=("connect",),
    style="event",
)

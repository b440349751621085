"""What makes an absence unknown: the files that could hold the thing and that nothing here can read."""

from __future__ import annotations

from collections.abc import Iterable

from checks.project.link import Project

# Languages that people write servers in and that no front end reads.
_SERVER_ENDINGS = (
    ".go", ".java", ".kt", ".kts", ".scala", ".groovy", ".rb", ".php", ".cs", ".fs", ".rs", ".ex", ".exs", ".erl", ".swift",
    ".dart", ".clj", ".hs", ".pl", ".pm", ".lua", ".cr", ".nim", ".cpp", ".cc",
)  # fmt: skip
_READ_ENDINGS = (".py", ".pyi", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")

# Modules that serve requests in ways that only a framework's own page of knowledge can follow.
SERVERS = frozenset(
    "hono koa @koa/router koa-router aiohttp tornado sanic bottle falcon pyramid cherrypy litestar quart ninja robyn blacksheep "
    "web.py http.server socketserver @trpc/server trpc polka restify @hapi/hapi hapi loopback @loopback/rest sails @feathersjs/feathers "
    "@adonisjs/core elysia itty-router aws-lambda @azure/functions firebase-functions serverless-http chalice mangum "
    "graphene strawberry ariadne apollo-server @apollo/server type-graphql grpc @grpc/grpc-js rest_framework_nested "
    "fastify express flask django fastapi starlette @nestjs/common next routing-controllers tsoa inversify-express-utils "
    "express-file-routing express-openapi connexion flask_restful flask_restx flask_smorest tastypie".split()
)


def unread_servers(project: Project) -> tuple[str, ...]:
    """Files that could hold a route and were not read, sorted: other server languages, and source of ours that
    did not parse or was skipped."""
    return tuple(
        p
        for p in project.unread()
        if p.lower().endswith(_SERVER_ENDINGS + _READ_ENDINGS) and _production(project, p)
    )


def _production(project: Project, path: str) -> bool:
    return project.production(path)


def unknown_servers(project: Project, known: Iterable[str]) -> tuple[str, ...]:
    """Production files that import a server framework of which no route was found, sorted. ``known`` are the
    frameworks that routes were found for, under any spelling."""
    spelled = {_plain(name) for name in known}
    found = []
    for path, facts in project.facts.items():
        names = {i.module for i in facts.outline.imports if i.kind != "type"}
        hits = {m for m in names if m in SERVERS or m.split(".")[0] in SERVERS}
        if any(_plain(h) not in spelled for h in hits) and project.production(path):
            found.append(path)
    return tuple(sorted(found))


def _plain(name: str) -> str:
    """A framework's or module's name without the spellings that differ ("@nestjs/common" is "nestjs")."""
    base = name.lower().lstrip("@").split("/")[0].split(".")[0].split("_")[0]
    return {"nest": "nestjs", "starlette": "fastapi", "rest": "django", "nextjs": "next"}.get(base, base)

"""What makes an absence unknown: the files that could hold the thing and that nothing here can read."""

from __future__ import annotations

import re

from checks.project.link import Project

# Languages that people write servers in and that no front end reads.
_SERVER_ENDINGS = (
    ".go", ".java", ".kt", ".scala", ".groovy", ".rb", ".php", ".cs", ".fs", ".rs", ".ex", ".exs", ".erl", ".clj", ".hs", ".pl",
    ".pm", ".cr", ".nim",
)  # fmt: skip
_READ_ENDINGS = (".py", ".pyi", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")

_NO_SERVER = re.compile(
    r"(?i)(?:^|/)(?:android|ios|macos|mobile|contracts|[^/]*tests?|__tests__|examples?|docs)/"
)

# Server frameworks and generators of routes whose routes are not read.
SERVERS = frozenset(
    "hono koa @koa/router koa-router aiohttp tornado sanic bottle falcon pyramid cherrypy litestar quart ninja robyn blacksheep "
    "web.py http.server socketserver @trpc/server trpc polka restify @hapi/hapi hapi loopback @loopback/rest sails @feathersjs/feathers "
    "@adonisjs/core elysia itty-router aws-lambda @azure/functions firebase-functions serverless-http chalice mangum "
    "graphene strawberry ariadne apollo-server @apollo/server type-graphql grpc @grpc/grpc-js rest_framework_nested "
    "fastify routing-controllers tsoa inversify-express-utils "
    "express-file-routing express-openapi connexion flask_restful flask_restx flask_smorest tastypie".split()
)


def unread_servers(project: Project) -> tuple[str, ...]:
    """Files that could hold a route and were not read, sorted: other server languages, and source of ours that
    did not parse or was skipped."""
    return tuple(
        p
        for p in project.unread()
        if p.lower().endswith(_SERVER_ENDINGS + _READ_ENDINGS)
        and project.production(p)
        and not _NO_SERVER.search(p)
    )


def unknown_servers(project: Project) -> tuple[str, ...]:
    """Production files that import a server framework whose routes nothing here can follow, sorted."""
    followed = {r.framework for r in project.routers}
    found = []
    for path in project.code():
        modules = {i.module for i in project.facts[path].outline.imports if i.kind != "type"}
        hits = {m if m in SERVERS else m.split(".")[0] for m in modules} & SERVERS
        if hits - followed:
            found.append(path)
    return tuple(found)

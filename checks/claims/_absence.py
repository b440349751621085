"""What makes an absence unknown: the files that could hold the thing and that nothing here can read."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

import msgspec

from checks.code.search import nodes
from checks.code.tree import Attr, Call, Expr, Lit, Node, Op, Seq
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.snapshot import SUBMODULE

# Languages that people write servers in and that no front end reads.
_SERVER_ENDINGS = (
    ".go", ".java", ".kt", ".scala", ".groovy", ".rb", ".php", ".cs", ".fs", ".rs", ".ex", ".exs", ".erl", ".clj", ".hs", ".pl",
    ".pm", ".cr", ".nim", ".c", ".cc", ".cpp", ".ino",
)  # fmt: skip
_READ_ENDINGS = (".py", ".pyi", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")

_NO_SERVER = regex(
    r"(?i)(?:^|/)(?:android|ios|macos|windows|linux|flutter|node_modules|vendor|third_party|mobile|contracts|[^/]*tests?|__tests__|examples?|docs)/"
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


_FOLLOWED = frozenset(
    "express fastapi flask starlette django rest_framework @nestjs/common fastify hono koa aiohttp ws socket.io".split()
)


@lru_cache(maxsize=2)
def unread_servers(project: Project) -> tuple[str, ...]:
    """Files that could hold a route and were not read, sorted: other server languages, source of ours that was
    skipped, submodules, modules that scripts import and the tree lacks, and source that did not parse in parts and serves something."""
    lacking = (one for one in _lacking(project) if _SERVING.search(one.module))
    unread = {p for p in project.unread() if _could_serve(project, p)}
    return tuple(sorted({*unread, *(posixpath.normpath(f"{one.path}/../{one.module}") for one in lacking)}))


def _could_serve(project: Project, path: str) -> bool:
    """Whether an unread file could hold a route."""
    if _NO_SERVER.search(path) or not project.production(path):
        return False
    entry = project.snapshot.tree.get(path)
    if entry is not None and entry.mode == SUBMODULE:
        return True
    facts = project.facts.get(path)
    if facts is None or facts.failure or facts.language not in ("python", "typescript", "javascript"):
        return path.lower().endswith(_SERVER_ENDINGS + _READ_ENDINGS)
    modules = {i.module if i.module in _FOLLOWED else i.module.split(".")[0] for i in facts.outline.imports}
    return path.lower().endswith(_READ_ENDINGS) and bool(modules & (SERVERS | _FOLLOWED))


@lru_cache(maxsize=2)
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


_ADDRESS = regex(r"(?:/?\^)?(/[\w\-./]{2,120}?)(?:\$/?[a-z]{0,6}|/)?")
_COMPARING = frozenset("includes startsWith endsWith startswith endswith match test".split())


def dispatched_by_hand(path: str, project: Project) -> tuple[str, ...]:
    """Production files that compare a request's address with the end of a path, or that a host serves by their
    own place (``api/v1/auth.ts`` for ``/api/v1/auth/…``) without a router of any framework, sorted."""
    parts = [p for p in path.split("/") if p and not p.startswith("{")]
    if not parts:
        return ()
    last = parts[-1].encode()
    found = {
        file
        for file in project.code()
        if last in project.facts[file].said
        and any(_ends_alike(text, parts) for text in _compared(project, file))
    }
    return tuple(sorted(found | _placed(path, project)))


def _ends_alike(text: str, parts: list[str]) -> bool:
    """Whether a compared text names the last fixed part of a path, and no other parts than the path's."""
    own = [p for p in text.split("/") if p]
    return bool(own) and own[-1] == parts[-1] and set(own) <= set(parts)


@lru_cache(maxsize=4_096)
def _compared(project: Project, file: str) -> frozenset[str]:
    """Address-like texts that the code of a file compares something with."""
    found = set()
    for function in project.facts[file].outline.functions:
        ref = FunctionRef(file, function.index)
        if b"/" not in project.encoded(ref):
            continue
        for node in nodes(project.body(ref)):
            for value in _against(node):
                text = value.value if isinstance(value, Lit) else None
                address = _ADDRESS.fullmatch(text.replace("\\", "")) if isinstance(text, str) else None
                if address:
                    found.add(address[1])
    return frozenset(found)


def _against(node: Node) -> tuple[Expr, ...]:
    """What a comparison compares with."""
    if isinstance(node, Op) and node.op in ("==", "!=", "in", "not in"):
        return tuple(v for part in node.operands for v in (part.items if isinstance(part, Seq) else (part,)))
    if isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in _COMPARING:
        return (node.func.base, *node.args)
    return ()


def _placed(path: str, project: Project) -> set[str]:
    """Script files whose own place is the beginning of a path and that hold no route that was found."""
    routed = {r.place.path for r in project.routes} | {r.place.path for r in project.routers}
    parts = [p for p in path.split("/") if p]
    wanted = {"/".join(parts[:n]) for n in range(2, len(parts) + 1)}
    found = set()
    for file in project.code():
        stem = re.sub(r"(?:/index|/\+server)?(?:\.(?:get|post|put|patch|delete))?\.[mc]?[jt]s$", "", file)
        if stem != file and file not in routed and any(stem == w or stem.endswith("/" + w) for w in wanted):
            found.add(file)
    return found


_GROUP = regex(r"\([^()/]{1,60}\)/")
_PAGE = regex(
    r"(?:^|/)(?:app|routes|pages|views)/(?P<at>(?:[^/]{1,100}/){0,20}?)(?:\+?page|index|(?P<name>[\w-]{1,80}))\.(?:[cm]?[jt]sx?|vue|svelte|astro|html)$"
)


def pages(path: str, project: Project) -> tuple[str, ...]:
    """Files that a framework of pages shows at a path by their own place (``app/(site)/legal/terms/page.tsx`` for
    ``/legal/terms``), sorted: what is asked for there is a page and no endpoint."""
    wanted = [part for part in path.split("/") if part]
    found = []
    for file in project.snapshot.tree:
        match = _PAGE.search(file) if wanted and wanted[-1] in file else None
        if match is not None:
            parts = [p for p in _GROUP.sub("", match["at"]).split("/") if p] + (
                [match["name"]] if match["name"] else []
            )
            if len(parts) == len(wanted) and all(
                w.startswith("{") or w == p for p, w in zip(parts, wanted, strict=True)
            ):
                found.append(file)
    return tuple(sorted(found))


_LOCAL = regex(r"(?:\.{1,2}/|@/|~/|\$lib/)[\w./@$-]{1,200}")
_SERVING = regex(
    r"(?i)(?:^|/)(?:server|api|apis|app|backend|functions|(?:[\w-]*[._-])?(?:routes?|routers?|controllers?|handlers?))(?:\.[cm]?[jt]s)?$"
)
_NO_CODE = regex(
    r"\.(?:css|s[ac]ss|less|json|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|mdx?|txt|graphql|gql|wasm)$"
)


@lru_cache(maxsize=2)
def missing_modules(project: Project) -> tuple[Place, ...]:
    """Where production scripts import modules of their own that the tree lacks, as where git ignores their folder: what
    those use shows nowhere. The first few, sorted."""
    found = (Place(one.path, one.line) for one in _lacking(project))
    return tuple(sorted(found, key=lambda p: (p.path, p.line or 0))[:3])


class _Lacking(msgspec.Struct, frozen=True):
    """An import of a module of their own that the tree lacks: where it stands, and what it names."""

    path: str
    line: int
    module: str


@lru_cache(maxsize=2)
def _lacking(project: Project) -> tuple[_Lacking, ...]:
    found = []
    for path in project.code():
        for one in project.facts[path].passed.imports:
            if one.kind == "type" or not _LOCAL.fullmatch(one.module) or _NO_CODE.search(one.module):
                continue
            if project.module(path, one.module) is None and not project.named_like(
                one.module.rsplit("/", 1)[-1]
            ):
                found.append(_Lacking(path, one.line, one.module))
    return tuple(found)


def manifests(project: Project) -> tuple[Place, ...]:
    """Where something that nothing in the tree holds would have to be declared: the manifests, those at the top
    first; the whole tree where there are none."""
    declaring = (p for p, f in project.facts.items() if f.manifest is not None and f.manifest.packages)
    first = sorted(declaring, key=lambda p: (p.count("/"), p))[:3]
    return tuple(Place(p, missing=True) for p in first) or (Place(".", missing=True),)


@lru_cache(maxsize=2)
def silent_routers(project: Project) -> tuple[str, ...]:
    """Production files with a router on which nothing that is read registers anything, sorted: what they serve is said in
    other words (``app.openapi(route, handler)``), or made by a factory."""
    heard = {r.router for r in project.routes} | {key for m in project.mounts for key in (m.parent,)}
    return tuple(
        sorted(
            {r.place.path for r in project.routers if r.key not in heard and project.production(r.place.path)}
        )
    )

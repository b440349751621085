"""Sound little applications, one for each framework, with the holes that `tests.mutants` fills."""

from __future__ import annotations

import json

import msgspec


class Application(msgspec.Struct, frozen=True):
    """A small application that does what it says.

    ``holes`` are what sound code has in them, ``asks`` those that the files have. ``lines`` are what can be taken
    out, with the rules of which one has to notice; ``without`` is what then stands there. ``spared`` names the
    fillings that are no fault here.
    """

    name: str
    language: str
    files: dict[str, str]
    holes: dict[str, str]
    lines: dict[str, tuple[str, tuple[str, ...]]] = {}
    without: dict[str, str] = {}
    spared: frozenset[str] = frozenset()

    @property
    def asks(self) -> frozenset[str]:
        """The holes of the files."""
        return frozenset(hole for hole in self.holes if any(hole in text for text in self.files.values()))


_STORE = """import hmac
import os
import sqlite3

connection = sqlite3.connect(os.environ["ORDERS_DATABASE"], check_same_thread=False)


def verify_token(token):
    return hmac.compare_digest(token, os.environ["ORDERS_TOKEN"])


def all_orders():
    return connection.execute("SELECT id, item FROM orders").fetchall()


def one_order(order_id):
    return connection.execute("SELECT id, item FROM orders WHERE id = ?", (order_id,)).fetchone()


def add_order(item, token=""):
    if not verify_token(token):
        raise PermissionError(token)
    connection.execute("INSERT INTO orders (item) VALUES (?)", (item,))
    connection.commit()
    return {"item": item}
"""
_WORKER = """import threading
import time

import httpx

from shop.store import all_orders


def ship_orders():
    while True:
        for order in all_orders():
            httpx.post("https://parcels.example/orders", json={"order": order})
        time.sleep(60)


def start_worker():
    threading.Thread(target=ship_orders, daemon=True).start()
"""
_HOLES = {
    "«LIST»": "all_orders()",
    "«ONE»": "one_order(order_id)",
    "«CREATE»": "add_order(item, token)",
    "«HELP»": "",
}
_IMPORT = "from shop.store import add_order, all_orders, one_order\n\n«HELP»\n"
_WORK = "from shop.worker import start_worker\n"
_START = ("start_worker()\n", ("never-started", "orphan-module"))
_UNMOUNTED = ("unwired-router", "orphan-module")


def _python(
    name: str, package: str, files: dict[str, str], lines: dict[str, tuple[str, tuple[str, ...]]] | None = None, *,
    serve: str = 'CMD ["uvicorn", "shop.main:app"]\n', spared: tuple[str, ...] = (), without: dict[str, str] | None = None,
) -> Application:  # fmt: skip
    worker = any("start_worker" in text for text in files.values())
    common = {
        "requirements.txt": f"{package}\nhttpx\n" if worker else f"{package}\n",
        "Dockerfile": f"FROM python:3.11\n{serve}",
        "shop/__init__.py": "",
        "shop/store.py": _STORE,
    }
    if worker:
        common["shop/worker.py"] = _WORKER
    return Application(
        name, "python", {**common, **files}, _HOLES, lines or {}, without or {}, frozenset(spared)
    )


_SCRIPT_STORE = """import { timingSafeEqual } from 'node:crypto';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.ORDERS_DATABASE });

export function verifyToken(token: string): boolean {
  return timingSafeEqual(Buffer.from(token), Buffer.from(process.env.ORDERS_TOKEN ?? ''));
}

export async function allOrders() {
  const { rows } = await pool.query('SELECT id, item FROM orders');
  return rows;
}

export async function oneOrder(id: string) {
  const { rows } = await pool.query('SELECT id, item FROM orders WHERE id = $1', [id]);
  return rows[0];
}

export async function addOrder(item: string, token = '') {
  if (!verifyToken(token)) {
    throw new Error('not allowed');
  }
  const { rows } = await pool.query('INSERT INTO orders (item) VALUES ($1) RETURNING id, item', [item]);
  return rows[0];
}
"""
_SCRIPT_WORKER = """import { allOrders } from './store';

export function startWorker() {
  setInterval(async () => {
    await fetch('https://parcels.example/orders', { method: 'POST', body: JSON.stringify(await allOrders()) });
  }, 60000);
}
"""
_TAKE = "import { addOrder, allOrders, oneOrder } from './store';\n\n«HELP»\n"
_SCRIPT_START = ("startWorker();\n", ("never-started", "orphan-module"))


def _script(
    name: str, packages: tuple[str, ...], files: dict[str, str], lines: dict[str, tuple[str, tuple[str, ...]]] | None = None, *,
    start: str = "tsx src/main.ts", identity: str = "req.params.id", item: str = "req.body.item",
    token: str = "req.headers.authorization", spared: tuple[str, ...] = (), without: dict[str, str] | None = None,
) -> Application:  # fmt: skip
    manifest = {
        "name": "shop",
        "private": True,
        "scripts": {"start": start},
        "dependencies": dict.fromkeys((*packages, "pg"), "*"),
    }
    common = {"package.json": json.dumps(manifest), "src/store.ts": _SCRIPT_STORE}
    if any("startWorker" in text for text in files.values()):
        common["src/worker.ts"] = _SCRIPT_WORKER
    holes = {
        "«LIST»": "await allOrders()",
        "«ONE»": "await oneOrder(«ID»)",
        "«CREATE»": f"await addOrder({item}, {token})",
        "«HELP»": "",
        "«ID»": identity,
    }
    return Application(
        name, "script", {**common, **files}, holes, lines or {}, without or {}, frozenset(spared)
    )


_ONLY_TEXTS = (
    "an empty list",
    "one record written out",
    "the request echoed",
    "a created id",
    "success",
    "the time of day",
    "a constant of records",
    "a helper that returns records",
)
"""What a tool of an agent may answer: it only words a text."""

_BODY = """
@{router}.get("{path}")
def list_orders():
    return «LIST»


@{router}.get("{path}/{{order_id}}")
def read_order(order_id: str):
    return «ONE»


@{router}.post("{path}")
def create_order(item: str, token: str):
    return «CREATE»
"""

APPLICATIONS: tuple[Application, ...] = (
    _python(
        "fastapi", "fastapi\nuvicorn",
        {
            "shop/orders.py": f"from fastapi import APIRouter\n\n{_IMPORT}\nrouter = APIRouter()\n" + _BODY.format(router="router", path="/orders"),
            "shop/main.py": f"from fastapi import FastAPI\n\nfrom shop import orders\n{_WORK}\napp = FastAPI()\n"
            "app.include_router(orders.router)\nstart_worker()\n",
        },
        {"unmounted": ("app.include_router(orders.router)\n", _UNMOUNTED), "not started": _START},
    ),
    _python(
        "starlette", "starlette\nuvicorn",
        {
            "shop/orders.py": f"from starlette.responses import JSONResponse\nfrom starlette.routing import Route\n\n{_IMPORT}\n\n"
            "async def list_orders(request):\n    return JSONResponse(«LIST»)\n\n\n"
            "async def read_order(request):\n    order_id = request.path_params['order_id']\n    return JSONResponse(«ONE»)\n\n\n"
            "async def create_order(request):\n    item, token = await request.json(), request.headers['authorization']\n"
            "    return JSONResponse(«CREATE»)\n",
            "shop/main.py": "from starlette.applications import Starlette\n\nfrom shop import orders\n" + _WORK + "\napp = Starlette()\n"
            "app.add_route('/orders', orders.list_orders)\napp.add_route('/orders/{order_id}', orders.read_order)\n"
            "app.add_route('/orders', orders.create_order, methods=['POST'])\nstart_worker()\n",
        },
        {"not started": _START},
    ),
    _python(
        "flask", "flask\ngunicorn",
        {
            "shop/orders.py": f"from flask import Blueprint, jsonify, request\n\n{_IMPORT}\norders = Blueprint('orders', __name__)\n\n\n"
            "@orders.get('/orders')\ndef list_orders():\n    return jsonify(«LIST»)\n\n\n"
            "@orders.get('/orders/<order_id>')\ndef read_order(order_id):\n    return jsonify(«ONE»)\n\n\n"
            "@orders.post('/orders')\ndef create_order():\n    item, token = request.json['item'], request.headers['Authorization']\n"
            "    return jsonify(«CREATE»)\n",
            "shop/main.py": f"from flask import Flask\n\nfrom shop.orders import orders\n{_WORK}\napp = Flask(__name__)\n"
            "app.register_blueprint(orders)\nstart_worker()\n",
        },
        {"unmounted": ("app.register_blueprint(orders)\n", _UNMOUNTED), "not started": _START},
        serve='CMD ["gunicorn", "shop.main:app"]\n',
    ),
    _python(
        "aiohttp", "aiohttp",
        {
            "shop/orders.py": f"from aiohttp import web\n\n{_IMPORT}\nroutes = web.RouteTableDef()\n\n\n"
            "@routes.get('/orders')\nasync def list_orders(request):\n    return web.json_response(«LIST»)\n\n\n"
            "@routes.get('/orders/{order_id}')\nasync def read_order(request):\n    order_id = request.match_info['order_id']\n"
            "    return web.json_response(«ONE»)\n\n\n"
            "@routes.post('/orders')\nasync def create_order(request):\n    item, token = await request.json(), request.headers['Authorization']\n"
            "    return web.json_response(«CREATE»)\n",
            "shop/main.py": f"from aiohttp import web\n\nfrom shop.orders import routes\n{_WORK}\napp = web.Application()\n"
            "app.add_routes(routes)\nstart_worker()\nweb.run_app(app)\n",
        },
        {"unmounted": ("app.add_routes(routes)\n", _UNMOUNTED), "not started": _START},
        serve='CMD ["python", "-m", "shop.main"]\n',
    ),
    _python(
        "django", "django\ngunicorn",
        {
            "manage.py": "import os\nimport sys\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
            "from django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
            "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['django.contrib.auth']\nWSGI_APPLICATION = 'shop.wsgi.application'\n",
            "shop/wsgi.py": "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n",
            "shop/urls.py": "from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [\n    path('orders/', views.orders),\n"
            "    path('orders/<order_id>/', views.order),\n    path('orders/new/', views.create),\n]\n",
            "shop/views.py": f"from django.http import JsonResponse\n\n{_IMPORT}\n\n"
            "def orders(request):\n    return JsonResponse(«LIST», safe=False)\n\n\n"
            "def order(request, order_id):\n    return JsonResponse(«ONE»)\n\n\n"
            "def create(request):\n    item, token = request.POST['item'], request.headers['Authorization']\n    return JsonResponse(«CREATE»)\n",
        },
        serve='CMD ["gunicorn", "shop.wsgi"]\n',
    ),
    _python(
        "django rest framework", "django\ndjangorestframework\ngunicorn",
        {
            "manage.py": "import os\nimport sys\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
            "from django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
            "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['rest_framework']\nWSGI_APPLICATION = 'shop.wsgi.application'\n",
            "shop/wsgi.py": "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n",
            "shop/urls.py": "from django.urls import path\n\nfrom shop.views import OrderView, OrdersView\n\nurlpatterns = [\n"
            "    path('orders/', OrdersView.as_view()),\n    path('orders/<order_id>/', OrderView.as_view()),\n]\n",
            "shop/views.py": f"from rest_framework.response import Response\nfrom rest_framework.views import APIView\n\n{_IMPORT}\n\n"
            "class OrdersView(APIView):\n    def get(self, request):\n        return Response(«LIST»)\n\n"
            "    def post(self, request):\n        item, token = request.data['item'], request.headers['Authorization']\n"
            "        return Response(«CREATE»)\n\n\n"
            "class OrderView(APIView):\n    def get(self, request, order_id):\n        return Response(«ONE»)\n",
        },
        serve='CMD ["gunicorn", "shop.wsgi"]\n',
    ),
    _python(
        "litestar", "litestar\nuvicorn",
        {
            "shop/orders.py": f"from litestar import get, post\n\n{_IMPORT}\n\n"
            "@get('/orders')\nasync def list_orders() -> list:\n    return «LIST»\n\n\n"
            "@get('/orders/{order_id:str}')\nasync def read_order(order_id: str) -> dict:\n    return «ONE»\n\n\n"
            "@post('/orders')\nasync def create_order(item: str, token: str) -> dict:\n    return «CREATE»\n",
            "shop/main.py": f"from litestar import Litestar\n\nfrom shop.orders import create_order, list_orders, read_order\n{_WORK}\n"
            "app = Litestar(route_handlers=[list_orders, read_order, create_order])\nstart_worker()\n",
        },
        {"not started": _START},
    ),
    _python(
        "strawberry", "strawberry-graphql\nfastapi\nuvicorn",
        {
            "shop/schema.py": f"import strawberry\n\n{_IMPORT}\n\n@strawberry.type\nclass Query:\n    @strawberry.field\n"
            "    def orders(self) -> list[str]:\n        return «LIST»\n\n    @strawberry.field\n"
            "    def order(self, order_id: str) -> str:\n        return «ONE»\n\n\n"
            "@strawberry.type\nclass Mutation:\n    @strawberry.mutation\n    def create(self, item: str, token: str) -> str:\n        return «CREATE»\n\n\n"
            "schema = strawberry.Schema(Query, Mutation)\n",
            "shop/main.py": f"from fastapi import FastAPI\nfrom strawberry.fastapi import GraphQLRouter\n\nfrom shop.schema import schema\n{_WORK}\n"
            "app = FastAPI()\napp.include_router(GraphQLRouter(schema), prefix='/graphql')\nstart_worker()\n",
        },
        {"not started": _START},
    ),
    _python(
        "socket.io in python", "python-socketio\nuvicorn",
        {
            "shop/main.py": f"import socketio\n\n{_IMPORT}\n{_WORK}\nsio = socketio.AsyncServer(async_mode='asgi')\napp = socketio.ASGIApp(sio)\n\n\n"
            "@sio.on('orders')\nasync def orders(sid):\n    return «LIST»\n\n\n"
            "@sio.on('order')\nasync def order(sid, order_id):\n    return «ONE»\n\n\n"
            "@sio.on('create')\nasync def create(sid, item, token):\n    return «CREATE»\n\n\nstart_worker()\n",
        },
        {"not started": _START},
    ),
    _python(
        "tools in python", "mcp",
        {
            "shop/main.py": f"from mcp.server.fastmcp import FastMCP\n\n{_IMPORT}\nmcp = FastMCP('shop')\n\n\n"
            "@mcp.tool()\ndef orders() -> list:\n    return «LIST»\n\n\n"
            "@mcp.tool()\ndef order(order_id: str) -> dict:\n    return «ONE»\n\n\n"
            "@mcp.tool()\ndef create(item: str, token: str) -> dict:\n    return «CREATE»\n\n\nif __name__ == '__main__':\n    mcp.run()\n",
        },
        serve='CMD ["python", "-m", "shop.main"]\n',
        spared=_ONLY_TEXTS,
    ),
    _script(
        "express", ("express",),
        {
            "src/orders.ts": "import { Router } from 'express';\n" + _TAKE + "export const orders = Router();\n\n"
            "orders.get('/orders', async (req, res) => {\n  res.json(«LIST»);\n});\n"
            "orders.get('/orders/:id', async (req, res) => {\n  res.json(«ONE»);\n});\n"
            "orders.post('/orders', async (req, res) => {\n  res.status(201).json(«CREATE»);\n});\n",
            "src/main.ts": "import express from 'express';\nimport { orders } from './orders';\nimport { startWorker } from './worker';\n\n"
            "const app = express();\napp.use(express.json());\napp.use('/api', orders);\nstartWorker();\napp.listen(3000);\n",
        },
        {
            "unmounted": ("app.use('/api', orders);\n", _UNMOUNTED),
            "not served": ("app.listen(3000);\n", ("no-entry-point",)),
            "not started": _SCRIPT_START,
        },
    ),
    _script(
        "fastify", ("fastify",),
        {
            "src/orders.ts": "import type { FastifyInstance } from 'fastify';\n" + _TAKE + "export async function orders(app: FastifyInstance) {\n"
            "  app.get('/orders', async () => {\n    return «LIST»;\n  });\n"
            "  app.get('/orders/:id', async (req) => {\n    return «ONE»;\n  });\n"
            "  app.post('/orders', async (req, reply) => {\n    return reply.code(201).send(«CREATE»);\n  });\n}\n",
            "src/main.ts": "import Fastify from 'fastify';\nimport { orders } from './orders';\nimport { startWorker } from './worker';\n\n"
            "const app = Fastify();\napp.register(orders, { prefix: '/api' });\nstartWorker();\napp.listen({ port: 3000 });\n",
        },
        {
            "unmounted": ("app.register(orders, { prefix: '/api' });\n", _UNMOUNTED),
            "not started": _SCRIPT_START,
        },
    ),
    _script(
        "koa", ("koa", "@koa/router"),
        {
            "src/orders.ts": "import Router from '@koa/router';\n" + _TAKE + "export const orders = new Router();\n\n"
            "orders.get('/orders', async (ctx) => {\n  ctx.body = «LIST»;\n});\n"
            "orders.get('/orders/:id', async (ctx) => {\n  ctx.body = «ONE»;\n});\n"
            "orders.post('/orders', async (ctx) => {\n  ctx.body = «CREATE»;\n});\n",
            "src/main.ts": "import Koa from 'koa';\nimport { orders } from './orders';\nimport { startWorker } from './worker';\n\n"
            "const app = new Koa();\napp.use(orders.routes());\nstartWorker();\napp.listen(3000);\n",
        },
        {
            "unmounted": ("app.use(orders.routes());\n", _UNMOUNTED),
            "not served": ("app.listen(3000);\n", ("no-entry-point",)),
            "not started": _SCRIPT_START,
        },
        identity="ctx.params.id", item="ctx.request.body.item", token="ctx.get('authorization')",
    ),
    _script(
        "hono", ("hono", "@hono/node-server"),
        {
            "src/orders.ts": "import { Hono } from 'hono';\n" + _TAKE + "export const orders = new Hono();\n\n"
            "orders.get('/orders', async (c) => {\n  return c.json(«LIST»);\n});\n"
            "orders.get('/orders/:id', async (c) => {\n  return c.json(«ONE»);\n});\n"
            "orders.post('/orders', async (c) => {\n  const { item } = await c.req.json();\n  return c.json(«CREATE»);\n});\n",
            "src/main.ts": "import { serve } from '@hono/node-server';\nimport { Hono } from 'hono';\nimport { orders } from './orders';\n"
            "import { startWorker } from './worker';\n\n"
            "const app = new Hono();\napp.route('/api', orders);\nstartWorker();\nserve(app);\n",
        },
        {"unmounted": ("app.route('/api', orders);\n", _UNMOUNTED), "not started": _SCRIPT_START},
        identity="c.req.param('id')", item="item", token="c.req.header('authorization')",
    ),
    _script(
        "nestjs", ("@nestjs/core", "@nestjs/common", "@nestjs/platform-express", "reflect-metadata", "rxjs"),
        {
            "src/orders.controller.ts": "import { Body, Controller, Get, Headers, Param, Post } from '@nestjs/common';\n" + _TAKE
            + "@Controller('orders')\nexport class OrdersController {\n  @Get()\n  async all() {\n    return «LIST»;\n  }\n\n"
            "  @Get(':id')\n  async one(@Param('id') id: string) {\n    return «ONE»;\n  }\n\n"
            "  @Post()\n  async create(@Body() body: { item: string }, @Headers('authorization') token: string) {\n    return «CREATE»;\n  }\n}\n",
            "src/app.module.ts": "import { Module } from '@nestjs/common';\nimport { OrdersController } from './orders.controller';\n\n"
            "@Module({ controllers: [OrdersController] })\nexport class AppModule {}\n",
            "src/main.ts": "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nimport { startWorker } from './worker';\n\n"
            "async function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\nbootstrap();\nstartWorker();\n",
        },
        {"unmounted": ("controllers: [OrdersController]", _UNMOUNTED), "not started": _SCRIPT_START},
        start="nest start", identity="id", item="body.item", token="token",
    ),
    _script(
        "next app router", ("next", "react", "react-dom"),
        {
            "src/app/api/orders/route.ts": "import { NextResponse } from 'next/server';\nimport { addOrder, allOrders } from '../../../store';\n\n«HELP»\n"
            "export async function GET() {\n  return NextResponse.json(«LIST»);\n}\n\n"
            "export async function POST(request: Request) {\n  const { item } = await request.json();\n  return NextResponse.json(«CREATE»);\n}\n",
            "src/app/api/orders/[id]/route.ts": "import { NextResponse } from 'next/server';\nimport { oneOrder } from '../../../../store';\n\n"
            "export async function GET(request: Request, { params }: { params: { id: string } }) {\n  return NextResponse.json(«ONE»);\n}\n",
            "src/app/page.tsx": "export default function Page() {\n  return <h1>Shop</h1>;\n}\n",
        },
        start="next start", identity="params.id", item="item", token="request.headers.get('authorization') ?? ''",
    ),
    _script(
        "next pages", ("next", "react", "react-dom"),
        {
            "pages/api/orders/index.ts": "import type { NextApiRequest, NextApiResponse } from 'next';\nimport { allOrders } from '../../../src/store';\n\n«HELP»\n"
            "export default async function handler(req: NextApiRequest, res: NextApiResponse) {\n  res.status(200).json(«LIST»);\n}\n",
            "pages/api/orders/[id].ts": "import type { NextApiRequest, NextApiResponse } from 'next';\nimport { oneOrder } from '../../../src/store';\n\n"
            "export default async function handler(req: NextApiRequest, res: NextApiResponse) {\n  res.status(200).json(«ONE»);\n}\n",
            "pages/api/orders/new.ts": "import type { NextApiRequest, NextApiResponse } from 'next';\nimport { addOrder } from '../../../src/store';\n\n"
            "export default async function handler(req: NextApiRequest, res: NextApiResponse) {\n  res.status(201).json(«CREATE»);\n}\n",
        },
        start="next start", identity="String(req.query.id)",
    ),
    _script(
        "trpc", ("@trpc/server", "zod"),
        {
            "src/orders.ts": "import { initTRPC } from '@trpc/server';\nimport { z } from 'zod';\n" + _TAKE + "const t = initTRPC.create();\n\n"
            "export const orders = t.router({\n  all: t.procedure.query(async () => «LIST»),\n"
            "  one: t.procedure.input(z.string()).query(async ({ input }) => «ONE»),\n"
            "  create: t.procedure.input(z.object({ item: z.string(), token: z.string() })).mutation(async ({ input }) => «CREATE»),\n});\n",
            "src/main.ts": "import { createHTTPServer } from '@trpc/server/adapters/standalone';\nimport { orders } from './orders';\n"
            "import { startWorker } from './worker';\n\ncreateHTTPServer({ router: orders }).listen(3000);\nstartWorker();\n",
        },
        {"not started": _SCRIPT_START},
        identity="input", item="input.item", token="input.token",
    ),
    _script(
        "apollo", ("@apollo/server", "graphql"),
        {
            "src/resolvers.ts": _TAKE + "export const resolvers = {\n  Query: {\n    orders: async () => «LIST»,\n"
            "    order: async (_: unknown, { id }: { id: string }) => «ONE»,\n  },\n"
            "  Mutation: {\n    create: async (_: unknown, { item, token }: { item: string; token: string }) => «CREATE»,\n  },\n};\n",
            "src/main.ts": "import { ApolloServer } from '@apollo/server';\nimport { startStandaloneServer } from '@apollo/server/standalone';\n"
            "import { readFileSync } from 'node:fs';\nimport { resolvers } from './resolvers';\nimport { startWorker } from './worker';\n\n"
            "startStandaloneServer(new ApolloServer({ typeDefs: readFileSync('schema.graphql', 'utf8'), resolvers }));\nstartWorker();\n",
        },
        {"not started": _SCRIPT_START},
        identity="id", item="item", token="token",
    ),
    _script(
        "tools in typescript", ("@modelcontextprotocol/sdk", "zod"),
        {
            "src/main.ts": "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\n"
            "import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';\nimport { z } from 'zod';\n" + _TAKE
            + "const server = new McpServer({ name: 'shop', version: '1.0.0' });\n\n"
            "server.tool('orders', {}, async () => {\n  return { content: [{ type: 'text', text: JSON.stringify(«LIST») }] };\n});\n"
            "server.tool('order', { id: z.string() }, async ({ id }) => {\n  return { content: [{ type: 'text', text: JSON.stringify(«ONE») }] };\n});\n"
            "server.tool('create', { item: z.string(), token: z.string() }, async ({ item, token }) => {\n"
            "  return { content: [{ type: 'text', text: JSON.stringify(«CREATE») }] };\n});\n\nserver.connect(new StdioServerTransport());\n",
        },
        identity="id", item="item", token="token", spared=_ONLY_TEXTS,
    ),
)  # fmt: skip

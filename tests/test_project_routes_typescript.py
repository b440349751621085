"""What is served where: frameworks of TypeScript and JavaScript."""

from __future__ import annotations

from tests.test_project_routes import routes, served
from tests.trees import project_of

PACKAGE = '{"name": "shop", "private": true, "scripts": {"start": "node src/index.js"}, "dependencies": {"express": "4"}}'


def test_express_routers_are_composed_through_every_use() -> None:
    assert served({
        "package.json": PACKAGE,
        "src/index.js": "const express = require('express');\nconst api = require('./api');\nconst app = express();\n"
        "app.use(express.json());\napp.get('/health', (req, res) => res.json({ ok: true }));\n"
        "app.use('/api', auth, api);\napp.listen(3000);\n",
        "src/api.js": "const router = require('express').Router();\nconst users = require('./users');\n"
        "router.use('/users', users);\nmodule.exports = router;\n",
        "src/users.js": "const { Router } = require('express');\nconst users = Router();\nconst ctrl = require('./controller');\n"
        "users.route('/:id').get(ctrl.one).delete(guard, ctrl.drop);\nmodule.exports = users;\n",
        "src/controller.js": "exports.one = async (req, res) => res.json(await find());\nexports.drop = async (req, res) => { await drop(); };\n",
    }) == ["GET /health", "GET /api/users/{id}", "DELETE /api/users/{id}"]  # fmt: skip


def test_handlers_behind_wrappers_and_middlewares_are_found() -> None:
    found = routes({
        "package.json": PACKAGE,
        "src/index.js": "import express from 'express';\nimport { createUser } from './controller.js';\nimport { wrap } from './wrap.js';\n"
        "const app = express();\napp.post('/users', validate(schema), wrap(createUser));\napp.listen(1);\n",
        "src/controller.js": "export async function createUser(req, res) { res.json(await save(req.body)); }\n",
        "src/wrap.js": "export const wrap = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);\n",
    })  # fmt: skip
    route = found["POST /users"]
    assert route.handler is not None
    assert route.handler.path == "src/controller.js"
    assert route.handler_name == "wrap"
    assert route.wrappers == ("validate",)


def test_a_router_factory_with_dependencies_and_a_class_that_holds_the_app() -> None:
    assert served({
        "package.json": PACKAGE.replace("index.js", "index.ts"),
        "src/index.ts": "import { Server } from './server';\nconst server = new Server();\nserver.start();\n",
        "src/server.ts": "import express, { Application } from 'express';\nimport { createRouter } from './router';\n"
        "export class Server {\n  public app: Application;\n  constructor() {\n    this.app = express();\n    this.routes();\n  }\n"
        "  private routes(): void {\n    this.app.use(`${BASE}/orders`, createRouter(new Store()));\n  }\n"
        "  start() { this.app.listen(1); }\n}\nconst BASE = '/api';\nclass Store {}\n",
        "src/router.ts": "import { Router } from 'express';\nexport const createRouter = (store: unknown) => {\n  const router = Router();\n"
        "  router.get('/', async (req, res) => res.json(await store.all()));\n  return router;\n};\n",
    }) == ["GET /api/orders"]  # fmt: skip


def test_functions_that_are_given_the_app_add_to_it() -> None:
    files = {
        "package.json": PACKAGE,
        "src/index.js": "const app = require('express')();\nrequire('./routes')(app);\napp.listen(1);\n",
        "src/routes/index.js": "module.exports = (app) => {\n  app.get('/a', (req, res) => res.json(find()));\n};\n",
        "src/forgotten.js": "module.exports = (app) => {\n  app.get('/b', (req, res) => res.json(find()));\n};\n",
    }
    assert served(files) == ["GET /a"]
    assert not routes(files)["GET /b"].served


def test_a_router_factory_that_nothing_calls_is_not_mounted() -> None:
    project = project_of({
        "package.json": PACKAGE,
        "src/index.js": "const express = require('express');\nconst { build } = require('./router');\nexpress().listen(1);\n",
        "src/router.js": "const { Router } = require('express');\nfunction build() {\n  const router = Router();\n"
        "  router.get('/x', (req, res) => res.json(find()));\n  return router;\n}\nmodule.exports = { build };\n",
    })  # fmt: skip
    (router,) = [router for router in project.routers if router.kind == "router"]
    assert not router.mounted
    assert router.factory is not None
    assert [route.served for route in project.routes] == [False]


def test_express_takes_the_first_that_matches() -> None:
    found = routes({
        "package.json": PACKAGE,
        "src/index.js": "const app = require('express')();\napp.get('/users/:id', (req, res) => res.json(find()));\n"
        "app.get('/users/me', (req, res) => res.json(find()));\napp.get('/:any', (req, res, next) => next());\n"
        "app.get('/late', (req, res) => res.json(find()));\napp.listen(1);\n",
    })  # fmt: skip
    assert found["GET /users/me"].shadowed_by is not None
    assert found["GET /late"].shadowed_by is None


def test_routers_read_from_a_folder_make_the_file_dynamic() -> None:
    project = project_of({
        "package.json": PACKAGE,
        "src/index.js": "const fs = require('fs');\nconst path = require('path');\nconst app = require('express')();\n"
        "fs.readdirSync('./src/routes').forEach((file) => {\n  app.use('/api', require(path.join(__dirname, 'routes', file)));\n});\n"
        "app.listen(1);\n",
        "src/routes/a.js": "const r = require('express').Router();\nr.get('/a', (req, res) => res.json(find()));\nmodule.exports = r;\n",
    })  # fmt: skip
    assert project.dynamic_routes == ("src/index.js",)


def test_fastify_plugins_bring_their_prefix() -> None:
    files = {
        "package.json": PACKAGE.replace("express", "fastify"),
        "src/index.js": "import Fastify from 'fastify';\nimport users from './users.js';\nimport cors from '@fastify/cors';\n"
        "const build = async () => {\n  const app = Fastify({ logger: true });\n  await app.register(cors);\n"
        "  await app.register(users, { prefix: '/v1' });\n  app.register(async (scope) => {\n"
        "    scope.get('/inner', async () => find());\n  }, { prefix: '/in' });\n  return app;\n};\n"
        "build().then((app) => app.listen({ port: 1 }));\n",
        "src/users.js": "export default async function users(fastify, opts) {\n"
        "  fastify.get('/users/:id', { schema }, async (request, reply) => reply.send(await find()));\n"
        "  fastify.route({ method: ['PUT', 'PATCH'], url: '/users/:id', handler: async (request) => save(request.body) });\n}\n",
    }
    assert served(files) == [
        "GET /v1/users/{id}",
        "PUT /v1/users/{id}",
        "PATCH /v1/users/{id}",
        "GET /in/inner",
    ]


def test_fastify_prefers_the_static_segment() -> None:
    found = routes({
        "package.json": PACKAGE.replace("express", "fastify"),
        "src/index.js": "const app = require('fastify')();\napp.get('/users/:id', async () => find());\n"
        "app.get('/users/me', async () => find());\napp.listen({ port: 1 });\n",
    })  # fmt: skip
    assert found["GET /users/me"].shadowed_by is None


NEST = {
    "package.json": '{"name": "shop", "private": true, "scripts": {"start": "nest start"}, "dependencies": {"@nestjs/core": "10"}}',
    "src/main.ts": "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\n"
    "async function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.setGlobalPrefix('api', { exclude: ['health'] });\n"
    "  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });\n  await app.listen(3000);\n}\nbootstrap();\n",
    "src/app.module.ts": "import { Module } from '@nestjs/common';\nimport { OrdersModule } from './orders.module';\n"
    "import { HealthController } from './health.controller';\n@Module({ imports: [OrdersModule.forRoot({})], controllers: [HealthController] })\n"
    "export class AppModule {}\n",
    "src/orders.module.ts": "import { Module } from '@nestjs/common';\nimport { OrdersController } from './orders.controller';\n"
    "@Module({ controllers: [OrdersController] })\nexport class OrdersModule {}\n",
    "src/orders.controller.ts": "import { Controller, Get, Post, Param, Version } from '@nestjs/common';\n@Controller('orders')\n"
    "export class OrdersController {\n  @Get(':id')\n  one(@Param('id') id: string) { return this.orders.find(id); }\n"
    "  @Version('2')\n  @Post()\n  add() { return this.orders.add(); }\n}\n",
    "src/health.controller.ts": "import { Controller, Get } from '@nestjs/common';\n@Controller('health')\n"
    "export class HealthController {\n  @Get()\n  check() { return { status: 'ok' }; }\n}\n",
    "src/lost.controller.ts": "import { Controller, Get } from '@nestjs/common';\n@Controller({ path: 'lost' })\n"
    "export class LostController {\n  @Get()\n  all() { return find(); }\n}\n",
}


def test_nest_modules_lead_from_the_root_to_the_controllers() -> None:
    assert served(NEST) == ["GET /health", "GET /api/v1/orders/{id}", "POST /api/v2/orders"]
    lost = routes(NEST)["GET /lost"]
    assert not lost.served
    assert lost.handler_name == "LostController.all"


def test_one_file_of_nest_may_start_an_app_for_requests_and_one_for_messages() -> None:
    started = NEST["src/main.ts"].replace(
        "  await app.listen(3000);\n",
        "  await app.listen(3000);\n  const log = await NestFactory.createMicroservice(LogModule, {});\n  await log.listen();\n",
    )
    log = {
        "src/main.ts": "import { LogModule } from './log.module';\n" + started,
        "src/log.module.ts": "import { Module } from '@nestjs/common';\n@Module({ controllers: [] })\nexport class LogModule {}\n",
    }
    assert served({**NEST, **log}) == served(NEST)
    assert not routes({**NEST, **log})["GET /lost"].served


def test_next_routes_are_files() -> None:
    files = {
        "package.json": '{"name": "site", "private": true, "scripts": {"start": "next start"}, "dependencies": {"next": "15"}}',
        "src/app/api/users/[id]/route.ts": "export async function GET(req: Request) { return Response.json(await find()); }\n"
        "const remove = async () => Response.json(await drop());\nexport { remove as DELETE };\n",
        "src/app/(shop)/api/files/[...path]/route.ts": "export const POST = async (req: Request) => Response.json(await save());\n",
        "src/app/page.tsx": "export default function Page() { return <p>hello</p>; }\n",
        "pages/api/orders/index.js": "export default async function handler(req, res) {\n  if (req.method === 'POST') { await save(); }\n"
        "  else if (req.method === 'GET') { res.json(await find()); }\n}\n",
    }
    assert sorted(served(files)) == [
        "DELETE /api/users/{id}",
        "GET /api/orders",
        "GET /api/users/{id}",
        "POST /api/files/{*}",
        "POST /api/orders",
    ]
    found = routes(files)["DELETE /api/users/{id}"]
    assert found.handler is not None
    assert (found.place.line, found.place.end_line) == (2, 2)


def test_socket_handlers_are_routes_of_their_own_kind() -> None:
    assert served({
        "package.json": PACKAGE,
        "src/index.js": "const http = require('http');\nconst app = require('express')();\nconst { Server } = require('socket.io');\n"
        "const server = http.createServer(app);\nconst io = new Server(server);\n"
        "io.on('connection', (socket) => {\n  socket.on('task:update', (data) => save(data));\n});\nserver.listen(1);\n",
    }) == ["WS connection", "WS task:update"]  # fmt: skip


def test_routers_of_koa_and_hono_are_served_under_their_prefixes() -> None:
    assert served({
        "package.json": PACKAGE.replace("express", "koa"),
        "src/index.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\nconst app = new Koa();\n"
        "const router = new Router({ prefix: '/api' });\nrouter.get('/a/:id', async (ctx) => { ctx.body = await find(); });\n"
        "app.use(router.routes()).use(router.allowedMethods());\napp.listen(1);\n",
    }) == ["GET /api/a/{id}"]  # fmt: skip
    assert served({
        "package.json": PACKAGE.replace("express", "hono"),
        "src/index.js": "import { Hono } from 'hono';\nimport { serve } from '@hono/node-server';\nimport users from './users.js';\n"
        "const app = new Hono().basePath('/api');\napp.route('/users', users);\nserve({ fetch: app.fetch, port: 1 });\n",
        "src/users.js": "import { Hono } from 'hono';\nconst users = new Hono();\nusers.get('/:id{[0-9]+}', async (c) => c.json(await find()));\n"
        "export default users;\n",
    }) == ["GET /api/users/{id}"]  # fmt: skip


def test_an_app_that_listens_serves_and_one_that_is_only_exported_does_not() -> None:
    started = {
        "package.json": PACKAGE,
        "src/index.js": "const http = require('http');\nconst app = require('express')();\nhttp.createServer(app).listen(1);\n",
    }
    exported = {"package.json": PACKAGE, "src/index.js": "module.exports = require('express')();\n"}
    assert [router.serves for files in (started, exported) for router in project_of(files).routers] == [
        True,
        False,
    ]


def test_a_module_of_nest_is_given_a_path_and_an_app_a_version() -> None:
    main = (
        "import { NestFactory } from '@nestjs/core';\nimport { VersioningType } from '@nestjs/common';\nimport { AppModule } from './app.module';\n"
        "async function start() {\n  const app = await NestFactory.create(AppModule);\n"
        "  app.enableVersioning({ type: VersioningType.URI, prefix: 'r' });\n  await app.listen(3000);\n}\nstart();\n"
    )
    assert served({
        "package.json": PACKAGE,
        "src/main.ts": main,
        "src/app.module.ts": "import { Module } from '@nestjs/common';\nimport { RouterModule } from '@nestjs/core';\nimport { Desk } from './desk';\n"
        "import { Jobs } from './jobs';\nconst routes = [{ path: 'admin', module: Desk, children: [{ path: '/queue', module: Jobs }] }];\n"
        "@Module({ imports: [Desk, Jobs, RouterModule.register(routes)] })\nexport class AppModule {}\n",
        "src/desk.ts": "import { Controller, Get, Module } from '@nestjs/common';\n@Controller('desks')\nexport class Desks {\n"
        "  @Get()\n  all() { return load(); }\n}\n@Module({ controllers: [Desks] })\nexport class Desk {}\n",
        "src/jobs.ts": "import { Controller, Get, Module } from '@nestjs/common';\n@Controller({ path: 'jobs', version: '2' })\n"
        "export class All {\n  @Get(':id')\n  one() { return load(); }\n}\n@Module({ controllers: [All] })\nexport class Jobs {}\n",
    }) == ["GET /admin/desks", "GET /r2/admin/queue/jobs/{id}"]  # fmt: skip

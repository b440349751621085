"""What is served where: tools of agents, procedures, resolvers, and Litestar's listed handlers."""

from __future__ import annotations

import pytest

from checks import rules
from tests.test_project_routes import routes, served
from tests.trees import Files, project_of


def mocks(files: Files) -> list[str]:
    """The handlers that only make their answers up."""
    return [finding.symbol for finding in rules.find(project_of(files), ("mock-response",))]


PYTHON_TOOLS = {
    "requirements.txt": "mcp\nhttpx\n",
    "server.py": """
import random

import httpx
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("shop")


@mcp.tool()
def price(item: str) -> dict:
    return {"item": item, "price": random.random()}


@mcp.tool(name="stock")
async def get_stock(item: str) -> dict:
    return (await httpx.AsyncClient().get(f"https://stock.example/{item}")).json()


@mcp.tool()
def add(a: int, b: int) -> int:
    return a + b


if __name__ == "__main__":
    mcp.run()
""",
}


def test_tools_of_a_python_server_are_routes_of_their_own_kind() -> None:
    assert served(PYTHON_TOOLS) == ["TOOL price", "TOOL stock", "TOOL add"]
    assert mocks(PYTHON_TOOLS) == ["price"]


SCRIPT_TOOLS = {
    "package.json": '{"name": "t", "private": true, "scripts": {"start": "node src/index.js"}, "dependencies": {"@modelcontextprotocol/sdk": "1"}}',
    "src/index.ts": """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const server = new McpServer({ name: "shop", version: "1" });
server.tool("price", "The price", { item: z.string() }, async ({ item }) => {
  return { content: [{ type: "text", text: JSON.stringify({ item, price: Math.random() }) }] };
});
server.registerTool("stock", { title: "Stock" }, async ({ item }) => {
  const answer = await fetch("https://stock.example/" + item);
  return { content: [{ type: "text", text: await answer.text() }] };
});
await server.connect(new StdioServerTransport());
""",
}


def test_tools_of_a_typescript_server_are_routes_of_their_own_kind() -> None:
    assert served(SCRIPT_TOOLS) == ["TOOL price", "TOOL stock"]
    assert mocks(SCRIPT_TOOLS) == ["TOOL price"]


PROCEDURES = {
    "package.json": '{"name": "t", "private": true, "scripts": {"start": "node src/index.js"}, "dependencies": {"@trpc/server": "11"}}',
    "src/trpc.ts": "import { initTRPC } from '@trpc/server';\nconst t = initTRPC.create();\n"
    "export const router = t.router;\nexport const publicProcedure = t.procedure;\n",
    "src/orders.ts": """
import { readFile } from 'node:fs/promises';
import { publicProcedure, router } from './trpc';

export const orders = router({
  all: publicProcedure.query(async () => JSON.parse(await readFile('orders.json', 'utf8'))),
  latest: publicProcedure.input(String).query(({ input }) => {
    return [{ id: 1, name: 'Widget', total: 42 }, { id: 2, name: 'Gadget', total: 7 }];
  }),
});
""",
}


def test_procedures_are_found_in_the_object_a_router_is_made_of() -> None:
    assert served(PROCEDURES) == ["RPC all", "RPC latest"]
    assert mocks(PROCEDURES) == ["latest"]


RESOLVERS = {
    "package.json": '{"name": "t", "private": true, "scripts": {"start": "node src/index.js"}, "dependencies": {"@apollo/server": "4"}}',
    "src/resolvers.ts": """
import { db } from 'some-database';

export const resolvers = {
  Query: {
    orders: () => [{ id: 1, customer: 'Ann', total: 42 }, { id: 2, customer: 'Bob', total: 7 }],
    users: async () => db.users.all(),
  },
  Mutation: {
    createUser: async (_: unknown, { name }: { name: string }) => db.users.insert({ name }),
  },
  User: {
    label: (user: { name: string }) => user.name,
  },
};
""",
}


def test_root_resolvers_of_a_map_are_routes() -> None:
    assert sorted(served(RESOLVERS)) == ["RPC createUser", "RPC orders", "RPC users"]
    assert mocks(RESOLVERS) == ["orders"]


def test_root_resolvers_of_a_nest_class_are_routes() -> None:
    files = {
        "package.json": '{"name": "t", "private": true, "scripts": {"start": "nest start"}, "dependencies": {"@nestjs/graphql": "12"}}',
        "src/orders.resolver.ts": """
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';

@Resolver('Order')
export class OrdersResolver {
  constructor(private readonly orders: OrdersService) {}

  @Query(() => [Order])
  async all() {
    return this.orders.all();
  }

  @Mutation(() => Order)
  create() {
    return { id: 1, customer: 'Ann', total: 42, createdAt: new Date() };
  }

  @ResolveField()
  label() {
    return 'order';
  }
}
""",
    }
    assert served(files) == ["RPC all", "RPC create"]
    assert mocks(files) == ["create"]


def test_root_resolvers_of_python_classes_are_routes() -> None:
    files = {
        "requirements.txt": "strawberry-graphql\ngraphene\nariadne\n",
        "shop/schema.py": "import strawberry\n\nfrom shop.db import session\n\n\n@strawberry.type\nclass Query:\n"
        "    @strawberry.field\n    def orders(self) -> list[str]:\n        return session.query('orders').all()\n\n"
        "    @strawberry.field\n    def customers(self) -> list[dict]:\n"
        "        return [{'id': 1, 'name': 'Ann', 'email': 'a@b.c'}, {'id': 2, 'name': 'Bob', 'email': 'b@b.c'}]\n",
        "shop/old.py": "import graphene\n\n\nclass Query(graphene.ObjectType):\n    users = graphene.List(graphene.String)\n\n"
        "    def resolve_users(self, info):\n        return open('users').readlines()\n",
        "shop/first.py": "from ariadne import QueryType\n\nquery = QueryType()\n\n\n@query.field('stock')\n"
        "def resolve_stock(obj, info):\n    return open('stock').read()\n",
    }
    assert sorted(routes(files)) == ["RPC customers", "RPC orders", "RPC stock", "RPC users"]
    assert mocks(files) == ["customers"]


LITESTAR = {
    "requirements.txt": "litestar\nuvicorn\n",
    "Dockerfile": 'CMD ["uvicorn", "shop.main:app"]\n',
    "shop/main.py": """
from litestar import Litestar, Router, get

from shop.orders import OrdersController, forgotten


@get("/health")
async def health() -> dict:
    return {"status": "ok"}


api = Router(path="/api", route_handlers=[OrdersController])
app = Litestar(route_handlers=[health, api])
""",
    "shop/orders.py": """
from litestar import Controller, get, post


class OrdersController(Controller):
    path = "/orders"

    @get()
    async def all(self) -> list:
        return open("orders.json").read()

    @post("/{order_id:int}/pay")
    async def pay(self, order_id: int) -> dict:
        return {"id": "ord_1", "status": "paid"}


@get("/forgotten")
async def forgotten() -> str:
    return open("x").read()
""",
}


def test_litestar_lists_its_handlers_controllers_and_routers() -> None:
    assert served(LITESTAR) == ["GET /health", "GET /api/orders", "POST /api/orders/{order_id}/pay"]
    assert mocks(LITESTAR) == ["pay"]


def test_sanic_blueprints_are_mounted_with_their_prefix() -> None:
    files = {
        "requirements.txt": "sanic\n",
        "main.py": "from sanic import Blueprint, Sanic\nfrom sanic.response import json\n\nbp = Blueprint('orders', url_prefix='/orders')\n\n\n"
        "@bp.get('/<order_id>')\nasync def read(request, order_id):\n    return json({'id': order_id, 'item': 'Widget'})\n\n\n"
        "app = Sanic('shop')\napp.blueprint(bp)\n\nif __name__ == '__main__':\n    app.run()\n",
    }
    assert served(files) == ["GET /orders/{order_id}"]
    assert mocks(files) == ["read"]


HONO = {
    "package.json": '{"name": "t", "private": true, "scripts": {"start": "tsx src/main.ts"}, "dependencies": {"hono": "4"}}',
    "src/a.ts": "import { Hono } from 'hono';\nexport const a = new Hono();\na.get('/a', (c) => c.json(find()));\n",
    "src/b.ts": "import { Hono } from 'hono';\nexport const b = new Hono().get('/b', (c) => c.json(find()));\n",
}
HONO_MAIN = (
    "import { serve } from '@hono/node-server';\nimport { Hono } from 'hono';\nimport { a } from './a';\n"
    "import { b } from './b';\nconst app = new Hono();\n«MOUNT»\nserve({ fetch: app.fetch, port: 3000 });\n"
)


@pytest.mark.parametrize(
    "mount",
    [
        "app.route('/x', a).route('/x', b);",
        "const routes = app.route('/x', a);\nroutes.route('/x', b);",
        "for (const part of [a, b]) app.route('/x', part);",
        "app.mount('/x', a.fetch);\napp.mount('/x', b.fetch);",
        "[a, b].forEach((part) => app.route('/x', part));",
    ],
)
def test_what_is_mounted_on_a_hono_app_is_served(mount: str) -> None:
    files = {**HONO, "src/main.ts": HONO_MAIN.replace("«MOUNT»", mount)}
    assert sorted(served(files)) == ["GET /x/a", "GET /x/b"]


def test_a_hono_app_that_is_imported_and_never_mounted_is_an_unwired_router() -> None:
    files = {**HONO, "src/main.ts": HONO_MAIN.replace("«MOUNT»", "app.route('/x', b);")}
    assert served(files) == ["GET /x/b"]
    assert [f.symbol for f in rules.find(project_of(files), ("unwired-router",))] == ["a"]


def test_hono_apps_that_a_platform_serves_each_stay_apps() -> None:
    main = "import { Hono } from 'hono';\nimport { a } from './a';\nconst app = new Hono();\napp.route('/x', a);\nexport default app;\n"
    files = {**HONO, "src/main.ts": main}
    assert [f.symbol for f in rules.find(project_of(files), ("unwired-router",))] == []

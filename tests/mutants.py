"""Sound little applications in every framework, and ways to break them: what the rules have to catch.

An application has holes: `«LIST»`, `«ONE»` and `«CREATE»` are the answers of its handlers, `«HELP»` is room for a
function beside them. Sound, they ask the store, which asks a database. A mutant fills one hole with something made
up, swaps the store for one in memory or one that invents, takes out the line that mounts, serves or starts, or
makes a check agree with everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from tests.sound import APPLICATIONS, Application

Filling = Mapping[str, str]

INVENTING = ("mock-response", "mock-data", "discarded-input")
_STORES = {"python": "shop/store.py", "script": "src/store.ts"}


class Mutant(msgspec.Struct, frozen=True):
    """A broken application: the rules of which one has to report it."""

    application: str
    what: str
    files: dict[str, str]
    rules: tuple[str, ...]


_PYTHON: dict[str, Filling] = {
    "records written out": {"«LIST»": '[{"id": 1, "item": "Widget", "price": 9.5}, {"id": 2, "item": "Gadget", "price": 3.5}]'},
    "an empty list": {"«LIST»": "[]"},
    "records with random numbers": {
        "«HELP»": "import random",
        "«LIST»": '[{"id": n, "item": f"Item {n}", "total": random.randint(1, 99)} for n in range(3)]',
    },
    "the time of day": {"«HELP»": "import time", "«LIST»": '[{"id": 1, "item": "Widget", "at": time.time()}]'},
    "a helper that returns records": {
        "«HELP»": 'def sample():\n    return [{"id": 1, "item": "Widget"}, {"id": 2, "item": "Gadget"}]',
        "«LIST»": "sample()",
    },
    "a constant of records": {
        "«HELP»": 'FAKE = [{"id": 1, "item": "Widget", "email": "a@shop.example"}, {"id": 2, "item": "Gadget", "email": "b@shop.example"}]',
        "«LIST»": "FAKE",
    },
    "one record written out": {"«ONE»": '{"id": 7, "item": "Widget", "price": 9.5}'},
    "the request echoed": {"«ONE»": '{"id": order_id, "item": "Widget", "price": 9.5}'},
    "a created id": {"«CREATE»": '{"id": "ord_1", "status": "created"}'},
    "success": {"«CREATE»": '{"success": True}'},
}  # fmt: skip
_SCRIPT: dict[str, Filling] = {
    "records written out": {"«LIST»": "[{ id: 1, item: 'Widget', price: 9.5 }, { id: 2, item: 'Gadget', price: 3.5 }]"},
    "an empty list": {"«LIST»": "[]"},
    "records with random numbers": {
        "«LIST»": "[1, 2, 3].map((n) => ({ id: n, item: `Item ${n}`, total: Math.floor(Math.random() * 99) }))"
    },
    "the time of day": {"«LIST»": "[{ id: 1, item: 'Widget', at: new Date().toISOString() }]"},
    "a helper that returns records": {
        "«HELP»": "function sample() {\n  return [{ id: 1, item: 'Widget' }, { id: 2, item: 'Gadget' }];\n}",
        "«LIST»": "sample()",
    },
    "a constant of records": {
        "«HELP»": "const FAKE = [{ id: 1, item: 'Widget', email: 'a@shop.example' }, { id: 2, item: 'Gadget', email: 'b@shop.example' }];",
        "«LIST»": "FAKE",
    },
    "one record written out": {"«ONE»": "({ id: 7, item: 'Widget', price: 9.5 })"},
    "the request echoed": {"«ONE»": "({ id: «ID», item: 'Widget', price: 9.5 })"},
    "a created id": {"«CREATE»": "({ id: 'ord_1', status: 'created' })"},
    "success": {"«CREATE»": "({ success: true })"},
}  # fmt: skip

_PYTHON_STORES = {
    "a list in the module": """
orders = []


def all_orders():
    return orders


def one_order(order_id):
    return next((order for order in orders if order["id"] == order_id), None)


def add_order(item, token=""):
    order = {"id": str(len(orders)), "item": item}
    orders.append(order)
    return order
""",
    "a dict in a service": """
class Orders:
    def __init__(self):
        self._orders = {}

    def all(self):
        return list(self._orders.values())

    def one(self, order_id):
        return self._orders.get(order_id)

    def add(self, item):
        key = str(len(self._orders))
        self._orders[key] = {"id": key, "item": item}
        return self._orders[key]


store = Orders()


def all_orders():
    return store.all()


def one_order(order_id):
    return store.one(order_id)


def add_order(item, token=""):
    return store.add(item)
""",
    "records that are made up": """
def all_orders():
    return [{"id": 1, "item": "Widget", "price": 9.5}, {"id": 2, "item": "Gadget", "price": 3.5}]


def one_order(order_id):
    return {"id": order_id, "item": "Widget", "price": 9.5}


def add_order(item, token=""):
    return {"id": "ord_1", "item": item, "status": "created"}
""",
}
_SCRIPT_STORES = {
    "an array in the module": """
const orders: { id: string; item: string }[] = [];

export async function allOrders() {
  return orders;
}

export async function oneOrder(id: string) {
  return orders.find((order) => order.id === id);
}

export async function addOrder(item: string, token = '') {
  const order = { id: String(orders.length), item };
  orders.push(order);
  return order;
}
""",
    "a Map in a service": """
class Orders {
  private readonly orders = new Map<string, { id: string; item: string }>();

  all() {
    return [...this.orders.values()];
  }

  one(id: string) {
    return this.orders.get(id);
  }

  add(item: string) {
    const order = { id: String(this.orders.size), item };
    this.orders.set(order.id, order);
    return order;
  }
}

const store = new Orders();

export async function allOrders() {
  return store.all();
}

export async function oneOrder(id: string) {
  return store.one(id);
}

export async function addOrder(item: string, token = '') {
  return store.add(item);
}
""",
    "records that are made up": """
export async function allOrders() {
  return [{ id: 1, item: 'Widget', price: 9.5 }, { id: 2, item: 'Gadget', price: 3.5 }];
}

export async function oneOrder(id: string) {
  return { id, item: 'Widget', price: 9.5 };
}

export async function addOrder(item: string, token = '') {
  return { id: 'ord_1', item, status: 'created' };
}
""",
}
_AGREEING = {
    "python": ('return hmac.compare_digest(token, os.environ["ORDERS_TOKEN"])', "return True"),
    "script": ("return timingSafeEqual(Buffer.from(token), Buffer.from(process.env.ORDERS_TOKEN ?? ''));", "return true;"),
}  # fmt: skip


def sound() -> Iterator[tuple[str, dict[str, str]]]:
    """Every application as it should be."""
    for application in APPLICATIONS:
        yield application.name, filled(application, {})


def mutants() -> Iterator[Mutant]:
    """Every application broken in every way that it can be."""
    for application in APPLICATIONS:
        yield from _answers(application)
        yield from _stores(application)
        yield from _lines(application)


def filled(application: Application, filling: Filling) -> dict[str, str]:
    """An application's files with its holes filled as it should be, or as ``filling`` says."""
    contents = {**application.holes, **filling}
    files = dict(application.files)
    for _ in range(2):
        for hole, text in contents.items():
            files = {path: held.replace(hole, text) for path, held in files.items()}
    return files


def _answers(application: Application) -> Iterator[Mutant]:
    ways = _PYTHON if application.language == "python" else _SCRIPT
    for what, filling in ways.items():
        if any(hole in application.asks for hole in filling) and what not in application.spared:
            yield Mutant(application.name, what, filled(application, filling), INVENTING)


def _stores(application: Application) -> Iterator[Mutant]:
    stores = _PYTHON_STORES if application.language == "python" else _SCRIPT_STORES
    for what, text in stores.items():
        files = filled(application, {})
        files[_STORES[application.language]] = text
        rules = INVENTING if "made up" in what else ("in-memory-store",)
        yield Mutant(application.name, f"a store of {what}", files, rules)
    before, after = _AGREEING[application.language]
    files = filled(application, {})
    path = _STORES[application.language]
    files[path] = files[path].replace(before, after)
    yield Mutant(application.name, "a check that agrees with everything", files, ("always-succeeds",))


def _lines(application: Application) -> Iterator[Mutant]:
    """Applications without the line that mounts, serves or starts something."""
    for what, (line, rules) in application.lines.items():
        files = filled(application, {})
        holding = [path for path, text in files.items() if line in text]
        if not holding:
            raise ValueError(f"{application.name}: no file holds {line!r}")
        files[holding[0]] = files[holding[0]].replace(line, application.without.get(what, ""))
        yield Mutant(application.name, what, files, rules)

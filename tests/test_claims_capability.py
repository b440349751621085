"""Which capabilities a document states or denies, and what the tree makes of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import _stems
from checks.claims._catalogue import catalogue, initials, named
from tests.claimed import found, judged, truths
from tests.trees import report_of

KIND = "capability"

SERVER = {
    "requirements.txt": "fastapi\nredis\n",
    "app/main.py": "from fastapi import FastAPI\n\nfrom app.store import put\n\napp = FastAPI()\n\n\n"
    '@app.post("/orders")\ndef create_order(order: dict):\n    put(order)\n    return order\n',
    "app/store.py": "import redis\n\nclient = redis.Redis()\n\n\ndef put(order):\n    client.set(order['id'], order)\n",
}


def said(text: str) -> list[tuple[str, str, str]]:
    """Catalogue name, phrase and polarity of each capability that a document states."""
    return [
        (str(c.subject.get("capability", "")), str(c.subject["phrase"]), c.polarity)
        for c in found(KIND, f"# Report\n\n{text}\n")
    ]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("- Query by event id", ["Query by event id"]),
        ("- ✅ Undo of the last command", ["Undo of the last command"]),
        ("- Automatic rotation & failure tracking", ["Automatic rotation", "failure tracking"]),
        ("- Scheduler with cron parsing", ["Scheduler", "cron parsing"]),
        ("- Returns matching orders with total scores", ["Returns matching orders with total scores"]),
        ("- Deletes orders and attached lines", ["Deletes orders and attached lines"]),
        ("- Tracking of clicks on offers", ["Tracking of clicks on offers"]),
        ("- ✅ Batch imports with rate limiting", ["Batch imports with rate limiting"]),
        ("- Security validation (HMAC, RBAC)", ["HMAC", "RBAC"]),
        ("- Edit mode with title, note, and price fields", ["Edit mode with title, note, and price fields"]),
        ("All priority fixes have been implemented:\n\n1. ✅ Order export for all shops", ["Order export for all shops"]),
        ("- **Clerk** - Order intake and customer questions", ["Clerk: Order intake and customer questions"]),
        ("- **Fallback**: Error handling and retry logic", ["Fallback: Error handling", "Fallback: retry logic"]),
        ("- ✅ SendGrid API integration", ["SendGrid API integration"]),
        ("- ✅ Order list with icons and closing dates", ["Order list with icons and closing dates"]),
        ("- Order list with proper formatting", ["Order list with proper formatting"]),
        ("- **Errors**: Graceful handling of lost lines and bad input", ["Errors: Graceful handling of lost lines and bad input"]),
        ("- **Sync**: Job queue with Redis", ["Sync: Job queue", "Sync: Redis"]),
        ('- "No results" message for empty searches', ['"No results" message for empty searches']),
        ("- Fallback for missing images", ["Fallback for missing images"]),
        ("## Date parsing\n\n- Ranges of days are understood", ["Ranges of days are understood"]),
        ("4. **Type safety**: Strict mode of the compiler", ["Type safety: Strict mode of the compiler"]),
        ("- Switch between closed and open orders", ["Switch between closed and open orders"]),
        ("### Stats Panel (`stats-panel.tsx`)\n\n- Trend arrows", ["Trend arrows"]),
        ("| # | Truth | Status |\n|---|---|---|\n| 1 | User can close an order | VERIFIED |", ["User can close an order"]),
        ("- **Retries**: Exponential backoff for each call", ["Retries: Exponential backoff for each call"]),
        ("- **Features**: Health check, order history, price alerts", ["Health check", "order history", "price alerts"]),
        ("- ✅ **Order sync** (`/v1/sync`)", ["Order sync"]),
        ("The service implements webhooks, rate limiting and JWT authentication.", ["webhooks", "rate limiting", "JWT authentication"]),
        ("### Dry-run mode available", ["Dry-run mode"]),
        ("| Feature | Status |\n|---|---|\n| Order search | ✅ |", ["Order search"]),
        ("| Criterion | Target | Met |\n|---|---|---|\n| Sources | Stripe, PayPal | ✅ |", ["Sources: Stripe", "Sources: PayPal"]),
        ("```\nGateway\n├─ Order routing\n└─ Price alerts\n```", ["Order routing", "Price alerts"]),
    ],
)  # fmt: skip
def test_each_thing_that_is_given_is_a_claim(text: str, phrases: list[str]) -> None:
    assert [(phrase, polarity) for _, phrase, polarity in said(text)] == [(p, "present") for p in phrases]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("### BLOCKER #1: No message queue", ["message queue"]),
        ("### ISSUE-5: Missing anomaly detection", ["anomaly detection"]),
        ("There is no encryption, and orders are lost on server restart.", ["persistence", "encryption"]),
        ("Report generation is not implemented.", ["Report generation"]),
        ("- ❌ Task scheduler (not implemented)", ["Task scheduler"]),
        (
            "## Missing report generation\n\nNone of this is implemented.",
            ["report generation", "report generation"],
        ),
        ("- **Server entry**: NO", ["Server entry"]),
        ("- ❌ Cannot export closed orders (no rights)", ["export closed orders"]),
        ("## Gaps\n\n**Files:** No trace-related modules in `app/`", ["trace"]),
    ],
)
def test_each_thing_that_is_denied_is_an_absent_claim(text: str, phrases: list[str]) -> None:
    assert [(phrase, polarity) for _, phrase, polarity in said(text)] == [(p, "absent") for p in phrases]


@pytest.mark.parametrize(
    "text",
    [
        "- `src/queue.py` - the queue of orders",
        "- POST /orders creates an order",
        "- `createOrder()` stores it in Redis",
        "- 12 endpoints",
        "- All tests passing (42/42)",
        "- Removed the old scheduler",
        "- 8,500+ lines of code",
        "- Beautiful and modern interface",
        "- Better user experience",
        "- [ ] Redis caching",
        "- [Deployment guide](docs/deploy.md) for Docker",
        "- **File**: `src/app.ts` with Redis",
        "- **Severity**: High",
        "## Next steps\n\n- Add Redis caching",
        "## Usage\n\n- Start the Redis server",
        "## Files modified\n\n- Order service with retries",
        "The specification requires OAuth and RBAC.",
        "Redis should be added.",
        "No errors, no warnings and no further changes.",
        "- No endpoints changed",
        "- **Atomic writes:** no partial state",
        "```bash\nredis-server --port 6379\n```",
        "```\nproject/\n├── src/\n│   └── redis.config.ts\n```",
        "| Task | Status |\n|---|---|\n| Redis queue | ✅ Done |",
        "> Redis-backed queue",
        "- Edit the order and save it",
        "## Expected benefits\n\n- Fewer requests for each page",
        "### Test your shop\n\n1. **Orders**: Confirm a single order per page",
        "- ✅ **Implemented this session**",
        "- **Icons**: all of `getIcon` updated",
        "## Priority fixes\n\n- Order export for all shops",
        "**Files affected:**\n\n- Any route using the order list",
        "- [x] Order server running (port 3000)",
        "## ❌ Not yet tested\n\n- Microphone access",
        "## Open\n\n### Untested\n\n- Microphone access",
        "- **Likely due to**: the first start of the models",
        "### Target audience\n\n- Shops that ship every day",
        "### What to share with your team\n\n- Real orders to try",
        "1. Paste the order number of a customer",
        "2. Wait until the badge of new orders shows",
        "- **Bundle**: Reduced from 208 KB to 185 KB",
        "- All steps executing successfully",
        "- Tested 50 routes of the provider",
        "- Nothing critical is broken",
        "- **Dataset**: the orders of one year, kept in SQLite",
        "| # | Truth | Status |\n|---|---|---|\n| 1 | User can close an order | FAILED |",
        "What was tried earlier this session is in the log, with this session's profiling tools.",
    ],
)
def test_other_things_are_no_capabilities(text: str) -> None:
    assert said(f"## Part\n\nIntroduction.\n\n{text}") == []


def test_a_technology_is_named_as_the_catalogue_calls_it() -> None:
    assert [name for name, _, _ in said("- Valkey for the orders\n- Dead-letter queue\n- Postgres schema")] == [
        "Redis", "dead letter queue", "PostgreSQL",
    ]  # fmt: skip


def test_what_runs_supports_and_what_nothing_names_refutes() -> None:
    text = "# Orders\n\n- Redis storage\n- Order creation\n- Circuit breaker\n- Loyalty points calculation\n"
    assert truths(KIND, text, SERVER) == ["supported", "supported", "refuted", "unverifiable"]


def test_what_a_schema_holds_is_borne_out_by_its_statements_and_not_by_its_remarks() -> None:
    text = (
        "# Orders\n\n## Features\n\n- Foreign key constraints\n- GIN indexes on the tags\n- Full-text search\n"
        "- Row-level security\n- Cascade deletes\n- Database triggers\n"
    )
    schema = (
        "-- CREATE TRIGGER stamped comes later\ncreate table lines (\n  id int,\n"
        "  order_id int references orders(id) on delete cascade,\n  words tsvector,\n  tags text[]\n);\n"
        "create index lines_tags on lines using gin(tags);\nalter table lines enable row level security;\n"
    )
    shown = truths(KIND, text, {**SERVER, "db/schema.sql": schema})
    assert shown == ["supported"] * 5 + ["unverifiable"]
    assert truths(KIND, text, SERVER) == ["unverifiable"] * 6


def test_configuration_that_is_commented_out_sets_nothing_up() -> None:
    text = "# Orders\n\n- RabbitMQ broker\n"
    compose = "services:\n  api:\n    build: .\n  broker:\n    image: rabbitmq:3\n"
    off = "services:\n  api:\n    build: .\n#  broker:\n#    image: rabbitmq:3\n"
    assert truths(KIND, text, {**SERVER, "docker-compose.yml": compose}) == ["supported"]
    assert truths(KIND, text, {**SERVER, "docker-compose.yml": off}) == ["unverifiable"]


def test_a_declared_package_that_nothing_uses_is_no_capability() -> None:
    files = {**SERVER, "requirements.txt": "fastapi\nredis\npika\n"}
    [(_, verdict)] = judged(KIND, "# Orders\n\n- RabbitMQ broker\n", files)
    assert verdict.truth == "refuted"
    assert [place.path for place in verdict.evidence] == ["requirements.txt"]


def test_a_name_anywhere_else_leaves_it_open() -> None:
    files = {**SERVER, "deploy/broker.yml": "broker: rabbitmq\n"}
    assert truths(KIND, "# Orders\n\n- RabbitMQ broker\n", files) == ["unverifiable"]


def test_a_language_that_is_not_read_leaves_it_open() -> None:
    files = {**SERVER, "worker/main.go": "package main\n\nfunc main() {}\n"}
    assert truths(KIND, "# Orders\n\n- Circuit breaker\n", files) == ["unverifiable"]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("- Redis: $5-10/month", False),
        ("- Redis: about 5 USD a month", False),
        ("- Redis: cached prices in $ and €", True),
    ],
)
def test_what_something_costs_does_not_say_that_it_is_there(line: str, read: bool) -> None:
    assert bool(said(line)) == read


def test_a_function_that_nothing_calls_is_no_capability() -> None:
    dead = "class Payments:\n    def payment_fallback(self, call):\n        fallback = None\n        return fallback\n"
    files = {**SERVER, "app/store.py": SERVER["app/store.py"] + "\n\n" + dead}
    assert truths(KIND, "# Orders\n\n- Payment fallback\n", files) == ["refuted"]


def test_tests_of_something_stand_in_files_of_tests() -> None:
    text = "# Orders\n\n## Tests\n\nTests cover:\n\n- Order creation\n- Refund handling\n"
    tests = {"tests/test_orders.py": "def test_order_creation():\n    assert create_order({}) == {}\n"}
    assert truths(KIND, text, {**SERVER, **tests}) == ["supported", "unverifiable"]
    assert truths(KIND, text, SERVER) == ["unverifiable", "unverifiable"]
    named = text.replace("## Tests", "## Tests in `tests/test_orders.py`")
    assert truths(KIND, named, SERVER) == ["refuted", "refuted"]
    of_a_machine = text.replace("## Tests", "## Tests in `/home/ubuntu/tests/test_orders.py`")
    assert truths(KIND, of_a_machine, SERVER) == ["unverifiable", "unverifiable"]


def test_a_denial_is_borne_out_by_absence_and_never_refuted_by_a_name() -> None:
    text = "# Audit\n\nThere is no message queue and no rate limiting.\n"
    assert truths(KIND, text, SERVER) == ["supported", "supported"]
    there = {**SERVER, "app/limits.py": "def rate_limit(key):\n    return True\n"}
    assert truths(KIND, text, there) == ["supported", "unverifiable"]


def test_what_was_is_judged_at_the_base() -> None:
    text = "# Orders\n\n**Before:** in-memory storage of orders\n"
    assert [c.when for c in found(KIND, text)] == ["base"]
    assert truths(KIND, text, SERVER) == ["unverifiable"]


def test_an_error_code_has_to_stand_in_the_code() -> None:
    text = "# Orders\n\n**Error codes:**\n- `ORDER_LOST`\n- `ORDER_TAKEN` - taken by another\n"
    files = {**SERVER, "app/errors.py": 'TAKEN = "ORDER_TAKEN"\n'}
    assert truths(KIND, text, files) == ["refuted", "supported"]


def test_every_pattern_of_the_catalogue_can_start_where_it_is_looked_for() -> None:
    for entry in catalogue().values():
        assert entry.name
        for word in entry.words:
            assert initials(word)


def test_words_are_cut_to_their_stems() -> None:
    assert _stems.content("generated orders") == _stems.content("generating an order")
    assert _stems.content("the implementation of a system") == ()


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text_is_read(text: str) -> None:
    for claim in found(KIND, text):
        assert claim.subject["phrase"]
        assert 1 <= claim.line <= claim.end_line <= text.count("\n") + 1
    list(named(text))


@pytest.mark.parametrize(
    "text",
    [
        "- " + "redis " * 150_000,
        "- " + "no " * 300_000,
        "(" * 100_000 + ")" * 100_000,
        "| Feature | Status |\n|---|---|\n" + "| Redis cache | ✅ |\n" * 10_000,
        "\n".join("  " * (n % 40) + "- Redis cache with retries" for n in range(8_000)),
        "```\n" + "├─ Redis cache (a, b)\n" * 10_000,
        "no " + "a-" * 200_000,
    ],
    ids=["words", "denials", "brackets", "rows", "nesting", "branches", "dashes"],
)
def test_large_documents_are_read_in_linear_time(text: str) -> None:
    began = time.monotonic()
    found(KIND, text)
    assert time.monotonic() - began < 20


def test_an_in_memory_store_fails_a_change_that_claims_persistence() -> None:
    app = (
        "from fastapi import FastAPI, HTTPException\nfrom pydantic import BaseModel\n\napp = FastAPI()\n\n"
        "orders: dict[str, dict] = {}\n\n\nclass Order(BaseModel):\n    id: str\n    total: float\n\n\n"
        '@app.post("/orders")\ndef create(order: Order):\n    orders[order.id] = order.model_dump()\n    return orders[order.id]\n\n\n'
        '@app.get("/orders/{id}")\ndef read(id: str):\n    if id not in orders:\n        raise HTTPException(404)\n    return orders[id]\n'
    )
    docker = 'FROM python:3.11\nCMD ["uvicorn", "main:app"]\n'
    levels = {}
    for text in (
        "# Orders: complete\n\n- Redis-backed storage of orders\n",
        "# Orders: complete\n\n- Order lookup\n",
    ):
        report = report_of({"main.py": app, "Dockerfile": docker, "IMPLEMENTATION_COMPLETE.md": text})
        levels[text] = [f.level for f in report.findings if f.rule == "in-memory-store"]
    assert list(levels.values()) == [["failure"], ["warning"]]


REPORTS = {
    "requirements.txt": "fastapi\n",
    "app/main.py": "from fastapi import FastAPI\n\nfrom app.invoices import build_monthly_invoice, ship\n\napp = FastAPI()\n\n\n"
    '@app.post("/invoices")\ndef create_invoice(order: dict):\n    return build_monthly_invoice(order)\n\n\n'
    '@app.get("/invoices")\ndef list_invoices():\n    return load()\n\n\n'
    '@app.put("/invoices/{id}")\ndef change(id: str, order: dict):\n    ship(order)\n    return store(id, order)\n\n\n'
    '@app.delete("/invoices/{id}")\ndef drop(id: str):\n    return erase(id)\n',
    "app/invoices.py": "from app.rates import rate\n\n\ndef build_monthly_invoice(order):\n    if order.status == 'PAID':\n"
    "        raise ValueError('ALREADY_PAID')\n    return rate(order)\n\n\ndef ship(order):\n    return order\n",
    "app/rates.py": "def rate(order):\n    return order['total']\n",
}


@pytest.mark.parametrize(
    ("phrase", "path", "line"),
    [
        ("Monthly invoice", "app/invoices.py", 4),
        ("Order status check: order.status == PAID", "app/invoices.py", 5),
        ("CRUD operations for invoices", "app/main.py", 9),
    ],
)
def test_the_place_that_is_cited_shows_it(phrase: str, path: str, line: int) -> None:
    [(_, verdict)] = judged(KIND, f"# Invoices\n\n- {phrase}\n", REPORTS)
    assert verdict.truth == "supported"
    assert (verdict.evidence[0].path, verdict.evidence[0].line) == (path, line)


@pytest.mark.parametrize(
    "phrase",
    [
        "Invoice encryption keys rotation",
        "User management",
        "Create, update, archive and approve invoices",
    ],
)
def test_words_that_stand_apart_show_nothing(phrase: str) -> None:
    assert set(truths(KIND, f"# Invoices\n\n- {phrase}\n", REPORTS)) == {"unverifiable"}


def test_what_did_not_happen_leaves_no_trace() -> None:
    text = "# Audit\n\nNo unauthorized invoice mutations were found.\n"
    assert set(truths(KIND, text, REPORTS)) <= {"unverifiable"}


def test_an_error_code_is_shown_where_it_is_raised() -> None:
    text = "# Invoices\n\n**Error codes:**\n- `ALREADY_PAID`\n"
    [(_, verdict)] = judged(KIND, text, REPORTS)
    assert (verdict.truth, verdict.evidence[0].line) == ("supported", 6)

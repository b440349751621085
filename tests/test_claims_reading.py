"""Shapes that delivery documents take: which claims each makes, and which near it make none."""

from __future__ import annotations

import pytest

from checks import claims
from checks.documents.read import read
from checks.documents.recognise import delivery
from tests.claimed import found, subjects

KEYS = ("path", "symbol", "name", "n", "phrase", "value", "lines", "package", "state", "what")


def made(text: str, *kinds: str) -> list[tuple[str, object]]:
    """Each claim of a document as its kind and the first telling part of its subject."""
    document = read("REPORT.md", text.encode())
    assert document is not None
    return [
        (claim.kind, next((claim.subject[key] for key in KEYS if key in claim.subject), None))
        for claim in claims.find(document, kinds or None)
    ]


def test_a_file_in_a_headings_brackets_owns_the_names_listed_below_it() -> None:
    text = "# Orders\n\n### 2. Schemas (`app/schemas.py`)\n\n- OrderCreate: name and sum\n- `close_order` - closes, writes `orders.json`\n"
    assert subjects("path", text) == [{"path": "app/schemas.py", "role": "exists"}]
    assert [(s["path"], s["symbol"]) for s in subjects("code-reference", text)] == [
        ("app/schemas.py", "OrderCreate"), ("app/schemas.py", "close_order"),
    ]  # fmt: skip
    assert subjects("symbol", text) == []


def test_a_file_that_a_heading_only_mentions_owns_nothing() -> None:
    text = "# Orders\n\n### Settings (see `app/schemas.py`)\n\n- Faster answers\n"
    assert subjects("path", text) == []


def test_the_fields_of_one_thing_are_one_claim() -> None:
    text = (
        "# Orders\n\n### 1. Order model (`models/order.ts`)\n\n**Fields**:\n"
        "- `customerId` (ObjectId, required): who\n- `state` (String, required): how far\n  - Values: `open`, `closed`\n- `paidAt` (Date, optional): when\n"
    )
    assert [s["symbol"] for s in subjects("code-reference", text)] == ["customerId, state, paidAt"]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("- `types/api.ts` - Extend OrderEntry, add OrderPage", ["OrderEntry", "OrderPage"]),
        ("- `lib/api.ts` - Defines `OrderError` for callers", ["OrderError"]),
        ("- `lib/api.ts` - Redesigned for OrderEntry readers", []),
        ("- `lib/api.ts` - Calls OrderService", []),
    ],
)
def test_a_files_description_says_what_was_done_to_its_names(text: str, symbols: list[str]) -> None:
    assert [s["symbol"] for s in subjects("code-reference", f"# Work\n\n{text}\n")] == symbols


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- Added: `closeOrder()`", ["closeOrder()"]),
        ("New table columns:\n\n- orders.closed_at\n- orders.sum", ["orders.closed_at", "orders.sum"]),
        ("| Service | File |\n|---|---|\n| **OrderService** | `orders.py` |", ["OrderService"]),
        ("- Indexing in `order_index` table", ["order_index"]),
        ("**Tests**:\n\n- ✅ `test_order_is_closed` - closes it", ["test_order_is_closed"]),
        ("- `dueDate` (Date, optional): when it is due", []),
        ("- Added: `closed`", []),
        ("| Step | File |\n|---|---|\n| Orders | `orders.py` |", []),
    ],
)
def test_names_are_read_in_lists_tables_and_sentences(text: str, names: list[str]) -> None:
    assert [s["name"] for s in subjects("symbol", f"# Work\n\n{text}\n")] == names


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("## ✅ Build status: SUCCESS", [("build", "success")]),
        ("### 1) BACKEND: ✅ PASS", [("passed", "pass")]),
        ("**Result**: ✅ PASS (5/5)", [("passed", 5)]),
        (
            "## Test results\n\n### After\n\n- **16 passing**\n- **8 failing**",
            [("passed", 16), ("failed", 8)],
        ),
        ("```\nTotal: 39\n✅ PASSED: 29 (74%)\n❌ FAILED: 10 (26%)\n```", [("passed", 29), ("failed", 10)]),
        ("- The order app loads without errors", [("the order app", "loads without errors")]),
        ("- [x] Maven package: SUCCESSFUL", [("passed", "successful")]),
        ("- TypeScript compilation is clean", [("types", "clean")]),
        ("- Full refund if the build fails", []),
        ("- 16 passing ships", []),
        ("- Orders: open", []),
        ("- Type checks run on every push", []),
    ],
)
def test_verdicts_of_runs_are_results(text: str, results: list[tuple[str, object]]) -> None:
    assert [(s["measure"], s["value"]) for s in subjects("test-result", f"# Report\n\n{text}\n")] == results


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("# ✅ FIXED: orders were lost", ["complete"]),
        ("## 1. Data layer ✅ **CONFIGURED**", ["complete"]),
        ("### 2. ✅ Orders have owners", ["complete"]),
        ("**ALL CORE FEATURES VERIFIED AND WORKING!**", ["functional"]),
        ("Issue #16 is COMPLETE and production-ready!", ["production-ready"]),
        ("✅ **Backend**: Fully implemented and tested", ["implemented"]),
        ("**Status:** READY FOR STAGING DEPLOYMENT", ["production-ready"]),
        ("✅ **Endpoint** `GET /orders`: listed", []),
        ("- **Documentation**: Complete", []),
        ("**Orders**: complete list of customers", []),
        ("## Getting ready", []),
    ],
)  # fmt: skip
def test_states_are_read_in_titles_labels_and_cries(text: str, states: list[str]) -> None:
    text = text if text.startswith("# ") else f"# Report\n\n{text}\n"
    seen = [s["state"] for s in subjects("status", text)]
    assert [state != "" for state in seen] == [True] * len(states)
    assert len(seen) == len(states)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("## Errors\n\n- 404: Order not found", ["404: Order not found"]),
        ("- ✅ Aggregations (sums, averages)", ["Aggregations"]),
        ("**Database**: PostgreSQL 16", ["PostgreSQL"]),
        ("**Backend**: FastAPI (Python) + SQLAlchemy + Redis", ["FastAPI", "SQLAlchemy", "Redis"]),
        ("Implemented a dynamic credit system with automatic refunds and a transaction ledger.", ["dynamic credit system", "automatic refunds", "transaction ledger"]),
        ("| Component | Status |\n|---|---|\n| OrderLock | ✅ Concurrency control |", ["Concurrency control"]),
        ("- **Idempotent orders**: two clients cannot create one twice", ["Idempotent orders"]),
        ("**Solution:**\n\n- Restored order history search", ["Restored order history search"]),
        ("- Validation of schemas (9 tests)", []),
        ("### Why orders?\n\n- Orders have many lines", []),
        ("- Redis for orders (future)", []),
        ("**Known issues:**\n\n- Issue #1: Orders collide with carts", []),
        ("### 1) BACKEND: ✅ PASS\n\n- **Process**: Started in background", []),
        ("- ⚠️ Requires cluster deployment first", []),
        ("- ✅ No CORS issues", []),
        ("**Usage:**\n\n- Open the order page", []),
        ("- **Advanced search**: Not yet implemented", []),
    ],
)  # fmt: skip
def test_features_are_told_from_what_stands_beside_them(text: str, phrases: list[str]) -> None:
    given = [c for c in found("capability", f"# Report\n\n{text}\n") if c.polarity == "present"]
    assert [c.subject["phrase"] for c in given] == phrases


def test_usage_that_is_tracked_is_no_instruction() -> None:
    assert made("# Report\n\n### Usage tracking\n\n- Sorted by number of orders\n", "capability")
    assert not made("# Report\n\n### Usage\n\n- Sorted by number of orders\n", "capability")


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("### Files created: 2\n\n1. `a.py` - one\n2. `b.py` - two", [("2", "2")]),
        ("**Coverage**: 14 tests\n\n- Validation (9 tests)\n- Lifecycle (5 tests)", [("14", "14")]),
        ("**Coverage**: 15 tests\n\n- Validation (9 tests)\n- Lifecycle (5 tests)", [("15", "14")]),
        ("- **Phase 1** (Base): 86 tests\n- **Phase 2** (Orders): 14 tests\n- **Total**: 100 tests", [("100", "100")]),
        ("| File | Lines |\n|---|---|\n| a.py | 482 |\n| b.py | +131 |\n| c.py | +7 |\n| Total | 620 |", [("620", "620")]),
        ("**Coverage**: 15 tests\n\n- Validation (9 tests)\n- Lifecycle", []),
    ],
)  # fmt: skip
def test_counts_are_compared_with_what_they_count(text: str, sums: list[tuple[str, str]]) -> None:
    assert [(s["stated"], s["computed"]) for s in subjects("arithmetic", f"# Report\n\n{text}\n")] == sums


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("| Stop | ✅ | POST .../orders/{id}/stop |", ["/orders/{id}/stop"]),
        ("- Pick a date → POST to `/orders/{id}`", ["/orders/{id}"]),
        ("- [x] /api/auth/me endpoint (roles)", ["/api/auth/me"]),
        ("- /orders and /carts are alike", []),
    ],
)
def test_routes_are_read_abridged_and_without_backticks(text: str, routes: list[str]) -> None:
    table = f"| Feature | Status | Route |\n|---|---|---|\n{text}" if text.startswith("|") else text
    assert [s["path"] for s in subjects("endpoint", f"# Report\n\n{table}\n")] == routes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- **URL**: http://127.0.0.1:8000", ["PORT"]),
        ("- ✅ Backend: Port 4000 (online)", ["PORT"]),
        ("- **Mode**: simulator (SIMULATE_ORDERS=1)", ["SIMULATE_ORDERS"]),
        ("- **Page URL**: http://localhost:5173/orders", []),
    ],
)
def test_ports_and_assignments_are_settings(text: str, names: list[str]) -> None:
    assert [s["name"] for s in subjects("setting", f"# Report\n\n{text}\n")] == names


def test_a_package_with_its_range_is_a_dependency_and_no_feature() -> None:
    text = "# Report\n\n- **left-pad** `^1.3.0` - pads\n"
    assert made(text, "dependency", "capability") == [("dependency", "left-pad")]


def test_a_metrics_table_counts_what_its_rows_name() -> None:
    text = "# Report\n\n| Metric | Value |\n|---|---|\n| Order files modified | 2 |\n| Duration | 30 |\n"
    assert [(s["noun"], s["n"]) for s in subjects("count", text)] == [("order files", 2)]


def test_an_answer_of_the_server_counts_nothing() -> None:
    assert subjects("count", "# Report\n\n- Enforces quotas (402 responses)\n") == []


def test_a_colon_inside_code_ends_no_label() -> None:
    (claim,) = found("code-reference", "# Work\n\n### `lib/api.ts`\n\n- Added `close(id: string)` function\n")
    assert claim.subject["symbol"] == "close(id: string)"


def test_what_was_done_behind_a_label_of_a_plan_is_told() -> None:
    assert subjects("path", "# Report\n\n- **Action:** Created `src/api.ts` for the backend\n")
    assert not subjects("path", "# Report\n\n- **Action:** create `src/api.ts` for the backend\n")


@pytest.mark.parametrize("name", ["ARCHITECTURE_AUDIT_2025_11_22.md", "DESIGN_VERIFICATION_REPORT.md"])
def test_an_audit_is_read_whatever_it_audits(name: str) -> None:
    assert delivery(name, "# Work\n\nThe system has three parts.\n")
    assert not delivery("ARCHITECTURE.md", "# Work\n\n- ✅ Queue implemented\n")


@pytest.mark.parametrize(
    "text",
    [
        "## ✅ To Test After Deployment\n\n### Orders\n\n1. Open the shop\n2. Enter email\n3. Find your own order\n",
        "## Queue\n\n**Steps:**\n1. Settings tab\n2. Add each variable\n3. Save\n",
        "## Queue\n\n**To check the queue:**\n1. Open the console\n2. Look for a live worker\n",
    ],
)
def test_steps_to_take_are_no_features(text: str) -> None:
    assert subjects("capability", f"# Report\n\n{text}") == []


def test_steps_that_were_taken_are_told() -> None:
    assert subjects("path", "# Report\n\n**Steps:**\n1. Created `src/api.ts` for the orders\n")


def test_how_a_build_went_at_some_time_is_no_result() -> None:
    rows = "- **19:36 UTC** - Build failed (mail)\n"
    assert subjects("test-result", f"# Report\n\n## Timeline\n\n{rows}") == []
    assert subjects("test-result", "# Report\n\n## Timeline\n\n- Build failed (mail)\n")


@pytest.mark.parametrize(
    ("heading", "paths"),
    [
        ("Phase 4: Tests 🔄 Partial", ["tests/test_cart.py"]),
        ("🔄 Phase 5: Orders", []),
        ("🔄 Carts", ["tests/test_cart.py"]),
        ("🔄 In Progress", []),
        ("Phase 3: Carts 🔄 In Progress", []),
        ("🔄 Next", []),
    ],
)
def test_a_turning_arrow_beside_a_part_leaves_its_section_a_report(heading: str, paths: list[str]) -> None:
    text = f"# Work\n\n### {heading}\n\n- **tests/test_cart.py**: carts are tested\n"
    assert [s["path"] for s in subjects("path", text)] == paths

"""What documents say of a change that is made: rows of before and after, what took the place of what, what a table's features do."""

from __future__ import annotations

import time

import pytest

from tests.claimed import found

TURNED = "## Security\n\n| Control | Before | After | Status |\n|---|---|---|---|\n"
FEATURES = "## What's new\n\n| Feature | What it does | Gain |\n|---|---|---|\n"


def phrases(text: str) -> list[tuple[str, str]]:
    """Phrase and polarity of each capability that a document states."""
    return [(str(c.subject["phrase"]), c.polarity) for c in found("capability", f"# Report\n\n{text}\n")]


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("| Rate limiting | None | Tiered limits | ✅ |", "Rate limiting: Tiered limits"),
        ("| Order checks | ❌ | ✅ Full validation | ✅ |", "Order checks: Full validation"),
        ("| Sessions | ⚠️ Partial | ✅ HttpOnly/SameSite | ✅ |", "Sessions: HttpOnly/SameSite"),
        ("| SQL injection | ✅ (ORM) | ✅ (Parameterized) | ✅ |", "SQL injection"),
        ("| **Token in URL** | ❌ Shown in logs | Sent in a header | |", "Token in URL: Sent in a header"),
        ("| **Speakers** | one voice | **2-speaker** chat | |", "Speakers: 2-speaker chat"),
    ],
)
def test_a_row_of_before_and_after_says_what_is_there_by_now(row: str, phrase: str) -> None:
    assert phrases(TURNED + row) == [(phrase, "present")]


@pytest.mark.parametrize(
    "row",
    [
        "| Response time | ~300ms | < 100ms | ✅ |",
        "| Bundle | 717 KB | 33 KB | ✅ |",
        "| Code quality | Poor | Excellent | ✅ |",
        "| Speed | Slow | Much faster | ✅ |",
        "| Orders page | Broken | Working | ✅ |",
        "| Test coverage | low | Whole order flow | ✅ |",
        "| Order checks | ✅ Full | ❌ Switched off | |",
        "| Name | `orderList` | `orders` | |",
    ],
)
def test_figures_grades_states_and_names_of_a_row_are_no_capability(row: str) -> None:
    assert phrases(TURNED + row) == []


def test_a_tick_before_the_change_says_nothing_of_now() -> None:
    before = found("capability", f"# Report\n\n{TURNED}| Order checks | ❌ | ✅ Full validation | |\n")
    assert [claim.when for claim in before] == ["head"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- Replaced N+1 queries with joined loading", ["joined loading"]),
        ("- Replaced `for...in` loops with checked field access", ["checked field access"]),
        ("- Migrated order storage to PostgreSQL", ["PostgreSQL"]),
        ("- Updated the login to return a signed token", ["return a signed token"]),
        ("### 1. Key in the sample ✅ FIXED\n\n**Fix:** Replaced the key with a placeholder format", ["placeholder format"]),
        ("- useMemo for the filtered orders", ["useMemo for the filtered orders"]),
        ("- **Prometheus metrics**:\n  - Request count and duration\n  - Error rates", ["Request count and duration", "Error rates"]),
        (FEATURES + "| **Order memory** | remembers what was asked | fewer questions |", ["Order memory"]),
        (FEATURES.replace("| Feature", "| | Feature").replace("|---|", "|---|---|", 1) + "| 🧠 | Order memory | remembers what was asked | - |", ["Order memory"]),
        ("| # | Area | Status |\n|---|---|---|\n| 1 | **Reports** — open orders, daily totals, 7 charts | Built |", ["Reports: open orders", "Reports: daily totals"]),
        ("- ✅ Zero-downtime order imports", ["Zero-downtime order imports"]),
        ("- ✅ Order documents created as PDF", ["Order documents created as PDF"]),
        ("### The fix\n\n- Rejects orders of other clerks", ["Rejects orders of other clerks"]),
        ("- Clerk data passed as props", ["Clerk data passed as props"]),
        ("- Writes to Firestore `orders` collection", ["Writes to Firestore collection"]),
        ("- Validates order totals against the agreed prices in `prices.py`", ["Validates order totals against the agreed prices in"]),
        ("- ✅ Installed Winston logger with multiple transports", ["Winston logger with multiple transports"]),
    ],
)  # fmt: skip
def test_what_was_put_in_place_is_a_capability(text: str, said: list[str]) -> None:
    assert [phrase for phrase, _ in phrases(text)] == said


@pytest.mark.parametrize(
    "text",
    [
        "- Replaced the old logo with `logo.svg`",
        "- Renamed the order list to orders",
        "- Updated the README to reflect the new flow",
        "- Moved the helpers to src/lib/helpers.ts",
        "- orderList for the filtered orders",
        "- **Metrics**:\n  - Request count\n  - Error rates",
        "- **Prometheus metrics**:\n  - Requests: 300 a day",
        "## Roadmap\n\n| Feature | Description |\n|---|---|\n| Order memory | remembers what was asked |",
        "| Feature | Description | Priority |\n|---|---|---|\n| Order memory | remembers what was asked | P1 |",
        "- ✅ Installed and configured `helmet`",
        "- Helps clerks understand their orders",
        "- Dramatically faster order updates",
        "- Embed images should use the orders of today",
        "- The order page should work even if the import fails",
        "## Expected Results\n\n- **Orders**: Read from the new table",
        "Added two new exit codes:",
        "- Token configured in `~/.orders/token.json`",
        "Comprehensive error handling for:\n\n- Missing authentication (`E_AUTH`, exit 4)",
        "- **Preference**: Few files with orders kept together",
        "- **Benefit**: Clerks find their orders again",
        "- **Security Impact:** None",
        "- ✅ All code updates completed",
        "- ✅ Zero security vulnerabilities",
        "- ✅ Comprehensive documentation created",
        "- **Cache Hit Rate**: 60-80% fewer queries",
        "- Reads from `orders.json`",
        "- Token is obtained via `/api/login` endpoint",
        "- Configurable via `ORDER_PORT` environment variable",
        "### The flaw\n\nAnybody could pay without needing:\n\n- A valid order number\n- Any proof of a purchase",
        "| # | Area | Status |\n|---|---|---|\n| 1 | **Reports** — open orders, daily totals | Planned |",
        "| # | Area | Status |\n|---|---|---|\n| 1 | Reports | Built |",
        "- All login vulnerabilities eliminated",
        "- Application remains fully functional",
        "To enable these routes, register the auth blueprint in `app.py`:",
        "Focus on patterns that are:\n\n1. Likely to be asked for\n2. Visible at once to a clerk",
        "## Stage 2 Enhancements\n\n- Order history for every clerk",
    ],
)
def test_moves_names_figures_praise_plans_and_advice_are_none(text: str) -> None:
    assert phrases(text) == []


def test_a_case_that_is_dealt_with_is_not_lacking_and_one_below_gaps_is() -> None:
    handled = "Errors are handled for:\n\n"
    assert phrases("### Error handling for:\n\n- Missing JWT validation") == []
    assert phrases("### Gaps\n\n- Missing JWT validation") == [("JWT validation", "absent")]
    assert phrases(f"{handled}- ❌ Missing JWT validation") == [("JWT validation", "absent")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- All login vulnerabilities eliminated", ["login vulnerabilities"]),
        ("- Replaced mock data with real orders", ["mock data"]),
        ("- Removed all console.log statements", ["console.log statements"]),
        ("- Replaced the key with a placeholder", []),
        ("- Eliminated ~30 console.log statements", []),
        ("- Removed 12 debug statements from the page", []),
        ("- All login vulnerabilities were reviewed", []),
    ],
)
def test_what_is_gone_is_all_of_it_and_not_what_took_its_place(text: str, what: list[str]) -> None:
    claims = found("cleanliness", text)
    assert [c.subject["what"] for c in claims] == what
    assert all(c.polarity == "absent" for c in claims)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("- Decompresses in ~200ms on new phones", [200]),
        ("### File size\n\n- **Compressed**: 37MB", [37]),
        ("- Response time: 40 req/s", [40]),
        ("- Compares the 7-day average with today", []),
        ("### Orders\n\n**Performance**:\n\n- Order lookup: ~100ms", [100]),
        ("### Orders\n\n**Performance targets**:\n\n- Order lookup: ~100ms", []),
        ("### Orders\n\n**Schedule**:\n\n- Order lookup: ~100ms", []),
        ("- Polls in 200ms steps", []),
        ("- 53 passed in 0.45s", []),
        ("## Rate limiting\n\n- Order entry: 5/minute", []),
    ],
)
def test_a_span_is_measured_where_something_took_it(text: str, values: list[int]) -> None:
    assert [c.subject["value"] for c in found("measurement", text)] == values


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("- ✅ Installed `express-rate-limit`", ["express-rate-limit"]),
        ("- Installed and configured `helmet`", ["helmet"]),
        ("- Reinstalled `order-page` on the phone", []),
        ("## Dependencies\n\n- lodash ~4.17", ["lodash"]),
        ("- Eliminated ~10 calls for each order", []),
    ],
)
def test_about_ten_is_no_version_and_what_is_installed_is_a_package(text: str, packages: list[str]) -> None:
    assert [c.subject["package"] for c in found("dependency", text)] == packages


@pytest.mark.parametrize(
    "text",
    [
        "- Replaced " + "a with " * 20_000,
        "- To " + "a, " * 20_000,
        "| A | Before | After |\n|---|---|---|\n" + "| a | b | " + "c(" * 5_000 + " |\n",
        "- Installed " * 10_000,
    ],
)
def test_long_lines_of_such_words_are_read_in_linear_time(text: str) -> None:
    began = time.monotonic()
    for kind in ("capability", "cleanliness", "measurement", "dependency"):
        found(kind, text)
    assert time.monotonic() - began < 20

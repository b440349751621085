"""Claims that a name is there: functions, classes, tables, metrics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claimed import found, judged, subjects, truths

FILES = {
    "services/order.py": "class OrderService:\n    limit = 3\n\n    def drain_queue(self):\n        return 1\n",
    "schema.sql": "CREATE TABLE work_items (id INTEGER, trace_id TEXT);\n",
    "model/game_player.ts": "@Entity('game_players')\nexport class GamePlayer {\n  id: number;\n}\n",
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- Tables: work_items, work_runs", ["work_items", "work_runs"]),
        ("- **Queue counters**: enqueued, moved_to_dlq", ["enqueued", "moved_to_dlq"]),
        ("- ✅ OrderService (retries)", ["OrderService"]),
        ("The `drainQueue()` method was added.", []),
        ("- Provides: `drainQueue()` function", ["drainQueue()"]),
        ("### New tables\n\n1. **retry_attempts** - history", ["retry_attempts"]),
        ("- `startWorker()` exists but is never called", ["startWorker()"]),
    ],
)
def test_names_are_read_where_the_words_say_that_they_are_there(text: str, names: list[str]) -> None:
    assert [s["name"] for s in subjects("symbol", text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "- Create the `OrderSaga` class",
        "- TypeScript (strict)",
        "- Nothing changes when `planId` params are absent",
        "- `load()` function in `orders.py`",
        "- No `any` types used",
        "```bash\nOrderService --start\n```",
    ],
)
def test_other_words_are_no_names(text: str) -> None:
    assert found("symbol", text) == []


def test_none_as_a_default_is_no_denial() -> None:
    (claim,) = found("symbol", "- **Method**: `extract_face(image, place=None)`")
    assert claim.polarity == "present"


def test_a_definition_supports_and_its_lack_shows_nothing() -> None:
    text = "- OrderService (retries)\n- PaymentService (cards)\n"
    assert truths("symbol", text, FILES) == ["supported", "unverifiable"]


def test_a_table_may_be_an_object_mappers() -> None:
    text = "- **Missing**: `game_players` table\n- **Missing**: `game_rounds` table\n"
    assert truths("symbol", text, FILES) == ["refuted", "supported"]


def test_without_any_schema_a_table_may_be_kept_elsewhere() -> None:
    assert (
        truths("symbol", "- Tables: work_items, work_runs\n", {"app.py": "x = 1\n"}) == ["unverifiable"] * 2
    )


def test_a_name_in_a_comment_decides_nothing() -> None:
    files = {"app.py": "# RetryEngine comes later\nx = 1\n"}
    assert truths("symbol", "- RetryEngine (backoff)\n", files) == ["unverifiable"]


def test_a_name_in_a_language_that_nobody_reads_decides_nothing() -> None:
    files = {"app.py": "x = 1\n", "engine.go": "type RetryEngine struct{}\n"}
    assert truths("symbol", "- RetryEngine (backoff)\n", files) == ["unverifiable"]


def test_the_evidence_is_the_definition() -> None:
    ((_, verdict),) = judged("symbol", "- OrderService (retries)\n", FILES)
    assert (verdict.evidence[0].path, verdict.evidence[0].line) == ("services/order.py", 1)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aA_`*()|:.- \n→├#0", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("symbol", text)

"""Claims about what was measured: read where a figure is one, unverifiable unless the code sets it by name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claimed import found, subjects, truths

FILES = {"app.py": "CANCELLATION_RATE = 1.8\n"}
TABLE = (
    "## Performance\n\n| Operation | Target | Actual |\n| --- | --- | --- |\n| Search | <500ms | 45-78ms |\n"
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("- **Duration:** ~45 minutes", 45, "minutes"),
        ("- The import took 3.5 hours", 3.5, "hours"),
        ("- Handles 1,000+ concurrent connections", 1000, "concurrent connections"),
        ("- 10K+ ops/sec throughput", 10, "K ops/sec"),
        ("- Parsing is 4x faster", 4, "x"),
        ("- Performance 1.5x-2.5x above targets", "1.5-2.5", "x"),
        ("- 99.9% uptime", 99.9, "%"),
        ("- No memory leaks", "none", None),
        ("- Production Readiness: 8.5/10", 8.5, "/10"),
        (TABLE, "45-78", "ms"),
        ("- **Memory usage**: ~50MB", 50, "MB"),
        ("- Bundle size: 245 KB (gzipped)", 245, "KB"),
        ("- CPU usage: 12%", 12, "%"),
        ("### Bundle size\n\n- **After**: ~58KB (one sprite)", 58, "KB"),
        ("### Bundle size\n\n- **Savings**: 533KB (90% reduction)", 533, "KB"),
        ("```\nRoute: /orders\nResponse Time: 19.32 seconds\n```", 19.32, "seconds"),
        ("| Process | RAM |\n|---|---|\n| api | 120 MB |", 120, "MB"),
        ("| Process | CPU |\n|---|---|\n| api | 12% |", 12, "%"),
        ("## Load\n\n| Route | P95 (ms) | Errors |\n|---|---|---|\n| /orders | 80 | 2 |", 80, "ms"),
        ("- Response time down from 150ms to 50ms", 50, "ms"),
    ],
)
def test_a_measured_figure_is_read_with_its_unit(text: str, value: object, unit: str | None) -> None:
    (subject,) = subjects("measurement", text)
    assert (subject["value"], subject.get("unit")) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "- Retries after 5 seconds",
        "- Sessions expire after 30 minutes",
        "- Rate limit of 100 requests per minute",
        "- Target response time: 200ms",
        "- Estimated effort: 3 days",
        "- 100% of tests pass",
        "- 82% coverage",
        "- 12 endpoints and 4 users tables",
        "- Released on 2024-05-01 as 2.5.1",
        "- File size limit: 10MB",
        "### Uploads\n\n- **Photos**: 10MB",
        "- Memory limit: 512 MB",
        "- Needs at least 4 GB of RAM",
        "- Exports of 20 MB are split",
        "| Process | RAM limit |\n|---|---|\n| api | 512 MB |",
        "| Route | Budget (ms) |\n|---|---|\n| /orders | 80 |",
    ],
)
def test_what_is_set_planned_or_counted_is_no_measurement(text: str) -> None:
    assert found("measurement", text) == []


def test_a_share_is_supported_only_under_a_name_that_the_claim_says() -> None:
    text = "- Cancellation rate: 1.8%\n- Error rate: 1.8%\n- Cancellation rate: 2.8%\n"
    assert truths("measurement", text, FILES) == ["supported", "unverifiable", "unverifiable"]


def test_what_is_set_as_a_limit_shows_nothing_of_what_was_measured() -> None:
    files = {"app.py": "RESPONSE_TIME_MS = 100\nMAX_CONCURRENT_CONNECTIONS = 1000\n"}
    text = "- Response time: 100ms\n- Handles 1000+ concurrent connections\n"
    assert truths("measurement", text, files) == ["unverifiable", "unverifiable"]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="0123456789,.%+x<~- /|smhK\ntookrateuser", max_size=400))
def test_no_text_makes_it_fail_or_refute(text: str) -> None:
    assert "refuted" not in truths("measurement", text, FILES)


@pytest.mark.timeout(10)
def test_long_lines_are_read_in_bounded_time() -> None:
    for part in ("1,000 ", "1.5x-", "10 ms ", "1 a b /", "rate 1"):
        found("measurement", "- took " + part * 20_000)

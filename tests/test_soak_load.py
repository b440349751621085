"""The receiver under load: every delivery is in Redis when it has been answered, and the answer comes soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.redis.valkey import embedded
from tests.bench.load import measure

P99_MS = 50.0


def test_deliveries_over_several_connections_are_all_kept(tmp_path: Path) -> None:
    with embedded(tmp_path / "redis") as redis:
        figures = measure(redis, 300, 8, 40)
    assert (figures["lost"], figures["not answered with 202"]) == (0, 0)
    assert figures["jobs (one a head)"] == 40


@pytest.mark.soak
def test_five_thousand_deliveries_wait_no_longer_than_fifty_milliseconds(tmp_path: Path) -> None:
    tried = []
    for attempt in range(3):  # other programs on the same machine are no fault of the receiver's
        with embedded(tmp_path / str(attempt)) as redis:
            figures = measure(redis, 5000, 8, 500)
        assert (figures["lost"], figures["not answered with 202"]) == (0, 0)
        tried.append(figures["p99 ms"])
        if figures["p99 ms"] <= P99_MS:
            return
    raise AssertionError(f"p99 in milliseconds: {tried}")

"""Days with which something ends: ``YYYY-MM-DD``, to their last second in UTC; empty for no end.

Every moment is told by the clock of Redis (`bot.redis.store.Store.now`), in seconds of the epoch: hosts may differ.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LONG_AGO = "0001-01-01"


def after(moment: str, days: int) -> str:
    """The day that is so many days after a moment as GitHub writes it; `LONG_AGO` where that is none."""
    try:
        return (datetime.fromisoformat(moment) + timedelta(days=days)).date().isoformat()
    except (ValueError, OverflowError):
        return LONG_AGO


def seconds_left(day: str, now: float) -> float:
    """The seconds to the end of a day; not above 0 once it is over."""
    end = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
    return end.timestamp() - now


def is_over(day: str, now: float) -> bool:
    """Whether a day has ended."""
    return bool(day) and seconds_left(day, now) <= 0

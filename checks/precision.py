"""Which rules and kinds may fail a change: those that were right often enough on labelled changes.

The table beside this module is measured (`make measure`): for every rule and kind how many of its reports the labels
decide and how many of those are right. Of claims, the refutations are the reports. What has too few is filled up with
the pooled precision of its group, so that a kind neither rests on a handful of its own reports nor pays for others that
are wrong more often; what nobody measured does not fail a change.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

FLOOR = 0.95
ENOUGH = 20
"""Reports from which on a rule or a kind stands for itself alone."""

Group = Literal["exact", "prose", "headline", "other"]
"""``exact`` kinds name a thing in the tree and ``prose`` kinds describe; of rules, ``headline`` or ``other``."""


class Measured(msgspec.Struct, frozen=True):
    """How often a rule or kind was right: of ``reports`` that labels decide, ``right`` are; ``precision`` is their
    share, from 0 to 1, or None without reports."""

    group: Group
    reports: int
    right: int
    precision: float | None


class Table(msgspec.Struct, frozen=True):
    """What was measured on ``date`` (year-month-day) on a number of labelled ``changes``, by rule or kind."""

    date: str
    changes: int
    measured: dict[str, Measured]


@cache
def table() -> Table:
    """The committed table."""
    return msgspec.json.decode(resources.files("checks").joinpath("precision.json").read_bytes(), type=Table)


def group_of(module: object) -> Group:
    """The group of a rule's or kind's module: its `GROUP`, else ``other`` for rules and ``exact`` for kinds."""
    group: Group = getattr(module, "GROUP", "other" if hasattr(module, "RULE") else "exact")
    return group


def may_fail(name: str, group: Group, by: Table | None = None) -> bool:
    """Whether a rule or kind was right often enough to report at ``failure``, by the committed table or another."""
    measured = (by or table()).measured
    own = measured.get(name)
    pooled = [each for each in measured.values() if each.group == group]
    reports = sum(each.reports for each in pooled)
    if reports == 0:
        return False
    of_group = sum(each.right for each in pooled) / reports
    seen, right = (own.reports, own.right) if own is not None else (0, 0)
    lacking = max(0, ENOUGH - seen)
    return (right + lacking * of_group) / (seen + lacking) >= FLOOR

"""What the service did, counted: every process adds to one sum in Redis, and any receiver shows it.

Processes are many and short-lived here (a job is a fork of its own), so nothing is kept in them: what a process has
counted goes to Redis when its job ends, and every few seconds from a receiver. The text is Prometheus' own
(https://prometheus.io/docs/instrumenting/exposition_formats/). Labels have few values, all of them the service's own
words; nothing of a repository is ever one.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import cast

import msgspec

from bot.redis.store import Store, StoreError
from checks.model import Report

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FLUSH_SECONDS = 5.0

_SUMS = "asbuilt:metrics"
_BUDGETS = "asbuilt:budgets"
_BUDGETS_TTL = 2 * 3600
_BUDGETS_SHOWN = 20
_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900)


class Measure(msgspec.Struct, frozen=True):
    """Something that is counted. With ``buckets`` (upper bounds) it is a distribution."""

    name: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()


DELIVERIES = Measure(
    "asbuilt_deliveries_total",
    "Deliveries, by event and by what became of them (queued, known, left: nothing to do, refused, unavailable).",
    ("event", "outcome"),
)
JOBS = Measure("asbuilt_job_seconds", "How long jobs took.", ("job", "outcome"), _SECONDS)
REQUESTS = Measure(
    "asbuilt_github_requests_total", "Requests to GitHub's API, by what was answered.", ("status",)
)
CHECKS = Measure("asbuilt_checks_total", "Checks, by conclusion.", ("conclusion",))
PARTS = Measure("asbuilt_check_seconds_total", "Seconds that the parts of checks took.", ("part",))
VERDICTS = Measure("asbuilt_verdicts_total", "Verdicts on claims.", ("kind", "verdict"))
FINDINGS = Measure("asbuilt_findings_total", "Findings.", ("rule", "level"))
KEPT = Measure(
    "asbuilt_cache_total",
    "Values that were looked for in Redis, by whether they were there.",
    ("what", "found"),
)
MEASURES = (DELIVERIES, JOBS, REQUESTS, CHECKS, PARTS, VERDICTS, FINDINGS, KEPT)

# A name, and after it the values of the labels; of a distribution then ``sum``, or a bucket's bound.
_Key = tuple[str, ...]


class Tally:
    """What one process has counted and not told yet. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[_Key, float] = defaultdict(float)
        self._budgets: dict[int, str] = {}

    def add(self, measure: Measure, *labels: str, amount: float = 1) -> None:
        """Counts something; of a distribution, ``amount`` is what was measured."""
        key = (measure.name, *labels)
        if len(labels) != len(measure.labels):
            raise ValueError(f"{measure.name} has the labels {measure.labels}")
        with self._lock:
            if not measure.buckets:
                self._sums[key] += amount
                return
            bound = next((str(each) for each in measure.buckets if amount <= each), "+Inf")
            self._sums[(*key, bound)] += 1
            self._sums[(*key, "sum")] += amount

    def budget(self, installation: int, remaining: str, reset: str) -> None:
        """Notes how many requests an installation has left, and when (epoch seconds) it has all of them again."""
        if remaining.isdecimal() and reset.isdecimal():
            with self._lock:
                self._budgets[installation] = f"{remaining} {reset}"

    def flush(self, store: Store) -> None:
        """Adds everything to the sums in Redis. What Redis does not take stays for the next time."""
        with self._lock:
            sums, budgets = dict(self._sums), dict(self._budgets)
            self._sums.clear()
            self._budgets.clear()
        if not sums and not budgets:
            return
        try:
            store.guarded(partial(_write, store, sums, budgets))
        except StoreError:
            with self._lock:
                for key, amount in sums.items():
                    self._sums[key] += amount


def _write(store: Store, sums: Mapping[_Key, float], budgets: Mapping[int, str]) -> None:
    with store.client.pipeline(transaction=False) as pipe:
        for key, amount in sums.items():
            pipe.hincrbyfloat(_SUMS, msgspec.json.encode(key).decode(), amount)
        if budgets:
            pipe.hset(_BUDGETS, mapping={str(key): value for key, value in budgets.items()})
            pipe.expire(_BUDGETS, _BUDGETS_TTL)
        pipe.execute()


# --- in a job ------------------------------------------------------------------------------------

_TALLY: ContextVar[Tally | None] = ContextVar("tally", default=None)


def count(measure: Measure, *labels: str, amount: float = 1) -> None:
    """Counts something for the job that runs here; outside a job nothing."""
    if (tally := _TALLY.get()) is not None:
        tally.add(measure, *labels, amount=amount)


def budget(installation: int, headers: Mapping[str, str]) -> None:
    """Notes what an answer of GitHub's says of an installation's budget
    (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit)."""
    if (tally := _TALLY.get()) is not None and headers.get("x-ratelimit-resource", "core") == "core":
        tally.budget(
            installation, headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-reset", "")
        )


@dataclass
class Counted:
    """A job that is counted, and what became of it."""

    outcome: str = "failed"


@contextmanager
def job(store: Store, name: str) -> Iterator[Counted]:
    """Counts what happens inside as one job, and tells Redis at its end."""
    tally, counted = Tally(), Counted()
    before = _TALLY.set(tally)
    began = time.monotonic()
    try:
        yield counted
    finally:
        tally.add(JOBS, name, counted.outcome, amount=time.monotonic() - began)
        _TALLY.reset(before)
        tally.flush(store)


def report(made: Report) -> None:
    """Counts what a report says."""
    count(CHECKS, made.conclusion)
    for part, seconds in msgspec.structs.asdict(made.stats.seconds).items():
        count(PARTS, part, amount=seconds)
    for document in made.documents:
        for claim in document.claims:
            count(VERDICTS, claim.kind, claim.verdict)
    for finding in made.findings:
        count(FINDINGS, finding.rule, finding.level)


# --- showing it ----------------------------------------------------------------------------------


class Gauge(msgspec.Struct, frozen=True):
    """Something as it stands now: values by label."""

    name: str
    help: str
    label: str
    values: Mapping[str, float]


def text(store: Store, gauges: Sequence[Gauge]) -> str:
    """Everything that was counted, and the gauges, as Prometheus reads it. Raises StoreError."""
    raw = cast("dict[bytes, bytes]", store.guarded(lambda: store.client.hgetall(_SUMS)))
    sums: dict[str, dict[_Key, float]] = defaultdict(dict)
    for field, value in raw.items():
        try:
            name, *rest = msgspec.json.decode(field, type=list[str])
            sums[name][tuple(rest)] = float(value)
        except (msgspec.DecodeError, ValueError):
            continue
    lines: list[str] = []
    for measure in MEASURES:
        lines += _measure(measure, sums.get(measure.name, {}))
    for gauge in (*gauges, _budget_gauge(store)):
        lines += _head(gauge.name, gauge.help, "gauge")
        for label, amount in gauge.values.items():
            shown = {gauge.label: label} if gauge.label else {}
            lines.append(f"{gauge.name}{_labels(shown)} {_number(amount)}")
    return "\n".join(lines) + "\n"


def _measure(measure: Measure, sums: Mapping[_Key, float]) -> Iterator[str]:
    yield from _head(measure.name, measure.help, "histogram" if measure.buckets else "counter")
    if not measure.buckets:
        for values, amount in sorted(sums.items()):
            if len(values) == len(measure.labels):
                labels = dict(zip(measure.labels, values, strict=True))
                yield f"{measure.name}{_labels(labels)} {_number(amount)}"
        return
    for values in sorted({key[:-1] for key in sums if len(key) == len(measure.labels) + 1}):
        labels, total = dict(zip(measure.labels, values, strict=True)), 0.0
        for bound in (*map(str, measure.buckets), "+Inf"):
            total += sums.get((*values, bound), 0.0)
            yield f"{measure.name}_bucket{_labels(labels | {'le': bound})} {_number(total)}"
        yield f"{measure.name}_sum{_labels(labels)} {_number(sums.get((*values, 'sum'), 0.0))}"
        yield f"{measure.name}_count{_labels(labels)} {_number(total)}"


def _budget_gauge(store: Store) -> Gauge:
    """The installations with the least left; a budget whose time is over is full again and not shown."""
    raw = cast("dict[bytes, bytes]", store.guarded(lambda: store.client.hgetall(_BUDGETS)))
    left: dict[str, float] = {}
    for installation, told in raw.items():
        remaining, _, reset = told.decode("ascii", "replace").partition(" ")
        if remaining.isdecimal() and reset.isdecimal() and int(reset) > time.time():
            left[installation.decode("ascii", "replace")] = int(remaining)
    least = sorted(left.items(), key=lambda item: item[1])[:_BUDGETS_SHOWN]
    words = f"Requests to GitHub that are left until the next reset, of the {_BUDGETS_SHOWN} installations with the least."
    return Gauge("asbuilt_github_budget_remaining", words, "installation", dict(least))


def _head(name: str, words: str, kind: str) -> list[str]:
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]


def _labels(values: Mapping[str, str]) -> str:
    shown = ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())
    return f"{{{shown}}}" if shown else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))

"""The `Executor` port: a pool of killable child processes for hostile input and for speed.

A child that dies or takes too long costs its own batch and nothing else.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

SMALL = 4
"""Up to this many batches are run here: a pool costs more than it saves."""

BATCH_SECONDS = 60.0


class Pool:
    """Runs batches in up to ``jobs`` child processes."""

    def __init__(self, jobs: int, seconds: float = BATCH_SECONDS) -> None:
        self.jobs = max(1, jobs)
        self.seconds = seconds

    def map(
        self, function: Callable[[T], R], batches: Sequence[T], *, apart: bool = False
    ) -> Iterator[R | None]:
        """The function's answer for each batch, in order; None for one that was lost. ``apart``: never here."""
        if not apart and (len(batches) <= SMALL or self.jobs == 1):
            yield from map(function, batches)
            return
        context = multiprocessing.get_context("fork")
        at = 0
        while at < len(batches):
            pool = ProcessPoolExecutor(self.jobs, mp_context=context)
            try:
                futures: list[Future[R]] = [pool.submit(function, batch) for batch in batches[at:]]
                for future in futures:
                    yield future.result(timeout=self.seconds)
                    at += 1
            except (BrokenProcessPool, TimeoutError):
                # Nobody knows which of the running batches was the deadly one: the first is given up, and
                # the rest gets a fresh pool.
                yield None
                at += 1
            finally:
                _kill(pool)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

"""The `Executor` port: killable child processes, for hostile input and for speed.

A child that dies or takes too long costs its own batch and nothing else.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

SMALL = 4
"""Up to this many batches are run here: a pool costs more than it saves."""

BATCH_SECONDS = 60.0
TASK_SECONDS = 600.0


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

    def begin(self, tasks: Sequence[Callable[[], R]]) -> Iterable[R | None]:
        """See `checks.snapshot.Executor.begin`: a process for each task, or none where ``jobs`` is one."""
        if self.jobs == 1 or not tasks:
            return (task() for task in tasks)
        return _Crew(tasks)


class _Crew(Generic[R]):
    """Copies of this process, one for each task."""

    def __init__(self, tasks: Sequence[Callable[[], R]]) -> None:
        context = multiprocessing.get_context("fork")
        self._answers: list[Connection[Any, Any]] = []
        self._processes = []
        gc.freeze()  # a page that a collector marks would have to be copied
        for task in tasks:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_do, args=(task, theirs), daemon=True)
            process.start()
            theirs.close()
            self._answers.append(ours)
            self._processes.append(process)
        gc.unfreeze()

    def __iter__(self) -> Iterator[R | None]:
        """The answers in order; None for a task whose process died or hung."""
        until = time.monotonic() + TASK_SECONDS
        for answers, process in zip(self._answers, self._processes, strict=True):
            try:
                yield answers.recv() if answers.poll(max(0.0, until - time.monotonic())) else None
            except (EOFError, OSError):
                yield None
            process.kill()
            process.join()


def _do(task: Callable[[], R], answers: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the process that asked says that it was interrupted
    with suppress(BrokenPipeError):  # nobody waits for the answer any more
        answers.send(task())


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

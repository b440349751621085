"""The `Executor` port: killable child processes, for hostile input and for speed.

A child that dies or takes too long costs its own batch and nothing else.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import chain, islice
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from checks.snapshot import SourceError

T = TypeVar("T")
R = TypeVar("R")

SMALL = 4
"""Up to this many batches are run here: a pool costs more than it saves."""

AHEAD = 4
"""Batches for each process that wait or run: enough to do while the next ones are fetched."""

BATCH_SECONDS = 60.0
TASK_SECONDS = 600.0


class Pool:
    """Runs batches in up to ``jobs`` child processes."""

    def __init__(self, jobs: int, seconds: float = BATCH_SECONDS) -> None:
        self.jobs = max(1, jobs)
        self.seconds = seconds

    def map(
        self, function: Callable[[T], R], batches: Iterable[T], *, apart: bool = False
    ) -> Iterator[R | None]:
        """The function's answer for each batch, in order; None for one that was lost. ``apart``: never here.

        Batches are taken while others run, and only a few ahead."""
        following = iter(batches)
        first = list(islice(following, SMALL + 1))
        following = chain(first, following)
        if not apart and (len(first) <= SMALL or self.jobs == 1):
            yield from map(function, following)
            return
        taken: deque[T] = deque()
        while True:
            pool = ProcessPoolExecutor(self.jobs, mp_context=multiprocessing.get_context("fork"))
            try:
                for answer in self._answers(pool, function, taken, following):
                    taken.popleft()
                    yield answer
            except (BrokenProcessPool, TimeoutError):
                # Nobody knows which of the running batches was the deadly one: the first is given up, and
                # the rest gets a fresh pool.
                taken.popleft()
                yield None
            else:
                return
            finally:
                _kill(pool)

    def _answers(
        self, pool: ProcessPoolExecutor, function: Callable[[T], R], taken: deque[T], following: Iterator[T]
    ) -> Iterator[R]:
        """The answers for what has been taken, and for what follows, which is taken a little ahead."""
        running: deque[Future[R]] = deque(pool.submit(function, batch) for batch in taken)
        while True:
            for batch in islice(following, max(0, AHEAD * self.jobs - len(running))):
                taken.append(batch)
                running.append(pool.submit(function, batch))
            if not running:
                return
            yield running.popleft().result(timeout=self.seconds)

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
        """The answers in order; None for a task whose process died or hung. Raises the SourceError that one has met."""
        until = time.monotonic() + TASK_SECONDS
        try:
            for answers in self._answers:
                answer = _received(answers, until - time.monotonic())
                if isinstance(answer, SourceError):
                    raise answer
                yield answer
        finally:
            for process in self._processes:
                process.kill()
                process.join()


def _received(answers: Connection[Any, Any], seconds: float) -> Any:
    try:
        return answers.recv() if answers.poll(max(0.0, seconds)) else None
    except (EOFError, OSError):
        return None


def _do(task: Callable[[], R], answers: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the process that asked says that it was interrupted
    try:
        answer: R | SourceError = task()
    except SourceError as error:
        answer = error
    with suppress(BrokenPipeError):  # nobody waits for the answer any more
        answers.send(answer)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

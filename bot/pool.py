"""The `Executor` port: killable child processes, for hostile input and for speed.

A child that dies or takes too long costs its own batch and nothing else.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from io import FileIO
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from bot.processes import die_with_parent
from checks.snapshot import SourceError

T = TypeVar("T")
R = TypeVar("R")

SMALL = 4
"""Up to this many batches are run here: a pool costs more than it saves."""

AHEAD = 4
"""Batches for each process that wait or run: enough to do while the next ones are fetched."""

BATCH_SECONDS = 60.0
TASK_SECONDS = 180.0
"""So long may it take until the next task is done. What hangs is waited for twice, the second time rule by rule
(`checks.judging`), and a job must not end before that (`bot.settings.Settings.job_timeout`)."""

_WIDTH = 2
"""Bytes of a task's number: so many tasks fit into a pipe, where they are read whole."""


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
            context = multiprocessing.get_context("fork")
            pool = ProcessPoolExecutor(self.jobs, context, initializer=_settle_in, initargs=(os.getpid(),))
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
        """See `checks.snapshot.Executor.begin`: none of it in another process where ``jobs`` is one."""
        if self.jobs == 1 or not tasks:
            return (task() for task in tasks)
        return _Crew(tasks, min(self.jobs, len(tasks)))


class _Crew(Generic[R]):
    """Copies of this process that take tasks until none is left."""

    def __init__(self, tasks: Sequence[Callable[[], R]], size: int) -> None:
        self._tasks = tasks
        self._turns = _turns(len(tasks))
        self._working: dict[Connection[Any, Any], BaseProcess] = {}
        self._spare = len(tasks)  # where no process lives long enough to take a task, there is an end of it
        gc.freeze()  # a page that a collector marks would have to be copied
        for _ in range(size):
            self._start()
        gc.unfreeze()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        ends = (*self._working, ours)
        arguments = (os.getpid(), ends, self._tasks, self._turns, theirs)
        process = context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self._working[ours] = process

    def __iter__(self) -> Iterator[R | None]:
        """The answers in order; None for a task whose process died or hung. Raises the SourceError that one has met."""
        until = time.monotonic() + TASK_SECONDS
        found: dict[int, R] = {}
        try:
            while self._working and (ready := wait(self._working, max(0.0, until - time.monotonic()))):
                for answers in self._working.keys() & ready:
                    number, answer = _received(answers)
                    if number is None:
                        self._replace(answers)
                    elif isinstance(answer, SourceError):
                        raise answer
                    else:
                        found[number] = answer
                        until = time.monotonic() + TASK_SECONDS
        finally:
            self._turns.close()
            for process in self._working.values():
                process.kill()
                process.join()
        yield from map(found.get, range(len(self._tasks)))

    def _replace(self, answers: Connection[Any, Any]) -> None:
        """One that has died has its place taken by another, who goes on with what nobody has taken."""
        process = self._working.pop(answers)
        answers.close()
        process.join()
        if process.exitcode and self._spare:
            self._spare -= 1
            self._start()


def _turns(count: int) -> FileIO:
    """The numbers of tasks in a pipe: each is read by one process, and one that dies holds nothing up."""
    reader, writer = os.pipe()
    os.write(writer, b"".join(number.to_bytes(_WIDTH, "big") for number in range(count)))
    os.close(writer)
    return FileIO(reader)


def _received(answers: Connection[Any, Any]) -> Any:
    """A task's number and answer; the number is None where no more will come."""
    try:
        return answers.recv()
    except (EOFError, OSError):
        return None, None


def _settle_in(parent: int) -> None:
    """Has this process end with the one that began it, whatever ended that."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    if os.getppid() != parent:  # it ended before that was asked for
        os._exit(1)


def _work(
    parent: int,
    ends: Sequence[Connection[Any, Any]],
    tasks: Sequence[Callable[[], R]],
    turns: FileIO,
    answers: Connection[Any, Any],
) -> None:
    _settle_in(parent)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the process that asked says that it was interrupted
    for end in ends:  # copies, with which nobody would notice that the answers are not read any more
        end.close()
    with suppress(BrokenPipeError):  # nobody waits for the answers any more
        while turn := turns.read(_WIDTH):
            number = int.from_bytes(turn, "big")
            try:
                answer: R | SourceError = tasks[number]()
            except SourceError as error:
                answer = error
            answers.send((number, answer))


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

"""What has been worked out once and is recalled wherever working it out anew would say the same.

A function that calls itself is not followed twice, and nothing is followed further than some limits. What a call does can
so depend on where it is met: inside the function that it calls back, or at the end of a long chain of calls. Each answer
is therefore kept with the conditions under which it holds, and where they are not met it is worked out anew. Whatever was
asked before, and in whatever order, a question has one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

CALL_LIMIT = 9
"""How many calls deep functions are followed."""
DEPTH_LIMIT = 110
"""How deep expressions, statements and calls may nest together before a value counts as unknown."""
STEP_LIMIT = 60_000
"""How many expressions may be evaluated for one question. The only limit that recalling makes less strict: what is
recalled costs one step."""
ANEW_LIMIT = 500_000
"""How many may be evaluated again for all questions, because what is known was worked out elsewhere: a second or two. Where a
tree's functions call one another in so many circles that this is used up, what is known is good enough."""


class _Known(msgspec.Struct, frozen=True):
    """An answer that holds where ``met`` is running, nothing of ``ran`` is, and so many calls and levels stand open; working
    it out took ``more`` of the one and ``deeper`` of the other."""

    answer: Any
    met: frozenset[Hashable]
    ran: frozenset[Hashable]
    calls: range
    more: int
    depths: range
    deeper: int


class _Run:
    """One working out: where it began, how many calls deep it went, what it ``ran`` itself and what it ``met`` running
    already."""

    __slots__ = ("calls", "depth", "met", "most", "ran")

    def __init__(self, calls: int, depth: int) -> None:
        self.calls = self.most = calls
        self.depth = depth
        self.met: set[Hashable] = set()
        self.ran: set[Hashable] = set()


class Recall:
    """Works answers out within limits, and recalls them."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Known] = {}
        self._running: set[Hashable] = set()
        self._runs: list[_Run] = []
        self._calls = 0
        self._steps = 0
        self._anew = 0
        self._depth = 0
        self._deepest = 0
        self.begin()

    def begin(self) -> None:
        """A new question: its steps are counted from here."""
        self._steps = self._deepest = 0
        self._runs = [_Run(0, 0)]

    def enter(self) -> bool:
        """Whether one level more may be gone into; if so, it is to be left again."""
        self._steps += 1
        depth = self._depth
        if depth > self._deepest:
            self._deepest = depth
        if depth > DEPTH_LIMIT or self._steps > STEP_LIMIT:
            return False
        self._depth = depth + 1
        return True

    def leave(self) -> None:
        """Leaves the level that was entered last."""
        self._depth -= 1

    def meets(self, name: Hashable) -> bool:
        """Whether something runs already, and so cannot be asked."""
        if name not in self._running:
            return False
        self._runs[-1].met.add(name)
        return True

    def follows(self, name: Hashable) -> bool:
        """Whether a function may be followed: it does not run already, and not too many others do."""
        run = self._runs[-1]
        run.most = max(run.most, self._calls)
        return not self.meets(name) and self._calls <= CALL_LIMIT

    def run(self, name: Hashable, work: Callable[[], T], *, call: bool = False) -> T:
        """What ``work`` answers; ``name`` runs meanwhile. A ``call`` counts as one."""
        run = self._runs[-1]
        self._running.add(name)
        self._calls += call
        try:
            return work()
        finally:
            self._calls -= call
            self._running.discard(name)
            run.met.discard(name)
            run.ran.add(name)

    def recall(self, key: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` answers, recalled by its key."""
        known = self._known.get(key)
        if known is None or (self._anew <= ANEW_LIMIT and not self._holds(known)):
            known = self._worked(work) if known is None else self._worked_anew(work)
            if self._steps <= STEP_LIMIT:
                self._known[key] = known
        run = self._runs[-1]
        run.met |= known.met
        run.ran |= known.ran
        run.most = max(run.most, self._calls + known.more)
        self._deepest = max(self._deepest, self._depth + known.deeper)
        answer: T = known.answer
        return answer

    def _holds(self, known: _Known) -> bool:
        return (
            self._calls in known.calls
            and self._depth in known.depths
            and known.met <= self._running
            and known.ran.isdisjoint(self._running)
        )

    def _worked_anew(self, work: Callable[[], T]) -> _Known:
        began, before = self._steps, self._anew
        known = self._worked(work)
        self._anew = before + self._steps - began
        return known

    def _worked(self, work: Callable[[], T]) -> _Known:
        run, before = _Run(self._calls, self._depth), self._deepest
        self._deepest = self._depth
        self._runs.append(run)
        try:
            answer = work()
        finally:
            self._runs.pop()
            deepest, self._deepest = self._deepest, max(before, self._deepest)
        return _Known(
            answer,
            frozenset(run.met),
            frozenset(run.ran),
            _fitting(run.calls, run.most, CALL_LIMIT),
            run.most - run.calls,
            _fitting(run.depth, deepest, DEPTH_LIMIT),
            deepest - run.depth,
        )


def _fitting(began: int, most: int, limit: int) -> range:
    """From where else as much could be gone into as from ``began``, with the same end: there alone if it met the limit."""
    return range(limit - (most - began) + 1) if most <= limit else range(began, began + 1)

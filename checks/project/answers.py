"""Answers that are worked out once and kept.

Questions lead to further questions. One that leads back to itself has no answer; one that leads too deep has none
this time, and what was left open on the way is asked anew when somebody else comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from checks.code.facts import Expr

T = TypeVar("T")

DEPTH = 50
"""How many questions may stand open at once: a few Python frames each."""


class Answers(Generic[T]):
    """Kept answers to questions of several kinds, told apart by their keys; None means that nothing is known."""

    def __init__(self) -> None:
        self._known: dict[Hashable, T | None] = {}
        self._held: dict[int, Expr] = {}
        self._open = 0
        self._cut = False
        self._doubtful: list[Hashable] = []

    def ask(self, key: Hashable, answer: Callable[[], T | None]) -> T | None:
        """The answer to the question that ``key`` names."""
        if key in self._known:
            return self._known[key]
        if self._open >= DEPTH:
            self._cut = True
            return None
        self._known[key] = None
        self._open += 1
        try:
            found = answer()
        finally:
            self._open -= 1
        self._known[key] = found
        if found is None:
            self._doubtful.append(key)
        if self._open == 0:
            self._settle()
        return found

    def ask_of(
        self, kind: str, path: str, value: Expr, function: int, answer: Callable[[], T | None]
    ) -> T | None:
        """The answer to a question about an expression of a function. The expression is held, so that its
        identity stays its own."""
        self._held.setdefault(id(value), value)
        return self.ask((kind, path, function, id(value)), answer)

    def _settle(self) -> None:
        if self._cut:
            for key in self._doubtful:
                self._known.pop(key, None)
        self._doubtful.clear()
        self._cut = False

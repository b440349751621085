"""Answers that are worked out once and kept.

Questions lead to further questions. One that leads back to itself or too deep has no answer this time; what was
left open on the way is asked anew, a few times, when somebody else comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeAlias, TypeVar

from checks.code.tree import Expr

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V", bound=Expr)

Answer: TypeAlias = Callable[[str, V, int], T | None]
"""What answers a question about an expression: it is given the file, the expression and the function."""

DEPTH = 50
"""How many questions may stand open at once: a few Python frames each."""


REPEATS = 3
"""How often an open question is asked anew before nothing is known for good."""


class _Mark:
    """Stands where no answer is."""


_OPEN = _Mark()
"""The question is being worked on."""
_UNASKED = _Mark()


class Answers(Generic[T]):
    """Kept answers to questions of several kinds, told apart by their keys; None means that nothing is known."""

    def __init__(self) -> None:
        self._known: dict[Hashable, T | _Mark | None] = {}
        self._held: dict[Hashable, Expr] = {}
        self._open = 0
        self._cut = False
        self._doubtful: list[Hashable] = []
        self._repeats: dict[Hashable, int] = {}

    def ask(self, key: Hashable, answer: Callable[P, T | None], *of: P.args, **named: P.kwargs) -> T | None:
        """The answer to the question that ``key`` names: what ``answer`` says of what follows it."""
        known = self._known.get(key, _UNASKED)
        if not isinstance(known, _Mark):
            return known
        if known is _OPEN or self._open >= DEPTH:
            self._cut = True
            return None
        self._known[key] = _OPEN
        self._open += 1
        found: T | None = None
        try:
            found = answer(*of, **named)
        finally:
            self._open -= 1
            self._known[key] = found
        if found is None:
            self._doubtful.append(key)
        if self._open == 0:
            self._settle()
        return found

    def ask_of(self, kind: str, path: str, value: V, function: int, answer: Answer[V, T]) -> T | None:
        """The answer to a question about an expression of a function. The expression is held, so that its
        identity stays its own."""
        key = (kind, path, function, id(value))
        known = self._known.get(key, _UNASKED)
        if not isinstance(known, _Mark):
            return known
        self._held[key] = value
        return self.ask(key, answer, path, value, function)

    def forget(self) -> None:
        """Lets go of expressions, and with them of the answers about these very expressions. Nothing while a question
        is open."""
        if self._open:
            return
        for key in self._held:
            self._known.pop(key, None)
            self._repeats.pop(key, None)
        self._held.clear()

    def _settle(self) -> None:
        for key in self._doubtful if self._cut else ():
            repeats = self._repeats.get(key, 0)
            if repeats < REPEATS:
                self._repeats[key] = repeats + 1
                del self._known[key]
        self._doubtful.clear()
        self._cut = False

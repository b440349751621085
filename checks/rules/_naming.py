"""What the names of functions, classes and fields say: their words, and whether they own up to being made up."""

from __future__ import annotations

from functools import lru_cache

from checks.patterns import regex

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

MADE_UP = frozenset("mock mocked mocks fake faked fakes dummy simulated fabricated bogus".split())
"""Words of names for what is made up in place of something real."""

SUBSTITUTE = MADE_UP | frozenset(
    """null noop nop none console logging logger debug memory inmemory local locmem test testing stub sandbox dev demo example allow
    anonymous any always default disabled empty""".split()
)
"""Words of names for classes that stand in for a real one on purpose, chosen by configuration."""


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier in lower case: ``_mockReleasePayment`` is mock, release, payment."""
    return tuple(word.lower() for word in _WORD.findall(name[:200]))


def owns_up(name: str) -> bool:
    """Whether a name owns up to something made up."""
    return not MADE_UP.isdisjoint(words(name))


def substitutes(name: str) -> bool:
    """Whether a class's name says that it stands in for another on purpose."""
    said = words(name)
    return not SUBSTITUTE.isdisjoint(said) or said[:1] in (("no",), ("log",))

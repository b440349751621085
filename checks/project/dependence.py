"""What a value depends on: a set of sources, kept as bits because values are joined a great many times."""

from __future__ import annotations

from typing import Final

LITERAL: Final = 0
"""No source at all: the value stands in the code."""
CLOCK: Final = 1
RANDOM: Final = 2
REQUEST: Final = 4
"""What the caller sent, handed on or only reshaped."""
WORK: Final = 8
"""Worked out from what the caller sent: gathered in a loop over it, filtered by it."""
INVENTED: Final = 16
"""Records written out in the code (a list of objects, an object of objects), or numbers drawn by chance."""
TABLE: Final = 32
"""A named table of constants."""
AMBIENT: Final = 64
"""Environment, configuration, injected services: real as data, but it decides nothing."""
STATE: Final = 128
"""A container or attribute that functions change."""
OUTSIDE: Final = 256
"""Store, network, file, process, another package's work."""
UNKNOWN: Final = 512

SUMS: Final = 4096
"""Sums and comparisons of what the caller sent: real work unless invented values stand beside them, as page numbers
do."""

DRAWN: Final = 8192
"""Numbers drawn by chance (a token made by chance is `RANDOM` alone, a choice among given values is `INVENTED` too)."""

CALLER: Final = 16384
"""The signed-in user: real as data, but no more than what was sent where a handler that should change something only says
who asked."""

REQUEST_OBJECT: Final = 1024
"""The request itself, whose parts are told apart by name."""
RESPONSE: Final = 2048
"""The response, socket or context object that answers are sent through."""

GIVEN: Final = AMBIENT | CALLER
"""What a request finds there without asking."""
REAL: Final = WORK | SUMS | GIVEN | STATE | OUTSIDE | UNKNOWN
"""A value with one of these is no invention."""
DECIDING: Final = STATE | OUTSIDE | UNKNOWN
"""A condition with one of these makes even a literal answer a true one."""
OBJECTS: Final = REQUEST_OBJECT | RESPONSE

_NAMES: Final = (
    (CLOCK, "clock"),
    (RANDOM, "random"),
    (REQUEST | REQUEST_OBJECT, "request"),
    (WORK | SUMS | GIVEN | STATE | OUTSIDE, "outside"),
    (UNKNOWN, "unknown"),
)


def names(sources: int) -> frozenset[str]:
    """The sources in words: ``clock``, ``random``, ``request``, ``outside``, ``unknown``; ``literal`` for none."""
    found = frozenset(name for bits, name in _NAMES if sources & bits)
    return found or frozenset(("literal",))

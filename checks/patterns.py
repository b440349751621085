"""Regular expressions that are compiled when they are first used.

The modules of rules and claim kinds hold more than a thousand patterns, of which a check uses a third. Compiling all of them
took a quarter of a second at the start of every process.
"""

from __future__ import annotations

import re
from typing import Any, cast

_OFFERED = (
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
    "flags",
    "groups",
    "groupindex",
)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, for the names that modules hold. It cannot be handed to the functions of `re`, and a match's
    ``re`` is another object with the same text; a mistake in a pattern is raised where it is first used."""
    return cast("re.Pattern[str]", Lazy(pattern, flags))


class Lazy:
    """A pattern, with the methods of a compiled one: the first that is asked for has it compiled, and from then on they are
    the compiled one's own."""

    __slots__ = ("_wanted", "pattern", *_OFFERED)

    def __init__(self, pattern: str, flags: int) -> None:
        """``flags`` are those of `re.compile`."""
        self.pattern = pattern
        self._wanted = flags

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not set yet."""
        if name not in _OFFERED:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._wanted)
        for offered in _OFFERED:
            setattr(self, offered, getattr(compiled, offered))
        return getattr(compiled, name)

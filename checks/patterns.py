"""Regular expressions that are compiled when they are first used, and tried where they can be found.

The modules of rules and claim kinds hold more than a thousand patterns, of which a check uses a third. Compiling all of them
took a quarter of a second at the start of every process. Trying them at every character of every line took most of the time
in which a document is read: a text that does not say what a pattern needs (`checks.needed`) is not looked through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from checks.needed import says, words

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


_LOOKING: dict[str, Callable[[], Any]] = {
    "search": lambda: None,
    "finditer": lambda: iter(()),
    "findall": list,
}
"""The methods that look through a text, and what they answer where there is nothing."""


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, for the names that modules hold. It cannot be handed to the functions of `re`, and a match's
    ``re`` is another object with the same text; a mistake in a pattern is raised where it is first used."""
    return cast("re.Pattern[str]", Lazy(pattern, flags))


def whole_words(*words: str) -> re.Pattern[str]:
    """`regex` of any of some patterns of words, in capitals or not, where no letter, digit or hyphen stands beside them."""
    return regex(r"(?<![\w-])(?:" + "|".join(words) + r")(?![\w-])", re.IGNORECASE)


class Lazy:
    """A pattern, with the methods of a compiled one. Each is made when it is first asked for: it is the compiled one's own, or
    looks only through texts that say what the pattern needs."""

    __slots__ = ("_wanted", "compiled", "pattern", *_OFFERED)

    def __init__(self, pattern: str, flags: int) -> None:
        """``flags`` are those of `re.compile`."""
        self.pattern = pattern
        self._wanted = flags

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not set yet."""
        if name == "compiled":
            self.compiled = re.compile(self.pattern, self._wanted)
        elif name in _LOOKING:
            needed = words(self.pattern, self._wanted)
            for each in _LOOKING:
                setattr(self, each, self._sparing(each, needed) if needed else getattr(self.compiled, each))
        elif name in _OFFERED:
            setattr(self, name, getattr(self.compiled, name))
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _sparing(self, name: str, needed: tuple[str, ...]) -> Callable[..., Any]:
        """A method that looks only through texts that say one of the words. Of a text in which somebody goes on from some
        place nothing is spared: it would be read from its beginning each time."""
        nothing = _LOOKING[name]

        def look(string: str, *span: int) -> Any:
            return getattr(self.compiled, name)(string, *span) if span or says(string, needed) else nothing()

        return look

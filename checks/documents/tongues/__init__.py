"""Delivery documents in other languages than English: which one a document is in, and what its cues mean.

What makes a statement a plan, a denial or a count is told by a few hundred words. All readers know the English ones; a
document in another language has its own put in their place before it is read, line by line, so that no reader has to know
which language that was. Code, names, paths and everything else stay as they are.

A language is a module with `OFTEN`, the words by which it is known, or `SCRIPT`, its letters, or both, and `MEANS`: English cues
with what they are called in it, between commas; a ``*`` at the end stands for any ending. `BEHIND` says what words mean right
behind a number and nowhere else; nothing, for those that only count things.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import islice
from types import ModuleType
from typing import Any
from unicodedata import combining, normalize

from checks.patterns import regex

_LOOKED_AT = 30_000
"""Characters of a document by which its language is told."""
_FEWEST = 12
_SHARE = 0.02
"""At least so many of a document's words, and such a part of them, are the frequent ones of its language."""
_LETTERS = 0.1
"""The least part of a document's letters that are of a language's own script: code and names take most of some documents."""
_ENGLISH = frozenset(
    "the and of to for with in is are from by on this that all not be as at when it was".split()
)
_WORD = regex(r"[^\W\d_]+")
_LETTER = regex(r"[^\W\d_]")
_FENCE = regex(r"[\s>]*(?:```|~~~)")
_KEPT = regex(r"(`[^`]*`|(?<![\w./\\-])[\w\\-]*[./\\][\w./\\-]+)")
"""What is left as it is: inline code, and what may be a path or an address."""
_BEFORE = r"(?<![\w/.\\@#$-])"
_AFTER = r"(?![\w/\\]|[.@-]\w)"
"""What a cue does not stand in: a path, an address, the name of something."""


@cache
def tongues() -> Mapping[str, ModuleType]:
    """Every language by its name."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in sorted(names)}


def of(lines: Iterable[str]) -> str:
    """The language that a document's lines are in; empty for English and for one that is not known here."""
    text = "\n".join(islice(lines, 2_000))[:_LOOKED_AT]
    letters = len(_LETTER.findall(text))
    scripts = {name: tongue.SCRIPT for name, tongue in tongues().items() if hasattr(tongue, "SCRIPT")}
    # The smallest first: who writes Japanese writes Chinese signs as well.
    for name, script in sorted(scripts.items(), key=lambda each: ord(each[1][-1]) - ord(each[1][0])):
        if len(re.findall(f"[{script}]", text)) > _LETTERS * letters:
            return name
    said = Counter(_WORD.findall(text.lower()))
    known = {
        name: sum(said[word] for word in tongue.OFTEN.split())
        for name, tongue in tongues().items()
        if hasattr(tongue, "OFTEN")
    }
    name, most = max(known.items(), key=lambda each: each[1], default=("", 0))
    english = sum(said[word] for word in _ENGLISH)
    told = most >= max(_FEWEST, _SHARE * said.total()) and most > english
    return name if told else ""


def in_english(tongue: str, lines: Iterable[str]) -> list[str]:
    """The lines of a document in a language, with English cues in place of its own. Blocks of code and inline code are left as
    they are."""
    swapped = _swapping(tongue)
    found: list[str] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or not line.strip():
            found.append(line)
        else:
            parts = _KEPT.split(line)
            found.append("".join(part if at % 2 else swapped(part) for at, part in enumerate(parts)))
    return found


@cache
def _swapping(tongue: str) -> Callable[[str], str]:
    """What puts English cues in place of a language's own. The longest that fits is taken."""
    module: Any = tongues()[tongue]
    apart = hasattr(module, "OFTEN")  # A script of its own may be written without spaces.
    counting = _counting(module, apart=apart)
    called = [
        (form, cue)
        for cue, said in module.MEANS.items()
        for own in said.split(",")
        for form in dict.fromkeys((own.strip(), _plain(own.strip())))
    ]
    called.sort(key=lambda each: len(each[0]), reverse=True)
    cues: list[str] = [cue for _, cue in called]
    any_of = "|".join(f"({_written(own)})" for own, _ in called)
    pattern = re.compile(rf"{_BEFORE}(?:{any_of}){_AFTER}" if apart else any_of, re.IGNORECASE)

    def swap(found: re.Match[str]) -> str:
        cue = _in_case(cues[(found.lastindex or 1) - 1], found.group())
        return cue if apart else _spaced(found, cue)

    def swapped(text: str) -> str:
        for behind, means in counting:
            text = behind.sub(means, text)
        return pattern.sub(swap, text)

    return swapped


def _counting(module: Any, *, apart: bool) -> list[tuple[re.Pattern[str], str]]:
    """What stands behind numbers, and what takes its place; where words stand apart, between two numbers ("57 de 63")."""
    around = (r"(?<=\d)\s+(?:", r")(?=\s+\d)") if apart else (r"(?<=\d)\s?(?:", ")")
    return [
        (re.compile("|".join(map(re.escape, words.split())).join(around)), f" {cue} " if cue else " ")
        for cue, words in getattr(module, "BEHIND", {}).items()
    ]


def _in_case(cue: str, own: str) -> str:
    """A cue in the case of what it stands for."""
    if own.isupper() and len(own) > 1:
        return cue.upper()
    return cue[:1].upper() + cue[1:] if own[:1].isupper() else cue


def _spaced(found: re.Match[str], cue: str) -> str:
    """A cue with spaces to what stands right beside it."""
    text, start, end = found.string, found.start(), found.end()
    return f"{' ' if text[max(0, start - 1) : start].strip() else ''}{cue}{' ' if text[end : end + 1].strip() else ''}"


def _plain(own: str) -> str:
    """A cue without accents, as names of files and hasty writers have it."""
    return "".join(c for c in normalize("NFD", own) if not combining(c)) if own[:1] < "\u0400" else own


def _written(own: str) -> str:
    """A cue as a pattern; spaces may be several."""
    ending = r"[^\W_]*" if own.endswith("*") else ""
    return r"\s+".join(map(re.escape, own.rstrip("*").split())) + ending

"""The catalogue of capabilities: what documents call a technology, and what has to be in a tree that has it.

Each module of this folder is one group and holds `CAPABILITIES`; a new file, or a new line in one, is all that an
addition takes. Sources are the packages' own pages.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache

import msgspec

from checks.patterns import regex


class Capability(msgspec.Struct, frozen=True):
    """One technology or behaviour.

    ``words`` are what documents call it, in lower case, as patterns of whole words (``\\w`` runs and ``?`` only).
    ``imports`` are packages or modules, of either language, whose use is the capability. ``code`` are patterns of
    what stands in code that has it, ``texts`` of what stands in configuration (compose images, workflow steps),
    ``files`` of paths that are the thing itself. ``settled`` says that nothing outside these could be it: where a
    tree holds none of them and no word of it, a claim is refuted. ``keeps`` marks what outlives the process.
    ``whole`` says that ``code`` and ``imports`` name every mechanism there is: a name in a text or a field is then none.
    ``acts`` says that only what does it bears it out, not code whose words merely speak of it.
    ``elsewhere`` says that what runs beside the tree may give it (a provider, a gateway, a platform), so that nothing
    follows from its absence here.
    ``quiet`` says that a text makes no claim by naming it: it is what a claim in plain words is looked for by.
    ``group`` is the module it stands in. ``refuted_by`` are the rules whose findings, in the code that stands for it, show that it is not there.
    """

    name: str
    words: tuple[str, ...]
    imports: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    settled: bool = False
    keeps: bool = False
    refuted_by: tuple[str, ...] = ()
    whole: bool = False
    group: str = ""
    acts: bool = False
    elsewhere: bool = False
    quiet: bool = False


class Named(msgspec.Struct, frozen=True):
    """A capability that a text names: from where to where."""

    start: int
    end: int
    capability: Capability


@cache
def catalogue() -> dict[str, Capability]:
    """Every capability by its name, group by group."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return {
        each.name: msgspec.structs.replace(each, group=module.__name__.rsplit(".", 1)[-1])
        for module in modules
        for each in module.CAPABILITIES
    }


_START = regex(r"(?<![\w/.@-])\w")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@cache
def _by_letter(quiet: bool) -> dict[str, list[tuple[str, Capability]]]:
    """The words that start with each letter, longer ones first, and whose each is."""
    pairs = [(word, each) for each in catalogue().values() if each.quiet == quiet for word in each.words]
    pairs.sort(key=lambda pair: -len(pair[0]))
    found: dict[str, list[tuple[str, Capability]]] = {letter: [] for letter in _LETTERS}
    for word, each in pairs:
        for letter in initials(word):
            if letter in found:
                found[letter].append((word, each))
    return found


@cache
def _beginning(letter: str, quiet: bool) -> tuple[re.Pattern[str], tuple[Capability, ...]]:
    """One pattern of the words that start with a letter, and whose each is."""
    mine = _by_letter(quiet)[letter]
    parts = "|".join(f"({word})" for word, _ in mine)
    return re.compile(rf"(?:{parts})(?![\w@])", re.IGNORECASE), tuple(each for _, each in mine)


def initials(word: str) -> frozenset[str]:
    """The letters that a pattern of the catalogue can start with."""
    if word.startswith("\\d"):
        return frozenset("0123456789")
    if not word.startswith("(?:"):
        return frozenset(word[:1] + (word[2:3] if word[1:2] == "?" else ""))
    depth, parts, start = 0, [], 3
    for at, char in enumerate(word):
        depth += (char == "(") - (char == ")")
        if (char == "|" and depth == 1) or depth == 0:
            parts.append(word[start:at])
            start = at + 1
        if depth == 0:
            break
    first = frozenset[str]().union(*(initials(part) for part in parts if part))
    rest = word[start:]
    return first | initials(rest[1:].lstrip(" ")) if rest.startswith("?") else first


def named(text: str) -> Iterator[Named]:
    """The capabilities that a text names, from left to right, the longest name where several start at one place."""
    return _named(text, quiet=False)


def meant(text: str) -> Iterator[Named]:
    """The quiet capabilities that a text speaks of, as `named`."""
    return _named(text, quiet=True)


def _named(text: str, *, quiet: bool) -> Iterator[Named]:
    end = 0
    for start in _START.finditer(text):
        letter = start.group().lower()
        if start.start() < end or not _by_letter(quiet).get(letter):
            continue
        pattern, owners = _beginning(letter, quiet)
        if found := pattern.match(text, start.start()):
            end = found.end()
            yield Named(found.start(), end, owners[(found.lastindex or 1) - 1])


def packaged(text: str) -> Iterator[Named]:
    """The technologies among the capabilities that a text names: those that packages bring and that nothing else could be."""
    return (one for one in named(text) if one.capability.settled and one.capability.imports)


def is_named(text: str) -> bool:
    """Whether a text names any capability."""
    return any(True for _ in named(text))

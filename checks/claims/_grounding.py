"""Behaviour in plain words, looked for in the names, routes and texts of code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

import msgspec

from checks.claims._kept import Kept
from checks.claims._sources import Sources, sources
from checks.code.facts import Function
from checks.model import Place
from checks.project.link import Project

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d{2,}")
_WORD = re.compile(r"[A-Za-z]+|\d{2,}")
_SUFFIX = re.compile(
    r"(?:izations?|isations?|ifications?|ations?|ators?|ures?|ating|ated|ates?|itions?|ions?|ings?|ments?|ers?|ors?|ies|ied|ible|able|ed|es|s|ly|al|ive|ity|ance|ence|ency|ancy|e|y)$"
)
_EMPTY = frozenset(
    """a an the of for with and or to in on at by from as is are be been via per all any each every its it this that into across using use used uses based support supports supported
    implementation implemented implements implement system systems service services functionality function feature features proper properly full fully complete comprehensive robust real new
    automatic automatically automated handling handle handles mechanism mechanisms logic management manage manager engine layer integration integrated module component components
    advanced basic simple smart intelligent custom multiple multi consistent clean strict production ready enabled mode modes capability capabilities process processing operations operation
    working works work through between when while only not no than can cannot has have had after before during over under now current currently both show shows display displays""".split()
)
_KIN_WORDS = {
    "create": "add new insert register",
    "delete": "remove destroy",
    "update": "edit patch modify put",
    "fetch": "get load read",
    "list": "findAll getAll all",
    "validation": "check verify ensure",
    "validate": "check verify ensure",
    "authentication": "auth login",
    "authorization": "auth permission",
    "configuration": "config setting option",
    "prevention": "avoid block already",
    "prevent": "avoid block already",
    "timestamp": "time date",
    "photo": "image",
    "image": "photo",
    "message": "msg",
    "database": "db",
    "status": "state",
    "statistics": "stats",
    "stats": "statistics",
    "competitive": "competitor",
    "geographic": "location geo",
    "queries": "get find query fetch",
    "filtering": "filter where",
    "tracking": "track record log mark",
    "recommendations": "suggestion",
    "notification": "notify",
    "search": "find",
    "aggregation": "count sum total group reduce",
    "crud": "create update delete",
}
"""Words and what code says instead."""

_NEEDED = 0.6
_HALF = 0.5  # enough where the phrase's last word, the thing itself, is among those found
_LONGEST = 2_000_000
_LONG = 200
_CANDIDATES = 6
_WINDOW = 20  # lines at the top of a module that count as one place
_LINES = 40  # of one file that are looked at for one word
_FILES_KEPT = 2_000


class Grounded(msgspec.Struct, frozen=True):
    """Where words were found: the place, the function (None for a whole module), the share of the words.

    ``titled`` says that the file's own name holds the phrase's last word."""

    place: Place
    function: Function | None
    share: float
    titled: bool = False


@cache
def stem(word: str) -> str:
    """A word without the ending that its grammar gave it."""
    word = word.lower()
    for _ in range(2):
        cut = _SUFFIX.sub("", word)
        if len(cut) < 3:
            break
        word = cut
    return word


@cache
def kin(word: str) -> frozenset[str]:
    """The stems that code may use for a stem."""
    return _kindred().get(word, frozenset())


@cache
def _kindred() -> dict[str, frozenset[str]]:
    return {
        stem(word): frozenset(stem(part) for each in others.split() for part in _PART.findall(each)[:1])
        for word, others in _KIN_WORDS.items()
    }


def content(phrase: str) -> tuple[str, ...]:
    """The telling words of a phrase, as stems, each once."""
    words = [w for w in _WORD.findall(phrase) if w.lower() not in _EMPTY and len(w) > 1]
    parts = [part for word in words for part in (_PART.findall(word) if not word.isupper() else [word])]
    return tuple(dict.fromkeys(stem(part) for part in parts if part.lower() not in _EMPTY and len(part) > 1))


def stems(text: str) -> frozenset[str]:
    """Every word of a source text, taken out of its names, as stems."""
    return frozenset(map(stem, set(_PART.findall(text[:_LONGEST]))))


class Words:
    """Which files hold which words."""

    def __init__(self, source: Sources, paths: Iterable[str]) -> None:
        self.source = source
        self.holders: dict[str, set[str]] = defaultdict(set)
        self._lines: dict[str, dict[str, list[int]]] = {}
        for path, text in source.texts(paths):
            for word in stems(text) | stems(path):
                self.holders[word].add(path)

    def holding(self, word: str) -> set[str]:
        """The files that hold a word or one of its kin."""
        found = set(self.holders.get(word, ()))
        for other in kin(word):
            found |= self.holders.get(other, set())
        return found

    def find(self, phrase: str, near: tuple[str, ...] = ()) -> tuple[Grounded, ...]:
        """The places where most of a phrase's words stand together, best first."""
        words = content(phrase)
        if not words:
            return ()
        score: dict[str, float] = defaultdict(float)
        for word in words:
            for path in self.holding(word):
                score[path] += 1 / len(words)
        ranked = sorted(
            score, key=lambda p: (-score[p] - 0.2 * _is_near(p, near), not self.source.runs(p), p)
        )
        meant = [p for p in ranked[_CANDIDATES:] if near and _is_near(p, near)][:_CANDIDATES]
        good = [p for p in (*ranked[:_CANDIDATES], *meant) if score[p] >= _HALF]
        found = [g for p in good for g in self._in_file(p, words)]
        return tuple(
            sorted(
                found,
                key=lambda g: (
                    -g.share - 0.4 * _is_near(g.place.path, near),
                    not g.titled,
                    _size(g.function),
                ),
            )
        )

    def _in_file(self, path: str, words: tuple[str, ...]) -> list[Grounded]:
        """The functions, or the module, of a file that hold most of the words."""
        lines = self._lines_of(path)
        per: dict[int, set[str]] = defaultdict(set)
        first: dict[int, int] = {}
        functions: dict[int, Function | None] = {}
        for word in words:
            for at in sorted(line for each in (word, *kin(word)) for line in lines.get(each, ()))[:_LINES]:
                inside = self.source.function_at(path, at)
                key = inside.index if inside else -1 - at // _WINDOW
                per[key].add(word)
                functions[key] = inside
                first[key] = min(at, first.get(key, at))
        base = stems(path)
        named = {w for w in words if w in base}
        titled = words[-1] in stems(path.rsplit("/", 1)[-1])
        found = []
        for key, held in per.items():
            share = len(held | named) / len(words)
            if share >= _NEEDED or (share >= _HALF and words[-1] in held | named):
                found.append(Grounded(self.source.place(path, first[key]), functions[key], share, titled))
        together = len(named.union(*per.values())) / len(words)
        if not found and per and together >= _NEEDED:
            key = max(per, key=lambda k: len(per[k]))
            place = self.source.place(path, first[key])
            found.append(Grounded(place, functions[key], together - 0.1, titled))
        return found

    def _lines_of(self, path: str) -> dict[str, list[int]]:
        """The lines of a file that hold each word."""
        if path not in self._lines:
            if len(self._lines) >= _FILES_KEPT:
                self._lines.clear()
            found: dict[str, list[int]] = defaultdict(list)
            for _, text in self.source.texts((path,)):
                for at, line in enumerate(text.split("\n"), 1):
                    for word in stems(line):
                        found[word].append(at)
            self._lines[path] = dict(found)
        return self._lines[path]


def _size(function: Function | None) -> int:
    """How many lines a function has; a module counts as long."""
    return function.end_line - function.line if function else _LONG


def _is_near(path: str, near: tuple[str, ...]) -> bool:
    return any(path == n or path.endswith("/" + n) or path.startswith(n.rstrip("/") + "/") for n in near)


@lru_cache(maxsize=4)
def _words(kept: Kept[Project]) -> Words:
    source = sources(kept.value)
    return Words(source, source.code)


@lru_cache(maxsize=4)
def _test_words(kept: Kept[Project]) -> Words:
    source = sources(kept.value)
    return Words(source, source.tests)


def in_code(phrase: str, project: Project, near: tuple[str, ...] = ()) -> tuple[Grounded, ...]:
    """Where production code has a phrase, best first."""
    return _words(Kept(project)).find(phrase, near)


def in_tests(phrase: str, project: Project) -> tuple[Grounded, ...]:
    """Where tests have a phrase, best first."""
    return _test_words(Kept(project)).find(phrase)

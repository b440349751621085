"""Behaviour in plain words, looked for in the names and texts of code: its words together in one named piece of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest

import msgspec

from checks.claims._identity import ByIdentity
from checks.claims._sources import Sources, apart, bare, sources
from checks.claims._stems import Term, of_path, stems, telling, terms
from checks.claims.capability import _scopes
from checks.claims.capability._scopes import Scope
from checks.code.facts import FileFacts, Function
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.wording import Wording, lines

STYLED = regex(
    r"""\bclass(?:Name)?=(?:"[^"]{0,2000}"|'[^']{0,2000}'|\{`[^`]{0,2000}`\}|\{cn\([^)]{0,2000}\))"""
)
_QUOTED = regex(r"""(["'`])([^"'`\n]{24,2000})\1""")
_CODE = regex(r"[=(){};<>\[\]]")
_SENTENCE = 8  # words
_EXPORTED = regex(r"""\s*(?:["']\w+["'],?\s*)+$""")  # of ``__all__``
_CANDIDATES = 12
_LINES = 400  # of one file that are looked at for one word
_FILES_KEPT = 2_000
_LONGEST = 2_000  # characters of a line
_TIGHT = 8  # lines over which one statement says something
_SMALL = 40  # lines of a function that is one thing as a whole
_BESIDE = 6  # lines before and behind one that speak of it
_STATEMENT = 2  # lines that a statement goes on
_MANY = 2
_NEEDED = 0.5
_MOST = 0.6
_LARGE = 200
_NAMED, _SAID, _AROUND = 1.0, 0.7, 0.6
_NEAR, _CONTEXT = 0.3, 0.25


class Asked(msgspec.Struct, frozen=True):
    """What is looked for: the words, the files that the document points to, the stems of the words around, and how many
    words more the phrase has that are not looked for."""

    words: tuple[Term, ...]
    near: tuple[str, ...] = ()
    context: frozenset[str] = frozenset()
    spared: int = 0


class Grounded(msgspec.Struct, frozen=True):
    """Where words were found: the places that show them, best first, and the function (None outside of any).

    ``share`` of the words are there. ``shows``: it is they who name it, or they stand in one statement of what the
    document points to. ``likely``: most of them stand in it. ``worth`` ranks places. ``titled``: the
    file's own name holds the phrase's last word. ``near``: the document points to the file."""

    places: tuple[Place, ...]
    function: Function | None
    share: float
    worth: float
    shows: bool
    likely: bool
    titled: bool
    near: bool = False

    @property
    def place(self) -> Place:
        return self.places[0]


class _Held(msgspec.Struct, frozen=True):
    """Which words a scope holds: in its names, in lines that stand together, around it; and where the lines start."""

    named: frozenset[str]
    said: frozenset[str]
    around: frozenset[str]
    missing: tuple[Term, ...]
    first: int
    width: int


class Words:
    """Which files hold which words, and which of their named pieces."""

    def __init__(self, source: Sources, stemmed: Mapping[str, bytes]) -> None:
        """``stemmed`` are the words of files as stems, by path."""
        self.source = source
        self._stemmed = Wording(stemmed)
        self._lines: dict[str, dict[str, list[int]]] = {}
        self._scopes: dict[str, tuple[Scope, ...]] = {}
        self._holding: dict[Term, frozenset[str]] = {}

    def holding(self, term: Term) -> frozenset[str]:
        """The files that hold a word, or one that code may use instead."""
        if term not in self._holding:
            found = set[str]().union(*map(self._stemmed.saying, term.alike))
            if term.parts:
                found |= set.intersection(*(set(self._stemmed.saying(word)) for word in term.parts))
            self._holding[term] = frozenset(found)
        return self._holding[term]

    def find(self, asked: Asked) -> tuple[Grounded, ...]:
        """The named pieces where most of a phrase's words stand together, best first."""
        asked = self._spared(asked)
        if not asked.words:
            return ()
        found = [g for path in self.candidates(asked) for g in self._in_file(path, asked)]
        return tuple(
            sorted(
                found,
                key=lambda g: (
                    not (g.near and (g.shows or g.likely)),
                    not g.shows,
                    not g.likely,
                    -g.worth,
                    not g.titled,
                    _size(g.function),
                    g.place.path,
                    g.place.line or 0,
                ),
            )
        )

    def _spared(self, asked: Asked) -> Asked:
        """What is looked for, without what is said of code and stands in no file ("flow")."""
        kept = tuple(t for t in asked.words if not t.of_code or self.holding(t))
        if not any(t.telling for t in kept):
            return asked
        return msgspec.structs.replace(asked, words=kept, spared=len(asked.words) - len(kept))

    def candidates(self, asked: Asked) -> list[str]:
        """The files that hold enough of the words, the most promising first."""
        rare = sorted(map(self.holding, asked.words), key=len)
        needed = max(1, -int(-len(rare) * _NEEDED // 1))
        counted = Counter(path for holding in rare for path in holding)
        score = {
            path: held / len(rare) + _NEAR * _is_meant(path, asked)
            for path, held in counted.items()
            if held >= needed
        }
        least = min(nlargest(_CANDIDATES, score.values()), default=0)
        wanted = frozenset(w for t in asked.words for w in t.alike)

        def rank(path: str) -> tuple[float, bool, int, str]:
            own = of_path(path)
            return (
                -score[path],
                not self.source.runs(path),
                -2 * len(own & wanted) - len(own & asked.context),
                path,
            )

        return sorted((path for path in score if score[path] >= least), key=rank)[:_CANDIDATES]

    def _in_file(self, path: str, asked: Asked) -> list[Grounded]:
        lines = self._lines_of(path)
        at = {t.stem: _lines_with(t, lines) for t in asked.words}
        exact = {t.stem: frozenset(_lines_with(t, lines, alike=False)) for t in asked.words}
        near = _is_meant(path, asked)
        wanted = len(asked.words) - int(len(asked.words) * (1 - _NEEDED))
        scopes = (s for s in self.scopes(path) if _may_hold(s, at, asked.words, wanted))
        found = (self._in_scope(path, scope, at, exact, asked, near) for scope in scopes)
        return [g for g in found if g is not None]

    def _in_scope(
        self,
        path: str,
        scope: Scope,
        at: dict[str, list[int]],
        exact: dict[str, frozenset[int]],
        asked: Asked,
        near: bool,
    ) -> Grounded | None:
        held = _held(scope, at, asked.words)
        if not held.named | held.said or len(held.missing) > len(asked.words) * (1 - _NEEDED):
            return None
        weight = {t.stem: 1.0 if t.telling else 0.5 for t in asked.words}
        slack = 1.0 if held.width <= 2 else 0.9 if held.width <= _TIGHT else 0.7
        worth = (
            sum(weight[w] for w in held.named) * _NAMED
            + sum(weight[w] for w in held.said) * _SAID * slack
            + sum(weight[w] for w in held.around) * _AROUND
        ) / sum(weight.values())
        own = (scope.around, scope.names, of_path(path))
        met = sum(any(w in said for said in own) for w in asked.context) / max(1, min(3, len(asked.context)))
        worth = worth * (0.8 if scope.kind == "type" else 1) + _NEAR * near + _CONTEXT * min(1, met)
        places = self._places(path, scope, held, at, asked.words)
        anchored = near or met > 0
        literal = all(any(n in exact[w] for n in _between(at[w], scope.first, scope.last)) for w in held.said)
        shows = literal and _shows(held, asked, scope, anchored)
        return Grounded(
            places,
            scope.function,
            1 - (len(held.missing) + asked.spared) / (len(asked.words) + asked.spared),
            worth,
            shows and not asked.spared,
            _likely(held, asked, anchored, near),
            asked.words[-1].stem in of_path(path.rsplit("/", 1)[-1]),
            near,
        )

    def _places(
        self, path: str, scope: Scope, held: _Held, at: dict[str, list[int]], words: tuple[Term, ...]
    ) -> tuple[Place, ...]:
        """The line that names the scope, and the line that says the most of what its name does not."""
        counts: dict[int, set[str]] = defaultdict(set)
        for term in words:
            for line in _between(at[term.stem], scope.first, scope.last):
                counts[line].add(term.stem)
        head = self.source.place(path, scope.line)
        at_best = max(
            counts, key=lambda n: (len(counts[n] & held.said), len(counts[n]), -n), default=scope.line
        )
        best = self.source.place(path, at_best)
        telling = {t.stem for t in words if t.telling}
        if not held.named or (not held.named & telling and counts[at_best] & telling):
            return (best,)
        return (head,) if at_best == scope.line or not counts[at_best] & held.said else (head, best)

    def share(self, place: Place, words: tuple[Term, ...]) -> float:
        """How many of some words stand around a line: in its few neighbours, or in what the pieces around it are called."""
        path, at = place.path, place.line or 0
        if not words or path not in self.source.project.facts:
            return 0.0
        lines = self._lines_of(path)
        around = [s.names | s.around for s in self.scopes(path) if s.first <= at <= s.last]
        names = of_path(path).union(*around)
        held = [
            t for t in words if _in(t, names) or _between(_lines_with(t, lines), at - _BESIDE, at + _BESIDE)
        ]
        return len(held) / len(words)

    def told(self, place: Place, asked: Asked) -> float:
        """How much of a phrase a line and the named pieces around it say; where the document points goes first."""
        path, at = place.path, place.line or 0
        known = path in self.source.project.facts
        lines = self._lines_of(path) if known else {}
        around = [s.names | s.around for s in self.scopes(path) if s.first <= at <= s.last] if known else []
        names = of_path(path).union(*around)
        said = sum(1.0 for t in asked.words if at in _lines_with(t, lines))
        named = sum(0.9 for t in asked.words if _in(t, names))
        worth = said + named + len(asked.context & names) / 4 + 2 * _is_meant(path, asked)
        return worth - apart(path, self.source.project)

    def saying(self, word: str) -> Iterable[str]:
        """The files that hold a stem."""
        return self._stemmed.saying(word)

    def together(self, path: str, words: frozenset[str]) -> list[int]:
        """The lines of a file that hold all of some stems."""
        lines = self._lines_of(path)
        return sorted(set.intersection(*(set(lines.get(word, ())) for word in words)))

    def scopes(self, path: str) -> tuple[Scope, ...]:
        if path not in self._scopes:
            text = next((t for _, t in self.source.texts((path,))), "")
            self._scopes[path] = _scopes.of(path, text, self.source.project)
        return self._scopes[path]

    def _lines_of(self, path: str) -> dict[str, list[int]]:
        """The lines of a file that hold each word, imports and styles left out."""
        if path not in self._lines:
            if len(self._lines) >= _FILES_KEPT:
                self._lines.clear()
            imports = {i.line for i in self.source.project.facts[path].outline.imports}
            found: dict[str, list[int]] = defaultdict(list)
            for _, text in self.source.texts((path,)):
                for at, line in enumerate(text.split("\n"), 1):
                    if at not in imports and line and not _EXPORTED.match(line):
                        for word in stems(_bare(line[:_LONGEST])):
                            found[word].append(at)
            self._lines[path] = dict(found)
        return self._lines[path]


def _bare(line: str) -> str:
    """A line without styles and without sentences: they speak of things."""
    return unworded(STYLED.sub("", line)) if _CODE.search(line) else unworded(line)


def unworded(line: str) -> str:
    """A line without sentences, quoted or of a page's text."""
    if not _CODE.search(line):
        return "" if len(line.split()) >= _SENTENCE else line
    return _QUOTED.sub(lambda q: "" if len(q[2].split()) >= _SENTENCE else q[0], line)


def _lines_with(term: Term, lines: dict[str, list[int]], *, alike: bool = True) -> list[int]:
    """The lines that hold a word, or one that code may use instead, or all parts of a name."""
    found = {at for word in (term.alike if alike else (term.stem,)) for at in lines.get(word, ())}
    if term.parts:
        found |= set.intersection(*(set(lines.get(word, ())) for word in term.parts))
    return sorted(found)[:_LINES]


def _between(lines: list[int], first: int, last: int) -> list[int]:
    return lines[bisect_left(lines, first) : bisect_right(lines, last)]


def _may_hold(scope: Scope, at: dict[str, list[int]], words: tuple[Term, ...], wanted: int) -> bool:
    """Whether so many of the words stand anywhere in or around a scope: most scopes are not asked more."""
    left = len(words) - wanted
    for term in words:
        lines = at[term.stem]
        behind = bisect_left(lines, scope.first)
        inside = behind < len(lines) and lines[behind] <= scope.last
        if not inside and not _in(term, scope.names) and not _in(term, scope.around):
            left -= 1
            if left < 0:
                return False
    return True


def _held(scope: Scope, at: dict[str, list[int]], words: tuple[Term, ...]) -> _Held:
    """Which words a scope's names hold, which its lines say together, which stand around it, which are missing."""
    module = scope.kind == "module"
    named = frozenset(t.stem for t in words if not module and _in(t, scope.names))
    near = scope.around | scope.names if module else scope.around
    around = frozenset(t.stem for t in words if t.stem not in named and _in(t, near))
    inside = {t.stem: _between(at[t.stem], scope.first, scope.last) for t in words if t.stem not in named}
    needed = [w for w in inside if inside[w] and w not in around] or (
        [] if named else [w for w in inside if inside[w]]
    )
    first, last = _window([(line, word) for word in needed for line in inside[word]])
    small = not module and scope.last - scope.first < _SMALL
    said = frozenset(
        w
        for w in needed
        if small or last - first <= _TIGHT or any(abs(line - first) <= _TIGHT for line in inside[w])
    )
    missing = tuple(t for t in words if t.stem not in named | said | around)
    return _Held(named, said, around - said, missing, first, last - first)


def _shows(held: _Held, asked: Asked, scope: Scope, anchored: bool) -> bool:
    """Whether a scope is what is asked for: its name holds the telling words, or one of its statements does."""
    telling = {t.stem for t in asked.words if t.telling}
    nouns = {t.stem for t in asked.words if t.telling and not t.deed}
    named, said, around = held.named & telling, held.said & telling, held.around & telling
    if held.missing:
        return False
    if len(asked.words) == 1:
        return bool(named) and (anchored or scope.names <= asked.words[0].alike)
    if not said:
        return bool(named & nouns or (named and around)) or len(held.named) > 1
    together = held.width <= _STATEMENT
    if named or held.named:
        return anchored or together or bool(named & nouns and scope.last - scope.first < _SMALL)
    return together and len(said) > 1 and (anchored or len(said) > _MANY)


def _likely(held: _Held, asked: Asked, anchored: bool, near: bool) -> bool:
    """Whether most of a phrase's words, or half of them in a file that the document points to, stand in a scope: a telling
    one in its name or two together, all of them in one statement, or one where the document points."""
    telling = {t.stem for t in asked.words if t.telling}
    named, said = held.named & telling, held.said & telling
    if len(held.missing) > len(asked.words) * (1 - (_NEEDED if near else _MOST)):
        return False
    stated = bool(said) and len(held.said) == len(asked.words) > 1 and held.width <= _STATEMENT
    return bool(named) or len(said) > 1 or len(held.named) > 1 or stated or (anchored and bool(said))


def _in(term: Term, names: frozenset[str]) -> bool:
    return not term.alike.isdisjoint(names) or (bool(term.parts) and names.issuperset(term.parts))


def _window(events: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """The shortest run of lines that holds every word of some events; (0, 0) for none."""
    events = sorted(events)
    total = len({w for _, w in events})
    counts: dict[str, int] = defaultdict(int)
    best, start = (0, 0), 0
    for line, word in events:
        counts[word] += 1
        while len(counts) == total:
            first, other = events[start]
            if best == (0, 0) or line - first < best[1] - best[0]:
                best = (first, line)
            counts[other] -= 1
            if not counts[other]:
                del counts[other]
            start += 1
    return best


def _size(function: Function | None) -> int:
    """How many lines a function has; a module counts as long."""
    return function.end_line - function.line if function else _LARGE


def _is_meant(path: str, asked: Asked) -> bool:
    """Whether a document points to a file: it names it, or its headings hold the several words that the file is called."""
    return is_near(path, asked.near) or (len(_called(path)) > 1 and _called(path) <= asked.context)


@lru_cache(maxsize=1 << 14)
def _called(path: str) -> frozenset[str]:
    """The telling words of a file's own name."""
    return frozenset(telling(of_path(path.rsplit("/", 1)[-1].partition(".")[0])))


def is_near(path: str, near: tuple[str, ...]) -> bool:
    """Whether a file is one that is named, or lies in a folder that is."""
    return any(path == n or path.endswith("/" + n) or path.startswith(n.rstrip("/") + "/") for n in near)


@lru_cache(maxsize=4)
def _words(held: ByIdentity[Project]) -> Words:
    return Words(sources(held.value), held.value.each_text(_stemmed, bytes))


@lru_cache(maxsize=4)
def _test_words(held: ByIdentity[Project]) -> Words:
    source = sources(held.value)
    return Words(
        source, {path: lines(sorted(stems(text) | stems(path))) for path, text in source.texts(source.tests)}
    )


def _stemmed(path: str, facts: FileFacts, data: bytes) -> bytes:
    """The words of one file, and those that it is called by, as stems."""
    return lines(sorted(stems(bare(path, facts, data)) | stems(path)))


def in_code(
    phrase: str, project: Project, near: tuple[str, ...] = (), context: frozenset[str] = frozenset()
) -> tuple[Grounded, ...]:
    """Where production code has a phrase, best first."""
    return _words(ByIdentity(project)).find(Asked(terms(phrase), near, context))


def best_of(
    places: Iterable[Place], phrase: str, project: Project, near: tuple[str, ...], context: frozenset[str]
) -> tuple[Place, ...]:
    """Places in the order of how much of a phrase they tell; of two that tell as much the earlier one first."""
    words, asked = _words(ByIdentity(project)), Asked(terms(phrase), near, context)
    return tuple(sorted(places, key=lambda place: -words.told(place, asked)))


def files_of(
    phrase: str, project: Project, near: tuple[str, ...], context: frozenset[str]
) -> tuple[str, ...]:
    """The files of production code that hold most of a phrase's words, the most promising first."""
    asked = Asked(terms(phrase), near, context)
    return tuple(_words(ByIdentity(project)).candidates(asked)) if asked.words else ()


def lines_with(
    words: frozenset[str], project: Project, near: tuple[str, ...], context: frozenset[str]
) -> Iterator[Place]:
    """The lines of code that runs which hold all of some stems, of the most promising files first; imports, styles and
    sentences are left out."""
    held = _words(ByIdentity(project))
    paths = set.intersection(*(set(held.saying(word)) for word in words)) if words else set()

    def rank(path: str) -> tuple[bool, int, str]:
        return (not is_near(path, near), -len(of_path(path) & (words | context)), path)

    for path in sorted((p for p in paths if held.source.runs(p)), key=rank)[:_CANDIDATES]:
        yield from (held.source.place(path, at) for at in held.together(path, words))


def in_tests(phrase: str, project: Project) -> tuple[Grounded, ...]:
    """Where tests have a phrase, best first."""
    return _test_words(ByIdentity(project)).find(Asked(terms(phrase)))


def share_at(place: Place, phrase: str, project: Project) -> float:
    """How many of a phrase's telling words stand around a line."""
    return _words(ByIdentity(project)).share(place, tuple(t for t in terms(phrase) if t.telling))

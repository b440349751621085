"""How a count is judged: every way of counting offers tallies, and the first that fits supports the claim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from checks.claims import Ground, _files, _numbers, _paths
from checks.documents.model import Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.snapshot import FileChange

EVIDENCE = 12
NEAR = 16  # characters on either side of a number and its noun in which a word speaks of that number

_GENERAL = frozenset(
    """new total all the a an rest restful api apis http https backend server complete full public implemented endpoint endpoints route
    routes test tests testing suite suites case cases unit integration comprehensive file files service services module modules phase step
    and of for in with to on by core main added created updated real custom different various production ready fully working""".split()
)
_PLAIN = frozenset(
    """new total all rest restful api apis http https backend server complete full public implemented endpoints routes test tests cases
    comprehensive real working passing integration unit tables enums v1 v2""".split()
)


class Tally(msgspec.Struct, frozen=True):
    """One way of counting: how many there are (more than one number where it is open what belongs), what was
    counted in words, and where they are.

    ``certain`` says that this is what the claim counts, and that nothing can be missing from it.
    """

    counts: tuple[int, ...]
    what: str
    places: tuple[Place, ...] = ()
    certain: bool = False
    doubt: str = ""


class Question(msgspec.Struct, frozen=True):
    """A count to be judged: the claim, its words, and the files and folders that its surroundings name."""

    claim: Claim
    noun: str
    head: str
    words: frozenset[str]
    scope: tuple[str, ...]
    statement: Statement | None
    document: Document | None
    # Whether at most one file is named, and the name of the first of the scope means one only.
    alone: bool = True
    lost: bool = False  # whether the claim's own words name a file that is not there

    @property
    def whole(self) -> bool:
        """Whether the claim counts all there is, by its own words, and not within a phase or a task."""
        headings = self.statement.headings if self.statement else ()
        parts = [self.noun, *(h.plain for h in (*headings[:1], *headings[-1:]))]
        return bool(_WHOLE.search(self._near)) and not any(_PART.search(part) for part in parts)

    @property
    def total(self) -> bool:
        """Whether it calls itself the total; "all 8 endpoints" may be all of those spoken of."""
        stated = _stated(self.claim)
        before = self.claim.text[: stated.start()] if stated else ""
        return (self.whole and bool(_TOTAL.search(self._near))) or bool(_ALL_OF_IT.search(before[-80:]))

    @property
    def _near(self) -> str:
        """The number and its noun with the words right beside them."""
        stated, text = _stated(self.claim), self.claim.text
        return text[max(0, stated.start() - NEAR) : stated.end() + len(self.noun) + NEAR] if stated else text

    @property
    def plain(self) -> bool:
        """Whether the noun stands alone: "REST endpoints", not "scheduler endpoints"."""
        return all(word in _PLAIN for word in self.noun.split())

    def near(self, count: int) -> bool:
        """Whether "N+" may speak of so many: nobody who has 90 of something says that there are 30 and more."""
        return self.claim.subject["comparator"] != ">=" or 2 * count <= 3 * int(self.claim.subject["n"])

    def plain_of(self, head: str) -> bool:
        """Whether the noun says no more than its last word: "10 classes", "10 new functions", not "10 order classes"."""
        return all(word in _PLAIN or word == head for word in self.noun.split())

    @property
    def own(self) -> str:
        """The file or folder that the claim's own words name, or an empty text."""
        return self.scope[0] if self.scope and self.alone and self.claim.about[0] in self.claim.text else ""

    @property
    def titled(self) -> str:
        """The one file that the heading above names, where the claim's own words name none, or an empty text."""
        headings = self.statement.headings[-1:] if self.statement else ()
        paths = {m.path for m in _paths.mentions(headings[0].plain)} if headings else set()
        own = any(True for _ in _paths.mentions(self.claim.text))
        return self.scope[0] if self.scope and len(paths) == 1 and not own and self.general else ""

    @property
    def before(self) -> str:
        """What stands before the number: "Order cart" of "Order cart (3 tests)"."""
        stated = _stated(self.claim)
        return self.claim.text[: stated.start()].rstrip(" (:-–—*|[")[-160:] if stated else ""

    @property
    def behind(self) -> str:
        """What stands behind the number."""
        stated = _stated(self.claim)
        return self.claim.text[stated.end() :] if stated else ""

    @property
    def general(self) -> bool:
        """Whether it may be all there is: "Part 3: 60+ tests" is a part, and at least so many are easily found."""
        label = self.statement.label if self.statement else ""
        named = {word.lower() for word in re.findall(r"[A-Za-z]+", label)}
        return self.claim.subject["comparator"] != ">=" or self.whole or named <= _GENERAL

    @property
    def new(self) -> bool:
        """Whether only what was added is counted: "added 3 endpoints", "3 new endpoints"."""
        stated = _stated(self.claim)
        if stated is None:
            return bool(_NEW.search(self.noun))
        text = self.claim.text
        behind = text[stated.end() :].lstrip()[len(self.noun) :][:NEAR]
        return bool(
            _NEW.search(self.noun)
            or _NEW.search(text[max(0, stated.start() - 30) : stated.start()])
            or _NEW.match(behind.lstrip(" *_"))
        )

    def gained(self, changes: Iterable[FileChange] | None) -> bool:
        """Whether the number may be what a file gained, not what it has: "+ 4 endpoints", "extended with 7 tests", or
        a number in a list of modified files. A file that the change adds gained all it has."""
        if any(c.path == self.own and c.status == "added" for c in changes or ()):
            return False
        stated, statement = _stated(self.claim), self.statement
        before = self.claim.text[: stated.start()][-40:] if stated else ""
        behind = self.claim.text[stated.end() :][: len(self.noun) + NEAR] if stated else ""
        if _GAINED.search(before) or _GAINED_BEHIND.search(behind):
            return True
        if statement is None or self.document is None or _MADE.search(self.claim.text):
            return False
        near = [self.document.statements[at].plain for at in statement.parents[-1:]]
        near += [heading.plain for heading in statement.headings[-1:]]
        return any(_MODIFIED.search(text) and not _MADE.search(text) for text in near)


_GAINED = regex(
    r"(?i)(?<!\d)(?<!\d\s)\+\s?$|\b(?:add(?:s|ed|ing)|additional|(?:extend|enhanc|expand|augment|increas|enrich)(?:e?s|e?d|ing)|grew|gained)\b"
    r"(?:\s(?:with|by|to|of|some|another|further|the|new|an|up|file)\b){0,3}[\s:~(]{0,3}$"
)
_GAINED_BEHIND = regex(r"(?i)^\s?(?:more|new|additional|further|extra)\b|\b(?:were |was |have been )?added\b")
_MODIFIED = regex(r"(?i)\b(?:modified|updated|changed|edited)\b")
_MADE = regex(r"(?i)\b(?:new files?|creat(?:e|ed|es|ion)|total|in all)\b")
_NEW = regex(
    r"\b(?:new|newly|added|additional|created|adds?|creates?|fixed|updated|modified|changed|secured|affected|improved|refactored|migrated|protected|enhanced)\b",
    re.IGNORECASE,
)
_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])")
_WHOLE = regex(r"\b(?:total|in total|all|overall|complete|entire|full|altogether)\b", re.IGNORECASE)
_TOTAL = regex(r"\b(?:total|in total|overall|entire|altogether)\b", re.IGNORECASE)
_ALL_OF_IT = regex(
    r"\b(?:full|complete|entire|whole)\s(?:[\w-]{1,20}\s){0,2}(?:api|backend|server)\s(?:with|of|exposing)\s*$",
    re.IGNORECASE,
)
_PART = regex(
    r"\b(?:phase|sprint|task|milestone|step|week|group|part|iteration|module|service)\b", re.IGNORECASE
)


def _stated(claim: Claim) -> re.Match[str] | None:
    """Where the number stands in the claim's text."""
    return _standing(str(claim.subject["n"])).search(claim.text)


@lru_cache(maxsize=1 << 10)
def _standing(number: str) -> re.Pattern[str]:
    """A number that is no part of another, with commas or without."""
    return re.compile(rf"(?<!\d){int(number):,}(?!\d)|(?<!\d){number}(?!\d)")


def question(claim: Claim, ground: Ground) -> Question:
    """What a claim asks, with its surroundings looked up in the document and in the tree."""
    document = ground.documents.get(claim.document)
    statement = None
    if document is not None:
        at = document.first_from(claim.line)
        statement = document.statements[at] if at < len(document.statements) else None
    noun = str(claim.subject.get("noun", ""))
    tree = ground.snapshot.tree
    meant = [found for name in claim.about[:6] if (found := _files.find(name, claim.document, tree)).path]
    scope = tuple(found.path for found in meant if found.path)
    heading = " ".join(h.plain for h in statement.headings[-1:]) if statement else ""
    stated = _stated(claim)
    before = claim.text[: stated.start()][-120:] if stated else claim.text[:120]
    words = topic_words(f"{before} {noun} {heading}")
    named = list(dict.fromkeys(m.path for m in _paths.mentions(claim.text) if not m.folder))
    alone = len(named) < 2 and (not meant or len(meant[0].candidates) < 2)
    own = next(iter(named), None)
    lost = (
        own is not None
        and not (found := _files.find(own, claim.document, tree)).path
        and not found.candidates
    )
    head = noun.rsplit(" ", maxsplit=1)[-1]
    return Question(claim, noun, head, words, scope, statement, document, alone, lost)


def topic_words(text: str) -> frozenset[str]:
    """The words that could name a file or a folder, in the singular and lower case."""
    words = re.findall(r"[A-Za-z][a-z]+|[A-Z]{2,}", _CAMEL.sub(" ", text))
    return frozenset(singular(w.lower()) for w in words if w.lower() not in _GENERAL and len(w) > 2)


def singular(word: str) -> str:
    """``categories`` -> ``category``, ``indexes`` -> ``index``, ``tests`` -> ``test``."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("us", "is")):
        return word
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def about(path: str, words: Iterable[str]) -> bool:
    """Whether a file's own name carries one of the words."""
    return not own_words(path.rsplit("/", 1)[-1]).isdisjoint(words)


@lru_cache(maxsize=1 << 15)
def own_words(name: str) -> frozenset[str]:
    """The words of a file's own name, as `topic_words` gives them."""
    return topic_words(name.rsplit(".", 1)[0].replace("_", " ").replace("-", " "))


def judge(claim: Claim, tallies: Iterable[Tally]) -> Verdict:
    """The first tally that bears the claim out supports it, the first certain one that does not refutes it."""
    stated, how = int(claim.subject["n"]), str(claim.subject["comparator"])
    first: Tally | None = None
    for tally in tallies:
        places = tally.places[:EVIDENCE]
        if any(_numbers.holds(stated, how, count) for count in tally.counts):
            return Verdict("supported", f"{tally.what}.", places)
        if tally.certain:
            return Verdict("refuted", f"{tally.what}, not {_numbers.written(stated, how)}.", places)
        first = first or tally
    if first is None:
        noun = claim.subject.get("noun", "things")
        return Verdict("unverifiable", f"How many {noun} there are cannot be counted in the tree.")
    doubt = first.doubt or f"{first.what}; whether that is what is counted cannot be told."
    return Verdict("unverifiable", doubt, first.places[:EVIDENCE])

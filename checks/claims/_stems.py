"""The telling words of a phrase and of source texts, as stems, and the words that code uses for others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

import msgspec

from checks.patterns import regex

_PART = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d{2,}")
_WORD = regex(r"[A-Za-z]+|\d{2,}")
_SUFFIX = regex(
    r"(?:izations?|isations?|ifications?|ations?|ators?|ures?|ating|ated|ates?|itions?|ions?|ings?|ments?|ers?|ors?|ies|ied|ible|able|ed|es|s|ly|al|ive|ity|ance|ence|ency|ancy|e|y)$"
)
_EMPTY = frozenset(
    """a an the of for with and or to in on at by from as is are be been via per all any each every its it this that into across using use used uses based support supports supported
    implementation implemented implements implement system systems service services functionality function feature features proper properly full fully complete comprehensive robust real new
    automatic automatically automated handling handle handles mechanism mechanisms logic management manage manager engine layer integration integrated module component components
    advanced basic simple smart intelligent custom multiple multi consistent clean strict production ready enabled mode modes capability capabilities process processing operations operation
    proper properly actionable strategic efficient efficiently detailed structured seamless seamlessly powerful flexible extensible scalable reliable accurate optimized enhanced improved modern professional dynamic intuitive
    honest honestly correct correctly single various different existing additional meaningful clear clearly overall specific relevant appropriate necessary effective effectively immediate immediately easy easily easier
    high low better best great good quick quickly fast successful successfully available working works work through between when while only not no than can cannot has have had after before during over under now current currently both show shows display displays
    your you their our we if then also what which who gracefully smooth smoothly beautiful helpful friendly explicitly""".split()
)
_KIN_WORDS = {
    "authentication": "auth login",
    "authorization": "auth permission",
    "timestamp": "time date",
    "competitive": "competitor",
    "geographic": "location geo",
    "filtering": "filter where",
    "tracking": "track record log mark",
    "recommendations": "suggestion",
    "aggregation": "count sum total group reduce",
    "list": "findAll getAll all get",
    "generate": "create build make",
    "relationship": "include join populate relation",
}
"""Words and what code says instead."""
_SAME = """create add insert register store; delete remove destroy; update edit patch modify put; fetch get load read retrieve query find; validate check verify ensure; config setting option; photo image picture;
    message msg; database db; status state; statistics stats; prevention prevent avoid block; notification notify; search find lookup; calculate compute; execute run; limit max"""
"""Words that code takes for one another."""

_OWN = frozenset(
    "action actions active general generic string strings number numbers product products state states station national "
    "international interest native relation relative position positive organ universal static reactive react setting settings banner letter note notes id ids".split()
)
"""Words that lose their meaning with their ending: an active user is no user action."""

_GENERIC = """data user users page pages screen view views item items object record information info detail value name type text content server client file option
    status state result response request error message list table field form button time date number count key id set get add create update delete read
    write load save store send return render call start stop run open close change access admin main default base core common general global local model
    entity resource"""
_OF_CODE = """api app application architecture backend code design endpoint end experience flow frontend interface pattern
    performance platform practice project quality route security standard structure support tool workflow"""
"""Generic words that are said of code and need not stand in it, as a page or a table that is there does."""

_DOUBLED = regex(r"[a-z]{2}(?:pp|nn|gg|tt|mm|bb|dd)$")  # "planning", "logger"
_PLURAL = regex(r"\w{2}[^aeiousjw]s$|\w{2}es$")
_DEED = regex(r"(?i)[a-z]{3}(?:tion|sion|ing|ment|ance|al|ysis)s?$")
_LONGEST = 2_000_000
_KNOWN = 1 << 17
"""So many words are remembered with their stems: a tree can hold any number of them."""


@lru_cache(maxsize=_KNOWN)
def stem(word: str) -> str:
    """A word without the ending that its grammar gave it."""
    whole = word = word.lower()
    if word in _OWN:
        return word.removesuffix("s")
    for _ in range(2):
        cut = _SUFFIX.sub("", word)
        if len(cut) < 3 and _PLURAL.search(word):
            cut = word[:-1]  # "dates" is no "d", but a "date"
        if len(cut) < 3:
            break
        word = cut
    return word[:-1] if word != whole and _DOUBLED.search(word) else word


def kin(word: str) -> frozenset[str]:
    """The stems that code may use for a stem."""
    return _kindred().get(word, frozenset())


@cache
def _kindred() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {
        stem(word): frozenset(stem(part) for each in others.split() for part in _PART.findall(each)[:1])
        for word, others in _KIN_WORDS.items()
    }
    for group in _SAME.split(";"):
        words = frozenset(map(stem, group.split()))
        for word in words:
            found[word] = found.get(word, frozenset()) | words - {word}
    return found


@cache
def _generic() -> frozenset[str]:
    return frozenset(map(stem, _GENERIC.split())) | _of_code()


@cache
def _of_code() -> frozenset[str]:
    return frozenset(map(stem, _OF_CODE.split()))


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The stems that not every program holds: a "user" or a "page" alone proves nothing."""
    return tuple(word for word in words if word not in _generic())


class Term(msgspec.Struct, frozen=True):
    """One word of a phrase: its stem, what code may say instead, and, of a name in two cases ("OpenSky"), its parts.

    ``telling``: not every program holds it. ``deed``: it names what is done ("parsing"), as the code that does it need not.
    ``of_code``: it is said of code ("flow"), which need not hold it.
    """

    stem: str
    alike: frozenset[str]
    parts: tuple[str, ...] = ()
    telling: bool = True
    deed: bool = False
    of_code: bool = False


@lru_cache(maxsize=1 << 14)
def terms(phrase: str) -> tuple[Term, ...]:
    """The words of a phrase that say something, each once."""
    found: dict[str, Term] = {}
    for word in _WORD.findall(phrase):
        if word.lower() in _EMPTY or len(word) < 2:
            continue
        parts = tuple(p for p in _PART.findall(word) if len(p) > 1) if not word.isupper() else ()
        own = stem(word)
        many = tuple(map(stem, parts)) if len(parts) > 1 else ()
        telling = bool(many) or own not in _generic()
        alike, deed = frozenset((own, *kin(own))), bool(_DEED.search(word))
        found.setdefault(own, Term(own, alike, many, telling, deed, own in _of_code()))
    return tuple(found.values())


def content(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that say something, as stems, each once."""
    return tuple(dict.fromkeys(s for term in terms(phrase) for s in (term.parts or (term.stem,))))


def stems(text: str) -> frozenset[str]:
    """Every word of a source text, taken out of its names, as stems."""
    return frozenset(map(stem, set(_PART.findall(text[:_LONGEST]))))


@lru_cache(maxsize=1 << 14)
def of_path(path: str) -> frozenset[str]:
    """`stems` of a path: files are ranked by what they are called for every phrase."""
    return stems(path)

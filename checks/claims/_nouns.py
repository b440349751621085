"""What a number counts: the noun behind it (or before it), in the plural and in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims import _numbers
from checks.claims._numbers import Number
from checks.patterns import regex

# Units and measures: numbers of these say how long, how fast, how large something is, not how many there are.
_UNITS = frozenset(
    """lines loc line seconds second secs sec minutes minute mins min hours hour hrs days day weeks week months month years year
    ms milliseconds users user requests request connections clients calls bytes bits kb mb gb tb px pixels percent percents points
    point times x ops rps qps tokens characters chars words digits decimals cents dollars usd eur credits stars pages page
    attempts attempt retries cycles iterations agents agent developers developer engineers people persons members sprints sprint
    story stories concurrent threads cores cpus cpu workers instances replicas epochs ports sections levels options ways reasons
    phases phase version versions v parallel others things ones lots results vs is was has does this its less plus across minus
    previous various numerous additional items item entries entry rounds passes loc/file degrees km miles meters metres
    warnings errors failures líneas lineas linhas lignes""".split()
)
_ARTEFACTS = frozenset(
    """endpoints routes apis tests suites cases tables columns indexes enums files modules components services models functions methods
    classes migrations pages screens views hooks scripts packages dependencies tools fixes tasks bugs issues blockers metrics middlewares
    handlers workers commands schemas events types plugins providers adapters""".split()
)
_DOERS = frozenset(
    "agent agents worker workers client clients user users request requests page pages session".split()
)
"""Units of effort and load that what is built is also named after."""
_ALL = regex(r"\ball(?: of)?(?: the)?\s+$", re.IGNORECASE)
_NAMED_BEHIND = regex(r":\s[^,.;:]{2,60},\s")
"""Each is named: "Three states: open, paid, sent"."""
_MADE_UP = frozenset("demo test seeded sample default mock predefined hardcoded".split())
_STOPS = frozenset(
    """the a an this that these those its their our your it which who with for of in across and or to from by on at per are is were was be been has have had returns return returned passing
    passed pass passes fail failed failing total implemented created added covering cover that which when while via into each
    using used as than then so but if not no total! covers include including includes defined registered listed now remain
    available ready done complete completed delivered works between through within without after before under over
    only also all both must should will can may verified updated modified removed exist exists needs support supports return(s)""".split()
)
_DONE = frozenset(
    "implemented created added found total fixed delivered complete completed available modified updated changed written built migrated converted covered refactored audited reviewed supported provided".split()
)
_TRAITS = frozenset(
    "total completed implemented created added modified updated removed registered defined available verified supported".split()
)
_IRREGULAR = {
    "indices": "indices",
    "schemata": "schemata",
    "criteria": "criteria",
    "data": "",
    "apis": "apis",
    "entities": "entities",
}
_NOT_PLURAL = ("ss", "us", "is", "ous", "'s")
_WORD = regex(r"\s{0,3}([A-Za-z][\w./'’&-]{0,40})")
_ALL_OF = regex(
    r"(?<![\w.,/:#$@%+-])(?P<n>\d{1,3})/(?P=n)(?=[\s*]{1,3}(?:[A-Za-z-]{2,20}\s){0,2}(?:endpoints|routes|apis|tables|components|modules|services|models|pages|screens|files|tools|features|handlers|commands|hooks|migrations)\b)",
    re.IGNORECASE,
)
_PAIRED = regex(
    r"\s(?:and|&|\+)(?=\s[a-z][\w-]{1,20}\s(?:tests|test cases|endpoints|components|services|models|hooks|tables|indexes|functions|routes)\b)",
    re.IGNORECASE,
)
_COMPOUND = regex(
    r"(?<![\w.,/:#$-])(?P<n>\d{1,3})-(?P<noun>state|table|endpoint|tool|component|tier|layer|step|stage|tab|column|service|model|phase|project|module|agent|dimension)\b(?!\s(?:scenarios?|cases?|examples?|rules?|joins?|quer(?:y|ies))\b)",
    re.IGNORECASE,
)
_LIMIT = regex(
    r"\b(?:max(?:imum)?|min(?:imum)?|up to|limit(?:ed)?(?: to| of)?|every|after|within|at most|last|first|next|exceeds|than|port|line|lines|page|step|phase|week|day|version|level|story|epic|issue|sprint|section|chapter|part|tier|group|figure|milestone|iteration|option|finding|blocker|requirement|bug|fix|gap|ticket|task|rev|revision|release|of the|under|below|any|(?:users?|each [a-z]{2,20}|every [a-z]{2,20}) has)\s*:?\s*$|[<>≤≥]\s*$|#$",
    re.IGNORECASE,
)
_MODEL = regex(
    r"\b(?:(?!ALL|TOTAL|ONLY|THE|WITH|AND|FOR|ADDED|HAS|NEW)[A-Z]{3,8}|v|Python|Node|Java|React|Django|Express|Next|Vue|Angular|Tailwind|TypeScript|PostgreSQL|Redis|iOS|Android|Windows)[ -]$"
)
_ANSWERS = regex(r"\s(?:http\s)?(?:responses?|errors?|status(?:es)?|codes?|redirects?)\b", re.IGNORECASE)
_RATE = regex(r"\s{0,2}(?:/|per\b|a (?:second|minute|day|month)|each\b)", re.IGNORECASE)
_TESTS = frozenset("tests specs cases suites checks assertions".split())
_RAN = regex(
    r"(?i)[\s*_`]{1,4}(?:(?:are|is|were|have|all|now|still)\s){0,2}(?:pass(?:ed|ing|es)?|fail(?:ed|ing|s)?|green|ok)\b"
)
_OUT_OF = regex(r"(?i)\s(?:of|out of)\s\d")
_ONE = regex(
    r"(?i)\((?P<n>1) (?:new |modified )?(?P<noun>endpoint|route|file|table|test|component|module|service|model|script|migration|page)(?:\)\W*$|,\s\d|\s[-–—]\s)"
)
_ENTRIES = regex(r"(?i)(?P<of>[A-Za-z][\w'&-]*)\s\((?P<n>\d{1,3}) (?P<noun>entries|items|entry|item)\)\W*$")
_ALONE = regex(r"[A-Za-z)]\s*\((?P<n>\d{1,3})\)\s*:?\s*$")
_BRACKET = regex(
    rf"\((?P<n>{_numbers.FIGURE})(?P<plus>\+)?(?P<all>\s?/\s?(?P=n))?(?:\s+(?:total|in total|items?|created|implemented|added|built|defined|delivered|completed?|done))?!?\)\s*:?\s*$",
    re.IGNORECASE,
)


_YEAR = regex(r"(?:19|20)\d\d")
_RESOLUTIONS = frozenset({"4K", "8K"})
_PAPER = regex(
    r"(?i)\b(?:pdfs?|documents?|documentation|docs|reports?|guides?|papers?|books?|manuals?|readme|markdown|crawl\w*|scrap\w*|per|results?|pagination|limit|fetch\w*|up to)\b"
)
"""Words beside pages that are written or fetched, not built."""
_ADJECTIVE = regex(
    r"(?i)(?:total|production[- ]ready|implemented|created|delivered|complete[d]?|working|active|new|added|modified|updated|existing|pre-?built|built-in|custom|seeded|reusable|distinct|predefined)\b"
)


_SHORT = 500
"""The length of a text for which it is remembered what is counted in it."""


class Counted(msgspec.Struct, frozen=True):
    """A number with what it counts: ``noun`` is the whole phrase (``rest api endpoints``), ``head`` its last word."""

    number: Number
    noun: str
    head: str
    start: int
    end: int


def plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    low = word.lower()
    if word.endswith("S") and not word.isupper():
        return False  # SaaS
    return (low in _IRREGULAR and bool(_IRREGULAR[low])) or (
        len(low) > 3 and low.endswith("s") and not low.endswith(_NOT_PLURAL)
    )


def counted(text: str) -> tuple[Counted, ...]:
    """Every number of a text that is followed by what it counts."""
    return _remembered(text) if len(text) <= _SHORT else tuple(_counted(text))


@lru_cache(maxsize=1 << 13)
def _remembered(text: str) -> tuple[Counted, ...]:
    """What is counted in a short text: several kinds of claims ask that of each."""
    return tuple(_counted(text))


def _counted(text: str) -> Iterator[Counted]:
    found = sorted([*_numbers.numbers(text), *_numbers.spelt(text), *_all_of(text)], key=lambda n: n.start)
    for place, number in enumerate(found):
        following = found[place + 1].start if place + 1 < len(found) else len(text)
        if _names_something(text, number) or _LIMIT.search(text[max(0, number.start - 24) : number.start]):
            continue
        hit = _behind(text, number, following)
        if hit is not None and (not text[number.start].isalpha() or _meant(text, hit)):
            yield hit
    if one := _ONE.search(text):
        noun = one["noun"].lower() + "s"
        yield Counted(Number(1, "=", one.start("n"), one.end("n")), noun, noun, one.start("n"), one.end())
    for compound in _COMPOUND.finditer(text):
        noun = compound["noun"].lower() + "s"
        number = Number(int(compound["n"]), "=", compound.start(), compound.end())
        yield Counted(number, noun, noun, compound.start(), compound.end())


def _all_of(text: str) -> Iterator[Number]:
    """``12/12 endpoints``: all there are; of tests and tasks it tells how they went."""
    for found in _ALL_OF.finditer(text):
        yield Number(int(found["n"]), "=", found.start(), found.end())


def _meant(text: str, hit: Counted) -> bool:
    """Whether a number written as a word counts what was built: "all three parts", "five endpoints"; not "two ways"."""
    return (
        hit.head in _ARTEFACTS
        or bool(_NAMED_BEHIND.match(text, hit.end))
        or bool(_ALL.search(text[max(0, hit.number.start - 16) : hit.number.start]))
    )


def _names_something(text: str, number: Number) -> bool:
    """Whether a number is a fraction, a year or part of a name (``ABC 7000``)."""
    if 100 <= number.value < 600 and _ANSWERS.match(text, number.end):
        return True
    figure = text[number.start : number.end]
    year = 1900 <= number.value <= 2100 and "," not in figure
    return (
        number.value != int(number.value)
        or "." in figure
        or figure in _RESOLUTIONS
        or year
        or bool(_MODEL.search(text[max(0, number.start - 16) : number.start]))
    )


def _behind(text: str, number: Number, following: int) -> Counted | None:
    """The noun behind a number: the words up to the first plural one; ``4 of 12 tools`` borrows the second's."""
    at = number.end
    borrowed = re.compile(r"\s+(?:of|out of)\s+(?:the\s+)?(?=\d)").match(text, at)
    if borrowed:
        ahead = next((n for n in _numbers.numbers(text) if n.start >= borrowed.end()), None)
        later = (
            _behind(text, ahead, len(text)) if ahead is not None and ahead.start == borrowed.end() else None
        )
        return (
            msgspec.structs.replace(later, number=number, start=number.start, end=number.end)
            if later
            else None
        )
    words: list[str] = []
    while len(words) < 6 and (found := _WORD.match(text, at)) and found.start(1) < max(following, at + 1):
        word = found.group(1).rstrip(".,;:'’")
        if not words and word.lower() in _TRAITS and _WORD.match(text, found.end()):
            at = found.end()  # "56 total tests", "16 completed features"
            continue
        if words and (paired := _PAIRED.match(text, at)):
            at = paired.end()  # "unit and integration tests"
            continue
        if word.lower() in _STOPS or (
            not words and text[at : found.start(1)] == "" and text[at : at + 1] != ""
        ):
            break
        words.append(word)
        at = found.start(1) + len(word)
        at += 2 * text.startswith("() ", at)  # "10 console.log() statements"
        if plural(word):
            break
        if text[at : at + 1] in ".,;:()":
            break
    return _settled(text, number, words, at)


def _measures(words: list[str], *, every: bool) -> bool:
    """Whether words name a unit; made-up users and the like are things again, and so are "agent tools", and "all 6 agents"."""
    head = words[-1].lower()
    if head == "users" and len(words) > 1 and words[-2].lower() in _MADE_UP:
        return False
    if head in _ARTEFACTS - _UNITS or (every and head in _DOERS):
        return any(word.lower() in _UNITS - _DOERS for word in words[:-1])
    return head in _UNITS or any(word.lower() in _UNITS - _DOERS for word in words[:-1])


def tells_of_run(text: str, counted: Counted) -> bool:
    """Whether it is said how some tests went, not how many there are: "150 tests passed"; "all 26 tests pass" says both."""
    all_of_them = _ALL.search(text[max(0, counted.number.start - 16) : counted.number.start])
    return (
        counted.head in _TESTS
        and not all_of_them
        and bool(_RAN.match(text, counted.end) or _OUT_OF.match(text, counted.number.end))
    )


def _settled(text: str, number: Number, words: list[str], at: int) -> Counted | None:
    every = bool(_ALL.search(text[max(0, number.start - 16) : number.start]))
    if not words or not plural(words[-1]):
        return None
    built = (
        words[-1].lower() == "pages"
        and not _PAPER.search(text)
        and not _measures([*words[:-1], "views"], every=every)
    )
    if not built and _measures(words, every=every):
        return None
    if _RATE.match(text, at):
        return None
    return Counted(number, " ".join(words).lower(), words[-1].lower(), number.start, at)


def bracketed(text: str) -> Counted | None:
    """``Routes (12 total)``, ``Known faults (2):`` -- a number in brackets behind its noun, at the end."""
    found = _BRACKET.search(text)
    if found is None or _YEAR.fullmatch(found["n"]):
        return None
    before = re.findall(r"[A-Za-z][\w./'&-]*", text[: found.start()])[-4:]
    if found["all"] and (not before or before[-1].lower() in _TESTS | {"tasks"}):
        return None
    while before and not plural(before[-1]):
        if before[-1].lower() not in (
            "implemented",
            "created",
            "added",
            "found",
            "total",
            "fixed",
            "delivered",
            "complete",
            "available",
            "modified",
            "updated",
        ):
            return None
        before.pop()
    quantified = max(
        (at for at, word in enumerate(before) if word.lower() in ("all", "the", "every")), default=-1
    )
    before = before[quantified + 1 :]
    if not before or before[-1].lower() in _UNITS - {"warnings", "errors", "failures", "sections"}:
        return None
    number = Number(
        _numbers.value(found["n"]), ">=" if found["plus"] else "=", found.start("n"), found.end("n")
    )
    return Counted(number, " ".join(before).lower(), before[-1].lower(), found.start(), found.end())


def entries(text: str) -> Counted | None:
    """``Education (2 entries)`` above a list: how many of a thing there are."""
    found = _ENTRIES.search(text)
    if found is None:
        return None
    noun = f"{found['of'].lower()} {'items' if found['noun'].lower().startswith('item') else 'entries'}"
    number = Number(int(found["n"]), "=", found.start("n"), found.end("n"))
    return Counted(number, noun, noun.rsplit(maxsplit=1)[-1], found.start("n"), found.end("noun"))


def alone(text: str) -> Counted | None:
    """``Invoices (3)``: a number in brackets behind any name; what it counts stands elsewhere."""
    found = _ALONE.search(text)
    if found is None:
        return None
    number = Number(int(found["n"]), "=", found.start("n"), found.end("n"))
    return Counted(number, "", "", found.start("n"), found.end("n"))


def labelled(label: str, text: str) -> Counted | None:
    """``Total Endpoints: 12`` -- a label in the plural and a number alone (remarks in brackets aside)."""
    words = re.findall(r"[A-Za-z][\w'&-]*", label)
    while words and words[-1].lower() in _DONE:
        words.pop()
    if not words or len(words) > 6 or not plural(words[-1]) or words[-1].lower() in _UNITS - {"pages"}:
        return None
    rest = text[len(label) :].lstrip(" :*")
    offset = len(text) - len(rest)
    number = next(_numbers.numbers(rest), None)
    if number is None or number.start > 1 or number.value != int(number.value):
        return None
    behind = rest[number.end :].strip()
    if re.match(r"[-–—]\s?\d", behind):
        return None  # a range
    again = re.match(r"(?:[a-z-]{1,20}\s){0,3}?([A-Za-z]{2,30})(?=\s?\(|\W*$)", behind)
    repeats = again is not None and again[1].lower().rstrip("s") == words[-1].lower().rstrip("s")
    if behind and behind[0] not in "(,-–—→/" and not repeats and not _ADJECTIVE.match(behind):
        return None
    words = [w for w in words if w.lower() not in ("total", "number", "of", "all", "the")]
    moved = msgspec.structs.replace(number, start=number.start + offset, end=number.end + offset)
    return Counted(moved, " ".join(words).lower(), words[-1].lower(), moved.start, moved.end)

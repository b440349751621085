"""Counting what the document names itself: behind the number, "6 scanners: PortScanner, …", in the section that a heading
opens, "Error handling (6 files)", and where it tells elsewhere which files are new, changed, or hold tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.claims import Ground, _defined, _files, _lists, _paths
from checks.claims._counting import Question, Tally
from checks.documents.model import Document, Statement
from checks.model import Place
from checks.patterns import regex
from checks.project.files import production_path, test_path

_FAR = 400  # statements: how far a section is looked through
_LEADING = 60  # characters in which the file that a line tells of begins
_BESIDE = 24  # characters on either side of a number in which a verb is of what it counts
_MOST = 40
_FEWEST = 3
"""Of two names that stand in one file there are too many by accident."""
_LIST = regex(
    r"^[^:(),.;\d]{0,40}(?:\((?P<held>[^()]{3,400})\)|:\s(?P<told>[^:;()]{3,400})$|\s[–—-]\s(?P<said>[^:;()]{3,400})$)"
)
_BETWEEN = regex(r",\s?(?:and\s|&\s)?|\s(?:and|&|\+)\s|;\s")
_OPEN = regex(r"(?i)\betc\b|\.\.\.|…|\bmore\b|\bothers?\b")
_NAME = regex(r"[A-Za-z_@$][\w$-]{1,48}(?:\s[A-Za-z][\w-]{0,30}){0,2}")
_TITLE = regex(
    r"^[^\w@$]{0,4}(?P<name>[A-Za-z_@$][\w$-]{1,48}(?:\s[A-Za-z][\w-]{0,30}){0,2}(?:\(\))?)(?=[\s`*]{0,4}(?:$|[:(→]|[–—-]\s|[✅✓✔]))"
)
_STRONG = frozenset({"function", "class", "table"})
_WEAK = frozenset({"field", "column", "variable", "key", "text"})
_ADDED = regex(r"(?i)\b(?:new|creat(?:ed|es)|added|adds)\b")
_CHANGED = regex(r"(?i)\b(?:modified|updated|changed|edited|touched)\b")
_NAMED_BY_PATH = frozenset("files modules components scripts documents guides pages tests".split())
_CLAUSE = regex(r"[,;(]")
_FILES = regex(r"^(?:(?:total|new|added|created|modified|updated|changed|edited) )*files$")
_AIDS = regex(r"/$|(?:^|/)(?:conftest|__init__)\.py$")
_TESTS = regex(r"^(?:(?:total|new|unit|integration) )*test (?:files|suites|modules)$")


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """What the document names as that which it counts, where it is as many as told and each of it is in the tree. Another
    number says nothing: nobody need name all."""
    told = int(asked.claim.subject["n"])
    if asked.claim.when != "head" or not 1 < told <= _MOST or asked.claim.subject["comparator"] != "=":
        return
    names = _named(asked.behind)
    if len(names) == told and asked.head != "files":
        yield from _names(names, ground)
    if asked.document is None or asked.statement is None:
        return
    names = _listed(asked.document, asked.statement)
    if len(names) == told and asked.head != "files":
        yield from _names(names, ground)
    for paths, where in _written(asked, asked.document, asked.statement):
        if len(paths) == told and (places := _places(paths, asked, ground)):
            yield Tally((told,), f"The {told} files {where} are all in the tree", places)


# --- behind the number -----------------------------------------------------------------------------


def _named(behind: str) -> list[str]:
    """The names in brackets or behind a colon right after what is counted; none where there are said to be more."""
    found = _LIST.match(behind[:500])
    text = (found["held"] or found["told"] or found["said"]) if found else ""
    if not text or _OPEN.search(text):
        return []
    names = [part.strip(" `*_'\".").removesuffix("()") for part in _BETWEEN.split(text)]
    whole = all(_NAME.fullmatch(name) for name in names) and len({name.lower() for name in names}) == len(
        names
    )
    return names if whole else []


def _listed(document: Document, statement: Statement) -> list[str]:
    """The names that the members of the list below begin with, each before what is said of it; none where one has none."""
    listing = _lists.below(document, statement)
    found = (
        [_TITLE.match(member.cells[0].plain if member.cells else member.plain) for member in listing.members]
        if listing
        else []
    )
    names = [each["name"].removesuffix("()") for each in found if each]
    return names if len({name.lower() for name in names}) == len(found) else []


def _names(names: list[str], ground: Ground) -> Iterator[Tally]:
    """Names of files, classes and functions; or of whatever stands in one file together."""
    found = [_standing(name, ground) for name in names]
    plain = [next((place for place, strong in each.values() if strong), None) for each in found]
    shown = ", ".join(f"`{name}`" for name in names[:4]) + (" …" if len(names) > 4 else "")
    if all(place is not None for place in plain):
        yield Tally((len(names),), f"{shown} are all in the tree", tuple(p for p in plain if p))
    elif len(names) >= _FEWEST and (together := set.intersection(*(set(each) for each in found))):
        path = min(together)
        places = tuple(each[path][0] for each in found)
        yield Tally((len(names),), f"{shown} stand in `{path}`", places)


def _standing(name: str, ground: Ground) -> dict[str, tuple[Place, bool]]:
    """Where a name stands, by path, and whether as that of a file, a class, a function or a table."""
    found: dict[str, tuple[Place, bool]] = {}
    stems = _files.index(ground.snapshot.tree).stems()
    for spelled in filter(None, _spellings(name)):
        for path in stems.get(spelled.lower(), ()):
            if path in ground.project.facts and production_path(path):
                found.setdefault(path, (Place(path), True))
        for standing in _defined.standings(spelled, ground.project):
            if standing.how in _STRONG or standing.how in _WEAK:
                strong = standing.how in _STRONG
                if production_path(standing.place.path) and (strong or standing.place.path not in found):
                    found[standing.place.path] = (standing.place, strong)
    return found


def _spellings(name: str) -> Iterable[str]:
    """How code may spell a name of one word or more."""
    words = re.split(r"[\s-]", name)
    return dict.fromkeys(
        (
            name if len(words) == 1 else "",
            "".join(word[:1].upper() + word[1:] for word in words),
            "_".join(words).lower(),
            "-".join(words).lower(),
            "_".join(words).upper(),
        )
    )


# --- files that are named elsewhere ----------------------------------------------------------------


def _written(asked: Question, document: Document, statement: Statement) -> Iterator[tuple[set[str], str]]:
    """The files that the section below names one a line, and those that the document tells to be of the kind counted."""
    if asked.head in _NAMED_BY_PATH and statement.kind == "heading":
        yield set(_leading(_below(document, statement))), "named in the section"
    if _TESTS.match(asked.noun):
        named = {m.path for each in document.statements for m in _paths.mentions(each.plain)}
        yield (
            {path for path in named if test_path(path) and not _AIDS.search(path)},
            "of tests that are named",
        )
    if _FILES.match(asked.noun):
        before, behind = _CLAUSE.split(asked.before)[-1], _CLAUSE.split(asked.behind)[0]
        words = f"{before[-_BESIDE:]} {asked.noun} {behind[:_BESIDE]}"
        for verb, what in ((_ADDED, "new"), (_CHANGED, "changed")):
            if verb.search(words):
                yield set(_leading(_told(document, verb))), f"told to be {what}"


def _below(document: Document, heading: Statement) -> Iterator[Statement]:
    """The statements of a heading's section, with those of the sections in it."""
    for each in document.since(heading.index + 1, heading.index + _FAR):
        if each.kind == "heading" and len(each.headings) <= len(heading.headings):
            return
        yield each


def _told(document: Document, verb: re.Pattern[str]) -> Iterator[Statement]:
    """The lines of lists whose heading or introduction has a verb."""
    for each in document.statements:
        lead = document.statements[each.lead].plain if each.lead is not None else ""
        near = lead or (each.headings[-1].plain if each.headings else "")
        if each.kind in ("item", "row") and not each.parents and verb.search(near[:120]):
            yield each


def _leading(statements: Iterable[Statement]) -> Iterator[str]:
    """The file that each line begins with."""
    for each in statements:
        if each.kind in ("item", "row", "heading"):
            cell = each.cells[0] if each.cells else each
            found = (m.path for m in _paths.mentions(cell.plain[:300]) if m.start < _LEADING)
            yield from list(found)[:1]


def _places(paths: set[str], asked: Question, ground: Ground) -> tuple[Place, ...]:
    """Where the files stand, if every one of them does, each at a place of its own."""
    found = [_files.find(path, asked.claim.document, ground.snapshot.tree).path for path in sorted(paths)]
    places = {path for path in found if path is not None and not path.endswith("/")}
    return tuple(Place(path) for path in sorted(places)) if len(places) == len(paths) else ()

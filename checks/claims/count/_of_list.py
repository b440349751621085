"""Counting what stands right below: a list or a table of files or names each of which is in the tree."""

from __future__ import annotations

from collections.abc import Iterator

from checks.claims import Ground, _defined, _files, _lists, _paths
from checks.claims._counting import Question, Tally
from checks.documents.model import Statement
from checks.model import Place
from checks.patterns import regex

_NAME = regex(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,3}(?:\(\))?")
_MOST = 60
_LEADING = 60  # characters of a member in which its name stands, or begins
_LONGEST = 300
_BARE = regex(r"^\W{0,4}(?P<name>[A-Za-z_$][\w$]{2,50})(?=\W{0,4}$|\s+(?:[-–—:]\s|\(|[✅✓✔]))")
"""A name that stands alone, or before what is said of it: "Notification ✅", "orderService (9 functions)"."""
_NAMED_BY_PATH = frozenset(
    "files modules components scripts documents docs guides pages tests suites hooks migrations".split()
)


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The members of the list below, or the files named behind the number, if they are as many as told and each names
    what is there. Another number says nothing: a list need not be whole."""
    if asked.document is None or asked.statement is None or asked.claim.when != "head":
        return
    yield from _behind(asked, ground)
    listing = _lists.below(asked.document, asked.statement)
    fewest = 1 if asked.head == "files" else 2
    if listing is None or listing.size != asked.claim.subject["n"] or not fewest <= listing.size <= _MOST:
        return
    found = [_place(member, asked.claim.document, ground) for member in listing.members]
    places = {(place.path, place.line): place for place in found if place is not None}
    if len(places) == listing.size:
        first, last = listing.lines
        what = f"The {listing.size} listed on lines {first}-{last} are all in the tree"
        yield Tally((listing.size,), what, tuple(places.values()))


def _behind(asked: Question, ground: Ground) -> Iterator[Tally]:
    """ "2 files changed: `orders.py`, `carts.py`"."""
    named = {m.path for m in _paths.mentions(asked.behind) if not m.folder}
    if asked.head not in _NAMED_BY_PATH or len(named) != asked.claim.subject["n"] or len(named) < 2:
        return
    found = [_files.find(path, asked.claim.document, ground.snapshot.tree).path for path in sorted(named)]
    places = tuple(Place(path) for path in found if path is not None)
    if len({place.path for place in places}) == len(named):
        yield Tally((len(named),), f"The {len(named)} named are all in the tree", places)


def _place(member: Statement, document: str, ground: Ground) -> Place | None:
    """Where the file or the name that a member begins with stands, if it does."""
    cell = member.cells[0] if member.cells else member
    text = cell.plain[:_LEADING]
    path = next(
        (m.path for m in _paths.mentions(cell.plain[:_LONGEST]) if not m.folder and m.path[:9] in text), None
    )
    if path is not None:
        found = _files.find(path, document, ground.snapshot.tree).path
        return None if found is None else Place(found)
    code = next((c.text for c in cell.codes if c.text in text), "")
    if not code and (bare := _BARE.match(text)):
        code = bare["name"]
        stem = code.lower()
        files = _files.index(ground.snapshot.tree).stems().get(stem, ())
        if len(files) == 1:
            return Place(files[0])
    if not _NAME.fullmatch(code):
        return None
    standings = _defined.standings(code.removesuffix("()"), ground.project)
    return next((s.place for s in standings if s.how in _defined.DEFINES), None)

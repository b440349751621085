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
_LEADING = 60  # characters of a member in which its name stands


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The members of the list below, if they are as many as told and each names what is there. Another number says
    nothing: a list need not be whole."""
    if asked.document is None or asked.statement is None or asked.claim.when != "head":
        return
    listing = _lists.below(asked.document, asked.statement)
    if listing is None or listing.size != asked.claim.subject["n"] or not 1 < listing.size <= _MOST:
        return
    found = [_place(member, asked.claim.document, ground) for member in listing.members]
    places = {(place.path, place.line): place for place in found if place is not None}
    if len(places) == listing.size:
        first, last = listing.lines
        what = f"The {listing.size} listed on lines {first}-{last} are all in the tree"
        yield Tally((listing.size,), what, tuple(places.values()))


def _place(member: Statement, document: str, ground: Ground) -> Place | None:
    """Where the file or the name that a member begins with stands, if it does."""
    cell = member.cells[0] if member.cells else member
    text = cell.plain[:_LEADING]
    path = next((m.path for m in _paths.mentions(text) if not m.folder), None)
    if path is not None:
        found = _files.find(path, document, ground.snapshot.tree).path
        return None if found is None else Place(found)
    code = next((c.text for c in cell.codes if c.text in text), "")
    if not _NAME.fullmatch(code):
        return None
    standings = _defined.standings(code.removesuffix("()"), ground.project)
    return next((s.place for s in standings if s.how in _defined.DEFINES), None)

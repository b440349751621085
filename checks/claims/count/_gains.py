"""Counting what a file gained: "`icons.tsx`: added 13 icons" is what it has now without what it had at the base."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from checks.claims import Ground
from checks.claims._counting import Question, Tally

Way = Callable[[Question, Ground], Iterator[Tally]]


def tallies(asked: Question, ways: Iterable[Way], ground: Ground) -> Iterator[Tally]:
    """By how many each way of counting finds more in the file named than it did before the change, where only what was
    added is counted and the file was there before."""
    file, changes = asked.own, ground.snapshot.changes
    if not _was_there(asked, ground):
        return
    base = ground.at_base() if asked.new or asked.gained(changes) else None
    if base is None:
        return
    for way in ways:
        before = {_told(tally): tally.counts for tally in _of(file, way(asked, base))}
        for tally in _of(file, way(asked, ground)):
            had = before.get(_told(tally), (0,))
            if len(had) == len(tally.counts):
                gained = tuple(now - then for now, then in zip(tally.counts, had, strict=True) if now > then)
                yield Tally(gained, f"{tally.what}, {min(had)} of them before the change", tally.places)


def doubted(asked: Question, found: Iterable[Tally], ground: Ground) -> Iterator[Tally]:
    """Tallies as they are, but for a certain one that finds more in the file named than is said, where the file was there
    before and the whole of it is not meant: only what the change added may be counted."""
    part = _was_there(asked, ground) and not asked.whole
    stated = int(asked.claim.subject["n"])
    for tally in found:
        if part and tally.certain and all(count > stated for count in tally.counts):
            why = f"{tally.what}; only those that this change added may be counted."
            yield msgspec.structs.replace(tally, certain=False, doubt=why)
        else:
            yield tally


def _was_there(asked: Question, ground: Ground) -> bool:
    """Whether the file that a count names was there before, and is changed."""
    changes = ground.snapshot.changes or ()
    return bool(asked.own) and any(c.path == asked.own and c.status == "modified" for c in changes)


def _of(file: str, found: Iterable[Tally]) -> Iterator[Tally]:
    """The tallies of one file alone."""
    return (tally for tally in found if tally.places and all(place.path == file for place in tally.places))


def _told(tally: Tally) -> str:
    """What was counted, without how many there are."""
    return re.sub(r"\d+", "", tally.what)

"""Counting what a folder that the claim names holds: "`src/nodes/` (8 modules)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checks.claims import Ground
from checks.claims._counting import Question, Tally, singular
from checks.claims.count import _kinds
from checks.model import Place
from checks.project.files import test_path

_OTHERS = frozenset(
    "endpoints routes apis tests cases suites lines rows records columns fields methods errors".split()
)


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The files right in the folder, those below it too, and its folders, with what only makes a package of it and tests
    or without."""
    if asked.head in _OTHERS or asked.new:
        return
    for folder in asked.scope[:1] if asked.alone else ():
        if folder.endswith("/"):
            yield from _held(folder, asked, ground)


def _held(folder: str, asked: Question, ground: Ground) -> Iterator[Tally]:
    inside = [path for path in ground.snapshot.tree if path.startswith(folder)]
    endings = _kinds.endings(asked.noun.split())
    if endings:
        inside = [path for path in inside if path.lower().endswith(endings)]
    named = [path for path in inside if _kinds.called(path, singular(asked.head))]
    if named:
        yield _tally(named, "below", folder)
        return
    below = {path[len(folder) :].split("/", 1)[0] for path in inside if "/" in path[len(folder) :]}
    right = [path for path in inside if "/" not in path[len(folder) :]]
    for found, where in ((right, "right in"), (inside, "below")):
        if found:
            yield _tally(found, where, folder)
    if below:
        places = tuple(Place(f"{folder}{name}/") for name in sorted(below))
        yield Tally((len(below),), f"`{folder}` holds {len(below)} folders", places)
        if right:
            parts = len(below) + sum(1 for path in right if not _kinds.joins(path))
            yield Tally((parts,), f"`{folder}` holds {parts} files and folders", (Place(folder),))


def _tally(found: Sequence[str], where: str, folder: str) -> Tally:
    own = [path for path in found if not _kinds.joins(path)]
    untested = [path for path in own if not test_path(path)]
    code = [
        path
        for path in untested
        if re.search(r"\.(?:py|[cm]?[jt]sx?|vue|svelte|go|rs|java|kt|php|rb|cs)$", path)
    ]
    counts = dict.fromkeys(len(each) for each in (found, own, untested, code) if each)
    return Tally(
        tuple(counts), f"{len(found)} files lie {where} `{folder}`", tuple(Place(p) for p in own or found)
    )

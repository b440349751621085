"""Counting files: those that a change adds or modifies, and those of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import Ground
from checks.claims._counting import Question, Tally, singular
from checks.documents.paths import is_path
from checks.model import Place
from checks.patterns import regex

_FILES = regex(r"\bfiles$")
_WHOLE_NOUN = regex(r"^(?:total |new |modified |changed |created |updated |added )*files$")
_CHANGED = regex(r"\b(?:modified|changed|updated|edited|touched)\b", re.IGNORECASE)
_ADDED = regex(r"\b(?:new|created|added)\b", re.IGNORECASE)


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The files of the change that the words speak of, or those listed below."""
    if not _FILES.search(asked.noun) or "test" in asked.noun.split():
        return
    changes = ground.snapshot.changes
    if changes is not None:
        words = f"{asked.noun} {asked.claim.text[:160]}"
        statuses = {"added"} if _ADDED.search(words) else set()
        statuses |= {"modified", "renamed"} if _CHANGED.search(words) else set()
        touched = [c.path for c in changes if c.status in statuses]
        kind = [singular(w) for w in asked.noun.split()[:-1] if not _ADDED.match(w) and not _CHANGED.match(w)]
        if touched and _WHOLE_NOUN.match(asked.noun):
            yield Tally(
                (len(touched),),
                f"The change touches {len(touched)} such files",
                tuple(Place(p) for p in touched),
            )
        of_kind = [
            p for p in touched or [c.path for c in changes if c.status == "added"] if _of_kind(p, kind)
        ]
        if kind and of_kind:
            yield Tally(
                (len(of_kind),),
                f"The change adds {len(of_kind)} {' '.join(kind)} files",
                tuple(Place(p) for p in of_kind),
            )
    yield from _heading(asked, ground)


def _of_kind(path: str, kind: list[str]) -> bool:
    """Whether a file is of a kind by its folder, its name or its ending."""
    parts = [singular(part.lower()) for part in re.split(r"[/._-]", path)]
    return bool(kind) and all(word in parts for word in kind[-1:]) and "test" not in parts


def _heading(asked: Question, ground: Ground) -> Iterator[Tally]:
    """``New API Routes (4 files)``: files added in a folder that the heading names."""
    changes = ground.snapshot.changes
    if changes is None or asked.noun != "files":
        return
    for word in sorted(
        asked.words | {singular(w.lower()) for w in re.findall(r"[A-Za-z]+", asked.claim.text)}
    ):
        added = [c.path for c in changes if c.status == "added" and _in_folder(c.path, word)]
        if added and is_path(added[0]):
            yield Tally(
                (len(added),),
                f"The change adds {len(added)} files in folders of {word}s",
                tuple(Place(p) for p in added),
            )


def _in_folder(path: str, word: str) -> bool:
    folder = path.rsplit("/", 2)[-2] if "/" in path else ""
    return singular(folder.lower()) == word and len(word) > 3

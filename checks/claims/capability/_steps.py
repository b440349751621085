"""Phrases that name several deeds at once: "create, update, delete orders", "CRUD", "order → pay → ship"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checks.claims._stems import terms
from checks.claims.capability._grounding import Grounded
from checks.model import Place
from checks.patterns import regex

_ARROW = regex(r"\s?(?:→|➔|⇒|->|=>)\s?")
_DEEDS = ("create", "list", "get", "read", "view", "fetch", "update", "edit", "delete", "remove", "add")
_DEED = regex(rf"(?i)\b(?:{'|'.join(_DEEDS)})\b")
_ALL = regex(r"(?i)\bCRUD\b(?: (?:operations?|endpoints?|apis?|functionality|support|for|on))*")
_CRUD = ("create", "get", "update", "delete")
_SHOWN = 3
_FEWEST = 2
_DENIED = regex(r"(?i)^\W*(?:no|not|never|without|cannot|hidden|disabled|removed|none)\b")
"""What is not there is no feature of what it is said of."""

Look = Callable[[str], tuple[Grounded, ...]]
"""Looks a phrase up: the good places that show all of it, best first."""


def parts(phrase: str, context: frozenset[str]) -> tuple[str, ...]:
    """The deeds of a phrase, each with the thing that it is done to; nothing where it names one alone."""
    text = phrase.rpartition(": ")[2]
    if len(steps := [s for s in _ARROW.split(text) if terms(s)]) > _FEWEST:
        return tuple(steps)
    if _ALL.search(text):
        thing = " ".join(t.stem for t in terms(_ALL.sub(" ", text)) if t.telling) or " ".join(
            sorted(context)[:2]
        )
        return tuple(f"{deed} {thing}" for deed in _CRUD) if thing else ()
    deeds = list(dict.fromkeys(d.lower() for d in _DEED.findall(text)))
    thing = " ".join(_DEED.sub(" ", text).replace(",", " ").split())
    return tuple(f"{deed} {thing}" for deed in deeds) if len(deeds) > _FEWEST and terms(thing) else ()


def halves(phrase: str) -> Iterator[tuple[str, str]]:
    """What a phrase can be looked for by where all of it stands nowhere, each with the rest of it: the step of "chunking →
    semantic units", what stands behind a label ("Channels: Discord"), and a label that is a name itself ("Streak freeze:
    keeps what you have")."""
    label, _, said = phrase.rpartition(": ")
    if label and _DENIED.search(said):
        return
    steps = _ARROW.split(said)
    if len(steps) == _FEWEST and terms(steps[0]):
        yield steps[0], steps[1]
    if label and terms(said):
        yield said, label
        if len(terms(label)) > 1:
            yield label, said


def together(wanted: tuple[str, ...], look: Look) -> tuple[Place, ...]:
    """A place for each deed, all of one file; nothing where one of them is missing there."""
    found = [look(each) for each in wanted]
    files = [{g.place.path for g in each} for each in found]
    common = set.intersection(*files) if files else set()
    if not common:
        return ()

    def worth(path: str) -> float:
        return sum(max(g.worth for g in each if g.place.path == path) for each in found)

    path = max(sorted(common), key=worth)
    chosen = [next(g.place for g in each if g.place.path == path) for each in found]
    lines = {p.line: p for p in chosen}
    return tuple(lines[n] for n in sorted(lines, key=lambda n: n or 0))[:_SHOWN]

"""Phrases that code writes word for word, as one name or one text ("custom message": ``customMessage``), and scripts that
are called after what a phrase says of them."""

from __future__ import annotations

import re
from functools import lru_cache

from checks.claims._identity import ByIdentity
from checks.claims._sources import apart, sources
from checks.claims._stems import of_path, stem
from checks.claims.capability import _grounding, _uses
from checks.model import Place
from checks.patterns import regex
from checks.project.link import Project

_PLAIN = regex(r"[A-Za-z][A-Za-z -]{3,60}")
_WORD = regex(r"[A-Za-z]+")
_AT_ENDS = frozenset(
    """a an the of for with and or to in on at by from as is are be via per all any each every full fully complete proper properly comprehensive robust real new
    support supported supports functionality feature features working works implementation implemented integration integrated capability capabilities handling completed included
    available enabled added ready basic advanced enhanced improved""".split()
)
"""Words that a phrase begins or ends with and that say nothing of what it names."""
_FEWEST, _MOST = 2, 4
_SCRIPTED = regex(r"(?i)\b(?:scripts?|batch files?)\b")
_OF_SCRIPTS = frozenset(
    map(
        stem,
        "scripts batch bash shell powershell windows linux mac macos unix files automated automation both one for and".split(),
    )
)
_STARTED = regex(r"\.(?:sh|bash|bat|cmd|ps1)$")
_SHOWN = 3


def in_code(
    phrase: str, near: tuple[str, ...], context: frozenset[str], project: Project
) -> tuple[Place, ...]:
    """The first line of code that runs and that something calls in which the words of a phrase, or of what stands behind
    its label, are one name or stand side by side."""
    said = phrase.rpartition(": ")[2].strip()
    words = _core(said) if _PLAIN.fullmatch(said) else []
    if not _FEWEST <= len(words) <= _MOST:
        return ()
    one = "".join(word.capitalize() for word in words)
    beside = r"[\s_-]?".join(words)
    pattern = re.compile(rf"(?i:(?<![a-z]){beside}s?(?![a-z]))|(?i:{words[0]}){one[len(words[0]) :]}")
    source = sources(project)
    for place in _grounding.lines_with(frozenset(map(stem, words)), project, near, context):
        if apart(place.path, project) or not pattern.search(source.line(place.path, place.line or 0)):
            continue
        if _uses.is_called(source, place):
            return (place,)
    return ()


def _core(said: str) -> list[str]:
    """The words of a phrase without those at its ends that say nothing."""
    words = _WORD.findall(said)
    while words and words[-1].lower() in _AT_ENDS:
        words.pop()
    while words and words[0].lower() in _AT_ENDS:
        words.pop(0)
    return words


def scripts(phrase: str, project: Project) -> tuple[Place, ...]:
    """The scripts of a shell that are called after what a phrase about scripts says they do, one for each of its words;
    nothing where one of the words names none."""
    said = phrase.rpartition(": ")[2]
    words = [s for w in _WORD.findall(said) if len(w) > 1 and (s := stem(w)) not in _OF_SCRIPTS]
    if not words or len(words) > _MOST or not _SCRIPTED.search(said):
        return ()
    named = _scripts(ByIdentity(project))
    found = [next((path for path, own in named if word in own), None) for word in words]
    paths = dict.fromkeys(path for path in found if path is not None)
    return tuple(map(Place, paths))[:_SHOWN] if None not in found else ()


@lru_cache(maxsize=2)
def _scripts(held: ByIdentity[Project]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The scripts of a tree with the words of their names, those nearest to its root first."""
    paths = (path for path in held.value.snapshot.tree if _STARTED.search(path))
    return tuple(
        (path, of_path(path.rpartition("/")[2])) for path in sorted(paths, key=lambda p: (p.count("/"), p))
    )

"""Code that stands for what is claimed and is no more than that: the findings at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from checks.claims import Findings, Ground, _stems, _uses
from checks.claims._grounding import Grounded
from checks.claims._sources import sources
from checks.model import Claim, Finding, Place, Verdict
from checks.patterns import regex
from checks.project.link import Project

_FEWEST = 2
_SHAM = frozenset(
    (
        "mock-response",
        "mock-data",
        "stub",
        "always-succeeds",
        "discarded-input",
        "unwired-router",
        "orphan-module",
        "never-started",
    )
)
OWN_WORDS = regex(
    r"(?i)\b(?:mock|fake|simulat|demo|stub|placeholder|sample|dummy|dry[- ]run|tests?|seed)(?:ed|s|ion)?\b"
)

_REAL = regex(r"(?i)\b(?:real|actual|genuine)\b(?![- ]?time)")
_SOURCE = regex(r"(?i)\s(?:from|via|by|in|at)\s.{0,200}$")


def made_up(claim: Claim, phrase: str, ground: Ground, project: Project) -> Finding | None:
    """Where something is said to be real, the function called after it, and called by others, that makes it up."""
    words = [t for t in _stems.terms(_SOURCE.sub("", phrase)) if t.telling]
    if not _REAL.search(phrase) or len(words) < _FEWEST or claim.when != "head" or OWN_WORDS.search(phrase):
        return None
    findings = tuple(ground.findings.among(names=("mock-data",)))
    for finding in findings:
        own = _stems.stems(finding.symbol)
        if all(not term.alike.isdisjoint(own) for term in words):
            place = Place(finding.path, finding.line)
            called = sources(project).runs(finding.path) and _uses.is_called(sources(project), place)
            if called and not _done_beside(finding, words, findings, project):
                return finding
    return None


def _done_beside(
    finding: Finding, words: Collection[_stems.Term], findings: Collection[Finding], project: Project
) -> bool:
    """Whether another function of the file, in which nothing is made up, is called after the words too."""
    facts = project.facts.get(finding.path)
    made_up = {f.line for f in findings if f.path == finding.path}
    return any(
        all(not term.alike.isdisjoint(_stems.stems(function.name)) for term in words)
        and not any(function.line <= line <= function.end_line for line in made_up)
        for function in (facts.outline.functions[1:] if facts is not None else ())
    )


def at(places: Iterable[Place], findings: Findings, rules: Collection[str]) -> list[Finding]:
    """The findings of some rules that one of the places lies in, each if no other rule comes before it there."""
    held = []
    for place in places:
        if _first_at(place, findings.among((place.path,), rules)) is None:
            continue  # the other rules need not be asked
        first = _first_at(place, findings.among((place.path,)))
        if first is not None and first.rule in rules:
            held.append(first)
    return held


def _first_at(place: Place, findings: Iterable[Finding]) -> Finding | None:
    return next((f for f in findings if f.line <= (place.line or 0) <= f.end_line), None)


def at_code(found: Grounded, phrase: str, findings: Findings) -> list[Finding]:
    """The findings at the code itself, or at what its file, named after what is claimed, makes up under that name."""
    here = at((found.place,), findings, _SHAM)
    word = _stems.content(phrase)[-1]
    made_up = findings.among((found.place.path,), ("mock-data",)) if found.titled else ()
    return here or [f for f in made_up if word in _stems.stems(_own_name(f))]


def _own_name(finding: Finding) -> str:
    """The name of the function that a finding is at, without its class."""
    return finding.symbol.rpartition(".")[2]


def named_after(first: Grounded, good: Iterable[Grounded]) -> bool:
    """Whether the best place is a sham in the file named after the claim, and no good one is in such a file."""
    return first.titled and not any(g.titled and g.share >= first.share for g in good)


def refuted_by(finding: Finding, phrase: str) -> Verdict:
    place = Place(finding.path, finding.line, finding.end_line, f"{finding.rule}: {finding.symbol}")
    return Verdict(
        "refuted", f'The code that stands for "{phrase}" is no more than that: {finding.message}', (place,)
    )

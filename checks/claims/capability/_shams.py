"""Code that stands for what is claimed and is no more than that: the findings at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from checks.claims import Findings, Ground, _stems
from checks.claims._sources import sources
from checks.claims.capability import _uses
from checks.claims.capability._grounding import Grounded
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
_WHOLE = frozenset(("orphan-module", "unwired-router", "never-started"))
_SAID = frozenset(
    map(_stems.stem, "real actual genuine connected connect powered primary retries".split())
) - {"retr"}
_WOULD = regex(
    r"(?i)\b(?:would|should|must|needs? to|to ?do|not (?:yet )?implemented|in (?:a )?(?:real|production))\b"
)
OWN_WORDS = regex(
    r"(?i)\b(?:mock|fake|simulat|demo|stub|placeholder|sample|dummy|dry[- ]run|tests?|seed)(?:ed|s|ion)?\b"
)

_REAL = regex(r"(?i)\b(?:real|actual|genuine)\b(?![- ]?time)")
_BEHIND = regex(r"(?i)\s(?:from|via|by|in|at|for|on)\s.{0,200}$")
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


def bears(finding: Finding, phrase: str) -> bool:
    """Whether what a finding is at is called after all that is claimed: its own name, or, of a whole file, the file's. A
    sham of another name may be a part, or another way, of what the claim is about."""
    whole = _stems.stems(finding.path.rsplit("/", 1)[-1]) if finding.rule in _WHOLE else frozenset[str]()
    own = _stems.stems(finding.symbol) | whole
    told = _BEHIND.sub("", phrase.partition(": ")[2] or phrase)
    words = [term for term in _stems.terms(told) if term.stem not in _SAID]
    return bool(words) and all(not term.alike.isdisjoint(own) or set(term.parts) & own for term in words)


def refuted_by(finding: Finding, phrase: str) -> Verdict:
    """The verdict on a claim whose code is a sham, an accusation where that code is called after all that is claimed."""
    return _told(finding, phrase, sure=bears(finding, phrase))


def admitted(finding: Finding, phrase: str) -> Verdict:
    """The verdict on a claim of which code says that it would have to be there."""
    return _told(finding, phrase, sure=bool(_WOULD.search(finding.message)))


def _told(finding: Finding, phrase: str, *, sure: bool) -> Verdict:
    place = Place(finding.path, finding.line, finding.end_line, f"{finding.rule}: {finding.symbol}")
    words = f'The code that stands for "{phrase}" does not do it: {finding.message}'
    return Verdict("refuted" if sure else "unverifiable", words, (place,))

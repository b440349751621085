"""How much speaks against a status: refuted claims and faults are weighed by what they show, not only counted.

A status speaks of a whole, and what is lacking in one place need not be lacking of it: a bare name may be of a file
elsewhere, one thing that is not joined to another may be joined in a way that was not seen. What plainly shows that a
part cannot do what it is there for weighs enough by itself; everything else has to come together with something of
another sort, or has to be what the status itself names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from checks.claims import Ground, _defined, _stems
from checks.claims._identity import ByIdentity
from checks.claims._proven import stands
from checks.model import Claim, Finding, Verdict
from checks.patterns import regex
from checks.snapshot import Snapshot

_PURPOSE = regex(
    r"(?i)\b(?:functional|working|operational|complete|implemented|works)\sfor\s(?:the\s|all\s)?((?!production|deploy\w*|use\b|launch|testing|review|release|mvp|phase|now\b|demo)\w+(?:\s\w+){0,2})"
)
"""What alone a status is said of: "fully functional for signing in"."""
_TRAIT = regex(r"(?i)^\W*production[- ]ready\s(?:code|quality|patterns?|standards?)\b")
"""A property of how it is written, among others of a list."""
Judged = Sequence[tuple[Claim, Verdict]]

ENOUGH = 4
_PLAIN, _LIKELY, _POSSIBLE = 4, 2, 1
_MADE_UP = frozenset({"mock-response", "mock-data"})
"""Rules whose findings show that what stands for the thing is not the thing."""
_MANY = frozenset({"endpoint", "path"})
"""Kinds of which several things that are not there weigh more than one: each was looked for by its own name."""
_NOT_MOUNTED = regex(r"\bis declared and not served\b")
_ELSEWHERE = regex(r"; there is (?P<others>`.+)$")
_ROUTE = regex(r"`[A-Z]+ (?P<path>/[^`\s]*)`")
_PARAMETER = regex(r"\{[^{}]*\}|:\w+|<[^<>]*>")
_READ = regex(r"(?i)\.(?:py|[cm]?[jt]sx?)$")
_OF_A_DISK = regex(r"^[A-Za-z]:|\\")
_DEEPEST = 40  # folders of one path that are told by the ends of it
_MENDED = regex(
    r"(?i)\b(?:fix(?:es|ed)?|bugs?|issues?|warnings?|errors?|problems?|blockers?|clean-?ups?|standardi[sz]\w*|hardening|architectur\w*|secur\w*|configuration)\b"
)
"""Work on what was there: what else is unfinished in the code that it touches says nothing of it."""
_PAPER = regex(
    r"(?i)^\W*(?:(?:final|this|status|summary)\s)*(?:report|document|documentation|summary|audit|review|checklist)\W*$"
)
_STAND_IN = regex(r"(?i)mock|fake|dummy|stub|sample|demo(?![a-z])|placeholder")
"""What says by its own name that it stands for something."""
_ASIDE = regex(
    r"(?i)\b(?:helper|one[- ]off|one[- ]time|utility|migration|debug(?:ging)?|maintenance|clean-?up)\s(?:scripts?|tools?)\b|\b(?:throw-?away|temporary)\b"
)
"""What was of use while the work was done, and need not be part of it."""
_COMMON = _stems.stems(
    "implementation complete completed production ready status phase project system service services controller router route handler manager "
    "repository module component components model utils helper helpers types type index main app api core base test file files src lib config"
)
"""Words that many files and most statuses have."""
_ASPECT = regex(
    r"(?i)\b(?:tests?|testing|suites?|documentation|docs|guides?|quality|databases?|schemas?|styl(?:es?|ing)|designs?|deployments?|type[- ]safety|"
    r"refactor\w*|restructur\w*|reorgani[sz]\w*|modulari[sz]\w*|permissions?|csrf|rate[- ]limit\w*|logging|error[- ]handling|accessibility|locali[sz]ation|i18n)\b"
)
"""One side of a work, of which what is lacking on another side says nothing."""


def weight(claim: Claim, refuted: Judged, faults: Collection[Finding], ground: Ground) -> int:
    """How much speaks against a status; from `ENOUGH` on it is refuted."""
    scope = str(claim.subject.get("scope", ""))
    if _TRAIT.match(claim.text) or _PAPER.match(scope):
        return 0
    own = _stems.stems(claim.text)
    named = own - _COMMON if _MENDED.search(f"{scope} {claim.subject.get('state', '')}") else None
    told = [(c, v) for c, v in refuted if _meant(claim, f"{c.text} {c.subject.get('path', '')}", named)]
    meant = [fault for fault in faults if _meant(claim, f"{fault.symbol} {fault.path}", named)]
    meant = [fault for fault in meant if not _STAND_IN.search(fault.symbol)]
    made_up = sum(fault.rule in _MADE_UP for fault in meant)
    total = _PLAIN * made_up + (_LIKELY if len(meant) > made_up else 0)
    for kind, weights in _weights(told, own, ground).items():
        total += sum(weights) if kind in _MANY else max(weights)
    return total


def _weights(refuted: Judged, own: frozenset[str], ground: Ground) -> dict[str, list[int]]:
    """The weights of refuted claims by kind, each thing once."""
    found: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for claim, verdict in refuted:
        thing = claim.subject["path"] if claim.kind in _MANY else tuple(claim.subject.values())
        key = (claim.kind, str(thing).rstrip("/"))
        if key not in seen:
            seen.add(key)
            found[claim.kind].append(_weight(claim, verdict, own, ground))
    return found


def _weight(claim: Claim, verdict: Verdict, own: frozenset[str], ground: Ground) -> int:
    """What one refuted claim weighs."""
    if claim.kind == "endpoint":
        if _NOT_MOUNTED.search(verdict.reason) or _served_otherwise(claim, verdict):
            return 0  # how apps are put together is not always seen
        return _PLAIN if stands(verdict) else _LIKELY
    if claim.kind == "path":
        return _of_a_file(claim, own | _headed(claim, ground), ground)
    named = own & frozenset(_stems.content(claim.text))
    return _PLAIN if named and claim.kind != "wiring" else _LIKELY


def _served_otherwise(claim: Claim, verdict: Verdict) -> bool:
    """Whether a route that is not served is, with another method or below another prefix: then the document is wrong of
    it, and the work is there."""
    others = _ELSEWHERE.search(verdict.reason)
    own = _fixed(str(claim.subject["path"]))
    return others is not None and any(
        own and _fixed(found["path"])[-len(own) :] == own for found in _ROUTE.finditer(others["others"])
    )


def _fixed(path: str) -> list[str]:
    """The parts of a route that are no parameters, without their grammar."""
    parts = _PARAMETER.sub("", path.split("?", 1)[0]).split("/")
    return [" ".join(sorted(_stems.stems(part))) or part for part in parts if part]


def _headed(claim: Claim, ground: Ground) -> frozenset[str]:
    """The words of the heading that a claim stands below: a part of the work that has one of its own."""
    document = ground.documents.get(claim.document)
    at = document.first_from(claim.line) if document is not None else 0
    if document is None or at >= len(document.statements):
        return frozenset()
    return _stems.stems(" ".join(heading.plain for heading in document.statements[at].headings[-1:]))


def _of_a_file(claim: Claim, own: frozenset[str], ground: Ground) -> int:
    """What a file that is not there weighs: much if it is said to be new, or the status or its heading names it, and others stand in its folder; nothing
    if one of a like name does, or what it is called after is defined in another."""
    path = str(claim.subject["path"])
    folder, _, name = path.strip("/").rpartition("/")
    stem = name.split(".", 1)[0]
    telling = _stems.stems(stem) - _COMMON
    if (
        _ASIDE.search(claim.text)
        or _OF_A_DISK.search(path)
        or name.endswith(".d.ts")
        or telling in _names(ByIdentity(ground.snapshot))
    ):
        return 0
    if any(standing.how in _defined.DEFINES for standing in _defined.standings(stem, ground.project)):
        return 0
    meant = claim.subject.get("role") == "added" or not telling.isdisjoint(own)
    plain = meant and _READ.search(name) and folder in _folders(ByIdentity(ground.snapshot))
    return _PLAIN if plain else _POSSIBLE


@lru_cache(maxsize=2)
def _names(held: ByIdentity[Snapshot]) -> frozenset[frozenset[str]]:
    """The telling words of each file's name."""
    stems = {path.rpartition("/")[2].split(".", 1)[0] for path in held.value.tree}
    return frozenset(_stems.stems(stem) - _COMMON for stem in stems) - {frozenset()}


@lru_cache(maxsize=2)
def _folders(held: ByIdentity[Snapshot]) -> frozenset[str]:
    """The folders of a tree, each also by the ends of its path."""
    every = {path.rpartition("/")[0] for path in held.value.tree}
    parts = (folder.split("/")[-_DEEPEST:] for folder in every if folder)
    return frozenset("/".join(names[at:]) for names in parts for at in range(len(names)))


def _meant(claim: Claim, told: str, named: frozenset[str] | None) -> bool:
    """Whether a status is not of one side of the work alone, or what is told is of that side; of mends, whether it is
    of what they name."""
    if named is not None and named.isdisjoint(_stems.stems(told)):
        return False
    return _same_side(claim, told)


def _same_side(claim: Claim, told: str) -> bool:
    """Whether a status is not of one side of the work alone, or what is refuted is of that side."""
    purpose = _PURPOSE.search(claim.text)
    if purpose is not None and frozenset(_stems.content(purpose[1])).isdisjoint(_stems.stems(told)):
        return False
    sides = {_plain(word).rstrip("s") for word in _ASPECT.findall(str(claim.subject.get("scope", "")))}
    return not sides or any(side in _plain(told) for side in sides)


def _plain(words: str) -> str:
    return words.lower().replace("-", " ").replace("_", " ")

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

from checks.claims import _stems
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
_OF_A_DISK = regex(r"^[A-Za-z]:|\\")
_DEEPEST = 40  # folders of one path that are told by the ends of it
_ASPECT = regex(
    r"(?i)\b(?:tests?|testing|suites?|documentation|docs|guides?|quality|databases?|schemas?|styl(?:es?|ing)|designs?|deployments?|type[- ]safety|"
    r"refactor\w*|restructur\w*|reorgani[sz]\w*|modulari[sz]\w*|permissions?|csrf|rate[- ]limit\w*|logging|error[- ]handling|accessibility|locali[sz]ation|i18n)\b"
)
"""One side of a work, of which what is lacking on another side says nothing."""


def weight(claim: Claim, refuted: Judged, faults: Collection[Finding], snapshot: Snapshot) -> int:
    """How much speaks against a status; from `ENOUGH` on it is refuted."""
    if _TRAIT.match(claim.text):
        return 0
    told = [(c, v) for c, v in refuted if _same_side(claim, f"{c.text} {c.subject.get('path', '')}")]
    meant = [fault for fault in faults if _same_side(claim, f"{fault.symbol} {fault.path}")]
    made_up = sum(fault.rule in _MADE_UP for fault in meant)
    total = _PLAIN * made_up + (_LIKELY if len(meant) > made_up else 0)
    own = _stems.stems(claim.text)
    for kind, weights in _weights(told, own, _folders(ByIdentity(snapshot))).items():
        total += sum(weights) if kind in _MANY else max(weights)
    return total


def _weights(refuted: Judged, own: frozenset[str], folders: frozenset[str]) -> dict[str, list[int]]:
    """The weights of refuted claims by kind, each thing once."""
    found: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for claim, verdict in refuted:
        key = (claim.kind, *map(str, claim.subject.values()))
        if key not in seen:
            seen.add(key)
            found[claim.kind].append(_weight(claim, verdict, own, folders))
    return found


def _weight(claim: Claim, verdict: Verdict, own: frozenset[str], folders: frozenset[str]) -> int:
    """What one refuted claim weighs."""
    if claim.kind == "endpoint":
        if _NOT_MOUNTED.search(verdict.reason):
            return 0  # how apps are put together is not always seen
        return _PLAIN if stands(verdict) else _LIKELY
    if claim.kind == "path":
        return _of_a_file(str(claim.subject["path"]), folders)
    named = own & frozenset(_stems.content(claim.text))
    return _PLAIN if named and claim.kind != "wiring" else _LIKELY


def _of_a_file(path: str, folders: frozenset[str]) -> int:
    """What a file that is not there weighs: much if others stand in the folder that is named."""
    if _OF_A_DISK.search(path):
        return 0
    folder = path.strip("/").rpartition("/")[0]
    return _PLAIN if folder and folder in folders else _POSSIBLE


@lru_cache(maxsize=2)
def _folders(held: ByIdentity[Snapshot]) -> frozenset[str]:
    """The folders of a tree, each also by the ends of its path."""
    every = {path.rpartition("/")[0] for path in held.value.tree}
    parts = (folder.split("/")[-_DEEPEST:] for folder in every if folder)
    return frozenset("/".join(names[at:]) for names in parts for at in range(len(names)))


def _same_side(claim: Claim, told: str) -> bool:
    """Whether a status is not of one side of the work alone, or what is refuted is of that side."""
    purpose = _PURPOSE.search(claim.text)
    if purpose is not None and frozenset(_stems.content(purpose[1])).isdisjoint(_stems.stems(told)):
        return False
    sides = {word.lower().rstrip("s") for word in _ASPECT.findall(str(claim.subject.get("scope", "")))}
    return not sides or any(side in told.lower() for side in sides)

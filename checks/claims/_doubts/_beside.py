"""What claims of other kinds in a document say of what is refuted because it is not there.

A document none of whose files is in the tree speaks of another work, whatever else it names. A file that may be
meant otherwise where its path is judged is not lacking where its length is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.model import Claim, Verdict

_FEW = 3
_NAMING = frozenset({"path", "size", "code-reference", "count"})
_ANOTHER = "None of the files that the document names is there; it may speak of another work."
_MEANT_OTHERWISE = "The file that it is about may be meant otherwise."


Judged = Sequence[tuple[Claim, Verdict]]


def unproven(first: Judged, now: Judged) -> Iterator[tuple[int, str]]:
    """The places of refutations that the other claims do not bear out, each with a sentence why. ``first`` are the verdicts
    by the tree alone, ``now`` those that the claims of the same kind bear out."""
    documents: dict[str, list[int]] = defaultdict(list)
    for at, (claim, _) in enumerate(now):
        documents[claim.document].append(at)
    for places in documents.values():
        if any(now[at][1].truth == "refuted" for at in places):
            yield from _of_one(first, now, places)


def _of_one(first: Judged, now: Judged, places: Sequence[int]) -> Iterator[tuple[int, str]]:
    files = [first[at] for at in places if _says_there(first[at][0])]
    lacking = {
        _path(claim) for claim, verdict in files if verdict.truth == "refuted" and _is_missing(verdict)
    }
    found = any(v.truth == "supported" or (v.evidence and not _is_missing(v)) for _, v in files)
    doubted = (now[at] for at in places if _says_there(now[at][0]))
    open_ones = {_path(claim) for claim, verdict in doubted if verdict.truth == "unverifiable"}
    for at in places:
        claim, verdict = now[at]
        if verdict.truth != "refuted" or claim.kind not in _NAMING or claim.polarity == "absent":
            continue
        missing = _is_missing(verdict)
        if missing and not found and len(lacking) >= _FEW:
            yield at, _ANOTHER
        elif missing and claim.kind != "path" and _path(claim) in open_ones:
            yield at, _MEANT_OTHERWISE


def _says_there(claim: Claim) -> bool:
    return claim.kind == "path" and claim.polarity == "present" and claim.subject.get("role") != "removed"


def _path(claim: Claim) -> str:
    return str(claim.subject.get("path") or "")


def _is_missing(verdict: Verdict) -> bool:
    return any(place.missing for place in verdict.evidence)

"""What it shows that one kind of what a document says is contradicted again and again, and no other: it was misread.

A report that is not true is not true in many ways: files are missing, and routes, and numbers do not fit. Where much of a
page is contradicted and always in the same way, its routes are somebody else's, its files those of a plan. That cannot be
known, so it is not held against the page. Some kinds tell by themselves and count neither way: a sum needs no tree, the
length of a file that is there is told by the file alone, and what was left of a thing to be cleaned away stands where it
stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.model import Claim, Verdict

_OF_ITSELF = frozenset({"arithmetic", "cleanliness", "size"})
_SHARE = 4
"""One in so many of what else is decided may be contradicted."""
_FEW = 3
"""So many contradictions beside a claim, at least, before their share says anything."""
_CONTRADICTED = "So much of this kind, and of no other, is not so in the tree that it may be meant otherwise."

Judged = Sequence[tuple[Claim, Verdict]]


def unproven(judged: Judged) -> Iterator[tuple[int, str]]:
    """The places of refutations that are some among many of one kind in their document, each with a sentence why."""
    documents: dict[str, list[int]] = defaultdict(list)
    for at, (claim, verdict) in enumerate(judged):
        if claim.kind not in _OF_ITSELF and verdict.truth in ("supported", "refuted"):
            documents[claim.document].append(at)
    for decided in documents.values():
        refuted = [at for at in decided if judged[at][1].truth == "refuted"]
        others, all_others = len(_things(judged, refuted)) - 1, len(_things(judged, decided)) - 1
        alike = len({judged[at][0].kind for at in refuted}) == 1
        if alike and others >= _FEW and others * _SHARE > all_others:
            yield from ((at, _CONTRADICTED) for at in refuted)


def _things(judged: Judged, places: Sequence[int]) -> frozenset[str]:
    """What the claims at some places are about, each thing once."""
    claims = (judged[at][0] for at in places)
    return frozenset(f"{claim.kind} {claim.polarity} {claim.subject}" for claim in claims)

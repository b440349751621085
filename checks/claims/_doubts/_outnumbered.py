"""What it shows that a document is contradicted in much of what it says: that it was taken for something it is not.

Colleagues are wrong in a sentence or in ten. A page that the tree contradicts at every turn was written before the work,
speaks of another one, or was misread. Which it is cannot be known, so it is not held against the page. Some kinds tell by
themselves and count neither way: a sum needs no tree, the length of a file that is there is told by the file alone, and
what was left of a thing to be cleaned away stands where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checks.model import Claim, Verdict

_OF_ITSELF = frozenset({"arithmetic", "cleanliness", "size"})
_SHARE = 4
"""One in so many of what else is decided may be contradicted."""
_FEW = 3
"""So many contradictions beside a claim, at least, before their share says anything."""
_CONTRADICTED = "So much of what the document says is not so in the tree that it may speak of another work."

Judged = Sequence[tuple[Claim, Verdict]]


def unproven(judged: Judged) -> Iterator[tuple[int, str]]:
    """The places of refutations that are some among many of their document, each with a sentence why."""
    documents: dict[str, list[int]] = defaultdict(list)
    for at, (claim, _) in enumerate(judged):
        if claim.kind not in _OF_ITSELF:
            documents[claim.document].append(at)
    for places in documents.values():
        yield from ((at, _CONTRADICTED) for at in _many(judged, places))


def _many(judged: Judged, places: Sequence[int]) -> Iterator[int]:
    """Those of a document's refutations beside which a few others stand, and more than their share."""
    decided = _decided(judged, places)
    refuted = sum(decided.values())
    for at in places:
        claim, verdict = judged[at]
        others, all_others = refuted - decided.get(_said(claim), 0), len(decided) - 1
        if verdict.truth == "refuted" and others >= _FEW and others * _SHARE > all_others:
            yield at


def _decided(judged: Judged, places: Sequence[int]) -> Mapping[str, bool]:
    """What the claims at some places say that was decided, each thing once: whether it is refuted."""
    return {
        _said(claim): verdict.truth == "refuted"
        for claim, verdict in (judged[at] for at in reversed(places))
        if verdict.truth in ("supported", "refuted")
    }


def _said(claim: Claim) -> str:
    return f"{claim.kind} {claim.polarity} {claim.subject}"

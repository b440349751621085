"""Whether a statement is older than the change that is judged.

A document that a change touches still holds what it said before: a log of earlier versions, a plan that was ticked long ago.
Those lines report of another state than the head, and this change does not say them again.
"""

from __future__ import annotations

from checks.claims import _paths
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.snapshot import FileChange, Snapshot

_PUT_AWAY = regex(
    r"(?i)(?:^|/)[\d_-]{0,12}(?:archives?|archived|legacy|history|historical|obsolete|deprecated|old)(?:[-_][\w-]{1,40})?/"
)


def doubt(claim: Claim, verdict: Verdict, snapshot: Snapshot) -> str | None:
    """Why a refutation does not speak of this change, as a sentence, or None: the document said so before it, and it is not
    this change that took away what is named. None too where the change, or its lines in the document, are not known."""
    if claim.kind != "arithmetic" and _PUT_AWAY.search(claim.document):
        return "The document is kept as a record of earlier days."
    change = next((c for c in snapshot.changes or () if c.path == claim.document), None)
    if change is not None and change.status == "added" and _stood_elsewhere(claim.document, snapshot):
        return "The document said so before this change, where it lay then."
    if change is None or change.status == "added" or (change.added and not change.added_lines):
        return None
    lines = [(claim.line, claim.end_line)]
    if claim.kind == "arithmetic":  # a sum is as new as its newest part
        lines += [(p.line, p.end_line or p.line) for p in verdict.evidence if p.line]
    if any(_written(change, first, last) for first, last in lines) or _taken_away(claim, snapshot):
        return None
    return "The document said so before this change."


def _stood_elsewhere(document: str, snapshot: Snapshot) -> bool:
    """Whether a file of the base has a document's name and bytes: this change only put it, or a copy, somewhere else."""
    entry, name = snapshot.tree.get(document), document.rpartition("/")[2]
    before = snapshot.base_tree or {}
    return entry is not None and any(
        path.rpartition("/")[2] == name and other.sha == entry.sha for path, other in before.items()
    )


def _written(change: FileChange, first: int, last: int) -> bool:
    """Whether the change wrote one of these lines."""
    return any(start <= last and first <= end for start, end in change.added_lines)


def _taken_away(claim: Claim, snapshot: Snapshot) -> bool:
    """Whether a file that is named stood at the base."""
    if claim.kind != "path" or snapshot.base_tree is None or claim.polarity == "absent":
        return False
    return _paths.among(str(claim.subject["path"]), snapshot.base_tree)

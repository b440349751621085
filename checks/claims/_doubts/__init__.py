"""What takes a refutation back because something around it speaks against it.

A doubt is a sentence that says why the document need not mean what the tree contradicts. Each module asks one question of a
refuted claim (`_said.Said`) and answers with such a sentence or None; a doubt makes a refutation unverifiable, and never
anything refuted.
"""

from __future__ import annotations

from checks.claims import _subjects
from checks.claims._doubts import _asserted, _certain, _older, _summed
from checks.claims._doubts._said import Said
from checks.documents.model import Document
from checks.model import Claim, Verdict
from checks.snapshot import Snapshot


def doubt(claim: Claim, verdict: Verdict, document: Document | None, snapshot: Snapshot) -> str | None:
    """The first reason why a refutation is not certain, as a sentence, or None."""
    why = _older.doubt(claim, verdict, snapshot)
    if why is None and claim.kind == "arithmetic" and document is not None:
        why = _summed.doubt(claim, verdict, document)
    statement = _subjects.said(claim, document)
    if why is not None or document is None or statement is None:
        return why
    said = Said(claim, verdict, document, statement, snapshot.tree)
    return _certain.doubt(said) or _asserted.doubt(said)

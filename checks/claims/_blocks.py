"""What part of a document a claim stands in: a list, a table, a drawing, the headings of one section."""

from __future__ import annotations

from checks.claims import _subjects
from checks.documents.model import Document
from checks.model import Claim


def of(claim: Claim, document: Document) -> tuple[object, ...]:
    """What a claim's statement stands in, with the claim's role: a drawing, a table, a list with those nested in it, the
    headings of one section; any other statement stands alone."""
    role, said = claim.subject.get("role"), _subjects.said(claim, document)
    if said is None:
        return ("line", claim.line, role)
    if said.fence is not None:
        return ("fence", said.fence.line, role)
    if said.kind == "heading":
        above = said.headings[-2].line if len(said.headings) > 1 else 0
        return ("headings", above, role)
    outer = document.statements[said.parents[0]] if said.parents else said
    if outer.kind in ("item", "row"):
        return (outer.kind, outer.group, role)
    return ("line", claim.line, role)

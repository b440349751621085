"""Claims of one kind in a document, judged on a handful of files."""

from __future__ import annotations

from checks import claims, rules
from checks.claims import Ground, Known
from checks.documents.read import read
from checks.model import Claim, Verdict
from tests.trees import Files, project_of, snapshot_of

DOCUMENT = "IMPLEMENTATION_COMPLETE.md"


def found(kind: str, text: str | bytes, *, path: str = DOCUMENT) -> list[Claim]:
    """The claims of a kind that a document makes."""
    document = read(path, text.encode() if isinstance(text, str) else text)
    return [] if document is None else list(claims.kinds()[kind].find(document))


def subjects(kind: str, text: str) -> list[dict[str, object]]:
    """What those claims are about."""
    return [dict(claim.subject) for claim in found(kind, text)]


def judged(kind: str, text: str, files: Files, base: Files | None = None) -> list[tuple[Claim, Verdict]]:
    """The claims of a kind and their verdicts; the document itself is one of the files."""
    files = {**files, DOCUMENT: text}
    snapshot, project = snapshot_of(files, base), project_of(files)
    document = read(DOCUMENT, text.encode())
    ground = Ground(
        snapshot=snapshot,
        project=project,
        before=lambda: None if base is None else project_of(base),
        findings=Known(tuple(rules.find(project)) if kind == "endpoint" else ()),
        documents={} if document is None else {DOCUMENT: document},
    )
    module = claims.kinds()[kind]
    return [(claim, module.verify(claim, ground)) for claim in found(kind, text)]


def truths(kind: str, text: str, files: Files, base: Files | None = None) -> list[str]:
    """The verdicts alone, in the order of the document."""
    return [verdict.truth for _, verdict in judged(kind, text, files, base)]

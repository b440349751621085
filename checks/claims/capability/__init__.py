"""`capability`: a technology or a behaviour is there."""

from __future__ import annotations

from collections.abc import Iterator

from checks.claims import Ground, _english, _files, _name_blocks, _proven, _subjects
from checks.claims._catalogue import catalogue
from checks.claims.capability import _capabilities, _upheld
from checks.documents.model import Document
from checks.model import Claim, Verdict

KIND = "capability"
GROUP = "prose"


def find(document: Document) -> Iterator[Claim]:
    """Every technology and behaviour that a document says is there, or is not. Of a language whose plans and instructions are
    not told from reports only what is ticked off, and what is called by a technology's name."""
    english = _english.reads(document)
    for statement in _subjects.reports(document):
        if _name_blocks.drawn(document, statement) is not None:
            continue
        for one in _capabilities.said(document, statement):
            if not (english or one.name or (statement.mark == "done" and one.polarity == "present")):
                continue  # Code speaks English: what it is denied in other words is not to be found by them.
            subject = {"capability": one.name or None, "phrase": one.phrase}
            yield _subjects.claim(document, statement, KIND, subject, absent=one.polarity == "absent")


def promises(claim: Claim) -> frozenset[str]:
    """``persistence`` where a claim says that something outlives the process: a database, a broker, Redis."""
    entry = catalogue().get(str(claim.subject.get("capability", "")))
    keeps = entry is not None and entry.keeps and claim.polarity == "present" and claim.when == "head"
    return frozenset({"persistence"}) if keeps else frozenset()


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Supported where code that runs has it, refuted where a finding stands for it or nothing in the tree could be it."""
    verdict = _upheld.judge(claim, ground)
    spoken = _spoken_of(claim, ground) if verdict.truth == "refuted" else None
    places = {place.path for place in verdict.evidence if not place.missing} & set(ground.project.code())
    if spoken is None or not places or spoken in places:
        return verdict
    return Verdict("unverifiable", f"It is said of `{spoken}`. {verdict.reason}", verdict.evidence)


def _spoken_of(claim: Claim, ground: Ground) -> str | None:
    """The file of code that the words nearest to a claim name, if it is there."""
    tree = ground.snapshot.tree
    found = (_files.find(path, claim.document, tree).path for path in claim.about[:1])
    return next((path for path in found if path is not None and path in ground.project.facts), None)


unproven = _proven.capabilities

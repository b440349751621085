"""What may be refuted because it is not there: only where the reading of the document has proved itself.

That a thing is not found says something of the document or of how it was read. A list read against the wrong folder, a
planned structure, a drawing of another work: each makes many absences at once. So an absence counts only where what
stands beside it was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.claims import Ground, _blocks, _path_verdicts, _subjects
from checks.documents.model import Document
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.project import routepath

Judged = Sequence[tuple[Claim, Verdict]]

_PLAN = regex(r"(?i)(?:^|[\W_])(?:plans?|planning|designs?|roadmaps?|proposals?|rfcs?)(?=[\W_]|$)")
_PLANNED = "The document is a plan or a design: what it names need not be there."
_MOSTLY_LACKING = "Most of what is named here is not there; it may speak of another tree."
_NO_PARENT = "Nothing of the folder that it stands in here is there; it may speak of another tree."
_NONE_SERVED = "Nothing else that the document says is served is; it may speak of another server."
_ALL_UNNAMED = "Nothing of what is named beside it is there; it may speak of another work."
_CHANCE = 3
"""So many things may lack in a document that names few."""
_OUTWEIGHED = "Less of what the document names is there than is not; it may speak of another tree."
_NO_FIXED = "It names no fixed part by which a route could be told."
_NO_NAMES = "It may be a word about the file; no such word beside it is a name there."
_LABEL = regex(r"[A-Z][a-z]{1,29}")
_VERSION = regex(r"(?i)(?:api|apis|rest|v\d+)")


def paths(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """The paths that are refuted by their absence and stand in a list, table or drawing that is lacking as a whole, or
    below a folder of which nothing is there."""
    document = ground.documents.get(judged[0][0].document)
    if document is None:
        return
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, (claim, _) in enumerate(judged):
        if claim.polarity == "present" and claim.subject.get("role") != "removed":
            blocks[_blocks.of(claim, document)].append(at)
    for members in blocks.values():
        found = {_path(judged[at][0]) for at in members if _found(judged[at][1])}
        lacking = {_path(judged[at][0]) for at in members if _lacking(judged[at][1])}
        folders = {path.rstrip("/").rpartition("/")[0] for path in found}
        outnumbered = len(lacking | found) > 1 and len(lacking) > len(found)
        for at in members:
            if judged[at][1].truth != "refuted":
                continue
            if _planned(document):
                yield at, _PLANNED
            elif outnumbered:
                yield at, _MOSTLY_LACKING
            elif _composed(judged[at][0], document) and not _parent(judged[at][0], folders, ground):
                yield at, _NO_PARENT


def routes(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """The routes that are refuted by their absence in a plan, or in a document none of whose routes is served while
    something is served below their first part."""
    document = ground.documents.get(judged[0][0].document)
    proved = any(v.truth == "supported" and c.polarity == "present" for c, v in judged)
    used = {_first(route.path) for route in ground.project.routes}
    outweighed = _outweighed(judged)
    for at, (claim, verdict) in enumerate(judged):
        if verdict.truth != "refuted" or claim.polarity == "absent" or not _lacking(verdict, told=False):
            continue
        if document is not None and _planned(document):
            yield at, _PLANNED
        elif not _first(str(claim.subject["path"])):
            yield at, _NO_FIXED
        elif not proved and _first(str(claim.subject["path"])) in used:
            yield at, _NONE_SERVED
        elif outweighed:
            yield at, _OUTWEIGHED


def names(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """The names of code that are refuted by their absence in a plan, or in a document of whose names fewer are there."""
    document = ground.documents.get(judged[0][0].document)
    planned, outweighed = document is not None and _planned(document), _outweighed(judged)
    for at, (claim, verdict) in enumerate(judged):
        absent = verdict.truth == "refuted" and claim.polarity == "present" and not stands(verdict)
        if absent and (planned or outweighed):
            yield at, _PLANNED if planned else _OUTWEIGHED


def references(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """What `labels` and `names` say of names in files."""
    yield from names(judged, ground)
    yield from labels(judged, ground)


def capabilities(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """The capabilities that are refuted because nothing in the tree names them, in a list or section of which nothing else
    is there: it may say what could be, what is given by something else, or what another work has."""
    document = ground.documents.get(judged[0][0].document)
    if document is None:
        return
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, (claim, _) in enumerate(judged):
        if claim.polarity == "present":
            blocks[_section(claim, document)].append(at)
    for members in blocks.values():
        found = any(judged[at][1].truth == "supported" for at in members)
        lacking = {judged[at][0].line for at in members if _unnamed(*judged[at])}
        for at in members:
            if _unnamed(*judged[at]) and len(lacking) > 1 and not found:
                yield at, _ALL_UNNAMED


def labels(judged: Judged, ground: Ground) -> Iterator[tuple[int, str]]:
    """The words at the start of items about a file ("**Purpose:** …") that are taken for names in it, where none of such
    words is one."""
    told = [claim.text.startswith(str(claim.subject.get("symbol") or "\n")) for claim, _ in judged]
    names = {
        claim.subject.get("path")
        for first, (claim, verdict) in zip(told, judged, strict=True)
        if first and verdict.truth == "supported"
    }
    for at, (claim, verdict) in enumerate(judged):
        word = told[at] and _LABEL.fullmatch(str(claim.subject.get("symbol")))
        document = ground.documents.get(claim.document)
        said = _subjects.said(claim, document)
        if said is not None and any(code.text == claim.subject.get("symbol") for code in said.codes):
            continue
        if word and verdict.truth == "refuted" and claim.subject.get("path") not in names:
            yield at, _NO_NAMES


def _outweighed(judged: Judged) -> bool:
    """Whether several things that a document names are refuted by their absence, and fewer are there."""
    told = [(c, v) for c, v in judged if c.polarity == "present"]
    lacking = {str(c.subject) for c, v in told if v.truth == "refuted" and not stands(v)}
    return len(lacking) > max(_CHANCE, len({str(c.subject) for c, v in told if v.truth == "supported"}))


def stands(verdict: Verdict) -> bool:
    """Whether something is there that contradicts the claim; where it only lacks, nothing is shown but a missing place."""
    return bool(verdict.evidence) and not any(place.missing for place in verdict.evidence)


def _unnamed(claim: Claim, verdict: Verdict) -> bool:
    """Whether a technology is refuted because nothing names it; tests are told by their files."""
    missing = bool(verdict.evidence) and all(place.missing for place in verdict.evidence)
    return verdict.truth == "refuted" and missing and claim.subject.get("capability") != "tests"


def _section(claim: Claim, document: Document) -> tuple[object, ...]:
    """The section that a claim stands in."""
    said = _subjects.said(claim, document)
    if said is None or not said.headings:
        return ("line", claim.line)
    return ("section", said.headings[-1].line)


def _first(path: str) -> str:
    """The first part of a route's path that is fixed and no version or ``api``; empty without one."""
    parts = routepath.segments(routepath.shape(path))
    return next((p.lower() for p in parts if not p.startswith("{") and not _VERSION.fullmatch(p)), "")


def _path(claim: Claim) -> str:
    return str(claim.subject["path"])


def _found(verdict: Verdict) -> bool:
    return verdict.truth == "supported" or (
        verdict.truth == "unverifiable" and bool(verdict.evidence) and not _lacking(verdict)
    )


def _lacking(verdict: Verdict, *, told: bool = True) -> bool:
    """Whether nothing was found where the claim's thing would be. ``told``: a refutation always says so."""
    return (told and verdict.truth == "refuted") or any(place.missing for place in verdict.evidence)


def _planned(document: Document) -> bool:
    """Whether a document's name or folder calls it a plan or a design."""
    return bool(_PLAN.search(document.path))


def _composed(claim: Claim, document: Document) -> bool:
    """Whether a path stands in a drawing, or is not written so in its statement."""
    said = _subjects.said(claim, document)
    return said is not None and (said.kind == "tree" or _path(claim) not in said.plain)


def _parent(claim: Claim, folders: set[str], ground: Ground) -> bool:
    """Whether the folder of a path is in the tree, or holds another path of its block that was found."""
    parent = _path(claim).rstrip("/").rpartition("/")[0]
    if not parent or parent in folders:
        return True
    meant = _path_verdicts.meant(parent + "/", claim, ground)
    return meant is not None and meant.path is not None

"""What vouches for it that a missing file was to be found in this tree: something that the document says of its place is so.

A path that is not there may have been made up, or be another repository's. What tells the two apart is the rest of the
document: where another file of the same list or of the same outermost folder is here, the document speaks of this tree; so
it does where it lies in that folder itself, where the very folder holds files like the missing one, and where the file was
here before the change. Where nothing does, the path may as well be of the application that this repository serves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from checks.claims import _blocks, _paths
from checks.documents.model import Document
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.snapshot import Snapshot

_UNVOUCHED = "Nothing else that the document names of its place is there; it may speak of another repository."
_ALIKE = 2
"""So many files of a folder that end alike show where another such would be."""

_COMMON = regex(
    r"(?i)(?:readme|license|changelog|contributing)(?:\.\w+)?|(?:package|package-lock|tsconfig)\.json|requirements\.txt|pyproject\.toml|setup\.py|"
    r"dockerfile|docker-compose\.ya?ml|makefile|\.env(?:\.example)?|\.gitignore|__init__\.py"
)
"""What nearly every repository has: that such a file is here does not say that this one is meant."""

Alike = Mapping[tuple[str, str], int]
Documents = Mapping[str, Document]
Judged = Sequence[tuple[Claim, Verdict]]


class _Known(msgspec.Struct, frozen=True):
    """What a document says that is so of files: the places of those that are there, and the blocks that name one."""

    places: frozenset[str]
    blocks: frozenset[tuple[object, ...]]


def unproven(first: Judged, now: Judged, read: Documents, snapshot: Snapshot) -> Iterator[tuple[int, str]]:
    """The places of paths that are refuted by their absence alone and that nothing vouches for, each with a sentence why.
    ``first`` are the verdicts by the tree alone, ``now`` those that other claims bear out; ``read`` are the documents."""
    documents: dict[str, list[int]] = defaultdict(list)
    for at, (claim, verdict) in enumerate(now):
        if _is_lacking(claim, verdict):
            documents[claim.document].append(at)
    said: dict[str, list[tuple[Claim, Verdict]]] = defaultdict(list)
    for claim, verdict in first:
        if claim.document in documents:
            said[claim.document].append((claim, verdict))
    alike = Counter(map(_kind, snapshot.tree)) if documents else Counter()
    for path, places in documents.items():
        document = read.get(path)
        if document is None:
            continue
        known = _known(said[path], document)
        for at in places:
            if not _vouched(now[at][0], known, document, snapshot, alike):
                yield at, _UNVOUCHED


def _is_lacking(claim: Claim, verdict: Verdict) -> bool:
    """Whether a path is refuted because it is not there, and no file of its name is anywhere."""
    return (
        claim.kind == "path"
        and claim.polarity == "present"
        and verdict.truth == "refuted"
        and bool(verdict.evidence)
        and all(place.missing for place in verdict.evidence)
    )


def _known(judged: Judged, document: Document) -> _Known:
    """What is so of the files that a document names."""
    so = [
        claim
        for claim, verdict in judged
        if claim.polarity == "present" and verdict.truth == "supported" and claim.subject.get("path")
    ]
    files = [
        claim for claim in so if claim.kind == "path" and not _COMMON.fullmatch(str(claim.subject["path"]))
    ]
    return _Known(
        frozenset(_place(str(claim.subject["path"])) for claim in so if claim.kind != "endpoint") - {""},
        frozenset(_blocks.of(claim, document)[:2] for claim in files),
    )


def _vouched(claim: Claim, known: _Known, document: Document, snapshot: Snapshot, alike: Alike) -> bool:
    path = _paths.relative(str(claim.subject["path"])).strip("/")
    place = _place(path)
    return (
        place in known.places
        or (bool(place) and place == _place(claim.document))
        or _blocks.of(claim, document)[:2] in known.blocks
        or path in (snapshot.base_tree or ())
        or alike[_kind(path)] >= _ALIKE
    )


def _place(path: str) -> str:
    """The outermost folder of a path; nothing for a bare name, which may stand anywhere."""
    first, slash, _ = _paths.relative(path).strip("/").partition("/")
    return first.lower() if slash else ""


def _kind(path: str) -> tuple[str, str]:
    """The folder and the ending of a path. A bare name, which may stand anywhere, is in no folder."""
    folder, slash, name = path.rpartition("/")
    return (f"{folder}/" if slash else name, name.rpartition(".")[2])

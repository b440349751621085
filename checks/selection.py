"""What a check reads and what it shows: its options, the documents to judge, the files whose findings count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from checks import claims as claim_kinds
from checks.code.paths import folder_class
from checks.config import Config
from checks.documents.encoding import decode, why_unreadable
from checks.documents.model import Document
from checks.documents.read import STATEMENT_LIMIT, read
from checks.documents.recognise import delivery
from checks.model import Claim, Skipped, Verdict
from checks.overrides import Overrides
from checks.snapshot import SUBMODULE, SYMLINK, Snapshot

DESCRIPTION = "(description)"
"""The path under which the pull request's description is reported."""

_ENDINGS = (".md", ".markdown", ".mdx", ".txt", ".rst", ".adoc")
_MODULES = (".py", ".ts", ".tsx", ".js", "/__init__.py", "/index.ts", "/index.tsx", "/index.js")
_PORTION = 64 * 1024 * 1024


class Options(msgspec.Struct, frozen=True):
    """How a check is to be made; the fields are those of `asbuilt check`.

    ``documents`` names the documents to read instead of looking for them, ``overrides`` what people have decided
    about what is found. ``strict`` lets faults of our own
    through instead of listing them as skipped: for the tests.
    """

    scope: Literal["change", "all"] = "change"
    documents: tuple[str, ...] = ()
    config: Config = Config()
    strict: bool = False
    overrides: Overrides = Overrides()


def documents_of(snapshot: Snapshot, options: Options) -> tuple[tuple[Document, ...], tuple[Skipped, ...]]:
    """The delivery documents to judge, the description among them where it claims something, and those that
    could not be read."""
    paths = options.documents or tuple(candidates(snapshot, options))
    documents: list[Document] = []
    unread: list[Skipped] = []
    for path, text in _texts(snapshot, tuple(dict.fromkeys(paths))):
        if text is None:
            why = "could not be read" if path in snapshot.tree else "no such file at this head"
            unread.append(Skipped(path, why, lowers=True))
        elif options.documents or options.config.reads(path) or _delivers(path, text):
            _read(path, text, documents, unread)
    if not options.documents:
        documents += _description(snapshot)
    return tuple(documents), tuple(unread)


def _texts(snapshot: Snapshot, paths: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """Every path with its bytes, which are held for some megabytes of files at a time."""
    portion: list[str] = []
    size = 0
    for number, path in enumerate(paths, 1):
        portion.append(path)
        size += snapshot.tree[path].size if path in snapshot.tree else 0
        if size >= _PORTION or number == len(paths):
            data = snapshot.blobs.read({snapshot.tree[p].sha for p in portion if p in snapshot.tree})
            yield from ((p, data.get(snapshot.tree[p].sha) if p in snapshot.tree else None) for p in portion)
            portion, size = [], 0


def _read(path: str, data: bytes, documents: list[Document], unread: list[Skipped]) -> None:
    why = why_unreadable(data)
    document = read(path, data)
    if why is not None or document is None:
        unread.append(Skipped(path, why or "could not be read as text", lowers=True))
    if document is not None:
        documents.append(document)
        if len(document.statements) >= STATEMENT_LIMIT:
            unread.append(
                Skipped(path, f"only the first {STATEMENT_LIMIT:,} statements were read", lowers=True)
            )


def _description(snapshot: Snapshot) -> Iterator[Document]:
    text = (snapshot.description or "").encode("utf-8", "replace")
    document = read(DESCRIPTION, text) if text else None
    if document is not None and any(True for _ in claim_kinds.find(document)):
        yield document


def _delivers(path: str, data: bytes) -> bool:
    text = decode(data)
    return text is not None and delivery(path, text.text)


def candidates(snapshot: Snapshot, options: Options) -> Iterator[str]:
    """The paths of what may be documents of the change, in order."""
    changes = snapshot.changes
    if options.scope == "all" or changes is None:
        paths = sorted(snapshot.tree)
    else:
        paths = sorted(change.path for change in changes if change.status != "removed")
    return (path for path in paths if _readable(snapshot, path, options.config))


def _readable(snapshot: Snapshot, path: str, config: Config) -> bool:
    entry = snapshot.tree.get(path)
    if entry is None or entry.mode in (SYMLINK, SUBMODULE) or config.leaves_document(path):
        return False
    if config.reads(path):
        return True
    folder = folder_class(path)
    if folder is not None and folder[1] == "vendored":
        return False  # what others wrote reports on nothing of this repository
    stem = path.rpartition(".")[0]
    if any(stem + ending in snapshot.tree for ending in _MODULES):
        return False  # a page beside the module or package of its name documents that
    return path.lower().endswith(_ENDINGS)


def touched(snapshot: Snapshot, options: Options) -> frozenset[str] | None:
    """The files that the change touches; None where everything is reported."""
    if options.scope == "all" or snapshot.changes is None:
        return None
    return frozenset(change.path for change in snapshot.changes)


def shown(
    snapshot: Snapshot, options: Options, verdicts: Iterable[tuple[Claim, Verdict]]
) -> frozenset[str] | None:
    """The files whose findings are reported: those that the change touches or its claims point to; None for all."""
    paths = touched(snapshot, options)
    if paths is None:
        return None
    return paths.union(place.path for _, verdict in verdicts for place in verdict.evidence)

"""Trees out of text: a snapshot, a project, a report of a handful of files, without a repository."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from checks.code.read import read
from checks.model import Report
from checks.project.link import Project
from checks.run import InProcess, NoStore, Options, check
from checks.snapshot import Entry, FileChange, Snapshot

Files = Mapping[str, str | bytes]


class HeldBlobs:
    """Blobs held by their shas."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        self.by_sha = {blob_sha(content): content for content in contents}

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of those that are there."""
        return {sha: self.by_sha[sha] for sha in shas if sha in self.by_sha}


def blob_sha(content: bytes) -> str:
    """The sha that git gives a blob (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def tree_of(files: Files) -> dict[str, Entry]:
    """The listing of a tree that holds these files."""
    return {
        path: Entry(0o100644, blob_sha(content), len(content))
        for path, content in sorted(as_bytes(files).items())
    }


def as_bytes(files: Files) -> dict[str, bytes]:
    """The files' contents as bytes."""
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def snapshot_of(files: Files, base: Files | None = None) -> Snapshot:
    """A snapshot of these files; with a base, the change is what differs."""
    contents = [*as_bytes(files).values(), *as_bytes(base or {}).values()]
    tree = tree_of(files)
    if base is None:
        return Snapshot(head="f" * 40, base=None, tree=tree, blobs=HeldBlobs(contents))
    base_tree = tree_of(base)
    return Snapshot(
        head="f" * 40,
        base="b" * 40,
        tree=tree,
        blobs=HeldBlobs(contents),
        base_tree=base_tree,
        changes=tuple(_changes(tree, base_tree)),
    )


def _changes(tree: Mapping[str, Entry], base: Mapping[str, Entry]) -> Iterable[FileChange]:
    for path in sorted({*tree, *base}):
        if path not in base:
            yield FileChange(path, "added")
        elif path not in tree:
            yield FileChange(path, "removed")
        elif tree[path].sha != base[path].sha:
            yield FileChange(path, "modified")


def project_of(files: Files) -> Project:
    """The linked model of these files."""
    snapshot = snapshot_of(files)
    return Project(snapshot, read(snapshot.tree, snapshot.blobs, NoStore(), InProcess()).facts)


def report_of(files: Files, base: Files | None = None, **options: object) -> Report:
    """The whole report on these files; faults of our own are raised."""
    chosen = Options(strict=True, **options)  # type: ignore[arg-type]
    return check(snapshot_of(files, base), NoStore(), options=chosen)

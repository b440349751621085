"""What the core is given: the listing of a tree, the change, and ports to what lies outside.

A snapshot never touches a disk or a network itself. Bytes come through `Blobs`, kept facts through
`FactStore`, more than one process through `Executor`, the time of day through `Clock`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from checks.model import Skipped

T = TypeVar("T")
R = TypeVar("R")

SYMLINK = 0o120000
SUBMODULE = 0o160000
ABSENT = -1
"""The size of a blob whose bytes are not to be had (a partial clone)."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One file of a tree as git lists it. ``size`` is in bytes; ``sha`` is the blob's."""

    mode: int
    sha: str
    size: int


class FileChange(msgspec.Struct, frozen=True):
    """One file of the change merge-base..head.

    ``status`` is ``added``, ``modified``, ``removed`` or ``renamed``; ``previous`` is the path before a
    rename. ``added_lines`` are ranges (first, last) in the head's file, ``removed_lines`` in the base's.
    """

    path: str
    status: str
    previous: str | None = None
    added_lines: tuple[tuple[int, int], ...] = ()
    removed_lines: tuple[tuple[int, int], ...] = ()
    added: int = 0
    removed: int = 0


class Commit(msgspec.Struct, frozen=True, gc=False):
    """A commit that head descends from, or head itself."""

    sha: str
    subject: str


class SourceError(Exception):
    """What lies outside cannot be had, through no fault of what is judged. Ports raise it or a kind of it, and it ends a
    check whoever has asked: it must not pass for something that could not be judged."""


class TestRecord(msgspec.Struct, frozen=True):
    """One result that the repository's own record holds: a CI run, a status, a committed report.

    ``conclusion`` is GitHub's word for it (``success``, ``failure``, ``cancelled`` …), empty while the run goes on.
    ``summary`` is what the run says of itself in a line ("812 passed, 3 failed", "85.3% (+0.1%)"), if anything.
    """

    __test__ = False

    name: str
    conclusion: str
    url: str = ""
    path: str = ""
    summary: str = ""


class Blobs(Protocol):
    """Bytes by blob sha. Every answer has been checked against its sha; unknown ones are left out."""

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]: ...


class FactStore(Protocol):
    """Kept values by key. `get` leaves out what it does not have."""

    def get(self, keys: Sequence[str]) -> Mapping[str, bytes]: ...

    def put(self, values: Mapping[str, bytes]) -> None: ...


class Executor(Protocol):
    """Runs a picklable function over batches, in the order given, perhaps in several processes.

    A batch whose process died or took too long gives None; nothing else is lost. Batches may be taken a few ahead, while
    others run, and not all at once. ``apart`` asks for processes of their
    own however few the batches are, for what may crash. ``jobs`` is how many processes may work at once, this one
    included.
    """

    jobs: int

    def map(
        self, function: Callable[[T], R], batches: Iterable[T], *, apart: bool = False
    ) -> Iterable[R | None]: ...

    def begin(self, tasks: Sequence[Callable[[], R]]) -> Iterable[R | None]:
        """Begins tasks, perhaps in copies of this process that take one after another, while this one goes on with
        something else.

        They may hold anything; their answers have to be picklable. They are waited for when they are asked for, and come
        in the tasks' order; None for one that was lost.
        """
        ...


class Clock(Protocol):
    """Seconds since some moment, for the statistics alone."""

    def __call__(self) -> float: ...


class Progress(Protocol):
    """Told what is going on: the part's name, how many of how many are done."""

    def __call__(self, part: str, done: int, total: int) -> None: ...


class Record(Protocol):
    """The repository's own record beyond its tree: asked only where a claim is about it, once for each check."""

    def results(self) -> tuple[TestRecord, ...]:
        """The results of the head's runs and statuses, other programs' than this one."""
        ...

    def commits(self, shas: Sequence[str]) -> Mapping[str, Commit | None]:
        """The commits that shas, perhaps shortened, name anywhere in the repository. None for those that it does
        not hold; what cannot be known (a shallow clone) is left out."""
        ...


class Snapshot(msgspec.Struct, frozen=True):
    """A tree at a head, the tree it came from, and what is known of the change.

    ``head`` is a commit sha or ``worktree``. ``base_tree`` and ``changes`` are those of the merge base;
    without a base the whole tree is the change (``changes`` is None). ``commits`` are head's ancestors,
    newest first. ``ignored`` tells whether git would ignore a path. ``source`` is where ``record`` and ``known`` (the
    commits that claims name: `Record.commits`) are asked for once a claim needs them.
    """

    head: str
    base: str | None
    tree: Mapping[str, Entry]
    blobs: Blobs
    base_tree: Mapping[str, Entry] | None = None
    changes: tuple[FileChange, ...] | None = None
    description: str | None = None
    commits: tuple[Commit, ...] = ()
    record: tuple[TestRecord, ...] = ()
    ignored: Callable[[str], bool] = lambda path: False  # noqa: ARG005
    skipped: tuple[Skipped, ...] = ()
    source: Record | None = None
    known: Mapping[str, Commit | None] = {}

    def text(self, path: str) -> bytes | None:
        """The bytes of one file of the head, or None if there is no such file or it cannot be read."""
        entry = self.tree.get(path)
        return None if entry is None else self.blobs.read((entry.sha,)).get(entry.sha)

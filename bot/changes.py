"""A unified diff, or GitHub's list of changed files -> the files of a change with their line ranges; the only import of
unidiff.

What these leave out (binary files, files over a limit, renames without edits) is told from the two
listings, so that no changed file is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from checks.snapshot import Entry, FileChange

_ESCAPE = re.compile(rb'\\([0-7]{3}|["\\abtnvfr])')
_CONTROL = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Compared(msgspec.Struct, frozen=True):
    """A changed file as GitHub lists it. ``patch`` is missing for binary files and those with many changed lines;
    ``additions`` and ``deletions`` are then still right, unless the patches before it have filled the answer.

    https://docs.github.com/en/rest/commits/commits#compare-two-commits
    """

    filename: str
    status: str
    additions: int = 0
    deletions: int = 0
    patch: str | None = None
    previous_filename: str | None = None


def read_changes(diff: bytes, tree: Mapping[str, Entry], base: Mapping[str, Entry]) -> tuple[FileChange, ...]:
    """Every changed file between two listings, in the order of paths; line ranges as far as the diff has them.

    An unreadable or empty diff costs the ranges, never a file.
    """
    return _completed(_parsed(diff), tree, base)


def compared(
    files: Iterable[Compared], tree: Mapping[str, Entry], base: Mapping[str, Entry]
) -> tuple[FileChange, ...]:
    """As `read_changes`, from GitHub's list, which may end early."""
    return _completed(map(_listed, files), tree, base)


def _listed(file: Compared) -> FileChange:
    source = file.previous_filename if file.status == "renamed" else None
    patch = f"--- a/file\n+++ b/file\n{file.patch}\n" if file.patch else ""
    lines = next(_parsed(patch.encode("utf-8", "surrogatepass")), None)
    return FileChange(
        path=file.filename,
        status="modified" if source is None else "renamed",
        previous=source,
        added_lines=lines.added_lines if lines is not None else (),
        removed_lines=lines.removed_lines if lines is not None else (),
        added=file.additions,
        removed=file.deletions,
    )


def _completed(
    changes: Iterable[FileChange], tree: Mapping[str, Entry], base: Mapping[str, Entry]
) -> tuple[FileChange, ...]:
    found = {change.path: _as_listed(change, tree, base) for change in changes}
    moved = {change.previous for change in found.values() if change.previous}
    for path in {*tree, *base} - moved:
        status = _status(tree.get(path), base.get(path))
        if status is not None and path not in found:
            found[path] = FileChange(path, status)
    return tuple(found[path] for path in sorted(found) if path in tree or path in base)


def _as_listed(change: FileChange, tree: Mapping[str, Entry], base: Mapping[str, Entry]) -> FileChange:
    # unidiff takes a file that was empty before for an added one, and one that is empty now for a removed one.
    if change.status == "renamed" or (change.path not in tree and change.path not in base):
        return change
    status = _status(tree.get(change.path), base.get(change.path)) or "modified"
    return msgspec.structs.replace(change, status=status)


def _status(head: Entry | None, base: Entry | None) -> str | None:
    if head is None:
        return "removed"
    if base is None:
        return "added"
    return None if (head.sha, head.mode) == (base.sha, base.mode) and head.sha.strip("0") else "modified"


def _parsed(diff: bytes) -> Iterator[FileChange]:
    try:
        patch = PatchSet(diff.decode("utf-8", "surrogateescape"))
    except (UnidiffParseError, ValueError, IndexError):
        return
    for file in patch:
        source, target = _path(file.source_file), _path(file.target_file)
        if file.is_removed_file:
            status = "removed"
        elif file.is_added_file:
            status = "added"
        else:
            status = "modified" if source == target else "renamed"
        added = [
            line.target_line_no for hunk in file for line in hunk if line.is_added and line.target_line_no
        ]
        removed = [
            line.source_line_no for hunk in file for line in hunk if line.is_removed and line.source_line_no
        ]
        yield FileChange(
            path=source if status == "removed" else target,
            status=status,
            previous=source if status == "renamed" else None,
            added_lines=_ranges(added),
            removed_lines=_ranges(removed),
            added=len(added),
            removed=len(removed),
        )


def _ranges(lines: list[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for line in lines:
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1] = ranges[-1][0], line
        else:
            ranges.append((line, line))
    return tuple(ranges)


def _path(written: str) -> str:
    """A path as git writes it in a diff: perhaps quoted in C's manner, behind ``a/`` or ``b/``."""
    if len(written) > 1 and written.startswith('"') and written.endswith('"'):
        raw = _ESCAPE.sub(_unescaped, written[1:-1].encode("utf-8", "surrogateescape"))
    else:
        raw = written.encode("utf-8", "surrogateescape")
    written = raw.decode("utf-8", "backslashreplace")
    return written[2:] if written.startswith(("a/", "b/")) else written


def _unescaped(found: re.Match[bytes]) -> bytes:
    mark = found[1]
    return bytes([int(mark, 8) & 0xFF]) if len(mark) == 3 else _CONTROL.get(mark, mark)

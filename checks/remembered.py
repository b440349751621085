"""What rules found in a tree, kept for the next check of the same tree.

A head is often checked again (somebody overrules a finding, edits a description, re-runs a check), and the base that a change
is compared with stays the same from push to push. What rules find depends on nothing but the tree, so it is not worked out
again as long as nothing in the tree is another: neither a file nor what could not be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cached_property

import msgspec

from checks.model import Finding
from checks.project.kept import edition
from checks.snapshot import FactStore, Snapshot

Found = dict[tuple[str, str], Sequence[Finding]]
"""Findings by rule and by the file that was judged, empty where a rule looks at the whole tree."""

_Written = tuple[tuple[str, str, tuple[Finding, ...]], ...]
_decoder = msgspec.msgpack.Decoder(tuple[_Written, ...])


class Remembered:
    """What was found in one tree, by what was asked."""

    def __init__(self, snapshot: Snapshot, read: Collection[str], store: FactStore) -> None:
        """``read`` are the paths of the files that there are facts of."""
        self._snapshot = snapshot
        self._read = read
        self._store = store

    def find(self, asked: object) -> list[Found] | None:
        """What was found when this was asked, in the parts in which it was found; None where that is not known."""
        key = self._key(asked)
        data = self._store.get((key,)).get(key)
        try:
            parts = None if data is None else _decoder.decode(data)
        except msgspec.DecodeError:  # damaged
            return None
        return None if parts is None else [{(r, p): found for r, p, found in part} for part in parts]

    def keep(self, asked: object, parts: Sequence[Found]) -> None:
        """Keeps what was found. It must be everything: of a rule that failed nothing is known."""
        written = [[(rule, path, found) for (rule, path), found in part.items()] for part in parts]
        self._store.put({self._key(asked): msgspec.msgpack.encode(written)})

    def _key(self, asked: object) -> str:
        said = hashlib.sha256(self._tree + msgspec.msgpack.encode(asked)).hexdigest()
        return f"found:{said}"

    @cached_property
    def _tree(self) -> bytes:
        """A digest of everything that rules look at, and of the code that looks."""
        tree = [(path, entry.mode, entry.sha, entry.size) for path, entry in self._snapshot.tree.items()]
        whole = (edition(), sorted(tree), sorted(self._read), self._snapshot.skipped)
        return hashlib.sha256(msgspec.msgpack.encode(whole)).digest()

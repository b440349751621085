"""What lock files say that installed packages need beside themselves: packages of use that nobody imports.

Sources: https://docs.npmjs.com/cli/configuring-npm/package-lock-json, https://pnpm.io/git#lockfiles,
https://yarnpkg.com/configuration/manifest#peerDependencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from checks.code.encoding import decoded
from checks.patterns import regex

_LIMIT = 20_000_000
"""Bytes of a lock file beyond which it is not read."""


class _Meta(msgspec.Struct, frozen=True):
    optional: bool = False


class _Installed(msgspec.Struct, frozen=True, rename="camel"):
    """One package as npm's lock file describes it."""

    peer_dependencies: dict[str, str] = {}
    peer_dependencies_meta: dict[str, _Meta] = {}


class _Lock(msgspec.Struct, frozen=True):
    packages: dict[str, _Installed] = {}


_ENTRY = regex(r"^(\s{1,12})['\"]?(@?[\w./-]{1,200})['\"]?:")


def _npm(data: bytes) -> Iterator[str]:
    """The peers of every installed package that are not optional; the project's own are not among them."""
    try:
        lock = msgspec.json.decode(data[:_LIMIT], type=_Lock)
    except (msgspec.DecodeError, RecursionError):
        return
    for place, installed in lock.packages.items():
        for name in installed.peer_dependencies if place else ():
            if not installed.peer_dependencies_meta.get(name, _Meta()).optional:
                yield name


def _indented(data: bytes) -> Iterator[str]:
    """The keys below every ``peerDependencies:`` of a lock file written by pnpm or Yarn."""
    depth = -1
    for line in decoded(data[:_LIMIT]).split("\n"):
        found = _ENTRY.match(line)
        if depth >= 0 and (found is None or len(found[1]) <= depth):
            depth = -1
        if found is None:
            continue
        if depth >= 0:
            yield found[2]
        elif found[2] == "peerDependencies":
            depth = len(found[1])


PEERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "package-lock.json": _npm,
    "npm-shrinkwrap.json": _npm,
    "pnpm-lock.yaml": _indented,
    "yarn.lock": _indented,
}
"""What reads a lock file, by its name."""

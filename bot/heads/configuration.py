"""A repository's configuration, read from the base branch: a change cannot alter the rules that judge it."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote

import msgspec

from bot.github.archive import PER_QUERY, Blobs
from bot.github.client import Client, DeniedError, RefusedError
from checks import claims, rules
from checks.config import Config, ConfigError, read
from checks.selection import Options, candidates
from checks.snapshot import Snapshot

PATH = ".github/asbuilt.yml"
SHARED = ".github"
"""The organisation's repository whose configuration holds where a repository has none of its own."""


class Configuration(msgspec.Struct, frozen=True):
    """What holds for a change. ``origin`` says in words where it is from; empty where there is none.

    ``error`` is one line that names the line and the key of a mistake; the change is then not judged (a ``neutral``
    run, `bot.words.misconfigured`).
    """

    config: Config = Config()
    origin: str = ""
    error: str = ""


class _Contents(msgspec.Struct, frozen=True):
    type: str = ""
    encoding: str = ""
    content: str = ""


def of(client: Client, name: str, base: str) -> Configuration:
    """The configuration of a base branch (its name or a sha; empty is the default one): the repository's, else the organisation's.

    ``name`` is ``owner/name``.
    """
    return _settled(client, name, _file(client, f"/repos/{name}/contents/{PATH}", ref=base))


def of_change(client: Client, name: str, base: str, taken: Snapshot, blobs: Blobs) -> Configuration:
    """The same for a change that is to be judged. ``base`` is a branch, ``taken`` the change's snapshot and ``blobs`` its
    bytes: where it has documents, the repository's configuration comes with them, in one query."""
    documents = [taken.tree[path].sha for path in candidates(taken, Options())]
    if not 0 < len(documents) <= PER_QUERY:
        return of(client, name, base)
    try:
        found = blobs.tip(base, PATH, documents)
    except (DeniedError, RefusedError):
        return of(client, name, base)
    return _settled(client, name, found)


def _settled(client: Client, name: str, found: bytes | None) -> Configuration:
    """The configuration that a repository's file holds, the organisation's where there is none."""
    if found is not None:
        return _read(found, f"`{PATH}` of the base branch")
    owner, _, repository = name.partition("/")
    if repository == SHARED or client.lacks(SHARED):
        return Configuration()
    with client.neighbour(SHARED) as shared:
        try:
            found = _file(shared, f"/repos/{owner}/{SHARED}/contents/{PATH}")
        except (DeniedError, RefusedError):  # the App is not installed there
            client.note_lack(SHARED)
            found = None
    return (
        Configuration() if found is None else _read(found, f"`{PATH}` of the `{owner}/{SHARED}` repository")
    )


def _file(client: Client, path: str, ref: str = "") -> bytes | None:
    """A file's bytes, None where there is no such file (https://docs.github.com/en/rest/repos/contents)."""
    try:
        address = quote(path)
        found = client.get(address, _Contents, ref=ref) if ref else client.get(address, _Contents)
    except DeniedError as error:
        if error.status == 404:
            return None
        raise
    if found.type != "file" or found.encoding != "base64":
        return (
            b"\0"  # a folder, a submodule or too large to be shown: no configuration, and no silence either
        )
    try:
        return base64.b64decode(found.content)
    except (binascii.Error, ValueError):
        return b"\0"


def _read(data: bytes, origin: str) -> Configuration:
    try:
        return Configuration(read(data, known()), origin)
    except ConfigError as error:
        return Configuration(origin=origin, error=str(error))


def known() -> frozenset[str]:
    """The names that ``levels`` may use: every rule and every claim kind."""
    return frozenset((*rules.rules(), *claims.kinds()))


def told(configuration: Configuration, taken: Snapshot) -> tuple[str, ...]:
    """What a check run has to say about the configuration: that the change edits it, what that would alter once it is
    merged, and a mistake in it. ``taken`` is the change's snapshot."""
    changes = {change.path: change for change in taken.changes or ()}
    edited = changes.get(PATH)
    if edited is None:
        return ()
    words = f"This change edits `{PATH}`. It is judged by the configuration of the base branch, which holds until the change is merged."
    entry = taken.tree.get(PATH)
    if entry is None:
        return (words, "Once it is merged, there will be no configuration of this repository's own.")
    data = taken.blobs.read({entry.sha}).get(entry.sha)
    if data is None:
        return (words,)
    try:
        proposed = read(data, known())
    except ConfigError as error:
        return (words, f"The edited file has a mistake: {error}.")
    different = _different(configuration.config, proposed)
    if not different:
        return (words, "It changes nothing about what is checked.")
    return (words, f"It would change: {', '.join(f'`{name}`' for name in different)}.")


def _different(one: Config, other: Config) -> list[str]:
    names: list[str] = []
    for field in Config.__struct_fields__:
        if field == "levels":
            keys = sorted({*one.levels, *other.levels})
            names += [f"levels.{key}" for key in keys if one.levels.get(key) != other.levels.get(key)]
        elif getattr(one, field) != getattr(other, field):
            names.append(field)
    return names

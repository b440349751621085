"""Blobs of a repository: a few by GraphQL, many out of one streamed archive, the odd one by itself, and through git
where none of this brings them.

What comes is measured before it is kept, and kept only if its sha is right. Nothing but git's way (`bot.partial`)
touches a disk.
"""

from __future__ import annotations

import hashlib
import math
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, cast

import msgspec

from bot.addresses import server_of
from bot.github.client import RAW, Client, DeniedError, GitHubError, RefusedError, UnavailableError
from bot.logs import log
from bot.partial import PartialError, Remote, fetched
from checks.snapshot import SUBMODULE, Entry

PER_QUERY = 50
MOST_QUERIES = 2
"""What would take more queries than this, in a whole check, is worth an archive."""

FEW = MOST_QUERIES * PER_QUERY
"""So many missing blobs are fetched without one."""

GRAPHQL_TEXT = 512_000
"""GraphQL cuts texts at this many bytes."""

_SMALL = 64 * 1024
BLOB_LIMIT = 16 * 1024 * 1024
HELD_LIMIT = 512 * 1024 * 1024
ARCHIVE_LIMIT = 300 * 1024 * 1024
UNPACKED_LIMIT = 4 * 1024 * 1024 * 1024
SINGLES = 300
"""So many blobs are asked for one by one, for a whole check; what is missing after that is git's, or left out."""

QUERIES = 40
"""So many queries a whole check makes at most, where neither archives nor git bring what is missing; the rest is left out."""

_PLAIN = (0o100644, 0o100755)


class _Object(msgspec.Struct, frozen=True, rename="camel"):
    text: str | None = None
    is_binary: bool | None = None
    is_truncated: bool = False
    oid: str = ""

    def data(self, sha: str) -> bytes | None:
        """The bytes, if the text shows them whole and as they are: GraphQL cuts and transcodes."""
        if self.text is None or self.is_binary or self.is_truncated:
            return None
        data = self.text.encode("utf-8", "surrogatepass")
        return data if blob_sha(data, sha) == sha else None


class _File(msgspec.Struct, frozen=True):
    mode: int = 0
    object: _Object | None = None


class _Named(_Object, frozen=True):
    """A blob, or a branch with a file of it."""

    file: _File | None = None


class _Answer(msgspec.Struct, frozen=True):
    repository: dict[str, _Named | None] | None = None


_BLOB = "... on Blob { text isBinary isTruncated }"
_TIP = (
    "tip: object(expression: $branch) { ... on Commit "
    "{ file(path: $path) { mode object { ... on Blob { oid text isBinary isTruncated } } } } }"
)


class Blobs:
    """The `checks.snapshot.Blobs` of one repository: bytes by sha, fetched when first asked for, then held."""

    def __init__(
        self, client: Client, name: str, *commits: tuple[str, Mapping[str, Entry]], likely: Iterable[str] = ()
    ) -> None:
        """``commits`` are the shas and listings whose blobs may be asked for, the head first. A commit's
        archive is fetched once many of its blobs are missing, or once the missing ones come in dribs and
        drabs. ``likely`` are shas that will probably be asked for: they fill up queries that have room."""
        self._client, self._name = client, name
        self._archives = list(commits)
        self._likely = list(dict.fromkeys(likely))
        self._queries = 0
        self._held: dict[str, bytes] = {}
        self._size = 0
        self._singles = 0
        self._by_git = True
        self._sizes = {entry.sha: entry.size for _, tree in commits for entry in tree.values()}

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of those that are there and are no larger than `BLOB_LIMIT`."""
        wanted = [sha for sha in dict.fromkeys(shas) if self._sizes.get(sha, 0) <= BLOB_LIMIT]
        trouble = self._read_archives(wanted)
        missing = [sha for sha in wanted if sha not in self._held]
        passing: dict[str, bytes] = {}
        if missing and (trouble is not None or self._too_many(missing)):
            passing = dict(self._read_by_git(missing))
            missing = [sha for sha in missing if sha not in passing]
        if missing and trouble is not None:
            raise trouble
        passing.update(self._fetch(missing))
        return {sha: data for sha in wanted if (data := self._held.get(sha, passing.get(sha))) is not None}

    def tip(self, branch: str, path: str, along: Iterable[str]) -> bytes | None:
        """A file as it is on a branch now (empty is the default one), None where there is none. Some blobs come along
        in the same query and are held: those that will be read next. Raises RefusedError where a query cannot show
        it as it is: a link, a folder, no plain text, one that is too large."""
        asked = [sha for sha in dict.fromkeys(along) if self._sizes.get(sha, 0) <= GRAPHQL_TEXT][:PER_QUERY]
        asked += self._likely_ones(set(asked), PER_QUERY - len(asked))
        objects = self._objects(asked, {"branch": f"refs/heads/{branch}" if branch else "HEAD", "path": path})
        for sha, data in _shown(objects, asked):
            self._keep(sha, data)
        tip = objects.get("tip")
        if tip is None or tip.file is None:
            return None
        shown = tip.file.object or _Object()
        found = shown.data(shown.oid) if shown.oid and tip.file.mode in _PLAIN else None
        if found is None:
            raise RefusedError(f"a query does not show {path} as it is", 422)
        return found

    def _read_archives(self, wanted: Sequence[str]) -> GitHubError | None:
        """Keeps what archives hold, where queries would be too many; the trouble that an archive met, if one did."""
        trouble: GitHubError | None = None
        for commit, tree in tuple(self._archives):
            missing = {sha for sha in wanted if sha not in self._held}
            concerned = missing.intersection(entry.sha for entry in tree.values()) if missing else missing
            if concerned and self._queries + math.ceil(len(concerned) / PER_QUERY) > MOST_QUERIES:
                self._archives.remove((commit, tree))
                try:
                    self._read_archive(commit, tree)
                except (UnavailableError, RefusedError, DeniedError) as error:
                    trouble = error
        return trouble

    def _too_many(self, missing: Sequence[str]) -> bool:
        return len(missing) > FEW or self._singles + len(missing) > SINGLES

    def _read_by_git(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        if not self._by_git:
            return
        remote = Remote(f"{server_of(self._client.url)}/{self._name}.git", self._client.token())
        try:
            for sha, data in fetched(remote, {sha: self._sizes.get(sha, 0) for sha in shas}):
                if blob_sha(data, sha) == sha:
                    self._keep(sha, data)
                    yield sha, data
        except PartialError as error:
            self._by_git = False
            log().warning("files could not be had through git", repository=self._name, why=str(error))

    def _keep(self, sha: str, data: bytes) -> None:
        if self._size + len(data) <= HELD_LIMIT:
            self._held[sha] = data
            self._size += len(data)

    def _fetch(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        texts = [sha for sha in shas if self._sizes.get(sha, 0) <= GRAPHQL_TEXT]
        if texts:
            texts += self._likely_ones(set(texts), -len(texts) % PER_QUERY)
        found: set[str] = set()
        for first in range(0, len(texts), PER_QUERY):
            if self._queries >= QUERIES:
                break
            for sha, data in self._query(texts[first : first + PER_QUERY]):
                found.add(sha)
                self._keep(sha, data)
                yield sha, data
        for sha in shas:
            if sha not in found and (single := self._single(sha)) is not None:
                self._keep(sha, single)
                yield sha, single

    def _likely_ones(self, besides: set[str], number: int) -> list[str]:
        chosen = [
            sha
            for sha in self._likely
            if sha not in besides and sha not in self._held and self._sizes.get(sha, _SMALL) < _SMALL
        ][:number]
        self._likely = [sha for sha in self._likely if sha not in set(chosen)]
        return chosen

    def _query(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        try:
            objects = self._objects(shas)
        except RefusedError:
            return  # an answer too costly for GraphQL: they are asked for one by one
        yield from _shown(objects, shas)

    def _objects(
        self, shas: Sequence[str], tip: Mapping[str, str] | None = None
    ) -> Mapping[str, _Named | None]:
        """Blobs by alias, and perhaps a file of a branch. Without one, an answer may be partial."""
        owner, _, name = self._name.partition("/")
        fields = [f'b{i}: object(oid: "{sha}") {{ {_BLOB} }}' for i, sha in enumerate(shas) if sha.isalnum()]
        fields += [_TIP] if tip is not None else []
        given = ", $branch: String!, $path: String!" if tip is not None else ""
        query = (
            f"query($owner: String!, $name: String!{given}) {{ repository(owner: $owner, name: $name) {{ "
            f"{' '.join(fields)} }} }}"
        )
        self._queries += 1
        variables = {"owner": owner, "name": name, **(tip or {})}
        return self._client.graphql(query, variables, _Answer, whole=tip is not None).repository or {}

    def _single(self, sha: str) -> bytes | None:
        if self._singles >= SINGLES:
            return None
        self._singles += 1
        try:
            data = self._client.raw(f"/repos/{self._name}/git/blobs/{sha}", RAW)
        except (RefusedError, DeniedError) as error:
            if error.status in (404, 409, 422):
                return None
            raise
        return data if len(data) <= BLOB_LIMIT and blob_sha(data, sha) == sha else None

    def _read_archive(self, commit: str, tree: Mapping[str, Entry]) -> None:
        """Keeps every blob of a commit's archive whose bytes are the listing's; the rest stays missing."""

        def wanted(path: str, size: int) -> bool:
            entry = tree.get(path)
            return (
                entry is not None
                and entry.mode != SUBMODULE
                and entry.size == size <= BLOB_LIMIT
                and entry.sha not in self._held
            )

        with self._client.stream(f"/repos/{self._name}/tarball/{commit}") as parts:
            for path, data in members(_Stream(parts), wanted):
                sha = tree[path].sha
                if blob_sha(data, sha) == sha:
                    self._keep(sha, data)


class _Stream:
    """Parts of a body as a file to read from, up to `ARCHIVE_LIMIT` bytes."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest, self._size = parts, b"", 0

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""
        chunks, length = [self._rest], len(self._rest)
        while length < size:
            part = next(self._parts, b"")
            if not part:
                break
            self._size += len(part)
            if self._size > ARCHIVE_LIMIT:
                raise tarfile.ReadError("the archive is too large")
            chunks.append(part)
            length += len(part)
        data = b"".join(chunks)
        self._rest = data[size:]
        return data[:size]


def members(stream: _Stream, wanted: Callable[[str, int], bool]) -> Iterator[tuple[str, bytes]]:
    """Path (without the archive's own top folder) and bytes of the regular files that are wanted.

    An archive that is damaged, endless or too large ends the iteration: what it lacks is fetched otherwise.
    Raises UnavailableError for one that breaks off.
    """
    unpacked = 0
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|gz") as archive:
            for member in archive:
                unpacked += max(member.size, 0) + 512
                if unpacked > UNPACKED_LIMIT:
                    return
                path = member.name.partition("/")[2]
                if not member.isreg() or not wanted(path, member.size):
                    continue
                file = archive.extractfile(member)  # a reader: nothing is written anywhere
                if file is not None:
                    yield path, file.read(member.size)
    except (tarfile.ReadError, zlib.error, EOFError) as error:
        if "too large" not in str(error):
            raise UnavailableError(f"GitHub's archive could not be read: {str(error)[:100]}") from error
    except tarfile.TarError:
        return


def _shown(objects: Mapping[str, _Named | None], shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for i, sha in enumerate(shas):
        found = objects.get(f"b{i}")
        if found is not None and (data := found.data(sha)) is not None:
            yield sha, data


def blob_sha(data: bytes, like: str) -> str:
    """The sha that git gives these bytes, in the object format of another sha
    (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    made = hashlib.new("sha1" if len(like) == 40 else "sha256", usedforsecurity=False)
    made.update(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()

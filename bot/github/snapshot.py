"""A pull request's head as a `Snapshot`, read through GitHub's API.

Two listings and one comparison; bytes only when they are asked for, in bulk: a few by GraphQL, many
out of one streamed archive. Every byte is checked against its sha, since archives leave files out and change
others (``export-ignore``, ``export-subst``, https://git-scm.com/docs/git-archive) and GraphQL transcodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

import msgspec

from bot.changes import Compared, compared
from bot.github.archive import Blobs
from bot.github.client import Client, DeniedError, RefusedError, UnavailableError
from checks.ignore import IgnoreRules
from checks.model import Skipped
from checks.snapshot import SUBMODULE, Commit, Entry, Snapshot

TREE_REQUESTS = 200
"""So many folders are listed one by one if a tree is too large for one answer; the rest is named as skipped."""

_COMMITS = 100
_TOO_LARGE = "this diff"
"""GitHub's words are "Sorry, this diff is taking too long to generate", with status 500
(https://github.com/github-changelog-generator/github-changelog-generator/issues/920)."""


class Side(msgspec.Struct, frozen=True):
    """A commit that something points to, and the branch that it stands for where there is one."""

    sha: str
    ref: str = ""


class Author(msgspec.Struct, frozen=True):
    """Whose pull request it is."""

    login: str


class Pull(msgspec.Struct, frozen=True):
    """What is used of a pull request as GitHub describes it now. ``user`` is None once the account is deleted."""

    number: int
    state: str
    head: Side
    base: Side
    body: str | None = None
    user: Author | None = None


class _Message(msgspec.Struct, frozen=True):
    message: str


class _Commit(msgspec.Struct, frozen=True):
    sha: str
    commit: _Message


class _Comparison(msgspec.Struct, frozen=True):
    merge_base_commit: Side
    status: str = ""
    commits: tuple[_Commit, ...] = ()
    files: tuple[Compared, ...] = ()


class _TreeItem(msgspec.Struct, frozen=True, gc=False):
    path: str
    mode: str
    type: str
    sha: str
    size: Annotated[int, msgspec.Meta(ge=0)] = 0


class _Tree(msgspec.Struct, frozen=True):
    tree: list[_TreeItem]
    truncated: bool = False


def pull(client: Client, name: str, number: int) -> Pull:
    """A pull request as it is now. ``name`` is ``owner/name``."""
    return client.get(f"/repos/{name}/pulls/{number}", Pull)


def snapshot(client: Client, name: str, request: Pull) -> tuple[Snapshot, Blobs]:
    """The head of a pull request and the change that it makes, in three requests plus its bytes: the snapshot's blobs,
    which can be asked for more than a snapshot tells of.

    ``name`` is the base repository's: it can read the commits of every fork with a pull request
    (https://docs.github.com/en/rest/commits/commits).
    """
    repository = f"/repos/{name}"
    head, skipped = request.head.sha, []
    tree, missing = listing(client, repository, head)
    skipped += missing
    comparison = _compare(client, repository, request)
    listed = [(head, tree)]
    base, base_tree, changes = None, None, None
    if comparison is not None:
        base = comparison.merge_base_commit.sha
        base_tree, missing = listing(client, repository, base)
        skipped += missing
        changes = compared(comparison.files, tree, base_tree)
        listed.append((base, base_tree))
    likely = [tree[change.path].sha for change in changes or () if change.path in tree]
    blobs = Blobs(client, name, *listed, likely=likely)
    taken = Snapshot(
        head=head,
        base=base,
        tree=tree,
        blobs=blobs,
        base_tree=base_tree,
        changes=changes,
        description=request.body,
        commits=_commits(comparison),
        ignored=IgnoreRules(tree, blobs),
        skipped=tuple(skipped),
    )
    return taken, blobs


def descends(client: Client, name: str, later: str, earlier: str) -> bool:
    """Whether one commit descends from another; False if either is unknown."""
    path = f"/repos/{name}/compare/{earlier}...{later}"
    try:
        return client.get(path, _Comparison, per_page=1, page=2).status == "ahead"
    except DeniedError as error:
        if error.status == 404:
            return False
        raise


def _compare(client: Client, repository: str, request: Pull) -> _Comparison | None:
    """What the change is made of: its first commits and up to 300 of its files, with their lines, neither where GitHub
    cannot compare so much; None for histories without a common commit."""
    path = f"{repository}/compare/{request.base.sha}...{request.head.sha}"
    try:
        return client.get(path, _Comparison, fixed=True, per_page=_COMMITS)
    except DeniedError as error:
        if error.status == 404:  # "No common ancestor between …"
            return None
        raise
    except (UnavailableError, RefusedError) as error:
        if _TOO_LARGE not in str(error):
            raise
    # Nobody escapes by a change that GitHub cannot compare: no page but the first has files, and the listings tell them.
    return client.get(path, _Comparison, fixed=True, per_page=_COMMITS, page=2)


def _commits(comparison: _Comparison | None) -> tuple[Commit, ...]:
    """The change's own commits, as many as one answer holds: what a delivery document speaks of."""
    found = comparison.commits if comparison is not None else ()
    return tuple(Commit(c.sha, c.commit.message.partition("\n")[0]) for c in reversed(found))


def listing(client: Client, repository: str, commit: str) -> tuple[dict[str, Entry], list[Skipped]]:
    """Every file of a commit's tree, and the folders that could not be listed."""
    whole = _tree(client, repository, commit, recursive=True)
    if not whole.truncated:
        return dict(sorted(_entries("", whole))), []
    return _walk(client, repository, commit)


def _walk(client: Client, repository: str, commit: str) -> tuple[dict[str, Entry], list[Skipped]]:
    """A tree too large for one answer (100,000 entries or 7 MB): folder by folder, each as deep as fits."""
    entries: dict[str, Entry] = {}
    skipped: list[Skipped] = []
    waiting, requests = [("", commit)], 0
    while waiting:
        prefix, sha = waiting.pop()
        if requests >= TREE_REQUESTS:
            skipped.append(Skipped(prefix, "the tree is too large to be listed", lowers=True))
            continue
        requests += 1
        tree = _tree(client, repository, sha, recursive=bool(prefix))
        if prefix and tree.truncated:
            requests += 1
            tree = _tree(client, repository, sha, recursive=False)
            waiting += _folders(prefix, tree)
        elif not prefix:
            waiting += _folders(prefix, tree)
        entries.update(_entries(prefix, tree))
    return dict(sorted(entries.items())), skipped


def _tree(client: Client, repository: str, sha: str, *, recursive: bool) -> _Tree:
    # The parameter's mere presence, even as 0, makes the listing recursive.
    path = f"{repository}/git/trees/{quote(sha, safe='')}"
    return client.get(path, _Tree, fixed=True, **({"recursive": 1} if recursive else {}))


def _entries(prefix: str, tree: _Tree) -> Iterator[tuple[str, Entry]]:
    for item in tree.tree:
        mode = int(item.mode, 8) if item.mode.isdigit() else 0o100644
        if item.type == "blob":
            yield prefix + item.path, Entry(mode, item.sha, item.size)
        elif item.type == "commit":
            yield prefix + item.path, Entry(SUBMODULE, item.sha, 0)


def _folders(prefix: str, tree: _Tree) -> list[tuple[str, str]]:
    return [(f"{prefix}{item.path}/", item.sha) for item in tree.tree if item.type == "tree"]

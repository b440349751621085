"""Whom a head serves: every open pull request whose present head it is, or the merge group that it was made for.

Deliveries name a pull request or none, and may be old. What this one, earlier ones and our newest run on the head named
is asked about; where none did, GitHub's look-up by commit, which knows nothing of forks, and then its list. GitHub's
present word on each counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from bot.events import Event
from bot.github.client import Client, DeniedError, RefusedError
from bot.github.runs import Runs
from bot.github.snapshot import Pull, pull
from bot.redis import seen
from bot.redis.store import Store

_PAGES = 10
"""So many pages of a hundred open pull requests are looked through for a head that nobody else knows."""

_QUEUED = re.compile(r"(?:refs/heads/)?gh-readonly-queue/(.{1,200})/pr-(\d{1,10})-[0-9a-f]{40,64}")


class Served(msgspec.Struct, frozen=True):
    """``pulls`` are the open pull requests whose present head it is, ``moved`` the open ones that were named with it
    and have another head now, ``group`` is the merge group."""

    pulls: tuple[Pull, ...]
    moved: tuple[Pull, ...] = ()
    group: seen.Group | None = None


def served(client: Client, store: Store, event: Event, runs: Runs) -> Served:
    """Whom the head of an event serves; ``runs`` are ours on it, which outlive what Redis knows.

    Raises DeniedError if the event's own pull request is not to be had."""
    group = seen.group(store, event.repository, event.head)
    if group is not None:
        return Served((), group=None if event.cause == "ended" else group)
    numbers = sorted({event.number, *seen.numbers(store, event.repository, event.head), *runs.pulls()} - {0})
    found = [each for number in numbers if (each := _known(client, event, number)) is not None]
    if not found:
        found = list(_associated(client, event))
    if not found:
        found = [each for each in open_pulls(client, event.name) if each.head.sha == event.head]
    opened = [each for each in found if each.state == "open"]
    return Served(
        tuple(each for each in opened if each.head.sha == event.head),
        tuple(each for each in opened if each.head.sha != event.head),
    )


def open_pulls(client: Client, name: str) -> Iterator[Pull]:
    """The open pull requests of a repository, those that were changed last first."""
    return client.pages(f"/repos/{name}/pulls", Pull, _PAGES, state="open", sort="updated", direction="desc")


def _associated(client: Client, event: Event) -> Iterable[Pull]:
    """https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit"""
    try:
        return client.get(f"/repos/{event.name}/commits/{event.head}/pulls", list[Pull], per_page=100)
    except (DeniedError, RefusedError) as error:
        if error.status in (404, 409, 422):  # a commit that the repository does not have
            return ()
        raise


def _known(client: Client, event: Event, number: int) -> Pull | None:
    try:
        return pull(client, event.name, number)
    except DeniedError as error:
        if error.status == 404 and number != event.number:
            return None
        raise


class _Commit(msgspec.Struct, frozen=True):
    oid: str


class _Number(msgspec.Struct, frozen=True):
    number: int


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    head_commit: _Commit | None = None
    pull_request: _Number | None = None


class _Entries(msgspec.Struct, frozen=True):
    nodes: tuple[_Entry | None, ...] = ()


class _MergeQueue(msgspec.Struct, frozen=True):
    entries: _Entries | None = None


class _Repository(msgspec.Struct, frozen=True, rename="camel"):
    merge_queue: _MergeQueue | None = None


class _Answer(msgspec.Struct, frozen=True):
    repository: _Repository | None = None


_ENTRIES = (
    "query($owner: String!, $name: String!, $branch: String!) { repository(owner: $owner, name: $name) "
    "{ mergeQueue(branch: $branch) { entries(first: 100) { nodes { headCommit { oid } pullRequest { number } } } } } }"
)


def branch_of(group: seen.Group) -> str:
    """The branch that a merge group goes into; empty where its own does not tell. What it builds on is another thing:
    the group before it in the queue, which nobody may have looked at."""
    named = _QUEUED.fullmatch(group.ref)
    return "" if named is None else named[1]


def grouped(client: Client, name: str, group: seen.Group, commits: Iterable[str]) -> list[Pull]:
    """The pull requests that a merge group contains. ``commits`` are the shas of the group's own, its head among
    them. The queue tells whose they are; where it does not, the branch names one."""
    named = _QUEUED.fullmatch(group.ref)
    if named is None:
        return []
    owner, _, repository = name.partition("/")
    asked = {"owner": owner, "name": repository, "branch": named[1]}
    try:
        answer = client.graphql(_ENTRIES, asked, _Answer)
    except (DeniedError, RefusedError):
        answer = None
    ours = set(commits)
    numbers = {int(named[2])}
    if answer is not None and answer.repository is not None and answer.repository.merge_queue is not None:
        entries = answer.repository.merge_queue.entries or _Entries()
        numbers |= {
            entry.pull_request.number
            for entry in entries.nodes
            if entry and entry.head_commit and entry.pull_request and entry.head_commit.oid in ours
        }
    return [pull(client, name, number) for number in sorted(numbers)]

"""A head's record on GitHub: what other programs' check runs and statuses say of it, and the commits it names.

Asked only where a claim of the head is about it: two requests for results, one for all commits together.
https://docs.github.com/en/rest/checks/runs, https://docs.github.com/en/rest/commits/statuses
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from bot.apps import App
from bot.github import Client, DeniedError, RefusedError
from checks.model import Report
from checks.snapshot import Commit, TestRecord

_PAGE = 100
_PAGES = 3
_LINE = 300
_SHA = re.compile(r"[0-9a-f]{7,64}")


class _Output(msgspec.Struct, frozen=True):
    title: str | None = None


class _Run(msgspec.Struct, frozen=True):
    name: str
    status: str
    conclusion: str | None = None
    html_url: str | None = None
    app: App | None = None
    output: _Output = _Output()


class _Runs(msgspec.Struct, frozen=True):
    total_count: int
    check_runs: list[_Run]


class _Status(msgspec.Struct, frozen=True):
    context: str
    state: str
    description: str | None = None
    target_url: str | None = None


class _Statuses(msgspec.Struct, frozen=True):
    statuses: list[_Status]


class _Commit(msgspec.Struct, frozen=True, rename="camel"):
    oid: Annotated[str, msgspec.Meta(min_length=1)] = ""
    message_headline: str = ""


class _Commits(msgspec.Struct, frozen=True):
    repository: dict[str, _Commit | None] | None = None


class HeadRecord:
    """The `checks.snapshot.Record` of one head. ``app`` is our App's id or client id, whose own runs say nothing."""

    def __init__(self, client: Client, name: str, head: str, app: str) -> None:
        self._client, self._name, self._head, self._app = client, name, head, app

    def results(self) -> tuple[TestRecord, ...]:
        """The newest result of every check run and every status, as many as a few answers hold."""
        return (*self._runs(), *self._statuses())

    def _runs(self) -> tuple[TestRecord, ...]:
        found: list[_Run] = []
        for page in range(1, _PAGES + 1):
            answer = self._client.get(
                f"/repos/{self._name}/commits/{self._head}/check-runs",
                _Runs, filter="latest", per_page=_PAGE, page=page,
            )  # fmt: skip
            found += answer.check_runs
            if len(found) >= answer.total_count or not answer.check_runs:
                break
        return tuple(
            TestRecord(
                run.name,
                (run.conclusion or "") if run.status == "completed" else "",
                _address(run.html_url),
                summary=(run.output.title or "")[:_LINE],
            )
            for run in found
            if run.app is None or not run.app.is_named(self._app)
        )

    def _statuses(self) -> tuple[TestRecord, ...]:
        path = f"/repos/{self._name}/commits/{self._head}/status"
        try:
            answer = self._client.get(path, _Statuses, per_page=_PAGE)
        except DeniedError:  # the permission was not given; check runs are most of what there is
            return ()
        return tuple(
            TestRecord(
                each.context,
                "" if each.state == "pending" else each.state,
                _address(each.target_url),
                summary=(each.description or "")[:_LINE],
            )
            for each in answer.statuses
        )

    def commits(self, shas: Sequence[str]) -> Mapping[str, Commit | None]:
        """Every commit that a sha names, in one request. One that GitHub does not resolve is None."""
        wanted = [sha for sha in shas if _SHA.fullmatch(sha)]
        owner, _, name = self._name.partition("/")
        fields = "".join(
            f' c{i}: object(expression: "{sha}") {{ ... on Commit {{ oid messageHeadline }} }}'
            for i, sha in enumerate(wanted)
        )
        query = f"query($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{{fields} }} }}"
        try:
            answer = self._client.graphql(query, {"owner": owner, "name": name}, _Commits) if wanted else None
        except (DeniedError, RefusedError):
            return {}
        found = answer.repository if answer is not None and answer.repository is not None else None
        if found is None:
            return {}
        named = ((sha, found.get(f"c{i}", _Commit())) for i, sha in enumerate(wanted))
        return {
            sha: None if commit is None else Commit(commit.oid, commit.message_headline)
            for sha, commit in named
            if commit is None or commit.oid
        }


def _address(url: str | None) -> str:
    """An address that may stand in a link: a status may be given any."""
    return url if url is not None and re.fullmatch(r"https?://[^\s<>()\[\]\"'`|\\]{1,500}", url) else ""


def holds(report: Report) -> bool:
    """Whether a head that was checked holds a claim that results of other programs decide: one that arrives later
    has it checked again."""
    return any(claim.kind == "test-result" for document in report.documents for claim in document.claims)

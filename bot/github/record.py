"""A head's record on GitHub: what other programs' check runs and statuses say of it, and the commits that it names.

Asked only where a claim of the head is about it, and then with one query of GraphQL, which REST takes three requests for.
https://docs.github.com/en/graphql/reference/objects#statuscheckrollup
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bot.github.apps import App
from bot.github.client import Client, RefusedError
from checks import claims
from checks.snapshot import Commit, TestRecord

_PAGES = 3
_LINE = 300
_SHA = re.compile(r"[0-9a-f]{7,64}")


class _NodeApp(msgspec.Struct, frozen=True, rename="camel"):
    database_id: int | None = None
    client_id: str | None = None


class _Suite(msgspec.Struct, frozen=True):
    app: _NodeApp | None = None


class _Context(msgspec.Struct, frozen=True, rename="camel"):
    """A check run, or a status (which has a ``context``)."""

    name: str = ""
    status: str = ""
    conclusion: str | None = None
    title: str | None = None
    url: str | None = None
    check_suite: _Suite | None = None
    context: str | None = None
    state: str = ""
    description: str | None = None
    target_url: str | None = None


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class _Contexts(msgspec.Struct, frozen=True, rename="camel"):
    nodes: tuple[_Context | None, ...] = ()
    page_info: _Page = _Page()


class _Rollup(msgspec.Struct, frozen=True):
    contexts: _Contexts = _Contexts()


class _Commit(msgspec.Struct, frozen=True, rename="camel"):
    oid: str = ""
    message_headline: str = ""
    status_check_rollup: _Rollup | None = None


_Commits = Mapping[str, _Commit | None]


class _Answer(msgspec.Struct, frozen=True):
    repository: dict[str, _Commit | None] | None = None


_QUERY = """query($owner: String!, $name: String!, $head: GitObjectID!, $after: String) {
  repository(owner: $owner, name: $name) {
    head: object(oid: $head) { ... on Commit { statusCheckRollup { contexts(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ... on CheckRun { name status conclusion title url checkSuite { app { %s } } }
        ... on StatusContext { context state description targetUrl }
      }
    } } } }%s
  }
}"""


class HeadRecord:
    """The `checks.snapshot.Record` of one head. Our own runs say nothing."""

    def __init__(self, client: Client, name: str, head: str) -> None:
        """``name`` is ``owner/name``."""
        self._client, self._name, self._head = client, name, head
        self._results: tuple[TestRecord, ...] | None = None
        self._rested_on = False

    def results(self) -> tuple[TestRecord, ...]:
        """The newest result of every check run and every status, as many as a few answers hold; asked for once. Those
        that the permissions given do not cover are left out."""
        self._rested_on = True
        if self._results is None:
            self._ask(())
        return self._results or ()

    def rested_on(self) -> str:
        """A digest of the results that can decide a claim; empty where no claim asked for any."""
        if not self._rested_on:
            return ""
        weighed = sorted((r.name, r.conclusion, r.summary) for r in self.results() if claims.weighs(r))
        return hashlib.sha256(msgspec.json.encode(weighed)).hexdigest()

    def commits(self, shas: Sequence[str]) -> Mapping[str, Commit | None]:
        """Every commit that a sha names. One that GitHub does not resolve is None. The results come along: a document
        that names commits tends to speak of them, too."""
        wanted = [sha for sha in shas if _SHA.fullmatch(sha)]
        found = self._ask(wanted) if wanted else {}
        named = ((sha, found.get(f"c{i}", _Commit())) for i, sha in enumerate(wanted))
        return {
            sha: None if commit is None else Commit(commit.oid, commit.message_headline)
            for sha, commit in named
            if commit is None or commit.oid
        }

    def _ask(self, shas: Sequence[str]) -> _Commits:
        """What GitHub says of commits, by alias, with the head's results read on the way."""
        owner, _, name = self._name.partition("/")
        asked: dict[str, str | None] = {"owner": owner, "name": name, "head": self._head}
        # Elder Enterprise Servers know no `clientId`, nor does their App go by it.
        app = "databaseId" if self._client.app.isdigit() else "databaseId clientId"
        first: _Commits | None = None
        results: list[TestRecord] = []
        for _ in range(_PAGES):
            fields = _fields(shas if first is None else ())
            try:
                answer = self._client.graphql(_QUERY % (app, fields), asked, _Answer).repository or {}
            except RefusedError:  # what cannot be known is left out
                answer = {}
            first = answer if first is None else first
            head = answer.get("head")
            rollup = head.status_check_rollup if head is not None else None
            contexts = rollup.contexts if rollup is not None else _Contexts()
            results += self._told(contexts)
            if not contexts.page_info.has_next_page:
                break
            asked["after"] = contexts.page_info.end_cursor
        if self._results is None:
            self._results = tuple(results)
        return first or {}

    def _told(self, contexts: _Contexts) -> Iterator[TestRecord]:
        for each in contexts.nodes:
            if each is None:  # a permission for it was not given
                continue
            if each.context is not None:
                state = each.state.lower()
                ended = "" if state in ("pending", "expected") else state
                yield TestRecord(
                    each.context, ended, _address(each.target_url), summary=_line(each.description)
                )
            elif not self._is_ours(each):
                ended = (each.conclusion or "").lower() if each.status == "COMPLETED" else ""
                yield TestRecord(each.name, ended, _address(each.url), summary=_line(each.title))

    def _is_ours(self, run: _Context) -> bool:
        app = run.check_suite.app if run.check_suite is not None else None
        return app is not None and App(app.database_id or 0, app.client_id).is_named(self._client.app)


def _fields(shas: Sequence[str]) -> str:
    return "".join(
        f'\n    c{i}: object(expression: "{sha}") {{ ... on Commit {{ oid messageHeadline }} }}'
        for i, sha in enumerate(shas)
    )


def _line(text: str | None) -> str:
    return (text or "")[:_LINE]


def _address(url: str | None) -> str:
    """An address that may stand in a link: a status may be given any."""
    return url if url is not None and re.fullmatch(r"https?://[^\s<>()\[\]\"'`|\\]{1,500}", url) else ""

"""Our check runs on one head. One listing serves a whole check: what may be begun, what is still open, and what people
have been shown.

https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import msgspec

from bot.github.apps import App
from bot.github.client import Client
from bot.words import NOT_CHECKED, REPLACED, pulls_in, shown_ids_in

NAME = "As-Built"
_PAGE = 100
_PAGES = 10
"""GitHub keeps a thousand runs of one name."""


class _Shown(msgspec.Struct, frozen=True):
    annotations_count: int = 0
    title: str | None = None
    text: str | None = None


class Run(msgspec.Struct, frozen=True):
    """A check run as GitHub lists it."""

    id: int
    status: str
    head_sha: str = ""
    external_id: str | None = None
    conclusion: str | None = None
    completed_at: str | None = None
    app: App | None = None
    output: _Shown = _Shown()

    @property
    def judged(self) -> bool:
        """Whether it is completed, and says something of its head: not that it could not be checked, nor that a newer
        run does."""
        return self.status == "completed" and self.output.title not in (NOT_CHECKED, REPLACED)


class _Runs(msgspec.Struct, frozen=True):
    check_runs: list[Run]


class Runs:
    """The check runs of our App on one head, other Apps' left out."""

    def __init__(self, client: Client, name: str, head: str) -> None:
        """``name`` is ``owner/name``."""
        self._client, self._path = client, f"/repos/{name}/commits/{head}/check-runs"
        self._listed: tuple[Run, ...] | None = None

    def listed(self) -> tuple[Run, ...]:
        """All of them, the newest first, as they were before this piece of work has written anything: asked for once."""
        if self._listed is None:
            self._listed = tuple(sorted(self._ask(), key=lambda run: -run.id))
        return self._listed

    def newest(self) -> Run | None:
        """The newest one, if there is one."""
        return next(iter(self.listed()), None)

    def pulls(self) -> tuple[int, ...]:
        """The pull requests that the newest run was made for that says something of the head."""
        newest = next((run for run in self.listed() if run.judged), None)
        return () if newest is None else pulls_in(newest.output.text)

    def failures(self) -> int:
        """How many of the newest in a row say that the head could not be checked."""
        return sum(1 for _ in takewhile(lambda run: run.output.title == NOT_CHECKED, self.listed()))

    def shown(self, at: str) -> frozenset[str] | None:
        """The ids that the newest run showed that was complete at a time (as GitHub writes times), None where none was."""
        before = [run for run in self.listed() if run.judged and run.completed_at and run.completed_at <= at]
        newest = max(before, key=lambda run: (run.completed_at or "", run.id), default=None)
        return None if newest is None else shown_ids_in(newest.output.text)

    def _ask(self) -> list[Run]:
        app = self._client.app
        asked: dict[str, Any] = {"check_name": NAME, "filter": "all", "per_page": _PAGE}
        asked |= {"app_id": app} if app.isdigit() else {}
        found: list[Run] = []
        for page in range(1, _PAGES + 1):
            asked |= {"page": page} if page > 1 else {}
            answer = self._client.get(self._path, _Runs, **asked).check_runs
            found += (run for run in answer if run.app is not None and run.app.is_named(app))
            if len(answer) < _PAGE:
                break
        return found

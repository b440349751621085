"""Check runs: begun when a head is taken up, completed with what was found, never left in progress.

Annotations can be added to a run and never taken away, so a run that already has some is not used again.
https://docs.github.com/en/rest/checks/runs
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.github.client import Client, RefusedError
from bot.github.runs import NAME, Run, Runs
from bot.heads.marks import Annotation
from bot.logs import log
from bot.words import Output, started, superseded

PER_REQUEST = 50
MOST = 1_000
"""More annotations help nobody and cost a request for each 50; the summary says how many were left out."""


_RECHECK = {
    "label": "Re-check",
    "description": "Check this head once more",
    "identifier": "recheck",
}
"""The button below a completed run; at most 20, 40 and 20 characters."""


class _Written(msgspec.Struct, frozen=True):
    id: int


class Publisher:
    """Writes the check runs of one head, for one piece of work.

    ``runs`` are those that are there. ``key`` names the work: a run that carries it and is completed means that the
    work is done, and only its answer was lost.
    """

    def __init__(self, client: Client, name: str, head: str, *, key: str, runs: Runs | None = None) -> None:
        self._client, self._head, self._key = client, head, key
        self._runs = f"/repos/{name}/check-runs"
        self._there = runs or Runs(client, name, head)

    def begin(self) -> int | None:
        """A run in progress: a new one, or one that an earlier attempt has left without annotations. None if
        this work has been completed. Whatever else was left in progress is ended."""
        runs = self._there.listed()
        newest = runs[0] if runs else None
        done = newest is not None and newest.status == "completed" and newest.external_id == self._key
        open_ = [run for run in runs if run.status != "completed"]
        usable = open_[0].id if open_ and not done and open_[0] is newest and not _marked(open_[0]) else None
        for run in open_:
            if run.id != usable:
                self.complete(run.id, "neutral", superseded())
        if done or usable is not None:
            return usable
        body = self._body(started(), ()) | {"name": NAME, "head_sha": self._head, "status": "in_progress"}
        return self._client.send("POST", self._runs, body, _Written).id

    def finish(self, output: Output) -> None:
        """Ends whatever run of this head was left in progress, and makes none."""
        for run in self._there.listed():
            if run.status != "completed":
                self.complete(run.id, "neutral", output)

    def complete(
        self, run: int, conclusion: str, output: Output, annotations: Sequence[Annotation] = ()
    ) -> None:
        """Completes a run; its annotations go in first, so that a completed run has all of them. Where GitHub refuses
        them, the verdict stands without: nothing that a change holds may take its conclusion away."""
        try:
            self._complete(run, conclusion, output, annotations)
        except RefusedError as error:
            if not annotations:
                raise
            log().error("annotations refused", why=str(error))
            self._complete(run, conclusion, output, ())

    def _complete(self, run: int, conclusion: str, output: Output, annotations: Sequence[Annotation]) -> None:
        batches = [
            annotations[first : first + PER_REQUEST] for first in range(0, len(annotations), PER_REQUEST)
        ]
        for batch in batches[:-1]:
            self._client.send("PATCH", f"{self._runs}/{run}", self._body(output, batch), _Written)
        body = self._body(output, batches[-1] if batches else ())
        body |= {"status": "completed", "conclusion": conclusion, "actions": [_RECHECK]}
        self._client.send("PATCH", f"{self._runs}/{run}", body, _Written)

    def report(self, conclusion: str, output: Output) -> None:
        """A completed run without a check before it: ends the one in progress, or makes one."""
        run = self.begin()
        if run is not None:
            self.complete(run, conclusion, output)

    def _body(self, output: Output, annotations: Sequence[Annotation]) -> dict[str, Any]:
        shown = msgspec.structs.asdict(output)
        if not output.text:
            del shown["text"]
        if annotations:
            shown["annotations"] = msgspec.to_builtins(list(annotations))
        return {"external_id": self._key, "output": shown}


def _marked(run: Run) -> bool:
    return run.output.annotations_count > 0

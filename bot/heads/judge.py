"""What a head's check run says: every pull request that the head serves is judged, the worst conclusion wins."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import msgspec

from bot import words
from bot.addresses import server_of
from bot.events import Event
from bot.github.client import Client
from bot.github.record import HeadRecord
from bot.github.runs import Runs
from bot.github.snapshot import Pull, Side, snapshot
from bot.heads import configuration, marks, overrides
from bot.heads.marks import Annotation
from bot.heads.notice import Notice
from bot.heads.publish import MOST
from bot.heads.served import branch_of, grouped
from bot.pool import Pool
from bot.redis import metrics, seen
from bot.redis.store import Store
from bot.redis.values import FACTS_TTL, Values
from bot.settings import Settings
from bot.words import Links, Output
from checks.model import Report
from checks.overrides import Overrides, together
from checks.run import check
from checks.selection import Options

_REPORT_TTL = 7 * 24 * 3600
_ORDER = ("failure", "neutral", "success")
_PULLS = 20
"""So many pull requests of one head are judged: more would take longer than a job may, which must not end a verdict."""

_COMMENT_SHARE = 3
"""A comment has a third of the room of a check run: it is for a glance."""


class Section(msgspec.Struct, frozen=True):
    """What one pull request, or a merge group (number 0), gets to hear; ``comment`` is what a comment is to say as well."""

    number: int
    conclusion: str
    output: Output
    annotations: Sequence[Annotation] = ()
    report: Report | None = None
    comment: Output | None = None


class Judged(msgspec.Struct, frozen=True):
    """What is to be published about a head, its reports, by pull request (0 for a merge group), and what is said in a
    comment as well. ``rested_on`` is what was known of other Apps' results (`HeadRecord.rested_on`)."""

    conclusion: str
    output: Output
    annotations: tuple[Annotation, ...]
    reports: dict[int, Report]
    notices: tuple[Notice, ...] = ()
    rested_on: str = ""


class Judge:
    """Judges the head of one event."""

    def __init__(
        self, client: Client, settings: Settings, store: Store, event: Event, runs: Runs, record: HeadRecord
    ) -> None:
        """``runs`` are ours on the event's head, ``record`` is what others say of it."""
        self._client, self._store, self._event = client, store, event
        self._runs, self._record = runs, record
        self._links = Links(server_of(settings.github_url), event.name, event.head, settings.public_url)

    def pulls(self, pulls: Sequence[Pull]) -> Judged:
        """Judges the head for each of some pull requests."""
        first = sorted(pulls, key=lambda pull: pull.number)
        share = min(len(first), _PULLS + 1)
        sections = [self._section(pull, share=share) for pull in first[:_PULLS]]
        if len(first) > _PULLS:
            sections.append(Section(first[_PULLS].number, "failure", words.crowded(len(first), _PULLS)))
        return self._together(sections, [pull.number for pull in first])

    def group(self, group: seen.Group) -> Judged:
        """Judges the head of a merge group, which takes the overrides of the pull requests in it."""
        pull = Pull(0, "open", Side(self._event.head), Side(group.base, branch_of(group)))
        return self._together([self._section(pull, group)])

    def _section(self, pull: Pull, group: seen.Group | None = None, share: int = 1) -> Section:
        name = self._event.name
        began = time.monotonic()
        taken, blobs = snapshot(self._client, name, pull)
        settled = configuration.of_change(self._client, name, pull.base.ref, taken, blobs)
        if settled.error:
            told = words.misconfigured(settled.error, settled.origin)
            return Section(pull.number, "neutral", told)
        taken = msgspec.structs.replace(taken, source=self._record)
        if group is None:
            decided = self._replayed(pull, settled)
        else:
            within = grouped(self._client, name, group, (c.sha for c in taken.commits))
            decided = together(self._replayed(each, settled) for each in within)
        report = check(
            taken,
            Values(self._store, f"facts:{self._event.repository}", FACTS_TTL),
            options=Options(config=settled.config, overrides=decided),
            executor=Pool(os.cpu_count() or 1),
            clock=time.monotonic,
            snapshot_seconds=time.monotonic() - began,
        )
        metrics.report(report)
        found = marks.of(report, taken.tree, self._links)
        shown = words.output(
            report,
            self._links,
            min(len(found), MOST),
            max(0, len(found) - MOST),
            notes=(*configuration.told(settled, taken), *overrides.ended(decided, report)),
            share=share,
        )
        wanted = settled.config.comment and group is None
        comment = words.output(report, self._links, share=_COMMENT_SHARE) if wanted else None
        return Section(pull.number, report.conclusion, shown, found, report, comment)

    def _replayed(self, pull: Pull, settled: configuration.Configuration) -> Overrides:
        name, head = self._event.name, pull.head.sha
        runs = self._runs if head == self._event.head else Runs(self._client, name, head)
        return overrides.replay(self._client, name, pull, settled.config.overrides, runs, self._store.now())

    def _together(self, sections: list[Section], numbers: Sequence[int] = ()) -> Judged:
        reports = {each.number: each.report for each in sections if each.report is not None}
        for number, report in reports.items():
            keep(self._store, self._event.repository, number, report)
        worst = min(sections, key=lambda each: _ORDER.index(each.conclusion)).conclusion
        annotations = tuple(dict.fromkeys(mark for each in sections for mark in each.annotations))[:MOST]
        shown = words.joined([(each.number, each.output) for each in sections], numbers)
        notices = tuple(
            Notice(each.number, each.conclusion, each.comment)
            for each in sections
            if each.comment is not None
        )
        return Judged(worst, shown, annotations, reports, notices, self._record.rested_on())


def keep(store: Store, repository: int, number: int, report: Report) -> None:
    """Keeps a report for those who ask about it in a comment."""
    _reports(store, repository).put({f"{number}-{report.head}": msgspec.json.encode(report)})


def kept(store: Store, repository: int, number: int, head: str) -> Report | None:
    """The newest report on a pull request's head, if it is kept."""
    key = f"{number}-{head}"
    found = _reports(store, repository).get((key,)).get(key)
    try:
        return None if found is None else msgspec.json.decode(found, type=Report)
    except msgspec.MsgspecError:
        return None


def _reports(store: Store, repository: int) -> Values:
    return Values(store, f"report:{repository}", _REPORT_TTL)

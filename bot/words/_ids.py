"""What a check run says of itself in lines that people do not see: the ids that it shows, which an override of a whole is
held to, the day with which the first override that it rests on ends, and the pull requests that it was made for.

No text of a repository can make such a line, since none ever begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.words._page import claims
from checks.model import Override, Report

_LINE = re.compile(r"(?m)^<!-- shown:((?: [A-Z2-7]{6}(?:-[A-Z2-7]{2})?){1,5000}) -->$")
_UNTIL = re.compile(r"(?m)^<!-- until: (\d{4}-\d{2}-\d{2}) -->$")
_PULLS = re.compile(r"(?m)^<!-- pulls:((?: \d{1,10}){1,100}) -->$")
_MOST = 3_000
_MOST_PULLS = 80
_LONGEST = len(" AAAAAA-AA")


def lines(report: Report, room: int) -> str:
    """The lines for a report, of so many bytes at most; empty where it shows nothing that could be overruled."""
    ids = [claim.refutation for _, claim in claims(report) if claim.refutation]
    ids += [finding.id for finding in report.findings]
    kept = list(dict.fromkeys(ids))[: min(_MOST, max(0, room - 60) // _LONGEST)]
    shown = f"<!-- shown:{''.join(f' {id_[3:]}' for id_ in kept)} -->" if kept else ""
    ends = [each.until for each in overrides(report) if each.until]
    until = f"<!-- until: {min(ends)} -->" if ends else ""
    return "\n".join(each for each in (shown, until) if each)


PULLS_ROOM = 16 + 11 * _MOST_PULLS
"""So many bytes a line of pull requests takes at most."""


def pulls_line(numbers: Sequence[int]) -> str:
    """The line that names pull requests, empty for none: those that were opened first, where they are very many."""
    named = "".join(f" {number}" for number in sorted(set(numbers))[:_MOST_PULLS])
    return f"<!-- pulls:{named} -->" if named else ""


def pulls(text: str | None) -> tuple[int, ...]:
    """The pull requests that a run's text says it was made for."""
    return tuple(int(number) for found in _PULLS.finditer(text or "") for number in found[1].split())


def overrides(report: Report) -> Iterator[Override]:
    """Every override that a report rests on."""
    yield from (claim.override for _, claim in claims(report) if claim.override is not None)
    yield from (finding.override for finding in report.findings if finding.override is not None)


def read(text: str | None) -> frozenset[str]:
    """The ids that a run's text says it shows."""
    return frozenset(f"AB-{short}" for found in _LINE.finditer(text or "") for short in found[1].split())


def ends(text: str | None) -> str:
    """The last day (``YYYY-MM-DD``, UTC) on which a run's text says that all of its overrides hold; empty for no end."""
    return min((found[1] for found in _UNTIL.finditer(text or "")), default="")

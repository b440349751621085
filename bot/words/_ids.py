"""The ids that a check run shows, in a line that people do not see and an override of a whole is held to."""

from __future__ import annotations

import re

from bot.words._page import claims
from checks.model import Report

_LINE = re.compile(r"(?m)^<!-- shown:((?: [A-Z2-7]{6}(?:-[A-Z2-7]{2})?){1,5000}) -->$")
_MOST = 3_000
_LONGEST = len(" AAAAAA-AA")


def line(report: Report, room: int) -> str:
    """The line for a report, of so many bytes at most; empty where it shows nothing that could be overruled. No text of a
    repository can make such a line, since none ever begins one."""
    ids = [claim.refutation for _, claim in claims(report) if claim.refutation]
    ids += [finding.id for finding in report.findings]
    kept = list(dict.fromkeys(ids))[: min(_MOST, max(0, room - 20) // _LONGEST)]
    return f"<!-- shown:{''.join(f' {id_[3:]}' for id_ in kept)} -->" if kept else ""


def read(text: str | None) -> frozenset[str]:
    """The ids that a run's text says it shows."""
    return frozenset(f"AB-{short}" for found in _LINE.finditer(text or "") for short in found[1].split())

"""Stages, parts and boards that say of themselves that they are complete."""

from __future__ import annotations

import re
from typing import Literal

from checks.documents.marks import TICKS
from checks.documents.model import Document, Statement
from checks.patterns import regex

Reach = Literal["line", "item", "around"]
"""What such words speak for: their line, their list item with its parts, or the section that they stand in."""

_STAGED = regex(
    r"(?P<what>(?:Phase|Stage|Step|Sprint|Milestone|Part|Week|Task)\s[\w.]{1,6}\b[^.()]{0,60})\((?:COMPLETED?|Completed?|DONE|Done)\)\W*$"
)
_SHOUTED = regex(r"^[^a-z]{6,80}\b(?:COMPLETED?|DELIVERED|FINISHED|PRODUCTION[- ]READY)[^\w]*$")
TITLE = regex(r"(?i)\bcomplete (?:project )?(?:implementation|delivery)(?: (?:summary|report|overview))?\W*$")
"""``# Shop - Complete Implementation Summary``."""
NAMED = regex(
    r"(?i)^\W*(?:phase|stage|sprint|milestone|week|part|issue|feature|task|story|epic)s?\s#?\d[\w.-]{0,6}\s?[:–—-]"
)
"""``Phase 2: Cart``, ``Issue #8 - Login``."""
SPAN = regex(r"(?i)(?:phase|stage|sprint|milestone|week|month|day)s?\s\d{1,3}(?:\s?[-–&]\s?\d{1,3})?")
"""``Weeks 1-2``."""
DRAWN = regex(
    r"^\s*(?P<what>(?:Phase|Step|Milestone|Sprint|Stage|Week)\s[\w. ]{1,6}:?[^✅✓\n]{0,60}?)\s{0,20}[:|]?\s{0,20}[✅✓✔]\s*(?:COMPLETED?|DONE)\b",
    re.IGNORECASE,
)


DRAWN_PART = regex(
    r"^[\s║|│*•-]*(?P<what>[A-Z][\w /&.-]{1,40}?)\s?:\s{1,30}(?:[✅✓✔]\s*)?(?P<state>(?:FULLY |100% )?(?:COMPLETED?|DONE|DEPLOYED|IMPLEMENTED|DELIVERED|OPERATIONAL|FINISHED|PRODUCTION[- ]READY|"
    r"COMPLETE (?:&|AND) PRODUCTION[- ]READY))\b(?=[\s✅✓✔🎉🚀║|│!.]*(?:\([^()]{0,40}\))?[\s║|│]*$)"
)
"""In capitals, as a board shows them."""


def told(document: Document, statement: Statement) -> tuple[str, Reach] | None:
    """What ``Phase 1: Foundation (COMPLETE)`` above its list, ``1. **Cart rules** ✅`` above its parts, or ``CART API
    COMPLETE!`` calls complete, and what that speaks for."""
    plain = statement.plain
    if staged := _STAGED.match(plain[:120]):
        return staged["what"], "line"
    if statement.kind == "paragraph" and len(statement.headings) < 2 and _SHOUTED.match(plain[:120]):
        return plain, "around"
    ticked = document.lines[statement.line - 1].rstrip(" *_\ufe0f")[-1:] in TICKS
    following = document.statements[statement.index + 1 : statement.index + 2]
    parts = any(statement.index in each.parents for each in following)
    labelled = statement.mark == "done" and statement.label == plain.strip()
    return (plain, "item") if statement.kind == "item" and ticked and labelled and parts else None

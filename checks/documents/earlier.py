"""Whether a statement is about how things were: before the change, or before what was wrong was mended."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.documents import moods
from checks.documents.model import Mark
from checks.patterns import regex, whole_words

_BEFORE = regex(r"^\W*(?:before|previously|was|old|original(?:ly)?|prior|formerly)\b", re.IGNORECASE)
_PROBLEM = whole_words(
    r"(?:the )?(?:problem|issue|bug|root cause|cause|error|symptom|original (?:code|behaviou?r)|old code)s?"
)
_FIXED = regex(
    r"\b(?:fixed|resolved|fixes applied|bug ?fix(?:es)?|fix(?:es)? (?:summary|report|complete))\b",
    re.IGNORECASE,
)
_MENDED = regex(
    r"\bwhat (?:was|we|i|has been) (?:fixed|resolved|wrong)\b|\b(?:issues?|bugs?|problems?|errors?|failures?|defects?|vulnerabilit(?:y|ies)) (?:fixed|resolved|solved|addressed|corrected)\b|\b(?:fixed|resolved|solved) (?:issues?|bugs?|problems?|errors?)\b|\b(?:bug ?)?fixes(?: applied| made| implemented)?\W*$",
    re.IGNORECASE,
)
_BEFORE_COLUMN = whole_words(r"before", r"old", r"previous(?:ly)?", r"was", r"original", r"from")


def is_before(label: str, plain: str) -> bool:
    """Whether a statement is about the state before the change."""
    return bool(_BEFORE.match(label)) or bool(re.match(r"\W*(?:before|previously)\s*:", plain, re.IGNORECASE))


def is_fixed_problem(label: str, headings: Iterable[str]) -> bool:
    """Whether a labelled problem stands under a heading that says it was fixed: it is how things were."""
    return bool(_PROBLEM.fullmatch(label)) and any(_FIXED.search(heading) for heading in headings)


def names_mended(plain: str, mark: Mark, headings: Iterable[str]) -> bool:
    """Whether a heading names a fault below one that says that faults were mended ("Issues fixed")."""
    return (
        mark != "done"
        and moods.polarity(plain, mark) == "absent"
        and any(_MENDED.search(h) for h in headings)
    )


def is_before_column(header: str) -> bool:
    """Whether a column holds the state before the change."""
    return bool(_BEFORE_COLUMN.fullmatch(header.strip(" :*")))

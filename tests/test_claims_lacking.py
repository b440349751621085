"""A denial is a claim that something is lacking only where a document speaks of what is lacking."""

from __future__ import annotations

import pytest

from tests.claimed import found


def absent(text: str, *, path: str = "COMPLETE.md", title: str = "# Orders complete") -> list[str]:
    """The phrases of the capabilities that a document says are lacking."""
    claims = found("capability", f"{title}\n\n{text}\n", path=path)
    return [str(claim.subject["phrase"]) for claim in claims if claim.polarity == "absent"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("- ❌ No rate limiting", "rate limiting"),
        ("- ⚠️ No metrics export", "metrics export"),
        ("## Known limitations\n\n- No batch orders", "batch orders"),
        ("## Search\n\n**Missing:**\n\n- No stemming support", "stemming support"),
        ("## Search\n\n**Current state:**\n\n- No fuzzy matching", "fuzzy matching"),
        ("## Search\n\nThere is no fuzzy matching.", "fuzzy matching"),
        ("## Search\n\nThe shop lacks fuzzy matching.", "fuzzy matching"),
        ("## Search\n\n- Fuzzy matching is not implemented", "Fuzzy matching"),
        ("### Issue 4: missing fuzzy matching", "fuzzy matching"),
    ],
)
def test_what_is_said_to_be_lacking_is_claimed_to_be_absent(text: str, phrase: str) -> None:
    assert absent(text) == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "## Smart mail\n\n- No spam mails for other orders",
        "## Orders\n\n- Scanner starts immediately without waiting",
        "## Orders\n\n- Opened at once without layout thrashing",
        "## Root cause\n\n- No camera stream",
        "## Gaps\n\n**Likely cause:** Missing tenant setup",
        "## Benefits\n\n- No accidental commits of local state",
        "## Orders\n\n- Stored as UUID instead of plain text",
        "## Orders\n\n- Keyboard use without mouse pointer",
        "### Public routes (no login step)",
    ],
)
def test_what_is_spared_or_was_the_cause_is_not_claimed_to_be_absent(text: str) -> None:
    assert absent(text) == []


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("SEARCH_AUDIT.md", "# Search"),
        ("GAP_ANALYSIS.md", "# Search"),
        ("docs/SEARCH.md", "# Search: reality check"),
    ],
)
def test_a_document_that_judges_what_is_there_speaks_of_what_is_lacking_everywhere(
    path: str, title: str
) -> None:
    text = "## Search\n\n- No fuzzy matching"
    assert absent(text, path=path, title=title) == ["fuzzy matching"]
    assert absent(text) == []

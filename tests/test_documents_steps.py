"""A numbered list that tells somebody what to do is one of instructions as a whole."""

from __future__ import annotations

import pytest

from checks.documents.read import read


def moods(text: str) -> list[str]:
    document = read("REPORT.md", text.encode())
    assert document is not None
    return [s.mood for s in document.statements if s.kind == "item"]


def test_a_step_that_reads_like_a_report_is_one_of_the_steps_around_it() -> None:
    text = "## Posts\n\n1. Click the button\n2. Upload cover image\n   - Large pictures\n3. Press Publish\n"
    assert set(moods(text)) == {"instruction"}


@pytest.mark.parametrize(
    "text",
    [
        "## Posts\n\n1. Upload of covers\n2. Press the button to publish\n3. Drafts for each author\n",
        "## Posts\n\n- Click the cover\n- Upload cover image\n- Press Publish\n",
        "## Posts\n\n1. Click the button\n2. ✅ Upload of covers\n3. Press Publish\n",
        "## Posts\n\n1. Click the button\n2. Added the upload of covers\n3. Press Publish\n",
        "## Posts\n\n1. Click the button\n2. Upload of covers\n",
    ],
)
def test_lists_of_features_of_deeds_and_short_ones_keep_what_their_points_say(text: str) -> None:
    assert "report" in moods(text)

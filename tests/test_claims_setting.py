"""Claims about environment variables, configuration keys and ports."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claimed import found, subjects, truths

FILES = {
    "server/.env.example": "REDIS_URL=redis://x\nR2_BUCKET=x\nBATCH_LIMIT=5\n",
    "server/app.py": 'import os\nURL = os.environ["REDIS_URL"]\nLIMIT = os.getenv("BATCH_LIMIT")\n',
    "Dockerfile": "FROM python\nEXPOSE 8000\n",
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- Configurable via: `BATCH_SIZE` environment variable", ["BATCH_SIZE"]),
        ("- Requires: API_URL, BOT_KEY env vars", ["API_URL", "BOT_KEY"]),
        ("- Port: 4002", ["PORT"]),
        ("The server runs on http://localhost:5000 now.", ["PORT"]),
        ("### `.env.example`\n\n- Added `SECRET_KEY`", ["SECRET_KEY"]),
        ("- Updated .env.example with R2 config", ["R2_*"]),
    ],
)
def test_settings_are_read_beside_words_about_settings(text: str, names: list[str]) -> None:
    assert [s["name"] for s in subjects("setting", text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "- Set `API_KEY` in your environment",
        "- The limit `MAX_RETRIES` is three",
        "### Environment variables\n\n- ENVIRONMENT_GUIDE.md",
        "- PostgreSQL (port 5432)",
    ],
)
def test_other_words_are_no_settings(text: str) -> None:
    assert found("setting", text) == []


def test_a_named_file_has_to_hold_it() -> None:
    text = "- Environment config: `REDIS_URL` in `.env.example`\n- Environment config: `MAIL_HOST` in `.env.example`\n"
    assert truths("setting", text, FILES) == ["supported", "refuted"]


def test_reading_it_counts_as_defining_it() -> None:
    files = {"app.py": FILES["server/app.py"]}
    text = "- Configurable via: `BATCH_LIMIT` environment variable\n- Configurable via: `OTHER_LIMIT` environment variable\n"
    assert truths("setting", text, files) == ["supported", "refuted"]


def test_all_variables_are_those_that_the_code_beside_reads() -> None:
    text = "### `server/.env.example`\n\n- Expanded with all environment variables\n"
    assert truths("setting", text, FILES) == ["supported"]


def test_a_port_is_never_refuted() -> None:
    assert truths("setting", "- Port: 8000\n- Port: 8001\n", FILES) == ["supported", "unverifiable"]


def test_a_file_that_is_not_kept_shows_nothing() -> None:
    assert truths("setting", "- Environment config: `API_TOKEN` in `.env`\n", FILES) == ["unverifiable"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="A_`*.env portPORT:0123|-= \n", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("setting", text)


def test_what_is_kept_to_one_place_is_not_denied() -> None:
    text = "## Environment variables\n\n- ❌ `SIGNING_KEY` - only in the server's `.env`\n- ❌ `OLD_KEY` - not set\n"
    assert [c.polarity for c in found("setting", text)] == ["present", "absent"]

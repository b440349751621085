"""A thing is said to be there, or gone, only by words whose subject it is."""

from __future__ import annotations

import pytest

from tests.test_claims_certain import verdicts

APP = {
    "src/jobs.py": "def run_jobs():\n    return send_all()\n\n\ndef send_all():\n    return stored()\n",
    "src/store.py": "from src.jobs import run_jobs\n\nrun_jobs()\n\n\ndef stored():\n    return open('jobs.txt').read()\n",
    "requirements.txt": "requests==2.31\n",
}


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("`send_all()` - sends them", "supported"),
        ("`collect_jobs()` - collects them", "unverifiable"),
        ("Functions: `send_all()`, `collect_jobs()`", "unverifiable"),
        ("✅ New function: `collect_jobs()`", "unverifiable"),
        ("✅ Failed jobs are kept in the `jobs_lost` table", "unverifiable"),
    ],
)
def test_a_name_that_stands_nowhere_may_be_what_the_document_calls_a_part(said: str, truth: str) -> None:
    assert verdicts("symbol", f"# Delivery\n\n## Added\n\n- {said}\n", APP)[-1:] == [truth]


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("Removed the `send_all()` function", "refuted"),
        ("Removed `send_all()` handler (now over HTTP)", "unverifiable"),
        ("Removed `send_all()` from the mailer page of the shop and its menu", "unverifiable"),
    ],
)
def test_a_name_is_said_to_be_gone_by_no_more_than_its_removal(said: str, truth: str) -> None:
    found = verdicts("symbol", f"# Delivery\n\n## Changes\n\n- ✅ {said}\n", APP)
    assert [v for v in found if v != "unverifiable"] == [truth] * (truth == "refuted")


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("`send_all()` is never called", "refuted"),
        ("`send_all()` exists but is not called everywhere", "unverifiable"),
        ("**Impact**: `send_all()` is never called, so that nothing is sent", "unverifiable"),
    ],
)
def test_that_nothing_calls_a_name_is_said_without_where_and_why(said: str, truth: str) -> None:
    found = verdicts("wiring", f"# Audit\n\n## State\n\n- {said}\n", APP)
    assert [v for v in found if v != "unverifiable"] == [truth] * (truth == "refuted")


def test_what_is_defined_and_not_seen_to_be_called_may_be_called_from_outside() -> None:
    files = {**APP, "src/plug.py": "def on_reload(state):\n    return state\n"}
    text = "# Delivery\n\n## Done\n\n- ✅ `on_reload()` is called by the server\n"
    assert "refuted" not in verdicts("wiring", text, files)


@pytest.mark.parametrize(
    ("heading", "said", "truth"),
    [
        ("Dependencies added", "`celery` - the queue", "refuted"),
        ("Done", "Checked with the `celery` library", "refuted"),
        ("Deployment", "**CLI**: published to the registry as `celery-jobs@2.1.0`", "unverifiable"),
    ],
)
def test_a_package_is_said_to_be_declared_among_dependencies(heading: str, said: str, truth: str) -> None:
    found = verdicts("dependency", f"# Delivery\n\n## {heading}\n\n- {said}\n", APP)
    assert [v for v in found if v != "unverifiable"] == [truth] * (truth == "refuted")


def test_a_package_that_is_installed_because_it_was_missing_is_no_denial() -> None:
    text = "# Delivery\n\n## Build\n\n- {} requests dependency\n"
    app = {**APP, "src/net.py": "import requests\n\nrequests.get('http://127.0.0.1')\n"}
    assert "refuted" not in verdicts("dependency", text.format("Installed missing"), app)


def test_a_setting_is_missed_only_where_code_is_said_to_ask_for_it() -> None:
    text = "# Delivery\n\n## Configuration\n\n- {} environment variable\n"
    assert verdicts("setting", text.format("Configurable via: `JOB_COLOUR`"), APP) == ["refuted"]
    assert "refuted" not in verdicts("setting", text.format("`JAVA_HOME`"), APP)


def test_a_router_is_forgotten_only_beside_one_that_is_not() -> None:
    app = "import uvicorn\nfrom fastapi import FastAPI\nfrom src import mail\n\napp = FastAPI()\n{}\n\nif __name__ == '__main__':\n    uvicorn.run(app)\n"
    router = "from fastapi import APIRouter\nfrom src.db import rows\n\nrouter = APIRouter()\n\n\n@router.get('/{0}')\ndef {0}():\n    return rows('{0}')\n"
    files = {
        "src/__init__.py": "",
        "src/db.py": "import sqlite3\n\n\ndef rows(what):\n    return sqlite3.connect('x').execute('select * from ' + what).fetchall()\n",
        "src/carts.py": router.format("carts"),
        "src/mail.py": router.format("mail"),
    }
    text = "# Delivery\n\n## Endpoints\n\n- `GET /carts`\n"
    mounted = {**files, "main.py": app.format("app.include_router(mail.router)")}
    assert verdicts("endpoint", text, mounted) == ["refuted"]
    assert "refuted" not in verdicts("endpoint", text, {**files, "main.py": app.format("")})


def test_a_function_that_a_migration_makes_is_no_missing_name() -> None:
    sql = "CREATE OR REPLACE FUNCTION auth.may_read(shop uuid) RETURNS boolean AS $$ SELECT true $$ LANGUAGE sql;\n"
    text = (
        "# Delivery\n\n## Functions\n\n| Function | What it does |\n|---|---|\n| `auth.{}(shop)` | asks |\n"
    )
    files = {**APP, "migrations/002_policies.sql": sql}
    assert "refuted" not in verdicts("symbol", text.format("may_read"), files)


def test_a_strict_mode_is_no_language() -> None:
    text = "# Delivery\n\n## Quality features\n\n- Strict mode enabled (`strict = true`)\n"
    assert "refuted" not in verdicts("capability", text, APP)


def test_what_a_bundler_makes_is_no_missing_file() -> None:
    text = "# Delivery\n\n- `src/jobs.py` - the jobs\n- `web/parts/{}` - the page\n"
    files = {**APP, "web/parts/page.js": "export const page = 1;\n"}
    assert verdicts("path", text.format("index-D1Sfqmdy.js"), files)[-1] == "unverifiable"
    assert verdicts("path", text.format("index-jobs.js"), files)[-1] == "refuted"


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("**Cache**: Redis", "refuted"),
        ("Results cached with Redis", "refuted"),
        ("PDF generation of bills", "refuted"),
        ("Works with every store (Redis, MySQL, etc.)", "unverifiable"),
        ("Nothing to learn for those who know Redis", "unverifiable"),
    ],
)
def test_a_technology_is_said_to_be_used_by_what_it_leads_or_what_uses_it(said: str, truth: str) -> None:
    found = verdicts("capability", f"# Delivery\n\n## Features implemented\n\n- {said}\n", APP)
    assert [v for v in found if v == "refuted"] == ["refuted"] * (truth == "refuted")


def test_a_setting_stands_in_the_file_of_the_documents_own_folder() -> None:
    files = {**APP, ".env.example": "PORT=1\n", "web/.env.example": "NEXT_PUBLIC_SHOP_ID=x\nMOCKED_API=1\n"}
    text = "# Fixes\n\n## Added\n\n- `{}` - Added `{}`\n"
    assert verdicts("setting", text.format(".env.example", "MOCKED_API"), files, "web/FIXES_APPLIED.md") == [
        "supported"
    ]
    assert verdicts("setting", text.format("web/.env.example", "SHOP_ID"), files) == ["unverifiable"]
    assert verdicts("setting", text.format("web/.env.example", "SHOP_KEY"), files) == ["refuted"]


def test_what_a_roadmap_that_was_written_lists_is_not_said_to_be_there() -> None:
    text = "# Update\n\n## {} ✅\n\n### Features\n\n- Redis caching of every item\n"
    assert verdicts("capability", text.format("Backend"), APP) == ["refuted"]
    assert "refuted" not in verdicts("capability", text.format("Comprehensive Roadmap Document"), APP)


def test_the_label_of_a_value_is_no_name_of_a_file() -> None:
    text = "# Delivery\n\n## Limits\n\n- `src/jobs.py`\n  - `run_jobs()` - runs them\n  - {}\n"
    assert "refuted" not in verdicts("code-reference", text.format("Memory: 64-2048 MB"), APP)
    assert verdicts("code-reference", text.format("`stop_jobs()` - ends them"), APP)[-1] == "refuted"


def test_a_name_in_another_case_may_be_the_one() -> None:
    text = "# Delivery\n\n## Added\n\n- `src/jobs.py`\n  - `run_jobs()` - runs them\n  - `{}` - sends them\n"
    assert verdicts("code-reference", text.format("SendAll()"), APP)[-1] == "unverifiable"
    assert verdicts("code-reference", text.format("SendNone()"), APP)[-1] == "refuted"


def test_a_file_that_its_row_puts_outside_is_not_missed() -> None:
    text = "# Delivery\n\n| File | Location | What |\n|---|---|---|\n| `src/jobs.py` | `src/` | jobs |\n| `probe.py` | `{}/` | tries it |\n"
    assert "refuted" not in verdicts("path", text.format("/tmp"), APP)
    assert "refuted" in verdicts("path", text.format("src"), APP)


def test_what_is_to_come_is_said_so_in_other_languages_too() -> None:
    text = "# Delivery\n\n## Files\n\n1. `src/jobs.py` - the jobs\n2. `src/mail.py` ({})\n"
    assert "refuted" not in verdicts("path", text.format("prossimo"), APP)
    assert verdicts("path", text.format("the mail"), APP)[-1] == "refuted"


def test_what_a_server_loads_by_its_name_is_not_said_to_be_unused() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- {} integration\n"
    pinned = {**APP, "requirements.txt": "requests==2.31\nuvicorn==0.30\nwebsockets==15.0\nredis==5.0\n"}
    assert "refuted" not in verdicts("capability", text.format("WebSocket"), pinned)
    assert verdicts("capability", text.format("Redis"), pinned) == ["refuted"]


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("Redis cache of jobs", "refuted"),
        ("Dark screen similar to Redis Insight", "unverifiable"),
        ("Redis-like store of jobs", "unverifiable"),
        ("Job queue inspired by Redis streams", "unverifiable"),
    ],
)
def test_what_something_is_like_is_not_said_to_be_used(said: str, truth: str) -> None:
    found = verdicts("capability", f"# Delivery\n\n## Features implemented\n\n- ✅ {said}\n", APP)
    assert "refuted" not in found if truth == "unverifiable" else truth in found

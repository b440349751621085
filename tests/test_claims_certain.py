"""A refutation is an accusation: it needs a document that plainly reports how things are now."""

from __future__ import annotations

import pytest

from checks import claims, rules
from checks.claims import Ground, Known
from checks.documents.read import read
from tests.trees import Files, project_of, snapshot_of

APP = {
    "requirements.txt": "fastapi\n",
    "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/items')\ndef items():\n    return load()\n",
    "src/jobs.py": "def start_job(name):\n    return run(name)\n",
    "src/stock.py": "STOCK = 1\n",
}
SERVED = {**APP, "Procfile": "web: uvicorn main:app\n"}


def verdicts(kind: str, text: str, files: Files, path: str = "IMPLEMENTATION_COMPLETE.md") -> list[str]:
    """The verdicts on a document's claims of one kind, as the whole check reaches them."""
    files = {**files, path: text}
    project = project_of(files)
    document = read(path, text.encode())
    assert document is not None
    ground = Ground(
        snapshot_of(files), project, findings=Known(tuple(rules.find(project))), documents={path: document}
    )
    judged = claims.verify(claims.find(document, [kind]), ground)
    return [verdict.truth for _, verdict in judged]


REPORTED = "# Delivery\n\n## Features implemented\n\n- Redis caching of every item\n"


def test_what_a_report_says_is_there_and_is_not_is_refuted() -> None:
    assert verdicts("capability", REPORTED, APP) == ["refuted"]


@pytest.mark.parametrize(
    "heading",
    [
        "Scaling considerations",
        "Recommendations for production",
        "Design decisions",
        "Pending items",
        "Options",
        "Ready for",
    ],
)
def test_what_stands_under_advice_or_a_choice_is_not(heading: str) -> None:
    text = f"# Delivery\n\n## {heading}\n\n- Redis caching of every item\n"
    assert "refuted" not in verdicts("capability", text, APP)


@pytest.mark.parametrize(
    "sentence",
    [
        "Add Redis caching to the service",
        "The service can be connected to Redis, once configured",
        "The file store is simpler than Redis and uses no server",
    ],
)
def test_what_is_asked_for_possible_or_compared_is_not(sentence: str) -> None:
    text = f"# Delivery\n\n## Features implemented\n\n- {sentence}\n\n{sentence}.\n"
    assert "refuted" not in verdicts("capability", text, APP)


@pytest.mark.parametrize(
    ("words", "removed", "truths"),
    [
        (
            "Deze levering bevat een aantal nieuwe bestanden voor het systeem en niet alle tests voor een klant. ",
            "Verwijderde bestanden",
            ["unverifiable", "refuted"],
        ),
        (
            "Esta entrega contiene varios archivos nuevos para el servicio de pedidos con todas sus pruebas. ",
            "Archivos eliminados",
            ["supported", "refuted"],
        ),
    ],
)
def test_in_another_language_only_what_is_ticked_is_refuted(
    words: str, removed: str, truths: list[str]
) -> None:
    text = f"# A\n\n{words * 4}\n\n## {removed}\n\n- `src/old.py`\n\n## B\n\n- ✅ `src/new.py`\n"
    assert verdicts("path", text, APP) == truths
    assert verdicts("path", text.replace("✅ ", ""), APP) == [truths[0], "unverifiable"]


def test_a_folder_that_is_missing_may_be_an_empty_one() -> None:
    text = "# Delivery\n\n## Files created\n\n- `src/parts/` - the parts\n\n**New:** `src/parts.py`\n"
    assert verdicts("path", text, APP) == ["unverifiable", "refuted"]


def test_what_was_lacking_and_is_mended_is_not_said_to_be_lacking() -> None:
    text = "# Report\n\n## Issues fixed\n\n### 1. ✅ Missing `start_job()` function\n\nIt was imported and did not exist.\n"
    assert "refuted" not in verdicts("symbol", text, APP)


def test_another_phases_part_is_not_this_ones() -> None:
    text = "# Phase 2: API - COMPLETE\n\n## Endpoints\n\n- `POST /hooks` - hook (Phase 3)\n- `POST /orders` - orders\n"
    assert verdicts("endpoint", text, APP) == ["unverifiable", "refuted"]


def test_a_renamed_file_is_not_said_to_be_there() -> None:
    text = "# Delivery\n\n## Changes\n\n- **Renamed**: `src/task.py` → `src/jobs.py`\n"
    assert "refuted" not in verdicts("path", text, APP)


@pytest.mark.parametrize("label", ["Removed", "Files deleted", "Deleted"])
def test_a_label_says_what_became_of_a_file(label: str) -> None:
    assert verdicts("path", f"# Delivery\n\n**{label}:** `src/old.py` (obsolete)\n", APP) == ["supported"]


def test_a_row_that_is_marked_as_missing_denies_its_file() -> None:
    text = "# Audit\n\n| Item | Status | Evidence |\n|---|---|---|\n| `src/guard.py` | ❌ | Missing |\n| `src/jobs.py` | ✅ | 2 lines |\n"
    assert verdicts("path", text, APP) == ["supported", "supported"]


def test_the_files_of_a_template_are_those_of_what_is_made_with_it() -> None:
    text = "# Delivery\n\n## Starter templates\n\n- **Files**: src/models.py, src/views.py\n"
    assert "refuted" not in verdicts("path", text, APP)


def test_a_call_that_was_logged_is_that_very_call() -> None:
    files = {**APP, "web/app.ts": "console.log('started');\nexport const a = 1;\n"}
    text = "# Delivery\n\n- Removed: `console.log(password)` (leaked it)\n"
    assert "refuted" not in verdicts("cleanliness", text, files)


def test_an_error_message_names_nothing_of_the_tree() -> None:
    text = "# Fix summary\n\n## What was wrong\n\nIt failed with:\n\n```\nPAY ERROR: APIConnectionError: network\n```\n"
    assert "refuted" not in verdicts("symbol", text, APP)


@pytest.mark.parametrize(
    "text",
    [
        "## Technologies\n\n- **AI library:** llama.cpp v0.5.1\n",
        "## Features implemented\n\n- **NextAuth.js** with role-based access control ✅\n",
        "## What the export contains\n\n- `growth-path.html` - the chart\n",
        "## Known issues\n\n### Issue 2: mismatch\n\nThe SDK (`sdks/python/operations/tables.py`) says otherwise.\n",
        "## Related\n\n- [docs/tables.md](./docs/features/tables.md) - how tables are read\n",
        "## Environment files\n\n- ✅ `scout.env` - the scout's settings\n",
        "## Structure\n\n```\nsrc/\n├── jobs.py\n└── embeddings.py   # (future)\n```\n",
    ],
)
def test_what_need_not_be_a_file_of_this_tree_is_not_said_to_be_missing(text: str) -> None:
    files = {**APP, "docs/features/tables.md": "# Tables\n"}
    assert "refuted" not in verdicts("path", f"# Delivery\n\n{text}", files)


@pytest.mark.parametrize(
    "text",
    [
        "## How it works\n\n- Calls the store's `POST /v1/embeddings/store` endpoint\n",
        "### Referrals API (`/api/referrals`)\n\n- GET `/board` - the board\n",
        "## Health checks\n\n- Frontend: HTTP GET /health\n",
        "## 🔴 High priority\n\n**Endpoint:** `GET /api/kpis`\n",
    ],
)
def test_what_need_not_be_this_servers_route_is_not_said_to_be_missing(text: str) -> None:
    assert "refuted" not in verdicts("endpoint", f"# Delivery\n\n{text}", APP)


def test_one_thing_of_a_resource_is_told_of_by_its_path_in_short() -> None:
    more = (
        APP["main.py"]
        + "\n\n@app.delete('/items/{item_id}')\ndef gone(item_id: int):\n    return drop(item_id)\n"
    )
    text = "# Delivery\n\n- `DELETE /items` - removes one\n- `DELETE /orders` - removes an order\n"
    assert verdicts("endpoint", text, {**SERVED, "main.py": more}) == ["unverifiable", "refuted"]


def test_a_count_below_that_of_the_tree_may_be_of_a_part() -> None:
    routes = "".join(f"\n\n@app.get('/r{i}')\ndef r{i}():\n    return load({i})\n" for i in range(9))
    files = {**SERVED, "main.py": APP["main.py"] + routes}
    text = "# Delivery\n\n**Total: 4 API endpoints**\n\n**Total: 15 API endpoints**\n"
    assert verdicts("count", text, files) == ["unverifiable", "refuted"]


@pytest.mark.parametrize(
    "sentence",
    [
        "`start_job`: when a job is not found, it is made",
        "`start_job` may not exist in the database",
        "Fixed `start_job` → `begin_job`",
    ],
)
def test_a_name_beside_a_denial_is_not_denied(sentence: str) -> None:
    assert "refuted" not in verdicts("symbol", f"# Report\n\n## Gaps\n\n- {sentence}\n", APP)


@pytest.mark.parametrize(
    "line",
    [
        "- Redis integration ready",
        "- Redis sessions (provided by the host)",
        "- Redis usage examples",
        "- Future: Redis backend",
    ],
)
def test_what_is_possible_given_or_only_written_about_is_not_said_to_be_there(line: str) -> None:
    assert "refuted" not in verdicts("capability", f"# Delivery\n\n## Features implemented\n\n{line}\n", APP)


def test_how_many_there_were_before_is_not_refuted() -> None:
    text = "# Delivery\n\n## Tests\n\n### Before\n\n- 47 unit tests\n"
    assert "refuted" not in verdicts("count", text, APP)


_CHINESE = "\n".join(
    f"| {n} | Error recovery is slow and the pipeline is brittle for all of the users | src/core/part_{n}.py | 影响范围很大需要进一步处理和分析 |"
    for n in range(1, 9)
)


def test_tables_in_english_make_no_report_of_a_document_in_another_script() -> None:
    text = f"# 完整报告\n\n我们测试了一个大型真实项目并且发现了系统问题\n\n| ID | Finding | 位置 | 影响 |\n|---|---|---|---|\n{_CHINESE}\n"
    found = verdicts("path", text, {**APP, "src/core/engine.py": "X = 1\n"})
    assert found
    assert set(found) == {"unverifiable"}
    accents = "# Delivery\n\nThe naïve café façade is done.\n\n- Added `src/engine.py` for the façade\n"
    assert verdicts("path", accents, APP) == ["refuted"]


def test_lines_with_a_plus_are_what_a_file_gained() -> None:
    text = "# Delivery\n\n| File | Lines |\n| --- | --- |\n| `src/jobs.py` | +450 |\n"
    assert verdicts("size", text, APP) == ["unverifiable"]
    assert verdicts("size", text.replace("+", ""), APP) == ["refuted"]


def test_a_folder_is_as_long_as_its_sources_or_all_of_it() -> None:
    files = {
        "app/main.go": "package app\n" * 60,
        "app/pom.xml": "<x/>\n" * 70,
        "app/a_test.go": "package app\n" * 40,
    }
    for lines, verdict in ((60, "supported"), (100, "supported"), (170, "supported"), (300, "refuted")):
        text = f"# Delivery\n\n```\napp/            (~{lines} lines)\n├── main.go\n└── pom.xml\n```\n"
        assert verdicts("size", text, files) == [verdict]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("docs/plans/refactoring-complete.md", "Refactoring"),
        ("REFACTORING_COMPLETE.md", "Complete Refactoring Implementation Plan"),
        ("PHASE2_PROGRESS.md", "Phase 2: Implementation Guide"),
    ],
)
def test_what_a_plan_names_is_not_said_to_be_there(path: str, title: str) -> None:
    text = f"# {title}\n\n## Files Created\n\n- `src/nowhere.py` - the core ✅\n"
    assert verdicts("path", text, APP, path) == ["unverifiable"]
    assert verdicts("path", text.replace(title, "Delivery"), APP) == ["refuted"]


def test_a_label_that_tells_to_do_something_reports_nothing() -> None:
    text = "# Delivery\n\n### Task 3\n\n**Files:**\n- {}: `src/nowhere.py`\n"
    assert verdicts("path", text.format("Create"), APP) == ["unverifiable"]
    assert verdicts("path", text.format("Created"), APP) == ["refuted"]


def test_an_import_that_is_unused_in_a_file_may_be_used_elsewhere() -> None:
    files = {
        "src/a.ts": "export function formatCard() { return 1 }\n",
        "src/b.ts": "import { formatCard } from './a'\nformatCard()\n",
    }
    text = "# Audit\n\n## Findings\n\n- {}`formatCard` is never called\n"
    assert verdicts("wiring", text.format("`src/c.ts` - "), files) == ["unverifiable"]
    assert verdicts("wiring", text.format(""), files) == ["refuted"]


def test_a_range_that_is_installed_may_be_declared_from_a_later_version_on() -> None:
    manifest = '{"dependencies": {"remark-gfm": "^4.0.1", "react-markdown": "^10.1.0"}}'
    files = {"package.json": manifest, "src/a.ts": "export const a = 1\n"}
    text = "# Delivery\n\n**Added to `package.json`:**\n\n- `remark-gfm@^4.0.0`\n- `react-markdown@^9.0.1`\n"
    assert "refuted" not in verdicts("dependency", text.replace("- `react-markdown@^9.0.1`\n", ""), files)


def test_of_several_names_the_one_beside_the_file_is_said_to_stand_in_it() -> None:
    text = "# Delivery\n\n- Forwards to `VideoPlayer`. A new `start_job()` function in `src/jobs.py` goes over all.\n"
    assert verdicts("code-reference", text, APP) == ["supported"]


def test_a_name_that_is_a_part_of_others_may_be_what_they_stand_for() -> None:
    shown = {"src/a.ts": "const [showResultsModal, setShowResultsModal] = useState(false)\n"}
    ruled = {"src/a.ts": "export const a = 1\n", "rules.yml": "expr: rate(orders_total[1h]) > 0.3\n"}
    text = "# Delivery\n\n## Components\n\n- `{}` component\n"
    assert "refuted" not in verdicts("symbol", text.format("ResultsModal"), shown)
    assert "refuted" not in verdicts("symbol", text.format("orders_total"), ruled)


def test_a_function_inside_a_handler_that_does_nothing_is_not_the_handler() -> None:
    body = "".join(f"    step({n})\n" for n in range(20))
    main = (
        "from fastapi import FastAPI\nfrom run import step\n\napp = FastAPI()\n\n\n@app.post('/start')\ndef start():\n"
        f"    def heard(data):\n        pass\n{body}    return step(heard)\n"
    )
    files = {**SERVED, "main.py": main, "run.py": "def step(n):\n    return save(n)\n"}
    assert verdicts("endpoint", "# Delivery\n\n- `POST /start`\n", files) == ["supported"]


@pytest.mark.parametrize(
    "text",
    [
        "## API\n\n- `/api/items/[id]/route.ts` - Get one (GET)\n",
        "## Deployment\n\n- **CLI**: Published to npm as `shop-cli@2.1.0`\n",
        "## Files Created\n\n```\nweb/\n├── src/\n│   └── jobs.py\n└── IMPLEMENTATION_COMPLETE.md   # this file\n```\n",
    ],
)
def test_places_of_files_own_packages_and_the_document_itself_are_not_missed(text: str) -> None:
    for kind in ("endpoint", "dependency", "path"):
        assert "refuted" not in verdicts(
            kind, f"# Delivery\n\n{text}", {**SERVED, "web/src/jobs.py": "X = 1\n"}
        )


@pytest.mark.parametrize(
    "text",
    [
        "- Models: 165 lines\n- Client: grew by 450\n- Script: 280 lines\n- **Total**: 900 lines\n",
        "| Phase | Lines |\n| --- | --- |\n| 1 | 1550 |\n| 2 | 920 |\n| 3 (planned) | 1100 |\n| **Total** | 2470 |\n",
        "```\nTotal Instructions: 1006\nTime: 2.5 s\n\nCache:\n  Hits: 1000 (99.9%)\n  Misses: 1\n```\n",
        "- Pattern `random`: Box 3D (20x20x20)\n",
    ],
)
def test_numbers_with_others_between_or_parts_to_come_need_not_agree(text: str) -> None:
    assert "refuted" not in verdicts("arithmetic", f"# Delivery\n\n{text}", APP)


def test_a_status_stands_without_copies_and_tests() -> None:
    text = "# Delivery\n\n**Status**: Complete\n\n## Files Created\n\n- `{}`\n- `src/jobs.py`\n- `main.py`\n"
    for name, verdict in (
        (".github/test.yml.bak", "supported"),
        ("tests/test_jobs.py", "supported"),
        ("src/gone.py", "refuted"),
    ):
        files = {**APP, "tests/test_main.py": "def test_a():\n    assert 1\n"}
        assert verdict in _statuses(text.format(name), files)


def _statuses(text: str, files: Files) -> list[str]:
    path = "IMPLEMENTATION_COMPLETE.md"
    document = read(path, text.encode())
    assert document is not None
    files = {**files, path: text}
    ground = Ground(snapshot_of(files), project_of(files), documents={path: document})
    return [v.truth for c, v in claims.verify(claims.find(document), ground) if c.kind == "status"]


def test_a_page_is_no_missing_endpoint() -> None:
    files = {
        **SERVED,
        "web/app/(site)/legal/terms/page.tsx": "export default function Page() { return null }\n",
    }
    text = "# Delivery\n\n| Path | Result |\n| --- | --- |\n| `GET /legal/terms` | 200 |\n| `GET /legal/imprint` | 200 |\n"
    assert verdicts("endpoint", text, files) == ["unverifiable", "refuted"]


def test_what_is_lacking_in_brackets_is_not_what_follows_them() -> None:
    text = "# Audit\n\n## State\n\n- Everything in `.env.example` is set, notably `HASH_SECRET` (it fails without it), `FUNNEL_ENABLED=true`\n"
    files = {**APP, ".env.example": "HASH_SECRET=\nFUNNEL_ENABLED=true\n"}
    assert "refuted" not in verdicts("setting", text, files)


def test_a_router_that_says_nothing_that_is_read_may_serve_anything() -> None:
    app = "import { Hono } from 'hono'\nimport { serve } from '@hono/node-server'\nimport { bots } from './bots'\nconst app = new Hono()\napp.get('/ui', (c) => c.json(load()))\napp.route('/api/bots', bots)\nserve(app)\n"
    bots = "import { Hono } from 'hono'\nexport const bots = new Hono()\n{}\n"
    said, told = "bots.openapi(listRoute, (c) => c.json(list()))", "bots.get('/', (c) => c.json(list()))"
    text = "# Delivery\n\n- `GET /ui`\n- `DELETE /api/bots/:id`\n"
    package = {
        "package.json": '{"main": "src/app.ts", "scripts": {"start": "tsx src/app.ts"}, "dependencies": {"hono": "4"}}'
    }
    for line, verdict in ((said, "unverifiable"), (told, "refuted")):
        files = {**package, "src/app.ts": app, "src/bots.ts": bots.replace("{}", line)}
        assert verdicts("endpoint", text, files) == ["supported", verdict]


def test_a_script_that_tests_something_is_no_promise_of_tests() -> None:
    text = "# Delivery\n\n## Scripts\n\n**{}** (`{}`)\n\n- Tests semantic search with sample queries\n"
    assert "refuted" not in verdicts("capability", text.format("Search", "scripts/trySearch.ts"), APP)


def test_a_drawing_may_group_files_that_lie_elsewhere() -> None:
    text = "# Delivery\n\n```\nsrc/\n├── core/\n│   ├── jobs.py\n├── app.py\n├── gone.py\n├── api.py\n└── main.py\n```\n"
    there = dict.fromkeys(("src/main.py", "src/app.py", "src/api.py"), "X = 1\n")
    assert verdicts("path", text, {**APP, **there}) == [
        "unverifiable",
        *(["supported", "refuted"] + 2 * ["supported"]),
    ]


def test_sections_with_numbers_that_were_not_added_up_leave_a_total_open() -> None:
    text = "# Delivery\n\n## Files Created\n\n### Configuration Files (4)\n\n### Core Files (3)\n\n### Middleware (3)\n\n### Support Files (3)\n\nTotal: 13 files\n"
    assert "refuted" not in verdicts("arithmetic", text, APP)


def test_a_document_that_calls_itself_historical_accuses_nobody() -> None:
    text = "# Viewer complete\n\n> **HISTORICAL DOCUMENT**: it names `web/`, which is gone.\n\n## Files\n\n- `src/nowhere.py` - viewer\n"
    assert verdicts("path", text, APP) == ["unverifiable"]
    assert verdicts("path", text.replace("HISTORICAL DOCUMENT", "Note"), APP) == ["refuted"]
    undone = text.replace("HISTORICAL DOCUMENT", "Status:** **ROLLED BACK")
    assert verdicts("path", undone, APP) == ["unverifiable"]
    assert verdicts("path", undone.replace("**ROLLED BACK", "a reverted index is"), APP) == ["refuted"]


def test_of_several_files_the_one_beside_the_document_is_meant() -> None:
    files = {
        **APP,
        "apps/api/src/routes/auth.ts": "export const a = 1\n",
        "old/src/routes/auth.ts": "export const a = 1\n",
    }
    text = "# Delivery\n\n## Files\n\n- **routes/auth.ts** - sign-in\n"
    assert verdicts("path", text, files, "apps/api/IMPLEMENTATION_COMPLETE.md") == ["supported"]
    assert verdicts("path", text, files) == ["unverifiable"]


def test_a_figure_with_a_plus_is_a_difference_only_in_a_column_of_changes() -> None:
    table = (
        "# Report\n\n| Load | Rate | Success | {} |\n| --- | --- | --- | --- |\n| 10 | 494 | 100 | +237 |\n"
    )
    assert verdicts("arithmetic", table.format("Memory"), APP) == []
    shown = table + "| 20 | 494 | 100 | -394 |\n"
    assert verdicts("arithmetic", shown.format("Change"), APP) == ["unverifiable", "supported"]
    twice = shown + "| 30 | 480 | 100 | -380 |\n"
    assert verdicts("arithmetic", twice.format("Change"), APP) == ["refuted", "supported", "supported"]


def test_what_a_document_holds_or_somebody_learnt_is_not_said_to_be_there() -> None:
    text = "# Delivery\n\n## {}\n\n- Redis caching of every item\n"
    for heading in ("Learning value", "DEPLOYMENT_GUIDE.md"):
        assert "refuted" not in verdicts("capability", text.format(heading), APP)
    assert verdicts("capability", text.format("Features implemented"), APP) == ["refuted"]


def test_a_sign_before_a_files_name_does_not_make_it_another() -> None:
    text = "# Index\n\n## Files\n\n- **✅_COMPLETE.txt** - state\n"
    assert "refuted" not in verdicts("path", text, {**APP, "✅_COMPLETE.txt": "done\n"})


def test_routes_may_count_pages() -> None:
    page = {"web/app/legal/page.tsx": "export default function Page() { return null }\n"}
    text = "# Delivery\n\n- Total: 7 routes\n"
    assert verdicts("count", text, SERVED) == ["refuted"]
    assert verdicts("count", text, {**SERVED, **page}) == ["unverifiable"]
    router = {"web/package.json": '{"name": "web", "dependencies": {"react-router-dom": "6"}}'}
    assert verdicts("count", text, {**SERVED, **router}) == ["unverifiable"]
    assert verdicts("count", "# Delivery\n\n- Total: 7 endpoints\n", {**SERVED, **router}) == ["refuted"]


def test_an_entry_of_a_drawing_with_another_sign_than_the_ticked_is_not_said_to_be_there() -> None:
    text = "# Delivery\n\n```\nsrc/\n├── jobs.py      ✅ Created\n├── gone.py      {}\n├── app.py       ✅ Created\n├── main.py      ✅ Created\n└── lost.py      ✅ Created\n```\n"
    files = {**APP, "src/app.py": "X = 1\n", "src/main.py": "X = 1\n"}
    assert verdicts("path", text.format("📋 Template ready"), files) == [
        "supported",
        "unverifiable",
        "supported",
        "supported",
        "refuted",
    ]


def test_a_route_of_another_file_than_the_named_is_not_the_one_meant() -> None:
    routes = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/{id}')\ndef one(id):\n    return load(id)\n"
    files = {**SERVED, "routes/notes.py": routes}
    for text in (
        "# Delivery\n\n### Routes (`routes/packs.py`)\n\n- `GET /:id`\n",
        "# Delivery\n\n- `GET /:id`\n",
    ):
        assert "refuted" not in verdicts("endpoint", text, files)


@pytest.mark.parametrize("title", ["Audit Links - Implementation Design", "System Design", "Design Document"])
def test_a_document_that_its_title_calls_a_design_reports_nothing(title: str) -> None:
    text = f"# {title}\n\n## Features implemented\n\n- Redis caching of every item\n"
    assert "refuted" not in verdicts("capability", text, APP)


@pytest.mark.parametrize(
    "title", ["System Design Complete", "Responsive Design", "Design of the Shop: Delivery"]
)
def test_a_report_on_what_was_designed_reports(title: str) -> None:
    text = f"# {title}\n\n## Features implemented\n\n- Redis caching of every item\n"
    assert verdicts("capability", text, APP) == ["refuted"]


def test_a_route_with_the_id_of_one_thing_tells_of_a_request_and_not_of_a_route() -> None:
    text = "# Delivery\n\n## Endpoints\n\n- `GET /items` lists\n- `GET /shops/{}/branches` lists\n"
    assert verdicts("endpoint", text.format("o7miq1blv0d549q6dhfxxcic"), SERVED) == [
        "supported",
        "unverifiable",
    ]
    assert verdicts("endpoint", text.format("{id}"), SERVED) == ["supported", "refuted"]

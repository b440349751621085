"""What a document seems to say and does not: nothing of it is held against the tree, its near neighbour is."""

from __future__ import annotations

import msgspec
import pytest

from checks.claims import Ground, path
from checks.claims.capability import verify
from checks.code import read as code
from checks.documents.read import read
from checks.project.link import Project
from checks.run import InProcess, NoStore
from checks.snapshot import SUBMODULE, Entry
from tests.claimed import DOCUMENT, found, judged
from tests.test_claims_certain import APP, SERVED, verdicts
from tests.trees import project_of, snapshot_of

UPLOADS = {
    "requirements.txt": "django\n",
    "manage.py": "import forms\n\nforms.main()\n",
    "forms.py": (
        'class Uploads:\n    """Keeps files by way of the FastAPI service."""\n\n    def save(self, file):\n'
        "        # For now, save locally and return the path\n        # In production, send it to FastAPI\n"
        "        return file.name\n"
    ),
}
WEB = '{"name": "web", "dependencies": {"react": "18"}}'


def test_a_product_is_told_by_its_use_not_by_an_admission_beside_its_name() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- Works with the existing FastAPI service\n"
    assert "refuted" not in verdicts("capability", text, UPLOADS)


def test_a_submodule_may_hold_what_the_tree_does_not_name() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- Redis caching of every item\n"
    assert verdicts("capability", text, APP) == ["refuted"]
    held = snapshot_of(APP)
    snapshot = msgspec.structs.replace(held, tree={**held.tree, "worker": Entry(SUBMODULE, "1" * 40, 0)})
    facts = code.read(snapshot.tree, snapshot.blobs, NoStore(), InProcess()).facts
    ground = Ground(snapshot, Project(snapshot, facts))
    assert [verify(claim, ground).truth for claim in found("capability", text)] == ["unverifiable"]


@pytest.mark.parametrize(
    ("module", "said", "truth"),
    [
        (
            "worker",
            "lib/queue.py",
            "unverifiable",
        ),  # no lib/ here: it may be written from the submodule's root
        ("worker", "src/queue.py", "refuted"),
        ("vendor/worker", "lib/queue.py", "refuted"),  # somebody else's work
    ],
)
def test_a_path_may_be_written_from_the_root_of_a_submodule(module: str, said: str, truth: str) -> None:
    held = snapshot_of({**APP, "src/main.py": "main()\n"})
    snapshot = msgspec.structs.replace(held, tree={**held.tree, module: Entry(SUBMODULE, "1" * 40, 0)})
    facts = code.read(snapshot.tree, snapshot.blobs, NoStore(), InProcess()).facts
    ground = Ground(snapshot, Project(snapshot, facts))
    claimed = found("path", f"# Delivery\n\n## New files\n\n- `{said}` - the queue\n")
    assert [path.verify(claim, ground).truth for claim in claimed] == [truth]


@pytest.mark.parametrize(
    ("kind", "above", "said"),
    [
        ("capability", "Features", "The service can be deployed to:\n\n- Redis clusters"),
        ("capability", "Features", "- ✅ Can generate Redis caches from templates"),
        ("capability", "❌ Avoid (paid services)", "- Redis caching"),
        ("capability", "Features", "**Pros**:\n- ✅ Redis caching"),
    ],
)
def test_what_could_be_is_weighed_or_avoided_is_not_said_to_be_there(
    kind: str, above: str, said: str
) -> None:
    assert "refuted" not in verdicts(kind, f"# Delivery\n\n## {above}\n\n{said}\n", APP)
    assert verdicts(kind, "# Delivery\n\n## Features\n\n- ✅ Redis caching\n", APP) == ["refuted"]


@pytest.mark.parametrize("title", ["Complete sign-in process documentation", "Complete API reference"])
def test_documentation_and_references_report_nothing(title: str) -> None:
    said = "\n\n**File**: `src/gone.py`\n\n**File**: `src/jobs.py`\n"
    assert verdicts("path", f"# {title}{said}", APP) == ["unverifiable", "supported"]
    assert verdicts("path", f"# Delivery{said}", APP) == ["refuted", "supported"]


def test_a_document_none_of_whose_files_is_there_speaks_of_another_work() -> None:
    lacking = "".join(
        f"\n## Part {n}\n\n**File**: `src/part{n}.py`\n\n- `run_part_{n}()`\n" for n in range(3)
    )
    held = "\n## Jobs\n\n**File**: `src/jobs.py`\n"
    assert set(verdicts("path", f"# Delivery\n{lacking}", APP)) == {"unverifiable"}
    assert verdicts("path", f"# Delivery\n{lacking}{held}", APP) == ["refuted"] * 3 + ["supported"]


def test_lines_of_a_change_are_no_length() -> None:
    below = "# Delivery\n\n## {}\n\n- `src/jobs.py` - {} (250 lines)\n"
    assert "refuted" not in verdicts("size", below.format("Modified files", "the queue"), APP)
    assert "refuted" not in verdicts("size", below.format("Files", "Added the queue and its worker"), APP)
    assert verdicts("size", below.format("Files", "the queue and its worker"), APP) == ["refuted"]


def test_a_length_of_a_file_whose_folder_was_lost_is_open() -> None:
    files = {**APP, "src/storage/base.py": "A = 1\n"}
    drawn = "```\nsrc/\n jobs.py # the jobs (2 lines)\n {} # the storage (130 lines)\n```\n"
    assert verdicts("size", f"# Delivery\n\n{drawn.format('base.py')}", files) == [
        "supported",
        "unverifiable",
    ]
    assert verdicts("size", f"# Delivery\n\n{drawn.format('gone.py')}", files) == [
        "supported",
        "unverifiable",
    ]


def test_what_else_stands_below_a_removal_is_not_said_to_be_removed() -> None:
    below = "# Delivery\n\n## Removed files\n\n- {}\n"
    assert "refuted" not in verdicts("path", below.format("The host runs jobs alone (`src/jobs.py`)"), APP)
    assert verdicts("path", below.format("`src/jobs.py`"), APP) == ["refuted"]


def test_a_sign_in_a_column_of_properties_denies_no_route() -> None:
    table = "# Delivery\n\n## Endpoints\n\n| Endpoint | Method | {} | What |\n|---|---|---|---|\n| `/items` | GET | ❌ | Lists items |\n"
    assert "refuted" not in verdicts("endpoint", table.format("Auth"), SERVED)
    assert verdicts("endpoint", table.format("Status"), SERVED) == ["refuted"]


def test_modules_that_code_imports_and_the_tree_lacks_may_serve_a_route() -> None:
    text = (
        "# Delivery\n\n## Endpoints\n\n- `GET /api/items` - every item\n- `GET /api/orders` - every order\n"
    )
    served = 'import express from "express";\n\nconst app = express();\napp.get("/api/users", (q, s) => s.json(load()));\napp.listen(80);\n'
    files = {"package.json": WEB.replace("react", "express"), "src/main.ts": served}
    assert verdicts("endpoint", text, files) == ["refuted", "refuted"]
    lacking = {
        **files,
        "src/main.ts": f'import {{ createServer }} from "./server";\n{served}createServer();\n',
    }
    assert verdicts("endpoint", text, lacking) == ["unverifiable", "unverifiable"]


@pytest.mark.parametrize(
    ("code", "truth"),
    [
        ("data = (\n    dump(result.get('data', {})) if result.get('data') else None\n)\n", "supported"),
        ("data = keep(result)\n", "unverifiable"),
    ],
)
def test_a_quoted_line_may_be_broken_into_lines(code: str, truth: str) -> None:
    quoted = "```python\ndata = dump(result.get('data', {})) if result.get('data') else None\n```\n"
    text = f"# Review\n\n**Location**: `src/keep.py:1`\n\n{quoted}"
    assert verdicts("code-reference", text, {**APP, "src/keep.py": code}) == [truth]


@pytest.mark.parametrize(
    ("remark", "truth"),
    [
        ("# Takes Redis notices of what is stale", "unverifiable"),
        ("# TODO: Redis in production", "refuted"),
        ("# Takes notices of what is stale", "refuted"),
    ],
)
def test_what_a_remark_names_may_be_the_code_beside_it(remark: str, truth: str) -> None:
    files = {**APP, "src/jobs.py": f"def start_job(name):\n    {remark}\n    return run(name)\n"}
    text = "# Delivery\n\n## Features implemented\n\n- Redis caching of every item\n"
    assert verdicts("capability", text, files) == [truth]


def test_what_a_tool_is_configured_with_is_called_by_it() -> None:
    config = "export default { plugins: [own()] };\n\nfunction own() {\n  return { configure(server) { server.create(item); server.update(item); } };\n}\n"
    files = {"package.json": WEB, "src/main.ts": "export const a = 1;\n", "vite.config.ts": config}
    assert "refuted" not in verdicts(
        "capability", "# Delivery\n\n## Done\n\n- ✅ Complete user CRUD operations\n", files
    )


def test_what_was_removed_from_a_file_is_not_the_file() -> None:
    table = "# Delivery\n\n## Changes\n\n| File | Change |\n|---|---|\n| `src/jobs.py` | {} |\n"
    assert "refuted" not in verdicts("path", table.format("Removed `old_queue` for good"), APP)
    assert verdicts("path", table.format("Removed"), APP) == ["refuted"]


@pytest.mark.parametrize(
    "said", ["JWT authentication", "Push notifications", "Docker containers", "CSRF protection"]
)
def test_what_something_beside_the_tree_may_give_is_refuted_by_no_absence(said: str) -> None:
    text = "# Delivery\n\n## Features\n\n- ✅ {}\n"
    served = 'import express from "express";\n\nconst app = express();\napp.listen(80);\n'
    files = {"package.json": WEB.replace("react", "express"), "src/main.ts": served}
    assert verdicts("capability", text.format(said), files) == ["unverifiable"]
    assert verdicts("capability", text.format("PostgreSQL storage"), files) == ["refuted"]


def test_entries_of_a_log_tell_of_their_day() -> None:
    said = "# {}\n\n## Day 3 (15 May)\n\n**Files created**:\n- `src/gone.py` (the first try)\n- `src/jobs.py` (the queue)\n"
    assert verdicts("path", said.format("Development log"), APP) == ["unverifiable", "supported"]
    assert verdicts("path", said.format("Delivery of the catalogue"), APP) == ["refuted", "supported"]


def test_a_status_of_nothing_named_stands() -> None:
    text = "Issue 1: no queue\nFix: written src/gone.py\nStatus: ✅ RESOLVED\n"
    assert "refuted" not in verdicts("status", f"{text}\n- `src/gone.py`\n", APP)


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("**Monitoring**: 100% real-time health and alerts", []),
        ("**Data**: 100% real data on every page", ["refuted"]),
    ],
)
def test_real_time_is_not_real_data(said: str, truth: list[str]) -> None:
    made_up = "import random\n\nfrom main import app\n\n\n@app.get('/prices')\ndef prices():\n    return {'price': random.random() * 100, 'unit': 'kg'}\n"
    files = {**SERVED, "main.py": APP["main.py"] + "\n\nimport prices\n", "prices.py": made_up}
    assert verdicts("cleanliness", f"# Mock data removal\n\n## Done\n\n- {said}\n", files) == truth


def test_tests_that_skip_themselves_are_counted_once() -> None:
    tests = 'import { test } from "@playwright/test";\n\ntest("a", async () => { test.skip(); });\ntest("b", async () => { test.skip(slow, "why"); });\ntest.skip("c", async () => {});\n'
    files = {"package.json": WEB, "e2e/auth.spec.ts": tests}
    text = "# Delivery\n\n## Tests\n\n- `e2e/auth.spec.ts` ({} tests)\n"
    assert verdicts("count", text.format(3), files) == ["supported"]
    assert verdicts("count", text.format(5), files) == ["refuted"]


def test_a_rate_and_a_number_have_no_difference() -> None:
    table = "# Report\n\n| Run | Lost | {} | Net gain |\n|---|---|---|---|\n| 1 | 11 | {} | {} |\n"
    assert "refuted" not in verdicts("arithmetic", table.format("Rate", "42%", "-0.01"), APP)
    shown = (
        table + "| 2 | 9 | 7 | -2 |\n| 3 | 8 | 9 | +1 |\n"
    )  # in other rows they are two figures and their difference
    assert verdicts("arithmetic", shown.format("Won", "8", "-5"), APP) == [
        "refuted",
        "supported",
        "supported",
    ]


def test_a_report_on_the_front_end_says_nothing_of_what_a_server_makes_up() -> None:
    made_up = "def send_note(number, text):\n    # TODO: call the provider, this is a placeholder\n    print('would be sent')\n    return {'id': 'note-1', 'sent': True, 'number': 4711}\n"
    files = {
        **SERVED,
        "main.py": APP["main.py"] + "\n\nimport notes\n\nnotes.send_note(1, 'a')\n",
        "notes.py": made_up,
    }
    text = "# Mock data removal\n\n## Summary\n\n**All mock data has been removed from {}!**\n"
    assert "refuted" not in verdicts("cleanliness", text.format("the frontend"), files)


def test_steps_that_are_listed_are_not_counted() -> None:
    listed = "# Delivery\n\n## Next\n\n**Goal**: Wire all 5 agents\n\n1. Create the workflow\n2. Copy the nodes\n3. Test each agent\n4. Add retries\n"
    assert "refuted" not in verdicts("arithmetic", listed, APP)


def test_what_a_front_end_expects_is_not_said_to_be_served() -> None:
    text = "# Delivery\n\n## Integration\n\n{}\n\n**Orders**\n- `DELETE /orders/all` - every order\n"
    assert "refuted" not in verdicts(
        "endpoint", text.format("The frontend expects these backend endpoints:"), SERVED
    )
    assert verdicts("endpoint", text.format("These endpoints are served:"), SERVED) == ["refuted"]


def test_the_length_of_a_file_with_a_common_name_is_that_of_the_one_that_is_meant() -> None:
    files = {**APP, "bridge/src/server.py": "A = 1\n"}
    assert verdicts("size", "# Delivery\n\n- `server.py` - the interface (600 lines)\n", files) == [
        "unverifiable"
    ]
    assert verdicts(
        "size", "# Delivery\n\n- `bridge/src/server.py` - the interface (600 lines)\n", files
    ) == ["refuted"]


def test_the_end_of_a_name_is_not_the_name() -> None:
    compose = "services:\n  api:\n    environment:\n      SMTP_HOST: mail\n"
    text = "# Delivery\n\n## Files modified\n\n1. `compose.yml` - Added {} settings\n"
    assert "refuted" not in verdicts("code-reference", text.format("SMTP"), {**APP, "compose.yml": compose})


def test_a_class_may_have_the_words_of_a_file() -> None:
    files = {**APP, "src/order-performance-monitoring.middleware.py": "def watch():\n    return 1\n"}
    text = "# Delivery\n\n## Parts\n\n- **Class**: `{}MonitoringMiddleware()`\n"
    for name, shown in (("Performance", ["src/order-performance-monitoring.middleware.py"]), ("Latency", [])):
        ((_, verdict),) = judged("symbol", text.format(name), files)
        assert (verdict.truth, [place.path for place in verdict.evidence]) == ("unverifiable", shown)


@pytest.mark.parametrize(
    "said",
    [
        "Built with ❤ using Cursor and Redis",
        "Co-authored by Claude and Redis",
        "**Rate limiting** - by default",
    ],
)
def test_what_a_work_was_written_with_is_not_said_to_be_in_it(said: str) -> None:
    assert "refuted" not in verdicts(
        "capability", f"# Delivery\n\n## Features implemented\n\n- {said}\n", APP
    )


def test_a_total_behind_the_last_of_several_lists_is_that_of_all() -> None:
    routes = "### {}\n\n- GET /{}\n- POST /{}\n\n"
    text = "# Delivery\n\n## Endpoints\n\n" + "".join(routes.format(n, n, n) for n in ("carts", "orders"))
    assert "refuted" not in verdicts("arithmetic", f"{text}**Total: 14 endpoints**\n", APP)
    alone = "# Delivery\n\n## Endpoints\n\n- GET /carts\n- POST /carts\n\n**Total: 3 endpoints**\n"
    assert verdicts("arithmetic", alone, APP) == ["refuted"]


def test_what_stands_below_a_plan_is_not_said_to_be_there() -> None:
    text = "# Status\n\n## {}\n\n### Week 4: integration\n\n- **Sync**: Redis caching\n"
    assert "refuted" not in verdicts("capability", text.format("Mobile development plan"), APP)
    assert verdicts("capability", text.format("Mobile app"), APP) == ["refuted"]


def test_a_change_of_something_else_than_the_row_names_is_not_recounted() -> None:
    table = "# Report\n\n| Setting | Before | After | Impact |\n|---|---|---|---|\n| Threshold | 0.50 | 0.75 | {} |\n"
    assert "refuted" not in verdicts("arithmetic", table.format("60% fewer alerts"), APP)
    assert verdicts("arithmetic", table.format("20% higher"), APP) == ["refuted"]


def test_small_differences_are_read_to_their_last_digit() -> None:
    table = "# Report\n\n| Setting | Before | After | Change |\n|---|---|---|---|\n| Step | 0.0015 | 0.0012 | {} |\n"
    assert verdicts("arithmetic", table.format("-0.0003"), APP) == ["supported"]
    shown = table + "| Rate | 0.0025 | 0.0021 | -0.0004 |\n| Size | 0.0031 | 0.0033 | +0.0002 |\n"
    assert verdicts("arithmetic", shown.format("-0.0009"), APP) == ["refuted", "supported", "supported"]


def test_what_a_file_imports_from_may_have_what_was_added_to_it() -> None:
    files = {
        **APP,
        "src/layout.py": "from src.wrapping import Wrapping\n\nPAGE = Wrapping()\n",
        "src/wrapping.py": "class Wrapping:\n    def __init__(self):\n        self.held = UserHolder()\n",
    }
    text = "# Delivery\n\n## Files modified\n\n- `src/layout.py` - Added {}\n"
    assert "refuted" not in verdicts("code-reference", text.format("`UserHolder()`"), files)
    assert verdicts("code-reference", text.format("`GuestHolder()`"), files) == ["refuted"]


def test_where_something_is_wrong_is_not_said_to_be_good() -> None:
    mock = APP["main.py"] + (
        "\n\n@app.get('/api/odds')\ndef odds():\n"
        "    return [{'id': 1, 'team': 'Red', 'odds': 1.5}, {'id': 2, 'team': 'Blue', 'odds': 2.5}]\n"
    )
    text = "# Review\n\n## Exempt from checks\n\n**{}:**\n- `/api/odds`\n"
    files = {**SERVED, "main.py": mock}
    assert "refuted" not in verdicts("endpoint", text.format("Affected endpoints"), files)
    assert verdicts("endpoint", text.format("Endpoints"), files) == ["refuted"]


def test_names_below_a_folder_that_git_ignores_are_open() -> None:
    text = "# Delivery\n\n## Files\n\n- **src/sandbox/** (1 file)\n  - tester.py\n- **src/** (1 file)\n  - gone.py\n"
    document = read(DOCUMENT, text.encode())
    assert document is not None
    snapshot = msgspec.structs.replace(snapshot_of(APP), ignored=lambda path: "sandbox/" in path)
    ground = Ground(snapshot, project_of(APP), documents={DOCUMENT: document})
    judged = {str(claim.subject["path"]): path.verify(claim, ground).truth for claim in found("path", text)}
    assert (judged["tester.py"], judged["gone.py"]) == ("unverifiable", "refuted")


@pytest.mark.parametrize(
    "said", ["Ollama: `/api/tags` endpoint", "The client checks the `/api/tags` endpoint"]
)
def test_the_route_of_a_service_that_is_named_is_not_ours(said: str) -> None:
    assert "refuted" not in verdicts(
        "endpoint", f"# Delivery\n\n## Health\n\n- {said}\n- GET `/items`\n", SERVED
    )


def test_a_route_with_a_parameter_may_be_the_one_that_is_written_out() -> None:
    export = (
        APP["main.py"]
        + "\n\n@app.get('/reports/{report_id}/{form}')\ndef report(report_id, form):\n    return load()\n"
    )
    text = "# Delivery\n\n## Endpoints\n\n- `GET /reports/{id}/pdf`\n- `GET /reports/{id}/pdf/pages`\n- `GET /items`\n"
    judged = verdicts("endpoint", text, {**SERVED, "main.py": export})
    assert judged[:2] == ["unverifiable", "refuted"]


def test_a_web_socket_is_opened_with_a_get() -> None:
    socket = (
        APP["main.py"]
        + "\n\n@app.websocket('/ws/alerts')\nasync def alerts(ws):\n    await ws.send_json(load())\n"
    )
    text = "# Delivery\n\n## Endpoints\n\n- `GET /ws/alerts` - WebSocket connection\n- `POST /ws/alerts` - the same\n"
    assert verdicts("endpoint", text, {**SERVED, "main.py": socket}) == ["supported", "refuted"]


def test_a_stub_beside_an_architecture_speaks_against_nothing() -> None:
    files = {
        **SERVED,
        "main.py": APP["main.py"] + "\n\nfrom coordinator import coordinate\n\ncoordinate()\n",
        "coordinator.py": '"""Events are sent by a bus; EventEmitter is not used here."""\n\n\ndef coordinate():\n    """Not used: the bus does it, see EventEmitter."""\n    pass\n',
    }
    text = "# Delivery\n\n## Working\n\n- ✅ Event-driven architecture functioning\n"
    assert "refuted" not in verdicts("capability", text, files)


@pytest.mark.parametrize(
    "said", ["A circuit breaker can verify identical runs", "The one fix needed is a circuit breaker"]
)
def test_what_somebody_could_do_or_still_needs_is_not_said_to_be_there(said: str) -> None:
    assert "refuted" not in verdicts(
        "capability", f"# Delivery\n\n## Features implemented\n\n- {said}\n", APP
    )
    assert verdicts(
        "capability", "# Delivery\n\n## Features implemented\n\n- Circuit breaker for every call\n", APP
    ) == ["refuted"]


def test_a_name_that_code_compares_is_no_package() -> None:
    text = "# Delivery\n\n## Rules added\n\n- `signal = 'up'` if `share_ratio >= 0.7`\n"
    assert "refuted" not in verdicts("dependency", text, APP)


def test_what_is_not_called_everywhere_may_be_called() -> None:
    files = {**SERVED, "main.py": APP["main.py"] + "\n\nfrom src.jobs import start_job\n\nstart_job('a')\n"}
    text = "# Audit\n\n## Gaps\n\n- ⚠️ `start_job()` exists but is not called{}\n"
    assert "refuted" not in verdicts("wiring", text.format(" everywhere"), files)
    assert verdicts("wiring", text.format(""), files) == ["refuted"]


def test_figures_that_a_build_prints_below_a_total_need_not_be_its_parts() -> None:
    printed = "# Delivery\n\n## Build\n\n```\nTotal bundle size: 246.19 kB\nGzipped size: 77.93 kB\nStyles: 18.09 kB\nPages: 0.46 kB\n```\n"
    assert "refuted" not in verdicts("arithmetic", printed, APP)
    table = "# Delivery\n\n| Part | Lines |\n|---|---|\n| Scripts | 4,374 |\n| Styles | 2,400 |\n| **Total** | **9,890** |\n"
    assert verdicts("arithmetic", table, APP) == ["refuted"]


def test_what_something_is_for_is_not_said_to_be_there() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- {}\n"
    assert "refuted" not in verdicts("capability", text.format("Exports lists for Redis importers"), APP)
    assert verdicts("capability", text.format("Redis caching of lists"), APP) == ["refuted"]


def test_what_would_have_to_be_there_is_not_said_to_be() -> None:
    text = "# Handing over\n\n## Criteria\n\n{}:\n\n- ✅ `src/jobs.py` runs\n- ✅ `src/gone.py` runs\n"
    assert "refuted" not in verdicts("path", text.format("The task is complete when"), APP)


def test_how_something_failed_denies_nothing_of_the_code() -> None:
    text = "# Audit\n\n## {}\n\n- `start_job()` is never called\n"
    files = {**SERVED, "main.py": APP["main.py"] + "\n\nfrom src.jobs import start_job\n\nstart_job('a')\n"}
    assert "refuted" not in verdicts("wiring", text.format("Root cause"), files)
    assert verdicts("wiring", text.format("Gaps"), files) == ["refuted"]


def test_a_server_that_is_not_read_may_have_what_stands_idle_here() -> None:
    roles = "def has_role(user, role):\n    return role in user.roles\n"
    files = {**SERVED, "src/role_permission_checks.py": roles}
    text = "# Delivery\n\n## Features\n\n- ✅ Role-based permission checks\n"
    php = {"server/app/Http/RoleController.php": "<?php\nclass RoleController { }\n"}
    assert verdicts("capability", text, files) == ["refuted"]
    assert verdicts("capability", text, {**files, **php}) == ["unverifiable"]


def test_points_that_go_on_from_a_line_of_text_are_not_counted_against_it() -> None:
    points = "".join(f"{at}. `GET /items/{at}`\n   - Answers one\n" for at in (6, 7, 8))
    text = f"# Delivery\n\n**Item endpoints** (3):\n{points}"
    assert "refuted" not in verdicts("arithmetic", text, SERVED)
    apart = "# Delivery\n\n**Item endpoints** (3):\n\n- `GET /items`\n- `GET /items/1`\n"
    assert verdicts("arithmetic", apart, SERVED) == ["refuted"]


def test_output_that_is_expected_need_not_add_up() -> None:
    text = "# Delivery\n\n## {}\n\n- Lines: 445/502 (89%)\n- Files: 123/138 (92%)\n"
    assert verdicts("arithmetic", text.format("Test results"), APP) == ["supported", "refuted"]
    assert verdicts("arithmetic", text.format("Expected test results"), APP) == ["supported", "unverifiable"]


def test_no_mock_data_below_the_name_of_a_feature_is_said_of_it() -> None:
    made_up = "import random\n\nfrom main import app\n\n\n@app.get('/prices')\ndef prices():\n    return {'price': random.random() * 100, 'unit': 'kg'}\n"
    files = {**SERVED, "main.py": APP["main.py"] + "\n\nimport prices\n", "prices.py": made_up}
    text = "# Labels for parcels\n\n## {}\n\n- No mock data\n"
    assert verdicts("cleanliness", text.format("1. Real data"), files) == ["unverifiable"]
    assert verdicts("cleanliness", text.format("Final status"), files) == ["refuted"]


@pytest.mark.parametrize(("what", "covers"), [("packages", (5, 5)), ("services", (1, 7))])
def test_that_all_packages_are_ready_is_not_said_of_the_code(what: str, covers: tuple[int, int]) -> None:
    (claim,) = found("status", f"# Delivery\n\nWhat is there.\n\n- All {what} ready\n")
    assert claim.covers is not None
    assert (claim.covers[0], claim.covers[1] > 5) == (covers[0], covers[1] > 5)

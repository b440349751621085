"""What is not here may be elsewhere, gone again, still to come, or served in a way that no router shows."""

from __future__ import annotations

import msgspec
import pytest

from checks import claims
from checks.claims import Ground
from checks.code.read import read as read_code
from checks.documents.read import read
from checks.project.link import Project
from checks.run import InProcess, NoStore
from checks.snapshot import SUBMODULE, Entry
from tests.test_claims_certain import APP, SERVED, verdicts
from tests.trees import Files, project_of, snapshot_of

LISTED = "# Delivery\n\n## Files created\n\n- `src/jobs.py` - jobs\n- {}\n"


def lone(path: str, files: Files = APP) -> list[str]:
    """The verdict on a file that a document names alone."""
    return verdicts("path", f"# Delivery\n\n**File:** `{path}`\n", files)


def test_a_file_that_nothing_vouches_for_may_be_of_another_repository() -> None:
    assert lone("ios/Services/OrderService.py", {**APP, "ios/Services/Rows.swift": ""}) == ["unverifiable"]
    assert lone("OrderService.py") == ["unverifiable"]


def test_files_like_it_in_its_folder_vouch_for_a_file_and_one_alone_does_not() -> None:
    assert lone("src/orders.py") == ["refuted"]
    files = {path: text for path, text in APP.items() if path != "src/stock.py"}
    assert lone("src/orders.py", files) == ["unverifiable"]


def test_another_file_of_its_list_or_of_its_folder_vouches_for_a_file() -> None:
    text = "# Delivery\n\n**File:** `src/jobs.py`\n\n**File:** `src/parts/{}.py`\n"
    files = {**APP, "src/parts/first.py": "", "web/a.ts": ""}
    assert verdicts("path", text.format("second"), files) == ["supported", "refuted"]
    assert verdicts("path", LISTED.format("`worker.py` - works"), APP) == ["supported", "refuted"]


def test_a_document_vouches_for_the_folder_that_it_lies_in() -> None:
    text = "# Delivery\n\n**File:** `{}`\n"
    for named, truth in (("shop/till.py", "refuted"), ("labs/till.py", "unverifiable")):
        files = {**APP, "shop/REPORT.md": text.format(named)}
        document = read("shop/REPORT.md", text.format(named).encode())
        assert document is not None
        ground = Ground(snapshot_of(files), project_of(files), documents={"shop/REPORT.md": document})
        ((_, verdict),) = claims.verify(claims.find(document, ["path"]), ground)
        assert verdict.truth == truth


def test_what_every_repository_has_vouches_for_nothing() -> None:
    text = "# Delivery\n\n## Files created\n\n- `{}` - told\n- `worker.ps1` - works\n"
    files = {**APP, "README.md": "# Orders\n", "tools.md": "# Tools\n"}
    assert verdicts("path", text.format("README.md"), files) == ["supported", "unverifiable"]
    assert verdicts("path", text.format("tools.md"), files) == ["supported", "refuted"]


def test_a_file_that_was_here_before_the_change_needs_nothing_else_to_vouch_for_it() -> None:
    text = "# Delivery\n\n**File:** `src/pages/orders.py`\n"
    files = {**APP, "REPORT.md": text}
    for base, truth in (({**APP, "src/pages/orders.py": "X = 1\n"}, "refuted"), (APP, "unverifiable")):
        document = read("REPORT.md", text.encode())
        assert document is not None
        ground = Ground(snapshot_of(files, base), project_of(files), documents={"REPORT.md": document})
        ((_, verdict),) = claims.verify(claims.find(document, ["path"]), ground)
        assert verdict.truth == truth


def test_a_modified_file_that_the_change_calls_otherwise_was_there_to_be_modified() -> None:
    text = "# Delivery\n\n## Files modified\n\n- `src/jobs.py` - jobs\n- `src/deploy.py` - pinned\n"
    files = {**APP, "REPORT.md": text, "src/release.py": "X = 1\n"}
    base = {**APP, "src/deploy.py": "X = 1\n"}
    for before, truth in ((base, "unverifiable"), (APP, "refuted")):
        document = read("REPORT.md", text.encode())
        assert document is not None
        ground = Ground(snapshot_of(files, before), project_of(files), documents={"REPORT.md": document})
        judged = claims.verify(claims.find(document, ["path"]), ground)
        assert judged[-1][1].truth == truth


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("`src/orders.py` - orders", "refuted"),
        ("`src/orders.py` - orders (if created)", "unverifiable"),
        ("`src/orders.py` - orders (to create)", "unverifiable"),
        ("`src/orders.py` (auto-generated)", "unverifiable"),
        ("`src/orders.py` - generates orders", "refuted"),
        ("~~`src/orders.py`~~ - orders", "unverifiable"),
    ],
)
def test_what_is_said_behind_a_file_tells_whether_it_is_to_be_there(said: str, truth: str) -> None:
    assert verdicts("path", LISTED.format(said), APP)[-1] == truth


@pytest.mark.parametrize(
    ("heading", "truth"),
    [
        ("Parts", "refuted"),
        ("Parts (in progress)", "unverifiable"),
        ("Files that will be created", "unverifiable"),
        ("Progress", "refuted"),
    ],
)
def test_what_is_under_way_or_to_come_need_not_be_there(heading: str, truth: str) -> None:
    text = f"# Delivery\n\n## {heading}\n\n### Files\n\n- `src/jobs.py` - jobs\n- `src/orders.py` - orders\n"
    assert verdicts("path", text, APP)[-1] == truth


@pytest.mark.parametrize(
    ("opening", "truth"),
    [
        ("This implementation plan integrates three loaders.", "unverifiable"),
        ("This document outlines the rollout plan of the loaders.", "unverifiable"),
        ("All of the implementation plan is done.", "refuted"),
        ("This document summarizes what was built.", "refuted"),
    ],
)
def test_a_document_that_opens_as_a_plan_accuses_nobody(opening: str, truth: str) -> None:
    text = LISTED.replace("\n\n## Files", f"\n\n{opening}\n\n## Files").format("`src/orders.py` - orders")
    assert verdicts("path", text, APP)[-1] == truth


def test_a_list_of_what_was_deleted_speaks_for_the_rest_of_its_document() -> None:
    text = LISTED.format("`src/try.py` - tries") + "\n## {}\n\n- `src/try.py`\n"
    assert verdicts("path", text.format("Scripts deleted after use"), APP)[1] == "unverifiable"
    assert verdicts("path", text.format("Scripts kept"), APP)[1] == "refuted"


def test_a_name_of_a_folder_is_no_word_about_another_file() -> None:
    text = "# Delivery\n\n- `Removed/` and `src/`: folders that git leaves alone\n"
    assert "refuted" not in verdicts("path", text, APP)


def test_the_number_of_a_phase_is_no_file_and_a_short_name_is_one() -> None:
    table = "# Delivery\n\n| Part | Where |\n|---|---|\n| Jobs | {} |\n"
    assert verdicts("path", table.format("2.C"), APP) == []
    assert verdicts("path", table.format("`src/x.c`"), APP) != []


ROUTERS = {
    "package.json": '{"main": "src/index.js", "dependencies": {"express": "4"}}',
    "src/mail.js": "const router = require('express').Router();\nrouter.post('/mail', async (req, res) => res.json(await send(req.body)));\nmodule.exports = router;\n",
    "src/carts.js": "const router = require('express').Router();\nrouter.post('/carts', async (req, res) => res.json(await put(req.body)));\nmodule.exports = router;\n",
    "src/index.js": "const app = require('express')();\napp.use(require('./mail'));\napp.listen(80);\n",
}
BY_HAND = "module.exports = async function handler(req, res) {\n  if (req.url.endsWith('/carts')) {\n    return res.json(await put(req.body));\n  }\n};\n"


def test_a_forgotten_routers_route_may_be_answered_by_code_that_compares_addresses() -> None:
    text = "# Delivery\n\n## Endpoints\n\n- `POST /mail`\n- `POST /carts`\n"
    assert verdicts("endpoint", text, ROUTERS) == ["supported", "refuted"]
    by_hand = {**ROUTERS, "src/handler.js": BY_HAND}
    assert verdicts("endpoint", text, by_hand) == ["supported", "unverifiable"]


@pytest.mark.parametrize(
    ("heading", "truth"),
    [
        ("Orders endpoints", "refuted"),
        ("Orders endpoints (not registered)", "unverifiable"),
        ("Orders endpoints (`/api/orders`) - 4 endpoints", "unverifiable"),
    ],
)
def test_a_heading_tells_whether_and_where_routes_are_served(heading: str, truth: str) -> None:
    text = f"# Delivery\n\n## Items\n\n- `GET /items`\n\n## {heading}\n\n- `GET /orders`\n"
    assert verdicts("endpoint", text, SERVED)[-1] == truth


def test_a_word_for_any_route_is_no_route() -> None:
    text = "# Delivery\n\n## Endpoints\n\n- `GET /{}?limit=20`\n"
    assert verdicts("endpoint", text.format("endpoint"), SERVED) == []
    assert verdicts("endpoint", text.format("orders"), SERVED) == ["refuted"]


def test_what_a_submodule_declares_is_not_read() -> None:
    text = "# Delivery\n\n- ✅ Scans codes - uses the `scan-codes` package\n"
    files = {**APP, "package.json": '{"dependencies": {"zod": "3"}}', "REPORT.md": text}
    document = read("REPORT.md", text.encode())
    assert document is not None
    alone = snapshot_of(files)
    beside = msgspec.structs.replace(alone, tree={**alone.tree, "scanner": Entry(SUBMODULE, "0" * 40, 0)})
    for snapshot, truth in ((alone, "refuted"), (beside, "unverifiable")):
        project = Project(snapshot, read_code(alone.tree, alone.blobs, NoStore(), InProcess()).facts)
        ground = Ground(snapshot, project, documents={"REPORT.md": document})
        truths = [v.truth for _, v in claims.verify(claims.find(document, ["dependency"]), ground)]
        assert truths == [truth]


def test_lines_below_another_file_may_be_that_files() -> None:
    text = "# Delivery\n\n- ✅ `main.py` - changed\n  - {} `src/jobs.py` import (line 288-289)\n"
    assert "refuted" not in verdicts("code-reference", text.format("Added"), APP)
    assert verdicts("code-reference", "# Delivery\n\n- `src/jobs.py` (line 288-289)\n", APP) == ["refuted"]


def test_what_does_not_pass_a_name_on_does_not_deny_that_it_stands_there() -> None:
    text = "# Report\n\n## State\n\n- `main.py` doesn't {} `load()`\n"
    assert "refuted" not in verdicts("code-reference", text.format("inherit"), APP)


def test_a_quotation_of_remarks_alone_is_a_sketch() -> None:
    block = "# Delivery\n\n`src/jobs.py:1-2`\n\n```python\ndef start_job(name: str, when: int):\n{}```\n"
    told = "    # asks the queue of the day\n    # waits for ten seconds\n"
    assert "refuted" not in verdicts("code-reference", block.format(told), APP)
    code = "    queue.ask(name, of=today)\n    queue.wait(seconds=10)\n"
    assert verdicts("code-reference", block.format(code), APP) == ["refuted"]

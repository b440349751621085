"""What was taken for a name, a place or a version of this tree and is none; the same words where they are one."""

from __future__ import annotations

from tests.test_claims_certain import APP, SERVED, verdicts
from tests.test_documents_tree_captions import paths

DECLARED = {**APP, "requirements.txt": "fastapi==0.1.0\nredis==5.0.1\n", "cache.py": "import redis\n"}


def test_a_line_of_words_below_a_drawn_entry_says_more_of_it() -> None:
    drawing = "app/\n├── ocr.ts   new\n│   Sharp.js wrapper, thresholds\n└── main.ts"
    assert paths(drawing) == ["app/", "app/ocr.ts", "app/main.ts"]
    assert paths("app/\n    ocr.ts\n    main.ts reads it")[1:] == ["app/ocr.ts", "app/main.ts"]


def test_what_is_installed_is_not_what_a_manifest_declares() -> None:
    text = "# Delivery\n\n- ✅ **Dependencies**: {}\n  - `redis==5.0.9` ✅\n"
    assert verdicts("dependency", text.format("All packages installed"), DECLARED) == ["unverifiable"]
    text = "# Delivery\n\n## Dependencies added\n\n- `redis==5.0.9`\n"
    assert verdicts("dependency", text, DECLARED) == ["refuted"]


def test_a_package_that_is_not_installed_may_be_imported() -> None:
    text = "# Audit\n\n- ❌ **Cache**: `redis` package {}\n"
    assert "refuted" not in verdicts("dependency", text.format("not installed"), DECLARED)


def test_a_heading_that_names_what_was_lacking_denies_nothing() -> None:
    text = "# Delivery\n\n### 1. {} `start_job` Function ✅\n\nIt is there.\n"
    for lead in ("Fixed Missing", "Added the missing"):
        assert "refuted" not in verdicts("symbol", text.format(lead), APP)
    assert verdicts("symbol", "# Audit\n\n- Removed the `start_job()` function\n", APP) == ["refuted"]


def test_a_label_of_one_word_is_no_name() -> None:
    files = {**APP, "src/models.py": "class Order:\n    pass\n"}
    text = "# Report\n\n### Orders - `src/models.py`\n\n- **Purpose:** keeps what was bought\n"
    assert "refuted" not in verdicts("code-reference", text, files)
    text = "# Report\n\n### Orders - `src/models.py`\n\n- `invoice()` - what is owed\n"
    assert verdicts("code-reference", text, files) == ["refuted"]


def test_a_data_file_that_code_names_may_be_made_by_it() -> None:
    text = "# Delivery\n\n## Data\n\n- **File:** `{}`\n"
    files = {**SERVED, "store.js": "export const open = (shop) => read(shop.trial)\n"}
    assert verdicts("path", text.format("data/shop.trial.json"), files) == ["unverifiable"]
    text = "# Delivery\n\n## Files created\n\n- `{}` - what is kept\n- `main.py` - the app\n"
    assert verdicts("path", text.format("src/ledger.py"), files) == ["refuted", "supported"]


def test_a_word_of_a_drawing_is_no_name_of_code() -> None:
    text = (
        "# Delivery\n\n## Pages\n\n```\nOrderDetailPage (/orders/[id])\n├─ Order table\n└─ Search bar\n```\n"
    )
    assert "refuted" not in verdicts("symbol", text, APP)


def test_a_name_in_a_row_stands_in_the_file_of_that_row_not_in_one_that_a_sentence_mentions() -> None:
    files = {
        **APP,
        "feeds.py": "def poll():\n    return 1\n",
        "watch.py": "def feed_watch():\n    return 2\n",
    }
    row = "# Report\n\n| Component | Purpose |\n| --- | --- |\n| **feed_watch()** | {} |\n"
    assert "refuted" not in verdicts("code-reference", row.format("Looks at `feeds.py` every hour"), files)
    row = "# Report\n\n| Component | File |\n| --- | --- |\n| **feed_watch()** | `feeds.py` |\n"
    assert verdicts("code-reference", row, files) == ["refuted"]


def test_what_the_reader_is_to_put_in_is_not_there_yet() -> None:
    files = {**APP, "web/Contact.jsx": "export const PHONE = '000'\n"}
    block = "# Delivery\n\n### {}\n\n```javascript\n// Line 3-4 in web/Contact.jsx\nconst PHONE = 'your own number'\nconst MAIL = 'your own mail'\n```\n"
    assert "refuted" not in verdicts("code-reference", block.format("Update these values:"), files)
    assert verdicts("code-reference", block.format("The contact page"), files) == ["refuted"]


def test_what_a_work_is_ready_for_need_not_be_there() -> None:
    text = "# Delivery\n\n## Features implemented\n\nThis backend is {}:\n\n✅ Redis caching of every item\n"
    assert "refuted" not in verdicts("capability", text.format("well made and ready for"), APP)
    assert verdicts("capability", text.format("complete with"), APP) == ["refuted"]


def test_a_flag_that_is_used_may_still_not_be_wired_to_what_is_named() -> None:
    files = {
        **SERVED,
        "flags.py": "LATE_FEES = True\n",
        "bills.py": "from flags import LATE_FEES\n\nif LATE_FEES:\n    run()\n",
    }
    assert "refuted" not in verdicts(
        "wiring", "# Audit\n\n- `LATE_FEES` flag exists but is not wired to new bills\n", files
    )


def test_of_many_routers_none_is_forgotten() -> None:
    router = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/{0}/{{id}}')\ndef one(id):\n    return load(id)\n"
    names = ("bills", "carts", "mails", "notes")
    files = {**SERVED, **{f"routes/{name}.py": router.format(name) for name in names}}
    text = "# Delivery\n\n- `GET /items`\n- `GET /bills/{id}`\n"
    assert verdicts("endpoint", text, files) == ["supported", "unverifiable"]
    mounted = files["main.py"].replace(
        "\n\n\n", "\nfrom routes.carts import router\n\napp.include_router(router)\n\n\n", 1
    )
    assert verdicts("endpoint", text, {**files, "main.py": mounted}) == ["supported", "refuted"]


def test_the_name_ahead_of_an_arrow_is_the_former_one() -> None:
    text = "# Report\n\n## Changes\n\n- `src/jobs.py` - Fixed `begin_job()` → `start_job()`\n- `src/jobs.py` - Added `end_job()` helper\n"
    assert "refuted" not in verdicts(
        "code-reference", text.split("- `src/jobs.py` - Added", maxsplit=1)[0], APP
    )
    assert verdicts("code-reference", text, APP)[-1:] == ["refuted"]


def test_figures_of_a_coverage_are_no_places_in_a_file() -> None:
    text = "# Report\n\n- Thresholds in `src/jobs.py`: stmts 93, branch 89, funcs 96, lines 93\n"
    assert "refuted" not in verdicts("code-reference", text, APP)
    assert verdicts("code-reference", "# Report\n\n- `src/jobs.py` lines 93-95\n", APP) == ["refuted"]


def test_what_alone_is_there_and_a_call_that_was_removed_deny_no_name() -> None:
    told = ("- ❌ **No brokers table** - only `start_job` exists", "- ❌ Removed `start_job()` call")
    for line in told:
        assert "refuted" not in verdicts("symbol", f"# Audit\n\n{line}\n", APP)


def test_kinds_of_files_that_are_read_need_not_be_there() -> None:
    table = "# Delivery\n\n### {}\n\n| File | Language | Status |\n| --- | --- | --- |\n| main.py | Python | ✅ |\n| Cargo.toml | Rust | ✅ |\n| main.py | Python | ✅ |\n"
    assert "refuted" not in verdicts("path", table.format("Dependency File Support"), APP)


def test_files_to_change_are_not_said_to_be_changed() -> None:
    text = "# Report\n\n## Key Files {}\n\n1. `src/mail.py` - sends what is due\n2. `src/jobs.py` - runs it\n"
    assert verdicts("path", text.format("to Modify"), APP)[0] != "refuted"
    assert verdicts("path", text.format("Created"), APP)[0] == "refuted"


def test_a_heading_that_removes_something_else_removes_no_file() -> None:
    text = "# Report\n\n### 2. Removed {}\n\n- **File**: `src/jobs.py`\n"
    assert "refuted" not in verdicts("path", text.format("Jobs Navigation Link"), APP)


def test_what_a_browser_draws_is_no_accelerator() -> None:
    text = "# Delivery\n\n## {}\n\n- ✅ GPU acceleration working\n"
    assert "refuted" not in verdicts("capability", text.format("Animations"), APP)
    assert verdicts("capability", text.format("Training features implemented"), APP) == ["unverifiable"]
    ocr = text.format("Features implemented").replace("GPU acceleration working", "OCR of receipts")
    assert verdicts("capability", ocr, APP) == ["refuted"]


def test_the_name_of_an_error_that_was_mended_denies_nothing() -> None:
    text = "# Report\n\n## Bugs fixed\n\n1. ✅ **FieldError: `start_job` not in Job model**\n"
    assert "refuted" not in verdicts("symbol", text, APP)


def test_several_of_a_kind_are_no_name() -> None:
    files = {**APP, "views.py": "class OrderViewSet(Base):\n    pass\n"}
    text = "# Report\n\n- `views.py` - Added {}\n"
    assert "refuted" not in verdicts("code-reference", text.format("ViewSets"), files)
    assert verdicts("code-reference", text.format("`send_mail()`"), files) == ["refuted"]


def test_what_stands_below_code_of_another_language_may_be_of_that() -> None:
    text = (
        "# Delivery\n\n## Features implemented\n\n```{}\nkeep(item)\n```\n\n- Redis caching of every item\n"
    )
    assert "refuted" not in verdicts("capability", text.format("solidity"), APP)
    assert verdicts("capability", text.format("python"), APP) == ["refuted"]


def test_what_lies_on_somebodys_machine_beside_the_repository_is_not_held_against_it() -> None:
    text = "# Delivery\n\n## Files created\n\n- `F:\\work\\other\\mail.py` - sends what is due\n- `F:\\work\\mine\\src\\jobs.py` - runs it\n"
    assert verdicts("path", text, APP) == ["unverifiable", "supported"]
    text = "# Delivery\n\n### Added\n\n**File:** `F:\\work\\{}`\n\n- `sendMailOfDay()` function added\n"
    assert "refuted" not in verdicts("symbol", text.format("other\\mail.py"), APP)


def test_an_extra_of_a_package_is_declared_with_it() -> None:
    files = {**APP, "requirements.txt": "fastapi\npasslib[bcrypt]==1.7.4\n"}
    text = "# Delivery\n\n## Files Modified\n\n1. **requirements.txt** - Added passlib, bcrypt, redis\n"
    assert verdicts("dependency", text, files) == ["supported", "supported", "refuted"]


def test_what_something_is_made_without_does_not_stand_there() -> None:
    text = "# Report\n\n- Made without `retry()` (`src/jobs.py` line 1-2)\n"
    assert verdicts("code-reference", text, APP) == ["supported"]
    assert verdicts("code-reference", text.replace("without", "with"), APP) == ["refuted"]


def test_what_should_be_is_not_said_to_be() -> None:
    files = {**APP, "requirements.txt": "fastapi==0.1.0\n"}
    text = "# Delivery\n\n## Dependencies added\n\n- `redis`: {} what runs\n"
    assert "refuted" not in verdicts("dependency", text.format("Should supervise"), files)
    assert verdicts("dependency", text.format("Supervises"), files) == ["refuted"]


def test_a_way_in_for_others_need_not_be_gone() -> None:
    text = "# Delivery\n\n- ✅ Accessible via `start_job()` method\n"
    assert "refuted" not in verdicts("wiring", text, APP)


def test_a_folder_called_like_a_work_that_is_not_there_is_another_repositorys() -> None:
    text = "# Delivery\n\n### Storage\n\n**File:** `{}/migrations/7_bills.sql`\n\n- `count_bills_of(day)` - SQL function added\n"
    files = {
        **APP,
        "db/migrations/1_start.sql": "create table items (id int);\n",
        "db/migrations/2_more.sql": "create table rows (id int);\n",
    }
    for kind in ("path", "symbol"):
        assert "refuted" not in verdicts(kind, text.format("ShopWindow/db"), files)
    assert verdicts("path", text.format("db"), files) == ["refuted"]


def test_tests_that_were_found_necessary_need_not_be_written() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- Critical tests of the sign-in {}\n"
    assert "refuted" not in verdicts("capability", text.format("identified"), APP)


def test_transforms_of_a_page_are_drawn_by_a_browser() -> None:
    text = "# Delivery\n\n## Motion implemented\n\n- GPU-accelerated (transform + opacity only)\n"
    assert "refuted" not in verdicts("capability", text, APP)


def test_a_file_that_bears_the_words_may_be_what_is_meant() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- Automated daily price fetch\n"
    assert verdicts("capability", text, APP) == ["refuted"]
    files = {**APP, "fetch_daily_prices.bat": "python main.py\n"}
    assert "refuted" not in verdicts("capability", text, files)


def test_a_control_is_not_what_it_controls() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- Redis caching{}\n"
    assert "refuted" not in verdicts("capability", text.format(" toggle"), APP)
    assert verdicts("capability", text.format(" of items"), APP) == ["refuted"]


def test_a_file_of_the_readers_own_is_not_in_the_tree() -> None:
    files = {**APP, "web/.env": "PORT=1\n", "settings.py": "import os\n\nPORT = os.environ['PORT']\n"}
    text = "# Delivery\n\n## Environment variables\n\n- Your `.env` file has `MAIL_CLIENT_ID` set\n"
    assert "refuted" not in verdicts("setting", text, files)


def test_names_of_a_file_that_is_not_there_are_told_by_the_file() -> None:
    text = "# Delivery\n\n### Mail\n\n**File:** `src/{}.py`\n\n- `sendMailOfDay()` function added\n"
    assert "refuted" not in verdicts("symbol", text.format("mail"), APP)


def test_a_part_of_an_address_is_no_package_with_its_version() -> None:
    text = "# Delivery\n\n- `postgresql://redis:redis@127.0.0.1:5432/shop`\n"
    assert verdicts("dependency", text, DECLARED) == []


def test_a_package_that_was_missing_and_is_installed_is_there() -> None:
    text = "# Delivery\n\n- ✅ Installed missing `redis` dependency\n"
    assert "refuted" not in verdicts("dependency", text, DECLARED)


def test_a_cross_beside_a_route_need_not_mean_that_it_is_not_there() -> None:
    text = "# Report\n\n### ❌ Endpoints That {}:\n\n1. `GET /items` ❌\n"
    assert "refuted" not in verdicts("endpoint", text.format("Return Empty"), SERVED)
    assert verdicts("endpoint", text.format("Are Missing"), SERVED) == ["refuted"]


def test_tests_that_people_sit_are_no_files() -> None:
    text = "# Delivery\n\n## Features implemented\n\n- {} tests with scores\n"
    assert "refuted" not in verdicts("capability", text.format("Full-length mock"), APP)


def test_what_is_required_of_a_product_is_not_said_to_be_there() -> None:
    text = "# Shop\n\n- ✅ `GET /items`\n- ✅ `GET /items/late`\n"
    assert "refuted" not in verdicts("endpoint", text, SERVED, "docs/Shop_PRD_Complete.md")
    assert verdicts("endpoint", text, SERVED) == ["supported", "refuted"]


def test_a_package_called_like_a_route_may_serve_it() -> None:
    files = {
        **SERVED,
        "cms/extensions/shop-search/package.json": '{"name": "shop-search"}',
        "cms/extensions/shop-search/index.js": "export default (router) => router\n",
    }
    text = "# Delivery\n\n- `GET /items`\n- `GET /{}/late`\n"
    assert verdicts("endpoint", text.format("shop-search"), files) == ["supported", "unverifiable"]
    assert verdicts("endpoint", text.format("shop-find"), files) == ["supported", "refuted"]


def test_a_server_that_is_started_and_kept_is_an_entry_point() -> None:
    app = "const express = require('express');\nconst db = require('./db');\nconst app = express();\napp.get('/{0}', async (req, res) => res.json(await db.all('{0}')));\n"
    files = {
        "package.json": '{"name": "x", "scripts": {"start": "node server.js"}, "dependencies": {"express": "4", "pg": "8"}}',
        "db.js": "const { Pool } = require('pg');\nconst pool = new Pool();\nexports.all = (what) => pool.query(what);\n",
        "server.js": app.format("carts") + "app.listen(3000);\n",
        "other-server.js": app.format("bills") + "const server = app.listen(3001);\n",
    }
    text = "# Delivery\n\n- `GET /carts`\n- `GET /bills`\n"
    assert verdicts("endpoint", text, files) == ["supported", "supported"]
    assert verdicts("endpoint", text, {**files, "other-server.js": app.format("bills")}) == [
        "supported",
        "unverifiable",
    ]


def test_a_sham_in_one_file_says_nothing_of_what_another_is_said_to_do() -> None:
    rough = (
        "import psycopg\n\ndb = psycopg.connect('shop')\n\n\ndef post(text):\n    try:\n        db.execute(text)\n"
        "    except psycopg.Error as error:\n        # In production, this would be queued for retry\n        print(error)\n"
    )
    files = {**SERVED, "rough.py": rough, "better.py": "def post(text):\n    return send(text)\n"}
    text = "# Delivery\n\n## Features implemented\n\n- `{}.py`\n  - ✅ Retry logic\n"
    assert "refuted" not in verdicts("capability", text.format("better"), files)
    assert verdicts("capability", text.format("rough"), files) == ["refuted"]


def test_routers_that_nothing_mounts_have_each_their_own_routes() -> None:
    router = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/profile')\ndef own():\n    return load('{0}')\n\n\n@router.get('/{0}')\ndef all_of():\n    return load('{0}')\n"
    files = {**SERVED, "routes/bills.py": router.format("bills"), "routes/carts.py": router.format("carts")}
    text = "# Delivery\n\n- `routes/bills.py` - {0} endpoints\n- `routes/carts.py` - {0} endpoints\n"
    assert verdicts("count", text.format(2), files) == ["supported", "supported"]
    assert verdicts("count", text.format(3), files) == ["refuted", "refuted"]


def test_a_block_behind_from_is_the_former_code() -> None:
    text = "# Report\n\n## Fix\n\n- Changed line 1 of `src/jobs.py` {}:\n  ```python\n  def start_work_of_the_day(name):\n      return begin_with(name)\n  ```\n"
    assert "refuted" not in verdicts("code-reference", text.format("from"), APP)
    assert verdicts("code-reference", text.format("to"), APP) == ["refuted"]

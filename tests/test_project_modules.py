"""Which file an import means, on trees that real repositories have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trees import project_of

BACKEND = {
    "backend/requirements.txt": "fastapi\nredis\n",
    "backend/app/__init__.py": "",
    "backend/app/main.py": "",
    "backend/app/redis.py": "",
    "backend/app/core/__init__.py": "",
    "backend/app/core/config.py": "",
    "backend/app/api.py": "",
    "backend/app/api/__init__.py": "",
    "backend/app/plain/thing.py": "",
    "backend/alembic/env.py": "",
    "scripts/run.py": "",
    "queue.py": "",
}


@pytest.mark.parametrize(
    ("path", "module", "file"),
    [
        ("backend/app/main.py", "app.core.config", "backend/app/core/config.py"),
        ("backend/app/main.py", "app.core", "backend/app/core/__init__.py"),
        ("backend/app/main.py", ".core.config", "backend/app/core/config.py"),
        ("backend/app/core/config.py", "..main", "backend/app/main.py"),
        ("backend/app/core/config.py", ".", "backend/app/core/__init__.py"),
        ("backend/app/main.py", "app.plain.thing", "backend/app/plain/thing.py"),
        ("scripts/run.py", "app.main", "backend/app/main.py"),
        ("scripts/run.py", "backend.app.main", "backend/app/main.py"),
    ],
)
def test_python_imports_lead_to_files_from_every_folder_on_the_path(
    path: str, module: str, file: str
) -> None:
    assert project_of(BACKEND).module(path, module) == file


STRAY = {
    "server/requirements.txt": "fastapi\n",
    "server/__init__.py": "",
    "server/main.py": "",
    "server/web/__init__.py": "",
    "server/web/routes/__init__.py": "",
    "server/web/routes/orders.py": "",
    "web/routes/orders.py": "",
    "web/routes/orders_old.py": "",
    "other/web/routes/plain.py": "",
    "other/run.py": "",
}


@pytest.mark.parametrize(
    ("path", "module", "file"),
    [
        ("server/main.py", "web.routes", "server/web/routes/__init__.py"),
        ("server/web/routes/__init__.py", "web.routes.orders", "server/web/routes/orders.py"),
        ("server/main.py", "web.routes.orders", "server/web/routes/orders.py"),
        ("server/main.py", "web.routes.orders_old", "web/routes/orders_old.py"),
        ("other/run.py", "web.routes.plain", "other/web/routes/plain.py"),
    ],
)
def test_a_package_in_the_folder_of_a_program_wins_over_a_stray_folder_of_its_name(
    path: str, module: str, file: str
) -> None:
    assert project_of(STRAY).module(path, module) == file


def test_a_part_of_a_package_that_nothing_runs_in_gives_no_names() -> None:
    tree = {p: text for p, text in STRAY.items() if p.startswith("server/") and not p.endswith(".txt")}
    assert project_of(tree).module("server/web/routes/__init__.py", "web.routes.orders") is None


COURIER = {
    "courier/__init__.py": "",
    "courier/main.py": "from courier import Client\n",
    "courier/mail.py": "",
    "api/main.py": "import courier.mail\n",
}


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("requirements.txt", "courier>=1.2\n"),
        ("pyproject.toml", "[project]\ndependencies = ['Courier[fast]']\n"),
    ],
)
def test_a_folder_whose_own_manifest_asks_for_a_package_of_its_name_is_not_that_package(
    manifest: str, text: str
) -> None:
    project = project_of({**COURIER, f"courier/{manifest}": text})
    assert project.module("courier/main.py", "courier") is None
    assert project.module("courier/main.py", "courier.mail") is None
    assert project.module("courier/main.py", ".mail") == "courier/mail.py"
    assert project.module("api/main.py", "courier.mail") == "courier/mail.py"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("courier/requirements.txt", "redis\n"),
        (
            "courier/pyproject.toml",
            "[project]\nname = 'courier'\noptional-dependencies.all = ['courier[fast]']\n",
        ),
        ("requirements.txt", "./courier\n"),
        ("api/requirements.txt", "courier>=1.2\n"),
    ],
)
def test_a_package_still_says_its_own_name_where_its_own_manifest_asks_for_no_other(
    path: str, text: str
) -> None:
    assert project_of({**COURIER, path: text}).module("courier/main.py", "courier.mail") == "courier/mail.py"


def test_a_package_hides_a_module_of_its_name() -> None:
    assert project_of(BACKEND).module("backend/app/main.py", "app.api") == "backend/app/api/__init__.py"


@pytest.mark.parametrize(
    "module", ["redis", "redis.asyncio", "os.path", "app.missing", "....far", "alembic", "a b", ""]
)
def test_what_lies_outside_or_is_missing_is_no_file(module: str) -> None:
    assert project_of(BACKEND).module("backend/app/main.py", module) is None


def test_the_standard_library_wins_over_a_file_beside_the_importer_but_not_at_a_root() -> None:
    project = project_of({"app/email.py": "", "app/main.py": "", "queue.py": ""})
    assert project.module("app/main.py", "email") is None
    assert project.module("app/main.py", "queue") == "queue.py"


SERVICES = {
    "services/hire/requirements.txt": "fastapi\n",
    "services/hire/main.py": "",
    "services/hire/api/routes.py": "",
    "services/hire/api/__init__.py": "",
    "services/hire/only_here.py": "",
    "services/tolls/requirements.txt": "fastapi\n",
    "services/tolls/__init__.py": "",
    "services/tolls/main.py": "",
    "services/tolls/api/__init__.py": "",
    "services/tolls/api/routes.py": "",
    "services/pier-fees/requirements.txt": "fastapi\n",
    "services/pier-fees/__init__.py": "",
    "services/pier-fees/main.py": "",
    "services/pier-fees/api/__init__.py": "",
    "services/pier-fees/api/routes.py": "",
}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("services/hire/main.py", "services/hire/api/routes.py"),
        ("services/tolls/main.py", "services/tolls/api/routes.py"),
        ("services/pier-fees/main.py", "services/pier-fees/api/routes.py"),
        ("services/pier-fees/api/__init__.py", "services/pier-fees/api/routes.py"),
    ],
)
def test_a_package_beside_the_importer_comes_before_another_services_of_the_same_name(
    path: str, file: str
) -> None:
    assert project_of(SERVICES).module(path, "api.routes") == file


def test_what_only_another_service_has_is_still_looked_for_there() -> None:
    assert project_of(SERVICES).module("services/tolls/main.py", "only_here") == "services/hire/only_here.py"


def test_what_a_file_says_of_its_own_name_changes_nothing_for_its_neighbours() -> None:
    project = project_of({"main.py": "", "items.py": "", "api.py": ""})
    assert project.module("items.py", "items") is None
    assert project.module("main.py", "items") == "items.py"
    assert project.module("items.py", "api") == "api.py"


WEB = {
    "package.json": '{"name": "root", "workspaces": ["packages/*"]}',
    "tsconfig.json": """{
      // comments are allowed
      "compilerOptions": {"baseUrl": ".", "paths": {"@lib/*": ["libs/*/src"], "@app": ["src/app.ts"],}}
    }""",
    "src/app.ts": "",
    "src/users/index.ts": "",
    "src/users/users.service.ts": "",
    "src/view.tsx": "",
    "src/config.json": "{}",
    "libs/auth/src/index.ts": "",
    "packages/shared/package.json": '{"name": "@acme/shared", "main": "dist/index.js"}',
    "packages/shared/src/index.ts": "",
    "packages/shared/src/dates.ts": "",
    "web/package.json": '{"name": "web", "imports": {"#db/*": "./src/db/*.js"}}',
    "web/tsconfig.json": '{"extends": "./tsconfig.base.json"}',
    "web/tsconfig.base.json": '{"compilerOptions": {"paths": {"~/*": ["./lib/*"]}}}',
    "web/src/main.js": "",
    "web/src/db/pool.js": "",
    "web/src/deep/x.js": "",
    "web/lib/api.js": "",
}


@pytest.mark.parametrize(
    ("path", "module", "file"),
    [
        ("src/app.ts", "./users", "src/users/index.ts"),
        ("src/app.ts", "./users/", "src/users/index.ts"),
        ("src/app.ts", "./users/users.service", "src/users/users.service.ts"),
        ("src/app.ts", "./users/users.service.js", "src/users/users.service.ts"),
        ("src/app.ts", "./view.js", "src/view.tsx"),
        ("src/app.ts", "./config.json", "src/config.json"),
        ("src/users/index.ts", "..", None),
        ("src/users/index.ts", "../app?raw", "src/app.ts"),
        ("src/app.ts", "@lib/auth", "libs/auth/src/index.ts"),
        ("src/app.ts", "@app", "src/app.ts"),
        ("src/app.ts", "src/users", "src/users/index.ts"),
        ("src/app.ts", "@acme/shared", "packages/shared/src/index.ts"),
        ("src/app.ts", "@acme/shared/dates", "packages/shared/src/dates.ts"),
        ("web/src/main.js", "#db/pool", "web/src/db/pool.js"),
        ("web/src/main.js", "~/api", "web/lib/api.js"),
        ("web/src/main.js", "@/deep/x", "web/src/deep/x.js"),
        ("src/app.ts", "express", None),
        ("src/app.ts", "node:fs", None),
        ("src/app.ts", "./missing", None),
        ("src/app.ts", "../../outside", None),
    ],
)
def test_script_imports_lead_to_files(path: str, module: str, file: str | None) -> None:
    assert project_of(WEB).module(path, module) == file


def test_packages_that_name_themselves_or_one_another_as_their_main_file_are_none() -> None:
    files = {
        "app.js": "",
        "here/package.json": '{"name": "here", "main": "."}',
        "here/index.js": "",
        "a/package.json": '{"name": "a", "main": "../b"}',
        "b/package.json": '{"name": "b", "main": "../a"}',
        "b/src/index.js": "",
    }
    project = project_of(files)
    assert project.module("app.js", "here") == "here/index.js"
    assert project.module("app.js", "./a") == project.module("app.js", "b") == "b/src/index.js"
    assert project.entries is not None


def test_a_long_chain_of_packages_that_name_the_next_one_leads_nowhere() -> None:
    chain = {f"p{i}/package.json": f'{{"name": "p{i}", "main": "../p{i + 1}"}}' for i in range(3_000)}
    project = project_of({**chain, "app.js": "", "p3000/index.js": ""})
    assert project.module("app.js", "p0") is None
    assert project.module("app.js", "p2990") == "p3000/index.js"


@given(module=st.text(max_size=40), path=st.sampled_from(sorted({*BACKEND, *WEB})))
def test_no_module_name_breaks_the_search(module: str, path: str) -> None:
    found = PROJECT.module(path, module)
    assert found is None or found in PROJECT.snapshot.tree


PROJECT = project_of({**BACKEND, **WEB})

"""What the entry points pull in, who imports whom, who is a library, what is production code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.code.vocabulary import vocabulary
from checks.project.link import Project
from checks.snapshot import SUBMODULE, Entry, Snapshot
from tests.trees import Files, project_of, snapshot_of

RUN = 'if __name__ == "__main__":\n    run()\n'


def reached(files: Files) -> frozenset[str]:
    return project_of(files).reachable


def test_imports_are_followed_from_the_entry_points_through_packages() -> None:
    files = {
        "main.py": f"from app.api import users\nimport app.core.config\n{RUN}",
        "app/__init__.py": "from . import started\n",
        "app/started.py": "",
        "app/api/__init__.py": "",
        "app/api/users.py": "def f():\n    from ..late import x\n",
        "app/late.py": "x = 1\n",
        "app/core/__init__.py": "",
        "app/core/config.py": "",
        "app/dead.py": "from . import started\n",
    }
    assert reached(files) == set(files) - {"app/dead.py"}


def test_a_package_that_gives_out_another_module_under_a_name_does_not_run_the_one_of_that_name() -> None:
    files = {
        "main.py": f"from routers import items\n{RUN}",
        "routers/__init__.py": "from . import items_v2 as items\n",
        "routers/items.py": "",
        "routers/items_v2.py": "",
    }
    assert reached(files) == set(files) - {"routers/items.py"}


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ('import { a } from "./a";', True),
        ('import "./a";', True),
        ('export * from "./a";', True),
        ('const a = require("./a");', True),
        ('const a = () => import("./a");', True),
        ('const a = new Worker("./a.js");', True),
        ('const all = import.meta.glob("./*.ts");', True),
        ('fork(path.join(__dirname, "a.js"));', True),
        ('import type { A } from "./a";', False),
        ('console.log("a");', False),
    ],
)
def test_what_a_script_runs_of_another_file(line: str, runs: bool) -> None:
    files = {
        "package.json": '{"name": "x", "scripts": {"start": "node src/main.js"}}',
        "src/main.ts": line,
        "src/a.ts": "",
    }
    assert ("src/a.ts" in reached(files)) is runs


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ('importlib.import_module("jobs.mail")', True),
        ('app = Celery(include=["jobs.mail"])', True),
        ('BACKEND = "jobs.mail.Sender"', True),
        ("import jobs.mail", True),
        ("import importlib\nfor n in names():\n    importlib.import_module(f'jobs.{n}')", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import jobs.mail", False),
        ('print("mail")', False),
    ],
)
def test_what_python_runs_of_another_file(line: str, runs: bool) -> None:
    files = {"main.py": f"{line}\n{RUN}", "jobs/__init__.py": "", "jobs/mail.py": ""}
    assert ("jobs/mail.py" in reached(files)) is runs


@pytest.mark.parametrize(
    ("pattern", "runs"),
    [
        ("src/**/*.entity.ts", True),
        ("src/**/*.entity{.ts,.js}", True),
        ("./**/*.entity.js", True),
        ("/**/*.entity{.ts,.js}", True),
        ("lib/**/*.entity.ts", False),
        ("src/**/*.model.ts", False),
        ("src/**/*.ts", False),  # what a tool looks at is not what it starts
    ],
)
def test_what_a_pattern_through_all_folders_takes_in(pattern: str, runs: bool) -> None:
    entity = "src/orders/lines/line.entity.ts"
    files = {
        "package.json": '{"private": true, "main": "src/main.ts"}',
        "src/main.ts": f"connect({{ entities: ['{pattern}'] }});\n",
        entity: "export const Line = 1;\n",
    }
    assert (entity in reached(files)) == runs


def test_django_runs_what_its_settings_list() -> None:
    files = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n' + RUN,
        "site/__init__.py": "",
        "site/settings.py": 'INSTALLED_APPS = ["django.contrib.admin", "shop", "blog.apps.BlogConfig"]\nROOT_URLCONF = "site.urls"\n',
        "site/urls.py": "",
        "shop/__init__.py": "",
        "shop/models.py": "",
        "shop/templatetags/money.py": "",
        "shop/dead.py": "",
        "blog/__init__.py": "",
        "blog/apps.py": "",
        "blog/admin.py": "",
    }
    assert set(files) - reached(files) == {"shop/dead.py"}


def test_importers_include_tests_and_types() -> None:
    project = project_of(
        {
            "package.json": "{}",
            "a.ts": "export const x = 1;",
            "b.ts": 'import type { X } from "./a";',
            "a.test.ts": 'import { x } from "./a";',
            "c.ts": "",
        }
    )
    assert project.importers("a.ts") == ("a.test.ts", "b.ts")
    assert project.importers("c.ts") == ()


def test_circles_and_long_chains_are_followed_to_the_end() -> None:
    files = {f"m{i}.py": f"import m{i + 1}\n" for i in range(1_500)}
    files |= {"m1500.py": "import m0\n", "main.py": f"import m0\n{RUN}"}
    assert reached(files) == set(files)


@given(st.lists(st.binary(max_size=300)), st.lists(st.text(max_size=300)))
def test_words_are_told_from_any_names_and_texts(names: list[bytes], said_texts: list[str]) -> None:
    said, texts = vocabulary(b"", [name.replace(b"\n", b"") for name in names], said_texts)
    assert all("." in text or "/" in text for text in texts)
    assert all(0 < len(word) <= 200 for word in said[1:-1].split(b"\n")) or not said


SERVER = "const app = require('express')();\napp.listen(3000);\n"
API = "from fastapi import FastAPI\napp = FastAPI()\n"
PACKAGED = '[project]\nname = "x"\n[build-system]\nrequires = []\nbuild-backend = "hatchling.build"\n'


@pytest.mark.parametrize(
    ("files", "path", "library"),
    [
        ({"requirements.txt": "fastapi\n", "app/main.py": API}, "app/main.py", False),
        ({"pyproject.toml": PACKAGED, "x/api.py": API}, "x/api.py", True),
        (
            {"pyproject.toml": PACKAGED, "x/api.py": API, "Dockerfile": "CMD uvicorn x.api:app"},
            "x/api.py",
            False,
        ),
        ({"pyproject.toml": '[project]\nname = "x"\n', "main.py": API}, "main.py", False),
        ({"setup.py": "setup(name='x')\n", "x/api.py": API}, "x/api.py", True),
        ({"x/api.py": API}, "x/api.py", True),
        ({"package.json": '{"name": "x", "scripts": {"start": "node a.js"}}', "a.js": SERVER}, "a.js", False),
        ({"package.json": '{"name": "x", "main": "a.js"}', "a.js": SERVER}, "a.js", False),
        (
            {"package.json": '{"name": "x", "exports": "./a.js"}', "a.js": "export const router = 1;"},
            "a.js",
            True,
        ),
        ({"package.json": '{"name": "x", "main": "a.js"}', "a.js": "exports.router = 1;"}, "a.js", True),
        ({"package.json": '{"name": "x", "private": true}', "a.js": "exports.router = 1;"}, "a.js", False),
        (
            {
                "package.json": '{"name": "root", "private": true}',
                "packages/kit/package.json": '{"name": "kit", "types": "index.d.ts"}',
                "packages/kit/index.ts": "export const router = 1;",
            },
            "packages/kit/index.ts",
            True,
        ),
    ],
)
def test_applications_say_that_they_are_started(files: dict[str, str], path: str, library: bool) -> None:
    assert project_of(files).library(path) is library


@pytest.mark.parametrize(
    "path",
    [
        "src/main.ts", "app/api/tests_service.py", "src/contest.py", "src/latest.ts", "src/testimonials/index.ts",
        "app/test/page.tsx", "src/app/api/seed/route.ts", "src/attestation.py", "scripts/run.py", "src/mocks/data.ts",
        "backup-service/app/page.tsx", "pg_backup/run.py", "src/archive/list.ts", "app/.well-known/keys/route.ts",
    ],
)  # fmt: skip
def test_a_path_of_what_runs_is_production_code(path: str) -> None:
    assert project_of({path: "x = 1\n"}).production(path)


@pytest.mark.parametrize(
    "path",
    [
        "tests/x.py", "src/__tests__/x.ts", "src/a.test.ts", "src/a.spec.tsx", "conftest.py", "test_a.py", "a_test.py",
        "src/a.stories.tsx", "examples/a.py", "prisma/seed.ts", "app/migrations/0001_initial.py", "e2e/a.ts",
        "alembic/versions/1_x.py", "node_modules/a/index.js", "src/api.generated.ts", "src/types.d.ts", "x_pb2.py",
        "fixtures/a.py", "cypress/support/x.js", "tests.py", "backup_20250604/app/page.tsx", "_archive/app.py",
        "src_old/main.ts", "archive-old/app/api/a/route.ts", ".logger-backup/app/api/a/route.ts",
    ],
)  # fmt: skip
def test_a_path_of_tests_examples_seeds_copies_or_generated_files_is_not(path: str) -> None:
    assert not project_of({path: "x = 1\n"}).production(path)


def test_what_a_program_wrote_is_not_production_code() -> None:
    files = {
        "a.py": "# This file is auto-generated. Do not edit.\nx = 1\n",
        "b.js": "var a=1;" * 500,
        "c.py": "x = 1\n",
    }
    assert tuple(project_of(files).code()) == ("c.py",)


def test_unread_names_other_languages_broken_files_and_submodules() -> None:
    files = {"go/main.go": "package main\n", "web/App.vue": "<template/>\n", "a.py": "def f(:\n", "b.py": "x = 1\n", "c.md": "x\n",
             "tests/x.rb": "x\n", "run.sh": "ls\n"}  # fmt: skip
    project = project_of(files)
    assert project.unread() == ("a.py", "go/main.go", "run.sh", "web/App.vue")
    assert project.unread("web/") == ("web/App.vue",)
    snapshot = snapshot_of({"b.py": "x = 1\n"})
    tree = {**snapshot.tree, "lib": Entry(SUBMODULE, "0" * 40, 0)}
    with_submodule = Snapshot(head=snapshot.head, base=None, tree=tree, blobs=snapshot.blobs)
    assert Project(with_submodule, project.facts).unread("lib") == ("lib",)

"""Paths that come and go: what is taken over from the tree before is what would be found out anew."""

from __future__ import annotations

import json
import random

import pytest

from checks.code.read import read
from checks.project.kept import Kept
from checks.project.link import Project
from checks.run import InProcess
from tests.test_project_kept import Memory
from tests.trees import snapshot_of

Files = dict[str, str]

FOLDERS = (
    "web",
    "web/src",
    "web/src/cart",
    "web/src/cart/parts",
    "api",
    "api/core",
    "api/core/deep",
    "libs/money",
    "libs/money/src",
)
NAMES = ("index", "__init__", "cart", "money", "core", "models", "main", "view", "deep", "parts")
SUFFIXES = (".ts", ".tsx", ".js", ".d.ts", ".ios.ts", ".json", ".py", ".pyi", ".service.ts", ".vue")
SAID = (
    "import x from '.';", "import x from '..';", "import x from './{0}';", "import x from '../{0}';", "import x from './{0}.js';",
    "import {{ x }} from '@/{0}';", "import x from '@lib/{0}';", "import x from '@exact';", "import x from '@shop/money';",
    "import x from '@shop/money/{0}';", "import x from '{0}';", "export * from './{0}/{1}';", "const x = './{0}.ts';",
)  # fmt: skip
SAID_IN_PYTHON = (
    "from . import {0}", "from .. import {0}", "from .{0} import x", "import {0}", "import api.{0}.{1}", "from core import {0}",
    "from api.core import {0} as other", "INSTALLED_APPS = ['api.core', '{0}']", "value = 'core.{0}'", "import {0}.{1}",
)  # fmt: skip


def manifests() -> Files:
    """A workspace's: aliases with and without a star, a package that is known by another name than its folder's."""
    paths = {"@lib/*": ["libs/*/src/api.ts"], "@exact": ["libs/money/src"]}
    return {
        "package.json": json.dumps({"name": "shop", "workspaces": ["libs/*", "web"]}),
        "web/package.json": json.dumps({"name": "@shop/web", "main": "dist/start.js"}),
        "libs/money/package.json": json.dumps({"name": "@shop/money"}),
        "tsconfig.json": json.dumps({"compilerOptions": {"paths": paths, "baseUrl": "."}}),
        "pyproject.toml": "[project]\nname = 'shop'\n",
    }


def made(chance: random.Random) -> tuple[str, str]:
    """A file at a path that others may speak of."""
    path = f"{chance.choice(FOLDERS)}/{chance.choice(NAMES)}{chance.choice(SUFFIXES)}"
    said = (
        SAID_IN_PYTHON if path.endswith((".py", ".pyi")) else () if path.endswith((".json", ".vue")) else SAID
    )
    words = (chance.choice(NAMES), chance.choice(NAMES))
    lines = [chance.choice(said).format(*words) for _ in range(chance.randint(1, 5))] if said else ["{}"]
    return path, "\n".join(lines) + "\n"


def told(files: Files, store: Memory | None) -> dict[str, object]:
    """Where every file leads."""
    snapshot = snapshot_of(files)
    reading = read(snapshot.tree, snapshot.blobs, store or Memory(), InProcess())
    project = Project(snapshot, reading.facts, Kept(reading.facts, reading.keys, store) if store else None)
    return {
        "links": dict(project._reach.links),
        "importers": {path: project.importers(path) for path in sorted(files)},
        "reachable": project.reachable,
    }


@pytest.mark.parametrize("seed", range(12))
def test_after_paths_come_and_go_every_file_leads_where_it_leads_when_nothing_was_kept(seed: int) -> None:
    chance, store = random.Random(seed), Memory()
    files = manifests() | dict(made(chance) for _ in range(60))
    told(files, store)
    for _ in range(8):
        for _ in range(chance.randint(1, 3)):
            if chance.random() < 0.5:
                path, text = made(chance)
                files[path] = files.get(path, text)
            else:
                del files[chance.choice([path for path in files if path not in manifests()])]
        assert told(files, store) == told(files, None)


def test_a_file_that_few_speak_of_has_few_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    from checks.project.reach import Reach

    real = Reach._linked

    def counted(self: Reach, path: str, facts: object) -> object:
        asked.append(path)
        return real(self, path, facts)  # type: ignore[arg-type]

    monkeypatch.setattr(Reach, "_linked", counted)
    counted.__qualname__ = real.__qualname__
    counted.__module__ = real.__module__
    store = Memory()
    files = {f"app/module_{i}.py": f"import app.module_{i + 1}\n" for i in range(200)} | {
        "app/__init__.py": ""
    }
    told(files, store)
    asked.clear()
    told(files | {"app/module_200.py": ""}, store)
    assert {"app/module_199.py", "app/module_200.py"} <= set(asked)
    assert len(asked) < 60

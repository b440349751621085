"""Everything that a job needs, loaded and used once before the first fork: a job then begins with all of it.

Rules, claim kinds and frameworks are found when they are first asked for, grammars are compiled when they are first
used, and the client's libraries load their parts late: half a second for every job, if each fork did it anew.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
from collections.abc import Iterable, Mapping

import httpx

from checks.patterns import Lazy
from checks.run import NoStore, Options, check
from checks.snapshot import Entry, Snapshot

_MODULES = ("bot.jobs", "githubkit.versions.latest.models", "libcst", "certifi")
_TOKEN = "InstallationToken"  # noqa: S105, a model's name

_FILES = {
    "app/main.py": '"""A service."""\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/orders")\ndef orders():\n    return {"orders": [1, 2]}\n',
    "web/main.ts": 'import express from "express";\nconst app = express();\napp.get("/users", (_req, res) => res.json([]));\napp.listen(3000);\n',
    "schema.sql": "create table orders (id integer primary key);\n",
    "requirements.txt": "fastapi\n",
    "package.json": '{"dependencies": {"express": "^4"}}\n',
    "IMPLEMENTATION_COMPLETE.md": "# Implementation complete\n\n- `GET /orders` lists all orders (`app/main.py`)\n- All 12 tests pass\n- Redis-backed cache\n\n| part | lines |\n| --- | --- |\n| a | 2 |\n| total | 3 |\n",
}


class _Held:
    def __init__(self, contents: Iterable[bytes]) -> None:
        self._by_sha = {_sha(data): data for data in contents}

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        return {sha: self._by_sha[sha] for sha in shas if sha in self._by_sha}


def _sha(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def warm_up() -> None:
    """Loads and uses everything once; the collector leaves it alone from then on."""
    for module in _MODULES:
        getattr(importlib.import_module(module), _TOKEN, None)
    httpx.Client().close()
    contents = {path: text.encode() for path, text in _FILES.items()}
    tree = {path: Entry(0o100644, _sha(data), len(data)) for path, data in sorted(contents.items())}
    held = _Held(contents.values())
    check(Snapshot(head="f" * 40, base=None, tree=tree, blobs=held), NoStore(), options=Options(scope="all"))
    for lazy in [held for held in gc.get_objects() if isinstance(held, Lazy)]:
        _ = lazy.flags, lazy.search  # has the pattern compiled, and what it needs read off it
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a job makes millions of objects and hardly a circle of them

"""How long a document of so many lines takes to read and to judge on a warm tree, and whether that grows in a line.

    python -m tests.bench.documents /path/to/repository [--lines 500 1000 2000 4000] [--seed 1]

The documents are made up: every kind of claim, about files, names, routes and packages that the tree holds, and about
some that it does not. Warm is a tree whose facts, and what was found out about single files, are kept. Claims are judged as
a check judges them, with the findings in the files that they name: "the first time" is what a check of this document takes
that has linked its project, the other figure what is the document's own. Seconds are those of the processor, so that other
work on the machine does not count.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from bot.cache import SqliteStore
from bot.gitrepo import GitRepo
from checks import claims
from checks.claims import Ground
from checks.code.read import read as read_facts
from checks.documents.read import read
from checks.judging import Judge
from checks.project.kept import Kept
from checks.project.link import Project
from checks.report import failing_rules
from checks.run import InProcess
from checks.snapshot import Snapshot

_FEATURES = "Redis caching,JWT authentication,a WebSocket server,rate limiting,retries with backoff,PostgreSQL storage,"
_FEATURES += (
    "undo of the last operation,export of orders as CSV,e-mail notifications,search by name,role-based access"
)
_TOPICS = ("Orders", "Accounts", "Search", "Billing", "Imports", "Reports", "Sessions", "Queues")


class Known(msgspec.Struct, frozen=True):
    """What a tree holds that a document can name."""

    paths: tuple[str, ...]
    names: tuple[str, ...]
    routes: tuple[tuple[str, str], ...]
    packages: tuple[str, ...]


def known(project: Project) -> Known:
    """The names of a tree."""
    code = sorted(project.code())
    names = sorted({f.name for p in code for f in project.facts[p].outline.functions if f.name})
    packages = sorted({d.name for f in project.facts.values() if f.manifest for d in f.manifest.packages})
    return Known(
        tuple(code) or ("src/app.py",),
        tuple(names) or ("run",),
        tuple((r.method, r.path) for r in project.routes if r.method) or (("GET", "/orders"),),
        tuple(packages) or ("redis",),
    )


def document(held: Known, lines: int, seed: int) -> str:
    """A delivery document of so many lines."""
    chance = random.Random(seed)
    made = ["# Implementation complete", "", "**Status:** ✅ COMPLETE", ""]
    while len(made) < lines:
        made += ["", f"## {chance.choice(_TOPICS)} {len(made)}", ""]
        made += chance.choice(_SECTIONS)(held, chance)
    return "\n".join(made[:lines]) + "\n"


def _files(held: Known, chance: random.Random) -> list[str]:
    rows = [
        f"| `{_path(held, chance)}` | {chance.randint(10, 900)} | ✅ Complete |"
        for _ in range(chance.randint(4, 12))
    ]
    return ["| File | Lines | Status |", "| --- | --- | --- |", *rows]


def _items(held: Known, chance: random.Random) -> list[str]:
    makers: tuple[Callable[[], str], ...] = (
        lambda: f"- Created `{_path(held, chance)}` ({chance.randint(20, 800)} lines)",
        lambda: f"- ✅ `{chance.choice(held.names)}()` handles the request",
        lambda: f"- `{chance.choice(held.names)}` is called by `{_path(held, chance)}`",
        lambda: f"- Implemented {chance.choice(_FEATURES.split(','))}",
        lambda: f"- Added `{chance.choice(held.packages)}` to the dependencies",
        lambda: f"- {chance.randint(2, 60)} tests in `{_path(held, chance)}`, all passing",
        lambda: f"- {chance.randint(2, 40)} REST endpoints with validation",
        lambda: f"- Set `{chance.choice(held.names).upper()}_URL` in the environment",
        lambda: f"- p95 latency of {chance.randint(5, 90)} ms at {chance.randint(100, 900)} requests/s",
        lambda: f"- No mock data in `{_path(held, chance)}`",
        lambda: "- Next: a dashboard for operators",
        lambda: f"- {chance.randint(1, 40)}/{chance.randint(40, 60)} tasks ({chance.randint(50, 99)}%)",
    )
    return [chance.choice(makers)() for _ in range(chance.randint(6, 20))]


def _endpoints(held: Known, chance: random.Random) -> list[str]:
    number = chance.randint(3, 9)
    routes = (chance.choice(held.routes) for _ in range(number))
    return [f"{number} endpoints:", "", *(f"- `{method} {path}` - done" for method, path in routes)]


def _prose(held: Known, chance: random.Random) -> list[str]:
    sentences = (
        f"The module `{_path(held, chance)}` defines `{chance.choice(held.names)}`, which is {chance.choice(('registered', 'started', 'never called'))}.",
        f"It uses {chance.choice(_FEATURES.split(','))} and reads {chance.randint(2, 9)} tables.",
        "Nothing of this is mocked, and every error is logged.",
    )
    return [*sentences, "", "```python", f"from app import {chance.choice(held.names)}", "```"]


def _tree(held: Known, chance: random.Random) -> list[str]:
    names = (_path(held, chance).rsplit("/", 1)[-1] for _ in range(chance.randint(3, 10)))
    return ["```", "src/", *(f"├── {name}  # {chance.randint(5, 400)} lines" for name in names), "```"]


_SECTIONS = (_files, _items, _items, _items, _endpoints, _prose, _tree)


def _path(held: Known, chance: random.Random) -> str:
    path = chance.choice(held.paths)
    return path if chance.random() < 0.9 else path.replace(".", "_old.", 1)


def judged(snapshot: Snapshot, project: Project, judge: Judge, source: str) -> tuple[int, float, float]:
    """How many claims a document makes, and the seconds that reading and judging it take."""
    began = time.process_time()
    found = read("STATUS.md", source.encode())
    assert found is not None
    made = list(claims.find(found))
    between = time.process_time()
    ground = Ground(
        snapshot=snapshot,
        project=project,
        findings=judge,
        failing=failing_rules(),
        documents={found.path: found},
    )
    claims.verify(made, ground)
    return len(made), between - began, time.process_time() - between


def main() -> int:
    """Prints a line a size."""
    options = _options()
    snapshot = GitRepo(options.repo).snapshot("HEAD", None)
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "facts.sqlite")
        read_facts(snapshot.tree, snapshot.blobs, store, InProcess())
        for line in _measured(snapshot, store, options):
            print(line, flush=True)
        store.close()
    return 0


def _measured(snapshot: Snapshot, store: SqliteStore, options: argparse.Namespace) -> Iterator[str]:
    yield f"{options.repo}: {len(snapshot.tree)} files"
    for lines in options.lines:
        source = document(known(_linked(snapshot, store)), lines, options.seed)
        project = _linked(snapshot, store)  # another one: nothing of it has been unpacked yet
        judge = Judge(project, InProcess())
        made, reading, first = judged(snapshot, project, judge, source)
        _, again, warm = judged(snapshot, project, judge, source)
        yield (
            f"{lines:6} lines  {made:6} claims  read {min(reading, again):6.2f} s  judge {warm:6.2f} s, "
            f"{first:6.2f} s the first time  {1e3 * (min(reading, again) + warm) / lines:5.2f} ms a line"
        )


def _linked(snapshot: Snapshot, store: SqliteStore) -> Project:
    held = read_facts(snapshot.tree, snapshot.blobs, store, InProcess())
    return Project(snapshot, held.facts, Kept(held.facts, held.keys, store))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.documents")
    parser.add_argument("repo", type=Path)
    parser.add_argument("--lines", type=int, nargs="+", default=[500, 1_000, 2_000, 4_000])
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

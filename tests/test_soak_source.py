"""Whatever is done to the bytes of a tree, a check of it comes to an end and names what it could not read.

The seeds are the files of the rules' pages. `make soak` goes on for minutes; ``ASBUILT_SOAK_SECONDS`` says for how
many seconds, ``ASBUILT_SOAK_FILES`` names a folder of source files to use as seeds besides.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from checks import rules
from tests.cases import cases
from tests.mutation import broken
from tests.trees import as_bytes, report_of

SECONDS = float(os.environ.get("ASBUILT_SOAK_SECONDS", "900"))
SEED = int(os.environ.get("ASBUILT_SOAK_SEED", "1000"))
FILES = os.environ.get("ASBUILT_SOAK_FILES")
"""Read here, since no test sees the environment that the campaign was started in."""

LONGEST = 20.0
"""Seconds of work that no check of a handful of small files may take, on the slowest machine."""

SEEDS: list[Mapping[str, bytes]] = [
    as_bytes(case.files) for rule in rules.rules() for case in cases(rules.page(rule))
]


def checks_out(seed: int, files: Mapping[str, bytes]) -> None:
    """One damaged tree is checked, and every finding stands in one of its files."""
    tree = broken(files, random.Random(seed)) if seed else dict(files)
    began = time.process_time()
    report = report_of(
        {**tree, "STATUS.md": b"# Implementation complete\n\n- `GET /users` works\n"}, scope="all"
    )
    spent = time.process_time() - began
    assert {finding.path for finding in report.findings} <= set(tree)
    assert all(1 <= finding.line <= finding.end_line for finding in report.findings)
    assert spent < LONGEST, f"seed {seed}: {spent:.1f} s"


@pytest.mark.parametrize("seed", range(40))
def test_damaged_trees_are_checked(seed: int) -> None:
    checks_out(seed, SEEDS[seed * 7 % len(SEEDS)])


def test_numbers_beyond_all_bounds_are_no_figures() -> None:
    figures = b"from db import Row\n\ndef run():\n    Row(accuracy=1e999, precision=-1e999, recall=0.91, loss=0.2)\n"
    checks_out(0, {"src/model.py": figures, "db.py": b"class Row(Base):\n    pass\n"})


REPEATED = {
    "flags beside what is not there yet": "    x{i} = offer(a=1)  # mock, not implemented yet\n\n",
    "samples that nothing asks for": 'def generate_row{i}():\n    """Make rows for testing."""\n    return load(pick(row()))\n',
    "attempts in one function": "    try:\n        a = 1\n    except KeyError:\n        return False\n",
}


@pytest.mark.parametrize("what", REPEATED)
def test_a_file_of_many_alike_is_checked_in_time(what: str) -> None:
    lines = "".join(REPEATED[what].format(i=i) for i in range(2_500))
    checks_out(0, {"src/a.py": f"def validate_row(a):\n{lines}".encode()})


LONG = {
    "what is missing and made": "    x{i} = get(a)\n    if not x{i}:\n        x{i} = make()\n",
    "one name given again and again": "    x = {i}\n    if x:\n        y = x or 2\n",
    "attempts at many names": "    try:\n        x{i} = get(a)\n    except E:\n        x{i} = [dict(a=1)]\n",
    "many answers": "    if a == {i}:\n        return get_rows{i}() or [dict(id={i}, name='a')]\n",
}


@pytest.mark.parametrize("what", LONG)
def test_a_function_that_is_four_times_as_long_takes_about_four_times_as_long(what: str) -> None:
    def spent(count: int) -> float:
        lines = "".join(LONG[what].format(i=i) for i in range(count))
        code = f"from db import get\n\ndef get_users(a):\n{lines}    return x\n"
        began = time.process_time()
        checks_out(0, {"src/a.py": code.encode()})
        return time.process_time() - began

    spent(2)  # what is made once
    assert min(spent(1_600) / spent(400) for _ in range(2)) < 9  # 16 where every name has all be walked again


SERVED = """from fastapi import FastAPI

app = FastAPI()

class Shelf:
    def __init__(self):
        self.kept = {}
    def put(self, id, row):
        self.kept[id] = {"id": id, "name": row["name"], "price": row["price"]}
    def get(self, id):
        return self.kept[id]

shelf = Shelf()

@app.post("/rows/{id}")
def put(id: str, row: dict):
    return shelf.put(id, row)

@app.get("/rows/{id}")
def get(id: str):
    return shelf.get(id)

"""


@pytest.mark.parametrize("how", ["made", "called"])
def test_what_is_made_again_and_again_is_asked_about_once(how: str) -> None:
    names = {"made": "Shelf Case Room House", "called": "Shelf fill move begin main"}[how].split()
    head, line = {
        "made": ("class {}:\n    def __init__(self):\n", "        self.a = {}()\n"),
        "called": ("def {}():\n", "    {}()\n"),
    }[how]
    code = "".join(head.format(b) + line.format(a) * 500 for a, b in pairwise(names)) + f"{names[-1]}()\n"
    checks_out(0, {"main.py": (SERVED + code).encode()})  # years where each is asked about each time


@pytest.mark.soak
def test_damaged_trees_are_checked_for_long() -> None:
    ends = time.monotonic() + SECONDS
    seed = SEED
    real = list(_real())
    while time.monotonic() < ends:
        files = real[seed % len(real)] if real and seed % 2 else SEEDS[seed % len(SEEDS)]
        try:
            checks_out(seed, files)
        except BaseException as error:
            error.add_note(f"seed {seed}, {sorted(files)}")
            raise
        seed += 1


def _real() -> Iterator[Mapping[str, bytes]]:
    """Source files of a folder, a few at a time."""
    endings = {".py", ".ts", ".tsx", ".js", ".jsx", ".sql", ".toml", ".json", ".yml"}
    paths = [p for p in sorted(Path(FILES).rglob("*")) if p.suffix in endings] if FILES else []
    for at in range(0, len(paths), 5):
        yield {
            f"src/{path.name}": path.read_bytes()[:60_000] for path in paths[at : at + 5] if path.is_file()
        }

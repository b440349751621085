"""Whatever a document holds, it is read and judged in time that grows in a line with its length, and never fails.

`make soak` goes on for minutes; ``ASBUILT_SOAK_SECONDS`` says for how many seconds, ``ASBUILT_SOAK_DOCUMENTS`` names a
folder of documents to use as seeds besides the cases of the kinds' pages.
"""

from __future__ import annotations

import os
import random
import resource
import time
from pathlib import Path

import pytest

from checks import claims
from checks.claims import Ground
from checks.documents.model import Document
from checks.documents.read import read
from tests.cases import cases
from tests.hostile import babble, damaged, shapes, spliced
from tests.trees import project_of, snapshot_of

SECONDS = float(os.environ.get("ASBUILT_SOAK_SECONDS", "900"))
SEED = int(os.environ.get("ASBUILT_SOAK_SEED", "1000"))
FILES = os.environ.get("ASBUILT_SOAK_DOCUMENTS")
"""Read here, since no test sees the environment that the campaign was started in."""

PER_MEGABYTE = 60.0
"""Seconds of work for each megabyte, on the slowest machine; a document is read up to one."""
FIXED = 5.0
MEMORY = 1_500_000
"""Kilobytes that a process with documents of a megabyte may have held at most."""

TREE = {
    "src/app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/orders')\ndef orders():\n    return db.all()\n",
    "package.json": '{"dependencies": {"express": "4"}}',
    "web/client.ts": "export function run() { return fetch('/orders') }\n",
}
SEEDS = tuple(
    text
    for kind in claims.kinds()
    for case in cases(claims.page(kind))
    for path, text in case.files.items()
    if path.endswith(".md")
)
SNAPSHOT, PROJECT = snapshot_of(TREE), project_of(TREE)


def judged(data: bytes) -> float:
    """The seconds of work that a document takes; its claims stand in it and each has a verdict."""
    began = time.process_time()
    document = read("STATUS.md", data)
    if document is None:
        return time.process_time() - began
    found = list(claims.find(document))
    ground = Ground(snapshot=SNAPSHOT, project=PROJECT, documents={document.path: document})
    verdicts = claims.verify(found, ground)
    spent = time.process_time() - began
    assert len(verdicts) == len(found)
    assert all(_stands(document, claim.line, claim.end_line) for claim in found)
    return spent


def _stands(document: Document, line: int, end_line: int) -> bool:
    return 1 <= line <= end_line <= len(document.lines)


def in_time(data: bytes, what: str) -> None:
    spent = judged(data)
    allowed = FIXED + PER_MEGABYTE * min(len(data), 1 << 20) / (1 << 20)
    assert spent < allowed, f"{what}: {len(data)} bytes took {spent:.1f} s"


@pytest.mark.parametrize("shape", shapes())
def test_every_shape_is_read_in_time(shape: str) -> None:
    in_time(shapes()[shape](12_000).encode("utf-8", "replace"), shape)


def made(seed: int, size: int, sources: tuple[str, ...] = SEEDS) -> bytes:
    """A document from a seed: words that patterns wait for, or others cut up, perhaps with damaged bytes."""
    chance = random.Random(seed)
    text = babble(chance, chance.randint(1, size)) if seed % 2 else spliced(chance, sources)
    data = text[: 4 * size].encode("utf-8", "surrogatepass")
    return damaged(chance, data) if seed % 5 == 0 else data


@pytest.mark.parametrize("seed", range(40))
def test_made_up_documents_are_judged(seed: int) -> None:
    in_time(made(seed, 4_000), f"seed {seed}")


@pytest.mark.soak
def test_every_shape_of_a_megabyte_is_read_in_time() -> None:
    for name, shape in shapes().items():
        in_time(shape(1 << 20).encode("utf-8", "replace"), name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY


@pytest.mark.soak
def test_twice_the_length_takes_no_more_than_twice_the_time() -> None:
    slow = []
    for name, shape in shapes().items():
        short, long = (
            min(judged(shape(n).encode("utf-8", "replace")) for _ in range(3)) for n in (60_000, 240_000)
        )
        if long > 8 * short + 0.5:  # four times the length; twice that for a noisy machine
            slow.append(f"{name}: {short:.2f} s, then {long:.2f} s")
    assert not slow, "\n".join(slow)


@pytest.mark.soak
def test_made_up_documents_are_judged_for_long() -> None:
    real = (
        tuple(p.read_text("utf-8", "replace") for p in sorted(Path(FILES).rglob("*")) if p.is_file())
        if FILES
        else ()
    )
    ends = time.monotonic() + SECONDS
    seed = SEED
    while time.monotonic() < ends:
        sources = real if real and seed % 4 == 0 else SEEDS
        try:
            in_time(made(seed, 40_000, sources), f"seed {seed}")
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        seed += 1

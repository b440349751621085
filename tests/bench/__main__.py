"""How long a check takes, cold and warm, beside the bare parse of the same files in the same run.

    make bench REPO=/path/to/repository
    python -m tests.bench /path/to/repository [--runs 3] [--jobs 1 2]

Cold is without kept facts, warm with all of them. Medians are printed; the parse is tree-sitter's alone, on the same
bytes, in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Parser

from bot.gitrepo import GitRepo
from checks.code.paths import extension, why_not_read

GRAMMARS: Mapping[str, Callable[[], Any]] = {
    **dict.fromkeys(("py", "pyw"), tree_sitter_python.language),
    **dict.fromkeys(("ts", "mts", "cts"), tree_sitter_typescript.language_typescript),
    **dict.fromkeys(("tsx", "jsx", "js", "mjs", "cjs"), tree_sitter_typescript.language_tsx),
}


def main() -> int:
    """Prints one line a figure."""
    options = _options()
    sources = _sources(options.repo)
    size = sum(len(data) for _, data in sources)
    print(f"{options.repo}: {len(sources)} code files, {size / 1e6:.1f} MB")
    parse = _median(options.runs, lambda: _parse(sources))
    print(f"bare parse, 1 process      {parse:7.2f} s  {size / parse / 1e6:6.1f} MB/s")
    for jobs in options.jobs:
        with tempfile.TemporaryDirectory() as cache:
            cold = [_check(options.repo, Path(cache) / str(run), jobs) for run in range(options.runs)]
            warm = [_check(options.repo, Path(cache) / "0", jobs) for _ in range(options.runs)]
        for name, runs in (("cold", cold), ("warm", warm)):
            _line(f"{name}, {jobs} process{'es' if jobs > 1 else ''}", runs, parse, len(sources))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("repo", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    return parser.parse_args()


def _sources(repo: Path) -> list[tuple[str, bytes]]:
    git = GitRepo(repo)
    snapshot = git.snapshot("HEAD", None)
    wanted = {
        path: entry.sha
        for path, entry in snapshot.tree.items()
        if extension(path) in GRAMMARS and why_not_read(path, entry) is None
    }
    data = snapshot.blobs.read(wanted.values())
    return [(extension(path), data[sha]) for path, sha in wanted.items() if sha in data]


def _parse(sources: list[tuple[str, bytes]]) -> float:
    parsers = {name: Parser(Language(grammar())) for name, grammar in GRAMMARS.items()}
    began = time.perf_counter()
    for name, data in sources:
        parsers[name].parse(data)
    return time.perf_counter() - began


def _check(repo: Path, cache: Path, jobs: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bot.cli", "check", str(repo), "--head", "HEAD", "--scope", "all"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--format", "json", "--jobs", str(jobs)],
        capture_output=True,
        check=False,
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
    )
    wall = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return {"wall": wall, **json.loads(done.stdout)["stats"]["seconds"]}


def _median(runs: int, once: Callable[[], float]) -> float:
    return statistics.median(once() for _ in range(runs))


def _line(name: str, runs: list[dict[str, float]], parse: float, files: int) -> None:
    middle = {part: statistics.median(run[part] for run in runs) for part in runs[0]}
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in middle.items() if part != "wall")
    wall = middle["wall"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{name:26} {wall:7.2f} s  {files / wall:6.0f} files/s  {wall / parse:5.1f} x parse  ({parts})  peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())

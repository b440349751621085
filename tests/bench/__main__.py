"""How long a check takes, cold and warm, beside the bare parse of the same files and beside a peer.

    make bench REPO="/path/to/repository …"
    python -m tests.bench /path/to/repository … [--runs 3] [--jobs 1 2] [--semgrep PATH] [--no-semgrep]

Several repositories are joined in one tree. Their files are copied into a scratch repository, and every run is a process
of its own: *cold* without kept facts, *warm* with all of them, *edited* with those of the commit before, after a
function has been added to five code files, *added* after two code files have come as well: these check the change
against its base, as the App does, the others the whole tree. Byte code is there, as in an installation. A third and two thirds of the code files show how cost grows. Medians are printed.

Figures beside one another come from the same run and are interleaved, since machines are seldom quiet. "judging" is facts,
link and rules by the clock; "work" is the processor's seconds of all processes, and what is compared with the parse,
which is tree-sitter's alone, on the same bytes, in one process. The peer is semgrep with the rules of
``tests/bench/semgrep.yml``, installed into a throwaway environment (or the one named by ``--semgrep``); without a way to
install it, it is left out. The last lines say which targets are met.
"""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from tests.bench import peer
from tests.bench.run import Cost, check
from tests.bench.sources import Scratch, Sources, code_of, parse_seconds, part_of, sources_of, total

SHARES = (1 / 3, 2 / 3, 1.0)
EDITED_SECONDS = 0.6
PEAK_MB = 600


class Size(msgspec.Struct, frozen=True):
    """What was measured at one size: code files, the parse, and costs by (kind of run, processes)."""

    files: int
    parse: float
    costs: dict[tuple[str, int], Cost]


def main() -> int:
    """Prints a line for each figure, then one for each target."""
    options = _options()
    sources = sources_of(options.repositories)
    with tempfile.TemporaryDirectory(prefix="asbuilt-bench-") as name:
        folder = Path(name)
        program = None if options.no_semgrep else options.semgrep or peer.semgrep(folder / "peer")
        sizes = []
        for share in SHARES:
            part = part_of(sources, share)
            scratch = Scratch(folder / f"tree-{share:.2f}", part)
            sizes.append(
                _size(part, scratch, folder, options.jobs if share == 1 else options.jobs[:1], options.runs)
            )
        scan = _middle([peer.scan(program, scratch.folder) for _ in range(options.runs)]) if program else None
        if scan is not None:
            print(f"  semgrep, 1 process    {_words(scan, sizes[-1])}")
    for line in _verdicts(sizes, options.jobs, scan):
        print(line)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--semgrep", type=Path)
    parser.add_argument("--no-semgrep", action="store_true")
    return parser.parse_args()


def _size(sources: Sources, scratch: Scratch, folder: Path, jobs: Sequence[int], runs: int) -> Size:
    code = code_of(sources)
    print(f"{len(code)} code files, {total(sources, code) / 1e6:.1f} MB")
    parses: list[float] = []
    costs: dict[tuple[str, int], list[Cost]] = {}
    for run in range(runs):
        for count in jobs:
            cache = folder / f"cache-{run}-{count}"
            parses.append(parse_seconds(sources))
            costs.setdefault(("cold", count), []).append(check(scratch.folder, cache, count))
            costs.setdefault(("warm", count), []).append(check(scratch.folder, cache, count))
            scratch.edit(run * 10 + count)
            costs.setdefault(("edited", count), []).append(check(scratch.folder, cache, count, change=True))
            scratch.edit(1_000 + run * 10 + count, added=2)
            costs.setdefault(("added", count), []).append(check(scratch.folder, cache, count, change=True))
            shutil.rmtree(cache)
    size = Size(len(code), statistics.median(parses), {key: _middle(held) for key, held in costs.items()})
    print(
        f"  bare parse            work {size.parse:6.2f} s  {total(sources, code) / size.parse / 1e6:5.1f} MB/s"
    )
    for (kind, count), cost in size.costs.items():
        print(f"  {kind:6}, {count} process{'es' if count > 1 else '  '}  {_words(cost, size)}")
    return size


def _middle(costs: Sequence[Cost]) -> Cost:
    parts = {part: statistics.median(cost.parts[part] for cost in costs) for part in costs[0].parts}
    wall, work, peak = (
        statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "work", "peak")
    )
    return Cost(wall, work, peak, parts)


def _words(cost: Cost, size: Size) -> str:
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in cost.parts.items() if seconds)
    ratio = f"{cost.work / size.parse:5.1f} x parse"
    return f"work {cost.work:6.2f} s  {ratio}  wall {cost.wall:6.2f} s  peak {cost.peak:4.0f} MB  {parts}"


def _verdicts(sizes: Sequence[Size], jobs: Sequence[int], scan: Cost | None) -> Iterator[str]:
    whole = sizes[-1]
    for count in jobs:
        cold = whole.costs["cold", count]
        yield _target(
            f"cold judging, {count} at once, clock", cold.judging / whole.parse, 3, "x the bare parse"
        )
        yield f"cold judging, {count} at once, work: {cold.judging_work / whole.parse:.2f} x the bare parse"
    last = jobs[-1]
    for kind in ("edited", "added"):
        yield _target(f"{kind} judging, {last} at once", whole.costs[kind, last].judging, EDITED_SECONDS, "s")
    peak = max(cost.peak for cost in whole.costs.values())
    yield _target("peak memory of a process", peak, PEAK_MB, "MB")
    for kind in ("cold", "warm", "edited", "added"):
        pairs = [(size.files, size.costs[kind, jobs[0]].work) for size in sizes]
        each = ", ".join(f"{seconds / files * 1e3:.2f}" for files, seconds in pairs)
        yield f"{kind} grows with files to the power of {exponent(pairs):.2f} ({each} ms a file)"
    if scan is None:
        yield "semgrep could not be installed and was left out"
        return
    for kind, wanted in (("cold", 2), ("warm", 10), ("edited", 10)):
        times = scan.work / whole.costs[kind, jobs[0]].work
        yield _target(f"semgrep's work to ours, {kind}", times, wanted, "x", least=True)


def _target(name: str, found: float, wanted: float, unit: str, *, least: bool = False) -> str:
    met = found >= wanted if least else found <= wanted
    return f"{name}: {found:.2f} {unit} (wanted: {'at least' if least else 'at most'} {wanted:g}): {'met' if met else 'MISSED'}"


def exponent(pairs: Iterable[tuple[int, float]]) -> float:
    """The slope of a line through the logarithms: 1 where cost grows as the number of files does."""
    points = [(math.log(files), math.log(seconds)) for files, seconds in pairs]
    x, y = (statistics.fmean(values) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


if __name__ == "__main__":
    sys.exit(main())

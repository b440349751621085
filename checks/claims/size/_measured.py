"""How long files and folders are, and whether that fits a stated size."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from checks.claims import _files
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project

FOLDER_FILES = 20_000  # more are not added up
EQUAL_SHARE, EQUAL_LINES, ABOUT_SHARE = 0.05, 5, 0.20
_SOURCE = regex(
    r"\.(?:py|[cm]?[jt]sx?|go|rs|java|kts?|cs|php|rb|swift|dart|scala|c|cc|cpp|h|hpp|vue|svelte|exs?|lua|sol|sql|sh)$"
)


class Measured(msgspec.Struct, frozen=True):
    """How long something is: physical lines, code lines, and how many files that is. ``source`` are both again for the
    source files of a folder alone, without what configures and describes it, and for those among them that run."""

    lines: int
    code: int
    files: int
    source: tuple[int, ...] = ()


def holds(stated: int, comparator: str, counted: int) -> bool:
    """Whether a count fits a stated size: ``=`` within 5 % or 5 lines, ``~`` within 20 %, ``>=`` from it up."""
    if comparator == ">=":
        return counted >= stated
    off = abs(counted - stated)
    return off <= max(EQUAL_LINES, stated * (ABOUT_SHARE if comparator == "~" else EQUAL_SHARE))


def written(stated: int, comparator: str) -> str:
    """A stated size in words: "about 1,200"."""
    return {"=": "", "~": "about ", ">=": "at least "}.get(comparator, "") + f"{stated:,}"


@lru_cache(maxsize=4096)
def measure(path: str, project: Project) -> Measured | None:
    """How long a file, or all files of a folder (the empty path: of the whole tree) together, are."""
    if path and not path.endswith("/"):
        return _measure_file(path, project)
    inside = [p for p in (project.snapshot.tree if path else project.facts) if p.startswith(path)]
    sizes = {p: m for p in inside[:FOLDER_FILES] if (m := _measure_file(p, project)) is not None}
    if not sizes or len(inside) > FOLDER_FILES:
        return None
    source = [p for p in sizes if _SOURCE.search(p)]
    ways = (list(sizes), source, [p for p in source if not test_path(p)])
    totals = [sum(getattr(sizes[p], which) for p in way) for way in ways for which in ("lines", "code")]
    return Measured(totals[0], totals[1], len(sizes), tuple(total for total in totals[2:] if total))


def _measure_file(path: str, project: Project) -> Measured | None:
    """How long one file is: from its facts, else from its text."""
    facts = project.facts.get(path)
    if facts is not None and facts.lines:
        return Measured(facts.lines, facts.code_lines or facts.lines, 1)
    text = _files.text_of(path, project.snapshot)
    if text is None or "\0" in text[:8000]:
        return None
    lines = text.split("\n")
    count = len(lines) - (1 if lines and not lines[-1] else 0)
    return Measured(count, sum(1 for line in lines if line.strip()), 1)

"""Runs a program and says what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Cost(msgspec.Struct, frozen=True):
    """Seconds by the clock, seconds of work (of the program and its children), and the most memory that one of its
    processes held, in MB. ``parts`` are the seconds by the clock that a check reports of itself."""

    wall: float
    work: float
    peak: float
    parts: Mapping[str, float] = {}

    @property
    def judging(self) -> float:
        """Seconds by the clock of facts, link and rules."""
        return sum(self.parts.get(part, 0.0) for part in ("facts", "link", "rules"))

    @property
    def judging_work(self) -> float:
        """About as many seconds of work as facts, link and rules took: their share of the clock, which is the same on a
        busy machine and on a quiet one."""
        return self.work * self.judging / self.wall


def cost_of(words: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[Cost, bytes]:
    """What a program costs, and what it prints. Raises SystemExit with its errors where it does not run."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, env=os.environ | environment, stdout=out, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode not in (0, 1):
            raise SystemExit(errors.read().decode("utf-8", "replace"))
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), out.read()


def check(repository: Path, cache: Path, jobs: int, *, change: bool = False) -> Cost:
    """One check of a whole repository's head, or of its last commit as a change, in a process of its own."""
    scope = ("--base", "HEAD~1") if change else ("--scope", "all")
    command = [sys.executable, "-m", "bot.cli", "check", str(repository), "--head", "HEAD", *scope]
    home, compiled = Path(__file__).parents[2], cache.parent / "compiled"
    environment = {
        "XDG_CACHE_HOME": str(cache),
        "PYTHONPATH": str(home),
        "PYTHONPYCACHEPREFIX": str(compiled),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    if not compiled.exists():  # as an installation does once
        words = [sys.executable, "-m", "compileall", "-q", str(home / "bot"), str(home / "checks")]
        subprocess.run(words, check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
    cost, out = cost_of([*command, "--format", "json", "--jobs", str(jobs)], repository, environment)
    return msgspec.structs.replace(cost, parts=json.loads(out)["stats"]["seconds"])

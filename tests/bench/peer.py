"""The yardstick: semgrep with rules of the same kind, in a throwaway environment of its own.

It is told to send nothing, to look for no new version and to leave no file out
(https://semgrep.dev/docs/cli-reference).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.run import Cost, cost_of

RULES = Path(__file__).with_name("semgrep.yml")
_PLAIN = ["--metrics=off", "--disable-version-check", "--x-ignore-semgrepignore-files", "--no-git-ignore"]
_MINUTES = 10 * 60


def semgrep(folder: Path) -> Path | None:
    """Installs semgrep into a folder; None where that cannot be done."""
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        command = [
            str(folder / "bin" / "pip"),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "semgrep",
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=_MINUTES)
    except (OSError, subprocess.SubprocessError):
        return None
    return folder / "bin" / "semgrep"


def scan(program: Path, folder: Path) -> Cost:
    """What one scan of a folder costs, in one process."""
    words = [str(program), "scan", "--config", str(RULES), *_PLAIN, "--quiet", "--json", "-j", "1", "."]
    cost, _ = cost_of(words, folder, {"SEMGREP_SEND_METRICS": "off"})
    return cost

"""The demonstration says what it promises, through the whole chain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_demonstration_shows_a_failed_check_run_with_its_evidence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = done.stdout
    for words in (
        "As-Built answers 202",
        "docs/PHASE_2_COMPLETE.md:12",
        "parcels/services/retry_worker.py",
        "parcels/routes/tracking.py:29",
        "unwired-router",
        "in-memory-store",
        "Look further",
    ):
        assert words in shown

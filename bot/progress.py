"""Progress on a terminal: one line on stderr that is rewritten, only where the work takes long."""

from __future__ import annotations

import sys
import time

PATIENCE = 1.0
"""Seconds before anything is shown."""

_WORDS = {"facts": "reading files", "link": "linking", "rules": "checking code", "claims": "judging claims"}


class Line:
    """The `Progress` port on a terminal. Shows nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = 0.0
        self._shown = False
        self._on = sys.stderr.isatty()

    def __call__(self, part: str, done: int, total: int) -> None:
        """Says what is going on, at most ten times a second."""
        now = time.monotonic()
        if not self._on or now - self._began < PATIENCE or (total and now - self._last < 0.1):
            return
        self._last, self._shown = now, True
        count = f" {done}/{total}" if total else ""
        sys.stderr.write(f"\r\033[K{_WORDS.get(part, part)}{count} …")
        sys.stderr.flush()

    def close(self) -> None:
        """Clears the line."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

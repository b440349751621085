"""Comments of a pull request: which of their lines are commands to us."""

from __future__ import annotations

import re

_NEAR = re.compile(r"(?m)^ {0,3}/asbuilt(?![\w-])")


def mentions(body: str) -> bool:
    """Whether a comment may hold a command: a cheap look before it is read in earnest."""
    return _NEAR.search(body) is not None

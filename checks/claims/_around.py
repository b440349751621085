"""The words right before a place in a text: as far as any pattern that ends there may reach, however long the text is."""

from __future__ import annotations

REACH = 300
"""Characters."""


def ahead_of(text: str, at: int) -> str:
    """What stands before a place, at most some hundred characters of it."""
    return text[max(0, at - REACH) : at]

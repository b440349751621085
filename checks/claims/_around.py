"""The words right before a place in a text: as far as any pattern that ends there may reach, however long the text is."""

from __future__ import annotations

_REACH = 300


def ahead_of(text: str, at: int) -> str:
    """What stands before a place, at most some hundred characters of it."""
    return text[max(0, at - _REACH) : at]

"""The ticks that stand before or behind a statement, and what they say."""

from __future__ import annotations

from checks.documents.model import Mark

_WORDS: dict[Mark, str] = {
    "done": "✅✓✔☑🟢🗹",
    "failed": "❌✗✘✖❎🔴⛔🚫☒",
    "warning": "⚠🟡🟠",
    "pending": "🚧⏳⌛🔄🔜⏸⏭☐🔲⬜⏱",
}
TICKS: dict[str, Mark] = {tick: mark for mark, ticks in _WORDS.items() for tick in ticks}
"""Each tick character and the mark it stands for."""

JOINERS = "\ufe0f\ufe0e\u200d"
"""What follows an emoji to choose its look or to join it to the next."""

BOXES: dict[str, Mark] = {
    "[ ]": "pending",
    "[x]": "done",
    "[X]": "done",
    "[-]": "pending",
    "[~]": "pending",
    "[/]": "pending",
}
"""Task boxes at the start of a list item."""

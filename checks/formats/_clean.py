"""Text of a repository without what a terminal or a reader would obey instead of showing."""

from __future__ import annotations

from checks.patterns import regex

_CONTROL = regex("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def clean(text: str) -> str:
    """Text without control and direction characters; line breaks and tabs stay."""
    return _CONTROL.sub("", text)

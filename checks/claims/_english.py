"""Whether a document is in English, the language whose moods and words are read."""

from __future__ import annotations

import re
from functools import lru_cache

from checks.claims._kept import Kept
from checks.documents.model import Document

_SMALL = frozenset("the and of to is in for with an on are by from this that not was be it".split())
_SHARE = 0.015
_ENOUGH = 40
_LOOKED_AT = 400  # statements, and characters of each


def reads(document: Document) -> bool:
    """Whether a document's sentences hold the small words of English."""
    return _reads(Kept(document))


@lru_cache(maxsize=64)
def _reads(kept: Kept[Document]) -> bool:
    words = [
        word
        for statement in kept.value.statements[:_LOOKED_AT]
        if statement.kind not in ("code", "tree")
        for word in re.findall(r"[^\W\d_]{1,30}", statement.plain[:_LOOKED_AT].lower())
    ]
    return len(words) < _ENOUGH or sum(word in _SMALL for word in words) >= _SHARE * len(words)

"""Whether a document is in English, the language that code speaks and whose every mood is read."""

from __future__ import annotations

import re
from functools import lru_cache

from checks.claims._identity import ByIdentity
from checks.documents.model import Document

_SMALL = frozenset("the and of to is in for with an on are by from this that not was be it".split())
_ELSEWHERE = frozenset(
    "el los las una para por según también más del não são uma você também pelo pela les des pour avec une dans cette aux der und für mit nicht "
    "eine wird auf della sono gli nel için ile bir ve daha olarak het een voor niet och för som att är".split()
)
"""Small words of other languages, none of them English."""
_FEWER, _ACCENTED_SHARE = 2, 0.04
_OTHER_SCRIPT = 0.1
_SHARE = 0.015
_ENOUGH = 40
_LOOKED_AT = 400  # statements, and characters of each


def reads(document: Document) -> bool:
    """Whether a document's sentences hold the small words of English, or too few small words to tell and none of another
    language. Of another one the commonest cues are understood at best (`checks.documents.tongues`)."""
    return not document.tongue and _reads(ByIdentity(document))


@lru_cache(maxsize=64)
def _reads(held: ByIdentity[Document]) -> bool:
    words = [
        word
        for statement in held.value.statements[:_LOOKED_AT]
        if statement.kind not in ("code", "tree")
        for word in re.findall(r"[^\W\d_]{1,30}", statement.plain[:_LOOKED_AT].lower())
    ]
    letters = sum(map(len, words))
    if sum(not letter.isascii() for word in words for letter in word) > _OTHER_SCRIPT * letters:
        return False  # its tables and names may be in English, what it says of them is not
    own, others = sum(word in _SMALL for word in words), sum(word in _ELSEWHERE for word in words)
    if len(words) < _ENOUGH or own >= max(_SHARE * len(words), others):
        return True
    # Short lists hold few small words of any language: then another language's have to be seen.
    accented = sum(not word.isascii() for word in words)
    return others * _FEWER <= own and accented <= _ACCENTED_SHARE * len(words)

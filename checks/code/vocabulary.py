"""The words of a file's bodies: names and texts, gathered while it is lowered and set down beside the bodies.

Most questions about a file begin with whether it speaks of something at all. Its words are a fraction of its
bodies, and looking through them costs a fraction of decoding one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from checks.code.facts import FileFacts
from checks.patterns import regex

_KINDS = ((b"Spread", msgspec.msgpack.encode("Spread")),)
"""Kinds of nodes that questions ask for: what a file hands on as a whole."""
_NAMING = regex(r"[\w@~*-]{0,100}+[./][\w.@/*{}, \-\[\]]{1,254}", re.ASCII)
_LONG = 200
_LONGEST = 255
_END = b"\n"


def vocabulary(encoded: bytes, names: Iterable[bytes], texts: Iterable[str]) -> tuple[bytes, tuple[str, ...]]:
    """What `FileFacts.said` and `FileFacts.texts` hold. ``names`` and ``texts`` are those of the encoded bodies, each
    once; of the kinds of nodes those of `_KINDS` are said too."""
    kinds = (kind for kind, mark in _KINDS if mark in encoded)
    plain = [text for text in texts if text.isascii() and text.isprintable() and len(text) <= _LONGEST]
    words = dict.fromkeys((*kinds, *filter(_plain, names), *_words(plain)))
    naming = tuple(text for text in plain if ("." in text or "/" in text) and _NAMING.match(text))
    return _END + _END.join(words) + _END if words else b"", naming


def _plain(name: bytes) -> bool:
    return name.isascii() and 0 < len(name) <= _LONG


def _words(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts if text and " " not in text and len(text) <= _LONG)


def says(facts: FileFacts, word: str) -> bool:
    """Whether a name or text in a file's bodies is exactly this word."""
    needle, plain = _needle(word)
    return needle in (facts.said if plain else facts.encoded_bodies)


def plain_word(word: str) -> bytes | None:
    """A word as `FileFacts.said` holds it, line feeds around it included; None for one that cannot stand there."""
    needle, plain = _needle(word)
    return needle if plain else None


@lru_cache(maxsize=4_096)
def _needle(word: str) -> tuple[bytes, bool]:
    """A word as it stands in ``said``, or, where it cannot stand there, in encoded bodies."""
    if 0 < len(word) <= _LONG and word.isascii() and word.isprintable() and " " not in word:
        return f"\n{word}\n".encode(), True
    return msgspec.msgpack.encode(word), False

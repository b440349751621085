"""The words of encoded bodies: names and texts, found without decoding and set down beside the bodies.

Most questions about a file begin with whether it speaks of something at all. Its words are a fraction of its
bodies, and looking through them costs a fraction of decoding one.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from checks.code.facts import FileFacts

# A text's length stands before it (https://github.com/msgpack/msgpack/blob/master/spec.md#str-format-family).
_HEADED = re.compile(rb"[\xa1-\xbf][\x20-\x7e]+|\xd9[\x01-\xff][\x20-\x7e]+")
_COMMON = (b"Name", b"Attr", b"Call", b"Lit")
"""Kinds of nodes that stand in every body, and make up half of its texts."""
_NAMING = re.compile(rb"[\w@~*-]{0,100}+[./][\w.@/*{}, \-\[\]]{1,254}")
_LONG = 200
_END = b"\n"


def with_vocabulary(facts: FileFacts) -> FileFacts:
    """The facts with ``said`` and ``texts`` filled in from the bodies."""
    if not facts.encoded_bodies:
        return facts
    said, texts = vocabulary(facts.encoded_bodies)
    return msgspec.structs.replace(facts, said=said, texts=texts)


def vocabulary(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The distinct words of encoded bodies (`FileFacts.said`), and the texts that may name a module or a file."""
    for kind in _COMMON:
        data = data.replace(bytes([0xA0 + len(kind)]) + kind, b"")
    words, texts = [*_COMMON], []
    for found in dict.fromkeys(_HEADED.findall(data)):
        short = found[0] < 0xD9
        length = found[0] - 0xA0 if short else found[1]
        text = found[1 : 1 + length] if short else found[2 : 2 + length]
        if len(text) < length:  # goes on beyond ASCII
            continue
        if b" " not in text and length <= _LONG:
            words.append(text)
        if (b"." in text or b"/" in text) and _NAMING.match(text):
            texts.append(text.decode("ascii"))
    return _END + _END.join(dict.fromkeys(words)) + _END, tuple(dict.fromkeys(texts))


def says(facts: FileFacts, word: str) -> bool:
    """Whether a name or text in a file's bodies is exactly this word."""
    needle, plain = _needle(word)
    return needle in (facts.said if plain else facts.encoded_bodies)


@lru_cache(maxsize=4_096)
def _needle(word: str) -> tuple[bytes, bool]:
    """A word as it stands in ``said``, or, where it cannot stand there, in encoded bodies."""
    if 0 < len(word) <= _LONG and word.isascii() and word.isprintable() and " " not in word:
        return f"\n{word}\n".encode(), True
    return msgspec.msgpack.encode(word), False

"""Bytes of any encoding as text."""

from __future__ import annotations

import codecs


def decoded(data: bytes) -> str:
    """Text in UTF-8 or, with its mark, UTF-16 (as PowerShell's ``>`` writes it). Other bytes are replaced,
    a byte order mark is left out."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")

"""Bytes -> text: which encoding, and the repair of UTF-8 that was read as Windows-1252 and encoded again."""

from __future__ import annotations

import msgspec

from checks.patterns import regex

LIMIT = 1024 * 1024
"""How many bytes of a document are read."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

# What a tick turns into when its UTF-8 bytes are read as Windows-1252 and the bytes that code page does not
# define (81 8D 8F 90 9D) are dropped. ftfy cannot undo these: the byte that is gone decided the character.
_LOST = (
    ("âš\xa0ï¸\x8f", "⚠️"),
    ("âš\xa0ï¸", "⚠️"),
    ("âš ï¸\x8f", "⚠️"),
    ("âš ï¸", "⚠️"),
    ("âš\xa0", "⚠"),
    ("âŒ", "❌"),
    ("â\x9d\x8c", "❌"),
    ("âœ…", "✅"),
    ("âœ”ï¸", "✔️"),
    ("âœ”", "✔"),
    ("âœ“", "✓"),
    ("âœ—", "✗"),
    ("âœ˜", "✘"),
    ("â³", "⏳"),
    ("â¸ï¸", "⏸️"),
    ("âš™ï¸", "⚙️"),
    ("âš¡", "⚡"),
    ("â­", "⭐"),
    ("â†\x90", "←"),
    ("â”œâ”€", "├─"),
    ("â””â”€", "└─"),
    ("â”Œ", "┌"),
    ("â”€", "─"),
    ("â”‚", "│"),
    ("â”œ", "├"),
    ("â””", "└"),
    ("â”˜", "┘"),
    ("â”¤", "┤"),
    ("â”¬", "┬"),
    ("â”´", "┴"),
    ("â”¼", "┼"),
    ("â”", "┐"),
    ("ï¸\x8f", "\ufe0f"),
)
_SUSPECT = regex("[âÃðÂï]")
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})


class Text(msgspec.Struct, frozen=True):
    """Decoded text, the encoding it came in, and whether a line of it was repaired."""

    text: str
    encoding: str
    repaired: bool = False


def decode(data: bytes) -> Text | None:
    """The text of a document, at most `LIMIT` bytes of it; None for binary data. Never raises."""
    data = data[:LIMIT]
    plain = _plain(data)
    if plain is None:
        return None
    text, encoding = plain
    lines = text.split("\n")
    mended = [line if line.isascii() else _mend(line) for line in lines]
    return Text("\n".join(mended), encoding, mended != lines)


def why_unreadable(data: bytes) -> str | None:
    """Why a document cannot be read, or not to its end, in words for people; None if it can."""
    if _plain(data[:LIMIT]) is None:
        return "binary"
    return f"larger than {LIMIT >> 20} MiB, read only so far" if len(data) > LIMIT else None


def _plain(data: bytes) -> tuple[str, str] | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :] if encoding != "utf-8-sig" else data
            return body.decode(encoding, "replace"), encoding.removesuffix("-sig")
    wide = _wide(data[:4096])
    if wide:
        return data.decode(wide, "replace"), wide
    if b"\0" in data or _too_many_controls(data[:65536]):
        return None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if len(data) == LIMIT and error.start > LIMIT - 4:  # cut in the middle of a character
            return data[: error.start].decode("utf-8"), "utf-8"
    return data.decode("cp1252", "replace"), "cp1252"


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: Latin text has a NUL in every other byte."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if high > 0.7 * pairs and low < 0.05 * pairs:
        return "utf-16-le"
    if low > 0.7 * pairs and high < 0.05 * pairs:
        return "utf-16-be"
    return None


def _too_many_controls(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50


def _mend(line: str) -> str:
    if len(line) > 20_000 or not _SUSPECT.search(line):
        return line
    import ftfy  # a tenth of what a small check takes, and few documents need it

    for broken, whole in _LOST:
        line = line.replace(broken, whole)
    return ftfy.fix_encoding(line).replace("\n", " ")

"""What literals and comments say: escapes, numbers, docstrings."""

from __future__ import annotations

import re

from checks.code.facts import TEXT_LIMIT
from checks.patterns import regex

_LITERAL = regex(r"""([A-Za-z]*)('''|\"""|'|")""")
_ESCAPE = regex(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(\r?\n)|(.))", re.DOTALL
)
_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}


def unquote(source: str) -> str:
    """The value of a string literal as written, cut at `TEXT_LIMIT`."""
    return _unquote(source)[:TEXT_LIMIT]


def _unquote(source: str) -> str:
    opening = _LITERAL.match(source)
    if opening is None:
        return source
    prefix, quote = opening.groups()
    body = source[opening.end() :].removesuffix(quote)
    return body if "r" in prefix.lower() else unescape(body)


def unescape(body: str) -> str:
    r"""Replaces escape sequences. ``\N{…}`` and halves of surrogate pairs stay as written.

    https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences
    """
    return _ESCAPE.sub(_escaped, body) if "\\" in body else body


def _escaped(match: re.Match[str]) -> str:
    x, u, long, octal, continued, simple = match.groups()
    if continued:
        return ""
    if simple:
        return _SIMPLE.get(simple, match.group())
    code = int(octal, 8) if octal else int(x or u or long, 16)
    return match.group() if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def number(source: str) -> int | float | str:
    """The value of a number as written; text where it has no exact value here (complex, beyond 64 bits)."""
    text = source.replace("_", "").rstrip("lL")
    try:
        value = int(text, 0) if len(text) < 30 else float(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return source[:TEXT_LIMIT]
    return source[:TEXT_LIMIT] if isinstance(value, int) and value >= 2**63 else value


def docstring(source: str, limit: int) -> tuple[str, int]:
    """A docstring's text without its quotes and indentation, cut at ``limit`` characters, and how many lines
    before its first words are blank."""
    lines = [line.strip() for line in _unquote(source)[: limit * 2].split("\n")]
    blank = next((i for i, line in enumerate(lines) if line), 0)
    return "\n".join(lines).strip()[:limit], blank

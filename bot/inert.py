"""Text of a pull request as inert Markdown: it pings nobody, links nothing and forms no markup of its own."""

from __future__ import annotations

import re

from checks.formats._clean import clean

TEXT_SHOWN = 200
"""Characters of a quoted text that are shown."""

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#!|~$&])")
_LIVE = re.compile(
    r"@(?=\S)"  # somebody
    r"|\\#(?=\d)|(?i:\bgh-)(?=\d)"  # an issue
    r"|(?i:\bwww)(?=\.)|(?i:\b[a-z][a-z0-9+.-]{0,20}:)(?=//|\S*@)"  # an address
    r"|:(?=//)|:(?=[A-Za-z0-9_+-]{1,40}:)"  # a bare scheme, an emoji
)
_BREAK = "\u2060"
"""A word joiner: invisible, and it ends what GitHub's filters, which run on the finished text and so do not see
a backslash, would take for a mention or a link."""


def one_line(text: str, limit: int = TEXT_SHOWN) -> str:
    """Text on one line, without control and direction characters, cut at ``limit`` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int = TEXT_SHOWN) -> str:
    """Text as Markdown that shows it and nothing else; never at the start of a line."""
    return _LIVE.sub(lambda found: found[0] + _BREAK, _MARKUP.sub(r"\\\1", one_line(text, limit)))


def code(text: str, limit: int = TEXT_SHOWN) -> str:
    """Text as code, the same inside a table and outside.

    A table takes a bar for the end of its cell, and one backslash away that is before a bar, in code spans as well
    (https://github.github.com/gfm/#example-200); outside a table a code span shows that backslash. So text with a bar
    becomes an element, in which a backslash is no text wherever it stands.
    """
    line = one_line(text, limit)
    if not line:
        return ""
    if "|" in line:
        return f"<code>{plain(line, limit)}</code>"
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}"


def prose(text: str, limit: int = 400) -> str:
    """A sentence of ours about a pull request's text: what it sets in backticks becomes code, the rest is
    shown as it is."""
    parts = one_line(text, limit).split("`")
    if len(parts) % 2 == 0:
        return plain(text, limit)
    return "".join(code(part) if i % 2 else _keep_spaces(part, limit) for i, part in enumerate(parts))


def _keep_spaces(part: str, limit: int) -> str:
    if not part.strip():
        return part
    before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return before + plain(part, limit) + after

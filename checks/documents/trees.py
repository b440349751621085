"""File trees drawn in a document: with ├── and └──, or by indentation."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.documents.paths import BARE, is_path
from checks.patterns import regex

_TO_COME = regex(
    r"(?i)[\[(]\s{0,3}(?:in the )?(?:future|planned|to ?do|to be \w+|proposed|not yet|coming soon|later)\b"
)
_BRANCH = regex(r"^[\s│|┃║]*(?:[├└┣┗╠╚][─━═-]{0,4}|\|--|`--|\+--|\\--)\s?")
_GUTTER = regex(r"^[\s│|┃║]*")
_NAME = regex(r"(?:\*\*|`|📁|📂|📄|🆕|✨|✅|\s)*([^\s#←`*,;]{1,200})")
_PICTURED = regex(
    r"(?:\*\*|`|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]|\s)+([^\s#←`*,;]{1,200}/)(?=[`*\s]|$)"
)
_SPACED = regex(r"(?:\*\*|`|📁|📂|\s)*([\w.()&-]{1,60}(?: [\w.()&-]{1,60}){1,5}/)(?=\s{2,}|\s*$|\s+[#←(–—-])")
# "js/(cart.js, menu.js)": a folder, and what it holds; "app/(shop)/page.tsx" is a path.
_HOLDING = regex(r"([^()]{1,150}/)\((?:[^()]{0,150}|[^()/]{1,150}\.\w{1,8}\))$")
_PROSE = regex(r" [A-Za-z]")
_MARKED = regex(r"[├└┣┗╠╚][─━═-]|^\s*(?:[|`+\\]--)\s")
_COLUMNS = regex(r"[^\s│|├└─][ \t]{2,40}(?:│[ \t]{1,8})?[├└][─-]")
"""A branch behind the text of another."""


class Entry(msgspec.Struct, frozen=True):
    """One drawn entry: which of the lines given (from 0), its whole path in the tree (folders end in ``/``), and
    what is written behind the name."""

    at: int
    path: str
    note: str = ""


def is_tree(lines: list[str]) -> bool:
    """Whether lines draw a file tree: most branches, or most indented lines, carry names of files."""
    drawn = [line for line in lines if _MARKED.search(line[:200])]
    if any(_COLUMNS.search(line[:200]) for line in drawn):
        return False  # two trees beside each other: before and after
    if drawn:
        named = sum(_looks_named(_BRANCH.sub("", line[:300])) for line in drawn)
        if (named >= 2 and named * 2 >= len(drawn)) or (named == 1 and len(drawn) == 1):
            return True
        outer = _outer(drawn)  # below which may stand what they hold
        return len(outer) > 1 and all(_looks_named(_BRANCH.sub("", line[:300])) for line in outer)
    rows = [line for line in lines if line.strip()]
    if len(rows) < 3 or not rows[0].split()[0].endswith("/"):
        return False
    named = sum(_looks_named(line[:300]) for line in rows)
    return named == len(rows) and any(line[0] in " \t" for line in rows)


def entries(lines: list[str]) -> Iterator[Entry]:
    """The entries of a drawn tree with their whole paths."""
    marked = any(_MARKED.search(line[:200]) for line in lines)
    found = [
        (at, *_entry(line[:400], marked))
        for at, line in enumerate(lines)
        if any(c.isalnum() for c in line[:400])
    ]
    stack: list[tuple[int, str]] = []
    to_come: int | None = None
    for place, (at, indent, name, note) in enumerate(found):
        if to_come is not None and indent > to_come:
            continue  # below what a caption says is to come
        to_come = indent if not name and _TO_COME.search(lines[at][:400]) else None
        while stack and stack[-1][0] >= indent:
            stack.pop()
        if not name:  # a caption between entries: what is drawn below it lies where the caption does
            if stack:
                stack.append((indent, stack[-1][1]))
            continue
        deeper = place + 1 < len(found) and found[place + 1][1] > indent
        folder = name.endswith("/") or (deeper and not is_path(name))
        bare = name.strip("/").removeprefix("./")
        if bare in ("", "."):
            continue
        path = (stack[-1][1] if stack else "") + bare + ("/" if folder else "")
        if len(stack) < 60 and len(path) < 1000:
            yield Entry(at, path, note)
            if folder:
                stack.append((indent, path))


def _entry(line: str, marked: bool) -> tuple[int, str, str]:
    """Indentation, name and note of one line; no name where the line is none of the tree's. ``marked``: the tree is drawn
    with branches, so that a line of words without one says more of the entry above it."""
    branch = _BRANCH.match(line)
    start = branch.end() if branch else _indent(line)
    found = ((_SPACED.match(line, start) or _PICTURED.match(line, start)) if branch else None) or _NAME.match(
        line, start
    )
    indent = start if branch else _indent(line)
    if found is None:
        return indent, "", ""
    name, end = found.group(1).rstrip(":"), found.end()
    if holding := _HOLDING.match(name):
        name, end = holding[1], found.start(1) + holding.end(1)
    note = line[end:].strip(" \t#←-–—`*")
    if not branch and not (name.endswith("/") or is_path(name)):
        return indent, "", ""
    if not branch and marked and not name.endswith("/") and _PROSE.match(line, end):
        return indent, "", ""
    if not _plausible(name) or (not is_path(name) and _PROSE.match(line, end)):
        return indent, "", ""
    return indent, name, note


def _outer(drawn: list[str]) -> list[str]:
    """The branches that hang on nothing else."""
    least = min(_indent(line) for line in drawn)
    return [line for line in drawn if _indent(line) == least]


def _indent(line: str) -> int:
    gutter = _GUTTER.match(line)
    return gutter.end() if gutter else 0


def _plausible(name: str) -> bool:
    return (
        name not in ("...", "…", "|", "│", "etc.")
        and any(c.isalnum() for c in name)
        and "://" not in name
        and "=" not in name
    )


def _looks_named(rest: str) -> bool:
    found = _NAME.match(rest)
    if found is None:
        return False
    name = found.group(1)
    return is_path(name.rstrip(":")) or name in BARE or name.endswith("/")

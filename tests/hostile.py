"""Documents made to be slow or to break a reader: by their shape, by their characters, by the words that patterns wait for."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import checks.claims
import checks.documents
from checks.patterns import Lazy

Shape = Callable[[int], str]
"""A document of about so many characters."""

_LINES = {
    "items": "- a thing that was done\n",
    "ticks": "- [x] ✅ done\n",
    "endpoints": "- GET /orders/{id} - returns an order\n",
    "files": "- Created `src/app/orders.py` (120 lines)\n",
    "names": "- `create_order()` is called by `OrderService.run`\n",
    "counts": "12 tests in 3 files\n",
    "totals": "- **Total:** 30 hours (5 days)\n",
    "shares": "- 19/21 tests passing (90.5%)\n",
    "settings": "- Set `DATABASE_URL` in `.env` to 3\n",
    "headings": "## Phase 2: complete (3)\n",
    "titles": "# A\n## B\n### C\n",
    "rules": "---\n",
    "rows": "| a | 1 | ✅ |\n",
    "fences": "```\n",
    "tildes": "~~~\ntext\n",
    "languages": "```python\nx = 1\n",
    "quotes": "> quoted\n",
    "labels": "**File:** `src/app.py` (lines 12-14)\n",
    "numbered": "1. first\n",
    "definitions": "[a]: b\n",
    "comments": "<!-- a\n",
    "front": "---\nkey: value\n",
    "entries": "├── src/app.py  # 120 lines\n",
    "branches": "│   ├── app.py\n",
    "commits": "1f3a9c2 Fix the queue\n",
    "measures": "- p95 latency 8-15 ms against 50 ms (85% better)\n",
    "wiring": "- The router is mounted by the app and never called by the worker\n",
    "capabilities": "- ✅ Redis caching, JWT authentication, a WebSocket server and rate limiting\n",
    "paragraphs": "Everything is complete.\n\n",
    "setext": "Title\n=====\n",
    "carriage": "a line\r",
}
_WITHIN = {
    "letters": "a", "words": "word ", "code": "`a` ", "ticks": "`", "links": "[a](b) ", "open links": "[", "bold": "**a** ",
    "stars": "*", "underscores": "_a_ ", "bars": "|", "cells": "| a ", "sums": "1 + ", "products": "3 x 4 x ", "digits": "1",
    "paths": "src/app.py ", "slashes": "a/", "dots": "a.", "routes": "GET /a ", "tags": "<a ", "comments": "<!--", "entities": "&amp;",
    "escapes": "\\", "brackets": "(", "closed": "(a) ", "commas": "a, ", "colons": "a: ", "arrows": "a → ", "percents": "5% ",
    "ranges": "5-6 ", "fractions": "5/6 (", "quotes": '"a" ', "spaces": " ", "tabs": "\t", "marks": "✅ ", "joiners": "\u200d",
    "combining": "a\u0301", "right to left": "\u202eא", "wide": "字", "astral": "😀", "nul": "\0", "form feeds": "\f", "lines": "\u2028",
    "nbsp": "\xa0", "private": "\ue000", "zero width": "\u200b", "half": "\ufffd", "no, no": "no ", "all tests": "all tests ",
    "is": "is called by ", "hexes": "a1b2c3d4 ", "humps": "aB", "snakes": "a_", "constants": "A_B ", "hyphens": "a-", "ats": "@a/b ",
}  # fmt: skip


def shapes() -> Mapping[str, Shape]:
    """Every shape by its name."""
    found: dict[str, Shape] = {f"many {name}": _repeated(line) for name, line in _LINES.items()}
    found |= {f"one line of {name}": _repeated(part) for name, part in _WITHIN.items()}
    found |= {f"long lines of {name}": _ruled(part) for name, part in _WITHIN.items()}
    found |= {
        "nested items": lambda n: _grown(n, lambda i: "  " * (i % 300) + "- a\n"),
        "nested numbers": lambda n: _grown(n, lambda i: "   " * (i % 200) + f"{i}. a\n"),
        "nested quotes": lambda n: _grown(n, lambda i: "> " * (i % 300) + "a\n"),
        "nested fences": lambda n: _grown(n, lambda i: "`" * (3 + i % 200) + "\n"),
        "nested branches": lambda n: "```\n" + _grown(n, lambda i: "│   " * (i % 200) + f"├── a{i}.py\n"),
        "a ladder of ticks": lambda n: _grown(n, lambda i: "`" * (i % 400) + " "),
        "a ladder of stars": lambda n: _grown(n, lambda i: "*" * (i % 400) + " "),
        "a wide table": lambda n: "|a" * (n // 6) + "|\n" + "|-" * (n // 6) + "|\n" + "|1" * (n // 6) + "|\n",
        "a long table": lambda n: (
            "| a | b | c |\n|---|---|---|\n" + _grown(n, lambda i: f"| p{i} | {i} | `f{i}.py` |\n")
        ),
        "a table of totals": lambda n: (
            "| a | b |\n|---|---|\n" + _grown(n, lambda i: f"| Total {i} | {i} |\n")
        ),
        "a table in a list": lambda n: _grown(
            n, lambda i: f"- a\n\n  | a | b |\n  |---|---|\n  | {i} | {i} |\n\n"
        ),
        "sections of counts": lambda n: _grown(
            n, lambda i: f"## All {i} tasks ({i})\n\n### A ({i})\n\n- a\n- b\n\n"
        ),
        "sections of routes": lambda n: _grown(
            n, lambda i: f"## {i % 9} endpoints\n\n- GET /a{i}\n- POST /a/{i}\n\n"
        ),
        "names below a long section": lambda n: (
            "# A\n\n## B\n\n"
            + "- a\n" * (n // 8)
            + "\n### C\n\n"
            + _grown(n // 2, lambda i: f"- Added `someName{i}` handling\n")
        ),
        "names all different": lambda n: _grown(
            n, lambda i: f"- `name_{i}()` calls `other_{i}` in `src/f{i}.py`\n"
        ),
        "packages all different": lambda n: _grown(
            n, lambda i: f"- Added `package-{i}` {i}.0 to `package.json`\n"
        ),
        "an open comment": lambda n: "<!--" + "a " * (n // 2),
        "html": lambda n: "<details>\n<summary>a</summary>\n\n" * (n // 40),
        "lists under leads": lambda n: _grown(n, lambda i: f"The {i % 7} files:\n\n- a\n- b\n- c\n\n"),
        "labels and totals": lambda n: _grown(
            n, lambda i: f"**A ({i % 5})**\n- GET /a\n\n**Total: {i} endpoints**\n\n"
        ),
        "severities": lambda n: _grown(
            n, lambda i: f"**Severity:** HIGH\n\n| HIGH | {i} |\n|---|---|\n| LOW | {i} |\n\n"
        ),
    }
    return found


def _repeated(part: str) -> Shape:
    return lambda n: part * max(1, n // len(part))


def _ruled(part: str) -> Shape:
    """Lines as long as they are read."""
    line = part * max(1, 9_990 // len(part)) + "\n\n"
    return lambda n: line * (n // len(line)) + line[: n % len(line)]


def _grown(n: int, part: Callable[[int], str]) -> str:
    parts: list[str] = []
    size = at = 0
    while size < n:
        parts.append(part(at))
        size += len(parts[-1])
        at += 1
    return "".join(parts)


@cache
def waited_for() -> tuple[str, ...]:
    """The words that the readers' patterns are made of."""
    found: set[str] = set()
    for package in (checks.claims, checks.documents):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, re.Pattern | Lazy) and isinstance(value.pattern, str):
                    found.update(
                        re.findall(
                            r"[A-Za-z]{3,14}", re.sub(r"\\[A-Za-z]|\(\?[a-zP<!=:-]+", " ", value.pattern)
                        )
                    )
    return tuple(sorted(found))


_GLUE = (" ", " ", " ", " ", "\n", "\n- ", "\n\n", ": ", ", ", " | ", "/", "_", "`", "(", ")", " 12 ", "3/4", "%", " is ", "**", "✅ ", "\n## ", "-", ".", " of ", " by ", "→", "\n```\n", "\n| ", "\n  - ", "\n> ", "  ")  # fmt: skip


def babble(chance: random.Random, size: int) -> str:
    """Words that patterns wait for, and what may stand between them, in any order; some of them many times over."""
    words, parts = waited_for(), []
    length = 0
    while length < size:
        part = chance.choice(words) + chance.choice(_GLUE)
        if chance.random() < 0.05:
            part *= chance.randint(2, 400)
        parts.append(part)
        length += len(part)
    return "".join(parts)


def spliced(chance: random.Random, sources: tuple[str, ...]) -> str:
    """Documents cut up and put together again: lines taken away, doubled, cut, indented, joined, made strange."""
    lines = [line for source in chance.sample(sources, min(3, len(sources))) for line in source.split("\n")]
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(len(lines) or 1)
        lines[at : at + 1] = _changed(chance, lines[at] if lines else "", lines)
        if not lines:
            lines = [""]
    return "\n".join(lines)


def _changed(chance: random.Random, line: str, lines: list[str]) -> list[str]:
    ways: tuple[Callable[[], list[str]], ...] = (
        list,
        lambda: [line, line],
        lambda: [line[: chance.randint(0, len(line))]],
        lambda: [" " * chance.randint(1, 12) + line],
        lambda: [line + chance.choice(lines)],
        lambda: [line * chance.randint(2, 300)],
        lambda: [chance.choice(("```", "~~~", "|", "> ", "- ", "1. ", "# ", "<!--", "---", "    ")) + line],
        lambda: [chance.choice(_STRANGE).join(line.split(" "))],
        lambda: [re.sub(r"\d+", str(chance.choice((0, 7, 10**9, 10**30, -1))), line)],
        lambda: [*(chance.choice(lines) for _ in range(chance.randint(1, 30)))],
        lambda: [unicodedata.normalize(chance.choice(("NFD", "NFKC", "NFKD")), line)],
    )
    return chance.choice(ways)()


_STRANGE = tuple(_WITHIN[name] for name in ("joiners", "combining", "right to left", "astral", "nul", "form feeds", "lines", "nbsp", "half", "zero width"))  # fmt: skip


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Bytes with some of them changed, as a broken upload or another encoding leaves them."""
    kind = chance.randrange(5)
    if kind == 0:
        return data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1")), "replace"
        )
    if kind == 1:
        return data.decode("cp1252", "replace").encode()
    if kind == 2:
        return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\0")))
    changed = bytearray(data)
    for _ in range(chance.randint(1, 50) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed) if kind == 3 else bytes(changed[: chance.randint(0, len(changed))])


def every(sizes: tuple[int, ...]) -> Iterator[tuple[str, int, str]]:
    """Every shape in every size."""
    for name, shape in shapes().items():
        for size in sizes:
            yield name, size, shape(size)

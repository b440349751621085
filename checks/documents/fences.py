"""What a fenced block shows: a file's content, commands, output, a file tree, a diagram."""

from __future__ import annotations

import re

from checks.documents.model import FenceShows
from checks.documents.trees import is_tree
from checks.patterns import regex

_SHELLS = frozenset(
    "bash sh shell zsh fish console terminal powershell ps1 cmd bat batch shell-session".split()
)
_LANGUAGES = frozenset(
    "python py python3 typescript ts tsx javascript js jsx mjs json jsonc json5 yaml yml toml ini sql html css scss go rust rs"
    " java kotlin kt swift ruby rb php c cpp cs csharp prisma graphql xml env dotenv dockerfile docker makefile proto vue svelte"
    " properties hcl markdown md mdx diff nginx lua dart scala".split()
)
_DIAGRAMS = frozenset("mermaid plantuml dot graphviz ascii".split())
_DRAWN = regex(r"[┌┐└┘├┤┬┴┼─│▼▲►◄→←↓↑═║╔╗╚╝]|-->|==>")
_COMMAND = regex(
    r"^\s*(?:[$>%] \S|(?:sudo )?(?:npm|npx|yarn|pnpm|bun|pip3?|python3?|uv|poetry|pytest|docker|docker-compose|git|cd|curl|wget|make"
    r"|node|cargo|go|flask|uvicorn|gunicorn|celery|export|cp|mkdir|chmod|kubectl|terraform|source|brew|apt|apt-get|psql|redis-cli) )"
)
_ANSWER = regex(
    r"^\s*(?:[✅✓✔❌✗]\s|Tests?:?\s{1,12}\d+ (?:passed|failed)|Tests?:\s{1,12}\d|Test (?:Suites:|Files)\s{1,12}\d|Duration\s{1,12}\d|={3,} .*\b(?:passed|failed)\b|\d{1,6} (?:passed|failed)\b)"
)
_OUTPUT = regex(
    r"\bPASS(?:ED)?\b|\bFAIL(?:ED)?\b|\d+ passed\b|^Tests?:|^Test Suites:|^={3,}|^\s*[✓✔✗✅❌]|\bms\)|^Traceback|^INFO\b|^HTTP/\d"
)


def shows(info: str, lines: list[str]) -> FenceShows:
    """What a block shows, by its language and by its lines."""
    language = info.split(maxsplit=1)[0].strip("{}").lower() if info.split() else ""
    head = [line[:400] for line in lines[:400] if line.strip()]
    if language in _DIAGRAMS:
        return "diagram"
    if language in _SHELLS:
        typed = any(_COMMAND.match(line) or line.lstrip().startswith("# ") for line in head)
        return "tree" if is_tree(head) and not typed else "command"
    if language in _LANGUAGES:
        return "content"
    return _by_lines(head)


def _by_lines(head: list[str]) -> FenceShows:
    if not head:
        return "unknown"
    if is_tree(head):
        return "tree"
    drawn, commands, output = (
        sum(bool(p.search(line)) for line in head) for p in (_DRAWN, _COMMAND, _OUTPUT)
    )
    if drawn * 3 >= len(head):
        return "diagram"
    if commands * 2 >= len(head) or (commands and head[0].lstrip().startswith(("$ ", "> "))):
        return "command"
    return "output" if output * 3 >= len(head) else "unknown"


def answers(line: str) -> bool:
    """Whether a line of a block of commands is what one of them printed: a tick, or the sums of a run."""
    return bool(_ANSWER.match(line))


def typed(lines: list[str]) -> frozenset[int]:
    """The places of the lines that somebody types, where a block of commands shows a prompt in front of them; what stands
    between them is the answer. None at all where no line has a prompt."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        goes_on = at - 1 in found and lines[at - 1].rstrip().endswith("\\")
        if goes_on or re.match(r"\s*(?:[$%] |>>> |#)", line):
            found.add(at)
    return frozenset(found) if any(re.match(r"\s*[$%] ", lines[at]) for at in found) else frozenset()

"""Writes the pages of docs/ that are made from the code: `python -m tests.pages`, with --check to compare only."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.cli import parser
from bot.commands import commands
from bot.commands._command import PERMISSIONS
from checks import claims, config, rules

ROOT = Path(__file__).parent.parent
_NOTE = "<!-- Written by `make pages`: edit the code, not this page. -->"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page and its content."""
    yield ROOT / "docs" / "rules.md", _list("Rules", "rules", rules.rules(), rules.page)
    yield ROOT / "docs" / "claims.md", _list("Claim kinds", "claims", claims.kinds(), claims.page)
    yield ROOT / "docs" / "command-line.md", _command_line()
    yield ROOT / "docs" / "commands.md", _commands()
    known = (*rules.rules(), *claims.kinds())
    yield ROOT / "docs" / "asbuilt.schema.json", json.dumps(config.schema(known), indent=2) + "\n"


def _list(title: str, folder: str, modules: Mapping[str, object], page: Callable[[str], str]) -> str:
    lines = [f"# {title}", "", _NOTE, "", "| id | what it says | level |", "| --- | --- | --- |"]
    for name, module in modules.items():
        level = getattr(module, "LEVEL", "failure where refuted")
        lines.append(
            f"| [`{name}`](../checks/{folder}/{name.replace('-', '_')}.md) | {summary(page(name))} | {level} |"
        )
    return "\n".join(lines) + "\n"


def summary(page: str) -> str:
    """The first paragraph after a page's title, on one line."""
    body = page.partition("\n")[2].strip()
    return " ".join(body.partition("\n\n")[0].split()).replace("|", "\\|")


def _command_line() -> str:
    os.environ["COLUMNS"] = "100"
    main = parser()
    text = ["# The command line", "", _NOTE, "", "```text", main.format_help().rstrip(), "```"]
    for action in main._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                text += ["", f"## `asbuilt {name}`", "", "```text", command.format_help().rstrip(), "```"]
    return "\n".join(text) + "\n"


def _commands() -> str:
    text = ["# Commands in comments", "", _NOTE, "", _ON_COMMANDS, ""]
    for name, command in commands().items():
        text += [f"## {name}", "", f"    /asbuilt {command.USAGE}", "", command.ABOUT, ""]
        text += [f"Who may use it: {PERMISSIONS[command.PERMISSION]}.", "", "```text"]
        text += [*(f"/asbuilt {example}" for example in command.EXAMPLES), "```", ""]
    return "\n".join(text).rstrip() + "\n"


_ON_COMMANDS = """\
A command is a line of a comment on the pull request's conversation. It begins the line, in plain prose: not in code, a
quote, a list, a table or a heading. One comment can hold several. As-Built reacts with 👍 when it has understood and done
all of them, with 😕 when it has not, and replies where words are needed. An [override](overrule.md) counts while its comment
stands there unedited."""


def main() -> int:
    """Writes or checks the pages; exit status 1 where a checked page is out of date."""
    check = "--check" in sys.argv[1:]
    stale = [
        (path, text)
        for path, text in pages()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run `make pages`", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

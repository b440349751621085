"""Prints a check run as a person reads it on GitHub: title, summary, annotations beside their lines."""

from __future__ import annotations

import html
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import Any

_COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)+)\]\((?:[^()\s]|\([^()]*\))+\)")
_TAG = re.compile(r"</?(?:details|summary|sub|sup|br|kbd|b|i)[^>]*>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~@])")
_RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")


def step(text: str) -> None:
    """One step of the demonstration."""
    print(_paint("2", "  · ") + text, flush=True)


def check_run(run: dict[str, Any]) -> None:
    """The whole check run."""
    output = run["output"]
    mark = {"failure": _paint("31;1", "✗"), "success": _paint("32;1", "✓")}.get(run["conclusion"], "■")
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    print("─" * width)
    print(f"{mark} {_paint('1', run['name'])}   {run['conclusion']}   {_paint('1', output['title'])}")
    print("─" * width)
    for text in (output.get("summary"), output.get("text")):
        if text:
            print(_readable(text, width), end="\n\n")
    annotations = output.get("annotations") or run.get("annotations") or []
    print(_paint("1", f"Annotations ({len(annotations)})"))
    for item in annotations:
        _annotation(item, width)
    print("─" * width)


def _annotation(item: dict[str, Any], width: int) -> None:
    place = f"{item['path']}:{item['start_line']}"
    print(f"\n  {_paint('31', item['annotation_level'])}  {_paint('36', place)}  {item.get('title', '')}")
    for line in item["message"].split("\n"):
        print(textwrap.fill(line, width, initial_indent="    ", subsequent_indent="    ") if line else "")


def _readable(markdown: str, width: int) -> str:
    lines = []
    for line in markdown.split("\n"):
        if _RULE.match(line.strip()):
            continue
        if line.startswith("|"):
            lines += _row(line, width)
            continue
        text = _plain(line)
        if text.startswith("#"):
            text = _paint("1", text.lstrip("# "))
        lines.append(textwrap.fill(text, width, subsequent_indent="    ") if len(text) > width else text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(markdown: str) -> str:
    return html.unescape(_ESCAPE.sub(r"\1", _LINK.sub(r"\1", _TAG.sub("", markdown)))).replace("\u200b", "")


def _row(line: str, width: int) -> list[str]:
    """A table's row as a small paragraph: its first cell, and the others below it."""
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    parts = [_plain(part).strip() for cell in cells for part in re.split(r"<br */?>", cell)]
    first, *others = [part for part in parts if part] or [""]
    wrapped = [
        textwrap.fill(other, width, initial_indent="      ", subsequent_indent="      ") for other in others
    ]
    return [f"  {_paint('36', first)}", *wrapped]


def further(fixtures: Path) -> None:
    """How to look further."""
    report = fixtures / "change" / "docs" / "PHASE_2_COMPLETE.md"
    here = Path.cwd()
    shown = report.relative_to(here) if report.is_relative_to(here) else report
    print("\nLook further:")
    print(f"  the report that was checked       {shown}")
    print(f"  the claims that are read in it    .venv/bin/asbuilt claims {shown}")
    print("  what a rule means                 .venv/bin/asbuilt explain mock-response")
    print("  a repository of yours             .venv/bin/asbuilt check PATH --base main")


def _paint(code: str, text: str) -> str:
    return f"\033[{code}m{text}\033[0m" if _COLOUR else text

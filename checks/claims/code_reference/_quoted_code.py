"""The code that a document quotes in a block, and the file that it says it is of."""

from __future__ import annotations

import re

import msgspec

from checks.claims import (
    _in_files,
    _paths,
    _subjects,
)
from checks.documents.model import Document, Fence, Statement
from checks.patterns import regex

_NOTE = regex(r"^\s{0,40}(?:#|//|--|/\*)\s{0,4}(.{1,200})")
_ASKS_CHANGE = regex(
    r"(?i)^\W*(?:change (?:from|to|this)|before|after|old|new|from|to|instead(?: of)?|replace(?: with)?|was|now|fix(?:ed)?)\s?:?\s*$|^\W*(?:before|after|old|change (?:from|to))\b.{0,60}:|^\W*(?:removed|added|deleted|error|root cause|stack ?trace|traceback)\s?:"
)
_QUOTES = regex(
    r"(?i)\b(?:evidence|reality|current(?:ly)?|actual(?:ly)?|proof|problem|issue|found|code|snippet|implementation|bug)\b"
)
_PROPOSES = regex(
    r"(?i)\b(?:fix(?:ed)?|recommend\w*|should|suggest\w*|required|expected|before|old|examples?|usage|instead|proposed|solution|needs?|add)\b"
)


_AFTER = regex(
    r"(?i)\W*(?:after|new code|fixed code|now|fixed|updated|changed (?:this )?to)(?:\s\([^()]{1,60}\))?\W*"
)


class Quoted(msgspec.Struct, frozen=True):
    """Code that a document shows as a file's, perhaps of some lines."""

    path: str
    lines: tuple[int, int] | None
    content: str
    changed: bool = False  # it is what a change made of the file, which later ones may have changed again


def quoted(document: Document, statement: Statement, fence: Fence) -> Quoted | None:
    """What a block quotes of the file that the words above it, or a comment inside, name; None for other blocks."""
    if not _subjects.is_code(fence) or statement.polarity == "absent":
        return None
    content = _subjects.content(document, fence)
    if compares(content) or _only_notes(content):
        return None
    path, lines = _comment_place(content)
    if path is None:
        lead = _lead(document, statement, fence)
        if lead is not None and (
            _paths.lines_named(lead.plain) or any(m for m in _paths.of(lead) if not m.folder)
        ):
            return None  # the lead makes the claim
        shows = lead is not None and _QUOTES.search(lead.plain) and not _PROPOSES.search(lead.plain)
        if changed := _after_change(document, statement, lead):
            return Quoted(changed, None, content, True)
        around = _subjects.file_around(document, statement) if lines else None
        around = around or (_subjects.labelled_before(document, statement) if shows else None)
        path = around.path if around else (fence.about or None) if lines else None
    if (
        path
        and _paths.looks_like_path(path, True)
        and not path.endswith("/")
        and not _in_files.NOT_CODE.search(path)
    ):
        return Quoted(path, lines, content)
    return None


def _only_notes(content: str) -> bool:
    """Whether a block holds nothing but comments: they tell of the code and are none of it."""
    lines = [line for line in content.split("\n") if line.strip()]
    return bool(lines) and all(_NOTE.match(line) for line in lines)


def _after_change(document: Document, statement: Statement, lead: Statement | None) -> str | None:
    """The file of code that a heading or a "File: …" line names, where a block below it stands under "After:"."""
    if lead is None or not _AFTER.fullmatch(lead.plain):
        return None
    labelled = _subjects.labelled_before(document, statement)
    if labelled is not None:
        return None if _in_files.NOT_CODE.search(labelled.path) else labelled.path
    for heading in reversed(statement.headings):
        named = {m.path for m in _paths.mentions(heading.plain) if not m.folder}
        if named:
            path = named.pop()
            return path if not named and not _in_files.NOT_CODE.search(path) else None
    return None


def _lead(document: Document, statement: Statement, fence: Fence) -> Statement | None:
    """The statement right above a block."""
    before = document.statements[statement.index - 1] if statement.index else None
    return before if before is not None and fence.line - before.end_line <= 2 else None


def compares(content: str) -> bool:
    """Whether a block shows code as it was beside code as it is, code of several files, or asks for a change."""
    notes = [note[1] for line in content.split("\n")[:80] if (note := _NOTE.match(line))]
    files = {
        m.path for note in notes if len(note.split()) <= 8 for m in _paths.mentions(note) if not m.folder
    }
    return (
        len(files) > 1
        or any(_ASKS_CHANGE.match(note) for note in notes)
        or (any("❌" in note for note in notes) and any("✅" in note for note in notes))
    )


def _comment_place(content: str) -> tuple[str | None, tuple[int, int] | None]:
    """The file and the lines that the comment at a block's start names."""
    for line in content.split("\n")[:2]:
        comment = re.match(r"^\s*(?:#|//|--|/\*)\s*(.{1,200})", line)
        if comment is None:
            continue
        if re.match(r"(?i)(?:edit|create|add|update|in your|new|put|change|replace|open|copy)\b", comment[1]):
            return None, None
        named = [m for m in _paths.mentions(comment[1]) if not m.folder]
        found = ((named[0].lines,) if named and named[0].lines else ()) or _paths.lines_named(comment[1])
        lines = (min(f[0] for f in found), max(f[1] for f in found)) if found else None
        short = len(comment[1].split()) <= 8
        if (named and short) or lines:
            return (named[0].path if named else None), lines
    return None, None

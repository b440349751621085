"""Allowances in code: ``# asbuilt: allow <rule> -- reason`` on a finding's line or above it.

An allowance takes a finding's level away, never the finding itself and never a verdict. One that no finding needs,
that names no rule or gives no reason is shown as such, so that none outlives what it was written for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from checks.code.facts import Class, Comment, Function
from checks.model import Allowance, Finding
from checks.patterns import regex
from checks.project.link import Project

_MARK = "asbuilt:"
_WRITTEN = regex(r"asbuilt:\s*allow\s+([\w-]{1,60})\s*(?:--|[—–:])?\s*(.{0,500})")
_PROSE = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt", ".ipynb")
_HEAD = 30
"""Lines at the top of a file where an allowance may speak of the whole file."""


class _Written(msgspec.Struct, frozen=True):
    """An allowance and the lines on which a finding that it covers can begin."""

    allowance: Allowance
    first: int
    last: int
    file: bool = False

    def covers(self, finding: Finding, lines: int) -> bool:
        """Whether a finding of this file, which has so many lines, is the one that is meant."""
        if finding.rule != self.allowance.rule:
            return False
        whole = finding.line == 1 and finding.end_line >= lines - 1
        return self.first <= finding.line <= self.last or (whole and self.file)


class Allowances:
    """Every allowance of a tree, and which findings it covers."""

    def __init__(
        self,
        project: Project,
        findings: Iterable[Finding],
        rules: Collection[str],
        failed: Collection[str] = (),
        paths: Collection[str] | None = None,
    ) -> None:
        """``findings`` are those in the files ``paths``, or in all. ``rules`` are the known ones, ``failed`` those that
        could not be checked: nothing is known of theirs."""
        self._project = project
        self._failed = frozenset(failed)
        self._by_path: dict[str, list[_Written]] = {}
        for path, written in _written(project, project.facts if paths is None else paths, frozenset(rules)):
            self._by_path.setdefault(path, []).append(written)
        self._used: dict[Allowance, int] = {}
        for finding in findings if self._by_path else ():
            if allowance := self._covering(finding):
                self._used[allowance] = self._used.get(allowance, 0) + 1

    def of(self, finding: Finding) -> Allowance | None:
        """The allowance that covers a finding."""
        allowance = self._covering(finding)
        return None if allowance is None else self._counted(allowance)

    def _covering(self, finding: Finding) -> Allowance | None:
        for written in self._by_path.get(finding.path, ()):
            if not written.allowance.problem and written.covers(
                finding, self._project.facts[finding.path].lines
            ):
                return written.allowance
        return None

    def listed(self) -> tuple[Allowance, ...]:
        """The allowances, each with what it covers or what is wrong with it."""
        return tuple(
            self._counted(written.allowance) for _, here in sorted(self._by_path.items()) for written in here
        )

    def _counted(self, allowance: Allowance) -> Allowance:
        used = self._used.get(allowance, 0)
        if used or allowance.problem or allowance.rule in self._failed:
            return msgspec.structs.replace(allowance, findings=used)
        return msgspec.structs.replace(allowance, problem=f"there is no `{allowance.rule}` here to allow")


def _written(project: Project, paths: Iterable[str], rules: frozenset[str]) -> Iterator[tuple[str, _Written]]:
    for path in paths:
        facts = project.facts.get(path)
        if (
            facts is None
            or path.lower().endswith(_PROSE)
            or _MARK.encode() not in bytes(facts.packed_outline)
        ):
            continue  # as most, whose outlines need not be unpacked for that
        comments = facts.outline.comments
        for number, comment in enumerate(comments):
            for line, text in _lines(comment):
                first, last = _reach(project, path, comments, number)
                allowance = _read(path, line, text, rules)
                yield path, _Written(allowance, first, last, comment.alone and _at_top(project, path, line))


def _lines(comment: Comment) -> Iterator[tuple[int, str]]:
    if _MARK in comment.text:
        for number, line in enumerate(comment.text.split("\n")):
            if line.startswith(_MARK):
                yield comment.line + number, line


def _read(path: str, line: int, text: str, rules: frozenset[str]) -> Allowance:
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return Allowance(path, line, "", "", problem="it is not written as `asbuilt: allow <rule> -- reason`")
    rule, reason = found[1], found[2].strip()
    problem = ""
    if rule not in rules:
        problem = f"there is no rule `{rule}`"
    elif len(re.findall(r"\w+", reason)) < 2:
        problem = "it gives no reason: say why in a few words"
    return Allowance(path, line, rule, reason, problem=problem)


def _reach(project: Project, path: str, comments: tuple[Comment, ...], number: int) -> tuple[int, int]:
    """The first and last line on which what a comment allows can begin: its own line, or where it stands alone all
    lines down to the next one of code; with a definition there, its head."""
    comment = comments[number]
    if not comment.alone:
        definition = _definition(project, path, comment.line)
        return (definition.first_line if definition else comment.line), comment.line
    target = comment.end_line + 1
    for after in comments[number + 1 :]:
        if after.line != target or not after.alone:
            break
        target = after.end_line + 1
    definition = _definition(project, path, target)
    if definition is None:
        return comment.end_line + 1, target
    words = definition.docstring_line + definition.docstring.count("\n") if definition.docstring_line else 0
    return min(comment.end_line + 1, definition.first_line), max(definition.line, words)


def _definition(project: Project, path: str, line: int) -> Function | Class | None:
    """The named definition whose head (decorators to its name) holds a line."""
    outline = project.facts[path].outline
    definitions: tuple[Function | Class, ...] = (*outline.functions[1:], *outline.classes)
    return next((d for d in definitions if d.name and d.first_line <= line <= d.line), None)


def _at_top(project: Project, path: str, line: int) -> bool:
    outline = project.facts[path].outline
    definitions: tuple[Function | Class, ...] = (*outline.functions[1:], *outline.classes)
    return line <= min((_HEAD, *(i.line for i in outline.imports), *(d.first_line for d in definitions)))

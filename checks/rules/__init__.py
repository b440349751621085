"""The rules: each a module and a page of the same name, found by themselves.

A rule module has `RULE` (its id), `LEVEL` (what it reports at unless configured otherwise) and
`find(project)`, which yields findings. One that judges each source file by itself has `find_in(project, path)` instead:
its files can be shared out among processes (`checks.judging`); one that looks at the whole tree for what lies in some files has
`find_among(project, paths)`, so that a check of a change costs no more than it has to. One with ``SECOND_LOOK`` true has its findings in Python looked at twice
(`checks.second_look`), one with `RAISED_BY` reports at ``failure`` where a change claims what that word names
(`checks.claims.promised`). Rules know nothing of one another.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Protocol, runtime_checkable

from checks.model import Finding, Level
from checks.project.link import Project


class Rule(Protocol):
    """What every rule module offers."""

    RULE: str
    LEVEL: Level


@runtime_checkable
class WholeRule(Rule, Protocol):
    """A rule that looks at the tree as a whole."""

    def find(self, project: Project) -> Iterable[Finding]: ...


@runtime_checkable
class PlacedRule(Rule, Protocol):
    """A rule that looks at the tree as a whole for what lies in some of its files; it may yield more, which is dropped."""

    def find_among(self, project: Project, paths: Collection[str]) -> Iterable[Finding]: ...


@runtime_checkable
class FileRule(Rule, Protocol):
    """A rule that judges one source file at a time: every finding lies in that file."""

    def find_in(self, project: Project, path: str) -> Iterable[Finding]: ...


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of ids."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return {m.RULE: m for m in sorted(modules, key=lambda m: str(m.RULE))}


@cache
def whole_rules() -> dict[str, WholeRule]:
    """Those that look at the tree as a whole, by their ids."""
    return {name: rule for name, rule in rules().items() if isinstance(rule, WholeRule)}


@cache
def placed_rules() -> dict[str, PlacedRule]:
    """Those that look at the tree for what lies in some files, by their ids."""
    return {name: rule for name, rule in rules().items() if isinstance(rule, PlacedRule)}


@cache
def file_rules() -> dict[str, FileRule]:
    """Those that judge a file by itself, by their ids."""
    return {name: rule for name, rule in rules().items() if isinstance(rule, FileRule)}


def find(project: Project, only: Iterable[str] | None = None) -> Iterator[Finding]:
    """Every finding of every rule (or of the rules in ``only``), in the order of rules."""
    wanted = None if only is None else set(only)
    for name in rules():
        if wanted is not None and name not in wanted:
            continue
        if name in file_rules():
            for path in project.sources():
                yield from file_rules()[name].find_in(project, path)
        elif name in placed_rules():
            yield from placed_rules()[name].find_among(project, project.facts)
        elif name in whole_rules():
            yield from whole_rules()[name].find(project)


def page(rule: str) -> str:
    """The rule's page as Markdown. Raises KeyError for an unknown rule."""
    if rule not in rules():
        raise KeyError(rule)
    return resources.files(__name__).joinpath(f"{rule.replace('-', '_')}.md").read_text(encoding="utf-8")

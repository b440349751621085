"""Tools of the work that a document names: a linter, a formatter, a runner of tests. No code calls them: they are there
where a manifest declares them and something starts, configures or imports them."""

from __future__ import annotations

import re

from checks.model import Claim, Place
from checks.patterns import regex
from checks.project.distributions import plain
from checks.project.link import Project

_FIRST = regex(r"(?P<name>[A-Za-z@][\w./-]{2,40})(?=$|[\s:(,])")
_OF_TOOLS = regex(
    r"(?i)\b(?:tests?|testing|tested|lint\w*|format\w*|build|bundl\w*|coverage|e2e|browsers?|configured|tool(?:s|ing)?)\b"
)
_PACKED = regex(r"^@(?P<scope>[\w.-]{1,60})/")


def in_use(phrase: str, project: Project) -> tuple[Place, ...]:
    """Where the tool that a phrase begins with is declared for development, and where it is started, configured or
    imported; nothing where either lacks."""
    found = _FIRST.match(phrase)
    name = plain(found["name"].rstrip(".")) if found else ""
    declared = _declared(name, project) if name else None
    at_work = _at_work(name, project) if declared is not None else None
    return (at_work, declared) if at_work is not None and declared is not None else ()


def is_spoken_of(claim: Claim, headings: str) -> bool:
    """Whether a claim, or the headings that it stands below, are about tests, builds or tools: then a file that configures
    one shows it."""
    return bool(_OF_TOOLS.search(claim.text[:400]) or _OF_TOOLS.search(headings))


def _declared(name: str, project: Project) -> Place | None:
    """Where a manifest declares a package of a name, or of that scope, for development alone."""
    for path, facts in sorted(project.facts.items()):
        for package in facts.manifest.packages if facts.manifest is not None else ():
            scope = _PACKED.match(package.name)
            own = scope["scope"] if scope else plain(package.name)
            if own == name and package.group not in ("runtime", "peer"):
                return Place(path, package.line, note=package.name)
    return None


def _at_work(name: str, project: Project) -> Place | None:
    """A command that starts a tool, else the file that configures it, else one that imports it."""
    word = re.compile(rf"(?<![\w@/-]){re.escape(name)}(?![\w-])")
    for path, facts in sorted(project.facts.items()):
        for command in facts.manifest.commands if facts.manifest is not None else ():
            if word.search(command.text):
                return Place(path, command.line, note=command.name)
    own = re.compile(
        rf"(?:^|/)\.?{re.escape(name)}(?:rc)?(?:\.conf(?:ig)?)?(?:\.[a-z]{{2,5}})?$|(?:^|/)\.{re.escape(name)}/"
    )
    set_up = next((path for path in sorted(project.snapshot.tree) if own.search(path)), None)
    if set_up is not None:
        return Place(set_up)
    for path, facts in sorted(project.facts.items()):
        for imported in facts.passed.imports:
            if imported.module == name or imported.module.startswith((f"{name}/", f"{name}.", f"@{name}/")):
                return Place(path, imported.line)
    return None

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
    return project.once(_Tools).in_use(plain(found["name"].rstrip("."))) if found else ()


def is_spoken_of(claim: Claim, headings: str) -> bool:
    """Whether a claim, or the headings that it stands below, are about tests, builds or tools: then a file that configures
    one shows it."""
    return bool(_OF_TOOLS.search(claim.text[:400]) or _OF_TOOLS.search(headings))


class _Tools:
    """Answers for one project, each found once: a document may name a tool in every line."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._facts = sorted(project.facts.items())
        self._declared = self._packages()
        self._at_work: dict[str, Place | None] = {}

    def in_use(self, name: str) -> tuple[Place, ...]:
        """Where a tool is at work and where it is declared; nothing where either lacks."""
        declared = self._declared.get(name)
        if declared is None:
            return ()
        if name not in self._at_work:
            self._at_work[name] = self._found_at_work(name)
        at_work = self._at_work[name]
        return (at_work, declared) if at_work is not None else ()

    def _packages(self) -> dict[str, Place]:
        """Where manifests declare packages for development alone, by their names, or by their scopes."""
        found: dict[str, Place] = {}
        for path, facts in self._facts:
            for package in facts.manifest.packages if facts.manifest is not None else ():
                scope = _PACKED.match(package.name)
                if package.group not in ("runtime", "peer"):
                    own = scope["scope"] if scope else plain(package.name)
                    found.setdefault(own, Place(path, package.line, note=package.name))
        return found

    def _found_at_work(self, name: str) -> Place | None:
        """A command that starts a tool, else the file that configures it, else one that imports it."""
        word = re.compile(rf"(?<![\w@/-]){re.escape(name)}(?![\w-])")
        for path, facts in self._facts:
            for command in facts.manifest.commands if facts.manifest is not None else ():
                if word.search(command.text):
                    return Place(path, command.line, note=command.name)
        own = re.compile(
            rf"(?:^|/)\.?{re.escape(name)}(?:rc)?(?:\.conf(?:ig)?)?(?:\.[a-z]{{2,5}})?$|(?:^|/)\.{re.escape(name)}/"
        )
        set_up = min(filter(own.search, self._project.snapshot.tree), default=None)
        if set_up is not None:
            return Place(set_up)
        for path, facts in self._facts:
            for imported in facts.passed.imports:
                if imported.module == name or imported.module.startswith(
                    (f"{name}/", f"{name}.", f"@{name}/")
                ):
                    return Place(path, imported.line)
        return None

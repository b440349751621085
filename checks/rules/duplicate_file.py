"""`duplicate-file`: the same source at two paths."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.link import Project
from checks.project.outlines import CODE

RULE = "duplicate-file"
LEVEL: Level = "warning"

TRIVIAL = 20
"""Lines of code below which the same file twice is chance or boilerplate."""

_SETTLE = "Keep one of them and import it from where the other is used."
_PLANTED = frozenset(
    """template templates boilerplate boilerplates starter starters scaffold scaffolds scaffolding skeleton skeletons
    cookiecutter snippets playground playgrounds locales locale i18n lang langs static public assets ui examples demo
    demos versions""".split()
)
"""Folders whose files are made to be copied, or were copied from a library's catalogue."""
_BUILT = ("dist_", "dist-", "build_output", "build-output")
"""How the names of folders begin that a build fills, a name of its own beside the common ones."""
_CONFIGURED = regex(
    r"(__init__|__main__|conftest|manage|setup|wsgi|asgi)\.py|index\.d\.ts|.+\.config\.\w+|\..+|.*(eslint|prettier|babel|"
    r"tailwind|postcss|webpack|vite|jest|tsup|rollup|commitlint|generated).*|instrumentation.*\.\w+|service-?worker.*|"
    r"env\.\w+|(layout|loading|error|not-found|template|default)\.[jt]sx"
)
_PUT_ASIDE = regex(
    r"(^|[/._\- ])(copy|old|backup|bak|orig|original|legacy|deprecated|archived?|temp|tmp|unused|v\d+|\d+)(?=[/._\- ()]|$)",
    re.IGNORECASE,
)


_VERSION = regex(r"v?\d[\d._-]*")
_WHOLE_FOLDER = 5
"""From this many files on, a folder that repeats another is one finding."""


def find(project: Project) -> Iterable[Finding]:
    """One finding for each further path of the same source, and one for a whole folder, in the order of paths."""
    paths: dict[tuple[str, str], list[str]] = {}
    for path in project.code():
        facts = project.facts[path]
        if (
            facts.language in CODE
            and facts.code_lines >= TRIVIAL
            and facts.digest
            and not _made_to_be_copied(path)
        ):
            paths.setdefault((facts.language, facts.digest), []).append(path)
    twice = [sorted(same, key=lambda path: _age(project, path)) for same in paths.values() if len(same) > 1]
    pairs = [(copy, kept) for kept, *copies in twice for copy in copies if not _versions(copy, kept)]
    folders: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for copy, kept in sorted(pairs):
        folders.setdefault(_apart(copy, kept), []).append((copy, kept))
    for repeated in folders.values():
        whole = len(repeated) >= _WHOLE_FOLDER
        for copy, kept in repeated[:1] if whole else repeated:
            yield _finding(project, kept, copy, len(repeated) - 1 if whole else 0)


def _apart(one: str, other: str) -> tuple[str, str]:
    """Two paths without the end that they share."""
    left, right = one.split("/"), other.split("/")
    while left and right and left[-1] == right[-1]:
        left.pop()
        right.pop()
    return "/".join(left), "/".join(right)


def _versions(one: str, other: str) -> bool:
    """Whether two paths are those of one thing in two versions that are kept side by side."""
    left, right = one.split("/"), other.split("/")
    differ = [(a, b) for a, b in zip(left, right, strict=False) if a != b]
    return len(left) == len(right) and all(_VERSION.fullmatch(a) and _VERSION.fullmatch(b) for a, b in differ)


def _made_to_be_copied(path: str) -> bool:
    *folders, name = path.split("/")
    if any(folder.startswith(_BUILT) for folder in folders):
        return True
    return bool(_CONFIGURED.fullmatch(name)) or not _PLANTED.isdisjoint(folder.lower() for folder in folders)


def _age(project: Project, path: str) -> tuple[bool, bool, int, str]:
    """What is put aside or imported by nothing is the copy; else the shorter path was there first."""
    used = any(project.production(importer) for importer in project.importers(path))
    return bool(_PUT_ASIDE.search(path)), not used, path.count("/"), path


def _finding(project: Project, kept: str, copy: str, others: int) -> Finding:
    facts = project.facts[copy]
    beside = f", and so do {others} other files beside it" if others else ""
    return Finding(
        rule=RULE,
        path=copy,
        line=1,
        end_line=max(1, facts.lines),
        symbol=copy.rsplit("/", 1)[-1],
        message=f"This file holds the same {facts.code_lines} lines of code as `{kept}`{beside}.",
        settle=_SETTLE,
        digest=facts.digest,
        evidence=(Place(kept, note="the same source"),),
    )

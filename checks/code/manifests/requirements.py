"""pip's requirements files, and PEP 508 requirements wherever they stand.

https://pip.pypa.io/en/stable/reference/requirements-file-format/,
https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.facts import Manifest, Package
from checks.patterns import regex

DEV = r"dev|develop|development|test|tests|testing|lint|docs?|ci|build|style|typing|mypy|local"
FILES = (
    (regex(rf"(^|/)requirements[-_.]?({DEV})([-_.]\w{{1,40}})?\.(txt|in)$"), "requirements-dev.txt"),
    (regex(rf"(^|/)({DEV})[-_.]requirements\.(txt|in)$"), "requirements-dev.txt"),
    (regex(rf"(^|/)requirements/([\w-]{{1,40}}[-_.])?({DEV})\.(txt|in)$"), "requirements-dev.txt"),
    (regex(r"(^|/)(docs?|tests?)/requirements\.(txt|in)$"), "requirements-dev.txt"),
    (regex(r"(^|/)([\w-]{1,40}[-_.])?requirements[\w.-]{0,60}\.(txt|in)$"), "requirements.txt"),
    (regex(r"(^|/)requirements/[\w.-]{1,60}\.(txt|in)$"), "requirements.txt"),
)

_REQUIREMENT = regex(r"^\s*([A-Za-z0-9](?:[\w.-]{0,100}[A-Za-z0-9])?)\s*(\[[^\]\n]{0,300}\])?\s*([^\n]*)$")
_OPTION = regex(r"^\s*(-r|--requirement|-c|--constraint)(?:\s+|=)?(\S+)")
_EDITABLE = regex(r"^\s*(-e|--editable)(?:\s+|=)(\S+)")
_EGG = regex(r"#egg=([\w.-]{1,100})")
_COMMENT = regex(r"(^|\s)#(?!egg=).*$")


def package(text: str, line: int, group: str = "runtime") -> Package | None:
    """The package that a PEP 508 requirement names; ``version`` is its specifier or URL, without extras
    and markers."""
    found = _REQUIREMENT.match(text)
    if found is None:
        return None
    version = found[3].partition(";")[0].strip().strip("()").strip()
    if version and version[0] not in "=<>!~@":
        return None
    return Package(found[1], version, line, group)


def manifest(text: str, grammar: str) -> Manifest:
    """Requirements by line; ``targets`` are the files taken in by ``-r`` (``requirements``) and ``-c``
    (``constraints``) and the folders of ``-e`` (``editable``)."""
    group = "dev" if grammar == "requirements-dev.txt" else "runtime"
    packages, targets = [], []
    for line, entry in _entries(text):
        if option := _OPTION.match(entry):
            targets.append(("requirements" if "r" in option[1][:4] else "constraints", option[2]))
        elif editable := _EDITABLE.match(entry):
            targets.append(("editable", editable[2]))
        elif not entry.strip() or entry.lstrip().startswith("-"):
            continue
        elif found := package(entry.partition(" --hash")[0], line, group):
            packages.append(found)
        elif egg := _EGG.search(entry):
            packages.append(Package(egg[1], entry.strip()[:200], line, group))
    return Manifest(packages=tuple(packages), targets=tuple(targets))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that end in a backslash joined, each with the number of its first."""
    begun = 0
    held: list[str] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = _COMMENT.sub("", raw.rstrip("\r"))
        begun = begun if held else number
        held.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            yield begun, " ".join(held)
            held.clear()
    yield begun, " ".join(held)

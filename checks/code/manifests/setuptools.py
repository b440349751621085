"""setup.cfg, and the literals of setup.py. https://setuptools.pypa.io/en/latest/userguide/declarative_config.html"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.code.facts import Command, Manifest, Package
from checks.code.manifests.requirements import package
from checks.patterns import regex

FILES = ((regex(r"(^|/)setup\.cfg$"), "setup.cfg"),)

_SECTION = regex(r"^\[([^\]\n]{1,200})\]")
_KEY = regex(r"^([\w.\-* ]{1,100}?)\s*[=:]\s*(.*)$")
_SCRIPT = regex(r"^\s*([\w.-]{1,100})\s*=\s*([\w.]{1,200}(?::[\w.]{1,100})?)")
_STRING = regex(r"""["']([^"'\n]{1,300})["']""")
_NAME = regex(r"""\bname\s*=\s*["']([\w.-]{1,100})["']""")


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """What a setup.cfg declares."""
    name = ""
    packages: list[Package | None] = []
    commands: list[Command] = []
    targets: list[tuple[str, str]] = []
    for section, key, value, line in _values(text):
        match section, key:
            case "metadata", "name":
                name = value
            case "options", "install_requires":
                packages.append(package(value, line))
            case "options.extras_require", group:
                packages.append(package(value, line, group))
            case "options.entry_points", group if found := _SCRIPT.match(value):
                console = group == "console_scripts"
                commands.append(
                    Command(found[1], found[2], line, "console script" if console else "entry point")
                )
                targets.append(("script" if console else "entry-point", found[2]))
            case ("options.packages.find", "where") | ("options", "package_dir"):
                targets.append(("source-root", value.lstrip("= ")))
    found_packages = tuple(p for p in packages if p is not None)
    return Manifest(name=name, packages=found_packages, commands=tuple(commands), targets=tuple(targets))


def _values(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Section, key, each line of the value, its number."""
    section = key = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip()
        if not line or line.lstrip().startswith(("#", ";")):
            continue
        if found := _SECTION.match(line):
            section, key = found[1].strip(), ""
        elif line[0].isspace():
            yield section, key, line.strip(), number
        elif pair := _KEY.match(line):
            key = pair[1].strip()
            if pair[2]:
                yield section, key, pair[2], number


def setup_py(text: str) -> Manifest:
    """The name, requirements and scripts that stand in a setup.py as literals."""
    name = _NAME.search(text)
    commands, targets = [], []
    for value, line in _strings(text, "console_scripts"):
        if found := _SCRIPT.match(value):
            commands.append(Command(found[1], found[2], line, "console script"))
            targets.append(("script", found[2]))
    packages = (package(value, line) for value, line in _strings(text, "install_requires"))
    return Manifest(
        name="" if name is None else name[1],
        packages=tuple(p for p in packages if p is not None),
        commands=tuple(commands),
        targets=tuple(targets),
        markers=("setup.py",),
    )


def _strings(text: str, key: str) -> Iterator[tuple[str, int]]:
    """The strings of the first list after ``key``, with their lines."""
    found = re.search(rf"""\b{key}["']?\s*[=:]\s*\[""", text)
    if found is None:
        return
    end = found.end()
    # Brackets of extras stand inside strings: step over whole strings to find the list's own end.
    while end < len(text) and text[end] != "]":
        quoted = _STRING.match(text, end)
        if quoted:
            yield quoted[1], text.count("\n", 0, end) + 1
        end = quoted.end() if quoted else end + 1

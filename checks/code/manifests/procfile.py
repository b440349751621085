"""Procfile. https://devcenter.heroku.com/articles/procfile"""

from __future__ import annotations

from checks.code.facts import Command, Manifest
from checks.patterns import regex

FILES = ((regex(r"(^|/)Procfile([.-]\w{1,40})?$"), "Procfile"),)

_LINE = regex(r"^([\w-]{1,60})\s*:\s*(\S.*)$")


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """One command a line."""
    found = ((number, _LINE.match(line.rstrip())) for number, line in enumerate(text.split("\n"), 1))
    return Manifest(commands=tuple(Command(m[1], m[2], number, "Procfile") for number, m in found if m))

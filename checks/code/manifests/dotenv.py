"""Files of environment variables: ``.env.example`` and its kin, ``.envrc``."""

from __future__ import annotations

from checks.code.facts import Manifest, Setting
from checks.patterns import regex

KINDS = r"example|sample|template|dist|defaults?|local|dev|development|prod|production|staging|test|docker|ci"
FILES = (
    (regex(r"(^|/)\.env(?!\.(d\.)?[jt]sx?$|\.py$)([._-][\w.-]{1,60})?$"), ".env"),
    (regex(rf"(^|/)env[._-]({KINDS})$"), ".env"),
    (regex(rf"(^|/)[\w.-]{{1,60}}\.env([._-]({KINDS}))?$"), ".env"),
    (regex(r"(^|/)\.envrc$"), ".env"),
)

_LINE = regex(r"^\s*(?:export\s+)?([A-Za-z_][\w.]{0,120})\s*=\s*(.*)$")


def manifest(text: str, grammar: str) -> Manifest:  # noqa: ARG001
    """Each variable that is set; those in comments are not."""
    found = ((number, _LINE.match(line.rstrip())) for number, line in enumerate(text.split("\n"), 1))
    return Manifest(
        settings=tuple(Setting(m[1], m[2].strip("\"'")[:200], number) for number, m in found if m)
    )

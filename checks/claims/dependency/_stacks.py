"""Packages in lists and tables of what a work is built with: a name and its version, or a list of nothing but names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims import _packages, _paths
from checks.claims._identity import ByIdentity
from checks.documents.model import Document, Statement
from checks.patterns import regex
from checks.project.distributions import plain

_MOST = 60  # items of one list
_NAME = r"@?[A-Za-z][\w.-]{0,60}(?:/[\w.-]{1,60})?"
_BUILT_WITH = regex(
    r"(?i)\b(?:dependenc(?:y|ies)|librar(?:y|ies)|packages?|tech(?:nolog(?:y|ies)|nical)?(?: stack)?|stack|built with|tools|frameworks?)\b"
)
_STACK = regex(
    r"(?i)\b(?:dependenc(?:y|ies)|librar(?:y|ies)|packages?|tech(?:nolog(?:y|ies)|nical)? stack|technologies(?: used)?|built with)\b"
)
_PACKAGES = regex(r"(?i)\b(?:dependenc(?:y|ies)|librar(?:y|ies)|packages?)\b")
_COLUMN = regex(
    r"(?i)^\W*(?:technolog(?:y|ies)|tech|tools?|frameworks?|stack|packages?|librar(?:y|ies)|dependenc(?:y|ies))\W*$"
)
_VERSIONED = regex(
    rf"^(?P<name>{_NAME}(?:\s[A-Z][A-Za-z]{{1,20}}){{0,2}})\s\(?(?P<v>v(?:ersion\s?)?|@)?(?P<version>[\^~]?\d{{1,4}}(?:\.\d{{1,5}}){{0,3}})(?P<open>\.x|\+)?\)?(?=$|\s[-–—(]|\s?[,;:(])"
)
_ALONE = regex(
    r"^(?P<name>@[a-z][\w.-]{0,40}/[a-z][\w.-]{0,60}|[A-Za-z][A-Za-z0-9]{1,40}(?:[-_.][a-z0-9]{1,40}){0,6})(?:$|\s[-–—(:]|:\s)"
)
_PARTED = regex(r"[a-z]-|[@/]")
_NO_PACKAGES = frozenset(
    "node node.js nodejs npm pnpm yarn bun deno python python3 pip java jdk go golang rust ruby php kotlin swift dart typescript "
    "javascript html css sql postgres postgresql mysql mariadb sqlite mongodb redis docker kubernetes nginx ubuntu debian linux "
    "windows macos android ios chrome firefox safari git github rest http oauth tls ssl cvss version phase step python3.11".split()
)
"""What is run, spoken or met, and declared by no manifest as a package."""


class Package(msgspec.Struct, frozen=True):
    """A package as written, its version, if one is given."""

    name: str
    version: str | None = None


def of(document: Document, statement: Statement) -> Iterator[Package]:
    """The packages of an item or a row of such a list."""
    if statement.polarity == "absent" or statement.before:
        return
    if statement.kind == "row":
        for cell in statement.cells:
            if cell.mood == "report" and not cell.before and _COLUMN.match(cell.header):
                yield from _cell(cell.plain.strip(" `*"))
    elif statement.kind == "item":
        yield from _item(document, statement)


def _cell(text: str) -> Iterator[Package]:
    found = _versioned(text)
    if found is not None:
        yield found
    elif plain(text) in _packages.KNOWN and text.lower() not in _NO_PACKAGES:
        yield Package(text)


def _item(document: Document, statement: Statement) -> Iterator[Package]:
    sections = [h.plain for h in statement.headings if len(h.plain) < 60]
    label, text = statement.label, statement.plain
    value = text[len(label) :].lstrip(" :*`") if label and text.startswith(label) else text
    told = _versioned(value)
    if told is not None and (label or any(_BUILT_WITH.search(s) for s in sections)):
        if _PACKAGES.search(" ".join(sections[-2:])) or plain(told.name.split()[0]) in _packages.KNOWN:
            yield told
    elif any(_STACK.search(s) for s in sections[-2:]) and _all_packages(
        ByIdentity(document), statement.group
    ):
        alone = _ALONE.match(text)
        if alone is not None and alone["name"].lower() not in _NO_PACKAGES:
            yield Package(alone["name"])


def _versioned(text: str) -> Package | None:
    """ "FastAPI 0.104.1", "Chart.js v4": never a language, a data base or a system."""
    found = _VERSIONED.match(text[:200])
    if found is None or found["name"].lower() in _NO_PACKAGES or _paths.looks_like_path(found["name"]):
        return None
    if not (found["v"] or "." in found["version"]) or found["open"]:
        return None
    return Package(found["name"], found["version"])


@lru_cache(maxsize=256)
def _all_packages(held: ByIdentity[Document], group: int) -> bool:
    """Whether a list holds nothing but names that packages bear, what is run and versions aside."""
    items = [s for s in held.value.statements if s.group == group and s.kind == "item"][: _MOST + 1]
    names = [_ALONE.match(s.plain) for s in items if not _VERSIONED.match(s.plain[:200])]
    other = [s for s in items if _versioned(s.plain) is None and not _ALONE.match(s.plain)]
    known = sum(bool(m and (plain(m["name"]) in _packages.KNOWN or _PARTED.search(m["name"]))) for m in names)
    return 1 < len(items) <= _MOST and len(other) <= 1 and known * 2 >= len(names) > 0

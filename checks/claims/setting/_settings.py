"""Where a setting is defined, documented or read: environment files, manifests, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims import _defined
from checks.code.paths import extension
from checks.code.search import nodes
from checks.code.tree import Attr, Call, Item, Lit, Name, Node
from checks.model import Place
from checks.project.link import Project
from checks.project.model import FunctionRef

_encoded = msgspec.msgpack.encode
_PROSE = frozenset({"md", "mdx", "rst", "txt", "adoc", "org"})
_HOSTS_OWN = frozenset("NODE_ENV HOME PATH PWD USER TZ LANG CI DEBUG HOSTNAME SHELL TERM".split())


def places(name: str, project: Project) -> tuple[Place, ...]:
    """Where a setting is given a value, documented or read, manifests and environment files first."""
    found = list(_declared(name, project))
    found += [s.place for s in _defined.standings(name, project)]
    for path, facts in sorted(project.facts.items()):
        if facts.language == "text" and name in facts.words and extension(path) not in _PROSE:
            found.append(Place(path))
    return tuple(dict.fromkeys(found))


def _declared(name: str, project: Project) -> Iterator[Place]:
    for path, facts in sorted(project.facts.items()):
        for setting in facts.manifest.settings if facts.manifest else ():
            if setting.name == name or setting.name.endswith("." + name):
                yield Place(path, setting.line, note=f"{setting.name}={setting.value}"[:120])


def in_text(name: str, text: str) -> int | None:
    """The first line (from 1) of a text that holds a setting's name; ``R2_*`` is any name that begins so."""
    stem = re.escape(name.rstrip("*"))
    word = re.compile(rf"(?<![\w]){stem}{'' if name.endswith('*') else '(?![A-Za-z0-9_])'}")
    for number, line in enumerate(text.split("\n"), 1):
        if word.search(line):
            return number
    return None


def longer(name: str, text: str) -> tuple[int, str] | None:
    """The first line with a longer setting that a name ends, and that setting: ``VITE_API_KEY`` for ``API_KEY``."""
    word = re.compile(rf"(?<!\w)[A-Z][A-Z0-9_]{{0,60}}_{re.escape(name)}(?!\w)")
    found = ((number, word.search(line[:2_000])) for number, line in enumerate(text.split("\n"), 1))
    return next(((number, hit.group()) for number, hit in found if hit), None)


def ports(port: str, project: Project) -> tuple[Place, ...]:
    """Where a port's number stands as a setting or in code that listens or names an address."""
    word = re.compile(rf"(?<!\d){port}(?!\d)")
    found = [place for place in _manifest_texts(project) if word.search(place.note)]
    return tuple(found) + tuple(_in_code(port, project))


def _manifest_texts(project: Project) -> Iterator[Place]:
    """What manifests set and start, with the words in the note."""
    for path, facts in sorted(project.facts.items()):
        for setting in facts.manifest.settings if facts.manifest else ():
            yield Place(path, setting.line, note=f"{setting.name}={setting.value}"[:120])
        for command in facts.manifest.commands if facts.manifest else ():
            yield Place(path, command.line, note=command.text[:120])


def _in_code(port: str, project: Project) -> Iterator[Place]:
    word = re.compile(rf"(?<!\d){port}(?!\d)")
    for path in project.code():
        facts = project.facts[path]
        if not any(data in facts.encoded_bodies for data in (port.encode(), _encoded(int(port)))):
            continue
        for function in facts.outline.functions:
            ref = FunctionRef(path, function.index)
            for node in nodes(project.body(ref)):
                if (
                    isinstance(node, Lit)
                    and not isinstance(node.value, bool)
                    and word.search(str(node.value))
                ):
                    yield Place(path, node.line)
                    break


@lru_cache(maxsize=2)
def reads(project: Project) -> tuple[tuple[str, Place], ...]:
    """Every environment variable that production code reads by a literal name, and where first."""
    found: dict[str, Place] = {}
    for path in project.code():
        if not project.says(path, "env", "environ", "getenv"):
            continue
        for function in project.facts[path].outline.functions:
            for node in nodes(project.body(FunctionRef(path, function.index))):
                name = _read(node)
                if name and name not in _HOSTS_OWN:
                    found.setdefault(name, Place(path, node.line))
    return tuple(found.items())


def _read(node: Node) -> str:
    """The variable that an expression reads: ``process.env.X``, ``os.environ["X"]``, ``os.getenv("X")``."""
    if isinstance(node, Attr) and _environment(node.base):
        return node.name if node.name.isupper() else ""
    if isinstance(node, Item) and _environment(node.base) and isinstance(node.key, Lit):
        return str(node.key.value)
    if (
        isinstance(node, Call)
        and node.args
        and isinstance(node.args[0], Lit)
        and isinstance(node.func, Attr | Name)
    ):
        name = node.func.name if isinstance(node.func, Attr) else node.func.id
        asked = name == "getenv" or (
            name == "get" and isinstance(node.func, Attr) and _environment(node.func.base)
        )
        return str(node.args[0].value) if asked else ""
    return ""


def _environment(value: object) -> bool:
    return (isinstance(value, Attr) and value.name in ("env", "environ")) or (
        isinstance(value, Name) and value.id == "environ"
    )

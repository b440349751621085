"""The text of source files without comments and docstrings, and which of its lines belong to which function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from checks.claims._identity import ByIdentity
from checks.code.facts import FileFacts, Function
from checks.model import Place
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project

_LONG_STRING = regex(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+(?:\'\'\'|\Z)', re.DOTALL
)
_PAGE = 20_000
"""Letters from which a long string is no docstring but what a program hands out, such as a page."""
_QUERY = regex(
    r"\b(?:SELECT\b.{1,400}?\bFROM|INSERT INTO|CREATE (?:TABLE|INDEX|UNIQUE)|UPDATE \w+ SET|DELETE FROM|ALTER TABLE|BEGIN)\b",
    re.DOTALL,
)
_APART = regex(
    r"(?i)(?:^|/)(?:docs?|generators?|scripts?|tools|bin|examples?|demos?|seeds?|seeders|benchmarks?|migrations)/|^[^/]+\.config\.[cm]?[jt]s$"
)
_AT_ROOT = regex(
    r"(?i)^(?!(?:main|app|server|index|manage|run|wsgi|asgi|bot|cli|api|worker)\.)[^/]+\.(?:py|[cm]?[jt]s)$"
)
_BATCH = 500


class Sources:
    """Texts by path, read in batches and kept. A text has as many lines as its file."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.code = tuple(sorted(project.code(), key=self._rank))
        self.tests = tuple(
            p for p, f in sorted(project.facts.items()) if test_path(p) and f.outline.functions
        )
        self._texts: dict[str, str] = {}
        self._repeats: dict[tuple[str, str], bool] = {}

    def _rank(self, path: str) -> tuple[bool, str]:
        return (not self.runs(path), path)

    def runs(self, path: str) -> bool:
        """Whether something that starts pulls a file in, or might: a library, a tree without entry points."""
        project = self.project
        return not project.entries or path in project.reachable or project.library(path)

    def texts(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Paths with their texts, in the order given; those that cannot be read are left out."""
        waiting = list(paths)
        for start in range(0, len(waiting), _BATCH):
            part = waiting[start : start + _BATCH]
            self._load([p for p in part if p not in self._texts])
            yield from ((p, self._texts[p]) for p in part if p in self._texts)

    def _load(self, paths: list[str]) -> None:
        tree = self.project.snapshot.tree
        shas = {p: tree[p].sha for p in paths if p in tree}
        data = self.project.snapshot.blobs.read(set(shas.values()))
        for path, sha in shas.items():
            if sha in data:
                self._texts[path] = bare(path, self.project.facts.get(path), data[sha])

    def repeats(self, path: str, name: str) -> bool:
        """Whether a name stands more than once in a file, as a word of its own."""
        if (path, name) not in self._repeats:
            text = next((t for _, t in self.texts((path,))), "")
            found = re.finditer(rf"\b{re.escape(name)}\b", text)
            self._repeats[path, name] = next(found, None) is not None and next(found, None) is not None
        return self._repeats[path, name]

    def function_at(self, path: str, line: int) -> Function | None:
        """The innermost function that a line stands in, or None at the top of a module."""
        return _innermost(self._functions(path), line)

    def function_around(self, path: str, function: Function) -> Function | None:
        """The function that a function is written in, or None at the top of a module."""
        functions = self.project.facts[path].outline.functions
        return functions[function.parent] if 0 < function.parent < len(functions) else None

    def _functions(self, path: str) -> tuple[Function, ...]:
        facts = self.project.facts.get(path)
        return facts.outline.functions[1:] if facts else ()

    def line(self, path: str, at: int) -> str:
        """The text of a line, without comments; empty where the file has none of that number."""
        text = next((t for _, t in self.texts((path,))), "")
        return next(islice(text.split("\n"), at - 1, at), "") if at > 0 else ""

    def place(self, path: str, line: int) -> Place:
        """A line as evidence, with the function it stands in."""
        inside = self.function_at(path, line)
        return Place(path, line, note=f"in `{inside.qualname}`" if inside and inside.qualname else "")


def bare(path: str, facts: FileFacts | None, data: bytes) -> str:
    """A source's text with comments and Python's docstrings blanked, line for line; another file's as it is."""
    text = data.decode("utf-8", "replace")
    if facts is None or not facts.outline.functions:
        return text
    lines = text.split("\n")
    for comment in facts.outline.comments:
        for at in range(comment.line - 1, min(comment.end_line, len(lines))):
            lines[at] = "" if comment.alone else _without(lines[at], comment.text)
    text = "\n".join(lines)
    if path.endswith((".py", ".pyi")):
        text = _LONG_STRING.sub(lambda found: _blank(found.group()), text)
    return text


def _innermost(functions: tuple[Function, ...], line: int) -> Function | None:
    around = [f for f in functions if f.first_line <= line <= f.end_line]
    return max(around, key=lambda f: f.first_line, default=None)


def _blank(prose: str) -> str:
    """A long string's line ends alone; one that is a query or a page stays."""
    return prose if len(prose) > _PAGE or _QUERY.search(prose) else "\n" * prose.count("\n")


def _without(line: str, comment: str) -> str:
    """A line without the comment behind its code."""
    at = line.rfind(comment.strip()[:40]) if comment.strip() else -1
    return line if at < 0 else line[:at]


def apart(path: str, project: Project) -> bool:
    """Whether a file is a script of its own, beside the work: nothing imports it. One at the root is the work itself where
    it serves routes, where another file says that it is started, or where most of the code stands at the root."""
    beside = _APART.search(path) or (_AT_ROOT.search(path) and path not in _at_work(ByIdentity(project)))
    return bool(beside) and not project.importers(path)


@lru_cache(maxsize=4)
def _at_work(held: ByIdentity[Project]) -> frozenset[str]:
    project = held.value
    code = tuple(project.code())
    flat = [path for path in code if "/" not in path]
    if len(flat) * 2 > len(code):
        return frozenset(flat)
    serving = {route.handler.path for route in project.routes if route.handler is not None}
    return frozenset(serving | {entry.path for entry in project.entries if entry.place.path != entry.path})


def line_of(text: str, offset: int) -> int:
    """The line, from 1, that an offset stands on."""
    return text.count("\n", 0, offset) + 1


@lru_cache(maxsize=4)
def _sources(held: ByIdentity[Project]) -> Sources:
    return Sources(held.value)


def sources(project: Project) -> Sources:
    """The sources of a project, made once."""
    return _sources(ByIdentity(project))

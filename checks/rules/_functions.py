"""The functions that rules about made-up answers look at, and those that they leave alone."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code.facts import Function
from checks.code.tree import Lit, Return, Stop
from checks.model import Finding, Level, Place
from checks.project.link import Project
from checks.project.model import ClassRef, FunctionRef
from checks.rules._naming import MADE_UP, owns_up, substitutes, words
from checks.rules._tools import tools

_TESTING = frozenset("test tests testing fixture fixtures factories e2e storybook".split())
_SCRIPTS = frozenset(("scripts", "script"))
_FILLING = MADE_UP | frozenset(
    "populate populator seed seeds sample samples fill demo generate generator synthetic synthesize".split()
)
"""Words of scripts that put made-up records into a store."""
_SHOWN = frozenset("demo demos example examples playground showcase tutorial".split())
_PLAIN = frozenset(("function", "method", "static", "classmethod", "arrow"))


def candidates(project: Project, path: str) -> Iterator[tuple[FunctionRef, Function]]:
    """Every named function of a file of production code, but handlers, agents' tools and what is no more than
    a declaration."""
    if not project.production(path) or for_tests(path) or demonstrates(project, path):
        return
    judged_elsewhere = project.once(_handlers_and_tools)
    for function in project.facts[path].outline.functions:
        ref = FunctionRef(path, function.index)
        if function.kind not in _PLAIN or not function.name or function.abstract or function.is_generator:
            continue
        if ref not in judged_elsewhere:
            yield ref, function


def _handlers_and_tools(project: Project) -> frozenset[FunctionRef]:
    handlers = {route.handler for route in project.routes if route.handler is not None}
    return frozenset(handlers).union(FunctionRef(path, function.index) for path, function in tools(project))


def for_tests(path: str) -> bool:
    """Whether a path's words say that the file helps tests, though it lies beside production code, or is a script that fills
    a store with samples."""
    return makes_samples(path) or not _TESTING.isdisjoint(words(path))


def makes_samples(path: str) -> bool:
    """Whether a path says that the file is a script that makes samples, or fills a store with them; a management command is
    one (https://docs.djangoproject.com/en/5.2/howto/custom-management-commands/)."""
    *folders, name = path.split("/")
    scripted = not _SCRIPTS.isdisjoint(folders) or folders[-2:] == ["management", "commands"]
    return scripted and not _FILLING.isdisjoint(words(name))


def demonstrates(project: Project, path: str) -> bool:
    """Whether a file is named for showing something, or for serving those who try something out, and serves for nothing
    else: no other file takes it in."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if "server" in words(stem) and {"test", "mock", "fake"} & set(words(stem)):
        return True
    if _SHOWN.isdisjoint(words(stem)):
        return False
    importers = (by for by in project.importers(path) if project.production(by))
    return all(not _SHOWN.isdisjoint(words(by.rsplit("/", 1)[-1])) for by in importers)


def kept_apart(project: Project, path: str) -> bool:
    """Whether a file is named for what is made up in it and no production code but its own kind takes it in."""
    if not any(owns_up(part.rsplit(".", 1)[0]) for part in path.split("/")):
        return False
    return not any(
        project.production(importer) and not any(owns_up(part) for part in importer.split("/"))
        for importer in project.importers(path)
    )


def replaceable(project: Project, ref: FunctionRef) -> bool:
    """Whether a method is one of several implementations: of a class that others extend, or of one that stands in for
    another on purpose."""
    owner = project.function(ref).owner
    if owner < 0:
        return False
    declared = project.classes(ClassRef(ref.path, owner))
    if declared.kind not in ("class", "") or declared.name in project.extended:
        return True
    return bool(declared.bases) and substitutes(declared.name)


def hollow(project: Project, ref: FunctionRef) -> bool:
    """Whether a body holds nothing but an empty answer: that is a stub, another fault."""
    body = project.body(ref)
    return all(
        isinstance(statement, Stop)
        or (
            isinstance(statement, Return)
            and (
                statement.value is None
                or (isinstance(statement.value, Lit) and statement.value.value is None)
            )
        )
        for statement in body
    )


def finding_at(
    project: Project, ref: FunctionRef, rule: str, message: str, settle: str, evidence: tuple[Place, ...]
) -> Finding:
    """A finding that spans a function's definition."""
    function = project.function(ref)
    return Finding(
        rule=rule,
        path=ref.path,
        line=function.line,
        end_line=function.end_line,
        symbol=function.qualname or function.name,
        message=message,
        settle=settle,
        digest=function.digest,
        evidence=evidence,
    )


__all__ = ["Level", "candidates", "demonstrates", "finding_at", "hollow", "kept_apart", "replaceable"]

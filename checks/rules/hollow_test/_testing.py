"""Tests as the runners of both languages find them, and what stands in them.

https://docs.pytest.org/en/stable/explanation/goodpractices.html#test-discovery, https://jestjs.io/docs/api,
https://vitest.dev/api/, https://mochajs.org/#getting-started, https://nodejs.org/api/test.html
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checks.code.facts import Function
from checks.code.search import nodes
from checks.code.tree import Attr, Call, Define, Expr, Func, Item, Lit, Name, Node, Template
from checks.project.link import Project
from checks.project.model import FunctionRef

_SUITES = frozenset(("describe", "context", "suite"))
_CASES = frozenset(("it", "test", "specify"))
_LEFT_OUT = frozenset(
    ("skip", "todo", "fixme", "fails", "failing", "xfail", "skipIf", "skipUnless", "skipif")
)
_SET_ASIDE = _LEFT_OUT | frozenset(("fixture", "given", "hookimpl", "usefixtures", "benchmark"))
NODE_LIMIT = 20_000
"""Nodes of one test that are looked at; a longer test is left alone."""


class Test(msgspec.Struct, frozen=True):
    """One test: its function, its title, and the lines of its definition or of the call that declares it."""

    __test__ = False

    ref: FunctionRef
    title: str
    line: int
    end_line: int


def tests(project: Project, path: str) -> Iterator[Test]:
    """The tests of one test file that a runner would run, in the order of lines."""
    facts = project.facts[path]
    if facts.language == "python":
        yield from (_python(path, f) for f in facts.outline.functions[1:] if _is_python(project, path, f))
    else:
        yield from _script(project, path)


def _python(path: str, function: Function) -> Test:
    return Test(FunctionRef(path, function.index), function.qualname, function.line, function.end_line)


def _is_python(project: Project, path: str, function: Function) -> bool:
    named = function.name.startswith("test") and function.kind in ("function", "method")
    if not named or function.parent or any(chain(d.value) & _SET_ASIDE for d in function.decorators):
        return False
    if any(_routes(d.value) for d in function.decorators):
        return False
    if function.owner < 0:
        return True
    owner = project.facts[path].outline.classes[function.owner]
    cased = owner.name.startswith("Test") or any("TestCase" in "".join(chain(base)) for base in owner.bases)
    functions = project.facts[path].outline.functions
    if any(functions[m].kind == "constructor" for m in owner.methods):
        return False  # pytest collects no class that is made with arguments of its own
    return cased and not any(chain(d.value) & _LEFT_OUT for d in owner.decorators)


def _routes(mark: Expr) -> bool:
    """Whether a decorator makes a handler of a function: ``app.get("/test")``."""
    first = mark.args[0] if isinstance(mark, Call) and mark.args else None
    return isinstance(first, Lit) and isinstance(first.value, str) and first.value.startswith("/")


def _script(project: Project, path: str) -> Iterator[Test]:
    waiting = [FunctionRef(path, 0)]
    found = []
    while waiting:
        for node in nodes(project.body(waiting.pop())):
            if not isinstance(node, Call):
                continue
            words, bodies = chain(node.func), [a.index for a in node.args if isinstance(a, Func)]
            if not bodies or words & _LEFT_OUT:
                continue
            if words & _SUITES:
                waiting.append(FunctionRef(path, bodies[-1]))
            elif words & _CASES and _declares(node):
                found.append(
                    Test(FunctionRef(path, bodies[-1]), _title(node), node.line, node.end_line or node.line)
                )
    yield from sorted(found, key=lambda test: test.line)


def _declares(call: Call) -> bool:
    """Whether a call is ``test("title", function)``, and no method of that name."""
    return bool(call.args) and isinstance(call.args[0], Lit | Template) and _root(call.func) in _CASES


def _title(call: Call) -> str:
    first = call.args[0]
    return first.value if isinstance(first, Lit) and isinstance(first.value, str) else "test"


def _root(value: Expr) -> str:
    while isinstance(value, Attr | Call | Item):
        value = value.func if isinstance(value, Call) else value.base
    return value.id if isinstance(value, Name) else ""


def chain(value: Expr) -> frozenset[str]:
    """Every name of a chain of members and calls."""
    found = set()
    while isinstance(value, Attr | Call | Item):
        if isinstance(value, Attr):
            found.add(value.name)
        value = value.func if isinstance(value, Call) else value.base
    if isinstance(value, Name):
        found.add(value.id)
    return frozenset(found)


def everything(project: Project, ref: FunctionRef) -> list[Node] | None:
    """Every node of a function and of the functions in it; None for one that is too long to look at."""
    found: list[Node] = []
    waiting, seen = [ref.index], {ref.index}
    while waiting:
        for node in nodes(project.body(FunctionRef(ref.path, waiting.pop()))):
            found.append(node)
            if isinstance(node, Func | Define) and node.index not in seen:
                seen.add(node.index)
                waiting.append(node.index)
        if len(found) > NODE_LIMIT:
            return None
    return found

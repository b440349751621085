"""The tests of each file: how many, and in what groups they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from checks.claims._counting import singular
from checks.code.facts import FileFacts, Function
from checks.code.search import last_name
from checks.code.tree import Attr, Call, Expr, Func, If, Lit, Name
from checks.project import walk
from checks.project.files import test_path
from checks.project.link import Project

_TEST_CALLS = frozenset({"it", "test", "specify"})
_RUNNERS = frozenset({"Deno", "QUnit", "Bun", "test"})
_GROUP_CALLS = frozenset({"describe", "context", "suite"})
_VARIANTS = frozenset({"only", "skip", "concurrent", "each", "todo", "serial", "ignore", "fixme"})
_PLAIN_BASES = frozenset(
    {"object", "TestCase", "IsolatedAsyncioTestCase", "SimpleTestCase", "TransactionTestCase"}
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Group(msgspec.Struct, frozen=True, array_like=True):
    """A class of tests or a ``describe(…)``, with the tests in it and in the groups within it; ``depth`` is 0 for one
    that stands in no other."""

    name: str
    line: int
    end_line: int
    count: int
    dynamic: bool = False
    depth: int = 0


class Tests(msgspec.Struct, frozen=True, array_like=True):
    """The tests of one file; ``dynamic`` where loops or parameters make more of them."""

    path: str
    count: int
    dynamic: bool = False
    groups: tuple[Group, ...] = ()


def everywhere(project: Project) -> tuple[Tests, ...]:
    """The tests of every test file, in the order of paths."""
    return project.once(_everywhere)


def by_word(project: Project) -> Mapping[str, list[int]]:
    """Which of `everywhere` hold tests and have a word, in the singular, in the name of a folder or of the file."""
    return project.once(_by_word)


def groups(project: Project) -> Mapping[str, list[tuple[str, Group]]]:
    """The groups of tests with their files, by their names as `flat` gives them."""
    return project.once(_groups)


def flat(name: str) -> str:
    """A name by which a group is told: ``TestOrderCart``, ``order cart tests`` and "Order Cart" are the same."""
    return "".join(name_words(name))


def name_words(name: str) -> list[str]:
    """The words of a group's name that say what is tested."""
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", name).lower())
    return [word for word in words if word and word not in ("test", "tests", "suite", "class")]


def reads(facts: FileFacts) -> bool:
    """Whether the tests of a file can be told."""
    return facts.language in ("python", "typescript", "javascript")


def in_file(path: str, facts: FileFacts) -> Tests:
    """The tests that stand in a file."""
    found = _in_python(path, facts) if facts.language == "python" else _in_script(path, facts)
    return msgspec.structs.replace(found, dynamic=found.dynamic or bool(facts.outline.errors))


def words_of(path: str) -> frozenset[str]:
    """The words of a path's folders and of its name, in lower case."""
    return frozenset(re.findall(r"[a-z][a-z0-9]+", _CAMEL.sub(" ", path.rsplit(".", 1)[0]).lower()))


def _everywhere(project: Project) -> tuple[Tests, ...]:
    return tuple(tests for (tests,) in project.each_read(_of_tests, tuple[Tests, ...]).values())


def _of_tests(path: str, facts: FileFacts) -> tuple[Tests, ...]:
    return (in_file(path, facts),) if test_path(path) and reads(facts) else ()


def _by_word(project: Project) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, tests in enumerate(everywhere(project)):
        for word in {singular(each) for each in words_of(tests.path)} if tests.count else ():
            found[word].append(at)
    return found


def _groups(project: Project) -> dict[str, list[tuple[str, Group]]]:
    found: dict[str, list[tuple[str, Group]]] = defaultdict(list)
    for tests in everywhere(project):
        for group in tests.groups:
            found[flat(group.name)].append((tests.path, group))
    return found


# --- Python --------------------------------------------------------------------------------------


def _in_python(path: str, facts: FileFacts) -> Tests:
    outline = facts.outline
    tests = [f for f in outline.functions if _is_python_test(f)]
    several = {f.index for f in tests if _says(f, "parametrize", "given")}
    own: dict[int, list[Function]] = defaultdict(list)
    for function in tests:
        own[function.owner].append(function)
    grouped = tuple(
        Group(
            each.name,
            each.line,
            each.end_line,
            len(own[each.index]),
            any(f.index in several for f in own[each.index])
            or any(last_name(base) not in _PLAIN_BASES for base in each.bases),
        )
        for each in outline.classes
        if own.get(each.index)
    )
    return Tests(path, len(tests), bool(several) or _runs_itself(facts), grouped)


def _is_python_test(function: Function) -> bool:
    """Whether pytest would run it: a fixture may bear such a name too."""
    named = function.name.startswith("test") and function.kind in ("function", "method", "static")
    return named and not _says(function, "fixture")


def _says(function: Function, *words: str) -> bool:
    return any(word in repr(decorator.value) for decorator in function.decorators for word in words)


def _runs_itself(facts: FileFacts) -> bool:
    """Whether a file of tests is a program that counts its checks its own way: it starts itself, or imports no
    test framework."""
    modules = {one.module.split(".")[0] for one in facts.outline.imports}
    return not modules & {"pytest", "unittest"} and any(
        isinstance(stmt, If) and "__name__" in repr(stmt.test)[:200] for stmt in facts.bodies().functions[0]
    )


# --- JavaScript and TypeScript -------------------------------------------------------------------


class _Opened(msgspec.Struct):
    """A group that is being counted."""

    title: str
    line: int
    end_line: int
    within: int
    count: int = 0
    dynamic: bool = False


def _in_script(path: str, facts: FileFacts) -> Tests:
    parents = [f.parent for f in facts.outline.functions]
    bodies = facts.bodies().functions
    found: list[tuple[int, Call]] = []
    opened: dict[int, _Opened] = {}
    for at, body in enumerate(bodies):
        for call in walk.calls(body):
            if _called(call.func, _TEST_CALLS) and not _skips(call):
                found.append((at, call))
            elif _called(_plain(call.func), _GROUP_CALLS):
                opened.update(_open(call, at))
    dynamic = False
    for at, call in found:
        around = list(_around(at, parents, opened))
        several = last_name(call.func) == "each" or any(group.dynamic for group in around)
        dynamic = dynamic or several
        for group in around:
            group.count += 1
            group.dynamic = group.dynamic or several
    grouped = tuple(
        Group(
            g.title,
            g.line,
            g.end_line,
            g.count,
            g.dynamic,
            sum(1 for _ in _around(g.within, parents, opened)),
        )
        for g in opened.values()
        if g.count
    )
    return Tests(path, len(found), dynamic, grouped)


def _open(call: Call, at: int) -> Iterator[tuple[int, _Opened]]:
    """The group that a call opens, by the index of the function that holds it."""
    title = call.args[0].value if call.args and isinstance(call.args[0], Lit) else ""
    for each in call.args[1:]:
        if isinstance(each, Func):
            repeated = isinstance(call.func, Call)
            yield each.index, _Opened(str(title), call.line, call.end_line, at, 0, repeated)


def _plain(func: Expr) -> Expr:
    """``describe.each`` of ``describe.each([…])``."""
    return func.func if isinstance(func, Call) else func


def _around(at: int, parents: list[int], opened: dict[int, _Opened]) -> Iterator[_Opened]:
    """The groups around a function, the innermost first."""
    while at >= 0:
        if at in opened:
            yield opened[at]
        at = parents[at] if at < len(parents) and parents[at] != at else -1


def _called(func: Expr, names: frozenset[str]) -> bool:
    """``it(…)``, ``test.only(…)``, ``it.each(…)``, ``Deno.test(…)``, ``test.describe(…)``."""
    if isinstance(func, Attr) and isinstance(func.base, Name):
        base = func.base.id
        return (base in names and func.name in _VARIANTS) or (base in _RUNNERS and func.name in names)
    return isinstance(func, Name) and func.id in names


def _skips(call: Call) -> bool:
    """``test.skip()`` and ``test.skip(slow, "why")`` inside of a test that they end."""
    return last_name(call.func) == "skip" and not any(isinstance(each, Func) for each in call.args)

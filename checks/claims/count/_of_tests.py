"""Counting tests, and the files they stand in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from checks.claims import Ground
from checks.claims._counting import Question, Tally, own_words
from checks.code.facts import FileFacts, Function
from checks.code.search import last_name
from checks.code.tree import Attr, Call, Expr, Func, If, Name
from checks.model import Place
from checks.patterns import regex
from checks.project import walk
from checks.project.files import test_path
from checks.project.link import Project

_CASES = regex(r"\b(?:tests|test cases|specs|test functions|unit tests|assertions)$")
_FILES = regex(r"\b(?:test suites|test files|suites|spec files|test modules|test scripts|test categories)$")
_ADDED = regex(r"(?i)\bnew\s(?:\w+\s){0,2}test files\b|\btest files (?:added|created)\b")
_PLAINLY_TESTS = regex(r"(?:^|/)test_[^/]+\.py$|_test\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$")
"""Files that nobody would count as something else, as helpers and scripts in a folder of tests."""
_AUTOMATED = regex(
    r"(?i)\b(?:automated|unit|integration|e2e|end-to-end|suites?|pytest|unittest|jest|vitest|mocha|playwright|cypress|specs?|assertions?|tests? (?:added|written|created)|new tests|test (?:functions|files?|cases?))\b"
)
"""Words of tests that stand in files: others may have been done by hand."""
_WRITTEN = regex(r"\b(?:documented|planned|manual|described|checklist|postman|scenarios)\b", re.IGNORECASE)
# Languages whose tests are not counted, and may stand inside any of their files.
_OTHER_LANGUAGES = (
    ".go", ".java", ".rb", ".php", ".cs", ".rs", ".kt", ".vue", ".swift", ".dart", ".ex", ".exs", ".scala", ".c", ".cc",
    ".cpp", ".lua", ".sh", ".sql", ".sol", ".hs", ".zig",
)  # fmt: skip
_NUMBERED = re.compile(rb"(?i)\btest[ _#]{1,2}(\d{1,3})\b")
_TRIES = regex(r"(?i)test|check|verif|valid|smoke|e2e|qa|try|demo|debug|diagnos|prove")
_SCRIPTS = (".py", ".js", ".mjs", ".cjs", ".ts")
_SCRIPT = 100_000  # bytes of a script that are looked through
_TEST_CALLS = frozenset({"it", "test", "specify"})


class _Tests(msgspec.Struct, frozen=True):
    """The tests of one file; ``dynamic`` where loops or parameters make more of them."""

    path: str
    count: int
    dynamic: bool = False


def tallies(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The tests of the files named, of the topic's files, of the whole; or the test files themselves."""
    if asked.lost:
        return
    if _FILES.search(asked.noun) and "test" in f"{asked.noun} {asked.claim.text}".lower():
        yield from _files(asked, ground)
    elif _CASES.search(asked.noun):
        yield from _cases(asked, ground)


def _cases(asked: Question, ground: Ground) -> Iterator[Tally]:
    facts = ground.project.facts
    everywhere = _everywhere(ground.project)
    for path in asked.scope:
        if (
            path in facts
            and _reads(facts[path])
            and ((tests := _in_file(path, facts[path])).count or test_path(path))
        ):
            fewer = tests.count < int(asked.claim.subject["n"])  # then it cannot have gained so many
            kept = fewer or not asked.gained(ground.snapshot.changes)
            own = path == asked.own and bool(tests.count or _PLAINLY_TESTS.search(path))
            yield _tally([tests], f"`{path}`", certain=own and asked.plain and kept)
        elif path.endswith("/"):
            inside = [tests for tests in everywhere if tests.path.startswith(path)]
            if inside:
                yield _tally(inside, f"`{path}`", certain=False)
    named = _named(ground.project)
    for at in sorted({at for word in asked.words for at in named.get(word, ())}):
        yield _tally([everywhere[at]], f"`{everywhere[at].path}`", certain=False)
    read = [t for t in everywhere if t.count]
    unread = any(p.endswith(_OTHER_LANGUAGES) for p in ground.snapshot.tree)
    if not asked.general:
        return
    whole = _tally(read, "the tree", certain=False)
    coded = _AUTOMATED.search(f"{asked.noun} {asked.claim.text}") and not _WRITTEN.search(asked.claim.text)
    none = not everywhere and not unread and bool(coded) and not _described(asked)
    yield msgspec.structs.replace(whole, certain=none and not ground.project.once(_numbers_checks))


@lru_cache(maxsize=2)
def _everywhere(project: Project) -> list[_Tests]:
    """The tests of every test file, in the order of paths."""
    return [_in_file(p, f) for p, f in sorted(project.facts.items()) if test_path(p) and _reads(f)]


@lru_cache(maxsize=2)
def _named(project: Project) -> dict[str, list[int]]:
    """Which of them hold tests and are named with a word, by the word."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, tests in enumerate(_everywhere(project)):
        for word in own_words(tests.path.rsplit("/", 1)[-1]) if tests.count else ():
            found[word].append(at)
    return found


def _tally(tests: list[_Tests], where: str, *, certain: bool) -> Tally:
    count, dynamic = sum(t.count for t in tests), any(t.dynamic for t in tests)
    places = tuple(Place(t.path, count=t.count) for t in tests if t.count) or tuple(
        Place(t.path, count=0) for t in tests
    )
    what = f"{count} tests stand in {where}"
    doubt = f"{what}; some run several times over." if dynamic else ""
    return Tally((count,), what, places, certain and not dynamic, doubt)


def _reads(facts: FileFacts) -> bool:
    """Whether the tests of a file can be told."""
    return facts.language in ("python", "typescript", "javascript")


def _in_file(path: str, facts: FileFacts) -> _Tests:
    if facts.language == "python":
        tests = [f for f in facts.outline.functions if _is_python_test(f)]
        dynamic = any(_says(f, "parametrize", "given") for f in tests) or _runs_itself(facts)
        return _Tests(path, len(tests), dynamic or bool(facts.outline.errors))
    calls = (call for body in facts.bodies().functions for call in walk.calls(body))
    found = [call for call in calls if _is_test(call.func) and not _skips(call)]
    dynamic = any(isinstance(call.func, Call) or last_name(call.func) == "each" for call in found)
    return _Tests(path, len(found), dynamic or bool(facts.outline.errors))


def _skips(call: Call) -> bool:
    """``test.skip()`` and ``test.skip(slow, "why")`` inside of a test that they end."""
    return last_name(call.func) == "skip" and not any(isinstance(each, Func) for each in call.args)


def _described(asked: Question) -> bool:
    """Whether a page of the documentation holds the tests: they are done by hand."""
    return any(path.lower().endswith((".md", ".txt", ".rst", ".pdf", ".docx")) for path in asked.scope)


def _numbers_checks(project: Project) -> bool:
    """Whether a script that is called after trying things numbers checks of its own: ``print("[TEST 3] Orders")``."""
    return any(
        len(set(_NUMBERED.findall((project.snapshot.text(path) or b"")[:_SCRIPT]))) > 1
        for path in sorted(project.facts)
        if path.endswith(_SCRIPTS) and _TRIES.search(path.rsplit("/", 1)[-1]) and not test_path(path)
    )


def _runs_itself(facts: FileFacts) -> bool:
    """Whether a file of tests is a program that counts its checks its own way: it starts itself, or imports no
    test framework."""
    modules = {one.module.split(".")[0] for one in facts.outline.imports}
    return not modules & {"pytest", "unittest"} and any(
        isinstance(stmt, If) and "__name__" in repr(stmt.test)[:200] for stmt in facts.bodies().functions[0]
    )


def _is_python_test(function: Function) -> bool:
    """Whether pytest would run it: a fixture may bear such a name too."""
    named = function.name.startswith("test") and function.kind in ("function", "method", "static")
    return named and not _says(function, "fixture")


def _says(function: Function, *words: str) -> bool:
    return any(word in repr(decorator.value) for decorator in function.decorators for word in words)


def _is_test(func: Expr) -> bool:
    """``it(…)``, ``test.only(…)``, ``it.each(…)``."""
    if isinstance(func, Attr):
        return (
            isinstance(func.base, Name)
            and func.base.id in _TEST_CALLS
            and func.name in ("only", "skip", "concurrent", "each", "todo")
        )
    return isinstance(func, Name) and func.id in _TEST_CALLS


def _files(asked: Question, ground: Ground) -> Iterator[Tally]:
    """Test files: those added, where the claim counts new ones, or all; what stands in a file is none of them."""
    if any(not path.endswith("/") for path in asked.scope):
        return
    found = sorted(p for p in ground.snapshot.tree if test_path(p) and _code(p))
    if asked.new and ground.snapshot.changes is not None:
        folders = tuple(path for path in asked.scope if path.endswith("/"))
        added = [
            c.path
            for c in ground.snapshot.changes
            if c.status == "added"
            and test_path(c.path)
            and _code(c.path)
            and (not folders or c.path.startswith(folders))
        ]
        yield Tally(
            (len(added),),
            f"The change adds {len(added)} test files",
            tuple(Place(p) for p in added),
            # a change that adds none need not be the one that is told of, a large one holds other work beside
            certain=bool(added or not found)
            and len(added) <= int(asked.claim.subject["n"]) * 3
            and bool(_ADDED.search(asked.claim.text))
            and all(map(_PLAINLY_TESTS.search, added)),
        )
        return
    for folder in asked.scope:
        inside = [p for p in found if p.startswith(folder)]
        if inside and folder.endswith("/"):
            yield Tally(
                (len(inside),),
                f"`{folder}` has {len(inside)} test files",
                tuple(Place(p) for p in inside),
            )
    yield Tally(
        (len(found),),
        f"The tree has {len(found)} test files",
        tuple(Place(p) for p in found),
        certain=not found,
    )


def _code(path: str) -> bool:
    return bool(
        re.search(r"\.(?:py|[cm]?[jt]sx?|go|java|rb|php|cs|rs|kt|vue|sh)$", path)
    ) and not path.endswith(("conftest.py", "__init__.py"))

"""`hollow-test`: a test that cannot fail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import re2

from checks.code.paths import folder_class
from checks.code.tree import (
    Assign,
    Attr,
    Bind,
    Call,
    ClassValue,
    DefineClass,
    Do,
    Expr,
    Func,
    Item,
    Lit,
    Loop,
    Map,
    Markup,
    Name,
    Node,
    Seq,
    Spread,
    Throw,
    Try,
    With,
)
from checks.model import Finding, Level
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules.hollow_test._testing import Test, chain, everything, tests

RULE = "hollow-test"
LEVEL: Level = "warning"

_SETTLE = "Assert what the code under test has to do, or delete the test."
_DEPTH = 3
"""How many calls deep a helper is searched for an assertion."""

_ASSERTS = regex(
    r"assert|expect|should|verif|check|ensure|raise|must|fail|snapshot|compare|valid|throw|reject|equal|warns|called|"
    r"match|require$|exit|skip|bench|lint|contract|invariant|approve|golden|raises|types?of|satisf|reveal_type",
    re.IGNORECASE,
)
_ASSERTION = regex(r"assert\w*|expect|should")
_OTHER_WAYS = frozenset((Throw, Markup, DefineClass, ClassValue))
"""What a test may fail by, or hide an assertion in, without calling anything."""
_LOGS = frozenset(("print", "console", "log", "logger", "logging", "pprint"))
_IDLE = frozenset(
    ("sleep", "append", "push", "close", "cleanup", "clear", "shutdown", "disconnect", "rollback", "stop")
)
_MOCKING = frozenset(("jest", "vi", "sinon", "mocker", "monkeypatch", "patch", "mock"))
_HARMLESS = frozenset(
    """expect assert assertEquals jest vi sinon chai should pytest unittest mock Mock MagicMock AsyncMock PropertyMock
    mocker console print self this JSON Math Object Array Number String Boolean Promise Map Set Error TypeError Symbol
    undefined NaN Infinity Date RegExp setTimeout parseInt parseFloat isNaN BigInt len str int float bool dict list set
    tuple range sorted sum min max abs round any all enumerate zip isinstance issubclass type repr hasattr getattr
    setattr callable map filter iter next reversed object super bytes Exception ValueError KeyError TypeError
    RuntimeError AssertionError NotImplementedError json math re asyncio datetime timedelta""".split()
)
_ASSERTERS = frozenset(("assert", "expect", "chai", "self"))
_UNITTEST = frozenset(
    """assertTrue assertFalse assertEqual assertEquals assertNotEqual assertIs assertIsNot assertIsNone assertIsNotNone
    assertIn assertNotIn assertIsInstance assertNotIsInstance assertGreater assertGreaterEqual assertLess
    assertLessEqual assertAlmostEqual assertNotAlmostEqual assertRaises assertRaisesRegex assertRegex assertNotRegex
    assertCountEqual assertListEqual assertDictEqual assertTupleEqual assertSetEqual assertMultiLineEqual fail
    subTest""".split()
)
_RAW = re2.Options()
_RAW.encoding = re2.Options.Encoding.LATIN1
_GIVEN_LITERALS = re2.compile(rb"(?:assert\w*|expect)[\x91\x92]\x93\xa3Lit", _RAW)
"""A call of an assertion whose first argument is a literal, as MessagePack has it."""
_LIBRARIES = regex(
    r"(node:)?(test|assert)(/.*)?|jest|@jest/globals|vitest|chai|sinon|mocha|unittest(\..*)?|pytest|mock|json|math|re|"
    r"datetime|asyncio"
)
_SELF = frozenset(("self", "this"))
_PROVIDED = frozenset(("self", "cls", "mocker", "monkeypatch", "capsys", "caplog"))
_UNRAISED = regex(
    r"\b(no(t)?|without|never|doesn'?t|does not|shouldn'?t|should not|won'?t)\b.{0,40}\b(rais|throw|error|crash|fail|except|explod|hang|"
    r"panic|leak|break)|smoke|compil|import|type[sd]?\b|interface|reach",
    re.IGNORECASE,
)


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each test of a file that cannot fail, in the order of lines."""
    if not project.facts[path].failure and test_path(path) and not folder_class(path):
        given = _from_elsewhere(project, path)
        marks = tuple(name.encode() for name in given if name)
        for test in tests(project, path):
            if not _looks_sound(project, test, marks) and (reason := _hollow(project, test, given)):
                yield _finding(project, test, reason)


def _hollow(project: Project, test: Test, given: frozenset[str]) -> str:
    """Why a test proves nothing, as the end of a sentence; empty for one that proves something."""
    found = everything(project, test.ref)
    if found is None:
        return ""
    if any(type(node) in _OTHER_WAYS or (isinstance(node, Attr) and node.name == "should") for node in found):
        return ""
    calls = [n for n in found if isinstance(n, Call)]
    asserted = [call for call in calls if any(map(_asserts, chain(call.func)))]
    held = set(map(id, asserted))
    others = [call for call in calls if id(call) not in held and _may_assert(call)]
    if not asserted and not others:
        return _without_assertion(project, test, found)
    if others or _said_on_purpose(project, test) or _reported_elsewhere(project, test):
        return ""
    if all(_constant(call) for call in asserted):
        return "asserts constants only"
    if _by_itself(project, test, found, given):
        return "asserts only what it has made up itself"
    return ""


def _reported_elsewhere(project: Project, test: Test) -> bool:
    """Whether the runner of a script hands in a function that the test has to call in the end."""
    given = project.function(test.ref).params
    return project.facts[test.ref.path].language != "python" and any(p.name == "done" for p in given)


def _looks_sound(project: Project, test: Test, marks: Iterable[bytes]) -> bool:
    """Whether the encoded body already shows that something from elsewhere, whose names are ``marks``, is asserted: most
    tests' do."""
    body = project.encoded(test.ref)
    if not (b"assert" in body or b"expect" in body) or _GIVEN_LITERALS.search(body):
        return False
    if any(param.name not in _PROVIDED for param in project.function(test.ref).params):
        return True
    return any(mark in body for mark in marks)


# --- no assertion --------------------------------------------------------------------------------


def _without_assertion(project: Project, test: Test, found: list[Node]) -> str:
    calls = [n for n in found if isinstance(n, Call) and not _logs(n)]
    given = [p for p in project.function(test.ref).params if p.name not in _PROVIDED]
    if given and project.facts[test.ref.path].language != "python":
        return ""  # the runner hands in what reports the outcome
    if any(i.function == test.ref.index for i in project.facts[test.ref.path].outline.imports):
        return ""
    if _called_here(project, test) or _said_on_purpose(project, test):
        return ""
    if not calls:
        return "" if given else "asserts nothing"
    bare = [n.value for n in found if isinstance(n, Do) and isinstance(n.value, Call)]
    if any(not _idle(call) for call in bare) or any(isinstance(n, With) and not _opens(n) for n in found):
        return ""
    if not any(isinstance(n, Assign | Bind) for n in found):
        return ""
    if _helpers_assert(project, test.ref, _DEPTH):
        return ""
    return "calls the code and asserts nothing of what comes back"


def _logs(call: Call) -> bool:
    return bool(chain(call.func) & _LOGS)


def _idle(call: Call) -> bool:
    return bool(chain(call.func) & (_LOGS | _IDLE | _MOCKING))


def _opens(node: With) -> bool:
    return all(target is not None for _, target in node.items)


def _called_here(project: Project, test: Test) -> bool:
    """Whether the file runs the test itself, as a program that looks at what it returns."""
    name = project.function(test.ref).name
    if not name or not project.facts[test.ref.path].outline.functions:
        return False
    for function in project.facts[test.ref.path].outline.functions:
        ref = FunctionRef(test.ref.path, function.index)
        named = ref != test.ref and name.encode() in project.encoded(ref)
        if named and any(_mentions(node, name) for node in everything(project, ref) or ()):
            return True
    return False


def _mentions(node: Node, name: str) -> bool:
    return (isinstance(node, Name) and node.id == name) or (isinstance(node, Attr) and node.name == name)


def _helpers_assert(project: Project, ref: FunctionRef, depth: int) -> bool:
    """Whether a function that this one calls, or may call unseen, asserts or raises."""
    for node in everything(project, ref) or ():
        if not isinstance(node, Call) or _idle(node):
            continue
        callee = project.callee(ref.path, node.func, ref.index)
        if callee is None:
            if _own_method(node.func):
                return True
            continue
        inside = everything(project, callee)
        if inside is None or any(
            isinstance(n, Throw) or (isinstance(n, Call) and _may_assert(n)) for n in inside
        ):
            if test_path(callee.path):
                return True
        elif depth and test_path(callee.path) and _helpers_assert(project, callee, depth - 1):
            return True
    return False


def _own_method(func: Expr) -> bool:
    return isinstance(func, Attr) and isinstance(func.base, Name) and func.base.id in _SELF


def _may_assert(call: Call) -> bool:
    return any(map(_speaks_of_it, chain(call.func)))


@lru_cache(maxsize=16_384)
def _asserts(name: str) -> bool:
    return _ASSERTION.fullmatch(name) is not None


@lru_cache(maxsize=16_384)
def _speaks_of_it(name: str) -> bool:
    return _ASSERTS.search(name) is not None


def _said_on_purpose(project: Project, test: Test) -> bool:
    """Whether the title, docstring or a comment says that coming to the end is what is tested."""
    facts = project.facts[test.ref.path]
    words = [test.title.replace("_", " "), project.function(test.ref).docstring]
    words += [c.text for c in facts.outline.comments if test.line - 1 <= c.line <= test.end_line]
    return any(map(_UNRAISED.search, words))


# --- constant assertions, and a test of itself ----------------------------------------------------


def _constant(call: Call) -> bool:
    """Whether all that an assertion is given, along the whole chain of calls, is made of literals."""
    given: list[object] = []
    link: Expr = call
    while isinstance(link, Call | Attr):
        if isinstance(link, Call):
            given += [*link.args, *(value for _, value in link.kwargs)]
        link = link.func if isinstance(link, Call) else link.base
    if not given or not isinstance(link, Name) or link.id not in _ASSERTERS:
        return False
    if link.id in _SELF and not chain(call.func) & _UNITTEST:
        return False
    if _always_fails(call, given):
        return False
    while given:
        node = given.pop()
        if isinstance(node, Func | Item) or (isinstance(node, Name) and node.id != "undefined"):
            return False
        if isinstance(node, Node):
            given.extend(getattr(node, name) for name in node.__struct_fields__)
        elif isinstance(node, tuple):
            given.extend(node)
    return True


def _always_fails(call: Call, given: list[object]) -> bool:
    """Whether an assertion of literals cannot hold, so that the test fails where it is reached (``assert False``)."""
    said = [bool(value.value) for value in given if isinstance(value, Lit)]
    if len(said) != len(given) or "not" in chain(call.func):
        return False
    return (
        said[:1] == [False] if chain(call.func) == {"assert"} else len(said) == 2 and said[0] is not said[1]
    )


def _by_itself(project: Project, test: Test, found: list[Node], given: frozenset[str]) -> bool:
    """Whether a test names nothing that it has not made itself: no code under test, no fixture, no network."""
    function = project.function(test.ref)
    if any(p.name not in _PROVIDED for p in function.params):
        return False
    known = (_HARMLESS - given) | _local(project, test, found)
    for node in found:
        if isinstance(node, Name) and node.id not in known:
            return False
        if isinstance(node, Attr) and _own_method(node) and node.name not in _UNITTEST:
            return False
    return True


def _from_elsewhere(project: Project, path: str) -> frozenset[str]:
    """The names that a file imports from what is no test library, or defines beside its tests."""
    outline = project.facts[path].outline
    names = {i.alias for i in outline.imports if not _LIBRARIES.fullmatch(i.module)}
    names.update(f.name for f in outline.functions if f.parent == 0 and f.owner < 0)
    return frozenset(names | {c.name for c in outline.classes})


def _local(project: Project, test: Test, found: list[Node]) -> set[str]:
    names: set[str] = set()
    for node in found:
        if isinstance(node, Assign):
            names.update(n for target in node.targets for n in _targets(target))
        elif isinstance(node, Bind) or (isinstance(node, Loop) and node.target is not None):
            names.update(_targets(node.target))
        elif isinstance(node, With):
            names.update(n for _, target in node.items for n in _targets(target))
        elif isinstance(node, Try):
            names.update(name for _, name, _ in node.handlers)
    outline = project.facts[test.ref.path].outline
    for function in outline.functions:
        if test.line <= function.line and function.end_line <= test.end_line:
            if not function.decorators:
                names.add(function.name)
            names.update(n for p in function.params for n in (p.name, *p.fields))
    return names


def _targets(value: Expr | None) -> Iterable[str]:
    waiting: list[Expr | None] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            yield node.id
        elif isinstance(node, Seq):
            waiting.extend(node.items)
        elif isinstance(node, Map):
            waiting.extend(item for _, item in node.items)
        elif isinstance(node, Spread):
            waiting.append(node.value)


def _finding(project: Project, test: Test, reason: str) -> Finding:
    return Finding(
        rule=RULE,
        path=test.ref.path,
        line=test.line,
        end_line=test.end_line,
        symbol=test.title,
        message=f"This test proves nothing: it {reason}.",
        settle=_SETTLE,
        digest=project.function(test.ref).digest,
    )

"""Counting tests, and the files they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from checks.claims import Ground
from checks.claims._counting import Question, Tally, own_words, singular, topic_words
from checks.claims.count import _suites
from checks.claims.count._suites import Group, Tests
from checks.model import Place
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.link import Project

_CASES = regex(r"\b(?:tests|test cases|specs|test functions|unit tests|assertions)$")
_FILES = regex(r"\b(?:test suites|test files|suites|spec files|test modules|test scripts|test categories)$")
_ADDED = regex(r"(?i)\bnew\s(?:\w+\s){0,2}test files\b|\btest files (?:added|created)\b")
_PLAINLY_TESTS = regex(
    r"(?:^|/)test_[^/]+\.py$|_test\.py$|\.(?:test|spec|cy|e2e)\.[cm]?[jt]sx?$|_test\.[cm]?[jt]sx?$"
)
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
_CLASS = regex(r"\bTest[A-Z]\w{2,80}|\b[A-Z]\w{2,80}Tests?\b")
_LONG_NAME = 120
_NAMING = 3  # words by which one group is told from others
_TITLE = 5  # of fewer tests there are too many by accident for a document's own name to tell them
_MANY_WORDS = 24
_TITLE_MARK = regex(
    r"(?i)implementation|complet(?:e|ion)|summary|report|status|verification|validation|delivery|final|\.\w{1,4}$|[_-]"
)
_NO_TOPICS = frozenset("test spec src all the for and with in of to py js tsx case suite coverage".split())
"""Words in the paths of tests that tell none of them from another."""


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
    everywhere = _suites.everywhere(ground.project)
    groups = list(_grouped(asked, ground))
    yield from groups
    for path in asked.scope:
        if (
            path in facts
            and _suites.reads(facts[path])
            and ((tests := _suites.in_file(path, facts[path])).count or test_path(path))
        ):
            fewer = tests.count < int(asked.claim.subject["n"])  # then it cannot have gained so many
            kept = fewer or not asked.gained(ground.snapshot.changes)
            named = path == asked.own or (fewer and path == asked.titled)
            own = named and bool(tests.count or _PLAINLY_TESTS.search(path))
            yield _tally([tests], f"`{path}`", certain=own and asked.plain and kept and not groups)
        elif path.endswith("/"):
            inside = [tests for tests in everywhere if tests.path.startswith(path)]
            if inside:
                yield _tally(inside, f"`{path}`", certain=False)
    yield from _topical(asked, everywhere, _suites.by_word(ground.project))
    read = [t for t in everywhere if t.count]
    unread = any(p.endswith(_OTHER_LANGUAGES) for p in ground.snapshot.tree)
    if not asked.general:
        return
    whole = _tally(read, "the tree", certain=False)
    coded = _AUTOMATED.search(f"{asked.noun} {asked.claim.text}") and not _WRITTEN.search(asked.claim.text)
    none = not everywhere and not unread and bool(coded) and not _described(asked)
    yield msgspec.structs.replace(whole, certain=none and not ground.project.once(_numbers_checks))


def _grouped(asked: Question, ground: Ground) -> Iterator[Tally]:
    """The tests of a class or of a ``describe(…)`` that the words before the number are the name of, or that alone has
    all these words in its own."""
    held = _suites.groups(ground.project)
    name = next(iter(_CLASS.findall(asked.before)), asked.before)
    if len(name) > _LONG_NAME:
        return
    found = held.get(_suites.flat(name), []) or _telling(_suites.name_words(name), held)
    for path, group in found:
        what = f"{group.count} tests stand in `{group.name}`"
        place = Place(path, group.line, group.end_line, group.name, group.count)
        kept = not asked.gained(ground.snapshot.changes)
        plain = group.name in asked.claim.text and bool(_CLASS.fullmatch(group.name)) and asked.plain
        certain = len(found) == 1 and plain and kept and not group.dynamic
        yield Tally((group.count,), what, (place,), certain)


def _telling(words: list[str], held: Mapping[str, list[tuple[str, Group]]]) -> list[tuple[str, Group]]:
    """The only group whose name has these words among others."""
    if not 0 < len(words) <= _NAMING:
        return []
    wanted = set(words)
    found = [one for each in held.values() for one in each if wanted <= set(_suites.name_words(one[1].name))]
    return found if len(found) == 1 else []


def _topical(asked: Question, everywhere: Sequence[Tests], named: Mapping[str, list[int]]) -> Iterator[Tally]:
    """The tests of the files that a word of the topic tells, each by itself and all together: of those named so, and of
    those in a folder of that name."""
    own = {
        at: asked.words & own_words(tests.path.rsplit("/", 1)[-1])
        for at, tests in enumerate(everywhere)
        if tests.count
    }
    for at in sorted((at for at, words in own.items() if words), key=lambda at: (-len(own[at]), at)):
        yield _tally([everywhere[at]], f"`{everywhere[at].path}`", certain=False)
    near = re.findall(r"[a-z][a-z0-9]+", f"{asked.before} {asked.noun}".lower())
    heading = " ".join(h.plain for h in asked.statement.headings[-1:]) if asked.statement else ""
    exactly = asked.claim.subject["comparator"] != ">="
    said = dict.fromkeys(map(singular, near))
    if exactly:  # a section may speak of more than the one thing that its heading names
        said |= dict.fromkeys(map(singular, re.findall(r"[a-z]{3,}", heading.lower())))
    if exactly and int(asked.claim.subject["n"]) >= _TITLE:
        said |= dict.fromkeys(topic_words(_TITLE_MARK.sub(" ", asked.claim.document.rsplit("/", 1)[-1])))
        said |= dict.fromkeys(re.findall(r"[a-z]+\d+", asked.claim.document.lower()))
    for word in list(said)[:_MANY_WORDS]:
        held = [everywhere[at] for at in named.get(word, ())] if word not in _NO_TOPICS else []
        inside = [tests for tests in held if word in map(singular, _folders(tests.path))]
        for found, where in ((held, "files of"), (inside, "folders of")):
            if found and asked.near(sum(tests.count for tests in found)):
                yield _tally(found, f"{where} `{word}`", certain=False)


def _folders(path: str) -> list[str]:
    return path.lower().split("/")[:-1]


def _tally(tests: list[Tests], where: str, *, certain: bool) -> Tally:
    count, dynamic = sum(t.count for t in tests), any(t.dynamic for t in tests)
    places = tuple(Place(t.path, count=t.count) for t in tests if t.count) or tuple(
        Place(t.path, count=0) for t in tests
    )
    what = f"{count} tests stand in {where}"
    doubt = f"{what}; some run several times over." if dynamic else ""
    return Tally((count,), what, places, certain and not dynamic, doubt)


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
            yield _of_paths(inside, f"`{folder}` has")
    near = re.findall(r"[a-z][a-z0-9]+", f"{asked.before} {asked.noun}".lower())
    for word in near[:_MANY_WORDS]:
        told = [p for p in found if word in _suites.words_of(p)] if singular(word) not in _NO_TOPICS else []
        if told and asked.near(len(told)):
            yield _of_paths(told, f"Of `{word}` the tree has")
    whole = _of_paths(found, "The tree has")
    yield msgspec.structs.replace(whole, certain=not found)


def _of_paths(found: Sequence[str], lead: str) -> Tally:
    """Test files, with scripts and helpers among them or without."""
    plainly = sum(1 for p in found if _PLAINLY_TESTS.search(p))
    counts = (len(found), plainly) if plainly else (len(found),)
    return Tally(counts, f"{lead} {len(found)} test files", tuple(Place(p) for p in found))


def _code(path: str) -> bool:
    return bool(
        re.search(r"\.(?:py|[cm]?[jt]sx?|go|java|rb|php|cs|rs|kt|vue|sh)$", path)
    ) and not path.endswith(("conftest.py", "__init__.py"))

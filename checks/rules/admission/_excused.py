"""Where words that would admit something are no admission: the code beside them says why they stand there."""

from __future__ import annotations

import re

from checks.code.search import nodes
from checks.code.tree import Attr, If, Lit, Markup, Name, Op, Return
from checks.patterns import regex
from checks.project.entries import asks_for_main
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import words
from checks.rules.admission._around import Around

_SHOWING = frozenset("demo example showcase demonstrate".split())
_PRETENDING = frozenset(
    "backtest backtests backtesting backtester simulation simulations simulator simulators".split()
)
_TOLD_OFF = frozenset("available availability enabled supported implemented ready installed".split())
_LOAD_TESTS = regex(r"(k6|locust|artillery)([/.].*)?")
"""Tools under which users are simulated: https://grafana.com/docs/k6/latest/using-k6/, https://docs.locust.io/."""
_TRIAL = frozenset(("test", "tests", "playground"))
_ILLUSTRATED = frozenset("landing features hero marketing onboarding".split())
"""Words of the names of pages that praise the product: what they draw is a picture of it."""
_MOCKING = frozenset("mock mocked mocks fake stub".split())
_STANDING_IN = frozenset("stub stubs shim shims polyfill polyfills".split())
"""Words of the names of files that are built in for another, on purpose."""
_FOR_DEVELOPERS = frozenset(
    "mockmode usemock usemocks usemockdata mockenabled enablemock enablemocks demomode isdemo isdemomode isdevelopment isdev development dev "
    "debug isdebug testmode istest simulationmode".split()
)
"""Names of flags, and of environments, under which code pretends to developers alone, or to whoever asks it to."""
_LOOKING = frozenset("verify verification check audit validate validation".split())
_DRAWN = regex(
    r"\W*mock(ed)?[- ]?(\w+ ){0,2}(ups?|dashboards?|items?|browser|phone|screens?|windows?|ui|interface|preview|cards?|"
    r"chart|editor|terminal|chat|app|frame|header|sidebar|illustration|visual)\W*",
    re.IGNORECASE,
)
_NOT_YET = regex(r"\b(not|yet|coming|planned|soon)\b", re.IGNORECASE)
_PLACED = regex(r"\bplace-?holder", re.IGNORECASE)
_SIMULATED = regex(r"\bsimulat", re.IGNORECASE)
_OWNED = regex(
    r"\b(?<!no )(?<!not )(real|actual|production|for now|mock\w*|fake\w*|dummy|hard-?coded|todo|replace|temporar\w+)\b",
    re.IGNORECASE,
)
"""Words that own up to more than that something is simulated."""


def excused(around: Around, line: int, said: str) -> bool:
    """Whether what is said on a line of a file is no admission, because of the code around it: it pretends on purpose
    (in a dry run, in a function that shows something, where the file is tried out by hand, in a simulation, in a drawing on
    a page that praises the product, where a flag asks for it or developers alone are served), a flag beside it tells everybody the
    same, what it calls a placeholder gets its value further down, or shows that nothing is there."""
    project, path = around.project, around.path
    functions = project.facts[path].outline.functions
    enclosing = [f for f in functions if f.index and f.line <= line <= f.end_line]
    function = enclosing[-1].index if enclosing else 0
    main = project.says(path, "__main__")
    if main and any(not f.decorators and not _SHOWING.isdisjoint(words(f.name)[:1]) for f in enclosing):
        return True
    if _DRAWN.fullmatch(said) and _praises(path):
        return True
    if (
        _SIMULATED.search(said)
        and not _OWNED.search(said)
        and _pretends(path, *(f.qualname for f in enclosing))
    ):
        return True
    dry = bool(enclosing) and b"dry" in project.encoded(FunctionRef(path, function)).lower()
    if dry and around.within(function, line, _asks_for_rehearsal):
        return True
    if main and not enclosing and around.within(0, line, _asks_for_main):
        return True
    if around.within(function, line, _asks_for_pretence) or around.within(
        function, line + 2, _asks_for_pretence
    ):
        return True
    if _PLACED.search(said):
        return _filled(around, function, line) or around.within(function, line, _shows_nothing)
    unfinished = _NOT_YET.search(said) is not None and not _OWNED.search(said)
    return unfinished and _told_off(around, function, line)


def set_apart(project: Project, path: str) -> bool:
    """Whether a file is there to try something out, by its path, as a page of an app may be (``app/test-cards/``), by
    the load it makes, or as a server that plays the app and is started by hand; or is built in for another
    (``lib/reader-stub.js``)."""
    if any(_LOAD_TESTS.fullmatch(imported.module) for imported in project.facts[path].passed.imports):
        return True
    if any(not _STANDING_IN.isdisjoint(words(part)) for part in path.rpartition(".")[0].split("/")[-2:]):
        return True
    if not _MOCKING.isdisjoint(words(path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0])) and _alone(
        project, path
    ):
        return True
    said = [words(part) for part in path.rpartition(".")[0].split("/")]
    return any(not _TRIAL.isdisjoint(part[:1]) for part in said) or not _TRIAL.isdisjoint(said[-1][-1:])


def _alone(project: Project, path: str) -> bool:
    """Whether nothing in production imports a file that is started by hand."""
    started = project.says(path, "__main__") or project.says(path, "listen")
    return started and not any(project.production(other) for other in project.importers(path))


def tells_of_others(path: str) -> bool:
    """Whether a file is a script that looks at other code: what it tells, it tells of that."""
    *folders, name = path.split("/")
    return "scripts" in folders and not _LOOKING.isdisjoint(words(name))


def _praises(path: str) -> bool:
    return path.endswith((".tsx", ".jsx")) and not _ILLUSTRATED.isdisjoint(words(path.rsplit("/", 1)[-1]))


def _pretends(path: str, *names: str) -> bool:
    """Whether a file or what stands in it is named for a simulation."""
    return any(not _PRETENDING.isdisjoint(words(part)) for part in (*path.split("/"), *names))


def _asks_for_main(branch: If) -> bool:
    return asks_for_main(branch.test)


def _asks_for_rehearsal(branch: If) -> bool:
    names = (
        n.id if isinstance(n, Name) else n.name for n in nodes(branch.test) if isinstance(n, Name | Attr)
    )
    return any(name.lower().replace("_", "") in ("dryrun", "isdryrun") for name in names)


def _asks_for_pretence(branch: If) -> bool:
    """Whether a branch is taken where a flag asks for it, or in an environment for developers."""
    said = [
        n.id if isinstance(n, Name) else n.name if isinstance(n, Attr) else str(n.value)
        for n in nodes(branch.test)
        if isinstance(n, Name | Attr | Lit)
    ]
    denied = any(isinstance(n, Op) and n.op in ("not", "!=", "!==", "is not") for n in nodes(branch.test))
    return not denied and any(name.lower().replace("_", "") in _FOR_DEVELOPERS for name in said)


def _shows_nothing(branch: If) -> bool:
    """Whether a branch is what is shown while there is nothing to show: ``if (!rows) return <div>…</div>``."""
    return (
        isinstance(branch.test, Op)
        and branch.test.op == "not"
        and len(branch.then) == 1
        and isinstance(branch.then[0], Return)
        and isinstance(branch.then[0].value, Markup)
    )


def _told_off(around: Around, function: int, line: int) -> bool:
    """Whether a flag on a line, or right above, says that something is not there: ``available=False``."""
    return any(
        name and not _TOLD_OFF.isdisjoint(words(name)[-1:])
        for at in (line, line - 1)
        for name, value in around.given(function, at)
        if value.value is False
    )


def _filled(around: Around, function: int, line: int) -> bool:
    """Whether what is given a fixed value on a line is given another one further down in the same function."""
    return any(
        name and around.worked_out_later(function, name, line) for name, _ in around.given(function, line)
    )

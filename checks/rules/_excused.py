"""Where words that would admit something are no admission: the code beside them says why they stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checks.code.search import nodes
from checks.code.tree import Assign, Attr, Call, Expr, If, Item, Lit, Map, Markup, Name, Node, Op, Return
from checks.patterns import regex
from checks.project.entries import asks_for_main
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._naming import words

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
    r"\b(real|actual|production|for now|mock\w*|fake\w*|dummy|hard-?coded|todo|replace|temporar\w+)\b",
    re.IGNORECASE,
)
"""Words that own up to more than that something is simulated."""


def excused(project: Project, path: str, line: int, said: str) -> bool:
    """Whether what is said on a line of a file is no admission, because of the code around it: it pretends on purpose
    (in a dry run, in a function that shows something, where the file is tried out by hand, in a simulation, in a drawing on
    a page that praises the product), a flag beside it tells everybody the same, what it calls a placeholder gets its value further down, or shows that nothing is there."""
    functions = project.facts[path].outline.functions
    around = [f for f in functions if f.index and f.line <= line <= f.end_line]
    ref = FunctionRef(path, around[-1].index if around else 0)
    main = project.says(path, "__main__")
    if main and any(not f.decorators and not _SHOWING.isdisjoint(words(f.name)[:1]) for f in around):
        return True
    if _DRAWN.fullmatch(said) and _praises(path):
        return True
    if _SIMULATED.search(said) and not _OWNED.search(said) and _pretends(path):
        return True
    if around and b"dry" in project.encoded(ref).lower() and _within(project, ref, line, _asks_for_rehearsal):
        return True
    if main and not around and _within(project, ref, line, asks_for_main):
        return True
    if _PLACED.search(said):
        return _filled(project, ref, line) or _nothing_there(project, ref, line)
    unfinished = _NOT_YET.search(said) is not None and not _OWNED.search(said)
    return unfinished and _told_off(project, ref, line)


def set_apart(project: Project, path: str) -> bool:
    """Whether a file is there to try something out, by its path, as a page of an app may be (``app/test-cards/``), or by
    the load it makes."""
    if any(_LOAD_TESTS.fullmatch(imported.module) for imported in project.facts[path].passed.imports):
        return True
    return any(not _TRIAL.isdisjoint(words(part)[:1]) for part in path.split("/"))


def tells_of_others(path: str) -> bool:
    """Whether a file is a script that looks at other code: what it tells, it tells of that."""
    *folders, name = path.split("/")
    return "scripts" in folders and not _LOOKING.isdisjoint(words(name))


def _praises(path: str) -> bool:
    return path.endswith((".tsx", ".jsx")) and not _ILLUSTRATED.isdisjoint(words(path.rsplit("/", 1)[-1]))


def _pretends(path: str) -> bool:
    return any(not _PRETENDING.isdisjoint(words(part)) for part in path.split("/"))


def _branches(project: Project, ref: FunctionRef, line: int) -> Iterator[If]:
    """The branches of a function in whose first part a line stands."""
    for node in nodes(project.body(ref)):
        if isinstance(node, If) and node.line < line <= _last_line(node.then):
            yield node


def _within(project: Project, ref: FunctionRef, line: int, asks: Callable[[Expr], bool]) -> bool:
    return any(asks(branch.test) for branch in _branches(project, ref, line))


def _asks_for_rehearsal(test: Expr) -> bool:
    names = (n.id if isinstance(n, Name) else n.name for n in nodes(test) if isinstance(n, Name | Attr))
    return any(name.lower().replace("_", "") in ("dryrun", "isdryrun") for name in names)


def _last_line(body: tuple[Node, ...]) -> int:
    return max((node.line for node in nodes(body)), default=0)  # type: ignore[arg-type]


def _told_off(project: Project, ref: FunctionRef, line: int) -> bool:
    """Whether a flag on a line, or right above, says that something is not there: ``available=False``."""
    return any(
        name and not _TOLD_OFF.isdisjoint(words(name)[-1:])
        for beside in (line, line - 1)
        for name, value in _given(project, ref, beside)
        if value.value is False
    )


def _filled(project: Project, ref: FunctionRef, line: int) -> bool:
    """Whether what is given a fixed value on a line is given another one further down in the same function."""
    names = {name for name, _ in _given(project, ref, line) if name}
    return bool(names) and any(
        isinstance(node, Assign)
        and node.line > line
        and node.value is not None
        and not isinstance(node.value, Lit)
        and any(_called(target) in names for target in node.targets)
        for node in nodes(project.body(ref))
    )


def _nothing_there(project: Project, ref: FunctionRef, line: int) -> bool:
    """Whether a line stands in what is shown while there is nothing to show: ``if (!rows) return <div>…</div>``."""
    return any(
        isinstance(branch.test, Op)
        and branch.test.op == "not"
        and len(branch.then) == 1
        and isinstance(branch.then[0], Return)
        and isinstance(branch.then[0].value, Markup)
        for branch in _branches(project, ref, line)
    )


def _given(project: Project, ref: FunctionRef, line: int) -> Iterator[tuple[str, Lit]]:
    """The names that are given a fixed value on a line, with the value."""
    for node in nodes(project.body(ref)):
        pairs: tuple[tuple[str, Expr | None], ...] = ()
        if isinstance(node, Call):
            pairs = node.kwargs
        elif isinstance(node, Map):
            pairs = tuple((_called(key), value) for key, value in node.items if key is not None)
        elif isinstance(node, Assign):
            pairs = tuple((_called(target), node.value) for target in node.targets)
        yield from ((name, v) for name, v in pairs if isinstance(v, Lit) and v.line == line)


def _called(value: Expr) -> str:
    """The last name or fixed key of what something is assigned to, empty for none."""
    if isinstance(value, Item):
        value = value.key
    if isinstance(value, Lit):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, Attr):
        return value.name
    return value.id if isinstance(value, Name) else ""

"""`orphan-module`: a source file that nothing in production imports and that is no entry point."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

from checks.code.facts import Outline
from checks.code.paths import extension
from checks.code.tree import Assign, Body, Call, Do, Expr, Loop, With
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.files import test_path
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.model import FunctionRef
from checks.rules._packages import package_of

RULE = "orphan-module"
LEVEL: Level = "warning"

_SETTLE = "Import it where it is needed, or delete it."
_SCRIPT = (".py", ".pyw")
_MIXED = frozenset(("vue", "svelte", "astro", "mdx"))
"""Endings of files that import modules of JavaScript and that no front end reads."""
_QUIET = frozenset(
    """load_dotenv dotenv.load_dotenv logging.basicConfig warnings.filterwarnings warnings.simplefilter sys.path.append
    sys.path.insert register_heif_opener""".split()
)
_LOGGERS = frozenset({"logger", "log", "logging", "console", "_logger"})
_SUPPORT = regex(
    r"(^|[/_.-])(mocks?|fakes?|stubs?|factory|factories|fixtures?|test(ing|s|utils?)?|spec|demos?|playground|sandbox|"
    r"storybook|docs?|website|notebooks?|bench(mark)?s?|e2e)([/_.-]|$)",
    re.IGNORECASE,
)
_DISCOVERED = frozenset(
    """plugins plugin extensions addons cogs spiders dags lambdas lambda functions commands management custom_components
    operators scripts script bin tools migrations versions templates template boilerplate snippets vendor public
    static assets content routes generated generated_code outputs output environments""".split()
)


def find_among(project: Project, paths: Collection[str]) -> Iterable[Finding]:
    """One finding for each file of an application that nothing imports."""
    routed = {router.place.path for router in project.routers} | {r.place.path for r in project.routes}
    for path in project.code():
        if path not in paths or path in project.reachable or path in routed or project.library(path):
            continue
        asked = project.once(_asked)
        if _named(path) not in asked and _named(path).lower() in asked:
            continue  # Imported in other letters, which some file systems forgive.
        importers = project.importers(path)
        if all(map(test_path, importers)) and _unused(project, path) and not _stands_idle(project, path):
            yield _finding(project, path, importers)


def _stands_idle(project: Project, path: str) -> bool:
    """Whether a file's work is never started, or idle: then that is the fault."""
    return bool(project.unstarted(path)) or any(idle.place.path == path for idle in project.idle((path,)))


def _named(path: str) -> str:
    """The folder and the name of a file, as imports write them."""
    folder, _, name = path.rpartition("/")
    return f"{folder.rpartition('/')[2].lstrip('@~#')}/{name.partition('.')[0]}"


def _asked(project: Project) -> frozenset[str]:
    """The folders and names of all modules that imports of JavaScript name, as they are written and in small letters."""
    asked: set[str] = set()
    for path in project.code():
        if not path.endswith(_SCRIPT):
            here = posixpath.dirname(path)
            written = (item.module for item in project.facts[path].passed.imports)
            names = {_named(posixpath.join(here, m) if m.startswith("./") else m) for m in written}
            asked |= names | {name.lower() for name in names}
    return frozenset(asked)


def _unused(project: Project, path: str) -> bool:
    """Whether a file that nothing imports is made to be imported, and nothing could load it in another way."""
    return (
        _SUPPORT.search(path) is None
        and not any(part.startswith(".") or part[0] in "[$+" for part in path.split("/"))
        and not _kit(project, path)
        and _DISCOVERED.isdisjoint(path.split("/")[:-1])
        and _made_for_import(project, path, project.facts[path].outline)
        and not _built(project, path)
        and not project.loaded_unseen(path)
        and not _importer_unread(project, path)
    )


def _made_for_import(project: Project, path: str, outline: Outline) -> bool:
    """Whether a file holds things of its own for others to use, and does nothing when it is run by itself."""
    body = project.body(FunctionRef(path, 0))
    if path.endswith(_SCRIPT):
        return bool(len(outline.functions) > 1 or outline.classes) and not _acts(body)
    given = [export for export in outline.exports if export.name != "handler"]
    own = outline.classes or any(f.parent == 0 for f in outline.functions[1:])
    return bool(given) and bool(own or any(isinstance(s, Assign) for s in body)) and not _acts(body)


def _acts(body: Body) -> bool:
    """Whether running the file would do something of its own: then it may be a script."""
    return any(
        isinstance(stmt, Loop | With)
        or (isinstance(stmt, Do) and isinstance(stmt.value, Call) and not _quiet(stmt.value.func))
        for stmt in body
    )


def _quiet(func: Expr) -> bool:
    name = dotted(func)
    return name in _QUIET or name.partition(".")[0] in _LOGGERS


def _kit(project: Project, path: str) -> bool:
    """Whether the file is part of a kit of components that a tool copies in (https://ui.shadcn.com/docs/components-json)."""
    inside, found, _ = path.partition("components/ui/")
    return bool(found) and any(f"{folder}components.json" in project.snapshot.tree for folder in _up(inside))


def _up(folder: str) -> Iterator[str]:
    """A folder with its slash, and those above it."""
    while folder:
        yield folder
        folder = folder.rstrip("/").rpartition("/")[0] + "/"
        folder = "" if folder == "/" else folder
    yield ""


def _built(project: Project, path: str) -> bool:
    """Whether the file is what a compiler wrote beside its source."""
    stem, suffix = posixpath.splitext(path)
    return suffix in (".js", ".jsx", ".mjs", ".cjs") and any(
        f"{stem}{other}" in project.facts for other in (".ts", ".tsx", ".mts", ".cts")
    )


def _importer_unread(project: Project, path: str) -> bool:
    """Whether a file that may import this one could not be read where imports stand."""
    suffixes = (
        _SCRIPT if path.endswith(_SCRIPT) else (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
    )
    for other in project.unread(package_of(project, path)):
        if extension(other) in _MIXED and not path.endswith(_SCRIPT):
            return True
        if not other.endswith(suffixes):
            continue
        facts = project.facts.get(other)
        if facts is None or facts.failure:
            return True
        outline = facts.outline
        last = max((i.line for i in outline.imports), default=0)
        if any(error.line <= last + 1 for error in outline.errors):
            return True
    return False


def _finding(project: Project, path: str, importers: tuple[str, ...]) -> Finding:
    facts = project.facts[path]
    tests = f" (`{importers[0]}` does, but a test runs nothing in production)" if importers else ""
    evidence = tuple(Place(test, note="only a test imports it") for test in importers[:3])
    return Finding(
        rule=RULE,
        path=path,
        line=1,
        end_line=max(1, facts.lines),
        symbol=posixpath.basename(path),
        message=f"Nothing in production imports `{path}`{tests}, and nothing starts it.",
        settle=_SETTLE,
        digest=facts.digest,
        evidence=evidence or (Place(path, note="no file imports it", missing=True),),
    )

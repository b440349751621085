"""Entry points: the files that something starts, why, and where that is said.

Manifests, container files, npm scripts and Procfiles say it in commands; frameworks by where a file lies; a
script by asking whether it is the main module. Other text (shell, YAML, HTML …) is weak evidence: a file that it names is
taken as started, since silence about an unstarted file costs less than a false word.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from checks.code.facts import Command, FileFacts, Manifest
from checks.code.paths import extension
from checks.code.tree import Assign, Attr, Call, Do, Expr, Func, If, Lit, Name, Op, Stmt
from checks.code.vocabulary import says
from checks.model import Place
from checks.patterns import regex
from checks.project.commands import Where, started
from checks.project.conventions import ANYWHERE, SCRIPT, Convention
from checks.project.files import production_path, test_path
from checks.project.imports import Finder
from checks.project.imports.typescript import ScriptFinder
from checks.project.kept import Kept
from checks.project.model import EntryPoint, External, FunctionRef
from checks.project.outlines import Outlines, top_level
from checks.project.packages import Package, Packages
from checks.project.resolve import Resolver
from checks.project.scopes import statements
from checks.project.walk import calls
from checks.project.wording import Wording

_SHELL = frozenset(
    "sh bash zsh fish ps1 bat cmd yml yaml toml service conf ini cfg mk procfile tf nomad hcl json".split()
)
_SHELL_NAMES = regex(r"(GNU)?[Mm]akefile|[Jj]ustfile|Procfile.*|Dockerfile.*|Taskfile.*|Caddyfile")
_EDITORS = (".claude/", ".cursor/", ".idea/", ".aider", ".windsurf/", ".kiro/")
_PAGES = frozenset({"html", "htm", "ejs", "hbs", "pug", "jinja", "jinja2", "j2", "njk", "twig"})
_NOT_STARTING = regex(
    r"(package-lock|npm-shrinkwrap|composer|tsconfig[\w.-]*|jsconfig[\w.-]*|pyproject|openapi[\w.-]*|swagger[\w.-]*|"
    r"\.eslintrc|\.prettierrc|pnpm-lock|poetry|Pipfile|uv|mkdocs|CODEOWNERS|labeler|codecov|\.pre-commit-config|"
    r"components|coverage[\w.-]*)\.(json|ya?ml|toml|lock)"
)
_SERVING = frozenset({"listen", "serve_forever", "run_forever", "start_polling", "infinity_polling"})
_ACTING = frozenset({"builtins.print", "asyncio.run", "sys.exit", "uvicorn.run", "anyio.run", "process.exit"})
_MAIN_MEMBERS = frozenset(
    {("require", "main"), ("import.meta", "main"), ("import.meta", "url"), ("import.meta", "filename")}
)
_TARGET = regex(r"[A-Za-z_][\w]*(\.\w+)*:[A-Za-z_]\w*")
_FILE = regex(r"\.([cm]?[jt]sx?|pyw?)$")
_DOTTED = regex(r"\w+(\.\w+)+")
_FEW = 8
"""Files that one module's name may mean."""
_SERVERS = ("uvicorn", "hypercorn", "granian")
_SCRIPT_SOURCES = frozenset({"console script", "entry point"})
_MAINS = ("main", "module", "source", "exports", "bin", "browser", "entryFile")
_CONTAINER = regex(r"^(usr/src/app|usr/app|opt/app|home/\w+/app|srv/app|app|code|src|workspace|srv|opt)/")


class Entries:
    """Collects the entry points of one tree."""

    def __init__(
        self,
        resolver: Resolver,
        outlines: Outlines,
        packages: Packages,
        finders: Mapping[str, Finder],
        paths: frozenset[str],
        importers: Mapping[str, Sequence[str]],
        kept: Kept,
        imports: Wording,
    ) -> None:
        self._resolver = resolver
        self._outlines = outlines
        self._packages = packages
        self._python = finders["python"]
        self._script = finders["typescript"]
        self._paths = paths
        self._importers = importers
        self._kept = kept
        self._imports = imports
        self._code = frozenset(outlines.paths)
        self._ending: dict[str, list[str]] = defaultdict(list)
        for path in outlines.paths:
            self._ending[path.rpartition("/")[2]].append(path)
        self._where = Where(self._file, self._module)

    def collect(self) -> tuple[EntryPoint, ...]:
        """Every entry point, sorted by path; for one path and app object the first that says so."""
        found: dict[tuple[str, str], EntryPoint] = {}
        sources = (
            self._commands(),
            self._targets(),
            self._scripts(),
            self._placed(),
            self._mentioned(),
            self._acting(),
        )
        for source in sources:
            for entry in source:
                if entry.path in self._code and production_path(entry.path):
                    found.setdefault((entry.path, entry.attribute), entry)
        return tuple(sorted(found.values(), key=lambda e: (e.path, e.attribute)))

    # --- manifests -------------------------------------------------------------------------------

    def _commands(self) -> Iterator[EntryPoint]:
        for path, manifest in sorted(self._packages.manifests.items()):
            folders = _run_folders(path, manifest)
            for command in manifest.commands:
                why, place = _why(path, command), Place(path, command.line or None)
                found = False
                for folder in folders if command.source not in _SCRIPT_SOURCES else ():
                    for start in started(command.text, folder, self._where):
                        found = True
                        yield EntryPoint(start.path, why, place, start.attribute)
                    if found:
                        break
                yield from self._nest(path, command.text, why, place)
            for setting in manifest.settings:
                if setting.name == "FLASK_APP":
                    for folder in folders:
                        for start in started(f"flask --app {setting.value} run", folder, self._where):
                            yield EntryPoint(
                                start.path, "FLASK_APP", Place(path, setting.line), start.attribute
                            )

    def _nest(self, path: str, text: str, why: str, place: Place) -> Iterator[EntryPoint]:
        """``nest start [project]`` runs the project's main file (https://docs.nestjs.com/cli/usages#nest-start)."""
        found = re.search(r"\bnest start\b(?:\s+([\w-]+))?", text[:2_000])
        if not found:
            return
        folder = posixpath.dirname(path)
        config = self._packages.manifests.get(posixpath.join(folder, "nest-cli.json"))
        targets = config.targets if config else ()
        main = next((target for what, target in targets if what == "entryFile"), "main")
        roots = [target for what, target in targets if what == "sourceRoot"] or ["src"]
        chosen = [root for root in roots if found.group(1) and f"/{found.group(1)}/" in f"/{root}/"] or roots[
            :1
        ]
        for root in chosen:
            file = self._file(folder, f"{root}/{main}") or self._file(folder, main)
            if file:
                yield EntryPoint(file, why, place)

    def _targets(self) -> Iterator[EntryPoint]:
        """Mains, bins, console scripts, handlers and exports that manifests name."""
        for path, manifest in sorted(self._packages.manifests.items()):
            folder, base = posixpath.split(path)
            for what, target in manifest.targets:
                file = None
                if _TARGET.fullmatch(target):
                    file = self._module(folder, target.partition(":")[0])
                elif what.startswith(_MAINS):
                    file = self._file(folder, target)
                elif what == "handler":
                    file = self._file(folder, target.rpartition(".")[0])
                elif what == "build" and re.search(r"\.\w+$", target):
                    file = self._file(folder, target)
                if file:
                    yield EntryPoint(file, f"{what} in {base}", Place(path))

    # --- the code itself -------------------------------------------------------------------------

    def _scripts(self) -> Iterator[EntryPoint]:
        """Files that ask whether they are the main module, and apps that a server is given by name."""
        for path, line in self._kept.each(_main_guard, int, self._outlines.paths).items():
            yield EntryPoint(path, "it asks whether it is the main module", Place(path, line))
        for path in self._imports.beginning(*_SERVERS):
            imports = self._outlines.facts[path].passed.imports
            if any(i.module.split(".")[0] in _SERVERS for i in imports):
                yield from self._served(path)

    def _served(self, path: str) -> Iterator[EntryPoint]:
        """``uvicorn.run("app.main:app")``."""
        for index in range(len(self._outlines.outline(path).functions)):
            for call in calls(self._outlines.body(path, index)):
                first = call.args[0] if call.args else None
                if isinstance(first, Lit) and isinstance(first.value, str) and _TARGET.fullmatch(first.value):
                    module, _, attribute = first.value.partition(":")
                    file = self._module(posixpath.dirname(path), module)
                    if file:
                        yield EntryPoint(
                            file, "a server is given its app by name", Place(path, call.line), attribute
                        )

    def _acting(self) -> Iterator[EntryPoint]:
        """Files that nothing in production imports and that run something of their own when loaded."""
        for path in self._kept.each(_may_act, bool, self._outlines.paths):
            if any(production_path(other) for other in self._importers.get(path, ())):
                continue
            for stmt, _ in statements(self._outlines.body(path, 0)):
                done = _done(stmt)
                if done is not None and self._acts(path, done):
                    yield EntryPoint(
                        path, "it runs when it is loaded, and nothing imports it", Place(path, stmt.line)
                    )
                    break

    def _acts(self, path: str, value: Expr) -> bool:
        while isinstance(value, Call):
            func = value.func
            if isinstance(func, Func) or (isinstance(func, Attr) and func.name in _SERVING):
                return True
            target = self._resolver.resolve(path, func, 0)
            if isinstance(target, FunctionRef):
                return target.path == path
            if isinstance(target, External) and target.name in _ACTING:
                return True
            value = func.base if isinstance(func, Attr) else func
        return False

    # --- places ----------------------------------------------------------------------------------

    def _placed(self) -> Iterator[EntryPoint]:
        names: dict[str, list[str]] = {}
        for path in self._paths:
            folder, _, name = path.rpartition("/")
            names.setdefault(folder, []).append(name)
        held = {f: _held(package, names.get(f, ())) for f, package in self._packages.script.items()}
        packages = {folder: [convention.pattern.pattern for convention in held[folder]] for folder in held}

        def places(path: str, facts: FileFacts) -> tuple[str, ...]:  # noqa: ARG001, asked of each file
            return tuple(convention.why for convention in self._conventions(path, held))

        context = msgspec.msgpack.encode(sorted(packages.items()))
        for path, whys in self._kept.each(places, tuple[str, ...], self._outlines.paths, context).items():
            for why in whys:
                yield EntryPoint(path, why, Place(path))

    def _conventions(self, path: str, held: Mapping[str, tuple[Convention, ...]]) -> Iterator[Convention]:
        """The conventions by which a path means something; ``held`` are those of each package, by its folder."""
        if not production_path(path):
            return
        for convention in ANYWHERE:
            if convention.pattern.fullmatch(path):
                yield convention
        if path.endswith((".py", ".pyw")):
            return
        for package in self._packages.chain(path):
            inside = path[len(package.folder) + 1 :] if package.folder else path
            for convention in held[package.folder]:
                if convention.pattern.fullmatch(inside):
                    yield convention

    # --- other text ------------------------------------------------------------------------------

    def _mentioned(self) -> Iterator[EntryPoint]:
        """Files that pages, shell scripts, pipelines and service files name; apps that any text names."""
        texts = (p for p, f in self._outlines.facts.items() if f.words and not p.startswith(_EDITORS))
        for path, words in self._kept.each(_starting, tuple[str, ...], tuple(sorted(texts))).items():
            for word in words:
                yield from self._named(path, posixpath.dirname(path), word)

    def _named(self, path: str, folder: str, word: str) -> Iterator[EntryPoint]:
        why = f"{posixpath.basename(path)} names it"
        if _TARGET.fullmatch(word):
            module, _, attribute = word.partition(":")
            file = self._module(folder, module)
            for each in (file,) if file else self._below(folder, module):
                if self._resolver.export(each, attribute) is not None:
                    yield EntryPoint(each, why, Place(path), attribute)
            return
        word = _bare(word)
        file = self._file(folder, word) if _FILE.search(word) else None
        if file and (extension(path) not in _PAGES or not file.endswith(".py")):
            yield EntryPoint(file, why, Place(path))
        elif _shell(path) and _DOTTED.fullmatch(word):
            yield from self._handler(path, folder, word, why)

    def _handler(self, path: str, folder: str, word: str, why: str) -> Iterator[EntryPoint]:
        """``package.module`` or ``module.handler`` in a pipeline or a service file."""
        if word.rsplit(".", 1)[-1] in (
            "yml",
            "yaml",
            "json",
            "md",
            "txt",
            "sh",
            "toml",
            "html",
            "css",
            "env",
        ):
            return
        for module in (word, word.rpartition(".")[0]):
            file = self._module(folder, module)
            if file and not file.endswith("__init__.py"):
                yield EntryPoint(file, why, Place(path))
                return

    # --- words to files --------------------------------------------------------------------------

    def _file(self, folder: str, word: str) -> str | None:
        """The source file that a word means in a folder: as it stands, below the folder's own root in a
        container, or the source of a built file."""
        word = word.strip().removeprefix("file:")
        if not word or len(word) > 300 or "$" in word or "*" in word:
            return None
        plain = word.lstrip("/")
        forms = [plain] if not word.startswith("/") else [plain, _CONTAINER.sub("", plain), f"src/{plain}"]
        for form in forms:
            for base in dict.fromkeys((folder, "")):
                found = self._source(base, form)
                if found:
                    return found
        return None

    def _source(self, base: str, word: str) -> str | None:
        path = posixpath.normpath(posixpath.join(base, word))
        if path in self._code:
            return path
        if word.endswith((".py", ".pyw")):
            return None
        if not isinstance(self._script, ScriptFinder):
            return None
        found = self._script.source(base, word)
        return found if found in self._code else None

    def _below(self, folder: str, module: str) -> tuple[str, ...]:
        """The files that a module may be, seen from a folder that a text tells its reader to go to: below the text's
        own folder, else anywhere."""
        tail = f"/{module.replace('.', '/')}.py"
        named = [p for p in self._ending.get(tail.rpartition("/")[2], ()) if f"/{p}".endswith(tail)]
        near = [path for path in named if path.startswith(f"{folder}/")]
        return tuple((near or named)[:_FEW])

    def _module(self, folder: str, module: str) -> str | None:
        found = self._python.find(posixpath.join(folder, "__main__.py"), module)
        return found if found in self._code else None


def _main_guard(path: str, facts: FileFacts) -> int:  # noqa: ARG001, asked of each file
    """The line on which a file asks whether it is the main module, 0 for none."""
    if not any(says(facts, word) for word in ("__main__", "require", "import.meta")):
        return 0
    for stmt, _ in statements(top_level(facts)):
        if isinstance(stmt, If) and asks_for_main(stmt.test):
            return stmt.line
    return 0


def _may_act(path: str, facts: FileFacts) -> bool:
    """Whether a file of production code may run something of its own when it is loaded."""
    body = top_level(facts) if production_path(path) else ()
    return any(_done(stmt) is not None for stmt, _ in statements(body))


def _done(statement: Stmt) -> Call | None:
    """The call that a statement is, or that starts a server which it keeps (``const server = app.listen(3000)``)."""
    match statement:
        case Do(value=Call() as call):
            return call
        case Assign(value=Call(func=Attr(name=name)) as call) if name in _SERVING:
            return call
    return None


def _starting(path: str, facts: FileFacts) -> tuple[str, ...]:
    """What a file that is no code says that may start something, in the order of its words."""
    if (facts.language != "text" and posixpath.basename(path) != "pyproject.toml") or test_path(path):
        return ()
    shell = _shell(path)
    page = extension(path) in _PAGES
    return tuple(
        word
        for word in facts.words
        if _TARGET.fullmatch(word)
        or ((page or shell) and _FILE.search(_bare(word)))
        or (shell and _DOTTED.fullmatch(_bare(word)))
    )


def _bare(word: str) -> str:
    """A word without a query or an anchor."""
    return re.split(r"[?#]", word, maxsplit=1)[0]


def _shell(path: str) -> bool:
    """Whether a file by its name holds commands that are run."""
    name = posixpath.basename(path)
    named = extension(path) in _SHELL or _SHELL_NAMES.fullmatch(name) is not None
    return named and not _NOT_STARTING.fullmatch(name)


def _held(package: Package, beside: Iterable[str]) -> tuple[Convention, ...]:
    """The conventions that hold in a package, with these files in its folder."""
    return tuple(
        convention
        for convention in SCRIPT
        if package.uses(*convention.uses)
        or (convention.beside and any(convention.beside.fullmatch(name) for name in beside))
    )


def _why(path: str, command: Command) -> str:
    source = command.source or posixpath.basename(path)
    return f"{source} {command.name}".strip()


def _run_folders(path: str, manifest: Manifest) -> tuple[str, ...]:
    """The folders that a manifest's commands may run in: its own, and those that it builds."""
    folder = posixpath.dirname(path)
    built = (target for what, target in manifest.targets if what in ("build", "root"))
    inner = (posixpath.normpath(posixpath.join(folder, target)) for target in built)
    return tuple(dict.fromkeys((folder, *(name.strip("./") for name in inner if not name.startswith("..")))))


def asks_for_main(test: Expr) -> bool:
    """``__name__ == "__main__"``, ``require.main === module``, ``import.meta.main`` and their like."""
    waiting: list[Expr] = [test]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Name) and value.id == "__name__":
            return True
        if isinstance(value, Attr) and isinstance(value.base, Name):
            if (value.base.id, value.name) in _MAIN_MEMBERS:
                return True
        elif isinstance(value, Op):
            waiting.extend(value.operands)
        elif isinstance(value, Call):
            waiting.extend(value.args)
    return False


def manifests_of(facts: Mapping[str, FileFacts]) -> dict[str, Manifest]:
    """The manifests among a tree's facts, by path."""
    return {path: f.manifest for path, f in facts.items() if f.manifest is not None}

"""What the entry points pull in: imports, and modules that are named by text.

An import for types alone does not run a file. A text that names a module of the project (a settings list, a
queue's includes, a loader's argument, a pattern of files) does: taking too much for running keeps quiet about a
file, taking too little would call a running file dead.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from checks.code.facts import FileFacts, Import
from checks.code.tree import Call, Lit, Name, Template
from checks.code.vocabulary import says
from checks.patterns import regex
from checks.project.imports import PROSE, Finder
from checks.project.kept import Kept
from checks.project.layout import APPS, Layout
from checks.project.model import ModuleRef
from checks.project.outlines import Outlines
from checks.project.packages import above
from checks.project.resolve import Resolver
from checks.project.walk import calls, texts

_DOTTED = regex(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+(:\w+)?")
_PATHLIKE = regex(r"[\w./@~*{},\[\] -]*/[\w./@~*{},\[\] -]+|[\w.-]+\.[cm]?[jt]sx?")
_SOURCE = regex(r"\.(py|[cm]?[jt]sx?)$")
_LOADERS = (
    "iter_modules walk_packages import_module __import__ readdir readdirSync globSync glob AutoLoad autoload "
    "fastifyAutoload requireAll"
).split()
_DJANGO_FILES = (
    "apps",
    "models",
    "admin",
    "signals",
    "urls",
    "tasks",
    "receivers",
    "checks",
    "routing",
    "consumers",
)
_PACKAGES = ("/", "__init__.py", "__init__.pyi")
_PLATFORM = regex(r"(.+)\.(ios|android|web|native|macos|windows)(\.[cm]?[jt]sx?)")
_MAX_PATTERNS = 200
_TELLING = regex(r"/(?!.*(?:test|spec|stor(?:y|ies)|bench|mock)s?\b)[^/]*[A-Za-z]{3}[^/]*[.{][^/]*$")
"""A pattern whose last part says a word: ``src/**/*.entity.ts``; tests are started by their own."""
_MAX_STARS = 6


class _Links(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where one file leads as far as the file itself and the tree's layout tell: the files that its imports mean, those
    that run and those that are asked for their types alone; (package, name) of what a package may give out, for both; the
    files that its texts name, their patterns of files, and whether it loads what lies below its folder. ``direct`` and
    ``direct_types`` are the files that imports name, and modules of packages too, without what runs on the way there."""

    run: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    given_types: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    below: bool = False
    direct: tuple[str, ...] = ()
    direct_types: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__struct_fields__)


class Reach:
    """Edges between the files of one tree."""

    def __init__(
        self,
        outlines: Outlines,
        finders: Mapping[str, Finder],
        resolver: Resolver,
        kept: Kept,
        layout: Layout,
    ) -> None:
        """``layout`` is what the finders look at."""
        self._outlines = outlines
        self._resolver = resolver
        self._variants = _platform_variants(outlines.paths)
        self._finders = finders
        self._code = frozenset(outlines.paths)
        self._patterns = 0
        self._matched: dict[str, tuple[str, ...]] = {}
        self._members: dict[tuple[str, str], str] = {}
        self._kept = kept
        self._layout = layout

    @cached_property
    def links(self) -> Mapping[str, _Links]:
        """Where each file leads, by path; files that lead nowhere are left out."""
        layout = self._layout
        return self._kept.each(self._linked, _Links, self._outlines.paths, layout.digest, layout.before)

    def direct(self, path: str, *, types: bool) -> tuple[str, ...]:
        """See `Linked.imports`."""
        links = self.links.get(path)
        return () if links is None else links.direct + links.direct_types if types else links.direct

    def reachable(self, entries: Iterable[str]) -> frozenset[str]:
        """The files that run because these do, they themselves included."""
        reached = {path for path in entries if path in self._code}
        waiting = sorted(reached)
        while waiting:
            path = waiting.pop()
            for target in self._runs(path):
                if target not in reached and target in self._code:
                    reached.add(target)
                    waiting.append(target)
        return frozenset(reached)

    def importers(self) -> Mapping[str, Sequence[str]]:
        """File -> the files that import it in any way, sorted."""
        found: dict[str, list[str]] = {}
        for path, links in self.links.items():  # in the order of paths, and so are the importers
            named = (*links.run, *links.typed)
            if links.given or links.given_types:
                named += (*self._given(links.given), *self._given(links.given_types))
            for target in named:
                held = found.get(target)
                if held is None:
                    held = found[target] = []
                if target != path and (not held or held[-1] != path):
                    held.append(path)
        return found

    def _runs(self, path: str) -> Iterator[str]:
        links = self.links.get(path)
        if links is None:
            return
        yield from links.run
        if links.given:
            yield from self._given(links.given)
        yield from links.named
        for pattern in links.patterns:
            yield from self._matching(posixpath.dirname(path), pattern)
        if links.below:
            yield from self._below(posixpath.dirname(path))

    def _given(self, asked: Iterable[tuple[str, str]]) -> Iterator[str]:
        """The modules that packages give out under some names: also another one, or something else, than the name says."""
        for pair in asked:
            if pair not in self._members:
                member = self._resolver.member(ModuleRef(pair[0]), pair[1])
                self._members[pair] = member.path if isinstance(member, ModuleRef) else "/"
            if not self._members[pair].endswith("/"):
                yield self._members[pair]

    # --- one file --------------------------------------------------------------------------------

    def _linked(self, path: str, facts: FileFacts) -> _Links:
        imports = facts.passed.imports
        run, given = self._targets(path, [i for i in imports if i.kind != "type"])
        typed, given_types = self._targets(path, [i for i in imports if i.kind == "type"])
        named = [target for text in facts.texts for target in self._meant(path, text)]
        if says(facts, APPS):
            named += self._django(path)
        return _Links(
            run,
            typed,
            given,
            given_types,
            tuple(dict.fromkeys(named)),
            () if path.endswith(".py") else tuple(text for text in facts.texts if "*" in text),
            any(says(facts, word) for word in _LOADERS) and self._loads_computed(path),
            self._direct(path, [i for i in imports if i.kind != "type"]),
            self._direct(path, [i for i in imports if i.kind == "type"]),
        )

    def _direct(self, path: str, imports: Iterable[Import]) -> tuple[str, ...]:
        """The files that imports name, each once: a module, or one inside of it where the imported name is one."""
        finder = self._finders[self._outlines.language(path)]
        names: dict[str, None] = {}
        for imported in imports:
            names[imported.module] = None
            if imported.kind == "from":
                joint = "" if imported.module.endswith(".") else "."
                names[f"{imported.module}{joint}{imported.name}"] = None
        found = (finder.find(path, name) for name in names if name)
        return tuple(dict.fromkeys(t for t in found if t and not t.endswith(("/", PROSE))))

    def _targets(
        self, path: str, imports: Iterable[Import]
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The files that imports mean, each once, and what is asked of packages."""
        finder = self._finders[self._outlines.language(path)]
        found: dict[str, None] = {}
        asked: dict[tuple[str, str], None] = {}
        targets: dict[str, str | None] = {}
        for imported in imports:
            module = imported.module
            if module not in targets:
                target = targets[module] = finder.find(path, module)
                if target is not None:
                    found.update(dict.fromkeys(finder.loaded(path, module)))
                    if not target.endswith("/"):
                        found.update(dict.fromkeys((target, *self._variants.get(target, ()))))
            target = targets[module]
            if (
                target is not None
                and target.endswith(_PACKAGES)
                and imported.name not in ("", "*", "default")
            ):
                asked[target, imported.name] = None
        return tuple(target for target in found if not target.endswith(PROSE)), tuple(asked)

    # --- named by text ---------------------------------------------------------------------------

    def _meant(self, path: str, text: str) -> Iterator[str]:
        """The files that a text names, seen from the file that holds it."""
        folder = posixpath.dirname(path)
        if path.endswith(".py"):
            if _DOTTED.fullmatch(text):
                yield from self._module(path, text.partition(":")[0])
            elif text.endswith(".py"):
                yield from (p for p in (_joined(folder, text), text) if p in self._code)
        elif "*" not in text and _PATHLIKE.fullmatch(text) and (text.startswith(".") or _SOURCE.search(text)):
            for form in dict.fromkeys((text, f"./{text.lstrip('/')}")):
                found = self._finders["typescript"].find(path, form) if form.startswith(".") else None
                if found:
                    yield found

    def _module(self, path: str, name: str) -> Iterator[str]:
        finder = self._finders["python"]
        for module in (name, name.rpartition(".")[0], name.rpartition(".")[0].rpartition(".")[0]):
            found = finder.find(path, module) if module else None
            if found and not found.endswith("/"):
                yield from finder.loaded(path, module)
                yield found
                return

    def _django(self, path: str) -> Iterator[str]:
        """What Django loads of the apps that the settings list, and what the settings name without a dot."""
        finder = self._finders["python"]
        for text in dict.fromkeys(texts(self._outlines.body(path, 0))):
            if not re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*", text):
                continue
            found = finder.find(path, text) or finder.find(path, text.split(".apps.", 1)[0])
            if found is None:
                continue
            yield found
            for name in _DJANGO_FILES:
                child = finder.child(found, name)
                if child:
                    yield child
            folder = posixpath.dirname(found) if not found.endswith("/") else found[:-1]
            yield from (p for p in self._below(folder) if "/templatetags/" in p or "/management/" in p)

    def _matching(self, folder: str, pattern: str) -> Iterator[str]:
        """The files that a pattern such as ``./modules/**/*.ts`` takes in."""
        sources = pattern.endswith("*") or _SOURCE.search(pattern.rstrip("}"))
        if "/" not in pattern or not sources or pattern.count("**") > 2 or pattern.count("*") > _MAX_STARS:
            return
        self._patterns += 1
        if self._patterns > _MAX_PATTERNS:
            return
        if "**/" in pattern and not _TELLING.search(pattern):
            return  # a tool's "src/**/*.ts" is everything, and starts nothing
        rest = pattern.lstrip("/") if not pattern.startswith("/src") else pattern
        # One without a dot is seen from where the program starts.
        for base in above(folder) if pattern[0].isalpha() else (folder,):
            found = self._match(_joined(base, rest))
            yield from found
            if found:
                return

    def _match(self, whole: str) -> tuple[str, ...]:
        """The source files that a pattern takes in, seen from the root."""
        if whole not in self._matched:
            wanted, said = _glob(whole), _said(whole)
            self._matched[whole] = tuple(
                p for p in self._beginning(_plain(whole)) if said in p and wanted.fullmatch(p)
            )
        return self._matched[whole]

    def _below(self, folder: str) -> Iterator[str]:
        return self._beginning(f"{folder}/" if folder else "")

    def _beginning(self, prefix: str) -> Iterator[str]:
        """The source files whose paths begin so: they are sorted."""
        paths = self._outlines.paths
        for at in range(bisect_left(paths, prefix), len(paths)):
            if not paths[at].startswith(prefix):
                return
            yield paths[at]

    def _loads_computed(self, path: str) -> bool:
        """Whether the file imports modules whose names it computes."""
        outline = self._outlines.outline(path)
        if any(i.module in ("@fastify/autoload", "fastify-autoload", "pkgutil") for i in outline.imports):
            return True
        return any(
            _is_loader(call) and call.args and not isinstance(call.args[0], Lit)
            for index in range(len(outline.functions))
            for call in calls(self._outlines.body(path, index))
        )


def _platform_variants(paths: Iterable[str]) -> dict[str, list[str]]:
    """A file -> those that stand in for it on one platform
    (https://reactnative.dev/docs/platform-specific-code#platform-specific-extensions)."""
    variants: dict[str, list[str]] = {}
    for path in paths:
        found = _PLATFORM.fullmatch(path)
        if found:
            variants.setdefault(found.group(1) + found.group(3), []).append(path)
    for others in list(variants.values()):
        variants.update({path: [other for other in others if other != path] for path in others})
    return variants


def _is_loader(call: Call) -> bool:
    func = call.func
    name = func.id if isinstance(func, Name) else getattr(func, "name", "")
    first = call.args[0] if call.args else None
    computed = not isinstance(first, Template) or len(first.parts) != 1
    return name in ("require", "import", "import_module", "__import__") and computed


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of paths as a regular expression; braces are alternatives, and ``.js`` means sources too."""
    text = re.escape(pattern).replace(r"\{", "(?:").replace(r"\}", ")").replace(",", "|")
    text = text.replace(r"\*\*/", "(?:[^/]+/){0,12}").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    text = re.sub(r"\\\.js(?=$|\)|\|)", r"\\.[jt]s", text)
    try:
        return re.compile(text)
    except re.error:
        return re.compile(r"(?!)")


def _plain(pattern: str) -> str:
    """What every path that matches a pattern begins with."""
    alternatives = "," in re.sub(r"\{[^{}]*\}", "", pattern)
    return "" if alternatives else re.split(r"[*{}]", pattern, maxsplit=1)[0]


def _said(pattern: str) -> str:
    """The longest text that every path says that matches a pattern."""
    if "{" in pattern or "," in pattern:
        return ""
    return max(re.split(r"\*\*/|\*+", pattern.removesuffix(".js")), key=len)


def _joined(folder: str, rest: str) -> str:
    return posixpath.normpath(posixpath.join(folder, rest))

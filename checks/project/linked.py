"""Facts -> one tree whose names are followed: files, imports, what a name stands for, what is started and what that pulls in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Self, TypeVar, cast

from checks.code.facts import Class, FileFacts, Function
from checks.code.tree import Body, Expr
from checks.code.vocabulary import says
from checks.project.answers import Answers
from checks.project.entries import Entries, manifests_of
from checks.project.files import Files
from checks.project.imports import Tree, finders
from checks.project.instances import Instances
from checks.project.kept import Kept
from checks.project.layout import Layout
from checks.project.library import Libraries
from checks.project.lineages import Lineages
from checks.project.loaded import Loaded
from checks.project.model import ClassRef, EntryPoint, External, FunctionRef, ModuleRef, Target, Variable
from checks.project.outlines import Outlines, extending
from checks.project.packages import Packages
from checks.project.reach import Reach
from checks.project.resolve import Resolver
from checks.project.wording import Wording, in_bodies, in_imports, in_outlines
from checks.snapshot import Snapshot

T = TypeVar("T")

_PORTION = 500
"""Files whose bytes are asked for at once."""

PASSED_FILES = 1_000
"""After so many files what was unpacked of them is let go of on the way through a tree."""


class Linked:
    """One tree of files with its names linked. Built once, asked often; every answer is computed once and kept."""

    def __init__(self, snapshot: Snapshot, facts: Mapping[str, FileFacts], kept: Kept | None = None) -> None:
        """``facts`` by path, for every file of the tree that a front end read; ``kept`` asks questions of single files
        whose answers outlast this tree."""
        self.snapshot = snapshot
        self.facts = facts
        self._kept = kept or Kept(facts)
        self._files = Files(snapshot, facts, self._kept)
        self._outlines = Outlines(facts)
        self._packages = Packages(manifests_of(facts))
        scripts = self._kept.each(_asks_for_main, bool, self._outlines.paths)
        self._tree = Tree(frozenset(snapshot.tree), self._packages.manifests, frozenset(scripts))
        self._finders = finders(self._tree)
        answers: Answers[Target] = Answers()
        self._instances = Instances(self._outlines, answers)
        self._resolver = Resolver(self._outlines, self._finders, self._instances.member_of, answers)
        layout = Layout(self._tree, self._finders, self._outlines.paths, self._kept)
        self._reach = Reach(self._outlines, self._finders, self._resolver, self._kept, layout)
        self._lineages = Lineages(self._outlines, self._resolver, self._kept)
        self._instances.resolver, self._instances.lineages = self._resolver, self._lineages
        self._read = tuple(sorted(facts))
        self._once: dict[Callable[..., object], object] = {}

    def once(self, question: Callable[[Self], T]) -> T:
        """What a function, or a class made of this tree, says of it; it is asked the first time only."""
        if question not in self._once:
            self._once[question] = question(self)
        return cast("T", self._once[question])

    def each(self, question: Callable[[str, FileFacts], T], kind: type[T]) -> Mapping[str, T]:
        """What a question says of each production source file, by path, in their order; files of which it says nothing
        are left out. The question may look at nothing but what it is given: see `checks.project.kept`."""
        return self._kept.each(question, kind, self._files.code())

    def each_read(self, question: Callable[[str, FileFacts], T], kind: type[T]) -> Mapping[str, T]:
        """As `each`, of every file that was read: tests, schemas and files of other kinds too."""
        return self._kept.each(question, kind, self._read)

    def each_text(self, question: Callable[[str, FileFacts, bytes], T], kind: type[T]) -> Mapping[str, T]:
        """As `each`, of a question that looks at a file's bytes as well; files whose bytes are not to be had are left out."""
        named = f"{question.__module__}.{question.__qualname__}"
        return self._kept.each_of(partial(self._of_bytes, question), named, kind, self._files.code())

    def _of_bytes(self, question: Callable[[str, FileFacts, bytes], T], paths: Sequence[str]) -> dict[str, T]:
        """What a question says of some files whose bytes it looks at, read some at a time."""
        found: dict[str, T] = {}
        shas = {path: self.snapshot.tree[path].sha for path in paths}
        for start in range(0, len(paths), _PORTION):
            part = paths[start : start + _PORTION]
            data = self.snapshot.blobs.read({shas[path] for path in part})
            found.update(
                (path, question(path, self.facts[path], data[shas[path]]))
                for path in part
                if shas[path] in data
            )
        return found

    def passing(self, paths: Iterable[str]) -> Iterator[str]:
        """Paths one by one, for a way through a large part of the tree on which what was unpacked is let go of."""
        for number, path in enumerate(paths, 1):
            yield path
            if number % PASSED_FILES == 0:
                self.forget()

    def forget(self) -> None:
        """Lets go of what was unpacked of files: whoever needs it again has it unpacked anew."""
        self._outlines.forget()
        self._resolver.forget()

    # --- files -----------------------------------------------------------------------------------

    def production(self, path: str) -> bool:
        """Whether a file is production code: not a test, fixture, story, example, seed, migration's data,
        vendored, generated or minified file."""
        return self._files.production(path)

    def code(self) -> Iterable[str]:
        """The paths of all production source files (Python, TypeScript, JavaScript), sorted."""
        return self._files.code()

    def sources(self) -> tuple[str, ...]:
        """The paths of all source files (Python, TypeScript, JavaScript), tests and all, sorted."""
        return self._outlines.paths

    def unread(self, prefix: str = "") -> tuple[str, ...]:
        """Source files under a folder that no front end could read (other languages, skipped, not parsed
        in parts, submodules): what makes an absence there unverifiable."""
        return self._files.unread(prefix)

    # --- names -----------------------------------------------------------------------------------

    def module(self, path: str, module: str) -> str | None:
        """The file that an import of ``module`` written in ``path`` means, or None for something outside."""
        target = self._resolver.module(path, module)
        return _file(target.path) if isinstance(target, ModuleRef) else None

    def named_like(self, module: str) -> bool:
        """Whether any file or folder of the tree, read or not, is named like the last part of a module."""
        return module.rstrip(".").rsplit(".", 1)[-1] in self.once(_names_of_tree)

    def resolve(self, path: str, value: Expr, function: int = 0) -> Target | None:
        """What a name, member or call's callee stands for, seen from a function of a file. Follows imports,
        re-exports, aliases and assignments of one name to another. None when it cannot be known."""
        target = self._resolver.resolve(path, value, function)
        return target if not isinstance(target, ModuleRef) or _file(target.path) else None

    def function(self, ref: FunctionRef) -> Function:
        """A function's outline."""
        return self._outlines.function(ref.path, ref.index)

    def body(self, ref: FunctionRef) -> Body:
        """A function's body (index 0: the module's top level)."""
        return self._outlines.body(ref.path, ref.index)

    def encoded(self, ref: FunctionRef) -> bytes:
        """A function's body still encoded: for a look at its bytes or their number before it is decoded."""
        return self._outlines.encoded(ref.path, ref.index)

    def says(self, path: str, *words: str) -> bool:
        """Whether a name or text in a file's bodies is one of the words, told without decoding them."""
        return self._outlines.says(path, *words)

    def saying(self, *words: str) -> tuple[str, ...]:
        """The paths of the production source files that say one of the words in their bodies, sorted: the quick way to
        ask `says` of all of them."""
        return self._saying(*words)

    def saying_anywhere(self, *words: str) -> tuple[str, ...]:
        """Of all source files, tests and all, those that say one of the words in their bodies, sorted."""
        return tuple(sorted((*self._saying(*words), *self._saying_beside(*words))))

    def importing(self, *modules: str) -> tuple[str, ...]:
        """The paths of the production source files that import something whose module's name begins with one of these,
        sorted: for a closer look at them."""
        return tuple(filter(self.production, self._imports.beginning(*modules)))

    def telling(self, word: str) -> tuple[str, ...]:
        """The paths of the production source files whose outlines say a word, sorted: in decorators, bases, defaults,
        fields, types."""
        return tuple(filter(self.production, self.outlined.saying(word)))

    def classes(self, ref: ClassRef) -> Class:
        """A class's outline."""
        return self._outlines.classes(ref)

    def type_of(self, path: str, value: Expr, function: int = 0) -> ClassRef | None:
        """The project's class that a value is an instance of, from its constructor call, annotation, the
        constructor parameter it was injected through, or ``self``/``this``. None when it cannot be known."""
        kind = self._instances.kind(path, value, function)
        return kind if isinstance(kind, ClassRef) else None

    def method(self, ref: ClassRef, name: str) -> FunctionRef | None:
        """A method of a class, its bases in the project included."""
        return self._lineages.method(ref, name)

    def lineage(self, ref: ClassRef) -> tuple[ClassRef, ...]:
        """A class and its bases in the project, nearest first."""
        return self._lineages.lineage(ref)

    def callee(self, path: str, value: Expr, function: int = 0) -> FunctionRef | None:
        """The project's function that a call of ``value`` runs: by name, by module, or by the receiver's
        type. A class's callee is its constructor. None when it cannot be known or lies outside."""
        return self._instances.callee(path, value, function)

    def base_names(self, ref: ClassRef) -> frozenset[str]:
        """Every base of a class, transitively: project classes by bare name, outside ones by dotted name."""
        return self._lineages.base_names(ref)

    def outside_type(self, path: str, value: Expr, function: int = 0) -> External | None:
        """The class outside the project that a value is an instance of (``sqlalchemy.orm.Session``), from its
        annotation or constructor. None when it cannot be known."""
        kind = self._instances.kind(path, value, function)
        return kind if isinstance(kind, External) else None

    def values(self, variable: Variable) -> tuple[Expr, ...]:
        """Every value that a module-level name is given where it is defined, in the order of lines."""
        return self._instances.values(variable)

    @cached_property
    def extended(self) -> frozenset[str]:
        """The bare names of all that classes of production code extend or implement."""
        return frozenset(name for names in self.each(extending, tuple[str, ...]).values() for name in names)

    @cached_property
    def _saying(self) -> Callable[..., tuple[str, ...]]:
        return in_bodies(self.facts, self._files.code())

    @cached_property
    def _saying_beside(self) -> Callable[..., tuple[str, ...]]:
        ours = frozenset(self._files.code())
        return in_bodies(self.facts, tuple(path for path in self._outlines.paths if path not in ours))

    @cached_property
    def outlined(self) -> Wording:
        """The words of all outlines, tests and all: what decorators, bases, defaults, fields and types say."""
        return in_outlines(self._kept, self._outlines.paths)

    @cached_property
    def _imports(self) -> Wording:
        return in_imports(self._kept, self._outlines.paths)

    # --- reachability ----------------------------------------------------------------------------

    @cached_property
    def entries(self) -> tuple[EntryPoint, ...]:
        """Every entry point, sorted by path."""
        return Entries(
            self._resolver, self._outlines, self._packages, self._finders, self._tree.paths, self._importers,
            self._kept, self._imports,
        ).collect()  # fmt: skip

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The files that the entry points import, directly or not, they themselves included."""
        return self._reach.reachable(entry.path for entry in self.entries)

    def importers(self, path: str) -> tuple[str, ...]:
        """The files that import a file in any way (also dynamically, for types, from tests), sorted."""
        return tuple(self._importers.get(path, ()))

    def imports(self, path: str, *, types: bool = False) -> tuple[str, ...]:
        """The project's files that a file's imports name, for more than their types unless those are wanted too: modules,
        and those of packages (``from package import module``)."""
        return self._reach.direct(path, types=types)

    def package_folder(self, path: str) -> str:
        """The folder of the package that a file belongs to, by the nearest manifest of its language; the root
        where there is none."""
        package = self._packages.of(path)
        return package.folder if package else ""

    def loaded_unseen(self, path: str) -> bool:
        """Whether something may load a file without importing it: a text names it, a folder is looked through, a
        module's name is computed."""
        return self._loaded.unseen(path)

    def library(self, path: str) -> bool:
        """Whether the package that a file belongs to is a library: made to be imported by others, not
        started here. Nothing in a library is unwired or an orphan."""
        return self._libraries.library(path)

    @cached_property
    def _importers(self) -> Mapping[str, Sequence[str]]:
        return self._reach.importers()

    @cached_property
    def _loaded(self) -> Loaded:
        return Loaded(self._kept, tuple(self.facts), self._packages, self._files.production)

    @cached_property
    def _libraries(self) -> Libraries:
        return Libraries(self._packages, self._files, self._outlines, self.entries, self._tree.paths)


def _names_of_tree(tree: Linked) -> frozenset[str]:
    """The names of all files, without endings, and folders."""
    return frozenset(part.partition(".")[0] for path in tree.snapshot.tree for part in path.split("/"))


def _asks_for_main(path: str, facts: FileFacts) -> bool:
    """Whether a file of Python may be run by itself."""
    return path.endswith((".py", ".pyw", ".pyi")) and says(facts, "__main__")


def _file(path: str) -> str | None:
    """A path, or None for a folder without a file of its own."""
    return None if path.endswith("/") else path

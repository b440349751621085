"""`missing-member`: a call to a method or attribute that the project's own class or module does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from checks.code.encoding import decoded
from checks.code.facts import FileFacts, Import
from checks.code.tree import Assign, Attr, Call, Expr, Name
from checks.model import Finding, Level, Place
from checks.patterns import regex
from checks.project.flow.values import dotted
from checks.project.link import Project
from checks.project.members import EVERYWHERE, Members
from checks.project.model import ClassRef, FunctionRef, ModuleRef
from checks.project.scopes import statements
from checks.project.walk import calls, expressions, within
from checks.rules._functions import demonstrates

RULE = "missing-member"
LEVEL: Level = "warning"

_SETTLE = "Call what is there, or write what is missing."
_LINES = 8
"""Lines of a call that are looked at for what they say about types."""
_UNTYPED = regex(r"#\s*type:\s*ignore\[[^\]]{0,60}\battr-defined\b")
_UNCHECKED = regex(r"^\s*(//|\{?/\*)\s*@ts-(ignore|expect-error)\b")


class _File:
    """What is asked of one file again and again, each found out once: files with thousands of imports are generated."""

    def __init__(self, project: Project, path: str) -> None:
        self._project = project
        self._outline = project.facts[path].outline
        self.path = path
        self._inside: dict[str, bool] = {}
        self.functions = frozenset(f.name for f in self._outline.functions)

    @cached_property
    def imports(self) -> Mapping[str, Sequence[Import]]:
        """The imports that bind a name, by it."""
        found: dict[str, list[Import]] = defaultdict(list)
        for imported in self._outline.imports:
            found[imported.alias].append(imported)
        return found

    def inside(self, name: str) -> bool:
        """Whether a module of the project is behind an imported name."""
        if name not in self._inside:
            given = self.imports.get(name, ())
            found = self._project.module(self.path, given[-1].module) if given else None
            self._inside[name] = found is not None
        return self._inside[name]

    @cached_property
    def beginning(self) -> Mapping[str, Sequence[Import]]:
        """The imports that bind a dotted name, by its first part; of one without a dot that is the name."""
        found: dict[str, list[Import]] = defaultdict(list)
        for imported in self._outline.imports:
            for name in {imported.alias, imported.alias.split(".")[0]}:
                found[name].append(imported)
        return found

    @cached_property
    def bound(self) -> frozenset[str]:
        """What means something of a function's own, or of the file's, besides what is imported."""
        params = [p for f in self._outline.functions for p in f.params]
        found = {p.name for p in params} | {name for p in params for name in p.fields}
        for function in self._outline.functions:
            for stmt, _ in statements(self._project.body(FunctionRef(self.path, function.index))):
                if isinstance(stmt, Assign) and not _loads(stmt):
                    found.update(v.id for t in stmt.targets for v in within(t) if isinstance(v, Name))
        return frozenset(found)

    @cached_property
    def lines(self) -> Sequence[str]:
        """What is written in the file; nothing where that cannot be had."""
        data = self._project.snapshot.text(self.path)
        return () if data is None else decoded(data).split("\n")


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each function of a file and missing member: the first call of it."""
    outline = project.facts[path].outline
    if outline.errors or not project.production(path) or demonstrates(project, path):
        return
    members = project.once(Members)
    file = _File(project, path)
    made: dict[FunctionRef, list[Call]] = {}
    for ref, call in project.flow.state.calls(path):
        made.setdefault(ref, []).append(call)
    for ref, calls_made in made.items():
        told: set[str] = set()
        for call, owner, name in _missing(project, members, ref, file, calls_made):
            if f"{owner.path}:{name}" not in told and not _written_as_open(file, call, name):
                told.add(f"{owner.path}:{name}")
                yield _finding(project, ref, call, owner, name)


def _written_as_open(file: _File, call: Call, name: str) -> bool:
    """Whether a call's own text says that the member may be missing, or that its type is not to be believed:
    ``(desk as any).ring()``, ``desk.ring?.()``, ``desk.ring()  # type: ignore[attr-defined]``. Facts hold none of it."""
    lines = file.lines
    if not lines:
        return True
    text = "\n".join(lines[call.line - 1 : max(call.line, call.end_line)][:_LINES])
    if _UNTYPED.search(text) or (call.line > 1 and _UNCHECKED.search(lines[call.line - 2])):
        return True
    told = re.escape(name)
    loose = (
        rf"\bas\s+(any|never)\s{{0,9}}\)\s{{0,9}}[?!]?\.\s{{0,9}}{told}\b|\.{told}\s{{0,9}}\?\.\s{{0,9}}\("
    )
    return re.search(loose, text) is not None


def _missing(
    project: Project, members: Members, ref: FunctionRef, file: _File, made: Iterable[Call]
) -> Iterator[tuple[Call, Place, str]]:
    asked: list[tuple[Call, Place, str]] = []
    for call in made:
        func = call.func
        if isinstance(func, Attr):
            if _plain(func, file):
                continue
            owner = _owner(project, members, ref, file, func)
            if owner is not None:
                asked.append((call, owner, func.name))
        elif isinstance(func, Name) and file.inside(func.id):
            given = _given(project, members, ref, file, func)
            if given is not None:
                yield call, *given
    if asked:
        read = _only_read(project.body(ref))
        yield from ((call, owner, name) for call, owner, name in asked if name not in read)


def _plain(func: Attr, file: _File) -> bool:
    """Whether a member needs no second look: every object has it, the class around has it, or it is a package's."""
    if func.name in EVERYWHERE or not isinstance(func.base, Name):
        return func.name in EVERYWHERE
    base = func.base.id
    if base in ("self", "this", "cls"):
        return func.name in file.functions
    return base in file.imports and not file.inside(base)


def _only_read(body: tuple[object, ...]) -> frozenset[str]:
    """Members that a body reads without calling them: it may ask whether they are there."""
    called = {id(call.func) for call in calls(body)}  # type: ignore[arg-type]
    return frozenset(v.name for v in expressions(body) if isinstance(v, Attr) and id(v) not in called)  # type: ignore[arg-type]


def _owner(project: Project, members: Members, ref: FunctionRef, file: _File, func: Attr) -> Place | None:
    """The class or module that a member is asked of and that does not have it."""
    base, name = func.base, func.name
    if _is_super(base):
        return None
    if isinstance(base, Name | Attr) and dotted(base) not in ("self", "this", "cls"):
        target = project.resolve(ref.path, base, ref.index)
        if isinstance(target, ModuleRef):
            known = project.resolve(ref.path, Attr(base.line, base, name), ref.index)
            lost = known is None and not _guarded(file, base) and members.module_lacks(target.path, name)
            return Place(target.path) if lost else None
        if isinstance(target, ClassRef):
            return _class_place(project, target) if members.lacks(target, name) else None
    kind = project.type_of(ref.path, base, ref.index)
    if kind is None or not members.lacks(kind, name) or _namesake(project, kind, name):
        return None
    return _class_place(project, kind)


def _namesake(project: Project, ref: ClassRef, name: str) -> bool:
    """Whether another class that is called the same but for words before it has the member: an annotation may be as loose
    as that (``bus: EventBus`` for what is a ``RedisEventBus``)."""
    called = project.classes(ref).name
    return any(
        other != called and other.endswith(called)
        for other in project.once(_by_method).get(name, frozenset())
    )


def _by_method(project: Project) -> dict[str, frozenset[str]]:
    """The names of the classes that have a method, by the method's name."""
    found: dict[str, set[str]] = defaultdict(set)
    for pairs in project.each(_methods, tuple[tuple[str, str], ...]).values():
        for method, owner in pairs:
            found[method].add(owner)
    return {method: frozenset(owners) for method, owners in found.items()}


def _methods(path: str, facts: FileFacts) -> tuple[tuple[str, str], ...]:  # noqa: ARG001, asked of each file
    functions = facts.outline.functions
    return tuple(
        (functions[method].name, declared.name)
        for declared in facts.outline.classes
        for method in declared.methods
    )


def _given(
    project: Project, members: Members, ref: FunctionRef, file: _File, func: Name
) -> tuple[Place, str] | None:
    """The module and the name that a called name is imported by, where the module does not give that out."""
    if project.resolve(ref.path, func, ref.index) is not None:
        return None
    found = file.imports.get(func.id, ())
    if len(found) != 1 or found[0].guarded or found[0].kind not in ("import", "from", "require"):
        return None
    if _bare(ref.path, found[0].module):
        return None
    name, module = found[0].name, project.module(ref.path, found[0].module)
    if name in ("", "*", "default", "=") or module is None or func.id in file.bound:
        return None
    if not members.module_lacks(module, name) or _in_another(
        project, members, ref.path, found[0].module, name
    ):
        return None
    return Place(module), name


def _in_another(project: Project, members: Members, path: str, module: str, name: str) -> bool:
    """Whether another module that may be meant by the same words has a name: which of them Python takes depends on where
    it is started, and on what is put before its search path (https://docs.python.org/3/library/sys.html#sys.path)."""
    if not path.endswith((".py", ".pyw")) or module.startswith("."):
        return False
    stem = f"/{module.replace('.', '/')}"
    ends = (f"{stem}.py", f"{stem}/__init__.py")
    named = project.once(_by_module).get(module.rpartition(".")[2], ())
    return any(f"/{other}".endswith(ends) and not members.module_lacks(other, name) for other in named)


def _by_module(project: Project) -> Mapping[str, Sequence[str]]:
    """The files of Python by the last name of the module that each is."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in project.code():
        folder, _, name = path.rpartition("/")
        if name.endswith(".py"):
            found[folder.rpartition("/")[2] if name == "__init__.py" else name[:-3]].append(path)
    return found


def _loads(stmt: Assign) -> bool:
    return isinstance(stmt.value, Call) and dotted(stmt.value.func) in ("require", "import")


def _is_super(base: Expr) -> bool:
    return dotted(base.func if isinstance(base, Call) else base) == "super"


def _guarded(file: _File, base: Expr) -> bool:
    """Whether a module's name is bound under a condition, or more than once."""
    found = file.beginning.get(dotted(base).split(".")[0], ())
    return len(found) != 1 or found[0].guarded or _bare(file.path, found[0].module)


def _bare(path: str, module: str) -> bool:
    """Whether a script asks for a module by a name that a package may have: which of the two it gets depends on
    how it is built."""
    return (
        not path.endswith((".py", ".pyw"))
        and not module.startswith((".", "@/", "~/", "#"))
        and "/" not in module
    )


def _class_place(project: Project, ref: ClassRef) -> Place:
    declared = project.classes(ref)
    return Place(ref.path, declared.line, declared.end_line, declared.name)


def _finding(project: Project, ref: FunctionRef, call: Call, owner: Place, name: str) -> Finding:
    what = f"`{owner.note}`" if owner.note else f"`{owner.path}`"
    return Finding(
        rule=RULE,
        path=ref.path,
        line=call.line,
        end_line=max(call.line, call.end_line),
        symbol=f"{owner.note or owner.path.rpartition('/')[2]}.{name}",
        message=f"This calls `{name}` of {what}, which has no such member.",
        settle=_SETTLE,
        digest=f"{project.function(ref).qualname}:{owner.path}:{owner.note}:{name}",
        evidence=(Place(owner.path, owner.line, owner.end_line, f"no `{name}` here", missing=True),),
    )

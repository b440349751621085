"""`missing-member`: a call to a method or attribute that the project's own class or module does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

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


class _File(msgspec.Struct, frozen=True):
    """What is asked of one file again and again: the functions in it by name, its imports by the name they bind,
    and whether a module of the project is behind each."""

    path: str
    functions: frozenset[str]
    imports: dict[str, Import]
    inside: frozenset[str]


def find_in(project: Project, path: str) -> Iterable[Finding]:
    """One finding for each function of a file and missing member: the first call of it."""
    outline = project.facts[path].outline
    if outline.errors or not project.production(path) or demonstrates(project, path):
        return
    members = project.once(Members)
    file = _file(project, path)
    made: dict[FunctionRef, list[Call]] = {}
    for ref, call in project.flow.state.calls(path):
        made.setdefault(ref, []).append(call)
    for ref, calls_made in made.items():
        told: set[str] = set()
        for call, owner, name in _missing(project, members, ref, file, calls_made):
            if f"{owner.path}:{name}" not in told and not _written_as_open(project, path, call, name):
                told.add(f"{owner.path}:{name}")
                yield _finding(project, ref, call, owner, name)


def _written_as_open(project: Project, path: str, call: Call, name: str) -> bool:
    """Whether a call's own text says that the member may be missing, or that its type is not to be believed:
    ``(desk as any).ring()``, ``desk.ring?.()``, ``desk.ring()  # type: ignore[attr-defined]``. Facts hold none of it."""
    data = project.snapshot.text(path)
    if data is None:
        return True
    lines = decoded(data).split("\n")
    text = "\n".join(lines[call.line - 1 : max(call.line, call.end_line)][:_LINES])
    if _UNTYPED.search(text) or (call.line > 1 and _UNCHECKED.search(lines[call.line - 2])):
        return True
    told = re.escape(name)
    loose = (
        rf"\bas\s+(any|never)\s{{0,9}}\)\s{{0,9}}[?!]?\.\s{{0,9}}{told}\b|\.{told}\s{{0,9}}\?\.\s{{0,9}}\("
    )
    return re.search(loose, text) is not None


def _file(project: Project, path: str) -> _File:
    outline = project.facts[path].outline
    imports = {imported.alias: imported for imported in outline.imports if imported.alias}
    inside = (
        alias for alias, imported in imports.items() if project.module(path, imported.module) is not None
    )
    return _File(path, frozenset(f.name for f in outline.functions), imports, frozenset(inside))


def _missing(
    project: Project, members: Members, ref: FunctionRef, file: _File, made: Iterable[Call]
) -> Iterator[tuple[Call, Place, str]]:
    asked: list[tuple[Call, Place, str]] = []
    for call in made:
        func = call.func
        if isinstance(func, Attr):
            if _plain(func, file):
                continue
            owner = _owner(project, members, ref, func.base, func.name)
            if owner is not None:
                asked.append((call, owner, func.name))
        elif isinstance(func, Name) and func.id in file.inside:
            given = _given(project, members, ref, func)
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
    return base in file.imports and base not in file.inside


def _only_read(body: tuple[object, ...]) -> frozenset[str]:
    """Members that a body reads without calling them: it may ask whether they are there."""
    called = {id(call.func) for call in calls(body)}  # type: ignore[arg-type]
    return frozenset(v.name for v in expressions(body) if isinstance(v, Attr) and id(v) not in called)  # type: ignore[arg-type]


def _owner(project: Project, members: Members, ref: FunctionRef, base: Expr, name: str) -> Place | None:
    """The class or module that a member is asked of and that does not have it."""
    if _is_super(base):
        return None
    if isinstance(base, Name | Attr) and dotted(base) not in ("self", "this", "cls"):
        target = project.resolve(ref.path, base, ref.index)
        if isinstance(target, ModuleRef):
            known = project.resolve(ref.path, Attr(base.line, base, name), ref.index)
            lost = (
                known is None
                and not _guarded(project, ref.path, base)
                and members.module_lacks(target.path, name)
            )
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


def _given(project: Project, members: Members, ref: FunctionRef, func: Name) -> tuple[Place, str] | None:
    """The module and the name that a called name is imported by, where the module does not give that out."""
    if project.resolve(ref.path, func, ref.index) is not None:
        return None
    found = [i for i in project.facts[ref.path].outline.imports if i.alias == func.id]
    if len(found) != 1 or found[0].guarded or found[0].kind not in ("import", "from", "require"):
        return None
    if _bare(ref.path, found[0].module):
        return None
    name, module = found[0].name, project.module(ref.path, found[0].module)
    if name in ("", "*", "default", "=") or module is None or _bound(project, ref, func.id):
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
    return any(
        f"/{other}".endswith(ends) and not members.module_lacks(other, name) for other in project.code()
    )


def _bound(project: Project, ref: FunctionRef, name: str) -> bool:
    """Whether a name means something of the function's own, or of the file's, besides what is imported."""
    outline = project.facts[ref.path].outline
    if any(name == p.name or name in p.fields for f in outline.functions for p in f.params):
        return True
    bodies = (project.body(FunctionRef(ref.path, f.index)) for f in outline.functions)
    return any(isinstance(s, Assign) and _binds(s, name) for body in bodies for s, _ in statements(body))


def _binds(stmt: Assign, name: str) -> bool:
    loads = isinstance(stmt.value, Call) and dotted(stmt.value.func) in ("require", "import")
    return not loads and any(isinstance(v, Name) and v.id == name for t in stmt.targets for v in within(t))


def _is_super(base: Expr) -> bool:
    return dotted(base.func if isinstance(base, Call) else base) == "super"


def _guarded(project: Project, path: str, base: Expr) -> bool:
    """Whether a module's name is bound under a condition, or more than once."""
    name = dotted(base).split(".")[0]
    found: list[Import] = [
        i for i in project.facts[path].outline.imports if name in (i.alias, i.alias.split(".")[0])
    ]
    return len(found) != 1 or found[0].guarded or _bare(path, found[0].module)


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

"""What a name or a member stands for: through scopes, imports, re-exports and aliases.

Every question is answered once and kept; a question that leads back to itself, or on and on, has no answer.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping

import msgspec

from checks.code.facts import Class, Function, Import
from checks.code.tree import Attr, Bind, Call, ClassValue, Expr, Func, Item, Lit, Map, Name, Template
from checks.project.answers import Answers
from checks.project.imports import Finder
from checks.project.model import ClassRef, External, FunctionRef, ModuleRef, Target, Variable
from checks.project.outlines import Outlines
from checks.project.scopes import LOADERS, Assigned, Binding, Names, bindings, exported_name, is_load

_PYTHON_NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"__import__"}
_SCRIPT_NAMES = frozenset(
    "AbortController Array ArrayBuffer Blob Boolean Buffer Date Error EventSource FormData Headers Infinity Intl JSON "
    "Map Math Number Object Promise Proxy Reflect RegExp Request Response Set String Symbol TextDecoder "
    "TextEncoder URL URLSearchParams WeakMap WeakSet WebSocket XMLHttpRequest alert atob btoa clearInterval "
    "clearTimeout confirm console crypto document fetch globalThis history indexedDB isNaN isFinite localStorage "
    "location navigator parseFloat parseInt performance process queueMicrotask requestAnimationFrame "
    "sessionStorage setImmediate setInterval setTimeout structuredClone window".split()
)

MemberOf = Callable[[str, Expr, int, str], Target | None]

MOST_OFFERED = 1_000_000
"""So many files and names are gone through in all to tell what barrels have: in a chain of thousands each has what all behind it
have. Without that each file behind a star is asked, which takes longer where stars are many."""


class _Passing(msgspec.Struct, frozen=True):
    """What a file hands out, told without its definitions: its exports as name outside -> name inside, what it hands on
    from elsewhere by the name outside, and the modules all of whose names it hands on."""

    given: Mapping[str, str]
    handed_on: Mapping[str, Import]
    stars: tuple[Import, ...]


class Resolver:
    """Answers what names and members stand for. A folder without a file is a `ModuleRef` ending in ``/``.

    ``member_of`` is asked for members of values: it knows what values are instances of.
    """

    def __init__(
        self, outlines: Outlines, finders: Mapping[str, Finder], member_of: MemberOf, answers: Answers[Target]
    ) -> None:
        self.outlines = outlines
        self._finders = finders
        self._member_of = member_of
        self._answers = answers
        self._scopes: dict[tuple[str, int], Names] = {}
        self._passing: dict[str, _Passing] = {}
        self._offers: dict[str, frozenset[str] | None] = {}
        self._told = 0
        """Files and names gone through for that so far."""

    def forget(self) -> None:
        """Lets go of what holds parts of unpacked files."""
        self._scopes.clear()
        self._answers.forget()

    # --- modules ---------------------------------------------------------------------------------

    def module(self, path: str, name: str) -> Target | None:
        """The module that an import of ``name`` written in ``path`` means."""
        finder = self._finders.get(self.outlines.language(path))
        if finder is None:
            return None
        found = finder.find(path, name)
        if found is not None:
            return ModuleRef(found)
        outside = finder.outside(path, name)
        return None if outside is None else External(outside)

    def whole(self, path: str) -> Target | None:
        """What ``require`` of a file gives: what it assigns to ``module.exports``, or its exports."""
        local = self._passed(path).given.get("=")
        bound = self.scope(path, 0).get(local, []) if local else []
        what = bound[-1].what if bound else None
        if what is None or (isinstance(what, Assigned) and isinstance(what.value, Map)):
            return ModuleRef(path)
        return self.export(path, "=") or ModuleRef(path)

    def _passed(self, path: str) -> _Passing:
        """What a file hands out."""
        if path not in self._passing:
            passed = self.outlines.passed(path)
            handed_on: dict[str, Import] = {}
            for imported in passed.imports:
                if imported.kind == "export" and imported.alias != "*":
                    handed_on.setdefault(imported.alias, imported)
            self._passing[path] = _Passing(
                {export.name: export.local for export in passed.exports},
                handed_on,
                tuple(i for i in passed.imports if i.name == "*" and i.alias in ("", "*")),
            )
        return self._passing[path]

    def imported(self, path: str, imported: Import) -> Target | None:
        """What an imported name stands for."""
        module, name = imported.module, imported.name
        script = self._script(path)
        if not script and imported.kind == "import" and imported.alias in (module, module.split(".", 1)[0]):
            module = module.split(".", 1)[0]
        target = self.module(path, module)
        if name in ("", "*") or (imported.kind == "require" and name == "default"):
            if imported.kind in ("require", "dynamic") and isinstance(target, ModuleRef):
                return self.whole(target.path)
            return target
        if isinstance(target, External):
            return target if script and name == "default" else External(f"{target.name}.{name}")
        return self.member(target, name)

    # --- names -----------------------------------------------------------------------------------

    def scope(self, path: str, function: int) -> Names:
        """The names that a function binds; index 0 is the module's top level."""
        key = (path, function)
        if key not in self._scopes:
            outline = self.outlines.outline(path)
            body = self.outlines.body(path, function)
            inside = 0 <= function < len(outline.functions)
            self._scopes[key] = bindings(outline, function, body, self._script(path)) if inside else {}
        return self._scopes[key]

    def lookup(self, path: str, name: str, function: int) -> tuple[int, list[Binding]]:
        """The innermost function around ``function`` that binds a name, and the ways in which it does."""
        for _ in range(len(self.outlines.outline(path).functions) + 1):
            found = self.scope(path, function).get(name)
            if found:
                return function, found
            if function <= 0:
                break
            function = max(0, self.outlines.function(path, function).parent)
        return 0, []

    def resolve(self, path: str, value: Expr, function: int = 0) -> Target | None:
        """See `Linked.resolve`."""
        if isinstance(value, Name):
            question = ("name", path, value.id, function)
            return self._answers.ask(question, self._name, path, value.id, function)
        if isinstance(value, Attr):
            return self._answers.ask_of("member", path, value, function, self._of_member)
        if isinstance(value, Func):
            return FunctionRef(path, value.index)
        if isinstance(value, ClassValue):
            return ClassRef(path, value.index)
        if isinstance(value, Bind):
            return self.resolve(path, value.value, function)
        if isinstance(value, Item):
            key = value.key
            plain = isinstance(key, Lit) and isinstance(key.value, str)
            return (
                self._member(path, value.base, str(key.value), function)
                if isinstance(key, Lit) and plain
                else None
            )
        if isinstance(value, Call):
            return self._loaded(path, value) or self.resolve(path, value.func, function)
        return None

    def _name(self, path: str, name: str, function: int) -> Target | None:
        scope, found = self.lookup(path, name, function)
        if found:
            return self._bound(path, scope, name, found)
        return self._everything(path, name) or self._global(path, name)

    def _global(self, path: str, name: str) -> Target | None:
        """A name of the language's own; unknown where an outside module gave all its names."""
        if self._script(path):
            return External(name) if name in _SCRIPT_NAMES else None
        return External(f"builtins.{name}") if name in _PYTHON_NAMES else None

    def _bound(self, path: str, scope: int, name: str, found: list[Binding]) -> Target | None:
        """The one thing that a name's bindings agree on: the last certain one and the uncertain ones after."""
        certain = [i for i, b in enumerate(found) if not b.guarded and not _declaration(b.what)]
        last = found[certain[-1] if certain else 0 :]
        targets = [self._binding(path, scope, name, b, found) for b in last if not _nothing(b.what)]
        known = [target for target in targets if target is not None]
        if not targets and scope == 0:
            lines = [b.what.line for b in found if isinstance(b.what, Assigned)]
            return Variable(path, name, lines[0]) if lines else None
        first = isinstance(last[0].what, Import) and targets[0] is not None
        if not known or (len(set(known)) > 1 and not first):
            return self._first_variable(known)
        return known[0]

    def _first_variable(self, known: list[Target]) -> Target | None:
        return next((target for target in known if isinstance(target, Variable)), None)

    def _binding(
        self, path: str, scope: int, name: str, binding: Binding, found: list[Binding]
    ) -> Target | None:
        what = binding.what
        if isinstance(what, Function):
            return FunctionRef(path, what.index)
        if isinstance(what, Class):
            return ClassRef(path, what.index)
        if isinstance(what, Import):
            return self.imported(path, what)
        if not isinstance(what, Assigned):
            return None
        target = self._alias(path, what, scope)
        if target is not None or scope != 0 or what.unknown:
            return target
        first = next((b.what.line for b in found if isinstance(b.what, Assigned)), what.line)
        return Variable(path, name, first)

    def _alias(self, path: str, assigned: Assigned, scope: int) -> Target | None:
        """What the value of an assignment stands for by itself: a function, another name's target, a module."""
        value = assigned.value
        if value is None or assigned.context or assigned.unknown or assigned.late:
            return None
        if isinstance(value, Call):
            return self._loaded(path, value)
        if isinstance(value, Name | Attr | Func | ClassValue | Bind):
            return self.resolve(path, value, scope)
        return None

    def _loaded(self, path: str, call: Call) -> Target | None:
        """``require("./x")``, ``import("./x")``, ``importlib.import_module("x")``."""
        func = call.func
        by_name = isinstance(func, Name) and func.id in LOADERS
        by_member = isinstance(func, Attr) and func.name == "import_module"
        if not call.args or not (by_name or by_member):
            return None
        first = call.args[0]
        if isinstance(first, Template) and len(first.parts) == 1:
            first = first.parts[0]
        if not isinstance(first, Lit) or not isinstance(first.value, str):
            return None
        target = self.module(path, first.value)
        return self.whole(target.path) if isinstance(target, ModuleRef) and by_name else target

    # --- members ---------------------------------------------------------------------------------

    def _of_member(self, path: str, value: Attr, function: int) -> Target | None:
        return self._member(path, value.base, value.name, function)

    def _member(self, path: str, base: Expr, name: str, function: int) -> Target | None:
        exported = exported_name(Attr(0, base, name)) if self._script(path) else None
        if exported is not None:
            return self.export(path, exported)
        target = None if isinstance(base, Call) and not is_load(base) else self.resolve(path, base, function)
        if isinstance(target, ModuleRef | External):
            return self.member(target, name)
        return self._member_of(path, base, function, name)

    def member(self, target: Target | None, name: str) -> Target | None:
        """A member of a module or of something outside."""
        if isinstance(target, External):
            return External(f"{target.name}.{name}")
        if not isinstance(target, ModuleRef):
            return None
        found = self.export(target.path, name)
        if found is not None:
            return found
        language = self.outlines.language(target.path) or ("python" if target.path.endswith("/") else "")
        finder = self._finders.get(language)
        child = finder.child(target.path, name) if finder else None
        return ModuleRef(child) if child else None

    def export(self, path: str, name: str) -> Target | None:
        """What a module gives out under a name."""
        if path.endswith("/"):
            return None
        if self._script(path):
            return self._answers.ask(("export", path, name), self._script_export, path, name)
        return self._answers.ask(("export", path, name), self._python_export, path, name)

    def _python_export(self, path: str, name: str) -> Target | None:
        found = self.scope(path, 0).get(name)
        return self._bound(path, 0, name, found) if found else self._everything(path, name)

    def _everything(self, path: str, name: str) -> Target | None:
        """A name that ``from x import *`` or ``export * from`` may have brought."""
        for imported in self._passed(path).stars:
            if imported.kind not in ("from", "export"):
                continue
            target = self.module(path, imported.module)
            if isinstance(target, ModuleRef) and self._gives(target.path, name):
                found = self.export(target.path, name)
                if found is not None:
                    return found
        return None

    def _gives(self, path: str, name: str) -> bool:
        """Whether a module's star includes a name."""
        if self._script(path):
            offered = self._offered(path)
            return name != "default" and (offered is None or name in offered)
        listed = self._passed(path).given
        return name in listed if listed else not name.startswith("_")

    def _offered(self, path: str) -> frozenset[str] | None:
        """The names that a script's module may give out, those of its stars among them: a barrel of barrels is asked for
        what it has. None where that cannot be told: a whole that is given out gives its members too."""
        if path not in self._offers:
            names: set[str] = set()
            seen, waiting = {path}, [path]
            while waiting and self._told < MOST_OFFERED:
                at = waiting.pop()
                passed = self._passed(at)
                names.update(passed.given, passed.handed_on)
                self._told += 1 + len(passed.given) + len(passed.handed_on)
                for star in passed.stars:
                    target = self.module(at, star.module)
                    if isinstance(target, ModuleRef) and target.path not in seen:
                        seen.add(target.path)
                        waiting.append(target.path)
            told = not waiting and "=" not in names and all(map(self._script, seen))
            self._offers[path] = frozenset(names) if told else None
        return self._offers[path]

    def _script_export(self, path: str, name: str) -> Target | None:
        passed = self._passed(path)
        exports = passed.given
        if name in passed.handed_on:
            return self.imported(path, passed.handed_on[name])
        if name in ("=", "default") and name not in exports:
            name = "=" if "=" in exports else "default"
        local = exports.get(name)
        scope = {} if local is None else self.scope(path, 0)
        if local is not None and local in scope:
            return self._bound(path, 0, local, scope[local])
        return self._member_of_whole(path, name) or self._everything(path, name)

    def _member_of_whole(self, path: str, name: str) -> Target | None:
        """``module.exports = things`` gives out the members of ``things``."""
        local = self._passed(path).given.get("=")
        if local is None or name in ("=", "default"):
            return None
        return self._member_of(path, Name(0, local), 0, name)

    def _script(self, path: str) -> bool:
        return self.outlines.language(path) in ("typescript", "javascript")


def _declaration(what: object) -> bool:
    """An overload or a declaration without a value: another binding of the name is the real one."""
    return isinstance(what, Function) and what.abstract


def _nothing(what: object) -> bool:
    """An assignment of None, a placeholder until the name gets its value."""
    return isinstance(what, Assigned) and (
        (isinstance(what.value, Lit) and what.value.value is None)
        or (what.value is None and not what.unknown)
    )

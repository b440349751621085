"""Answers the questions of a framework whose routing is not written as calls, and keeps what it reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from checks.code.facts import FileFacts, Manifest
from checks.code.tree import (
    Assign,
    Attr,
    Body,
    Call,
    Expr,
    If,
    Item,
    Lit,
    Name,
    Op,
    Seq,
    Spread,
    Stmt,
    Template,
    Try,
)
from checks.frameworks.model import Found, Framework
from checks.model import Place
from checks.project.linked import Linked
from checks.project.mentions import Mentions, other_names
from checks.project.model import ClassRef, External, FunctionRef, ModuleRef, Variable
from checks.project.tracing.values import Declared, Made, Mounted, Run

DEPTH = 12
ELEMENTS = 2000


class Surveyor:
    """A `Survey` of one project. `framework` is the one that is asking."""

    def __init__(self, project: Linked) -> None:
        self.project = project
        self.framework = Framework("", "python", ())
        self.made: list[Made] = []
        self.lost: set[str] = set()
        self._by_key: dict[str, Made] = {}
        self._joined: set[tuple[str, str]] = set()
        self._open: set[tuple[str, str]] = set()

    # --- questions -------------------------------------------------------------------------------

    def files(self) -> Iterable[tuple[str, FileFacts]]:
        """Production files that a front end read, sorted by path."""
        return [(path, self.project.facts[path]) for path in self.project.code()]

    def importing(self, *modules: str) -> Iterable[tuple[str, FileFacts]]:
        """Those of them that import something whose module's name begins with one of these."""
        return [(path, self.project.facts[path]) for path in self.project.importing(*modules)]

    def telling(self, word: str) -> Iterable[tuple[str, FileFacts]]:
        """Those of them whose outlines say a word: in decorators, bases, defaults, fields, types."""
        return [(path, self.project.facts[path]) for path in self.project.telling(word)]

    def manifests(self) -> Iterable[tuple[str, Manifest]]:
        """Every manifest of the tree, sorted by path."""
        return [
            (path, facts.manifest)
            for path, facts in sorted(self.project.facts.items())
            if facts.manifest is not None
        ]

    def body(self, found: Found) -> Body:
        """A function's body."""
        return (
            () if found.function is None else self.project.body(FunctionRef(found.path, found.function.index))
        )

    def variable_at(self, path: str, value: Expr, function: int = 0) -> tuple[str, str] | None:
        """The file and name of the module-level variable that an expression stands for."""
        target = self.project.resolve(path, value, function)
        return (target.path, target.name) if isinstance(target, Variable) else None

    def outside(self, path: str, value: Expr, function: int = 0) -> str:
        """The dotted name of something outside the project that an expression stands for, or ``""``."""
        target = self.project.resolve(path, value, function)
        return target.name if isinstance(target, External) else ""

    def find(self, path: str, value: Expr, function: int = 0) -> Found | None:
        """The project's function or class that an expression stands for."""
        target = self.project.resolve(path, value, function)
        if isinstance(target, FunctionRef):
            return Found(target.path, function=self.project.function(target))
        if isinstance(target, ClassRef):
            return Found(target.path, declared=self.project.classes(target))
        return None

    def method(self, found: Found, name: str) -> Found | None:
        """A method of a class, its bases in the project included."""
        if found.declared is None:
            return None
        ref = self.project.method(ClassRef(found.path, found.declared.index), name)
        return None if ref is None else Found(ref.path, function=self.project.function(ref))

    def bases(self, found: Found) -> frozenset[str]:
        """The names of every base of a class: the project's by bare name, outside ones dotted."""
        if found.declared is None:
            return frozenset()
        return self.project.base_names(ClassRef(found.path, found.declared.index))

    def functions(self, path: str) -> Iterable[tuple[int, Body]]:
        """The index and body of every function of a file, the module's top level first."""
        for function in self.project.facts[path].outline.functions:
            yield function.index, self.project.body(FunctionRef(path, function.index))

    def function(self, path: str, index: int) -> Found | None:
        """A function of a file by its index."""
        return Found(path, function=self.project.function(FunctionRef(path, index)))

    def elements(
        self, path: str, value: Expr, function: int = 0
    ) -> tuple[tuple[tuple[str, Expr], ...], bool]:
        """Those elements of a list that are known, as `items` gives them, and whether they are all."""
        found: list[tuple[str, Expr]] = []
        known = self._collect(path, value, function, found, DEPTH)
        return tuple(found), known

    def items(self, path: str, value: Expr, function: int = 0) -> tuple[tuple[str, Expr], ...] | None:
        """The elements of a list as (file, expression); None where some of them cannot be known."""
        found, known = self.elements(path, value, function)
        return found if known else None

    def _collect(
        self, path: str, value: Expr, function: int, out: list[tuple[str, Expr]], depth: int
    ) -> bool:
        """Adds the elements of a list to ``out``; whether all of them are known."""
        if depth == 0 or len(out) > ELEMENTS:
            return False
        if isinstance(value, Seq):
            known = True
            for item in value.items:
                if isinstance(item, Spread):
                    known = self._collect(path, item.value, function, out, depth - 1) and known
                else:
                    out.append((path, item))
            return known
        if isinstance(value, Op) and value.op in ("+", "or", "?:"):
            parts = value.operands[1:] if value.op == "?:" else value.operands
            return self._collect_all(path, parts, function, out, depth)
        if isinstance(value, Call):
            return self._collect_call(path, value, function, out, depth)
        target = self.project.resolve(path, value, function)
        if isinstance(target, Variable):
            given = self.project.values(target)
            named = (target.path, target.name)
            if named in self._open:
                return True
            self._joined.add(named)
            self._open.add(named)
            known = bool(given) and self._collect_all(target.path, given, 0, out, depth)
            self._open.discard(named)
            return known
        return False

    def _collect_all(
        self, path: str, values: Iterable[Expr], function: int, out: list[tuple[str, Expr]], depth: int
    ) -> bool:
        """Adds the elements of several lists; whether all of them are known. An unknown one hides no other."""
        known = [self._collect(path, value, function, out, depth - 1) for value in values]
        return all(known)

    def _collect_call(
        self, path: str, value: Call, function: int, out: list[tuple[str, Expr]], depth: int
    ) -> bool:
        """``Object.values(everythingOf(a module))``, and calls that leave the elements as they are."""
        if isinstance(value.func, Attr) and value.func.name in (
            "filter",
            "concat",
            "flat",
            "reverse",
            "sort",
        ):
            known = self._collect(path, value.func.base, function, out, depth - 1)
            if value.func.name == "concat":
                known = self._collect_all(path, value.args, function, out, depth) and known
            return known
        name = self.outside(path, value.func, function)
        if (name.endswith("Object.values") and value.args) or _says_object_values(value):
            target = self.project.resolve(path, value.args[0], function)
            if isinstance(target, ModuleRef):
                return self._exports(target.path, out, frozenset(), DEPTH)
        if value.args and name.rsplit(".", 1)[-1] in (
            "list",
            "format_suffix_patterns",
            "i18n_patterns",
            "tuple",
        ):
            return self._collect(path, value.args[0], function, out, depth - 1)
        return False

    def _exports(self, path: str, out: list[tuple[str, Expr]], above: frozenset[str], depth: int) -> bool:
        """Everything that a module gives out, re-exports of whole modules included."""
        if path in above or depth == 0 or path not in self.project.facts:
            return path in above
        outline = self.project.facts[path].outline
        named = [export for export in outline.exports if export.name not in ("default", "=")]
        out.extend((path, Name(export.line, export.local)) for export in named)
        known = True
        for imported in outline.imports:
            if imported.kind == "export" and imported.name == "*":
                target = self.project.module(path, imported.module)
                if target is not None:
                    known = self._exports(target, out, above | {path}, depth - 1) and known
            elif imported.kind == "export" and imported.alias:
                out.append((path, Name(imported.line, imported.alias)))
        return known

    def joined(self, path: str, name: str) -> bool:
        """Whether a variable's list was found to be part of another one."""
        return (path, name) in self._joined

    def text(self, path: str, value: Expr, function: int = 0) -> str | None:
        """The text that an expression stands for, or None."""
        return self._text(path, value, function, DEPTH)

    def _text(self, path: str, value: Expr, function: int, depth: int) -> str | None:
        if depth == 0:
            return None
        if isinstance(value, Lit):
            return None if value.value is None else str(value.value)
        if isinstance(value, Template) or (isinstance(value, Op) and value.op == "+"):
            parts = value.parts if isinstance(value, Template) else value.operands
            texts = [self._text(path, part, function, depth - 1) for part in parts]
            return None if None in texts else "".join(text for text in texts if text is not None)
        if isinstance(value, Op) and value.op == "or":
            return next(
                (t for o in value.operands if (t := self._text(path, o, function, depth - 1)) is not None),
                None,
            )
        if isinstance(value, Attr):
            member = self._member(path, value, function, depth)
            if member is not None:
                return member
        if isinstance(value, (Name, Attr, Item)):
            target = self.project.resolve(path, value, function)
            if isinstance(target, Variable):
                given = self.project.values(target)
                return self._text(target.path, given[0], 0, depth - 1) if len(given) == 1 else None
        return None

    def _member(self, path: str, value: Attr, function: int, depth: int) -> str | None:
        """A member of an enum or class, or a key of an object literal, that is a text."""
        target = self.project.resolve(path, value.base, function)
        if isinstance(target, ClassRef):
            for field in self.project.classes(target).fields:
                if field.name == value.name and field.value is not None:
                    return self._text(target.path, field.value, 0, depth - 1)
        if isinstance(target, Variable):
            for given in self.project.values(target):
                for key, item in getattr(given, "items", ()):
                    if isinstance(key, Lit) and key.value == value.name:
                        return self._text(target.path, item, 0, depth - 1)
        return None

    def variable(self, path: str, name: str) -> Expr | None:
        """What a file's module-level name is assigned, all ``+=`` joined; None if there is no such name."""
        parts: list[Expr] = []
        for statement, sure in _statements(self.project.body(FunctionRef(path, 0))):
            if not isinstance(statement, Assign) or statement.value is None:
                continue
            if any(isinstance(target, Name) and target.id == name for target in statement.targets):
                joins = statement.op == "+=" or not sure
                parts = [*parts, statement.value] if joins else [statement.value]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else Op(parts[0].line, "+", tuple(parts))

    def module(self, path: str, name: str) -> str | None:
        """The file that an import of a module means."""
        return self.project.module(path, name)

    def module_of(self, path: str, value: Expr) -> str | None:
        """The file of the module that an expression stands for."""
        target = self.project.resolve(path, value)
        return target.path if isinstance(target, ModuleRef) else None

    def said(self, name: str) -> bool:
        """Whether production code uses a name, under whatever name it is imported."""
        names = (name, *self.project.once(other_names).get(name, ()))
        return any(map(self.project.once(Mentions).known, names))

    def mentions(self, path: str, module: str) -> bool:
        """Whether a file imports another."""
        return path in self.project.importers(module)

    def started(self, path: str) -> bool:
        """Whether an entry point reaches a file."""
        return path in self.project.reachable

    # --- reports ---------------------------------------------------------------------------------

    def router(
        self,
        key: str,
        kind: Literal["app", "router"],
        path: str,
        line: int,
        end_line: int,
        name: str,
        prefix: str = "",
        *,
        always: bool = False,
    ) -> None:
        """There is a router. A second report of a key is ignored."""
        if key not in self._by_key:
            place = Place(path, line or None, end_line or None)
            made = Made(
                self.framework,
                kind,
                place,
                Run("" if always else path),
                name,
                prefix,
                options={},
                events=[],
                key=key,
            )
            self._by_key[key] = made
            self.made.append(made)

    def route(
        self,
        router: str,
        methods: Iterable[str],
        local: str,
        path: str,
        line: int,
        end_line: int,
        handler: Found | None = None,
        name: str = "",
        wrappers: Iterable[str] = (),
        style: str = "",
        absolute: bool = False,
    ) -> None:
        """A router declares a route, after those it has declared so far."""
        ref = None
        if handler is not None and handler.function is not None:
            ref = FunctionRef(handler.path, handler.function.index)
        made = self._by_key[router]
        place = Place(path, line, max(line, end_line))
        made.events.append(
            Declared(
                tuple(methods),
                local,
                place,
                made.run,
                ref,
                name,
                tuple(wrappers),
                style=style,
                absolute=absolute,
            )
        )

    def mount(self, parent: str, child: str, prefix: str, path: str, line: int, end_line: int) -> None:
        """A router mounts another, at this point among its routes."""
        above, below = self._by_key[parent], self._by_key[child]
        above.events.append(Mounted(below, prefix, False, Place(path, line, max(line, end_line)), above.run))

    def dynamic(self, path: str) -> None:
        """A file registers routes in a way that cannot be followed."""
        self.lost.add(path)


def _says_object_values(value: Call) -> bool:
    func = value.func
    return (
        isinstance(func, Attr)
        and func.name == "values"
        and isinstance(func.base, Name)
        and func.base.id == "Object"
        and bool(value.args)
    )


def _statements(body: Body) -> Iterator[tuple[Stmt, bool]]:
    """The statements of a body, also those under conditions, and whether they run whatever happens."""
    waiting: list[tuple[Stmt, bool]] = [(statement, True) for statement in reversed(body)]
    while waiting:
        statement, sure = waiting.pop()
        yield statement, sure
        inner: Body = ()
        if isinstance(statement, If):
            inner = statement.then + statement.other
        elif isinstance(statement, Try):
            inner = statement.body + tuple(s for handler in statement.handlers for s in handler[2])
        waiting.extend((below, False) for below in reversed(inner))

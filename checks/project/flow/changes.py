"""Which module-level names, attributes and enclosing locals functions change: what makes them state.

One pass over the bodies of a file finds every statement that changes something through a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from checks.code import facts as f
from checks.project import outside
from checks.project.link import Project
from checks.project.model import FunctionRef

Kind = Literal["put", "drop", "rebind", "read"]


class Use(msgspec.Struct, frozen=True, gc=False):
    """One use of something in a function.

    ``chain`` are the names from the root (``("self", "items")``, ``("state", "orders")``), the changing
    method left out. ``kind``: ``put`` (keyed write, append), ``drop``, ``rebind`` (assigned anew), ``read``.
    ``value`` is what is put, ``key`` where; ``how`` is the method or operator.
    """

    ref: FunctionRef
    line: int
    chain: tuple[str, ...]
    kind: Kind
    how: str = ""
    key: f.Expr | None = None
    value: f.Expr | None = None
    keyed: int = 0
    """How many keys were passed through on the way (``a[x][y] = 1`` passes two)."""


def chain_of(expr: f.Expr) -> tuple[tuple[str, ...], int, f.Expr | None]:
    """The names of a chain of members from its root, how many keys it passes, and the last key.

    Members behind the first key are left out: ``a.b[k].c`` is ``(a, b)``. An empty chain has no bare root.
    """
    names: list[str] = []
    keys = 0
    last: f.Expr | None = None
    while True:
        if isinstance(expr, f.Attr):
            names.append(expr.name)
            expr = expr.base
        elif isinstance(expr, f.Item):
            last = last or expr.key
            keys += 1
            names.clear()
            expr = expr.base
        elif (
            isinstance(expr, f.Call)
            and isinstance(expr.func, f.Attr)
            and expr.func.name in ("get", "setdefault")
        ):
            last = last or (expr.args[0] if expr.args else None)
            keys += 1
            names.clear()
            expr = expr.func.base
        elif isinstance(expr, f.Name):
            return (expr.id, *reversed(names)), keys, last
        else:
            return (), keys, last


def uses(project: Project, path: str) -> Iterator[Use]:
    """Every use of a chain of names in the functions of a file, the module's top level included."""
    for function in project.facts[path].outline.functions:
        ref = FunctionRef(path, function.index)
        yield from _Scan(ref).body(project.body(ref))


class _Scan:
    """Collects the uses in one function's own statements (nested functions have their own)."""

    def __init__(self, ref: FunctionRef) -> None:
        self.ref = ref
        self.found: list[Use] = []

    def body(self, body: f.Body) -> list[Use]:
        waiting: list[f.Stmt | f.Expr | None] = list(reversed(body))
        while waiting:
            node = waiting.pop()
            if node is None:
                continue
            if isinstance(node, f.Assign):
                self._assign(node)
            elif isinstance(node, f.Delete):
                for target in node.targets:
                    self._change(target, "drop", "del", None)
            elif isinstance(node, f.Call):
                self._call(node)
            elif isinstance(node, f.Bind):
                self._change(node.target, "rebind", "=", node.value)
            elif isinstance(node, f.Name | f.Attr | f.Item):
                self._read(node)
            waiting += reversed(list(children(node)))
        return self.found

    def _note(
        self, expr: f.Expr, kind: Kind, how: str, value: f.Expr | None, key: f.Expr | None = None
    ) -> None:
        chain, keyed, last = chain_of(expr)
        if chain:
            self.found.append(Use(self.ref, expr.line, chain, kind, how, key or last, value, keyed))

    def _assign(self, node: f.Assign) -> None:
        if node.value is None:
            return
        for target in node.targets:
            self._change(target, "rebind", node.op, node.value)

    def _change(self, target: f.Expr, kind: Kind, how: str, value: f.Expr | None) -> None:
        if isinstance(target, f.Seq):
            for item in target.items:
                self._change(item, kind, how, None)
        elif isinstance(target, f.Item):
            self._note(target.base, "drop" if kind == "drop" else "put", how, value, target.key)
        elif isinstance(target, f.Attr):
            chain, keyed, _ = chain_of(target)
            if keyed:
                self._note(target, "put", how, value)
            elif target.name == "length":
                self._note(target.base, "drop", how, value)
            elif chain:
                self._note(target, "rebind" if kind == "rebind" else "drop", how, value)
        elif isinstance(target, f.Name):
            self._note(target, "rebind" if kind == "rebind" else "drop", how, value)

    def _call(self, node: f.Call) -> None:
        if not isinstance(node.func, f.Attr):
            return
        name = node.func.name
        if name in outside.MUTATING and name not in ("concat", "assign"):
            pair = len(node.args) > 1 and name in ("set", "setdefault", "insert")
            key = node.args[0] if pair else None
            value = node.args[1] if pair else (node.args[0] if node.args else None)
            self._note(node.func.base, "put", name, value, key)
        elif name in outside.REMOVING:
            self._note(node.func.base, "drop", name, None, node.args[0] if node.args else None)

    def _read(self, node: f.Name | f.Attr | f.Item) -> None:
        self._note(node, "read", "", None)


def children(node: f.Stmt | f.Expr) -> Iterator[f.Stmt | f.Expr | None]:
    """The statements and expressions directly inside a node, in order. Assigned targets count as read only
    inside (their keys and bases); functions and classes are left out."""
    if isinstance(node, f.Assign):
        for target in node.targets:
            if isinstance(target, f.Attr | f.Item):
                yield from children(target) if isinstance(target, f.Item) else ()
        yield node.value
    elif isinstance(node, f.Attr):
        # The longest chain has been noted; its parts would be noted again.
        yield from children(node.base) if isinstance(node.base, f.Attr) else _below_chain(node.base)
    elif isinstance(node, f.Item):
        yield from children(node.base) if isinstance(node.base, f.Attr | f.Item) else _below_chain(node.base)
        yield node.key
    else:
        yield from _flat(node)


def _below_chain(base: f.Expr) -> Iterator[f.Expr]:
    if not isinstance(base, f.Name):
        yield base


def _flat(node: object) -> Iterator[f.Stmt | f.Expr | None]:
    """Every node among a struct's fields, through tuples."""
    for name in getattr(node, "__struct_fields__", ()):
        waiting = [getattr(node, name)]
        while waiting:
            value = waiting.pop()
            if isinstance(value, tuple):
                waiting += reversed(value)
            elif isinstance(value, f.Node):
                yield value  # type: ignore[misc]


def statements(body: f.Body) -> list[f.Stmt]:
    """Every statement of a body, nested ones included, in order."""
    found: list[f.Stmt] = []
    waiting: list[f.Stmt] = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        found.append(statement)
        if isinstance(statement, f.If):
            waiting += reversed((*statement.then, *statement.other))
        elif isinstance(statement, f.Try):
            waiting += reversed(
                (*statement.body, *(s for _, _, b in statement.handlers for s in b), *statement.final)
            )
        elif isinstance(statement, f.With | f.Loop):
            waiting += reversed(statement.body)
    return found


def calls_in(body: f.Body) -> list[f.Call]:
    """Every call in a body, nested expressions included."""
    found: list[f.Call] = []
    waiting: list[f.Stmt | f.Expr | None] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if isinstance(node, f.Call):
            found.append(node)
        waiting += reversed(list(children(node)))
    return found


def local_values(body: f.Body, name: str) -> list[f.Expr | None]:
    """Every value that a function's statements give a local name."""
    return [
        statement.value
        for statement in statements(body)
        if isinstance(statement, f.Assign)
        for target in statement.targets
        if isinstance(target, f.Name) and target.id == name
    ]

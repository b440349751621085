"""Which module-level names, attributes and enclosing locals functions change: what makes them state.

One pass over the bodies of a file finds every statement that changes something through a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from checks.code import tree
from checks.code.facts import FileFacts
from checks.code.search import calls, nodes
from checks.project import outside
from checks.project.linked import Linked
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
    key: tree.Expr | None = None
    value: tree.Expr | None = None
    keyed: int = 0
    """How many keys were passed through on the way (``a[x][y] = 1`` passes two)."""


def chain_of(expr: tree.Expr) -> tuple[tuple[str, ...], int, tree.Expr | None]:
    """The names of a chain of members from its root, how many keys it passes, and the last key.

    Members behind the first key are left out: ``a.b[k].c`` is ``(a, b)``. An empty chain has no bare root.
    """
    names: list[str] = []
    keys = 0
    last: tree.Expr | None = None
    while True:
        kind = type(expr)
        if kind is tree.Name:
            return (expr.id, *reversed(names)), keys, last  # type: ignore[union-attr]
        if kind is tree.Attr:
            names.append(expr.name)  # type: ignore[union-attr]
            expr = expr.base  # type: ignore[union-attr]
        elif isinstance(expr, tree.Item):
            last = last or expr.key
            keys += 1
            names.clear()
            expr = expr.base
        elif (
            isinstance(expr, tree.Call)
            and isinstance(expr.func, tree.Attr)
            and expr.func.name in ("get", "setdefault")
        ):
            last = last or (expr.args[0] if expr.args else None)
            keys += 1
            names.clear()
            expr = expr.func.base
        else:
            return (), keys, last


def uses(project: Linked, path: str, *, reads: bool = True) -> Iterator[Use]:
    """Every use of a chain of names in the functions of a file, the module's top level included; without ``reads``, only
    those that change something."""
    for function in project.facts[path].outline.functions:
        ref = FunctionRef(path, function.index)
        yield from _Scan(ref, reads=reads).body(project.body(ref))


def changing(path: str, facts: FileFacts) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What the functions of a file may change that stands at a module's top level: the function's index and the chain of
    names, each once. Asked of a file by itself (`Linked.each`)."""
    bodies = facts.bodies().functions
    names = {item.alias for item in facts.passed.imports}.union(*map(_given, bodies[:1]))
    found = _Scan(FunctionRef(path, 0))
    changed: dict[tuple[int, tuple[str, ...]], None] = {}
    for index, body in enumerate(bodies[1:], 1):
        found.found.clear()
        for node in nodes(body):
            kind = type(node)
            if kind is tree.Assign:
                found.assigned(node)  # type: ignore[arg-type]
            elif kind in _CHANGING:
                found.other(node)
        for use in found.found:
            if use.chain[0] in names and (len(use.chain) > 1 or rebinds(use, facts, body)):
                changed[index, use.chain] = None
    return tuple(changed)


def rebinds(use: Use, facts: FileFacts, body: tree.Body) -> bool:
    """Whether a use of a bare name in a body is one of the module's name: an assignment makes a name of its own in Python
    unless the name is declared otherwise."""
    return (
        use.kind != "rebind"
        or facts.language != "python"
        or any(isinstance(s, tree.Scope) and use.chain[0] in s.names for s in body)
    )


def _given(body: tree.Body) -> set[str]:
    """What a module's top level assigns."""
    found: set[str] = set()
    for statement in statements(body):
        if isinstance(statement, tree.Assign):
            found = found.union(*map(target_names, statement.targets))
    return found


def target_names(target: tree.Expr) -> set[str]:
    """The bare names that an assignment's target binds, one level deep."""
    if isinstance(target, tree.Name):
        return {target.id}
    return _names(target) if isinstance(target, tree.Seq | tree.Map) else set()


def _names(target: tree.Seq | tree.Map) -> set[str]:
    items = target.items if isinstance(target, tree.Seq) else tuple(v for _, v in target.items)
    return {item.id for item in items if isinstance(item, tree.Name)}


class _Scan:
    """Collects the uses in one function's own statements (nested functions have their own)."""

    def __init__(self, ref: FunctionRef, *, reads: bool = True) -> None:
        """Without ``reads``, only what changes something."""
        self.ref = ref
        self.found: list[Use] = []
        self._reads = reads

    def body(self, body: tree.Body) -> list[Use]:
        waiting: list[object] = [body]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is tuple:
                waiting.extend(reversed(node))  # type: ignore[call-overload]
            elif kind in _CHAINS:
                self._read(node, waiting)  # type: ignore[arg-type]
            elif kind is tree.Assign:
                self._assign(node, waiting)  # type: ignore[arg-type]
            elif (inside := _INSIDE.get(kind)) is not None:
                if kind in _CHANGING:
                    self.other(node)
                waiting += [held for name in inside if (held := getattr(node, name))]
        return self.found

    def other(self, node: object) -> None:
        """Notes what a call, a deletion or a binding inside an expression changes."""
        kind = type(node)
        if kind is tree.Call:
            self._call(node)  # type: ignore[arg-type]
        elif isinstance(node, tree.Delete):
            for target in node.targets:
                self._change(target, "drop", "del", None)
        elif isinstance(node, tree.Bind):
            self._change(node.target, "rebind", "=", node.value)

    def _note(
        self, expr: tree.Expr, kind: Kind, how: str, value: tree.Expr | None, key: tree.Expr | None = None
    ) -> None:
        chain, keyed, last = chain_of(expr)
        if chain:
            self.found.append(Use(self.ref, expr.line, chain, kind, how, key or last, value, keyed))

    def _assign(self, node: tree.Assign, waiting: list[object]) -> None:
        waiting.append(node.value)
        if self.assigned(node):
            for target in node.targets:
                waiting.extend(_keys(target))

    def assigned(self, node: tree.Assign) -> bool:
        """Notes what an assignment changes; whether it can change anything."""
        if node.value is None or node.declares:
            return False
        for target in node.targets:
            self._change(target, "rebind", node.op, node.value)
        return True

    def _change(self, target: tree.Expr, kind: Kind, how: str, value: tree.Expr | None) -> None:
        if isinstance(target, tree.Seq):
            for item in target.items:
                self._change(item, kind, how, None)
        elif isinstance(target, tree.Item):
            self._note(target.base, "drop" if kind == "drop" else "put", how, value, target.key)
        elif isinstance(target, tree.Attr):
            chain, keyed, _ = chain_of(target)
            if keyed:
                self._note(target, "put", how, value)
            elif target.name == "length":
                self._note(target.base, "drop", how, value)
            elif chain:
                self._note(target, kind, how, value)
        elif isinstance(target, tree.Name):
            self._note(target, kind, how, value)

    def _call(self, node: tree.Call) -> None:
        if not isinstance(node.func, tree.Attr):
            return
        name = node.func.name
        if name in outside.MUTATING and name not in ("concat", "assign"):
            pair = len(node.args) > 1 and name in ("set", "setdefault", "insert")
            key = node.args[0] if pair else None
            value = node.args[1] if pair else (node.args[0] if node.args else None)
            self._note(node.func.base, "put", name, value, key)
        elif name in outside.REMOVING:
            self._note(node.func.base, "drop", name, None, node.args[0] if node.args else None)

    def _read(self, node: tree.Expr, waiting: list[object]) -> None:
        """Notes the longest chain from here; what stands inside it (keys, the call it starts with) is looked at too."""
        if self._reads:
            self._note(node, "read", "", None)
        while type(node) in _LINKS:
            if type(node) is tree.Item:
                waiting.append(node.key)
            node = node.base  # type: ignore[union-attr]
        if type(node) is not tree.Name:
            waiting.append(node)


_CHANGING = frozenset((tree.Call, tree.Delete, tree.Bind))
_LINKS = frozenset((tree.Attr, tree.Item))
_CHAINS = _LINKS | {tree.Name}
_PLAIN = frozenset(
    "line end_line name id op kind declares annotation exported new index tag names targets target".split()
)
_INSIDE: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind.__struct_fields__ if name not in _PLAIN)
    for kind in (*get_args(tree.Expr), *get_args(tree.Stmt))
    if kind is not tree.Lit
}


def _keys(target: tree.Expr) -> Iterator[tree.Expr]:
    """The keys inside an assignment's target."""
    while isinstance(target, tree.Attr | tree.Item):
        if isinstance(target, tree.Item):
            yield target.key
        target = target.base


_HOLDING = frozenset((tree.If, tree.Try, tree.With, tree.Loop))


def statements(body: tree.Body) -> list[tree.Stmt]:
    """Every statement of a body, nested ones included, in order."""
    found: list[tree.Stmt] = []
    waiting: list[tree.Stmt] = list(reversed(body))
    while waiting:
        statement = waiting.pop()
        found.append(statement)
        if type(statement) not in _HOLDING:
            continue
        if isinstance(statement, tree.If):
            waiting += reversed((*statement.then, *statement.other))
        elif isinstance(statement, tree.Try):
            waiting += reversed(
                (*statement.body, *(s for _, _, b in statement.handlers for s in b), *statement.final)
            )
        elif isinstance(statement, tree.With | tree.Loop):
            waiting += reversed(statement.body)
    return found


def given(body: tree.Body) -> dict[str, list[tree.Expr | None]]:
    """Every value that a function's statements give its local names, by the name."""
    found: dict[str, list[tree.Expr | None]] = {}
    for statement in statements(body):
        if type(statement) is tree.Assign:
            for target in statement.targets:
                if type(target) is tree.Name:
                    found.setdefault(target.id, []).append(statement.value)
    return found


def filled(body: tree.Body) -> frozenset[str]:
    """The names of a function that something is put into: a key, an attribute, an item."""
    assigned = (s for s in statements(body) if type(s) is tree.Assign)
    held = [target for s in assigned for target in s.targets if type(target) in _LINKS]
    held += [
        call.func.base
        for call in calls(body)
        if type(call.func) is tree.Attr and call.func.name in outside.MUTATING
    ]
    return frozenset(name for target in held for name in chain_of(target)[0][:1])


def local_values(body: tree.Body, name: str) -> list[tree.Expr | None]:
    """Every value that a function's statements give a local name."""
    return [
        statement.value
        for statement in statements(body)
        if type(statement) is tree.Assign
        for target in statement.targets
        if type(target) is tree.Name and target.id == name
    ]

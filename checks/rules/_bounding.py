"""How a body keeps a container small, fresh or in step: it compares its size, reads the clock, looks before it makes."""

from __future__ import annotations

from collections.abc import Iterator

from checks.code import tree
from checks.code.search import calls, nodes
from checks.project.flow.changes import Use, local_values, statements
from checks.project.flow.values import dotted, key_text


def reads_clock(call: tree.Call) -> bool:
    """Whether a call asks for the time of day."""
    name = dotted(call.func)
    return name in ("Date", "Date.now", "time", "now", "monotonic") or name.endswith(
        (".now", ".utcnow", "time.time", ".monotonic", ".getTime", ".today")
    )


def measures(body: tree.Body, met: list[Use]) -> bool:
    """Whether a condition of a body compares the size of what the uses name."""
    owners = {use.chain[0] if len(use.chain) == 1 else use.chain[1] for use in met}
    for statement in statements(body):
        if isinstance(statement, tree.If | tree.Loop):
            test = statement.test if isinstance(statement, tree.If) else statement.source
            if statement_is_size(test, owners):
                return True
    return False


def statement_is_size(test: tree.Expr | None, owners: set[str]) -> bool:
    """Whether an expression compares ``len(x)``, ``x.length`` or ``x.size`` with something from 2 up or a name."""
    if not isinstance(test, tree.Op):
        return False
    if test.op in ("and", "or", "not"):
        return any(statement_is_size(operand, owners) for operand in test.operands)
    if test.op not in (">", ">=", "<", "<="):
        return False
    small = any(isinstance(o, tree.Lit) and isinstance(o.value, int) and o.value < 2 for o in test.operands)
    return not small and any(_is_size(operand, owners) for operand in test.operands)


def _is_size(expr: tree.Expr, owners: set[str]) -> bool:
    if isinstance(expr, tree.Call) and dotted(expr.func) == "len" and expr.args:
        expr = expr.args[0]
    elif isinstance(expr, tree.Attr) and expr.name in ("length", "size"):
        expr = expr.base
    else:
        return False
    while isinstance(expr, tree.Item):
        expr = expr.base
    return bool(set(dotted(expr).split(".")) & owners)


def looks_for(body: tree.Body, use: Use) -> bool:
    """Whether a body tests for the key of a write before the write, as code that keeps what it made does."""
    wanted = key_text(use.key)
    name = use.chain[-1]
    for statement in statements(body):
        if isinstance(statement, tree.If) and _tests(statement.test, name, wanted, body):
            return statement.line <= use.line
    return False


def _tests(test: tree.Expr, name: str, key: str, body: tree.Body) -> bool:
    waiting: list[tree.Expr] = [test]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Op):
            if (
                node.op in ("in", "not in")
                and key_text(node.operands[0]) == key
                and dotted(node.operands[-1]).endswith(name)
            ):
                return True
            waiting += node.operands
        elif (
            isinstance(node, tree.Call)
            and isinstance(node.func, tree.Attr)
            and node.func.name in ("has", "get")
        ):
            if dotted(node.func.base).endswith(name) and node.args and key_text(node.args[0]) == key:
                return True
        elif isinstance(node, tree.Item) and dotted(node.base).endswith(name) and key_text(node.key) == key:
            return True
        elif isinstance(node, tree.Name) and node.id != name:
            waiting += [v for v in local_values(body, node.id) if isinstance(v, tree.Call | tree.Item)]
    return False


def too_old(body: tree.Body, name: str) -> bool:
    """Whether a condition of a body compares the time of day with a moment kept in an entry of a container: what is
    older is not used."""
    entries = {
        target.id
        for statement in statements(body)
        if isinstance(statement, tree.Assign) and _entry_of(statement.value, name)
        for target in statement.targets
        if isinstance(target, tree.Name)
    }
    tests = [s.test for s in statements(body) if isinstance(s, tree.If)]
    return any(
        isinstance(node, tree.Op)
        and node.op in ("<", "<=", ">", ">=")
        and _against_clock(node, entries, body)
        for test in tests
        for node in nodes(test)
    )


def _entry_of(value: tree.Expr | None, name: str) -> bool:
    """Whether an expression takes an entry out of a container: ``kept.get(key)``, ``kept[key]``."""
    if isinstance(value, tree.Call) and isinstance(value.func, tree.Attr) and value.func.name == "get":
        return dotted(value.func.base).rsplit(".", 1)[-1] == name
    return isinstance(value, tree.Item) and dotted(value.base).rsplit(".", 1)[-1] == name


def _against_clock(test: tree.Op, entries: set[str], body: tree.Body) -> bool:
    held = list(nodes(test))
    moments = {n.id for n in held if isinstance(n, tree.Name)} - entries
    clock = any(isinstance(n, tree.Call) and reads_clock(n) for n in held) or any(
        isinstance(v, tree.Call) and reads_clock(v) for moment in moments for v in local_values(body, moment)
    )
    return clock and any(
        isinstance(n, tree.Attr | tree.Item) and isinstance(n.base, tree.Name) and n.base.id in entries
        for n in held
    )


def asked_for(body: tree.Body, name: str) -> Iterator[str]:
    """The names of what a body asks a container of this name for: ``kept[key]``, ``kept.get(key)``, ``key in kept``."""
    for node in nodes(body):
        if isinstance(node, tree.Op) and node.op in ("in", "not in"):
            base, key = node.operands[-1], node.operands[0]
        elif isinstance(node, tree.Item):
            base, key = node.base, node.key
        elif isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.args:
            base, key = node.func.base, node.args[0]
            if node.func.name not in ("get", "has"):
                continue
        else:
            continue
        if isinstance(key, tree.Name) and dotted(base).rsplit(".", 1)[-1] == name:
            yield key.id


def sifting(body: tree.Body, value: tree.Expr | None) -> tuple[tree.Expr, ...]:
    """What decides which entries stay in a value: ``[m for m in kept if …]``, ``kept.filter(…)``."""
    if isinstance(value, tree.Name):
        local = local_values(body, value.id)
        value = local[0] if len(local) == 1 else None
    if isinstance(value, tree.Call) and isinstance(value.func, tree.Attr) and value.func.name == "filter":
        return value.args[:1]
    return value.tests if isinstance(value, tree.Comp) else ()


def by_clock(bodies: tuple[tree.Body, ...], test: tree.Expr) -> bool:
    """Whether a test compares with the time of day, or with a local of the first body that comes from it; of a function,
    the comparisons of its own body, the last, count."""
    tests = bodies[-1] if isinstance(test, tree.Func) else test
    return any(
        isinstance(node, tree.Op)
        and node.op in ("<", "<=", ">", ">=")
        and any(_from_clock(bodies[0], part) for part in nodes(node))
        for node in nodes(tests)
    )


def minds_clock(body: tree.Body) -> bool:
    """Whether a body compares with the time of day, or hands it to what decides a condition."""
    return any(
        (isinstance(node, tree.Op) and node.op in ("<", "<=", ">", ">=") and _holds_clock(body, node))
        or (
            isinstance(node, tree.If | tree.Comp)
            and any(
                isinstance(part, tree.Call) and _holds_clock(body, part)
                for test in ((node.test,) if isinstance(node, tree.If) else node.tests)
                for part in nodes(test)
            )
        )
        for node in nodes(body)
    )


def _holds_clock(body: tree.Body, held: tree.Expr) -> bool:
    return any(_from_clock(body, part) for part in nodes(held))


def drops_by_age(bodies: tuple[tree.Body, ...], name: str, entries: frozenset[str]) -> bool:
    """Whether the last of some bodies, each of which stands inside the one before, compares the time of day, or a local
    that comes from it, with what comes from the entries of a container of this name; ``entries`` are known to be some."""
    for body in bodies:
        entries |= _entries(body, name)
    return any(
        isinstance(node, tree.Op)
        and node.op in ("<", "<=", ">", ">=")
        and any(_from_clock(body, part) for body in bodies for part in nodes(node))
        and any(_from_entries(body, part, entries) for body in bodies for part in nodes(node))
        for node in nodes(bodies[-1])
    )


def _entries(body: tree.Body, name: str) -> set[str]:
    """The names that a body has for entries of a container: of its loops, and of what it takes out by a key."""
    found: set[str] = set()
    for node in nodes(body):
        if isinstance(node, tree.Loop):
            loops: tuple[tuple[tree.Expr, tree.Expr], ...] = (
                ((node.target, node.source),) if node.target is not None and node.source is not None else ()
            )
        elif isinstance(node, tree.Comp):
            loops = node.loops
        elif isinstance(node, tree.Assign) and _entry_of(node.value, name):
            found |= {target.id for target in node.targets if isinstance(target, tree.Name)}
            continue
        else:
            continue
        for target, source in loops:
            if _names(source, name):
                found |= {part.id for part in nodes(target) if isinstance(part, tree.Name)}
    return found


def _names(expr: tree.Expr, name: str) -> bool:
    return any(
        (isinstance(part, tree.Attr) and part.name == name)
        or (isinstance(part, tree.Name) and part.id == name)
        for part in nodes(expr)
    )


def _from_entries(body: tree.Body, part: tree.Node, entries: frozenset[str], deep: int = 2) -> bool:
    if not isinstance(part, tree.Name):
        return False
    if part.id in entries:
        return True
    held = (node for value in local_values(body, part.id) if value is not None for node in nodes(value))
    return deep > 0 and any(_from_entries(body, node, entries, deep - 1) for node in held)


def _from_clock(body: tree.Body, part: tree.Node, deep: int = 2) -> bool:
    if isinstance(part, tree.Name):
        held = (node for value in local_values(body, part.id) if value is not None for node in nodes(value))
        return any(
            _from_clock(body, node, deep - 1) for node in held if deep or not isinstance(node, tree.Name)
        )
    return isinstance(part, tree.Call) and reads_clock(part)


def gathers_times(body: tree.Body, name: str) -> bool:
    """Whether moments are put into a local list, as a window of a rate limit does."""
    return any(
        isinstance(call.func, tree.Attr)
        and call.func.name in ("push", "append")
        and dotted(call.func.base) == name
        and any(
            (isinstance(arg, tree.Call) and reads_clock(arg)) or dotted(arg) == "now" for arg in call.args
        )
        for call in calls(body)
    )


def keeps_few(body: tree.Body, name: str) -> bool:
    """Whether a body compares the size of a local list, as what keeps only so many of them does."""
    return any(
        statement_is_size(statement.test, {name})
        for statement in statements(body)
        if isinstance(statement, tree.If)
    )


def fields_of(body: tree.Body, value: tree.Expr | None) -> set[str]:
    """The names of the fields of what is put in, also where it is a local that may have been found there before."""
    found: set[str] = set()
    for held in (value, *(local_values(body, value.id) if isinstance(value, tree.Name) else ())):
        for node in (held, *held.operands) if isinstance(held, tree.Op) else (held,):
            if isinstance(node, tree.Map):
                found |= {
                    str(k.value) if isinstance(k, tree.Lit) else k.id
                    for k, _ in node.items
                    if isinstance(k, tree.Lit | tree.Name)
                }
            elif isinstance(node, tree.Call):
                found |= {name for name, _ in node.kwargs}
    return found

"""Statements -> `Stmt`. One function for each node type of the grammar, found through `STATEMENTS`."""

from __future__ import annotations

from checks.code.facts import TEXT_LIMIT, Class, Export
from checks.code.kinds import ERROR, by_kind, numbers
from checks.code.python.definitions import class_, decorated, function, lambda_, last_name
from checks.code.python.imports import future_import, import_, import_from
from checks.code.python.lowering import Lowering, LowerStmt
from checks.code.python.matching import Branch, match
from checks.code.python.syntax import LANGUAGE, Syntax, end_of, field, kids, line_of
from checks.code.tree import (
    Assign,
    Attr,
    Body,
    Call,
    DefineClass,
    Delete,
    Do,
    Expr,
    Func,
    If,
    Lit,
    Loop,
    Name,
    Return,
    Scope,
    Seq,
    Stmt,
    Stop,
    Throw,
    Try,
    With,
)

ALIAS = field("alias")
BODY = field("body")
CAUSE = field("cause")
CONDITION = field("condition")
CONSEQUENCE = field("consequence")
LEFT = field("left")
OPERATOR = field("operator")
RIGHT = field("right")
TYPE = field("type")
VALUE = field("value")

_ASSIGNMENT = numbers(LANGUAGE, "assignment")
_AUGMENTED = numbers(LANGUAGE, "augmented_assignment")
_EQUALS = LANGUAGE.id_for_node_kind("=", False)
_LAMBDA = numbers(LANGUAGE, "lambda")
_ELLIPSIS = numbers(LANGUAGE, "ellipsis")


def _expression(low: Lowering, node: Syntax) -> Body:
    inner = node.children
    line, end_line = node.start_point[0] + 1, node.end_point[0] + 1
    if len(inner) != 1:
        inner = kids(node)
    if len(inner) != 1:
        return (Do(line, Seq(line, "tuple", low.exprs(inner)), end_line),) if inner else ()
    kid = inner[0]
    kind = kid.kind_id
    if kind in _ASSIGNMENT:
        return _assignment(low, kid)
    if kind in _AUGMENTED:
        return _augmented(low, kid)
    if kind in _ELLIPSIS:
        return (Stop(line, "pass"),)
    return (Do(line, low.expr(kid), end_line),)


def _assignment(low: Lowering, node: Syntax) -> Body:
    targets: list[Expr] = []
    annotation = ""
    value: Syntax | None = node
    while value is not None and value.kind_id in _ASSIGNMENT:
        parts = value.children
        if len(parts) == 3 and parts[1].kind_id == _EQUALS:
            targets.append(_target(low, parts[0]))
            value = parts[2]
            continue
        targets.append(_target(low, value.child_by_field_id(LEFT)))
        annotation = low.short(value.child_by_field_id(TYPE), TEXT_LIMIT) or annotation
        value = value.child_by_field_id(RIGHT)
    if annotation:
        low.said(annotation)
    lowered: Expr | None = None
    if value is not None and value.kind_id in _LAMBDA:
        lowered = Func(line_of(value), lambda_(low, value, last_name(targets[0])))
    elif value is not None:
        lowered = low.expr(value)
    line, end_line = node.start_point[0] + 1, node.end_point[0] + 1
    assign = Assign(line, tuple(targets), lowered, "=", "", annotation, end_line)
    if not low.place.function:
        _note_exports(low, assign)
    return (assign,)


def _target(low: Lowering, node: Syntax | None) -> Expr:
    """What is assigned to. A class's own attribute becomes a field: its name is no word of a body."""
    if low.place.owner < 0 or node is None or node.type != "identifier":
        return low.expr(node)
    return Name(line_of(node), low.text(node))


def _augmented(low: Lowering, node: Syntax) -> Body:
    operator = node.child_by_field_id(OPERATOR)
    assign = Assign(
        line_of(node),
        (low.expr(node.child_by_field_id(LEFT)),),
        low.expr(node.child_by_field_id(RIGHT)),
        operator.type if operator is not None else "=",
        end_line=end_of(node),
    )
    _note_exports(low, assign)
    return (assign,)


def _note_exports(low: Lowering, assign: Assign) -> None:
    target = assign.targets[0]
    if low.place.function or not isinstance(target, Name) or target.id != "__all__":
        return
    if isinstance(assign.value, Seq):
        low.exports.extend(
            Export(item.value, item.value, item.line)
            for item in assign.value.items
            if isinstance(item, Lit) and isinstance(item.value, str)
        )


def _return(low: Lowering, node: Syntax) -> Body:
    parts = node.children  # ``return``, and perhaps what it returns, last
    return (Return(line_of(node), low.expr(parts[-1]) if len(parts) > 1 else None, end_of(node)),)


def _raise(low: Lowering, node: Syntax) -> Body:
    cause = node.child_by_field_id(CAUSE)
    values = [kid for kid in kids(node) if kid != cause]
    return (Throw(line_of(node), low.expr(values[0]) if values else None, end_of(node)),)


def _assert(low: Lowering, node: Syntax) -> Body:
    return (_called(low, node, "assert"),)


def _print(low: Lowering, node: Syntax) -> Body:
    return (_called(low, node, node.type.removesuffix("_statement")),)


def _called(low: Lowering, node: Syntax, name: str) -> Do:
    """A statement as the call of a function of its name."""
    line, end_line = line_of(node), end_of(node)
    return Do(
        line,
        Call(line, Name(line, low.said(name)), low.exprs(node.named_children), end_line=end_line),
        end_line,
    )


def _delete(low: Lowering, node: Syntax) -> Body:
    inner = kids(node)
    value = low.expr(inner[0] if inner else None)
    return (Delete(line_of(node), value.items if isinstance(value, Seq) else (value,)),)


def _stop(_: Lowering, node: Syntax) -> Body:
    return (Stop(line_of(node), node.type.removesuffix("_statement")),)


def _scope(low: Lowering, node: Syntax) -> Body:
    names = tuple(low.name(kid) for kid in kids(node))
    return (Scope(line_of(node), node.type.removesuffix("_statement"), names),)


def _if(low: Lowering, node: Syntax) -> Body:
    branches: list[Branch] = []
    other: Body = ()
    nested = 0
    for part in (node, *node.children_by_field_name("alternative")):
        if part.type == "else_clause":
            other = low.guarded(part.child_by_field_id(BODY))
            continue
        test = low.expr(part.child_by_field_id(CONDITION))
        typing = isinstance(test, Name | Attr) and last_name(test) == "TYPE_CHECKING"
        then = low.guarded(part.child_by_field_id(CONSEQUENCE), typing=typing)
        branches.append((line_of(part), test, then))
        nested += low.deepen()
    low.rise(nested)
    return chain(branches, other, nested)


def chain(branches: list[Branch], other: Body, nested: int) -> Body:
    """``if``/``elif``/``else`` out of (line, test, body) and the last branch.

    Only the first ``nested`` branches nest; later ones follow one another.
    """
    later = branches[nested:]
    if later:
        other = (*(If(line, test, body) for line, test, body in later), *other)
    for line, test, body in reversed(branches[:nested]):
        other = (If(line, test, body, other),)
    return other


def _for(low: Lowering, node: Syntax) -> Body:
    target, source = low.expr(node.child_by_field_id(LEFT)), low.expr(node.child_by_field_id(RIGHT))
    body = low.block(node.child_by_field_id(BODY))
    return (Loop(line_of(node), target, source, body), *_after(low, node))


def _while(low: Lowering, node: Syntax) -> Body:
    test = low.expr(node.child_by_field_id(CONDITION))
    body = low.block(node.child_by_field_id(BODY))
    return (Loop(line_of(node), None, test, body), *_after(low, node))


def _after(low: Lowering, node: Syntax) -> Body:
    """The ``else`` of a loop or a ``try``: what follows when nothing broke out."""
    found: list[Stmt] = []
    for kid in node.named_children:
        if kid.type == "else_clause":
            found.extend(low.block(kid.child_by_field_id(BODY)))
    return tuple(found)


def _try(low: Lowering, node: Syntax) -> Body:
    body = low.guarded(node.child_by_field_id(BODY))
    handlers: list[tuple[Expr | None, str, Body]] = []
    final: Body = ()
    for kid in node.named_children:
        if kid.type == "except_clause":
            handlers.append(_handler(low, kid))
        elif kid.type == "finally_clause":
            final = low.guarded(_block_of(kid))
    return (Try(line_of(node), (*body, *_after(low, node)), tuple(handlers), final),)


def _handler(low: Lowering, node: Syntax) -> tuple[Expr | None, str, Body]:
    value, alias = _aliased(node.child_by_field_id(VALUE))
    name = low.name(alias) if alias is not None else ""
    return (low.expr(value) if value is not None else None, name, low.guarded(_block_of(node)))


def _aliased(node: Syntax | None) -> tuple[Syntax | None, Syntax | None]:
    """What stands before and after an ``as``."""
    alias = node.child_by_field_id(ALIAS) if node is not None and node.type == "as_pattern" else None
    return (node, None) if node is None or alias is None else (kids(node)[0], alias)


def _block_of(node: Syntax) -> Syntax | None:
    return next((kid for kid in node.named_children if kid.type == "block"), None)


def _with(low: Lowering, node: Syntax) -> Body:
    items: list[tuple[Expr, Expr | None]] = []
    for clause in kids(node):
        for item in kids(clause) if clause.type == "with_clause" else ():
            value, alias = _aliased(item.child_by_field_id(VALUE))
            items.append((low.expr(value), low.expr(alias) if alias is not None else None))
    return (With(line_of(node), tuple(items), low.block(node.child_by_field_id(BODY))),)


def _match(low: Lowering, node: Syntax) -> Body:
    return chain(*match(low, node))


def _type_alias(low: Lowering, node: Syntax) -> Body:
    left, right = node.child_by_field_id(LEFT), node.child_by_field_id(RIGHT)
    name = low.short(left, TEXT_LIMIT).partition("[")[0]
    index, line = low.take_class(node.start_byte, node.end_byte), line_of(node)
    low.classes[index] = Class(
        index, name, line, end_of(node), line, "type", low.place.function, (low.expr(right),)
    )
    return (DefineClass(line, index),)


def _error(low: Lowering, node: Syntax) -> Body:
    return low.statements(node.named_children)


_NAMED: dict[str, LowerStmt | None] = {
    "expression_statement": _expression,
    "return_statement": _return,
    "raise_statement": _raise,
    "assert_statement": _assert,
    "print_statement": _print,
    "exec_statement": _print,
    "delete_statement": _delete,
    "pass_statement": _stop,
    "break_statement": _stop,
    "continue_statement": _stop,
    "global_statement": _scope,
    "nonlocal_statement": _scope,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
    "type_alias_statement": _type_alias,
    "function_definition": function,
    "class_definition": class_,
    "decorated_definition": decorated,
    "import_statement": import_,
    "import_from_statement": import_from,
    "future_import_statement": future_import,
    "block": _error,
    ERROR: _error,
}

STATEMENTS = by_kind(LANGUAGE, _NAMED, None)

"""Statements -> `Stmt`. One function for each node type of the grammar, found through `STATEMENTS`."""

from __future__ import annotations

from checks.code.facts import TEXT_LIMIT, Class, Export
from checks.code.python.definitions import class_, decorated, function, lambda_, last_name
from checks.code.python.imports import future_import, import_, import_from
from checks.code.python.lowering import Lowering, LowerStmt
from checks.code.python.matching import Branch, match
from checks.code.python.syntax import ERROR, Syntax
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


def _expression(low: Lowering, node: Syntax) -> Body:
    kids = node.kids
    if len(kids) != 1:
        return (Do(node.line, Seq(node.line, "tuple", low.exprs(kids)), node.end_line),) if kids else ()
    kid = kids[0]
    if kid.type == "assignment":
        return _assignment(low, kid)
    if kid.type == "augmented_assignment":
        return _augmented(low, kid)
    if kid.type == "ellipsis":
        return (Stop(node.line, "pass"),)
    return (Do(node.line, low.expr(kid), node.end_line),)


def _assignment(low: Lowering, node: Syntax) -> Body:
    targets: list[Expr] = []
    annotation = ""
    value: Syntax | None = node
    while value is not None and value.type == "assignment":
        targets.append(low.expr(value.child("left")))
        annotation = low.short(value.child("type"), TEXT_LIMIT) or annotation
        value = value.child("right")
    lowered: Expr | None = None
    if value is not None and value.type == "lambda":
        lowered = Func(value.line, lambda_(low, value, last_name(targets[0])))
    elif value is not None:
        lowered = low.expr(value)
    assign = Assign(node.line, tuple(targets), lowered, annotation=annotation, end_line=node.end_line)
    _note_exports(low, assign)
    return (assign,)


def _augmented(low: Lowering, node: Syntax) -> Body:
    operator = node.child("operator")
    assign = Assign(
        node.line,
        (low.expr(node.child("left")),),
        low.expr(node.child("right")),
        operator.type if operator is not None else "=",
        end_line=node.end_line,
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
    return (Return(node.line, low.expr(node.kids[0]) if node.kids else None, node.end_line),)


def _raise(low: Lowering, node: Syntax) -> Body:
    values = [kid for kid in node.kids if kid.field != "cause"]
    return (Throw(node.line, low.expr(values[0]) if values else None, node.end_line),)


def _assert(low: Lowering, node: Syntax) -> Body:
    call = Call(node.line, Name(node.line, "assert"), low.exprs(node.kids), end_line=node.end_line)
    return (Do(node.line, call, node.end_line),)


def _print(low: Lowering, node: Syntax) -> Body:
    name = Name(node.line, node.type.removesuffix("_statement"))
    return (
        Do(node.line, Call(node.line, name, low.exprs(node.kids), end_line=node.end_line), node.end_line),
    )


def _delete(low: Lowering, node: Syntax) -> Body:
    value = low.expr(node.kids[0] if node.kids else None)
    return (Delete(node.line, value.items if isinstance(value, Seq) else (value,)),)


def _stop(low: Lowering, node: Syntax) -> Body:  # noqa: ARG001
    return (Stop(node.line, node.type.removesuffix("_statement")),)


def _scope(low: Lowering, node: Syntax) -> Body:
    return (
        Scope(node.line, node.type.removesuffix("_statement"), tuple(low.text(kid) for kid in node.kids)),
    )


def _if(low: Lowering, node: Syntax) -> Body:
    branches: list[Branch] = []
    other: Body = ()
    nested = 0
    for part in (node, *node.children("alternative")):
        if part.type == "else_clause":
            other = low.guarded(part.child("body"))
            continue
        test = low.expr(part.child("condition"))
        typing = isinstance(test, Name | Attr) and last_name(test) == "TYPE_CHECKING"
        branches.append((part.line, test, low.guarded(part.child("consequence"), typing=typing)))
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
    loop = Loop(
        node.line, low.expr(node.child("left")), low.expr(node.child("right")), low.block(node.child("body"))
    )
    return (loop, *_after(low, node))


def _while(low: Lowering, node: Syntax) -> Body:
    loop = Loop(node.line, None, low.expr(node.child("condition")), low.block(node.child("body")))
    return (loop, *_after(low, node))


def _after(low: Lowering, node: Syntax) -> Body:
    """The ``else`` of a loop or a ``try``: what follows when nothing broke out."""
    found: list[Stmt] = []
    for kid in node.kids:
        if kid.type == "else_clause":
            found.extend(low.block(kid.child("body")))
    return tuple(found)


def _try(low: Lowering, node: Syntax) -> Body:
    body = low.guarded(node.child("body"))
    handlers: list[tuple[Expr | None, str, Body]] = []
    final: Body = ()
    for kid in node.kids:
        if kid.type == "except_clause":
            handlers.append(_handler(low, kid))
        elif kid.type == "finally_clause":
            final = low.guarded(_block_of(kid))
    return (Try(node.line, (*body, *_after(low, node)), tuple(handlers), final),)


def _handler(low: Lowering, node: Syntax) -> tuple[Expr | None, str, Body]:
    value = node.child("value")
    alias = value.child("alias") if value is not None and value.type == "as_pattern" else None
    name = low.text(alias) if alias is not None else ""
    types = value.kids[0] if value is not None and alias is not None else value
    return (low.expr(types) if types is not None else None, name, low.guarded(_block_of(node)))


def _block_of(node: Syntax) -> Syntax | None:
    return next((kid for kid in node.kids if kid.type == "block"), None)


def _with(low: Lowering, node: Syntax) -> Body:
    items: list[tuple[Expr, Expr | None]] = []
    for clause in node.kids:
        for item in clause.kids if clause.type == "with_clause" else ():
            value = item.child("value")
            alias = value.child("alias") if value is not None and value.type == "as_pattern" else None
            if value is not None and alias is not None:
                items.append((low.expr(value.kids[0]), low.expr(alias)))
            else:
                items.append((low.expr(value), None))
    return (With(node.line, tuple(items), low.block(node.child("body"))),)


def _match(low: Lowering, node: Syntax) -> Body:
    return chain(*match(low, node))


def _type_alias(low: Lowering, node: Syntax) -> Body:
    left, right = node.child("left"), node.child("right")
    name = low.short(left, TEXT_LIMIT).partition("[")[0]
    index = low.take_class(node.start, node.end)
    low.classes[index] = Class(
        index, name, node.line, node.end_line, node.line, "type", low.place.function, (low.expr(right),)
    )
    return (DefineClass(node.line, index),)


def _error(low: Lowering, node: Syntax) -> Body:
    return low.statements(node.kids)


STATEMENTS: dict[str, LowerStmt] = {
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

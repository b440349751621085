"""Assignments: ``a = b``, ``a += b``, ``a++``, ``delete a.b``, ``const a = b``, and expressions as statements."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node as Syntax

from checks.code.tree import Assign, Delete, Do, Expr, Lit, Stmt
from checks.code.typescript.functions import annotation
from checks.code.typescript.imports import bind_load, common_export, give
from checks.code.typescript.names import bound_names, declarator, end_of, line_of, target_name
from checks.code.typescript.reader import LowerStmt, Reader

ARGUMENT = "argument"
KIND = "kind"
LEFT = "left"
OPERATOR = "operator"
RIGHT = "right"


def expression(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """An expression as a statement; an assignment, an increment and a ``delete`` are their own."""
    inner = next((child for child in node.named_children if not child.is_extra), None)
    if inner is None:
        return
    if inner.type == "sequence_expression":
        for part in inner.named_children:
            if not part.is_extra:
                effect(reader, part, node, out)
    else:
        effect(reader, inner, node, out)


def effect(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    """What an expression does, in place of its value; ``around`` ends where the statement ends."""
    _EFFECTS.get(node.type, _do)(reader, node, around, out)


def _do(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    out.append(Do(line_of(node), reader.expr(node), end_of(around)))


def _namespace(reader: Reader, node: Syntax, _: Syntax, out: list[Stmt]) -> None:
    reader.stmt(node, out)


def _assign(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    """``a = b = value``: one assignment to both."""
    targets: list[Expr] = []
    value: Syntax | None = node
    while value is not None and value.type == "assignment_expression":
        left = value.child_by_field_name(LEFT)
        value = value.child_by_field_name(RIGHT)
        if left is not None:
            targets.append(reader.expr(left))
    if value is None or not targets:
        return
    before = len(reader.imports)
    lowered = reader.named(value, "" if _whole_export(targets[0]) else target_name(targets[0]))
    if len(reader.imports) != before:
        bind_load(reader, targets[0], lowered, before)
    line = line_of(node)
    for target in tuple(targets):
        local = common_export(reader, target, lowered, line)
        if local is not None:
            targets.append(local)
    out.append(Assign(line, tuple(targets), lowered, end_line=end_of(around)))


def _whole_export(target: Expr) -> bool:
    return target_name(target) == "exports"


def _augment(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    left, operator = node.child_by_field_name(LEFT), node.child_by_field_name(OPERATOR)
    right = node.child_by_field_name(RIGHT)
    if left is None or operator is None or right is None:
        return
    target = reader.expr(left)
    value = reader.named(right, target_name(target))
    out.append(Assign(line_of(node), (target,), value, op=operator.type, end_line=end_of(around)))


def _increment(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    argument, operator = node.child_by_field_name(ARGUMENT), node.child_by_field_name(OPERATOR)
    if argument is None or operator is None:
        return
    line = line_of(node)
    op = operator.type[:1] + "="
    out.append(Assign(line, (reader.expr(argument),), Lit(line, 1), op=op, end_line=end_of(around)))


def _delete(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    operator, argument = node.child_by_field_name(OPERATOR), node.child_by_field_name(ARGUMENT)
    if operator is None or argument is None or operator.type != "delete":
        _do(reader, node, around, out)
    else:
        out.append(Delete(line_of(node), (reader.expr(argument),)))


_EFFECTS = {
    "assignment_expression": _assign,
    "augmented_assignment_expression": _augment,
    "update_expression": _increment,
    "unary_expression": _delete,
    "internal_module": _namespace,
}


def variables(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """``const a = 1, { b } = c``."""
    declare(reader, node, out, exported=False)


def declare(reader: Reader, node: Syntax, out: list[Stmt], *, exported: bool) -> None:
    """Each declarator of a ``const``, ``let`` or ``var`` as an assignment of its own."""
    keyword = node.child_by_field_name(KIND)
    declares = "var" if keyword is None else keyword.type
    for child in node.named_children:
        name, typed, value = declarator(child)
        if name is None:
            continue
        target = reader.expr(name)
        before = len(reader.imports)
        lowered = None if value is None else reader.named(value, target_name(target))
        if lowered is not None and len(reader.imports) != before:
            bind_load(reader, target, lowered, before)
        written = "" if typed is None else reader.said(annotation(reader, typed))
        out.append(
            Assign(line_of(child), (target,), lowered, "=", declares, written, end_of(child), exported)
        )
        if exported:
            for local in bound_names(target):
                give(reader, local, local, line_of(child))


ASSIGNMENTS: Mapping[str, LowerStmt] = {
    "expression_statement": expression,
    "lexical_declaration": variables,
    "variable_declaration": variables,
}

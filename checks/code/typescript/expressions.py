"""Expressions: literals, names, members, calls, operators, objects, patterns, templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tree_sitter import Node as Syntax

from checks.code.again import again
from checks.code.facts import TEXT_LIMIT
from checks.code.tree import (
    Attr,
    Bind,
    Call,
    Expr,
    Func,
    Item,
    Lit,
    Map,
    Name,
    Op,
    Other,
    Seq,
    Spread,
    Template,
    Yield,
)
from checks.code.typescript.classes import CLASSES
from checks.code.typescript.functions import FUNCTIONS, define
from checks.code.typescript.imports import note_load
from checks.code.typescript.markup import MARKUP
from checks.code.typescript.names import key_name, line_of, string_text, target_name
from checks.code.typescript.reader import LowerExpr, Reader

ALTERNATIVE = "alternative"
ARGUMENT = "argument"
ARGUMENTS = "arguments"
CONDITION = "condition"
CONSEQUENCE = "consequence"
CONSTRUCTOR = "constructor"
INDEX = "index"
LEFT = "left"
NAME = "name"
OBJECT = "object"
OPERATOR = "operator"
RIGHT = "right"

OPERATORS: Mapping[str, str] = {"&&": "and", "||": "or", "??": "or", "===": "==", "!==": "!=", "!": "not"}
CHAINABLE = frozenset({"+", "and", "or"})
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+")


def other(reader: Reader, node: Syntax) -> Expr:
    return Other(line_of(node), node.type, reader.exprs(node.named_children))


def identifier(reader: Reader, node: Syntax) -> Expr:
    raw = reader.data[node.start_byte : node.end_byte]
    return Name(node.start_point[0] + 1, reader.names.get(raw) or reader.name(node))


def constant(value: bool | None) -> LowerExpr:
    """``undefined``, ``null``, ``true``, ``false``."""
    return lambda _, node: Lit(line_of(node), value)


def string(reader: Reader, node: Syntax) -> Expr:
    return Lit(node.start_point[0] + 1, reader.said(string_text(reader, node)))


def regex(reader: Reader, node: Syntax) -> Expr:
    return Lit(line_of(node), reader.said(reader.slice(node)[:TEXT_LIMIT]))


def number(reader: Reader, node: Syntax) -> Expr:
    return Lit(line_of(node), number_of(reader.slice(node)))


def number_of(text: str) -> int | float | str:
    """A number's value; its text where it is too long or unreadable."""
    digits = text.replace("_", "").removesuffix("n")[:40]
    try:
        if NUMBER.fullmatch(digits) and not (len(digits) > 1 and digits[0] == "0" and digits.isdigit()):
            value = int(digits, 0)
            return value if value < 2**63 else digits
        return float(digits)
    except ValueError:
        return digits


def template(reader: Reader, node: Syntax) -> Expr:
    parts: list[Expr] = []
    holes = False
    text = ""
    for child in node.named_children:
        kind = child.type
        if kind == "template_substitution":
            holes = True
            if text:
                parts.append(Lit(line_of(child), reader.said(text[:TEXT_LIMIT])))
                text = ""
            parts.extend(reader.exprs(child.named_children))
        elif not child.is_extra:
            text += reader.slice(child)
    if not holes:
        return Lit(line_of(node), reader.said(text[:TEXT_LIMIT]))
    if text:
        parts.append(Lit(line_of(node), reader.said(text[:TEXT_LIMIT])))
    return Template(line_of(node), tuple(parts))


def inner(reader: Reader, node: Syntax) -> Expr:
    """Parentheses, ``await``, ``as``, ``satisfies``, ``!``: the value inside."""
    return reader.inner(node)


def type_assertion(reader: Reader, node: Syntax) -> Expr:
    """``<T>value``."""
    children = [child for child in node.named_children if not child.is_extra]
    return reader.expr(children[-1]) if children else Other(line_of(node), node.type)


def member(reader: Reader, node: Syntax) -> Expr:
    # A node's first and last child are never comments; asking for them costs half of asking for fields.
    parts = node.children
    if len(parts) < 3:
        return other(reader, node)
    name = parts[-1]
    return Attr(name.start_point[0] + 1, reader.expr(parts[0]), reader.name(name))


def subscript(reader: Reader, node: Syntax) -> Expr:
    base, key = node.child_by_field_name(OBJECT), node.child_by_field_name(INDEX)
    if base is None or key is None:
        return other(reader, node)
    return Item(line_of(node), reader.expr(base), reader.expr(key))


def call(reader: Reader, node: Syntax) -> Expr:
    parts = node.children
    if len(parts) < 2:
        return other(reader, node)
    callee, arguments = reader.expr(parts[0]), parts[-1]
    if arguments.type == "arguments":
        args = reader.exprs(arguments.named_children)
    else:
        part = template(reader, arguments)
        args = (part if isinstance(part, Template) else Template(part.line, (part,)),)
    value = Call(node.start_point[0] + 1, callee, args, (), node.end_point[0] + 1)
    if isinstance(callee, Name) and callee.id in ("require", "import"):
        note_load(reader, value)
    return value


def new(reader: Reader, node: Syntax) -> Expr:
    func, arguments = node.child_by_field_name(CONSTRUCTOR), node.child_by_field_name(ARGUMENTS)
    if func is None:
        return other(reader, node)
    args = () if arguments is None else reader.exprs(arguments.named_children)
    value = Call(line_of(node), reader.expr(func), args, (), node.end_point[0] + 1, True)
    if isinstance(value.func, Name) and value.func.id in ("URL", "Worker"):
        note_load(reader, value)
    return value


def binary(reader: Reader, node: Syntax) -> Expr:
    """An operator; a chain of the same one (``a + b + c``) is one operation, however long."""
    left, operator, right = _operands(node)
    if left is None or operator is None or right is None:
        return other(reader, node)
    op = OPERATORS.get(operator.type, operator.type)
    operands = [reader.expr(right)]
    while op in CHAINABLE and left.type == "binary_expression":
        farther, sign, nearer = _operands(left)
        if farther is None or sign is None or nearer is None or OPERATORS.get(sign.type, sign.type) != op:
            break
        operands.append(reader.expr(nearer))
        left = farther
    operands.append(reader.expr(left))
    return Op(line_of(node), op, tuple(reversed(operands)))


def _operands(node: Syntax) -> tuple[Syntax | None, Syntax | None, Syntax | None]:
    if node.child_count == 3:
        left, operator, right = node.children
        return left, operator, right
    return node.child_by_field_name(LEFT), node.child_by_field_name(OPERATOR), node.child_by_field_name(RIGHT)


def unary(reader: Reader, node: Syntax) -> Expr:
    operator, argument = node.child_by_field_name(OPERATOR), node.child_by_field_name(ARGUMENT)
    if operator is None or argument is None:
        return other(reader, node)
    value = reader.expr(argument)
    sign = operator.type
    if (
        sign == "-"
        and isinstance(value, Lit)
        and isinstance(value.value, int | float)
        and value.value is not True
    ):
        return Lit(value.line, -value.value)
    if sign == "void":
        return Lit(line_of(node), None) if isinstance(value, Lit) else value
    if sign == "delete":
        return Other(line_of(node), "delete", (value,))
    return Op(line_of(node), OPERATORS.get(sign, sign), (value,))


def update(reader: Reader, node: Syntax) -> Expr:
    argument, operator = node.child_by_field_name(ARGUMENT), node.child_by_field_name(OPERATOR)
    if argument is None or operator is None:
        return other(reader, node)
    line, target = line_of(node), reader.expr(argument)
    return Bind(line, target, Op(line, operator.type[:1], (again(target), Lit(line, 1))))


def ternary(reader: Reader, node: Syntax) -> Expr:
    parts = [node.child_by_field_name(name) for name in (CONDITION, CONSEQUENCE, ALTERNATIVE)]
    return Op(line_of(node), "?:", tuple(reader.expr(part) for part in parts if part is not None))


def assignment(reader: Reader, node: Syntax) -> Expr:
    left, right = node.child_by_field_name(LEFT), node.child_by_field_name(RIGHT)
    if left is None or right is None:
        return other(reader, node)
    target = reader.expr(left)
    return Bind(line_of(node), target, reader.named(right, target_name(target)))


def augmented(reader: Reader, node: Syntax) -> Expr:
    left, operator, right = _operands(node)
    if left is None or operator is None or right is None:
        return other(reader, node)
    target, sign = reader.expr(left), operator.type.removesuffix("=")
    line = line_of(node)
    return Bind(line, target, Op(line, OPERATORS.get(sign, sign), (again(target), reader.expr(right))))


def array(reader: Reader, node: Syntax) -> Expr:
    """``[a, , b]``: what is left out between commas is an undefined item."""
    if len(node.children) == 2 * len(node.named_children) + 1:
        return Seq(line_of(node), "list", reader.exprs(node.named_children))
    items: list[Expr] = []
    missing = True
    for child in node.children[1:-1]:
        if child.is_extra:
            continue
        if child.type == ",":
            if missing:
                items.append(Lit(line_of(child), None))
            missing = True
        else:
            items.append(reader.expr(child))
            missing = False
    return Seq(line_of(node), "list", tuple(items))


def object_(reader: Reader, node: Syntax) -> Expr:
    items: list[tuple[Expr | None, Expr]] = []
    for child in node.named_children:
        kind = child.type
        if kind == "pair" or kind == "pair_pattern":
            items.append(pair(reader, child))
            continue
        line = line_of(child)
        if kind in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            name = reader.name(child)
            items.append((Lit(line, name), Name(line, name)))
        elif kind == "method_definition":
            name = reader.said(key_name(reader, child.child_by_field_name(NAME)))
            items.append((Lit(line, name), Func(line, define(reader, child, name))))
        elif kind == "object_assignment_pattern":
            bound = reader.expr(child)
            target = bound.target if isinstance(bound, Bind) else bound
            items.append((Lit(line, target.id if isinstance(target, Name) else ""), bound))
        elif kind in ("spread_element", "rest_pattern"):
            items.append((None, inner(reader, child)))
        elif not child.is_extra:
            items.append((None, reader.expr(child)))
    return Map(line_of(node), tuple(items))


def pair(reader: Reader, node: Syntax) -> tuple[Expr | None, Expr]:
    parts = node.children
    if len(parts) < 3:
        return None, other(reader, node)
    key, value = parts[0], parts[-1]
    if key.type == "computed_property_name":
        return inner(reader, key), reader.expr(value)
    name = reader.said(key_name(reader, key))
    return Lit(line_of(key), name), reader.named(value, name)


def spread(reader: Reader, node: Syntax) -> Expr:
    return Spread(line_of(node), inner(reader, node))


def default_pattern(reader: Reader, node: Syntax) -> Expr:
    """``target = value`` inside a destructuring pattern: the value where there is none."""
    left, right = node.child_by_field_name(LEFT), node.child_by_field_name(RIGHT)
    if left is None or right is None:
        return other(reader, node)
    return Bind(line_of(node), reader.expr(left), reader.expr(right))


def yield_(reader: Reader, node: Syntax) -> Expr:
    children = [child for child in node.named_children if not child.is_extra]
    if any(child.type == "*" for child in node.children) and children:
        return reader.expr(children[0])
    return Yield(line_of(node), reader.expr(children[0]) if children else None)


EXPRESSIONS: Mapping[str, LowerExpr] = {
    "identifier": identifier,
    "this": identifier,
    "super": identifier,
    "import": identifier,
    "shorthand_property_identifier": identifier,
    "shorthand_property_identifier_pattern": identifier,
    "property_identifier": identifier,
    "private_property_identifier": identifier,
    "type_identifier": identifier,
    "nested_identifier": member,
    "meta_property": identifier,
    "undefined": constant(None),
    "null": constant(None),
    "true": constant(True),
    "false": constant(False),
    "string": string,
    "number": number,
    "regex": regex,
    "template_string": template,
    "parenthesized_expression": inner,
    "await_expression": inner,
    "as_expression": inner,
    "satisfies_expression": inner,
    "non_null_expression": inner,
    "instantiation_expression": inner,
    "type_assertion": type_assertion,
    "member_expression": member,
    "subscript_expression": subscript,
    "call_expression": call,
    "new_expression": new,
    "binary_expression": binary,
    "unary_expression": unary,
    "update_expression": update,
    "ternary_expression": ternary,
    "assignment_expression": assignment,
    "augmented_assignment_expression": augmented,
    "array": array,
    "array_pattern": array,
    "object": object_,
    "object_pattern": object_,
    "spread_element": spread,
    "rest_pattern": spread,
    "assignment_pattern": default_pattern,
    "object_assignment_pattern": default_pattern,
    "yield_expression": yield_,
    **FUNCTIONS,
    **CLASSES,
    **MARKUP,
}

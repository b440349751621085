"""Statements: declarations, assignments, control flow, exports."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node as Syntax

from checks.code.again import again
from checks.code.tree import (
    Assign,
    Body,
    Define,
    DefineClass,
    Delete,
    Do,
    Expr,
    Func,
    If,
    Lit,
    Loop,
    Name,
    Op,
    Return,
    Stmt,
    Stop,
    Throw,
    Try,
    With,
)
from checks.code.typescript.classes import SHAPES, define_class, define_shape
from checks.code.typescript.functions import annotation, decorator, define
from checks.code.typescript.imports import IMPORTS, bind_load, common_export, export_clause, export_from, give
from checks.code.typescript.names import bound_names, declarator, end_of, key_name, line_of, target_name
from checks.code.typescript.reader import LowerStmt, Reader

ALTERNATIVE = "alternative"
ARGUMENT = "argument"
BODY = "body"
CONDITION = "condition"
CONSEQUENCE = "consequence"
DECLARATION = "declaration"
DECORATOR = "decorator"
FINALIZER = "finalizer"
HANDLER = "handler"
INCREMENT = "increment"
INITIALIZER = "initializer"
KIND = "kind"
LEFT = "left"
NAME = "name"
OPERATOR = "operator"
PARAMETER = "parameter"
RIGHT = "right"
SOURCE = "source"
VALUE = "value"

CHAIN_LIMIT = 40
"""Cases of a switch that become one chain; the cases after them stand in a row without ``else``."""

FUNCTION_KINDS = frozenset({"function_declaration", "generator_function_declaration", "function_signature"})
CLASS_KINDS = frozenset({"class_declaration", "abstract_class_declaration", "class"})
NAMESPACE_KINDS = frozenset({"internal_module", "module"})


def ignore(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """Comments, empty statements, ``debugger``: nothing."""


def bare(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """Anything without a statement of its own: the expressions inside it, for their effect."""
    out.append(Do(line_of(node), reader.expr(node), end_of(node)))


def block(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """A bare block, or what is left of code that could not be parsed: its statements stand where it stands."""
    for child in node.named_children:
        reader.stmt(child, out)


# --- assignments ---------------------------------------------------------------------------------


def expression(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """An expression as a statement; an assignment, an increment and a ``delete`` are their own."""
    inner = next((child for child in node.named_children if not child.is_extra), None)
    if inner is None:
        return
    if inner.type == "sequence_expression":
        for part in inner.named_children:
            if not part.is_extra:
                _effect(reader, part, node, out)
    else:
        _effect(reader, inner, node, out)


def _effect(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    EFFECTS.get(node.type, _do)(reader, node, around, out)


def _do(reader: Reader, node: Syntax, around: Syntax, out: list[Stmt]) -> None:
    out.append(Do(line_of(node), reader.expr(node), end_of(around)))


def _namespace_effect(reader: Reader, node: Syntax, _: Syntax, out: list[Stmt]) -> None:
    namespace(reader, node, out)


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


EFFECTS = {
    "assignment_expression": _assign,
    "augmented_assignment_expression": _augment,
    "update_expression": _increment,
    "unary_expression": _delete,
    "internal_module": _namespace_effect,
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


# --- definitions ---------------------------------------------------------------------------------


def declaration(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """A function, class, interface, enum or type alias."""
    _declared(reader, node, out, exported=False)


def _declared(
    reader: Reader, node: Syntax, out: list[Stmt], *, exported: bool, around: Syntax | None = None
) -> str:
    """Lowers a declaration; gives the name it declares. ``around`` is the export that it stands in."""
    kind = node.type
    own = key_name(reader, node.child_by_field_name(NAME))
    name = own or "default"
    first = 0 if around is None else line_of(around)
    if kind in FUNCTION_KINDS:
        out.append(Define(line_of(node), define(reader, node, name, first_line=first, exported=exported)))
    elif kind in CLASS_KINDS:
        decorators = (
            ()
            if around is None
            else tuple(decorator(reader, d) for d in around.children_by_field_name(DECORATOR))
        )
        index = define_class(reader, node, name, decorators=decorators, first_line=first, exported=exported)
        out.append(DefineClass(line_of(node), index))
    elif kind in SHAPES:
        out.append(
            DefineClass(line_of(node), define_shape(reader, node, first_line=first, exported=exported))
        )
    elif kind in NAMESPACE_KINDS:
        namespace(reader, node, out)
    elif kind == "ambient_declaration":
        ambient(reader, node, out)
    else:
        reader.stmt(node, out)
    return name


def namespace(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """``namespace A { … }``: its members count as the module's, its exports do not."""
    body = node.child_by_field_name(BODY)
    if body is not None:
        reader.ambient += 1
        block(reader, body, out)
        reader.ambient -= 1


def ambient(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """``declare …``: what it declares, without a body."""
    for child in node.named_children:
        if child.type == "statement_block":
            reader.ambient += 1
            block(reader, child, out)
            reader.ambient -= 1
        elif child.type != "property_identifier":
            reader.stmt(child, out)


def import_alias(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """``import a = b.c``: another name for a member."""
    parts = [child for child in node.named_children if not child.is_extra]
    if len(parts) == 2:
        target, value = reader.expr(parts[0]), reader.expr(parts[1])
        out.append(Assign(line_of(node), (target,), value, declares="const", end_line=end_of(node)))


# --- exports -------------------------------------------------------------------------------------


def export(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """``export`` in all its forms."""
    source, declared = node.child_by_field_name(SOURCE), node.child_by_field_name(DECLARATION)
    value = node.child_by_field_name(VALUE)
    default = any(child.type == "default" for child in node.children[:6])
    if source is not None:
        export_from(reader, node, source)
    elif declared is not None:
        _export_declared(reader, node, declared, out, default=default)
    elif value is not None:
        _export_value(reader, node, value, out)
    else:
        for child in node.named_children:
            if child.type == "export_clause":
                export_clause(reader, child)
            elif any(token.type == "=" for token in node.children) and not child.is_extra:
                _export_value(reader, node, child, out, whole=True)


def _export_declared(
    reader: Reader, node: Syntax, declared: Syntax, out: list[Stmt], *, default: bool
) -> None:
    if declared.type in ("lexical_declaration", "variable_declaration"):
        declare(reader, declared, out, exported=True)
        return
    if declared.type == "ambient_declaration":
        inner = next((c for c in declared.named_children if not c.is_extra), None)
        if inner is not None:
            _export_declared(reader, node, inner, out, default=default)
        return
    name = _declared(reader, declared, out, exported=True, around=node)
    give(reader, "default" if default else name, name, line_of(declared))


def _export_value(
    reader: Reader, node: Syntax, value: Syntax, out: list[Stmt], *, whole: bool = False
) -> None:
    """``export default value``; ``export = value`` where ``whole``."""
    line = line_of(value)
    if value.type in CLASS_KINDS or value.type in FUNCTION_KINDS:
        name = _declared(reader, value, out, exported=True, around=node)
    else:
        lowered = reader.named(value, "default" if value.type != "object" else "")
        name = lowered.id if isinstance(lowered, Name) else "default"
        if isinstance(lowered, Func):
            function = reader.functions[lowered.index]
            name = "default" if function is None else function.name
        if not isinstance(lowered, Name):
            out.append(
                Assign(
                    line, (Name(line, reader.said("default")),), lowered, "=", "const", "", end_of(node), True
                )
            )
    give(reader, "default", name, line)
    if whole:
        give(reader, "=", name, line)


# --- control flow --------------------------------------------------------------------------------


def if_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    test, then = node.child_by_field_name(CONDITION), node.child_by_field_name(CONSEQUENCE)
    other = node.child_by_field_name(ALTERNATIVE)
    line = line_of(node)
    value = Lit(line, None) if test is None else reader.expr(test)
    reader.guards += 1
    body = reader.block(then)
    rest = () if other is None else _else(reader, other)
    reader.guards -= 1
    out.append(If(line, value, body, rest))


def _else(reader: Reader, node: Syntax) -> Body:
    child = next((child for child in node.named_children if not child.is_extra), None)
    return reader.block(child)


def for_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    initializer, increment = node.child_by_field_name(INITIALIZER), node.child_by_field_name(INCREMENT)
    condition = node.child_by_field_name(CONDITION)
    if initializer is not None:
        reader.stmt(initializer, out)
    source = (
        None if condition is None or condition.type == "empty_statement" else _condition(reader, condition)
    )
    body = list(reader.block(node.child_by_field_name(BODY)))
    if increment is not None:
        _effect(reader, increment, increment, body)
    out.append(Loop(line_of(node), None, source, tuple(body)))


def _condition(reader: Reader, node: Syntax) -> Expr:
    return reader.inner(node) if node.type == "expression_statement" else reader.expr(node)


def for_in(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    left, right = node.child_by_field_name(LEFT), node.child_by_field_name(RIGHT)
    target = None if left is None else reader.expr(left)
    source = None if right is None else reader.expr(right)
    out.append(Loop(line_of(node), target, source, reader.block(node.child_by_field_name(BODY))))


def while_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    condition = node.child_by_field_name(CONDITION)
    source = None if condition is None else reader.expr(condition)
    out.append(Loop(line_of(node), None, source, reader.block(node.child_by_field_name(BODY))))


def try_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    handler, finalizer = node.child_by_field_name(HANDLER), node.child_by_field_name(FINALIZER)
    reader.guards += 1
    body = reader.block(node.child_by_field_name(BODY))
    handlers: tuple[tuple[Expr | None, str, Body], ...] = ()
    if handler is not None:
        parameter = handler.child_by_field_name(PARAMETER)
        name = "" if parameter is None else reader.name(parameter)
        handlers = ((None, name, reader.block(handler.child_by_field_name(BODY))),)
    reader.guards -= 1
    final = () if finalizer is None else reader.block(finalizer.child_by_field_name(BODY))
    out.append(Try(line_of(node), body, handlers, final))


def switch(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    """A switch as a chain of comparisons. Cases without a body share the next one's; what falls through
    after a body is not followed."""
    value, body = node.child_by_field_name(VALUE), node.child_by_field_name(BODY)
    if value is None or body is None:
        return
    subject = again(reader.expr(value))
    cases: list[tuple[int, Expr | None, Body]] = []
    tests: list[Expr] = []
    reader.guards += 1
    for case in body.named_children:
        if case.is_extra:
            continue
        line, test = line_of(case), case.child_by_field_name(VALUE)
        if test is not None:
            tests.append(Op(line, "==", (subject, reader.expr(test))))
        lowered = _case_body(reader, case)
        if not lowered and case.type == "switch_case" and not _ends(case):
            continue
        cases.append((line, None if case.type == "switch_default" else _any(line, tests), lowered))
        tests = []
    reader.guards -= 1
    out.extend(_chain(cases))


def _any(line: int, tests: list[Expr]) -> Expr:
    return tests[0] if len(tests) == 1 else Op(line, "or", tuple(tests))


def _ends(case: Syntax) -> bool:
    return any(child.type == "break_statement" for child in case.named_children)


def _case_body(reader: Reader, case: Syntax) -> Body:
    lowered: list[Stmt] = []
    for child in case.children_by_field_name(BODY):
        reader.stmt(child, lowered)
    while lowered and isinstance(lowered[-1], Stop) and lowered[-1].kind == "break":
        lowered.pop()
    return tuple(lowered)


def _chain(cases: list[tuple[int, Expr | None, Body]]) -> Body:
    rest = next((body for _, test, body in cases if test is None), ())
    tested = [(line, test, body) for line, test, body in cases if test is not None]
    row: list[Stmt] = [If(line, test, body) for line, test, body in tested[CHAIN_LIMIT:]]
    chain: Body = (*row, *rest)
    for line, test, body in reversed(tested[:CHAIN_LIMIT]):
        chain = (If(line, test, body, chain),)
    return chain


def return_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    out.append(Return(line_of(node), _value(reader, node), end_of(node)))


def throw(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    out.append(Throw(line_of(node), _value(reader, node), end_of(node)))


def _value(reader: Reader, node: Syntax) -> Expr | None:
    child = next((child for child in node.named_children if not child.is_extra), None)
    return None if child is None else reader.expr(child)


def stop(_: Reader, node: Syntax, out: list[Stmt]) -> None:
    out.append(Stop(line_of(node), node.type.removesuffix("_statement")))


def labeled(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    body = node.child_by_field_name(BODY)
    if body is not None:
        reader.stmt(body, out)


def with_(reader: Reader, node: Syntax, out: list[Stmt]) -> None:
    target = node.child_by_field_name("object")
    items = () if target is None else ((reader.expr(target), None),)
    out.append(With(line_of(node), items, reader.block(node.child_by_field_name(BODY))))


STATEMENTS: Mapping[str, LowerStmt] = {
    **IMPORTS,
    **dict.fromkeys(
        ("comment", "html_comment", "hash_bang_line", "empty_statement", "debugger_statement"), ignore
    ),
    **dict.fromkeys((*FUNCTION_KINDS, *CLASS_KINDS - {"class"}, *SHAPES), declaration),
    **dict.fromkeys(NAMESPACE_KINDS, namespace),
    "statement_block": block,
    "ERROR": block,
    "expression_statement": expression,
    "lexical_declaration": variables,
    "variable_declaration": variables,
    "ambient_declaration": ambient,
    "import_alias": import_alias,
    "export_statement": export,
    "if_statement": if_,
    "for_statement": for_,
    "for_in_statement": for_in,
    "while_statement": while_,
    "do_statement": while_,
    "try_statement": try_,
    "switch_statement": switch,
    "return_statement": return_,
    "throw_statement": throw,
    "break_statement": stop,
    "continue_statement": stop,
    "labeled_statement": labeled,
    "with_statement": with_,
}

"""Control flow: branches, loops, ``try``, ``switch``, and what leaves them."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node as Syntax

from checks.code.again import again
from checks.code.tree import Body, Expr, If, Lit, Loop, Op, Return, Stmt, Stop, Throw, Try, With
from checks.code.typescript.assignments import effect
from checks.code.typescript.names import end_of, line_of
from checks.code.typescript.reader import LowerStmt, Reader

ALTERNATIVE = "alternative"
BODY = "body"
CONDITION = "condition"
CONSEQUENCE = "consequence"
FINALIZER = "finalizer"
HANDLER = "handler"
INCREMENT = "increment"
INITIALIZER = "initializer"
LEFT = "left"
PARAMETER = "parameter"
RIGHT = "right"
VALUE = "value"

CHAIN_LIMIT = 40
"""Cases of a switch that become one chain; the cases after them stand in a row without ``else``."""


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
        effect(reader, increment, increment, body)
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


CONTROL: Mapping[str, LowerStmt] = {
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

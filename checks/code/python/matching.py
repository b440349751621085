"""``match`` -> the branches of an ``if`` chain. https://docs.python.org/3/reference/compound_stmts.html#match"""

from __future__ import annotations

from checks.code.again import again
from checks.code.python.lowering import Lowering
from checks.code.python.syntax import Syntax, field, kids, line_of
from checks.code.tree import Assign, Body, Call, Expr, Lit, Name, Op, Other, Seq

BODY = field("body")
CONSEQUENCE = field("consequence")
GUARD = field("guard")

Branch = tuple[int, Expr, Body]


def match(low: Lowering, node: Syntax) -> tuple[list[Branch], Body, int]:
    """The branches as (line, test, body), the body of a last ``case _``, and how many branches may nest.

    Names that a pattern binds are assigned the whole subject at the start of the branch: they depend on it.
    """
    subjects = [low.expr(kid) for kid in node.children_by_field_name("subject")]
    subject = again(subjects[0] if len(subjects) == 1 else Seq(line_of(node), "tuple", tuple(subjects)))
    branches: list[Branch] = []
    body = node.child_by_field_id(BODY)
    nested = 0
    other: Body = ()
    for case in low.inside(body) if body is not None else ():
        if case.type != "case_clause":
            continue
        line = line_of(case)
        test, captured = _case(low, case, subject)
        then = low.guarded(case.child_by_field_id(CONSEQUENCE))
        if captured:
            targets: list[Expr] = [Name(line, name) for name in captured]
            target = targets[0] if len(targets) == 1 else Seq(line, "tuple", tuple(targets))
            then = (Assign(line, (target,), subject, end_line=line), *then)
        if test is None:
            other = then
            break
        branches.append((line, test, then))
        nested += low.deepen()
    low.rise(nested)
    return branches, other, nested


def _case(low: Lowering, case: Syntax, subject: Expr) -> tuple[Expr | None, list[str]]:
    patterns = [kid for kid in case.named_children if kid.type == "case_pattern"]
    captured: list[str] = []
    tests: list[Expr] = []
    if len(patterns) == 1:
        test = _pattern(low, patterns[0], subject, captured, 0)
        if test is not None:
            tests.append(test)
    else:
        tests.append(_shape(low, line_of(case), patterns, subject, captured, 0))
    guard = case.child_by_field_id(GUARD)
    if guard is not None:
        tests.extend(low.exprs(guard.named_children))
    if len(tests) < 2:
        return (tests[0] if tests else None), captured
    return Op(line_of(case), "and", tuple(tests)), captured


def _pattern(low: Lowering, node: Syntax, subject: Expr, captured: list[str], depth: int) -> Expr | None:
    """The test that a pattern makes; None for one that always matches."""
    if depth > 20:
        return Other(line_of(node), node.type)
    if node.type == "case_pattern":
        return _plain(low, node, subject, captured, depth)
    if node.type == "as_pattern" and len(kids(node)) == 2:
        captured.append(low.name(kids(node)[1]))
        return _pattern(low, kids(node)[0], subject, captured, depth + 1)
    if node.type == "union_pattern":
        tests = [_pattern(low, kid, subject, captured, depth + 1) for kid in kids(node)]
        known = tuple(test for test in tests if test is not None)
        return Op(line_of(node), "or", known) if len(known) == len(tests) else None
    if node.type == "class_pattern" and kids(node):
        parts = [kid for kid in kids(node)[1:] if kid.type == "case_pattern"]
        _shape(low, line_of(node), parts, subject, captured, depth)
        return Call(line_of(node), Name(line_of(node), "isinstance"), (subject, low.expr(kids(node)[0])))
    if node.type in ("dotted_name", "identifier"):
        name = low.name(node)
        if "." in name:
            return Op(line_of(node), "==", (subject, low.expr(node)))
        if name != "_":
            captured.append(name)
        return None
    if node.type == "keyword_pattern":
        return _shape(low, line_of(node), kids(node)[1:], subject, captured, depth)
    if node.type in ("list_pattern", "tuple_pattern", "dict_pattern", "splat_pattern"):
        return _shape(low, line_of(node), kids(node), subject, captured, depth)
    return Op(line_of(node), "==", (subject, low.expr(node)))


def _plain(low: Lowering, node: Syntax, subject: Expr, captured: list[str], depth: int) -> Expr | None:
    if kids(node):
        negative = low.data[node.start_byte : node.start_byte + 1] == b"-"
        if negative:
            return Op(line_of(node), "==", (subject, _negated(low.expr(kids(node)[0]))))
        return _pattern(low, kids(node)[0], subject, captured, depth + 1)
    text = low.name(node)
    return None if text == "_" else Op(line_of(node), "==", (subject, Name(line_of(node), text)))


def _negated(value: Expr) -> Expr:
    if isinstance(value, Lit) and type(value.value) in (int, float):
        return Lit(value.line, -value.value)  # type: ignore[operator]
    return Op(value.line, "-", (value,))


def _shape(
    low: Lowering, line: int, parts: list[Syntax], subject: Expr, captured: list[str], depth: int
) -> Expr:
    """A test of several parts: its names are captured, its tests stay unsaid."""
    for part in parts:
        _pattern(low, part, subject, captured, depth + 1)
    return Op(line, "==", (subject, Other(line, "pattern")))

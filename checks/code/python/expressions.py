"""Expressions -> `Expr`. One function for each node type of the grammar, found through `EXPRESSIONS`."""

from __future__ import annotations

from checks.code.again import again
from checks.code.facts import TEXT_LIMIT, Import
from checks.code.python.definitions import lambda_
from checks.code.python.lowering import LowerExpr, Lowering
from checks.code.python.syntax import Syntax
from checks.code.python.text import number, unescape, unquote
from checks.code.tree import (
    Attr,
    Bind,
    Call,
    Comp,
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

_FLAT = frozenset({"and", "or", "+", "|"})
"""Operators whose left-leaning chains become one `Op`: long chains are common and would be as deep as long."""


def _name(low: Lowering, node: Syntax) -> Expr:
    return Name(node.line, low.text(node))


def _dotted(low: Lowering, node: Syntax) -> Expr:
    first, *rest = [part.strip() for part in low.text(node).split(".")]
    value: Expr = Name(node.line, first)
    for part in rest[:20]:
        value = Attr(node.line, value, part)
    return value


def _true(low: Lowering, node: Syntax) -> Expr:  # noqa: ARG001
    return Lit(node.line, True)


def _false(low: Lowering, node: Syntax) -> Expr:  # noqa: ARG001
    return Lit(node.line, False)


def _none(low: Lowering, node: Syntax) -> Expr:  # noqa: ARG001
    return Lit(node.line, None)


def _number(low: Lowering, node: Syntax) -> Expr:
    return Lit(node.line, number(low.text(node)))


def _string(low: Lowering, node: Syntax) -> Expr:
    if not node.kids:
        # A literal may be megabytes long; 12 bytes a character are enough for any escape.
        return Lit(
            node.line, unquote(low.data[node.start : node.end][: 12 * TEXT_LIMIT].decode("utf-8", "replace"))
        )
    raw = "r" in low.text(node.kids[0]).lower()
    parts: list[Expr] = []
    for kid in node.kids:
        if kid.type == "interpolation":
            parts.extend(_hole(low, kid))
        elif kid.type == "string_content":
            text = low.text(kid).replace("{{", "{").replace("}}", "}")
            parts.append(Lit(kid.line, (text if raw else unescape(text))[:TEXT_LIMIT]))
    if all(isinstance(part, Lit) for part in parts):
        return Lit(node.line, _joined(parts))
    return Template(node.line, tuple(parts))


def _hole(low: Lowering, node: Syntax) -> list[Expr]:
    found = [low.expr(node.child("expression"))]
    form = node.child("format_specifier")
    if form is not None:
        found += [low.expr(kid.child("expression")) for kid in form.kids if kid.type == "format_expression"]
    return found


def _joined(parts: list[Expr]) -> str:
    return "".join(str(part.value) for part in parts if isinstance(part, Lit))[:TEXT_LIMIT]


def _strings(low: Lowering, node: Syntax) -> Expr:
    parts: list[Expr] = []
    for kid in node.kids:
        value = low.expr(kid)
        parts.extend(value.parts if isinstance(value, Template) else (value,))
    if all(isinstance(part, Lit) for part in parts):
        return Lit(node.line, _joined(parts))
    return Template(node.line, tuple(parts))


def _attribute(low: Lowering, node: Syntax) -> Expr:
    kids = node.kids
    if len(kids) < 2:
        return low.expr(kids[0] if kids else None)
    return Attr(kids[-1].line, low.expr(kids[0]), low.text(kids[-1]))


def _subscript(low: Lowering, node: Syntax) -> Expr:
    keys = [low.expr(kid) for kid in node.children("subscript")]
    key = keys[0] if len(keys) == 1 else Seq(node.line, "tuple", tuple(keys))
    return Item(node.line, low.expr(node.child("value")), key)


def _slice(low: Lowering, node: Syntax) -> Expr:
    return Op(node.line, ":", low.exprs(node.kids))


def _call(low: Lowering, node: Syntax) -> Expr:
    func = low.expr(node.child("function"))
    arguments = node.child("arguments")
    args: list[Expr] = []
    kwargs: list[tuple[str, Expr]] = []
    if arguments is not None and arguments.type == "generator_expression":
        args.append(low.expr(arguments))
    elif arguments is not None:
        for kid in arguments.kids:
            if kid.type == "keyword_argument" and len(kid.kids) == 2:
                kwargs.append((low.text(kid.kids[0]), low.expr(kid.kids[1])))
            else:
                args.append(low.expr(kid))
    call = Call(node.line, func, tuple(args), tuple(kwargs), node.end_line)
    if args and isinstance(func, Name | Attr):
        _note_dynamic_import(low, call, func)
    return call


def _note_dynamic_import(low: Lowering, call: Call, func: Name | Attr) -> None:
    name = func.id if isinstance(func, Name) else func.name
    if name in ("import_module", "__import__"):
        module = _pattern(call.args[0])
        low.imports.append(
            Import(module, "", "", "dynamic", call.line, low.place.function, low.place.guarded)
        )


def _pattern(value: Expr) -> str:
    """A module's name with ``*`` for what is computed."""
    if isinstance(value, Lit):
        return str(value.value)
    if isinstance(value, Template):
        return "".join(_pattern(part) for part in value.parts)
    if isinstance(value, Op) and value.op == "+":
        return "".join(_pattern(part) for part in value.operands)
    return "*"


def _parenthesised(low: Lowering, node: Syntax) -> Expr:
    return low.expr(node.kids[0] if node.kids else None)


def _seq(kind: str) -> LowerExpr:
    def lower(low: Lowering, node: Syntax) -> Expr:
        return Seq(node.line, kind, low.exprs(node.kids))

    return lower


def _map(low: Lowering, node: Syntax) -> Expr:
    items: list[tuple[Expr | None, Expr]] = []
    for kid in node.kids:
        if kid.type == "pair":
            items.append((low.expr(kid.child("key")), low.expr(kid.child("value"))))
        else:
            items.append((None, low.expr(kid.kids[0] if kid.kids else kid)))
    return Map(node.line, tuple(items))


def _spread(low: Lowering, node: Syntax) -> Expr:
    return Spread(node.line, low.expr(node.kids[0] if node.kids else None))


def _binary(low: Lowering, node: Syntax) -> Expr:
    operator = node.child("operator")
    op = operator.type if operator is not None else "?"
    rights: list[Syntax | None] = []
    left: Syntax | None = node
    while left is not None and left.type == node.type and (left is node or _same(left, op)):
        rights.append(left.child("right"))
        left = left.child("left")
        if op not in _FLAT:
            break
    operands = [low.expr(left), *(low.expr(right) for right in reversed(rights))]
    return Op(node.line, op, tuple(operands))


def _same(node: Syntax, op: str) -> bool:
    operator = node.child("operator")
    return operator is not None and operator.type == op


def _unary(low: Lowering, node: Syntax) -> Expr:
    value = low.expr(node.child("argument"))
    operator = node.child("operator")
    op = operator.type if operator is not None else "?"
    if op == "-" and isinstance(value, Lit) and type(value.value) in (int, float):
        return Lit(node.line, -value.value)  # type: ignore[operator]
    return Op(node.line, op, (value,))


def _not(low: Lowering, node: Syntax) -> Expr:
    return Op(node.line, "not", (low.expr(node.child("argument")),))


def _comparison(low: Lowering, node: Syntax) -> Expr:
    ops = [kid.type for kid in node.kids if kid.field == "operators"]
    values = [low.expr(kid) for kid in node.kids if kid.field != "operators"]
    links = [
        Op(node.line, op, (again(left) if at else left, right))
        for at, (op, left, right) in enumerate(zip(ops, values, values[1:], strict=False))
    ]
    return links[0] if len(links) == 1 else Op(node.line, "and", tuple(links))


def _conditional(low: Lowering, node: Syntax) -> Expr:
    if len(node.kids) != 3:
        return Other(node.line, node.type, low.exprs(node.kids))
    then, test, other = node.kids
    return Op(node.line, "?:", (low.expr(test), low.expr(then), low.expr(other)))


def _bind(low: Lowering, node: Syntax) -> Expr:
    return Bind(node.line, low.expr(node.child("name")), low.expr(node.child("value")))


def assignment_value(low: Lowering, node: Syntax) -> Expr:
    """An assignment where an expression stands: inside a syntax error."""
    return Bind(node.line, low.expr(node.child("left")), low.expr(node.child("right")))


def _comp(kind: str) -> LowerExpr:
    def lower(low: Lowering, node: Syntax) -> Expr:
        loops: list[tuple[Expr, Expr]] = []
        tests: list[Expr] = []
        for kid in node.kids:
            if kid.type == "for_in_clause":
                sources = [low.expr(right) for right in kid.children("right")]
                source = sources[0] if len(sources) == 1 else Seq(kid.line, "tuple", tuple(sources))
                loops.append((low.expr(kid.child("left")), source))
            elif kid.type == "if_clause":
                tests.extend(low.exprs(kid.kids))
        return Comp(node.line, low.expr(node.child("body")), tuple(loops), tuple(tests), kind)

    return lower


def _pair(low: Lowering, node: Syntax) -> Expr:
    return Seq(node.line, "tuple", (low.expr(node.child("key")), low.expr(node.child("value"))))


def _yield(low: Lowering, node: Syntax) -> Expr:
    low.generators.add(low.place.function)
    value = low.expr(node.kids[0]) if node.kids else None
    if value is not None and low.data[node.start + 5 : node.kids[0].start].split()[:1] == [b"from"]:
        return Yield(node.line, Spread(node.line, value))
    return Yield(node.line, value)


def _func(low: Lowering, node: Syntax) -> Expr:
    return Func(node.line, lambda_(low, node))


def _keyword(low: Lowering, node: Syntax) -> Expr:
    return low.expr(node.child("value"))


def _as(low: Lowering, node: Syntax) -> Expr:
    alias = node.child("alias")
    value = low.expr(node.kids[0] if node.kids else None)
    if alias is None or not alias.kids:
        return value
    return Bind(node.line, low.expr(alias.kids[0]), value)


def _generic(low: Lowering, node: Syntax) -> Expr:
    if len(node.kids) != 2:
        return Other(node.line, node.type, low.exprs(node.kids))
    base, parameters = node.kids
    keys = low.exprs(parameters.kids)
    return Item(node.line, low.expr(base), keys[0] if len(keys) == 1 else Seq(node.line, "tuple", keys))


def _union(low: Lowering, node: Syntax) -> Expr:
    return Op(node.line, "|", low.exprs(node.kids))


EXPRESSIONS: dict[str, LowerExpr] = {
    "identifier": _name,
    "dotted_name": _dotted,
    "true": _true,
    "false": _false,
    "none": _none,
    "integer": _number,
    "float": _number,
    "string": _string,
    "concatenated_string": _strings,
    "attribute": _attribute,
    "subscript": _subscript,
    "slice": _slice,
    "call": _call,
    "parenthesized_expression": _parenthesised,
    "await": _parenthesised,
    "expression_statement": _parenthesised,
    "type": _parenthesised,
    "generic_type": _generic,
    "union_type": _union,
    "member_type": _attribute,
    "as_pattern_target": _parenthesised,
    "list": _seq("list"),
    "list_pattern": _seq("list"),
    "tuple": _seq("tuple"),
    "tuple_pattern": _seq("tuple"),
    "pattern_list": _seq("tuple"),
    "expression_list": _seq("tuple"),
    "set": _seq("set"),
    "dictionary": _map,
    "list_splat": _spread,
    "list_splat_pattern": _spread,
    "dictionary_splat": _spread,
    "dictionary_splat_pattern": _spread,
    "parenthesized_list_splat": _parenthesised,
    "binary_operator": _binary,
    "boolean_operator": _binary,
    "unary_operator": _unary,
    "not_operator": _not,
    "comparison_operator": _comparison,
    "conditional_expression": _conditional,
    "named_expression": _bind,
    "assignment": assignment_value,
    "list_comprehension": _comp("list"),
    "set_comprehension": _comp("set"),
    "dictionary_comprehension": _comp("dict"),
    "generator_expression": _comp("generator"),
    "pair": _pair,
    "yield": _yield,
    "lambda": _func,
    "keyword_argument": _keyword,
    "as_pattern": _as,
}

"""Expressions -> `Expr`. One function for each node type of the grammar, found through `EXPRESSIONS`.

A node's first and last child are never comments: where those two are all that is wanted, no field is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.code.again import again
from checks.code.facts import TEXT_LIMIT, Import
from checks.code.kinds import by_kind, numbers
from checks.code.python.definitions import lambda_
from checks.code.python.lowering import LowerExpr, Lowering
from checks.code.python.syntax import LANGUAGE, TRIVIA, Syntax, field, interpolated, kids, line_of
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

ALIAS = field("alias")
ARGUMENT = field("argument")
BODY = field("body")
EXPRESSION = field("expression")
FORMAT = field("format_specifier")
KEY = field("key")
LEFT = field("left")
NAME = field("name")
OPERATOR = field("operator")
RIGHT = field("right")
VALUE = field("value")

_GENERATOR = numbers(LANGUAGE, "generator_expression")
_IDENTIFIER = LANGUAGE.id_for_node_kind("identifier", True)
_KEYWORD = numbers(LANGUAGE, "keyword_argument")
_BACKSLASH, _QUOTES = 0x5C, (0x22, 0x27)
_LONGEST = 12 * TEXT_LIMIT
"""Bytes of a literal that are read: it may be megabytes long, and these are enough for any escapes."""
_PAIR = numbers(LANGUAGE, "pair")
_FLAT = frozenset({"and", "or", "+", "|"})
"""Operators whose left-leaning chains become one `Op`: long chains are common and would be as deep as long."""


def _other(low: Lowering, node: Syntax) -> Expr:
    return Other(line_of(node), node.type, low.exprs(node.named_children))


def _name(low: Lowering, node: Syntax) -> Expr:
    raw = low.data[node.start_byte : node.end_byte]
    return Name(node.start_point[0] + 1, low.names.get(raw) or low.name(node))


def _dotted(low: Lowering, node: Syntax) -> Expr:
    first, *rest = [part.strip() for part in low.text(node).split(".")]
    line = line_of(node)
    value: Expr = Name(line, low.said(first))
    for part in rest[:20]:
        value = Attr(line, value, low.said(part))
    return value


def _constant(value: bool | None) -> LowerExpr:
    return lambda _, node: Lit(line_of(node), value)


def _number(low: Lowering, node: Syntax) -> Expr:
    return Lit(line_of(node), number(low.text(node)))


def _string(low: Lowering, node: Syntax) -> Expr:
    line, start, end = node.start_point[0] + 1, node.start_byte, node.end_byte
    low.strings.append((start, end))
    data, size = low.data, end - start
    plain = 1 < size < _LONGEST and (quote := data[start]) in _QUOTES and data[end - 1] == quote
    if (
        plain
        and (size == 2 or data[start + 1] != quote)
        and _BACKSLASH not in (raw := data[start + 1 : end - 1])
    ):
        text = raw.decode("utf-8", "replace")[:TEXT_LIMIT]
    elif interpolated(data, start):
        return _joined(low, line, _parts(low, node))
    else:
        text = unquote(data[start : min(end, start + _LONGEST)].decode("utf-8", "replace"))
    low.texts[text] = None
    return Lit(line, text)


def _parts(low: Lowering, node: Syntax) -> list[Expr]:
    """What an f-string or t-string is made of."""
    found: list[Expr] = []
    raw: bool | None = None
    for kid in node.named_children:
        kind = kid.type
        if raw is None:
            raw = "r" in low.text(kid).lower()
        if kind == "interpolation":
            found += _hole(low, kid)
        elif kind == "string_content":
            text = low.text(kid).replace("{{", "{").replace("}}", "}")
            found.append(Lit(line_of(kid), low.said((text if raw else unescape(text))[:TEXT_LIMIT])))
    return found


def _hole(low: Lowering, node: Syntax) -> list[Expr]:
    found = [low.expr(node.child_by_field_id(EXPRESSION))]
    form = node.child_by_field_id(FORMAT)
    if form is not None:
        inner = (kid for kid in form.named_children if kid.type == "format_expression")
        found += [low.expr(kid.child_by_field_id(EXPRESSION)) for kid in inner]
    return found


def _joined(low: Lowering, line: int, parts: list[Expr]) -> Expr:
    """One literal where every part is one."""
    if all(isinstance(part, Lit) for part in parts):
        text = "".join(str(part.value) for part in parts if isinstance(part, Lit))
        return Lit(line, low.said(text[:TEXT_LIMIT]))
    return Template(line, tuple(parts))


def _strings(low: Lowering, node: Syntax) -> Expr:
    parts: list[Expr] = []
    for value in low.exprs(node.named_children):
        parts.extend(value.parts if isinstance(value, Template) else (value,))
    return _joined(low, line_of(node), parts)


def _attribute(low: Lowering, node: Syntax) -> Expr:
    parts = node.children
    if len(parts) != 3:
        parts = node.named_children
        if len(parts) < 2:
            return low.expr(parts[0] if parts else None)
    first, last = parts[0], parts[-1]
    data, names = low.data, low.names
    if first.kind_id == _IDENTIFIER:
        raw = data[first.start_byte : first.end_byte]
        base: Expr = Name(first.start_point[0] + 1, names.get(raw) or low.name(first))
    else:
        base = low.expr(first)
    raw = data[last.start_byte : last.end_byte]
    return Attr(last.start_point[0] + 1, base, names.get(raw) or low.name(last))


def _subscript(low: Lowering, node: Syntax) -> Expr:
    parts = kids(node)
    return _item(line_of(node), low, parts[0] if parts else None, parts[1:])


def _item(line: int, low: Lowering, base: Syntax | None, keys: Sequence[Syntax]) -> Expr:
    lowered = low.exprs(keys)
    key = lowered[0] if len(lowered) == 1 else Seq(line, "tuple", lowered)
    return Item(line, low.expr(base), key)


def _slice(low: Lowering, node: Syntax) -> Expr:
    return Op(line_of(node), ":", low.exprs(node.named_children))


def _call(low: Lowering, node: Syntax) -> Expr:
    parts = node.children
    func = low.expr(parts[0] if parts else None)
    args: list[Expr] = []
    kwargs: list[tuple[str, Expr]] = []
    if len(parts) > 1:
        arguments = parts[-1]
        if arguments.kind_id in _GENERATOR:
            args.append(low.expr(arguments))
        else:
            for kid in arguments.named_children:
                kind = kid.kind_id
                if kind in _KEYWORD and len(given := kid.children) > 2:
                    kwargs.append((low.name(given[0]), low.expr(given[-1])))
                elif kind not in TRIVIA:
                    args.append(low.expr(kid))
    call = Call(node.start_point[0] + 1, func, tuple(args), tuple(kwargs), node.end_point[0] + 1)
    if low.loads and args and isinstance(func, Name | Attr):
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
    return low.expr(_inner(node))


def _inner(node: Syntax) -> Syntax | None:
    """The first node inside another."""
    return next((kid for kid in node.named_children if kid.kind_id not in TRIVIA), None)


def _seq(kind: str) -> LowerExpr:
    return lambda low, node: Seq(line_of(node), kind, low.exprs(node.named_children))


def _map(low: Lowering, node: Syntax) -> Expr:
    items: list[tuple[Expr | None, Expr]] = []
    for kid in kids(node):
        if kid.kind_id in _PAIR:
            parts = kid.children
            whole = len(parts) == 3
            key = parts[0] if whole else kid.child_by_field_id(KEY)
            items.append((low.expr(key), low.expr(parts[2] if whole else kid.child_by_field_id(VALUE))))
        else:
            items.append((None, low.expr(_inner(kid) or kid)))
    return Map(line_of(node), tuple(items))


def _spread(low: Lowering, node: Syntax) -> Expr:
    return Spread(line_of(node), low.expr(_inner(node)))


def _binary(low: Lowering, node: Syntax) -> Expr:
    left, op, right = _operands(node)
    rights = [right]
    while op in _FLAT and left is not None and left.kind_id == node.kind_id:
        farther, sign, nearer = _operands(left)
        if sign != op:
            break
        rights.append(nearer)
        left = farther
    operands = [low.expr(left), *(low.expr(each) for each in reversed(rights))]
    return Op(line_of(node), op, tuple(operands))


def _operands(node: Syntax) -> tuple[Syntax | None, str, Syntax | None]:
    parts = node.children
    if len(parts) == 3:
        return parts[0], parts[1].type, parts[2]
    operator = node.child_by_field_id(OPERATOR)
    op = operator.type if operator is not None else "?"
    return node.child_by_field_id(LEFT), op, node.child_by_field_id(RIGHT)


def _unary(low: Lowering, node: Syntax) -> Expr:
    value = low.expr(node.child_by_field_id(ARGUMENT))
    operator = node.child_by_field_id(OPERATOR)
    op = operator.type if operator is not None else "?"
    if op == "-" and isinstance(value, Lit) and type(value.value) in (int, float):
        return Lit(line_of(node), -value.value)  # type: ignore[operator]
    return Op(line_of(node), op, (value,))


def _not(low: Lowering, node: Syntax) -> Expr:
    return Op(line_of(node), "not", (low.expr(node.child_by_field_id(ARGUMENT)),))


def _comparison(low: Lowering, node: Syntax) -> Expr:
    line, parts = line_of(node), node.children
    if len(parts) == 3:
        return Op(line, parts[1].type, (low.expr(parts[0]), low.expr(parts[2])))
    ops = [part.type for part in parts if not part.is_named]
    values = low.exprs([part for part in parts if part.is_named])
    links = [
        Op(line, op, (again(left) if at else left, right))
        for at, (op, left, right) in enumerate(zip(ops, values, values[1:], strict=False))
    ]
    return links[0] if len(links) == 1 else Op(line, "and", tuple(links))


def _conditional(low: Lowering, node: Syntax) -> Expr:
    parts = kids(node)
    if len(parts) != 3:
        return _other(low, node)
    then, test, other = parts
    return Op(line_of(node), "?:", (low.expr(test), low.expr(then), low.expr(other)))


def _bind(low: Lowering, node: Syntax) -> Expr:
    name, value = node.child_by_field_id(NAME), node.child_by_field_id(VALUE)
    return Bind(line_of(node), low.expr(name), low.expr(value))


def assignment_value(low: Lowering, node: Syntax) -> Expr:
    """An assignment where an expression stands: inside a syntax error."""
    left, right = node.child_by_field_id(LEFT), node.child_by_field_id(RIGHT)
    return Bind(line_of(node), low.expr(left), low.expr(right))


def _comp(kind: str) -> LowerExpr:
    def lower(low: Lowering, node: Syntax) -> Expr:
        loops: list[tuple[Expr, Expr]] = []
        tests: list[Expr] = []
        for kid in node.named_children:
            if kid.type == "for_in_clause":
                sources = low.exprs(kid.children_by_field_name("right"))
                source = sources[0] if len(sources) == 1 else Seq(line_of(kid), "tuple", sources)
                loops.append((low.expr(kid.child_by_field_id(LEFT)), source))
            elif kid.type == "if_clause":
                tests.extend(low.exprs(kid.named_children))
        element = low.expr(node.child_by_field_id(BODY))
        return Comp(line_of(node), element, tuple(loops), tuple(tests), kind)

    return lower


def _pair(low: Lowering, node: Syntax) -> Expr:
    parts = (low.expr(node.child_by_field_id(KEY)), low.expr(node.child_by_field_id(VALUE)))
    return Seq(line_of(node), "tuple", parts)


def _yield(low: Lowering, node: Syntax) -> Expr:
    low.generators.add(low.place.function)
    line, inner = line_of(node), _inner(node)
    if inner is None:
        return Yield(line, None)
    value = low.expr(inner)
    if low.data[node.start_byte + 5 : inner.start_byte].split()[:1] == [b"from"]:
        return Yield(line, Spread(line, value))
    return Yield(line, value)


def _func(low: Lowering, node: Syntax) -> Expr:
    return Func(line_of(node), lambda_(low, node))


def _keyword(low: Lowering, node: Syntax) -> Expr:
    return low.expr(node.child_by_field_id(VALUE))


def _as(low: Lowering, node: Syntax) -> Expr:
    alias = node.child_by_field_id(ALIAS)
    value = low.expr(_inner(node))
    target = _inner(alias) if alias is not None else None
    return value if target is None else Bind(line_of(node), low.expr(target), value)


def _generic(low: Lowering, node: Syntax) -> Expr:
    parts = kids(node)
    if len(parts) != 2:
        return _other(low, node)
    base, parameters = parts
    return _item(line_of(node), low, base, parameters.named_children)


def _union(low: Lowering, node: Syntax) -> Expr:
    return Op(line_of(node), "|", low.exprs(node.named_children))


_NAMED: dict[str, LowerExpr] = {
    "identifier": _name,
    "dotted_name": _dotted,
    "true": _constant(True),
    "false": _constant(False),
    "none": _constant(None),
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

EXPRESSIONS = by_kind(LANGUAGE, _NAMED, _other)

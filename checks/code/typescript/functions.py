"""Functions, methods, arrows: their parameters, kinds and bodies."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node as Syntax

from checks.code.facts import Decorator, Function, Param
from checks.code.tree import Body, Expr, Func, Name, Return
from checks.code.typescript.names import bound_names, end_of, line_of, target_name
from checks.code.typescript.reader import LowerExpr, Reader

BODY = "body"
DECORATOR = "decorator"
NAME = "name"
PARAMETER = "parameter"
PARAMETERS = "parameters"
PATTERN = "pattern"
RETURN_TYPE = "return_type"
TYPE = "type"
VALUE = "value"

MARKS = frozenset({"async", "static", "get", "set", "*", "abstract"})
GENERATORS = frozenset({"generator_function", "generator_function_declaration"})


def define(
    reader: Reader,
    node: Syntax,
    name: str,
    *,
    owner: int = -1,
    decorators: tuple[Decorator, ...] = (),
    first_line: int = 0,
    exported: bool = False,
) -> int:
    """Lowers a function of any form and gives its index. ``owner`` is the class whose member it is."""
    index, outer = reader.open_function(name)
    qualname = ".".join(reader.path)
    marks = _marks(node)
    params, body = _params(reader, node), node.child_by_field_name(BODY)
    returns = node.child_by_field_name(RETURN_TYPE)
    line, end_line = line_of(node), end_of(node)
    first_line = first_line or (decorators[0].line if decorators else line)
    function = Function(
        index=index,
        name=name,
        qualname=qualname,
        line=line,
        end_line=end_line,
        first_line=first_line,
        kind=_kind(node, name, marks, owner),
        parent=outer,
        owner=owner,
        params=params,
        decorators=decorators,
        returns="" if returns is None else annotation(reader, returns),
        is_async="async" in marks,
        is_generator="*" in marks or node.type in GENERATORS,
        exported=exported,
        abstract=body is None,
        docstring=reader.docstring(first_line),
        digest=reader.text.digest(node.start_byte, node.end_byte),
    )
    reader.close_function(function, _body(reader, body))
    return index


def function_value(reader: Reader, node: Syntax) -> Expr:
    """A function used as a value, named after where it goes unless it has a name of its own."""
    (name, owner), reader.hint = reader.hint, ("", -1)
    own = node.child_by_field_name(NAME)
    return Func(
        line_of(node), define(reader, node, name or ("" if own is None else reader.slice(own)), owner=owner)
    )


def decorator(reader: Reader, node: Syntax) -> Decorator:
    """One decorator."""
    return Decorator(line_of(node), reader.inner(node))


def annotation(reader: Reader, node: Syntax) -> str:
    """A type as written, without its colon, on one line."""
    return " ".join(reader.slice(node).removeprefix(":").removeprefix("?:").split())[:300]


def _marks(node: Syntax) -> frozenset[str]:
    return frozenset(child.type for child in node.children[:8] if not child.is_named) & MARKS


def _kind(node: Syntax, name: str, marks: frozenset[str], owner: int) -> str:
    if node.type == "arrow_function":
        return "arrow"
    if "get" in marks:
        return "getter"
    if "set" in marks:
        return "setter"
    if owner < 0:
        return "method" if node.type == "method_definition" else "function"
    if "static" in marks:
        return "static"
    return "constructor" if name == "constructor" else "method"


def _body(reader: Reader, node: Syntax | None) -> Body:
    if node is None:
        return ()
    guards, reader.guards = reader.guards, 0
    if node.type == "statement_block":
        body = reader.block(node)
    else:
        body = (Return(line_of(node), reader.expr(node), end_of(node)),)
    reader.guards = guards
    return body


def _params(reader: Reader, node: Syntax) -> tuple[Param, ...]:
    single = node.child_by_field_name(PARAMETER)
    if single is not None:
        return (Param(reader.slice(single)),)
    listed = node.child_by_field_name(PARAMETERS)
    if listed is None:
        return ()
    found = (param(reader, child) for child in listed.named_children if child.type.endswith("_parameter"))
    return tuple(p for p in found if p.name != "this")


def param(reader: Reader, node: Syntax) -> Param:
    """One parameter."""
    pattern, value = node.child_by_field_name(PATTERN), node.child_by_field_name(VALUE)
    kind = ""
    if pattern is not None and pattern.type == "rest_pattern":
        kind = "*"
        pattern = pattern.named_children[0] if pattern.named_children else None
    name, fields = _pattern(reader, pattern)
    typed = node.child_by_field_name(TYPE)
    return Param(
        name=name,
        annotation="" if typed is None else annotation(reader, typed),
        default=None if value is None else reader.named(value, name),
        kind=kind,
        access=_access(reader, node.children),
        fields=fields,
        decorators=tuple(decorator(reader, d) for d in node.children_by_field_name(DECORATOR)),
    )


def _pattern(reader: Reader, node: Syntax | None) -> tuple[str, tuple[str, ...]]:
    if node is None:
        return "", ()
    if node.type in ("identifier", "this"):
        return reader.slice(node), ()
    words = reader.names, reader.texts
    reader.names, reader.texts = {}, {}  # what a parameter is called is no word of a body
    target = reader.expr(node)
    reader.names, reader.texts = words
    if isinstance(target, Name):
        return target_name(target), ()
    fields = bound_names(target)
    inside = ",".join(fields)
    return (f"[{inside}]" if node.type == "array_pattern" else f"{{{inside}}}"), fields


def _access(reader: Reader, children: Sequence[Syntax]) -> str:
    access = ""
    for child in children:
        if child.type == "accessibility_modifier":
            return reader.slice(child)
        if child.type == "readonly":
            access = "readonly"
    return access


FUNCTIONS: dict[str, LowerExpr] = {
    "arrow_function": function_value,
    "function_expression": function_value,
    "generator_function": function_value,
}

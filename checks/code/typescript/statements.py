"""Statements: what is declared, defined and exported here; assignments and control flow beside it."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node as Syntax

from checks.code.tree import Assign, Define, DefineClass, Do, Func, Name, Stmt
from checks.code.typescript.assignments import ASSIGNMENTS, declare
from checks.code.typescript.classes import SHAPES, define_class, define_shape
from checks.code.typescript.control import CONTROL
from checks.code.typescript.functions import decorator, define
from checks.code.typescript.imports import IMPORTS, export_clause, export_from, give
from checks.code.typescript.names import end_of, key_name, line_of
from checks.code.typescript.reader import LowerStmt, Reader

BODY = "body"
DECLARATION = "declaration"
DECORATOR = "decorator"
NAME = "name"
SOURCE = "source"
VALUE = "value"

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


STATEMENTS: Mapping[str, LowerStmt] = {
    **IMPORTS,
    **ASSIGNMENTS,
    **CONTROL,
    **dict.fromkeys(
        ("comment", "html_comment", "hash_bang_line", "empty_statement", "debugger_statement"), ignore
    ),
    **dict.fromkeys((*FUNCTION_KINDS, *CLASS_KINDS - {"class"}, *SHAPES), declaration),
    **dict.fromkeys(NAMESPACE_KINDS, namespace),
    "statement_block": block,
    "ERROR": block,
    "ambient_declaration": ambient,
    "import_alias": import_alias,
    "export_statement": export,
}

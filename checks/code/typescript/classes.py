"""Classes, interfaces, enums and type aliases: bases, members, decorators."""

from __future__ import annotations

from tree_sitter import Node as Syntax

from checks.code.facts import Class, Decorator, Field
from checks.code.tree import ClassValue, Expr
from checks.code.typescript.functions import annotation, decorator, define
from checks.code.typescript.names import end_of, key_name, line_of
from checks.code.typescript.reader import LowerExpr, Reader

BODY = "body"
DECORATOR = "decorator"
NAME = "name"
TYPE = "type"
VALUE = "value"

METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})
MEMBERS = frozenset({"property_signature", "method_signature"})


def define_class(
    reader: Reader,
    node: Syntax,
    name: str,
    *,
    decorators: tuple[Decorator, ...] = (),
    first_line: int = 0,
    exported: bool = False,
) -> int:
    """Lowers a class declaration or expression and gives its index."""
    index = len(reader.classes)
    reader.classes.append(None)
    decorators = (*decorators, *(decorator(reader, d) for d in node.children_by_field_name(DECORATOR)))
    bases, implements = _heritage(reader, node)
    reader.path.append(name or "<anonymous>")
    fields, methods = _members(reader, node.child_by_field_name(BODY), index)
    reader.path.pop()
    line = next((line_of(c) for c in node.children if c.type in ("class", "abstract")), line_of(node))
    first_line = first_line or (decorators[0].line if decorators else line)
    reader.classes[index] = Class(
        index=index,
        name=name,
        line=line,
        end_line=end_of(node),
        first_line=min(first_line, line),
        kind="class",
        parent=reader.current,
        bases=bases,
        implements=implements,
        decorators=decorators,
        fields=fields,
        methods=methods,
        exported=exported,
        docstring=reader.docstring(min(first_line, line)),
        digest=reader.text.digest(node.start_byte, node.end_byte),
    )
    return index


def class_value(reader: Reader, node: Syntax) -> Expr:
    """A class used as a value, named after where it goes unless it has a name of its own."""
    (name, _), reader.hint = reader.hint, ("", -1)
    own = node.child_by_field_name(NAME)
    return ClassValue(line_of(node), define_class(reader, node, name or key_name(reader, own)))


def define_shape(reader: Reader, node: Syntax, *, first_line: int = 0, exported: bool = False) -> int:
    """Lowers an interface, an enum or a type alias and gives its index among the classes."""
    index, line = len(reader.classes), line_of(node)
    first_line = first_line or line
    kind, bases, fields = SHAPES[node.type](reader, node)
    reader.classes.append(
        Class(
            index=index,
            name=key_name(reader, node.child_by_field_name(NAME)),
            line=line,
            end_line=end_of(node),
            first_line=first_line,
            kind=kind,
            parent=reader.current,
            bases=bases,
            fields=fields,
            exported=exported,
            docstring=reader.docstring(first_line),
            digest=reader.text.digest(node.start_byte, node.end_byte),
        )
    )
    return index


def _heritage(reader: Reader, node: Syntax) -> tuple[tuple[Expr, ...], tuple[str, ...]]:
    bases: list[Expr] = []
    implements: list[str] = []
    heritage = next((c for c in node.named_children if c.type == "class_heritage"), None)
    for clause in () if heritage is None else heritage.named_children:
        if clause.type == "extends_clause":
            bases.extend(reader.expr(value) for value in clause.children_by_field_name(VALUE))
        elif clause.type == "implements_clause":
            for base in clause.named_children:
                implements.append(annotation(reader, base))
                bases.append(reader.expr(base))
        elif not clause.is_extra:
            bases.append(reader.expr(clause))
    return tuple(bases), tuple(implements)


def _members(reader: Reader, body: Syntax | None, index: int) -> tuple[tuple[Field, ...], tuple[int, ...]]:
    fields: list[Field] = []
    methods: list[int] = []
    waiting: list[Decorator] = []
    for child in () if body is None else body.named_children:
        kind = child.type
        if kind == "decorator":
            waiting.append(decorator(reader, child))
            continue
        if kind in METHODS:
            name = key_name(reader, child.child_by_field_name(NAME))
            methods.append(define(reader, child, name, owner=index, decorators=tuple(waiting)))
        elif kind == "class_static_block":
            methods.append(define(reader, child, "<static>", owner=index))
        elif kind in ("public_field_definition", "field_definition"):
            before = len(reader.functions)
            fields.append(_field(reader, child, index, tuple(waiting)))
            methods.extend(f for f in range(before, len(reader.functions)) if reader.owned(f, index))
        if not child.is_extra:
            waiting.clear()
    return tuple(fields), tuple(methods)


def _field(reader: Reader, node: Syntax, index: int, decorators: tuple[Decorator, ...]) -> Field:
    name = key_name(reader, node.child_by_field_name(NAME))
    typed, value = node.child_by_field_name(TYPE), node.child_by_field_name(VALUE)
    own = tuple(decorator(reader, d) for d in node.children_by_field_name(DECORATOR))
    return Field(
        name=name,
        line=line_of(node),
        annotation="" if typed is None else annotation(reader, typed),
        value=None if value is None else reader.named(value, name, index),
        static=any(child.type == "static" for child in node.children[:6]),
        end_line=end_of(node),
        decorators=(*decorators, *own),
    )


def _interface(reader: Reader, node: Syntax) -> tuple[str, tuple[Expr, ...], tuple[Field, ...]]:
    clause = next((c for c in node.named_children if c.type == "extends_type_clause"), None)
    bases = () if clause is None else tuple(reader.expr(base) for base in clause.children_by_field_name(TYPE))
    return "interface", bases, _shape_fields(reader, node.child_by_field_name(BODY))


def _alias(reader: Reader, node: Syntax) -> tuple[str, tuple[Expr, ...], tuple[Field, ...]]:
    value = node.child_by_field_name(VALUE)
    parts = [] if value is None else [value]
    bases: list[Expr] = []
    fields: list[Field] = []
    while parts:
        part = parts.pop()
        if part.type == "intersection_type":
            parts.extend(reversed([c for c in part.named_children if not c.is_extra]))
        elif part.type == "object_type":
            fields.extend(_shape_fields(reader, part))
        elif part.type in ("type_identifier", "generic_type", "nested_type_identifier"):
            bases.append(reader.expr(part))
    return "type", tuple(bases), tuple(fields)


def _shape_fields(reader: Reader, body: Syntax | None) -> tuple[Field, ...]:
    found = []
    for child in () if body is None else body.named_children:
        if child.type not in MEMBERS:
            continue
        name = child.child_by_field_name(NAME)
        typed = child.child_by_field_name(TYPE)
        if child.type == "method_signature" and name is not None:
            written = " ".join(
                reader.data[name.end_byte : child.end_byte].decode("utf-8", "replace").split()
            )[:300]
        else:
            written = "" if typed is None else annotation(reader, typed)
        found.append(Field(key_name(reader, name), line_of(child), written, None, False, end_of(child)))
    return tuple(found)


def _enum(reader: Reader, node: Syntax) -> tuple[str, tuple[Expr, ...], tuple[Field, ...]]:
    body = node.child_by_field_name(BODY)
    found = []
    for child in () if body is None else body.named_children:
        if child.is_extra:
            continue
        name, value = child, None
        if child.type == "enum_assignment":
            name, value = child.child_by_field_name(NAME) or child, child.child_by_field_name(VALUE)
        lowered = None if value is None else reader.expr(value)
        found.append(Field(key_name(reader, name), line_of(child), "", lowered, True, end_of(child)))
    return "enum", (), tuple(found)


SHAPES = {
    "interface_declaration": _interface,
    "type_alias_declaration": _alias,
    "enum_declaration": _enum,
}
CLASSES: dict[str, LowerExpr] = {"class": class_value}

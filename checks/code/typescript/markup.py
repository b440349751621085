"""JSX: elements, attributes, children."""

from __future__ import annotations

from tree_sitter import Node as Syntax

from checks.code.facts import TEXT_LIMIT
from checks.code.tree import Expr, Lit, Markup, Spread
from checks.code.typescript.names import line_of
from checks.code.typescript.reader import LowerExpr, Reader

ATTRIBUTE = "attribute"
NAME = "name"
OPEN_TAG = "open_tag"


def element(reader: Reader, node: Syntax) -> Expr:
    """``<tag attribute>children</tag>``, also a fragment, whose tag is empty."""
    opening = node.child_by_field_name(OPEN_TAG) or node
    children = [
        child
        for child in node.named_children
        if child.type not in ("jsx_opening_element", "jsx_closing_element") and not child.is_extra
    ]
    return _markup(reader, opening, tuple(_children(reader, children)))


def empty_element(reader: Reader, node: Syntax) -> Expr:
    """``<tag attribute />``."""
    return _markup(reader, node, ())


def _markup(reader: Reader, node: Syntax, children: tuple[Expr, ...]) -> Expr:
    name = node.child_by_field_name(NAME)
    attributes = tuple(_attribute(reader, child) for child in node.children_by_field_name(ATTRIBUTE))
    return Markup(
        line_of(node),
        "" if name is None else reader.said(reader.slice(name)[:TEXT_LIMIT]),
        attributes,
        children,
    )


def _attribute(reader: Reader, node: Syntax) -> tuple[str, Expr]:
    """A name and its value: true where none is given. A spread has the name ``...``."""
    parts = [child for child in node.named_children if not child.is_extra]
    if node.type != "jsx_attribute" or not parts:
        value = reader.inner(node)
        return "...", value if isinstance(value, Spread) else Spread(line_of(node), value)
    name = reader.name(parts[0])
    if len(parts) == 1:
        return name, Lit(line_of(node), True)
    return name, reader.inner(parts[1]) if parts[1].type == "jsx_expression" else reader.expr(parts[1])


def _children(reader: Reader, nodes: list[Syntax]) -> list[Expr]:
    found: list[Expr] = []
    for node in nodes:
        if node.type == "jsx_expression":
            if any(not child.is_extra for child in node.named_children):
                found.append(reader.inner(node))
        elif node.type in ("jsx_text", "html_character_reference"):
            text = " ".join(reader.slice(node).split())
            if text:
                found.append(Lit(line_of(node), reader.said(text[:TEXT_LIMIT])))
        else:
            found.append(reader.expr(node))
    return found


def expression(reader: Reader, node: Syntax) -> Expr:
    """``{value}``."""
    return reader.inner(node)


MARKUP: dict[str, LowerExpr] = {
    "jsx_element": element,
    "jsx_fragment": element,
    "jsx_self_closing_element": empty_element,
    "jsx_expression": expression,
}

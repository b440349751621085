"""Small questions about syntax nodes: lines, texts of strings, names of keys and of assigned values."""

from __future__ import annotations

import re

from tree_sitter import Node as Syntax

from checks.code.facts import TEXT_LIMIT
from checks.code.tree import Attr, Bind, Expr, Item, Lit, Map, Name, Seq, Spread
from checks.code.typescript.reader import Reader
from checks.patterns import regex

NAME = "name"
TYPE = "type"
VALUE = "value"
ESCAPE = regex(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


def line_of(node: Syntax) -> int:
    """The line on which a node begins."""
    return node.start_point[0] + 1


def end_of(node: Syntax) -> int:
    """The line on which a node ends."""
    return node.end_point[0] + 1


def string_text(reader: Reader, node: Syntax) -> str:
    """What a quoted string stands for, cut to `TEXT_LIMIT`."""
    start = node.start_byte + 1
    raw = reader.data[start : min(max(node.end_byte - 1, start), start + 4 * TEXT_LIMIT)].decode(
        "utf-8", "replace"
    )
    return (ESCAPE.sub(_unescape, raw) if "\\" in raw else raw)[:TEXT_LIMIT]


def _unescape(found: re.Match[str]) -> str:
    text = found[1]
    if text[0] not in "ux" or len(text) == 1:
        return ESCAPED.get(text, text)
    number = int(text[1:].strip("{}"), 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def key_name(reader: Reader, node: Syntax | None) -> str:
    """The name that a property key gives: an identifier, a string, a number, ``#private``; for a computed
    key the expression as written in brackets."""
    if node is None:
        return ""
    if node.type == "string":
        return string_text(reader, node)
    return reader.slice(node)[:TEXT_LIMIT]


def target_name(target: Expr) -> str:
    """The name that a value takes from what it is assigned to: the last part of ``a.b``, else nothing."""
    match target:
        case Name(id=name) | Attr(name=name):
            return name
        case Item(key=Lit(value=str() as name)):
            return name
    return ""


def bound_names(target: Expr) -> tuple[str, ...]:
    """Every name that an assignment to ``target`` binds, in order."""
    names: list[str] = []
    waiting = [target]
    while waiting:
        match waiting.pop():
            case Name(id=name):
                names.append(name)
            case Bind(target=part) | Spread(value=part):
                waiting.append(part)
            case Seq(items=parts):
                waiting.extend(reversed(parts))
            case Map(items=pairs):
                waiting.extend(value for _, value in reversed(pairs))
    return tuple(names)


def declarator(node: Syntax) -> tuple[Syntax | None, Syntax | None, Syntax | None]:
    """The name, type and value of a declarator; nothing of another node."""
    if node.type != "variable_declarator":
        return None, None, None
    parts = node.children
    if len(parts) == 3 and parts[1].type == "=":
        return parts[0], None, parts[2]
    return (
        node.child_by_field_name(NAME),
        node.child_by_field_name(TYPE),
        node.child_by_field_name(VALUE),
    )

"""What a file takes in and gives out: ES modules, CommonJS, dynamic imports."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from tree_sitter import Node as Syntax

from checks.code.facts import Export, Import
from checks.code.tree import Attr, Call, Expr, Lit, Map, Name, Stmt, Template
from checks.code.typescript.names import key_name, line_of, string_text
from checks.code.typescript.reader import LowerStmt, Reader

ALIAS = "alias"
NAME = "name"
SOURCE = "source"

LOADERS = {"require": "require", "import": "dynamic", "URL": "dynamic", "Worker": "dynamic"}


def import_statement(reader: Reader, node: Syntax, _: list[Stmt]) -> None:
    """``import … from "module"`` in all its forms."""
    source = node.child_by_field_name(SOURCE)
    module = None if source is None else string_text(reader, source)
    kind = "type" if any(child.type in ("type", "typeof") for child in node.children[:2]) else "import"
    clauses = [
        child for child in node.named_children if child.type in ("import_clause", "import_require_clause")
    ]
    if clauses and clauses[0].type == "import_require_clause":
        clause = clauses[0]
        source = clause.child_by_field_name(SOURCE)
        module = None if source is None else string_text(reader, source)
        local = next((reader.slice(c) for c in clause.named_children if c.type == "identifier"), "")
        _take(reader, node, module, "", local, "require" if kind == "import" else kind)
    elif not clauses:
        _take(reader, node, module, "", "", kind)
    else:
        for child in clauses[0].named_children:
            _import_part(reader, child, module, kind)


def _import_part(reader: Reader, node: Syntax, module: str | None, kind: str) -> None:
    if node.type == "identifier":
        _take(reader, node, module, "default", reader.slice(node), kind)
    elif node.type == "namespace_import":
        local = next((reader.slice(c) for c in node.named_children if c.type == "identifier"), "")
        _take(reader, node, module, "", local, kind)
    elif node.type == "named_imports":
        for part in node.named_children:
            if part.type != "import_specifier":
                continue
            if part.child_count == 1:
                own = key_name(reader, part.children[0])
                _take(reader, part, module, own, own, kind)
                continue
            name, alias = part.child_by_field_name(NAME), part.child_by_field_name(ALIAS)
            only_type = any(child.type in ("type", "typeof") for child in part.children[:1])
            outside = key_name(reader, name)
            local = outside if alias is None else reader.slice(alias)
            _take(reader, part, module, outside, local, "type" if only_type else kind)


def _take(reader: Reader, node: Syntax, module: str | None, name: str, alias: str, kind: str) -> None:
    if module is None:
        return
    reader.imports.append(
        Import(
            module,
            name,
            alias,
            kind,
            line_of(node),
            reader.current,
            reader.guards > 0,
        )
    )


def export_from(reader: Reader, node: Syntax, source: Syntax) -> None:
    """``export { a as b } from``, ``export * from``, ``export * as ns from``."""
    module = string_text(reader, source)
    for child in node.named_children:
        if child.type == "export_clause":
            for part in _specifiers(child):
                name, alias = part.child_by_field_name(NAME), part.child_by_field_name(ALIAS)
                inside = key_name(reader, name)
                outside = inside if alias is None else key_name(reader, alias)
                _take(reader, part, module, inside, outside, "export")
            return
        if child.type == "namespace_export":
            local = next((key_name(reader, c) for c in child.named_children), "")
            _take(reader, child, module, "", local, "export")
            return
    _take(reader, node, module, "*", "*", "export")


def export_clause(reader: Reader, clause: Syntax) -> None:
    """``export { a, b as c }``."""
    for part in _specifiers(clause):
        name, alias = part.child_by_field_name(NAME), part.child_by_field_name(ALIAS)
        inside = key_name(reader, name)
        give(reader, inside if alias is None else key_name(reader, alias), inside, line_of(part))


def _specifiers(clause: Syntax) -> Iterable[Syntax]:
    return (part for part in clause.named_children if part.type == "export_specifier")


def give(reader: Reader, name: str, local: str, line: int) -> None:
    """Records an export. Those of nested namespaces are not the file's."""
    if not reader.ambient and reader.current == 0:
        reader.exports.append(Export(name, local, line))


# --- loading while running -----------------------------------------------------------------------


def note_load(reader: Reader, call: Call) -> None:
    """Records ``require("m")``, ``import("m")``, ``new Worker("./m")``, ``new URL("./m", import.meta.url)``.

    https://vite.dev/guide/features.html#web-workers and https://webpack.js.org/guides/web-workers/ both read
    the last two as imports of a file.
    """
    if not isinstance(call.func, Name) or not call.args:
        return
    module = _text(call.args[0])
    if not module or (call.new and not module.startswith(".")):
        return
    kind = LOADERS[call.func.id]
    reader.imports.append(Import(module, "", "", kind, call.line, reader.current, reader.guards > 0))


def _text(value: Expr) -> str:
    match value:
        case Lit(value=str() as text) | Template(parts=(Lit(value=str() as text),)):
            return text
    return ""


def bind_load(reader: Reader, target: Expr, value: Expr, before: int) -> None:
    """Names what the last recorded load is bound to: ``const { a: b } = require("m").c``.

    ``before`` is how many imports were known before ``value`` was lowered.
    """
    member = ""
    if isinstance(value, Attr):
        member = value.name
        value = value.base
    if len(reader.imports) != before + 1 or not _loaded(value):
        return
    last = reader.imports.pop()
    for name, alias in _bound(target, member) or [(last.name, last.alias)]:
        reader.imports.append(msgspec.structs.replace(last, name=name, alias=alias))


def _bound(target: Expr, member: str) -> list[tuple[str, str]]:
    """(name, alias) of what ``target`` takes from a module, or from a member of it."""
    if isinstance(target, Name):
        return [(member, target.id)]
    if not isinstance(target, Map) or member:
        return []
    return [
        (key.value, local.id)
        for key, local in target.items
        if isinstance(key, Lit) and isinstance(key.value, str) and isinstance(local, Name)
    ]


def _loaded(value: Expr) -> str:
    """The module of a ``require`` or ``import`` call."""
    match value:
        case Call(func=Name(id="require" | "import"), args=(module, *_)):
            return _text(module)
    return ""


# --- CommonJS ------------------------------------------------------------------------------------


def common_export(reader: Reader, target: Expr, value: Expr, line: int) -> Expr | None:
    """Records ``module.exports = value``, ``exports.a = value``, ``module.exports.a = value``. Gives the
    module-level name that stands for the value inside this file, where the assignment has to bind one."""
    if _whole(target):
        local = value.id if isinstance(value, Name) else "default"
        give(reader, "default", local, line)
        give(reader, "=", local, line)
        _give_members(reader, value)
        _pass_on(reader, value)
        return None if isinstance(value, Name) else Name(line, reader.said("default"))
    if isinstance(target, Attr) and _exports(target.base) and target.name != "__esModule":
        give(reader, target.name, value.id if isinstance(value, Name) else target.name, line)
        return None if isinstance(value, Name) else Name(line, target.name)
    return None


def _whole(value: Expr) -> bool:
    match value:
        case Attr(base=Name(id="module"), name="exports"):
            return True
    return False


def _exports(value: Expr) -> bool:
    return _whole(value) or (isinstance(value, Name) and value.id == "exports")


def _give_members(reader: Reader, value: Expr) -> None:
    for key, member in value.items if isinstance(value, Map) else ():
        if isinstance(key, Lit) and isinstance(key.value, str):
            give(reader, key.value, member.id if isinstance(member, Name) else key.value, key.line)
        elif key is None:
            _pass_on(reader, member)


def _pass_on(reader: Reader, value: Expr) -> None:
    """``module.exports = require("./m")``, ``{ ...require("./m") }``: every name of the other is given out."""
    module = _loaded(value)
    if module and reader.current == 0:
        reader.imports.append(Import(module, "*", "*", "export", value.line, 0, reader.guards > 0))


IMPORTS: dict[str, LowerStmt] = {"import_statement": import_statement}

"""The front end for TypeScript, TSX and JavaScript."""

from __future__ import annotations

import codecs
from functools import cache

import msgspec
from tree_sitter import Node as Syntax

from checks.code.encoding import decoded
from checks.code.facts import (
    Bodies,
    Class,
    FileFacts,
    Function,
    Language,
    Outline,
    encode_bodies,
    pack_bodies,
    pack_outline,
)
from checks.code.kinds import by_kind, numbers
from checks.code.parsing import TANGLED
from checks.code.tree import Stmt
from checks.code.typescript import expressions, statements
from checks.code.typescript.grammar import LANGUAGES
from checks.code.typescript.lines import Text, comment, costly, physical_lines, spans
from checks.code.typescript.parse import parse
from checks.code.typescript.reader import NAMED, LowerExpr, LowerStmt, Reader
from checks.code.vocabulary import vocabulary

GRAMMARS = {
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "tsx": "tsx",
    "jsx": "javascript",
    "js": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
}
SIZE_LIMIT = 2_000_000
"""Bytes. Larger files are bundles or data; their lines are counted and nothing else is read."""


def wants(path: str) -> str | None:
    """The grammar for a path with one of the extensions of TypeScript or JavaScript."""
    return GRAMMARS.get(path.rpartition(".")[2].lower())


def read(data: bytes, grammar: str) -> FileFacts:
    """The facts of one file. ``grammar`` is one of the values that `wants` gives."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
        data = decoded(data).encode("utf-8", "replace")
    language: Language = "javascript" if grammar == "javascript" else "typescript"
    lines = physical_lines(data)
    text = Text(data, ())
    failure = ""
    if len(data) > SIZE_LIMIT:
        failure = "larger than 2 MB"
    elif costly(data):
        failure = "lines too long to parse"
    parsed = None if failure else parse(data, grammar)
    if parsed is None:
        why = failure or TANGLED
        return FileFacts(language, lines, text.code_lines(), text.digest(0, len(data)), failure=why)
    text = Text(data, [(node.start_byte, node.end_byte) for node in parsed.comments])
    comments = tuple(comment(data, node) for node in parsed.comments)
    reader = Reader(text, comments, *_tables(grammar))
    outline, bodies = _lower(reader, parsed.root)
    encoded = encode_bodies(bodies)
    said, texts = vocabulary(encoded, reader.names, reader.texts)
    return FileFacts(
        language=language,
        lines=lines,
        code_lines=text.code_lines(),
        digest=text.digest(0, len(data)),
        packed_outline=pack_outline(
            msgspec.structs.replace(outline, comments=comments, errors=spans(parsed.errors))
        ),
        packed_bodies=pack_bodies(encoded),
        said=said,
        texts=texts,
    )


@cache
def _tables(grammar: str) -> tuple[dict[int, LowerExpr], dict[int, LowerStmt], frozenset[int]]:
    language = LANGUAGES[grammar]
    return (
        by_kind(language, expressions.EXPRESSIONS, expressions.other),
        by_kind(language, statements.STATEMENTS, statements.bare),
        numbers(language, *NAMED),
    )


def _lower(reader: Reader, root: Syntax) -> tuple[Outline, Bodies]:
    top: list[Stmt] = []
    for child in root.named_children:
        reader.stmt(child, top)
    reader.bodies[0] = tuple(top)
    reader.functions[0] = Function(0, "<module>", "<module>", 1, root.end_point[0] + 1, 1, "module", -1, -1)
    exported = frozenset(export.local for export in reader.exports)
    return (
        Outline(
            functions=tuple(_marked(f, exported) for f in reader.functions if f is not None),
            classes=tuple(_marked_class(c, exported) for c in reader.classes if c is not None),
            imports=tuple(reader.imports),
            exports=tuple(reader.exports),
        ),
        Bodies(tuple(reader.bodies)),
    )


def _marked(function: Function, exported: frozenset[str]) -> Function:
    """The function, marked where an export of its own statement gives it out."""
    if function.exported or function.parent != 0 or function.owner >= 0 or function.name not in exported:
        return function
    return msgspec.structs.replace(function, exported=True)


def _marked_class(class_: Class, exported: frozenset[str]) -> Class:
    if class_.exported or class_.parent != 0 or class_.name not in exported:
        return class_
    return msgspec.structs.replace(class_, exported=True)

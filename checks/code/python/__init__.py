"""The Python front end: bytes -> facts by tree-sitter, whatever the version of the language.

Files that are broken in places are read around the breaks, which become error spans. ``exports`` holds the
names of a literal ``__all__``. Docstrings count as comments: they are neither code lines nor part of a digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from msgspec.structs import replace

from checks.code.facts import (
    TEXT_LIMIT,
    Bodies,
    Class,
    Comment,
    FileFacts,
    Function,
    Outline,
    Span,
    encode_bodies,
    pack_bodies,
    pack_outline,
)
from checks.code.kinds import ERROR
from checks.code.parsing import TANGLED
from checks.code.python.beside import Beside, beside
from checks.code.python.definitions import documented
from checks.code.python.digests import code_lines, digest, digests
from checks.code.python.expressions import EXPRESSIONS
from checks.code.python.lowering import Lowering
from checks.code.python.statements import STATEMENTS
from checks.code.python.syntax import Range, Source, end_of, last_line, line_of, parse
from checks.code.vocabulary import vocabulary

_BOM = b"\xef\xbb\xbf"
_ERROR_SPANS = 1_000

Definition = TypeVar("Definition", Function, Class)


def wants(path: str) -> str | None:
    """``python`` for ``.py`` and ``.pyw``."""
    return "python" if path.endswith((".py", ".pyw")) else None


def read(data: bytes, grammar: str) -> FileFacts:  # noqa: ARG001
    """Facts of one blob. Never raises: what did not parse is in ``outline.errors``."""
    data = data.removeprefix(_BOM)
    lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    if b"\0" in data:
        # https://docs.python.org/3/library/functions.html#compile refuses null bytes too; UTF-16 has them.
        return FileFacts(
            "python", lines, 0, digest(data), failure="it holds null bytes, so it is no Python source"
        )
    source = parse(data)
    if source is None:
        return FileFacts("python", lines, 0, digest(data), failure=TANGLED)
    low = Lowering(data, EXPRESSIONS, STATEMENTS)
    low.take_function(0, len(data))
    doc, doc_line, nodes = documented(low, source.root.named_children)
    low.bodies[0] = low.statements(nodes)
    low.functions[0] = _module(max(1, lines), doc, doc_line, generator=0 in low.generators)

    held = beside(low, source)
    silent = [*low.docstrings, *held.comments]
    found = digests(data, held, silent, [*low.function_spans[1:], *low.class_spans])
    encoded = encode_bodies(Bodies(tuple(low.bodies[index] for index in range(len(low.bodies)))))
    said, texts = vocabulary(encoded, low.names, low.texts)
    return FileFacts(
        language="python",
        lines=lines,
        code_lines=code_lines(data, silent),
        digest=found[0, len(data)],
        packed_outline=pack_outline(_outline(low, source, held, found)),
        packed_bodies=pack_bodies(encoded),
        said=said,
        texts=texts,
    )


def _module(end_line: int, doc: str, doc_line: int, *, generator: bool) -> Function:
    return Function(
        0,
        "<module>",
        "<module>",
        1,
        end_line,
        1,
        "module",
        -1,
        -1,
        is_generator=generator,
        docstring=doc,
        docstring_line=doc_line,
    )


def _outline(low: Lowering, source: Source, held: Beside, found: dict[Range, str]) -> Outline:
    public = {export.name for export in low.exports}
    return Outline(
        functions=tuple(
            _finished(low.functions[index], found.get(span, ""), public)
            for index, span in enumerate(low.function_spans)
        ),
        classes=tuple(
            _finished(low.classes[index], found.get(span, ""), public)
            for index, span in enumerate(low.class_spans)
        ),
        imports=tuple(low.imports),
        exports=tuple(low.exports),
        comments=tuple(_comments(low.data, held.comments)),
        errors=_errors(source),
    )


def _finished(definition: Definition, digest: str, public: set[str]) -> Definition:
    top = definition.parent == 0 and definition.owner < 0
    return replace(definition, digest=digest, exported=top and definition.name in public)


def _comments(data: bytes, ranges: list[Range]) -> Iterator[Comment]:
    line, at = 1, 0
    for start, end in ranges:
        line, at = line + data.count(b"\n", at, start), start
        text = data[start : min(end, start + 4 * TEXT_LIMIT)].decode("utf-8", "replace")
        before = data[data.rfind(b"\n", 0, start) + 1 : start]
        yield Comment(line, line, text.lstrip("#").strip()[:TEXT_LIMIT], not before.strip())


def _errors(source: Source) -> tuple[Span, ...]:
    """The lines that did not parse. Statements that were recognised inside an error are left out of it."""
    lines = [(line, line) for line in source.imagined]
    for node in source.errors:
        first = line_of(node)
        for kid in node.named_children:
            if STATEMENTS[kid.kind_id] is not None and kid.type != ERROR:
                lines.append((first, line_of(kid) - 1))
                first = end_of(kid) + 1
        lines.append((first, last_line(node)))
    spans: list[tuple[int, int]] = []
    for first, last in sorted(lines):
        if first > last:
            continue
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return tuple(Span(first, last) for first, last in spans[:_ERROR_SPANS])

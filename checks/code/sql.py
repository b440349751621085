"""SQL schemas: tables, views and enumerations with their columns, in any dialect.

Statements are found by one linear scan that knows quotes, comments and dollar quotes. sqlglot
(https://github.com/tobymao/sqlglot) reads each `CREATE` that is small and shallow enough; what it cannot read,
and everything in files above `GRAMMAR_LIMIT`, is read by splitting at commas.

``kind`` of a `Table`: ``table``, ``view``, ``enum`` (its columns are the labels), ``type``, and ``alter`` for the
columns that an ``ALTER TABLE`` adds. Names are without schema and quotes.
"""

from __future__ import annotations

import hashlib
import logging
import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from checks.code.facts import TEXT_LIMIT, Comment, FileFacts, Outline, Table, pack_outline
from checks.patterns import regex

GRAMMAR_LIMIT = 512 * 1024
_STATEMENT_LIMIT = 32 * 1024
_DEPTH_LIMIT = 30
_COLUMNS = 2_000
_NAME_LIMIT = 200

_OPENING = regex(
    r"--|/\*|['\"`\[]|\$\w{0,60}\$|^COPY\b[^;\n]{0,2000}\bFROM\s+stdin\b[^;\n]{0,200};",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = r"""(?:"[^"\n]{1,200}"|`[^`\n]{1,200}`|\[[^\]\n]{1,200}\]|[^\W\d][\w$]{0,200})"""
_PATH = rf"{_NAME}(?:\s{{0,9}}\.\s{{0,9}}{_NAME}){{0,3}}"
_STATEMENT = regex(
    rf"""\b(?:
        CREATE\s+(?:OR\s+REPLACE\s+)?
        (?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|FOREIGN|VIRTUAL|MATERIALIZED|RECURSIVE)\s+){{0,3}}
        (?P<kind>TABLE|VIEW|TYPE)\s+(?:IF\s+NOT\s+EXISTS\s+)?
      | ALTER\s+(?P<alter>TABLE)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?
    )(?P<name>{_PATH})""",
    re.IGNORECASE | re.VERBOSE,
)
_ENUM = regex(r"\s+AS\s+ENUM\s*\(", re.IGNORECASE)
_COMPOSITE = regex(r"\s+AS\s*\(", re.IGNORECASE)
_ADD = regex(r"\s*ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?", re.IGNORECASE)
_MARKS = regex(r"[(),]")
_COLUMN = regex(rf"\s*(?P<name>{_NAME})", re.IGNORECASE)
_NO_COLUMN = regex(
    r"\s*(?:PRIMARY|FOREIGN|UNIQUE|CONSTRAINT|CHECK|KEY|INDEX|EXCLUDE|LIKE|FULLTEXT|SPATIAL|PERIOD|PARTITION)\b",
    re.IGNORECASE,
)
_CONSTRAINT = regex(
    r"\b(?:NOT|NULL|PRIMARY|UNIQUE|DEFAULT|REFERENCES|CHECK|CONSTRAINT|COLLATE|GENERATED|AUTO_INCREMENT|AUTOINCREMENT"
    r"|IDENTITY|COMMENT|ON|AS|KEY|UNSIGNED|FIRST|AFTER)\b",
    re.IGNORECASE,
)
_END = regex(r";|^[ \t]{0,9}GO[ \t\r]{0,9}$", re.IGNORECASE | re.MULTILINE)
_LABEL = regex(r"'((?:[^']|''){0,300})'")

Column = tuple[str, str]


def wants(path: str) -> str | None:
    """``sql`` for ``.sql`` files."""
    return "sql" if path.lower().endswith(".sql") else None


def read(data: bytes, grammar: str) -> FileFacts:  # noqa: ARG001
    """Facts of one blob. Never raises: what cannot be read is left out."""
    text = _decode(data)
    script = _scan(text)
    code = script.code.split("\n")
    return FileFacts(
        language="sql",
        lines=text.count("\n") + (not text.endswith("\n") and bool(text)),
        code_lines=sum(1 for line in code if line and not line.isspace()),
        digest=hashlib.blake2b(
            "".join(script.code.split()).encode("utf-8", "replace"), digest_size=10
        ).hexdigest(),
        packed_outline=pack_outline(Outline(comments=tuple(script.comments))),
        tables=tuple(_tables(script, grammar=len(text) <= GRAMMAR_LIMIT)),
    )


class Script(msgspec.Struct, frozen=True):
    """A script's text; ``code``, the same without comments; ``bare``, the same length as the text, with blanks
    for comments, strings and bodies; and where its lines begin."""

    text: str
    code: str
    bare: str
    comments: list[Comment]
    starts: list[int]

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self.starts, offset)


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _scan(text: str) -> Script:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    script = Script(text, "", "", [], starts)
    code: list[str] = []
    bare: list[str] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        start, mark = opening.start(), opening.group()
        end = _closing(text, opening)
        before, inside = text[at:start], text[start:end]
        comment = mark in ("--", "/*")
        named = mark in ('"', "`", "[")
        code += (before, _blank(inside) if comment else inside)
        bare += (before, inside if named else _blank(inside))
        if comment:
            script.comments.append(_comment(script, start, end))
        at = end
    code.append(text[at:])
    bare.append(text[at:])
    return Script(text, "".join(code), "".join(bare), script.comments, starts)


def _closing(text: str, opening: re.Match[str]) -> int:
    """Where what was opened ends: the end of the text if it is never closed, at once for a name."""
    mark, inside = opening.group(), opening.end()
    if mark == "--":
        end = text.find("\n", inside)
        return len(text) if end < 0 else end
    if mark in ('"', "`", "["):
        end = text.find("]" if mark == "[" else mark, inside, inside + _NAME_LIMIT)
        return inside if end < 0 or "\n" in text[inside:end] else end + 1
    close = "*/" if mark == "/*" else "\n\\." if mark[0] in "cC" else mark
    end = text.find(close, inside)
    return len(text) if end < 0 else end + len(close)


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _comment(script: Script, start: int, end: int) -> Comment:
    first = script.line(start)
    before = script.text[max(script.starts[first - 1], start - 1_000) : start]
    said = script.text[start : min(end, start + 4 * TEXT_LIMIT)].removesuffix("*/").strip("-/* \t\r\n")
    return Comment(first, script.line(max(start, end - 1)), said[:TEXT_LIMIT], not before.strip())


def _tables(script: Script, *, grammar: bool) -> Iterator[Table]:
    found = list(_STATEMENT.finditer(script.bare))
    for index, match in enumerate(found):
        following = found[index + 1].start() if index + 1 < len(found) else len(script.bare)
        end = _END.search(script.bare, match.end(), following)
        stop = end.start() if end is not None else following
        table = _table(script, match, stop, grammar=grammar)
        if table is not None:
            yield table


def _table(script: Script, match: re.Match[str], stop: int, *, grammar: bool) -> Table | None:
    kind = "alter" if match["alter"] else match["kind"].lower()
    columns: list[Column] = []
    start = match.end()
    if kind == "alter":
        columns = _added(script, match.end(), stop)
        if not columns:
            return None
    elif kind == "type":
        if (enum := _ENUM.match(script.bare, match.end(), stop)) is not None:
            kind = "enum"
            columns = [
                (label.replace("''", "'"), "") for label in _LABEL.findall(script.text[enum.end() : stop])
            ]
        elif (composite := _COMPOSITE.match(script.bare, match.end(), stop)) is not None:
            start = composite.end() - 1
        else:
            return None
    if kind in ("table", "view", "type"):
        parsed = _by_grammar(script.text[match.start() : stop]) if grammar and kind != "type" else []
        columns = parsed or _by_commas(script, start, stop)
    end = match.start() + len(script.bare[match.start() : stop].rstrip())
    line, end_line = script.line(match.start()), script.line(max(match.start(), end - 1))
    return Table(_plain(match["name"]), line, end_line, tuple(columns[:_COLUMNS]), kind)


def _plain(name: str) -> str:
    """The last part of a dotted name, without quotes."""
    if name[-1] in '"`]':
        opening = "[" if name[-1] == "]" else name[-1]
        return name[name.rindex(opening, 0, -1) + 1 : -1]
    return re.split(r"[.\s\"`\]]", name)[-1]


def _by_commas(script: Script, start: int, stop: int) -> list[Column]:
    """The columns of the first bracket after ``start``, read without a grammar."""
    opening = script.bare.find("(", start, stop)
    if opening < 0 or script.bare[start:opening].strip():
        return []
    return [
        column
        for first, last in _items(script.bare, opening + 1, stop)
        if (column := _column(script, first, last))
    ]


def _items(bare: str, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """What stands between commas, from inside one bracket to its end or to ``stop``."""
    depth = 1
    for mark in _MARKS.finditer(bare, first, stop):
        if mark.group() == "(":
            depth += 1
        elif mark.group() == ")":
            depth -= 1
        if depth == 0:
            stop = mark.start()
            break
        if depth == 1 and mark.group() == ",":
            yield first, mark.start()
            first = mark.end()
    yield first, stop


def _column(script: Script, first: int, last: int) -> Column | None:
    if _NO_COLUMN.match(script.bare, first, last):
        return None
    match = _COLUMN.match(script.bare, first, last)
    if match is None:
        return None
    limit = _CONSTRAINT.search(script.bare, match.end("name"), last)
    written = script.text[match.end("name") : limit.start() if limit else last]
    return _plain(match["name"]), " ".join(written.upper().split())[:TEXT_LIMIT]


def _added(script: Script, start: int, stop: int) -> list[Column]:
    """The columns that an ALTER TABLE adds."""
    found: list[Column] = []
    for first, last in _items(script.bare, start, stop):
        add = _ADD.match(script.bare, first, last)
        column = _column(script, add.end(), last) if add is not None else None
        if column is not None:
            found.append(column)
    return found


def _by_grammar(statement: str) -> list[Column]:
    """The columns of a CREATE TABLE or VIEW by sqlglot; empty where it cannot read it."""
    if len(statement) > _STATEMENT_LIMIT or _depth(statement) > _DEPTH_LIMIT:
        return []
    import sqlglot
    from sqlglot import exp

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it logs every statement that it cannot read
    try:
        dialect = _dialect(statement)
        created = sqlglot.parse_one(statement, dialect=dialect)
        if not isinstance(created, exp.Create):
            return []
        if isinstance(created.this, exp.Schema):
            columns = [
                part for part in created.this.expressions if isinstance(part, exp.ColumnDef | exp.Identifier)
            ]
            return [(column.name, _type(column, dialect)) for column in columns]
        if isinstance(created.expression, exp.Query):
            return [(name, "") for name in created.expression.named_selects if name not in ("", "*")]
    except Exception:  # noqa: BLE001 -- its parser raises many kinds on input that is no SQL
        return []
    return []


def _type(column: object, dialect: str) -> str:
    kind = getattr(column, "kind", None)
    return kind.sql(dialect=dialect)[:TEXT_LIMIT] if kind is not None else ""


def _dialect(statement: str) -> str:
    if "`" in statement or re.search(r"\bAUTO_INCREMENT\b", statement, re.IGNORECASE):
        return "mysql"
    if re.search(r"\[\w+\]\.?\s*[\[(]|\bIDENTITY\s*\(|\bNVARCHAR\b", statement, re.IGNORECASE):
        return "tsql"
    return "sqlite" if re.search(r"\bAUTOINCREMENT\b", statement, re.IGNORECASE) else "postgres"


def _depth(statement: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()\[\]]|\bCASE\b", statement):
        depth += -1 if mark in ")]" else 1
        deepest = max(deepest, depth)
    return deepest

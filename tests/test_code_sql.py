"""What the SQL front end says of schemas in several dialects."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code.facts import Table, decode, encode
from checks.code.sql import GRAMMAR_LIMIT, read, wants


def tables(source: str) -> tuple[Table, ...]:
    return read(dedent(source).encode(), "sql").tables


def test_sql_files_are_wanted() -> None:
    assert wants("db/Schema.SQL") == "sql"
    assert wants("db/schema.sqlite") is None


def test_a_table_has_its_columns_and_lines() -> None:
    assert tables(
        """\
        -- CREATE TABLE not_this (id int);
        CREATE TABLE IF NOT EXISTS "public".users (
            id SERIAL PRIMARY KEY,
            name varchar(20) NOT NULL DEFAULT 'a, b);',
            CONSTRAINT unique_name UNIQUE (name)
        );
        """
    ) == (Table("users", 2, 6, (("id", "SERIAL"), ("name", "VARCHAR(20)"))),)


def test_views_enums_types_and_added_columns_are_read() -> None:
    assert tables(
        """\
        CREATE OR REPLACE VIEW v AS SELECT a, b AS c FROM users;
        CREATE TYPE mood AS ENUM ('happy', 'so''so');
        CREATE TYPE pair AS (a int, b text);
        ALTER TABLE ONLY users ADD COLUMN age int, ADD x numeric(3, 4) NOT NULL, DROP COLUMN y;
        ALTER TABLE users OWNER TO admin;
        """
    ) == (
        Table("v", 1, 1, (("a", ""), ("c", "")), "view"),
        Table("mood", 2, 2, (("happy", ""), ("so'so", "")), "enum"),
        Table("pair", 3, 3, (("a", "INT"), ("b", "TEXT")), "type"),
        Table("users", 4, 4, (("age", "INT"), ("x", "NUMERIC(3, 4)")), "alter"),
    )


@pytest.mark.parametrize(
    "source",
    [
        "CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT, `n` text, PRIMARY KEY (`id`), KEY k (`n`)) ENGINE=InnoDB;",
        "CREATE TABLE [dbo].[t] ([id] int IDENTITY(1,1) NOT NULL, [n] text)\nGO\n",
        "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, n text);",
        "create unlogged table t (id int, n text) partition by hash (id);",
        "CREATE TABLE t (id int, n text) SOME NEW CLAUSE;",
    ],
)
def test_every_dialect_gives_the_same_columns(source: str) -> None:
    (table,) = tables(source)
    assert table.name == "t"
    assert [name for name, _ in table.columns] == ["id", "n"]
    assert (table.line, table.end_line) == (1, 1)


def test_bodies_of_functions_data_and_strings_are_no_schema() -> None:
    found = tables(
        """\
        CREATE FUNCTION f() RETURNS void AS $$ BEGIN CREATE TABLE a (id int); END $$ LANGUAGE plpgsql;
        COPY notes (text) FROM stdin;
        it's CREATE TABLE b (id int);
        \\.
        INSERT INTO notes VALUES ('CREATE TABLE c (id int);');
        /* CREATE TABLE d (id int); */
        CREATE TABLE e (id int);
        """
    )
    assert [(table.name, table.line) for table in found] == [("e", 7)]


def test_a_file_too_large_for_the_grammar_gives_the_same_tables() -> None:
    schema = "CREATE TABLE t (id int, n text, PRIMARY KEY (id));\n"
    small, large = read(schema.encode(), "sql"), read(schema.encode() + b" " * GRAMMAR_LIMIT, "sql")
    assert small.tables == large.tables != ()


def test_lines_comments_and_digest_are_those_of_code() -> None:
    plain = read(b"CREATE TABLE t (id int);\n", "sql")
    noted = read(b"-- the users\nCREATE TABLE t (\n  id int -- key\n);\n/* end\n*/", "sql")
    assert (noted.lines, noted.code_lines) == (6, 3)
    assert noted.digest == plain.digest
    assert [(c.line, c.end_line, c.text, c.alone) for c in noted.outline.comments] == [
        (1, 1, "the users", True),
        (3, 3, "key", False),
        (5, 6, "end", True),
    ]


def test_utf_16_is_read() -> None:
    assert [table.name for table in read("CREATE TABLE t (id int)".encode("utf-16"), "sql").tables] == ["t"]


HOSTILE = {
    "open brackets": b"create table a (" * 3_000,
    "deep brackets": b"create table a (b int default " + b"(" * 3_000 + b")" * 3_000 + b")",
    "quotes": b"'" * 300_001,
    "open comments": b"/*" * 300_000,
    "open names": b"[" * 300_000,
    "dollars": b"$a$ $b$" * 50_000,
    "blanks": b"create" + b" " * 1_000_000,
    "columns": b"create table t (" + b"a int," * 100_000 + b"b int)",
    "additions": b"alter table a " + b"add b int," * 100_000,
    "copies": b"COPY a FROM stdin;\n" * 30_000,
    "a chain": b"create view v as select " + b"a + " * 5_000 + b"a",
    "nothing": b"",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_scripts_are_read_in_bounded_time(case: str) -> None:
    before = time.process_time()
    facts = read(HOSTILE[case], "sql")
    assert decode(encode(facts)) == facts
    assert time.process_time() - before < 5


PIECES = [
    "CREATE TABLE t",
    "CREATE VIEW v AS",
    "CREATE TYPE e AS ENUM",
    "ALTER TABLE t ADD",
    "SELECT",
    "(",
    ")",
    ",",
    ";",
]
PIECES += [
    "'",
    '"',
    "`",
    "[",
    "]",
    "--",
    "/*",
    "*/",
    "$$",
    "$a$",
    "\n",
    "id int",
    "x",
    "é",
    "\0",
    "GO",
    "CASE",
    "COPY t FROM stdin;",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_script_is_read_and_its_lines_stand_in_it(source: str) -> None:
    facts = read(source.encode("utf-8", "replace"), "sql")
    for table in facts.tables:
        assert 1 <= table.line <= table.end_line <= max(1, facts.lines)

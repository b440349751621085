"""What the text front end says of files in other languages, and the words it finds."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code import text
from checks.code.facts import decode, encode
from checks.code.words import LENGTH_LIMIT, WORD_LIMIT, words


def test_reads_other_languages_and_leaves_code_and_locks_to_others() -> None:
    wanted = (
        "index.html",
        "deploy.sh",
        "Makefile",
        "bin/start",
        "App.vue",
        "main.go",
        "README.md",
        ".gitignore",
    )
    left = ("a.ts", "a.js", "a.py", "a.sql", "yarn.lock", "package-lock.json", "logo.png", "data.csv")
    assert [p for p in wanted if text.wants(p) != "text"] == []
    assert [p for p in left if text.wants(p) is not None] == []


def test_counts_lines_and_leaves_white_space_out_of_the_digest() -> None:
    facts = text.read(b"a: 1\n\n  b: 2", "text")
    assert (facts.lines, facts.code_lines) == (3, 2)
    assert facts.digest == text.read(b"a: 1\nb: 2\n", "text").digest
    assert facts.digest != text.read(b"a: 1\nb: 3\n", "text").digest


def test_finds_the_words_that_could_name_something() -> None:
    page = '<script type="module" src="/src/main.tsx"></script>'
    assert "/src/main.tsx" in words(page)
    shell = 'exec uvicorn app.main:app --port "$API_PORT" && node dist/worker.js # and then, e.g. rest'
    assert words(shell) == ("app.main:app", "$API_PORT", "dist/worker.js", "e.g")


def test_finds_packages_and_aliases() -> None:
    assert words("import x from '@scope/name'; 'date-fns' plain word") == ("@scope/name", "date-fns")


def test_keeps_a_bounded_number_of_bounded_words() -> None:
    assert len(words("\n".join(f"a/b{i}" for i in range(10_000)))) == WORD_LIMIT
    assert all(len(word) <= LENGTH_LIMIT for word in words("a/" * 3_000 + " b/c"))


def test_a_prisma_schema_has_tables() -> None:
    schema = b'generator c {\n}\nmodel User {\n  id Int @id\n  // no\n  posts Post[]\n  @@map("users")\n}\nenum R {\n A\n}\n'
    assert text.wants("prisma/schema.prisma") == "prisma"
    user, role = text.read(schema, "prisma").tables
    assert (user.name, user.line, user.end_line, user.kind) == ("User", 3, 8, "table")
    assert user.columns == (("id", "Int"), ("posts", "Post[]"))
    assert (role.name, role.kind, role.columns) == ("R", "enum", (("A", ""),))


def test_a_file_with_nul_bytes_is_no_text() -> None:
    facts = text.read(b"\x7fELF\0\0", "text")
    assert (facts.failure, facts.words) == ("binary", ())


def test_utf_16_is_text() -> None:
    assert text.read("run src/main.go".encode("utf-16"), "text").words == ("src/main.go",)


@given(st.binary(max_size=300), st.sampled_from(["text", "prisma"]))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read(data: bytes, grammar: str) -> None:
    facts = text.read(data, grammar)
    assert decode(encode(facts)) == facts


def test_long_lines_cost_no_more_than_their_length() -> None:
    before = time.process_time()
    for data in (b"a-" * 500_000, b"model " * 200_000, b"a" * 1_000_000, b"A_" * 500_000):
        text.read(data, "prisma")
    assert time.process_time() - before < 5

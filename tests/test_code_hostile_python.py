"""Bytes meant to break the Python front end: it reads what it can, soon, and never raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code.facts import FileFacts, decode, encode
from checks.code.python import read
from checks.code.python.lowering import DEPTH_LIMIT
from checks.code.python.syntax import everything, parse

N = 3_000

HOSTILE = {
    "open brackets": b"(" * N,
    "nested brackets": b"x = " + b"[" * N + b"]" * N,
    "open braces": b"{" * N,
    "nested calls": b"f(" * N + b")" * N,
    "nested f-strings": b'x = f"' + b'{f"' * N,
    "a chain of calls": b"x = a" + b".b()" * N,
    "a chain of one operator": b"x = " + b"a + " * N + b"a",
    "a chain of minus": b"x = " + b"a - " * N + b"a",
    "a chain of comparisons": b"x = " + b"a < " * N + b"a",
    "comparisons inside chains of comparisons": b"x = " + b"a < (" * 60 + b"b" + b") < c" * 60,
    "nots": b"x = " + b"not " * N + b"a",
    "lambdas": b"x = " + b"lambda: " * N + b"1",
    "conditionals": b"x = " + b"1 if a else " * N + b"1",
    "assignments": b"a = " * N + b"1",
    "branches": b"if a:\n  pass\n" + b"elif b:\n  x = 1\n" * N,
    "cases": b"match a:\n" + b"  case 1: pass\n" * N,
    "nested patterns": b"match a:\n  case " + b"[" * N + b"]" * N + b": pass\n",
    "nested functions": b"".join(b" " * depth + b"def f():\n" for depth in range(400)),
    "nested branches of branches": b"".join(
        b" " * d + b"if a:\n" + b" " * (d + 1) + b"pass\n" + b" " * d + b"elif b:\n" for d in range(200)
    )
    + b" " * 201
    + b"pass\n",
    "decorators": b"@a\n" * N + b"def f(): pass",
    "comments in a block": b"def f():\n" + b"    # a\n" * 40_000 + b"    pass\n",
    "comments after a block": b"if a:\n  pass\n" + b"  # a\n" * 40_000 + b"# b\n" * 40_000,
    "a text that ends in comments": b'def f():\n    x = """\n'
    + b"    # a\n" * 300
    + b'    # """\n'
    + b"    # a\n" * 40_000,
    "continued lines": b"\\\n" * 20_000 + b"x",
    "errors on every line": b"x = = 1\n" * N,
    "quotes": b'"""' * (N + 1),
    "a long dotted name": b"import a" + b".a" * N,
    "a huge number": b"x = " + b"9" * 100_000,
    "escapes that are no characters": rb"x = '\ud800 \U00110000 \N{DASH} \x4'",
    "bytes that are no UTF-8": b"x = '\xff'\n\xff = 2\ndef \xc3(): pass\n",
    "null bytes": b"x = 1\0\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "carriage returns alone": b"x = 1\ry = 2\r",
    "nothing": b"",
}


def survives(data: bytes) -> FileFacts:
    """Reads and keeps facts as a cold run does."""
    facts = read(data, "python")
    kept = decode(encode(facts))
    assert kept == facts
    assert len(kept.bodies().functions) == len(kept.outline.functions)
    last = max(1, facts.lines)
    outline = kept.outline
    spans = [(definition.line, definition.end_line) for definition in outline.functions]
    spans += [(definition.line, definition.end_line) for definition in outline.classes]
    spans += [(span.line, span.end_line) for span in outline.errors]
    assert all(1 <= first <= end <= last for first, end in spans)
    return facts


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_source_is_read_in_bounded_time(case: str) -> None:
    before = time.process_time()
    survives(HOSTILE[case])
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "line", [b"x = [" + b"1, " * 600_000 + b"]", b"x = '" + b"a" * 5_000_000 + b"'", b"#" * 5_000_000]
)
def test_a_single_line_of_megabytes_is_read(line: bytes) -> None:
    assert survives(line).lines == 1


@pytest.mark.parametrize("after", [b"    pass\n", b"", b"    x = = 1\n", b"y = '\n"])
def test_of_a_long_run_of_comments_the_parser_meets_a_few_and_facts_hold_all(after: bytes) -> None:
    head, run = b"def f():\n    a = 1\n", b"    # it's\n" * 3_000
    source = parse(head + run + after)
    assert source is not None
    assert sum(node.type == "comment" for node in everything(source.root)) < 50
    facts = survives(head + run + after)
    assert [(c.line, c.text, c.alone) for c in facts.outline.comments] == [
        (line, "it's", True) for line in range(3, 3_003)
    ]
    assert facts.outline.functions[1].name == "f"


def test_lines_of_a_text_that_begin_as_comments_do_are_none() -> None:
    lines = "# a\n" * 300
    facts = survives(f'x = """\n{lines}"""\n# b\ny = """\n{lines}# """\n{lines}z = 1\n'.encode())
    assert not facts.outline.errors
    assert len(facts.outline.comments) == 301
    assert len(facts.bodies().functions[0]) == 3


def test_null_bytes_are_a_failure_and_not_an_empty_file() -> None:
    assert read(b"x = 1\0\n", "python").failure
    assert not read(b"x = 1\n", "python").failure


def test_unreadable_brackets_are_an_error_span() -> None:
    assert read(b"(" * N, "python").outline.errors


def test_code_deeper_than_the_limit_is_left_out_and_what_follows_is_read() -> None:
    deep = b"x = " + b"[" * (DEPTH_LIMIT * 2) + b"]" * (DEPTH_LIMIT * 2) + b"\ndef after(): return 1\n"
    facts = survives(deep)
    assert [function.name for function in facts.outline.functions] == ["<module>", "after"]


LINES = """\
def f(a, *b, **c): |class A(B): |if x: |else: |match a: |case {'k': v}: |try: |except (A, B) as e: |with a as b:
return |yield |global x |del x |type X[T] = int |import a.b as c |from . import * |for x in y |async |await |lambda x:
( |) |[ |] |{ |} |f'{ |}' |''' |" |= |:= |: |, |. |@ |* |** |-> |x |1 |None |not |in |# |é"""
SNIPPETS = st.sampled_from([*LINES.replace("\n", "|").split("|"), "\n", "\n    ", "\\\n", "\t", "\x0c", "\r"])


@settings(max_examples=150, deadline=None)
@given(st.lists(SNIPPETS, max_size=40).map(" ".join))
def test_any_mixture_of_tokens_is_read(source: str) -> None:
    survives(source.encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    survives(data)

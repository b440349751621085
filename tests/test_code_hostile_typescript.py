"""No bytes, however made, stop the TypeScript front end or make it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.code import typescript
from checks.code.facts import decode, encode

SEED = b"""import { a } from 'b';
export class K extends B { @D() async m({ x }: P = {}) { for (const y of x) { yield* z ?? (w = 1) } } }
const el = <div a="b" {...c}>{d} & e</div>; switch (s) { case 1: default: }
module.exports = { ...require('./f'), g: `h ${i}`, [j]: /k/g }; // l
enum E { A = 1 } type T = { u: V } & W; export default () => 1;
"""

NESTED = {
    "increments of increments": b"(" * 60 + b"a" + b"++)" * 60,
    "additions to additions": b"(" * 60 + b"a" + b" += 1)" * 60,
    "parentheses": b"(" * 3_000,
    "brackets": b"[" * 3_000 + b"]" * 3_000,
    "braces": b"{" * 3_000,
    "objects": b"a=" + b"{a:" * 3_000,
    "arrows": b"a=>" * 3_000 + b"1",
    "ternaries": b"a?" * 3_000,
    "else ifs": b"if(a){}else " * 3_000,
    "sums": b"a+" * 20_000 + b"a",
    "differences": b"a-" * 20_000 + b"a",
    "method chains": b"a" + b".b()" * 10_000,
    "elements": b"x=" + b"<a>" * 2_000 + b"</a>" * 2_000,
    "templates": b"${`" * 20_000,
    "type arguments": b"let x: " + b"A<" * 3_000,
    "unions": b"type A = " + b"B|" * 20_000 + b"C",
    "functions": b"function f(){" * 3_000,
    "classes": b"class A{a=" * 1_000,
    "cases": b"switch(a){" + b"case 1: f();\n" * 5_000 + b"}",
    "assignments": b"a=" * 5_000 + b"1",
    "patterns": b"let " + b"{a:" * 2_000,
    "namespaces": b"namespace A{" * 3_000,
}
ODD = {
    "nothing": b"",
    "nul": b"\0" * 100_000,
    "every byte": bytes(range(256)) * 400,
    "regular expressions on one line": b"/[" * 200_000,
    "quotes on one line": b"'" * 400_000,
    "half comments": b"/*" * 200_000,
    "comments": b"//x\n" * 100_000,
    "ampersands": b"<a>&\n" * 2_000,
    "one long line": b"function a(b,c){return b+c*2};var d={e:1,f:[1,2,3]};" * 20_000,
    "five megabytes": b"a=1;" * 1_300_000,
    "a lone surrogate": b"\xed\xa0\x80='\\ud800'",
    "half a mark": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("grammar", ["typescript", "tsx", "javascript"])
@pytest.mark.parametrize("name", [*NESTED, *ODD])
def test_odd_input_is_read_in_bounded_time(name: str, grammar: str) -> None:
    data = {**NESTED, **ODD}[name]
    before = time.process_time()
    facts = typescript.read(data, grammar)
    assert time.process_time() - before < 10
    kept = decode(encode(facts))
    assert kept == facts
    assert len(kept.bodies().functions) == len(kept.outline.functions)


@pytest.mark.parametrize("name", ["regular expressions on one line", "five megabytes"])
def test_what_would_cost_too_much_is_counted_and_not_parsed(name: str) -> None:
    facts = typescript.read(ODD[name], "tsx")
    assert facts.failure
    assert facts.lines == 1


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    facts = typescript.read(data, "tsx")
    assert decode(encode(facts)) == facts


@given(
    st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 12), st.binary(max_size=3)), max_size=6)
)
@settings(max_examples=150, deadline=None)
def test_damaged_code_is_read_and_every_line_lies_in_the_file(cuts: list[tuple[int, int, bytes]]) -> None:
    data = SEED
    for start, size, put in cuts:
        data = data[:start] + put + data[start + size :]
    facts = typescript.read(data, "tsx")
    last = data.count(b"\n") + 1
    outline = facts.outline
    ranges = [
        *((f.line, f.end_line) for f in outline.functions),
        *((c.line, c.end_line) for c in outline.classes),
        *((e.line, e.end_line) for e in outline.errors),
    ]
    assert [r for r in ranges if not 1 <= r[0] <= r[1] <= last] == []
    assert len(facts.bodies().functions) == len(outline.functions)
    assert [f.index for f in outline.functions] == list(range(len(outline.functions)))

"""What the answers of a function depend on, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import rules
from checks.project.dependence import names
from checks.project.flow.handing import handed_back
from checks.project.flow.model import Answer
from checks.project.model import FunctionRef
from tests.cases import cases
from tests.trees import project_of

PYTHON = {"requirements.txt": "fastapi\n", "Dockerfile": 'FROM python\nCMD ["uvicorn", "main:app"]\n'}
SCRIPT = {"package.json": '{"name": "x", "private": true, "scripts": {"start": "node main.js"}}'}


def python_answers(handler: str, **others: str) -> tuple[Answer, ...]:
    """The answers of the only handler of a FastAPI app."""
    head = "import random\nfrom datetime import datetime\nimport httpx\nfrom fastapi import FastAPI, Depends, HTTPException\n"
    files = {**PYTHON, "main.py": f"{head}app = FastAPI()\n{handler}"}
    files |= {f"{name}.py": text for name, text in others.items()}
    return _answers(files)


def script_answers(handler: str, **others: str) -> tuple[Answer, ...]:
    """The answers of the only handler of an Express app."""
    head = "const express = require('express');\nconst app = express();\n"
    files = {**SCRIPT, "main.js": f"{head}{handler}\napp.listen(1);\n"}
    files |= {f"{name}.js": text for name, text in others.items()}
    return _answers(files)


def _answers(files: dict[str, str]) -> tuple[Answer, ...]:
    project = project_of(files)
    routes = [route for route in project.routes if route.handler is not None]
    assert len(routes) == 1
    assert routes[0].handler is not None
    summary = project.flow.handler(routes[0].handler, routes[0].framework)
    return summary.sent or summary.returned


def sources(answers: tuple[Answer, ...]) -> set[str]:
    """What the answers that are no errors depend on together."""
    return {name for answer in answers if not answer.failing for name in names(answer.sources)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{'a': 1, 'b': ['x']}", {"literal"}),
        ("f'at {datetime.now()}'", {"clock"}),
        ("{'n': random.randint(1, 6)}", {"random"}),
        ("{'you': q.upper().strip()}", {"request"}),
        ("httpx.get('https://a.example').json()", {"outside"}),
        ("open(q).read()", {"outside", "request"}),
        ("something_nobody_knows(q)", {"unknown", "request"}),
        ("[{'i': i} for i in range(3)]", {"literal"}),
    ],
)
def test_a_value_depends_on_what_it_is_made_of(value: str, expected: set[str]) -> None:
    found = sources(python_answers(f"@app.get('/x')\ndef x(q: str):\n    return {value}\n"))
    assert found <= expected
    assert expected - {"request"} <= found


def test_values_are_followed_through_locals_and_mutation() -> None:
    handler = """
@app.get('/x')
def x():
    rows = []
    for row in httpx.get('https://a.example').json():
        rows.append(row)
    found = {}
    found['rows'] = rows
    return found
"""
    assert sources(python_answers(handler)) == {"outside"}


def test_values_are_followed_into_helpers_of_other_files() -> None:
    handler = "from made import rows\n@app.get('/x')\ndef x():\n    return {'rows': rows(3)}\n"
    literal = "def rows(n):\n    return [{'id': i} for i in range(n)]\n"
    real = "def rows(n):\n    with open('rows') as file:\n        return file.readlines()[:n]\n"
    assert sources(python_answers(handler, made=literal)) == {"literal"}
    assert "outside" in sources(python_answers(handler, made=real))


def test_a_condition_that_the_outside_decides_makes_literals_real() -> None:
    handler = """
@app.get('/x')
def x():
    if httpx.get('https://a.example').status_code == 200:
        return {'up': True}
    return {'up': False}
"""
    assert sources(python_answers(handler)) == {"outside"}


def test_a_condition_on_the_request_leaves_literals_literal() -> None:
    handler = """
@app.get('/x')
def x(kind: str):
    if kind == 'a':
        return {'found': 1}
    return {'found': 2}
"""
    assert sources(python_answers(handler)) == {"literal"}


def test_what_a_guard_throws_for_decides_what_comes_after_it() -> None:
    handler = """
def check(token):
    if not httpx.get('https://a.example/' + token).is_success:
        raise HTTPException(401)

@app.get('/x')
def x(token: str):
    check(token)
    return {'secret': 42}
"""
    assert sources(python_answers(handler)) == {"outside"}


def test_counting_over_what_was_sent_is_work() -> None:
    handler = """
@app.post('/x')
def x(text: str):
    score = 0
    for word in text.split():
        if word == 'good':
            score += 1
    return {'score': score}
"""
    assert "outside" in sources(python_answers(handler))


def test_inventing_as_many_rows_as_asked_for_is_no_work() -> None:
    handler = """
@app.get('/x')
def x(days: int):
    rows = []
    for day in range(days):
        rows.append({'day': day, 'visits': random.randint(1, 9)})
    return rows
"""
    answers = python_answers(handler)
    assert sources(answers) <= {"random", "request"}


def test_error_answers_are_told_from_others() -> None:
    handler = """
app.get('/x', (req, res) => {
  try {
    if (!req.query.a) return res.status(400).json({ error: 'a' });
    if (!req.query.b) return res.json({ success: false });
    res.json({ fine: true });
  } catch (error) {
    res.json({ sorry: true });
  }
});"""
    assert [answer.failing for answer in script_answers(handler)] == [True, True, False, True]


def test_a_status_given_to_a_helper_counts() -> None:
    handler = """
function refuse(res, status) { return res.status(status).json({ no: true }); }
app.get('/x', (req, res) => {
  if (req.query.a) return refuse(res, 403);
  res.json({ yes: true });
});"""
    assert [(answer.status, answer.failing) for answer in script_answers(handler)] == [
        (403, True),
        (None, False),
    ]


def test_callbacks_see_what_they_are_called_with() -> None:
    handler = """
app.get('/x', async (req, res) => {
  const rows = await (await fetch('https://a.example')).json();
  res.json(rows.map((row) => ({ id: row.id })));
});"""
    assert sources(script_answers(handler)) == {"outside"}


def test_closures_see_the_names_around_them() -> None:
    handler = """
function install(app, db) {
  const fixed = { a: 1 };
  const seen = [];
  app.get('/x', (req, res) => { seen.push(req.query.q); res.json({ fixed, seen }); });
}
install(app, require('db'));"""
    assert "outside" in sources(script_answers(handler))


def test_a_constant_that_functions_change_is_state() -> None:
    changed = (
        "let last = { n: 0 };\nfunction put(n) { last.n = n; }\nmodule.exports = { put, get: () => last };\n"
    )
    fixed = "const last = { n: 0 };\nmodule.exports = { get: () => last };\n"
    handler = "const kept = require('./kept');\napp.get('/x', (req, res) => res.json(kept.get()));"
    assert sources(script_answers(handler, kept=changed)) == {"outside"}
    assert sources(script_answers(handler, kept=fixed)) == {"literal"}


def test_the_size_of_a_changing_container_is_state() -> None:
    handler = """
const seen = new Map();
function keep(id) { seen.set(id, { id }); }
app.get('/x', (req, res) => res.json({ n: seen.size }));"""
    assert sources(script_answers(handler)) == {"outside"}


def test_names_taken_out_of_the_request_hold_its_parts() -> None:
    handler = "app.get('/x', async (req, res) => { const { query, db } = req; res.json({ q: query.q, r: await db.all() }); });"
    assert {"request", "unknown"} <= sources(script_answers(handler))


def test_page_numbers_are_no_work() -> None:
    handler = """
app.get('/x', (req, res) => {
  const page = Number(req.query.page);
  const rows = [{ id: 1 }, { id: 2 }];
  res.json({ rows: rows.slice((page - 1) * 10, page * 10), more: page * 10 < rows.length });
});"""
    assert sources(script_answers(handler)) <= {"request", "literal"}


def test_records_behind_an_outside_base_are_real() -> None:
    handler = "from rows import Row\n@app.get('/x')\ndef x():\n    return {'n': Row.objects.count(), 'r': Row.get(1)}\n"
    rows = "from django.db import models\nclass Row(models.Model):\n    name = models.TextField()\n"
    assert sources(python_answers(handler, rows=rows)) == {"outside"}


def test_recursion_ends_and_is_unknown() -> None:
    handler = "def a(n):\n    return b(n)\ndef b(n):\n    return a(n)\n@app.get('/x')\ndef x(n: int):\n    return a(n)\n"
    assert sources(python_answers(handler)) == {"unknown"}


def test_deep_nesting_and_long_chains_end_and_never_raise() -> None:
    nested = "[" * 140 + "]" * 140
    chain = "q" + ".strip()" * 60
    branches = "    if q == '0':\n        return 0\n" + "".join(
        f"    elif q == '{i}':\n        return {i}\n" for i in range(1, 600)
    )
    python_answers(f"@app.get('/x')\ndef x(q: str):\n    return {nested}\n")
    python_answers(f"@app.get('/x')\ndef x(q: str):\n    return {chain}\n")
    assert python_answers(f"@app.get('/x')\ndef x(q: str):\n{branches}    return q\n")


def test_a_ladder_of_helpers_is_followed_in_bounded_time() -> None:
    steps = "".join(f"def f{i}(a):\n    return f{i + 1}(a) or f{i + 1}([a])\n" for i in range(40))
    handler = f"{steps}def f40(a):\n    return a\n@app.get('/x')\ndef x(q: str):\n    return f0(q)\n"
    assert python_answers(handler)


_PIECES = st.sampled_from(
    """x y self this app.get('/') @app.get('/x') def f(x): return x if: else for x in y: while x: { } ( ) [ ] , . = += => ;
    function class A async await yield lambda x: x ... ** # 'a' `${x}` 1 \n \n\n raise try: except: del x import x""".split(
        " "
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=60), st.sampled_from(["main.py", "main.js", "app/api/x/route.ts"]))
def test_rules_never_raise_on_any_source(pieces: list[str], path: str) -> None:
    files = {**PYTHON, **SCRIPT, path: "from fastapi import FastAPI\napp = FastAPI()\n" + " ".join(pieces)}
    project = project_of(files)
    for rule in ("mock-response", "in-memory-store", "unwired-router", "no-entry-point"):
        assert isinstance(list(rules.find(project, (rule,))), list)


def test_what_a_handed_on_call_is_given_by_name_counts() -> None:
    shape = "def shape(rows=()):\n    return {'rows': rows}\n"
    handler = "@app.get('/a')\ndef rows():\n    return shape(rows=httpx.get('https://a.example').json())\n"
    (answer,) = python_answers(shape + handler)
    assert "outside" in names(answer.own)


def test_return_statements_alone_tell_everything_that_a_function_may_hand_back() -> None:
    compared = 0
    for rule in ("mock-data", "mock-response", "mock-fallback"):
        for case in cases(rules.page(rule)):
            project = project_of(dict(case.files))
            for path in project.code():
                for function in project.facts[path].outline.functions:
                    ref = FunctionRef(path, function.index)
                    told = handed_back(project, ref)
                    if told is None or not function.index:
                        continue
                    answered = [a.value for a in project.flow.function(ref).returned if a.value is not None]
                    assert [value for value in answered if value not in told] == [], (rule, case.line)
                    compared += len(answered)
    assert compared > 300


def test_what_is_handed_on_is_told_through_the_functions_that_it_comes_from() -> None:
    project = project_of(
        {
            "app.py": "from rows import read\n\ndef load(a):\n    if a:\n        return read()\n    return (None, 404) if a else {}\n",
            "rows.py": "def read():\n    yield 1\n    return load()\n\ndef load():\n    return read() or [2]\n",
        }
    )
    told = handed_back(project, FunctionRef("app.py", 1))
    assert told is not None
    assert {type(value).__name__ for value in told} == {"Lit", "Seq", "Map", "Op"}

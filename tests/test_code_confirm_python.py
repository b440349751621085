"""The second look at a suspicious handler: where what it returns comes from."""

from __future__ import annotations

from textwrap import dedent

import pytest

from checks.code.python.confirm import confirm, confirm_one, reduce


def look(source: str) -> bool | None:
    """A look at the last function of a module."""
    text = dedent(source).strip()
    lines = text.split("\n")
    return confirm(
        text.encode(), 1 + max(n for n, line in enumerate(lines) if line.startswith("@")), len(lines)
    )


@pytest.mark.parametrize(
    "body",
    [
        "return {'total': 1, 'items': []}",
        "rows = [1, 2]\n    return rows",
        "rows = []\n    for n in range(3):\n        rows.append({'id': n, 'at': datetime.now().isoformat()})\n    return rows",
        "total = sum([1, 2]) + random.randint(1, 9)\n    return JSONResponse({'total': total})",
        "return {'title': body.title, 'id': str(uuid.uuid4())}",
        "a, b = 1, 2\n    logger.info(a)\n    return f'{a} {b:>3}'",
        "return [{'n': n} for n in range(3) if n]",
        "return ROWS",
        "return ROWS[body.id]",
        "rows = []\n    rows.extend(ROWS)\n    return rows",
        "rows = {}\n    rows['a'] = ROWS['a']\n    return rows",
        "return {'rows': rows_of(body.id), 'at': datetime.now()}",
        "try:\n        return {'n': 1}\n    except ValueError as error:\n        return {'error': str(error)}",
    ],
)
def test_values_made_of_literals_clock_chance_and_the_request_are_confirmed(body: str) -> None:
    helper = "ROWS: list = [1, {'a': 2}]\n\ndef rows_of(n):\n    return [ROWS, n]\n"
    assert look(f"import random, uuid\n{helper}@app.get('/x')\ndef f(body: Body):\n    {body}") is True


@pytest.mark.parametrize(
    "body",
    [
        "return load()",
        "return db.query(Order).all()",
        "return {'orders': opened(), 'n': 1}",
        "with open('x') as f:\n        text = f.read()\n    return text",
        "if body.id:\n        return {'id': 1}\n    return db.name",
        "return await fetch(body)",
    ],
)
def test_values_that_come_from_elsewhere_are_not(body: str) -> None:
    helper = "def opened():\n    return open('x').read()\n"
    source = f"from app import settings\n{helper}@app.get('/x')\nasync def f(body: Body, db: Session = Depends(get_db)):\n    {body}"
    assert look(source) is False


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "rows = []\n    fill(rows)\n    return rows",
        "return body.get('id')",
        "return Service().get('x')",
        "return lambda: 1",
        "return await body.json()",
        "return settings.name",
        "session = SessionLocal()\n    return session.execute('select 1')",
        "global total\n    total = 1\n    return total",
        "now = datetime.now()\n    return now.weekday()",
        "return helper(1)",
    ],
)
def test_what_cannot_be_told_is_said_so(body: str) -> None:
    helper = "def helper(n):\n    return helper(n - 1)\n"
    imports = "from app import settings\nfrom datetime import datetime\n"
    assert look(f"{imports}{helper}@app.post('/x')\nasync def f(body):\n    {body}") is None


def test_only_a_function_that_stands_there_is_looked_at() -> None:
    source = b"@a\ndef f():\n    return 1\n"
    assert confirm(source, 1, 3) is True
    assert confirm(source, 2, 3) is True
    assert confirm(source, 1, 2) is None
    assert confirm(source, 9, 9) is None


def test_a_method_is_looked_at_without_its_class() -> None:
    source = b"class A:\n    @get('/x')\n    def f(self):\n        return [1]\n    def g(self):\n        return self.rows\n"
    assert confirm_one((source, 2, 4)) is True
    assert confirm_one((source, 5, 6)) is None


def test_a_name_that_a_star_import_may_bring_is_not_told() -> None:
    assert look("from app import *\n@a\ndef f():\n    return load()") is None
    assert look("import app\n@a\ndef f():\n    return load()") is False


def test_only_what_the_function_names_is_taken_along() -> None:
    source = b"A = B\nB = [1]\nC = D = 2\ndef g():\n    return A\ndef h():\n    return C\n@a\ndef f():\n    return g()\n"
    assert reduce(source, 8, 10) == b"A = B\nB = [1]\ndef g():\n    return A\n@a\ndef f():\n    return g()\n"


@pytest.mark.parametrize(
    "value",
    [
        "(" * 1_500 + "1" + ")" * 1_500,
        "a + " * 4_000 + "a",
        "'a' " * 5_000,
        "[" * 3_000,
        "not " * 1_000 + "a",
        "'\0'",
        "'" + "a" * 600_000 + "'",
    ],
)
def test_source_that_would_kill_or_hang_the_parser_never_reaches_it(value: str) -> None:
    assert confirm(f"def f():\n    return {value}\n".encode(), 1, 2) is None


def test_a_long_chain_of_branches_never_reaches_the_parser() -> None:
    branches = "".join(f"    elif a == {n}:\n        return {n}\n" for n in range(1_000))
    source = f"def f(a):\n    if a:\n        return 1\n{branches}"
    assert confirm(source.encode(), 1, source.count("\n")) is None


def test_what_the_query_says_and_who_asks_are_no_other_source() -> None:
    head = "from fastapi import Depends, Query\nfrom app import get_current_user, get_db\n@a\n"
    assert look(head + "def f(days: int = Query(30)):\n    return {'days': days}") is True
    assert look(head + "def f(user=Depends(get_current_user)):\n    return {'by': user['id']}") is True
    assert look(head + "def f(db=Depends(get_db)):\n    return {'rows': db}") is False

"""Made-up data, fallbacks on it, discarded input, checks that approve everything: what the pages do not show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest

from checks import rules
from checks.model import Finding
from checks.run import InProcess
from checks.second_look import confirmed
from tests.trees import project_of, report_of, snapshot_of

APP = "from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\n"
STARTED = {"Dockerfile": 'FROM python:3.11\nCMD ["uvicorn", "main:app"]\n'}


def found(rule: str, files: dict[str, str]) -> list[Finding]:
    """The findings of one rule."""
    return list(rules.find(project_of(files), (rule,)))


def test_an_invention_names_its_fields_and_shows_its_lines() -> None:
    source = (
        "import random\n\n\ndef get_sales():\n    return [\n        {'orders': random.randint(1, 9)}\n    ]\n"
    )
    finding = found("mock-data", {"sales.py": source})[0]
    assert (finding.line, finding.end_line, finding.symbol) == (4, 7, "get_sales")
    assert "`orders`" in finding.message
    assert [place.line for place in finding.evidence] == [6]


def test_a_function_inside_a_made_up_one_is_part_of_it() -> None:
    source = (
        "export function getSales() {\n"
        "  const getRow = (day: number) => ({ day, orders: Math.random() * 9, revenue: Math.random() });\n"
        "  return [1, 2].map((day) => ({ ...getRow(day), orders: Math.random() }));\n}\n"
    )
    assert [finding.symbol for finding in found("mock-data", {"sales.ts": source})] == ["getSales"]


@pytest.mark.parametrize("folder", ["test-utils", "src/testing", "e2e", "fixtures"])
def test_helpers_of_tests_may_make_things_up(folder: str) -> None:
    source = "export const createMockUser = () => ({ email: `${Math.random()}@shop.test`, orders: Math.random() });\n"
    user = "import { createMockUser } from '../src/factory';\nexport const first = createMockUser();\n"
    assert found("mock-data", {f"{folder}/factory.ts": source, "app/first.ts": user}) == []
    assert found("mock-data", {"src/factory.ts": source, "app/first.ts": user}) != []


@pytest.mark.parametrize("name", ["delete", "remove", "update", "clear"])
def test_a_stored_record_that_is_changed_by_itself_is_no_discarded_input(name: str) -> None:
    source = (
        f"{APP}from models import Order\n\n\n@app.delete('/orders/{{number}}')\ndef drop(number: int):\n"
        f"    order = Order.objects.get(number=number)\n    order.{name}()\n    return {{'success': True}}\n"
    )
    models = "from django.db import models\n\n\nclass Order(models.Model):\n    pass\n"
    assert found("discarded-input", {**STARTED, "main.py": source, "models.py": models}) == []


def test_both_faults_of_a_handler_are_reported_beside_each_other() -> None:
    source = (
        f"{APP}@app.post('/orders')\ndef place(item: str):\n    return {{'success': True, 'item': item}}\n"
    )
    files = {**STARTED, "main.py": source}
    reported = {finding.rule for finding in report_of(files, scope="all").findings}
    assert {"mock-response", "discarded-input"} <= reported


def test_a_fallback_is_reported_at_the_route_that_it_serves() -> None:
    source = (
        f"import requests\n{APP}@app.get('/rates')\ndef rates():\n    try:\n"
        "        return requests.get('https://rates.shop.test').json()\n    except Exception:\n"
        "        return {'rate': MOCK_RATE}\n\n\nMOCK_RATE = 1.1\n"
    )
    finding = found("mock-fallback", {**STARTED, "main.py": source})[0]
    assert finding.message.startswith("GET /rates ")
    assert source.split("\n")[finding.line - 1] == "@app.get('/rates')"


def test_what_a_named_dependency_provides_is_no_echo() -> None:
    source = (
        "from typing import Annotated\n" + APP + "def load():\n    return open('order').read()\n\n\n"
        "Order = Annotated[str, Depends(load)]\n\n\n@app.get('/orders/{number}')\ndef show(order: Order):\n    return order\n"
    )
    assert found("mock-response", {**STARTED, "main.py": source}) == []


class Refusing:
    """An executor whose looks all give one answer."""

    jobs = 1

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.apart: list[bool] = []

    def map(
        self, function: Callable[[Any], Any], batches: Iterable[Any], *, apart: bool = False
    ) -> Iterator[Any]:
        """One answer for each batch."""
        self.apart.append(apart)
        return (self.answer for _ in batches)

    def begin(self, tasks: Sequence[Callable[[], Any]]) -> Iterator[Any]:
        """Nothing here begins anything by itself."""
        return (task() for task in tasks)


MOCK = {**STARTED, "main.py": f"{APP}@app.get('/orders')\ndef orders():\n    return {{'orders': 12}}\n"}


@pytest.mark.parametrize(("answer", "left"), [(True, 1), (None, 1), (False, 0)])
def test_only_a_second_look_that_refutes_drops_a_finding(answer: bool | None, left: int) -> None:
    executor = Refusing(answer)
    assert len(confirmed(found("mock-response", MOCK), snapshot_of(MOCK), executor)) == left
    assert executor.apart == [True]


def test_what_no_rule_wants_to_be_looked_at_twice_starts_no_process() -> None:
    executor = Refusing(False)
    files = {"a.py": "def verify_token(token):\n    return True\n"}
    findings = found("always-succeeds", files)
    assert confirmed(findings, snapshot_of(files), executor) == tuple(findings) != ()
    assert executor.apart == []


@pytest.mark.parametrize(
    "body",
    [
        "return ORDERS",
        "return {'orders': counted(), 'at': settings.NOW}",
        "try:\n        return {'orders': 12}\n    except Exception as error:\n        return {'error': str(error)}",
        "return Answer(**{'orders': 12})",
    ],
)
def test_the_second_look_keeps_what_constants_and_helpers_make_up(body: str) -> None:
    head = "import settings\nfrom answers import Answer\n\nORDERS = [{'n': 1}]\n\n\ndef counted():\n    return len(ORDERS)\n\n\n"
    files = {"main.py": f"{APP}{head}@app.get('/orders')\ndef orders():\n    {body}\n"}
    source = files["main.py"]
    first = source[: source.index("@app.get")].count("\n") + 1
    finding = Finding("mock-response", "main.py", first, source.count("\n"), "orders", "", "", "")
    assert confirmed([finding], snapshot_of(files), InProcess()) == (finding,)


@pytest.mark.parametrize("kept", ["x{0} = {{}}\n    x{0}['part'] = sent", "x{0} = []\n    x{0}.append(sent)"])
def test_an_answer_of_thousands_of_local_names_is_judged_in_bounded_time(kept: str) -> None:
    count = 4_000
    source = (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/parts')\ndef parts(sent: dict):\n"
    )
    source += "".join(f"    {kept.format(i)}\n" for i in range(count))
    answered = ", ".join(f"'part_{i}': x{i}" for i in range(count))
    project = project_of({"main.py": f"{source}    return {{{answered}}}\n"})
    began = time.process_time()
    assert list(rules.find(project)) == []
    assert time.process_time() - began < 8


def test_thousands_of_values_of_one_module_are_judged_in_bounded_time() -> None:
    count = 3_000
    source = "from fastapi import FastAPI\n\napp = FastAPI()\n\n"
    for i in range(count):
        source += f"FEES_{i} = [{{'id': {i}, 'fee': 2}}]\n\n\n@app.get('/fees/{i}')\ndef fees_{i}():\n"
        source += (
            f"    try:\n        return loaded(FEES_{i})\n    except OSError:\n        return FEES_{i}\n\n\n"
        )
    project = project_of({"main.py": source})
    began = time.process_time()
    list(rules.find(project, ("mock-fallback", "mock-response")))
    assert time.process_time() - began < 10

"""Allowances in code: honoured, counted and shown; one that allows nothing is itself reported."""

from __future__ import annotations

import pytest

from bot.heads.marks import of
from bot.words import Links, output
from checks.formats.json import render as as_json
from checks.formats.text import render as as_text
from checks.model import Report
from tests.trees import report_of

LINKS = Links("https://github.com", "acme/shop", "f" * 40)
ALLOW = "asbuilt: allow mock-response -- the list is fixed by law"
PYTHON = """\
from fastapi import FastAPI

app = FastAPI()


{above}
@app.get("/rates")
def rates():{beside}
    return [{{"id": 1, "email": "a@example.org"}}]
"""
SCRIPT = """\
const express = require('express');
const app = express();

{above}
app.get('/rates', (req, res) => {{{beside}
  res.json([{{ id: 1, email: 'a@example.org' }}]);
}});

app.listen(3000);
"""


def python(above: str = "", beside: str = "") -> Report:
    """The report on a handler that makes its answer up, with a comment above it or on its first line."""
    return report_of({"main.py": PYTHON.format(above=above, beside=beside)}, scope="all")


def script(above: str = "", beside: str = "") -> Report:
    """The same in JavaScript."""
    return report_of({"server.js": SCRIPT.format(above=above, beside=beside)}, scope="all")


def mocks(report: Report) -> list[tuple[str, bool]]:
    """Level of each made-up answer, and whether the code allows it."""
    return [(f.level, f.allowed is not None) for f in report.findings if f.rule == "mock-response"]


def test_without_an_allowance_the_finding_blocks() -> None:
    assert mocks(python()) == [("failure", False)]
    assert python().conclusion == "failure"
    assert python().allowances == ()


@pytest.mark.parametrize(
    "report",
    [
        python(above=f"# {ALLOW}"),
        python(above=f"# {ALLOW}\n# The rates change once in ten years."),
        python(beside=f"  # {ALLOW}"),
        script(above=f"// {ALLOW}"),
        script(above=f"/* {ALLOW} */"),
        script(above=f"/**\n * {ALLOW}\n */"),
    ],
    ids=["above", "further above", "beside", "script", "block", "block of lines"],
)
def test_an_allowance_on_or_above_the_line_is_honoured_counted_and_shown(report: Report) -> None:
    assert mocks(report) == [("notice", True)]
    assert report.conclusion == "success"
    (allowance,) = report.allowances
    assert (allowance.rule, allowance.reason, allowance.findings, allowance.problem) == (
        "mock-response",
        "the list is fixed by law",
        1,
        "",
    )
    text = as_text(report)
    assert "allowed  " in text
    assert "the list is fixed by law" in text
    assert "1 allowed" in text
    assert '"allowances"' in as_json(report)


def test_on_the_line_of_a_javascript_route() -> None:
    assert mocks(script(beside=f" // {ALLOW}")) == [("notice", True)]


def test_an_allowance_of_another_rule_or_further_away_covers_nothing() -> None:
    other = python(above="# asbuilt: allow stub -- the list is fixed by law")
    assert mocks(other) == [("failure", False)]
    assert [a.problem for a in other.allowances] == ["there is no `stub` here to allow"]
    away = report_of({"main.py": f"# {ALLOW}\nimport os\n" + PYTHON.format(above="", beside="")}, scope="all")
    assert mocks(away) == [("failure", False)]
    assert [a.findings for a in away.allowances] == [0]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("asbuilt: allow mock-response", "it gives no reason: say why in a few words"),
        ("asbuilt: allow mock-response --", "it gives no reason: say why in a few words"),
        ("asbuilt: allow mock-response -- ok", "it gives no reason: say why in a few words"),
        ("asbuilt: allow mocks -- the list is fixed by law", "there is no rule `mocks`"),
        ("asbuilt: ignore", "it is not written as `asbuilt: allow <rule> -- reason`"),
    ],
)
def test_one_without_a_reason_or_a_rule_is_reported_and_not_honoured(written: str, problem: str) -> None:
    report = python(above=f"# {written}")
    assert mocks(report) == [("failure", False)]
    assert [a.problem for a in report.allowances] == [problem]
    assert f"main.py:6: {problem}" in as_text(report)


def test_other_comments_and_texts_are_no_allowances() -> None:
    report = report_of(
        {
            "main.py": f'NOTE = "{ALLOW}"\n# We could write "asbuilt: allow" here.\n',
            "docs/allow.md": f"<!-- {ALLOW} -->\n",
        },
        scope="all",
    )
    assert report.allowances == ()


def test_a_whole_file_is_allowed_at_its_top() -> None:
    module = "# asbuilt: allow orphan-module -- run by hand once a year\nimport sys\n\n\ndef clean():\n    return sys.argv\n"
    main = 'import os\n\nif __name__ == "__main__":\n    print(os.name)\n'
    files = {"pyproject.toml": '[project]\nname = "shop"\n', "main.py": main, "yearly.py": module}
    report = report_of(files, scope="all")
    assert [(f.rule, f.allowed is not None) for f in report.findings if f.path == "yearly.py"] == [
        ("orphan-module", True)
    ]


def test_settings_in_text_files_can_be_allowed() -> None:
    example = "HOST_PORT=80  # asbuilt: allow unused-setting -- read by the host alone\nOTHER=1\n"
    report = report_of({".env.example": example, "main.py": "print('hello')\n"}, scope="all")
    assert {f.symbol: f.allowed is not None for f in report.findings} == {"HOST_PORT": True, "OTHER": False}


def test_an_allowance_changes_levels_and_no_verdicts() -> None:
    files = {
        "main.py": PYTHON.format(above=f"# {ALLOW}", beside=""),
        "Procfile": "web: uvicorn main:app\n",
        "DONE.md": "# Done\n\n- `GET /rates` works\n",
    }
    report = report_of(files, scope="all", documents=("DONE.md",))
    (document,) = report.documents
    assert {claim.verdict for claim in document.claims if claim.kind == "endpoint"} == {"refuted"}


def test_only_the_files_of_the_change_are_listed() -> None:
    before = {"old.py": f"# {ALLOW}\nx = 1\n", "main.py": "x = 1\n", "DONE.md": "# Done\n"}
    after = before | {"main.py": f"# {ALLOW}\ny = 2\n", "DONE.md": "# Done\n\nAdded `main.py`.\n"}
    report = report_of(after, before, scope="change", documents=("DONE.md",))
    assert [a.path for a in report.allowances] == ["main.py"]


def test_the_check_run_counts_what_is_allowed_and_warns_of_what_allows_nothing() -> None:
    held = python(above=f"# {ALLOW}\n# asbuilt: allow stub -- there was one once")
    shown = output(held, LINKS).summary
    assert "Allowed in the code: 1 finding" in shown
    assert "the list is fixed by law" in shown
    assert "there is no `stub` here to allow" in shown
    assert "mock-response: " not in shown
    marks = of(held, {"main.py"}, LINKS)
    assert [(m.annotation_level, m.start_line) for m in marks] == [("warning", 7)]

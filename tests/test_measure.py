"""The floor under `failure`: what is measured on labelled changes, and what it does to levels."""

from __future__ import annotations

import re

import pytest

from checks import claims, precision, rules
from checks.config import Config
from checks.precision import ENOUGH, FLOOR, Group, Measured, Table, group_of, may_fail
from tests.measure import TABLE, named, table, tally
from tests.trees import Files, report_of

FILES: Files = {
    "app.py": "x = 1\n",
    "STATUS.md": "# Status\n\n- ✅ Created `app.py`\n- ✅ Created `none.py`\n",
}


def row(right: int, reports: int, group: Group = "exact") -> Measured:
    """A line of the table."""
    return Measured(group, reports, right, round(right / reports, 3) if reports else None)


def claim(line: int, kind: str = "path", **more: object) -> dict[str, object]:
    """A label or a report of a claim."""
    return {"line": line, "kind": kind, "polarity": "present", "subject": {}, "verdict": "refuted", **more}


def finding(line: int, **more: object) -> dict[str, object]:
    """A label or a report of a finding."""
    return {"rule": "stub", "path": "app/a.py", "line": line, "end_line": line + 1, **more}


def decided(labels: list[dict[str, object]], reports: list[dict[str, object]]) -> list[tuple[str, bool]]:
    """What labels of claims on lines 1 to 20 decide of reports."""
    documents = [{"path": "A.md", "labelled_lines": [1, 20], "claims": labels}]
    return list(
        tally({"docs": documents}, {"documents": [{"path": "A.md", "claims": reports}], "findings": []})
    )


def test_the_committed_table_names_rules_and_kinds_alone_and_adds_up() -> None:
    committed = precision.table()
    modules = {**claims.kinds(), **rules.rules()}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", committed.date)
    assert committed.changes > 0
    assert set(committed.measured) <= set(modules)
    for name, own in committed.measured.items():
        assert own == row(own.right, own.reports, group_of(modules[name]))
        assert 0 <= own.right <= own.reports
    assert "/" not in TABLE.read_text(encoding="utf-8")


def test_every_rule_and_kind_that_may_fail_was_measured_above_the_floor() -> None:
    measured = precision.table().measured
    for name, module in {**claims.kinds(), **rules.rules()}.items():
        pool = [each for each in measured.values() if each.group == group_of(module)]
        share = sum(each.right for each in pool) / max(1, sum(each.reports for each in pool))
        own = measured.get(name, row(0, 0, group_of(module)))
        filled = own.right + share * max(0, ENOUGH - own.reports)
        assert may_fail(name, group_of(module)) == (filled / max(ENOUGH, own.reports) >= FLOOR), name


@pytest.mark.parametrize(
    ("measured", "allowed"),
    [
        ({"path": row(19, 20)}, True),
        ({"path": row(18, 20), "size": row(500, 500)}, False),
        ({"path": row(2, 2), "size": row(98, 98)}, True),
        ({"path": row(1, 2), "size": row(98, 98)}, False),
        ({"path": row(2, 2), "size": row(9, 10)}, False),
        ({"path": row(15, 15), "size": row(40, 50)}, True),
        ({"path": row(10, 10), "size": row(40, 50)}, False),
        ({"size": row(98, 98)}, True),
        ({"status": row(98, 98, "prose")}, False),
        ({}, False),
    ],
    ids=[
        "enough",
        "too few right",
        "few, and a good group",
        "few, one of them wrong",
        "few right ones in a bad group",
        "nearly enough in a bad group",
        "half of enough in a bad group",
        "new",
        "other group",
        "nothing",
    ],
)
def test_a_kind_stands_for_itself_from_twenty_reports_on_and_its_group_fills_up_what_it_lacks(
    measured: dict[str, Measured], allowed: bool
) -> None:
    assert may_fail("path", "exact", Table("2026-01-01", 1, measured)) == allowed


@pytest.mark.parametrize(("right", "level"), [(20, "failure"), (10, "warning")])
def test_a_kind_under_the_floor_warns_even_where_the_configuration_wants_more(
    monkeypatch: pytest.MonkeyPatch, right: int, level: str
) -> None:
    measured = Table("2026-01-01", 1, {"path": row(right, 20)})
    monkeypatch.setattr(precision, "table", lambda: measured)
    for config in (Config(), Config(levels={"path": "failure"})):
        report = report_of(FILES, config=config)
        (refuted,) = [c for c in report.documents[0].claims if c.kind == "path" and c.verdict == "refuted"]
        assert refuted.level == level
        assert report.conclusion == ("failure" if level == "failure" else "success")


def test_a_refutation_is_right_where_the_label_refutes_and_wrong_without_a_label() -> None:
    labels = [claim(3), claim(6, verdict="supported"), claim(8, sure=False)]
    assert decided(labels, [claim(4), claim(6), claim(8), claim(12), claim(25)]) == [
        ("path", True),
        ("path", False),
        ("path", False),
    ]


def test_other_verdicts_kinds_and_polarities_do_not_count_as_the_label() -> None:
    assert decided([claim(3)], [claim(3, verdict="unverifiable")]) == []
    assert decided([claim(3)], [claim(3, "size")]) == [("size", False)]
    assert decided([claim(3)], [claim(3, polarity="absent")]) == [("path", False)]


def test_of_two_claims_on_a_line_each_takes_the_label_of_its_subject() -> None:
    labels = [claim(3, subject={"path": "a"}, verdict="supported"), claim(3, subject={"path": "b"})]
    assert decided(labels, [claim(3, subject={"path": "b"})]) == [("path", True)]


def test_findings_are_counted_inside_the_labelled_folders_only() -> None:
    code = {"labelled_paths": ["app/"], "findings": [finding(10), finding(30, sure=False)]}
    seen = [finding(11), finding(30), finding(50), finding(10, path="lib/a.py")]
    counted = list(tally({"code": code}, {"documents": [], "findings": seen}))
    assert counted == [("stub", True), ("stub", False)]


def test_what_no_label_names_is_not_measured() -> None:
    label = {"code": {"labelled_paths": [""], "findings": [finding(1)]}}
    made = table([("stub", True), ("shadowed-route", False)], named([label]), 1, "2026-01-01")
    assert made == Table("2026-01-01", 1, {"stub": row(1, 1, "other")})

"""Claims about runs and commits: what CI, kept reports and the history show."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, kinds
from checks.model import Claim, Verdict
from checks.snapshot import Commit, TestRecord
from tests.claimed import found, subjects, truths
from tests.trees import project_of, snapshot_of

FILES = {"app.py": "x = 1\n"}
JUNIT = '<testsuites tests="63" failures="6" errors="0"><testsuite tests="63" failures="6"/></testsuites>'


def verdict(claim: Claim, record: tuple[TestRecord, ...] = (), commits: tuple[Commit, ...] = ()) -> Verdict:
    """What a snapshot with this record and history says."""
    snapshot = msgspec.structs.replace(snapshot_of(FILES), record=record, commits=commits)
    return kinds()[claim.kind].verify(claim, Ground(snapshot=snapshot, project=project_of(FILES)))


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("- 57/63 tests passing (90.5%)", "passed", 57),
        ("- ✅ All 26 tests passing", "passed", 26),
        ("- 82%+ code coverage", "coverage", 82),
        ("- Linting: 0 errors", "lint", 0),
        ("- TypeScript build passing", "build", "passing"),
        ("- Health endpoint test: ✅ PASSED", "passed", "passed"),
        ("- **Test Suites**: 2 passing, 1 failing", "passed", 2),
        ("- Server starts and runs correctly", "server", "starts and runs correctly"),
    ],
)
def test_results_are_read_with_measure_and_value(text: str, measure: str, value: object) -> None:
    (subject,) = subjects("test-result", text)
    assert (subject["measure"], subject["value"]) == (measure, value)


@pytest.mark.parametrize(
    "text",
    ["- Coverage target: 90%", "- Passes the token to the client", "- API coverage: 90%", "- 57 tests"],
)
def test_targets_and_other_words_are_no_results(text: str) -> None:
    assert found("test-result", text) == []


def test_a_kept_report_settles_numbers_and_words() -> None:
    text = "- 57/63 tests passing\n- 60/63 tests passing\n- All tests passing\n"
    assert truths("test-result", text, {"junit.xml": JUNIT}) == ["supported", "refuted", "refuted"]


@pytest.mark.parametrize(
    ("path", "report"),
    [
        ("coverage.xml", '<coverage line-rate="0.82" branch-rate="0">'),
        ("coverage/lcov.info", "SF:a\nLF:100\nLH:82\nend_of_record\n"),
        ("coverage/coverage-summary.json", '{"total": {"lines": {"pct": 82}}}'),
        ("coverage.json", '{"totals": {"percent_covered": 82.0}}'),
    ],
)
def test_every_format_of_coverage_is_read(path: str, report: str) -> None:
    text = "- Test coverage: 82%\n- 90%+ code coverage\n"
    assert truths("test-result", text, {path: report}) == ["supported", "refuted"]


@pytest.mark.parametrize("report", ["<testsuites", '{"total": 1}', "\x00", "<testsuite tests='x'>"])
def test_a_broken_report_shows_nothing(report: str) -> None:
    files = {"junit.xml": report, "coverage.json": report}
    assert truths("test-result", "- All tests passing\n- 82% coverage\n", files) == ["unverifiable"] * 2


def test_a_ci_result_of_the_head_settles_words() -> None:
    (claim,) = found("test-result", "- All tests passing\n")
    assert verdict(claim, (TestRecord("tests", "success"),)).truth == "supported"
    assert verdict(claim, (TestRecord("tests", "failure"),)).truth == "refuted"
    assert verdict(claim, (TestRecord("deploy", "failure"),)).truth == "unverifiable"


@pytest.mark.parametrize(
    ("text", "sha"),
    [
        ("**Commit:** `94520ab`", "94520ab"),
        ("```\n1f3a9c2 Fix the queue\n```", "1f3a9c2"),
        ("- 1f3a9c2 - Fix the queue (LATEST)", "1f3a9c2"),
    ],
)
def test_commits_are_read_by_their_sha(text: str, sha: str) -> None:
    assert [s["sha"] for s in subjects("commit", text)] == [sha]


@pytest.mark.parametrize("text", ["- Commit 1234567 rows", "- The defaced page", "- Digest 3d41402abc4b2a76"])
def test_numbers_and_words_are_no_commits(text: str) -> None:
    assert found("commit", text) == []


def test_the_history_settles_commits() -> None:
    (claim,) = found("commit", "- 1f3a9c2 - Fix the queue")
    assert (
        verdict(claim, commits=(Commit("1f3a9c2" + "0" * 33, "Fix the queue at last"),)).truth == "supported"
    )
    assert verdict(claim, commits=(Commit("1f3a9c2" + "0" * 33, "Welcome page"),)).truth == "unverifiable"
    assert verdict(claim, commits=(Commit("0" * 40, "Welcome page"),)).truth == "unverifiable"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789abcdef/% tests passing coverage:`*|-\n", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("test-result", text)
    found("commit", text)

"""Claims about runs and commits: what CI, kept reports and the history show."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.claims import Ground, kinds
from checks.documents.read import read
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
        ("- Route audit: **PASS** (12 routes)", "passed", "pass"),
        ("**Tests:** ✅ ALL PASSED", "passed", "passed"),
        ("```\n[TEST 1] Order module        PASS\n```", "passed", "pass"),
        ("## Test results\n\n```\nOrder routes ........ FAILED\n```", "failed", "failed"),
        ("| Metric | Value |\n|---|---|\n| Test Pass Rate | 100% |", "passed", 100),
        ("**Result:** ✅ PASS - every order closed", "passed", "pass"),
        ("**Orders:** 62.5% working (5/8 tests)", "passed", 62.5),
        ("```\nTest: List the orders - PASS (200 OK)\n```", "passed", "pass"),
        ("- **Test Suites**: 2 passing, 1 failing", "passed", 2),
        ("- Server starts and runs correctly", "server", "starts and runs correctly"),
    ],
)
def test_results_are_read_with_measure_and_value(text: str, measure: str, value: object) -> None:
    (subject,) = subjects("test-result", text)
    assert (subject["measure"], subject["value"]) == (measure, value)


@pytest.mark.parametrize(
    "text",
    [
        "- Coverage target: 90%",
        "Ready to deploy when the tests pass.",
        "```\nboarding      PASS\n```",
        "| Metric | Value |\n|---|---|\n| Churn rate | 100% |",
        "| Check | Status |\n|---|---|\n| All tests pass | Unverified |",
        "- Passes the token to the client",
        "- API coverage: 90%",
        "- 57 tests",
    ],
)
def test_targets_and_other_words_are_no_results(text: str) -> None:
    assert found("test-result", text) == []


def test_a_kept_report_settles_numbers_and_words() -> None:
    text = "- 57/63 tests passing\n- 60/63 tests passing\n- All tests passing\n"
    assert truths("test-result", text, {"junit.xml": JUNIT}) == ["supported", "refuted", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        "- 22/22 tests passing",  # other tests than those of the report
        "- All 7 tests now pass",
        "- 60 tests passing",
        "# Billing\n\n- All tests passing",
        "# Delivery\n\n## Parser\n\n- Tests: 100% passing",
    ],
)
def test_a_kept_report_of_other_tests_refutes_nothing(text: str) -> None:
    assert truths("test-result", text, {"junit.xml": JUNIT}) == ["unverifiable"]


def test_a_kept_report_that_the_change_did_not_bring_refutes_nothing() -> None:
    text, files = "- 60/63 tests passing\n- 57/63 tests passing\n", {"junit.xml": JUNIT}
    assert truths("test-result", text, files, base=files) == ["unverifiable", "supported"]
    assert truths("test-result", text, files, base={}) == ["refuted", "supported"]


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
    ("text", "name", "conclusion", "truth"),
    [
        ("57/57 tests passing", "test (3.11)", "failure", "refuted"),
        ("57/57 tests passing", "test (3.11)", "success", "unverifiable"),  # the colour shows no number
        ("55/57 tests passing", "tests", "failure", "unverifiable"),  # it says itself that two fail
        ("All tests passing", "build-and-test", "failure", "unverifiable"),  # the build may be what failed
        ("All tests passing", "build-and-test", "success", "supported"),
        ("All tests passing", "ci", "failure", "unverifiable"),
        ("All tests passing", "check title", "failure", "unverifiable"),
        ("All tests passing", "docs tests", "failure", "unverifiable"),
        ("All tests passing", "latest", "failure", "unverifiable"),
        ("All tests passing", "tests", "cancelled", "unverifiable"),
        ("All tests passing", "tests", "", "unverifiable"),
        ("Billing tests: ✅ PASSED", "tests", "failure", "unverifiable"),
        ("3 tests failing", "tests", "failure", "unverifiable"),
        ("TypeScript build passing", "build", "failure", "refuted"),
        ("Linting: 0 errors", "ruff", "success", "supported"),
    ],
)
def test_a_run_speaks_only_of_what_its_name_says(text: str, name: str, conclusion: str, truth: str) -> None:
    (claim,) = found("test-result", f"- {text}\n")
    assert verdict(claim, (TestRecord(name, conclusion),)).truth == truth


def test_runs_of_one_name_that_disagree_settle_nothing() -> None:
    (claim,) = found("test-result", "- All tests passing\n")
    assert (
        verdict(claim, (TestRecord("tests", "failure"), TestRecord("tests", "success"))).truth
        == "unverifiable"
    )


@pytest.mark.parametrize(
    ("text", "name", "summary", "truth"),
    [
        ("Test coverage: 85%", "codecov/project", "85.3% (+0.1%) compared to 1f3a9c2", "supported"),
        ("Test coverage: 95%", "codecov/project", "85.3% (+0.1%) compared to 1f3a9c2", "refuted"),
        ("80%+ code coverage", "coverage/coveralls", "Coverage increased to 85.3%", "supported"),
        ("Test coverage: 95%", "codecov/patch", "85.3% of diff hit", "unverifiable"),
        ("26 tests passing", "tests", "26 passed, 0 failed in 3.2s", "supported"),
        ("26 tests passing", "tests", "40 passed in 3.2s", "unverifiable"),  # perhaps more than were meant
    ],
)
def test_what_a_run_says_of_itself_settles_numbers(text: str, name: str, summary: str, truth: str) -> None:
    (claim,) = found("test-result", f"- {text}\n")
    assert verdict(claim, (TestRecord(name, "success", summary=summary),)).truth == truth


def test_the_evidence_of_a_run_is_its_address() -> None:
    (claim,) = found("test-result", "- All tests passing\n")
    (place,) = verdict(claim, (TestRecord("tests", "failure", "https://host.example/runs/1"),)).evidence
    assert (place.path, place.url) == ("tests", "https://host.example/runs/1")


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


def known(text: str, answer: Commit | None) -> Verdict:
    """What is said of a commit that no ancestor is, and for which the whole repository answers this."""
    (claim,) = found("commit", text)
    snapshot = msgspec.structs.replace(snapshot_of(FILES), known={"1f3a9c2": answer})
    return kinds()["commit"].verify(claim, Ground(snapshot=snapshot, project=project_of(FILES)))


MISSING = "# Report\n\n- 1f3a9c2 - Fix the queue\n- 2e4b8d1 - Add the store\n- 3c5d7e9 - Add carts\n- 4b6c8d0 - Add mail\n"


def test_a_commit_that_alone_of_several_is_missing_is_refuted() -> None:
    assert listed(MISSING, "2e4b8d1", "3c5d7e9", "4b6c8d0") == ["refuted", *["supported"] * 3]
    assert listed(MISSING, "2e4b8d1", "3c5d7e9") == ["unverifiable", *["supported"] * 2, "unverifiable"]
    assert listed(MISSING, "7d7d7d7") == ["unverifiable"] * 4


@pytest.mark.parametrize(
    "said",
    [
        "mail-queue has one additional commit (1f3a9c2)",
        "**Front-end commit:** `1f3a9c2`",
        "`1f3a9c2` (committed locally)",
    ],
)
def test_a_commit_that_may_stand_elsewhere_is_open(said: str) -> None:
    text = MISSING.replace("1f3a9c2 - Fix the queue", said)
    assert listed(text, "2e4b8d1", "3c5d7e9", "4b6c8d0") == ["unverifiable", *["supported"] * 3]


def listed(text: str, *held: str) -> list[str]:
    """The verdicts on the commits that a report names, in a repository whose history holds some commits."""
    document = read("STATUS_REPORT.md", text.encode())
    assert document is not None
    claims = list(kinds()["commit"].find(document))
    subjects = ("Add the store", "Add carts", "Add mail")
    history = tuple(Commit(sha + "0" * 33, subject) for sha, subject in zip(held, subjects, strict=False))
    snapshot = msgspec.structs.replace(
        snapshot_of(FILES), known={str(c.subject["sha"]): None for c in claims}, commits=history
    )
    ground = Ground(snapshot=snapshot, project=project_of(FILES), documents={document.path: document})
    return [kinds()["commit"].verify(claim, ground).truth for claim in claims]


def test_a_commit_of_elsewhere_is_none_of_this_repository() -> None:
    assert known("- Fixed in the upstream commit `1f3a9c2`", None).truth == "unverifiable"


def test_a_rewritten_commit_is_known_by_its_subject() -> None:
    (claim,) = found("commit", "- 1f3a9c2 - Fix the queue")
    history = (Commit("0" * 40, "Fix the queue"),)
    snapshot = msgspec.structs.replace(snapshot_of(FILES), known={"1f3a9c2": None}, commits=history)
    told = kinds()["commit"].verify(claim, Ground(snapshot=snapshot, project=project_of(FILES)))
    assert told.truth == "unverifiable"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789abcdef/% tests passing coverage:`*|-\n", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found("test-result", text)
    found("commit", text)

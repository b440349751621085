"""What GitHub's own record says of a head: other programs' runs and statuses, and the commits that it names."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.github.client import Client, UnavailableError
from bot.github.record import HeadRecord
from checks.run import NoStore, Options, check
from checks.snapshot import TestRecord
from tests.forge import Forge, Repository
from tests.trees import snapshot_of

OTHER = {"id": 15_368, "slug": "github-actions"}
PASSING = "# Phase 2: complete\n\n- All tests passing\n"


def ran(hosted: Repository, head: str, name: str, conclusion: str | None, **more: Any) -> None:
    """A check run of another program."""
    number = len(hosted.runs) + 1
    hosted.runs[number] = {
        "id": number,
        "name": name,
        "head_sha": head,
        "external_id": "",
        "status": "in_progress" if conclusion is None else "completed",
        "conclusion": conclusion,
        "app": OTHER,
        "html_url": f"https://github.example/runs/{number}",
        "output": {"title": None, "summary": None, "text": None, "annotations_count": 0},
    } | more


def asked(client: Client, hosted: Repository, head: str) -> HeadRecord:
    return HeadRecord(client, hosted.name, head)


def test_runs_and_statuses_of_other_programs_are_the_record(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    ran(hosted, head, "tests", "failure")
    ran(hosted, head, "lint", None)
    ran(hosted, head, "As-Built", "failure", app={"id": forge.APP_ID, "slug": "as-built"})
    hosted.statuses[head] = [
        {
            "context": "codecov/project",
            "state": "success",
            "description": "85.3% (+0.1%)",
            "target_url": None,
        },
        {"context": "ci/other", "state": "pending", "description": None, "target_url": "javascript:alert(1)"},
    ]
    assert set(asked(client, hosted, head).results()) == {
        TestRecord("tests", "failure", "https://github.example/runs/1"),
        TestRecord("lint", "", "https://github.example/runs/2"),
        TestRecord("codecov/project", "success", summary="85.3% (+0.1%)"),
        TestRecord("ci/other", ""),
    }


def test_without_the_permission_for_statuses_runs_are_read_all_the_same(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    forge.api.permissions.pop("statuses", None)
    head = hosted.git.commit({"a.py": "x = 1\n"})
    ran(hosted, head, "tests", "success")
    assert [r.name for r in asked(client, hosted, head).results()] == ["tests"]


def test_commits_are_looked_up_by_short_shas_in_one_request(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"}, message="Add the queue\n\nAnd more")
    before = len(forge.calls)
    found = asked(client, hosted, head).commits((head[:8], "deadbeef", 'x") { evil'))
    known = found[head[:8]]
    assert known is not None
    assert (known.sha, known.subject) == (head, "Add the queue")
    assert found["deadbeef"] is None
    assert len(found) == 2
    assert len([c for c in forge.calls[before:] if "access_tokens" not in c.path]) == 1


def test_the_record_is_asked_only_where_a_claim_needs_it(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    ran(hosted, head, "tests", "failure", output={"title": "2 failed", "summary": None})
    quiet = snapshot_of({"STATUS.md": "# Phase 2: complete\n\n- Created `a.py`\n", "a.py": "x = 1\n"})
    told = snapshot_of({"STATUS.md": PASSING, "a.py": "x = 1\n"})
    for taken, asks in ((quiet, 0), (told, 1)):
        before = len(forge.calls)
        with_source = replace(taken, source=asked(client, hosted, head))
        report = check(with_source, NoStore(), options=Options(scope="all"))
        calls = [c for c in forge.calls[before:] if "access_tokens" not in c.path]
        assert len(calls) == asks
    (claim,) = [c for d in report.documents for c in d.claims if c.kind == "test-result"]
    assert claim.verdict == "refuted"
    assert claim.evidence[0].url == "https://github.example/runs/1"


def test_what_is_new_is_told_by_the_results_that_can_decide_a_claim(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    ran(hosted, head, "unit tests", "success", output={"title": "12 passed", "summary": None})

    def rested_on() -> str:
        record = asked(client, hosted, head)
        record.results()
        return record.rested_on()

    first = rested_on()
    ran(hosted, head, "mirror", "neutral", output={"title": "seen at 12:01", "summary": None})
    assert rested_on() == first
    hosted.runs[1]["output"]["title"] = "11 passed, 1 failed"
    assert rested_on() != first


def test_a_record_that_no_claim_asked_for_is_nothing_to_rest_on(client: Client, hosted: Repository) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    record = asked(client, hosted, head)
    assert record.commits((head[:9],))[head[:9]] is not None
    assert record.rested_on() == ""


def test_results_on_several_pages_are_all_read(forge: Forge, client: Client, hosted: Repository) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    for number in range(130):
        ran(hosted, head, f"tests {number}", "success")
    assert len(asked(client, hosted, head).results()) == 130
    assert len(forge.asked("/graphql")) == 2


@pytest.mark.parametrize("how", [500, "half"])
def test_a_record_that_cannot_be_read_now_is_no_empty_one(
    forge: Forge, client: Client, hosted: Repository, how: int | str
) -> None:
    head = hosted.git.commit({"a.py": "x = 1\n"})
    forge.fail(how, path="/graphql", times=9)
    with pytest.raises(UnavailableError):
        asked(client, hosted, head).results()

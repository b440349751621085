"""Results of other Apps through signed webhooks: which of them have a head checked again, and which do not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Service
from tests.forge import Repository
from tests.test_bot_flow import APP, TRUE_REPORT, delivered, newest, opened
from tests.test_bot_lifecycle import head_of, sent, suite

TESTED = "# Implementation complete\n\n## Verification\n\n- All 12 tests pass\n"


def foreign(service: Service, repository: Repository, head: str, name: str, conclusion: str) -> None:
    """A check run of another App."""
    number = service.forge.api.next_number()
    repository.runs[number] = {
        "id": number, "name": name, "head_sha": head, "status": "completed", "conclusion": conclusion, "external_id": "",
        "app": {"id": 15368}, "annotations": [],
        "output": {"title": None, "summary": None, "text": None, "annotations_count": 0},
    }  # fmt: skip


def ours(service: Service, repository: Repository) -> list[dict[str, Any]]:
    """Our own runs."""
    return [run for run in repository.runs.values() if run["app"]["id"] == service.forge.APP_ID]


def test_a_result_of_ci_has_a_head_checked_again_that_speaks_of_tests(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    delivered(service, repository, number)
    head = head_of(repository, number)
    said = "12 tests are said to pass"
    for name in ("unit tests", "integration tests", "lint"):  # a swarm is one check
        foreign(service, repository, head, name, "success")
        body = service.forge.about(repository, "completed", check_suite=suite(service, head))
        assert service.forge.send(service.webhook, "check_suite", body) == 202
    service.work()
    assert len(ours(service, repository)) == 2
    repository.statuses[head] = [
        {"context": "e2e tests", "state": "failure", "description": said, "target_url": None}
    ]
    status = service.forge.about(repository, "", sha=head, state="failure")
    assert sent(service, "status", status) == 202
    assert len(ours(service, repository)) == 3


def test_a_result_that_says_nothing_new_makes_no_run_and_changes_none(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    head = head_of(repository, number)
    foreign(service, repository, head, "unit tests", "success")
    delivered(service, repository, number)
    before = len(service.forge.calls)
    foreign(service, repository, head, "mirror of other runs", "success")
    for _ in range(3):
        body = service.forge.about(repository, "completed", check_suite=suite(service, head))
        assert sent(service, "check_suite", body) == 202
    assert len(ours(service, repository)) == 1
    asked = [call.method for call in service.forge.calls[before:] if "/graphql" not in call.path]
    assert set(asked) == {"GET"}
    assert len(asked) == 3


@pytest.mark.parametrize("while_checking", [False, True], ids=["afterwards", "while we check"])
def test_an_app_that_answers_each_run_of_ours_with_one_of_its_own_is_not_answered_for_ever(
    service: Service, while_checking: bool
) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    head = head_of(repository, number)
    body = service.forge.about(repository, "completed", check_suite=suite(service, head))

    def answer() -> None:
        foreign(service, repository, head, "tests, once more", "success")
        assert service.forge.send(service.webhook, "check_suite", body) in (202, 204)

    service.forge.on("POST" if while_checking else "PATCH", "/check-runs", answer)
    delivered(service, repository, number)
    for _ in range(3):
        service.work()
    assert len(ours(service, repository)) == (1 if while_checking else 2)
    assert {run["status"] for run in repository.runs.values()} == {"completed"}


def test_a_head_that_could_not_be_checked_is_checked_when_a_result_comes(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    head = head_of(repository, number)
    delivered(service, repository, number)
    service.forge.fail(500, path="/pulls/", times=10_000)
    delivered(service, repository, number, action="edited")
    assert newest(repository)["output"]["title"] == "Could not be checked"
    service.forge.faults.clear()
    sent(
        service, "check_suite", service.forge.about(repository, "completed", check_suite=suite(service, head))
    )
    assert newest(repository)["output"]["title"] != "Could not be checked"


def test_a_completion_without_an_answer_makes_no_result_unimportant(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "STATUS.md": TRUE_REPORT})
    delivered(service, repository, number)  # which rests on nobody's results
    repository.pulls[number]["body"] = TESTED
    service.forge.fail("lost", path="/check-runs/", method="PATCH")
    delivered(service, repository, number, action="edited")
    head, before = head_of(repository, number), len(ours(service, repository))
    foreign(service, repository, head, "unit tests", "failure")
    body = service.forge.about(repository, "completed", check_suite=suite(service, head))
    assert sent(service, "check_suite", body) == 202
    assert len(ours(service, repository)) == before + 1


def test_an_app_that_answers_each_failure_of_ours_is_not_answered_for_ever(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    head = head_of(repository, number)
    body = service.forge.about(repository, "completed", check_suite=suite(service, head))
    answered: list[int] = []

    def answer() -> None:
        if len(answered) < 8:  # or the test would go on for ever
            answered.append(service.forge.send(service.webhook, "check_suite", body))

    service.forge.on("PATCH", "/check-runs", answer)
    service.forge.fail(
        403, path="/git/trees/", times=10_000, message="Resource not accessible by integration"
    )
    delivered(service, repository, number)
    assert newest(repository)["output"]["title"] == "Could not be checked"
    assert len(answered) == 3
    service.forge.faults.clear()
    delivered(service, repository, number, action="edited")
    assert newest(repository)["output"]["title"] != "Could not be checked"


def test_a_result_of_ci_is_no_reason_to_check_a_head_that_says_nothing_of_tests(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "STATUS.md": TRUE_REPORT})
    delivered(service, repository, number)
    body = service.forge.about(
        repository, "completed", check_suite=suite(service, head_of(repository, number))
    )
    assert sent(service, "check_suite", body) == 202
    assert len(repository.runs) == 1


def test_our_own_results_and_pending_ones_are_no_reason_to_check(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TESTED})
    delivered(service, repository, number)
    head = head_of(repository, number)
    ours = service.forge.about(
        repository, "completed", check_suite=suite(service, head, service.forge.APP_ID)
    )
    assert sent(service, "check_suite", ours) == 204
    pending = service.forge.about(repository, "", sha=head, state="pending")
    assert sent(service, "status", pending) == 204
    assert len(repository.runs) == 1


def test_results_on_a_branch_without_a_pull_request_are_asked_about_once(service: Service) -> None:
    repository = service.forge.repository()
    head = repository.git.commit({"README.md": "# Service\n"})
    for _ in range(3):
        sent(
            service,
            "check_suite",
            service.forge.about(repository, "completed", check_suite=suite(service, head)),
        )
    assert repository.runs == {}
    assert len(service.forge.asked(f"/commits/{head}/pulls")) == 1

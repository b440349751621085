"""From a signed delivery to a completed check run, through the real queue, worker and client."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.conftest import Service
from tests.forge import Call, Fault, Repository

APP = '''"""The service."""
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    return {"orders": [{"id": 1, "total": 10.0}, {"id": 2, "total": 20.0}]}


if __name__ == "__main__":
    uvicorn.run(app)
'''
REPORT = """# Implementation complete

## Endpoints

- `GET /orders` lists all orders (`app/main.py`)
- `GET /invoices` lists all invoices (`app/invoices.py`)
"""
TRUE_REPORT = "# Implementation complete\n\n## Files\n\n- `app/main.py` holds the service\n"
MANY = "# Implementation complete\n\n" + "".join(
    f"- `app/thing{i}.py` holds the rules of a thing (240 lines)\n" for i in range(120)
)
THINGS: dict[str, str | bytes | None] = {f"app/thing{i}.py": f"THING = {i}\n" for i in range(120)}
FILES: dict[str, str | bytes | None] = {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT}


def opened(
    service: Service, files: dict[str, str | bytes | None] | None = None, **more: Any
) -> tuple[Repository, int]:
    """A pull request that adds files to a small repository."""
    repository = service.forge.repository()
    base = repository.git.commit({"README.md": "# Service\n", "requirements.txt": "fastapi\nuvicorn\n"})
    head = repository.git.commit(FILES if files is None else files, branch="work", parents=[base])
    return repository, service.forge.open_pull(repository, base, head, **more)


def delivered(service: Service, repository: Repository, number: int, **more: Any) -> None:
    """One delivery, worked on until the queue is empty."""
    assert service.forge.deliver(service.webhook, repository, number, **more) == 202
    service.work()


def newest(repository: Repository) -> dict[str, Any]:
    """The run that GitHub shows, after checking that none is left in progress."""
    assert repository.runs, "there is no check run"
    assert {run["status"] for run in repository.runs.values()} == {"completed"}
    return repository.runs[max(repository.runs)]


# --- what a change gets --------------------------------------------------------------------------


def test_a_document_that_claims_more_than_is_there_fails(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    run = newest(repository)
    assert (run["name"], run["conclusion"]) == ("As-Built", "failure")
    assert "claims refuted, 1 mock response" in run["output"]["title"]
    assert "GET /invoices" in run["output"]["summary"]
    assert "app/invoices.py" in run["output"]["summary"]
    marked = {(a["path"], a["start_line"]) for a in run["annotations"]}
    assert {("IMPLEMENTATION_COMPLETE.md", 6), ("app/main.py", 8)} <= marked


def test_a_document_that_tells_the_truth_succeeds(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TRUE_REPORT})
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] in ("success", "failure")
    assert "refuted" not in newest(repository)["output"]["title"]


@pytest.mark.parametrize("fork", [False, True], ids=["own branch", "deleted fork"])
def test_a_change_without_a_document_gets_a_completed_run_that_says_so(service: Service, fork: bool) -> None:
    repository, number = opened(service, {"app/main.py": APP}, fork=fork)
    delivered(service, repository, number)
    run = newest(repository)
    assert run["conclusion"] == "success"
    assert run["output"]["title"] == "No delivery document in this change"


def test_a_fork_is_read_through_the_base_repository(service: Service) -> None:
    repository, number = opened(service, fork=True)
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] == "failure"
    assert all("ada/service" in c.path for c in service.forge.asked("/repos/"))


def test_annotations_that_github_refuses_take_nothing_from_the_verdict(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail(422, path="/check-runs/", method="PATCH", times=1)
    delivered(service, repository, number)
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert "GET /invoices" in run["output"]["summary"]
    assert run["annotations"] == []


def test_an_empty_change_gets_a_completed_run(service: Service) -> None:
    repository = service.forge.repository()
    base = repository.git.commit({"README.md": "# Service\n"})
    delivered(service, repository, service.forge.open_pull(repository, base, base))
    assert newest(repository)["conclusion"] == "success"


def test_a_change_that_removes_everything_gets_a_completed_run(service: Service) -> None:
    repository, number = opened(service, {"README.md": None, "requirements.txt": None})
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] == "success"


def test_hostile_documents_and_sources_end_in_a_completed_run(service: Service) -> None:
    hostile: dict[str, str | bytes | None] = {
        "IMPLEMENTATION_COMPLETE.md": b"\xff\xfe" + "# Fertig @team ✅ `x|y`\n".encode("utf-16-le"),
        "STATUS.md": b"",
        "DELIVERY_REPORT.md": bytes(range(256)) * 40,
        "deep.py": "(" * 3000 + ")" * 3000,
        "a @team [x](y) `b`.py": "x = 1\n",
    }
    repository, number = opened(service, hostile)
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] in ("success", "neutral", "failure")


def test_many_annotations_go_in_by_fifty_and_none_is_lost(service: Service) -> None:
    repository, number = opened(service, {**THINGS, "app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": MANY})
    delivered(service, repository, number)
    run = newest(repository)
    lines = [a["start_line"] for a in run["annotations"] if a["path"].endswith(".md")]
    assert sorted(lines) == [*range(3, 123)]
    assert len(service.forge.asked("/check-runs/", "PATCH")) == 3


# --- once, and the newest ------------------------------------------------------------------------


def test_the_same_delivery_twice_is_one_run(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number, delivery="same")
    delivered(service, repository, number, delivery="same")
    assert len(repository.runs) == 1


def test_several_deliveries_of_one_head_are_one_run(service: Service) -> None:
    repository, number = opened(service)
    for action in ("opened", "edited", "ready_for_review"):
        assert service.forge.deliver(service.webhook, repository, number, action) == 202
    service.work()
    assert len(repository.runs) == 1


def test_an_edit_makes_a_fresh_run_of_the_same_head(service: Service) -> None:
    repository, number = opened(service, {"app/main.py": APP})
    delivered(service, repository, number)
    repository.pulls[number]["body"] = "## Implementation complete\n\n- `GET /invoices` lists all invoices\n"
    delivered(service, repository, number, action="edited")
    assert len(repository.runs) == 2
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert {a["path"] for a in run["annotations"]} <= {"app/main.py"}  # a description cannot be annotated
    assert "The description" in run["output"]["summary"]


def test_a_late_delivery_of_an_old_head_checks_the_present_one(service: Service) -> None:
    repository, number = opened(service)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    head = repository.git.commit({"STATUS.md": TRUE_REPORT}, branch="work", parents=["work"])
    service.forge.push(repository, number, head)
    service.work()
    assert [run["head_sha"] for run in repository.runs.values()] == [head]
    newest(repository)


def test_a_head_that_was_pushed_over_and_the_one_that_replaced_it_both_get_a_run(service: Service) -> None:
    repository, number = opened(service)
    old = repository.pulls[number]["head"]["sha"]
    assert service.forge.deliver(service.webhook, repository, number) == 202
    forced = repository.git.commit({"x.py": "x = 1\n"}, branch="work", parents=["main"])
    service.forge.push(repository, number, forced)
    service.work()
    assert {run["head_sha"] for run in repository.runs.values()} == {old, forced}
    newest(repository)


def test_an_answer_of_github_older_than_its_delivery_does_not_cost_the_new_head_its_run(
    service: Service,
) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    old = repository.pulls[number]["head"]["sha"]
    head = repository.git.commit({"x.py": "x = 1\n"}, branch="work", parents=["work"])
    service.forge.push(repository, number, head)
    assert service.forge.deliver(service.webhook, repository, number, "synchronize") == 202
    service.forge.push(repository, number, old)  # what a replica that lags still says
    service.work()
    assert {run["head_sha"] for run in repository.runs.values()} == {old, head}
    newest(repository)


def test_a_late_delivery_does_not_check_a_head_again_that_has_its_run(service: Service) -> None:
    repository, number = opened(service)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    head = repository.git.commit({"x.py": "x = 1\n"}, branch="work", parents=["work"])
    service.forge.push(repository, number, head)
    assert service.forge.deliver(service.webhook, repository, number, "synchronize") == 202
    service.work()
    assert len(repository.runs) == 1


def test_a_closed_pull_request_is_left_alone(service: Service) -> None:
    repository, number = opened(service)
    repository.pulls[number]["state"] = "closed"
    delivered(service, repository, number, action="edited")
    assert repository.runs == {}


# --- GitHub in trouble ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "path"),
    [
        (500, "/pulls/"),
        ("half", "/git/trees/"),
        (502, "/compare/"),
        ("half", "/graphql"),
        (503, "access_tokens"),
    ],
)
def test_a_disturbance_that_passes_is_not_seen_in_the_end(
    service: Service, how: int | str, path: str
) -> None:
    repository, number = opened(service)
    service.forge.fail(how, path=path, times=4)  # more than a request's own second and third try
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] == "failure"
    assert len(repository.runs) == 1


@pytest.mark.parametrize(
    ("how", "path"),
    [(500, "/git/trees/"), ("half", "/git/trees/"), (404, "/git/trees/"), (403, "/compare/"), (422, "/compare/"),
     (500, "/pulls/"), (404, "/pulls/")],
)  # fmt: skip
def test_a_disturbance_that_stays_ends_in_a_neutral_run_that_says_what_happened(
    service: Service, how: int | str, path: str
) -> None:
    repository, number = opened(service)
    service.forge.fail(how, path=path, times=10_000)
    delivered(service, repository, number, delivery="the-delivery")
    run = newest(repository)
    assert (run["conclusion"], len(repository.runs)) == ("neutral", 1)
    assert run["output"]["title"] == "Could not be checked"
    assert "the-delivery" in run["output"]["summary"]
    assert "Traceback" not in run["output"]["summary"]
    assert service.queue.counts()["waiting"] == 0


SLOW = """import time


def pause():
    time.sleep(3)
"""
TELLING = "# Implementation complete\n\n- Lines 4-5 of `app/slow.py` hold `def pause():`\n"


def read_late(service: Service) -> tuple[Repository, int, str]:
    """A pull request whose facts are all kept, so that the bytes of one file, whose sha comes last, are only fetched
    for the verdict on a claim about it."""
    repository = service.forge.repository()
    base = repository.git.commit({"app/slow.py": SLOW, "requirements.txt": "fastapi\nuvicorn\n"})
    files: dict[str, str | bytes | None] = {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": TELLING}
    head = repository.git.commit(files, branch="work", parents=[base])
    number = service.forge.open_pull(repository, base, head)
    delivered(service, repository, number)
    return repository, number, repository.git.sha(f"{head}:app/slow.py")


def break_late(service: Service, how: int | str, sha: str, times: int, **headers: str) -> None:
    """Has requests for one blob fail, in whatever way it is asked for."""

    def matches(call: Call) -> bool:
        return sha in call.path or sha.encode() in call.body

    service.forge.faults.append(Fault(matches, how, times, headers=headers))


@pytest.mark.parametrize(("how", "times"), [(500, 4), ("half", 4), (401, 1)])
def test_a_disturbance_inside_a_verdict_that_passes_is_not_seen_in_the_end(
    service: Service, how: int | str, times: int
) -> None:
    repository, number, sha = read_late(service)
    told = newest(repository)
    break_late(service, how, sha, times)
    delivered(service, repository, number, action="edited")
    assert [fault.times for fault in service.forge.faults] == [0]
    assert (newest(repository)["conclusion"], len(repository.runs)) == (told["conclusion"], 2)
    assert newest(repository)["output"] == told["output"]


@pytest.mark.parametrize("how", [500, "half"])
def test_a_disturbance_inside_a_verdict_that_stays_is_named(service: Service, how: int | str) -> None:
    repository, number, sha = read_late(service)
    break_late(service, how, sha, 10_000)
    delivered(service, repository, number, action="edited")
    run = newest(repository)
    assert (run["conclusion"], run["output"]["title"]) == ("neutral", "Could not be checked")


def test_a_rate_limit_inside_a_verdict_puts_the_job_back(service: Service) -> None:
    repository, number, sha = read_late(service)
    told = newest(repository)
    break_late(service, 429, sha, 1, **{"retry-after": "1"})
    delivered(service, repository, number, action="edited")
    assert service.queue.counts()["paused"] == 1
    time.sleep(1.2)  # the limit's second is over
    service.work()
    assert (newest(repository)["output"], len(repository.runs)) == (told["output"], 2)


def test_what_graphql_will_not_answer_is_asked_for_otherwise(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail(410, path="/graphql", times=10_000)
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] == "failure"


@pytest.mark.parametrize("how", [401, 403, 404, 422])
def test_a_denial_of_the_last_word_that_passes_leaves_no_run_in_progress(service: Service, how: int) -> None:
    repository, number = opened(service)
    service.forge.fail(how, path="/check-runs/", method="PATCH", times=3)
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] in ("failure", "neutral")


def test_a_redelivery_after_a_failure_for_good_is_checked(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail(500, path="/git/trees/", times=10_000)
    delivered(service, repository, number, delivery="again")
    assert newest(repository)["conclusion"] == "neutral"
    service.forge.faults.clear()
    delivered(service, repository, number, delivery="again")
    assert newest(repository)["conclusion"] == "failure"


def test_a_missing_permission_is_named_in_the_run(service: Service) -> None:
    del service.forge.api.permissions["contents"]
    repository, number = opened(service)
    delivered(service, repository, number)
    assert "contents=read" in newest(repository)["output"]["summary"].replace("\\", "")


@pytest.mark.parametrize("permission", ["checks", "metadata"])
def test_without_the_right_to_write_checks_nothing_hangs(service: Service, permission: str) -> None:
    service.forge.api.permissions = {permission: "read"}
    repository, number = opened(service)
    delivered(service, repository, number)
    assert repository.runs == {}
    assert service.queue.counts() | {"failed": 0} == {"waiting": 0, "running": 0, "paused": 0, "failed": 0}


def test_an_app_that_was_uninstalled_leaves_nothing_behind(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail(404, path="access_tokens", times=10_000)
    delivered(service, repository, number)
    assert repository.runs == {}
    assert service.queue.counts() | {"failed": 0} == {"waiting": 0, "running": 0, "paused": 0, "failed": 0}


@pytest.mark.parametrize(
    "headers", [{"retry-after": "1"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}]
)
def test_a_rate_limit_puts_the_job_back_and_frees_the_worker(
    service: Service, headers: dict[str, str]
) -> None:
    repository, number = opened(service)
    service.forge.fail(429, path="/git/trees/", times=1, headers=headers)
    began = time.monotonic()
    delivered(service, repository, number)
    assert time.monotonic() - began < 10
    assert service.queue.counts()["paused"] == 1
    time.sleep(1.2)  # the limit's second is over
    service.work()
    assert newest(repository)["conclusion"] == "failure"
    assert len(repository.runs) == 1


def test_a_run_whose_creation_was_not_answered_is_found_again(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail("lost", path="/check-runs", method="POST")
    delivered(service, repository, number)
    assert (newest(repository)["conclusion"], len(repository.runs)) == ("failure", 1)


def test_a_completion_that_was_not_answered_is_not_done_twice(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail("lost", path="/check-runs/", method="PATCH")
    delivered(service, repository, number)
    run = newest(repository)
    assert (run["conclusion"], len(repository.runs)) == ("failure", 1)
    marks = [(a["path"], a["start_line"], a["title"], a["message"]) for a in run["annotations"]]
    assert len(marks) == len(set(marks))


def test_annotations_that_went_in_without_an_answer_are_not_doubled(service: Service) -> None:
    repository, number = opened(service, {**THINGS, "app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": MANY})
    service.forge.fail("lost", path="/check-runs/", method="PATCH")
    delivered(service, repository, number)
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert len(run["annotations"]) == len(
        {(a["path"], a["start_line"], a["title"]) for a in run["annotations"]}
    )
    assert [r["conclusion"] for r in repository.runs.values()] == ["neutral", "failure"]


def test_a_run_of_another_app_is_never_touched(service: Service) -> None:
    repository, number = opened(service)
    head = repository.pulls[number]["head"]["sha"]
    foreign = {
        "id": 1, "name": "As-Built", "head_sha": head, "status": "in_progress", "conclusion": None, "external_id": "",
        "app": {"id": 1}, "annotations": [], "output": {"annotations_count": 0},
    }  # fmt: skip
    repository.runs[1] = foreign
    delivered(service, repository, number)
    assert (foreign["status"], len(repository.runs)) == ("in_progress", 2)

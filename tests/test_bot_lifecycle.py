"""The whole life of a pull request through signed webhooks: every event that concerns it, to the run it leads to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import Event
from bot.redis import seen
from bot.redis.queue import WORK
from tests.conftest import Service
from tests.forge import Repository
from tests.test_bot_flow import APP, REPORT, delivered, newest, opened

OWN = ("asbuilt:delivery:", "asbuilt:metrics", "asbuilt:budgets")


def sent(service: Service, event: str, payload: dict[str, Any], delivery: str = "") -> int:
    """One delivery, worked on until the queue is empty; answers its status."""
    status = service.forge.send(service.webhook, event, payload, delivery)
    service.work()
    return status


def head_of(repository: Repository, number: int) -> str:
    return str(repository.pulls[number]["head"]["sha"])


def own_run(service: Service, head: str) -> dict[str, Any]:
    return {"head_sha": head, "app": {"id": service.forge.APP_ID}, "pull_requests": []}


def suite(service: Service, head: str, app: int = 15368) -> dict[str, Any]:
    return {"head_sha": head, "app": {"id": app}, "conclusion": "success", "pull_requests": []}


# --- re-runs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fork", [False, True], ids=["own branch", "fork"])
@pytest.mark.parametrize(
    ("event", "action"),
    [("check_run", "rerequested"), ("check_run", "requested_action"), ("check_suite", "rerequested")],
)
def test_a_rerun_by_hand_makes_a_fresh_run(service: Service, event: str, action: str, fork: bool) -> None:
    repository, number = opened(service, fork=fork)
    delivered(service, repository, number)
    body = service.forge.about(repository, action, **{event: own_run(service, head_of(repository, number))})
    assert sent(service, event, body) == 202
    assert len(repository.runs) == 2
    assert newest(repository)["conclusion"] == "failure"


def test_a_rerun_finds_the_pull_request_of_a_fork_that_no_delivery_named(service: Service) -> None:
    repository, number = opened(service, fork=True)
    body = service.forge.about(
        repository, "rerequested", check_suite=own_run(service, head_of(repository, number))
    )
    sent(service, "check_suite", body)
    assert newest(repository)["conclusion"] == "failure"


def test_a_rerun_of_a_head_that_no_open_pull_request_has_says_so(service: Service) -> None:
    repository, number = opened(service)
    repository.pulls[number]["state"] = "closed"
    body = service.forge.about(
        repository, "rerequested", check_run=own_run(service, head_of(repository, number))
    )
    sent(service, "check_run", body)
    run = newest(repository)
    assert (run["conclusion"], run["output"]["title"]) == ("neutral", "No open pull request has this head")


def test_a_result_that_arrives_after_it_takes_no_rerun_away(service: Service) -> None:
    repository, number = opened(service)
    repository.pulls[number]["state"] = "closed"
    head = head_of(repository, number)
    asked = service.forge.about(repository, "rerequested", check_run=own_run(service, head))
    assert service.forge.send(service.webhook, "check_run", asked) == 202
    result = service.forge.about(repository, "completed", check_suite=suite(service, head))
    assert service.forge.send(service.webhook, "check_suite", result) == 202
    service.work()
    assert newest(repository)["conclusion"] == "neutral"


def test_a_completed_run_has_a_button_to_check_again(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    (last,) = service.forge.asked("/check-runs/", "PATCH")[-1:]
    assert [action["identifier"] for action in last.json()["actions"]] == ["recheck"]


# --- drafts, ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["opened", "converted_to_draft", "ready_for_review", "reopened"])
def test_every_turn_of_a_pull_request_leaves_a_completed_run(service: Service, action: str) -> None:
    repository, number = opened(service)
    repository.pulls[number]["draft"] = action == "converted_to_draft"
    delivered(service, repository, number, action=action)
    assert newest(repository)["conclusion"] == "failure"


def test_another_base_is_another_check(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    repository.pulls[number]["base"]["sha"] = head_of(repository, number)
    delivered(service, repository, number, action="edited")
    assert newest(repository)["output"]["title"] == "No delivery document in this change"


def test_a_run_that_was_left_in_progress_ends_when_its_pull_request_is_closed(service: Service) -> None:
    repository, number = opened(service)
    service.forge.fail(500, path="/git/trees/", times=10_000)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    repository.runs[1] = started(service, head_of(repository, number))
    repository.pulls[number]["state"] = "closed"
    delivered(service, repository, number, action="closed")
    assert newest(repository)["conclusion"] == "neutral"


def started(service: Service, head: str) -> dict[str, Any]:
    """A run that an earlier process began and never completed."""
    return {
        "id": 1, "name": "As-Built", "head_sha": head, "status": "in_progress", "conclusion": None, "external_id": "",
        "app": {"id": service.forge.APP_ID}, "annotations": [], "output": {"annotations_count": 3},
    }  # fmt: skip


def test_a_giant_change_gets_a_completed_run(service: Service) -> None:
    files: dict[str, str | bytes | None] = {f"src/m{i}.py": f"X{i} = {i}\n" for i in range(700)}
    repository, number = opened(service, files | {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT})
    delivered(service, repository, number)
    assert newest(repository)["conclusion"] == "failure"


# --- one head, several pull requests -------------------------------------------------------------


def test_a_head_that_two_pull_requests_share_is_one_run_with_a_section_each(service: Service) -> None:
    repository, first = opened(service)
    head = head_of(repository, first)
    second = service.forge.open_pull(repository, head, head)  # nothing new against its own base
    delivered(service, repository, first)
    delivered(service, repository, second)
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert f"#{first}" in run["output"]["summary"]
    assert f"#{second}" in run["output"]["summary"]
    assert "No delivery document" in run["output"]["title"]
    delivered(service, repository, first, action="edited")
    assert newest(repository)["conclusion"] == "failure"


def test_what_redis_has_lost_of_a_shared_head_is_known_from_its_run(service: Service) -> None:
    repository, first = opened(service)
    head = head_of(repository, first)
    delivered(service, repository, first)
    service.queue.store.client.flushall()
    second = service.forge.open_pull(
        repository, head, head
    )  # against a base where nothing is claimed any more
    delivered(service, repository, second)
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert f"#{first}" in run["output"]["summary"]
    assert f"#{second}" in run["output"]["summary"]


def test_a_shared_head_follows_the_pull_requests_that_are_left(service: Service) -> None:
    repository, first = opened(service)
    head = head_of(repository, first)
    second = service.forge.open_pull(repository, head, head)
    delivered(service, repository, first)
    delivered(service, repository, second)
    repository.pulls[first]["state"] = "closed"
    delivered(service, repository, first, action="closed")
    run = newest(repository)
    assert run["output"]["title"] == "No delivery document in this change"


def test_a_shared_head_says_nothing_more_of_a_pull_request_that_has_been_pushed_to(service: Service) -> None:
    repository, first = opened(service)
    head = head_of(repository, first)
    second = service.forge.open_pull(repository, repository.pulls[first]["base"]["sha"], head)
    delivered(service, repository, first)
    delivered(service, repository, second)
    assert f"#{first}: " in newest(repository)["output"]["title"]
    pushed = repository.git.commit({"app/more.py": "X = 1\n"}, branch="more", parents=[head])
    service.forge.push(repository, first, pushed)
    delivered(service, repository, first, action="synchronize")
    latest = max(
        (run for run in repository.runs.values() if run["head_sha"] == head), key=lambda run: run["id"]
    )
    assert latest["status"] == "completed"
    assert f"#{first}" not in latest["output"]["title"]
    assert f"#{first}" not in latest["output"]["summary"]


def test_a_push_asks_nothing_about_a_head_that_nobody_else_had(service: Service) -> None:
    repository, number = opened(service)
    head = head_of(repository, number)
    delivered(service, repository, number)
    service.forge.push(
        repository, number, repository.git.commit({"app/more.py": "X = 1\n"}, branch="more", parents=[head])
    )
    service.forge.calls.clear()
    delivered(service, repository, number, action="synchronize")
    assert not service.forge.asked(f"/commits/{head}/check-runs")


# --- merge groups --------------------------------------------------------------------------------


def grouped(service: Service) -> tuple[Repository, int, dict[str, Any]]:
    """A merge group of one pull request."""
    repository, number = opened(service)
    base = repository.pulls[number]["base"]["sha"]
    head = head_of(repository, number)
    merged = repository.git.commit(
        {"app/main.py": APP, "IMPLEMENTATION_COMPLETE.md": REPORT},
        branch="queue", parents=[base, head], message=f"Merge pull request #{number}",
    )  # fmt: skip
    repository.queue[number] = merged
    ref = f"refs/heads/gh-readonly-queue/main/pr-{number}-{base}"
    group = {"head_sha": merged, "base_sha": base, "head_ref": ref, "base_ref": "refs/heads/main"}
    return repository, number, group


def test_a_merge_group_is_checked_on_its_own_head(service: Service) -> None:
    repository, number, group = grouped(service)
    body = service.forge.about(repository, "checks_requested", merge_group=group)
    assert sent(service, "merge_group", body) == 202
    run = newest(repository)
    assert (run["head_sha"], run["conclusion"]) == (group["head_sha"], "failure")
    assert service.forge.asked(f"/pulls/{number}")  # whose overrides it takes


def test_a_merge_group_can_be_checked_again_though_nothing_tells_its_base_then(service: Service) -> None:
    repository, _, group = grouped(service)
    sent(service, "merge_group", service.forge.about(repository, "checks_requested", merge_group=group))
    body = service.forge.about(repository, "rerequested", check_run=own_run(service, group["head_sha"]))
    sent(service, "check_run", body)
    assert [run["conclusion"] for run in repository.runs.values()] == ["failure", "failure"]


def test_a_merge_group_that_was_dissolved_is_not_checked(service: Service) -> None:
    repository, _, group = grouped(service)
    asked = service.forge.about(repository, "checks_requested", merge_group=group)
    assert service.forge.send(service.webhook, "merge_group", asked) == 202
    sent(
        service,
        "merge_group",
        service.forge.about(repository, "destroyed", merge_group=group, reason="dequeued"),
    )
    assert repository.runs == {}


# --- removals ------------------------------------------------------------------------------------


def keys_of(service: Service) -> set[str]:
    return {key.decode() for key in service.queue.store.client.scan_iter("asbuilt:*")}


def test_what_is_kept_of_a_repository_goes_when_the_app_is_removed_from_it(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    kept = keys_of(service)
    assert any(f":{repository.id}" in key for key in kept)
    assert any(":etag:" in key for key in kept)
    assert any("githubkit:auth" in key for key in kept)
    body = {
        "action": "removed",
        "installation": {"id": service.forge.api.installation},
        "repositories_added": [],
        "repositories_removed": [{"id": repository.id, "full_name": repository.name}],
    }
    assert sent(service, "installation_repositories", body) == 202
    assert kept_in(service) == set()


def kept_in(service: Service) -> set[str]:
    """What is kept beside ids of deliveries, figures, and the App's own short-lived token."""
    return {key for key in keys_of(service) if not key.startswith(OWN) and not key.endswith(":jwt")}


@pytest.mark.parametrize("action", ["deleted", "suspend"])
def test_what_is_kept_of_an_installation_goes_with_it(service: Service, action: str) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    body = {"action": action, "installation": {"id": service.forge.api.installation}}
    assert sent(service, "installation", body) == 202
    assert kept_in(service) == set()


def test_a_waiting_job_of_a_repository_goes_with_it(service: Service) -> None:
    repository, number = opened(service)
    service.forge.deliver(service.webhook, repository, number)
    gone = {"id": repository.id, "full_name": repository.name}
    body = {
        "action": "removed",
        "installation": {"id": service.forge.api.installation},
        "repositories_removed": [gone],
    }
    service.forge.send(service.webhook, "installation_repositories", body)
    service.work()
    service.work()
    assert not [key for key in keys_of(service) if key.startswith(WORK)]
    assert service.queue.counts()["waiting"] == 0


def test_dead_jobs_of_a_repository_go_with_it_and_others_stay(service: Service) -> None:
    repository, _ = opened(service)
    service.forge.fail(500, path="/", times=10_000)
    for owner in (repository.id, repository.id + 1):
        event = Event(service.forge.api.installation, owner, repository.name, 1, "a" * 40, "gone")
        service.queue.bury(event, "GitHub was not there")
    service.work()
    service.forge.faults.clear()
    assert service.queue.counts()["failed"] == 2
    gone = {"id": repository.id, "full_name": repository.name}
    body = {"action": "removed", "installation": {"id": service.forge.api.installation}}
    sent(service, "installation_repositories", body | {"repositories_removed": [gone]})
    (left,) = service.queue.dead()
    assert left.kwargs["event"]["repository"] == repository.id + 1


def test_facts_of_one_repository_are_nothing_to_another(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    other = service.forge.repository("eve/copy")
    base = other.git.commit({"README.md": "# Copy\n"})
    head = other.git.commit({"app/main.py": APP, "STATUS.md": REPORT}, branch="work", parents=[base])
    delivered(service, other, service.forge.open_pull(other, base, head))
    facts = [key for key in keys_of(service) if key.startswith("asbuilt:facts:")]
    owners = {key.split(":")[2] for key in facts}
    assert owners == {str(repository.id), str(other.id)}
    assert seen.numbers(service.queue.store, other.id, head) == [1]


def test_what_is_not_known_is_left_alone(service: Service) -> None:
    repository, number = opened(service)
    for event, action in (
        ("push", ""),
        ("pull_request", "labeled"),
        ("check_run", "created"),
        ("star", "created"),
    ):
        body = service.forge.payload(repository, number, action)
        run = own_run(service, head_of(repository, number))
        assert service.forge.send(service.webhook, event, body | {"check_run": run}) == 204
    assert service.queue.counts()["waiting"] == 0


def test_a_head_of_very_many_pull_requests_is_judged_for_the_first_and_passes_for_none(
    service: Service,
) -> None:
    repository, number = opened(service, {"app/main.py": "x = 1\n"}, fork=True)
    pull = repository.pulls[number]
    for _ in range(21):
        more = service.forge.open_pull(repository, pull["base"]["sha"], pull["head"]["sha"], fork=True)
        assert service.forge.deliver(service.webhook, repository, more) == 202
    delivered(service, repository, number)
    run = newest(repository)
    assert run["conclusion"] == "failure"
    assert run["output"]["summary"].count("## Pull request #") == 21
    assert (
        "22 open pull requests have this head, and the 20 that were opened first" in run["output"]["summary"]
    )


# --- failures that are told late ------------------------------------------------------------------


def test_a_failure_that_is_told_late_does_not_replace_the_verdict_of_a_later_check(service: Service) -> None:
    repository, number = opened(service)
    head = head_of(repository, number)
    event = Event(service.forge.api.installation, repository.id, repository.name, number, head, "gone")
    service.queue.bury(event, "GitHub was not there")
    (report,) = service.queue.rq.job_ids
    assert service.forge.deliver(service.webhook, repository, number) == 202
    service.queue.store.client.lmove(service.queue.rq.key, service.queue.rq.key, "LEFT", "RIGHT")
    assert service.queue.rq.job_ids[-1] == report
    service.work()
    assert [run["conclusion"] for run in repository.runs.values()] == ["failure"]


def test_a_failure_is_told_though_the_head_had_been_checked_before(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    head = head_of(repository, number)
    event = Event(service.forge.api.installation, repository.id, repository.name, number, head, "gone")
    service.queue.bury(event, "GitHub was not there")
    service.work()
    assert [run["conclusion"] for run in repository.runs.values()] == ["failure", "neutral"]


# --- the one comment -----------------------------------------------------------------------------


def test_an_older_head_never_has_the_last_word_in_the_comment(service: Service) -> None:
    repository = service.forge.repository()
    base = repository.git.commit({".github/asbuilt.yml": "comment: true\n", "README.md": "# Service\n"})
    head = repository.git.commit({"app/main.py": APP, "STATUS.md": REPORT}, branch="work", parents=[base])
    number = service.forge.open_pull(repository, base, head)
    delivered(service, repository, number)
    (comment,) = repository.comments.values()
    first = comment["body"]
    forced = repository.git.commit({"x.py": "x = 1\n"}, branch="work", parents=[base])
    late = service.forge.payload(repository, number, "edited")
    service.forge.push(repository, number, forced)
    delivered(service, repository, number, action="synchronize")
    (comment,) = repository.comments.values()
    newer = comment["body"]
    assert newer != first
    sent(service, "pull_request", late)  # of the head that was pushed over, which is checked once more
    assert [run["head_sha"] for run in repository.runs.values()] == [head, forced, head]
    assert [each["body"] for each in repository.comments.values()] == [newer]

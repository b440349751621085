"""What may have been lost is found again: deliveries that failed, heads without a run, jobs that vanished."""

from __future__ import annotations

import json

import pytest

from bot.dead import NoSuchJobError, run
from tests.conftest import Service
from tests.forge import Repository
from tests.forge.comments import stamp
from tests.test_bot_commands import ids, said
from tests.test_bot_configuration import configured
from tests.test_bot_flow import APP, delivered, newest, opened


@pytest.fixture
def swept(service: Service) -> Service:
    """A service that sweeps whenever it works, at an installation that GitHub lists."""
    service.environment["ASBUILT_SWEEP_INTERVAL"] = "60"
    service.forge.api.apps.installations.append({"id": service.forge.api.installation, "suspended_at": None})
    return service


def sweep(service: Service) -> None:
    """One sweep, and the work that it leads to."""
    service.queue.store.client.delete("asbuilt:sweep")
    service.work()


def left_in_progress(service: Service, repository: Repository, head: str) -> None:
    repository.runs[1] = {
        "id": 1, "name": "As-Built", "head_sha": head, "status": "in_progress", "conclusion": None, "external_id": "",
        "app": {"id": service.forge.APP_ID}, "annotations": [], "output": {"annotations_count": 0},
    }  # fmt: skip


# --- deliveries ----------------------------------------------------------------------------------


def test_a_delivery_that_never_arrived_is_asked_for_and_handled(swept: Service) -> None:
    repository, number = opened(swept)
    delivered(swept, repository, number)
    repository.pulls[number]["body"] = "## Implementation complete\n\n- `GET /invoices` lists all invoices\n"
    swept.forge.drop(swept.webhook, "pull_request", swept.forge.payload(repository, number, "edited"))
    sweep(swept)
    swept.work()
    assert len(repository.runs) == 2
    assert "The description" in newest(repository)["output"]["summary"]


def test_a_delivery_is_not_asked_for_twice_while_it_is_on_its_way(swept: Service) -> None:
    repository, number = opened(swept)
    swept.forge.drop("http://127.0.0.1:9/webhook", "pull_request", swept.forge.payload(repository, number))
    for _ in range(3):
        sweep(swept)
    assert len(swept.forge.asked("/attempts", "POST")) == 1


def test_a_delivery_that_arrived_though_its_answer_was_lost_is_not_asked_for(swept: Service) -> None:
    repository, number = opened(swept)
    body = swept.forge.payload(repository, number)
    swept.forge.send(swept.webhook, "pull_request", body, "arrived")
    last = swept.forge.api.deliveries[-1]
    swept.forge.api.deliveries[-1] = type(last)(last.id, last.guid, last.event, last.body, last.address, 0)
    sweep(swept)
    assert swept.forge.asked("/attempts", "POST") == []


def test_failed_deliveries_of_other_events_are_left_alone(swept: Service) -> None:
    swept.forge.drop(swept.webhook, "star", {"action": "created"})
    sweep(swept)
    assert swept.forge.asked("/attempts", "POST") == []


# --- heads ---------------------------------------------------------------------------------------


def test_an_open_pull_request_whose_delivery_was_never_made_gets_its_run(swept: Service) -> None:
    repository, _ = opened(swept)
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"


def test_a_run_that_was_left_in_progress_is_completed_even_after_redis_forgot_everything(
    swept: Service,
) -> None:
    repository, number = opened(swept)
    left_in_progress(swept, repository, repository.pulls[number]["head"]["sha"])
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"
    assert list(repository.runs) == [1]


def test_a_head_that_has_its_run_is_asked_about_once(swept: Service) -> None:
    repository, number = opened(swept)
    delivered(swept, repository, number)
    swept.queue.store.client.flushall()
    for _ in range(3):
        sweep(swept)
    assert len(repository.runs) == 1
    asked = swept.forge.asked("/check-runs", "GET")
    assert len(asked) == 2  # once when it was checked, once after Redis had forgotten


def test_a_head_is_checked_again_once_an_override_that_it_rests_on_has_ended(swept: Service) -> None:
    repository, number = configured(swept, "overrides: {days: 1}\n")
    said(swept, repository, number, f"/asbuilt override {ids(repository)[0]} the gateway serves it")
    run = newest(repository)
    assert run["conclusion"] == "success"
    tomorrow = stamp(24 * 3600)[:10]
    assert f"<!-- until: {tomorrow} -->" in run["output"]["text"]
    client, done = swept.queue.store.client, f"asbuilt:done:{repository.id}-{run['head_sha']}"
    assert 24 * 3600 - 60 < int(client.ttl(done)) <= 48 * 3600
    client.delete(done)  # whatever Redis forgets, GitHub knows
    sweep(swept)
    assert newest(repository)["id"] == run["id"]
    assert int(client.ttl(done)) <= 48 * 3600
    # Three days go by.
    (comment,) = repository.comments.values()
    comment["created_at"] = comment["updated_at"] = stamp(-3 * 24 * 3600)
    run["output"]["text"] = run["output"]["text"].replace(tomorrow, stamp(-2 * 24 * 3600)[:10])
    client.delete(done)
    sweep(swept)
    again = newest(repository)
    assert (again["conclusion"], "until" in again["output"]["text"]) == ("failure", False)
    sweep(swept)
    assert newest(repository)["id"] == again["id"]


def test_closed_pull_requests_and_suspended_installations_are_left_alone(swept: Service) -> None:
    repository, number = opened(swept)
    repository.pulls[number]["state"] = "closed"
    sweep(swept)
    assert repository.runs == {}
    repository.pulls[number]["state"] = "open"
    swept.forge.api.apps.installations[0]["suspended_at"] = "2026-01-01T00:00:00Z"
    sweep(swept)
    assert repository.runs == {}


def test_many_repositories_are_looked_through_in_turn(swept: Service) -> None:
    found = []
    for i in range(3):
        repository = swept.forge.repository(f"ada/service{i}")
        base = repository.git.commit({"README.md": "# Service\n"})
        head = repository.git.commit({"app/main.py": APP}, branch="work", parents=[base])
        swept.forge.open_pull(repository, base, head)
        found.append(repository)
    swept.queue.store.client.set("asbuilt:sweep:place", 2)  # as if the first two had had their turn
    sweep(swept)
    assert [len(each.runs) for each in found] == [0, 0, 1]
    sweep(swept)
    assert [len(each.runs) for each in found] == [1, 1, 1]


def test_a_repository_that_cannot_be_read_hides_none_behind_it(swept: Service) -> None:
    swept.forge.repository("ada/closed")
    repository, _ = opened(swept)
    swept.forge.fail(451, path="/repos/ada/closed/pulls", times=1_000)
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"


def test_a_delivery_that_github_does_not_send_again_keeps_no_head_from_its_check(swept: Service) -> None:
    repository, number = opened(swept)
    for _ in range(2):
        swept.forge.drop(
            "http://127.0.0.1:9/webhook", "pull_request", swept.forge.payload(repository, number)
        )
    swept.forge.fail(422, path="/attempts", method="POST", times=1_000)
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"
    assert len(swept.forge.asked("/attempts", "POST")) == 2


def test_a_second_pull_request_does_not_replace_the_verdict_on_one_that_was_opened_long_ago(
    swept: Service,
) -> None:
    repository, number = opened(swept, fork=True)
    delivered(swept, repository, number)
    head = repository.pulls[number]["head"]["sha"]
    swept.queue.store.client.delete(f"asbuilt:pulls:{repository.id}-{head}")  # as if two weeks had gone by
    sweep(swept)
    empty = swept.forge.open_pull(repository, head, head, fork=True)
    delivered(swept, repository, empty)
    assert len(repository.runs) == 2
    assert newest(repository)["conclusion"] == "failure"


def test_a_disturbed_github_is_left_for_the_next_sweep(swept: Service) -> None:
    repository, _ = opened(swept)
    swept.forge.fail(502, path="/app/installations", method="GET", times=1)
    sweep(swept)
    assert repository.runs == {}
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"


def test_a_job_that_vanished_is_made_again(swept: Service) -> None:
    repository, number = opened(swept)
    assert swept.forge.deliver(swept.webhook, repository, number) == 202
    for job in swept.queue.rq.jobs:
        job.delete()
    repository.pulls[number]["state"] = "open"
    sweep(swept)
    assert newest(repository)["conclusion"] == "failure"


def test_sweeps_are_one_at_a_time_on_whatever_host(service: Service) -> None:
    assert service.queue.sweep_every(60)
    assert not service.queue.sweep_every(60)
    assert service.queue.counts()["waiting"] == 1


# --- dead jobs -----------------------------------------------------------------------------------


def dead(service: Service) -> Repository:
    """A head that could not be checked, for good."""
    repository, number = opened(service)
    service.forge.fail(500, path="/git/trees/", times=10_000)
    delivered(service, repository, number, delivery="the-delivery")
    service.forge.faults.clear()
    return repository


def test_a_dead_job_is_listed_with_what_it_was_about_and_why_it_died(service: Service) -> None:
    repository = dead(service)
    (line,) = run(service.queue, "list", "all")
    assert "ada/service#1" in line
    assert "GitHub says 500" in line
    shown = "\n".join(run(service.queue, "show", line.partition(" ")[0]))
    assert "the-delivery" in shown
    assert newest(repository)["conclusion"] == "neutral"


def test_a_dead_job_can_be_run_again(service: Service) -> None:
    repository = dead(service)
    (said,) = run(service.queue, "retry", "all")
    assert said.startswith("will run again: ")
    service.work()
    assert newest(repository)["conclusion"] == "failure"
    assert run(service.queue, "list", "all") == ["no job has failed for good"]


def test_a_dead_job_can_be_dropped(service: Service) -> None:
    dead(service)
    run(service.queue, "drop", "all")
    assert run(service.queue, "list", "all") == ["no job has failed for good"]
    with pytest.raises(NoSuchJobError, match="no dead job begins with 'x'"):
        run(service.queue, "drop", "x")


def test_nothing_in_a_dead_job_is_a_secret(service: Service) -> None:
    dead(service)
    shown = json.dumps(run(service.queue, "show", "all"))
    assert "ghs_" not in shown
    assert "PRIVATE KEY" not in shown

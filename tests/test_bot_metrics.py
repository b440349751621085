"""What is counted, over processes and hosts, and who may read it."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.redis import metrics
from bot.redis.metrics import DELIVERIES, JOBS, Gauge, Measure, Tally
from bot.redis.store import Store
from tests.conftest import Service
from tests.test_bot_flow import delivered, newest, opened

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Samples:
    """The figures of a text as Prometheus' own client reads it."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(samples: Samples, name: str, **labels: str) -> float:
    """One figure; 0 if it is not there."""
    return samples.get((name, frozenset(labels.items())), 0.0)


def scraped(service: Service, token: str | None = Service.METRICS_TOKEN) -> tuple[int, str, str]:
    """Status, type and text of /metrics for who has a token."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{service.host}/metrics", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers["content-type"], response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read().decode()


def test_a_checked_pull_request_is_counted_from_the_delivery_to_the_verdicts(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number, delivery="one")
    assert newest(repository)["conclusion"] == "failure"
    assert service.forge.deliver(service.webhook, repository, number, delivery="one") == 202
    status, kind, text = scraped(service)
    found = read(text)
    assert (status, kind) == (200, metrics.CONTENT_TYPE)
    assert figure(found, "asbuilt_deliveries_total", event="pull_request", outcome="queued") == 1
    assert figure(found, "asbuilt_deliveries_total", event="pull_request", outcome="known") == 1
    assert figure(found, "asbuilt_job_seconds_count", job="run", outcome="done") == 1
    assert 0 < figure(found, "asbuilt_job_seconds_sum", job="run", outcome="done") < 120
    assert figure(found, "asbuilt_checks_total", conclusion="failure") == 1
    refuted = sum(
        value for (name, labels), value in found.items()
        if name == "asbuilt_verdicts_total" and ("verdict", "refuted") in labels
    )  # fmt: skip
    assert newest(repository)["output"]["title"].startswith(f"{refuted:.0f} claims refuted")
    assert figure(found, "asbuilt_findings_total", rule="mock-response", level="failure") == 1
    assert figure(found, "asbuilt_cache_total", what="facts", found="no") > 0
    apart = ("/access_tokens", "/codeload")  # the client's own tokens, and the host that a redirect names
    asked = [call for call in service.forge.calls if not any(part in call.path for part in apart)]
    done, denied = (
        figure(found, "asbuilt_github_requests_total", status=status) for status in ("done", "denied")
    )
    assert done + denied == len(asked)
    assert (
        figure(found, "asbuilt_github_budget_remaining", installation=str(service.forge.api.installation))
        == 4999
    )
    assert figure(found, "asbuilt_jobs", state="waiting") == 0


def test_what_the_cache_spares_is_seen_at_the_second_check(service: Service) -> None:
    repository, number = opened(service)
    delivered(service, repository, number)
    before = read(scraped(service)[2])
    delivered(service, repository, number, action="edited")
    after = read(scraped(service)[2])
    assert figure(after, "asbuilt_cache_total", what="facts", found="yes") > figure(
        before, "asbuilt_cache_total", what="facts", found="yes"
    )
    assert figure(after, "asbuilt_github_requests_total", status="unchanged") > 0


def test_a_job_that_fails_is_counted_as_failed(service: Service) -> None:
    service.forge.fail(500, path="/pulls/", times=100)
    repository, number = opened(service)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    service.work()
    found = read(scraped(service)[2])
    assert figure(found, "asbuilt_job_seconds_count", job="run", outcome="failed") >= 1
    assert figure(found, "asbuilt_github_requests_total", status="unavailable") >= 1


def test_a_queue_that_stands_shows_its_length_and_its_age(service: Service) -> None:
    repository, number = opened(service)
    assert service.forge.deliver(service.webhook, repository, number) == 202
    time.sleep(0.2)
    found = read(scraped(service)[2])
    assert figure(found, "asbuilt_jobs", state="waiting") == 1
    assert 0.1 < figure(found, "asbuilt_queue_age_seconds") < 60


@pytest.mark.parametrize("token", [None, "", "wrong", f"{Service.METRICS_TOKEN}x"])
def test_nobody_without_the_token_reads_them(service: Service, token: str | None) -> None:
    status, _, text = scraped(service, token)
    assert status == 401
    assert "asbuilt_" not in text


def test_refused_deliveries_count_under_names_that_nobody_outside_can_choose(service: Service) -> None:
    for event in ("pull_request", 'made"up', "x" * 500):
        headers = {"X-GitHub-Event": event, "X-Hub-Signature-256": "sha256=no"}
        request = urllib.request.Request(service.webhook, b"{}", headers, method="POST")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=10)
    found = read(scraped(service)[2])
    assert figure(found, "asbuilt_deliveries_total", event="pull_request", outcome="refused") == 1
    assert figure(found, "asbuilt_deliveries_total", event="other", outcome="refused") == 2
    assert len([name for name, _ in found if name == "asbuilt_deliveries_total"]) == 2


def test_many_processes_and_threads_add_to_one_sum(redis_url: str) -> None:
    def busy() -> None:
        store, tally = Store(redis_url), Tally()
        for _ in range(50):
            tally.add(DELIVERIES, "status", "left")
            tally.flush(store)
        store.close()

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read(metrics.text(Store(redis_url), ()))
    assert figure(found, "asbuilt_deliveries_total", event="status", outcome="left") == 200


def test_a_distribution_is_cumulative_and_complete(redis_url: str) -> None:
    store, tally = Store(redis_url), Tally()
    for seconds in (0.01, 0.3, 0.3, 45, 5000):
        tally.add(JOBS, "run", "done", amount=seconds)
    tally.flush(store)
    found = read(metrics.text(store, ()))
    labels = {"job": "run", "outcome": "done"}
    shown = [
        figure(found, "asbuilt_job_seconds_bucket", **labels, le=le)
        for le in ("0.1", "0.5", "60", "900", "+Inf")
    ]
    assert shown == [1, 3, 4, 4, 5]
    assert figure(found, "asbuilt_job_seconds_count", **labels) == 5
    assert figure(found, "asbuilt_job_seconds_sum", **labels) == pytest.approx(5045.61)


def test_what_redis_does_not_take_is_told_later(redis_url: str) -> None:
    tally = Tally()
    tally.add(DELIVERIES, "status", "left")
    tally.flush(Store("unix:///nowhere/redis.sock", timeout=0.2))
    tally.flush(Store(redis_url))
    tally.flush(Store(redis_url))
    found = read(metrics.text(Store(redis_url), ()))
    assert figure(found, "asbuilt_deliveries_total", event="status", outcome="left") == 1


def test_a_budget_whose_hour_is_over_is_no_figure_any_more(redis_url: str) -> None:
    store, tally = Store(redis_url), Tally()
    tally.budget(1, "17", str(int(time.time()) + 600))
    tally.budget(2, "18", str(int(time.time()) - 1))
    tally.budget(3, "", "")
    for installation in range(100, 200):
        tally.budget(installation, "5000", str(int(time.time()) + 600))
    tally.flush(store)
    found = read(metrics.text(store, ()))
    shown = [
        dict(labels)["installation"] for name, labels in found if name == "asbuilt_github_budget_remaining"
    ]
    assert not {"2", "3"} & set(shown)
    assert figure(found, "asbuilt_github_budget_remaining", installation="1") == 17
    assert len(shown) == 20
    assert 0 < int(store.client.ttl("asbuilt:budgets")) <= 7200


def test_a_damaged_sum_costs_its_own_line(redis_url: str) -> None:
    store = Store(redis_url)
    for field in ("no json", '["asbuilt_deliveries_total"]', '["asbuilt_deliveries_total","a","b","c"]'):
        store.client.hset("asbuilt:metrics", field, "1")
    store.client.hset("asbuilt:metrics", '["asbuilt_deliveries_total","status","left"]', "many")
    assert not [name for name, _ in read(metrics.text(store, ())) if name.startswith("asbuilt_deliveries")]


def test_any_label_survives_the_text(redis_url: str) -> None:
    odd = 'a "quoted" back\\slash\nand a line'
    found = read(metrics.text(Store(redis_url), (Gauge("asbuilt_odd", "Odd.", "what", {odd: 1.5}),)))
    assert figure(found, "asbuilt_odd", what=odd) == 1.5


def test_a_measure_is_counted_with_all_its_labels() -> None:
    with pytest.raises(ValueError, match="labels"):
        Tally().add(Measure("asbuilt_x_total", "X.", ("a",)))

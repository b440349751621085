"""GitHub breaking down at random: whatever happens, every head ends with a completed run that is right."""

from __future__ import annotations

import random
import time

import pytest

from tests.conftest import Service
from tests.forge import Repository
from tests.test_bot_flow import delivered, newest, opened

PATHS = (
    "/pulls/",
    "/git/trees/",
    "/compare/",
    "/graphql",
    "/check-runs",
    "/commits/",
    "access_tokens",
    "/repos/",
)
FAULTS: tuple[int | str, ...] = (401, 403, 404, 429, 500, 502, 503, "half", "lost")


def break_down(service: Service, chance: random.Random) -> None:
    """A handful of faults, each for a few requests."""
    for _ in range(chance.randrange(1, 5)):
        how = chance.choice(FAULTS)
        headers = {"retry-after": "1"} if how == 429 else {}
        service.forge.fail(how, path=chance.choice(PATHS), times=chance.randrange(1, 5), headers=headers)


def at_rest(service: Service) -> None:
    """Works until nothing waits, also not for a limit to end."""
    for _ in range(20):
        service.work()
        if service.queue.counts()["paused"] == 0:
            return
        time.sleep(1.1)
    raise AssertionError("the queue does not come to rest")


def campaign(service: Service, seed: int) -> Repository:
    chance = random.Random(seed)
    repository, number = opened(service)
    for _ in range(chance.randrange(1, 4)):
        break_down(service, chance)
        service.forge.deliver(service.webhook, repository, number, chance.choice(("opened", "edited")))
        if chance.random() < 0.5:
            service.work()
        if chance.random() < 0.3:
            head = repository.git.commit(
                {f"f{chance.random()}.py": "x = 1\n"}, branch="work", parents=["work"]
            )
            service.forge.push(repository, number, head)
    at_rest(service)
    service.forge.faults.clear()
    delivered(service, repository, number, action="edited")
    at_rest(service)
    run = newest(repository)
    assert run["head_sha"] == repository.pulls[number]["head"]["sha"]
    assert run["conclusion"] == "failure"
    marks = [(a["path"], a["start_line"], a["title"]) for a in run["annotations"]]
    assert len(marks) == len(set(marks))
    return repository


@pytest.mark.parametrize("seed", range(4))
def test_after_any_breakdown_the_newest_run_is_right(service: Service, seed: int) -> None:
    campaign(service, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4, 204))
def test_after_any_breakdown_the_newest_run_is_right_for_long(service: Service, seed: int) -> None:
    campaign(service, seed)

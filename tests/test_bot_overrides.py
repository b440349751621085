"""The replay of overrides against the stand-in: whom it asks, what it believes, and what it does when GitHub fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.github.client import Client, DeniedError, RateLimitedError, UnavailableError
from bot.github.runs import Runs
from bot.github.snapshot import pull
from bot.heads import overrides
from bot.heads.overrides import PEOPLE
from bot.redis.store import Store
from bot.settings import Settings
from bot.words import Output, not_checked, superseded
from checks.config import Overruling
from checks.overrides import Overrides
from tests.forge import Forge, Repository
from tests.forge.comments import stamp

ONE = "/asbuilt override AB-AAAAAA seen and accepted"
ALL = "/asbuilt override all seen and accepted"


class Asked:
    """A pull request of ada's on the stand-in, and the replay of what is said on it."""

    def __init__(self, forge: Forge, store: Store, settings: Settings) -> None:
        self.forge, self._store, self._settings = forge, store, settings
        self.repository: Repository = forge.repository()
        base = self.repository.git.commit({"README.md": "# Service\n"})
        self.head = self.repository.git.commit({"a.py": "a = 1\n"}, branch="work", parents=[base])
        self.number = forge.open_pull(self.repository, base, self.head)
        self.repository.rights |= {"grace": "write", "linus": "admin", "eve": "read"}

    def say(self, body: str, login: str = "grace", **more: Any) -> dict[str, Any]:
        return self.forge.say(self.repository, self.number, body, login=login, **more)

    def run(self, text: str, *, app: int | None = None, title: str = "1 claim refuted", at: str = "") -> None:
        """A completed run on the head, of our App unless another is named."""
        number = self.forge.api.next_number()
        self.repository.runs[number] = {
            "id": number, "name": "As-Built", "head_sha": self.head, "status": "completed", "conclusion": "failure",
            "completed_at": at or stamp(-60), "app": {"id": app or self.forge.APP_ID}, "external_id": "",
            "annotations": [], "output": {"title": title, "summary": "s", "text": text, "annotations_count": 0},
        }  # fmt: skip

    def replay(self, policy: Overruling = Overruling(), now: float | None = None) -> Overrides:  # noqa: B008, frozen
        with Client(self._settings, self._store, self.forge.api.installation, self.repository.id) as client:
            request = pull(client, self.repository.name, self.number)
            runs = Runs(client, self.repository.name, self.head)
            name, now = self.repository.name, self._store.now() if now is None else now
            return overrides.replay(client, name, request, policy, runs, now)

    def people(self) -> list[str]:
        """Those whose decisions count, in their order."""
        return [decision.by for decision in self.replay().decisions]


@pytest.fixture
def asked(forge: Forge, store: Store, app_settings: Settings) -> Asked:
    return Asked(forge, store, app_settings)


def test_decisions_come_in_the_order_in_which_they_were_made(asked: Asked) -> None:
    asked.say(ONE)
    asked.say("/asbuilt restore AB-AAAAAA", login="ada")
    asked.say(ONE, login="linus")
    assert asked.people() == ["grace", "ada", "linus"]
    assert asked.replay().of("AB-AAAAAA", "stub", "a.py") is not None


def test_nobody_is_asked_about_whose_comments_decide_nothing(asked: Asked) -> None:
    for login in ("eve", "mallory"):
        asked.say("Nice work! /asbuilt override all would be wrong", login=login)
        asked.say("/asbuilt help", login=login)
        asked.say("/asbuilt override all no", login=login)
    assert asked.replay().decisions == ()
    assert asked.forge.asked("/collaborators/") == []


def test_everybody_is_asked_about_once_a_run(asked: Asked) -> None:
    for _ in range(3):
        asked.say(ONE)
    asked.replay()
    assert len(asked.forge.asked("/collaborators/")) == 1


def test_a_crowd_does_not_stand_before_those_who_may_decide(asked: Asked) -> None:
    asked.say(ONE)  # whom GitHub calls a member
    for number in range(130):
        asked.say(ONE, login=f"stranger-{number}")["author_association"] = "NONE"
    asked.say(ONE, login="linus")["author_association"] = "NONE"  # a member who tells nobody
    assert asked.people() == ["grace", "linus"]
    assert len(asked.forge.asked("/collaborators/")) == PEOPLE


def test_what_a_comment_says_of_its_author_gives_no_right(asked: Asked) -> None:
    asked.say(ONE, login="eve")["author_association"] = "OWNER"
    assert asked.people() == []


def test_whose_account_is_gone_decides_nothing(asked: Asked) -> None:
    asked.say(ONE, login="ghost")
    asked.say(ONE)["user"] = None
    assert asked.people() == []


def test_a_login_cannot_reach_another_address(asked: Asked) -> None:
    asked.say(ONE, login="../../../user")
    assert asked.people() == []


def test_what_may_have_been_edited_counts_as_edited_where_nobody_can_tell(asked: Asked) -> None:
    asked.say(ONE)["updated_at"] = stamp(5)
    asked.say(ONE, login="linus")
    assert asked.people() == ["grace", "linus"]
    asked.forge.fail(410, path="/graphql", times=100)
    assert asked.people() == ["linus"]


@pytest.mark.parametrize(("how", "error"), [(500, UnavailableError), (429, RateLimitedError)])
def test_a_disturbance_makes_no_comment_an_edited_one(asked: Asked, how: int, error: Any) -> None:
    asked.say(ONE)["updated_at"] = stamp(5)
    asked.forge.fail(how, path="/graphql", times=100)
    with pytest.raises(error):
        asked.replay()


@pytest.mark.parametrize("path", ["/comments", "/collaborators/grace"])
@pytest.mark.parametrize(
    ("how", "error"),
    [(500, UnavailableError), (429, RateLimitedError), (403, DeniedError), ("half", UnavailableError)],
)
def test_what_cannot_be_asked_is_never_taken_for_a_no(asked: Asked, path: str, how: Any, error: Any) -> None:
    asked.say(ONE)
    asked.forge.fail(how, path=path, times=100)
    with pytest.raises(error):
        asked.replay()


def test_a_whole_is_what_the_newest_run_before_had_shown(asked: Asked) -> None:
    asked.run("<!-- shown: AAAAAA -->", at=stamp(-300))
    asked.run("<!-- shown: BBBBBB CCCCCC-DD -->", at=stamp(-200))
    asked.say(ALL, at=stamp(-100))
    asked.run("<!-- shown: EEEEEE -->", at=stamp(-50))
    (decision,) = asked.replay().decisions
    assert decision.shown == frozenset(("AB-BBBBBB", "AB-CCCCCC-DD"))


def test_runs_of_others_and_runs_that_show_nothing_are_no_look(asked: Asked) -> None:
    asked.run("<!-- shown: AAAAAA -->", app=7)
    asked.run("<!-- shown: BBBBBB -->", title="Could not be checked")
    asked.say(ALL)
    (decision,) = asked.replay().decisions
    assert decision.shown == frozenset()


@pytest.mark.parametrize("output", [superseded(), not_checked("GitHub was down", "a-delivery")])
def test_a_run_that_says_nothing_of_its_head_hides_none_that_does(asked: Asked, output: Output) -> None:
    asked.run("<!-- shown: AAAAAA -->", at=stamp(-300))
    asked.run(output.text, title=output.title, at=stamp(-200))
    asked.say(ALL, at=stamp(-100))
    (decision,) = asked.replay().decisions
    assert decision.shown == frozenset(("AB-AAAAAA",))


def test_ids_and_takings_back_need_no_run(asked: Asked) -> None:
    asked.say(ONE)
    asked.say("/asbuilt restore all", login="linus")
    assert [decision.shown for decision in asked.replay().decisions] == [None, None]
    assert asked.forge.asked("/check-runs") == []


def test_what_has_run_out_does_not_count(asked: Asked) -> None:
    asked.say(ONE)
    policy = Overruling(days=3)
    now = datetime.now(UTC)
    (decision,) = asked.replay(policy).decisions
    assert decision.until == (now + timedelta(days=3)).date().isoformat()
    later = (now + timedelta(days=5)).timestamp()
    assert asked.replay(policy, now=later).decisions == ()

"""Deliveries are read into our own narrow events, also when they come out of a file."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import READERS, Comment, DeliveryError, Event, parse, replay
from tests.forge.api import PERMISSIONS

PAYLOAD: dict[str, Any] = {
    "action": "synchronize",
    "number": 7,
    "pull_request": {"head": {"sha": "a" * 40, "repo": None}, "base": {"sha": "b" * 40}},
    "repository": {"id": 2, "full_name": "ada/service"},
    "installation": {"id": 2**40},
}


def test_an_event_holds_ids_and_the_head_and_nothing_else_of_the_payload() -> None:
    event = parse("pull_request", "d-1", json.dumps(PAYLOAD).encode())
    assert event == Event(2**40, 2, "ada/service", 7, "a" * 40, "d-1")


@pytest.mark.parametrize(
    "saved",
    [
        PAYLOAD,
        {"headers": {"X-GitHub-Event": "pull_request", "X-GitHub-Delivery": "d-1"}, "payload": PAYLOAD},
        {"id": 1, "guid": "d-1", "event": "pull_request", "request": {"headers": {"Accept": "*/*"}, "payload": PAYLOAD}},
    ],
    ids=["a payload", "headers and payload", "GitHub's own record"],
)  # fmt: skip
def test_a_saved_delivery_can_be_looked_at_again(tmp_path: Path, saved: Any) -> None:
    file = tmp_path / "delivery.json"
    file.write_text(json.dumps(saved))
    shown = replay(file)
    assert "pull_request of ada/service#7" in shown
    assert "a" * 40 in shown


def test_a_saved_delivery_that_means_nothing_says_so(tmp_path: Path) -> None:
    file = tmp_path / "delivery.json"
    file.write_text(json.dumps({"headers": {"X-GitHub-Event": "ping"}, "payload": {"zen": "x"}}))
    assert replay(file) == "ping: nothing to do"


@pytest.mark.parametrize("content", ["", "{", "[]", '"x"', '{"headers": 1}'])
def test_a_file_that_is_no_delivery_is_one_clear_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "delivery.json"
    file.write_text(content)
    with pytest.raises(DeliveryError) as error:
        replay(file)
    assert "\n" not in str(error.value)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=30), st.text(max_size=70))
def test_no_delivery_breaks_the_reader(body: bytes, name: str, delivery: str) -> None:
    for event in (*READERS, name):
        with suppress(DeliveryError):
            parse(event, delivery, body)
        with suppress(DeliveryError):
            parse(event, "d-1", body, "1")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(("a" * 40, "ada/service")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "action", "number", "pull_request", "repository", "installation", "issue", "comment", "changes", "check_run",
    "check_suite", "merge_group", "sha", "state", "repositories_removed", "head", "head_sha", "base_sha", "head_ref",
    "full_name", "id", "body", "user", "type", "app",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(NAMES), JSON) | JSON, max_size=8)
)
def test_no_payload_of_the_right_names_and_wrong_values_breaks_a_reader(payload: dict[str, Any]) -> None:
    for event in READERS:
        with suppress(DeliveryError):
            parse(event, "d-1", json.dumps(payload).encode(), "1")


ABOUT: dict[str, Any] = {"repository": {"id": 2, "full_name": "ada/service"}, "installation": {"id": 1}}


def read(event: str, payload: dict[str, Any], app: str = "9") -> Any:
    return parse(event, "d-1", json.dumps(ABOUT | payload).encode(), app)


def commented(action: str = "created", body: str = "/asbuilt recheck", **more: Any) -> dict[str, Any]:
    comment = {"id": 2**40, "body": body, "user": {"login": "grace", "type": "User"}}
    return {"action": action, "issue": {"number": 7, "pull_request": {}}, "comment": comment} | more


def test_a_comment_counts_that_holds_or_held_a_command_on_a_pull_request_by_a_person() -> None:
    expected = Comment(1, 2, "ada/service", 7, 2**40, "created", "d-1", "grace")
    assert read("issue_comment", commented()) == expected
    assert read(
        "issue_comment", commented("edited", "no more", changes={"body": {"from": "/AsBuilt recheck"}})
    )
    assert read("issue_comment", commented("deleted"))
    assert read("issue_comment", commented(body="Looks good")) is None
    assert read("issue_comment", commented(issue={"number": 7})) is None
    assert (
        read("issue_comment", commented(comment={"id": 1, "body": "/asbuilt help", "user": {"type": "Bot"}}))
        is None
    )
    assert read("issue_comment", commented("pinned")) is None


@pytest.mark.parametrize(
    ("event", "payload", "cause"),
    [
        (
            "check_run",
            {"action": "rerequested", "check_run": {"head_sha": "a" * 40, "app": {"id": 9}}},
            "asked",
        ),
        ("check_run", {"action": "rerequested", "check_run": {"head_sha": "a" * 40, "app": {"id": 8}}}, None),
        ("check_run", {"action": "completed", "check_run": {"head_sha": "a" * 40, "app": {"id": 9}}}, None),
        (
            "check_suite",
            {"action": "completed", "check_suite": {"head_sha": "a" * 40, "app": {"id": 8}}},
            "result",
        ),
        (
            "check_suite",
            {"action": "completed", "check_suite": {"head_sha": "a" * 40, "app": {"id": 9}}},
            None,
        ),
        (
            "check_suite",
            {"action": "requested", "check_suite": {"head_sha": "a" * 40, "app": {"id": 9}}},
            None,
        ),
        ("status", {"sha": "a" * 40, "state": "success"}, "result"),
        ("status", {"sha": "a" * 40, "state": "pending"}, None),
    ],
)
def test_runs_suites_and_statuses_count_by_whose_they_are(
    event: str, payload: dict[str, Any], cause: str
) -> None:
    found = read(event, payload)
    assert (found.cause if found is not None else None) == cause


def test_a_merge_group_brings_its_base_and_its_branch() -> None:
    group = {
        "head_sha": "a" * 40,
        "base_sha": "b" * 40,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-" + "b" * 40,
    }
    found = read("merge_group", {"action": "checks_requested", "merge_group": group})
    assert (found.cause, found.head, found.base) == ("group", "a" * 40, "b" * 40)
    with pytest.raises(DeliveryError):
        read("merge_group", {"action": "checks_requested", "merge_group": group | {"base_sha": "../.."}})


@pytest.mark.parametrize("action", ["created", "unsuspend", "new_permissions_accepted"])
def test_an_installation_that_stays_is_no_reason_to_forget(action: str) -> None:
    assert read("installation", {"action": action}) is None
    assert read("installation_repositories", {"action": "added", "repositories_removed": []}) is None


def test_the_app_asks_for_no_right_and_no_event_that_is_not_used() -> None:
    manifest = yaml.safe_load(Path(__file__).parent.with_name("app.yml").read_text(encoding="utf-8"))
    assert manifest["default_permissions"] == PERMISSIONS  # the stand-in refuses whatever goes beyond them
    always_sent = {"installation", "installation_repositories"}
    assert manifest["default_events"] == [event for event in READERS if event not in always_sent]
    assert manifest["public"] is False

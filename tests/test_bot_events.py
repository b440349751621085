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

from bot.events import READERS, DeliveryError, Event, parse, replay
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
    for event in ("pull_request", name):
        with suppress(DeliveryError):
            parse(event, delivery, body)


def test_the_app_asks_for_no_right_and_no_event_that_is_not_used() -> None:
    manifest = yaml.safe_load(Path(__file__).parent.with_name("app.yml").read_text(encoding="utf-8"))
    assert manifest["default_permissions"] == PERMISSIONS  # the stand-in refuses whatever goes beyond them
    always_sent = {"installation", "installation_repositories"}
    assert manifest["default_events"] == [event for event in READERS if event not in always_sent]
    assert manifest["public"] is False

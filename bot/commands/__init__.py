"""Slash commands in the comments of a pull request: one module a command, found by themselves.

A command module has `NAME`, `USAGE`, `ABOUT`, `PERMISSION`, `EXAMPLES` and `run(words, context)`: see
`bot.commands._command`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Literal

import msgspec

from bot.addresses import server_of
from bot.commands._command import Command, Context, Outcome
from bot.errors import UserError
from bot.github.client import Client
from bot.github.comments import Ours, Posted, commands_in, one, react, untouched
from bot.github.runs import Runs
from bot.github.snapshot import pull
from bot.heads import configuration
from bot.heads.overrides import Rights
from bot.inert import code, prose
from bot.settings import Settings
from bot.words import Links
from checks.model import Report

MOST_REPLIES = 30
"""So many comments of ours a pull request holds; after that strangers get reactions only."""
MOST_OF_ALL = 200
"""So many it holds at most, for the pull request's author and people with write permission."""

_REPLY_LIMIT = 20_000
_TOO_LONG = "\n\n(cut here: it is too long for a comment)"


class Asked(msgspec.Struct, frozen=True):
    """A comment that may speak to us: where it stands (``owner/name`` and the pull request), its id, who wrote it, and
    what happened to it."""

    name: str
    number: int
    comment: int
    author: str
    action: Literal["created", "edited", "deleted"] = "created"


class Answer(msgspec.Struct, frozen=True):
    """What follows from a comment: whether the pull request's present head is to be checked anew."""

    recheck: bool = False


@cache
def commands() -> dict[str, Command]:
    """Every command by its name, in the order of names."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return {m.NAME: m for m in sorted(modules, key=lambda m: str(m.NAME))}


def answer(client: Client, settings: Settings, asked: Asked, report: Callable[[], Report | None]) -> Answer:
    """Reads a comment afresh, does what its commands say, reacts, and replies where words are needed.

    ``report`` gives the newest report on the pull request's present head (kept, or made for this purpose), None
    where none can be had; it is asked for only by commands that need it. Can be run again without harm.
    """
    request = pull(client, asked.name, asked.number)
    if request.state != "open":
        return Answer()
    policy = configuration.of(client, asked.name, request.base.ref or request.base.sha).config.overrides
    rights = Rights(client, asked.name, request, policy)
    posted = one(client, asked.name, asked.comment) if asked.action != "deleted" else None
    lines = commands_in(posted.body) if posted is not None else ()
    if posted is None or not lines or posted.user is None or posted.user.type != "User":
        # What it decided has ended, if whoever wrote it can have decided anything.
        ended = posted is None or asked.action == "edited"
        return Answer(recheck=ended and rights.involved(asked.author))
    login = posted.user.login
    void = _why_void(client, posted)
    if void:
        _say(client, asked, void, "confused", lambda: rights.involved(login))
        return Answer(recheck=rights.involved(login))
    runs = Runs(client, asked.name, request.head.sha)
    context = Context(
        report=cache(report),
        shown=lambda: runs.shown(posted.created_at),
        policy=policy,
        links=Links(server_of(settings.github_url), asked.name, request.head.sha, settings.public_url),
    )
    outcomes = [outcome(line, login, rights, context) for line in lines]
    words = "\n\n".join(
        f"{code(f'/asbuilt {line}', 120)}\n\n{each.words}"
        for line, each in zip(lines, outcomes, strict=True)
        if each.words
    )
    well = all(each.well for each in outcomes)
    _say(client, asked, words, "+1" if well else "confused", lambda: rights.involved(login))
    return Answer(recheck=any(each.recheck for each in outcomes))


def _why_void(client: Client, posted: Posted) -> str:
    """Why nothing in a comment counts, whatever it says; empty if it does."""
    if not posted.by_person:
        return "This was written through an App. A command counts only if a person writes it on GitHub."
    if not untouched(client, (posted,)):
        return (
            "This comment was edited, so no command in it counts: others can edit it too. "
            "Write the command in a new comment."
        )
    return ""


def outcome(line: str, login: str, rights: Rights, context: Context) -> Outcome:
    """What comes of one command, ``line`` being what follows ``/asbuilt``, of somebody with certain rights."""
    verb, _, words = line.partition(" ")
    command = commands().get(verb.lower() or "help")
    if command is None:
        listed = ", ".join(f"`{name}`" for name in commands())
        return Outcome(words=f"There is no command {code(verb, 40)}; there are {listed}.", well=False)
    refusal = _refusal(command, login, rights)
    if refusal:
        return Outcome(words=f"{code(login)} {refusal}.", well=False)
    try:
        return command.run(words.strip(), context)
    except UserError as error:
        usage = f"Usage: `/asbuilt {command.USAGE}`\n\nFor example: `/asbuilt {command.EXAMPLES[0]}`"
        return Outcome(words=f"This could not be read: {prose(str(error), 1_000)}.\n\n{usage}", well=False)


def _refusal(command: Command, login: str, rights: Rights) -> str:
    if command.PERMISSION == "anyone":
        return ""
    if command.PERMISSION == "involved":
        return "" if rights.involved(login) else "has no write permission in this repository"
    return rights.refusal(login, command.PERMISSION)


def _say(client: Client, asked: Asked, words: str, reaction: str, involved: Callable[[], bool]) -> None:
    """Replies where there are words, once for a comment, and reacts. Strangers cannot use up all the replies."""
    react(client, asked.name, asked.comment, reaction)
    if not words:
        return
    ours, about = Ours(client, asked.name, asked.number), f"reply to {asked.comment}"
    room = len(ours) < MOST_REPLIES or (len(ours) < MOST_OF_ALL and involved())
    if room or ours.find(about) is not None:
        ours.say(about, words if len(words) <= _REPLY_LIMIT else words[:_REPLY_LIMIT] + _TOO_LONG)


__all__ = ["Answer", "Asked", "Command", "answer", "commands", "outcome"]

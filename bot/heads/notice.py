"""The one comment that a repository can ask for: what the check run says, kept up to date in place."""

from __future__ import annotations

import msgspec

from bot.github.client import Client, GitHubError
from bot.github.comments import Ours
from bot.inert import prose
from bot.logs import log
from bot.words import Output

ABOUT = "check"
_MARKS = {"failure": "❌", "neutral": "⚠️", "success": "✅"}


class Notice(msgspec.Struct, frozen=True):
    """What the comment of a pull request is to say."""

    number: int
    conclusion: str
    shown: Output


def keep(client: Client, name: str, told: Notice) -> None:
    """Writes the comment of a pull request, or puts the newest words into it.

    ``name`` is ``owner/name``. A change that never had a fault gets none: nobody wants a mail that says that all is well.
    """
    try:
        ours = Ours(client, name, told.number)
        if told.conclusion != "success" or ours.find(ABOUT) is not None:
            said = (
                f"### {_MARKS[told.conclusion]} As-Built: {prose(told.shown.title)}\n\n{told.shown.summary}"
            )
            ours.say(ABOUT, said)
    except GitHubError as error:  # the run says it all, and is complete
        log().warning("the comment could not be written", why=str(error))

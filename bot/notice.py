"""The one comment that a repository can ask for: what the check run says, kept up to date in place."""

from __future__ import annotations

from bot.comments import Ours
from bot.github import Client, GitHubError
from bot.inert import prose
from bot.logs import log
from bot.words import Output

ABOUT = "check"
_LIMIT = 30_000
_MORE = "\n\nThe rest is in the check run."
_MARKS = {"failure": "❌", "neutral": "⚠️", "success": "✅"}


def keep(client: Client, name: str, number: int, conclusion: str, shown: Output) -> None:
    """Writes the comment of a pull request, or puts the newest words into it.

    ``name`` is ``owner/name``. A change that never had a fault gets none: nobody wants a mail that says that all is well.
    """
    try:
        ours = Ours(client, name, number)
        if conclusion != "success" or ours.find(ABOUT) is not None:
            ours.say(ABOUT, _words(conclusion, shown))
    except GitHubError as error:  # the run says it all, and is complete
        log().warning("the comment could not be written", why=str(error))


def _words(conclusion: str, shown: Output) -> str:
    body = shown.summary
    if len(body) > _LIMIT:
        body = body[:_LIMIT].rpartition("\n")[0] + _MORE
    return f"### {_MARKS[conclusion]} As-Built: {prose(shown.title)}\n\n{body}"

"""What can be said."""

from __future__ import annotations

from bot import commands
from bot.commands._command import PERMISSIONS, Context, Outcome, Permission

NAME = "help"
USAGE = "help"
ABOUT = "Lists the commands."
PERMISSION: Permission = "anyone"
EXAMPLES = ("help",)


def run(words: str, context: Context) -> Outcome:  # noqa: ARG001, as every command
    """The list of all commands."""
    lines = ["| command | what it does | who may use it |", "| --- | --- | --- |"]
    lines += [
        f"| `/asbuilt {command.USAGE}` | {command.ABOUT} | {PERMISSIONS[command.PERMISSION]} |"
        for command in commands.commands().values()
    ]
    rules = (
        "A command stands at the start of a line of its own, outside code and quotes. It counts while its comment stands "
        "there unedited."
    )
    return Outcome(words="\n".join((*lines, "", rules)))

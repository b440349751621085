"""Once more."""

from __future__ import annotations

from bot.commands._command import Context, Outcome, Permission
from bot.errors import UserError

NAME = "recheck"
USAGE = "recheck"
ABOUT = "Checks the present head once more."
PERMISSION: Permission = "involved"
EXAMPLES = ("recheck",)


def run(words: str, context: Context) -> Outcome:  # noqa: ARG001, as every command
    """A check, and no words: its run says what there is to say."""
    if words:
        raise UserError("nothing can follow `recheck`")
    return Outcome(recheck=True)

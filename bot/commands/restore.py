"""The way back: what was overruled counts again."""

from __future__ import annotations

from bot.commands._command import Context, Outcome, Permission
from bot.heads.overrides import decision

NAME = "restore"
USAGE = "restore <id>… (or rule:<rule>, path:<pattern>, all)"
ABOUT = "What is named counts again, whoever has overruled it."
PERMISSION: Permission = "restore"
EXAMPLES = ("restore AB-Q2M6XC", "restore all")


def run(words: str, context: Context) -> Outcome:  # noqa: ARG001, as every command
    """Nothing but the look whether it can be read: the next run reads the comment itself."""
    decision(words, reasoned=False)
    return Outcome(recheck=True)

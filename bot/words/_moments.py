"""What a check run says when there is no report: while it runs, when it was not needed, when it could not be."""

from __future__ import annotations

from bot.inert import code, prose
from bot.words._page import Output

NOT_CHECKED = "Could not be checked"
REPLACED = "Replaced by a newer run"
"""The titles of runs that say nothing about their head."""


def started() -> Output:
    """While the check runs."""
    return Output(
        "Checking what this change claims", "The documents and the code of this head are being read."
    )


def superseded() -> Output:
    """For a run that a newer one replaces before it could be completed."""
    return Output(REPLACED, "A newer check of the same head says what holds.")


def unwanted() -> Output:
    """For a head that somebody wants checked again though no open pull request has it."""
    return Output(
        "No open pull request has this head",
        "The pull request was closed, or pushed over since: its newest head has a run of its own.",
    )


def crowded(pulls: int, most: int) -> Output:
    """For the pull requests of a head that so many have that only the ``most`` opened first are judged."""
    return Output(
        "Too many pull requests have this head",
        f"{pulls} open pull requests have this head, and the {most} that were opened first are judged. "
        "Close those that are not needed, or push a commit to this one.",
    )


def misconfigured(error: str, origin: str) -> Output:
    """For a change whose base branch has a mistake in its configuration: nothing is judged by guesses. ``origin`` says
    in Markdown of ours where the configuration is."""
    return Output(
        "The configuration has a mistake",
        f"As-Built has not checked this head, and this check does not block: {origin} cannot be used.\n\n"
        f"**The mistake:** {prose(error)}\n\n"
        "**What to do:** correct it on the base branch, then comment `/asbuilt recheck` here or re-run this check.",
    )


def not_checked(why: str, delivery: str) -> Output:
    """For a head that could not be checked: what happened and what to do. Never a reason to block."""
    return Output(
        NOT_CHECKED,
        f"As-Built could not check this head, so it says nothing about it and does not block.\n\n"
        f"**What happened:** {prose(why)}\n\n"
        "**What to do:** re-run this check or comment `/asbuilt recheck` on the pull request. If it happens again, whoever "
        f"runs this service can look the delivery up.\n\n<sub>delivery {code(delivery)}</sub>",
    )

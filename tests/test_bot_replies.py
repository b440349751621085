"""What we write in comments: whatever is asked, by whomever, it pings nobody, links nowhere else and asks nobody to overrule."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import commands, outcome
from bot.commands._command import PERMISSIONS, Context, Outcome
from bot.github.snapshot import Author, Pull, Side
from bot.heads.overrides import Rights
from checks.config import Overruling
from checks.model import Override, Report
from tests.test_bot_words import _HOSTILE, _MARKDOWN, LINKS, claim, finding, is_ours, report

PULL = Pull(1, "open", Side("f" * 40), Side("b" * 40), user=Author("ada"))
REPORT = report(
    claim(0, id="AB-AAAAAA", refutation="AB-AAAAAA-BB"),
    claim(1, "supported", id="AB-CCCCCC"),
    findings=(finding(0, id="AB-DDDDDD"),),
)


class Known(Rights):
    """The rights of people who are known beforehand."""

    def __init__(self, rights: dict[str, str], policy: Overruling) -> None:
        super().__init__(None, "ada/service", PULL, policy)  # type: ignore[arg-type]  # nobody is asked
        self._asked = rights


def said(
    line: str,
    login: str = "grace",
    *,
    about: Report | None = REPORT,
    shown: frozenset[str] | None = frozenset(("AB-DDDDDD", "AB-AAAAAA-BB")),
    policy: Overruling = Overruling(),  # noqa: B008, a frozen struct
) -> Outcome:
    """What comes of a command of somebody."""
    context = Context(lambda: about, lambda: shown, policy, LINKS)
    rights = Known(
        {"grace": "write", "linus": "admin", "eve": "read", "ada": "write", login: "write"}, policy
    )
    return outcome(line, login, rights, context)


@pytest.mark.parametrize(
    ("line", "words", "recheck", "well"),
    [
        ("override AB-DDDDDD the gateway does it", "", True, True),
        ("override AB-AAAAAA-BB the gateway does it", "", True, True),
        (
            "override AB-AAAAAA the gateway does it",
            "name why it is refuted as well: `AB-AAAAAA-BB`",
            True,
            False,
        ),
        ("override AB-AAAAAA-CC the gateway does it", "it is `AB-AAAAAA-BB` now", True, False),
        (
            "override AB-CCCCCC the gateway does it",
            "is supported, so there is nothing to overrule",
            True,
            False,
        ),
        (
            "override AB-EEEEEE the gateway does it",
            "is no id on this pull request's present head",
            True,
            False,
        ),
        ("override rule:stub none of them is left", "`rule:stub` covers nothing here", True, False),
        ("override path:nowhere/** none of them is left", "covers nothing here", True, False),
        ("override rule:mock-response known for now", "", True, True),
        ("restore AB-DDDDDD", "", True, True),
        ("restore", "begins with no id", False, False),
        ("explain", "nothing is named", False, False),
        ("explain AB-CCCCCC", "is a claim of kind `endpoint`, supported", False, True),
        ("explain ab-dddddd", "is a finding of `mock-response`", False, True),
        ("explain AB-EEEEEE", "names nothing", False, False),
        ("", "| command |", False, True),
        ("dance", "There is no command `dance`", False, False),
    ],
)
def test_what_comes_of_a_command(line: str, words: str, recheck: bool, well: bool) -> None:
    found = said(line)
    assert (found.recheck, found.well) == (recheck, well)
    assert words in found.words
    assert bool(found.words) == bool(words)


def test_a_head_without_a_report_is_no_reason_to_refuse() -> None:
    assert said("override AB-DDDDDD the gateway does it", about=None) == Outcome(recheck=True)


def test_a_whole_cannot_be_accepted_before_it_was_shown() -> None:
    found = said("override all known for now", shown=None)
    assert "none was complete when this was written" in found.words
    assert not found.well


def test_two_people_are_asked_for_where_it_takes_two() -> None:
    found = said("override AB-DDDDDD known for now", policy=Overruling(four_eyes=True))
    assert "second person" in found.words
    assert found.well


@settings(max_examples=200, deadline=None)
@given(
    verb=st.sampled_from([*commands(), "x"]) | _HOSTILE,
    words=_HOSTILE
    | st.lists(st.sampled_from(["AB-DDDDDD", "all", "path:x`@ada", "rule:@ada", "why not"])).map(" ".join),
    text=_HOSTILE,
    login=st.sampled_from(["grace", "eve", "a`@b|c"]),
)
def test_no_reply_can_be_made_to_say_something_else(verb: str, words: str, text: str, login: str) -> None:
    override = Override(text, text, text, text)
    hostile = report(
        claim(0, id="AB-AAAAAA", refutation="AB-AAAAAA-BB", text=text, reason=text, override=override),
        findings=(
            finding(
                0, id="AB-DDDDDD", path=f"x{text}", symbol=text, message=text, settle=text, override=override
            ),
        ),
    )
    for line in (f"{verb} {words}", f"explain AB-DDDDDD AB-AAAAAA {words}"):
        is_ours(_MARKDOWN.render(said(line, login, about=hostile).words))


def test_every_command_says_how_it_is_used_and_its_examples_can_be_read() -> None:
    for name, command in commands().items():
        assert command.USAGE.startswith(name)
        assert command.PERMISSION in PERMISSIONS
        for example in command.EXAMPLES:
            assert "could not be read" not in said(example).words


def test_no_words_of_ours_ask_anybody_to_overrule() -> None:
    everything: list[Any] = [
        said(line).words for line in ("override AB-EEEEEE the gateway does it", "explain AB-DDDDDD")
    ]
    assert not any(
        re.search(r"(?i)please override|you should override|`/asbuilt override", words)
        for words in everything
    )

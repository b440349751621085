"""Which lines of a comment are commands, and what they say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.github.comments import COMMANDS, Posted, User, commands_in
from bot.heads.overrides import decision, ends
from checks.overrides import Target


@pytest.mark.parametrize(
    "body",
    [
        "/asbuilt recheck",
        "   /asbuilt recheck",
        "/ASBUILT recheck",
        "Thanks!\n/asbuilt recheck\nBye.",
        "Thanks!\r\n\r\n/asbuilt recheck\r\n",
        "- a list\n- of things\n\n/asbuilt recheck",
        "> a quote\n\n/asbuilt recheck",
        "```\ncode\n```\n/asbuilt recheck",
        "<!-- hidden -->\n\n/asbuilt recheck",
        "<details>\n\ntext\n\n</details>\n\n/asbuilt recheck",
        "<br>\n\n/asbuilt recheck",
        "# Heading\n/asbuilt recheck",
        "/asbuilt\trecheck",
        "/asbuilt recheck  ",
    ],
)
def test_a_line_of_plain_prose_is_a_command(body: str) -> None:
    assert commands_in(body) == ("recheck",)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "please /asbuilt recheck",
        "/asbuiltx recheck",
        "/as-built recheck",
        "\\/asbuilt recheck",
        "**/asbuilt recheck**",
        "`/asbuilt recheck`",
        "    /asbuilt recheck",
        "\t/asbuilt recheck",
        "```\n/asbuilt recheck\n```",
        "~~~text\n/asbuilt recheck\n~~~",
        "```\n/asbuilt recheck",
        "> /asbuilt recheck",
        "> a quote\n/asbuilt recheck",  # a lazy line belongs to the quote
        "- /asbuilt recheck",
        "1. one\n   /asbuilt recheck",
        "# /asbuilt recheck",
        "/asbuilt recheck\n===",
        "| /asbuilt recheck |\n| --- |",
        "<!--\n/asbuilt recheck\n-->",
        "<!--\n\n/asbuilt recheck\n\n-->",
        "text <!--\n/asbuilt recheck\n--> text",
        "<pre>\n/asbuilt recheck\n</pre>",
        "<pre>\n\n/asbuilt recheck\n\n</pre>",
        "<blockquote>\n\n/asbuilt recheck\n\n</blockquote>",
        "<details><summary>old</summary>\n\n/asbuilt recheck\n\n</details>",
        "a code span ` that\n/asbuilt recheck\nends` here",
        "[link\n/asbuilt recheck](https://example.org)",
        "*emphasis\n/asbuilt recheck*",
    ],
)
def test_whatever_is_no_plain_prose_is_none(body: str) -> None:
    assert commands_in(body) == ()


def test_several_commands_come_in_their_order() -> None:
    body = "/asbuilt recheck\n/asbuilt help\n\n> /asbuilt no\n\n/asbuilt override AB-7F3K2A a *good* `reason` [here](x)\n/asbuilt"
    assert commands_in(body) == ("recheck", "help", "override AB-7F3K2A a *good* `reason` [here](x)", "")


def test_a_comment_holds_so_many_commands_and_no_more() -> None:
    assert len(commands_in("/asbuilt recheck\n" * 500)) == COMMANDS


def test_marks_of_our_own_in_a_comment_mean_nothing() -> None:
    assert commands_in("\ue0000\ue001 x\n\n/asbuilt recheck") == ("recheck",)
    assert commands_in("`\n/asbuilt recheck\n`\n\ue0000\ue001") == ()


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("/asbuilt \n\r\t`~>#-*<!>[]()|\\x"), max_size=120)
    | st.text(max_size=200)
)
def test_any_comment_can_be_read(body: str) -> None:
    found = commands_in(body)
    assert len(found) <= body.lower().count("/asbuilt")
    assert commands_in("\n".join(f"> {line}" for line in body.splitlines())) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "*a",
        "[a](",
        ">",
        "<a ",
        "_a_ ",
        "<!--",
        "&",
        "* ",
        "`" * 50 + " ",
        "<div>\n\n",
        "|a",
        "\n/asbuilt x",
    ],
)
def test_a_comment_made_to_be_slow_is_read_in_time(piece: str) -> None:
    body = (piece * 65_536)[:65_000] + "\n\n/asbuilt recheck"
    began = time.process_time()
    commands_in(body)
    assert time.process_time() - began < 10


def posted(**changed: object) -> Posted:
    fields: dict[str, object] = {"id": 1, "node_id": "x", "created_at": "a", "updated_at": "a"}
    return Posted(**(fields | {"user": User("grace", "User")} | changed))  # type: ignore[arg-type]


def test_only_a_user_without_an_app_is_a_person() -> None:
    assert posted().by_person
    assert not posted(user=User("x[bot]", "Bot")).by_person
    assert not posted(user=User("corp", "Organization")).by_person
    assert not posted(user=None).by_person


# --- what a decision says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "targets", "reason"),
    [
        ("AB-7F3K2A the gateway does it", (Target("id", "AB-7F3K2A"),), "the gateway does it"),
        ("ab-7f3k2a-q7 the gateway does it", (Target("id", "AB-7F3K2A-Q7"),), "the gateway does it"),
        (
            "AB-7F3K2A, AB-Q2M6XC -- seen by two people",
            (Target("id", "AB-7F3K2A"), Target("id", "AB-Q2M6XC")),
            "seen by two people",
        ),
        ("rule:mock-response known in this phase", (Target("rule", "mock-response"),), "known in this phase"),
        ("rule:endpoint known in this phase", (Target("rule", "endpoint"),), "known in this phase"),
        ("path:legacy/** goes away soon", (Target("path", "legacy/**"),), "goes away soon"),
        ("all — a demonstration only", (Target("all"),), "a demonstration only"),
        ("AB-7F3K2A all of these are known", (Target("id", "AB-7F3K2A"),), "all of these are known"),
        ("AB-7F3K2A see AB-Q2M6XC for why", (Target("id", "AB-7F3K2A"),), "see AB-Q2M6XC for why"),
        ("AB-7F3K2A ゲートウェイが追加する", (Target("id", "AB-7F3K2A"),), "ゲートウェイが追加する"),
        ("AB-7F3K2A AB-7F3K2A said it twice", (Target("id", "AB-7F3K2A"),), "said it twice"),
    ],
)
def test_targets_come_first_and_the_rest_is_the_reason(
    words: str, targets: tuple[Target, ...], reason: str
) -> None:
    assert decision(words, reasoned=True) == (targets, reason)


@pytest.mark.parametrize(
    "words",
    [
        "", "the mock is fine", "AB-7F3K2A", "AB-7F3K2A ok", "AB-7F3K2A -- ", "AB-7F3K2A --force now please", "AB-7F3K2A ....",
        "AB-7F3K2 too short an id", "AB-7F3K2A1 too long an id", "AB-7F3K2A-Q too short a reason", "AB-0F3K2A no such digit",
        "all AB-7F3K2A both of them", "all rule:mock-response both of them", "rule:nothing there is none", "rule: there is none",
        "path: there is none", "path:!x is negated here", "path:********* is too wild for us", "all", "AB-7F3K2A 👍👍👍👍👍👍",
    ],
)  # fmt: skip
def test_anything_else_is_refused(words: str) -> None:
    with pytest.raises(UserError):
        decision(words, reasoned=True)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.booleans())
def test_any_words_are_read_or_refused(words: str, reasoned: bool) -> None:
    try:
        targets, reason = decision(words, reasoned=reasoned)
    except UserError:
        return
    assert targets
    assert len(reason) <= 500


def test_an_override_ends_after_its_days() -> None:
    assert ends("2026-11-22T10:00:00Z", 30) == "2026-12-22"
    assert ends("2026-11-22T10:00:00Z", 0) == ""
    assert ends("no time at all", 30) < "2026"

"""The stems that words of documents and of code are compared by."""

from __future__ import annotations

import pytest

from checks.claims._stems import stem
from checks.claims.capability import _steps


@pytest.mark.parametrize("one", ["user", "date", "rate", "plate", "ring", "id", "role", "page", "order"])
def test_a_short_word_and_its_plural_have_one_stem(one: str) -> None:
    assert stem(f"{one}s") == stem(one)


@pytest.mark.parametrize("word", ["bus", "css", "dns", "aws", "tls", "status"])
def test_what_ends_like_a_plural_and_is_none_keeps_its_letters(word: str) -> None:
    assert stem(word) in (word, word.removesuffix("s"))
    assert stem(word) != stem(word[:-2])


def test_notes_are_no_negation() -> None:
    assert stem("notes") == stem("note") != stem("not")


def test_a_label_and_what_stands_behind_it_are_looked_for_one_by_one() -> None:
    assert list(_steps.halves("Streak freeze: keeps a streak")) == [
        ("keeps a streak", "Streak freeze"),
        ("Streak freeze", "keeps a streak"),
    ]


def test_a_label_of_one_word_is_no_name_of_its_own() -> None:
    assert list(_steps.halves("Channels: Discord")) == [("Discord", "Channels")]


@pytest.mark.parametrize(
    "denied", ["no report button", "without a report button", "hidden on small screens", "cannot be reported"]
)
def test_what_a_label_is_denied_is_no_half_of_it(denied: str) -> None:
    assert list(_steps.halves(f"Official announcements: {denied}")) == []

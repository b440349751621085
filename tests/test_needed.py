"""What a pattern needs a text to say: never more than every text that it is found in says."""

from __future__ import annotations

import random
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.needed import MOST, says, words
from checks.patterns import regex
from tests.hostile import babble
from tests.test_patterns import held


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"(?i)\b(?:mounted|Wired up)\b", ("mounted", "wired up")),
        (r"[a-z]+ (?:calls?|is called by) \w+", ("call", "is called by")),
        (r"\d{1,3}\s?%", ("%",)),
        (r"(?:a \w+ )?route(?:s|r)?\b", ("route",)),
        (r"(?:so )+fast", ("fast",)),
        (r"(?<!not )\bready(?= now)", ("ready",)),
        (r"\bno(?!t)\b\s", ("no",)),
    ],
)
def test_of_several_ways_to_tell_the_one_that_says_most_is_taken(
    pattern: str, needed: tuple[str, ...]
) -> None:
    assert words(pattern) == needed


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w+\s\d",
        r"(?:ready)?\d",
        r"(?:ready|\d+)",
        r"[Rr]\w",
        r"(?:ready|)\s",
        "",
        r"ſ[a-z]",
        "a",
        r"(x)?(?(1)yes|no)",
    ],
)
def test_a_pattern_that_is_found_in_texts_of_any_words_needs_none(pattern: str) -> None:
    assert words(pattern) == ()


def test_of_too_many_words_none_is_needed() -> None:
    many = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MOST + 1)]
    assert words("|".join(f"(?:{word})" for word in many[:MOST])) != ()
    assert words("(?:" + "|".join(f"{word}x" for word in many) + ")") == ()


def test_letters_that_are_the_same_where_case_does_not_matter_may_say_any_word() -> None:
    every = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for same in re.findall(letter, every, re.IGNORECASE):
            assert says(f"{same}x", (f"{letter}x",)), same


def test_a_text_without_the_words_is_not_looked_through_and_one_with_them_is() -> None:
    slow = regex(r"(?i)(?P<before>\w+ )(?P<how>mounted|wired up)")
    assert slow.search("The router is MOUNTED") is not None
    assert slow.search("The router is mount ed") is None
    assert [m["how"] for m in slow.finditer("one mounted, two wired up")] == ["mounted", "wired up"]
    assert list(slow.finditer("nothing of it")) == []
    assert slow.findall("nothing of it") == []
    assert slow.search("is mounted, was mounted", 5) is not None


def test_every_pattern_finds_what_the_compiled_one_finds_in_texts_made_of_their_words() -> None:
    chance = random.Random(12)
    texts = [line for _ in range(40) for line in babble(chance, 600).split("\n")]
    found = 0
    for name, ours in held():
        theirs = re.compile(ours.pattern, ours._wanted)
        for text in chance.sample(texts, 60):
            spans = [m.span() for m in theirs.finditer(text)]
            assert [m.span() for m in ours.finditer(text)] == spans, (name, text)
            found += len(spans)
    assert found > 1_000


_WORDS = ["ready", "mount", "ed", "a b", "%", "x", "no"]
_LETTERS = [*_WORDS, *"readymountſİKR1 "]
_PART = st.recursive(
    st.sampled_from([*map(re.escape, _WORDS), r"\d", r"\w", r"\b", ".", "[a-f]", "(?<!x)", "(?=r)"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "{1,2}", "{2}", "{0,3}?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=6,
)


@given(_PART, st.lists(st.sampled_from(_LETTERS), max_size=12), st.sampled_from([0, re.IGNORECASE]))
def test_whatever_a_pattern_is_found_in_says_what_it_needs(
    pattern: str, parts: list[str], flags: int
) -> None:
    text = "".join(parts)
    if re.search(pattern, text, flags):
        needed = words(pattern, flags)
        assert not needed or says(text, needed)

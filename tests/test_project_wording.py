"""Which files say one of several words is the same question however many words there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.project.wording import Wording, lines
from tests.trees import project_of

FILES = {
    "a.py": 'def first():\n    return load("daily report")\n',
    "b.py": "def second():\n    return étage\n",
    "c.py": "second = other\n",
    "d.py": "",
}
WORDS = ("load", "daily report", "étage", "other", "daily", "first", "nowhere")


def test_many_words_find_the_files_that_each_finds_by_itself() -> None:
    project = project_of(FILES)
    many = (*WORDS, *(f"absent_{number}" for number in range(40)))
    alone = {path for word in many for path in project.saying(word)}
    assert project.saying(*many) == tuple(sorted(alone)) == ("a.py", "b.py", "c.py")


def test_many_words_that_nobody_says_find_nothing() -> None:
    assert project_of(FILES).saying(*(f"absent_{number}" for number in range(40))) == ()


@given(
    st.lists(st.lists(st.text("ab.\n", max_size=3), max_size=4), max_size=5),
    st.text("ab.\n", min_size=1, max_size=3),
)
def test_a_word_that_is_asked_for_late_is_found_where_it_is_found_early(
    files: list[list[str]], word: str
) -> None:
    wording = Wording({f"{at}.py": lines(filter(None, words)) for at, words in enumerate(files)})
    early = list(wording.saying(word))
    for _ in range(20):
        wording.saying("ab")
    assert list(wording.saying(word)) == early

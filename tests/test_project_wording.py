"""Which files say one of several words is the same question however many words there are."""

from __future__ import annotations

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

"""Which files hold an identifier: told from what is kept of each, as if all of them had been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from checks.claims._files import HOLDERS, holding
from checks.code.read import read
from checks.project.link import Project
from checks.run import InProcess, kept_of
from tests.test_project_kept import Memory
from tests.trees import Files, HeldBlobs, project_of, snapshot_of


class Counting(HeldBlobs):
    """Blobs that count how many are read."""

    def __init__(self, contents: Iterable[bytes]) -> None:
        super().__init__(contents)
        self.asked = 0

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(shas)
        self.asked += len(wanted)
        return super().read(wanted)


def linked(files: Files, store: Memory) -> tuple[Project, Counting]:
    """The model of a tree, and what counts how many of its texts are read from now on."""
    snapshot = snapshot_of(files)
    reading = read(snapshot.tree, snapshot.blobs, store, InProcess())
    blobs = Counting(text.encode() for text in files.values() if isinstance(text, str))
    counted = msgspec.structs.replace(snapshot, blobs=blobs)
    return Project(counted, reading.facts, kept_of(counted, reading, store)), blobs


FILES = {
    "app/a.py": "def send_mail():\n    return sent\n",
    "app/b.py": "from app.a import send_mail\n\nsend_mail()\n",
    "app/c.ts": "const $sent = sendMail(1);\n",
    "tests/test_a.py": "from app.a import send_mail\n",
    "notes.md": "send_mail\n",
}


def test_production_files_that_hold_an_identifier_are_given_sorted() -> None:
    project = project_of(FILES)
    assert holding("send_mail", project) == ("app/a.py", "app/b.py")
    assert holding("$sent", project) == ("app/c.ts",)
    assert holding("send", project) == ()
    assert holding("mail()", project) == ()


def test_of_many_files_some_are_given_and_of_equal_ones_one() -> None:
    many = {f"app/part_{i:02}.py": f"value_{i} = shared\n" for i in range(2 * HOLDERS)}
    assert holding("shared", project_of(many)) == tuple(sorted(many))[:HOLDERS]
    assert holding("alike", project_of({"a.py": "alike = 1\n", "b.py": "alike = 1\n"})) == ("b.py",)


def test_a_tree_that_is_met_again_is_not_read_again_but_for_what_changed() -> None:
    store = Memory()
    first, read_first = linked(FILES, store)
    assert holding("send_mail", first) == ("app/a.py", "app/b.py")
    assert read_first.asked == 3
    again, read_again = linked(FILES, store)
    assert holding("send_mail", again) == ("app/a.py", "app/b.py")
    assert read_again.asked == 0
    changed, _ = linked(FILES | {"app/b.py": "other()\n"}, store)
    assert holding("send_mail", changed) == ("app/a.py",)
    assert holding("other", changed) == ("app/b.py",)

"""A document that a change touches still holds older lines: they are not what this change says."""

from __future__ import annotations

import msgspec
import pytest

from checks import claims
from checks.claims import Ground
from checks.documents.read import read
from checks.snapshot import FileChange
from tests.trees import Files, project_of, snapshot_of

LOG = """# Delivery

## Version 2 (complete)

- Added `src/new.py`

## Version 1 (complete)

- Added `src/old.py`
"""
HEAD = {"src/app.py": "X = 1\n", "src/stock.py": "Z = 1\n"}


def truths(
    kind: str, text: str, change: FileChange, base: Files | None = None, head: Files = HEAD
) -> list[str]:
    """The verdicts on a document's claims of one kind, where a change touches the document so."""
    files = {**head, change.path: text}
    snapshot = snapshot_of(files, {**(base or head), change.path: ""})
    snapshot = msgspec.structs.replace(snapshot, changes=(change,))
    document = read(change.path, text.encode())
    assert document is not None
    ground = Ground(snapshot, project_of(files), documents={change.path: document})
    return [v.truth for _, v in claims.verify(claims.find(document, [kind]), ground)]


def modified(*lines: tuple[int, int]) -> FileChange:
    """A change that writes these lines of the document."""
    return FileChange(
        "DELIVERY_REPORT.md", "modified", added_lines=lines, added=sum(b - a + 1 for a, b in lines)
    )


def test_what_the_change_writes_is_refuted_and_what_stood_there_is_left_open() -> None:
    assert truths("path", LOG, modified((3, 6))) == ["refuted", "unverifiable"]


def test_a_new_document_says_all_of_it() -> None:
    change = msgspec.structs.replace(modified(), status="added")
    assert truths("path", LOG, change) == ["refuted", "refuted"]


def test_a_file_that_the_change_takes_away_refutes_an_older_line() -> None:
    base = {**HEAD, "src/old.py": "Y = 1\n"}
    assert truths("path", LOG, modified((3, 6)), base) == ["refuted", "refuted"]


def test_without_the_lines_of_a_change_none_is_called_old() -> None:
    change = FileChange("DELIVERY_REPORT.md", "modified", added=900)
    assert truths("path", LOG, change) == ["refuted", "refuted"]


def test_a_sum_is_as_new_as_its_newest_part() -> None:
    text = "# Delivery\n\n- Backend: 3 files\n- Frontend: 4 files\n- Docs: 2 files\n- Total: 11 files\n"
    assert truths("arithmetic", text, modified((4, 4))) == ["refuted"]
    assert truths("arithmetic", text, modified((1, 1))) == ["unverifiable"]


@pytest.mark.parametrize("folder", ["archive/2025/", "docs/archived/", "legacy/", "docs/old/"])
def test_what_is_put_away_reports_of_earlier_days(folder: str) -> None:
    change = FileChange(f"{folder}DELIVERY_REPORT.md", "added")
    assert truths("path", LOG, change) == ["unverifiable", "unverifiable"]


def test_lines_that_a_file_had_before_the_change_may_be_those_that_it_mended() -> None:
    text, head = "# Audit\n\n## Buttons\n\n- `src/app.py:40`\n", {"src/app.py": "X = 1\n" * 20}
    change = msgspec.structs.replace(modified(), status="added")
    assert truths("code-reference", text, change, {"src/app.py": "X = 1\n" * 50}, head) == ["unverifiable"]
    assert truths("code-reference", text, change, {"src/app.py": "X = 1\n" * 20}, head) == ["refuted"]

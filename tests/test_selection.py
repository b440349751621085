"""What a check reads: which documents, and how many bytes of a tree are held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import pytest

from checks import selection
from checks.code import read as reading
from checks.config import Config, Documents
from checks.run import InProcess, NoStore, Options, documents_of
from checks.snapshot import Blobs
from tests.trees import report_of, snapshot_of

REPORT = "# Delivery: complete\n\n- Created `src/app.py`\n"


class Watched:
    """Blobs that note how many bytes each reading has given out."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self.sizes: list[int] = []

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        found = self._blobs.read(shas)
        self.sizes.append(sum(map(len, found.values())))
        return found


def test_reports_of_vendored_packages_are_no_documents_unless_the_configuration_names_them() -> None:
    files = {"DELIVERY_REPORT.md": REPORT, "node_modules/left/DELIVERY_REPORT.md": REPORT}
    read = [document.path for document in report_of(files).documents]
    assert read == ["DELIVERY_REPORT.md"]
    named = Config(documents=Documents(read=("node_modules/left/*.md",)))
    documents, _ = documents_of(snapshot_of(files), Options(config=named))
    assert len(documents) == 2


@pytest.mark.parametrize("code", ["app/status.py", "app/status/__init__.py", "app/status/index.ts"])
def test_a_page_beside_the_code_of_its_name_documents_that_and_reports_nothing(code: str) -> None:
    files = {"app/status.md": REPORT, code: "value = 1\n"}
    assert report_of(files).documents == ()
    assert [d.path for d in report_of({"app/status.md": REPORT, "app/state.py": ""}).documents] == [
        "app/status.md"
    ]


def test_source_is_read_some_megabytes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PORTION_BYTES", 100)
    snapshot = snapshot_of({f"m{i}.py": f"value_{i:02} = {i:010}\n" for i in range(20)})
    watched = Watched(snapshot.blobs)
    read = reading.read(snapshot.tree, watched, NoStore(), InProcess())
    assert len(read.facts) == 20
    assert max(watched.sizes) < 150


def test_documents_are_read_some_megabytes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "_PORTION", 200)
    snapshot = snapshot_of({f"PHASE_{i}_COMPLETE.md": f"{REPORT}\nPart {i}.\n" for i in range(20)})
    watched = Watched(snapshot.blobs)
    documents, unread = documents_of(msgspec.structs.replace(snapshot, blobs=watched), Options())
    assert (len(documents), unread) == (20, ())
    assert max(watched.sizes) < 300

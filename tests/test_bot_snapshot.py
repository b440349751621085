"""A head read through the API is the tree that git itself shows, byte for byte."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from bot.github.archive import FEW
from bot.github.client import Client, UnavailableError
from bot.github.snapshot import pull, snapshot
from bot.gitrepo import GitRepo
from bot.redis.store import Store
from checks.snapshot import SUBMODULE, SYMLINK, Snapshot
from tests.forge import Forge, Repository


def taken(client: Client, hosted: Repository, number: int = 1) -> Snapshot:
    return snapshot(client, hosted.name, pull(client, hosted.name, number))[0]


def all_bytes(taken: Snapshot) -> dict[str, bytes]:
    shas = {entry.sha for entry in taken.tree.values() if entry.mode != SUBMODULE}
    return dict(taken.blobs.read(shas))


BASE: dict[str, str | bytes | None] = {
    "README.md": "# Service\n",
    "src/old.py": "".join(f"line_{i} = {i}\n" for i in range(40)),
    "src/gone.py": "x = 1\n",
    "docs/größe ünd so.md": "alt\n",
    ".gitattributes": "secret.txt export-ignore\nstamp.txt export-subst\nwin.txt eol=crlf\nid.txt ident\n",
}
HEAD: dict[str, str | bytes | None] = {
    "src/old.py": None,
    "src/new.py": "".join(f"line_{i} = {i}\n" for i in range(39)) + "changed = True\n",
    "src/gone.py": None,
    "docs/größe ünd so.md": "neu\nund mehr\n",
    "secret.txt": "not in archives\n",
    "stamp.txt": "$Format:%H$\n",
    "win.txt": "one\ntwo\n",
    "id.txt": "$Id$\n",
    "bom.txt": b"\xef\xbb\xbfwith a mark\n",
    "latin.txt": "größe".encode("latin-1"),
    "utf16.md": "# Fertig ✅\n".encode("utf-16"),
    "crlf.txt": b"one\r\ntwo\r\n",
    "nul.bin": bytes(range(256)),
    "empty.txt": "",
    "long.txt": "0123456789" * 60_000,
    "link": "README.md",
    "vendored": "1" * 40,
}
MODES = {"link": "120000", "vendored": "160000"}


def two_commits(forge: Forge, hosted: Repository, more: dict[str, str | bytes | None] | None = None) -> int:
    base = hosted.git.commit(BASE | (more or {}))
    head = hosted.git.commit(HEAD, branch="work", parents=[base], modes=MODES, message="Deliver\n\nAll of it")
    return forge.open_pull(hosted, base, head, body="Described")


def test_tree_change_and_commits_are_those_that_git_shows(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    two_commits(forge, hosted)
    ours = taken(client, hosted)
    git = GitRepo(hosted.git.path).snapshot(hosted.pulls[1]["head"]["sha"], hosted.pulls[1]["base"]["sha"])
    assert ours.tree == git.tree
    assert ours.base_tree == git.base_tree
    assert ours.changes == git.changes
    assert ours.commits == git.commits[:1]  # those of the change
    assert (ours.head, ours.base, ours.description) == (git.head, git.base, "Described")
    assert ours.tree["link"].mode == SYMLINK
    assert ours.tree["vendored"].mode == SUBMODULE


@pytest.mark.parametrize("filler", [0, FEW + 20], ids=["by GraphQL", "by archive"])
def test_every_blob_is_read_as_it_is_whatever_the_way_there_does_to_it(
    forge: Forge, client: Client, hosted: Repository, filler: int
) -> None:
    more: dict[str, str | bytes | None] = {f"filler/{i}.txt": f"number {i}\n" for i in range(filler)}
    two_commits(forge, hosted, more)
    ours = taken(client, hosted)
    assert all_bytes(ours) == {
        entry.sha: hosted.git.blob(entry.sha) for entry in ours.tree.values() if entry.mode != SUBMODULE
    }
    assert bool(forge.asked("/tarball/")) is bool(filler)


def test_a_large_tree_costs_one_archive_and_the_few_files_that_it_lacks(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    two_commits(forge, hosted, {f"src/m{i}.py": f"x = {i}\n" for i in range(400)})
    ours = taken(client, hosted)
    before = len(forge.calls)
    all_bytes(ours)
    all_bytes(ours)  # held by now
    asked = [call.path.split("/")[-2 if "blobs" in call.path else -1] for call in forge.calls[before:]]
    assert len(forge.asked("/tarball/")) == 1
    assert len(asked) < 12, asked


def test_the_token_of_the_api_never_reaches_the_archives_host(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    two_commits(forge, hosted, {f"src/m{i}.py": f"x = {i}\n" for i in range(200)})
    all_bytes(taken(client, hosted))
    (download,) = forge.asked("/codeload/")
    assert "authorization" not in download.headers


def test_a_blob_with_other_bytes_than_its_sha_says_is_not_believed(
    forge: Forge, client: Client, hosted: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_commits(forge, hosted)
    ours = taken(client, hosted)
    true = hosted.git.blob
    monkeypatch.setattr(hosted.git, "blob", lambda sha: (true(sha) or b"") + b"forged")
    assert all_bytes(ours) == {}


def test_an_archive_that_breaks_off_is_no_archive(forge: Forge, client: Client, hosted: Repository) -> None:
    noise = random.Random(7)
    more: dict[str, str | bytes | None] = {f"src/{i}.bin": noise.randbytes(4000) for i in range(150)}
    two_commits(forge, hosted, more)
    ours = taken(client, hosted)
    forge.fail("half", path="/codeload/", times=9)
    forge.fail(503, path=".git/", times=9)
    with pytest.raises(UnavailableError):
        all_bytes(ours)


def test_a_truncated_listing_is_walked_folder_by_folder(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    two_commits(forge, hosted, {f"deep/{a}/{b}/{c}.py": "" for a in "abc" for b in "de" for c in "fg"})
    whole = taken(client, hosted)
    hosted.tree_limit = 30
    assert taken(client, hosted).tree == whole.tree


def test_a_tree_beyond_all_limits_is_read_in_part_and_says_so(
    forge: Forge, client: Client, hosted: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_commits(forge, hosted, {f"deep/{a}/x.py": "" for a in "abcdefgh"})
    hosted.tree_limit = 10
    monkeypatch.setattr("bot.github.snapshot.TREE_REQUESTS", 3)
    partly = taken(client, hosted)
    assert partly.skipped
    assert all(skip.lowers and "too large" in skip.why for skip in partly.skipped)


def test_a_diff_too_large_to_be_shown_costs_the_lines_and_no_file(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    base = hosted.git.commit({"README.md": "# Service\n"})
    head = hosted.git.commit({f"src/m{i}.py": "x = 1\n" for i in range(301)}, branch="work", parents=[base])
    forge.open_pull(hosted, base, head)
    changes = taken(client, hosted).changes
    assert changes is not None
    assert len(changes) == 301
    assert {change.status for change in changes} == {"added"}


@pytest.mark.parametrize("status", [500, 422])
def test_a_change_that_github_cannot_compare_is_read_from_the_listings(
    forge: Forge, client: Client, store: Store, hosted: Repository, status: int
) -> None:
    two_commits(forge, hosted)
    whole = taken(client, hosted)
    store.client.flushall()  # what was compared before is forgotten
    said = "Server Error: Sorry, this diff is taking too long to generate."
    forge.fail(status, path="/compare/", times=3 if status == 500 else 1, message=said)
    ours = taken(client, hosted)
    assert ours.base == whole.base
    moved = {c.previous for c in whole.changes or () if c.previous}  # that it was moved is not told
    assert {c.path for c in ours.changes or ()} == {c.path for c in whole.changes or ()} | moved


def test_a_file_whose_lines_github_does_not_show_keeps_their_number(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    base = hosted.git.commit({"README.md": "# Service\n", "old.py": "x = 1\n"})
    head = hosted.git.commit(
        {"long.py": "x = 1\n" * 2_500, "short.py": "y = 2\n", "old.py": "x = 1\nz = 3\n"},
        branch="work",
        parents=[base],
    )
    forge.open_pull(hosted, base, head)
    changes = {change.path: change for change in taken(client, hosted).changes or ()}
    assert (changes["long.py"].added, changes["long.py"].added_lines) == (2_500, ())
    assert (changes["short.py"].added, changes["short.py"].added_lines) == (1, ((1, 1),))
    assert (changes["old.py"].status, changes["old.py"].added_lines) == ("modified", ((2, 2),))


def test_a_change_costs_one_comparison(forge: Forge, client: Client, hosted: Repository) -> None:
    two_commits(forge, hosted)
    taken(client, hosted)
    assert len(forge.asked("/compare/")) == 1


def test_the_change_starts_at_the_merge_base_not_at_the_bases_tip(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    start = hosted.git.commit({"README.md": "# Service\n"})
    head = hosted.git.commit({"mine.py": "x = 1\n"}, branch="work", parents=[start])
    tip = hosted.git.commit({"theirs.py": "y = 1\n"}, parents=[start])
    forge.open_pull(hosted, tip, head)
    ours = taken(client, hosted)
    assert ours.base == start
    assert [change.path for change in ours.changes or ()] == ["mine.py"]


def test_without_a_common_ancestor_the_whole_tree_is_the_change(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    base = hosted.git.commit({"README.md": "# Service\n"})
    head = hosted.git.commit({"other.py": "x = 1\n"}, branch="work")
    forge.open_pull(hosted, base, head)
    ours = taken(client, hosted)
    assert (ours.base, ours.base_tree, ours.changes) == (None, None, None)


def test_nothing_is_written_to_disk(
    forge: Forge, client: Client, hosted: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_commits(forge, hosted, {f"src/m{i}.py": f"x = {i}\n" for i in range(200)})
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    all_bytes(taken(client, hosted))
    assert list(empty.iterdir()) == []
    shutil.rmtree(empty)


def test_a_change_of_many_files_costs_an_archive_of_each_side(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    base = hosted.git.commit({f"src/m{i}.py": f"x = {i}\n" for i in range(200)})
    head = hosted.git.commit(
        {f"src/m{i}.py": f"x = -{i}\n" for i in range(200)}, branch="work", parents=[base]
    )
    forge.open_pull(hosted, base, head)
    ours = taken(client, hosted)
    before = len(forge.calls)
    assert ours.base_tree is not None
    both = {entry.sha for tree in (ours.tree, ours.base_tree) for entry in tree.values()}
    assert set(ours.blobs.read(both)) == both
    assert len(forge.calls) - before == 4


def test_reads_in_dribs_and_drabs_cost_a_bounded_number_of_requests(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    more: dict[str, str | bytes | None] = {f"src/m{i}.py": f"x = {i}\n" for i in range(200)}
    two_commits(forge, hosted, more)
    ours = taken(client, hosted)
    before = len(forge.calls)
    for path, entry in ours.tree.items():
        if entry.mode != SUBMODULE and path.startswith("src/"):
            assert ours.text(path) is not None
    assert len(forge.calls) - before <= 4


def test_what_the_change_touches_comes_along_with_the_first_query(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    two_commits(forge, hosted)
    ours = taken(client, hosted)
    assert ours.text("README.md") == b"# Service\n"
    before = len(forge.calls)
    assert ours.text("src/new.py") is not None
    assert len(forge.calls) == before


def test_a_file_that_was_empty_or_becomes_empty_is_modified_not_added_or_removed(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    base = hosted.git.commit({"was.txt": "", "becomes.txt": "x\n"})
    head = hosted.git.commit(
        {"was.txt": "x\n", "becomes.txt": "", "new.txt": ""}, branch="work", parents=[base]
    )
    forge.open_pull(hosted, base, head)
    git = GitRepo(hosted.git.path).snapshot(head, base)
    for changes in (taken(client, hosted).changes, git.changes):
        assert {c.path: c.status for c in changes or ()} == {
            "was.txt": "modified",
            "becomes.txt": "modified",
            "new.txt": "added",
        }

"""Reading local repositories: listings, blobs, changes, work trees, and every way in which that can go wrong."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.gitrepo import GitRepo
from checks.snapshot import SUBMODULE, SYMLINK


def git(folder: Path, *args: str) -> str:
    """Runs git in a folder and gives back what it printed."""
    return subprocess.run(
        ["git", "-C", str(folder), *args], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path, files: dict[str, str | bytes], subject: str = "a change") -> str:
    """Writes files, commits everything and gives back the sha."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty repository whose path has a space in it."""
    folder = tmp_path / "a repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def test_a_commit_is_listed_with_modes_sizes_and_shas(repo: Path) -> None:
    head = commit(repo, {"a.py": "x = 1\n", "b/c.txt": "text"})
    snapshot = GitRepo(repo).snapshot(head, None)
    assert {path: entry.size for path, entry in snapshot.tree.items()} == {"a.py": 6, "b/c.txt": 4}
    assert snapshot.text("a.py") == b"x = 1\n"
    assert snapshot.head == head


def test_a_bare_repository_reads_like_its_work_tree(repo: Path, tmp_path: Path) -> None:
    head = commit(repo, {"a.py": "x = 1\n", "naïve name.md": "hello"})
    git(tmp_path, "clone", "-q", "--bare", str(repo), "bare.git")
    bare = GitRepo(tmp_path / "bare.git").snapshot(None, None)
    assert bare.head == head
    assert bare.tree == GitRepo(repo).snapshot(head, None).tree
    assert bare.text("naïve name.md") == b"hello"


def test_commits_are_looked_up_on_every_branch(repo: Path, tmp_path: Path) -> None:
    commit(repo, {"a.py": "1"}, "First")
    git(repo, "checkout", "-q", "-b", "other")
    aside = commit(repo, {"a.py": "2"}, "Aside")
    git(repo, "checkout", "-q", "main")
    source = GitRepo(repo).snapshot(None, None).source
    assert source is not None
    found = source.commits((aside[:8], "0123abcd"))
    known = found[aside[:8]]
    assert known is not None
    assert (known.sha, known.subject, found["0123abcd"]) == (aside, "Aside", None)


def test_a_shallow_clone_does_not_know_which_commits_there_are(repo: Path, tmp_path: Path) -> None:
    commit(repo, {"a.py": "1"}, "First")
    commit(repo, {"a.py": "2"}, "Second")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", "shallow")
    source = GitRepo(tmp_path / "shallow").snapshot(None, None).source
    assert source is not None
    assert source.commits(("0123abcd",)) == {}


def test_a_work_tree_is_read_as_it_stands(repo: Path) -> None:
    commit(repo, {"kept.py": "a", "edited.py": "old", "gone.py": "b", ".gitignore": "*.log\n"})
    (repo / "edited.py").write_text("new content")
    (repo / "gone.py").unlink()
    (repo / "new.py").write_text("fresh")
    (repo / "run.log").write_text("ignored")
    snapshot = GitRepo(repo).snapshot(None, None)
    assert snapshot.head == "worktree"
    assert sorted(snapshot.tree) == [".gitignore", "edited.py", "kept.py", "new.py"]
    assert snapshot.text("edited.py") == b"new content"
    assert snapshot.text("new.py") == b"fresh"
    assert snapshot.ignored("run.log")
    assert not snapshot.ignored("kept.py")


def test_a_sub_folder_stands_for_its_repository(repo: Path) -> None:
    commit(repo, {"a/b/c.py": "x"})
    assert list(GitRepo(repo / "a" / "b").snapshot(None, None).tree) == ["a/b/c.py"]


def test_a_repository_without_commits_has_only_its_untracked_files(repo: Path) -> None:
    (repo / "first.py").write_text("x")
    assert list(GitRepo(repo).snapshot(None, None).tree) == ["first.py"]
    with pytest.raises(UserError, match="no commits yet"):
        GitRepo(repo).snapshot("HEAD", None)


def test_links_and_submodules_are_listed_by_mode_and_never_followed(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (repo / "link").symlink_to(tmp_path / "secret")
    inner = repo / "module"
    inner.mkdir()
    git(inner, "init", "-q")
    commit(inner, {"x.py": "x"})
    commit(repo, {"a.py": "a"})
    for snapshot in (GitRepo(repo).snapshot("HEAD", None), GitRepo(repo).snapshot(None, None)):
        assert snapshot.tree["link"].mode == SYMLINK
        assert snapshot.tree["module"].mode == SUBMODULE
        assert "module/x.py" not in snapshot.tree
        assert snapshot.text("module") is None


def test_a_folder_that_was_made_a_link_holds_nothing(repo: Path, tmp_path: Path) -> None:
    head = commit(repo, {"inner/secret.py": "ours"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("not ours")
    (repo / "inner" / "secret.py").unlink()
    (repo / "inner").rmdir()
    (repo / "inner").symlink_to(outside)
    snapshot = GitRepo(repo).snapshot(None, head)
    assert "inner/secret.py" not in snapshot.tree
    assert snapshot.tree["inner"].mode == SYMLINK


def test_a_file_that_changes_while_it_is_read_is_left_out(repo: Path) -> None:
    commit(repo, {"a.py": "x"})
    (repo / "a.py").write_text("y")
    snapshot = GitRepo(repo).snapshot(None, None)
    (repo / "a.py").write_text("z")
    assert snapshot.text("a.py") is None


def test_the_change_runs_from_the_merge_base(repo: Path) -> None:
    commit(repo, {"a.py": "1\n2\n3\n4\n", "old name.py": "same\n" * 20, "gone.py": "x\n", "other.py": "y\n"})
    git(repo, "checkout", "-q", "-b", "work")
    git(repo, "mv", "old name.py", "new name.py")
    git(repo, "rm", "-q", "gone.py")
    head = commit(repo, {"a.py": "1\ntwo\n3\n4\n5\n", "bild\tä.bin": b"\0\1", "added.py": "a\nb\n"})
    git(repo, "checkout", "-q", "main")
    base = commit(repo, {"other.py": "changed on main\n"})
    snapshot = GitRepo(repo).snapshot(head, base)
    changes = {change.path: change for change in snapshot.changes or ()}
    assert {path: change.status for path, change in changes.items()} == {
        "a.py": "modified",
        "added.py": "added",
        "bild\tä.bin": "added",
        "gone.py": "removed",
        "new name.py": "renamed",
    }
    assert changes["a.py"].added_lines == ((2, 2), (5, 5))
    assert changes["a.py"].removed_lines == ((2, 2),)
    assert (changes["added.py"].added, changes["gone.py"].removed) == (2, 1)
    assert changes["new name.py"].previous == "old name.py"
    assert snapshot.base == base
    assert snapshot.commits[0].sha == head


@pytest.mark.parametrize("bare", [True, False])
def test_what_a_partial_clone_lacks_is_named_and_costs_the_lines_of_that_file_alone(
    repo: Path, tmp_path: Path, bare: bool
) -> None:
    base = commit(repo, {"kept.py": "1\n2\n", "lost.py": "an old one\n", "same.py": "x\n"})
    head = commit(repo, {"kept.py": "1\ntwo\n", "lost.py": "a new one\n", "new.py": "3\n"})
    git(repo, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    filters = ["--filter=blob:none", "--no-checkout", *(["--bare"] if bare else [])]
    git(tmp_path, "clone", "-q", *filters, f"file://{repo}", str(clone))
    for name in (
        f"{base}:kept.py",
        f"{head}:kept.py",
        f"{head}:lost.py",
        f"{head}:new.py",
        f"{head}:same.py",
    ):
        git(clone, "cat-file", "-p", name)  # brings it
    snapshot = GitRepo(clone).snapshot(head, base)
    changes = {change.path: change for change in snapshot.changes or ()}
    assert {path: change.status for path, change in changes.items()} == {
        "kept.py": "modified",
        "lost.py": "modified",
        "new.py": "added",
    }
    assert changes["kept.py"].added_lines == ((2, 2),)
    assert changes["lost.py"].added_lines == ()
    assert [(skipped.path, skipped.lowers) for skipped in snapshot.skipped] == [("lost.py", True)]
    assert "not in this clone" in snapshot.skipped[0].why


def test_a_partial_clone_that_lacks_every_file_is_read_all_the_same(repo: Path, tmp_path: Path) -> None:
    base = commit(repo, {f"f{i}.py": "1\n" for i in range(600)})
    head = commit(repo, {f"f{i}.py": "2\n" for i in range(600)})
    git(repo, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--bare", f"file://{repo}", str(clone))
    snapshot = GitRepo(clone).snapshot(head, base)
    assert len(snapshot.changes or ()) == len(snapshot.skipped) == 600
    work = tmp_path / "work"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{repo}", str(work))
    git(work, "reset", "-q")  # an index without a file on disk
    assert GitRepo(work).snapshot(None, base).tree == {}


def test_uncommitted_edits_are_part_of_the_change(repo: Path) -> None:
    base = commit(repo, {"a.py": "1\n"})
    (repo / "a.py").write_text("1\n2\n")
    (repo / "untracked.md").write_text("# new\n")
    changes = {c.path: c.status for c in GitRepo(repo).snapshot(None, base).changes or ()}
    assert changes == {"a.py": "modified", "untracked.md": "added"}


def test_a_path_that_is_no_text_is_spelt_out(repo: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (repo / name).write_text("x")
    commit(repo, {})
    assert list(GitRepo(repo).snapshot("HEAD", None).tree) == ["caf\\xe9.py"]


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a git repository"):
        GitRepo(tmp_path)
    with pytest.raises(UserError, match="no such folder"):
        GitRepo(tmp_path / "nowhere")


def test_an_unknown_revision_is_named(repo: Path) -> None:
    commit(repo, {"a.py": "x"})
    with pytest.raises(UserError, match="unknown revision 'v9'"):
        GitRepo(repo).snapshot("v9", None)
    with pytest.raises(UserError, match="unknown revision '--upload-pack=x'"):
        GitRepo(repo).snapshot("--upload-pack=x", None)


def test_histories_that_never_met_are_refused(repo: Path) -> None:
    base = commit(repo, {"a.py": "x"})
    git(repo, "checkout", "-q", "--orphan", "other")
    head = commit(repo, {"b.py": "y"})
    with pytest.raises(UserError, match="no common ancestor"):
        GitRepo(repo).snapshot(head, base)


def test_a_first_commit_is_compared_with_the_empty_tree(repo: Path) -> None:
    head = commit(repo, {"a.py": "x\ny\n"})
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    snapshot = GitRepo(repo).snapshot(head, empty)
    assert (snapshot.base, snapshot.base_tree) == (empty, {})
    assert snapshot.changes is not None
    assert [(one.path, one.status) for one in snapshot.changes] == [("a.py", "added")]


def test_a_tree_as_the_base_is_where_the_change_starts(repo: Path) -> None:
    commit(repo, {"a.py": "x\n", "b.py": "y\n"})
    head = commit(repo, {"a.py": "z\n"})
    snapshot = GitRepo(repo).snapshot(head, "HEAD~1^{tree}")
    assert snapshot.changes is not None
    assert [(one.path, one.status) for one in snapshot.changes] == [("a.py", "modified")]
    with pytest.raises(UserError, match=r"unknown revision 'HEAD:a\.py'"):
        GitRepo(repo).snapshot(head, "HEAD:a.py")


def test_nothing_that_the_repository_configures_is_run(repo: Path, tmp_path: Path) -> None:
    commit(repo, {"a.py": "x"})
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    _sign(repo)
    (repo / ".gitattributes").write_text("*.py diff=evil filter=e.v=il\n")
    base = git(repo, "rev-parse", "HEAD")
    keys = ("core.fsmonitor", "diff.external", "core.pager", "gpg.program", "diff.evil.textconv")
    for key in (*keys, "filter.e.v=il.clean", "filter.e.v=il.smudge", "filter.e.v=il.process"):
        git(repo, "config", key, str(script))
    git(repo, "config", "log.showSignature", "true")
    git(repo, "config", "filter.e.v=il.required", "true")
    (repo / "a.py").write_text("y")
    snapshot = GitRepo(repo).snapshot(None, base)
    assert not trap.exists()
    assert snapshot.text("a.py") == b"y"
    assert snapshot.changes is not None
    assert [change.path for change in snapshot.changes] == [".gitattributes", "a.py"]


def _sign(repo: Path) -> None:
    """Makes head's commit one that carries a signature."""
    head, _, message = git(repo, "cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = subprocess.run(
        ["git", "-C", str(repo), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=f"{head}\n{signature}\n\n{message}\n",
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    git(repo, "update-ref", "HEAD", signed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_that_belongs_to_somebody_else_is_read(repo: Path) -> None:
    head = commit(repo, {"a.py": "x"})
    for path in (repo, repo / ".git"):
        os.chown(path, 12345, 12345)
    assert GitRepo(repo).snapshot(head, None).text("a.py") == b"x"


def test_listing_and_reading_take_the_same_few_processes_however_many_files(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = commit(repo, {f"f{i}.py": f"x = {i}\n" for i in range(300)})
    started: list[object] = []
    real = subprocess.run

    def counted(*args: object, **kwargs: object) -> object:
        started.append(args)
        return real(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    snapshot = GitRepo(repo).snapshot(head, None)
    assert len(snapshot.blobs.read({entry.sha for entry in snapshot.tree.values()})) == 300
    assert len(started) < 10

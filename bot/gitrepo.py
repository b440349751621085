"""Reads a local repository through git: listings, blobs in bulk, the change, the work tree as it stands.

Nothing is checked out and nothing of the repository is run: git is called with its hooks, its file system
monitor, external diffs, text conversions, filters and signature checks switched off, without any configuration of
the machine, and does not look into submodules. What a repository's own configuration names is never started, so a
tree that belongs to somebody else (a mounted folder) can be read as well.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from bot.changes import read_changes
from bot.errors import UserError
from checks.ignore import IgnoreRules
from checks.model import Skipped
from checks.snapshot import ABSENT, SUBMODULE, SYMLINK, Commit, Entry, FileChange, Snapshot, TestRecord

WORKTREE = "worktree"
COMMIT_LIMIT = 5_000
LOST_LIMIT = 500
"""Up to how many files that a partial clone lacks are left out of a difference one by one."""
DIFF_LIMIT = 64 * 1024 * 1024
READ_LIMIT = 16 * 1024 * 1024

_NOT_HERE = "what it held before or after the change is not in this clone: which lines changed is not known"

_UNKNOWN = {b"-": 0}
"""What git lists in place of a size: ``-`` for a submodule, else (``BAD``) the blob is not in this clone."""

_OPTIONS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "log.showSignature=false"),
    *("-c", "safe.directory=*"),
)


def command(path: Path, *args: str) -> list[str]:
    """The whole command line of one git call in a folder."""
    return ["git", *_OPTIONS, "-C", os.fspath(path), *args]


def environment() -> dict[str, str]:
    """The environment of every call of git: this process's, with nothing that tells git what to do but what we say."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }


class GitRepo:
    """One local repository: a work tree or a bare git directory."""

    def __init__(self, path: Path) -> None:
        """Raises `UserError` where there is no repository."""
        self.path = path
        self.environment = environment()
        if not path.is_dir():
            raise UserError(f"{path}: {'is no folder' if path.exists() else 'no such folder'}")
        answer = self._try("rev-parse", "--is-bare-repository", "--show-object-format")
        if answer is None:
            why = self._complaint()
            raise UserError(f"{path}: {'' if why.startswith('not a git') else 'git says: '}{why}")
        bare, self.object_format = answer.split()
        self.bare = bare == "true"
        top = None if self.bare else self._try("rev-parse", "--show-toplevel")
        self.top = Path(top.rstrip("\n")) if top else None
        if self.top is not None:
            self.path = self.top
            self.environment |= self._without_filters()

    # --- running git -----------------------------------------------------------------------------

    def command(self, *args: str) -> list[str]:
        """The whole command line of one git call."""
        return command(self.path, *args)

    def _run(self, *args: str) -> subprocess.CompletedProcess[bytes]:
        # The arguments are ours or revisions that were resolved first; there is no shell.
        try:
            return subprocess.run(  # noqa: S603
                self.command(*args),
                capture_output=True,
                env=self.environment,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise UserError("git is not installed, or not on the PATH") from error

    def _without_filters(self) -> dict[str, str]:
        """What makes git leave the repository's own filters alone: each is a command that it would run on files of
        the work tree (https://git-scm.com/docs/gitattributes#_filter)."""
        listed = self._try("config", "-z", "--name-only", "--get-regexp", r"^filter\.") or ""
        drivers = {key.rpartition(".")[0] for key in listed.split("\0") if key.count(".") > 1}
        pairs = [
            (f"{driver}.{name}", value)
            for driver in sorted(drivers)
            for name, value in (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))
        ]
        settings = {"GIT_CONFIG_COUNT": str(len(pairs))}
        for number, (key, value) in enumerate(pairs):
            settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return settings

    def _try(self, *args: str) -> str | None:
        done = self._run(*args)
        self._said = done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None

    def _complaint(self) -> str:
        lines = [line.removeprefix("fatal: ") for line in self._said.strip().split("\n")]
        return lines[0][:200] if lines and lines[0] else "git gave no reason"

    def _output(self, *args: str) -> bytes:
        done = self._run(*args)
        if done.returncode != 0:
            self._said = done.stderr.decode("utf-8", "replace")
            raise UserError(f"{self.path}: git {args[0]} failed: {self._complaint()}")
        return done.stdout

    # --- revisions -------------------------------------------------------------------------------

    def commit(self, revision: str) -> str:
        """The sha of the commit that a revision names. Raises `UserError` for an unknown one."""
        found = self._sha(revision, "commit")
        if found is None:
            if revision == "HEAD" and self._empty():
                raise UserError(f"{self.path}: the repository has no commits yet")
            raise UserError(f"{self.path}: unknown revision {revision!r}")
        return found

    def _sha(self, revision: str, kind: str) -> str | None:
        found = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
        return found.strip() if found is not None else None

    def base(self, revision: str) -> str:
        """The sha of what a change is compared with: a commit, or a tree, which has no history (git's empty one before a
        first commit). Raises `UserError` for an unknown one."""
        return self._sha(revision, "commit") or self._sha(revision, "tree") or self.commit(revision)

    def start(self, base: str, head: str) -> str:
        """Where a change starts: at the commit where head left base, at base itself if that is a tree."""
        found = self._try("merge-base", base, head)
        if found is None and self._sha(base, "commit") is None:
            return base
        if found is None:
            raise UserError(
                f"{self.path}: {base[:12]} and {head[:12]} have no common ancestor here (a shallow clone?)"
            )
        return found.split()[0]

    # --- snapshots -------------------------------------------------------------------------------

    def snapshot(self, head: str | None, base: str | None) -> Snapshot:
        """What `checks.run.check` needs. ``head`` None reads a work tree as it stands, a bare one at HEAD."""
        as_it_stands = head is None and not self.bare
        commit = None if as_it_stands and self._empty() else self.commit(head or "HEAD")
        blobs = RepoBlobs(self)
        tree = self.listing(commit) if commit is not None else {}
        blobs.listed(tree)
        skipped: tuple[Skipped, ...] = ()
        if as_it_stands:
            tree, skipped = self._worktree(blobs)
        changes, base_tree = None, None
        base_sha = self.base(base) if base is not None else None
        if base_sha is not None and commit is not None:
            start = self.start(base_sha, commit)
            base_tree = self.listing(start)
            blobs.listed(base_tree)
            lost = _lost(tree, base_tree)
            changes = self.changes(start, None if as_it_stands else commit, tree, base_tree, lost)
            skipped += tuple(Skipped(path, _NOT_HERE, lowers=True) for path in lost if path in base_tree)
        return Snapshot(
            head=WORKTREE if as_it_stands else commit or WORKTREE,
            base=base_sha,
            tree=tree,
            blobs=blobs,
            base_tree=base_tree,
            changes=changes,
            commits=self.commits(commit) if commit is not None else (),
            ignored=IgnoreRules(tree, blobs),
            skipped=skipped,
            source=_Record(self),
        )

    def _empty(self) -> bool:
        return self._try("rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None

    def listing(self, commit: str) -> dict[str, Entry]:
        """Every file of a commit's tree: one git process, in a partial clone that lacks some of them two more."""
        whole = ("ls-tree", "-r", "-z", "--full-tree")
        done = self._run(*whole, "-l", commit)
        if done.returncode == 0:
            return dict(map(_listed, _records(done.stdout)))
        held = self.held
        found = {}
        for record in _records(self._output(*whole, commit)):
            meta, _, path = record.partition(b"\t")
            mode, _, sha = meta.split()
            size = 0 if int(mode, 8) == SUBMODULE else held.get(sha.decode(), ABSENT)
            found[_text(path)] = Entry(int(mode, 8), sha.decode(), size)
        return found

    @cached_property
    def held(self) -> dict[str, int]:
        """The sizes of all blobs that this clone holds. A look for one that it lacks would end git: it may not fetch it."""
        form = "--batch-check=%(objecttype) %(objectname) %(objectsize)"
        told = self._output("cat-file", "--batch-all-objects", "--unordered", form)
        rows = (line.split() for line in told.split(b"\n") if line.startswith(b"blob "))
        return {sha.decode(): int(size) for _, sha, size in rows}

    def commits(self, commit: str) -> tuple[Commit, ...]:
        """The newest ancestors of a commit, itself first."""
        out = self._output("log", f"--max-count={COMMIT_LIMIT}", "--format=%H%x00%s", commit)
        pairs = (line.partition(b"\0") for line in out.split(b"\n") if line)
        return tuple(Commit(sha.decode(), subject.decode("utf-8", "replace")) for sha, _, subject in pairs)

    def named(self, shas: Sequence[str]) -> dict[str, Commit | None]:
        """The commits that shas, perhaps shortened, name on any branch; None for those that this clone does not hold.
        Nothing where it does not hold the whole history."""
        if not shas or (self._try("rev-parse", "--is-shallow-repository") or "true").strip() != "false":
            return {}
        found: dict[str, Commit | None] = {}
        for sha in shas:
            told = self._try(
                "log", "--max-count=1", "--format=%H%x00%s", "--end-of-options", sha + "^{commit}"
            )
            full, _, subject = (told or "").partition("\0")
            found[sha] = Commit(full, subject.rstrip("\n")) if told else None
        return found

    def changes(
        self,
        start: str,
        commit: str | None,
        tree: Mapping[str, Entry],
        base: Mapping[str, Entry],
        lost: Sequence[str] = (),
    ) -> tuple[FileChange, ...]:
        """The change from ``start`` to a commit, or to the work tree where it is None. Of files that are ``lost``, since a
        partial clone lacks them, git is not asked which lines changed."""
        ends = (start,) if commit is None else (start, commit)
        options = (
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules=dirty",
            "-M",
            "-U0",
            "--src-prefix=a/",
            "--dst-prefix=b/",
        )
        left_out = (":(top)", *(f":(top,exclude,literal){path}" for path in lost)) if lost else ()
        done = self._run("diff", *options, *ends, "--", *left_out) if len(lost) <= LOST_LIMIT else None
        if done is not None and done.returncode != 0 and not lost:
            self._said = done.stderr.decode("utf-8", "replace")
            raise UserError(f"{self.path}: git diff failed: {self._complaint()}")
        diff = done.stdout if done is not None and done.returncode == 0 else b""
        return read_changes(diff[:DIFF_LIMIT] if len(diff) <= DIFF_LIMIT else b"", tree, base)

    # --- the work tree ---------------------------------------------------------------------------

    def _worktree(self, blobs: RepoBlobs) -> tuple[dict[str, Entry], tuple[Skipped, ...]]:
        changed = set(_records(self._output("diff-files", "--name-only", "-z", "--ignore-submodules=dirty")))
        untracked = set(_records(self._output("ls-files", "-o", "--exclude-standard", "-z")))
        clean: dict[bytes, tuple[int, str]] = {}
        for record in _records(self._output("ls-files", "-s", "-z")):
            meta, _, raw = record.partition(b"\t")
            mode, sha, _ = meta.split()
            clean[raw] = int(mode, 8), sha.decode()
        kept = {raw: found for raw, found in clean.items() if raw not in changed}
        sizes = blobs.sizes({sha for mode, sha in kept.values() if mode != SUBMODULE})
        absent = {SUBMODULE: 0}
        tree = {
            _text(raw): Entry(mode, sha, sizes.get(sha, absent.get(mode, ABSENT)))
            for raw, (mode, sha) in kept.items()
        }
        skipped = []
        for raw in sorted(changed | untracked):
            try:
                entry = self._stands(raw, clean.get(raw, (0, ""))[0], blobs)
            except OSError as error:
                skipped.append(Skipped(_text(raw), f"could not be read: {error.strerror}", lowers=True))
                continue
            if entry is not None:
                tree[_text(raw)] = entry
        return dict(sorted(tree.items())), tuple(skipped)

    def _stands(self, raw: bytes, mode: int, blobs: RepoBlobs) -> Entry | None:
        """One file as it stands on disk; None if it is gone. Never follows a link."""
        file = self.path / os.fsdecode(raw)
        if not os.path.lexists(file) or file.parent.resolve() != file.parent:
            return None  # a folder that is a link now holds nothing of this tree
        if file.is_symlink():
            return Entry(SYMLINK, "0" * 40, 0)
        if mode == SUBMODULE or file.is_dir():
            return Entry(SUBMODULE, "0" * 40, 0)
        size = file.stat().st_size
        if size > READ_LIMIT or not file.is_file():
            return Entry(0o100644, "0" * 40, size)
        data = file.read_bytes()
        sha = self.blob_sha(data)
        blobs.on_disk[sha] = file
        return Entry(0o100644, sha, len(data))

    def blob_sha(self, data: bytes) -> str:
        """The sha that git gives these bytes here."""
        made = hashlib.new(self.object_format, usedforsecurity=False)
        made.update(b"blob %d\0" % len(data))
        made.update(data)
        return made.hexdigest()


class RepoBlobs:
    """The `Blobs` port over ``git cat-file --batch``; files of a work tree come from disk."""

    def __init__(self, repo: GitRepo) -> None:
        self._repo = repo
        self.on_disk: dict[str, Path] = {}
        self._sizes: dict[str, int] = {}
        self._absent: set[str] = set()

    def listed(self, tree: Mapping[str, Entry]) -> None:
        """Takes over the sizes that a listing tells: git need not be asked for them again."""
        known = (entry for entry in tree.values() if entry.mode != SUBMODULE and entry.size >= 0)
        self._sizes.update((entry.sha, entry.size) for entry in known)
        self._absent.update(entry.sha for entry in tree.values() if entry.size == ABSENT)

    def read(self, shas: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of every blob that exists; larger ones than `READ_LIMIT` are left out."""
        found: dict[str, bytes] = {}
        stored = []
        for sha in dict.fromkeys(shas):
            if sha in self.on_disk:
                with suppress(OSError):  # gone or changed since it was listed: left out, as the port says
                    data = self.on_disk[sha].read_bytes()
                    if self._repo.blob_sha(data) == sha:
                        found[sha] = data
            elif sha.strip("0") and sha not in self._absent:
                stored.append(sha)
        found.update(self._stored(stored))
        return found

    def sizes(self, shas: Iterable[str]) -> dict[str, int]:
        """Sizes in bytes, by one git process; those of a partial clone by two."""
        wanted = sorted(shas)
        try:
            lines = self._batch("--batch-check", wanted)
        except UserError:
            held = self._repo.held
            return {sha: held[sha] for sha in wanted if sha in held}
        sizes = {}
        for line in lines.split(b"\n"):
            parts = line.split()
            if len(parts) == 3 and parts[1] == b"blob":
                sizes[parts[0].decode()] = int(parts[2])
        return sizes

    def _stored(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        listed = self._sizes
        others = self.sizes(sha for sha in shas if sha not in listed)
        unknown = READ_LIMIT + 1
        wanted = [sha for sha in shas if listed.get(sha, others.get(sha, unknown)) <= READ_LIMIT]
        out = self._batch("--batch", wanted)
        at = 0
        while at < len(out):
            end = out.index(b"\n", at)
            header = out[at:end].split()
            if len(header) != 3:
                at = end + 1
                continue
            size = int(header[2])
            yield header[0].decode(), out[end + 1 : end + 1 + size]
            at = end + 1 + size + 1

    def _batch(self, mode: str, shas: Sequence[str]) -> bytes:
        if not shas:
            return b""
        done = subprocess.run(  # noqa: S603
            self._repo.command("cat-file", mode),
            input="".join(f"{sha}\n" for sha in shas).encode(),
            capture_output=True,
            env=self._repo.environment,
            check=False,
        )
        if done.returncode != 0:
            raise UserError(
                f"{self._repo.path}: git cat-file failed: {done.stderr.decode('utf-8', 'replace')[:200]}"
            )
        return done.stdout


def _lost(tree: Mapping[str, Entry], base: Mapping[str, Entry]) -> tuple[str, ...]:
    """The changed files of which this clone lacks what they held before, or what they hold now."""
    pairs = {path: (tree.get(path), base.get(path)) for path in {*tree, *base}}
    return tuple(
        sorted(
            path
            for path, (now, before) in pairs.items()
            if (now is None or before is None or now.sha != before.sha)
            and any(entry is not None and entry.size == ABSENT for entry in (now, before))
        )
    )


def _listed(record: bytes) -> tuple[str, Entry]:
    """One line of a tree's listing with sizes."""
    meta, _, path = record.partition(b"\t")
    mode, _, sha, size = meta.split()
    length = int(size) if size.isdigit() else _UNKNOWN.get(size, ABSENT)
    return _text(path), Entry(int(mode, 8), sha.decode(), length)


def _text(path: bytes) -> str:
    """A path as text; bytes that are no UTF-8 are spelt out, so that every path can be printed."""
    return path.decode("utf-8", "backslashreplace")


class _Record:
    """The record that a clone holds: its commits. Results of runs are GitHub's."""

    def __init__(self, repo: GitRepo) -> None:
        self._repo = repo

    def results(self) -> tuple[TestRecord, ...]:
        return ()

    def commits(self, shas: Sequence[str]) -> Mapping[str, Commit | None]:
        return self._repo.named(shas)


def _records(output: bytes) -> list[bytes]:
    return [record for record in output.split(b"\0") if record]

"""A bare git repository for the stand-in: written commit by commit, read as GitHub reads its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

IDENTITY = "Ada Example <ada@example.org> 1767225600 +0000"


_STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}


class Bare:
    """One bare repository on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "HEAD").exists():
            path.mkdir(parents=True, exist_ok=True)
            self.run("init", "-q", "--bare", "--initial-branch=main")

    def run(self, *args: str, data: bytes | None = None) -> bytes:
        """What a git command prints. Raises CalledProcessError if it fails."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        environment = kept | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
        return subprocess.run(
            ["git", "-C", str(self.path), *args], input=data, capture_output=True, check=True, env=environment
        ).stdout

    def commit(
        self,
        files: Mapping[str, str | bytes | None],
        *,
        branch: str = "main",
        parents: Sequence[str] = (),
        message: str = "Change",
        modes: Mapping[str, str] | None = None,
    ) -> str:
        """Writes a commit that changes ``files`` (None removes one) and answers its sha.

        ``modes`` gives other modes than 100644; with 160000 the content is the submodule's sha.
        """
        lines = [f"commit refs/heads/{branch}", "mark :1", f"committer {IDENTITY}"]
        text = message.encode()
        out = ["\n".join(lines).encode(), b"\ndata %d\n" % len(text), text, b"\n"]
        for i, parent in enumerate(parents):
            out.append(f"{'merge' if i else 'from'} {parent}\n".encode())
        for path, content in files.items():
            out += _change(path, content, (modes or {}).get(path, "100644"))
        if not parents:
            self.run("update-ref", "-d", f"refs/heads/{branch}")
        self.run("fast-import", "--quiet", "--force", data=b"".join(out))
        return self.sha(f"refs/heads/{branch}")

    def sha(self, name: str) -> str:
        """The sha of a revision."""
        return self.run("rev-parse", "--verify", name).decode().strip()

    def kind(self, name: str) -> str | None:
        """What an object is, or None if there is none."""
        try:
            return self.run("cat-file", "-t", name).decode().strip()
        except subprocess.CalledProcessError:
            return None

    def blob(self, sha: str) -> bytes | None:
        """A blob's bytes."""
        return self.run("cat-file", "blob", sha) if self.kind(sha) == "blob" else None

    def tree(self, name: str, *, recursive: bool) -> list[dict[str, object]]:
        """A tree as GitHub lists it: with folders, also in the recursive form."""
        options = ["-r", "-t"] if recursive else []
        items: list[dict[str, object]] = []
        for record in self.run("ls-tree", "-z", "-l", "--full-tree", *options, name).split(b"\0"):
            if record:
                meta, _, path = record.partition(b"\t")
                mode, kind, sha, size = meta.decode().split()
                item: dict[str, object] = {"path": path.decode(), "mode": mode, "type": kind, "sha": sha}
                items.append(item | ({"size": int(size)} if size.isdigit() else {}))
        return items

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor, or None."""
        try:
            return self.run("merge-base", one, other).decode().strip()
        except subprocess.CalledProcessError:
            return None

    def log(self, revisions: str, limit: int, skip: int = 0) -> list[dict[str, object]]:
        """Commits as GitHub lists them, newest first."""
        out = self.run(
            "log", f"--max-count={limit}", f"--skip={skip}", "--format=%H%x00%B%x01", revisions
        ).decode()
        pairs = [part.strip("\n").partition("\0") for part in out.split("\x01") if part.strip("\n")]
        return [{"sha": sha, "commit": {"message": message.rstrip("\n")}} for sha, _, message in pairs]

    def subject(self, revision: str) -> str:
        """The first line of a commit's message."""
        return self.run("log", "-1", "--format=%s", revision).decode().strip()

    def files(self, base: str, head: str) -> list[dict[str, object]]:
        """The changed files as GitHub compares them: no patch for binary files, large ones, and once 20,000 lines are
        full, where even the counts are 0 (https://github.com/orgs/community/discussions/213491)."""
        names = (
            self.run("diff", "--no-ext-diff", "-M", "--name-status", "-z", base, head).decode().split("\0")
        )
        parts = (b"\n" + self.run("diff", "--no-ext-diff", "-M", base, head)).split(b"\ndiff --git ")[1:]
        files: list[dict[str, object]] = []
        full = 0
        for part in parts:
            status, path = names.pop(0), names.pop(0)
            file: dict[str, object] = {"filename": path, "status": _STATUS[status[0]]}
            if status[0] == "R":
                file |= {"previous_filename": path, "filename": names.pop(0)}
            _, hunk, patch = part.decode("utf-8", "replace").partition("\n@@ ")
            lines = patch.split("\n")[1:]
            counts = sum(n.startswith("+") for n in lines), sum(n.startswith("-") for n in lines)
            full += sum(counts)
            counts = counts if full <= 20_000 else (0, 0)
            file |= {"additions": counts[0], "deletions": counts[1], "changes": sum(counts)}
            if hunk and full <= 20_000 and sum(counts) <= 2_000:
                file["patch"] = "@@ " + patch.removesuffix("\n")
            files.append(file)
        return files[:300]

    def archive(self, sha: str, prefix: str) -> bytes:
        """The archive of a commit, with what ``.gitattributes`` makes of it."""
        return self.run("archive", "--format=tar.gz", f"--prefix={prefix}/", sha)


def _change(path: str, content: str | bytes | None, mode: str) -> list[bytes]:
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if content is None:
        return [f"D {quoted}\n".encode()]
    data = content.encode() if isinstance(content, str) else content
    if mode == "160000":
        return [f"M {mode} {data.decode()} {quoted}\n".encode()]
    return [f"M {mode} inline {quoted}\ndata {len(data)}\n".encode(), data, b"\n"]

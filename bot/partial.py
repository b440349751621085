"""Blobs through git itself, by their shas: the fallback where neither queries nor archives bring them.

It is the second half of a partial clone, which asks for blobs when they are needed, many at once
(https://git-scm.com/docs/partial-clone). The first half, commits and trees, is known from the API's listing: an
empty repository is made in a temporary folder, one fetch of shas brings a pack, its blobs are read and the folder
is removed. There is nothing to check out, no branch, no configuration of anybody's, and a tree that somebody has made
to confuse git never comes here.
"""

from __future__ import annotations

import base64
import os
import re
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from bot.errors import UserError
from bot.gitrepo import GitRepo, RepoBlobs, command, environment
from bot.processes import die_with_parent

SECONDS = 300.0
"""So long may one reading take, however many fetches it needs."""

BATCH_BYTES = 64 * 1024 * 1024
BATCH = 10_000
"""Bytes and blobs of one fetch: no more than that is ever on disk, or twice in memory."""

OLDEST_GIT = (2, 29)
"""The first git whose fetch takes shas from its input and leaves no file about them
(https://github.com/git/git/blob/master/Documentation/RelNotes/2.29.0.txt)."""

_SILENT_SECONDS = 60
_WORDS = 200

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_KEPT = frozenset(("PATH", "LC_ALL", *_PROXIES, *map(str.upper, _PROXIES)))
"""What git gets to see of our environment: it needs no key of the App, no address of Redis."""


class PartialError(Exception):
    """git did not bring the blobs; the text says why in one line and holds no secret."""


class Remote(msgspec.Struct, frozen=True):
    """Where git finds a repository (http or https), and an installation's token, empty for none."""

    url: str
    token: str

    def __repr__(self) -> str:
        return f"Remote({self.url!r})"


def installed() -> tuple[int, ...]:
    """The version of git on this machine, such as ``(2, 39, 5)``; empty without one that says so."""
    asked = ("git", "--version")
    try:
        said = subprocess.run(asked, capture_output=True, check=False, timeout=10, env=environment())  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.match(rb"git version (\d{1,4}(?:\.\d{1,4}){1,3})", said.stdout)
    return tuple(map(int, found[1].split(b"."))) if found else ()


def fetched(remote: Remote, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """The blobs of some shas, as git gives them; what it does not have, or what is larger than
    `bot.gitrepo.READ_LIMIT`, is left out. ``sizes`` are the bytes that each is known to have. Raises PartialError."""
    ends = time.monotonic() + SECONDS
    for batch in _batches(sizes):
        with tempfile.TemporaryDirectory(prefix="asbuilt-") as name:
            folder = Path(name)
            try:
                _fetch(folder, remote, batch, ends)
                found = RepoBlobs(GitRepo(folder)).read(batch)
            except (PartialError, UserError, OSError, subprocess.SubprocessError) as error:
                raise PartialError(_told(str(error) or type(error).__name__, remote)) from None
        yield from found.items()


def _batches(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    batch: list[str] = []
    total = 0
    for sha, size in sizes.items():
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH):
            yield batch
            batch, total = [], 0
        batch.append(sha)
        total += size
    if batch:
        yield batch


def _fetch(folder: Path, remote: Remote, shas: Sequence[str], ends: float) -> None:
    """Has git put the blobs into a bare repository in an empty folder. Raises PartialError, OSError, or what
    `subprocess` does."""
    known = _environment(folder)
    form = "sha1" if len(shas[0]) == 40 else "sha256"
    _run(folder, ("init", "--quiet", "--bare", "--template=", f"--object-format={form}"), known, ends)
    options = {
        "protocol.https.allow": "always",
        "protocol.http.allow": "always" if remote.url.startswith("http://") else "never",
        "protocol.version": "2",  # whose servers give any object that there is, not only what branches point to
        "http.followRedirects": "false",  # the token is for this host alone
        "http.lowSpeedLimit": "1",
        "http.lowSpeedTime": str(_SILENT_SECONDS),
        "fetch.fsckObjects": "true",
        "fetch.unpackLimit": "1",  # one pack, which a limit on the size of files holds; never a file for each blob
        "pack.threads": "1",
        "credential.helper": "",
        "core.askPass": "",
    }
    told = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    quietly = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
    fetch = (*told, "fetch", *quietly, "--recurse-submodules=no", "--stdin", remote.url)
    _run(folder, fetch, known | _authorization(remote), ends, stdin="".join(f"{sha}\n" for sha in shas))


def _run(folder: Path, args: Sequence[str], known: Mapping[str, str], ends: float, stdin: str = "") -> None:
    said = folder / "said"
    with said.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603, the arguments are ours and there is no shell
            command(folder, *args),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=known,
            start_new_session=True,
            preexec_fn=_confine,  # noqa: PLW1509, a job has one thread
        )
    try:
        process.communicate(stdin.encode(), max(0.0, ends - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise PartialError(f"git took longer than {SECONDS:.0f} seconds") from None
    finally:
        if process.poll() is None:  # with its children: the one that talks to the server is one of them
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise PartialError(_reason(said))


def _confine() -> None:
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * BATCH_BYTES, 2 * BATCH_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reason(said: Path) -> str:
    with said.open("rb") as file:
        lines = file.read(16_384).decode("utf-8", "replace").splitlines()
    fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    return (fatal or lines or ["git gave no reason"])[0].partition(": ")[2] or "git gave no reason"


def _environment(folder: Path) -> dict[str, str]:
    allowed = {key: value for key, value in environment().items() if key in _KEPT or key.startswith("GIT_")}
    certificates = os.environ.get("SSL_CERT_FILE")  # what our other requests trust (httpx)
    if certificates:
        allowed["GIT_SSL_CAINFO"] = certificates
    return allowed | {"HOME": os.fspath(folder)}  # where there is no .netrc


def _authorization(remote: Remote) -> dict[str, str]:
    # In the environment, which nobody but our own user can read: command lines are for every user to see, and a file
    # could stay behind (https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT).
    if not remote.token:
        return {}
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{remote.url}.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {_basic(remote)}",
    }


def _basic(remote: Remote) -> str:
    # https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
    return base64.b64encode(f"x-access-token:{remote.token}".encode()).decode()


def _told(words: str, remote: Remote) -> str:
    """Words for a log: a server may send back whatever it was sent."""
    for secret in (remote.token, _basic(remote)):
        words = words.replace(secret, "...") if remote.token else words
    return " ".join(words.split())[:_WORDS]

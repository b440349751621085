"""What the App asks of GitHub, and why: `app.yml`, read with the reasons that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

_FILE = "app.yml"
_NOTE = re.compile(r" {2}(?:- )?([a-z_]+):?(?: [a-z]+)? {1,3}# (.+)")


class Ask(msgspec.Struct, frozen=True):
    """One permission or event, the level of a permission, and what it is for."""

    name: str
    level: str
    why: str


class Manifest(msgspec.Struct, frozen=True):
    """What is asked for. ``name`` and ``description`` are the App's."""

    name: str
    description: str
    permissions: tuple[Ask, ...]
    events: tuple[Ask, ...]

    def form(self, name: str, public: str, back: str) -> dict[str, Any]:
        """The manifest as GitHub takes it. ``public`` is where GitHub reaches the service, ``back`` where it
        sends the browser once the App is registered.

        https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
        """
        return {
            "name": name,
            "description": self.description,
            "url": public,
            "hook_attributes": {"url": f"{public}/webhook", "active": True},
            "redirect_url": back,
            "setup_url": f"{public}/installed",
            "public": False,
            "default_permissions": {ask.name: ask.level for ask in self.permissions},
            "default_events": [ask.name for ask in self.events],
        }


def manifest() -> Manifest:
    """The manifest of this version."""
    text = _path().read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    why = dict(_notes(text))
    return Manifest(
        name=content["name"],
        description=content["description"],
        permissions=tuple(
            Ask(name, level, why.get(name, "")) for name, level in content["default_permissions"].items()
        ),
        events=tuple(Ask(name, "", why.get(name, "")) for name in content["default_events"]),
    )


def _path() -> Path:
    packaged = Path(__file__).parent.with_name(_FILE)
    return packaged if packaged.exists() else packaged.parent.with_name(_FILE)


def _notes(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := _NOTE.fullmatch(line):
            yield found[1], found[2]

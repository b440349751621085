"""What a person chooses on the set-up page, and what is wrong with it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from bot.addresses import api_of, in_the_cloud

FIELDS = ("owner", "organisation", "public", "name", "server")

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9])?")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-:\[\]]{1,150}(?:/[A-Za-z0-9._~/-]{0,40})?")
_NAME = re.compile(r"[^\x00-\x1f\x7f<>]{1,34}")


class Choice(msgspec.Struct, frozen=True):
    """Who owns the App (an empty ``organisation`` is the person's own account), where GitHub reaches the service,
    the App's name, and GitHub's own address; addresses are without a slash at the end."""

    organisation: str
    public: str
    name: str
    server: str

    @property
    def register_at(self) -> str:
        """Where the manifest is sent."""
        whose = f"/organizations/{self.organisation}" if self.organisation else ""
        return f"{self.server}{whose}/settings/apps/new"

    @property
    def api(self) -> str:
        """The root of the server's API."""
        return api_of(self.server)


def chosen(fields: Mapping[str, str]) -> Choice | dict[str, str]:
    """The choice that the form's fields make, or what is wrong, by field."""
    given = {name: fields.get(name, "").strip() for name in FIELDS}
    public, server = given["public"].rstrip("/"), given["server"].rstrip("/")
    wrong: dict[str, str] = {}
    organisation = given["organisation"] if given["owner"] == "organisation" else ""
    if given["owner"] == "organisation" and not _LOGIN.fullmatch(organisation):
        wrong["organisation"] = "Give the organisation's name as it stands in its address on GitHub."
    if not _ADDRESS.fullmatch(server) or urlsplit(server).path:
        wrong["server"] = "Give GitHub's address, such as https://github.com, without a path."
    if problem := _of_public(public, server):
        wrong["public"] = problem
    if not _NAME.fullmatch(given["name"]):
        wrong["name"] = "Give a name of at most 34 characters."
    return wrong or Choice(organisation, public, given["name"], server)


def _of_public(public: str, server: str) -> str:
    if not _ADDRESS.fullmatch(public):
        return "Give the address under which GitHub reaches this service, beginning with https://."
    if in_the_cloud(server) and _private(urlsplit(public).hostname or ""):
        return "GitHub cannot reach this address from outside: give one that is reachable from the internet."
    if in_the_cloud(server) and not public.startswith("https://"):
        return "Give an address that begins with https://: deliveries hold what is in your repositories."
    return ""


def _private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host

"""GitHub's addresses: what people see of a server, and the root of its API.

An Enterprise Server serves its API below ``https://HOST/api/v3``; GitHub's own, and a tenant's of ghe.com, is at
``https://api.HOST`` (https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency).
"""

from __future__ import annotations

from urllib.parse import urlsplit


def in_the_cloud(server: str) -> bool:
    """Whether a server (``https://HOST``) is GitHub's own: github.com, or a tenant's of ghe.com."""
    host = server.partition("://")[2].lower()
    return host == "github.com" or host.endswith(".ghe.com")


def api_of(server: str) -> str:
    """The root of a server's API."""
    scheme, _, host = server.partition("://")
    return f"{scheme}://api.{host}" if in_the_cloud(server) else f"{server}/api/v3"


def server_of(api: str) -> str:
    """The server that an API's root belongs to."""
    parts = urlsplit(api)
    host = parts.netloc
    bare = host.removeprefix("api.")
    cloud = bare != host and in_the_cloud(f"https://{bare}")
    return f"{parts.scheme}://{bare if cloud else host}"

"""How the stand-in registers an App from a manifest, and what it tells the App of itself.

https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
https://docs.github.com/en/rest/apps
"""

from __future__ import annotations

import html
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from tests.forge.wire import Answer, Call, Problem

if TYPE_CHECKING:
    from tests.forge.api import Api

_HOUR = 3600
_KNOWN_PERMISSIONS = frozenset(
    ("metadata", "checks", "contents", "issues", "merge_queues", "pull_requests", "statuses")
)
_KNOWN_EVENTS = frozenset(
    ("pull_request", "issue_comment", "check_run", "check_suite", "status", "merge_group")
)


@dataclass
class Apps:
    """What there is to know of the App. ``hook`` is its webhook as GitHub shows it, ``installations`` where it is
    installed; ``registrations`` are manifests that were confirmed, by their code, with the time of it."""

    private_key: str = ""
    webhook_secret: str = ""
    name: str = "As-Built"
    events: list[str] = field(default_factory=lambda: sorted(_KNOWN_EVENTS))
    hook: dict[str, Any] = field(default_factory=dict)
    installations: list[dict[str, Any]] = field(default_factory=list)
    registrations: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)


def _new(api: Api, call: Call, organisation: str | None = None) -> Answer:
    """GitHub's page that shows what is to be registered and has it confirmed."""
    form = dict(parse_qsl(call.body.decode()))
    manifest = json.loads(form["manifest"])
    _check(manifest)
    hidden = {"manifest": form["manifest"], "state": call.query.get("state", "")}
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in hidden.items()
    )
    owner = organisation or "your account"
    body = (
        f'<!doctype html><title>Create GitHub App</title><h1>Create GitHub App for {html.escape(owner)}</h1><form method="post" '
        f'action="/settings/apps">{inputs}<input name="name" value="{html.escape(manifest["name"])}">'
        "<button>Create GitHub App</button></form>"
    )
    return Answer(200, body.encode(), {"content-type": "text/html; charset=utf-8"})


def _check(manifest: dict[str, Any]) -> None:
    unknown = set(manifest.get("default_permissions", {})) - _KNOWN_PERMISSIONS
    unknown |= set(manifest.get("default_events", ())) - _KNOWN_EVENTS
    if unknown or not manifest.get("url") or not manifest.get("hook_attributes", {}).get("url"):
        raise Problem(422, f"Invalid GitHub App configuration: {sorted(unknown)}")


def _create(api: Api, call: Call) -> Answer:
    form = dict(parse_qsl(call.body.decode()))
    manifest = json.loads(form["manifest"]) | {"name": form["name"]}
    code = secrets.token_hex(20)
    api.apps.registrations[code] = (time.time(), manifest)
    back = f"{manifest['redirect_url']}?{urlencode({'code': code, 'state': form['state']})}"
    return Answer(302, None, {"location": back})


def _convert(api: Api, call: Call, code: str) -> Answer:
    made, manifest = api.apps.registrations.pop(code, (0.0, {}))
    if time.time() - made > _HOUR:
        raise Problem(404, "Not Found")
    slug = re.sub(r"[^a-z0-9]+", "-", manifest["name"].lower()).strip("-")
    api.apps.name = manifest["name"]
    api.apps.hook = {
        "url": manifest["hook_attributes"]["url"],
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": "********",
    }
    page = f"{api.root.removesuffix('/api/v3')}/apps/{slug}"
    told: dict[str, Any] = {
        "client_id": "Iv1.8a61f9b3a7aba766",
        "client_secret": "c" * 40,
        "webhook_secret": api.apps.webhook_secret,
    }
    told |= {"id": api.app_id, "slug": slug, "name": manifest["name"], "html_url": page}
    return Answer(201, told | {"pem": api.apps.private_key, "owner": {"login": "ada"}})


def _app(api: Api, call: Call) -> Answer:
    api.app(call)
    slug = api.apps.name.lower().replace(" ", "-")
    shown = {"id": api.app_id, "slug": slug, "name": api.apps.name, "html_url": f"{api.root}/apps/{slug}"}
    return Answer(200, shown | {"permissions": api.permissions, "events": api.apps.events})


def _hook(api: Api, call: Call) -> Answer:
    api.app(call)
    return Answer(200, api.apps.hook)


def _installations(api: Api, call: Call) -> Answer:
    api.app(call)
    return Answer(200, api.apps.installations)


def _meta(api: Api, call: Call) -> Answer:
    return Answer(200, {"verifiable_password_authentication": False})


ROUTES = (
    ("POST", r"/settings/apps/new", _new),
    ("POST", r"/organizations/([^/]+)/settings/apps/new", _new),
    ("POST", r"/settings/apps", _create),
    ("POST", r"/app-manifests/([^/]+)/conversions", _convert),
    ("GET", r"/app", _app),
    ("GET", r"/app/hook/config", _hook),
    ("GET", r"/app/installations", _installations),
    ("GET", r"/meta", _meta),
)

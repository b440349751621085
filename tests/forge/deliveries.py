"""The stand-in's webhook: deliveries are signed, recorded, may fail on the way, and are sent again when asked.

https://docs.github.com/en/rest/apps/webhooks,
https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.forge.pulls import paged
from tests.forge.wire import Answer, Call, Problem

if TYPE_CHECKING:
    from tests.forge.api import Api


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver. ``status`` is the receiver's, 0 if none answered."""

    id: int
    guid: str
    event: str
    body: bytes
    address: str
    status: int
    again: bool = False

    def shown(self) -> dict[str, Any]:
        """As GitHub lists it."""
        told = {"id": self.id, "guid": self.guid, "event": self.event, "redelivery": self.again}
        return told | {
            "status": "OK" if 200 <= self.status < 400 else "failed",
            "status_code": self.status,
            "action": json.loads(self.body).get("action"),
        }


def signed(secret: str, app: int, event: str, guid: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/044aadd",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid,
        "X-GitHub-Hook-Installation-Target-ID": str(app),
        "X-Hub-Signature-256": f"sha256={digest}",
    }


def sent(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Sends a delivery; the status of the answer, or 0 without one."""
    request = urllib.request.Request(address, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


def _list(api: Api, call: Call) -> Answer:
    api.app(call)
    wanted = call.query.get("status")
    found = [
        each.shown()
        for each in reversed(api.deliveries)
        if wanted is None or (wanted == "success") == (200 <= each.status < 400)
    ]
    return paged(api, call, found)


def _attempt(api: Api, call: Call, number: str) -> Answer:
    api.app(call)
    found = next((each for each in api.deliveries if each.id == int(number)), None)
    if found is None:
        raise Problem(404, "Not Found")
    headers = signed(api.apps.webhook_secret, api.app_id, found.event, found.guid, found.body)
    status = sent(found.address, found.body, headers)
    api.deliveries.append(
        Delivery(api.next_number(), found.guid, found.event, found.body, found.address, status, again=True)
    )
    return Answer(202, {})


ROUTES = (
    ("GET", r"/app/hook/deliveries", _list),
    ("POST", r"/app/hook/deliveries/(\d+)/attempts", _attempt),
)

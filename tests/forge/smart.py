"""The stand-in's git over HTTPS: git's own server, behind the stand-in's tokens.

https://git-scm.com/docs/git-http-backend
"""

from __future__ import annotations

import base64
import os
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.forge.wire import Answer, Call, Problem

if TYPE_CHECKING:
    from tests.forge.api import Api


def serve(api: Api, call: Call, name: str, path: str) -> Answer:
    """What git's server answers to a call for a repository, if the call's token may read it."""
    kind, _, given = call.headers.get("authorization", "").partition(" ")
    user, _, token = base64.b64decode(given).decode().partition(":") if kind == "Basic" else ("", "", "")
    found = api.repositories.get(name)
    known = api.tokens.get(token)
    if found is None or known is None or user != "x-access-token" or "contents" not in known.permissions:
        raise Problem(401, "Authentication failed", www_authenticate='Basic realm="GitHub"')
    if known.repositories is not None and found.id not in known.repositories:
        raise Problem(404, "Not Found")
    variables = {
        "GIT_PROJECT_ROOT": str(found.git.path),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "uploadpack.allowFilter",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_CONFIG_KEY_1": "uploadpack.allowAnySHA1InWant",
        "GIT_CONFIG_VALUE_1": "true",
        "GIT_PROTOCOL": call.headers.get("git-protocol", ""),
        "PATH": os.environ["PATH"],
        "PATH_INFO": f"/{path}",
        "QUERY_STRING": urlencode(call.query),
        "REQUEST_METHOD": call.method,
        "CONTENT_TYPE": call.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(call.body)),
        "HTTP_CONTENT_ENCODING": call.headers.get("content-encoding", ""),
    }
    done = subprocess.run(
        ["git", "http-backend"], input=call.body, capture_output=True, check=True, env=variables
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return Answer(int(headers.pop("Status", "200").split()[0]), body, headers)


ROUTES = (
    ("GET", r"/([^/]+/[^/]+)\.git/(info/refs)", serve),
    ("POST", r"/([^/]+/[^/]+)\.git/(git-upload-pack)", serve),
)

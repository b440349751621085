"""Routes by the file that serves them: "GET: recent messages" below `app/api/chat/route.ts`.

Next.js serves what such a file exports at the path of its folder (https://nextjs.org/docs/app/api-reference/file-conventions/route),
and a file below ``pages/api`` at its own (https://nextjs.org/docs/pages/building-your-application/routing/api-routes).
"""

from __future__ import annotations

import re

from checks.claims import _routes, _subjects
from checks.documents.model import Document, Statement
from checks.patterns import regex

_VERB = regex(
    r"^\W{0,3}(?P<verb>GET|POST|PUT|PATCH|DELETE)(?:\s(?:handler|method|request|endpoint))?[`*]{0,3}(?:\s?[:–—]\s|\s-\s|\s?(?:→|->)\s)"
)
_ROUTE_FILE = regex(
    r"(?:^|/)(?:app/(?P<folder>(?:[^/\n]{1,100}/){1,12})route\.[jt]sx?|pages/(?P<file>api/[^\n]{1,200}?)(?:/index)?\.[jt]sx?)$"
)
_GROUP = regex(r"\(.*\)|@.*")
"""Folders that no address shows: https://nextjs.org/docs/app/api-reference/file-conventions/route-groups"""


def told(document: Document, statement: Statement) -> list[tuple[str, str]]:
    """(method, path) of an item that begins with a method and stands below one file that serves a route."""
    verb = _VERB.match(statement.plain) if statement.kind == "item" else None
    if verb is None or re.search(r"[\s`(]/\w", statement.plain):
        return []
    file = _subjects.file_above(document, statement) or _subjects.file_of_heading(statement)
    found = _ROUTE_FILE.search(file.path) if file is not None else None
    if found is None:
        return []
    parts = [p for p in (found["folder"] or found["file"]).split("/") if p and not _GROUP.fullmatch(p)]
    path = _routes.written("/" + "/".join(parts))
    return [] if path is None else [(verb["verb"], path)]

"""Whether a route that a document names is one that its code asks for, not one that it serves.

A section about a file of a client ("**Orders** (`services/orders.ts`)") lists what that file asks: the server may be
another program. The code itself shows it: that file, or one that it imports, writes the route's path as a text, and
declares no route.
"""

from __future__ import annotations

from checks.claims import Ground, _files
from checks.model import Claim
from checks.patterns import regex

_NEAR = 3
"""Files that are named nearest to a claim."""
_PREFIX = regex(r"^/(?:(?:api|v\d{1,2})/){0,3}")


def asked_in(claim: Claim, ground: Ground) -> str | None:
    """The file that asks for a missing route: one that the words around it name, or that such a file imports; or None."""
    project, tree = ground.project, ground.snapshot.tree
    serving = {r.place.path for r in project.routes} | {r.place.path for r in project.routers}
    fixed = str(claim.subject["path"]).split("{")[0].rstrip("/") + "/"
    bare = _PREFIX.sub("", fixed).rstrip("/")  # where the base is kept need not be where the rest is
    for name in claim.about[:_NEAR] if bare else ():
        path = _files.find(name, claim.document, tree).path
        if path is None or path not in project.facts or path in serving:
            continue
        imports = project.facts[path].passed.imports
        taken = (project.module(path, one.module) for one in imports)
        for each in (path, *(target for target in taken if target is not None and target not in serving)):
            if _writes(bare, _files.text_of(each, ground.snapshot) or ""):
                return each
    return None


def _writes(bare: str, text: str) -> bool:
    """Whether code writes a path as a text, whole or the start or end of one."""
    return any(f"{mark}/{bare}" in text or f"/{bare}{mark}" in text for mark in "\"'`")

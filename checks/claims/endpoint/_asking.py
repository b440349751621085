"""Whether a route that a document names is one that its code asks for, not one that it serves.

A section about a file of a client ("**Orders** (`services/orders.ts`)") lists what that file asks: the server may be
another program. The code itself shows it: that file, or one that it imports, writes the route's path as a text, and
declares no route. So does any file that puts the path behind an address that it only knows when it runs.
"""

from __future__ import annotations

from checks.claims import Ground, _files
from checks.model import Claim
from checks.patterns import regex

_NEAR = 3
"""Files that are named nearest to a claim."""
_WORD = regex(r"[A-Za-z_]\w*")
_PREFIX = regex(r"^/(?:(?:api|v\d{1,2})/){0,3}")


def asked_in(claim: Claim, ground: Ground) -> str | None:
    """The file that asks for a missing route: one that the words around it name, or that such a file imports, or
    that sends to an address ending in it; or None."""
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
    return _sent_from(bare, serving, ground) if bare else None


def _sent_from(bare: str, serving: set[str], ground: Ground) -> str | None:
    """A file that puts a path behind what it knows of another program's address: ``f"{tables}/{name}/rows"``."""
    words = _WORD.findall(bare)
    for path in _files.holding(words[-1], ground.project) if words else ():
        text = "" if path in serving else _files.text_of(path, ground.snapshot) or ""
        if any(f"}}/{bare}{mark}" in text for mark in "\"'`"):
            return path
    return None


def _writes(bare: str, text: str) -> bool:
    """Whether code writes a path as a text, whole or the start or end of one."""
    return any(f"{mark}/{bare}" in text or f"/{bare}{mark}" in text for mark in "\"'`")

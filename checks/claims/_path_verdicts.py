"""What the tree and the change make of a path that a document names."""

from __future__ import annotations

import re

from checks.claims import Ground, _files, _paths
from checks.model import Claim, Place, Verdict
from checks.patterns import regex

DRAWN = 60
"""Entries of a drawing that are looked at on either side."""
FEW = 3
"""A drawing of fewer entries shows nothing about itself."""
# What bundlers put into the names of what they make: https://vite.dev/guide/build#load-error-handling
_HASHED = regex(r"[-.](?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,20}\.(?:[cm]?js|css|map|woff2?|chunk\.js)$")


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks the path up in the tree, and in the change where the claim speaks of it."""
    tree = _files.tree_at(ground, claim.when)
    path = str(claim.subject["path"])
    if tree is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    found = meant(path, claim, ground)
    if found is None:
        return Verdict("unverifiable", f"The tree that `{path}` is drawn in is not this repository's.")
    if claim.polarity == "absent":
        return _judge_absent(path, found)
    role = claim.subject.get("role", "exists")
    if role == "removed":
        return _judge_removed(path, found, ground)
    if found.path is None:
        if role == "modified" and path in (ground.snapshot.base_tree or ()):
            return Verdict(
                "unverifiable",
                f"`{path}` was there before this change, which takes it away or calls it otherwise.",
            )
        if _drawn_elsewhere(claim, ground):
            return Verdict(
                "unverifiable", f"Nothing of the tree that `{path}` is drawn in is in this repository."
            )
        if (folder := _ignored_in(path, claim, ground)) is not None:
            return Verdict("unverifiable", f"Git ignores `{folder}{path}`, which it may be.")
        if folder := _ignored_around(claim, ground):
            return Verdict("unverifiable", f"It stands below `{folder}`, of which git holds nothing.")
        return _judge_missing(path, claim.document, found, ground, drawn=_is_drawn(claim, ground))
    place = Place(found.path)
    if role in ("added", "modified") and claim.when == "head":
        return _judge_change(found.path, str(role), ground)
    return Verdict("supported", f"`{found.path}` is in the tree.", (place,))


def of_pattern(pattern: str, claim: Claim, ground: Ground) -> Verdict:
    """The verdict on files given as a pattern ("schemas/*.json"): there, where one of them is."""
    first, *inner, last = map(re.escape, re.split(r"\*{1,2}", _paths.relative(pattern).strip("/")))
    between = "".join(
        f"(?>[^/]*?{part})" for part in inner
    )  # the first place that fits is never the wrong one
    wanted = re.compile(rf"(?:.{{0,200}}/)?{first}{between}[^/]*{last}")
    found = next(
        (path for path in sorted(_files.tree_at(ground, claim.when) or ()) if wanted.fullmatch(path)), None
    )
    if found is None:
        return Verdict("unverifiable", f"No file of the tree is called like `{pattern}`.")
    return Verdict("supported", f"`{found}` is in the tree.", (Place(found),))


def _ignored_in(path: str, claim: Claim, ground: Ground) -> str | None:
    """The folder named around a bare name in which git would ignore it, or None."""
    near = (n for n in claim.about[:5] if n.endswith("/") and not n.startswith("/"))
    return next((n for n in near if "/" not in path and ground.snapshot.ignored(n + path)), None)


def _ignored_around(claim: Claim, ground: Ground) -> str | None:
    """The folder that the item above a bare name names, if what stands in it comes into being at run time only."""
    document, name = ground.documents.get(claim.document), str(claim.subject["path"])
    at = document.first_from(claim.line) if document else 0
    if document is None or "/" in name or at >= len(document.statements):
        return None
    above = (document.statements[parent] for parent in document.statements[at].parents[-1:])
    folders = (mention.path for each in above for mention in _paths.of(each) if mention.path.endswith("/"))
    return next((folder for folder in folders if _files.runtime(folder + name, ground.snapshot)), None)


def _is_drawn(claim: Claim, ground: Ground) -> bool:
    """Whether a claim is an entry of a drawn tree."""
    document = ground.documents.get(claim.document)
    at = document.first_from(claim.line) if document else 0
    fence = document.statements[at].fence if document and at < len(document.statements) else None
    return fence is not None and fence.shows == "tree"


def _drawn_elsewhere(claim: Claim, ground: Ground) -> bool:
    """Whether a missing path is drawn in a tree of which nothing at all is in the repository."""
    document = ground.documents.get(claim.document)
    if document is None or not _is_drawn(claim, ground):
        return False
    at = document.first_from(claim.line)
    fence = document.statements[at].fence
    drawn = [s for s in document.statements[max(0, at - DRAWN) : at + DRAWN] if s.fence == fence and s.path]
    tree = _files.tree_at(ground, claim.when) or {}
    return len(drawn) >= FEW and not any(_files.find(s.path, claim.document, tree).path for s in drawn)


def meant(path: str, claim: Claim, ground: Ground) -> _files.Found | None:
    """What the claim's path means; ``*.bak`` is any file that ends so."""
    tree = _files.tree_at(ground, claim.when) or {}
    if path.startswith("*."):
        return _files.Found(next((p for p in sorted(tree) if p.endswith(path[1:])), None))
    root = (
        claim.about[0]
        if claim.about and path.startswith(claim.about[0]) and claim.about[0].endswith("/")
        else ""
    )
    return _files.in_drawing(path, root, claim.document, tree, claim.about)


def _judge_absent(path: str, found: _files.Found) -> Verdict:
    if found.path is not None:
        return Verdict("refuted", f"`{found.path}` is in the tree.", (Place(found.path),))
    return Verdict("supported", f"Nothing in the tree is named `{path}`.", (Place(path, missing=True),))


def _judge_removed(path: str, found: _files.Found, ground: Ground) -> Verdict:
    exact = found.path is not None and found.path.rstrip("/").endswith(_paths.relative(path).strip("/"))
    changes = ground.snapshot.changes or ()
    gone = [
        c for c in changes if (c.status == "removed" and _same(c.path, path)) or _same(c.previous or "", path)
    ]
    removed = (gone[0].previous or gone[0].path) if gone else _emptied(path, ground)
    if removed:
        return Verdict("supported", f"This change removes `{removed}`.", (Place(path, missing=True),))
    if found.path is not None and exact and found.path.rstrip("/") != _paths.relative(path).strip("/"):
        return Verdict(
            "unverifiable", f"`{found.path}` is in the tree; it need not be the one.", (Place(found.path),)
        )
    if found.path is not None and exact:
        return Verdict("refuted", f"`{found.path}` is still in the tree.", (Place(found.path),))
    return Verdict("supported", f"Nothing in the tree is named `{path}`.", (Place(path, missing=True),))


def _emptied(path: str, ground: Ground) -> str:
    """The first folder of a name of which this change leaves nothing, wherever it lay, or nothing."""
    name = _paths.relative(path).strip("/")
    if not path.endswith("/") or not name:
        return ""
    left = {_folder_named(name, p) for p in ground.snapshot.tree}
    changes = ground.snapshot.changes or ()
    emptied = (_folder_named(name, c.path) for c in changes if c.status == "removed")
    return next((folder for folder in emptied if folder and folder not in left), "")


def _folder_named(name: str, path: str) -> str:
    """The outermost folder of a name that a path lies in, or nothing."""
    before, found, _ = f"/{path}".partition(f"/{name}/")
    return f"{before}/{name}/".lstrip("/") if found else ""


def _same(changed: str, named: str) -> bool:
    return bool(changed) and _paths.ends_in(changed, named)


def _judge_missing(
    path: str, document: str, found: _files.Found, ground: Ground, *, drawn: bool = False
) -> Verdict:
    """Why a missing path refutes nothing, or the refutation. ``drawn``: it is an entry of a drawn tree, whose places are
    grouped for the reader as often as they are real."""
    if found.candidates:
        places = tuple(Place(p) for p in found.candidates[: _files.NAMED_CANDIDATES])
        names = ", ".join(f"`{p.path}`" for p in places)
        words = f"`{path}` could be any of {len(found.candidates)} files: {names}."
        return Verdict("unverifiable", words, places)
    hidden = _unseen(path, ground) or _made_later(path, document, ground)
    if hidden is not None:
        return hidden
    missing = Place(path, missing=True)
    if not found.elsewhere:
        return Verdict("refuted", f"There is no `{path}` in the tree.", (missing,))
    if drawn and not _paths.among(path, ground.snapshot.base_tree or ()):
        return Verdict(
            "unverifiable",
            f"`{path}` is drawn here; a file of that name is at `{found.elsewhere[0]}`.",
            (Place(found.elsewhere[0]), missing),
        )
    meant_instead = _files.likely(path, found.elsewhere)
    if not meant_instead:
        return Verdict("refuted", f"There is no `{path}` in the tree.", (missing,))
    words = f"There is no `{path}`; a file of that name is at `{meant_instead[0]}`."
    return Verdict("refuted", words, (missing, *(Place(p) for p in meant_instead)))


def _unseen(path: str, ground: Ground) -> Verdict | None:
    """Why a missing path may be where nothing here looks: in no commit, outside, in a submodule, in another repository."""
    if _files.runtime(path, ground.snapshot):
        return Verdict(
            "unverifiable", f"`{path}` would come into being at run time; git does not hold such files."
        )
    if _paths.outside(path):
        return Verdict("unverifiable", f"`{path}` lies outside the repository.")
    submodule = _files.unseen(path, ground.snapshot)
    if submodule is not None:
        return Verdict(
            "unverifiable", f"`{submodule}` is a submodule, which is not read.", (Place(submodule),)
        )
    other = _files.elsewhere(path, ground.project)
    if other is not None:
        return Verdict(
            "unverifiable", f"There is no `{path}` in the tree, but {other}.", (Place(path, missing=True),)
        )
    return None


def _made_later(path: str, document: str, ground: Ground) -> Verdict | None:
    """Why a missing path may come into being by what is there: the code writes it, the document is it, a build makes it."""
    if _HASHED.search(path):
        return Verdict("unverifiable", f"`{path}` bears the mark of a build, which makes it anew each time.")
    if _files.written(path, ground.project):
        return Verdict("unverifiable", f"The code names `{path}`: it would come into being at run time.")
    missing = Place(path, missing=True)
    if path.rsplit("/", 1)[-1] == document.rsplit("/", 1)[-1]:
        return Verdict("unverifiable", f"`{path}` may be this document.", (Place(document), missing))
    loader = _files.loaded(path, ground.project)
    if loader is not None:
        return Verdict(
            "unverifiable", f"`{loader}` loads `{path}`, which a build may make.", (Place(loader), missing)
        )
    return None


def _judge_change(path: str, role: str, ground: Ground) -> Verdict:
    """A file that is there, and what this change did to it."""
    changes, place = ground.snapshot.changes, Place(path)
    if changes is None or path.endswith("/"):
        return Verdict("supported", f"`{path}` is in the tree.", (place,))
    change = next((c for c in changes if c.path == path), None)
    if change is None:
        return Verdict(
            "unverifiable",
            f"`{path}` is there; this change does not touch it, an earlier one may have.",
            (place,),
        )
    if role == "added" and change.status == "modified":
        return Verdict(
            "unverifiable",
            f"`{path}` was there before this change; an earlier one may have added it.",
            (place,),
        )
    return Verdict("supported", f"`{path}` is {change.status} in this change.", (place,))

"""Which file a code-reference means, and whether what it names stands in another one."""

from __future__ import annotations

import re

from checks.claims import Ground, _files, _paths, _snippets, _standing, _subjects, _values
from checks.model import Claim, Place, Verdict


def says_file(claim: Claim, path: str, ground: Ground) -> bool:
    """Whether the claim's own words, or what its list hangs on, name the file."""
    if path.rsplit("/", 1)[-1] in claim.text:
        return True
    document = ground.documents.get(claim.document)
    said = _subjects.said(claim, document)
    above = None if document is None or said is None else _subjects.file_above(document, said)
    return above is not None and above.path == path


def elsewhere(claim: Claim, ground: Ground) -> Place | None:
    """Another file of the project that holds the name, or the snippet."""
    symbol, snippet = claim.subject.get("symbol"), str(claim.subject.get("snippet") or "")
    words = re.findall(r"[A-Za-z_$][\w$]*", re.sub(r"\(.*", "", str(symbol)) if symbol else snippet)
    telling = words[-1] if symbol and words else max(words, key=len, default="")
    for path in _files.holding(telling, ground.project):
        lines = (_files.text(path, ground, claim.when) or "").split("\n")
        if symbol and (at := _snippets.lines_of(str(symbol), lines)):
            return Place(path, at[0])
        if snippet and _snippets.compare(snippet, lines).share >= _snippets.HELD:
            return Place(path)
        if snippet and "\n" not in snippet and (found := _snippets.holds_text(snippet, lines)):
            return Place(path, found)
    return None


def meant(path: str, found: _files.Found) -> tuple[str, ...]:
    """The files that a name may mean: the one found first, then the others of a bare name."""
    files = [found.path] if found.path else []
    if "/" not in path.strip("/"):
        files += [c for c in found.candidates if c != found.path]
    return tuple(f for f in files if not f.endswith("/"))[:20]


def judge_missing(path: str, claim: Claim, found: _files.Found, ground: Ground) -> Verdict:
    if found.candidates or (found.path or "").endswith("/"):
        places = tuple(Place(c) for c in found.candidates[: _files.NAMED_CANDIDATES])
        return Verdict("unverifiable", f"`{path}` may be any of {len(found.candidates)} files.", places)
    if (
        _paths.outside(path)
        or _files.runtime(path, ground.snapshot)
        or _files.unseen(path, ground.snapshot)
        or _files.elsewhere(path, ground.project)
        or _files.loaded(path, ground.project)
    ):
        return Verdict("unverifiable", f"`{path}` is not in the repository.", (Place(path, missing=True),))
    if claim.polarity == "absent":
        return Verdict("supported", f"There is no `{path}` in the tree.", (Place(path, missing=True),))
    if path in str(claim.subject.get("snippet", "")).split("\n", 1)[0] and not claim.subject.get("lines"):
        return Verdict(
            "unverifiable", f"The block may be a sketch of `{path}`.", (Place(path, missing=True),)
        )
    places = (Place(path, missing=True), *(Place(p) for p in _files.likely(path, found.elsewhere)))
    if not says_file(claim, path, ground):
        return Verdict(
            "unverifiable", f"There is no `{path}`; whether it is the file meant is not said.", places
        )
    return Verdict("refuted", f"There is no `{path}` in the tree.", places)


def judge_file(path: str, claim: Claim, ground: Ground) -> Verdict:
    """What one file says."""
    text = _files.text(path, ground, claim.when)
    if text is None or "\0" in text[:8000]:
        return Verdict("unverifiable", f"`{path}` could not be read.", (Place(path),))
    lines = text.split("\n")
    value = str(claim.subject.get("snippet") or "")
    if not claim.subject.get("lines") and _values.is_value(value):
        return _judge_value(path, value, lines)
    return _standing.judge(path, claim, lines)


def _judge_value(path: str, value: str, lines: list[str]) -> Verdict:
    """A value: where it is set it is supported; it may be set elsewhere, or under a name that says nothing."""
    at = _values.place(value, lines)
    if at is None:
        return Verdict("unverifiable", f"No line of `{path}` is seen to set “{value}”.", (Place(path),))
    return Verdict("supported", f"`{path}` sets “{value}”.", (Place(path, at),))


def handed_on(claim: Claim, path: str, ground: Ground) -> Place | None:
    """A file of the project that a file imports from and that holds the name that is said to stand there."""
    name, facts = str(claim.subject.get("symbol") or ""), ground.project.facts.get(path)
    if facts is None or claim.polarity == "absent" or not re.fullmatch(r"[A-Za-z_]\w*(?:\(\))?", name):
        return None
    holders = _files.holding(name.removesuffix("()"), ground.project)
    taken = (ground.project.module(path, one.module) for one in facts.outline.imports)
    found = next((target for target in taken if target is not None and target in holders), None)
    return None if found is None else Place(found)

"""`cleanliness`: nothing of a kind is left: no mock data, no TODOs, no duplicates; or the contrary."""

from __future__ import annotations

from collections.abc import Iterator

from checks.claims import Ground, _absence, _files, _paths, _subjects
from checks.claims.cleanliness import _left, _left_where, _leftovers
from checks.documents.model import Document, Statement
from checks.model import Claim, Place, Verdict
from checks.patterns import regex

KIND = "cleanliness"

_WHOLE = regex(r"(?i)^\W*(?:overall|grade|total|status|summary|all|code(?:base)?|project|system|quality)\b")


_FEW = 3  # places: so many lines are no longer something beside what was cleaned


def find(document: Document) -> Iterator[Claim]:
    """What a document says is left over in the code, or is not."""
    seen: set[tuple[int, str, bool]] = set()
    for statement in _subjects.reports(document):
        for left in _leftovers.of(statement):
            key = (statement.line, left.group, left.absent)
            if key not in seen:
                seen.add(key)
                subject = {"what": left.what, "scope": _scope(document, statement, left.group)}
                yield _subjects.claim(document, statement, KIND, subject, absent=left.absent)


def _scope(document: Document, statement: Statement, group: str) -> str | None:
    """The file or folder that a statement speaks of, or the words for a part: a row's first cell."""
    if statement.kind == "tree":
        return statement.path or None
    own = _paths.of(statement)
    if own:
        return own[0].path
    above = _subjects.file_above(document, statement) or (
        _subjects.labelled_before(document, statement) if statement.kind != "heading" else None
    )
    if above is not None:
        return above.path
    if statement.kind == "row" and statement.cells and not _WHOLE.match(statement.cells[0].plain):
        first = statement.cells[0].plain.strip()
        return first if 2 < len(first) < 60 and _leftovers.group_of(first) == "other" else None
    headed = [m for h in statement.headings[-1:] for m in _paths.mentions(h.plain)]
    return headed[0].path if headed and group != "only" else None


# --- judging -------------------------------------------------------------------------------------


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks for what is left in the files of the scope: findings, comments, calls, entries."""
    if claim.when == "base":
        return Verdict("unverifiable", "What was left before the change is not looked for.")
    scope = claim.subject.get("scope")
    paths = _within(str(scope), claim, ground) if scope else None
    if paths == ():
        return Verdict("unverifiable", f"There is no `{scope}`.", (Place(str(scope), missing=True),))
    left = _left.of(str(claim.subject["what"]), claim, ground, paths)
    if left is None:
        return Verdict("unverifiable", "Nothing in the tree could show it either way.")
    where = f" in `{scope}`" if scope and paths is not None else ""
    if claim.polarity == "present":
        return _judge_present(left, where)
    if left.places and paths is None:
        return _judge_whole(claim, ground, left)
    if left.places:
        return Verdict("refuted", f"{left.words[:1].upper()}{left.words[1:]} left{where}.", left.places[:5])
    unread = _unread(ground, paths)
    if unread:
        return Verdict(
            "unverifiable", f"None was found{where}, but not everything could be read.", unread[:3]
        )
    if left.vague:
        return Verdict("unverifiable", f"None was found{where}; whether nothing is left cannot be told.")
    return Verdict(
        "supported", f"Nothing of the kind is left{where}.", tuple(Place(p) for p in (paths or ())[:3])
    )


def _judge_whole(claim: Claim, ground: Ground, left: _left.Left) -> Verdict:
    """What is left somewhere refutes what is said of the whole, or of the part that the document is of."""
    if not claim.subject.get("scope") and not _left_where.speaks_of_all(
        claim, ground.documents.get(claim.document)
    ):
        return Verdict("unverifiable", "It may say so of what its heading names alone.", left.places[:3])
    meant = _left_where.within(claim.document, left.places, ground)
    if not meant:
        return Verdict("unverifiable", "None was found in the part that the document stands in.")
    if len(meant) < _FEW and _leftovers.group_of(str(claim.subject["what"])) != "mock":
        words = f"{left.words[:1].upper()}{left.words[1:]} left, which need not be of what was cleaned."
        return Verdict("unverifiable", words, meant)
    words = left.words if len(meant) == len(left.places) else "something of the kind is"
    return Verdict("refuted", f"{words[:1].upper()}{words[1:]} left.", meant[:5])


def _judge_present(left: _left.Left, where: str) -> Verdict:
    if left.places:
        return Verdict(
            "supported", f"{left.words[:1].upper()}{left.words[1:]} there{where}.", left.places[:5]
        )
    return Verdict("unverifiable", f"Nothing shows it{where}; it may be there all the same.")


def _within(scope: str, claim: Claim, ground: Ground) -> tuple[str, ...] | None:
    """The files of a scope: of a path, none where it does not exist; None for words that name no path."""
    if not _paths.looks_like_path(scope, True):
        return None
    found = _files.find(scope, claim.document, ground.snapshot.tree, claim.about)
    if found.path is None:
        return found.candidates
    if found.path.endswith("/"):
        return tuple(sorted(p for p in ground.snapshot.tree if p.startswith(found.path)))
    return (found.path,)


def _unread(ground: Ground, paths: tuple[str, ...] | None) -> tuple[Place, ...]:
    if paths is None:
        return tuple(Place(p) for p in _absence.unread_servers(ground.project))
    unread = set(ground.project.unread())
    return tuple(Place(p) for p in paths if p in unread)

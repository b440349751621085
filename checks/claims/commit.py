"""`commit`: a commit exists, perhaps with the subject that the document gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from checks.claims import Ground, _subjects
from checks.documents.model import Document, Statement
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.snapshot import Commit, Snapshot

KIND = "commit"

_SHA = r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}"
_LOGGED = regex(
    rf"^[^\w]{{0,6}}(?P<sha>{_SHA})[`*)\]]{{0,4}}(?:\s+[-–—:|]\s*|\s*:\s+|\s+)(?P<subject>\S.{{2,200}})$"
)
_NAMED = regex(
    rf"(?i)\b(?:commit(?:s|ted)?|sha|revision|head|merged (?:as|in)|fixed (?:in|by)|hash)\b(?:\s(?:hash|sha|id|is|at))?[\s:=(*`#]{{0,8}}(?P<sha>(?-i:{_SHA}))(?![\w-])"
)
_THIS = regex(r"(?i)^\W*this commit\W*$")
_TRAILER = regex(
    r"\s*\((?:latest|head|current|this|HEAD[^()]{0,60}|origin[^()]{0,60}|tag: [^()]{0,40})\)\s*$",
    re.IGNORECASE,
)
_ELSEWHERE = regex(
    r"(?i)://|@|\b(?:upstream|submodule|fork\w*|vendor\w*|before|previous\w*|squash\w*|rebas\w+|amend\w*|branch|other|"
    r"external|image|container|deploy\w*|build|version|release|local\w*|front-?ends?|back-?ends?|mobile)\b"
)
"""Words of a commit of another repository, of one that was rewritten, or of what is no commit of this history."""
_LABELLED = regex(
    rf"(?i)^\W*(?:[\w ]{{0,30}}\b(?:commits?|sha|hash|revision|head)\b[\w ]{{0,10}}\W{{1,8}})?(?-i:{_SHA})\b"
)
"""A line that gives a commit, rather than a sentence about one: "the fork has one commit more (1f3a9c2)"."""
_ASKED = 20
_SEVERAL = 3  # commits
_WORD = regex(r"[a-z0-9]{3,}")


def find(document: Document) -> Iterator[Claim]:
    """The commits that a document names."""
    for statement in document.statements:
        if statement.mood != "report" or (
            statement.fence is not None and statement.fence.shows in ("content", "tree")
        ):
            continue
        for sha, subject in _said(statement):
            yield _subjects.claim(document, statement, KIND, {"sha": sha, "subject": subject})


def _said(statement: Statement) -> Iterator[tuple[str, str | None]]:
    if statement.kind == "row":
        cells = [c for c in statement.cells if c.mood == "report"]
        at = next((c for c in cells if re.fullmatch(_SHA, c.plain.strip("` "))), None)
        if at is not None:
            said = [
                c.plain
                for c in cells
                if re.search(r"(?i)subject|message|description|title|commit|what|change", c.header)
                and c is not at
            ]
            yield at.plain.strip("` "), said[0] if said else None
        return
    logged = _LOGGED.match(statement.plain)
    if logged:
        yield logged["sha"], _TRAILER.sub("", logged["subject"]).strip()
        return
    if _THIS.match(statement.plain):
        yield "this commit", statement.headings[-1].plain if statement.headings else None
    yield from ((m["sha"], None) for m in _NAMED.finditer(statement.plain))


def ask(claims: Sequence[Claim], snapshot: Snapshot) -> Snapshot:
    """The snapshot with the commits that claims name and that are not among the ancestors at hand."""
    named = dict.fromkeys(str(claim.subject["sha"]) for claim in claims)
    unseen = [sha for sha in named if re.fullmatch(_SHA, sha) and _ancestor(sha, snapshot.commits) is None]
    if snapshot.source is None or not unseen:
        return snapshot
    return replace(snapshot, known=snapshot.source.commits(unseen[:_ASKED]))


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks among head's ancestors, then in the whole repository. What neither of them holds is refuted, unless another
    commit has its subject (it was rewritten) or another repository's may be meant."""
    sha, subject = str(claim.subject["sha"]), claim.subject.get("subject")
    commits = ground.snapshot.commits
    if sha == "this commit":
        return _judge_own(str(subject or ""), ground)
    found = _ancestor(sha, commits)
    where = "the repository, not among this head's ancestors" if found is None else "the history"
    found = found or ground.snapshot.known.get(sha)
    if found is None:
        alike = next((c for c in commits if subject and _plain(c.subject) == _plain(str(subject))), None)
        if alike is not None:
            return Verdict("unverifiable", f"No ancestor is {sha}; {alike.sha[:7]} has this subject.")
        if (
            sha in ground.snapshot.known
            and _names_others(claim, ground)
            and not _ELSEWHERE.search(claim.text)
            and _LABELLED.match(claim.text)
        ):
            return Verdict("refuted", f"The repository holds no commit {sha}.")
        return Verdict(
            "unverifiable", f"{sha} is not among the commits at hand; it may stand on another branch."
        )
    if subject and not _alike(str(subject), found):
        return Verdict("unverifiable", f"{sha} is in {where}, with the subject “{found.subject[:120]}”.")
    return Verdict("supported", f"{sha} is in {where}: “{found.subject[:120]}”.")


def _names_others(claim: Claim, ground: Ground) -> bool:
    """Whether of all the commits that a document names this one alone is missing, out of several: if more are, they are
    another repository's, or the history was written anew."""
    document, commits = ground.documents.get(claim.document), ground.snapshot.commits
    named = {str(each.subject["sha"]) for each in find(document)} if document is not None else set()
    held = {sha for sha in named if _ancestor(sha, commits or ()) or ground.snapshot.known.get(sha)}
    return len(held) >= _SEVERAL and named - held == {str(claim.subject["sha"])}


def _ancestor(sha: str, commits: Sequence[Commit]) -> Commit | None:
    return next((c for c in commits if c.sha.startswith(sha)), None)


def _judge_own(subject: str, ground: Ground) -> Verdict:
    """The commit that brought the document: what it is about is a matter of its files."""
    commits = ground.snapshot.commits
    if not commits:
        return Verdict("unverifiable", "The commits are not at hand.")
    words = set(_WORD.findall(subject.lower()))
    told = next((c for c in commits[:50] if len(words & set(_WORD.findall(c.subject.lower()))) > 1), None)
    if told is not None:
        return Verdict("supported", f"{told.sha[:7]} is in the history: “{told.subject[:120]}”.")
    return Verdict("unverifiable", "Which commit is meant is not said.")


def _plain(subject: str) -> str:
    return " ".join(_WORD.findall(subject.lower()))


def _alike(subject: str, commit: Commit) -> bool:
    """Whether a document's words for a commit are those of its subject, perhaps shortened."""
    said, real = set(_WORD.findall(subject.lower())), set(_WORD.findall(commit.subject.lower()))
    return not said or not real or bool(said & real)

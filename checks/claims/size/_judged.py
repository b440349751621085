"""A stated size against what was measured: of a file, of a name that several files have, of the whole work."""

from __future__ import annotations

import re

from checks.claims import Ground, _files, _paths
from checks.claims.size._measured import Measured, holds, measure, written
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.link import Project

_WHOLE = regex(
    r"(?i)\b(?:total|overall|lines of code|lines added|code ?base|production(?:-ready)?|whole|entire|project)\b"
)
_LARGE = regex(r"\d[\d,.]{3,}|\d{1,5}k\b", re.IGNORECASE)
_SIDES = 2
"""From so many large numbers on, a line compares things, of which one may be another work."""


def judge(claim: Claim, path: str, measured: Measured) -> Verdict:
    """Compares a measured size with the stated one."""
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    place = Place(path, count=measured.lines)
    words = f"`{path}` has {measured.lines:,} lines, {measured.code:,} of them code"
    if any(holds(stated, how, lines) for lines in (measured.lines, measured.code, *measured.source)):
        return Verdict("supported", words + ".", (place,))
    return Verdict("refuted", f"{words}, not {written(stated, how)}.", (place,))


def judge_ambiguous(claim: Claim, found: _files.Found, project: Project) -> Verdict:
    """A name that no file has, or that several files have: any that fits supports the size."""
    path = str(claim.subject["path"])
    if not found.candidates and path.endswith("/"):
        missing = Place(path, missing=True)
        return Verdict("unverifiable", f"There is no folder `{path}`; it may be a caption.", (missing,))
    if not found.candidates:
        if (
            _files.runtime(path, project.snapshot)
            or _paths.outside(path)
            or _files.unseen(path, project.snapshot)
            or _files.elsewhere(path, project)
        ):
            return Verdict(
                "unverifiable", f"`{path}` is not in the repository.", (Place(path, missing=True),)
            )
        if found.elsewhere:
            missing, other = Place(path, missing=True), Place(found.elsewhere[0])
            words = f"There is no `{path}`; a file of that name is at `{other.path}`, and may be meant."
            return Verdict("unverifiable", words, (other, missing))
        words = f"How long `{path}` is cannot be told: there is no such file in the tree."
        return Verdict("unverifiable", words, (Place(path, missing=True),))
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    measured = [(p, m) for p in found.candidates[:50] if (m := measure(p, project)) is not None]
    for name, size in measured:
        if holds(stated, how, size.lines) or holds(stated, how, size.code):
            return judge(claim, name, size)
    if len(measured) == 1:
        return judge(claim, *measured[0])
    places = tuple(Place(p, count=m.lines) for p, m in measured[: _files.NAMED_CANDIDATES])
    return Verdict(
        "unverifiable",
        f"{len(found.candidates)} files are named `{path}`; none has {written(stated, how)} lines.",
        places,
    )


def judge_scope(claim: Claim, ground: Ground, project: Project) -> Verdict:
    """A size of the whole work: only what cannot be, in the tree and in the change, is refuted."""
    stated, how = int(claim.subject["lines"]), str(claim.subject["comparator"])
    file = str(claim.subject.get("scope", "")).removeprefix("new in ").removeprefix("changed in ")
    gained = next((c.added for c in ground.snapshot.changes or () if c.path == file), None)
    if file != claim.subject.get("scope"):
        if gained is not None and holds(stated, how, gained):
            return Verdict(
                "supported", f"The change adds {gained:,} lines to `{file}`.", (Place(file, count=gained),)
            )
        return Verdict(
            "unverifiable",
            f"How many lines are new in `{file}` is open: that depends on where one counts from.",
        )
    words = f"{claim.subject.get('scope', '')} {claim.text}"
    total = measure("", project) or Measured(0, 0, 0)
    added = sum(c.added for c in ground.snapshot.changes or ())
    if _WHOLE.search(words):
        for name, count in (
            ("The change adds", added),
            ("The code that was read has", total.lines),
            ("There are", total.code),
        ):
            if count and holds(stated, how, count):
                return Verdict(
                    "supported", f"{name} {count:,} lines.", (Place(claim.document, claim.line, count=count),)
                )
    largest = max(added, total.lines + _other_lines_bound(project))
    if how != "~" and stated > largest and len(_LARGE.findall(claim.text)) < _SIDES:
        return Verdict(
            "refuted",
            f"The whole tree has no more than {largest:,} lines.",
            (Place(claim.document, claim.line, count=largest),),
        )
    scope = claim.subject.get("scope", "the work")
    return Verdict(
        "unverifiable", f"Which files “{scope}” counts is not said, so their lines cannot be added up."
    )


def _other_lines_bound(project: Project) -> int:
    """No more lines than this stand in the files without facts: a line takes at least a byte."""
    return sum(e.size for p, e in project.snapshot.tree.items() if p not in project.facts)

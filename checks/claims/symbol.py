"""`symbol`: a function, class, table, metric or event of a name exists, without a file named for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.claims import (
    Ground,
    _defined,
    _files,
    _mentioned,
    _names,
    _paths,
    _spelled,
    _subjects,
)
from checks.claims._defined import DEFINES, Standing
from checks.documents.model import Document
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.link import Project

KIND = "symbol"

_ARGUMENTS = regex(r"\([^()]{1,200}\)$")
_CODED = regex(r"[A-Za-z0-9]_[A-Za-z0-9]|[a-z0-9][A-Z]")
_WORD = regex(r"[A-Z][a-z]+")
_TAKEN_AWAY = regex(
    r"(?i)\b(?:remov\w+|delet\w+|dropped|eliminat\w+|stripped|purged|replaced|got rid of|no longer|gone|cleaned)\b"
)
"""What is not there since a change, anywhere; what is only lacking may lack in the part that is spoken of."""
_SOURCE = regex(r"\.(?:py|[cm]?[jt]sx?|sql|prisma|vue|svelte|go|rs|rb|php|java|kt|cs|dart|swift|sol|html)$")
_RECORDED = regex(r"^[a-z][a-z0-9]*(?:[_.:][a-z0-9]+)+$")
"""Names as tables, columns, metrics and events have them: what a literal text defines."""


def find(document: Document) -> Iterator[Claim]:
    """The names that a document says are there, or are not."""
    for statement in _subjects.reports(document):
        for one in _names.of(document, statement):
            subject = {"name": _shown(one.name)}
            yield _subjects.claim(document, statement, KIND, subject, absent=one.absent)


def _shown(name: str) -> str:
    """A name as claims have it: what a call of it is given is left out."""
    return _ARGUMENTS.sub("()", name)


def unread(document: Document, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The names that a document mentions, below no file, where no claim holds them."""
    found = list(claims)
    for statement, name, _ in _mentioned.headed(document, found, below_file=False):
        subject = {"name": _shown(name), "role": _mentioned.ROLE}
        found.append(_subjects.claim(document, statement, KIND, subject))
        yield found[-1]
    for statement, name, _ in _mentioned.unread(document, found, below_file=False):
        yield _subjects.claim(document, statement, KIND, {"name": _shown(name), "role": _mentioned.ROLE})


def verify(claim: Claim, ground: Ground) -> Verdict:
    """Looks for a definition; a name that only stands somewhere is no proof either way."""
    return _mentioned.open_only(claim, _verdict(claim, ground))


def _verdict(claim: Claim, ground: Ground) -> Verdict:
    project = ground.project if claim.when == "head" else ground.base
    if project is None:
        return Verdict(
            "unverifiable", "It speaks of the state before the change, and there is no base to look at."
        )
    name = str(claim.subject["name"])
    found = _defined.standings(name, project)
    defined = tuple(s for s in found if _defines(s, name))
    if not found and (outside := _of_outside(claim, ground)):
        return Verdict("unverifiable", f"`{name}` may stand in `{outside}`, which is not in the repository.")
    return (
        _judge_absent(claim, name, defined, found, project)
        if claim.polarity == "absent"
        else _judge(name, defined, found, project)
    )


def _of_outside(claim: Claim, ground: Ground) -> str | None:
    """The file that the words around a name say it stands in, if the repository holds none such: that is told of the
    file, and says nothing of the name. Or None."""
    document = ground.documents.get(claim.document)
    near = list(claim.about[:1])
    said = None if near else _subjects.said(claim, document)
    if document is not None and said is not None:
        labelled = _subjects.labelled_before(document, said, anywhere=True)
        near = [labelled.path] if labelled is not None else []
    tree = ground.snapshot.tree
    sources = (path for path in near if _paths.outside(path) or _SOURCE.search(path))
    return next((path for path in sources if not _there(_files.find(path, claim.document, tree))), None)


def _there(found: _files.Found) -> bool:
    return bool(found.path or found.candidates or found.elsewhere)


def _defines(standing: Standing, name: str) -> bool:
    """Whether a standing makes a thing of that name be there: a definition, or the literal name of what is recorded."""
    recorded = standing.how in ("text", "key") and bool(_RECORDED.match(name) or "_" in name)
    return standing.how in DEFINES or recorded or (standing.how == "key" and len(_defined.parts(name)) > 1)


def _judge(
    name: str, defined: tuple[Standing, ...], found: tuple[Standing, ...], project: Project
) -> Verdict:
    if defined:
        place = defined[0].place
        return Verdict(
            "supported", f"`{name}` stands in `{place.path}`.", tuple(s.place for s in defined[:3])
        )
    if found:
        place = found[0].place
        return Verdict(
            "unverifiable", f"`{name}` is named in `{place.path}`, but nothing here defines it.", (place,)
        )
    held = _defined.worded(name, project) or _alike(name, project)
    if held:
        return Verdict(
            "unverifiable", f"`{name}` could stand in `{held[0].path}`, which is not read as code.", held[:3]
        )
    if len(_defined.parts(name)) > 1 and _defined.standings(_defined.parts(name)[-1], project):
        return Verdict("unverifiable", f"`{name}` cannot be told from other things of that name.")
    if not _CODED.search(name) or (written := _defined.written(name, project)):
        places = () if not _CODED.search(name) else written
        return Verdict(
            "unverifiable", f"No definition of `{name}` can be told from other uses of the word.", places[:3]
        )
    if _RECORDED.match(name) and not _keeps_tables(project):
        return Verdict("unverifiable", f"No schema is kept here that could hold `{name}`.")
    if inside := _spelled.in_names(_defined.parts(name)[-1], project):
        return Verdict(
            "unverifiable",
            f"`{name}` is a part of other names in `{inside[0]}`, and may be what they stand for.",
            tuple(Place(path) for path in inside),
        )
    if not any(True for _ in project.code()):
        return Verdict("unverifiable", "The tree holds no source code that could be read.")
    return Verdict(
        "unverifiable",
        f"Nothing in the tree defines or names `{name}`; it may be called otherwise, or stand elsewhere.",
    )


def _keeps_tables(project: Project) -> bool:
    """Whether the tree defines tables, so that one that is missing would have to be seen."""
    return any(facts.tables for facts in project.facts.values())


def _alike(name: str, project: Project) -> tuple[Place, ...]:
    place = _defined.of_file(name, project)
    return () if place is None else (place,)


def _judge_absent(
    claim: Claim, name: str, defined: tuple[Standing, ...], found: tuple[Standing, ...], project: Project
) -> Verdict:
    telling = bool(_CODED.search(name))
    there = [s for s in defined if project.production(s.place.path) or s.how in ("table", "column")]
    word = bool(_WORD.fullmatch(name))  # that one part has none of that name does not deny those of others
    sure = [s for s in there if telling or (s.how in ("function", "class", "table") and not word)]
    kept = any(s.how == "table" for s in sure) and bool(_RECORDED.match(name))
    if sure and not kept and not _TAKEN_AWAY.search(claim.text):
        return Verdict(
            "unverifiable",
            f"`{name}` stands in `{sure[0].place.path}`; where it lacks, or when, is not said.",
            tuple(s.place for s in sure[:3]),
        )
    if sure:
        place = sure[0].place
        return Verdict("refuted", f"`{name}` stands in `{place.path}`.", tuple(s.place for s in sure[:3]))
    used = [s for s in found if s.how == "use" and telling and project.production(s.place.path)]
    if used:
        return Verdict(
            "refuted", f"`{name}` is still named in `{used[0].place.path}`.", tuple(s.place for s in used[:3])
        )
    held = tuple(s.place for s in found[:3]) or _defined.worded(name, project) or _alike(name, project)
    if held:
        return Verdict(
            "unverifiable", f"`{held[0].path}` names `{name}`; that it is there cannot be told.", held[:3]
        )
    return Verdict("supported", f"Nothing in the tree defines or names `{name}`.")

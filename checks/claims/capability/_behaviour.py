"""Behaviour in plain words: shown by code that runs and that something calls, or not known."""

from __future__ import annotations

import msgspec

from checks.claims import Ground, _absence, _english, _files, _stems, _subjects
from checks.claims._sources import apart, sources
from checks.claims.capability import _found, _otherwise, _shams, _steps, _tooling, _uses, _written
from checks.claims.capability._grounding import Grounded
from checks.model import Claim, Verdict
from checks.patterns import regex
from checks.project.link import Project

_CONFIGURES = regex(r"\.config\.[cm]?[jt]s$|^(?:conftest|setup)\.py$")
_RAN = regex(
    r"(?i)\bsuccessful(?:ly)?\W*$|\b(?:fully|thoroughly|well|manually) tested\b|\bcorrectly\W*$|\bas expected\b|\bwithout (?:errors?|issues)\b"
)


def judge(claim: Claim, phrase: str, ground: Ground, project: Project) -> Verdict:
    """Behaviour in plain words: found in code that something calls, or not known."""
    if _RAN.search(phrase):
        return Verdict("unverifiable", "What a run showed is not to be seen in code.")
    if written := _written.in_code(phrase, claim.about, project):
        return Verdict("supported", f"It stands as written {_uses.where(written)}.", written)
    if faked := _shams.made_up(claim, phrase, ground, project):
        return _shams.refuted_by(faked, phrase)
    plain = _shams.OWN_WORDS.sub(" ", phrase)
    every = _found.look(plain if _stems.content(plain) else phrase, claim, ground, project)
    found = [g for g in every if _found.enough(g)]
    if not found and (other := _otherwise.found(claim, phrase, ground, project)):
        return other
    found = found or _by_half(phrase, claim, ground, project)
    if not found:
        return Verdict("unverifiable", "No code was found whose names and texts say this.")
    wired = [g for g in found if _found.good(g, project)]
    own = bool(_shams.OWN_WORDS.search(claim.text))
    good = wired if own else [g for g in wired if not _shams.at_code(g, phrase, ground.findings)]
    if wired and not own and (not good or _shams.named_after(wired[0], good)):
        sham = _shams.at_code(wired[0], phrase, ground.findings)[0]
        if not _plainly(wired[0], phrase):
            return Verdict(
                "unverifiable",
                f"{_uses.where((wired[0].place,))[3:]} may stand for it: {sham.message}",
                (wired[0].place,),
            )
        return _shams.refuted_by(sham, phrase)
    best = next((g for g in good if not _uses.is_unasked(sources(project), g.place)), None)
    if best is not None and (why := _loosely(best, plain, claim, ground, project)):
        return _otherwise.found(claim, phrase, ground, project) or Verdict("unverifiable", why, (best.place,))
    if best is not None:
        say = "Names and texts of code that runs say" if best.shows else "Code that runs says most of"
        return Verdict("supported", f"{say} this {_uses.where(best.places)}.", best.places)
    first = found[0]
    if _is_left_lying(first, found, plain, project):
        return _left_lying(first, phrase, claim)
    why = "nothing calls it" if sources(project).runs(first.place.path) else "nothing is seen to start it"
    open_ = Verdict(
        "unverifiable", f"Code speaks of it {_uses.where((first.place,))}, but {why}.", (first.place,)
    )
    return _otherwise.found(claim, phrase, ground, project) or open_


def _by_half(phrase: str, claim: Claim, ground: Ground, project: Project) -> list[Grounded]:
    """Where code shows one half of a phrase, the other being what it is said of: most of the phrase, never all of it."""
    for said, rest in _steps.halves(phrase):
        share = len(_stems.terms(said)) / len(_stems.terms(phrase))
        every = _found.look(said, claim, ground, project, beside=_stems.content(rest))
        if found := [g for g in every if g.shows and _found.good(g, project)]:
            return [
                msgspec.structs.replace(g, shows=False, likely=True, share=g.share * share) for g in found
            ]
    return []


def _left_lying(first: Grounded, phrase: str, claim: Claim) -> Verdict:
    """The verdict on what is called after a phrase and lies unused; open where the phrase may be said of something else."""
    where = (
        f"The code that is called after this stands {_uses.where(first.places[:1])}, and nothing calls it."
    )
    if any(first.place.path.endswith(path.lstrip("./")) for path in claim.about[:1]):
        where += " It may be said of what that file holds."
    elif _NAMED.match(phrase):
        where += f" It may say what `{phrase.partition(':')[0]}` holds."
    else:
        return Verdict("refuted", where, first.places[:1])
    return Verdict("unverifiable", where, first.places[:1])


_NAMED = regex(r"[a-z][a-z0-9_]*: ")
"""A name with what it is for behind it, such as a table's: "payments: Payment tracking"."""


def _is_left_lying(first: Grounded, found: list[Grounded], phrase: str, project: Project) -> bool:
    """Whether all code that could be meant is a function called after all of a phrase, in a file that is at work, which
    nothing calls."""
    words, function = _stems.terms(phrase), first.function
    if function is None or len(words) < 2 or not first.shows or project.library(first.place.path):
        return False
    own = _stems.stems(function.name)
    bears = all(not t.alike.isdisjoint(own) for t in words)
    return (
        bears
        and sources(project).runs(first.place.path)
        and not any(
            _found.called(g, project) and not _uses.is_unasked(sources(project), g.place) for g in found
        )
        and not apart(first.place.path, project)
        and not _absence.unread_servers(project)
    )


def _loosely(best: Grounded, phrase: str, claim: Claim, ground: Ground, project: Project) -> str | None:
    """Why code that has the words of a phrase need not be what is meant, or None."""
    words, where = _stems.content(phrase), _uses.where((best.place,))
    name = best.place.path.rsplit("/", 1)[-1]
    own = _stems.stems(best.function.name) if best.function else frozenset()
    if len(words) == 1 and len(phrase.split()) > 2 and not (best.titled or set(words) <= own):
        return f"One word of it stands {where}; that need not be this."
    configures = bool(_CONFIGURES.search(name))
    meant_so = configures and best.share >= 1 and _tooling.is_spoken_of(claim, _headings(claim, ground))
    if apart(best.place.path, project) and not (meant_so or best.near):
        return f"Its words stand {where}, a script of its own."
    if configures and not meant_so:
        return f"Its words stand {where}, which configures a tool."
    if claim.document in ground.documents and not _english.reads(ground.documents[claim.document]):
        return f"Some of its words stand {where}, but the document is in a language that is not read."
    meant = {
        found.path
        for about in claim.about[:1]
        if (found := _files.find(about, claim.document, project.snapshot.tree)).path in project.facts
    }
    if meant and best.place.path not in meant and best.share < 1 and not best.titled:
        return (
            f"Some of its words stand {where}, but not in `{min(str(m) for m in meant)}`, of which it speaks."
        )
    return None


def _headings(claim: Claim, ground: Ground) -> str:
    """The headings that a claim stands below, and what announces it."""
    document = ground.documents.get(claim.document)
    said = _subjects.said(claim, document) if document is not None else None
    if document is None or said is None:
        return ""
    above = [each.plain for each in _subjects.above(document, said)]
    return " ".join([*above[:1], *(heading.plain for heading in said.headings[-2:])])[:400]


def _plainly(found: Grounded, phrase: str) -> bool:
    """Whether code says all that a phrase does, most of it in its own name."""
    words = _stems.content(phrase)
    own = set(words) & _stems.stems(found.function.name if found.function else "")
    return found.share >= 1 and len(own) * 2 >= len(words) and bool(own & {words[-1], words[0]})

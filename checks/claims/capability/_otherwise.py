"""Behaviour in plain words that stands otherwise than in the names of code: in statements of a schema, under the names that
a claim quotes, in what code does without the document's words ("loading states": `isLoading`)."""

from __future__ import annotations

from checks.claims import Ground, _stems, _subjects
from checks.claims._catalogue import Named, meant
from checks.claims._sources import apart
from checks.claims.capability import _context, _grounding, _joined, _schema, _uses, _written
from checks.model import Claim, Place, Verdict
from checks.patterns import regex
from checks.project.link import Project

_SHOWN = 3
_SOLID = 0.6
_TELLS_NOTHING = regex(r"(?i)^(?:no|not|never|without|all|every)\b")


def found(claim: Claim, phrase: str, ground: Ground, project: Project) -> Verdict | None:
    """Support for a claim from what no name of code says in its words, or None."""
    document = ground.documents.get(claim.document)
    if written := _written.quoted(claim, document, project):
        return Verdict("supported", f"What it quotes stands {_uses.where(written)}.", written)
    if created := _schema.created(phrase, project):
        return Verdict("supported", f"The schema creates it {_uses.where(created)}.", created)
    statement = _subjects.said(claim, document)
    if statement is not None and (named := _written.names(phrase, statement, project)):
        return Verdict(
            "supported", f"The name that it gives stands in code that runs, {_uses.where(named)}.", named
        )
    near, context = _context.of(claim, document) if document is not None else (claim.about, frozenset())
    if joined := _joined.in_code(phrase, near, context, project):
        return Verdict("supported", f"Code that runs calls it so {_uses.where(joined)}.", joined)
    if scripts := _joined.scripts(phrase, project):
        return Verdict("supported", f"Scripts are called after it: {_uses.where(scripts)}.", scripts)
    if seen := _seen(claim, phrase, ground, project):
        return Verdict("supported", f"Code that runs does it in other words {_uses.where(seen)}.", seen)
    return None


def _seen(claim: Claim, phrase: str, ground: Ground, project: Project) -> tuple[Place, ...]:
    """Where code does what the phrase speaks of in everyday words, beside most of its other words."""
    if _TELLS_NOTHING.match(phrase):
        return ()
    document = ground.documents.get(claim.document)
    near, context = _context.of(claim, document) if document is not None else (claim.about, frozenset())
    for one in meant(phrase):
        rest = _rest(phrase, one)
        files = _grounding.files_of(rest or phrase, project, near, context)
        places = [p for p in _uses.uses_in(one.capability, files, project) if not apart(p.path, project)]
        if rest:
            places = [p for p in places if _grounding.share_at(p, rest, project) >= _SOLID]
        elif not places:
            places = list(_uses.uses(one.capability, project).running)
        if places:
            return _grounding.best_of(places, phrase, project, near, context)[:_SHOWN]
    return ()


def _rest(phrase: str, one: Named) -> str:
    """What a phrase says beside what it speaks of; empty where that is nothing telling."""
    rest = f"{phrase[: one.start]} {phrase[one.end :]}"
    return rest if any(term.telling for term in _stems.terms(rest)) else ""

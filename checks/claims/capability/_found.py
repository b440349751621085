"""Where a claim's words stand in code: as its document points to it, and whether what stands there runs."""

from __future__ import annotations

from collections.abc import Iterable

from checks.claims import Ground, _stems
from checks.claims._sources import sources
from checks.claims.capability import _context, _grounding, _uses
from checks.claims.capability._grounding import Grounded
from checks.model import Claim
from checks.project.link import Project


def pointed(claim: Claim, ground: Ground) -> tuple[tuple[str, ...], frozenset[str]]:
    """The files and the words that stand around a claim."""
    document = ground.documents.get(claim.document)
    return _context.of(claim, document) if document is not None else (claim.about, frozenset())


def look(
    phrase: str, claim: Claim, ground: Ground, project: Project, beside: Iterable[str] = ()
) -> tuple[Grounded, ...]:
    """Where production code has a phrase, best first; the stems ``beside`` it are what it is said of."""
    near, context = pointed(claim, ground)
    return _grounding.in_code(phrase, project, near, context.union(_stems.telling(beside)))


def good(found: Grounded, project: Project) -> bool:
    """Whether what was found runs, and something calls it."""
    return sources(project).runs(found.place.path) and called(found, project)


def enough(found: Grounded) -> bool:
    """Whether a place shows what is claimed, or most of its words stand in one named piece of code."""
    return found.shows or found.likely


def called(found: Grounded, project: Project) -> bool:
    """Whether something refers to the code by name, or a framework calls it."""
    return _uses.is_called(sources(project), found.place)


def best(found: Iterable[Grounded], project: Project) -> Grounded | None:
    """The first of several places that runs, and that something calls."""
    return next((g for g in found if good(g, project)), None)

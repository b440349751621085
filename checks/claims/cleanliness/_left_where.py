"""Of what part of the work it is said that nothing is left, where no file is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.claims import Ground, _subjects
from checks.documents.model import Document
from checks.model import Claim, Place
from checks.patterns import regex

_OF_ALL = regex(
    r"(?i)\b(?:codebase|code base|project|repository|repo|app|application|system|platform|everywhere|anywhere|entire|entirely|whole|all (?:pages|components|files|modules|services|endpoints|code)|"
    r"production (?:code|views?|paths?)|source|left|remain\w*|100\s?%)\b"
)
_OF_A_PART = regex(
    r"(?i)\b(?:in|from|of)\s(?!(?:the|this|that|our|entire|whole|all|any|every|each|production|main)\b)[a-z-]{2,30}\s(?:repository|system|platform|app|application|source)\b"
)
"""``in user repository``: one of several."""
_OF_CLEANING = regex(
    r"(?i)mock|todo|placeholder|dummy|hard-?coded|fake|stub|console|clean|lint|debug|dead code"
)
_OF_A_REPORT = frozenset(
    "summary overview status results result quality code review verification verified checklist production ready readiness key achievements "
    "achievement highlights success criteria met final overall conclusion complete completed completion implementation implemented what was were "
    "done changes change improvements metrics features current state health check checks compliance standards best practices deployment removed "
    "and the of all our delivered deliverables before after guarantees guarantee important notes note scorecard assessment no zero "
    "project system application app codebase platform backend frontend audit report analysis general technical "
    "you now have have now we new is are has been this it for in to with benefits validation tests testing".split()
)
"""Words of headings that name no part of the work."""
_WRITING = regex(
    r"(?i)^(?:docs?|documentation|reports?|summaries|notes|wiki|specs?|archives?|\..*|changelogs?|status|planning|project[_-]?docs)$"
)
"""Folders whose documents are of the work around them."""
_CODE = regex(
    r"(?i)\.(?:py|[cm]?[jt]sx?|vue|svelte|go|rs|java|kts?|cs|php|rb|swift|m|dart|scala|c|cc|cpp|sql|sh|html)$"
)


def speaks_of_all(claim: Claim, document: Document | None) -> bool:
    """Whether a statement says of the whole work that nothing is left: in its own words, in a document that is about the
    cleaning up, or below a heading that names no part."""
    said = _subjects.said(claim, document)
    if document is None or said is None or not said.headings:
        return True
    if _OF_A_PART.search(said.plain):
        return False
    titles = (document.path.rsplit("/", 1)[-1].replace("_", " "), said.headings[0].plain)
    if _OF_ALL.search(said.plain) or any(_OF_CLEANING.search(text) for text in titles):
        return True
    nearest = said.headings[-1]
    if _OF_CLEANING.search(nearest.plain) or (len(said.headings) == 1 and nearest.level == 1):
        return True
    return all(word in _OF_A_REPORT for word in re.findall(r"[a-z]+", nearest.plain.lower()))


def within(document: str, places: Iterable[Place], ground: Ground) -> tuple[Place, ...]:
    """The places that lie in the part of the tree that a document stands in: ``mobile/STATUS.md`` is of ``mobile/``."""
    folder = ""
    for part in document.split("/")[:-1]:
        if _WRITING.match(part):
            break
        folder += f"{part}/"
    if not any(path.startswith(folder) and _CODE.search(path) for path in ground.snapshot.tree if folder):
        return tuple(places)
    return tuple(place for place in places if place.path.startswith(folder))

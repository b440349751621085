"""Whether a document reports how things are: by its name, its title and its opening it may be a plan, a log, or out of date."""

from __future__ import annotations

from checks.claims._doubts._said import Said
from checks.patterns import regex

_LOG = regex(
    r"(?i)(?:^|[\W_])(?:(?:dev|development|change|work|build|progress|decision|session|conversation|chat|activity|engineering|daily)[ _-]?logs?|logbook|journal|diary|history)(?:[\W_]|$)|^logs?\.\w+$"
)
_PLANS = regex(
    r"(?i)(?:^|/)(?:plans?|planning|proposals?|roadmaps?|rfcs?)/|(?:^|[/_. -])(?:prd|srs|brd|frd)(?=[_. -])[^/]*$"
)
_PLAN = regex(
    r"(?i)\b(?:plan|roadmap|proposal|blueprint|specifications?|strategy|guide|guidelines|tutorial|instructions|how[ -]to|prompt|template|documentation|reference|"
    r"design doc(?:ument)?|(?:implementation|technical|system|software|architectural|architecture|detailed|high[- ]level) design)\W*$"
)
_OPENING = 8  # statements in which a document says what it is
_OPENS_PLAN = regex(
    r"(?i)^\W*(?:this|the) (?:\w+ ){0,3}(?:plan|proposal|roadmap|blueprint|rfc) (?:is|was|will|aims|sets|lays|outlines|describes|details|covers|defines|proposes|presents|provides|integrates|introduces|adds|addresses|extends|contains)\b|"
    r"^\W*this (?:document|report|file|page|summary) (?:is|outlines|describes|details|presents|proposes|summari[sz]es|contains|provides|lays out|sets out) (?:the |an? |our )?(?:\w+ ){0,3}(?:plan|proposal|roadmap|blueprint|rfc)\b"
)
_HISTORICAL = regex(
    r"(?i)\b(?:historical|outdated|superseded|obsolete|deprecated|archived|out[- ]of[- ]date) (?:document|report|notes?|version|content|copy|snapshot|record|reference)\b|"
    r"\bthis (?:document|report|file|page) (?:is|was|has been|describes) (?:now |an? |the )?(?:historical|outdated|superseded|obsolete|deprecated|archived|old|former|out of date|no longer)\b|"
    r"(?-i:ROLLED BACK|REVERTED|ABANDONED|SUPERSEDED)\b|^\W*(?:status|result|outcome)\W{1,6}(?:rolled back|reverted|abandoned|superseded|withdrawn|undone)\b"
)


def doubt(said: Said) -> str | None:
    """Why a document may report nothing, or nothing of now, as a sentence, or None."""
    path = said.document.path
    if _PLANS.search(path) or _PLAN.search(said.title):
        return "The document is a plan, or tells how to do it."
    opening = said.document.statements[:_OPENING]
    if any(_OPENS_PLAN.match(each.plain) for each in opening if each.kind == "paragraph"):
        return "The document says of itself that it is a plan."
    if any(_HISTORICAL.search(each.plain) for each in opening):
        return "The document says of itself that it is out of date."
    if _LOG.search(path.rsplit("/", 1)[-1]) or _LOG.search(said.title):
        return "The document is a log: what an entry names may have gone on since."
    return None

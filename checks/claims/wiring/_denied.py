"""How a statement denies that parts hang together: "never called", "no code connects A to B", "A bypasses B"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.claims import _paths
from checks.claims.wiring._parts import DOES, DONE, TO, Relation, clean, is_part, may_be_wired, spoken_of
from checks.documents.model import Document, Statement
from checks.patterns import regex

_PARTICIPLE = "|".join(sorted((w.replace(" ", r"\s") for w in DONE), key=len, reverse=True))
_VERB = "|".join(DOES)
_NEVER = regex(
    rf"(?i)\b(?:(?:is|are|was|were|be|been|being|it|but|and|yet)\s+)*(?:never|not(?:\s(?:yet|currently|actually|being|even|properly|fully))*|isn't|aren't|n't|un(?=used|reachable|wired|mounted|registered|connected|linked))"
    rf"[\s-]*(?:actually\s|properly\s|being\s|yet\s)?(?P<how>{_PARTICIPLE})\b(?P<behind>[^.;|(]{{0,80}})"
)
_DOES_NOT = regex(
    rf"(?i)\b(?:do(?:es)?\s?(?:n't|n’t|\snot)|never|cannot|can't|failed to|fails to)\s+(?:actually\s|even\s|yet\s|currently\s)?(?P<how>{_VERB})(?:s|es)?\b(?:\s(?:to|through|with|into))?\s*(?P<to>[^.;|]{{2,80}})"
)
_NO_ONE = regex(
    rf"(?i)\bno\s(?:\w+\s){{0,2}}?(?:code|module|file|one|thing|route|component)\s(?P<how>{_VERB})s\s(?P<what>[^;|]{{2,80}}?)(?:\s(?:to|with|into)\s(?P<to>[^;|]{{2,60}}))?$"
)
_NO_CALL = regex(
    r"(?i)\bno\s(?:\w+\s){0,1}?(?P<what>[\w.]+\(\))\s(?:call|calls|invocation)\b|\bno (?P<app>[\w ]{2,30}?) to mount (?:it|them) (?:to|on)\b"
)
_BYPASS = regex(
    r"(?i)(?P<what>[\w `./-]{2,60}?)\s(?:bypass(?:es|ed)|skips|goes around|circumvents)\s(?:the\s)?(?P<to>[\w `./-]{2,40})"
)
_NO_CALLS = regex(r"(?i)\bno (?:actual|real) calls\b(?:\s(?:to|of)\s(?P<to>[^.;|,]{2,50}))?")
_NOTHING_BEHIND = regex(
    r"(?i)(?P<what>[\w /-]{2,60}?)\s(?:exists? in [\w ]{2,40} )?but ha(?:ve|s) no (?P<to>(?:backend|real|actual) (?:implementation|service|handler|logic))"
)
NO_OTHER = regex(
    r"(?i)\bonly (?P<how>includes|registers|mounts|uses|imports) [^.;|]{2,60}?, (?:no|not) (?P<what>[\w -]{2,40}?)(?:$|[.;,|])"
)
_UNPROTECTED = regex(
    r"(?i)(?P<what>(?:all )?(?:endpoints?|routes?|apis?))\s(?:are|is)\s(?:completely |entirely |all )?unprotected"
)


def denials(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """The relations that a text of a statement denies."""
    for match in _NEVER.finditer(text):
        relation = DONE[re.sub(r"\s+", " ", match["how"].lower())]
        to = TO.match(match["behind"])
        what = spoken_of(document, statement, text[: match.start()], relation)
        if what and may_be_wired(what, relation, text):
            yield Relation(what, relation, clean(to["to"]) if to else "", True)
    for match in _DOES_NOT.finditer(text):
        to_whom = clean(match["to"])
        what = spoken_of(document, statement, text[: match.start()], "calls")
        if is_part(to_whom) and what:
            yield Relation(what, DOES[match["how"].lower()], to_whom, True)
    yield from _none_that(document, statement, text)
    yield from _gone_around(statement, text)


def _none_that(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "No code connects A to B", "no `x()` call", "no app to mount it to"."""
    for match in _NO_ONE.finditer(text):
        yield Relation(clean(match["what"]), DOES[match["how"].lower()], clean(match["to"] or ""), True)
    for match in _NO_CALL.finditer(text):
        if match["what"]:
            yield Relation(match["what"], "called", "", True)
        else:
            what = spoken_of(document, statement, "", "mounted") or "routes"
            yield Relation(what, "mounted", clean(match["app"]), True)
    for match in _NO_CALLS.finditer(text):
        to = clean(match["to"] or (statement.cells[0].plain if statement.kind == "row" else ""))
        if to:
            yield Relation(next(iter(statement.about), "it"), "calls", to, True)


def _gone_around(statement: Statement, text: str) -> Iterator[Relation]:
    """ "A bypasses B", "routes without anything behind them", "only includes A, no B", "endpoints are unprotected"."""
    for match in _BYPASS.finditer(text):
        what = re.split(r"(?i)\bthat\b|\bthe\b", match["what"])[-1]
        if is_part(match["to"]) and is_part(what):
            yield Relation(clean(what), "uses", clean(match["to"]), True)
    for match in _NOTHING_BEHIND.finditer(text):
        if is_part(clean(match["what"])):
            yield Relation(clean(match["what"]), "forwarded", match["to"], True)
    for match in NO_OTHER.finditer(text):
        own = next((m.path for m in _paths.of(statement)), "")
        yield Relation(clean(match["what"]), "mounted", own, True)
    for match in _UNPROTECTED.finditer(text):
        yield Relation(clean(match["what"]), "protected", "authentication", True)

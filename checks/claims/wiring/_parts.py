"""The parts of the work that hang together: what words name one, and which one a statement is about."""

from __future__ import annotations

import re

import msgspec

from checks.claims import _names, _paths
from checks.documents.model import Document, Statement
from checks.patterns import regex

# The word for a relation as a report has it -> the relation.
DONE = {
    "called": "called", "invoked": "called", "triggered": "called", "executed": "called", "imported": "imported", "mounted": "mounted",
    "registered": "mounted", "included": "mounted", "wired": "wired", "wired up": "wired", "hooked up": "wired", "plugged in": "wired",
    "connected": "connected", "linked": "connected", "attached": "connected", "integrated": "connected", "used": "used",
    "started": "started", "scheduled": "started", "instantiated": "called", "forwarded": "forwarded", "processed": "processed",
    "running": "started", "reachable": "reachable", "exposed": "mounted", "hooked into": "wired",
}  # fmt: skip
DOES = {
    "call": "calls", "invoke": "calls", "trigger": "calls", "use": "uses", "import": "imports", "connect": "connects", "reach": "connects",
    "start": "starts", "forward": "forwards", "mount": "mounts", "register": "mounts", "talk": "connects", "hit": "calls",
}  # fmt: skip
# Words for a part of the work: what can be wired, unlike a technology or a wish.
PART = (
    r"(?:apis?|routes?|routers?|endpoints?|handlers?|controllers?|middlewares?|services?|components?|modules?|workers?|schedulers?|queues?|jobs?|hooks?|"
    r"pages?|views?|screens?|buttons?|forms?|clients?|servers?|frontend|front-end|backend|back-end|ui|schemas?|tables?|migrations?|functions?|methods?|class(?:es)?|"
    r"code|listeners?|subscribers?|consumers?|producers?|events?|sockets?|websockets?|providers?|repositor(?:y|ies)|stores?|blueprints?|plugins?|commands?|tools?|"
    r"engines?|managers?|collectors?|monitors?|agents?|pipelines?|orchestrators?|gateways?|auth|orders?|traces?|decisions?|systems?|apps?|tests?)"
)
TO = regex(
    r"(?i)^\s*(?:to|by|in|from|into|with|at|on|anywhere in|within)\s(?:the\s|any\s|a\s|an\s)?(?P<to>.{2,60}?)\s*$"
)
_SECTION = regex(r"^\s{0,3}\d{1,3}(?:\.\d{1,3})*[.)]?\s{1,3}")
_ARTICLES = regex(
    r"(?i)^(?:\W|(?:the|a|an|all|this|that|these|those|but|and|it|its|however|while|also|only|now|finding|critical finding|note|reality|status|evidence|most|of|because|since)\b)+\s*"
)
_PASSIVE_END = regex(
    r"(?i)(?<!\s)\s+(?:is|are|was|were|has|have|had|been|be|it|exists?|defined|exported|declared|available|but|and|in schema|does|do|did|yet|still|currently)$"
)
_DECLARES = regex(
    r"^\s{0,4}(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|const|let|class|def|interface)\s+([A-Za-z_$][\w$]*)"
)
LOOK_BACK = 40  # statements
_MOUNTED = regex(
    r"(?i)\b(?:rout(?:e|er)s?|middlewares?|endpoints?|blueprints?|controllers?|modules?|handlers?|plugins?|apis?|commands?|components?|services?|"
    r"providers?|jobs?|workers?|listeners?|tools?|hooks?)\b|[a-z](?:Router|Routes|Middleware|Controller|Module|Handler|Plugin|Service|Provider|Worker)\b|router|_routes\b|it\b"
)
_PERSON = regex(r"(?i)^(?:we|you|i|they|he|she|users?|who)\b")


class Relation(msgspec.Struct, frozen=True):
    """``what`` stands in a ``relation`` to ``to`` (empty: to anything), or is denied to."""

    what: str
    relation: str
    to: str = ""
    absent: bool = False


def spoken_of(document: Document, statement: Statement, before: str, relation: str) -> str:
    """Who a denial is about: the words before it in its clause, or what the row, the heading or the file is about."""
    clause = re.split(r"[.;:!?]\s|\s[–—-]\s|[|]|\((?!\))|,\s(?:but|and|so|while)\s", before)[-1]
    clause = re.sub(
        r"(?i)\s+(?:exists?|defined|exported|declared)\s+(?:but|and)\s*$", "", clause + " "
    ).strip()
    what = clean(clause)
    while _PASSIVE_END.search(" " + what):
        what = _PASSIVE_END.sub("", " " + what).strip()
    if re.fullmatch(
        r"(?i)(?:it|they|this|these|them|those)?(?: ?(?:functions?|methods?|class|values?|ones?|both|all|modules?))?",
        what,
    ):
        shown = declared_above(document, statement)
        if shown:
            return ", ".join(shown)
    if what and not re.fullmatch(r"(?i)it|they|this|these|which|that|them|n/?a", what):
        return what if not _PERSON.match(what) and len(what.split()) <= 9 else ""
    lead = next(iter(statement.codes), None)
    if (
        lead is not None
        and lead.start <= 1
        and re.match(r"[`*\s]{0,4}[-–—:]\s", statement.plain[lead.start + len(lead.text) :])
    ):
        return lead.text
    if statement.kind == "row" and statement.cells:
        return next((c.plain for c in statement.cells if len(c.plain) > 3), "")[:80]
    own = next((m.path for m in _paths.of(statement)), "")
    if own and before.find(own) >= 0:
        return own
    return own or (
        clean(statement.headings[-1].plain)[:80] if statement.headings and relation != "used" else ""
    )


def declared_above(document: Document, statement: Statement) -> tuple[str, ...]:
    """The names that the quoted code of a statement's section declares: what "this" and "these functions" are."""
    names: list[str] = []
    for other in reversed(document.statements[max(0, statement.index - LOOK_BACK) : statement.index]):
        if other.kind == "heading":
            break
        if other.kind == "code" and (found := _DECLARES.match(other.plain)):
            names.insert(0, found[1])
    return tuple(dict.fromkeys(names))


def clean(text: str) -> str:
    """Words without the number of a section, the article and the marks around them, up to a dash."""
    text = re.split(r"\s[–—-]\s", _SECTION.sub("", text))[0]
    return _ARTICLES.sub("", text).strip(" `*\"':,.()!?")


def may_be_wired(what: str, relation: str, text: str) -> bool:
    """Whether a thing is a part of the work that can be wired; used, processed and running are said of anything."""
    named = bool(_names.NAME.fullmatch(what)) and (bool(re.search(r"[_(.]|[a-z][A-Z]", what)))
    if relation in ("used", "processed", "started", "called", "connected", "forwarded", "imported"):
        return (
            named
            or is_part(what)
            or _paths.looks_like_path(what, True)
            or ("`" in text and bool(re.search(r"[a-z][A-Z]|\w_\w|\(\)", what)))
        )
    return bool(_MOUNTED.search(what)) or (relation in ("wired", "reachable") and is_part(what))


def is_part(words: str) -> bool:
    """Whether words name a part of the work."""
    if re.search(r"[a-z0-9][A-Z]\w*|\w_\w|\w\(\)|^/\w", words):
        return True
    return bool(re.search(rf"(?i)\b{PART}\b", words)) and len(words.split()) <= 9


def this_one(document: Document, statement: Statement) -> str:
    """What a statement without a subject is about: what its section's code declares, or its heading."""
    shown = declared_above(document, statement)
    return ", ".join(shown) or (clean(statement.headings[-1].plain) if statement.headings else "it")

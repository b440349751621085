"""What a statement says of how parts hang together: who calls, mounts, starts, uses or reaches whom, and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from checks.claims import _names, _paths
from checks.claims._catalogue import named
from checks.documents.model import Document, Statement
from checks.patterns import regex

_LONGEST = 600

# The word for a relation as a report has it -> the relation.
_DONE = {
    "called": "called", "invoked": "called", "triggered": "called", "executed": "called", "imported": "imported", "mounted": "mounted",
    "registered": "mounted", "included": "mounted", "wired": "wired", "wired up": "wired", "hooked up": "wired", "plugged in": "wired",
    "connected": "connected", "linked": "connected", "attached": "connected", "integrated": "connected", "used": "used",
    "started": "started", "scheduled": "started", "instantiated": "called", "forwarded": "forwarded", "processed": "processed",
    "running": "started", "reachable": "reachable", "exposed": "mounted", "hooked into": "wired",
}  # fmt: skip
_DOES = {
    "call": "calls", "invoke": "calls", "trigger": "calls", "use": "uses", "import": "imports", "connect": "connects", "reach": "connects",
    "start": "starts", "forward": "forwards", "mount": "mounts", "register": "mounts", "talk": "connects", "hit": "calls",
}  # fmt: skip
_PARTICIPLE = "|".join(sorted((w.replace(" ", r"\s") for w in _DONE), key=len, reverse=True))
_VERB = "|".join(_DOES)

# Words for a part of the work: what can be wired, unlike a technology or a wish.
_PART = (
    r"(?:apis?|routes?|routers?|endpoints?|handlers?|controllers?|middlewares?|services?|components?|modules?|workers?|schedulers?|queues?|jobs?|hooks?|"
    r"pages?|views?|screens?|buttons?|forms?|clients?|servers?|frontend|front-end|backend|back-end|ui|schemas?|tables?|migrations?|functions?|methods?|class(?:es)?|"
    r"code|listeners?|subscribers?|consumers?|producers?|events?|sockets?|websockets?|providers?|repositor(?:y|ies)|stores?|blueprints?|plugins?|commands?|tools?|"
    r"engines?|managers?|collectors?|monitors?|agents?|pipelines?|orchestrators?|gateways?|auth|orders?|traces?|decisions?|systems?|apps?|tests?)"
)
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
_USES_THIS = regex(r"(?i)(?P<what>[\w./-]+\.\w{1,4})`? (?P<how>imports|uses|calls) (?:this|it|them)\b")
_USED_BY = regex(
    r"(?i)^(?:status:?\W*used (?:for|by|in)|used (?:by|in)) (?P<to>[\w ]{2,40}?)(?: until| while|$|[.;,])"
)
_LOGS = regex(r"(?:^|,\s|\band\s)(?P<how>logs|writes|saves|persists) to [`]?(?P<to>[a-z]+(?:_[a-z]+)+)")
_NO_CALLS = regex(r"(?i)\bno (?:actual|real) calls\b(?:\s(?:to|of)\s(?P<to>[^.;|,]{2,50}))?")
_NOTHING_BEHIND = regex(
    r"(?i)(?P<what>[\w /-]{2,60}?)\s(?:exists? in [\w ]{2,40} )?but ha(?:ve|s) no (?P<to>(?:backend|real|actual) (?:implementation|service|handler|logic))"
)
_NO_OTHER = regex(
    r"(?i)\bonly (?P<how>includes|registers|mounts|uses|imports) [^.;|]{2,60}?, (?:no|not) (?P<what>[\w -]{2,40}?)(?:$|[.;,|])"
)
_UNPROTECTED = regex(
    r"(?i)(?P<what>(?:all )?(?:endpoints?|routes?|apis?))\s(?:are|is)\s(?:completely |entirely |all )?unprotected"
)
_MISSING_EVENT = regex(
    r"(?i)\b(?:sse|websocket|ws|socket(?:\.io)?|server-sent)\s(?:event|message)s?\s[`*]{0,2}(?P<what>[\w:.-]{3,40})[`*]{0,2}(?P<rest>.*)$"
)
_BROADCAST = regex(
    r"(?i)\b(?:sse|websocket|ws|socket)\s(?:broadcast(?:s|ing|ed)?|emits?|push(?:es)?)\b(?:\sof\s(?P<of>[^.;|(]{2,60}))?|^\W*broadcasts? (?P<when>after|on|to|every) (?P<rest>[^.;|]{2,60})"
)
_REGISTERED = regex(
    r"(?i)(?P<before>[^.;|:]{0,80}?)\b(?:imported and |now |all )?(?P<how>registered|mounted|wired(?: up)?|hooked up|included|plugged in)\b(?!\s(?:user|users|email|account|trademark|customers?)\b)(?P<behind>[^.;|]{0,80})"
)
_CONNECTED = regex(
    r"(?i)\b(?P<how>connect(?:ed|s)(?=\s(?:to|with)\s)|fetch(?:es|ing)(?=\sfrom\s)|forward(?:s|ed)(?=\sto\s)|tries to connect(?=\sto\s))\s(?:to|with|from)\s(?:the\s|a\s)?(?P<to>[^;|,(]{2,90})"
)
_OF_ROUTE = regex(
    r"(?i)\b(?:loads?|saves?|reads?|retrieves?|gets|pulls|uses?|updates)\b(?:\s[\w-]{1,30}){0,5}?\s(?:from|via|through)\s[`*]{0,2}(?P<to>/[a-z][\w/{}:.-]{2,80})"
)
_CALLS = regex(
    r"(?i)\b(?P<how>calls|invokes|imports|triggers|includes|uses)\s(?:only\s)?(?:the\s|both\s)?[`*]{0,2}(?P<to>[\w$./-]+(?:\([^()]{0,40}\))?)"
)
_CALLED_BY = regex(
    r"(?i)\b(?P<how>called|used|invoked|imported|consumed|triggered|started|rendered)(?:\sand\s(?:used|rendered|called))?\s(?:only\s)?(?:by|in|from|inside|on)\s(?:the\s)?[`*]{0,2}(?P<to>[\w$./-]+(?:\([^()]{0,40}\))?)"
)
_BACKEND = regex(
    r"(?i)\b(?:already |now )?(?:use[sd]?|call(?:s|ed|ing)?|fetch(?:es|ing)?(?: from)?)\s(?:the\s|fixed\s)*(?P<to>(?:real|fixed|actual|live|production)\s(?:backend\s|api\s)?(?:api|apis|endpoints?|backend|data source|routes?))"
)
_AVAILABLE = regex(
    r"(?i)^\W*(?P<what>[\w /-]{2,50}?)\s(?:are |is )?(?:now )?(?:available|served|exposed|reachable|accessible) (?:at|under|on|via)\s[`*]{0,2}(?P<to>/[\w/{}:*.-]+)"
)
_NAME = r"(?!TypeScript|JavaScript|FastAPI|PostgreSQL|GitHub|OpenAI|GraphQL|WebSockets?)[A-Z][a-z0-9]{1,30}[A-Z][A-Za-z0-9]{1,40}"
_USE_NAME = regex(
    rf"^\W*(?P<what>(?:(?i:all|every|each)\s)?(?:[\w-]+\s){{0,3}}?[\w-]+)\s(?:(?:now|properly|correctly)\s)?(?:use|import)\s(?:the\s)?(?:(?:existing|shared|same|new)\s)?[`*]{{0,2}}(?P<to>{_NAME}|[a-z]{{2,20}}[A-Z][A-Za-z0-9]{{1,40}})\b"
)
_IN_USE = regex(rf"\b(?P<what>{_NAME})\s(?:(?:is|are)\s)?(?:now\s)?in use\b")
_VIA = regex(r"(?i)\b(?:via|through)\s[`*]{0,2}(?P<to>[A-Za-z_$][\w$.]*\([^()]{0,40}\))")
_ONLY_SO = regex(r"(?i)(?:available|accessible|possible|done|reachable|usable|exposed|called|started)")
"""What is said of a thing that stands elsewhere, and is none itself."""
_SENDS = regex(
    r"(?i)^\W*(?P<what>[\w ]{2,40}?)\s(?P<how>sends|logs|writes|publishes|emits|persists|passes|saves)\s(?:\w+\s){0,3}?to\s(?:the\s)?(?P<to>[\w .]{2,40})"
)
_CODE_FILE = regex(r"[\w/-]{2,80}\.(?:tsx?|jsx?|py|vue|svelte)")
_ARROW = regex(
    r"^(?P<what>[A-Za-z][\w .()-]{2,50}?)\s*(?:→|->|=>|──>|-->)\s*(?P<to>[A-Za-z?][\w .()-]{0,50})$"
)
_AUTOMATIC = regex(
    r"(?i)^\W*automatic(?:ally)?\s(?P<what>[\w ]{3,50}?)\s(?P<to>(?:at|every|\d+ (?:seconds?|minutes?|ms|s) after)\s.{2,60})$"
)
_TO = regex(
    r"(?i)^\s*(?:to|by|in|from|into|with|at|on|anywhere in|within)\s(?:the\s|any\s|a\s|an\s)?(?P<to>.{2,60}?)\s*$"
)
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


def of(document: Document, statement: Statement) -> list[Relation]:
    """The relations that a statement gives or denies, each once."""
    if statement.kind == "tree":
        return []
    found: dict[tuple[str, str, bool], Relation] = {}
    for text in _texts(statement):
        for one in _in_text(document, statement, text):
            found.setdefault((one.what.lower(), one.relation, one.absent), one)
    return list(found.values())


def _texts(statement: Statement) -> Iterator[str]:
    if statement.kind == "row":
        for cell in statement.cells:
            if cell.mood == "report" and not cell.before:
                yield from re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", cell.plain[:_LONGEST])
    else:
        yield statement.plain[:_LONGEST]


def _in_text(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    if statement.kind == "code":
        yield from _in_drawing(statement, text)
        return
    only_given = bool(_NO_OTHER.search(text))
    denied = list(_denied(document, statement, text))
    yield from denied
    events = list(_events(statement, text))
    yield from events
    if (not denied or only_given) and not events and statement.kind != "heading":
        yield from _given(document, statement, text)


# --- what is denied ------------------------------------------------------------------------------


def _denied(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    for match in _NEVER.finditer(text):
        relation = _DONE[re.sub(r"\s+", " ", match["how"].lower())]
        to = _TO.match(match["behind"])
        what = _subject(document, statement, text[: match.start()], relation)
        if what and _may_be_wired(what, relation, text):
            yield Relation(what, relation, _clean(to["to"]) if to else "", True)
    for match in _DOES_NOT.finditer(text):
        to_whom = _clean(match["to"])
        what = _subject(document, statement, text[: match.start()], "calls")
        if _is_part(to_whom) and what:
            yield Relation(what, _DOES[match["how"].lower()], to_whom, True)
    yield from _none_that(document, statement, text)
    yield from _gone_around(statement, text)


def _none_that(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "No code connects A to B", "no `x()` call", "no app to mount it to"."""
    for match in _NO_ONE.finditer(text):
        yield Relation(_clean(match["what"]), _DOES[match["how"].lower()], _clean(match["to"] or ""), True)
    for match in _NO_CALL.finditer(text):
        if match["what"]:
            yield Relation(match["what"], "called", "", True)
        else:
            what = _subject(document, statement, "", "mounted") or "routes"
            yield Relation(what, "mounted", _clean(match["app"]), True)
    for match in _NO_CALLS.finditer(text):
        to = _clean(match["to"] or (statement.cells[0].plain if statement.kind == "row" else ""))
        if to:
            yield Relation(next(iter(statement.about), "it"), "calls", to, True)


def _gone_around(statement: Statement, text: str) -> Iterator[Relation]:
    """ "A bypasses B", "routes without anything behind them", "only includes A, no B", "endpoints are unprotected"."""
    for match in _BYPASS.finditer(text):
        what = re.split(r"(?i)\bthat\b|\bthe\b", match["what"])[-1]
        if _is_part(match["to"]) and _is_part(what):
            yield Relation(_clean(what), "uses", _clean(match["to"]), True)
    for match in _NOTHING_BEHIND.finditer(text):
        if _is_part(_clean(match["what"])):
            yield Relation(_clean(match["what"]), "forwarded", match["to"], True)
    for match in _NO_OTHER.finditer(text):
        own = next((m.path for m in _paths.of(statement)), "")
        yield Relation(_clean(match["what"]), "mounted", own, True)
    for match in _UNPROTECTED.finditer(text):
        yield Relation(_clean(match["what"]), "protected", "authentication", True)


def _subject(document: Document, statement: Statement, before: str, relation: str) -> str:
    """Who a denial is about: the words before it in its clause, or what the row, the heading or the file is about."""
    clause = re.split(r"[.;:!?]\s|\s[–—-]\s|[|]|\((?!\))|,\s(?:but|and|so|while)\s", before)[-1]
    clause = re.sub(
        r"(?i)\s+(?:exists?|defined|exported|declared)\s+(?:but|and)\s*$", "", clause + " "
    ).strip()
    what = _clean(clause)
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
        _clean(statement.headings[-1].plain)[:80] if statement.headings and relation != "used" else ""
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


def _clean(text: str) -> str:
    text = re.split(r"\s[–—-]\s", text)[0]
    return _ARTICLES.sub("", text).strip(" `*\"':,.()!?")


def _may_be_wired(what: str, relation: str, text: str) -> bool:
    """Whether a thing is a part of the work that can be wired; used, processed and running are said of anything."""
    named = bool(_names.NAME.fullmatch(what)) and (bool(re.search(r"[_(.]|[a-z][A-Z]", what)))
    if relation in ("used", "processed", "started", "called", "connected", "forwarded", "imported"):
        return (
            named
            or _is_part(what)
            or _paths.looks_like_path(what, True)
            or ("`" in text and bool(re.search(r"[a-z][A-Z]|\w_\w|\(\)", what)))
        )
    return bool(_MOUNTED.search(what)) or (relation in ("wired", "reachable") and _is_part(what))


def _is_part(words: str) -> bool:
    """Whether words name a part of the work."""
    if re.search(r"[a-z0-9][A-Z]\w*|\w_\w|\w\(\)|^/\w", words):
        return True
    return bool(re.search(rf"(?i)\b{_PART}\b", words)) and len(words.split()) <= 9


# --- events --------------------------------------------------------------------------------------


def _events(statement: Statement, text: str) -> Iterator[Relation]:
    """ "SSE event `x` broadcast", "SSE Broadcast: `x {…}` (after commit)", "WebSocket broadcasting of updates"."""
    if statement.kind in ("heading", "row"):
        return
    absent = statement.polarity == "absent"
    event = _MISSING_EVENT.search(text)
    if (
        event
        and re.search(r"[_:.-]", event["what"])
        and re.search(r"(?i)broadcast|after|emit|sent|push|publish", event["rest"])
    ):
        yield Relation(event["what"], "sends", "broadcast", absent)
        return
    found = _BROADCAST.search(text)
    if found is None:
        return
    code = next((c.text for c in statement.codes if c.start >= found.end() - 2), None)
    name = re.match(r"[\w:.-]+", code) if code else None
    if name and found.start() <= 3:
        yield Relation(name.group(), "sends", "broadcast", absent)
    elif found["of"] or found["when"]:
        yield Relation(_clean(found["of"] or statement.label or "events"), "sends", "broadcast", absent)
    elif statement.label and re.search(r"(?i)\bbroadcasts\b", text[len(statement.label) :]):
        yield Relation(_clean(statement.label), "sends", "broadcast", absent)


# --- what is given -------------------------------------------------------------------------------


def _given(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    if (
        statement.polarity == "absent"
        and not re.search(r"(?i)\bonly\b|directly", text)
        and statement.kind != "row"
    ):
        return
    if re.search(r"(?i)\b(?:not|never|no|n't|without|missing)\b", re.split(r"(?i)\bonly\b", text)[0][:200]):
        return
    found = list(_registered(statement, text)) or list(_available(text))
    yield from (
        found or list(_connected(document, statement, text)) or list(_called(document, statement, text))
    )


def _registered(statement: Statement, text: str) -> Iterator[Relation]:
    match = _REGISTERED.search(text)
    if match is None or (
        match["how"].lower() == "included" and not re.search(r"(?i)\brouters?\b|\bmiddleware\b", text)
    ):
        return
    if any(c.text == match["how"] for c in statement.codes):
        return  # the name of a state
    to = _TO.match(match["behind"])
    code = next((c.text for c in statement.codes), "")
    before = _clean(match["before"])
    object_ = _clean(re.split(r"(?i):\s|\s(?:in|with|to|on|at|under)\s", match["behind"])[0])
    what = object_ if not to and _is_part(object_) else before or code
    if _is_part(what) or (code and code in match["behind"]):
        where = re.search(r"(?i)\s(?:in|with|to|on|at)\s(?P<to>[\w`./ -]{2,50})$", match["behind"])
        target = to["to"] if to else where["to"] if where else ""
        yield Relation(what, "mounted", _clean(target))


def _available(text: str) -> Iterator[Relation]:
    match = _AVAILABLE.match(text)
    if match and match["to"].endswith("*"):
        yield Relation(_clean(match["what"]), "mounted", match["to"])


def _connected(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    match = _CONNECTED.search(text)
    if (
        match
        and next(named(match["to"]), None) is not None
        and not re.search(_PART, match["to"], re.IGNORECASE)
    ):
        return  # a technology: a capability
    if match and (re.match(r"\W*/\w", match["to"]) or _is_part(match["to"])):
        what = _subject(document, statement, text[: match.start()], "connected")
        if what:
            yield Relation(what, "connected", _clean(match["to"]))
        return
    match = _OF_ROUTE.search(text)
    if match:
        what = _subject(document, statement, text[: match.start()], "connected") or statement.label
        yield Relation(what or "it", "connected", _clean(match["to"]))
        return
    match = _BACKEND.search(text)
    if match:
        what = _subject(document, statement, text[: match.start()], "calls") or statement.label
        yield Relation(what or "it", "calls", _clean(match["to"]))


def _called(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    yield from _calls(document, statement, text)
    yield from _names_used(text)
    yield from _of_this(document, statement, text)
    if logs := _LOGS.search(text):
        first = statement.cells[0].plain if statement.kind == "row" else statement.label
        yield Relation(_clean(first or "it"), logs["how"], logs["to"])
        return
    sends = _SENDS.match(text)
    if sends and _is_part(sends["what"]) and _is_part(sends["to"]):
        yield Relation(_clean(sends["what"]), sends["how"].lower(), _clean(sends["to"]))
    if statement.kind != "item":
        return
    via = _VIA.search(text)
    what = _clean(text[: via.start()]).split(" with ")[0] if via else ""
    if via and not _ONLY_SO.fullmatch(what) and any(via["to"] == c.text.strip() for c in statement.codes):
        yield Relation(what, "calls", via["to"])
    if automatic := _AUTOMATIC.match(text):
        yield Relation(_clean(automatic["what"]), "called", _clean(automatic["to"]))


def _calls(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "`main.py` calls `start()`", "`start()` is called by `main.py`": what is called is written as code."""
    codes = {c.text.strip() for c in statement.codes}
    for match in _CALLS.finditer(text):
        to = match["to"]
        coded = to in codes or any(c.startswith(to) for c in codes)
        before = _subject(document, statement, text[: match.start()], "calls")
        if (
            coded
            and not to.startswith("/")
            and ("(" in to or match["how"].lower() in ("calls", "invokes", "imports", "includes"))
            and before
        ):
            yield Relation(before, match["how"].lower(), to)
    for match in _CALLED_BY.finditer(text):
        what = _subject(document, statement, text[: match.start()], "called")
        to = match["to"]
        if (
            what
            and (to in codes or _CODE_FILE.fullmatch(to))
            and (_paths.looks_like_path(to, True) or re.search(r"[(_]|[a-z][A-Z]", to))
        ):
            how = match["how"].lower()
            yield Relation(what, "used" if how == "rendered" else how, to)


def _of_this(document: Document, statement: Statement, text: str) -> Iterator[Relation]:
    """ "`main.py` imports this", "Used by the parser": what the words around it speak of."""
    this = _USES_THIS.search(text)
    if this and _paths.looks_like_path(this["what"], True):
        yield Relation(_this(document, statement), this["how"].lower(), this["what"])
    used = _USED_BY.match(text)
    if used and statement.headings:
        yield Relation(_this(document, statement), "used", _clean(used["to"]))


def _names_used(text: str) -> Iterator[Relation]:
    """ "All endpoints use the OrderService methods", "OrderService in use"."""
    parts = _USE_NAME.match(text)
    if parts and _is_part(parts["what"]):
        yield Relation(_clean(parts["what"]), "uses", parts["to"])
    for match in _IN_USE.finditer(text):
        yield Relation(match["what"], "used")


def _this(document: Document, statement: Statement) -> str:
    """What a statement without a subject is about: what its section's code declares, or its heading."""
    shown = declared_above(document, statement)
    return ", ".join(shown) or (_clean(statement.headings[-1].plain) if statement.headings else "it")


def _in_drawing(statement: Statement, text: str) -> Iterator[Relation]:
    """A line of a diagram: "A → B", "├─ Uses embeddings", "X sends to Y"."""
    fence = statement.fence
    if fence is None or fence.shows in ("content", "command", "output", "tree"):
        return
    bare = re.sub(r"^[\s│|┃├└┣┗─━▼↓►>+-]+", "", text).strip()
    arrow = _ARROW.match(bare)
    if (
        arrow
        and _is_part(arrow["to"])
        and re.search(r"[a-z][A-Z]|_|(?i:gateway|service|engine|queue|table)", arrow["what"] + arrow["to"])
    ):
        yield Relation(_clean(arrow["what"]), "calls", _clean(arrow["to"]))
        return
    uses = re.match(r"^(?P<how>Uses|Calls|Triggers?|Invokes) (?P<to>[\w /]{3,30})$", bare)
    if uses:
        yield Relation("it", uses["how"].lower(), uses["to"])
        return
    sends = re.match(
        r"^(?P<what>\w[\w ]{2,30}) (?P<how>sends|writes|publishes) to (?P<to>[\w ]{3,30})$", bare
    )
    if sends:
        yield Relation(sends["what"], sends["how"], sends["to"])
